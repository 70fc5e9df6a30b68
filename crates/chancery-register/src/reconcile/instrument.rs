//! Instruments: what is one instrument, its history, and what no report tells of a party.
//!
//! In: the items of one title, or a group of them. Out: groups; a record.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{InstrumentAction, InstrumentType};

use super::cluster::{Verdict, cluster};
use super::expiry::{expiry, terms};
use super::{Group, claim, claims, counts, reports};
use crate::item::Span;
use crate::{Body, Contested, Decisions, HistoryStep, InstrumentBody, InstrumentRecord, Item, PartyStatus, When};

/// A title of no more letters than this (聯合聲明, 協議) names no particular instrument.
const GENERAL: usize = 5;
/// How many days apart two reports of an instrument with a general title and no date can be published.
const SAME_NEWS: i32 = 2;

/// The groups of items of one title that speak of one instrument.
pub(super) fn groups<'a>(items: &[&'a Item], decisions: &Decisions) -> Vec<Group<'a>> {
    let (groups, _) = cluster(items, decisions, |a, b| compare(items[a], items[b]));
    groups.into_iter().map(|members| Group { items: members.into_iter().map(|at| items[at]).collect(), joins: Vec::new(), decisions: Vec::new() }).collect()
}

fn compare(a: &Item, b: &Item) -> Verdict {
    let (Body::Instrument(left), Body::Instrument(right)) = (&a.body, &b.body) else { return Verdict::Two };
    let strangers = left.parties.iter().all(|party| !right.parties.contains(party));
    if strangers && !left.parties.is_empty() && !right.parties.is_empty() {
        return Verdict::Two;
    }
    let concluded = concluded(left).zip(concluded(right));
    if concluded.is_some_and(|(a, b)| a.0 > b.1 || b.0 > a.1) {
        return Verdict::Two;
    }
    let day = |item: &Item| item.origin.published.map(|(from, _)| from.days());
    let same_news = day(a).zip(day(b)).is_some_and(|(a, b)| (a - b).abs() <= SAME_NEWS);
    let general = left.title.chars().filter(|c| c.is_alphanumeric()).count() <= GENERAL;
    match (general, strangers) {
        (true, true) => Verdict::Open,
        (true, false) if concluded.is_some() || same_news => Verdict::One(1),
        (true, false) => Verdict::Open,
        (false, true) => Verdict::Likely(1),
        (false, false) => Verdict::One(2),
    }
}

fn is_conclusion(action: InstrumentAction) -> bool {
    matches!(action, InstrumentAction::Signed | InstrumentAction::Issued | InstrumentAction::Adopted)
}

/// The days on which a source says that it was concluded.
fn concluded(body: &InstrumentBody) -> Option<Span> {
    body.steps.iter().filter(|step| is_conclusion(step.action)).find_map(|step| days(step.date.as_ref()?))
}

fn days(when: &When) -> Option<Span> {
    when.from.zip(when.to).map(|(from, to)| (from.days(), to.days()))
}

/// The record of a group.
pub(super) fn record(group: &Group<'_>) -> Option<InstrumentRecord> {
    let told: Vec<(&Item, &InstrumentBody)> = group
        .items
        .iter()
        .filter_map(|item| match &item.body {
            Body::Instrument(body) => Some((*item, body)),
            _ => None,
        })
        .collect();
    let first = told.first()?.0;
    let titles = claims(told.iter().map(|(item, body)| (body.title.clone(), *item)));
    let kinds = claims(told.iter().map(|(item, body)| (body.kind, *item)));
    let subjects = claims(told.iter().filter_map(|(item, body)| body.subject.clone().map(|subject| (subject, *item))));
    let mut parties: Vec<String> = told.iter().flat_map(|(_, body)| body.parties.iter().cloned()).collect();
    parties.sort();
    parties.dedup();
    let mut contested = Vec::new();
    if kinds.len() > 1 {
        let claims = kinds.iter().map(|(kind, items)| claim(kind.to_string(), items)).collect();
        let preference = crate::preference::SOURCES.to_owned();
        contested.push(Contested { field: "type".to_owned(), claims, preference });
    }
    let history = history(&told, &mut contested);
    let kind = kinds.first()?.0;
    let standing = parties.iter().map(|party| standing(party, kind, &history, &told)).collect();
    let terms = terms(&told);
    let (expires, expires_basis) = expiry(&terms, &history, &told, &mut contested).unzip();
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(InstrumentRecord {
        id: first.id.clone(),
        bucket: first.bucket.clone(),
        title: titles.first()?.0.clone(),
        titles: titles.iter().skip(1).map(|(title, _)| title.clone()).collect(),
        kind,
        parties,
        subject: subjects.first().map(|(subject, _)| subject.clone()),
        history,
        standing,
        terms,
        expires,
        expires_basis,
        report_count,
        source_count,
        reports: reports(&group.items),
        contested,
        review: None,
        decisions: group.decisions.clone(),
    })
}

