//! What a person who looks around asks for: how many of each, what lies on which day, which state the archive is in.
//!
//! In: filters, days. Out: rows of documents, documents per outlet and day, what an outlet gives over time, the items of a document.

use std::collections::BTreeMap;

use chancery_model::Date;
use chancery_register::Item;
use rusqlite::params;
use rusqlite::types::Value;

use crate::archive::Archive;
use crate::ask::Filter;
use crate::document::{COLUMNS, DocumentRow, TABLES};
use crate::error::Error;

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

/// A document in few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its number.
    pub number: i64,
    /// First and last possible day of publication.
    pub published: Option<(Date, Date)>,
    /// Number of its outlet.
    pub outlet: Option<i64>,
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

    /// Every document in order of numbers: what counts over many documents are made from.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn outline(&self) -> Result<Vec<Outline>, Error> {
        let mut statement = self.db.prepare_cached("SELECT id, published, published_to, outlet FROM documents ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let published = row.get::<_, Option<i32>>(1)?.zip(row.get::<_, Option<i32>>(2)?);
            Ok(Outline { number: row.get(0)?, published: published.map(|(from, to)| (Date::from_days(from), Date::from_days(to))), outlet: row.get(3)? })
        })?;
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
