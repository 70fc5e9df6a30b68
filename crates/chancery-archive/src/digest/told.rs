//! What readings tell beside the register: whom each statement and figure names, and how sure each event is and by which rules.
//!
//! In: the readings, read once; a file in the archive's folder keeps what came of it, so that the next start need not read them again. The file can be
//! thrown away: each document in it carries a check of the reading that it was made from.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chancery_model::Date;
use chancery_register::{Body, Item};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::count::{Counting, Counts, Seen, Wanted};
use super::{Naming, Texts};
use crate::archive::Archive;
use crate::ask::Filter;
use crate::document::document_id;
use crate::error::Error;
use crate::register::{self, Pending, StoredReading};
use crate::terms::hash;

/// The file.
const FILE: &str = "digest.zst";
/// Readings that are read at a time: whoever asks for a page meanwhile waits no longer than for these.
const CHUNK: usize = 64;
/// The form of the file.
const FORM: u32 = 3;
/// Items of these buckets are kept whole: their records gather what many documents say.
const KEPT: [&str; 3] = ["instrument|", "figure|", "relation|"];
/// No block of items unpacks to more.
const LARGEST: usize = 1 << 28;

/// Takes hashes as they are.
#[derive(Clone, Copy, Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = super::hash_bytes(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// How sure an event is and which rules read it.
#[derive(Clone, Copy, Debug)]
pub struct Rating<'r> {
    /// Hundredths.
    pub confidence: u8,
    /// Numbers of rules, in the order of evidence.
    pub rules: &'r [u32],
}

/// What one document tells.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Read {
    number: i64,
    check: u64,
    #[serde(skip)]
    published: Option<(i32, i32)>,
    #[serde(skip)]
    outlet: [u32; 1],
    /// Events: hash of the id, confidence, rules.
    events: Vec<(u64, u8, Vec<u32>)>,
    /// Whom statements name.
    statements: Vec<Vec<u32>>,
    /// Whom figures name.
    figures: Vec<Vec<u32>>,
    /// Persons with the office and the state that they are given.
    offices: Vec<(u32, u32, u32)>,
    #[serde(skip)]
    mark: i64,
    /// Block of its items, and its line there.
    place: (u32, u32),
}

/// An item without what the document's row says: id, bucket, record, article, body.
type Bare = (String, String, String, Option<String>, Body);

/// An office that documents give a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Id of the office.
    pub office: String,
    /// State or organization, where one is given.
    pub state: Option<String>,
    /// First and last day of publication.
    pub told: Option<(Date, Date)>,
    /// Number of the first and of the last document.
    pub documents: (i64, i64),
    /// How many documents.
    pub count: usize,
}

impl Read {
    fn seen(&self) -> Seen<'_> {
        let outlets = if self.outlet[0] == 0 { &[][..] } else { &self.outlet[..] };
        Seen { outlets, first: self.published.map(|(first, _)| first), last: self.published.map(|(_, last)| last) }
    }
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
struct Kept {
    form: u32,
    texts: Vec<String>,
    documents: Vec<Read>,
}

/// Items of some documents, a line for each; packed.
type Block = Arc<[u8]>;

/// What all documents tell.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    texts: Texts,
    documents: Vec<Read>,
    /// Document and place among its events, by hash of an event's id; only looked up.
    events: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
    /// Places of the documents whose statements or figures name a text.
    naming: Naming,
    blocks: Vec<Block>,
}

/// What was read of a document before its texts have numbers.
struct Raw {
    number: i64,
    events: Vec<(u64, u8, Vec<String>)>,
    statements: Vec<Vec<String>>,
    figures: Vec<Vec<String>>,
    offices: Vec<[String; 3]>,
    /// JSON of the items that are kept whole.
    items: String,
}

