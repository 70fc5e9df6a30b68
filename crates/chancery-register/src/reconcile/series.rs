//! Records that gather all that is told of one key: statements, figures, relations, persons, formulations.
//!
//! In: the items of a bucket in order of publication. Out: a record.

use std::collections::BTreeMap;

use chancery_model::{Date, RelationAction};

use super::{Group, claim, claims, counts, reports};
use crate::id::stable;
use crate::item::range;
use crate::{
    Body, Contested, Decisions, FigureBody, FigureRecord, FigureValue, FormulationBody, FormulationRecord, FormulationUse, Item, LadderStep, PersonBody,
    PersonRecord, RelationBody, RelationRecord, StatementBody, StatementRecord, Tenure, When,
};

fn day(item: &Item) -> Option<Date> {
    item.origin.published.map(|(from, _)| from)
}

/// First and last day of publication of some items.
fn published<'a>(items: impl IntoIterator<Item = &'a Item>) -> Option<(Date, Date)> {
    let mut days = items.into_iter().filter_map(|item| item.origin.published);
    let first = days.next()?;
    Some(days.fold(first, |(from, to), (a, b)| (from.min(a), to.max(b))))
}

/// Values with how often they occur, the most frequent first, then in their own order.
fn by_number(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut list: Vec<(String, u64)> = counts.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

macro_rules! bodies {
    ($group:expr, $layer:ident, $body:ty) => {{
        let told: Vec<(&Item, &$body)> = $group
            .items
            .iter()
            .filter_map(|item| match &item.body {
                Body::$layer(body) => Some((*item, body)),
                _ => None,
            })
            .collect();
        told
    }};
}

pub(super) fn statement(group: &Group<'_>, decisions: &Decisions) -> Option<StatementRecord> {
    let told = bodies!(group, Statement, StatementBody);
    let (first, body) = *told.first()?;
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(StatementRecord {
        id: first.id.clone(),
        bucket: first.bucket.clone(),
        speaker: decisions.key(&body.speaker).to_owned(),
        verb: told.iter().find_map(|(_, body)| body.verb.clone()),
        direct: told.iter().any(|(_, body)| body.direct),
        audience: told.iter().find_map(|(_, body)| body.audience.clone()),
        report_count,
        source_count,
        reports: reports(&group.items),
        review: None,
        decisions: group.decisions.clone(),
    })
}

pub(super) fn figure(group: &Group<'_>, decisions: &Decisions) -> Option<FigureRecord> {
    let told = bodies!(group, Figure, FigureBody);
    let (first, body) = *told.first()?;
    // Exact bits order values: a figure is the same only if it is written the same.
    let key = |body: &FigureBody| (body.period, body.value.to_bits(), body.comparator, body.trend);
    let mut by_value: BTreeMap<_, Vec<(&Item, &FigureBody)>> = BTreeMap::new();
    for (item, body) in &told {
        by_value.entry(key(body)).or_default().push((item, body));
    }
    let mut values: Vec<FigureValue> = Vec::new();
    for tellings in by_value.values() {
        let Some((_, body)) = tellings.first() else { continue };
        let mut said_by: Vec<String> = tellings.iter().filter_map(|(_, body)| body.said_by.as_ref()).map(|key| decisions.key(key).to_owned()).collect();
        said_by.sort();
        said_by.dedup();
        let items = tellings.iter().map(|(item, _)| item.id.clone()).collect();
        values.push(FigureValue { period: body.period, value: body.value, comparator: body.comparator, trend: body.trend, said_by, items });
    }
    values.sort_by(|a, b| (a.period.is_none(), a.period).cmp(&(b.period.is_none(), b.period)).then(a.value.total_cmp(&b.value)).then(a.items.cmp(&b.items)));
    let mut contested = Vec::new();
    let periods: std::collections::BTreeSet<When> = told.iter().filter_map(|(_, body)| body.period).collect();
    for period in periods {
        let same = told.iter().filter(|(_, body)| body.period == Some(period) && !body.ordinal);
        let all = claims(same.map(|(item, body)| (format!("{}{}", body.comparator, body.value), *item)));
        if all.len() > 1 {
            let field = format!("value {}", range(&period));
            let claims = all.iter().map(|(value, items)| claim(value.clone(), items)).collect();
            contested.push(Contested { field, claims, preference: crate::preference::SOURCES.to_owned() });
        }
    }
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(FigureRecord {
        id: stable("fg", &[&first.bucket]),
        bucket: first.bucket.clone(),
        quantity: claims(told.iter().filter_map(|(item, body)| body.quantity.clone().map(|quantity| (quantity, *item))))
            .first()
            .map(|(value, _)| value.clone()),
        of: body.of.clone(),
        unit: body.unit.clone(),
        ordinal: told.iter().all(|(_, body)| body.ordinal),
        values,
        report_count,
        source_count,
        reports: reports(&group.items),
        contested,
        review: None,
        decisions: group.decisions.clone(),
    })
}

/// The ladder: one step for each designation and act, dated by what most independent sources say.
pub(super) fn relation(group: &Group<'_>) -> Option<RelationRecord> {
    let told = bodies!(group, Relation, RelationBody);
    let (first, body) = *told.first()?;
    let mut by_name: BTreeMap<String, Vec<(&Item, &RelationBody)>> = BTreeMap::new();
    for (item, body) in &told {
        let folded: String = chancery_text::fold_text(&body.designation).chars().filter(|c| c.is_alphanumeric()).collect();
        by_name.entry(folded).or_default().push((item, body));
    }
    let mut ladder = Vec::new();
    let mut contested = Vec::new();
    for tellings in by_name.values() {
        let names = claims(tellings.iter().map(|(item, body)| (body.designation.clone(), *item)));
        let Some((name, _)) = names.first() else { continue };
        // A description is a use of the designation; an act is a step of its own.
        let mut acts: Vec<RelationAction> = tellings.iter().map(|(_, body)| body.action).filter(|action| *action != RelationAction::Described).collect();
        acts.sort();
        acts.dedup();
        if acts.is_empty() {
            acts.push(RelationAction::Described);
        }
        for act in acts {
            let of_act = tellings.iter().filter(|(_, body)| body.action == act);
            let dates = claims(of_act.clone().filter_map(|(item, body)| body.date.map(|date| (date, *item))));
            let span = |when: &When| when.from.zip(when.to);
            let apart = |a: &When, b: &When| span(a).zip(span(b)).is_some_and(|(a, b)| a.0 > b.1 || b.0 > a.1);
            if act != RelationAction::Described && dates.iter().any(|(a, _)| dates.iter().any(|(b, _)| apart(a, b))) {
                let claims = dates.iter().map(|(date, items)| claim(range(date), items)).collect();
                let preference = crate::preference::SOURCES.to_owned();
                contested.push(Contested { field: format!("date {act} {name}"), claims, preference });
            }
            let date = dates.first().map(|(date, _)| *date).filter(|_| act != RelationAction::Described);
            let items: Vec<String> =
                tellings.iter().filter(|(_, body)| body.action == act || body.action == RelationAction::Described).map(|(item, _)| item.id.clone()).collect();
            ladder.push(LadderStep { designation: name.clone(), action: act, date, used: published(tellings.iter().map(|(item, _)| *item)), items });
        }
    }
    let when = |step: &LadderStep| step.date.and_then(|date| date.from.or(date.to)).or(step.used.map(|(from, _)| from));
    ladder.sort_by(|a, b| (when(a).is_none(), when(a), &a.designation, a.action).cmp(&(when(b).is_none(), when(b), &b.designation, b.action)));
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(RelationRecord {
        id: stable("rl", &[&first.bucket]),
        bucket: first.bucket.clone(),
        parties: body.parties.clone(),
        ladder,
        report_count,
        source_count,
        reports: reports(&group.items),
        contested,
        review: None,
        decisions: group.decisions.clone(),
    })
}

pub(super) fn person(group: &Group<'_>, decisions: &Decisions) -> Option<PersonRecord> {
    let told = bodies!(group, Person, PersonBody);
    let (_, body) = *told.first()?;
    let id = decisions.key(&body.key).to_owned();
    let mut same: Vec<String> = told.iter().map(|(_, body)| body.key.clone()).filter(|key| *key != id).collect();
    same.sort();
    same.dedup();
    // Of the key in use where there are any: the other may be a nickname.
    let own = told.iter().filter(|(_, body)| body.key == id);
    let named = claims(own.map(|(item, body)| (body.name.clone(), *item)));
    let all_names = claims(told.iter().flat_map(|(item, body)| body.names.iter().map(move |name| (name.clone(), *item))));
    let states = claims(told.iter().filter_map(|(item, body)| body.state.clone().map(|state| (state, *item))));
    let offices = claims(told.iter().filter_map(|(item, body)| body.office.clone().map(|office| ((office, body.state.clone()), *item))));
    let mut offices: Vec<Tenure> = offices
        .iter()
        .map(|((office, state), items)| Tenure {
            office: office.clone(),
            state: state.clone(),
            told: published(items.iter().copied()),
            report_count: counts(items.iter().copied()).0,
        })
        .collect();
    offices.sort_by(|a, b| (a.told.is_none(), a.told, &a.office, &a.state).cmp(&(b.told.is_none(), b.told, &b.office, &b.state)));
    let mut by: Vec<String> = group.decisions.clone();
    by.extend(told.iter().filter_map(|(_, body)| decisions.same_by(&body.key)).map(str::to_owned));
    by.sort();
    by.dedup();
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(PersonRecord {
        bucket: crate::decision::person_bucket(&id),
        name: named.first().map_or_else(|| body.name.clone(), |(name, _)| name.clone()),
        names: all_names.into_iter().map(|(name, _)| name).collect(),
        english: told.iter().find_map(|(_, body)| body.english.clone()),
        states: states.into_iter().map(|(state, _)| state).collect(),
        offices,
        known: told.iter().any(|(_, body)| body.known),
        same,
        mentions: told.iter().map(|(_, body)| u64::from(body.mentions)).sum(),
        report_count,
        source_count,
        reports: reports(&group.items),
        review: None,
        decisions: by,
        id,
    })
}

pub(super) fn formulation(group: &Group<'_>, decisions: &Decisions) -> Option<FormulationRecord> {
    let told = bodies!(group, Formulation, FormulationBody);
    let (first, _) = *told.first()?;
    let wording = claims(told.iter().map(|(item, body)| (body.wording.clone(), *item))).first()?.0.clone();
    let (mut speakers, mut outlets) = (BTreeMap::new(), BTreeMap::new());
    let mut months: BTreeMap<String, std::collections::BTreeSet<&str>> = BTreeMap::new();
    for (item, body) in &told {
        let speaker = body.speaker.as_deref().map(|key| decisions.key(key).to_owned()).unwrap_or_default();
        *speakers.entry(speaker).or_insert(0) += u64::from(body.uses);
        *outlets.entry(item.origin.outlet.clone().unwrap_or_default()).or_insert(0) += u64::from(body.uses);
        if let Some(day) = day(item) {
            months.entry(format!("{:04}-{:02}", day.year, day.month)).or_default().insert(&item.origin.source);
        }
    }
    let uses: Vec<FormulationUse> = told
        .iter()
        .filter_map(|(item, body)| {
            let speaker = body.speaker.as_deref().map(|key| decisions.key(key).to_owned());
            Some(FormulationUse { day: day(item)?, speaker, item: item.id.clone() })
        })
        .collect();
    let (report_count, source_count) = counts(group.items.iter().copied());
    Some(FormulationRecord {
        id: stable("fm", &[&first.bucket]),
        bucket: first.bucket.clone(),
        wording,
        first: uses.first().cloned(),
        last: uses.last().cloned(),
        first_spoken: uses.iter().find(|one| one.speaker.is_some()).cloned(),
        speakers: by_number(speakers),
        outlets: by_number(outlets),
        months: months.into_iter().map(|(month, sources)| (month, sources.len() as u64)).collect(),
        report_count,
        source_count,
        reports: reports(&group.items),
        review: None,
        decisions: group.decisions.clone(),
    })
}
