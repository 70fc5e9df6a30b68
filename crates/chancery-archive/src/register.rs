//! The register, kept beside the readings that it is made of.
//!
//! In: the items of new documents, decisions. Out: rows of events, instruments and relations, and counts by person and wording. Only the buckets
//! that a document touched are worked out anew; how far the register has come is written in the same transaction, so that a run that
//! was cut short is taken up by the next. Statements and figures are not kept: they are read from the documents when they are asked for.
//! All of it is a function of readings and decisions, whatever the order in which they came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chancery_register::{Body, Decision, Decisions, Item, Origin, Record, reconcile};
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::archive::Archive;
use crate::codec::{Dictionaries, Kind, Part, Unpacker};
use crate::compact;
use crate::digest::Readings;
use crate::document::{document_id, text};
use crate::error::Error;
use crate::facets::{bucket_key, item_key, layer};
use crate::index::{self, Family};
use crate::terms::hash;

mod groups;
pub(crate) mod row;
mod shelf;

pub(crate) use groups::Groups;
pub(crate) use shelf::{Key, ReadDocument, Shelf};

/// Items that are kept in memory before they are worked into the register.
const PENDING: usize = 100_000;
/// Documents that are read again at a time.
const CHUNK: i64 = 20_000;
/// Fewer documents than this are read without the help of other threads.
const FEW: usize = 6;
/// Documents that one thread reads one after another.
const TOGETHER: usize = 4;
/// How many times larger a reading is than as it is stored.
const GROWS: usize = 8;

/// The items of a document, of the layers that are kept.
pub(crate) struct Pending {
    pub document: i64,
    pub items: Vec<Item>,
}

/// Whether rows of a layer are kept.
pub(crate) fn kept(body: &Body) -> bool {
    matches!(body, Body::Event(_) | Body::Instrument(_) | Body::Relation(_))
}

/// Whether a layer is counted by name.
fn counted(body: &Body) -> bool {
    matches!(body, Body::Person(_) | Body::Formulation(_))
}

impl Archive {
    /// Keeps what documents that were just written say, until it is worked in; works it in when it becomes much.
    pub(crate) fn remember(&mut self, new: Vec<Pending>) -> Result<(), Error> {
        for mut pending in new {
            self.counts.add(&pending.items);
            pending.items.retain(|item| kept(&item.body));
            pending.items.shrink_to_fit();
            self.pending.push(pending);
        }
        let count: usize = self.pending.iter().map(|pending| pending.items.len()).sum();
        if count > PENDING { self.catch_up() } else { Ok(()) }
    }

    /// Works all documents into the register that are not in it yet.
    ///
    /// # Errors
    /// The archive can't be written.
    pub fn catch_up(&mut self) -> Result<(), Error> {
        if self.db.prepare_cached("SELECT 1 FROM progress WHERE name = 'rebuild'")?.exists([])? {
            return self.rebuild(|_| ());
        }
        self.refresh()?;
        loop {
            let (through, last) = progress(&self.db)?;
            let (pending, counts) = (std::mem::take(&mut self.pending), std::mem::take(&mut self.counts));
            if through >= last {
                return Ok(());
            }
            // What is remembered is used if it is all that is new; another program may have written between.
            let whole = pending.first().is_some_and(|first| first.document == through + 1) && pending.len() as i64 == last - through;
            if whole {
                self.work_in(pending, counts, BTreeSet::new(), through, last)?;
                continue;
            }
            let to = last.min(through + CHUNK);
            let mut new = self.items_of(&(through + 1..=to).collect::<Vec<_>>(), &|body| kept(body) || counted(body))?;
            let mut counts = Named::default();
            for pending in &mut new {
                counts.add(&pending.items);
                pending.items.retain(|item| kept(&item.body));
            }
            self.work_in(new, counts, BTreeSet::new(), through, to)?;
        }
    }

