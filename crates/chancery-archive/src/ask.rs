//! Questions to the register: lists with filters, one record with all that is known of it, why reports were joined.
//!
//! In: filters, ids. Out: rows, newest first; records worked out from all their reports. What a filter names is an id (`CHN`,
//! `person:…`) or a set of ids that the caller found for a name.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Date, JsonSpan, Reading};
use chancery_register::{Body, Item, Record, reconcile};
use rusqlite::OptionalExtension;

use crate::archive::Archive;
use crate::document::DocumentRow;
use crate::error::{Error, ErrorKind};
use crate::facets::{about_key, layer};
use crate::register::row::{self, Row, party};
use crate::register::{Groups, Pending};

/// Days around an item's reach within which others of its bucket may bear on what it belongs to.
const NEAR: i32 = 60;

/// Documents that are cheaper to look up one by one than to be found among all.
const FEW: usize = 4000;

/// What a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Each inner list: at least one of these ids must be named.
    pub named: Vec<Vec<String>>,
    /// Kinds of events, types of instruments, acts of relations.
    pub kinds: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// Ends on this day or later.
    pub from: Option<Date>,
    /// Begins on this day or earlier.
    pub to: Option<Date>,
    /// Told by an outlet whose folded name holds this.
    pub outlet: Option<String>,
    /// Told by one of these documents.
    pub documents: Option<BTreeSet<i64>>,
    /// Where to go on: first day and id of the last row that was seen. For statements and figures, the document to go on with, itself included.
    pub after: Option<(Option<Date>, String)>,
}

impl Filter {
    /// What the columns of a record's row must hold, as conditions of SQL with their values; the rest is compared row by row.
    pub(crate) fn conditions(&self) -> (String, Vec<rusqlite::types::Value>) {
        let mut sql = String::new();
        let mut values: Vec<rusqlite::types::Value> = Vec::new();
        for ids in &self.named {
            sql.push_str(&format!(" AND r.number IN (SELECT record FROM parties WHERE key IN ({}))", vec!["?"; ids.len()].join(", ")));
            values.extend(ids.iter().map(|id| party(id).into()));
        }
        for (column, list) in [("kind", &self.kinds), ("status", &self.statuses)] {
            if !list.is_empty() {
                sql.push_str(&format!(" AND r.{column} IN ({})", vec!["?"; list.len()].join(", ")));
                values.extend(list.iter().map(|value| value.clone().into()));
            }
        }
        for (condition, day) in [("r.last >= ?", self.from), ("r.first <= ?", self.to)] {
            if let Some(day) = day {
                sql.push_str(&format!(" AND {condition}"));
                values.push(i64::from(day.days()).into());
            }
        }
        (sql, values)
    }
}

