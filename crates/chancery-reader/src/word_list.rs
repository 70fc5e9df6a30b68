//! Lists of words that are looked for at every place of a text.
//!
//! In: folded words. Out: the longest one that starts at a place, with what it stands for. A bit per first character
//! lets nearly every place be passed over at once, so that a list costs the same however long it is.

use std::collections::HashMap;

/// Words with a value each.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordList<T> {
    firsts: Vec<u64>,
    by_first: HashMap<char, Vec<(Vec<char>, T)>>,
}

impl<T: Copy> WordList<T> {
    /// Takes the words; empty ones are left out, of equal ones the first counts.
    pub fn new(words: impl IntoIterator<Item = (Vec<char>, T)>) -> WordList<T> {
        let mut list = WordList { firsts: vec![0; 0x10000 / 64], by_first: HashMap::new() };
        for (word, value) in words {
            let Some(&first) = word.first() else { continue };
            if let Some(slot) = list.firsts.get_mut(first as usize / 64) {
                *slot |= 1 << (first as usize % 64);
            }
            list.by_first.entry(first).or_default().push((word, value));
        }
        let mut keys: Vec<char> = list.by_first.keys().copied().collect();
        keys.sort_unstable();
        for key in keys {
            if let Some(words) = list.by_first.get_mut(&key) {
                words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
            }
        }
        list
    }

    /// The longest word at the start of a text: its length and value.
    #[inline]
    pub fn starting(&self, text: &[char]) -> Option<(usize, T)> {
        let first = *text.first()?;
        let slot = self.firsts.get(first as usize / 64)?;
        if slot >> (first as usize % 64) & 1 == 0 {
            return None;
        }
        self.by_first.get(&first)?.iter().find(|(word, _)| text.starts_with(word)).map(|(word, value)| (word.len(), *value))
    }

    /// How often words of the list stand in a text, not counting one inside another.
    pub fn count(&self, text: &[char]) -> usize {
        let (mut found, mut at) = (0, 0);
        while at < text.len() {
            match self.starting(&text[at..]) {
                Some((length, _)) => {
                    found += 1;
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Every place where a word starts, with its length and value; words may overlap.
    pub fn places<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = (usize, usize, T)> + 'a {
        (0..text.len()).filter_map(|at| self.starting(&text[at..]).map(|(length, value)| (at, length, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_counts_once() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let list = WordList::new([(chars("条约"), 1), (chars("条约文本"), 2)]);
        assert_eq!(list.starting(&chars("条约文本的")), Some((4, 2)));
        assert_eq!(list.count(&chars("条约与条约文本")), 2);
        assert_eq!(list.places(&chars("签条约")).collect::<Vec<_>>(), vec![(1, 2, 1)]);
    }
}
