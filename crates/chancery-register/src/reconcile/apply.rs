//! Decisions on top of the rules: merges, corrections, reviews.
//!
//! In: groups or records, and decisions. Out: the same, changed. Splits and same persons work inside the rules instead
//! ([`super::cluster`], [`super::view`]); the order of all is declared in [`crate::decision`].

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::{Group, order, review};
use crate::{Act, Decisions, Field, Join, Record, Review, Took, Value};

/// Joins groups that a decision names, unless a later split parts them.
pub(super) fn merges(groups: &mut Vec<Group<'_>>, decisions: &Decisions) {
    let merges: Vec<(usize, &str, &Vec<String>)> = decisions
        .holding()
        .enumerate()
        .filter_map(|(at, (id, decision))| match &decision.act {
            Act::Merge { records } => Some((at, id, records)),
            _ => None,
        })
        .collect();
    if merges.is_empty() {
        return;
    }
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        of.extend(group.items.iter().map(|item| (item.id.as_str(), at)));
    }
    let mut to: Vec<usize> = (0..groups.len()).collect();
    for (at, id, records) in merges {
        let mut found = records.iter().filter_map(|record| of.get(record.as_str()).map(|group| (record, *group)));
        let Some((first_record, first)) = found.next() else { continue };
        for (record, group) in found {
            let (left, right) = (root(&to, first).min(root(&to, group)), root(&to, first).max(root(&to, group)));
            let layers = [left, right].map(|at| groups[at].items.first().map(|item| discriminant(&item.body)));
            if left == right || layers[0] != layers[1] || parted(&groups[left], &groups[right], decisions, at) {
                continue;
            }
            let moved = std::mem::replace(&mut groups[right], Group { items: Vec::new(), joins: Vec::new(), decisions: Vec::new() });
            let target = &mut groups[left];
            target.items.extend(moved.items);
            target.items.sort_by(|a, b| order(a).cmp(&order(b)));
            target.joins.extend(moved.joins);
            target.joins.push(Join {
                left: first_record.clone(),
                right: record.clone(),
                agreed: Vec::new(),
                tolerances: Vec::new(),
                decision: Some(id.to_owned()),
            });
            target.decisions.extend(moved.decisions);
            target.decisions.push(id.to_owned());
            target.decisions.sort();
            target.decisions.dedup();
            to[right] = left;
        }
    }
    groups.retain(|group| !group.items.is_empty());
}

fn root(to: &[usize], mut at: usize) -> usize {
    while to[at] != at {
        at = to[at];
    }
    at
}

/// Whether a split made after the merge has items of one group on one side and of the other on the other.
fn parted(left: &Group<'_>, right: &Group<'_>, decisions: &Decisions, merge: usize) -> bool {
    let has = |group: &Group<'_>, ids: &[String]| group.items.iter().any(|item| ids.contains(&item.id));
    decisions.holding().skip(merge + 1).any(|(_, decision)| match &decision.act {
        Act::Split { items, from } => (has(left, items) && has(right, from)) || (has(left, from) && has(right, items)),
        _ => false,
    })
}

/// Writes corrections and reviews into the records that they name; later ones replace earlier ones.
pub(super) fn reviews_and_corrections(records: &mut [Record], decisions: &Decisions) {
    let concerned = |act: &Act| matches!(act, Act::Accept { .. } | Act::Reject { .. } | Act::Correct { .. } | Act::Split { .. });
    if !decisions.holding().any(|(_, decision)| concerned(&decision.act)) {
        return;
    }
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        of.extend(record.reports().iter().map(|report| (report.item.clone(), at)));
        of.insert(record.id().to_owned(), at);
    }
    for (id, decision) in decisions.holding() {
        let named: BTreeSet<usize> = match &decision.act {
            Act::Accept { record } | Act::Reject { record } | Act::Correct { record, .. } => of.get(decisions.key(record)).copied().into_iter().collect(),
            Act::Split { items, from } => items.iter().chain(from).filter_map(|item| of.get(item).copied()).collect(),
            _ => continue,
        };
        for at in named {
            let record = &mut records[at];
            let changed = match &decision.act {
                Act::Correct { field, value, .. } => Value::parse(*field, value).is_ok_and(|value| correct(record, *field, value)),
                Act::Split { .. } => true,
                act => set_review(record, review(act)),
            };
            let list = decisions_of(record);
            if changed && !list.iter().any(|other| other == id) {
                list.push(id.to_owned());
                list.sort();
            }
        }
    }
}

