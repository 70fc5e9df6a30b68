//! Readings to items to records, for the layers beside events.

use std::sync::Arc;

use chancery_model::{Date, Reading};
use chancery_register::{Act, Decision, Ledger, Origin, Record, wording_items};
use serde_json::{Value, json};

/// A reading with the given layers, of a source with a letter for its name.
fn reading(name: &str, layers: Value) -> Reading {
    let mut whole = json!({
        "schema": "chancery.reading/1",
        "source": {"id": format!("sha256:{name}"), "name": name, "media_type": "text/plain", "encoding": "UTF-8", "language": "zh-Hant", "published": null, "length": 100},
        "articles": [], "entities": [], "events": [], "instruments": [], "statements": [], "figures": [], "relations": [], "conflicts": [], "warnings": []
    });
    if let (Some(whole), Value::Object(layers)) = (whole.as_object_mut(), layers) {
        whole.extend(layers);
    }
    serde_json::from_value(whole).unwrap_or_else(|error| panic!("{error}"))
}

fn origin(name: &str, published: &str) -> Arc<Origin> {
    let day = Date::parse(published);
    Arc::new(Origin { source: format!("sha256:{name}"), outlet: Some(name.into()), published: day.zip(day), group: None })
}

fn register(sources: &[(&str, &str, Value)]) -> Vec<Record> {
    let mut ledger = Ledger::default();
    for (name, published, layers) in sources {
        ledger.add(&reading(name, layers.clone()), &origin(name, published));
    }
    ledger.register()
}

fn year(year: u16) -> Value {
    json!({"from": format!("{year}-01-01"), "to": format!("{year}-12-31"), "precision": "year", "part": null, "quote": null, "span": null})
}

fn treaty(title: &str, parties: &[&str], action: &str, date: Value) -> Value {
    let history = json!([{"action": action, "date": date, "event": null}]);
    json!({"instruments": [{"id": "i1", "title": title, "type": "treaty", "parties": parties, "subject": null, "history": history, "mentions": [[0, 4]]}]})
}

#[test]
fn an_instrument_gains_a_history_and_says_what_no_report_tells() {
    let records = register(&[
        ("a", "2001-07-17", treaty("睦鄰條約", &["CHN", "RUS"], "signed", year(2001))),
        ("b", "2021-06-29", treaty("睦邻条约", &["CHN", "RUS"], "extended", year(2021))),
        ("c", "2021-06-29", treaty("睦鄰條約", &["CHN", "TJK"], "signed", year(2007))),
    ]);
    let instruments: Vec<_> = records.iter().filter_map(|record| if let Record::Instrument(one) = record { Some(one) } else { None }).collect();
    assert_eq!(instruments.len(), 2, "other parties, another instrument; another script, the same");
    let old = instruments.iter().find(|one| one.parties.contains(&"RUS".to_owned()));
    let actions: Vec<String> = old.iter().flat_map(|one| &one.history).map(|step| step.action.to_string()).collect();
    assert_eq!(actions, ["signed", "extended"]);
    let standing = old.map(|one| &one.standing[0]);
    assert_eq!(standing.map(|one| one.unseen.iter().map(|action| action.as_str()).collect::<Vec<_>>()), Some(vec!["ratified", "in_force"]));
    assert_eq!(standing.and_then(|one| one.through).map(|day| day.to_string()), Some("2021-06-29".into()));
}

fn day(day: &str) -> Value {
    json!({"from": day, "to": day, "precision": "day", "part": null, "quote": null, "span": null})
}

/// A source that tells steps and terms of one treaty: `(action, day)`; `(kind, day, length)`.
fn told(steps: &[(&str, &str)], terms: &[(&str, Option<&str>, Option<&str>)]) -> Value {
    let history: Vec<Value> = steps.iter().map(|(action, on)| json!({"action": action, "date": day(on), "event": null})).collect();
    let terms: Vec<Value> = terms
        .iter()
        .map(|(kind, last, length)| json!({"kind": kind, "date": last.map(day), "duration": length, "said_by": null, "quote": "x", "span": [0, 1]}))
        .collect();
    json!({"instruments": [{"id": "i1", "title": "美俄裁軍條約", "type": "treaty", "parties": ["USA", "RUS"], "subject": null, "history": history, "terms": terms, "mentions": [[0, 4]]}]})
}

/// Last day, how it is known, and on how many reports it rests.
fn expires(sources: &[(&str, &str, Value)]) -> Option<(String, &'static str, usize)> {
    let records = register(sources);
    let mut instruments = records.iter().filter_map(|record| if let Record::Instrument(one) = record { Some(one) } else { None });
    let one = instruments.next()?;
    assert!(instruments.next().is_none());
    assert_eq!(one.expires.is_some(), one.expires_basis.is_some());
    Some((one.expires?.to?.to_string(), one.expires_basis.as_ref()?.how.as_str(), one.expires_basis.as_ref()?.items.len()))
}

