//! The inverted index: segments of neighbouring documents, written once, merged as they become many.
//!
//! In: the keys of each document of a batch. Out: for a key, the documents that hold it. A segment covers a range of document numbers, so
//! that merging is putting lists one after another. Derived: it can always be thrown away and rebuilt. Knows nothing of texts or queries.

use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::error::Error;
use crate::postings::{Lists, Writer, unpack};

/// So many neighbouring segments of one level become one of the next.
const FAN: usize = 8;

/// What is less than this part of the largest segment is little.
const LITTLE: u32 = 4;

/// Which keys a segment holds: those of texts, which never change, or those of readings, which change with the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Text = 0,
    Reading = 1,
}

/// A segment.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    id: i64,
    /// Its first document.
    pub base: i64,
    count: u32,
    level: i64,
}

impl Segment {
    /// How many documents it covers.
    pub fn len(&self) -> u32 {
        self.count
    }
}

/// Day of publication of a document without one.
pub(crate) const NO_DAY: i32 = i32::MIN;

/// Writes a segment: the keys (sorted, each once) and the day of each document from `base` on.
pub(crate) fn write(db: &Transaction<'_>, family: Family, base: i64, documents: &[(Vec<u64>, i32)]) -> Result<(), Error> {
    let mut pairs: Vec<(u64, u32)> = Vec::with_capacity(documents.iter().map(|(keys, _)| keys.len()).sum());
    for (number, (keys, _)) in documents.iter().enumerate() {
        pairs.extend(keys.iter().map(|key| (*key, number as u32)));
    }
    pairs.par_sort_unstable();
    let days: Vec<i32> = documents.iter().map(|(_, day)| *day).collect();
    let segment = insert(db, family, &Segment { id: 0, base, count: documents.len() as u32, level: 0 }, &days)?;
    let mut writer = Writer::new(block_sink(db, segment));
    let mut list: Vec<u32> = Vec::new();
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        list.clear();
        list.extend(group.iter().map(|(_, document)| *document));
        writer.list(group[0].0, &list)?;
    }
    writer.finish()
}

fn insert(db: &Connection, family: Family, segment: &Segment, days: &[i32]) -> Result<i64, Error> {
    let bytes: Vec<u8> = days.iter().flat_map(|day| day.to_le_bytes()).collect();
    let packed = zstd::bulk::compress(&bytes, 3).map_err(|error| Error::damaged(format!("days can't be packed: {error}")))?;
    db.prepare_cached("INSERT INTO segments (family, base, count, level, days) VALUES (?, ?, ?, ?, ?)")?.execute(params![
        family as i64,
        segment.base,
        segment.count,
        segment.level,
        packed
    ])?;
    Ok(db.last_insert_rowid())
}

fn block_sink<'a>(db: &'a Connection, segment: i64) -> impl FnMut(u64, &[u8]) -> Result<(), Error> + 'a {
    move |first, bytes| {
        db.prepare_cached("INSERT INTO blocks (segment, first, bytes) VALUES (?, ?, ?)")?.execute(params![segment, first as i64, bytes])?;
        Ok(())
    }
}