    /// Works documents in, and the buckets that are named besides.
    pub(crate) fn work_in(&mut self, new: Vec<Pending>, named: Named, buckets: BTreeSet<String>, through: i64, to: i64) -> Result<(), Error> {
        let groups = Groups::load(&self.db)?;
        let regrouped: Vec<i64> = groups.touched(through).into_iter().filter(|number| *number <= through).collect();
        let decisions = self.decisions()?;
        let mut all: Vec<Pending> = self.items_of(&regrouped, &kept)?;
        all.extend(new);
        let mut dirty: BTreeSet<String> =
            all.iter().flat_map(|pending| &pending.items).filter(|item| kept(&item.body)).map(|item| item.bucket.clone()).collect();
        dirty.extend(buckets);
        let joint: Vec<String> = dirty.iter().flat_map(|bucket| decisions.joint(bucket)).map(str::to_owned).collect();
        dirty.extend(joint);

        let have: BTreeSet<i64> = all.iter().map(|pending| pending.document).collect();
        let mut others: BTreeSet<i64> = BTreeSet::new();
        for bucket in &dirty {
            others.extend(self.holding(bucket_key(bucket))?.into_iter().filter(|number| *number <= to && !have.contains(number)));
        }
        let others: Vec<i64> = others.into_iter().collect();
        all.extend(self.items_of(&others, &kept)?);
        groups.apply(&mut all, &self.db)?;

        let numbers: BTreeMap<&str, i64> =
            all.iter().flat_map(|pending| pending.items.iter().map(|item| (item.origin.source.as_str(), pending.document))).collect();
        let mut by_bucket: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in all.iter().flat_map(|pending| &pending.items).filter(|item| kept(&item.body) && dirty.contains(&item.bucket)) {
            by_bucket.entry(&item.bucket).or_default().push(item);
        }
        // Joint buckets come together, under the first of them.
        let mut sets: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for (bucket, items) in by_bucket {
            let first = decisions.joint(bucket).into_iter().min().unwrap_or(bucket);
            sets.entry(first).or_default().extend(items);
        }
        let sets: Vec<Vec<&Item>> = sets.into_values().collect();
        let made: Vec<Vec<Record>> = sets.par_iter().map(|items| reconcile(items, &decisions)).collect();
        let mut records: Vec<Record> = made.into_iter().flatten().collect();
        records.sort_by(|a, b| a.id().cmp(b.id()));

        let Archive { db, dictionaries, .. } = self;
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if progress(&step)?.0 != through {
            // Another program was faster; what it left is found by the next turn.
            return Ok(());
        }
        for bucket in &dirty {
            step.prepare_cached("DELETE FROM stale WHERE bucket = ?")?.execute([bucket])?;
            row::remove(&step, hash(bucket) as i64, dictionaries)?;
        }
        row::insert(&step, &records, &numbers, dictionaries)?;
        named.write(&step)?;
        step.prepare_cached("INSERT OR REPLACE INTO progress (name, value) VALUES ('register', ?)")?.execute([to])?;
        step.commit()?;
        Ok(())
    }

    /// The items of documents, read again; of the layers wanted.
    pub(crate) fn items_of(&self, documents: &[i64], wanted: &(dyn Fn(&Body) -> bool + Sync)) -> Result<Vec<Pending>, Error> {
        let made = self.read_each(documents, |read| read.items().iter().filter(|item| wanted(&item.body)).cloned().collect())?;
        Ok(documents.iter().zip(made).map(|(document, items)| Pending { document: *document, items }).collect())
    }