#[test]
fn an_instrument_ends_on_the_day_that_is_told_or_follows() {
    let stated = ("a", "2019-01-01", told(&[], &[("expires", Some("2021-02-05"), None)]));
    let again = ("b", "2019-02-01", told(&[], &[("expires", Some("2021-02-05"), None)]));
    assert_eq!(expires(&[stated.clone(), again.clone()]), Some(("2021-02-05".into(), "stated", 2)));

    let force = ("c", "2011-02-06", told(&[("in_force", "2011-02-05")], &[]));
    let length = ("d", "2012-01-01", told(&[], &[("valid_for", None, Some("P10Y"))]));
    assert_eq!(expires(&[force.clone(), length.clone()]), Some(("2021-02-05".into(), "reckoned", 2)));
    assert_eq!(expires(std::slice::from_ref(&length)), None, "no report tells since when");

    let to = ("e", "2021-02-03", told(&[("extended", "2021-02-03")], &[("extended_to", Some("2026-02-05"), Some("P5Y"))]));
    assert_eq!(expires(&[stated.clone(), to.clone()]), Some(("2026-02-05".into(), "extended", 1)));
    let by = ("f", "2021-02-03", told(&[("extended", "2021-02-03")], &[("extended_by", None, Some("P5Y"))]));
    assert_eq!(expires(&[force, length, by.clone()]), Some(("2026-02-05".into(), "extended", 3)));
    assert_eq!(expires(&[stated.clone(), to, by.clone()]), Some(("2026-02-05".into(), "extended", 1)));
    assert_eq!(expires(&[by]), None, "extended from a day that nobody gives");

    let longer = ("g", "2021-02-03", told(&[("extended", "2021-02-03")], &[]));
    assert_eq!(expires(&[stated, longer]), None, "the day told before no longer holds");
}

#[test]
fn other_last_days_are_kept_as_claims() {
    let sources =
        [("a", "2019-01-01", told(&[], &[("expires", Some("2021-02-05"), None)])), ("b", "2019-02-01", told(&[], &[("expires", Some("2022-02-05"), None)]))];
    let records = register(&sources);
    let Some(Record::Instrument(one)) = records.first() else { panic!("an instrument") };
    assert_eq!(one.expires.and_then(|when| when.to).map(|day| day.to_string()), Some("2022-02-05".into()), "the later report");
    let contested: Vec<(&str, usize)> = one.contested.iter().map(|contested| (contested.field.as_str(), contested.claims.len())).collect();
    assert_eq!(contested, [("expires", 2)]);
    assert_eq!(one.terms.len(), 2);
}

#[test]
fn instruments_of_one_title_signed_in_different_years_are_two() {
    let records = register(&[
        ("a", "2017-01-01", treaty("合作協定", &["CHN", "RUS"], "signed", year(2016))),
        ("b", "2019-01-01", treaty("合作協定", &["CHN", "RUS"], "signed", year(2018))),
    ]);
    assert_eq!(records.len(), 2);
}

#[test]
fn relations_are_a_ladder_of_designations_with_conflicting_dates_kept() {
    let relation = |designation: &str, action: &str, date: Value| json!({"relations": [{"id": "r1", "article": "a1", "parties": ["CHN", "RUS"], "designation": designation, "action": action, "date": date, "quote": "x", "span": [0, 1]}]});
    let records = register(&[
        ("a", "2019-06-06", relation("新時代伙伴關係", "raised", year(2019))),
        ("b", "1996-05-01", relation("戰略伙伴關係", "established", year(1996))),
        ("c", "2020-01-01", relation("新時代伙伴關係", "described", Value::Null)),
        ("d", "2020-01-01", relation("新時代伙伴關係", "raised", year(2018))),
        ("e", "2015-10-28", relation("外交關係", "severed", year(2068))),
    ]);
    let ladder: Vec<_> = records.iter().filter_map(|record| if let Record::Relation(one) = record { Some(one) } else { None }).collect();
    assert_eq!(ladder.len(), 1);
    let steps: Vec<(&str, String)> = ladder[0].ladder.iter().map(|step| (step.designation.as_str(), step.action.to_string())).collect();
    assert_eq!(steps, [("戰略伙伴關係", "established".into()), ("外交關係", "severed".into()), ("新時代伙伴關係", "raised".into())]);
    assert_eq!(ladder[0].ladder[1].date, None, "nothing told as done lies ahead of its report");
    assert_eq!(ladder[0].ladder[2].used.map(|(_, to)| to.to_string()), Some("2020-01-01".into()));
    assert_eq!(ladder[0].contested.len(), 1);
}

fn person(id: &str, names: &[&str], state: &str) -> Value {
    let known = !id.ends_with("#src");
    json!({"entities": [{"id": id, "kind": "person", "name": names[0], "names": names, "english": null, "state": state, "office": "minister", "known": known, "mentions": [[0, 2]]}]})
}

