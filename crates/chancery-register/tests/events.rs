//! One happening reported by many is one event: what is counted, kept, preferred and decided.

mod support;

use chancery_model::{EventKind, Status};
use chancery_register::{Act, Decision, EventRecord, Field, Item, Ledger, OrdinalCheck, Review, visit_series};
use support::{Telling, bytes, events, ledger, origin, telling};

fn talks(source: &str, published: &str, day: Option<&str>, group: Option<&str>) -> Item {
    telling(EventKind::Talks, &["xi@CHN", "putin@RUS"], &[], day).from(&origin(source, source, published, group), "v1")
}

fn visit(source: &str, published: &str, day: Option<&str>, status: Status) -> Item {
    telling(EventKind::Visit, &["xi@CHN"], &["RUS"], day).status(status).from(&origin(source, source, published, None), "v1")
}

fn decided(items: &[Item], acts: Vec<Act>) -> Vec<EventRecord> {
    let mut all = ledger(items.to_vec());
    for (number, act) in acts.into_iter().enumerate() {
        all.decide(decision(number, act));
    }
    events(&all)
}

fn decision(number: usize, act: Act) -> Decision {
    Decision { at: format!("2026-01-01T00:00:{number:02}Z"), who: "editor".into(), why: "seen".into(), codebook: "1".into(), act }
}

#[test]
fn a_reprint_is_a_report_and_no_independent_source() {
    let items = [
        talks("a", "2019-06-05", Some("2019-06-05"), Some("agency")),
        talks("b", "2019-06-06", Some("2019-06-05"), Some("agency")),
        talks("c", "2019-06-06", None, None),
    ];
    let events = events(&ledger(items));
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].report_count, events[0].source_count), (3, 2));
}

#[test]
fn other_persons_days_or_hosts_are_other_events() {
    let other = telling(EventKind::Talks, &["li@CHN", "putin@RUS"], &[], Some("2019-06-05")).from(&origin("b", "b", "2019-06-05", None), "v1");
    assert_eq!(events(&ledger([talks("a", "2019-06-05", Some("2019-06-05"), None), other])).len(), 2);
    assert_eq!(events(&ledger([talks("a", "2019-06-05", Some("2019-06-05"), None), talks("b", "2019-06-06", Some("2019-06-06"), None)])).len(), 2);
    let elsewhere = telling(EventKind::Visit, &["xi@CHN"], &["KAZ"], Some("2019-06-05")).from(&origin("b", "b", "2019-06-05", None), "v1");
    assert_eq!(events(&ledger([visit("a", "2019-06-05", Some("2019-06-05"), Status::Held), elsewhere])).len(), 2);
}

#[test]
fn a_telling_of_states_alone_that_fits_two_meetings_joins_neither() {
    let meeting = |source: &str, who: &'static str| {
        telling(EventKind::Meeting, &[who, "putin@RUS"], &[], Some("2019-06-05")).from(&origin(source, source, "2019-06-05", None), "v1")
    };
    let states = telling(EventKind::Meeting, &["CHN", "RUS"], &[], Some("2019-06-05")).from(&origin("c", "c", "2019-06-05", None), "v1");
    assert_eq!(events(&ledger([meeting("a", "xi@CHN"), states.clone()])).len(), 1);
    assert_eq!(events(&ledger([meeting("a", "xi@CHN"), meeting("b", "li@CHN"), states])).len(), 3);
}

