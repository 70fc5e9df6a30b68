//! Counting what a filter leaves.
//!
//! In: a filter, lines. Out: counts by kind, status, outlet, name, year. What of a value is counted is what the list holds when the value is chosen: a
//! choice that replaces another (kind, status, outlet) is counted without the other, a choice that is added (a name) with all.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::Date;

use super::{Line, Texts};
use crate::ask::Filter;

/// Years that one record can count in.
const YEARS: i16 = 400;

/// How many records a filter leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub all: usize,
    /// By kind, were no kind asked for.
    pub kinds: BTreeMap<String, usize>,
    /// By status, were no status asked for.
    pub statuses: BTreeMap<String, usize>,
    /// By outlet, were no outlet asked for.
    pub outlets: BTreeMap<String, usize>,
    /// By who or what is named besides.
    pub names: BTreeMap<String, usize>,
    /// By what was decided; without a decision under the empty text.
    pub reviews: BTreeMap<String, usize>,
    /// By every year that a record touches, within the days asked for.
    pub years: BTreeMap<i16, usize>,
    /// By year and month of the first day.
    pub months: BTreeMap<(i16, u8), usize>,
    /// Without a date.
    pub undated: usize,
}

/// A filter in numbers.
pub(super) struct Wanted<'f> {
    named: Vec<Vec<u32>>,
    kinds: Option<Vec<u32>>,
    statuses: Option<Vec<u32>>,
    outlets: Option<BTreeSet<u32>>,
    pub from: Option<i32>,
    pub to: Option<i32>,
    documents: Option<&'f BTreeSet<i64>>,
}

/// Which parts of a filter something fits.
#[derive(Clone, Copy)]
pub(super) struct Fits {
    pub rest: bool,
    kind: bool,
    status: bool,
    pub outlet: bool,
}

impl Fits {
    pub fn all(self) -> bool {
        self.rest && self.kind && self.status && self.outlet
    }
}

/// What is compared with a filter.
pub(super) struct Seen<'l> {
    pub outlets: &'l [u32],
    pub first: Option<i32>,
    pub last: Option<i32>,
}

impl<'f> Wanted<'f> {
    pub fn of(texts: &Texts, filter: &'f Filter) -> Wanted<'f> {
        let numbers = |list: &[String]| list.iter().filter_map(|text| texts.find(text)).collect::<Vec<u32>>();
        let some = |list: &[String]| (!list.is_empty()).then(|| numbers(list));
        let outlets = filter.outlet.as_ref().map(|wanted| {
            let holding = texts.outlets.iter().filter(|outlet| chancery_text::fold_text(texts.text(**outlet)).contains(wanted.as_str()));
            holding.copied().collect()
        });
        Wanted {
            named: filter.named.iter().map(|ids| numbers(ids)).collect(),
            kinds: some(&filter.kinds),
            statuses: some(&filter.statuses),
            outlets,
            from: filter.from.map(Date::days),
            to: filter.to.map(Date::days),
            documents: filter.documents.as_ref(),
        }
    }

    /// The names of which one of each list is wanted.
    pub fn named(&self) -> &[Vec<u32>] {
        &self.named
    }

    /// Whether what names these fits.
    pub fn names(&self, names: &[u32]) -> bool {
        self.named.iter().all(|ids| ids.iter().any(|id| names.contains(id)))
    }

    /// The same without names: what is told by a document fits as the document does.
    pub fn document(&self, seen: &Seen<'_>, number: i64) -> Fits {
        self.beside(seen, std::iter::once(number))
    }

    fn beside(&self, seen: &Seen<'_>, mut documents: impl Iterator<Item = i64>) -> Fits {
        let days =
            self.from.is_none_or(|from| seen.last.is_some_and(|last| last >= from)) && self.to.is_none_or(|to| seen.first.is_some_and(|first| first <= to));
        let told = self.documents.is_none_or(|wanted| documents.any(|number| wanted.contains(&number)));
        let outlet = self.outlets.as_ref().is_none_or(|wanted| seen.outlets.iter().any(|outlet| wanted.contains(outlet)));
        Fits { rest: days && told, kind: true, status: true, outlet }
    }

    pub fn fits(&self, line: &Line) -> Fits {
        let seen = Seen { outlets: line.outlets(), first: line.first, last: line.last };
        let beside = self.beside(&seen, line.documents());
        Fits {
            rest: beside.rest && self.names(line.names()),
            outlet: beside.outlet,
            kind: self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&line.kind)),
            status: self.statuses.as_ref().is_none_or(|statuses| statuses.contains(&line.status)),
        }
    }
}

