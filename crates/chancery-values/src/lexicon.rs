//! Word lists read from the data files, with longest match at a place. In: TSV text. Out: the entry and its length.

/// Words with a value each, matched longest first.
pub(crate) struct Lexicon<T> {
    /// In order of their first character, then of the second, longer words first.
    entries: Vec<Entry>,
    values: Vec<T>,
    /// What the words go on with behind their second character, one after the other.
    rests: Vec<char>,
    /// In order of their first character.
    groups: Vec<Group>,
    /// Per 64 characters of the basic plane: one bit for each that begins a word, and how many begin one before them.
    firsts: Vec<(u64, u32)>,
}

/// A word but for its first character.
#[derive(Clone, Copy)]
struct Entry {
    /// NUL for a word of one character.
    second: char,
    rest: u32,
    length: u32,
}

/// The words that begin with one character.
struct Group {
    first: char,
    /// The first entry, the one behind the last, and the one of one character, where there is one.
    from: u32,
    to: u32,
    single: u32,
    /// A sieve of their second characters: a place where none fits costs one look.
    seconds: u64,
}

const PLANE: usize = 0x10000;
const NONE: u32 = u32::MAX;

#[inline]
fn sieve(c: char) -> u64 {
    1 << ((c as u32 ^ c as u32 >> 6) & 63)
}

impl<T> Lexicon<T> {
    /// A lexicon of words within the basic plane; others and empty ones are left out, of equal ones the first counts.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, T)>) -> Lexicon<T> {
        let words = words.into_iter().map(|(word, value)| (word.chars().collect::<Vec<char>>(), value));
        let mut words: Vec<(Vec<char>, T)> = words.filter(|(word, _)| word.first().is_some_and(|&c| (c as usize) < PLANE)).collect();
        words.sort_by(|(a, _), (b, _)| a[0].cmp(&b[0]).then(a.get(1).cmp(&b.get(1))).then(b.len().cmp(&a.len())));
        let mut lexicon = Lexicon { entries: Vec::new(), values: Vec::new(), rests: Vec::new(), groups: Vec::new(), firsts: vec![(0, 0); PLANE / 64] };
        for (at, (word, value)) in (0..).zip(words) {
            if lexicon.groups.last().is_none_or(|group| group.first != word[0]) {
                lexicon.groups.push(Group { first: word[0], from: at, to: at, single: NONE, seconds: 0 });
                lexicon.firsts[word[0] as usize / 64].0 |= 1u64 << (word[0] as usize % 64);
            }
            if let Some(group) = lexicon.groups.last_mut() {
                group.to = at + 1;
                match word.get(1) {
                    Some(second) => group.seconds |= sieve(*second),
                    None => group.single = group.single.min(at),
                }
            }
            let second = word.get(1).copied().unwrap_or_default();
            lexicon.entries.push(Entry { second, rest: lexicon.rests.len() as u32, length: word.len() as u32 });
            lexicon.rests.extend(word.iter().skip(2));
            lexicon.values.push(value);
        }
        let mut before = 0;
        for (bits, rank) in &mut lexicon.firsts {
            *rank = before;
            before += bits.count_ones();
        }
        lexicon
    }

    /// The longest word that stands at `at`, with its length.
    #[inline]
    pub(crate) fn longest(&self, text: &[char], at: usize) -> Option<(usize, &T)> {
        let first = *text.get(at)?;
        let (bits, rank) = self.firsts.get(first as usize / 64)?;
        let bit = 1u64 << (first as usize % 64);
        if bits & bit == 0 {
            return None;
        }
        let group = &self.groups[(rank + (bits & (bit - 1)).count_ones()) as usize];
        self.longer(group, text, at).or_else(|| self.values.get(group.single as usize).map(|value| (1, value)))
    }

    #[inline]
    fn longer(&self, group: &Group, text: &[char], at: usize) -> Option<(usize, &T)> {
        let second = *text.get(at + 1).filter(|second| group.seconds & sieve(**second) != 0)?;
        let (from, to) = (group.from as usize, group.to as usize);
        let from = from + self.entries[from..to].partition_point(|entry| entry.second < second);
        let rest = &text[at + 2..];
        let fits = |entry: &Entry| rest.starts_with(&self.rests[entry.rest as usize..][..(entry.length as usize).saturating_sub(2)]);
        let fitting = self.entries[from..to].iter().take_while(|entry| entry.second == second).position(fits)?;
        let found = from + fitting;
        Some((self.entries[found].length as usize, &self.values[found]))
    }

    /// The characters that words begin with.
    pub(crate) fn first_characters(&self) -> impl Iterator<Item = char> + '_ {
        self.groups.iter().map(|group| group.first)
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
