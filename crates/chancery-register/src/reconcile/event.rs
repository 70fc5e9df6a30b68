//! The record of an event: preferred values, claims that disagree, history.
//!
//! In: the items of one bucket, or a group of them. Out: groups; a record. Preferences are stated in the record itself.

use std::collections::BTreeSet;

use chancery_model::{EventKind, Status};

use super::cluster::cluster;
use super::compare::compare;
use super::explain::explain;
use super::view::View;
use super::{Group, claim, claims, counts, reports};
use crate::item::{Time, range};
use crate::{Body, Claim, Contested, Decisions, EventBody, EventRecord, Item, Join, Participant, StatusStep, Took, When};

/// The groups of items of one bucket that tell one happening. Items in order of publication.
pub(super) fn groups<'a>(items: &[&'a Item], decisions: &'a Decisions) -> Vec<Group<'a>> {
    let views: Vec<View<'a>> = items.iter().filter_map(|item| View::new(item, decisions)).collect();
    let items: Vec<&Item> = views.iter().map(|view| view.item).collect();
    let (groups, joined) = cluster(&items, decisions, |a, b| compare(&views[a], &views[b]));
    groups
        .into_iter()
        .map(|members| {
            let inside = joined.iter().filter(|(a, _)| members.binary_search(a).is_ok());
            let joins = inside
                .map(|(a, b)| {
                    let (agreed, tolerances) = explain(&views[*a], &views[*b]);
                    Join { left: views[*a].item.id.clone(), right: views[*b].item.id.clone(), agreed, tolerances, decision: None }
                })
                .collect();
            let persons = members.iter().flat_map(|at| views[*at].item.entities()).filter_map(|key| decisions.same_by(key)).map(str::to_owned);
            let persons: BTreeSet<String> = persons.collect();
            Group { items: members.iter().map(|at| views[*at].item).collect(), joins, decisions: persons.into_iter().collect() }
        })
        .collect()
}

/// The record of a group; `None` for a group without events.
pub(super) fn record(group: &Group<'_>, decisions: &Decisions) -> Option<EventRecord> {
    let told: Vec<(&Item, &EventBody)> = group
        .items
        .iter()
        .filter_map(|item| match &item.body {
            Body::Event(body) => Some((*item, body)),
            _ => None,
        })
        .collect();
    let first = told.first()?.0;
    let mut contested = Vec::new();
    let history = history(&told);
    let status = status(&told, &mut contested);
    let date = date(&told, status, &mut contested);
    let kind = most(&told, "kind", |body| Some(body.kind), |kind| kind.to_string(), &mut contested)?;
    let level = most(&told, "level", |body| body.level, |level| level.to_string(), &mut contested);
    let ordinal = most(&told, "ordinal", |body| body.ordinal, |ordinal| ordinal.to_string(), &mut contested);
    let topic = most(&told, "topic", |body| body.topic.clone(), String::clone, &mut Vec::new());
    let actors = took(&told, decisions, |body| body.actors.clone());
    let recipients = took(&told, decisions, |body| body.recipients.clone());
    disputed(&told, decisions, "actors", |body| &body.actors, &mut contested);
    disputed(&told, decisions, "recipients", |body| &body.recipients, &mut contested);
    let bare = |keys: &[String]| keys.iter().map(|key| Participant { key: key.clone(), state: None, office: None, named: true }).collect();
    let mut instruments: Vec<String> = told.iter().flat_map(|(_, body)| body.instruments.iter().cloned()).collect();
    instruments.sort();
    instruments.dedup();
    let mut sides: Vec<String> = told.iter().flat_map(|(_, body)| body.sides.iter().cloned()).collect();
    sides.sort();
    sides.dedup();
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(EventRecord {
        id: first.id.clone(),
        bucket: first.bucket.clone(),
        kind,
        status,
        actors,
        recipients,
        attendees: took(&told, decisions, |body| bare(&body.attendees)),
        witnesses: took(&told, decisions, |body| bare(&body.witnesses)),
        mediators: took(&told, decisions, |body| bare(&body.mediators)),
        sides,
        date,
        places: took(&told, decisions, |body| body.places.clone()),
        level,
        ordinal,
        topic,
        instruments,
        report_count,
        source_count,
        reports: reports(&group.items),
        history,
        contested,
        joins: group.joins.clone(),
        review: None,
        decisions: group.decisions.clone(),
    })
}