    /// What is made of each of some documents, in their order.
    pub(crate) fn read_each<T: Send>(&self, documents: &[i64], make: impl Fn(&ReadDocument) -> T + Sync) -> Result<Vec<T>, Error> {
        let dictionaries = &self.dictionaries;
        let shelf = dictionaries.shelf();
        let read = |unpacker: &mut Unpacker<'_>, found: Found| {
            let document = match found {
                Found::Read(document) => document,
                Found::Stored(stored) => {
                    let document = Arc::new(stored.read(unpacker)?);
                    shelf.put(&document.key, document.bytes, &document);
                    document
                }
            };
            Ok::<_, Error>(make(&document))
        };
        let mut made = Vec::with_capacity(documents.len());
        for chunk in documents.chunks(2048) {
            let mut found = Vec::with_capacity(chunk.len());
            for number in chunk {
                found.push(StoredReading::find(&self.db, dictionaries, *number, |key| shelf.get(key))?);
            }
            // A few are read sooner than other threads are called.
            if found.iter().filter(|found| matches!(found, Found::Stored(_))).count() < FEW {
                let mut unpacker = dictionaries.unpacker();
                for found in found {
                    made.push(read(&mut unpacker, found)?);
                }
                continue;
            }
            let more: Result<Vec<T>, Error> =
                found.into_par_iter().with_min_len(TOGETHER).map_init(|| dictionaries.unpacker(), |unpacker, found| read(unpacker, found)).collect();
            made.extend(more?);
        }
        Ok(made)
    }

    /// Documents whose readings have a key.
    pub(crate) fn holding(&self, key: u64) -> Result<Vec<i64>, Error> {
        let mut found = Vec::new();
        for segment in index::segments(&self.db, Family::Reading)? {
            found.extend(index::list(&self.db, &segment, key)?.into_iter().map(|document| segment.base + i64::from(document)));
        }
        Ok(found)
    }

    /// The item with an id, and the number of its document.
    pub(crate) fn item(&self, id: &str) -> Result<Option<(i64, Item)>, Error> {
        for number in self.holding(item_key(id))? {
            let found = self.read_each(&[number], |read| read.items().iter().find(|item| item.id == id).cloned())?;
            if let Some(item) = found.into_iter().flatten().next() {
                return Ok(Some((number, item)));
            }
        }
        Ok(None)
    }

    /// All items of some buckets, with the groups of copies that their documents belong to.
    pub(crate) fn bucket_items(&self, buckets: &[&str]) -> Result<Vec<Pending>, Error> {
        let mut documents: BTreeSet<i64> = BTreeSet::new();
        for bucket in buckets {
            documents.extend(self.holding(bucket_key(bucket))?);
        }
        let documents: Vec<i64> = documents.into_iter().collect();
        let of = |item: &&Item| buckets.contains(&item.bucket.as_str());
        let made = self.read_each(&documents, |read| read.items().iter().filter(of).cloned().collect::<Vec<Item>>())?;
        let mut found: Vec<Pending> = documents.iter().zip(made).map(|(document, items)| Pending { document: *document, items }).collect();
        found.retain(|pending| !pending.items.is_empty());
        Groups::write(&mut found, &self.db)?;
        Ok(found)
    }

    /// The same from what a digest of the readings holds; nothing where it does not hold all of them.
    pub(crate) fn kept_items(&self, buckets: &[&str], readings: &Readings) -> Result<Option<Vec<Pending>>, Error> {
        if !buckets.iter().all(|bucket| Readings::keeps(bucket)) {
            return Ok(None);
        }
        let mut documents: BTreeSet<i64> = BTreeSet::new();
        for bucket in buckets {
            documents.extend(self.holding(bucket_key(bucket))?);
        }
        let Some(mut found) = readings.items(&documents.into_iter().collect::<Vec<_>>(), |bucket| buckets.contains(&bucket))? else { return Ok(None) };
        Groups::write(&mut found, &self.db)?;
        Ok(Some(found))
    }

    /// All decisions, with what follows from them.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn decisions(&self) -> Result<Decisions, Error> {
        let all = self.decision_log()?;
        let fault = std::cell::RefCell::new(None);
        let decisions = Decisions::new(all, |id| match self.item(id) {
            Ok(found) => found.map(|(_, item)| item.bucket),
            Err(error) => {
                fault.replace(Some(error));
                None
            }
        });
        fault.into_inner().map_or(Ok(decisions), Err)
    }

    /// All decisions as they were made, in order of making.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn decision_log(&self) -> Result<Vec<Decision>, Error> {
        let mut statement = self.db.prepare_cached("SELECT body FROM decisions ORDER BY number")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut all = Vec::new();
        for body in rows {
            all.push(serde_json::from_str(&body?)?);
        }
        Ok(all)
    }
}

