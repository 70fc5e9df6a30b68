//! One trie for all names, markers and triggers.
//!
//! In: folded forms with their meanings. Out: at a place of a text, every form that starts there.
//! A hashed-edge trie instead of an Aho-Corasick automaton: it is built in milliseconds at every start (no cache to
//! keep, no unchecked deserialisation), and the scan, which stops at the first character that no form continues with,
//! costs the same however many forms there are. Forms are at most [`LONGEST`] characters, so a scan is linear.

/// Longest form, in characters.
pub const LONGEST: usize = 48;

/// What a form can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// An entity, by index; `true` where the form is only safe in a compound (中, 联大).
    Entity(u32, bool),
    /// An office, by index.
    Office(u32),
    /// A part of a trigger, by index.
    Part(u32),
    /// A marker, by index.
    Marker(u32),
    /// An everyday word that keeps what it contains from being read as something else (其中, 社会).
    Word,
}

/// A form found at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Length in characters.
    pub len: u32,
    /// Which form: key for [`Lexicon::meanings`].
    pub form: u32,
}

/// The trie.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    root: Vec<u32>,
    keys: Vec<u64>,
    values: Vec<u32>,
    mask: usize,
    edges: usize,
    /// Per node: 1 + index of the form that ends there.
    ends: Vec<u32>,
    /// Per form: where its meanings start in `meanings`.
    starts: Vec<u32>,
    meanings: Vec<Meaning>,
}

const EMPTY: u64 = u64::MAX;

impl Lexicon {
    /// Builds the trie. Forms that are empty or longer than [`LONGEST`] are left out.
    pub fn build(mut entries: Vec<(Vec<char>, Meaning)>) -> Lexicon {
        entries.retain(|(form, _)| !form.is_empty() && form.len() <= LONGEST);
        entries.sort_unstable();
        entries.dedup();
        let size: usize = entries.iter().map(|(form, _)| form.len()).sum();
        let mut lexicon = Lexicon { root: vec![0; 0x10000], ends: vec![0], ..Lexicon::default() };
        lexicon.reserve(size.max(16));
        let mut last: Option<&[char]> = None;
        for (form, meaning) in &entries {
            if last != Some(form.as_slice()) {
                let node = lexicon.insert(form);
                lexicon.starts.push(lexicon.meanings.len() as u32);
                lexicon.ends[node as usize] = lexicon.starts.len() as u32;
                last = Some(form);
            }
            lexicon.meanings.push(*meaning);
        }
        lexicon.starts.push(lexicon.meanings.len() as u32);
        lexicon
    }

    fn reserve(&mut self, edges: usize) {
        let capacity = (edges * 2).next_power_of_two();
        self.keys = vec![EMPTY; capacity];
        self.values = vec![0; capacity];
        self.mask = capacity - 1;
    }

    fn slot(&self, key: u64) -> usize {
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & self.mask;
        while self.keys[at] != EMPTY && self.keys[at] != key {
            at = (at + 1) & self.mask;
        }
        at
    }

    fn next(&self, node: u32, c: char) -> u32 {
        if node == 0 {
            return self.root.get(c as usize).copied().unwrap_or(0);
        }
        let at = self.slot(u64::from(node) << 21 | u64::from(c as u32));
        if self.keys[at] == EMPTY { 0 } else { self.values[at] }
    }

    fn insert(&mut self, form: &[char]) -> u32 {
        let mut node = 0;
        for &c in form {
            let mut next = self.next(node, c);
            if next == 0 {
                next = self.ends.len() as u32;
                self.ends.push(0);
                if node == 0 {
                    if let Some(slot) = self.root.get_mut(c as usize) {
                        *slot = next;
                    }
                } else {
                    let key = u64::from(node) << 21 | u64::from(c as u32);
                    let at = self.slot(key);
                    self.keys[at] = key;
                    self.values[at] = next;
                    self.edges += 1;
                }
            }
            node = next;
        }
        node
    }

    /// Calls `found` with every form that starts at `at`, shortest first.
    #[inline]
    pub fn each_at(&self, text: &[char], at: usize, mut found: impl FnMut(Hit)) {
        let mut node = 0;
        for (n, &c) in text[at..].iter().take(LONGEST).enumerate() {
            node = self.next(node, c);
            if node == 0 {
                return;
            }
            let end = self.ends[node as usize];
            if end != 0 {
                found(Hit { len: n as u32 + 1, form: end - 1 });
            }
        }
    }

    /// What a form can mean, in a fixed order.
    pub fn meanings(&self, form: u32) -> &[Meaning] {
        let at = form as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.meanings[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The form of exactly these characters.
    pub fn find(&self, form: &[char]) -> Option<u32> {
        let node = form.iter().try_fold(0, |node, &c| Some(self.next(node, c)).filter(|next| *next != 0))?;
        self.ends[node as usize].checked_sub(1).filter(|_| node != 0)
    }

    /// How many forms it holds.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn finds_every_form_that_starts_at_a_place() {
        let lexicon = Lexicon::build(vec![
            (chars("中国"), Meaning::Word),
            (chars("中国外交部"), Meaning::Office(1)),
            (chars("中"), Meaning::Entity(3, true)),
            (chars("中国"), Meaning::Entity(2, false)),
        ]);
        let mut found = Vec::new();
        lexicon.each_at(&chars("在中国外交部"), 1, |hit| found.push((hit.len, lexicon.meanings(hit.form).to_vec())));
        assert_eq!(found, vec![(1, vec![Meaning::Entity(3, true)]), (2, vec![Meaning::Entity(2, false), Meaning::Word]), (5, vec![Meaning::Office(1)])]);
        assert!(lexicon.find(&chars("国")).is_none());
    }
}
