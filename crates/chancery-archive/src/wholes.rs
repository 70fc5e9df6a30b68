//! Many records at once, with all that they were made of: what exports are written from.
//!
//! In: filters, ids, numbers of documents. Out: records worked out from all their reports, documents with their texts and readings. Buckets are
//! worked out together in blocks, so that a document is read once for a block and not once for each of its records.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::Reading;
use chancery_register::{Item, Record, reconcile};
use chancery_text::Stored;
use rayon::prelude::*;

use crate::add::Engine;
use crate::archive::Archive;
use crate::ask::{Filter, Whole};
use crate::document::DocumentRow;
use crate::error::Error;
use crate::register::{Groups, Pending, kept, row};
use crate::terms::hash;

/// Reports that are worked out at a time.
const BLOCK: usize = 50_000;

/// A document with what was read from it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The document.
    pub document: DocumentRow,
    /// Its text.
    pub text: Stored,
    /// What was read from it, with all words in place.
    pub reading: Reading,
    /// The same reduced to items: their ids lead to the records of the register.
    pub items: Vec<Item>,
}

/// A row that is to be worked out.
struct Wanted {
    id: String,
    bucket: i64,
    reports: usize,
}

impl Archive {
    /// Calls `each` with every record of a layer that fits (`event`, `instrument`, `relation`), with its reports, until it says `false`. Records
    /// come newest first; of more than fifty thousand reports they come in blocks, newest first within each.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn wholes<E: From<Error>>(&self, layer: &str, filter: &Filter, mut each: impl FnMut(Whole) -> Result<bool, E>) -> Result<(), E> {
        let mut wanted = Vec::new();
        let mut bucket = self.db.prepare_cached("SELECT bucket FROM records WHERE id = ?").map_err(Error::from)?;
        self.rows(layer, filter, |row| {
            let bucket = bucket.query_row([&row.id], |found| found.get(0)).map_err(Error::from)?;
            wanted.push(Wanted { id: row.id, bucket, reports: row.summary.reports });
            Ok::<_, Error>(true)
        })?;
        if wanted.iter().map(|row| row.reports).sum::<usize>() > BLOCK {
            // Stable: newest first within a bucket.
            wanted.sort_by_key(|row| row.bucket);
        }
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let (mut reports, mut most) = (0, 0);
            while reports < BLOCK && most < rest.len() {
                reports += rest[most].reports;
                most += 1;
            }
            let (block, after) = rest.split_at(most);
            rest = after;
            for whole in self.block(block)? {
                if !each(whole)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The records of some rows, in their order.
    fn block(&self, rows: &[Wanted]) -> Result<Vec<Whole>, Error> {
        let buckets: BTreeSet<i64> = rows.iter().map(|row| row.bucket).collect();
        let mut documents: BTreeSet<i64> = BTreeSet::new();
        let mut unpacker = self.dictionaries.unpacker();
        let mut of_bucket = self.db.prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE bucket = ?")?;
        for bucket in &buckets {
            let mut found = of_bucket.query([bucket])?;
            while let Some(found) = found.next()? {
                documents.extend(row::read(found, &mut unpacker)?.summary.documents);
            }
        }
        let decisions = self.decisions()?;
        let mut pending = self.items_of(&documents.into_iter().collect::<Vec<_>>(), &|body| kept(body))?;
        pending.iter_mut().for_each(|pending| pending.items.retain(|item| buckets.contains(&(hash(&item.bucket) as i64))));
        // Buckets that a decision joins to others come with those.
        let mut joint: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in pending.iter().flat_map(|pending| &pending.items) {
            let all = decisions.joint(&item.bucket);
            if all.len() > 1 && !joint.contains_key(&item.bucket) {
                joint.insert(item.bucket.clone(), all.into_iter().map(str::to_owned).collect());
            }
        }
        pending.iter_mut().for_each(|pending| pending.items.retain(|item| !joint.contains_key(&item.bucket)));
        pending.retain(|pending| !pending.items.is_empty());
        Groups::write(&mut pending, &self.db)?;
        let groups: BTreeSet<Vec<String>> = joint.into_values().collect();
        let mut sets: Vec<Vec<Pending>> = Vec::new();
        for group in groups {
            sets.push(self.bucket_items(&group.iter().map(String::as_str).collect::<Vec<_>>())?);
        }

        let mut by_bucket: BTreeMap<&str, Vec<(i64, &Item)>> = BTreeMap::new();
        for (document, item) in pending.iter().flat_map(|pending| pending.items.iter().map(|item| (pending.document, item))) {
            by_bucket.entry(&item.bucket).or_default().push((document, item));
        }
        let mut work: Vec<Vec<(i64, &Item)>> = by_bucket.into_values().collect();
        work.extend(sets.iter().map(|set| set.iter().flat_map(|pending| pending.items.iter().map(|item| (pending.document, item))).collect()));
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        type Made<'a> = (Record, Vec<(i64, &'a Item)>);
        let made: Vec<Vec<Made<'_>>> = work
            .par_iter()
            .map(|set| {
                let items: Vec<&Item> = set.iter().map(|(_, item)| *item).collect();
                let numbers: BTreeMap<&str, (i64, &Item)> = set.iter().map(|(document, item)| (item.id.as_str(), (*document, *item))).collect();
                let records = reconcile(&items, &decisions).into_iter().filter(|record| ids.contains(record.id()));
                let with = |record: Record| {
                    let reports = record.reports().iter().filter_map(|report| numbers.get(report.item.as_str()).copied()).collect();
                    (record, reports)
                };
                records.map(with).collect()
            })
            .collect();
        let mut found: BTreeMap<String, Made<'_>> = made.into_iter().flatten().map(|made| (made.0.id().to_owned(), made)).collect();
        let mut wholes = Vec::with_capacity(rows.len());
        for row in rows {
            let Some((record, reports)) = found.remove(&row.id) else {
                return Err(Error::outdated(&row.id));
            };
            let reports = reports.into_iter().map(|(number, item)| Ok((self.numbered(number)?, item.clone()))).collect::<Result<_, Error>>()?;
            wholes.push(Whole { record, reports });
        }
        Ok(wholes)
    }

    /// Documents with their texts and readings, in the order of the numbers.
    ///
    /// # Errors
    /// One of them can't be read.
    pub fn held(&self, numbers: &[i64]) -> Result<Vec<Held>, Error> {
        let made = self.read_each(numbers, |read| (read.text.clone(), read.reading.clone(), read.items().to_vec()))?;
        let mut held = Vec::with_capacity(numbers.len());
        for (number, (text, mut reading, items)) in numbers.iter().zip(made) {
            let document = self.numbered(*number)?;
            reading.source.id.clone_from(&document.source);
            held.push(Held { document, text, reading, items });
        }
        Ok(held)
    }

    /// What is made of each of some documents, of its text and its reading, in the order of the numbers.
    ///
    /// # Errors
    /// One of them can't be read.
    pub fn of_readings<T: Send>(&self, numbers: &[i64], make: impl Fn(&Stored, &Reading) -> T + Sync) -> Result<Vec<T>, Error> {
        self.read_each(numbers, |read| make(&read.text, &read.reading))
    }

    /// What the readings were made by.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn engines(&self) -> Result<Vec<Engine>, Error> {
        let mut statement =
            self.db.prepare_cached("SELECT version, knowledge FROM engines WHERE id IN (SELECT engine FROM readings) ORDER BY version, knowledge")?;
        let rows = statement.query_map([], |row| Ok(Engine { version: row.get(0)?, knowledge: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last second, since 1970, at which a document was added; `None` without a document.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn last_added(&self) -> Result<Option<i64>, Error> {
        Ok(self.db.prepare_cached("SELECT max(added) FROM documents")?.query_row([], |row| row.get(0))?)
    }

    /// Numbers of all documents, in order.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn numbers(&self) -> Result<Vec<i64>, Error> {
        let mut statement = self.db.prepare_cached("SELECT id FROM documents ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