type Told<'a> = [(&'a Item, &'a EventBody)];

/// What was known when: one step for each change.
fn history(told: &Told<'_>) -> Vec<StatusStep> {
    let mut steps: Vec<StatusStep> = Vec::new();
    for (item, body) in told {
        let published = item.origin.published.map(|(from, _)| from);
        match steps.last_mut() {
            Some(step) if step.status == body.status && (step.date == body.date || body.date.is_none()) => step.items.push(item.id.clone()),
            _ => steps.push(StatusStep { published, status: body.status, date: body.date, items: vec![item.id.clone()] }),
        }
    }
    steps
}

/// Whether a status says that the matter is settled.
fn settles(status: Status) -> bool {
    matches!(status, Status::Held | Status::Ongoing | Status::Cancelled | Status::Denied)
}

/// The status in force: that of the latest day on which anything was told that settles the matter, or of the latest day where
/// nothing does, or where it was announced anew after it was called off; on one day the first of held, ongoing, cancelled, denied,
/// planned, possible, proposed.
fn status(told: &Told<'_>, contested: &mut Vec<Contested>) -> Status {
    const ORDER: [Status; 7] = [Status::Held, Status::Ongoing, Status::Cancelled, Status::Denied, Status::Planned, Status::Possible, Status::Proposed];
    let rank = |status: Status| ORDER.iter().position(|one| *one == status);
    let day = |item: &Item| item.origin.published.map(|(from, _)| from);
    let is_held = |status: Status| matches!(status, Status::Held | Status::Ongoing);
    let settled: Vec<_> = told.iter().filter(|(_, body)| settles(body.status)).collect();
    let held = settled.iter().any(|(_, body)| is_held(body.status));
    let anew = !held && told.iter().any(|(item, body)| body.status == Status::Planned && settled.iter().all(|(other, _)| day(item) > day(other)));
    let deciding: Vec<_> = if settled.is_empty() || anew { told.iter().collect() } else { settled };
    let latest = deciding.iter().map(|(item, _)| day(item)).max().unwrap_or_default();
    let last = deciding.iter().filter(|(item, _)| day(item) == latest).map(|(_, body)| body.status).min_by_key(|status| rank(*status));
    let result = last.unwrap_or(Status::Held);
    // An announcement before the day is no disagreement; that it was held and that it was not is one.
    let claims_of =
        |held: bool| claims(told.iter().filter(move |(_, body)| settles(body.status) && is_held(body.status) == held).map(|(item, body)| (body.status, *item)));
    let (was, was_not) = (claims_of(true), claims_of(false));
    if !was.is_empty() && !was_not.is_empty() {
        let mut sides: Vec<Claim> = was.iter().chain(&was_not).map(|(status, items)| claim(status.to_string(), items)).collect();
        sides.sort_by_key(|claim| claim.value != result.as_str());
        let preference = crate::preference::SETTLED.to_owned();
        contested.push(Contested { field: "status".to_owned(), claims: sides, preference });
    }
    let done = told.iter().any(|(_, body)| body.status == Status::Held);
    if done && result == Status::Ongoing { Status::Held } else { result }
}

