//! Which frames a part of a trigger calls up, and a look that tells of most of them that they cannot hold in a sentence.
//!
//! In: the knowledge and the words that its frames ask about, once; per sentence, the parts and words that stand in it. Out: the
//! candidates that are worth trying. What is let through may still fail; what is stopped could not have held.

use std::collections::BTreeMap;

use chancery_knowledge::Knowledge;

use crate::few::Few;
use crate::lists::FrameWords;

/// A frame with the trigger of which a part is the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub frame: u32,
    pub trigger: u32,
    /// Whether the trigger has no other part.
    pub single: bool,
    /// Whether the frame applies in titles only.
    title: bool,
    /// The group of words one of which must stand in the clause.
    with: Option<u32>,
    /// Of the parts one of which must stand before; empty where none must.
    earlier: Sieve,
}

/// A set of numbers, one bit for many of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sieve(u64);

impl Sieve {
    fn of(numbers: &[u32]) -> Sieve {
        numbers.iter().fold(Sieve::default(), |sieve, number| Sieve(sieve.0 | Sieve::bit(*number)))
    }

    #[inline]
    fn bit(number: u32) -> u64 {
        1 << (number.wrapping_mul(0x9E37_79B1) >> 26)
    }
}

/// Groups of forms, equal ones once. Told a form, it knows the groups that hold it.
#[derive(Clone, Debug, Default)]
struct Groups {
    known: BTreeMap<Vec<u32>, u32>,
    /// By form, which row is its own; 0 is that of no group.
    row: Vec<u32>,
    /// Rows of bits, one per group.
    rows: Vec<u64>,
    /// Length of a row.
    width: usize,
}

impl Groups {
    /// The group of these forms; `None` where there are none, so that nothing is asked for.
    fn group(&mut self, forms: &[u32]) -> Option<u32> {
        let next = self.known.len() as u32;
        (!forms.is_empty()).then(|| *self.known.entry(forms.to_vec()).or_insert(next))
    }

    /// To be called when all groups are known.
    fn close(&mut self) {
        let known = std::mem::take(&mut self.known);
        self.width = known.len().div_ceil(64);
        self.row = vec![0; known.keys().flatten().max().map_or(0, |last| *last as usize + 1)];
        self.rows = vec![0; self.width];
        for (forms, group) in &known {
            for form in forms {
                let row = &mut self.row[*form as usize];
                if *row == 0 {
                    *row = (self.rows.len() / self.width) as u32;
                    self.rows.resize(self.rows.len() + self.width, 0);
                }
                self.rows[*row as usize * self.width + *group as usize / 64] |= 1 << (group % 64);
            }
        }
    }

    /// The groups that hold one of some forms.
    fn of(&self, forms: impl Iterator<Item = u32>) -> Few<u64, 8> {
        let mut marks: Few<u64, 8> = (0..self.width).map(|_| 0).collect();
        for row in forms.filter_map(|form| self.row.get(form as usize)).filter(|row| **row != 0) {
            let row = &self.rows[*row as usize * self.width..][..self.width];
            marks.iter_mut().zip(row).for_each(|(marks, row)| *marks |= row);
        }
        marks
    }
}

/// What stands in a sentence, as far as a look at a candidate asks.
#[derive(Clone, Debug)]
pub(crate) struct Present {
    title: bool,
    /// The parts before the anchor.
    parts: Sieve,
    /// One bit per group of which a word stands there; looked up when the first candidate asks.
    words: Option<Few<u64, 8>>,
}

impl Present {
    /// Adds a part that stands before the parts that follow.
    pub fn pass(&mut self, part: u32) {
        self.parts.0 |= Sieve::bit(part);
    }
}

impl Candidate {
    /// Whether it may hold beside what stands there.
    #[inline]
    pub fn may_hold(&self, present: &mut Present, words: impl FnOnce() -> Few<u64, 8>) -> bool {
        if self.title && !present.title || self.earlier.0 != 0 && self.earlier.0 & present.parts.0 == 0 {
            return false;
        }
        let Some(group) = self.with else { return true };
        present.words.get_or_insert_with(words).get(group as usize / 64).is_some_and(|word| word >> (group % 64) & 1 == 1)
    }
}

/// Candidates by the part that anchors them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    candidates: Vec<Candidate>,
    /// Per part, where its candidates begin; one more at the end.
    starts: Vec<u32>,
    words: Groups,
    /// Per part, whether a frame that it anchors asks who was spoken of before the sentence.
    looks_back: Vec<bool>,
}

impl Anchors {
    pub fn new(knowledge: &Knowledge, frame_words: &[FrameWords]) -> Anchors {
        let mut anchors = Anchors::default();
        let with: Vec<Option<u32>> = frame_words.iter().map(|words| anchors.words.group(words.with_word.forms())).collect();
        for anchored in &knowledge.anchored {
            anchors.starts.push(anchors.candidates.len() as u32);
            anchors.looks_back.push(anchored.iter().any(|(frame, _)| knowledge.frames[*frame as usize].looks_back()));
            for &(frame, trigger) in anchored {
                let slots = &knowledge.trigger_parts[frame as usize][trigger as usize];
                let earlier = slots.len().checked_sub(2).map_or(Sieve::default(), |before| Sieve::of(&slots[before]));
                let title = knowledge.frames[frame as usize].headline_only;
                anchors.candidates.push(Candidate { frame, trigger, single: slots.len() == 1, title, with: with[frame as usize], earlier });
            }
        }
        anchors.starts.push(anchors.candidates.len() as u32);
        anchors.words.close();
        anchors
    }

    /// The candidates that a part anchors.
    #[inline]
    pub fn of(&self, part: u32) -> &[Candidate] {
        &self.candidates[self.starts[part as usize] as usize..self.starts[part as usize + 1] as usize]
    }

    /// Whether a frame that a part anchors asks who was spoken of before the sentence.
    pub fn looks_back(&self, part: u32) -> bool {
        self.looks_back[part as usize]
    }

    /// What a sentence holds before its first part.
    pub fn present(&self, title: bool) -> Present {
        Present { title, parts: Sieve::default(), words: None }
    }

    /// The groups of which a word stands in a sentence, by the words of lists in it.
    pub fn words(&self, forms: impl Iterator<Item = u32>) -> Few<u64, 8> {
        self.words.of(forms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_stopped_by_what_it_lacks_alone() {
        let mut anchors = Anchors::default();
        let groups: Vec<Vec<u32>> = (0..2000).map(|n| vec![n, n + 1, n + 5000]).collect();
        let known: Vec<Option<u32>> = groups.iter().map(|group| anchors.words.group(group)).collect();
        assert_eq!((anchors.words.group(&groups[7]), anchors.words.group(&[])), (known[7], None));
        anchors.words.close();
        let mut present = anchors.present(false);
        let words = || anchors.words([7, 5100, 90_000].into_iter());
        present.pass(11);
        for (forms, with) in groups.iter().zip(known) {
            let free = Candidate { frame: 0, trigger: 0, single: true, title: false, with: None, earlier: Sieve::default() };
            assert_eq!(Candidate { with, ..free }.may_hold(&mut present, words), forms.contains(&7) || forms.contains(&5100));
            assert!(!Candidate { title: true, ..free }.may_hold(&mut present, words) && free.may_hold(&mut present, words));
            assert!(!forms.contains(&11) || Candidate { earlier: Sieve::of(forms), ..free }.may_hold(&mut present, words));
        }
        let stopped = (0..2000).filter(|part| Sieve::of(&[*part]).0 & Sieve::of(&[11]).0 == 0).count();
        assert!(stopped > 1800);
    }
}
