//! What lists are counted from: every record of the register and everything told, in a few bytes each, held in memory.
//!
//! In: the tables, the readings, what was held before. Out: [`Digest`] (records) and [`Readings`] (statements, figures, how sure each event is), and
//! exact counts of what a filter leaves. Both are brought up to date by what changed alone. The words of a list are not here: rows are read when shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chancery_model::Date;

use crate::archive::Archive;
use crate::ask::Filter;
use crate::error::Error;
use crate::register::row::{self, Row};
use crate::terms::hash;

mod count;
mod told;

pub use count::Counts;
pub use told::{Rating, Readings, Tenure};

use count::Wanted;

/// Texts that occur often, by number; 0 is the empty one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    list: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, u32>,
    /// Those that are names of outlets.
    outlets: BTreeSet<u32>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Arc<str> = text.into();
        self.list.push(Arc::clone(&text));
        self.numbers.insert(text, self.list.len() as u32);
        self.list.len() as u32
    }

    fn outlet(&mut self, name: &str) -> u32 {
        let number = self.number(name);
        if number > 0 {
            self.outlets.insert(number);
        }
        number
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn text(&self, number: u32) -> &str {
        (number as usize).checked_sub(1).and_then(|at| self.list.get(at)).map_or("", |text| text)
    }
}

/// A record of the register.
#[derive(Clone, Debug)]
pub struct Line {
    number: i64,
    check: u64,
    /// Its id.
    pub id: Arc<str>,
    layer: u32,
    kind: u32,
    status: u32,
    review: u32,
    /// First possible day, counted from 1970.
    pub first: Option<i32>,
    /// Last possible day.
    pub last: Option<i32>,
    names: usize,
    outlets: usize,
    /// Names, outlets, documents.
    pool: Box<[u32]>,
}

impl Line {
    fn names(&self) -> &[u32] {
        &self.pool[..self.names]
    }

    fn outlets(&self) -> &[u32] {
        &self.pool[self.names..self.names + self.outlets]
    }

    /// Numbers of the documents that tell it.
    pub fn documents(&self) -> impl Iterator<Item = i64> {
        self.pool[self.names + self.outlets..].iter().map(|number| i64::from(*number))
    }
}

/// All records of the register.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    texts: Texts,
    /// In order of their numbers.
    lines: Vec<Line>,
    /// Places of the lines that name a text, by its number.
    naming: Naming,
}

/// Places of what names something, in order, by the number of its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naming(Vec<Vec<u32>>);

impl Naming {
    /// What stands at each place names these.
    fn of<'n>(texts: &Texts, all: impl Iterator<Item = (usize, &'n [u32])>) -> Naming {
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); texts.list.len() + 1];
        for (at, names) in all {
            for name in names {
                if let Some(list) = places.get_mut(*name as usize).filter(|list| list.last() != Some(&(at as u32))) {
                    list.push(at as u32);
                }
            }
        }
        Naming(places)
    }

    /// Places that can fit: those that name one of the rarest names wanted; nothing where no name is wanted.
    fn places(&self, wanted: &Wanted<'_>) -> Option<Vec<u32>> {
        let list = |name: &u32| self.0.get(*name as usize).map_or(&[][..], Vec::as_slice);
        let rarest = wanted.named().iter().min_by_key(|ids| ids.iter().map(|id| list(id).len()).sum::<usize>())?;
        let mut places: Vec<u32> = rarest.iter().flat_map(list).copied().collect();
        places.sort_unstable();
        places.dedup();
        Some(places)
    }
}

impl Archive {
    /// The row of a record of the register.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn row(&self, id: &str) -> Result<Option<Row>, Error> {
        let mut statement = self.db.prepare_cached("SELECT number, id, layer, kind, status, body FROM records WHERE id = ?")?;
        let mut rows = statement.query([id])?;
        let Some(found) = rows.next()? else { return Ok(None) };
        Ok(Some(row::read(found, &mut self.dictionaries.unpacker())?))
    }

    /// All records of the register; what was held before is used again where its row is the same.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn digest(&self, before: Option<&Digest>) -> Result<Digest, Error> {
        let mut digest = Digest { texts: before.map(|before| before.texts.clone()).unwrap_or_default(), ..Digest::default() };
        let mut old = before.map_or(&[][..], |before| &before.lines).iter().peekable();
        let mut statement = self.db.prepare_cached("SELECT number, id, layer, kind, status, body FROM records ORDER BY number")?;
        let mut rows = statement.query([])?;
        let mut unpacker = self.dictionaries.unpacker();
        while let Some(found) = rows.next()? {
            let number: i64 = found.get(0)?;
            let check = hash_bytes(found.get_ref(5)?.as_blob().unwrap_or_default()) ^ hash(found.get_ref(1)?.as_str().unwrap_or_default());
            while old.next_if(|line| line.number < number).is_some() {}
            if let Some(line) = old.next_if(|line| line.number == number && line.check == check) {
                digest.lines.push(line.clone());
                continue;
            }
            digest.add(number, check, &row::read(found, &mut unpacker)?);
        }
        digest.naming = Naming::of(&digest.texts, digest.lines.iter().enumerate().map(|(at, line)| (at, line.names())));
        Ok(digest)
    }
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
}

