//! Keeping an archive: decisions, verifying, rebuilding, reading again, copies of the folder, a check of its health.
//!
//! In: an archive. Out: the same with what was asked for, and a report. What can be derived is made anew in one transaction: a run that is cut short
//! leaves what was there.

use std::collections::BTreeSet;
use std::path::Path;

use chancery_reader::{Options, Reader};
use chancery_register::{Act, Decision};
use chancery_text::Stored;
use rayon::prelude::*;
use rusqlite::{TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::add::Engine;
use crate::archive::{Archive, FILE};
use crate::codec::Kind;
use crate::document::{self, text};
use crate::error::{Error, ErrorKind};
use crate::index::{self, Family, NO_DAY};
use crate::register::{Named, progress};
use crate::{compact, copies, facets, terms};

/// Documents that are worked on at a time.
const CHUNK: i64 = 2000;

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Documents looked at.
    pub documents: usize,
    /// Quotations compared with their texts.
    pub quotes: usize,
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
}

/// What reading again changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reread {
    /// Documents read again.
    pub documents: usize,
    /// Documents whose reading changed.
    pub changed: usize,
    /// Facts that appeared: document, layer, words.
    pub appeared: Vec<(String, &'static str, String)>,
    /// Facts that vanished.
    pub vanished: Vec<(String, &'static str, String)>,
    /// Facts whose words stayed and whose values changed.
    pub altered: Vec<(String, &'static str, String)>,
}

impl Archive {
    /// Writes a decision down and works out anew what it touches. Its id.
    ///
    /// # Errors
    /// It names something that there is not, or can't be applied.
    pub fn decide(&mut self, decision: &Decision) -> Result<String, Error> {
        decision.check().map_err(|error| Error::new(ErrorKind::Usage, error.to_string()))?;
        let log = self.decision_log()?;
        for name in decision.names() {
            let there = match &decision.act {
                Act::Undo { .. } => log.iter().any(|decision| decision.id() == name),
                Act::SamePerson { .. } => self.name(name)?.is_some(),
                _ => self.item(name)?.is_some() || self.name(name)?.is_some(),
            };
            if !there {
                return Err(Error::new(
                    ErrorKind::NotFound,
                    format!("{name}: nothing in this archive has this id. Take ids from what chancery events, people or decisions print."),
                ));
            }
        }
        self.catch_up()?;
        let id = decision.id();
        let mut buckets = self.touched_by(decision, &log)?;
        let joint_of = |archive: &Archive, buckets: &BTreeSet<String>| -> Result<BTreeSet<String>, Error> {
            let decisions = archive.decisions()?;
            Ok(buckets.iter().flat_map(|bucket| decisions.joint(bucket)).map(str::to_owned).collect())
        };
        let before = joint_of(self, &buckets)?;
        buckets.extend(before);
        let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step.execute("INSERT OR IGNORE INTO decisions (id, body) VALUES (?, ?)", params![id, serde_json::to_string(decision)?])?;
        // The register is behind until the decision is worked in; a run that is cut short here is taken up by the next.
        for bucket in &buckets {
            step.execute("INSERT OR IGNORE INTO stale (bucket) VALUES (?)", [bucket])?;
        }
        step.commit()?;
        self.refresh()?;
        Ok(id)
    }

    /// Works out anew the buckets that a decision touched.
    ///
    /// # Errors
    /// The archive can't be written.
    pub fn refresh(&mut self) -> Result<(), Error> {
        let stale: BTreeSet<String> = {
            let mut statement = self.db.prepare_cached("SELECT bucket FROM stale")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        if stale.is_empty() {
            return Ok(());
        }
        let (through, _) = progress(&self.db)?;
        self.work_in(Vec::new(), Named::default(), stale, through, through)
    }

    /// Buckets where the records stand that a decision names.
    fn touched_by(&self, decision: &Decision, log: &[Decision]) -> Result<BTreeSet<String>, Error> {
        let mut buckets = BTreeSet::new();
        for name in decision.names() {
            if let Some((_, item)) = self.item(name)? {
                buckets.insert(item.bucket);
            }
        }
        match &decision.act {
            Act::Undo { decision: undone } => {
                if let Some(other) = log.iter().find(|other| other.id() == *undone) {
                    buckets.extend(self.touched_by(other, log)?);
                }
            }
            Act::SamePerson { keys } => {
                // Whoever is one person now may make two events one: all that name either.
                for layer in ["event", "instrument", "relation"] {
                    let filter = crate::ask::Filter { named: vec![keys.clone()], ..Default::default() };
                    let mut ids = Vec::new();
                    self.rows(layer, &filter, |row| {
                        ids.push(row.id);
                        Ok::<_, Error>(true)
                    })?;
                    for id in ids {
                        buckets.extend(self.item(&id)?.map(|(_, item)| item.bucket));
                    }
                }
            }
            _ => {}
        }
        Ok(buckets)
    }

    /// Compares everything stored with what it was made of: bytes with their digests, texts with their bytes, quotations with their texts.
    ///
    /// # Errors
    /// The archive can't be read at all.
    pub fn verify(&self, mut tell: impl FnMut(usize)) -> Result<Verified, Error> {
        let mut found = Verified::default();
        let health: String = self.db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if health != "ok" {
            found.faults.push(format!("the database: {health}"));
        }
        let last: i64 = self.db.query_row("SELECT coalesce(max(id), 0) FROM documents", [], |row| row.get(0))?;
        let mut base = 1;
        while base <= last {
            let mut work = Vec::new();
            for number in base..(base + CHUNK).min(last + 1) {
                let loaded = self.numbered(number).and_then(|row| {
                    Ok((row, text::load(&self.db, &self.dictionaries, number)?, text::entry(&self.db, &self.dictionaries, number)?, self.reading_part(number)?))
                });
                match loaded {
                    Ok(loaded) => work.push(loaded),
                    Err(error) => found.faults.push(error.to_string()),
                }
            }
            let dictionaries = &self.dictionaries;
            let checked: Vec<Result<usize, String>> = work
                .into_par_iter()
                .map_init(
                    || dictionaries.unpacker(),
                    |unpacker, (row, text, entry, reading)| {
                        let fail = |error: Error| format!("{}: {error}", row.id);
                        let (entry, _) = entry.read(unpacker).map_err(fail)?;
                        if format!("sha256:{}", document::hex(&Sha256::digest(&entry.bytes))) != row.source {
                            return Err(format!("{}: the stored bytes are not those that were given", row.id));
                        }
                        let text = Stored::new(text.read(unpacker).map_err(fail)?);
                        let stored = unpacker.part(&reading).map_err(fail)?;
                        compact::check(&stored, &text).map_err(|fault| format!("{}: {fault}", row.id))
                    },
                )
                .collect();
            for result in checked {
                found.documents += 1;
                match result {
                    Ok(quotes) => found.quotes += quotes,
                    Err(fault) => found.faults.push(fault),
                }
            }
            base += CHUNK;
            tell(found.documents);
        }
        Ok(found)
    }

    /// Makes index, copies and register anew from sources, readings and decisions.
    ///
    /// # Errors
    /// The archive can't be read or written; it is as it was.
    pub fn rebuild(&mut self, mut tell: impl FnMut(usize)) -> Result<(), Error> {
        let last: i64 = self.db.query_row("SELECT coalesce(max(id), 0) FROM documents", [], |row| row.get(0))?;
        let Archive { db, dictionaries, sketches, .. } = self;
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        index::clear(&step, Family::Text)?;
        index::clear(&step, Family::Reading)?;
        step.execute_batch("DELETE FROM copies; DELETE FROM records; DELETE FROM parties; DELETE FROM named; DELETE FROM progress; DELETE FROM stale;")?;
        *sketches = Default::default();
        let mut base = 1;
        while base <= last {
            let end = (base + CHUNK).min(last + 1);
            let mut work = Vec::new();
            for number in base..end {
                work.push(crate::register::StoredReading::load(&step, dictionaries, number)?);
            }
            let made: Result<Vec<_>, Error> = work
                .into_par_iter()
                .map_init(
                    || dictionaries.unpacker(),
                    |unpacker, stored| {
                        let (number, outlet, day) = (stored.document, stored.outlet.clone(), stored.published.map_or(NO_DAY, |(from, _)| from));
                        let (text, reading, items) = stored.read(unpacker)?.parts();
                        let normal = terms::normal(text.as_str(), false).text;
                        let mut keys = terms::keys(&normal);
                        keys.extend(facets::document_keys(outlet.as_deref(), &reading.source.language));
                        keys.sort_unstable();
                        Ok((number, day, keys, facets::item_keys(&items), copies::sketch(&normal), normal))
                    },
                )
                .collect();
            let (mut texts, mut readings, mut links) = (Vec::new(), Vec::new(), Vec::new());
            for (number, day, keys, item_keys, sketch, normal) in made? {
                let bytes: Vec<u8> = sketch.iter().flat_map(|band| band.to_le_bytes()).collect();
                step.prepare_cached("UPDATE documents SET sketch = ? WHERE id = ? AND sketch IS NOT ?")?.execute(params![bytes, number, bytes])?;
                texts.push((keys, day));
                readings.push((item_keys, day));
                links.push((number, day, sketch, normal));
            }
            index::write(&step, Family::Text, base, &texts)?;
            index::write(&step, Family::Reading, base, &readings)?;
            document::link(&step, sketches, dictionaries, &links)?;
            base = end;
            tell((end - 1) as usize);
        }
        step.commit()?;
        self.pending = Vec::new();
        self.counts = Named::default();
        self.settle(true)
    }

    /// Reads all documents again that were not read by this engine, and keeps what changed.
    ///
    /// # Errors
    /// The archive can't be read or written. What was read before the error is kept and not read again.
    pub fn reread(&mut self, reader: &Reader<'_>, engine: &Engine, mut tell: impl FnMut(usize)) -> Result<Reread, Error> {
        let mut report = Reread::default();
        loop {
            let engine_number = crate::add::engine_id(&self.db, engine)?;
            let numbers: Vec<i64> = {
                let mut statement = self.db.prepare_cached("SELECT document FROM readings WHERE engine <> ? ORDER BY document LIMIT ?")?;
                let rows = statement.query_map([engine_number, CHUNK], |row| row.get(0))?;
                rows.collect::<Result<_, _>>()?
            };
            if numbers.is_empty() {
                break;
            }
            let mut work = Vec::new();
            for number in &numbers {
                work.push((
                    self.numbered(*number)?,
                    text::entry(&self.db, &self.dictionaries, *number)?,
                    self.given(*number)?,
                    self.reading(&self.numbered(*number)?)?,
                ));
            }
            let dictionaries = &self.dictionaries;
            type Made = (i64, Option<Vec<u8>>, crate::compact::Difference);
            let made: Result<Vec<Made>, Error> = work
                .into_par_iter()
                .map_init(
                    || dictionaries.unpacker(),
                    |unpacker, (row, entry, given, old)| {
                        let (entry, options) = entry.read(unpacker)?;
                        let fault = |error: &dyn std::fmt::Display| Error::damaged(format!("{}: can't be read again: {error}", row.id));
                        let item = entry.read(&options).map_err(|error| fault(&error))?;
                        let document = item.document(given).map_err(|error| fault(&error))?;
                        let mut new = reader.read(&document, &Options::default());
                        new.source.id.clone_from(&old.source.id);
                        if new == old {
                            return Ok((row.number, None, Default::default()));
                        }
                        let difference = compact::difference(&old, &new);
                        Ok((row.number, Some(compact::pack(new, &document.text)?), difference))
                    },
                )
                .collect();
            let made = made?;
            let ids: Vec<String> = numbers.iter().map(|number| self.numbered(*number).map(|row| row.id)).collect::<Result<_, _>>()?;
            let step = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let changed: Vec<(i64, &[u8])> = made.iter().filter_map(|(number, stored, _)| Some((*number, stored.as_deref()?))).collect();
            let mut packer = dictionaries.packer(Kind::Reading)?;
            for group in changed.chunks(crate::add::PACK) {
                let parts: Vec<&[u8]> = group.iter().map(|(_, stored)| *stored).collect();
                step.prepare_cached("INSERT INTO packs (bytes) VALUES (?)")?.execute([packer.pack_all(&parts)?])?;
                let pack = step.last_insert_rowid();
                for (slot, (number, _)) in group.iter().enumerate() {
                    step.prepare_cached("UPDATE readings SET pack = ?, slot = ? WHERE document = ?")?.execute(params![pack, slot as i64, number])?;
                }
            }
            report.changed += changed.len();
            for ((number, _, difference), id) in made.into_iter().zip(ids) {
                report.documents += 1;
                step.prepare_cached("UPDATE readings SET engine = ? WHERE document = ?")?.execute([engine_number, number])?;
                let named = |list: Vec<(&'static str, String)>| list.into_iter().map(|(layer, words)| (id.clone(), layer, words)).collect::<Vec<_>>();
                report.appeared.extend(named(difference.appeared));
                report.vanished.extend(named(difference.vanished));
                report.altered.extend(named(difference.altered));
            }
            if report.changed > 0 {
                step.execute("INSERT OR REPLACE INTO progress (name, value) VALUES ('rebuild', 1)", [])?;
            }
            step.commit()?;
            tell(report.documents);
        }
        // The index of readings and the register follow; a run that was cut short before this is taken up here.
        if self.db.prepare_cached("SELECT 1 FROM progress WHERE name = 'rebuild'")?.exists([])? {
            self.db.execute("DELETE FROM packs WHERE id NOT IN (SELECT pack FROM sources UNION SELECT pack FROM readings)", [])?;
            self.rebuild(|_| ())?;
        }
        Ok(report)
    }

    /// Copies the archive into another folder while it may be in use, and checks the copy.
    ///
    /// # Errors
    /// The folder holds an archive already, or can't be written.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        let file = to.join(FILE);
        if file.exists() {
            return Err(Error::new(ErrorKind::Usage, format!("{}: there is an archive already. Name an empty folder.", to.display())));
        }
        std::fs::create_dir_all(to).map_err(|error| Error::system(to, &error))?;
        // Written under another name first: a copy that was cut short is not taken for one.
        let part = to.join(format!("{FILE}.part"));
        let _ = std::fs::remove_file(&part);
        self.db.execute("VACUUM INTO ?", [part.to_string_lossy()])?;
        let copy = rusqlite::Connection::open(&part)?;
        let health: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        if health != "ok" {
            return Err(Error::damaged(format!("{}: the copy is not whole: {health}", part.display())));
        }
        copy.pragma_update(None, "journal_mode", "WAL")?;
        copy.close().map_err(|(_, error)| error)?;
        std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(|error| Error::system(&part, &error))?;
        std::fs::rename(&part, &file).map_err(|error| Error::system(&file, &error))?;
        Ok(())
    }

    /// What a person who asks how the archive is should know: a label and a value each; faults begin with `!`.
    ///
    /// # Errors
    /// The archive can't be read at all.
    pub fn health(&self) -> Result<Vec<(String, String)>, Error> {
        let one = |sql: &str| self.db.query_row(sql, [], |row| row.get::<_, i64>(0));
        let mut lines = Vec::new();
        let mut line = |label: &str, value: String| lines.push((label.to_owned(), value));
        line("version", crate::schema::VERSION.to_string());
        for table in ["documents", "sources", "readings", "decisions", "failures", "copies", "records", "named", "segments"] {
            line(table, one(&format!("SELECT count(*) FROM {table}"))?.to_string());
        }
        let bytes = one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
        line("bytes", bytes.to_string());
        let check: String = self.db.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        line(if check == "ok" { "database" } else { "! database" }, check);
        let lost = one(
            "SELECT count(*) FROM documents d LEFT JOIN sources s ON s.id = d.source LEFT JOIN readings r ON r.document = d.id WHERE s.id IS NULL OR r.document IS NULL",
        )?;
        if lost > 0 {
            line("! without source or reading", lost.to_string());
        }
        for family in [Family::Text, Family::Reading] {
            let covered: i64 = index::segments(&self.db, family)?.iter().map(|segment| i64::from(segment.len())).sum();
            if covered != one("SELECT coalesce(max(id), 0) FROM documents")? {
                line("! index", format!("covers {covered} documents; chancery rebuild makes it anew"));
            }
        }
        let (through, last) = progress(&self.db)?;
        if through < last {
            line("register", format!("{} documents behind; the next chancery add takes it up", last - through));
        }
        Ok(lines)
    }

    fn given(&self, number: i64) -> Result<Option<chancery_model::Date>, Error> {
        let day: Option<i32> = self.db.prepare_cached("SELECT given FROM documents WHERE id = ?")?.query_row([number], |row| row.get(0))?;
        Ok(day.map(chancery_model::Date::from_days))
    }
}

/// Puts a copy that [`Archive::backup`] made in the place of an archive. The folder must hold none.
///
/// # Errors
/// The copy is not whole, or the folder holds an archive.
pub fn restore(from: &Path, to: &Path) -> Result<(), Error> {
    Archive::open(from)?.backup(to)
}
