//! Documents as rows: their ids, texts and readings.
//!
//! In: the id of a document. Out: what is known of it, its text, its reading with all words in place.

use std::collections::BTreeMap;

use chancery_model::{Date, Reading};
use chancery_text::Stored;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::codec::{Dictionaries, Part, Unpacker};
use crate::copies::{Sketch, Sketches};
use crate::error::{Error, ErrorKind};
use crate::index::NO_DAY;
use crate::{compact, copies, terms};

pub(crate) mod text;
pub(crate) use text::StoredText;

/// What is known of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Number in this archive; depends on the order of adding.
    pub number: i64,
    /// Stable id: `d-` and sixteen hexadecimal digits, made of the bytes, the day that the user said and what the container says.
    pub id: String,
    /// `sha256:` and the digest of the bytes as given.
    pub source: String,
    /// Name as given.
    pub name: String,
    /// Format of the bytes: `text`, `html`, `json` …
    pub format: String,
    /// First and last possible day of publication.
    pub published: Option<(Date, Date)>,
    /// Outlet as given.
    pub outlet: Option<String>,
    /// Address as given.
    pub url: Option<String>,
    /// Seconds since 1970 at which it was added.
    pub added: i64,
}

pub(crate) const COLUMNS: &str = "d.id, d.mark, s.digest, d.name, d.format, d.published, d.published_to, o.name, d.url, d.added";
pub(crate) const TABLES: &str = "documents d JOIN sources s ON s.id = d.source LEFT JOIN outlets o ON o.id = d.outlet";

impl DocumentRow {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
        let day = |at| row.get::<_, Option<i32>>(at).map(|day| day.map(Date::from_days));
        Ok(DocumentRow {
            number: row.get(0)?,
            id: document_id(row.get(1)?),
            source: format!("sha256:{}", hex(row.get_ref(2)?.as_blob().unwrap_or_default())),
            name: row.get(3)?,
            format: row.get(4)?,
            published: day(5)?.zip(day(6)?),
            outlet: row.get(7)?,
            url: row.get(8)?,
            added: row.get(9)?,
        })
    }
}

/// The public form of a document's mark.
pub fn document_id(mark: i64) -> String {
    format!("d-{:016x}", mark as u64)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first eight bytes of a digest.
pub(crate) fn mark(digest: &[u8]) -> i64 {
    digest.iter().take(8).fold(0i64, |mark, byte| mark << 8 | i64::from(*byte))
}

/// What a document is known by: its bytes, the day that the user said, what the container says.
pub(crate) fn document_mark(digest: &[u8], given: Option<Date>, known: &str) -> i64 {
    let mut hash = Sha256::new();
    hash.update(digest);
    hash.update(given.map_or_else(String::new, |day| day.to_string()));
    hash.update([0]);
    hash.update(known);
    mark(&hash.finalize())
}

impl Archive {
    /// How many documents there are.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn len(&self) -> Result<u64, Error> {
        Ok(self.db.prepare_cached("SELECT count(*) FROM documents")?.query_row([], |row| row.get::<_, i64>(0))? as u64)
    }

    /// Whether there is no document.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.len()? == 0)
    }

    /// The document with a stable id, with the beginning of one that fits no other, or with the digest of its source.
    ///
    /// # Errors
    /// There is none, or several.
    pub fn document(&self, id: &str) -> Result<DocumentRow, Error> {
        let none = || Error::new(ErrorKind::NotFound, format!("{id}: no document with this id. Ids of documents begin with d-; chancery search prints them."));
        let sql = |condition: &str| format!("SELECT {COLUMNS} FROM {TABLES} WHERE {condition} ORDER BY d.id LIMIT 2");
        let mut found: Vec<DocumentRow> = if let Some(digest) = id.strip_prefix("sha256:") {
            let bytes: Vec<u8> = (0..digest.len() / 2).filter_map(|at| u8::from_str_radix(digest.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
            let mut statement = self.db.prepare_cached(&sql("s.mark = ? AND s.digest = ?"))?;
            let rows = statement.query_map(params![mark(&bytes), bytes], DocumentRow::read)?;
            rows.collect::<Result<_, _>>()?
        } else {
            let digits = id.strip_prefix("d-").filter(|digits| (1..=16).contains(&digits.len())).ok_or_else(none)?;
            let low = u64::from_str_radix(&format!("{digits:0<16}"), 16).map_err(|_| none())?;
            let high = u64::from_str_radix(&format!("{digits:f<16}"), 16).map_err(|_| none())?;
            let mut statement = self.db.prepare_cached(&sql("d.mark BETWEEN ? AND ?"))?;
            let rows = statement.query_map(params![low as i64, high as i64], DocumentRow::read)?;
            rows.collect::<Result<_, _>>()?
        };
        if found.len() > 1 {
            return Err(Error::new(ErrorKind::Usage, format!("{id}: {} and {} begin so. Give more of the id.", found[0].id, found[1].id)));
        }
        found.pop().ok_or_else(none)
    }

    /// The document with a number.
    ///
    /// # Errors
    /// There is none.
    pub fn numbered(&self, number: i64) -> Result<DocumentRow, Error> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE d.id = ?"))?;
        let found = statement.query_row([number], DocumentRow::read).optional()?;
        found.ok_or_else(|| missing(number))
    }

    /// The text that a document was read from.
    ///
    /// # Errors
    /// It can't be read.
    pub fn text(&self, number: i64) -> Result<String, Error> {
        self.text_with(number, &mut self.dictionaries.unpacker())
    }

    pub(crate) fn text_with(&self, number: i64, unpacker: &mut Unpacker<'_>) -> Result<String, Error> {
        text::load(&self.db, &self.dictionaries, number)?.read(unpacker)
    }

    /// The bytes of a document's source, as given.
    ///
    /// # Errors
    /// They can't be read.
    pub fn bytes(&self, number: i64) -> Result<Vec<u8>, Error> {
        let (entry, _) = text::entry(&self.db, &self.dictionaries, number)?.read(&mut self.dictionaries.unpacker())?;
        Ok(entry.bytes)
    }

    /// The reading of a document, with all words in place.
    ///
    /// # Errors
    /// It can't be read.
    pub fn reading(&self, document: &DocumentRow) -> Result<Reading, Error> {
        let mut unpacker = self.dictionaries.unpacker();
        let text = Stored::new(self.text_with(document.number, &mut unpacker)?);
        compact::unpack(&self.stored_reading(document.number, &mut unpacker)?, &document.source, &document.name, &text)
    }

    pub(crate) fn stored_reading(&self, number: i64, unpacker: &mut Unpacker<'_>) -> Result<Vec<u8>, Error> {
        unpacker.part(&self.reading_part(number)?)
    }

    pub(crate) fn reading_part(&self, number: i64) -> Result<Part, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT p.id, r.slot, length(p.bytes), p.bytes FROM readings r JOIN packs p ON p.id = r.pack WHERE r.document = ?")?;
        let found = statement.query_row([number], |row| text::part(row, 0, &self.dictionaries)).optional()?;
        found.ok_or_else(|| Error::damaged(format!("the reading of document {number} is missing")))
    }
}