impl Digest {
    fn add(&mut self, number: i64, check: u64, row: &Row) {
        let of = &row.summary;
        let mut pool: Vec<u32> =
            [&of.actors, &of.recipients, &of.others, &of.sides, &of.places].into_iter().flatten().map(|key| self.texts.number(key)).collect();
        pool.sort_unstable();
        pool.dedup();
        let names = pool.len();
        pool.extend(of.outlets.iter().map(|outlet| self.texts.outlet(outlet)));
        let outlets = pool.len() - names;
        pool.extend(of.documents.iter().map(|number| *number as u32));
        let date = of.date.as_ref();
        self.lines.push(Line {
            number,
            check,
            id: row.id.as_str().into(),
            layer: self.texts.number(&row.layer),
            kind: self.texts.number(&row.kind),
            status: self.texts.number(row.status.as_deref().unwrap_or_default()),
            review: self.texts.number(of.review.as_deref().unwrap_or_default()),
            first: date.and_then(|date| date.from.or(date.to)).map(Date::days),
            last: date.and_then(|date| date.to.or(date.from)).map(Date::days),
            names,
            outlets,
            pool: pool.into(),
        });
    }

    /// How many records of a layer a filter leaves, and by what they can be told apart.
    pub fn count(&self, layer: &str, filter: &Filter) -> Counts {
        let wanted = Wanted::of(&self.texts, filter);
        let mut counts = count::Counting::default();
        let Some(layer) = self.texts.find(layer) else { return Counts::default() };
        self.lines(&wanted, layer, |line| counts.line(&wanted, line));
        counts.told(&self.texts)
    }

    /// Of the records of a layer that a filter leaves, how many name both of two of those who are `wanted`, by pair; the lesser id first.
    pub fn pairs(&self, layer: &str, filter: &Filter, wanted: impl Fn(&str) -> bool) -> BTreeMap<(&str, &str), usize> {
        let sides: Vec<bool> = self.texts.list.iter().map(|text| wanted(text)).collect();
        let mut counts: HashMap<(u32, u32), usize> = HashMap::new();
        self.each(layer, filter, |line| {
            let named: Vec<u32> = line.names().iter().copied().filter(|name| sides.get(*name as usize - 1) == Some(&true)).collect();
            for (at, left) in named.iter().enumerate() {
                named[at + 1..].iter().for_each(|right| *counts.entry((*left, *right)).or_default() += 1);
            }
        });
        let pair = |((left, right), count)| {
            let (left, right) = (self.texts.text(left), self.texts.text(right));
            ((left.min(right), left.max(right)), count)
        };
        counts.into_iter().map(pair).collect()
    }

    /// Calls `each` with every record of a layer that a filter leaves.
    pub fn each<'d>(&'d self, layer: &str, filter: &Filter, mut each: impl FnMut(&'d Line)) {
        let wanted = Wanted::of(&self.texts, filter);
        let Some(layer) = self.texts.find(layer) else { return };
        self.lines(&wanted, layer, |line| {
            if wanted.fits(line).all() {
                each(line);
            }
        });
    }

    /// Calls `each` with the lines of a layer that can fit: all, or those that name somebody who is wanted.
    fn lines<'d>(&'d self, wanted: &Wanted<'_>, layer: u32, each: impl FnMut(&'d Line)) {
        let of_layer = |line: &&Line| line.layer == layer;
        match self.naming.places(wanted) {
            Some(places) => places.into_iter().filter_map(|at| self.lines.get(at as usize)).filter(of_layer).for_each(each),
            None => self.lines.iter().filter(of_layer).for_each(each),
        }
    }

    /// The newest records of a layer that a filter leaves, so many at most, in the order of [`Archive::rows`].
    pub fn newest(&self, layer: &str, filter: &Filter, most: usize) -> Vec<&Line> {
        // Of a day those come first whose ids do; what has no day comes last.
        let order = |a: &&Line, b: &&Line| b.first.cmp(&a.first).then_with(|| a.id.cmp(&b.id));
        let after = filter.after.as_ref().map(|(first, id)| (first.map(Date::days), id.as_str()));
        let mut all: Vec<&Line> = Vec::new();
        self.each(layer, filter, |line| {
            if after.is_none_or(|(first, id)| first.cmp(&line.first).then_with(|| (*line.id).cmp(id)).is_gt()) {
                all.push(line);
            }
        });
        if all.len() > most {
            all.select_nth_unstable_by(most, order);
            all.truncate(most);
        }
        all.sort_unstable_by(order);
        all
    }

    /// What is known of a record beside its days.
    pub fn kind(&self, line: &Line) -> &str {
        self.texts.text(line.kind)
    }

    /// `accepted` or `rejected`; empty where nobody decided.
    pub fn review(&self, line: &Line) -> &str {
        self.texts.text(line.review)
    }
}
