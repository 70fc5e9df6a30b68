//! Items and decisions to records.
//!
//! In: the items of one bucket, of several, or of all; decisions. Out: their records in order of id. A function of the two sets:
//! neither the order of the items nor what else is in the archive matters, except that buckets which a decision joins
//! ([`Decisions::joint`]) have to come together.

use std::collections::{BTreeMap, BTreeSet};

use crate::item::Span;
use crate::{Act, Body, Claim, Decisions, Item, Record, Report, Review};

mod apply;
mod cluster;
mod compare;
mod deeds;
mod event;
mod expiry;
mod explain;
mod instrument;
mod series;
mod timing;
mod view;
mod who;

/// Works out the records of these items.
pub fn reconcile(items: &[&Item], decisions: &Decisions) -> Vec<Record> {
    let mut buckets: BTreeMap<&str, BTreeMap<(&str, &str), &Item>> = BTreeMap::new();
    for item in items {
        // A person's bucket is that of the key in use.
        let bucket = item.bucket.strip_prefix("person|").map_or(item.bucket.as_str(), |key| decisions.key(key));
        buckets.entry(bucket).or_default().insert((&item.id, &item.origin.source), item);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for items in buckets.into_values() {
        let mut items: Vec<&Item> = items.into_values().collect();
        items.sort_by(|a, b| order(a).cmp(&order(b)));
        match items.first().map(|item| &item.body) {
            Some(Body::Event(_)) => groups.extend(event::groups(&items, decisions)),
            Some(Body::Instrument(_)) => groups.extend(instrument::groups(&items, decisions)),
            Some(_) => groups.push(Group { items, joins: Vec::new(), decisions: Vec::new() }),
            None => {}
        }
    }
    apply::merges(&mut groups, decisions);
    let mut records: Vec<Record> = groups.iter().filter_map(|group| record(group, decisions)).collect();
    apply::reviews_and_corrections(&mut records, decisions);
    records.sort_by(|a, b| a.id().cmp(b.id()));
    records
}

/// Cuts the items of a bucket into groups whose reaches do not touch: items of different islands never influence each other.
/// In: first and last day of each. Out: indices of each island, in order of time.
pub fn islands(reaches: &[Option<Span>]) -> Vec<Vec<usize>> {
    let reach = |at: usize| reaches[at].unwrap_or((i32::MIN, i32::MAX));
    let mut order: Vec<usize> = (0..reaches.len()).collect();
    order.sort_by_key(|at| (reach(*at), *at));
    let mut islands: Vec<Vec<usize>> = Vec::new();
    let mut end: Option<i32> = None;
    for at in order {
        match islands.last_mut() {
            Some(island) if end.is_some_and(|end| reach(at).0 <= end) => island.push(at),
            _ => islands.push(vec![at]),
        }
        end = end.max(Some(reach(at).1));
    }
    islands
}

/// Items that make one record, in order of publication.
struct Group<'a> {
    items: Vec<&'a Item>,
    joins: Vec<crate::Join>,
    /// Decisions that shaped it.
    decisions: Vec<String>,
}

/// Order of publication; what has no day comes last.
fn order(item: &Item) -> (bool, Option<chancery_model::Date>, &str, &str) {
    let published = item.origin.published.map(|(from, _)| from);
    (published.is_none(), published, &item.origin.source, &item.id)
}

fn record(group: &Group<'_>, decisions: &Decisions) -> Option<Record> {
    Some(match &group.items.first()?.body {
        Body::Event(_) => Record::Event(event::record(group, decisions)?),
        Body::Instrument(_) => Record::Instrument(instrument::record(group)?),
        Body::Statement(_) => Record::Statement(series::statement(group, decisions)?),
        Body::Figure(_) => Record::Figure(series::figure(group, decisions)?),
        Body::Relation(_) => Record::Relation(series::relation(group)?),
        Body::Person(_) => Record::Person(series::person(group, decisions)?),
        Body::Formulation(_) => Record::Formulation(series::formulation(group, decisions)?),
    })
}

fn reports(items: &[&Item]) -> Vec<Report> {
    items
        .iter()
        .map(|item| Report {
            item: item.id.clone(),
            source: item.origin.source.clone(),
            record: item.record.clone(),
            article: item.article.clone(),
            outlet: item.origin.outlet.clone(),
            published: item.origin.published.map(|(from, _)| from),
            group: item.origin.group.clone(),
        })
        .collect()
}

/// How many sources, and how many of them are independent.
fn counts<'a>(items: impl IntoIterator<Item = &'a Item>) -> (usize, usize) {
    let (mut sources, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for item in items {
        sources.insert(&item.origin.source);
        groups.insert(item.origin.group.as_ref().unwrap_or(&item.origin.source));
    }
    (sources.len(), groups.len())
}

/// The claims for a field, by value: most independent sources first, then the earliest published, then the smallest value. The
/// items have to come in order of publication.
fn claims<'a, V: Ord + Clone>(told: impl IntoIterator<Item = (V, &'a Item)>) -> Vec<(V, Vec<&'a Item>)> {
    let mut by_value: BTreeMap<V, Vec<&Item>> = BTreeMap::new();
    for (value, item) in told {
        by_value.entry(value).or_default().push(item);
    }
    let mut claims: Vec<(V, Vec<&Item>)> = by_value.into_iter().collect();
    claims.sort_by(|(a, by_a), (b, by_b)| {
        let rank = |items: &[&'a Item]| std::cmp::Reverse(counts(items.iter().copied()).1);
        rank(by_a).cmp(&rank(by_b)).then_with(|| by_a.first().map(|item| order(item)).cmp(&by_b.first().map(|item| order(item)))).then_with(|| a.cmp(b))
    });
    claims
}

fn claim(value: String, items: &[&Item]) -> Claim {
    Claim { value, items: items.iter().map(|item| item.id.clone()).collect(), sources: counts(items.iter().copied()).1 }
}

/// The review that an act gives.
fn review(act: &Act) -> Option<Review> {
    match act {
        Act::Accept { .. } => Some(Review::Accepted),
        Act::Reject { .. } => Some(Review::Rejected),
        _ => None,
    }
}