/// A person, organization or wording with its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Id: the key of a person or organization, the bucket of a wording.
    pub id: String,
    /// Name, or the wording.
    pub name: String,
    /// English name.
    pub english: Option<String>,
    /// State or organization.
    pub state: Option<String>,
    /// Whether the knowledge has it.
    pub known: bool,
    /// Documents that name it.
    pub documents: i64,
    /// How often they do.
    pub uses: i64,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
}

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
    /// Calls `each` with every row of a layer that fits, newest first and those without a date last, until it says `false`.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn rows<E: From<Error>>(&self, layer: &str, filter: &Filter, mut each: impl FnMut(Row) -> Result<bool, E>) -> Result<(), E> {
        let (conditions, mut values) = filter.conditions();
        values.insert(0, layer.to_owned().into());
        let mut sql = format!("SELECT r.number, r.id, r.layer, r.kind, r.status, r.body FROM records r WHERE r.layer = ?{conditions}");
        if let Some((first, id)) = &filter.after {
            match first.map(|day| i64::from(day.days())) {
                Some(day) => {
                    sql.push_str(" AND (r.first < ? OR (r.first = ? AND r.id > ?) OR r.first IS NULL)");
                    values.extend([day.into(), day.into(), id.clone().into()]);
                }
                None => {
                    sql.push_str(" AND r.first IS NULL AND r.id > ?");
                    values.push(id.clone().into());
                }
            }
        }
        sql.push_str(" ORDER BY r.first DESC, r.id");
        let mut unpacker = self.dictionaries.unpacker();
        let mut statement = self.db.prepare(&sql).map_err(Error::from)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let row = row::read(row, &mut unpacker)?;
            if fits(&row, filter) && !each(row)? {
                break;
            }
        }
        Ok(())
    }

    /// Persons and organizations, or wordings (`layer`: `person`, `formulation`), those told of most first.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn names(&self, layer: &str) -> Result<Vec<Name>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT bucket, name, english, state, known, documents, uses, first, last FROM named WHERE layer = ? ORDER BY documents DESC, uses DESC, bucket",
        )?;
        let rows = statement.query_map([layer], name)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a person or organization is called, where it is named anywhere.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn name(&self, id: &str) -> Result<Option<Name>, Error> {
        let mut statement = self.db.prepare_cached("SELECT bucket, name, english, state, known, documents, uses, first, last FROM named WHERE bucket = ?")?;
        Ok(statement.query_row([format!("person|{id}")], name).optional()?)
    }

    /// The record that an id of a record, a report, a person, an organization or a wording leads to, with all that it was made of.
    ///
    /// # Errors
    /// Nothing has this id.
    pub fn whole(&self, id: &str) -> Result<Whole, Error> {
        let decisions = self.decisions()?;
        let found = self.item(id)?;
        let alone = found.clone().filter(|(_, item)| matches!(&item.body, Body::Figure(figure) if figure.quantity.is_none()));
        let (bucket, item) = match found {
            Some((_, item)) => (item.bucket.clone(), Some(item)),
            None if self.name(id)?.is_some() => (format!("person|{id}"), None),
            None if id.starts_with("formulation|") => (id.to_owned(), None),
            None if self.bucket_of(id)?.is_some() => (self.bucket_of(id)?.unwrap_or_default(), None),
            None => {
                let message = format!(
                    "{id}: nothing has this id. Ids of records are printed by chancery events, instruments, statements, figures, relations and people."
                );
                return Err(Error::new(ErrorKind::NotFound, message));
            }
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
        if let Some(item) = item.as_ref().filter(|_| joint.len() == 1) {
            let pending = self.near(item)?;
            let record = reconcile(&pending.iter().flat_map(|pending| &pending.items).collect::<Vec<_>>(), &decisions).into_iter().find(wanted);
            // The register was worked out from all of the bucket: what agrees with it is the same record.
            if let Some(record) = record.filter(|record| matches!(record, Record::Event(_)))
                && self.agrees(&record)?
            {
                return self.with_reports(record, &pending);
            }
        }
        let pending = self.bucket_items(&joint)?;
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

    /// Items of an item's bucket from the documents that tell records of about the same days.
    fn near(&self, item: &Item) -> Result<Vec<Pending>, Error> {
        let Some((from, to)) = item.reach else { return Ok(Vec::new()) };
        let mut statement = self
            .db
            .prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE bucket = ? AND (first IS NULL OR (first <= ? AND last >= ?))")?;
        let mut rows = statement.query(rusqlite::params![crate::terms::hash(&item.bucket) as i64, to.saturating_add(NEAR), from.saturating_sub(NEAR)])?;
        let mut unpacker = self.dictionaries.unpacker();
        let mut documents = BTreeSet::new();
        let mut published = self.db.prepare_cached("SELECT 1 FROM documents WHERE id = ? AND (published IS NULL OR published BETWEEN ? AND ?)")?;
        while let Some(found) = rows.next()? {
            let summary = row::read(found, &mut unpacker)?.summary;
            for document in summary.documents {
                // What has no date is held to be near the day on which it was published.
                let far = summary.date.is_none() && !published.exists(rusqlite::params![document, from.saturating_sub(NEAR), to.saturating_add(NEAR)])?;
                if !far {
                    documents.insert(document);
                }
            }
        }
        let mut pending = self.items_of(&documents.into_iter().collect::<Vec<_>>(), &|_| true)?;
        pending.iter_mut().for_each(|pending| pending.items.retain(|other| other.bucket == item.bucket));
        pending.retain(|pending| !pending.items.is_empty());
        Groups::load(&self.db)?.apply(&mut pending, &self.db)?;
        Ok(pending)
    }

    /// Whether a record is the one that the register holds: of the same id, kind and number of reports.
    fn agrees(&self, record: &Record) -> Result<bool, Error> {
        let mut statement = self.db.prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE id = ?")?;
        let mut rows = statement.query([record.id()])?;
        let Some(found) = rows.next()? else { return Ok(false) };
        let row = row::read(found, &mut self.dictionaries.unpacker())?;
        let Record::Event(event) = record else { return Ok(false) };
        let of = &row.summary;
        Ok((of.reports, of.sources) == (event.report_count, event.source_count)
            && row.kind == event.kind.as_str()
            && of.date == event.date
            && of.sides == event.sides)
    }

    /// The bucket of a record that is named after it, as relations are.
    fn bucket_of(&self, id: &str) -> Result<Option<String>, Error> {
        let mut unpacker = self.dictionaries.unpacker();
        let mut statement = self.db.prepare_cached("SELECT number, id, layer, kind, status, body, bucket FROM records WHERE id = ?")?;
        let mut rows = statement.query([id])?;
        let Some(found) = rows.next()? else { return Ok(None) };
        let bucket: i64 = found.get(6)?;
        let row = row::read(found, &mut unpacker)?;
        let pending = self.items_of(&row.summary.documents, &|body| layer(body) == row.layer)?;
        Ok(pending.into_iter().flat_map(|pending| pending.items).map(|item| item.bucket).find(|name| crate::terms::hash(name) as i64 == bucket))
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
        let mut readings: BTreeMap<i64, (Reading, String)> = BTreeMap::new();
        let mut all = Vec::with_capacity(reports.len());
        for (document, item) in reports {
            if let Entry::Vacant(free) = readings.entry(document.number) {
                free.insert((self.reading(document)?, self.text(document.number)?));
            }
            all.push(readings.get(&document.number).map(|(reading, text)| words_of(reading, item, text)).unwrap_or_default());
        }
        Ok(all)
    }

    /// Calls `each` with the statements or figures (`layer`: `statement`, `figure`) that are about one of the entities of every list (all, without a
    /// list), in documents published between two days, newest first, until it says `false`: the document and the item.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn told<E: From<Error>>(&self, wanted: &str, filter: &Filter, mut each: impl FnMut(&DocumentRow, &Item) -> Result<bool, E>) -> Result<(), E> {
        let mut documents: BTreeSet<i64> = self.holding(about_key(wanted, ""))?.into_iter().collect();
        // The index has no states that speak.
        for ids in filter.named.iter().filter(|ids| wanted != "statement" || ids.iter().all(|id| id.contains(':'))) {
            let mut any = BTreeSet::new();
            for id in ids {
                any.extend(self.holding(about_key(wanted, id))?);
            }
            documents.retain(|document| any.contains(document));
        }
        if let Some(only) = &filter.documents {
            documents.retain(|document| only.contains(document));
        }
        // Newest first, then by id: known without looking at each document. Few are asked for one by one, many by reading all.
        let mut order = Vec::with_capacity(documents.len());
        if documents.len() < FEW {
            let mut statement = self.db.prepare_cached("SELECT published, mark FROM documents WHERE id = ?").map_err(Error::from)?;
            for number in documents {
                let found =
                    statement.query_row([number], |row| Ok((row.get::<_, Option<i32>>(0)?, row.get::<_, i64>(1)? as u64, number))).map_err(Error::from)?;
                order.push(found);
            }
        } else {
            let mut statement = self.db.prepare_cached("SELECT published, mark, id FROM documents").map_err(Error::from)?;
            let mut rows = statement.query([]).map_err(Error::from)?;
            while let Some(row) = rows.next().map_err(Error::from)? {
                let number: i64 = row.get(2).map_err(Error::from)?;
                if documents.contains(&number) {
                    let day: Option<i32> = row.get(0).map_err(Error::from)?;
                    order.push((day, row.get::<_, i64>(1).map_err(Error::from)? as u64, number));
                }
            }
        }
        order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if let Some((_, id)) = &filter.after {
            let number = self.document(id)?.number;
            order.drain(..order.iter().position(|(.., other)| *other == number).unwrap_or(order.len()));
        }
        let fits = |document: &DocumentRow| {
            let after = filter.from.is_none_or(|from| document.published.is_some_and(|(_, to)| to >= from));
            let before = filter.to.is_none_or(|to| document.published.is_some_and(|(from, _)| from <= to));
            let outlet = |wanted: &String| document.outlet.as_ref().is_some_and(|name| chancery_text::fold_text(name).contains(wanted.as_str()));
            after && before && filter.outlet.as_ref().is_none_or(outlet)
        };
        // The first page must not wait for many, the last not be asked for one by one.
        let (mut at, mut step) = (0, 16);
        while at < order.len() {
            let end = (at + step).min(order.len());
            let mut chunk = Vec::with_capacity(end - at);
            for (.., number) in &order[at..end] {
                chunk.push(self.numbered(*number)?);
            }
            chunk.retain(fits);
            (at, step) = (end, (step * 2).min(256));
            let numbers: Vec<i64> = chunk.iter().map(|document| document.number).collect();
            for (document, pending) in chunk.iter().zip(self.items_of(&numbers, &|body| layer(body) == wanted)?) {
                for item in &pending.items {
                    let about = item.entities();
                    let told = |id: &String| match &item.body {
                        Body::Figure(figure) => figure.of.contains(id),
                        Body::Statement(statement) => statement.speaker == *id,
                        _ => false,
                    };
                    let named = |ids: &Vec<String>| ids.iter().any(|id| about.contains(&id.as_str()) || told(id));
                    if filter.named.iter().all(named) && !each(document, item)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
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

fn fits(row: &Row, filter: &Filter) -> bool {
    let outlet = filter.outlet.as_ref().is_none_or(|outlet| row.summary.outlets.iter().any(|name| chancery_text::fold_text(name).contains(outlet.as_str())));
    let told = filter.documents.as_ref().is_none_or(|documents| row.summary.documents.iter().any(|number| documents.contains(number)));
    // Keys are hashes: what they found is compared.
    let lists = [&row.summary.actors, &row.summary.recipients, &row.summary.others, &row.summary.sides, &row.summary.places];
    let named = |ids: &Vec<String>| lists.iter().any(|list| list.iter().any(|key| ids.contains(key)));
    outlet && told && filter.named.iter().all(named)
}

fn name(row: &rusqlite::Row<'_>) -> rusqlite::Result<Name> {
    let bucket: String = row.get(0)?;
    let day = |at| row.get::<_, Option<i32>>(at).map(|day| day.map(Date::from_days));
    Ok(Name {
        id: bucket.strip_prefix("person|").map(str::to_owned).unwrap_or(bucket),
        name: row.get(1)?,
        english: row.get(2)?,
        state: row.get(3)?,
        known: row.get(4)?,
        documents: row.get(5)?,
        uses: row.get(6)?,
        first: day(7)?,
        last: day(8)?,
    })
}

/// What an outlet gives over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Its name; empty for documents of no named outlet.
    pub outlet: String,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
    /// Documents.
    pub documents: usize,
    /// Days with a document.
    pub days: usize,
    /// Days without one between the first and the last, as ranges.
    pub gaps: Vec<(Date, Date)>,
}

impl Archive {
    /// Documents by outlet and the days without any; between two days where they are named, else between an outlet's first and last.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn coverage(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<Coverage>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT coalesce(o.name, ''), d.published, count(*) FROM documents d LEFT JOIN outlets o ON o.id = d.outlet
             WHERE coalesce(d.published, ?1) >= ?1 AND coalesce(d.published, ?1) <= ?2 GROUP BY 1, 2 ORDER BY 1, 2",
        )?;
        let (low, high) = (from.map_or(i32::MIN, Date::days), to.map_or(i32::MAX, Date::days));
        let rows = statement.query_map([low, high], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i32>>(1)?, row.get::<_, i64>(2)?)))?;
        let rows: Vec<(String, Option<i32>, i64)> = rows.collect::<Result<_, _>>()?;
        let mut all = Vec::new();
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            let days: Vec<i32> = group.iter().filter_map(|(_, day, _)| *day).collect();
            let mut gaps = Vec::new();
            let mut next = from.map(Date::days).or(days.first().copied());
            for day in &days {
                if let Some(next) = next.filter(|next| next < day) {
                    gaps.push((Date::from_days(next), Date::from_days(day - 1)));
                }
                next = Some(day + 1);
            }
            if let Some((next, to)) = next.zip(to.map(Date::days)).filter(|(next, to)| next <= to) {
                gaps.push((Date::from_days(next), Date::from_days(to)));
            }
            all.push(Coverage {
                outlet: group[0].0.clone(),
                first: days.first().map(|day| Date::from_days(*day)),
                last: days.last().map(|day| Date::from_days(*day)),
                documents: group.iter().map(|(_, _, count)| *count as usize).sum(),
                days: days.len(),
                gaps,
            });
        }
        Ok(all)
    }
}