/// Steps in order of time. Tellings of one action whose days meet are one step, dated by the most exact of them; tellings
/// without a date join the only step of their action, if there is only one.
fn history(told: &[(&Item, &InstrumentBody)], contested: &mut Vec<Contested>) -> Vec<HistoryStep> {
    let mut by_action: BTreeMap<InstrumentAction, Vec<(&Item, &crate::StepBody)>> = BTreeMap::new();
    for (item, body) in told {
        for step in &body.steps {
            by_action.entry(step.action).or_default().push((item, step));
        }
    }
    let mut result = Vec::new();
    for (action, tellings) in by_action {
        let mut steps: Vec<(HistoryStep, Option<Span>)> = Vec::new();
        let mut dated: Vec<_> = tellings.iter().filter_map(|(item, step)| step.date.map(|date| (*item, *step, date))).collect();
        let length = |when: &When| days(when).map_or(i32::MAX, |(from, to)| to - from);
        dated.sort_by_key(|(_, _, date)| length(date));
        for (item, step, date) in dated {
            let span = days(&date);
            let meets = |other: &Option<Span>| span.zip(*other).is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1);
            let mut fitting = steps.iter_mut().filter(|(_, other)| meets(other));
            match (fitting.next(), fitting.next()) {
                (Some((known, _)), None) => add(known, item, step),
                (Some(_), Some(_)) => {}
                _ => {
                    let mut step_record = HistoryStep { action, date: Some(date), parties: Vec::new(), items: Vec::new() };
                    add(&mut step_record, item, step);
                    steps.push((step_record, span));
                }
            }
        }
        for (item, step) in tellings.iter().filter(|(_, step)| step.date.is_none()) {
            match steps.as_mut_slice() {
                [] => {
                    let mut step_record = HistoryStep { action, date: None, parties: Vec::new(), items: Vec::new() };
                    add(&mut step_record, item, step);
                    steps.push((step_record, None));
                }
                [(only, _)] => add(only, item, step),
                _ => {}
            }
        }
        if is_conclusion(action) && steps.len() > 1 {
            let by_id: BTreeMap<&str, &Item> = told.iter().map(|(item, _)| (item.id.as_str(), *item)).collect();
            let claims = steps.iter().map(|(step, _)| {
                let items: Vec<&Item> = step.items.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect();
                claim(step.date.as_ref().map(crate::item::range).unwrap_or_default(), &items)
            });
            let preference = crate::preference::ONCE.to_owned();
            contested.push(Contested { field: format!("date {action}"), claims: claims.collect(), preference });
        }
        result.extend(steps.into_iter().map(|(step, _)| step));
    }
    result.sort_by_key(|step| (step.date.and_then(|date| date.from.or(date.to)).is_none(), step.date.and_then(|date| date.from.or(date.to)), step.action));
    result
}

fn add(record: &mut HistoryStep, item: &Item, step: &crate::StepBody) {
    record.items.push(item.id.clone());
    record.parties.extend(step.parties.iter().cloned());
    record.parties.sort();
    record.parties.dedup();
}

/// What the reports say of one party. A step without named parties counts for all.
fn standing(party: &str, kind: InstrumentType, history: &[HistoryStep], told: &[(&Item, &InstrumentBody)]) -> PartyStatus {
    let counts = |step: &&HistoryStep| step.parties.is_empty() || step.parties.iter().any(|one| one == party);
    let seen: Vec<(InstrumentAction, Option<When>)> = history.iter().filter(counts).map(|step| (step.action, step.date)).collect();
    let actions: BTreeSet<InstrumentAction> = seen.iter().map(|(action, _)| *action).collect();
    let unseen = expected(kind).iter().copied().filter(|action| !actions.contains(action)).collect();
    let through = told.iter().filter_map(|(item, _)| item.origin.published.map(|(_, to)| to)).max();
    PartyStatus { party: party.to_owned(), seen, unseen, through }
}

/// The steps that an instrument of a type commonly takes for each party.
fn expected(kind: InstrumentType) -> &'static [InstrumentAction] {
    use InstrumentAction::*;
    match kind {
        InstrumentType::Treaty | InstrumentType::Protocol => &[Signed, Ratified, InForce],
        InstrumentType::Agreement | InstrumentType::ExchangeOfNotes => &[Signed, InForce],
        InstrumentType::Memorandum | InstrumentType::Contract => &[Signed],
        InstrumentType::JointStatement | InstrumentType::Declaration | InstrumentType::Communique => &[Issued],
        InstrumentType::Law | InstrumentType::Resolution => &[Adopted],
        InstrumentType::Plan | InstrumentType::List | InstrumentType::Other => &[],
    }
}
