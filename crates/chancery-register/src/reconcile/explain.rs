//! Why two items were joined, for whoever asks.
//!
//! In: two views that were found to be one happening. Out: the keys that agreed and the tolerances that were needed.

use super::compare::{object, words};
use super::timing::{Days, days};
use super::view::View;
use super::who::{pairs, recipients, shared, shared_office};
use crate::item::{is_ahead, slack};
use crate::{Agreement, Tolerance};

/// What agreed and what was tolerated, for whoever asks why.
pub(super) fn explain(a: &View<'_>, b: &View<'_>) -> (Vec<Agreement>, Vec<Tolerance>) {
    let mut agreed: Vec<Agreement> = Vec::new();
    let mut tolerances: Vec<Tolerance> = Vec::new();
    let mut agree = |key: &str, values: Vec<String>| agreed.push(Agreement { key: key.to_owned(), values });
    let mut tolerate = |kind: &str, note: String| tolerances.push(Tolerance { kind: kind.to_owned(), note });
    if a.kind() == b.kind() {
        agree("kind", vec![a.kind().to_string()]);
    } else {
        agree("family", vec![a.family.to_owned()]);
        tolerate("kind", format!("{} and {} tell one happening in other words", a.kind(), b.kind()));
    }
    agree("sides", a.event.sides.clone());
    let mut persons = Vec::new();
    let mut offices = Vec::new();
    for (left, right) in pairs(a, b) {
        let shared = shared(left, right);
        if !shared.is_empty() {
            persons.extend(shared.into_iter().map(str::to_owned));
        } else if let Some(office) = shared_office(left, right) {
            offices.push(format!("{office}@{}", left.side));
            tolerate("office", format!("the names for {} differ, the office {office} is the same", left.side));
        } else if left.names_somebody() != right.names_somebody() {
            tolerate("unnamed", format!("one telling names who acted for {}, the other does not", left.side));
        }
    }
    if !persons.is_empty() {
        agree("persons", persons);
    }
    if !offices.is_empty() {
        agree("offices", offices);
    }
    if recipients(a).next().is_some() != recipients(b).next().is_some() {
        tolerate("unaddressed", "one telling does not say whom it was done to".to_owned());
    }
    let said = |view: &View<'_>| view.event.date.map(|when| crate::item::range(&when)).unwrap_or_default();
    let published = |view: &View<'_>| view.item.origin.published.map(|(from, _)| from.to_string()).unwrap_or_default();
    match days(a, b) {
        Days::Same if said(a) == said(b) => agree("days", vec![said(a)]),
        Days::Same => agree("days", vec![said(a), said(b)]),
        Days::Near => tolerate("days", format!("{} and {} are within the {} days allowed for {}", said(a), said(b), slack(a.kind()).apart, a.kind())),
        Days::Published | Days::Late => {
            let (dated, undated) = if a.event.date.is_some() { (a, b) } else { (b, a) };
            tolerate("undated", format!("one telling has no date; it was published on {}, the other says {}", published(undated), said(dated)));
        }
        Days::Unstated => tolerate("undated", format!("neither telling has a date; they were published on {} and {}", published(a), published(b))),
        Days::Coarse => tolerate("precision", format!("{} and {} fit, and nothing else does", said(a), said(b))),
        Days::Apart | Days::Different => {}
    }
    let places: Vec<String> =
        a.event.places.iter().filter(|place| b.event.places.iter().any(|other| other.key == place.key)).map(|place| place.key.clone()).collect();
    if !places.is_empty() {
        agree("places", places);
    }
    if object(a, b).is_some_and(|object| object >= 2) {
        let mut about: Vec<String> = a.event.instruments.iter().chain(&b.event.instruments).chain(&a.event.topic).chain(&b.event.topic).cloned().collect();
        about.sort();
        about.dedup();
        agree("object", about);
    }
    if is_ahead(a.event.status) != is_ahead(b.event.status) {
        tolerate("status", format!("{} in one telling, {} in the other", a.event.status, b.event.status));
    }
    let alike = words(&a.event.words, &b.event.words);
    if alike > 0 {
        agree("words", vec![format!("{} %", alike / 10)]);
    }
    (agreed, tolerances)
}
