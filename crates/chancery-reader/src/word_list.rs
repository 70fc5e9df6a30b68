//! Lists of words that are looked for at every place of a text.
//!
//! In: folded words with a value each. Out: the longest one that starts at a place, with its value. The trie of the
//! knowledge's lexicon keeps the cost the same however long a list is, also for names found in the document itself.

use chancery_knowledge::{Lexicon, Meaning};

/// Words with a value each.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordList<T> {
    lexicon: Lexicon,
    values: Vec<T>,
}

impl<T: Copy> WordList<T> {
    /// Takes the words; empty ones are left out, of equal ones the first counts.
    pub fn new(words: impl IntoIterator<Item = (Vec<char>, T)>) -> WordList<T> {
        let mut values = Vec::new();
        let entries = words
            .into_iter()
            .map(|(word, value)| {
                values.push(value);
                (word, Meaning::Part(values.len() as u32 - 1))
            })
            .collect();
        WordList { lexicon: Lexicon::build(entries), values }
    }

    /// The longest word at the start of a text: its length and value.
    #[inline]
    pub fn starting(&self, text: &[char]) -> Option<(usize, T)> {
        if self.values.is_empty() || text.is_empty() {
            return None;
        }
        let mut last = None;
        self.lexicon.each_at(text, 0, |hit| last = Some(hit));
        let hit = last?;
        match self.lexicon.meanings(hit.form).first()? {
            Meaning::Part(at) => self.values.get(*at as usize).map(|value| (hit.len as usize, *value)),
            _ => None,
        }
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
        assert_eq!(WordList::<()>::default().starting(&chars("条约")), None);
    }
}
