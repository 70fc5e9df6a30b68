//! Any order, any grouping, one bucket or one island at a time: the same register, byte for byte.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chancery_model::{EventKind, Status};
use chancery_register::{Act, Decision, Field, Item, Ledger, Record, islands, reconcile};
use proptest::prelude::*;
use support::{Telling, bytes, events, ledger, origin, telling};

const KINDS: [EventKind; 7] =
    [EventKind::Talks, EventKind::Meeting, EventKind::Visit, EventKind::Call, EventKind::Accuse, EventKind::Sign, EventKind::Conference];
const STATUSES: [Status; 5] = [Status::Held, Status::Held, Status::Planned, Status::Cancelled, Status::Denied];
const LEFT: [&str; 3] = ["xi@CHN", "li@CHN", "CHN"];
const RIGHT: [&str; 4] = ["putin@RUS", "lavrov@RUS", "RUS", "trump@USA"];

type Numbers = (usize, usize, usize, usize, Option<u32>, u32, u32);

/// A small world, so that many items meet: few kinds, persons, days and words.
fn item(number: usize, (kind, status, left, right, day, published, words): Numbers) -> Item {
    let kind = KINDS[kind];
    let (actors, recipients) = if kind.is_symmetric() { (vec![LEFT[left], RIGHT[right]], Vec::new()) } else { (vec![LEFT[left]], vec![RIGHT[right]]) };
    let text = |day: u32| format!("2019-06-{:02}", 1 + day);
    let mut told: Telling = telling(kind, &actors, &recipients, day.map(text).as_deref()).status(STATUSES[status]);
    told.words = (words * 4..words * 4 + 12).collect();
    let source = number / 2;
    // Of one source, whatever the item: its group of duplicates.
    let group = source.is_multiple_of(3).then(|| format!("g{}", source % 2));
    told.from(&origin(&format!("s{source}"), if published % 2 == 0 { "a" } else { "b" }, &text(published), group.as_deref()), &format!("v{number}"))
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let one = (0..KINDS.len(), 0..STATUSES.len(), 0..LEFT.len(), 0..RIGHT.len(), prop::option::of(0..20u32), 0..25u32, 0..4u32);
    prop::collection::vec(one, 1..40).prop_map(|all| all.into_iter().enumerate().map(|(number, numbers)| item(number, numbers)).collect())
}

/// Decisions about the items with these numbers.
fn decisions(items: &[Item], picks: &[(u8, usize, usize)]) -> Vec<Decision> {
    let id = |pick: usize| items[pick % items.len()].id.clone();
    let mut made: Vec<Decision> = Vec::new();
    for (number, (act, a, b)) in picks.iter().enumerate() {
        let act = match act % 7 {
            0 => Act::Merge { records: vec![id(*a), id(*b)] },
            1 => Act::Split { items: vec![id(*a)], from: vec![id(*b)] },
            2 => Act::Accept { record: id(*a) },
            3 => Act::Reject { record: id(*a) },
            4 => Act::Correct { record: id(*a), field: Field::Status, value: "cancelled".into() },
            5 => Act::SamePerson { keys: vec!["person:xi".into(), "person:li".into()] },
            _ => match made.get(*a % made.len().max(1)) {
                Some(other) => Act::Undo { decision: other.id() },
                None => continue,
            },
        };
        made.push(Decision { at: format!("2026-01-01T00:00:{:02}Z", (number * 7) % 60), who: "a".into(), why: String::new(), codebook: "1".into(), act });
    }
    made
}