#[test]
fn two_names_for_an_encounter_of_one_source_are_one_if_another_source_says_so() {
    let told = |kind, source: &str, record: &str| {
        telling(kind, &["xi@CHN", "putin@RUS"], &[], Some("2019-06-05")).from(&origin(source, source, "2019-06-05", None), record)
    };
    let (meeting, talks) = (told(EventKind::Meeting, "a", "v1"), told(EventKind::Talks, "a", "v2"));
    assert_eq!(events(&ledger([meeting.clone(), talks.clone()])).len(), 2);
    assert_eq!(events(&ledger([meeting, talks.clone(), told(EventKind::Talks, "b", "v1")])).len(), 1);
    let undated = telling(EventKind::Meeting, &["xi@CHN", "putin@RUS"], &[], None).from(&origin("a", "a", "2019-06-05", None), "v1");
    assert_eq!(events(&ledger([undated.clone(), talks.clone()])).len(), 2);
    assert_eq!(events(&ledger([undated, talks, told(EventKind::Talks, "b", "v1")])).len(), 1);
}

#[test]
fn a_head_acts_for_the_state_and_a_minister_of_another_day_does_not() {
    let tariff = |source: &str, who: &'static str, day: &'static str| {
        telling(EventKind::Sanction, &[who], &["CHN"], Some(day)).from(&origin(source, source, day, None), "v1")
    };
    assert_eq!(events(&ledger([tariff("a", "trump@USA", "2019-08-01"), tariff("b", "USA", "2019-08-01")])).len(), 1);
    assert_eq!(events(&ledger([tariff("a", "trump@USA", "2019-08-01"), tariff("b", "USA", "2019-08-09")])).len(), 2);
}

#[test]
fn a_conference_numbered_in_figures_and_in_characters_is_one() {
    let attend = |source: &str, topic: &str| {
        let mut item = telling(EventKind::Conference, &["xi@CHN"], &[], Some("2019-11-14")).from(&origin(source, source, "2019-11-15", None), "v1");
        if let chancery_register::Body::Event(event) = &mut item.body {
            event.topic = Some(topic.into());
        }
        item
    };
    assert_eq!(events(&ledger([attend("a", "金砖国家领导人第十一次会晤"), attend("b", "金磚國家領導人第11次會晤")])).len(), 1);
    assert_eq!(events(&ledger([attend("a", "金砖国家领导人第十一次会晤"), attend("b", "世界經濟論壇年會")])).len(), 2);
}

#[test]
fn a_bodys_summit_is_one_under_each_outlets_name_and_its_ministers_meeting_another() {
    let held = |source: &str, topic: &str| {
        let mut item = telling(EventKind::Conference, &["org:g20"], &[], Some("2019-06-28")).from(&origin(source, source, "2019-06-28", None), "v1");
        if let chancery_register::Body::Event(event) = &mut item.body {
            event.topic = Some(topic.into());
        }
        item
    };
    assert_eq!(events(&ledger([held("a", "二十國集團（G20）峰會"), held("b", "领导人第十四次峰会")])).len(), 1);
    assert_eq!(events(&ledger([held("a", "G20領袖峰會"), held("b", "二十国集团领导人非正式会议")])).len(), 1);
    assert_eq!(events(&ledger([held("a", "二十國集團（G20）峰會"), held("b", "二十国集团外长会议")])).len(), 2);
}

#[test]
fn what_two_leaders_were_to_sign_is_what_they_signed_and_talks_to_come_are_no_consultation() {
    let told = |source: &str, kind, status, day: Option<&str>, words: std::ops::Range<u32>| {
        let mut one = telling(kind, &["trump@USA", "kim@PRK"], &[], day).status(status);
        one.words = words.collect();
        one.from(&origin(source, source, "2018-06-12", None), "v1")
    };
    let signed = told("a", EventKind::Sign, Status::Held, Some("2018-06-12"), 0..10);
    assert_eq!(events(&ledger([signed, told("b", EventKind::Sign, Status::Planned, None, 20..30)])).len(), 1);
    let consulted = told("a", EventKind::Consultation, Status::Held, Some("2018-06-12"), 0..10);
    assert_eq!(events(&ledger([consulted.clone(), told("b", EventKind::Talks, Status::Planned, Some("2018-06-12"), 0..10)])).len(), 2);
    assert_eq!(events(&ledger([consulted, told("b", EventKind::Talks, Status::Held, Some("2018-06-12"), 0..10)])).len(), 1);
}

