//! Adding: sources in, read in parallel, written in batches.
//!
//! In: sources with what is known of them. Out: what became of each, told only after the transaction that holds it is on the disk. A
//! source that is there already adds nothing; one that can't be read is one entry in the list of failures. Three stages run beside each other: the
//! caller's sources are taken and looked up, read on all processors, written by one writer; what waits between them is bounded.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use chancery_formats::{Entry, Failure, Format, Item, Map, Metadata, Options};
use chancery_model::{Date, Document};
use chancery_reader::Reader;
use chancery_register::Item as RegisterItem;
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::codec::{Dictionaries, Fresh, Kind, Packer};
use crate::document::{self, document_id, document_mark};
use crate::error::{Error, ErrorKind};
use crate::index::{self, Family, NO_DAY};
use crate::register::{self, Pending};
use crate::{compact, copies, facets, terms};

/// Most documents, and most bytes, of a batch.
const BATCH: (usize, usize) = (1000, 6 << 20);

/// A source to add: a document's bytes, or why they could not be got.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The document as it stands in its file.
    pub entry: Result<Entry, Failure>,
    /// Date of publication, where the user says it.
    pub published: Option<Date>,
    /// What the file that it came from is called, and where it is, to find it again if it fails.
    pub input: String,
    /// See [`Incoming::input`].
    pub place: String,
}

impl Incoming {
    fn name(&self) -> &str {
        match &self.entry {
            Ok(entry) => &entry.name,
            Err(failure) => failure.name(),
        }
    }

    /// The mark of the document and the digest of its bytes.
    fn identity(&self) -> Option<(i64, [u8; 32])> {
        let entry = self.entry.as_ref().ok()?;
        let digest: [u8; 32] = Sha256::digest(&entry.bytes).into();
        Some((document_mark(&digest, self.published, &known(entry).unwrap_or_default()), digest))
    }
}

/// What the container of a document says about it, as it is stored.
fn known(entry: &Entry) -> Option<String> {
    let said = entry.charset.is_some() || entry.known != Metadata::default();
    said.then(|| serde_json::to_string(&(&entry.charset, &entry.known)).unwrap_or_default())
}

/// What reads: the program and the knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Version of the program.
    pub version: String,
    /// What the knowledge is: a digest of its files.
    pub knowledge: String,
}

impl Engine {
    /// The engine of a version of the program with the files of its knowledge: paths and texts.
    pub fn new<'a>(version: &str, files: impl Iterator<Item = (&'a str, &'a str)>) -> Engine {
        let mut hash = Sha256::new();
        for (path, text) in files {
            for part in [path, text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        Engine { version: version.to_owned(), knowledge: document::hex(&hash.finalize()) }
    }
}

/// A source that could not be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its name.
    pub name: String,
    /// What the file that it is in is called.
    pub input: String,
    /// Where that file is; `-` for standard input.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is in the archive now, and on the disk.
    Added,
    /// It was there already.
    Known,
    /// It can't be read: why.
    Failed(String),
}

/// A source and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// The document's id, unless it failed.
    pub id: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// A source that was looked up.
struct Seen {
    incoming: Incoming,
    identity: Option<(i64, [u8; 32])>,
    is_known: bool,
}

/// A source ready to be written; its bytes are packed or gone.
struct Prepared {
    name: String,
    input: String,
    place: String,
    mark: Option<i64>,
    state: State,
}

/// So many documents are packed together.
pub(crate) const PACK: usize = 48;

enum State {
    Known,
    Failed(String),
    Ready(Box<Ready>),
}

struct Ready {
    digest: [u8; 32],
    /// Pack of the batch and slot in it.
    pack: (usize, usize),
    /// The text, packed, where reading the bytes again may give another.
    text: Option<Vec<u8>>,
    /// Hash of the text.
    check: i64,
    keys: Vec<u64>,
    reading_keys: Vec<u64>,
    items: Vec<RegisterItem>,
    sketch: copies::Sketch,
    normal: String,
    day: i32,
    last_day: i32,
    format: &'static str,
    known: Option<String>,
    given: Option<Date>,
    outlet: Option<String>,
    url: Option<String>,
}

struct Batch {
    prepared: Vec<Prepared>,
    /// Packs of bytes and of readings.
    packs: Vec<(Vec<u8>, Vec<u8>)>,
    fresh: Vec<Fresh>,
}

