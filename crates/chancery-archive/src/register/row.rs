//! Rows of records: what a list of events, instruments or relations shows, without the reports' details.
//!
//! In: records. Out: rows with the columns that filters ask for, a packed summary in JSON, and the keys of all that a record names.

use std::collections::{BTreeMap, BTreeSet};

use chancery_register::{Record, Took, When};
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::codec::Dictionaries;
use crate::error::Error;
use crate::terms::hash;

/// The summary of a record: what a list shows of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Those who act; the parties of instruments and relations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<String>,
    /// Those acted upon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// Those who took part beside them, watched or mediated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// States or organizations behind the principals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<When>,
    /// Where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Level of a visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Which in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// Topic of an event, title of an instrument, present designation of a relation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Instruments of an event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<String>,
    /// Steps of an instrument, designations of a relation, in order: what happened and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<String>,
    /// Last day of an instrument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<When>,
    /// How that day is known: `stated`, `extended`, `reckoned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_basis: Option<String>,
    /// Fields on which reports disagree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<String>,
    /// `accepted` or `rejected`, where somebody decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// How many sources tell it.
    pub reports: usize,
    /// How many of them are independent.
    pub sources: usize,
    /// Outlets that tell it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outlets: Vec<String>,
    /// Numbers of the documents that tell it.
    pub documents: Vec<i64>,
}

/// A record as a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Stable id.
    pub id: String,
    /// `event`, `instrument` or `relation`.
    pub layer: String,
    /// Kind of an event, type of an instrument, act of a relation.
    pub kind: String,
    /// Status of an event.
    pub status: Option<String>,
    /// The rest.
    pub summary: Summary,
}

/// An ISO date or range of dates.
pub(crate) fn when(when: &When) -> String {
    match (when.from, when.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (from, to) => format!("{}/{}", from.map_or_else(String::new, |day| day.to_string()), to.map_or_else(String::new, |day| day.to_string())),
    }
}

fn keys(list: &[Took]) -> Vec<String> {
    list.iter().map(|took| took.key.clone()).collect()
}

impl Row {
    fn of(record: &Record, numbers: &BTreeMap<&str, i64>) -> Option<Row> {
        let mut summary = Summary::default();
        let (layer, kind, status) = match record {
            Record::Event(event) => {
                summary.actors = keys(&event.actors);
                summary.recipients = keys(&event.recipients);
                summary.others = [&event.attendees, &event.witnesses, &event.mediators].into_iter().flat_map(|list| keys(list)).collect();
                summary.sides.clone_from(&event.sides);
                summary.date = event.date;
                summary.places = keys(&event.places);
                summary.level = event.level.map(|level| level.to_string());
                summary.ordinal = event.ordinal;
                summary.title.clone_from(&event.topic);
                summary.instruments.clone_from(&event.instruments);
                summary.contested = event.contested.iter().map(|contested| contested.field.clone()).collect();
                summary.review = event.review.map(|review| format!("{review:?}").to_lowercase());
                (summary.reports, summary.sources) = (event.report_count, event.source_count);
                ("event", event.kind.to_string(), Some(event.status.to_string()))
            }
            Record::Instrument(instrument) => {
                summary.actors.clone_from(&instrument.parties);
                summary.title = Some(instrument.title.clone());
                summary.date = instrument.history.iter().find_map(|step| step.date);
                summary.history = instrument.history.iter().map(|step| dated(&step.action.to_string(), step.date.as_ref())).collect();
                summary.expires = instrument.expires;
                summary.expires_basis = instrument.expires_basis.as_ref().map(|basis| basis.how.as_str().to_owned());
                summary.contested = instrument.contested.iter().map(|contested| contested.field.clone()).collect();
                summary.review = instrument.review.map(|review| format!("{review:?}").to_lowercase());
                (summary.reports, summary.sources) = (instrument.report_count, instrument.source_count);
                ("instrument", instrument.kind.to_string(), None)
            }
            Record::Relation(relation) => {
                let last = relation.ladder.last()?;
                summary.actors.clone_from(&relation.parties);
                summary.title = Some(last.designation.clone());
                summary.date = last.date;
                summary.history = relation.ladder.iter().map(|step| dated(&format!("{} {}", step.action, step.designation), step.date.as_ref())).collect();
                summary.review = relation.review.map(|review| format!("{review:?}").to_lowercase());
                (summary.reports, summary.sources) = (relation.report_count, relation.source_count);
                ("relation", last.action.to_string(), None)
            }
            _ => return None,
        };
        let outlets: BTreeSet<&String> = record.reports().iter().filter_map(|report| report.outlet.as_ref()).collect();
        summary.outlets = outlets.into_iter().cloned().collect();
        let documents: BTreeSet<i64> = record.reports().iter().filter_map(|report| numbers.get(report.source.as_str())).copied().collect();
        summary.documents = documents.into_iter().collect();
        Some(Row { id: record.id().to_owned(), layer: layer.to_owned(), kind, status, summary })
    }