#[test]
fn what_a_side_does_once_in_days_is_one_in_other_words_and_what_it_does_often_is_not() {
    let told = |source: &str, act: &'static str, who: &'static str, day: Option<&str>, words: std::ops::Range<u32>| {
        let telling = telling(EventKind::Assault, &[who], &["SYR"], day);
        Telling { acts: vec![act], words: words.collect(), ..telling }.from(&origin(source, source, "2017-06-19", None), "v1")
    };
    let first = told("a", "assault/shoot-down", "USA", Some("2017-06-18"), 0..10);
    assert_eq!(events(&ledger([first.clone(), told("b", "assault/shoot-down", "trump@USA", None, 20..30)])).len(), 1);
    assert_eq!(events(&ledger([first.clone(), told("b", "assault/shoot-down", "RUS", None, 20..30)])).len(), 2);
    assert_eq!(events(&ledger([first, told("b", "assault/launch", "USA", None, 20..30)])).len(), 2);
}

#[test]
fn heads_who_meet_are_those_named_and_ministers_are_not() {
    let item = |source: &str, who: &[&'static str], heads: bool, words: std::ops::Range<u32>| {
        Telling { heads, words: words.collect(), ..telling(EventKind::Talks, who, &[], None) }.from(&origin(source, source, "2018-06-13", None), "v1")
    };
    let named = item("a", &["trump@USA", "kim@PRK"], false, 0..10);
    assert_eq!(events(&ledger([named.clone(), item("b", &["USA", "PRK"], true, 20..30)])).len(), 1);
    assert_eq!(events(&ledger([named, item("b", &["USA", "PRK"], false, 20..30)])).len(), 2);
    let mut ministers = item("a", &["pompeo@USA", "ri@PRK"], false, 0..10);
    if let chancery_register::Body::Event(body) = &mut ministers.body {
        body.actors[0].office = Some("secretary-of-state".into());
    }
    assert_eq!(events(&ledger([ministers, item("b", &["USA", "PRK"], true, 20..30)])).len(), 2);
}

#[test]
fn one_speaker_on_one_day_is_told_by_two_outlets_and_speaks_twice_in_one() {
    let told = |source: &str, outlet: &str, words: std::ops::Range<u32>| {
        let telling = Telling { words: words.collect(), ..telling(EventKind::Support, &["han@CHN"], &["HKG"], None) };
        telling.from(&origin(source, outlet, "2019-05-21", None), "v1")
    };
    assert_eq!(events(&ledger([told("a", "north", 0..30), told("b", "south", 22..52)])).len(), 1);
    assert_eq!(events(&ledger([told("a", "north", 0..30), told("b", "north", 22..52)])).len(), 2);
}

#[test]
fn three_states_strike_together_once_in_a_day_and_two_may_strike_twice() {
    let strike = |source: &str, who: &[&'static str], words: std::ops::Range<u32>| {
        let telling = Telling { acts: vec!["assault/launch"], words: words.collect(), ..telling(EventKind::Assault, who, &["SYR"], Some("2018-04-14")) };
        telling.from(&origin(source, "north", "2018-04-14", None), "v1")
    };
    let three = ["USA", "GBR", "FRA"];
    assert_eq!(events(&ledger([strike("a", &three, 0..10), strike("b", &three, 20..30)])).len(), 1);
    assert_eq!(events(&ledger([strike("a", &three[..2], 0..10), strike("b", &three[..2], 20..30)])).len(), 2);
}

