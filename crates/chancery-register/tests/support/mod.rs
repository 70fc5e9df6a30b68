//! Items made by hand, for tests: public events in our own words.

use std::sync::Arc;

use chancery_model::{Date, EventKind, Precision, Status};
use chancery_register::{EventBody, EventRecord, Item, Ledger, Origin, Participant, Record, When};

/// A source: its name, outlet, day of publication, group of duplicates.
pub fn origin(source: &str, outlet: &str, published: &str, group: Option<&str>) -> Arc<Origin> {
    let day = Date::parse(published);
    Arc::new(Origin { source: source.into(), outlet: Some(outlet.into()), published: day.zip(day), group: group.map(str::to_owned) })
}

/// A participant: `xi@CHN` is a known person, `CHN` a state.
pub fn participant(text: &str) -> Participant {
    match text.split_once('@') {
        Some((name, state)) => Participant { key: format!("person:{name}"), state: Some(state.into()), office: None, named: true },
        None => Participant { key: text.into(), state: Some(text.into()), office: None, named: true },
    }
}

/// An event item.
pub struct Telling {
    pub kind: EventKind,
    pub status: Status,
    pub actors: Vec<&'static str>,
    pub recipients: Vec<&'static str>,
    pub day: Option<String>,
    pub ordinal: Option<u32>,
    pub words: Vec<u32>,
    pub acts: Vec<&'static str>,
    pub heads: bool,
}

pub fn telling(kind: EventKind, actors: &[&'static str], recipients: &[&'static str], day: Option<&str>) -> Telling {
    let (actors, recipients) = (actors.to_vec(), recipients.to_vec());
    Telling {
        kind,
        status: Status::Held,
        actors,
        recipients,
        day: day.map(str::to_owned),
        ordinal: None,
        words: (0..10).collect(),
        acts: Vec::new(),
        heads: false,
    }
}

impl Telling {
    pub fn status(mut self, status: Status) -> Telling {
        self.status = status;
        self
    }

    /// The item that a source with this telling contributes, by way of a reading, so that buckets and reaches are the real ones.
    pub fn from(&self, origin: &Arc<Origin>, record: &str) -> Item {
        let actors: Vec<Participant> = self.actors.iter().map(|one| participant(one)).collect();
        let recipients: Vec<Participant> = self.recipients.iter().map(|one| participant(one)).collect();
        let mut sides: Vec<String> = actors.iter().filter_map(|one| one.state.clone()).collect();
        sides.sort();
        sides.dedup();
        let day = self.day.as_deref().and_then(Date::parse);
        let body = EventBody {
            kind: self.kind,
            status: self.status,
            actors,
            recipients,
            attendees: Vec::new(),
            witnesses: Vec::new(),
            mediators: Vec::new(),
            date: day.map(|day| When { from: Some(day), to: Some(day), precision: Precision::Day, part: None }),
            places: Vec::new(),
            level: None,
            ordinal: self.ordinal,
            topic: None,
            instruments: Vec::new(),
            said_by: None,
            confidence: 900,
            words: self.words.clone(),
            numbers: Vec::new(),
            loose: false,
            acts: self.acts.iter().map(|act| (*act).to_owned()).collect(),
            heads: self.heads,
            sides,
        };
        Item::event(format!("ev-{}-{record}", origin.source), body, origin, record, None)
    }
}

pub fn ledger(items: impl IntoIterator<Item = Item>) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.add_items(items);
    ledger
}

pub fn events(ledger: &Ledger) -> Vec<EventRecord> {
    ledger
        .register()
        .into_iter()
        .filter_map(|record| match record {
            Record::Event(event) => Some(event),
            _ => None,
        })
        .collect()
}

pub fn bytes(ledger: &Ledger) -> String {
    serde_json::to_string(&ledger.register()).unwrap_or_default()
}