    /// All that it names: persons, organizations, states, places.
    fn names(&self) -> BTreeSet<i64> {
        let summary = &self.summary;
        let lists = [&summary.actors, &summary.recipients, &summary.others, &summary.sides, &summary.places];
        lists.into_iter().flatten().map(|key| party(key)).collect()
    }
}

fn dated(what: &str, date: Option<&When>) -> String {
    date.map_or_else(|| what.to_owned(), |date| format!("{} {what}", when(date)))
}

/// What a name is looked up by.
pub(crate) fn party(key: &str) -> i64 {
    (hash(key) >> 24) as i64
}

/// Removes the rows of a bucket.
pub(crate) fn remove(db: &Transaction<'_>, bucket: i64, dictionaries: &Dictionaries) -> Result<(), Error> {
    let mut statement = db.prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE bucket = ?")?;
    let mut rows = statement.query([bucket])?;
    let mut unpacker = dictionaries.unpacker();
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        numbers.push((row.get::<_, i64>(0)?, read(row, &mut unpacker)?));
    }
    for (number, row) in numbers {
        for key in row.names() {
            db.prepare_cached("DELETE FROM parties WHERE key = ? AND record = ?")?.execute(params![key, number])?;
        }
        db.prepare_cached("DELETE FROM records WHERE number = ?")?.execute([number])?;
    }
    Ok(())
}

/// Writes records as rows.
pub(crate) fn insert(db: &Transaction<'_>, records: &[Record], numbers: &BTreeMap<&str, i64>, dictionaries: &mut Dictionaries) -> Result<(), Error> {
    let rows: Vec<(&Record, Row)> = records.iter().filter_map(|record| Some((record, Row::of(record, numbers)?))).collect();
    let mut bodies = Vec::with_capacity(rows.len());
    for (_, row) in &rows {
        bodies.push(serde_json::to_vec(&row.summary)?);
    }
    let samples: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
    let mut packer = super::packer_of(db, dictionaries, &samples)?;
    for ((record, row), body) in rows.iter().zip(&bodies) {
        let date = row.summary.date.as_ref();
        let (first, last) = (date.and_then(|date| date.from.or(date.to)), date.and_then(|date| date.to.or(date.from)));
        db.prepare_cached("INSERT INTO records (id, layer, bucket, kind, status, first, last, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            row.id,
            row.layer,
            hash(record.bucket()) as i64,
            row.kind,
            row.status,
            first.map(chancery_model::Date::days),
            last.map(chancery_model::Date::days),
            packer.pack(body)?
        ])?;
        let number = db.last_insert_rowid();
        for key in row.names() {
            db.prepare_cached("INSERT OR IGNORE INTO parties (key, record) VALUES (?, ?)")?.execute(params![key, number])?;
        }
    }
    Ok(())
}

/// A row from columns 1 to 5: id, layer, kind, status, body.
pub(crate) fn read(row: &rusqlite::Row<'_>, unpacker: &mut crate::codec::Unpacker<'_>) -> Result<Row, Error> {
    let summary = serde_json::from_slice(&unpacker.unpack(row.get_ref(5)?.as_blob().unwrap_or_default())?)?;
    Ok(Row { id: row.get(1)?, layer: row.get(2)?, kind: row.get(3)?, status: row.get(4)?, summary })
}