#[test]
fn what_two_outlets_have_two_sides_agree_on_in_one_day_is_one_accord() {
    let agreed = |source: &str, outlet: &str, day: Option<&str>, words: std::ops::Range<u32>| {
        let telling = Telling { words: words.collect(), ..telling(EventKind::Agree, &["KOR", "PRK"], &[], day) };
        telling.from(&origin(source, outlet, "2018-09-19", None), "v1")
    };
    let whole = agreed("a", "north", Some("2018-09-19"), 0..10);
    assert_eq!(events(&ledger([whole.clone(), agreed("b", "south", None, 20..30)])).len(), 1);
    assert_eq!(events(&ledger([whole.clone(), agreed("b", "north", None, 20..30)])).len(), 2);
    assert_eq!(events(&ledger([whole, agreed("b", "south", Some("2018-09-18"), 20..30)])).len(), 2);
}

#[test]
fn measures_on_other_counts_of_goods_are_two_although_one_source_tells_both() {
    let tariff = |source: &str, counts: &[f64]| {
        let mut item = telling(EventKind::Sanction, &["CHN"], &["USA"], Some("2018-04-03")).from(&origin(source, source, "2018-04-04", None), "v1");
        if let chancery_register::Body::Event(event) = &mut item.body {
            event.numbers = counts.iter().map(|count| count.to_bits()).collect();
            event.numbers.sort_unstable();
        }
        item
    };
    let (first, second, both) = (tariff("a", &[128.0]), tariff("b", &[25.0, 106.0]), tariff("c", &[25.0, 106.0, 128.0]));
    assert_eq!(events(&ledger([first.clone(), second.clone()])).len(), 2);
    assert_eq!(events(&ledger([first.clone(), second, both])).len(), 3, "the third fits both as well");
    assert_eq!(events(&ledger([first, tariff("b", &[25.0, 128.0])])).len(), 1);
}

#[test]
fn two_persons_meet_at_a_border_on_one_day_and_two_states_in_two_places_twice() {
    let met = |source: &str, who: &[&'static str], place: &str, state: &str| {
        let mut item = telling(EventKind::Meeting, who, &[], Some("2018-05-26")).from(&origin(source, source, "2018-05-27", None), "v1");
        if let chancery_register::Body::Event(event) = &mut item.body {
            event.places = vec![chancery_register::Participant { key: place.into(), state: Some(state.into()), office: None, named: true }];
        }
        item
    };
    let heads = ["moon@KOR", "kim@PRK"];
    assert_eq!(events(&ledger([met("a", &heads, "place:panmunjom", "KOR"), met("b", &heads, "place:tongilgak", "PRK")])).len(), 1);
    assert_eq!(events(&ledger([met("a", &["KOR", "PRK"], "place:panmunjom", "KOR"), met("b", &["KOR", "PRK"], "place:pyongyang", "PRK")])).len(), 2);
}

#[test]
fn a_planned_visit_becomes_held_and_keeps_its_history() {
    let planned = visit("a", "2019-05-30", Some("2019-06-05"), Status::Planned);
    let events = events(&ledger([visit("c", "2019-06-06", Some("2019-06-05"), Status::Held), planned]));
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(event.status, Status::Held);
    assert_eq!(event.history.iter().map(|step| step.status).collect::<Vec<_>>(), [Status::Planned, Status::Held]);
    assert!(event.contested.is_empty(), "an announcement and its event do not disagree");
}

#[test]
fn a_planned_visit_that_is_called_off_is_cancelled_and_planned_again_is_planned() {
    let planned = visit("a", "2019-05-30", Some("2019-06-05"), Status::Planned);
    let cancelled = visit("b", "2019-06-01", Some("2019-06-05"), Status::Cancelled);
    let again = visit("c", "2019-06-03", Some("2019-06-05"), Status::Planned);
    let status = |items: Vec<Item>| events(&ledger(items)).iter().map(|event| event.status).collect::<Vec<_>>();
    assert_eq!(status(vec![planned.clone(), cancelled.clone()]), [Status::Cancelled]);
    assert_eq!(status(vec![planned, cancelled, again]), [Status::Planned]);
}