pub(crate) fn segments(db: &Connection, family: Family) -> Result<Vec<Segment>, Error> {
    let mut statement = db.prepare_cached("SELECT id, base, count, level FROM segments WHERE family = ? ORDER BY base")?;
    let rows = statement.query_map([family as i64], |row| Ok(Segment { id: row.get(0)?, base: row.get(1)?, count: row.get(2)?, level: row.get(3)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Days of publication of a segment's documents.
pub(crate) fn days(db: &Connection, segment: &Segment) -> Result<Vec<i32>, Error> {
    let packed: Vec<u8> = db.prepare_cached("SELECT days FROM segments WHERE id = ?")?.query_row([segment.id], |row| row.get(0))?;
    let bytes = crate::codec::unpacked(&packed, segment.count as usize * 4).map_err(|_| Error::damaged("the days of a segment can't be unpacked"))?;
    Ok(bytes.chunks_exact(4).map(|day| i32::from_le_bytes([day[0], day[1], day[2], day[3]])).collect())
}

/// The documents of a segment that hold a key, counted from its base.
pub(crate) fn list(db: &Connection, segment: &Segment, key: u64) -> Result<Vec<u32>, Error> {
    let mut statement = db.prepare_cached("SELECT first, bytes FROM blocks WHERE segment = ? AND first <= ? ORDER BY first DESC LIMIT 1")?;
    let found: Option<(i64, Vec<u8>)> = statement.query_row(params![segment.id, key as i64], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let mut documents = Vec::new();
    let Some((first, packed)) = found else { return Ok(documents) };
    let bytes = unpack(&packed)?;
    let mut lists = Lists::new(first as u64, &bytes);
    while let Some(at) = lists.next(0, &mut documents, |at| at == key) {
        if at >= key {
            break;
        }
    }
    Ok(documents)
}

/// The documents of a segment that hold any key from `low` to before `high`.
pub(crate) fn range(db: &Connection, segment: &Segment, low: u64, high: u64) -> Result<Vec<u32>, Error> {
    let mut statement = db.prepare_cached(
        "SELECT first, bytes FROM blocks WHERE segment = ?1 AND first < ?3
         AND first >= coalesce((SELECT max(first) FROM blocks WHERE segment = ?1 AND first <= ?2), ?2) ORDER BY first",
    )?;
    let mut rows = statement.query(params![segment.id, low as i64, high as i64])?;
    let mut seen = vec![false; segment.count as usize];
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = unpack(row.get_ref(1)?.as_blob().unwrap_or_default())?;
        let mut lists = Lists::new(row.get::<_, i64>(0)? as u64, &bytes);
        while lists.next(0, &mut documents, |key| (low..high).contains(&key)).is_some() {
            for document in documents.drain(..) {
                if let Some(seen) = seen.get_mut(document as usize) {
                    *seen = true;
                }
            }
        }
    }
    Ok((0u32..).zip(seen).filter(|(_, seen)| *seen).map(|(document, _)| document).collect())
}

/// Merges segments until no level has too many; each merge is a transaction of its own. At the `end` of a run all become one, unless
/// what is new is little beside what is there.
pub(crate) fn tidy(db: &mut Connection, family: Family, end: bool) -> Result<(), Error> {
    loop {
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let segments = segments(&step, family)?;
        let largest = segments.iter().map(|segment| segment.count).max().unwrap_or(0);
        let all: u32 = segments.iter().map(|segment| segment.count).sum();
        let run = if end && segments.len() > 1 && (all - largest) >= largest / LITTLE {
            Some(&segments[..])
        } else {
            segments.chunk_by(|a, b| a.level == b.level).find(|run| run.len() >= FAN).map(|run| &run[..FAN])
        };
        let Some(run) = run else { return Ok(()) };
        merge(&step, family, run)?;
        step.commit()?;
    }
}

/// One source of a merge: the next list of a segment.
struct Source<'a> {
    db: &'a Connection,
    segment: i64,
    offset: u32,
    /// First keys of blocks still to come are above this one.
    after: i64,
    lists: std::collections::VecDeque<(u64, Vec<u32>)>,
}

impl Source<'_> {
    fn key(&mut self) -> Result<Option<u64>, Error> {
        if self.lists.is_empty() {
            let mut statement = self.db.prepare_cached("SELECT first, bytes FROM blocks WHERE segment = ? AND first > ? ORDER BY first LIMIT 1")?;
            let found: Option<(i64, Vec<u8>)> = statement.query_row(params![self.segment, self.after], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let Some((first, packed)) = found else { return Ok(None) };
            self.after = first;
            let bytes = unpack(&packed)?;
            let mut lists = Lists::new(first as u64, &bytes);
            let mut documents = Vec::new();
            while let Some(key) = lists.next(self.offset, &mut documents, |_| true) {
                self.lists.push_back((key, std::mem::take(&mut documents)));
            }
        }
        Ok(self.lists.front().map(|(key, _)| *key))
    }
}

fn merge(db: &Connection, family: Family, run: &[Segment]) -> Result<(), Error> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
    let (base, end) = (first.base, last.base + i64::from(last.count));
    let mut all_days = vec![NO_DAY; (end - base) as usize];
    let mut sources = Vec::new();
    for segment in run {
        let offset = (segment.base - base) as u32;
        all_days[offset as usize..].iter_mut().zip(days(db, segment)?).for_each(|(slot, day)| *slot = day);
        sources.push(Source { db, segment: segment.id, offset, after: -1, lists: Default::default() });
    }
    let level = run.iter().map(|segment| segment.level).max().unwrap_or(0) + 1;
    let target = insert(db, family, &Segment { id: 0, base, count: (end - base) as u32, level }, &all_days)?;
    let mut writer = Writer::new(block_sink(db, target));
    let mut documents: Vec<u32> = Vec::new();
    loop {
        let mut least: Option<u64> = None;
        for source in &mut sources {
            least = [least, source.key()?].into_iter().flatten().min();
        }
        let Some(key) = least else { break };
        documents.clear();
        for source in &mut sources {
            if source.lists.front().is_some_and(|(at, _)| *at == key)
                && let Some((_, list)) = source.lists.pop_front()
            {
                documents.extend(list);
            }
        }
        writer.list(key, &documents)?;
    }
    writer.finish()?;
    for segment in run {
        remove(db, segment.id)?;
    }
    Ok(())
}

fn remove(db: &Connection, segment: i64) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM blocks WHERE segment = ?")?.execute([segment])?;
    db.prepare_cached("DELETE FROM segments WHERE id = ?")?.execute([segment])?;
    Ok(())
}

/// Throws a family away.
pub(crate) fn clear(db: &Connection, family: Family) -> Result<(), Error> {
    for segment in segments(db, family)? {
        remove(db, segment.id)?;
    }
    Ok(())
}
