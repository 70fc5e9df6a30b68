//! The text that a document was read from.
//!
//! In: a document's row. Out: its text, stored or read from its bytes again; that it is the same is checked by a hash.

use chancery_formats::{Entry, Format, Limits, Options};
use rusqlite::Connection;

use super::missing;
use crate::add::{Recipe, text_check};
use crate::codec::{Dictionaries, Part, Unpacker};
use crate::error::Error;

/// A text as it is stored; made in one thread, read in any.
pub(crate) struct StoredText {
    number: i64,
    check: i64,
    kept: Kept,
}

enum Kept {
    Text(Vec<u8>),
    Bytes(StoredEntry),
}

/// A document as it was handed to the archive.
pub(crate) struct StoredEntry {
    name: String,
    format: String,
    known: Option<String>,
    recipe: String,
    bytes: Part,
}

/// The stored text of a document.
pub(crate) fn load(db: &Connection, dictionaries: &Dictionaries, number: i64) -> Result<StoredText, Error> {
    let mut statement = db.prepare_cached("SELECT text, text_check FROM documents WHERE id = ?")?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or_else(|| missing(number))?;
    let kept = match row.get::<_, Option<Vec<u8>>>(0)? {
        Some(text) => Kept::Text(text),
        None => Kept::Bytes(entry(db, dictionaries, number)?),
    };
    Ok(StoredText { number, check: row.get(1)?, kept })
}

/// The stored bytes of a document with what is needed to read them.
pub(crate) fn entry(db: &Connection, dictionaries: &Dictionaries, number: i64) -> Result<StoredEntry, Error> {
    let mut statement = db.prepare_cached(
        "SELECT d.name, d.format, d.known, r.body, p.id, s.slot, length(p.bytes), p.bytes FROM documents d
         JOIN sources s ON s.id = d.source JOIN packs p ON p.id = s.pack JOIN recipes r ON r.id = d.recipe WHERE d.id = ?",
    )?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or_else(|| missing(number))?;
    Ok(StoredEntry { name: row.get(0)?, format: row.get(1)?, known: row.get(2)?, recipe: row.get(3)?, bytes: part(row, 4, dictionaries)? })
}

/// A part of a pack from four columns: pack, slot, length, bytes. The bytes are read where they are not at hand.
pub(crate) fn part(row: &rusqlite::Row<'_>, at: usize, dictionaries: &Dictionaries) -> rusqlite::Result<Part> {
    dictionaries.part(row.get(at)?, row.get::<_, u32>(at + 1)? as usize, row.get::<_, u32>(at + 2)? as usize, || row.get(at + 3))
}

impl StoredEntry {
    /// The entry, and how formats were read.
    pub fn read(self, unpacker: &mut Unpacker<'_>) -> Result<(Entry, Options), Error> {
        let format = Format::parse(&self.format).ok_or_else(|| Error::damaged(format!("{} has the unknown format {:?}", self.name, self.format)))?;
        let (charset, known) = match &self.known {
            Some(known) => serde_json::from_str(known)?,
            None => Default::default(),
        };
        let Recipe { map, encoding } = serde_json::from_str(&self.recipe)?;
        let entry = Entry { name: self.name, format, bytes: unpacker.part(&self.bytes)?, charset, known };
        Ok((entry, Options { map, encoding, limits: Limits::kept(), ..Options::default() }))
    }
}

impl StoredText {
    /// The text.
    pub fn read(self, unpacker: &mut Unpacker<'_>) -> Result<String, Error> {
        let text = match self.kept {
            Kept::Text(frame) => unpacker.text(&frame)?,
            Kept::Bytes(entry) => {
                let (entry, options) = entry.read(unpacker)?;
                entry.read(&options).map_err(|failure| Error::damaged(format!("document {} can't be read again: {failure}", self.number)))?.text
            }
        };
        // A byte order mark is no part of the text.
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        if text_check(&text) == self.check {
            Ok(text)
        } else {
            Err(Error::damaged(format!("the text of document {} is not the one that was read", self.number)))
        }
    }
}