#[test]
fn held_and_not_held_are_both_kept() {
    let held = visit("a", "2019-06-05", Some("2019-06-05"), Status::Held);
    let denied = visit("b", "2019-06-06", Some("2019-06-05"), Status::Denied);
    let events = events(&ledger([held, denied]));
    assert_eq!(events.len(), 1);
    let contested = &events[0].contested[0];
    assert_eq!((contested.field.as_str(), contested.claims[0].value.as_str()), ("status", "denied"));
    assert_eq!(contested.claims.len(), 2);
    assert!(contested.preference.contains("latest"));
}

#[test]
fn dates_that_differ_are_claims_and_most_independent_sources_are_preferred() {
    let items = [
        visit("a", "2019-06-06", Some("2019-06-06"), Status::Held),
        visit("b", "2019-06-06", Some("2019-06-05"), Status::Held),
        visit("c", "2019-06-06", Some("2019-06-05"), Status::Held),
    ];
    let events = events(&ledger(items));
    assert_eq!(events.len(), 1);
    let contested = events[0].contested.iter().find(|contested| contested.field == "date").map(|contested| &contested.claims);
    let claims: Vec<(&str, usize)> = contested.into_iter().flatten().map(|claim| (claim.value.as_str(), claim.sources)).collect();
    assert_eq!(claims, [("2019-06-05", 2), ("2019-06-06", 1)]);
}

#[test]
fn later_reports_do_not_change_an_events_id() {
    let first = talks("a", "2019-06-05", Some("2019-06-05"), None);
    let before = events(&ledger([first.clone()]));
    let after = events(&ledger([first, talks("b", "2019-06-07", Some("2019-06-05"), None)]));
    assert_eq!(before[0].id, after[0].id);
}

#[test]
fn why_merged_names_keys_and_tolerances() {
    let events = events(&ledger([talks("a", "2019-06-05", Some("2019-06-05"), None), talks("b", "2019-06-06", None, None)]));
    let why = events[0].why_merged().join("\n");
    assert!(why.contains("persons (person:putin, person:xi)") || why.contains("persons (person:xi, person:putin)"), "{why}");
    assert!(why.contains("sides (CHN, RUS)") && why.contains("tolerated (undated)"), "{why}");
}

#[test]
fn decisions_merge_split_and_can_be_undone() {
    let (a, b) = (talks("a", "2019-06-05", Some("2019-06-05"), None), talks("b", "2019-06-09", Some("2019-06-09"), None));
    let items = [a.clone(), b.clone()];
    let merge = Act::Merge { records: vec![a.id.clone(), b.id.clone()] };
    let split = Act::Split { items: vec![b.id.clone()], from: vec![a.id.clone()] };
    let merged = decided(&items, vec![merge.clone()]);
    assert_eq!(merged.len(), 1);
    assert_eq!(merged[0].joins[0].decision, Some(decision(0, merge.clone()).id()));
    assert!(merged[0].why_merged()[0].contains("joined by decision"));
    assert_eq!(decided(&items, vec![merge.clone(), split.clone()]).len(), 2, "the later decision holds");
    assert_eq!(decided(&items, vec![split.clone(), merge.clone()]).len(), 1, "the later decision holds");
    let undo = Act::Undo { decision: decision(0, merge.clone()).id() };
    assert_eq!(decided(&items, vec![merge.clone(), undo.clone()]).len(), 2);
    let undo_undo = Act::Undo { decision: decision(1, undo.clone()).id() };
    assert_eq!(decided(&items, vec![merge, undo, undo_undo]).len(), 1);

    let same = [a.clone(), talks("c", "2019-06-05", Some("2019-06-05"), None)];
    let split = Act::Split { items: vec![same[1].id.clone()], from: vec![a.id.clone()] };
    assert_eq!((decided(&same, Vec::new()).len(), decided(&same, vec![split]).len()), (1, 2));
}

