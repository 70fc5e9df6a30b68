//! Questions to the register: lists with filters, names.
//!
//! In: filters, ids. Out: rows, newest first. What a filter names is an id (`CHN`, `person:…`) or a set of ids that the caller found for a name. One record
//! with all that is known of it is the work of `whole`, statements and figures that of `told`.

use std::collections::BTreeSet;

use chancery_model::Date;
use rusqlite::OptionalExtension;

use crate::archive::Archive;
use crate::error::Error;
use crate::register::row::{self, Row, party};

mod told;
mod whole;

pub use whole::{Whole, Words, words_of};

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