impl Archive {
    /// Adds sources; `tell` hears what became of each batch after it is on the disk, and stops the run by `false`.
    ///
    /// # Errors
    /// The archive can't be written. What `tell` has heard of is kept.
    pub fn add(
        &mut self,
        incoming: impl Iterator<Item = Incoming> + Send,
        formats: &Options,
        reader: &Reader<'_>,
        engine: &Engine,
        mut tell: impl FnMut(&[Outcome]) -> bool + Send,
    ) -> Result<(), Error> {
        let lookup = self.second()?;
        let recipe = recipe(formats)?;
        let mut dictionaries = self.dictionaries.clone();
        let mut held = usize::try_from(register::progress(&self.db)?.1).unwrap_or(usize::MAX);
        let (to_reader, from_source) = sync_channel::<Vec<Seen>>(1);
        let (to_writer, from_reader) = sync_channel::<Batch>(1);
        std::thread::scope(|scope| {
            let source = scope.spawn(move || take(incoming, &lookup, &to_reader));
            let writer = scope.spawn(|| -> Result<(), Error> {
                let from_reader: Receiver<Batch> = from_reader;
                for batch in from_reader {
                    let outcomes = self.commit(batch, engine, &recipe)?;
                    self.settle(false)?;
                    if !tell(&outcomes) {
                        break;
                    }
                }
                self.settle(true)
            });
            let mut fault = Ok(());
            for seen in from_source {
                let count = seen.len();
                let batch = prepare(seen, formats, reader, &mut dictionaries, held);
                held += count;
                match batch {
                    Ok(batch) => {
                        // The writer has gone: it says why.
                        if to_writer.send(batch).is_err() {
                            break;
                        }
                    }
                    Err(error) => {
                        fault = Err(error);
                        break;
                    }
                }
            }
            drop(to_writer);
            let written = writer.join().unwrap_or_else(|_| Err(Error::damaged("the writer failed; this is a fault of the program")));
            let taken = source.join().unwrap_or_else(|_| Err(Error::damaged("taking in failed; this is a fault of the program")));
            written.and(fault).and(taken)
        })
    }