#[test]
fn decisions_reach_records_in_other_buckets() {
    let a = talks("a", "2019-06-05", Some("2019-06-05"), None);
    let b = telling(EventKind::Call, &["xi@CHN", "trump@USA"], &[], Some("2019-06-05")).from(&origin("b", "b", "2019-06-05", None), "v1");
    let mut all: Ledger = ledger([a.clone(), b.clone()]);
    all.decide(decision(0, Act::Merge { records: vec![a.id.clone(), b.id.clone()] }));
    assert_eq!(events(&all).len(), 1);
    let holding = all.decisions();
    assert_eq!(holding.joint(&a.bucket), holding.joint(&b.bucket));
    assert_eq!(holding.joint(&a.bucket).len(), 2);
}

#[test]
fn persons_declared_the_same_are_one_before_events_are_compared() {
    let ivanov = |source: &str, name: &'static str| {
        telling(EventKind::Meeting, &["wang@CHN", name], &[], Some("2019-06-05")).from(&origin(source, source, "2019-06-05", None), "v1")
    };
    let items = [ivanov("a", "ivanov@RUS"), ivanov("b", "iwanow@RUS")];
    let same = Act::SamePerson { keys: vec!["person:ivanov".into(), "person:iwanow".into()] };
    assert_eq!(decided(&items, Vec::new()).len(), 2);
    let joined = decided(&items, vec![same]);
    assert_eq!(joined.len(), 1);
    assert!(joined[0].actors.iter().all(|one| one.key != "person:iwanow"));
}

#[test]
fn corrections_and_reviews_hold_until_a_later_one() {
    let items = [talks("a", "2019-06-05", Some("2019-06-05"), None)];
    let id = items[0].id.clone();
    let correct = |value: &str| Act::Correct { record: id.clone(), field: Field::Date, value: value.into() };
    let acts = vec![correct("2019-06-04"), correct("2019-06-03"), Act::Accept { record: id.clone() }, Act::Reject { record: id.clone() }];
    let event = &decided(&items, acts)[0];
    assert_eq!(event.date.and_then(|date| date.from).map(|day| day.to_string()), Some("2019-06-03".into()));
    assert_eq!(event.review, Some(Review::Rejected));
    assert_eq!(event.decisions.len(), 4);
}

#[test]
fn a_wrong_decision_is_refused_with_a_reason() {
    let wrong = decision(0, Act::Correct { record: "ev-1".into(), field: Field::Date, value: "soon".into() });
    assert!(wrong.check().is_err_and(|error| error.to_string().contains("2019-06-05, 2019-06, 2019 or first/last")));
    let mut untimed = decision(0, Act::Accept { record: "ev-1".into() });
    assert!(untimed.check().is_ok());
    untimed.at = "yesterday".into();
    assert!(untimed.check().is_err());
}

#[test]
fn visits_are_counted_against_the_texts_own_count() {
    let counted = |source: &str, day: &str, ordinal: Option<u32>| {
        let mut told = telling(EventKind::Visit, &["putin@RUS"], &["CHN"], Some(day));
        told.ordinal = ordinal;
        told.from(&origin(source, source, day, None), "v1")
    };
    let items =
        [counted("a", "2018-06-08", Some(19)), counted("b", "2019-04-25", None), counted("c", "2019-09-01", Some(21)), counted("d", "2022-02-04", Some(24))];
    let all = events(&ledger(items));
    let series = visit_series(&all);
    assert_eq!(series.len(), 1);
    let checks: Vec<OrdinalCheck> = series[0].visits.iter().map(|visit| visit.check).collect();
    assert_eq!(checks, [OrdinalCheck::Fits, OrdinalCheck::Untold, OrdinalCheck::Fits, OrdinalCheck::Missing(2)]);
}

#[test]
fn the_register_is_written_the_same_each_time() {
    let all = ledger([talks("a", "2019-06-05", Some("2019-06-05"), None), talks("b", "2019-06-06", None, None)]);
    assert_eq!(bytes(&all), bytes(&all));
}
