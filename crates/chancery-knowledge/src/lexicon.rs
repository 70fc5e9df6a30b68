//! One trie for all names, markers, triggers and words of lists.
//!
//! In: folded forms with their meanings. Out: at a place of a text, every form that starts there.
//! A double array: characters have dense codes, and the child of a node by a code stands at `base + code`, marked with the
//! code. No two nodes share a base, so the mark tells whose child it is. Unlike an automaton with failure links it is built in milliseconds at every start (no
//! cache to keep, no unchecked deserialisation), and the scan, which stops at the first character that no form continues
//! with, costs the same however many forms there are. Forms are at most [`LONGEST`] characters, so a scan is linear.

mod tagged;

pub use tagged::{Found, Tagged};

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
    /// A word of a list; alone it makes no word of the text.
    Listed,
}

/// A form found at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Length in characters.
    pub len: u32,
    /// Which form: key for [`Lexicon::meanings`].
    pub form: u32,
}

/// A node of the double array.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Its child by a code stands at `base + code`; 0 where it has none.
    base: u32,
    /// 1 + index of the form that ends here, 0 where none does.
    form: u32,
    /// The code that leads to it, 0 where the slot is free.
    mark: u16,
    /// A sieve of the codes of its children: the array is not looked at for a character that none of them has.
    sieve: u16,
}

impl Node {
    #[inline]
    fn bit(code: u16) -> u16 {
        1 << (code & 15)
    }
}

const PLANE: usize = 0x10000;

/// The trie.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Per character of the basic plane its code, 0 where no form has it.
    codes: Vec<u16>,
    /// The same for further characters, sorted.
    beyond: Vec<(char, u16)>,
    /// The root is node 0 with base 0.
    nodes: Vec<Node>,
    /// Which characters are forms, and with which two a form begins.
    openings: Openings,
    /// Per form: where its meanings start in `meanings`.
    starts: Vec<u32>,
    meanings: Vec<Meaning>,
}

impl Lexicon {
    /// Builds the trie. Forms that are empty or longer than [`LONGEST`] are left out.
    pub fn build(mut entries: Vec<(&str, Meaning)>) -> Lexicon {
        entries.retain(|(form, _)| !form.is_empty() && form.chars().take(LONGEST + 1).count() <= LONGEST);
        entries.sort_unstable();
        entries.dedup();
        let mut lexicon = Lexicon::default();
        lexicon.number_characters(entries.iter().flat_map(|(form, _)| form.chars()));
        // Words of the language come first and names behind them: most of what a text holds is few forms of many, which
        // keeps what is known of them together.
        let groups: Vec<&[(&str, Meaning)]> = entries.chunk_by(|a, b| a.0 == b.0).collect();
        let named = |group: &[(&str, Meaning)]| group.iter().all(|(_, meaning)| matches!(meaning, Meaning::Entity(..) | Meaning::Office(_)));
        let (names, words): (Vec<usize>, Vec<usize>) = (0..groups.len()).partition(|at| named(groups[*at]));
        let mut forms = Forms::default();
        for group in &groups {
            forms.push(group[0].0.chars().map(|c| lexicon.code(c)));
        }
        for at in words.into_iter().chain(names) {
            forms.ids[at] = lexicon.starts.len() as u32;
            lexicon.starts.push(lexicon.meanings.len() as u32);
            lexicon.meanings.extend(groups[at].iter().map(|(_, meaning)| *meaning));
        }
        lexicon.starts.push(lexicon.meanings.len() as u32);
        lexicon.openings = Openings::of(&forms);
        lexicon.nodes = Builder::build(&forms);
        lexicon
    }

    /// Gives every character a code in order, so that forms sorted by character are sorted by code.
    fn number_characters(&mut self, characters: impl Iterator<Item = char>) {
        self.codes = vec![0; PLANE];
        let mut beyond = Vec::new();
        for c in characters {
            match self.codes.get_mut(c as usize) {
                Some(seen) => *seen = 1,
                None => beyond.push(c),
            }
        }
        let mut next = 0;
        for code in self.codes.iter_mut().filter(|seen| **seen != 0) {
            next += 1;
            *code = next;
        }
        beyond.sort_unstable();
        beyond.dedup();
        // A text with more than 65 535 different characters beyond all others would be no text of names.
        self.beyond = beyond.into_iter().zip(next.saturating_add(1)..u16::MAX).collect();
    }

    #[inline]
    fn code(&self, c: char) -> u16 {
        match self.codes.get(c as usize) {
            Some(code) => *code,
            None => self.beyond.binary_search_by_key(&c, |pair| pair.0).map_or(0, |at| self.beyond[at].1),
        }
    }

    /// The child of a node by a code.
    #[inline]
    fn child(&self, node: Node, code: u16) -> Option<Node> {
        if node.sieve & Node::bit(code) == 0 {
            return None;
        }
        let child = self.nodes.get(node.base as usize + usize::from(code))?;
        (code != 0 && child.mark == code).then_some(*child)
    }

