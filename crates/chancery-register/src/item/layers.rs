//! All layers of a reading as items.
//!
//! In: a reading, where it comes from, and the wordings to follow. Out: items with their buckets, in the order of the reading.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::{EntityKind, Reading};
use chancery_text::fold_text;

use super::entities::Entities;
use super::event::{self, when};
use super::wording::uses;
use super::{Body, FigureBody, InstrumentBody, Item, Origin, PersonBody, RelationBody, StatementBody, StepBody, TermBody};
use crate::When;
use crate::decision::person_bucket;
use crate::id::stable;

/// What a reading contributes to the register.
pub fn items(reading: &Reading, origin: &Arc<Origin>) -> Vec<Item> {
    let entities = Entities::new(reading);
    let mut made = Made { origin, taken: BTreeMap::new(), items: Vec::new() };
    for event in &reading.events {
        let body = event::body(event, reading, &entities);
        let (bucket, reach) = event::place(&body, origin);
        let place = event.evidence.first().map_or_else(String::new, |evidence| evidence.span.0.to_string());
        let who: Vec<&str> = event.actors.iter().chain(&event.recipients).map(String::as_str).collect();
        let parts = [event.kind.as_str(), &place, &who.join(",")];
        made.push("ev", &parts, bucket, Some(reach), &event.id, Some(&event.article), Body::Event(body));
    }
    for instrument in &reading.instruments {
        let steps = instrument
            .history
            .iter()
            .map(|step| {
                let event = step.event.as_ref().and_then(|id| reading.events.iter().find(|event| event.id == *id));
                let mut parties = event.map_or_else(Vec::new, |event| event.sides.clone());
                parties.sort();
                StepBody { action: step.action, date: step.date.as_ref().map(when), parties }
            })
            .collect();
        let term = |term: &chancery_model::InstrumentTerm| TermBody { kind: term.kind, date: term.date.as_ref().map(when), duration: term.duration.clone() };
        let terms = instrument.terms.iter().map(term).collect();
        let mut parties = entities.keys(&instrument.parties);
        parties.sort();
        parties.dedup();
        let bucket = format!("instrument|{}", title_key(&instrument.title));
        let body = InstrumentBody { title: instrument.title.clone(), kind: instrument.kind, parties, subject: instrument.subject.clone(), steps, terms };
        let place = instrument.mentions.first().map_or_else(String::new, |span| span.0.to_string());
        made.push("in", &[&place, &instrument.title], bucket, None, &instrument.id, None, Body::Instrument(body));
    }
    for statement in &reading.statements {
        let speaker = entities.key(&statement.speaker);
        let bucket = format!("statement|{speaker}|{}", stable("w", &[&letters(&statement.quote)]));
        let body = StatementBody { speaker, verb: statement.verb.clone(), direct: statement.direct, audience: statement.audience.clone() };
        let place = statement.span.0.to_string();
        made.push("st", &[&place], bucket, None, &statement.id, Some(&statement.article), Body::Statement(body));
    }
    for figure in &reading.figures {
        let mut of = entities.keys(&figure.of);
        of.sort();
        of.dedup();
        let speaker = figure.said_by.as_ref().and_then(|id| reading.statements.iter().find(|statement| statement.id == *id));
        let place = figure.span.0.to_string();
        let quantity = figure.quantity.as_deref().map(letters).unwrap_or_default();
        let bucket = match quantity.as_str() {
            // Numbers that nobody says what they count are not values of one quantity.
            "" => format!("figure|{}|{place}|{}", origin.source, figure.value),
            _ => format!("figure|{}|{quantity}|{}", of.join(","), figure.unit.as_deref().unwrap_or_default()),
        };
        let body = FigureBody {
            quantity: figure.quantity.clone(),
            of,
            value: figure.value,
            unit: figure.unit.clone(),
            comparator: figure.comparator,
            ordinal: figure.ordinal,
            period: figure.period.as_ref().map(when),
            trend: figure.trend,
            said_by: speaker.map(|statement| entities.key(&statement.speaker)),
        };
        made.push("fg", &[&place, &figure.value.to_string()], bucket, None, &figure.id, Some(&figure.article), Body::Figure(body));
    }
    for relation in &reading.relations {
        let mut parties = entities.keys(&relation.parties);
        parties.sort();
        parties.dedup();
        let bucket = format!("relation|{}", parties.join(","));
        // A relation has no status: what a report tells as done was not done after it appeared.
        let ahead = |date: &When| origin.published.zip(date.from).is_some_and(|((_, last), from)| from > last);
        let date = relation.date.as_ref().map(when).filter(|date| !ahead(date));
        let body = RelationBody { parties, designation: relation.designation.clone(), action: relation.action, date };
        let place = relation.span.0.to_string();
        made.push("rl", &[&place, relation.action.as_str()], bucket, None, &relation.id, Some(&relation.article), Body::Relation(body));
    }
    for (entity, participant) in entities.all() {
        let person = matches!(entity.kind, EntityKind::Person | EntityKind::Organization);
        if !person || !participant.named {
            continue;
        }
        let body = PersonBody {
            key: participant.key.clone(),
            name: entity.name.clone(),
            names: entity.names.clone(),
            english: entity.english.clone(),
            state: participant.state.clone(),
            office: participant.office.clone(),
            known: entity.known,
            mentions: u32::try_from(entity.mentions.len()).unwrap_or(u32::MAX),
        };
        made.push("pe", &[&participant.key], person_bucket(&participant.key), None, &entity.id, None, Body::Person(body));
    }
    for (wording, body, article, record) in uses(reading, &entities) {
        let speaker = body.speaker.clone().unwrap_or_default();
        let bucket = format!("formulation|{wording}");
        made.push("fm", &[&wording, &speaker], bucket, None, &record, article.as_deref(), Body::Formulation(body));
    }
    made.items
}

/// The items made so far, and the ids that are taken.
struct Made<'a> {
    origin: &'a Arc<Origin>,
    taken: BTreeMap<String, u32>,
    items: Vec<Item>,
}

impl Made<'_> {
    #[allow(clippy::too_many_arguments)]
    fn push(&mut self, prefix: &str, parts: &[&str], bucket: String, reach: Option<super::Span>, record: &str, article: Option<&str>, body: Body) {
        let mut all = vec![self.origin.source.as_str()];
        all.extend(parts);
        let mut id = stable(prefix, &all);
        let count = self.taken.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            let number = count.to_string();
            all.push(&number);
            id = stable(prefix, &all);
        }
        let article = article.map(str::to_owned);
        self.items.push(Item { id, bucket, reach, origin: Arc::clone(self.origin), record: record.to_owned(), article, body });
    }
}

/// Letters and digits of a text, folded: what is the same in two prints of it.
pub(super) fn letters(text: &str) -> String {
    fold_text(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What two writings of an instrument's title have in common.
pub(super) fn title_key(title: &str) -> String {
    letters(title)
}