#[test]
fn discovered_persons_join_across_documents_by_name_and_state_and_by_decision() {
    let sources = [
        ("a", "2019-01-01", person("person:卡塞拉蒂#src", &["卡塞拉蒂", "參議長卡塞拉蒂"], "ITA")),
        ("b", "2019-02-01", person("person:卡塞拉蒂#src", &["卡塞拉蒂", "议长卡塞拉蒂"], "ITA")),
        ("c", "2019-02-01", person("person:卡塞拉蒂#src", &["卡塞拉蒂", "記者卡塞拉蒂"], "FRA")),
        ("d", "2019-03-01", person("person:意大利總理#src", &["意大利總理"], "ITA")),
    ];
    let records = register(&sources);
    let ids: Vec<&str> = records.iter().map(Record::id).collect();
    assert_eq!(ids, ["person:卡塞拉蒂@FRA", "person:卡塞拉蒂@ITA"], "a description is no person");

    let mut ledger = Ledger::default();
    for (name, published, layers) in sources {
        ledger.add(&reading(name, layers), &origin(name, published));
    }
    let same = Act::SamePerson { keys: ids.iter().rev().map(|id| (*id).to_owned()).collect() };
    ledger.decide(Decision { at: "2026-01-01T00:00:00Z".into(), who: "a".into(), why: String::new(), codebook: "1".into(), act: same });
    let joined = ledger.register();
    let Some(Record::Person(person)) = joined.first() else { panic!("expected a person") };
    assert_eq!((joined.len(), person.id.as_str(), person.report_count), (1, "person:卡塞拉蒂@ITA", 3));
    assert_eq!(person.same, ["person:卡塞拉蒂@FRA"]);
}

#[test]
fn a_statement_printed_twice_is_one_with_two_reports_in_either_script() {
    let statement = |quote: &str| json!({"statements": [{"id": "s1", "article": "a1", "speaker": "person:wang-yi", "verb": "表示", "quote": quote, "span": [5, 20], "direct": false, "audience": null, "via": [], "points": []}]});
    let records = register(&[("a", "2019-01-01", statement("雙方應加強合作。")), ("b", "2019-01-02", statement("双方应加强合作"))]);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].reports().len(), 2);
}

#[test]
fn figures_of_one_quantity_keep_values_that_disagree() {
    let trade = |value: f64| json!({"figures": [{"id": "f1", "article": "a1", "quantity": "貿易額", "of": ["RUS", "CHN"], "value": value, "unit": "USD", "comparator": "=", "ordinal": false, "period": year(2018), "trend": null, "change": null, "said_by": null, "quote": "x", "span": [0, 1]}]});
    let records = register(&[("a", "2019-01-01", trade(107e9)), ("b", "2019-01-02", trade(100e9)), ("c", "2019-01-02", trade(107e9))]);
    let Some(Record::Figure(figure)) = records.first() else { panic!("expected figures") };
    assert_eq!((records.len(), figure.values.len()), (1, 2));
    let claims: Vec<(&str, usize)> = figure.contested[0].claims.iter().map(|claim| (claim.value.as_str(), claim.sources)).collect();
    assert_eq!(claims, [("=107000000000", 2), ("=100000000000", 1)]);
}

#[test]
fn figures_that_count_nothing_named_are_not_values_of_one_quantity() {
    let bare = |value: f64| json!({"figures": [{"id": "f1", "article": "a1", "quantity": null, "of": ["RUS"], "value": value, "unit": "USD", "comparator": "=", "ordinal": false, "period": year(2018), "trend": null, "change": null, "said_by": null, "quote": "x", "span": [0, 1]}]});
    let records = register(&[("a", "2019-01-01", bare(107e9)), ("b", "2019-01-02", bare(100e9)), ("c", "2019-01-02", bare(107e9))]);
    let figures: Vec<_> = records.iter().filter_map(|record| if let Record::Figure(one) = record { Some(one) } else { None }).collect();
    assert_eq!(figures.len(), 3);
    assert!(figures.iter().all(|one| one.values.len() == 1 && one.contested.is_empty()));
}

#[test]
fn a_wording_has_a_first_use_a_last_use_and_a_count_by_month_and_speaker() {
    let text = "王毅表示，構建命運共同體。命运共同体是目標。";
    let layers = json!({"statements": [{"id": "s1", "article": "a1", "speaker": "person:wang-yi", "verb": "表示", "quote": "構建命運共同體", "span": [5, 12], "direct": false, "audience": null, "via": [], "points": []}]});
    let mut ledger = Ledger::default();
    for (name, published) in [("a", "2019-01-05"), ("b", "2019-03-05"), ("c", "2019-03-06")] {
        ledger.add_items(wording_items(&reading(name, layers.clone()), text, &origin(name, published), "命運共同體"));
    }
    let records = ledger.register();
    let Some(Record::Formulation(wording)) = records.first() else { panic!("expected a wording") };
    assert_eq!(wording.first.as_ref().map(|one| one.day.to_string()), Some("2019-01-05".into()));
    assert_eq!(wording.last.as_ref().map(|one| one.day.to_string()), Some("2019-03-06".into()));
    assert_eq!(wording.months, [("2019-01".into(), 1), ("2019-03".into(), 2)]);
    assert_eq!(wording.speakers, [(String::new(), 3), ("person:wang-yi".into(), 3)]);
    assert_eq!(wording.first_spoken.as_ref().and_then(|one| one.speaker.as_deref()), Some("person:wang-yi"));
}
