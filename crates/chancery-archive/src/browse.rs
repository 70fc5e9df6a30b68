//! What a person who looks around asks for: how many of each, what lies on which day, which state the archive is in.
//!
//! In: filters, days. Out: counts by what the tables know without unpacking a record, rows of documents, the items of a document.

use std::collections::BTreeMap;

use chancery_model::Date;
use chancery_register::Item;
use rusqlite::params;
use rusqlite::types::Value;

use crate::archive::Archive;
use crate::ask::Filter;
use crate::document::{COLUMNS, DocumentRow, TABLES};
use crate::error::Error;

/// How many records there are of each kind, status and month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub all: usize,
    /// By kind.
    pub kinds: BTreeMap<String, usize>,
    /// By status.
    pub statuses: BTreeMap<String, usize>,
    /// By year and month of the first day.
    pub months: BTreeMap<(i16, u8), usize>,
    /// Without a date.
    pub undated: usize,
}

impl Tally {
    /// Counts one record more.
    pub fn count(&mut self, kind: &str, status: Option<&str>, first: Option<Date>, records: usize) {
        self.all += records;
        let one = |counts: &mut BTreeMap<String, usize>, key: &str| match counts.get_mut(key) {
            Some(count) => *count += records,
            None => drop(counts.insert(key.to_owned(), records)),
        };
        one(&mut self.kinds, kind);
        if let Some(status) = status {
            one(&mut self.statuses, status);
        }
        match first {
            Some(day) => *self.months.entry((day.year, day.month)).or_default() += records,
            None => self.undated += records,
        }
    }
}

/// Documents of one outlet on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletDay {
    /// Its name; empty for documents of no named outlet.
    pub outlet: String,
    /// Day of publication.
    pub day: Date,
    /// Documents.
    pub documents: usize,
}

impl Archive {
    /// A mark of all that was written: two answers to a question are the same where it is the same.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn mark(&self) -> Result<String, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT printf('%x-%x-%x-%x-%x', (SELECT coalesce(max(id), 0) FROM documents), (SELECT coalesce(max(number), 0) FROM decisions),
                (SELECT coalesce(max(number), 0) FROM records), (SELECT coalesce(max(id), 0) FROM packs), (SELECT count(*) FROM stale))",
        )?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// What one document says, reduced to items: their ids lead to the records of the register.
    ///
    /// # Errors
    /// It can't be read.
    pub fn items(&self, document: &DocumentRow) -> Result<Vec<Item>, Error> {
        Ok(self.items_of(&[document.number], &|_| true)?.into_iter().flat_map(|pending| pending.items).collect())
    }

    /// How many records of a layer fit a filter, by kind, status and month.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn tally(&self, layer: &str, filter: &Filter) -> Result<Tally, Error> {
        let mut tally = Tally::default();
        if filter.outlet.is_some() || filter.documents.is_some() {
            self.rows(layer, filter, |row| {
                let date = row.summary.date;
                tally.count(&row.kind, row.status.as_deref(), date.and_then(|date| date.from.or(date.to)), 1);
                Ok::<_, Error>(true)
            })?;
            return Ok(tally);
        }
        let (conditions, mut values) = filter.conditions();
        values.insert(0, layer.to_owned().into());
        let sql = format!("SELECT r.kind, r.status, r.first, count(*) FROM records r WHERE r.layer = ?{conditions} GROUP BY 1, 2, 3");
        let mut statement = self.db.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let (kind, status): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let first: Option<i32> = row.get(2)?;
            tally.count(&kind, status.as_deref(), first.map(Date::from_days), row.get::<_, i64>(3)? as usize);
        }
        Ok(tally)
    }

    /// Documents by outlet and day of publication, between two days where they are named.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn outlet_days(&self, from: Option<Date>, to: Option<Date>) -> Result<Vec<OutletDay>, Error> {
        let mut statement = self.db.prepare_cached(
            "SELECT coalesce(o.name, ''), d.published, count(*) FROM documents d LEFT JOIN outlets o ON o.id = d.outlet
             WHERE d.published BETWEEN ? AND ? GROUP BY 1, 2 ORDER BY 1, 2",
        )?;
        let rows = statement.query_map(params![from.map_or(i32::MIN, Date::days), to.map_or(i32::MAX, Date::days)], |row| {
            Ok(OutletDay { outlet: row.get(0)?, day: Date::from_days(row.get(1)?), documents: row.get::<_, i64>(2)? as usize })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Calls `each` with documents, newest first and those without a date last, until it says `false`; only what a filter says of days and outlets
    /// counts, and the document to begin after.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn documents<E: From<Error>>(&self, filter: &Filter, mut each: impl FnMut(DocumentRow) -> Result<bool, E>) -> Result<(), E> {
        let mut sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE 1");
        let mut values: Vec<Value> = Vec::new();
        for (condition, day) in [("d.published_to >= ?", filter.from), ("d.published <= ?", filter.to)] {
            if let Some(day) = day {
                sql.push_str(&format!(" AND {condition}"));
                values.push(i64::from(day.days()).into());
            }
        }
        if let Some((first, id)) = &filter.after {
            let number = self.document(id)?.number;
            match first {
                Some(day) => {
                    sql.push_str(" AND (d.published < ? OR (d.published = ? AND d.id > ?) OR d.published IS NULL)");
                    values.extend([i64::from(day.days()).into(), i64::from(day.days()).into(), number.into()]);
                }
                None => {
                    sql.push_str(" AND d.published IS NULL AND d.id > ?");
                    values.push(number.into());
                }
            }
        }
        sql.push_str(" ORDER BY d.published DESC, d.id");
        let mut statement = self.db.prepare(&sql).map_err(Error::from)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let row = DocumentRow::read(row).map_err(Error::from)?;
            let told = filter.documents.as_ref().is_none_or(|documents| documents.contains(&row.number));
            let outlet =
                filter.outlet.as_ref().is_none_or(|outlet| row.outlet.as_ref().is_some_and(|name| chancery_text::fold_text(name).contains(outlet.as_str())));
            if told && outlet && !each(row)? {
                break;
            }
        }
        Ok(())
    }

    /// Number, first day of publication and outlet of every document, in order of numbers: what counts over many documents are made from.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn outline(&self) -> Result<Vec<(i64, Option<Date>, Option<i64>)>, Error> {
        let mut statement = self.db.prepare_cached("SELECT id, published, outlet FROM documents ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Option<i32>>(1)?.map(Date::from_days), row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All outlets with their numbers.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn outlets(&self) -> Result<BTreeMap<i64, String>, Error> {
        let mut statement = self.db.prepare_cached("SELECT id, name FROM outlets")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