pub(crate) fn missing(number: i64) -> Error {
    Error::damaged(format!("document {number} is missing"))
}

/// Finds copies among the documents of a batch and those already there, and writes them down.
pub(crate) fn link(db: &Transaction<'_>, sketches: &mut Sketches, dictionaries: &Dictionaries, added: &[(i64, i32, Sketch, String)]) -> Result<(), Error> {
    let dated = || added.iter().filter(|(_, day, sketch, _)| *day != NO_DAY && !sketch.is_empty()).map(|(_, day, ..)| *day);
    if let (Some(first), Some(last)) = (dated().min(), dated().max()) {
        load_sketches(db, sketches, first - copies::DAYS, last + copies::DAYS, added[0].0)?;
    }
    let own: BTreeMap<i64, &str> = added.iter().map(|(number, .., normal)| (*number, normal.as_str())).collect();
    let mut unpacker = dictionaries.unpacker();
    for (number, day, sketch, normal) in added.iter().filter(|(_, day, sketch, _)| *day != NO_DAY && !sketch.is_empty()) {
        for other in sketches.candidates(*day, sketch) {
            let alike = match own.get(&other) {
                Some(other) => copies::alike(normal, other),
                None => copies::alike(normal, &terms::normal(&text::load(db, dictionaries, other)?.read(&mut unpacker)?, false).text),
            };
            if alike >= copies::ALIKE {
                let parts = (alike * 1000.0).round() as i64;
                db.prepare_cached("INSERT OR REPLACE INTO copies (low, high, alike) VALUES (?, ?, ?)")?.execute(params![
                    other.min(*number),
                    other.max(*number),
                    parts
                ])?;
            }
        }
        sketches.insert(*number, *day, sketch);
        sketches.last = *number;
    }
    Ok(())
}

/// Loads the sketches of the days that a batch needs, unless they are there.
fn load_sketches(db: &Transaction<'_>, sketches: &mut Sketches, first: i32, last: i32, before: i64) -> Result<(), Error> {
    // Another program may have written since.
    let others: bool = db.prepare_cached("SELECT 1 FROM documents WHERE id > ? AND id < ?")?.exists(params![sketches.last, before])?;
    let wanted = match sketches.loaded {
        Some((from, to)) if !others && from <= first && last <= to => return Ok(()),
        Some((from, to)) => (from.min(first), to.max(last)),
        None => (first, last),
    };
    *sketches = Sketches::of(wanted, before - 1);
    let mut statement = db.prepare_cached("SELECT id, published, sketch FROM documents WHERE published BETWEEN ? AND ? AND id < ?")?;
    let mut rows = statement.query(params![wanted.0, wanted.1, before])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob_or_null().ok().flatten().unwrap_or_default();
        let sketch: Vec<u32> = bytes.chunks_exact(4).map(|band| u32::from_le_bytes([band[0], band[1], band[2], band[3]])).collect();
        sketches.insert(row.get(0)?, row.get(1)?, &sketch);
    }
    Ok(())
}
