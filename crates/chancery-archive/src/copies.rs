//! The same text in many outlets: exact and near duplicates.
//!
//! In: normal forms of texts. Out: a *sketch* (bands of minimal hashes over runs of characters), by which possible copies are found, and how
//! alike two texts are. Two texts are copies when seven tenths of their runs are common; whether they are does not depend on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};

/// Characters in a run.
const RUN: usize = 5;
const BANDS: usize = 8;
const ROWS: usize = 4;
/// Fewer runs say too little: short notices are alike by their form.
const FEWEST: usize = 40;
/// Part of the runs that copies share.
pub(crate) const ALIKE: f64 = 0.7;
/// Agency copy is reprinted within so many days.
pub(crate) const DAYS: i32 = 5;

/// Bands of a text; texts that share one may be copies. Empty for a text too short to tell.
pub(crate) type Sketch = Vec<u32>;

fn runs(normal: &str) -> BTreeSet<u64> {
    let chars: Vec<char> = normal.chars().filter(|c| *c > '\u{2}').collect();
    chars.windows(RUN).map(|run| mix(run.iter().fold(0u64, |hash, c| hash.wrapping_mul(0x0002_0000_01B3).wrapping_add(*c as u64)))).collect()
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The sketch of a normal form.
pub(crate) fn sketch(normal: &str) -> Sketch {
    let chars: Vec<char> = normal.chars().filter(|c| *c > '\u{2}').collect();
    if chars.len() < FEWEST + RUN {
        return Vec::new();
    }
    // One hash falls into one of the rows' bins; a bin that stays empty borrows from the next, so that two equal sets give equal bins.
    let mut bins = [u64::MAX; BANDS * ROWS];
    for run in chars.windows(RUN) {
        let hash = mix(run.iter().fold(0u64, |hash, c| hash.wrapping_mul(0x0002_0000_01B3).wrapping_add(*c as u64)));
        let bin = &mut bins[(hash >> 59) as usize];
        *bin = (*bin).min(hash & (u64::MAX >> 5));
    }
    let full = |from: usize| (from..from + bins.len()).map(|at| bins[at % bins.len()]).find(|bin| *bin != u64::MAX).unwrap_or(0);
    let filled: Vec<u64> = (0..bins.len()).map(full).collect();
    filled.chunks_exact(ROWS).zip(0u64..).map(|(rows, band)| (rows.iter().fold(band, |hash, row| mix(hash.wrapping_add(*row))) >> 32) as u32).collect()
}

/// Part of the runs of two texts that is common to both.
pub(crate) fn alike(left: &str, right: &str) -> f64 {
    let (left, right) = (runs(left), runs(right));
    let common = left.intersection(&right).count();
    common as f64 / (left.len() + right.len() - common).max(1) as f64
}

/// Bands of the documents of some days, to look candidates up in.
#[derive(Default)]
pub(crate) struct Sketches {
    bands: BTreeMap<(u8, u32), Vec<(i64, i32)>>,
    /// Days that are loaded, first and last.
    pub loaded: Option<(i32, i32)>,
    /// The last document that is in.
    pub last: i64,
}

impl Sketches {
    /// Empty ones, to be filled with the documents of some days up to a number.
    pub fn of(days: (i32, i32), last: i64) -> Sketches {
        Sketches { bands: BTreeMap::new(), loaded: Some(days), last }
    }

    pub fn insert(&mut self, document: i64, day: i32, sketch: &[u32]) {
        for (band, hash) in (0u8..).zip(sketch) {
            self.bands.entry((band, *hash)).or_default().push((document, day));
        }
    }

    /// Documents that share a band and were published within [`DAYS`], in order.
    pub fn candidates(&self, day: i32, sketch: &[u32]) -> BTreeSet<i64> {
        let near = |other: i32| (i64::from(other) - i64::from(day)).abs() <= i64::from(DAYS);
        (0u8..)
            .zip(sketch)
            .filter_map(|(band, hash)| self.bands.get(&(band, *hash)))
            .flatten()
            .filter(|(_, other)| near(*other))
            .map(|(document, _)| *document)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::normal;

    fn text(seed: usize) -> String {
        (0..160).map(|n| char::from_u32(0x4E00 + ((n * 7919 + seed * 104_729 + n * n * 31) % 3000) as u32).unwrap()).collect()
    }

    #[test]
    fn a_reprint_with_changes_shares_a_band_and_another_text_does_not() {
        let (agency, other) = (normal(&text(1), false).text, normal(&text(2), false).text);
        let reprint = normal(&format!("新华社北京电{}（完）", text(1)), false).text;
        assert!(alike(&agency, &reprint) > ALIKE);
        assert!(alike(&agency, &other) < 0.1);
        let mut all = Sketches::default();
        all.insert(1, 100, &sketch(&agency));
        all.insert(2, 100, &sketch(&other));
        assert_eq!(all.candidates(102, &sketch(&reprint)), BTreeSet::from([1]));
        assert_eq!(all.candidates(100 + DAYS + 1, &sketch(&reprint)), BTreeSet::new());
    }

    #[test]
    fn short_texts_have_no_sketch() {
        assert!(sketch("今日無事").is_empty());
    }
}
