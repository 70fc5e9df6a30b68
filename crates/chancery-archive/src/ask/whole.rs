//! One record with all that is known of it: the words of each report, and what it was made of.
//!
//! In: an id of a record, a report, a person, an organization or a wording. Out: the record, worked out from the items of all that could be merged with it.
//! Where a digest of the readings is at hand the items of large buckets come from it, else every document is read again.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{JsonSpan, Reading};
use chancery_register::{Body, Decisions, Item, Record, reconcile};

use crate::archive::Archive;
use crate::digest::Readings;
use crate::document::DocumentRow;
use crate::error::{Error, ErrorKind};
use crate::facets::layer;
use crate::register::row::{self, Row};
use crate::register::{Groups, Pending};

/// Days around an item's reach within which others of its bucket may bear on what it belongs to.
const NEAR: i32 = 60;

/// Words with their place in a text, in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Exactly the text at the span.
    pub quote: String,
    /// First character.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
}

/// A record with what it was made of.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The record.
    pub record: Record,
    /// Its reports: the document, and the item's record in the document's reading.
    pub reports: Vec<(DocumentRow, Item)>,
}

impl Archive {
    /// The record that an id of a record, a report, a person, an organization or a wording leads to, with all that it was made of.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn whole(&self, id: &str) -> Result<Whole, Error> {
        self.whole_by(id, None)
    }

    /// The same; what `readings` holds need not be read again.
    ///
    /// # Errors
    /// As [`Archive::whole`].
    pub fn whole_by(&self, id: &str, readings: Option<&Readings>) -> Result<Whole, Error> {
        let decisions = self.decisions()?;
        let found = self.item(id)?;
        let alone = found.clone().filter(|(_, item)| matches!(&item.body, Body::Figure(figure) if figure.quantity.is_none()));
        let number = found.as_ref().map_or(0, |(number, _)| *number);
        let (bucket, item) = match found {
            Some((_, item)) => (item.bucket.clone(), Some(item)),
            None if self.name(id)?.is_some() => (format!("person|{id}"), None),
            None if id.starts_with("formulation|") => (id.to_owned(), None),
            None => match self.bucket_of(id)? {
                Some(bucket) => (bucket, None),
                None => {
                    let message = format!(
                        "{id}: nothing has this id. Ids of records are printed by chancery events, instruments, statements, figures, relations and people."
                    );
                    return Err(Error::new(ErrorKind::NotFound, message));
                }
            },
        };
        let wanted = |record: &Record| item.as_ref().is_none_or(|item| record.reports().iter().any(|report| report.item == item.id));
        // Numbers that nobody says what they count are not values of one quantity.
        if let Some((number, item)) = alone {
            let pending = [Pending { document: number, items: vec![item] }];
            let record = reconcile(&pending[0].items.iter().collect::<Vec<_>>(), &decisions).pop();
            let record = record.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("{id}: its reports make no record, by decision")))?;
            return self.with_reports(record, &pending);
        }
        let joint = decisions.joint(&bucket);
        if let Some(item) = item.as_ref().filter(|_| joint.len() == 1)
            && let Some(whole) = self.event(item, number, &decisions)?
        {
            return Ok(whole);
        }
        let kept = match readings {
            Some(readings) => self.kept_items(&joint, readings)?,
            None => None,
        };
        let pending = match kept {
            Some(pending) => pending,
            None => self.bucket_items(&joint)?,
        };
        let record = reconcile(&pending.iter().flat_map(|pending| &pending.items).collect::<Vec<_>>(), &decisions).into_iter().find(wanted);
        let record = record.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("{id}: its reports make no record, by decision")))?;
        self.with_reports(record, &pending)
    }

    fn with_reports(&self, record: Record, pending: &[Pending]) -> Result<Whole, Error> {
        let mut reports = Vec::with_capacity(record.reports().len());
        for report in record.reports() {
            let found = pending.iter().find_map(|pending| Some((pending.document, pending.items.iter().find(|item| item.id == report.item)?)));
            if let Some((number, item)) = found {
                reports.push((self.numbered(number)?, item.clone()));
            }
        }
        Ok(Whole { record, reports })
    }

    /// The event that an item of a document belongs to, worked out anew from as few documents as can be: those that tell it, or those that tell
    /// anything of about the same days. Nothing where what comes of them is not what the register holds, which was worked out from all of the bucket.
    fn event(&self, item: &Item, number: i64, decisions: &Decisions) -> Result<Option<Whole>, Error> {
        if !matches!(item.body, Body::Event(_)) {
            return Ok(None);
        }
        let near = self.near(item)?;
        let own: BTreeSet<i64> = near.iter().filter(|row| row.summary.documents.contains(&number)).flat_map(|row| &row.summary.documents).copied().collect();
        // What else these documents tell in this bucket has its own documents.
        let beside: Vec<&Row> = near.iter().filter(|row| row.summary.documents.iter().any(|number| own.contains(number))).collect();
        let of = |rows: &[&Row]| rows.iter().flat_map(|row| row.summary.documents.iter().copied()).collect::<BTreeSet<i64>>();
        let few = of(&beside);
        if let Some(whole) = self.event_of(item, &few, &beside, decisions)? {
            return Ok(Some(whole));
        }
        let all = of(&near.iter().collect::<Vec<_>>());
        if all.len() == few.len() { Ok(None) } else { self.event_of(item, &all, &beside, decisions) }
    }

    /// The event of an item as some documents tell it, where they tell it and what is beside it as the register does.
    fn event_of(&self, item: &Item, documents: &BTreeSet<i64>, rows: &[&Row], decisions: &Decisions) -> Result<Option<Whole>, Error> {
        let documents: Vec<i64> = documents.iter().copied().collect();
        let of = |other: &&Item| other.bucket == item.bucket;
        let made = self.read_each(&documents, |read| read.items().iter().filter(of).cloned().collect::<Vec<Item>>())?;
        let mut pending: Vec<Pending> = documents.iter().zip(made).map(|(document, items)| Pending { document: *document, items }).collect();
        pending.retain(|pending| !pending.items.is_empty());
        Groups::write(&mut pending, &self.db)?;
        let mut records = reconcile(&pending.iter().flat_map(|pending| &pending.items).collect::<Vec<_>>(), decisions);
        if !rows.iter().all(|row| records.iter().any(|record| agrees(record, row))) {
            return Ok(None);
        }
        let Some(at) = records.iter().position(|record| record.reports().iter().any(|report| report.item == item.id)) else { return Ok(None) };
        let record = records.swap_remove(at);
        if rows.iter().any(|row| agrees(&record, row)) { self.with_reports(record, &pending).map(Some) } else { Ok(None) }
    }

    /// Rows of an item's bucket that tell of about the same days.
    fn near(&self, item: &Item) -> Result<Vec<Row>, Error> {
        let Some((from, to)) = item.reach else { return Ok(Vec::new()) };
        let mut statement = self
            .db
            .prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE bucket = ? AND (first IS NULL OR (first <= ? AND last >= ?))")?;
        let mut rows = statement.query(rusqlite::params![crate::terms::hash(&item.bucket) as i64, to.saturating_add(NEAR), from.saturating_sub(NEAR)])?;
        let mut unpacker = self.dictionaries.unpacker();
        let mut near = Vec::new();
        let mut published = self.db.prepare_cached("SELECT 1 FROM documents WHERE id = ? AND (published IS NULL OR published BETWEEN ? AND ?)")?;
        while let Some(found) = rows.next()? {
            let row = row::read(found, &mut unpacker)?;
            // What has no date is held to be near the days on which it was published.
            let mut close = row.summary.date.is_some();
            for document in &row.summary.documents {
                close = close || published.exists(rusqlite::params![document, from.saturating_sub(NEAR), to.saturating_add(NEAR)])?;
            }
            if close {
                near.push(row);
            }
        }
        Ok(near)
    }

    /// The bucket of a record that is named after it, as relations are.
    fn bucket_of(&self, id: &str) -> Result<Option<String>, Error> {
        let mut unpacker = self.dictionaries.unpacker();
        let mut statement = self.db.prepare_cached("SELECT number, id, layer, kind, status, body, bucket FROM records WHERE id = ?")?;
        let mut rows = statement.query([id])?;
        let Some(found) = rows.next()? else { return Ok(None) };
        let bucket: i64 = found.get(6)?;
        let row = row::read(found, &mut unpacker)?;
        // Every one of its documents has it.
        for number in &row.summary.documents {
            let pending = self.items_of(&[*number], &|body| layer(body) == row.layer)?;
            let name = pending.into_iter().flat_map(|pending| pending.items).map(|item| item.bucket).find(|name| crate::terms::hash(name) as i64 == bucket);
            if name.is_some() {
                return Ok(name);
            }
        }
        Ok(None)
    }

    /// The words of each report of a record, in the order of its reports.
    ///
    /// # Errors
    /// A document can't be read.
    pub fn words(&self, whole: &Whole) -> Result<Vec<Vec<Words>>, Error> {
        self.words_of_reports(&whole.reports)
    }

    /// The words of some reports of a record.
    ///
    /// # Errors
    /// A document can't be read.
    pub fn words_of_reports(&self, reports: &[(DocumentRow, Item)]) -> Result<Vec<Vec<Words>>, Error> {
        let mut items: BTreeMap<i64, Vec<&Item>> = BTreeMap::new();
        for (document, item) in reports {
            items.entry(document.number).or_default().push(item);
        }
        let numbers: Vec<i64> = items.keys().copied().collect();
        let told = self.read_each(&numbers, |read| {
            let of = items.get(&read.key.document).into_iter().flatten();
            of.map(|item| (item.id.clone(), words_of(&read.reading, item, read.text.as_str()))).collect::<Vec<_>>()
        })?;
        let mut words: BTreeMap<(i64, String), Vec<Words>> =
            numbers.iter().zip(told).flat_map(|(number, told)| told.into_iter().map(|(item, words)| ((*number, item), words))).collect();
        Ok(reports.iter().map(|(document, item)| words.remove(&(document.number, item.id.clone())).unwrap_or_default()).collect())
    }
}

