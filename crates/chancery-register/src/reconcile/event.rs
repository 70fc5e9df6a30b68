//! The record of an event: preferred values, claims that disagree, history.
//!
//! In: the items of one bucket, or a group of them. Out: groups; a record. Preferences are stated in the record itself.

use std::collections::BTreeSet;

use chancery_model::{EventKind, Status};

use super::cluster::cluster;
use super::compare::{compare, explain};
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
    let status = status(&told, &history, &mut contested);
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

/// The status in force: of the latest day on which anything was told that settles the matter, else of the latest day; on one day
/// the first of held, ongoing, cancelled, denied, planned, possible, proposed. What was once held stays held, but for reports of
/// the same or a later day that it was not.
fn status(told: &Told<'_>, history: &[StatusStep], contested: &mut Vec<Contested>) -> Status {
    let rank = |status: Status| match status {
        Status::Held => 0,
        Status::Ongoing => 1,
        Status::Cancelled => 2,
        Status::Denied => 3,
        Status::Planned => 4,
        Status::Possible => 5,
        Status::Proposed => 6,
    };
    let day = |item: &Item| item.origin.published.map(|(from, _)| from);
    let settled: Vec<_> = told.iter().filter(|(_, body)| settles(body.status)).collect();
    let held = settled.iter().any(|(_, body)| matches!(body.status, Status::Held | Status::Ongoing));
    let replanned = !held && told.iter().any(|(item, body)| body.status == Status::Planned && settled.iter().all(|(other, _)| day(item) > day(other)));
    let choice: Vec<_> = if settled.is_empty() || replanned { told.iter().collect() } else { settled };
    let latest = choice.iter().map(|(item, _)| day(item)).max().unwrap_or_default();
    let at_end = |status: &Status| *status;
    let result = choice.iter().filter(|(item, _)| day(item) == latest).map(|(_, body)| body.status).min_by_key(|status| rank(at_end(status)));
    let result = result.unwrap_or(told[0].1.status);
    let result = if held && matches!(result, Status::Ongoing) { Status::Held } else { result };
    // An announcement before the day is no disagreement; that it was held and that it was not is one.
    let mut sides: Vec<Claim> = Vec::new();
    let groups: [(&str, &[Status]); 2] = [("held", &[Status::Held, Status::Ongoing]), ("not held", &[Status::Cancelled, Status::Denied])];
    for (_, of) in groups {
        for (status, items) in claims(told.iter().filter(|(_, body)| of.contains(&body.status)).map(|(item, body)| (body.status, *item))) {
            sides.push(claim(status.to_string(), &items));
        }
    }
    let told_held = history.iter().any(|step| matches!(step.status, Status::Held | Status::Ongoing));
    let told_not = history.iter().any(|step| matches!(step.status, Status::Cancelled | Status::Denied));
    if told_held && told_not {
        sides.sort_by_key(|claim| claim.value != result.to_string());
        let preference = "the latest report that settles the matter; on one day, held before cancelled before denied".to_owned();
        contested.push(Contested { field: "status".to_owned(), claims: sides, preference });
    }
    result
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
        let preference = if lasting {
            "the longest range of days told, then the number of independent sources, then the earlier report"
        } else {
            "a day before a longer range, what was told after the event before what was announced, then the number of independent sources, then the earlier report"
        };
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
        contested.push(Contested { field: field.to_owned(), claims, preference: "the number of independent sources, then the earlier report".to_owned() });
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
                preference: "none: all are kept; the claim of the most independent sources comes first".to_owned(),
            });
        }
    }
}
