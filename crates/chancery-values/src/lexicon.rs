//! Word lists read from the data files, with longest match at a place. In: TSV text. Out: the entry and its length.

/// Words with a value each, matched longest first.
pub(crate) struct Lexicon<T> {
    /// Sorted by first character, longer words first.
    entries: Vec<(Vec<char>, T)>,
}

impl<T> Lexicon<T> {
    pub(crate) fn new(words: impl IntoIterator<Item = (String, T)>) -> Lexicon<T> {
        let mut entries: Vec<(Vec<char>, T)> =
            words.into_iter().map(|(word, value)| (word.chars().collect(), value)).filter(|entry: &(Vec<char>, T)| !entry.0.is_empty()).collect();
        entries.sort_by(|a, b| a.0[0].cmp(&b.0[0]).then(b.0.len().cmp(&a.0.len())));
        Lexicon { entries }
    }

    /// The longest word that stands at `at`, with its length.
    pub(crate) fn longest(&self, text: &[char], at: usize) -> Option<(usize, &T)> {
        let rest = text.get(at..)?;
        let first = *rest.first()?;
        let from = self.entries.partition_point(|entry| entry.0[0] < first);
        self.entries[from..].iter().take_while(|entry| entry.0[0] == first).find(|entry| rest.starts_with(&entry.0)).map(|entry| (entry.0.len(), &entry.1))
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