/// Whether a record is the one that the register holds as a row.
fn agrees(record: &Record, row: &Row) -> bool {
    let (Record::Event(event), of) = (record, &row.summary) else { return false };
    record.id() == row.id
        && (of.reports, of.sources) == (event.report_count, event.source_count)
        && row.kind == event.kind.as_str()
        && of.date == event.date
        && of.sides == event.sides
}

/// The words in its document that an item was read from; of an instrument or a person, the sentence around the first mention.
pub fn words_of(reading: &Reading, item: &Item, text: &str) -> Vec<Words> {
    let at = |quote: &str, span: &JsonSpan| Words { quote: quote.to_owned(), start: span.0.start as usize, end: span.0.end as usize };
    let line = |span: &JsonSpan| {
        // The line around a name says more than the name.
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = ((span.0.start as usize).min(chars.len()), (span.0.end as usize).min(chars.len()));
        let from = chars[..start].iter().rposition(|c| matches!(c, '\n' | '。')).map_or(0, |at| at + 1);
        let to = chars[end..].iter().position(|c| matches!(c, '\n' | '。')).map_or(chars.len(), |at| end + at);
        Words { quote: chars[from..to].iter().collect(), start: from, end: to }
    };
    match &item.body {
        Body::Event(_) => {
            let evidence = reading.events.iter().filter(|event| event.id == item.record).flat_map(|event| &event.evidence);
            evidence.map(|evidence| at(&evidence.quote, &evidence.span)).collect()
        }
        Body::Instrument(_) => {
            let own = reading.instruments.iter().filter(|one| one.id == item.record);
            let places = own.flat_map(|one| one.mentions.first().into_iter().chain(one.terms.iter().map(|term| &term.span)));
            let mut words: Vec<Words> = places.map(line).collect();
            words.dedup();
            words
        }
        Body::Statement(_) => reading.statements.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Figure(_) => reading.figures.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Relation(_) => reading.relations.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Person(_) => reading.entities.iter().filter(|one| one.id == item.record).flat_map(|one| one.mentions.first()).map(line).collect(),
        Body::Formulation(_) => Vec::new(),
    }
}