/// How far the register has come, and the last document.
pub(crate) fn progress(db: &Connection) -> Result<(i64, i64), Error> {
    let through: Option<i64> = db.prepare_cached("SELECT value FROM progress WHERE name = 'register'")?.query_row([], |row| row.get(0)).optional()?;
    let last: i64 = db.prepare_cached("SELECT coalesce(max(id), 0) FROM documents")?.query_row([], |row| row.get(0))?;
    Ok((through.unwrap_or(0), last))
}

/// What is needed to make the items of a document again.
pub(crate) struct StoredReading {
    pub document: i64,
    mark: i64,
    name: String,
    pub outlet: Option<String>,
    pub published: Option<(i32, i32)>,
    text: crate::document::StoredText,
    reading: Part,
}

/// A document as it is stored, or as it was read a while ago.
pub(crate) enum Found {
    Stored(Box<StoredReading>),
    Read(Arc<ReadDocument>),
}

impl StoredReading {
    pub fn load(db: &Connection, dictionaries: &Dictionaries, document: i64) -> Result<StoredReading, Error> {
        match StoredReading::find(db, dictionaries, document, |_| None)? {
            Found::Stored(stored) => Ok(*stored),
            Found::Read(_) => Err(Error::damaged(format!("document {document} was not asked for"))),
        }
    }

    /// The same; `read` gives the document of a key where it was read before.
    pub fn find(db: &Connection, dictionaries: &Dictionaries, document: i64, read: impl FnOnce(&Key) -> Option<Arc<ReadDocument>>) -> Result<Found, Error> {
        let mut statement = db.prepare_cached(
            "SELECT d.mark, d.name, o.name, d.published, d.published_to, p.id, r.slot, length(p.bytes), p.bytes FROM documents d
             JOIN readings r ON r.document = d.id JOIN packs p ON p.id = r.pack LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = ?",
        )?;
        let mut rows = statement.query([document])?;
        let row = rows.next()?.ok_or_else(|| Error::damaged(format!("document {document} or its reading is missing")))?;
        let published = row.get::<_, Option<i32>>(3)?.zip(row.get::<_, Option<i32>>(4)?);
        let key = Key { document, mark: row.get(0)?, published, pack: row.get(5)?, slot: row.get(6)?, length: row.get(7)? };
        if let Some(known) = read(&key) {
            return Ok(Found::Read(known));
        }
        let (name, outlet, reading) = (row.get(1)?, row.get(2)?, text::part(row, 5, dictionaries)?);
        Ok(Found::Stored(Box::new(StoredReading { document, mark: key.mark, name, outlet, published, text: text::load(db, dictionaries, document)?, reading })))
    }

    /// The text, the reading, the items.
    pub fn read(self, unpacker: &mut Unpacker<'_>) -> Result<ReadDocument, Error> {
        let id = document_id(self.mark);
        let key = Key {
            document: self.document,
            mark: self.mark,
            published: self.published,
            pack: self.reading.pack(),
            slot: self.reading.slot(),
            length: self.reading.length(),
        };
        let text = chancery_text::Stored::new(self.text.read(unpacker)?);
        let stored = unpacker.part(&self.reading)?;
        let reading = compact::unpack(&stored, &id, &self.name, &text)?;
        let bytes = text.as_str().len() * 2 + stored.len() * GROWS;
        Ok(ReadDocument { key, text, reading, origin: origin(id, self.outlet, self.published), items: OnceLock::new(), bytes })
    }
}