fn with(items: Vec<Item>, decisions: Vec<Decision>) -> Ledger {
    let mut all = ledger(items);
    decisions.into_iter().for_each(|decision| all.decide(decision));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_order_and_any_grouping_give_the_same_register(
        items in items(),
        picks in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 0..8),
        order in any::<u64>(),
        cuts in prop::collection::vec(0..4usize, 40),
    ) {
        let made = decisions(&items, &picks);
        let expected = bytes(&with(items.clone(), made.clone()));

        // The same items, shuffled, dealt to four ledgers, some twice; the ledgers merged from either end.
        let mut ledgers = vec![Ledger::default(); 4];
        let mut shuffled: Vec<(usize, Item)> = items.into_iter().enumerate().collect();
        shuffled.sort_by_key(|(number, _)| (*number as u64).wrapping_mul(order | 1).rotate_left(17));
        for (number, item) in shuffled {
            ledgers[cuts[number % cuts.len()]].add_items([item.clone()]);
            if number % 3 == 0 {
                ledgers[cuts[(number + 1) % cuts.len()]].add_items([item]);
            }
        }
        for (number, decision) in made.into_iter().enumerate().rev() {
            ledgers[number % 4].decide(decision);
        }
        let fold = |ledgers: Vec<Ledger>| ledgers.into_iter().fold(Ledger::default(), |mut all, one| { all.merge(one); all });
        let left = fold(ledgers.clone());
        let right = {
            let mut halves: Vec<Ledger> = ledgers.chunks(2).map(|pair| fold(pair.to_vec())).collect();
            halves.reverse();
            fold(halves)
        };
        prop_assert_eq!(&bytes(&left), &expected);
        prop_assert_eq!(&bytes(&right), &expected);
    }

    #[test]
    fn one_bucket_at_a_time_gives_the_same_register(
        items in items(),
        picks in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 0..8),
    ) {
        let all = with(items.clone(), decisions(&items, &picks));
        let holding = all.decisions();
        let mut buckets: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in all.items() {
            buckets.entry(&item.bucket).or_default().push(item);
        }
        let mut done: BTreeSet<&str> = BTreeSet::new();
        let mut records: Vec<Record> = Vec::new();
        for bucket in buckets.keys() {
            if done.contains(bucket) {
                continue;
            }
            let joint = holding.joint(bucket);
            let together: Vec<&Item> = joint.iter().filter_map(|bucket| buckets.get(bucket)).flatten().copied().collect();
            records.extend(reconcile(&together, &holding));
            done.extend(joint.iter().filter_map(|bucket| buckets.get_key_value(bucket).map(|(key, _)| *key)));
        }
        records.sort_by(|a, b| a.id().cmp(b.id()));
        prop_assert_eq!(serde_json::to_string(&records).ok(), Some(bytes(&all)));
    }

    #[test]
    fn one_island_at_a_time_gives_the_same_register(items in items()) {
        let all = ledger(items);
        let mut buckets: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in all.items() {
            buckets.entry(&item.bucket).or_default().push(item);
        }
        let none = all.decisions();
        let mut records: Vec<Record> = Vec::new();
        for items in buckets.values() {
            let reaches: Vec<_> = items.iter().map(|item| item.reach).collect();
            for island in islands(&reaches) {
                records.extend(reconcile(&island.into_iter().map(|at| items[at]).collect::<Vec<_>>(), &none));
            }
        }
        records.sort_by(|a, b| a.id().cmp(b.id()));
        prop_assert_eq!(serde_json::to_string(&records).ok(), Some(bytes(&all)));
    }

    #[test]
    fn every_item_is_a_report_of_one_event_and_joins_hold_it_together(items in items()) {
        let count = items.len();
        let events = events(&ledger(items));
        let reports: BTreeSet<&str> = events.iter().flat_map(|event| event.reports.iter().map(|report| report.item.as_str())).collect();
        prop_assert_eq!(reports.len(), count);
        prop_assert_eq!(events.iter().map(|event| event.reports.len()).sum::<usize>(), count);
        for event in &events {
            prop_assert_eq!(&event.id, &event.reports[0].item);
            prop_assert_eq!(event.joins.len() + 1, event.reports.len());
            prop_assert!(event.source_count <= event.report_count && event.report_count <= event.reports.len());
            prop_assert_eq!(event.why_merged().len(), event.joins.len());
        }
    }
}

#[test]
fn a_reread_source_replaces_nothing_but_its_own() {
    let talks = telling(EventKind::Talks, &["xi@CHN", "putin@RUS"], &[], Some("2019-06-05"));
    let first = talks.from(&origin("a", "x", "2019-06-05", None), "v1");
    let second = talks.from(&origin("b", "y", "2019-06-06", None), "v1");
    let both = bytes(&ledger([first.clone(), second.clone()]));
    assert_eq!(bytes(&ledger([second, first.clone(), first])), both);
    assert_eq!(Arc::strong_count(&origin("a", "x", "2019-06-05", None)), 1);
}