fn decisions_of(record: &mut Record) -> &mut Vec<String> {
    match record {
        Record::Event(record) => &mut record.decisions,
        Record::Instrument(record) => &mut record.decisions,
        Record::Statement(record) => &mut record.decisions,
        Record::Figure(record) => &mut record.decisions,
        Record::Relation(record) => &mut record.decisions,
        Record::Person(record) => &mut record.decisions,
        Record::Formulation(record) => &mut record.decisions,
    }
}

fn set_review(record: &mut Record, review: Option<Review>) -> bool {
    *match record {
        Record::Event(record) => &mut record.review,
        Record::Instrument(record) => &mut record.review,
        Record::Statement(record) => &mut record.review,
        Record::Figure(record) => &mut record.review,
        Record::Relation(record) => &mut record.review,
        Record::Person(record) => &mut record.review,
        Record::Formulation(record) => &mut record.review,
    } = review;
    true
}

/// Sets a field; whether the record has it.
fn correct(record: &mut Record, field: Field, value: Value) -> bool {
    let keys = |value: Value| match value {
        Value::Keys(keys) => keys,
        _ => Vec::new(),
    };
    match (record, field, value) {
        (Record::Event(event), field, value) => return correct_event(event, field, value),
        (Record::Instrument(instrument), Field::Title, Value::Text(title)) => instrument.title = title,
        (Record::Instrument(instrument), Field::Type, Value::Type(kind)) => instrument.kind = kind,
        (Record::Instrument(instrument), Field::Parties, value) => instrument.parties = keys(value),
        (Record::Instrument(instrument), Field::Subject, value) => instrument.subject = text(value),
        (Record::Relation(relation), Field::Parties, value) => relation.parties = keys(value),
        (Record::Person(person), Field::Name, Value::Text(name)) => person.name = name,
        (Record::Statement(statement), Field::Speaker, Value::Text(speaker)) => statement.speaker = speaker,
        _ => return false,
    }
    true
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn correct_event(event: &mut crate::EventRecord, field: Field, value: Value) -> bool {
    // What a report says of somebody is kept with those that the correction names as well.
    let took = |old: &[Took], value: Value| -> Vec<Took> {
        let Value::Keys(keys) = value else { return Vec::new() };
        keys.into_iter()
            .map(|key| old.iter().find(|one| one.key == key).cloned().unwrap_or(Took { key, state: None, office: None, items: Vec::new() }))
            .collect()
    };
    match (field, value) {
        (Field::Kind, Value::Kind(kind)) => event.kind = kind,
        (Field::Status, Value::Status(status)) => event.status = status,
        (Field::Date, Value::Date(date)) => event.date = Some(date),
        (Field::Date, Value::Empty) => event.date = None,
        (Field::Level, Value::Level(level)) => event.level = Some(level),
        (Field::Level, Value::Empty) => event.level = None,
        (Field::Ordinal, Value::Ordinal(ordinal)) => event.ordinal = Some(ordinal),
        (Field::Ordinal, Value::Empty) => event.ordinal = None,
        (Field::Topic, value) => event.topic = text(value),
        (Field::Actors, value) => event.actors = took(&event.actors, value),
        (Field::Recipients, value) => event.recipients = took(&event.recipients, value),
        (Field::Attendees, value) => event.attendees = took(&event.attendees, value),
        (Field::Witnesses, value) => event.witnesses = took(&event.witnesses, value),
        (Field::Mediators, value) => event.mediators = took(&event.mediators, value),
        (Field::Places, value) => event.places = took(&event.places, value),
        (Field::Sides, Value::Keys(sides)) => event.sides = sides,
        (Field::Sides, Value::Empty) => event.sides = Vec::new(),
        _ => return false,
    }
    true
}