impl Archive {
    /// What all documents tell; what was held before, or is kept in the folder, is used again where its reading is the same. Nothing when told to stop.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn readings_digest(&self, before: Option<&Readings>, stop: &AtomicBool) -> Result<Option<Readings>, Error> {
        let kept = if before.is_none() { load(&self.folder) } else { None };
        let before = before.or(kept.as_ref());
        let mut readings = Readings {
            texts: before.map(|before| before.texts.clone()).unwrap_or_default(),
            blocks: before.map(|before| before.blocks.clone()).unwrap_or_default(),
            ..Readings::default()
        };
        let mut old = before.map_or(&[][..], |before| &before.documents).iter().peekable();
        let mut statement = self.db.prepare_cached(
            "SELECT d.id, d.mark, r.pack, r.slot, e.version, e.knowledge, d.published, d.published_to, o.name FROM documents d
             JOIN readings r ON r.document = d.id JOIN engines e ON e.id = r.engine LEFT JOIN outlets o ON o.id = d.outlet ORDER BY d.id",
        )?;
        let mut rows = statement.query([])?;
        let mut missing = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            let mark: i64 = row.get(1)?;
            let place = format!("{} {} {}", mark, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?);
            let check = hash(&place) ^ hash(row.get_ref(4)?.as_str().unwrap_or_default()).rotate_left(7) ^ hash(row.get_ref(5)?.as_str().unwrap_or_default());
            while old.next_if(|read| read.number < number).is_some() {}
            let mut read = match old.next_if(|read| read.number == number && read.check == check) {
                Some(read) => read.clone(),
                None => {
                    missing.push(readings.documents.len());
                    Read { number, check, ..Read::default() }
                }
            };
            read.mark = mark;
            read.published = row.get::<_, Option<i32>>(6)?.zip(row.get(7)?);
            read.outlet = [readings.texts.outlet(row.get_ref(8)?.as_str().unwrap_or_default())];
            readings.documents.push(read);
        }
        for chunk in missing.chunks(CHUNK) {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let mut stored = Vec::with_capacity(chunk.len());
            for at in chunk {
                stored.push(StoredReading::load(&self.db, &self.dictionaries, readings.documents[*at].number)?);
            }
            let dictionaries = &self.dictionaries;
            let raw: Result<Vec<Raw>, Error> =
                stored.into_par_iter().map_init(|| dictionaries.unpacker(), |unpacker, stored| Raw::of(stored, unpacker)).collect();
            let mut lines = String::new();
            for (line, (at, raw)) in chunk.iter().zip(raw?).enumerate() {
                lines.push_str(&raw.items);
                lines.push('\n');
                readings.documents[*at].place = (readings.blocks.len() as u32, line as u32);
                readings.take(*at, raw);
            }
            let packed = zstd::bulk::compress(lines.as_bytes(), 3).map_err(|error| Error::damaged(format!("items can't be packed: {error}")))?;
            readings.blocks.push(packed.into());
        }
        readings.index();
        if !missing.is_empty() && missing.len() * 50 > readings.documents.len() {
            readings.save(&self.folder);
        }
        Ok(Some(readings))
    }

    /// A mark of all readings: what they tell is the same where it is the same.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn readings_mark(&self) -> Result<String, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT printf('%x-%x', (SELECT coalesce(max(id), 0) FROM documents), (SELECT coalesce(max(id), 0) FROM packs))")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