    /// What could not be added, by name.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn failures(&self) -> Result<Vec<Failed>, Error> {
        let mut statement = self.db.prepare_cached("SELECT name, input, place, reason FROM failures ORDER BY name")?;
        let rows = statement.query_map([], |row| Ok(Failed { name: row.get(0)?, input: row.get(1)?, place: row.get(2)?, reason: row.get(3)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A second connection for looking things up beside the writer.
    fn second(&self) -> Result<Connection, Error> {
        let db = Connection::open(self.folder.join(crate::archive::FILE))?;
        crate::schema::configure(&db)?;
        Ok(db)
    }

    fn commit(&mut self, batch: Batch, engine: &Engine, recipe: &str) -> Result<Vec<Outcome>, Error> {
        let Archive { db, sketches, dictionaries, .. } = self;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs() as i64);
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for fresh in &batch.fresh {
            let mut insert = step.prepare_cached("INSERT OR IGNORE INTO dictionaries (id, kind, bytes) VALUES (?, ?, ?)")?;
            insert.execute(params![fresh.id, fresh.name, fresh.bytes])?;
        }
        if !batch.fresh.is_empty() {
            *dictionaries = Dictionaries::load(&step)?;
        }
        let base: i64 = step.query_row("SELECT coalesce(max(id), 0) + 1 FROM documents", [], |row| row.get(0))?;
        let run = Run { engine: engine_id(&step, engine)?, recipe: recipe_id(&step, recipe)?, now };
        let mut outcomes = Vec::with_capacity(batch.prepared.len());
        let mut stored: BTreeMap<usize, Result<(i64, i64), Error>> = BTreeMap::new();
        let (mut texts, mut readings, mut links, mut pending) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for Prepared { name, input, place, mark, state } in batch.prepared {
            let fate = match state {
                State::Failed(reason) => {
                    fail(&step, [&name, &input, &place, &reason], &run)?;
                    Fate::Failed(reason)
                }
                State::Known => Fate::Known,
                // The same source may have come twice in one run.
                State::Ready(_) if mark.is_some_and(|mark| exists(&step, mark).unwrap_or(false)) => Fate::Known,
                State::Ready(ready) => {
                    let number = base + texts.len() as i64;
                    let packs = stored.entry(ready.pack.0).or_insert_with(|| write_packs(&step, &batch.packs[ready.pack.0]));
                    let packs = packs.as_ref().map_err(Error::clone)?;
                    write_document(&step, number, mark.unwrap_or_default(), &name, &ready, *packs, &run)?;
                    let Ready { keys, reading_keys, items, sketch, normal, day, .. } = *ready;
                    pending.push(Pending { document: number, items });
                    texts.push((keys, day));
                    readings.push((reading_keys, day));
                    links.push((number, day, sketch, normal));
                    Fate::Added
                }
            };
            if !matches!(fate, Fate::Failed(_)) {
                step.prepare_cached("DELETE FROM failures WHERE name = ?")?.execute([&name])?;
            }
            outcomes.push(Outcome { name, id: mark.filter(|_| !matches!(fate, Fate::Failed(_))).map(document_id), fate });
        }
        if !texts.is_empty() {
            index::write(&step, Family::Text, base, &texts)?;
            index::write(&step, Family::Reading, base, &readings)?;
            document::link(&step, sketches, dictionaries, &links)?;
        }
        step.commit()?;
        self.remember(pending)?;
        Ok(outcomes)
    }

    /// Merges what became many; at the end of a run gives room that is free back to the disk.
    pub(crate) fn settle(&mut self, end: bool) -> Result<(), Error> {
        index::tidy(&mut self.db, Family::Text, end)?;
        index::tidy(&mut self.db, Family::Reading, end)?;
        if !end {
            return Ok(());
        }
        self.catch_up()?;
        self.shrink()
    }

    fn shrink(&self) -> Result<(), Error> {
        let pragma = |name: &str| self.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        if pragma("freelist_count")? * 20 > pragma("page_count")? {
            let mut vacuum = self.db.prepare("PRAGMA incremental_vacuum")?;
            let mut rows = vacuum.query([])?;
            while rows.next()?.is_some() {}
        }
        Ok(())
    }
}

/// Takes sources in, batch by batch, and looks up which are known.
fn take(incoming: impl Iterator<Item = Incoming>, db: &Connection, to: &SyncSender<Vec<Seen>>) -> Result<(), Error> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for incoming in incoming {
        let identity = incoming.identity();
        let is_known = identity.map_or(Ok(false), |(mark, _)| exists(db, mark))?;
        bytes += incoming.entry.as_ref().map_or(0, |entry| entry.bytes.len());
        batch.push(Seen { incoming, identity, is_known });
        if batch.len() >= BATCH.0 || bytes >= BATCH.1 {
            bytes = 0;
            if to.send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        // Nobody to take it: the writer stopped and says why.
        let _ = to.send(batch);
    }
    Ok(())
}

fn exists(db: &Connection, mark: i64) -> Result<bool, Error> {
    Ok(db.prepare_cached("SELECT 1 FROM documents WHERE mark = ?")?.exists([mark])?)
}

/// Whether a text is read from its bytes again when it is needed: so for texts and tables, where reading is cheap and plain.
pub(crate) fn text_is_derived(format: Format) -> bool {
    matches!(format, Format::Text | Format::Json)
}

/// What a document's text is known again by.
pub(crate) fn text_check(text: &str) -> i64 {
    terms::hash(text) as i64
}

/// A source that was read: what goes into the archive, not packed yet.
struct Read {
    item: Item,
    document: Document,
    reading: Vec<u8>,
    items: Vec<RegisterItem>,
}

fn read(seen: &Seen, formats: &Options, reader: &Reader<'_>) -> Result<Option<Read>, String> {
    let entry = seen.incoming.entry.as_ref().map_err(Failure::to_string)?;
    if seen.is_known {
        return Ok(None);
    }
    let work = || -> Result<Read, String> {
        let item = entry.read(formats).map_err(|failure| failure.to_string())?;
        let document = item.document(seen.incoming.published).map_err(|error| error.to_string())?;
        let reading = reader.read(&document, &chancery_reader::Options::default());
        let published = document.source.published.as_ref().map(|published| (published.from.days(), published.to.days()));
        let outlet = item.metadata.outlet.clone().or_else(|| item.metadata.site.clone());
        let id = document_id(seen.identity.map(|(mark, _)| mark).unwrap_or_default());
        let items = chancery_register::items(&reading, &register::origin(id, outlet, published));
        let reading = compact::pack(reading, &document.text).map_err(|error| format!("{}: {error}", entry.name))?;
        Ok(Read { item, document, reading, items })
    };
    let fault = |_| format!("{}: the program failed on this text. This is a fault of the program; please report it with the text.", entry.name);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(fault)?.map(Some)
}

fn prepare(seen: Vec<Seen>, formats: &Options, reader: &Reader<'_>, dictionaries: &mut Dictionaries, held: usize) -> Result<Batch, Error> {
    let made: Vec<Result<Option<Read>, String>> = seen.par_iter().with_max_len(1).map(|seen| read(seen, formats, reader)).collect();
    let ready = || made.iter().filter_map(|made| made.as_ref().ok()?.as_ref());
    let texts: Vec<&[u8]> = seen.iter().filter(|seen| !seen.is_known).filter_map(|seen| Some(seen.incoming.entry.as_ref().ok()?.bytes.as_slice())).collect();
    let readings: Vec<&[u8]> = ready().map(|read| read.reading.as_slice()).collect();
    let fresh = [(Kind::Text, texts), (Kind::Reading, readings)].into_iter().filter_map(|(kind, samples)| dictionaries.train(kind, &samples, held)).collect();
    let dictionaries = &*dictionaries;
    // What is to be packed together, in the order of coming.
    let places: Vec<usize> = (0..made.len()).filter(|at| matches!(made[*at], Ok(Some(_)))).collect();
    let packers = || Ok::<_, Error>((dictionaries.packer(Kind::Text)?, dictionaries.packer(Kind::Reading)?));
    let packs = places.par_chunks(PACK).with_max_len(4).map_init(packers, |packers, group| {
        let (texts, readings) = packers.as_mut().map_err(|error| error.clone())?;
        let bytes: Vec<&[u8]> = group.iter().map(|at| seen[*at].incoming.entry.as_ref().map_or(&[][..], |entry| entry.bytes.as_slice())).collect();
        let read: Vec<&[u8]> =
            group.iter().map(|at| made[*at].as_ref().ok().and_then(Option::as_ref).map_or(&[][..], |read| read.reading.as_slice())).collect();
        Ok::<_, Error>((texts.pack_all(&bytes)?, readings.pack_all(&read)?))
    });
    let packs = packs.collect::<Result<Vec<_>, Error>>()?;
    let ranks: BTreeMap<usize, usize> = places.iter().enumerate().map(|(rank, at)| (*at, rank)).collect();
    let prepared = seen.into_par_iter().zip(made).enumerate().with_max_len(64).map_init(
        || dictionaries.packer(Kind::Text),
        |packer, (at, (seen, made))| -> Result<Prepared, Error> {
            let Seen { incoming, identity, .. } = seen;
            let name = incoming.name().to_owned();
            let Incoming { entry, published, input, place } = incoming;
            let state = match (made, entry, identity, ranks.get(&at)) {
                (Err(reason), ..) => State::Failed(reason),
                (Ok(Some(read)), Ok(entry), Some((_, digest)), Some(rank)) => {
                    let packer = packer.as_mut().map_err(|error| error.clone())?;
                    State::Ready(Box::new(finish(&entry, read, digest, published, (rank / PACK, rank % PACK), packer)?))
                }
                _ => State::Known,
            };
            Ok(Prepared { name, input, place, mark: identity.map(|(mark, _)| mark), state })
        },
    );
    Ok(Batch { prepared: prepared.collect::<Result<_, _>>()?, packs, fresh })
}

fn finish(entry: &Entry, read: Read, digest: [u8; 32], given: Option<Date>, pack: (usize, usize), packer: &mut Packer<'_>) -> Result<Ready, Error> {
    let Read { item, document, items, .. } = read;
    let text = document.text.as_str();
    let normal = terms::normal(text, false).text;
    let outlet = item.metadata.outlet.or(item.metadata.site);
    let mut keys = terms::keys(&normal);
    keys.extend(facets::document_keys(outlet.as_deref(), &document.source.language));
    keys.sort_unstable();
    let published = document.source.published.as_ref();
    Ok(Ready {
        digest,
        pack,
        text: if text_is_derived(entry.format) { None } else { Some(packer.pack(text.as_bytes())?) },
        check: text_check(text),
        keys,
        reading_keys: facets::item_keys(&items),
        items,
        sketch: copies::sketch(&normal),
        normal,
        day: published.map_or(NO_DAY, |published| published.from.days()),
        last_day: published.map_or(NO_DAY, |published| published.to.days()),
        format: entry.format.name(),
        known: known(entry),
        given,
        outlet,
        url: item.metadata.url,
    })
}

/// What all documents of a run share.
struct Run {
    engine: i64,
    recipe: i64,
    now: i64,
}

/// How formats were read, so that a text can be read from its bytes again.
fn recipe(formats: &Options) -> Result<String, Error> {
    Ok(serde_json::to_string(&Recipe { map: formats.map.clone(), encoding: formats.encoding.clone() })?)
}

/// The part of the options that a text depends on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Recipe {
    pub map: Map,
    pub encoding: Option<String>,
}

fn recipe_id(db: &Connection, recipe: &str) -> Result<i64, Error> {
    db.prepare_cached("INSERT OR IGNORE INTO recipes (body) VALUES (?)")?.execute([recipe])?;
    Ok(db.prepare_cached("SELECT id FROM recipes WHERE body = ?")?.query_row([recipe], |row| row.get(0))?)
}

pub(crate) fn engine_id(db: &Connection, engine: &Engine) -> Result<i64, Error> {
    db.prepare_cached("INSERT OR IGNORE INTO engines (version, knowledge) VALUES (?, ?)")?.execute(params![engine.version, engine.knowledge])?;
    Ok(db
        .prepare_cached("SELECT id FROM engines WHERE version = ? AND knowledge = ?")?
        .query_row(params![engine.version, engine.knowledge], |row| row.get(0))?)
}

fn write_packs(db: &Transaction<'_>, (bytes, readings): &(Vec<u8>, Vec<u8>)) -> Result<(i64, i64), Error> {
    let mut insert = db.prepare_cached("INSERT INTO packs (bytes) VALUES (?)")?;
    Ok((insert.insert([bytes])?, insert.insert([readings])?))
}

fn write_source(db: &Transaction<'_>, digest: &[u8; 32], (pack, slot): (i64, usize)) -> Result<i64, Error> {
    let mut find = db.prepare_cached("SELECT id FROM sources WHERE mark = ? AND digest = ?")?;
    if let Some(found) = find.query_row(params![document::mark(digest), digest], |row| row.get(0)).optional()? {
        return Ok(found);
    }
    db.prepare_cached("INSERT INTO sources (mark, digest, pack, slot) VALUES (?, ?, ?, ?)")?.execute(params![
        document::mark(digest),
        digest,
        pack,
        slot as i64
    ])?;
    Ok(db.last_insert_rowid())
}

fn write_document(db: &Transaction<'_>, number: i64, mark: i64, name: &str, ready: &Ready, packs: (i64, i64), run: &Run) -> Result<(), Error> {
    let source = write_source(db, &ready.digest, (packs.0, ready.pack.1))?;
    let outlet: Option<i64> = match &ready.outlet {
        None => None,
        Some(name) => {
            db.prepare_cached("INSERT OR IGNORE INTO outlets (name) VALUES (?)")?.execute([name])?;
            Some(db.prepare_cached("SELECT id FROM outlets WHERE name = ?")?.query_row([name], |row| row.get(0))?)
        }
    };
    let day = |day: i32| Some(day).filter(|day| *day != NO_DAY);
    let sketch: Vec<u8> = ready.sketch.iter().flat_map(|band| band.to_le_bytes()).collect();
    db.prepare_cached(
        "INSERT INTO documents (id, mark, source, name, format, recipe, known, given, published, published_to, outlet, url, text, text_check, added, sketch)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        number,
        mark,
        source,
        name,
        ready.format,
        run.recipe,
        ready.known,
        ready.given.map(Date::days),
        day(ready.day),
        day(ready.last_day),
        outlet,
        ready.url,
        ready.text,
        ready.check,
        run.now,
        sketch
    ])?;
    let mut insert = db.prepare_cached("INSERT INTO readings (document, engine, pack, slot) VALUES (?, ?, ?, ?)")?;
    insert.execute(params![number, run.engine, packs.1, ready.pack.1 as i64])?;
    Ok(())
}

fn fail(db: &Transaction<'_>, [name, input, place, reason]: [&str; 4], run: &Run) -> Result<(), Error> {
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO failures (name, input, place, reason, recipe, at) VALUES (?, ?, ?, ?, ?, ?)")?;
    insert.execute(params![name, input, place, reason, run.recipe, run.now])?;
    Ok(())
}

/// Where an archive is when nothing says where: `$XDG_DATA_HOME` or what stands for it on this system.
pub fn default_folder(home: Option<&Path>, data: Option<&Path>) -> Result<std::path::PathBuf, Error> {
    match (data, home) {
        (Some(data), _) => Ok(data.join("chancery")),
        (None, Some(home)) => Ok(home.join(".local/share/chancery")),
        (None, None) => Err(Error::new(ErrorKind::Usage, "no archive named, and no home folder known. Name one with --archive or CHANCERY_ARCHIVE.")),
    }
}
