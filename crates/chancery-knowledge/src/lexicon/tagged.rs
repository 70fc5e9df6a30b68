//! The trie laid out for a scan of a whole text.
//!
//! In: the lexicon, once, with what its user wants to know of each form; then texts. Out: every form at every place, with that knowledge,
//! which stands in the node where the form ends: what a find costs is one look into the cache. Where no form begins with a character and
//! the next, as mostly, a small sieve says so and the array is not looked at; of all other places the nodes are fetched before any is followed,
//! so that the processor waits for many at a time.

use super::{Lexicon, Node};

/// A node with what is to be known of the form that ends there.
#[derive(Clone, Copy, Debug, Default)]
struct TaggedNode {
    node: Node,
    tag: u32,
}

/// The trie with a tag per form.
#[derive(Clone, Debug, Default)]
pub struct Tagged {
    nodes: Vec<TaggedNode>,
    /// Per code the node of its character alone, empty where no form begins with it.
    roots: Vec<TaggedNode>,
}

/// A form found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it starts.
    pub at: u32,
    /// Length in characters.
    pub len: u32,
    /// Which form.
    pub form: u32,
    /// Its tag.
    pub tag: u32,
}

/// How many characters are looked at together.
const BLOCK: usize = 128;

impl Tagged {
    /// Lays out a lexicon; `tag` is asked once per form.
    pub fn new(lexicon: &Lexicon, tag: impl Fn(u32) -> u32) -> Tagged {
        let tagged = |node: Node| TaggedNode { node, tag: node.form.checked_sub(1).map_or(0, &tag) };
        let nodes: Vec<TaggedNode> = lexicon.nodes.iter().map(|node| tagged(*node)).collect();
        let codes = lexicon.codes.iter().copied().chain(lexicon.beyond.iter().map(|pair| pair.1)).max().unwrap_or_default();
        let root = lexicon.nodes.first().copied().unwrap_or_default();
        let roots = (0..=codes).map(|code| lexicon.child(root, code).map(tagged).unwrap_or_default()).collect();
        Tagged { nodes, roots }
    }

    /// Calls `found` with every form of a text, by place, shorter ones first.
    #[inline]
    pub fn scan(&self, lexicon: &Lexicon, text: &[char], mut found: impl FnMut(Found)) {
        let openings = &lexicon.openings;
        // One more code than there are characters: behind the last one nothing goes on.
        let codes: Vec<u16> = text.iter().map(|c| lexicon.code(*c)).chain([0]).collect();
        // Where forms can start, and 1 where two characters begin one, else 0; with the node of the two.
        let mut places = [(0, 0); BLOCK];
        let mut seconds = [TaggedNode::default(); BLOCK];
        for block in (0..text.len()).step_by(BLOCK) {
            let mut count = 0;
            for (at, pair) in (block..).zip(codes[block..].windows(2).take(BLOCK)) {
                let begins = openings.pair(pair[0], pair[1]);
                // The place before is kept or written over, which asks the processor to guess nothing.
                places[count] = (at, u32::from(begins));
                count += usize::from(openings.single(pair[0]) | begins);
            }
            for ((at, begins), second) in places[..count].iter().zip(&mut seconds) {
                // The root where no form begins so: it is nobody's child. What the sieve of pairs lets through is looked at when it is followed.
                let child = begins * (self.roots[usize::from(codes[*at])].node.base + u32::from(codes[at + 1]));
                *second = self.nodes.get(child as usize).copied().unwrap_or_default();
            }
            for ((at, _), second) in places[..count].iter().zip(&seconds) {
                self.follow(*at as u32, &codes[*at..], *second, &mut found);
            }
        }
    }

    /// The forms at a place, by the codes from there on; `second` is the node of the first two.
    #[inline(always)]
    fn follow(&self, at: u32, codes: &[u16], second: TaggedNode, mut found: impl FnMut(Found)) {
        let Some(mut here) = self.roots.get(usize::from(codes[0])).copied() else { return };
        for (len, code) in (1..).zip(&codes[1..]) {
            if here.node.form != 0 {
                found(Found { at, len, form: here.node.form - 1, tag: here.tag });
            }
            if *code == 0 || here.node.sieve & Node::bit(*code) == 0 {
                break;
            }
            here = match len {
                1 => second,
                _ => self.nodes.get(here.node.base as usize + usize::from(*code)).copied().unwrap_or_default(),
            };
            if here.node.mark != *code {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Meaning;

    #[test]
    fn all_places_at_a_time_are_the_same_as_each_by_itself() {
        let letters = ['甲', '乙', '𠮷', 'a'];
        let forms = ["甲", "甲乙", "甲乙甲乙", "乙𠮷", "乙𠮷a甲", "𠮷", "a甲乙"];
        let lexicon = Lexicon::build(forms.map(|form| (form, Meaning::Word)).to_vec());
        let tagged = Tagged::new(&lexicon, |form| 100 + form);
        for number in 0..letters.len().pow(6) {
            let text: Vec<char> = (0..6).map(|place| letters[number / letters.len().pow(place) % letters.len()]).chain(['丙']).collect();
            let (mut together, mut alone) = (Vec::new(), Vec::new());
            tagged.scan(&lexicon, &text, |found| together.push(found));
            for at in 0..text.len() {
                lexicon.each_at(&text, at, |hit| alone.push(Found { at: at as u32, len: hit.len, form: hit.form, tag: 100 + hit.form }));
            }
            assert_eq!(together, alone, "{text:?}");
        }
        let count = |lexicon: &Lexicon, text: &[char]| {
            let mut count = 0;
            Tagged::new(lexicon, |_| 1).scan(lexicon, text, |_| count += 1);
            count
        };
        // 甲 and 甲乙 at every other place but the last, over more than a block; 甲乙甲乙 where there are two more.
        let long: Vec<char> = "甲乙".repeat(BLOCK).chars().collect();
        assert_eq!(count(&lexicon, &long), 3 * BLOCK - 1);
        assert_eq!((count(&lexicon, &[]), count(&Lexicon::default(), &['甲'])), (0, 0));
    }
}
