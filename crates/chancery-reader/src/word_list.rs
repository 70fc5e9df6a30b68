//! Names found in a document itself, looked for at every place of it.
//!
//! In: folded words with a value each. Out: the longest one that starts at a place, with its value. Made anew for each
//! document that has any, so it is a sorted list behind a sieve of first characters: a place where none starts costs one look.

/// Words with a value each.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordList<T> {
    /// By first character, longer ones first.
    words: Vec<(Vec<char>, T)>,
    /// One bit per first character, by its last bits.
    sieve: [u64; 16],
}

impl<T: Copy> WordList<T> {
    /// Takes the words; empty ones are left out, of equal ones the first counts.
    pub fn new(words: impl IntoIterator<Item = (Vec<char>, T)>) -> WordList<T> {
        let mut words: Vec<(Vec<char>, T)> = words.into_iter().filter(|(word, _)| !word.is_empty()).collect();
        words.sort_by(|(a, _), (b, _)| a[0].cmp(&b[0]).then(b.len().cmp(&a.len())));
        let mut sieve = [0; 16];
        for (word, _) in &words {
            let (at, bit) = place(word[0]);
            sieve[at] |= bit;
        }
        WordList { words, sieve }
    }

    /// The longest word at the start of a text: its length and value.
    #[inline]
    pub fn starting(&self, text: &[char]) -> Option<(usize, T)> {
        let first = *text.first()?;
        let (at, bit) = place(first);
        if self.sieve[at] & bit == 0 {
            return None;
        }
        let from = self.words.partition_point(|(word, _)| word[0] < first);
        let (word, value) = self.words[from..].iter().take_while(|(word, _)| word[0] == first).find(|(word, _)| text.starts_with(word))?;
        Some((word.len(), *value))
    }

    /// Every place where a word starts, with its length and value; words may overlap.
    pub fn places<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = (usize, usize, T)> + 'a {
        let text = if self.words.is_empty() { &[] } else { text };
        let may_start = |c: char| {
            let (at, bit) = place(c);
            self.sieve[at] & bit != 0
        };
        let places = text.iter().enumerate().filter(move |(_, c)| may_start(**c));
        places.filter_map(|(at, _)| self.starting(&text[at..]).map(|(length, value)| (at, length, value)))
    }
}

#[inline]
fn place(c: char) -> (usize, u64) {
    (c as usize >> 6 & 15, 1 << (c as u32 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_counts_once() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let list = WordList::new([(chars("条约"), 1), (chars("条约文本"), 2), (chars("条约"), 3)]);
        assert_eq!(list.starting(&chars("条约文本的")), Some((4, 2)));
        assert_eq!(list.places(&chars("签条约")).collect::<Vec<_>>(), vec![(1, 2, 1)]);
        assert_eq!(WordList::<()>::default().starting(&chars("条约")), None);
    }
}