impl Raw {
    fn of(stored: StoredReading, unpacker: &mut crate::codec::Unpacker<'_>) -> Result<Raw, Error> {
        let number = stored.document;
        let (_, reading, items) = stored.read(unpacker)?.parts();
        let mut raw = Raw { number, events: Vec::new(), statements: Vec::new(), figures: Vec::new(), offices: Vec::new(), items: String::new() };
        let kept: Vec<&Item> = items.iter().filter(|item| Readings::keeps(&item.bucket)).collect();
        if !kept.is_empty() {
            let bare: Vec<_> = kept.iter().map(|item| (&item.id, &item.bucket, &item.record, &item.article, &item.body)).collect();
            raw.items = serde_json::to_string(&bare)?;
        }
        let events: BTreeMap<&str, &chancery_model::Event> = reading.events.iter().map(|event| (event.id.as_str(), event)).collect();
        for item in &items {
            let names = || item.entities().into_iter().map(str::to_owned).collect::<Vec<String>>();
            match &item.body {
                Body::Event(_) => {
                    if let Some(event) = events.get(item.record.as_str()) {
                        let mut rules: Vec<String> = event.evidence.iter().map(|evidence| evidence.rule.clone()).collect();
                        rules.dedup();
                        raw.events.push((hash(&item.id), (event.confidence * 100.0).round().clamp(0.0, 100.0) as u8, rules));
                    }
                }
                Body::Statement(statement) => {
                    let mut all = names();
                    all.extend(Some(&statement.speaker).filter(|speaker| !speaker.contains(':')).cloned());
                    raw.statements.push(all);
                }
                Body::Figure(figure) => {
                    let mut all = names();
                    all.extend(figure.of.iter().filter(|of| !of.contains(':')).cloned());
                    raw.figures.push(all);
                }
                Body::Person(person) => {
                    if let Some(office) = &person.office {
                        raw.offices.push([person.key.clone(), office.clone(), person.state.clone().unwrap_or_default()]);
                    }
                }
                _ => {}
            }
        }
        Ok(raw)
    }
}

fn load(folder: &Path) -> Option<Readings> {
    let bytes = std::fs::read(folder.join(FILE)).ok()?;
    let mut rest = bytes.as_slice();
    let mut frame = || {
        let (frame, after) = rest.split_at_checked(zstd::zstd_safe::find_frame_compressed_size(rest).ok()?)?;
        rest = after;
        Some(frame)
    };
    let kept: Kept = serde_json::from_reader(zstd::Decoder::new(frame()?).ok()?).ok()?;
    if kept.form != FORM {
        return None;
    }
    let mut texts = Texts::default();
    for text in &kept.texts {
        texts.number(text);
    }
    let mut blocks: Vec<Block> = Vec::new();
    while let Some(frame) = frame().filter(|frame| !frame.is_empty()) {
        blocks.push(frame.into());
    }
    let whole = kept.documents.iter().all(|read| (read.place.0 as usize) < blocks.len());
    whole.then_some(Readings { texts, documents: kept.documents, blocks, ..Readings::default() })
}