/// Counts in numbers.
#[derive(Default)]
pub(super) struct Counting {
    all: usize,
    kinds: BTreeMap<u32, usize>,
    statuses: BTreeMap<u32, usize>,
    /// By all outlets that tell it: a filter's outlet may be a part of several names.
    outlets: BTreeMap<Box<[u32]>, usize>,
    /// By number of the name.
    names: Vec<usize>,
    reviews: BTreeMap<u32, usize>,
    years: BTreeMap<i16, usize>,
    months: BTreeMap<(i16, u8), usize>,
    undated: usize,
}

impl Counting {
    pub fn line(&mut self, wanted: &Wanted<'_>, line: &Line) {
        let fits = wanted.fits(line);
        if !fits.rest {
            return;
        }
        if fits.status && fits.outlet {
            *self.kinds.entry(line.kind).or_default() += 1;
        }
        if fits.kind && fits.outlet && line.status != 0 {
            *self.statuses.entry(line.status).or_default() += 1;
        }
        if fits.kind && fits.status {
            self.outlets(line.outlets(), 1);
        }
        if fits.all() {
            *self.reviews.entry(line.review).or_default() += 1;
            self.names(line.names());
            self.days(wanted, line.first, line.last, 1);
        }
    }

    pub fn outlets(&mut self, outlets: &[u32], records: usize) {
        match self.outlets.get_mut(outlets) {
            Some(count) => *count += records,
            None => drop(self.outlets.insert(outlets.into(), records)),
        }
    }

    pub fn names(&mut self, names: &[u32]) {
        for name in names {
            let at = *name as usize;
            if at >= self.names.len() {
                self.names.resize(at + 1, 0);
            }
            self.names[at] += 1;
        }
    }

    /// Records of the same days.
    pub fn days(&mut self, wanted: &Wanted<'_>, first: Option<i32>, last: Option<i32>, records: usize) {
        self.all += records;
        let (Some(first), Some(last)) = (first, last) else {
            self.undated += records;
            return;
        };
        let day = Date::from_days(first);
        *self.months.entry((day.year, day.month)).or_default() += records;
        let (low, high) = (wanted.from.map_or(first, |from| first.max(from)), wanted.to.map_or(last, |to| last.min(to)));
        let (low, high) = (if low == first { day.year } else { Date::from_days(low).year }, if high == first { day.year } else { Date::from_days(high).year });
        for year in low..=high.min(low.saturating_add(YEARS)) {
            *self.years.entry(year).or_default() += records;
        }
    }

    pub fn told(self, texts: &Texts) -> Counts {
        let named = |counts: BTreeMap<u32, usize>| counts.into_iter().map(|(number, count)| (texts.text(number).to_owned(), count)).collect();
        let mut outlets: BTreeMap<String, usize> = BTreeMap::new();
        let known: BTreeSet<u32> = self.outlets.keys().flat_map(|set| set.iter().copied()).collect();
        for outlet in known {
            let folded = chancery_text::fold_text(texts.text(outlet));
            let holding = |other: &u32| *other == outlet || chancery_text::fold_text(texts.text(*other)).contains(&folded);
            let count = self.outlets.iter().filter(|(set, _)| set.iter().any(holding)).map(|(_, count)| count).sum();
            outlets.insert(texts.text(outlet).to_owned(), count);
        }
        let names = self.names.iter().enumerate().filter(|(_, count)| **count > 0).map(|(number, count)| (texts.text(number as u32).to_owned(), *count));
        Counts {
            all: self.all,
            kinds: named(self.kinds),
            statuses: named(self.statuses),
            outlets,
            names: names.collect(),
            reviews: named(self.reviews),
            years: self.years,
            months: self.months,
            undated: self.undated,
        }
    }
}
