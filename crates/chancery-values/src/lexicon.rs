//! Word lists read from the data files, with longest match at a place. In: TSV text. Out: the entry and its length.

/// Words with a value each, matched longest first.
pub(crate) struct Lexicon<T> {
    /// Sorted by first character, longer words first.
    entries: Vec<(Box<[char]>, T)>,
    /// In order of their first character.
    groups: Vec<Group>,
    /// Per 64 characters of the basic plane: one bit for each that begins a word, and how many begin one before them.
    firsts: Vec<(u64, u32)>,
}

/// The words that begin with one character.
struct Group {
    entries: std::ops::Range<usize>,
    /// A sieve of their second characters: a place where none fits costs one look.
    seconds: u64,
}

const PLANE: usize = 0x10000;

#[inline]
fn sieve(c: char) -> u64 {
    1 << ((c as u32 ^ c as u32 >> 6) & 63)
}

impl<T> Lexicon<T> {
    /// A lexicon of words within the basic plane; others and empty ones are left out.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, T)>) -> Lexicon<T> {
        let words = words.into_iter().map(|(word, value)| (word.chars().collect::<Box<[char]>>(), value));
        let mut entries: Vec<(Box<[char]>, T)> = words.filter(|entry| entry.0.first().is_some_and(|&c| (c as usize) < PLANE)).collect();
        entries.sort_by(|a, b| a.0[0].cmp(&b.0[0]).then(b.0.len().cmp(&a.0.len())));
        let mut groups = Vec::new();
        let mut firsts = vec![(0, 0); PLANE / 64];
        let mut from = 0;
        for group in entries.chunk_by(|a, b| a.0[0] == b.0[0]) {
            let seconds = group.iter().filter_map(|(word, _)| word.get(1)).fold(0, |bits, c| bits | sieve(*c));
            let first = group[0].0[0];
            groups.push(Group { entries: from..from + group.len(), seconds });
            firsts[first as usize / 64].0 |= 1u64 << (first as usize % 64);
            from += group.len();
        }
        let mut before = 0;
        for (bits, rank) in &mut firsts {
            *rank = before;
            before += bits.count_ones();
        }
        Lexicon { entries, groups, firsts }
    }

    /// The longest word that stands at `at`, with its length.
    #[inline]
    pub(crate) fn longest(&self, text: &[char], at: usize) -> Option<(usize, &T)> {
        let rest = text.get(at..)?;
        let first = *rest.first()?;
        let (bits, rank) = self.firsts.get(first as usize / 64)?;
        let bit = 1u64 << (first as usize % 64);
        if bits & bit == 0 {
            return None;
        }
        let Group { entries, seconds } = &self.groups[(rank + (bits & (bit - 1)).count_ones()) as usize];
        let entries = &self.entries[entries.clone()];
        let longer = rest.get(1).is_some_and(|second| seconds & sieve(*second) != 0);
        // A word of one character comes last.
        let fitting = if longer { entries } else { &entries[entries.len() - 1..] };
        fitting.iter().find(|(word, _)| word.len() == 1 || rest.get(1) == Some(&word[1]) && rest.starts_with(word)).map(|(word, value)| (word.len(), value))
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