impl Readings {
    fn take(&mut self, at: usize, raw: Raw) {
        debug_assert_eq!(self.documents[at].number, raw.number, "in the order asked for");
        let texts = &mut self.texts;
        let mut numbers = |list: Vec<String>| {
            let mut numbers: Vec<u32> = list.iter().map(|text| texts.number(text)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let read = &mut self.documents[at];
        read.statements = raw.statements.into_iter().map(&mut numbers).collect();
        read.figures = raw.figures.into_iter().map(&mut numbers).collect();
        read.offices = raw.offices.iter().map(|[key, office, state]| (texts.number(key), texts.number(office), texts.number(state))).collect();
        read.events = raw.events.into_iter().map(|(id, confidence, rules)| (id, confidence, rules.iter().map(|rule| texts.number(rule)).collect())).collect();
    }

    fn index(&mut self) {
        for (at, read) in self.documents.iter().enumerate() {
            for (place, event) in read.events.iter().enumerate() {
                self.events.entry(event.0).or_insert((at as u32, place as u32));
            }
        }
        let named = self.documents.iter().enumerate();
        let named = named.flat_map(|(at, read)| read.statements.iter().chain(&read.figures).map(move |names| (at, names.as_slice())));
        self.naming = Naming::of(&self.texts, named);
    }

    /// Documents that can fit: all, or those that name somebody who is wanted.
    fn about(&self, wanted: &Wanted<'_>) -> Box<dyn Iterator<Item = &Read> + '_> {
        match self.naming.places(wanted) {
            Some(places) => Box::new(places.into_iter().filter_map(|at| self.documents.get(at as usize))),
            None => Box::new(self.documents.iter()),
        }
    }

    /// Keeps it for the next start. It can be made again: what can't be written is no fault.
    fn save(&self, folder: &Path) {
        let kept = Kept { form: FORM, texts: self.texts.list.iter().map(|text| text.to_string()).collect(), documents: self.documents.clone() };
        let beside = folder.join(format!("{FILE}.{}", std::process::id()));
        let written = std::fs::File::create(&beside).map_err(|_| ()).and_then(|file| {
            let mut out = zstd::Encoder::new(std::io::BufWriter::new(file), 3).map_err(|_| ())?;
            serde_json::to_writer(&mut out, &kept).map_err(|_| ())?;
            let mut out = out.finish().map_err(|_| ())?;
            // Blocks follow as they are: a file of several frames.
            self.blocks.iter().try_for_each(|block| std::io::Write::write_all(&mut out, block)).map_err(|_| ())?;
            out.into_inner().map(drop).map_err(|_| ())
        });
        if written.is_err() || std::fs::rename(&beside, folder.join(FILE)).is_err() {
            let _ = std::fs::remove_file(&beside);
        }
    }

    /// How many statements or figures (`layer`: `statement`, `figure`) a filter leaves.
    pub fn count(&self, layer: &str, filter: &Filter) -> Counts {
        let wanted = Wanted::of(&self.texts, filter);
        let mut counts = Counting::default();
        for read in self.about(&wanted) {
            // What is asked of the document is asked once.
            let fits = wanted.document(&read.seen(), read.number);
            let told = self.told(layer, read);
            if !fits.rest || told.is_empty() {
                continue;
            }
            let mut fitting = 0;
            for names in told.iter().filter(|names| wanted.names(names)) {
                fitting += 1;
                if fits.outlet {
                    counts.names(names);
                }
            }
            if fitting > 0 {
                let seen = read.seen();
                counts.outlets(seen.outlets, fitting);
                if fits.outlet {
                    counts.days(&wanted, seen.first, seen.last, fitting);
                }
            }
        }
        counts.told(&self.texts)
    }

    /// Numbers of the documents with a statement or figure that a filter leaves.
    pub fn documents(&self, layer: &str, filter: &Filter) -> BTreeSet<i64> {
        let wanted = Wanted::of(&self.texts, filter);
        let told = |read: &&Read| wanted.document(&read.seen(), read.number).all() && self.told(layer, read).iter().any(|names| wanted.names(names));
        self.about(&wanted).filter(told).map(|read| read.number).collect()
    }

    fn told<'r>(&self, layer: &str, read: &'r Read) -> &'r [Vec<u32>] {
        if layer == "figure" { &read.figures } else { &read.statements }
    }

    /// Whether the items of a bucket are kept whole.
    pub(crate) fn keeps(bucket: &str) -> bool {
        KEPT.iter().any(|begin| bucket.starts_with(begin))
    }

    /// Items of documents whose buckets are wanted; nothing where a document is not known.
    pub(crate) fn items(&self, numbers: &[i64], wanted: impl Fn(&str) -> bool + Sync) -> Result<Option<Vec<Pending>>, Error> {
        let mut places: Vec<&Read> = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Ok(at) = self.documents.binary_search_by_key(number, |read| read.number) else { return Ok(None) };
            places.push(&self.documents[at]);
        }
        let made: Result<Vec<Vec<Pending>>, Error> = places
            .chunk_by(|a, b| a.place.0 == b.place.0)
            .collect::<Vec<_>>()
            .into_par_iter()
            // Handing few blocks to other threads costs more than unpacking them.
            .with_min_len(4)
            .map(|of_block| {
                let fail = |_| Error::damaged("a block of items can't be unpacked");
                let block = self.blocks.get(of_block[0].place.0 as usize).ok_or_else(|| Error::damaged("a block of items is missing"))?;
                let size = zstd::zstd_safe::get_frame_content_size(block).ok().flatten().unwrap_or(0).min(LARGEST as u64) as usize;
                let bytes = crate::codec::unpacked(block, size).map_err(fail)?;
                // Of a block mostly one line is wanted: the others are not even looked at as text.
                let last = of_block.iter().map(|read| read.place.1).max().unwrap_or(0) as usize;
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(last + 1).collect();
                let mut pending = Vec::new();
                for read in of_block {
                    let line = lines.get(read.place.1 as usize).copied().unwrap_or_default();
                    let items: Vec<Bare> = if line.is_empty() { Vec::new() } else { serde_json::from_slice(line)? };
                    let mut items = items.into_iter().filter(|item| wanted(&item.1)).peekable();
                    if items.peek().is_none() {
                        continue;
                    }
                    let outlet = Some(self.texts.text(read.outlet[0])).filter(|outlet| !outlet.is_empty()).map(str::to_owned);
                    let origin = register::origin(document_id(read.mark), outlet, read.published);
                    let item = |(id, bucket, record, article, body): Bare| Item { id, bucket, reach: None, origin: Arc::clone(&origin), record, article, body };
                    pending.push(Pending { document: read.number, items: items.map(item).collect() });
                }
                Ok(pending)
            })
            .collect();
        Ok(Some(made?.into_iter().flatten().collect()))
    }