/// Where the items of a document come from. Its group of copies is added when all copies are known.
pub(crate) fn origin(id: String, outlet: Option<String>, published: Option<(i32, i32)>) -> Arc<Origin> {
    let published = published.map(|(from, to)| (chancery_model::Date::from_days(from), chancery_model::Date::from_days(to)));
    Arc::new(Origin { source: id, outlet, published, group: None })
}

/// Counts of persons, organizations and wordings over new documents.
#[derive(Default)]
pub(crate) struct Named(BTreeMap<String, Count>);

#[derive(Clone, Default)]
struct Count {
    layer: &'static str,
    name: String,
    english: Option<String>,
    state: Option<String>,
    known: bool,
    documents: i64,
    uses: i64,
    first: Option<i32>,
    last: Option<i32>,
}

impl Named {
    /// Counts the items of a document.
    fn add(&mut self, items: &[Item]) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for item in items.iter().filter(|item| counted(&item.body)) {
            let (name, english, state, known, uses) = match &item.body {
                Body::Person(person) => (&person.name, &person.english, &person.state, person.known, person.mentions),
                Body::Formulation(wording) => (&wording.wording, &None, &None, false, wording.uses),
                _ => continue,
            };
            let count = self.0.entry(item.bucket.clone()).or_default();
            count.layer = layer(&item.body);
            count.merge(name, english, state, known);
            count.uses += i64::from(uses);
            count.documents += i64::from(seen.insert(&item.bucket));
            if let Some((from, to)) = item.origin.published {
                count.first = [count.first, Some(from.days())].into_iter().flatten().min();
                count.last = count.last.max(Some(to.days()));
            }
        }
    }

    fn write(self, db: &Transaction<'_>) -> Result<(), Error> {
        for (bucket, mut count) in self.0 {
            let mut find = db.prepare_cached("SELECT name, english, state, known, documents, uses, first, last FROM named WHERE bucket = ?")?;
            let old = find.query_row([&bucket], |row| {
                Ok(Count {
                    layer: "",
                    name: row.get(0)?,
                    english: row.get(1)?,
                    state: row.get(2)?,
                    known: row.get(3)?,
                    documents: row.get(4)?,
                    uses: row.get(5)?,
                    first: row.get(6)?,
                    last: row.get(7)?,
                })
            });
            if let Some(old) = old.optional()? {
                count.merge(&old.name, &old.english, &old.state, old.known);
                count.documents += old.documents;
                count.uses += old.uses;
                count.first = [count.first, old.first].into_iter().flatten().min();
                count.last = count.last.max(old.last);
            }
            db.prepare_cached(
                "INSERT OR REPLACE INTO named (bucket, layer, name, english, state, known, documents, uses, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                bucket,
                count.layer,
                count.name,
                count.english,
                count.state,
                count.known,
                count.documents,
                count.uses,
                count.first,
                count.last
            ])?;
        }
        Ok(())
    }
}

impl Count {
    /// Takes another telling's name where it says more; which came first does not matter.
    fn merge(&mut self, name: &str, english: &Option<String>, state: &Option<String>, known: bool) {
        let better = |new: &str, old: &str| old.is_empty() || (new.chars().count(), old) < (old.chars().count(), new) && !new.is_empty();
        if better(name, &self.name) {
            name.clone_into(&mut self.name);
        }
        self.english = [self.english.take(), english.clone()].into_iter().flatten().min();
        self.state = [self.state.take(), state.clone()].into_iter().flatten().min();
        self.known |= known;
    }
}

/// Trains the dictionary of records on the first large set.
fn packer_of<'a>(db: &Transaction<'_>, dictionaries: &'a mut Dictionaries, samples: &[&[u8]]) -> Result<crate::codec::Packer<'a>, Error> {
    if let Some(fresh) = dictionaries.train(Kind::Record, samples, 0) {
        let mut insert = db.prepare_cached("INSERT OR IGNORE INTO dictionaries (id, kind, bytes) VALUES (?, ?, ?)")?;
        insert.execute(params![fresh.id, fresh.name, fresh.bytes])?;
    }
    dictionaries.packer(Kind::Record)
}
