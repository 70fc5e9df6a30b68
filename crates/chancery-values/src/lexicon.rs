//! Word lists read from the data files, with longest match at a place. In: TSV text. Out: the entry and its length.

/// Words with a value each, matched longest first.
pub(crate) struct Lexicon<T> {
    /// Sorted by first character, longer words first.
    entries: Vec<(Box<[char]>, T)>,
    /// By first character within the basic plane: one more than the place of its first entry, 0 where it has none.
    index: Vec<u16>,
}

const PLANE: usize = 0x10000;

impl<T> Lexicon<T> {
    /// A lexicon of words within the basic plane; others and empty ones are left out.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, T)>) -> Lexicon<T> {
        let words = words.into_iter().map(|(word, value)| (word.chars().collect::<Box<[char]>>(), value));
        let mut entries: Vec<(Box<[char]>, T)> = words.filter(|entry| entry.0.first().is_some_and(|&c| (c as usize) < PLANE)).collect();
        entries.sort_by(|a, b| a.0[0].cmp(&b.0[0]).then(b.0.len().cmp(&a.0.len())));
        entries.truncate(usize::from(u16::MAX) - 1);
        let mut index = vec![0; PLANE];
        for (place, entry) in entries.iter().enumerate().rev() {
            index[entry.0[0] as usize] = place as u16 + 1;
        }
        Lexicon { entries, index }
    }

    /// The longest word that stands at `at`, with its length.
    pub(crate) fn longest(&self, text: &[char], at: usize) -> Option<(usize, &T)> {
        let rest = text.get(at..)?;
        let first = *rest.first()?;
        let from = usize::from(*self.index.get(first as usize)?).checked_sub(1)?;
        for (word, value) in &self.entries[from..] {
            if word[0] != first {
                break;
            }
            if rest.len() >= word.len() && rest[1..word.len()] == word[1..] {
                return Some((word.len(), value));
            }
        }
        None
    }

    /// The characters that words begin with.
    pub(crate) fn first_characters(&self) -> impl Iterator<Item = char> + '_ {
        self.entries.iter().map(|entry| entry.0[0])
    }
}

/// The rows of a data file without its comments, cut at tabs.
pub(crate) fn rows(data: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let lexicon = Lexicon::new([("上周", 1), ("上", 2), ("上上周", 3)].map(|(word, value)| (word.to_owned(), value)));
        let text: Vec<char> = "上上周上周上".chars().collect();
        let found: Vec<_> = [0, 1, 3, 5, 6].map(|at| lexicon.longest(&text, at).map(|(length, value)| (length, *value))).to_vec();
        assert_eq!(found, [Some((3, 3)), Some((2, 1)), Some((2, 1)), Some((1, 2)), None]);
    }
}