    /// Calls `found` with every form that starts at `at`, shortest first.
    #[inline]
    pub fn each_at(&self, text: &[char], at: usize, mut found: impl FnMut(Hit)) {
        let Some(mut node) = self.nodes.first().copied() else { return };
        for (len, c) in (1..).zip(&text[at..]) {
            let Some(child) = self.child(node, self.code(*c)) else { return };
            if child.form != 0 {
                found(Hit { len, form: child.form - 1 });
            }
            node = child;
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
    pub fn find(&self, form: impl IntoIterator<Item = char>) -> Option<u32> {
        let mut node = *self.nodes.first()?;
        for c in form {
            node = self.child(node, self.code(c))?;
        }
        node.form.checked_sub(1)
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

/// Forms as codes, sorted, one after the other.
#[derive(Default)]
struct Forms {
    codes: Vec<u16>,
    ends: Vec<u32>,
    /// What each is called from outside.
    ids: Vec<u32>,
}

impl Forms {
    fn push(&mut self, form: impl Iterator<Item = u16>) {
        self.codes.extend(form);
        self.ends.push(self.codes.len() as u32);
        self.ids.push(0);
    }

    fn get(&self, at: u32) -> &[u16] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.codes[start as usize..self.ends[at as usize] as usize]
    }
}

/// What a look at one character and the next tells: small enough to stay in the nearest cache, whatever else is read.
#[derive(Clone, Debug, Default)]
struct Openings {
    /// One bit per code: whether the character is a form.
    singles: Vec<u64>,
    /// A sieve of the pairs of codes that forms begin with.
    pairs: Vec<u64>,
    /// How far a mixed pair is shifted to give its bit.
    shift: u32,
}

impl Openings {
    fn of(forms: &Forms) -> Openings {
        const BITS_PER_PAIR: usize = 8;
        let all = || (0..forms.ends.len() as u32).map(|at| forms.get(at));
        let mut pairs: Vec<(u16, u16)> = all().filter_map(|form| Some((*form.first()?, *form.get(1)?))).collect();
        pairs.dedup();
        let bits = (pairs.len() * BITS_PER_PAIR).next_power_of_two().clamp(64, 1 << 31);
        let codes = all().filter_map(|form| form.first()).max().map_or(0, |last| usize::from(*last) + 1);
        let mut openings = Openings { singles: vec![0; codes.div_ceil(64)], pairs: vec![0; bits / 64], shift: 32 - bits.trailing_zeros() };
        for form in all().filter(|form| form.len() == 1) {
            openings.singles[usize::from(form[0]) / 64] |= 1 << (form[0] % 64);
        }
        for (first, second) in pairs {
            let bit = openings.bit(first, second);
            openings.pairs[bit as usize / 64] |= 1 << (bit % 64);
        }
        openings
    }

    #[inline]
    fn bit(&self, first: u16, second: u16) -> u32 {
        (u32::from(first) << 16 | u32::from(second)).wrapping_mul(0x9E37_79B1) >> self.shift
    }

    /// Whether a character is a form.
    #[inline]
    fn single(&self, code: u16) -> bool {
        self.singles.get(usize::from(code) / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }

    /// Whether a form may begin with two characters.
    #[inline]
    fn pair(&self, first: u16, second: u16) -> bool {
        let bit = self.bit(first, second);
        self.pairs.get(bit as usize / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
    }
}

/// Forms that share their first characters: those of one node.
#[derive(Clone, Copy)]
struct Branch {
    node: u32,
    /// Number of characters shared.
    depth: u32,
    first: u32,
    end: u32,
}

/// Lays the nodes out, those with most children first, each at the first place where its children fit.
struct Builder {
    nodes: Vec<Node>,
    /// One bit per slot that is taken.
    taken: Bits,
    /// One bit per base that is some node's.
    bases: Bits,
    /// By number of children: where the search for a place goes on.
    cursors: [u32; WIDEST + 1],
}

/// Nodes with more children share one cursor.
const WIDEST: usize = 32;

/// How many places a search passes by before the next one of its kind starts behind them.
const PATIENCE: u32 = 64;

impl Builder {
    fn build(forms: &Forms) -> Vec<Node> {
        let mut builder = Builder { nodes: Vec::new(), taken: Bits::default(), bases: Bits::default(), cursors: [1; WIDEST + 1] };
        builder.place(0, 0);
        builder.fill(forms);
        builder.nodes
    }

    fn fill(&mut self, forms: &Forms) {
        let mut level = vec![Branch { node: 0, depth: 0, first: 0, end: forms.ends.len() as u32 }];
        let mut children: Vec<(u16, u32, u32)> = Vec::new();
        let mut tails: Vec<Branch> = Vec::new();
        while !level.is_empty() {
            let mut groups: Vec<(Branch, std::ops::Range<usize>)> = Vec::with_capacity(level.len());
            children.clear();
            for mut branch in level.drain(..) {
                // The form that ends at a node is the first of its branch.
                if branch.first < branch.end && forms.get(branch.first).len() == branch.depth as usize {
                    self.nodes[branch.node as usize].form = forms.ids[branch.first as usize] + 1;
                    branch.first += 1;
                }
                if branch.first == branch.end {
                    continue;
                }
                if branch.end - branch.first == 1 {
                    tails.push(branch);
                    continue;
                }
                let from = children.len();
                let mut at = branch.first;
                while at < branch.end {
                    let code = forms.get(at)[branch.depth as usize];
                    let start = at;
                    while at < branch.end && forms.get(at)[branch.depth as usize] == code {
                        at += 1;
                    }
                    children.push((code, start, at));
                }
                groups.push((branch, from..children.len()));
            }
            groups.sort_by_key(|(branch, range)| (std::cmp::Reverse(range.len()), branch.first));
            for (branch, range) in groups {
                let children = &children[range];
                let base = if branch.node == 0 { 0 } else { self.base(children) };
                self.nodes[branch.node as usize].base = base;
                self.nodes[branch.node as usize].sieve = children.iter().fold(0, |sieve, child| sieve | Node::bit(child.0));
                for &(code, first, end) in children {
                    let node = base + u32::from(code);
                    self.place(node, code);
                    level.push(Branch { node, depth: branch.depth + 1, first, end });
                }
            }
        }
        for branch in tails {
            self.tail(branch.node, &forms.get(branch.first)[branch.depth as usize..], forms.ids[branch.first as usize]);
        }
    }

    /// The rest of a form that shares it with no other: a chain.
    fn tail(&mut self, mut node: u32, rest: &[u16], form: u32) {
        for &code in rest {
            let base = self.base(&[(code, 0, 0)]);
            self.nodes[node as usize].base = base;
            self.nodes[node as usize].sieve = Node::bit(code);
            let next = base + u32::from(code);
            self.place(next, code);
            node = next;
        }
        self.nodes[node as usize].form = form + 1;
    }

    /// A base by which all children stand at free slots.
    fn base(&mut self, children: &[(u16, u32, u32)]) -> u32 {
        let class = children.len().min(WIDEST);
        let first = u32::from(children[0].0);
        self.cursors[class] = self.taken.next_free(self.cursors[class]);
        let mut at = self.taken.next_free(self.cursors[class].max(first + 1));
        let mut passed = 0;
        while self.bases.holds(at - first) || children[1..].iter().any(|child| self.taken.holds(at - first + u32::from(child.0))) {
            at = self.taken.next_free(at + 1);
            passed += 1;
        }
        self.bases.insert(at - first);
        // The slots passed by are left to nodes with fewer children.
        if passed > PATIENCE {
            self.cursors[class] = at;
        }
        at - first
    }

    fn place(&mut self, at: u32, code: u16) {
        if at as usize >= self.nodes.len() {
            self.nodes.resize(at as usize + 1, Node::default());
        }
        self.taken.insert(at);
        self.nodes[at as usize].mark = code;
    }
}

/// A set of numbers; those beyond its end are not in it.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn holds(&self, at: u32) -> bool {
        self.0.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    fn insert(&mut self, at: u32) {
        if at as usize / 64 >= self.0.len() {
            self.0.resize(at as usize / 64 + 1, 0);
        }
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    /// The first number from a place on that is not in it.
    fn next_free(&self, from: u32) -> u32 {
        let mut at = from;
        while let Some(bits) = self.0.get(at as usize / 64) {
            let open = !bits >> (at % 64);
            if open != 0 {
                return at + open.trailing_zeros();
            }
            at = (at / 64 + 1) * 64;
        }
        at
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
            ("中国", Meaning::Word),
            ("中国外交部", Meaning::Office(1)),
            ("中", Meaning::Entity(3, true)),
            ("中国", Meaning::Entity(2, false)),
        ]);
        let mut found = Vec::new();
        lexicon.each_at(&chars("在中国外交部"), 1, |hit| found.push((hit.len, lexicon.meanings(hit.form).to_vec())));
        assert_eq!(found, vec![(1, vec![Meaning::Entity(3, true)]), (2, vec![Meaning::Entity(2, false), Meaning::Word]), (5, vec![Meaning::Office(1)])]);
        assert!(lexicon.find(chars("国")).is_none());
        assert!(lexicon.find(chars("中国外")).is_none());
        assert!(lexicon.find(chars("")).is_none());
    }

    #[test]
    fn holds_what_it_was_given_and_nothing_else() {
        // Every text of up to four characters over a small alphabet, of which every third is a form.
        let letters = ['一', '二', '三', '𠮷', 'a'];
        let mut texts = vec![String::new()];
        for at in 0..letters.len().pow(4) {
            if let Some(text) = texts.get(at).cloned() {
                texts.extend(letters.iter().map(|c| format!("{text}{c}")));
            }
        }
        texts.retain(|text| (1..=4).contains(&text.chars().count()));
        let forms: Vec<&str> = texts.iter().step_by(3).map(String::as_str).collect();
        let lexicon = Lexicon::build(forms.iter().map(|form| (*form, Meaning::Word)).collect());
        assert_eq!(lexicon.len(), forms.len());
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(lexicon.find(text.chars()).is_some(), at % 3 == 0, "{text}");
        }
    }
}