/// When: days before longer ranges, tellings of what was held before announcements, then the number of independent sources. A
/// visit or conference takes its longest range of days, other events their shortest.
fn date(told: &Told<'_>, status: Status, contested: &mut Vec<Contested>) -> Option<When> {
    let held = matches!(status, Status::Held | Status::Ongoing);
    let dated = told.iter().filter_map(|(item, body)| body.date.map(|date| (date, *item, body)));
    let mut all = claims(dated.clone().map(|(date, item, _)| (date, item)));
    let announced = |date: &When| held && dated.clone().filter(|(other, _, _)| other == date).all(|(_, _, body)| !settles(body.status));
    let lasting = told.iter().any(|(_, body)| matches!(body.kind, EventKind::Visit | EventKind::Conference));
    let length = |date: &When| date.from.zip(date.to).map_or(i32::MAX, |(from, to)| to.days() - from.days());
    // Stable: within equal rank the order of claims stays.
    all.sort_by_key(|(date, items)| {
        let coarse = !matches!(Time::of(Some(date), &items[0].origin), Time::Stated(_));
        (coarse, announced(date) && !lasting, if lasting && !coarse { -length(date) } else { length(date) })
    });
    let (best, _) = all.first()?;
    let best = *best;
    let fits = |date: &When| match (date.from, date.to, best.from, best.to) {
        (Some(a1), Some(a2), Some(b1), Some(b2)) => (a1 >= b1 && a2 <= b2) || (b1 >= a1 && b2 <= a2),
        _ => true,
    };
    if all.iter().any(|(date, _)| !fits(date)) {
        let preference = if lasting { crate::preference::LONGEST } else { crate::preference::EXACT };
        let claims = all.iter().map(|(date, items)| claim(range(date), items)).collect();
        contested.push(Contested { field: "date".to_owned(), claims, preference: preference.to_owned() });
    }
    Some(best)
}

/// The value that most independent sources give; more than one is a disagreement.
fn most<V: Ord + Clone>(
    told: &Told<'_>,
    field: &str,
    value: impl Fn(&EventBody) -> Option<V>,
    text: impl Fn(&V) -> String,
    contested: &mut Vec<Contested>,
) -> Option<V> {
    let all = claims(told.iter().filter_map(|(item, body)| value(body).map(|value| (value, *item))));
    if all.len() > 1 {
        let claims = all.iter().map(|(value, items)| claim(text(value), items)).collect();
        contested.push(Contested { field: field.to_owned(), claims, preference: crate::preference::SOURCES.to_owned() });
    }
    all.first().map(|(value, _)| value.clone())
}

/// Everybody who is told to have taken part, in order of first telling; a mere description gives way to a name of the same side.
fn took(told: &Told<'_>, decisions: &Decisions, of: impl Fn(&EventBody) -> Vec<Participant>) -> Vec<Took> {
    let mut all: Vec<(Took, bool)> = Vec::new();
    for (item, body) in told {
        for one in of(body) {
            let key = decisions.key(&one.key);
            match all.iter_mut().find(|(took, _)| took.key == key) {
                Some((took, _)) => {
                    took.items.push(item.id.clone());
                    took.state = took.state.take().or(one.state);
                    took.office = took.office.take().or(one.office);
                }
                None => all.push((Took { key: key.to_owned(), state: one.state, office: one.office, items: vec![item.id.clone()] }, one.named)),
            }
        }
    }
    let named: Vec<Option<String>> = all.iter().filter(|(took, named)| *named && took.key.starts_with("person:")).map(|(took, _)| took.state.clone()).collect();
    all.retain(|(took, is_named)| *is_named || took.state.is_none() || !named.contains(&took.state));
    for (took, _) in &mut all {
        took.items.dedup();
    }
    all.into_iter().map(|(took, _)| took).collect()
}

/// Sides for which two reports name different persons and none in common.
fn disputed<'a>(told: &Told<'a>, decisions: &'a Decisions, field: &str, of: impl Fn(&'a EventBody) -> &'a Vec<Participant>, contested: &mut Vec<Contested>) {
    let states: BTreeSet<&str> = told.iter().flat_map(|(_, body)| of(body)).filter_map(|one| one.state.as_deref()).collect();
    for state in states {
        let named = |body: &'a EventBody| -> Vec<&'a str> {
            let persons = of(body).iter().filter(|one| one.named && one.key.starts_with("person:") && one.state.as_deref() == Some(state));
            let mut keys: Vec<&str> = persons.map(|one| decisions.key(&one.key)).collect();
            keys.sort_unstable();
            keys
        };
        let all = claims(told.iter().map(|(item, body)| (named(body), *item)).filter(|(keys, _)| !keys.is_empty()));
        let apart = all.iter().any(|(a, _)| all.iter().any(|(b, _)| a.iter().all(|key| !b.contains(key))));
        if apart {
            contested.push(Contested {
                field: field.to_owned(),
                claims: all.iter().map(|(keys, items)| claim(keys.join(","), items)).collect(),
                preference: crate::preference::ALL_KEPT.to_owned(),
            });
        }
    }
}