    /// Figures that a filter leaves, with the numbers of the documents that tell them.
    ///
    /// # Errors
    /// What is held can't be read.
    pub fn figures(&self, filter: &Filter) -> Result<Vec<(i64, Item)>, Error> {
        let numbers: Vec<i64> = self.documents("figure", filter).into_iter().collect();
        let pending = self.items(&numbers, |bucket| bucket.starts_with("figure|"))?.unwrap_or_default();
        let named = |item: &Item| {
            let about = item.entities();
            let of = |id: &String| about.contains(&id.as_str()) || matches!(&item.body, Body::Figure(figure) if figure.of.contains(id));
            filter.named.iter().all(|ids| ids.iter().any(of))
        };
        Ok(pending
            .into_iter()
            .flat_map(|pending| pending.items.into_iter().map(move |item| (pending.document, item)))
            .filter(|(_, item)| named(item))
            .collect())
    }

    /// Offices that documents give a person, the last told first.
    pub fn offices(&self, person: &str) -> Vec<Tenure> {
        let Some(person) = self.texts.find(person) else { return Vec::new() };
        let mut held: BTreeMap<(u32, u32), (Vec<(i32, i64)>, usize)> = BTreeMap::new();
        for read in &self.documents {
            for (_, office, state) in read.offices.iter().filter(|(of, ..)| *of == person) {
                let (days, count) = held.entry((*office, *state)).or_default();
                days.extend(read.published.map(|(day, _)| (day, read.number)));
                *count += 1;
            }
        }
        let mut all: Vec<Tenure> = Vec::new();
        for ((office, state), (days, count)) in held {
            let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
            all.push(Tenure {
                office: self.texts.text(office).to_owned(),
                state: Some(self.texts.text(state)).filter(|state| !state.is_empty()).map(str::to_owned),
                told: first.zip(last).map(|((first, _), (last, _))| (Date::from_days(first), Date::from_days(last))),
                documents: (first.map_or(0, |(_, number)| number), last.map_or(0, |(_, number)| number)),
                count,
            });
        }
        all.sort_by(|a, b| {
            b.told.map(|(_, last)| last).cmp(&a.told.map(|(_, last)| last)).then_with(|| b.count.cmp(&a.count)).then_with(|| a.office.cmp(&b.office))
        });
        all
    }

    /// The id of a rule.
    pub fn rule(&self, number: u32) -> &str {
        self.texts.text(number)
    }

    /// How sure the event with an id is; nothing where it was not read from any text.
    pub fn rating(&self, id: &str) -> Option<Rating<'_>> {
        let hash = hash(id);
        let (document, place) = self.events.get(&hash)?;
        let (_, confidence, rules) = self.documents.get(*document as usize)?.events.get(*place as usize)?;
        Some(Rating { confidence: *confidence, rules })
    }
}
