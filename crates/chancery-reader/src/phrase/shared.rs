//! Words that several states or bodies share, and what settles which one is meant. Computed once per knowledge.
//!
//! In: the lists `short_pairs`, `short_defaults` and `sole_offices`. Out: the rows that they name.

use chancery_knowledge::Knowledge;

/// What the lists say of shared words, as rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedWords {
    /// Pairs of one-character forms and the state that one of them means in it (以巴).
    pairs: Vec<([char; 2], u32)>,
    /// One-character forms and the state that they mean where nothing settles it.
    usual: Vec<(u32, u32)>,
    /// Offices that only one body has, with it.
    sole: Vec<(u32, u32)>,
}

impl SharedWords {
    pub fn new(knowledge: &Knowledge) -> SharedWords {
        let rows = |name: &str| {
            let pairs = knowledge.list(name).iter().filter_map(|pair| pair.split_once('='));
            let rows = pairs.filter_map(|(word, id)| Some((word, knowledge.entity(id).or_else(|| knowledge.entity(&id.to_ascii_uppercase()))?)));
            rows.collect::<Vec<_>>()
        };
        let pair = |word: &str| <[char; 2]>::try_from(word.chars().collect::<Vec<_>>()).ok();
        SharedWords {
            pairs: rows("short_pairs").into_iter().filter_map(|(word, row)| Some((pair(word)?, row))).collect(),
            usual: rows("short_defaults").into_iter().filter_map(|(word, row)| Some((knowledge.lexicon.find(word.chars())?, row))).collect(),
            sole: rows("sole_offices").into_iter().filter_map(|(office, row)| Some((knowledge.office(office)?, row))).collect(),
        }
    }

    /// Whether two characters are a pair in which one means a state.
    pub fn paired(&self, pair: Option<&[char]>, row: u32) -> bool {
        self.pairs.iter().any(|(known, state)| *state == row && pair == Some(known.as_slice()))
    }

    /// Whether a state is what a form usually means.
    pub fn is_usual(&self, form: u32, row: u32) -> bool {
        self.usual.contains(&(form, row))
    }

    /// The only body that has an office.
    pub fn sole_body(&self, office: u32) -> Option<u32> {
        self.sole.iter().find(|(sole, _)| *sole == office).map(|(_, body)| *body)
    }
}
