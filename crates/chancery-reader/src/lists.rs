//! The lists of `lists.toml` that steps ask about at a place, compiled.
//!
//! In: the knowledge. Out: a field per list, with tests for the beginning, the end and the whole of a stretch. Lists whose
//! words are looked for in all of the running text are found by `scan` instead.

use chancery_knowledge::{Frame, Knowledge, Lexicon};
use chancery_model::Level;

/// A set of characters of the basic plane.
#[derive(Clone, Debug, Default)]
pub(crate) struct CharSet {
    bits: Vec<u64>,
}

impl CharSet {
    pub fn new(chars: impl IntoIterator<Item = char>) -> CharSet {
        let mut bits = vec![0; 0x10000 / 64];
        for c in chars {
            if let Some(slot) = bits.get_mut(c as usize / 64) {
                *slot |= 1 << (c as usize % 64);
            }
        }
        CharSet { bits }
    }

    /// Whether it holds a character.
    #[inline]
    pub fn contains(&self, c: char) -> bool {
        self.bits.get(c as usize / 64).is_some_and(|slot| slot >> (c as usize % 64) & 1 == 1)
    }
}

#[inline]
fn form_sieve(form: u32) -> u64 {
    1 << (form.wrapping_mul(0x9E37_79B1) >> 26)
}

/// Folded words behind a sieve of their first and last characters, so that a stretch which none fits costs one look.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordSet {
    /// The characters of all words, one word after the other: a set is few lines of the cache.
    chars: Vec<char>,
    /// Where each word ends in them.
    ends: Vec<u32>,
    firsts: Sieve,
    lasts: Sieve,
    /// The first character of each word with its number, sorted.
    by_first: Vec<(char, u32)>,
    /// The same with the last character.
    by_last: Vec<(char, u32)>,
    /// The same words as forms of the lexicon, sorted.
    forms: Vec<u32>,
    /// A sieve of the forms.
    forms_sieve: u64,
}

/// A set of characters, one bit for many of them.
#[derive(Clone, Copy, Debug, Default)]
struct Sieve([u64; 4]);

impl Sieve {
    fn of(chars: impl Iterator<Item = char>) -> Sieve {
        let mut sieve = Sieve::default();
        for c in chars {
            let (word, bit) = Sieve::place(c);
            sieve.0[word] |= bit;
        }
        sieve
    }

    #[inline]
    fn place(c: char) -> (usize, u64) {
        let mixed = c as u32 ^ c as u32 >> 8;
        (mixed as usize >> 6 & 3, 1 << (mixed & 63))
    }

    /// Whether it may hold a character.
    #[inline]
    fn passes(&self, c: char) -> bool {
        let (word, bit) = Sieve::place(c);
        self.0[word] & bit != 0
    }
}

impl WordSet {
    /// Takes the words of a list, longer ones first.
    pub fn longest_first(knowledge: &Knowledge, list: &str) -> WordSet {
        let mut words = knowledge.list(list).to_vec();
        words.sort_by_cached_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
        WordSet::new(&knowledge.lexicon, &words)
    }

    /// Takes the words in order; empty ones are left out.
    pub fn new(lexicon: &Lexicon, words: &[String]) -> WordSet {
        let words: Vec<Vec<char>> = words.iter().filter(|word| !word.is_empty()).map(|word| word.chars().collect()).collect();
        let firsts = Sieve::of(words.iter().map(|word| word[0]));
        let lasts = Sieve::of(words.iter().map(|word| word[word.len() - 1]));
        let mut forms: Vec<u32> = words.iter().filter_map(|word| lexicon.find(word.iter().copied())).collect();
        forms.sort_unstable();
        let sorted = |character: fn(&[char]) -> char| {
            let mut places: Vec<(char, u32)> = words.iter().zip(0..).map(|(word, at)| (character(word), at)).collect();
            places.sort_unstable();
            places
        };
        let (by_first, by_last) = (sorted(|word| word[0]), sorted(|word| word[word.len() - 1]));
        let forms_sieve = forms.iter().fold(0, |bits, form| bits | form_sieve(*form));
        let ends = words.iter().scan(0, |end, word| {
            *end += word.len() as u32;
            Some(*end)
        });
        WordSet { ends: ends.collect(), chars: words.concat(), firsts, lasts, by_first, by_last, forms, forms_sieve }
    }

    /// The words, in the order of the data.
    pub fn iter(&self) -> impl Iterator<Item = &[char]> {
        (0..self.ends.len()).map(|at| self.word(at))
    }

    /// The words as forms of the lexicon, sorted.
    pub fn forms(&self) -> &[u32] {
        &self.forms
    }

    /// Whether a form of the lexicon is one of the words.
    #[inline]
    pub fn holds_form(&self, form: u32) -> bool {
        self.forms_sieve & form_sieve(form) != 0 && self.forms.binary_search(&form).is_ok()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The first word of the list that a text begins with.
    #[inline]
    pub fn at_start(&self, text: &[char]) -> Option<&[char]> {
        let first = *text.first()?;
        if !self.firsts.passes(first) {
            return None;
        }
        self.among(&self.by_first, first).map(|at| self.word(at)).find(|word| text.starts_with(word))
    }

    /// The words of the list that a text begins with, in the order of the data.
    pub fn all_at_start<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = &'a [char]> {
        let first = text.first().copied().filter(|first| self.firsts.passes(*first));
        first.into_iter().flat_map(|first| self.among(&self.by_first, first)).map(|at| self.word(at)).filter(|word| text.starts_with(word))
    }

    /// The numbers of the words that have a character at one of their ends, in the order of the data.
    #[inline]
    fn among<'a>(&'a self, ends: &'a [(char, u32)], c: char) -> impl Iterator<Item = usize> + 'a {
        let from = ends.partition_point(|(end, _)| *end < c);
        ends[from..].iter().take_while(move |(end, _)| *end == c).map(|(_, at)| *at as usize)
    }

    #[inline]
    fn word(&self, at: usize) -> &[char] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.chars[start as usize..self.ends[at] as usize]
    }

    /// The first word of the list that a text ends with.
    #[inline]
    pub fn at_end(&self, text: &[char]) -> Option<&[char]> {
        self.number_at_end(text).map(|at| self.word(at))
    }

    /// The number of the first word of the list that a text ends with.
    #[inline]
    pub fn number_at_end(&self, text: &[char]) -> Option<usize> {
        let last = *text.last()?;
        if !self.lasts.passes(last) {
            return None;
        }
        self.among(&self.by_last, last).find(|at| text.ends_with(self.word(*at)))
    }

    /// The number of the first word of the list, of `least` characters or more, that a text begins with.
    pub fn number_at_start(&self, text: &[char], least: usize) -> Option<usize> {
        let first = text.first().copied().filter(|first| self.firsts.passes(*first))?;
        self.among(&self.by_first, first).find(|at| self.word(*at).len() >= least && text.starts_with(self.word(*at)))
    }

    /// Whether a text begins with one of the words.
    #[inline]
    pub fn starts(&self, text: &[char]) -> bool {
        self.at_start(text).is_some()
    }

    /// Whether a text ends with one of the words.
    #[inline]
    pub fn ends(&self, text: &[char]) -> bool {
        self.at_end(text).is_some()
    }

    /// Whether one of the words stands anywhere in a text.
    pub fn stands_within(&self, text: &[char]) -> bool {
        (0..text.len()).any(|at| self.starts(&text[at..]))
    }

    /// The first word of the list that stands anywhere in a text.
    pub fn first_within(&self, text: &[char]) -> Option<&[char]> {
        self.iter().find(|word| text.windows(word.len()).any(|window| window == *word))
    }

    /// Whether a text is one of the words.
    #[inline]
    pub fn contains(&self, text: &[char]) -> bool {
        text.first().is_some_and(|first| self.firsts.passes(*first) && self.among(&self.by_first, *first).any(|at| self.word(at) == text))
    }
}

macro_rules! lists {
    ($($name:ident),+ $(,)?) => {
        /// A field per list.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct Lists {
            $(pub $name: WordSet,)+
            /// Per level of a visit, the words that tell it.
            pub levels: Vec<(Level, WordSet)>,
        }

        impl Lists {
            /// The sets whose words are asked about in a whole clause or more.
            pub fn asked(&self) -> impl Iterator<Item = &WordSet> {
                let sets = [
                    &self.announcing_words,
                    &self.apart_words,
                    &self.conferences,
                    &self.document_words,
                    &self.follow_words,
                    &self.lately_words,
                    &self.past_words,
                    &self.sequel_words,
                    &self.circumstance_words,
                    &self.issued_documents,
                    &self.speakers_words,
                    &self.success_wishes,
                    &self.time_breaks,
                ];
                sets.into_iter().chain(self.levels.iter().map(|(_, words)| words))
            }

            pub fn new(knowledge: &Knowledge) -> Lists {
                Lists {
                    $($name: WordSet::new(&knowledge.lexicon, knowledge.list(stringify!($name))),)+
                    levels: Level::ALL.iter().map(|level| (*level, WordSet::new(&knowledge.lexicon, knowledge.list(&format!("level_{level}"))))).collect(),
                }
            }
        }
    };
}

lists! {
    addressees,
    agent_heads,
    aim_verbs,
    anaphora,
    announcing_words,
    answering_verbs,
    anybody,
    apart_words,
    arrival_tails,
    arrival_words,
    arriving_verbs,
    asked_words,
    at_once_words,
    asking_wishes,
    attending_verbs,
    ba_objects,
    backing_verbs,
    befalling,
    befalling_words,
    blaming_verbs,
    body_endings,
    body_tails,
    body_words,
    beating_verbs,
    bound_words,
    brief_ends,
    briefings,
    building_tails,
    cancel_bridges,
    capital_words,
    choosing_words,
    chairing_verbs,
    circumstance_ends,
    circumstance_words,
    clause_words,
    coming_words,
    conferences,
    consequence_words,
    continuing_words,
    contrast_words,
    counted_openers,
    dash_partners,
    dateline_tails,
    deed_nouns,
    definite_bodies,
    denied_nouns,
    denying_verbs,
    department_heads,
    departure_words,
    described_people,
    described_sources,
    document_heads,
    document_words,
    draft_words,
    duty_words,
    elected_words,
    ended_words,
    farewell_words,
    eve_words,
    exclusion_words,
    follow_words,
    former_words,
    full_text,
    group_breaks,
    group_tails,
    guises,
    hearers,
    hearsay,
    here_words,
    holding_words,
    home_opponents,
    hosts,
    impersonal_sources,
    inexact_words,
    invitations,
    invite,
    issued_documents,
    issuing_verbs,
    joint_bodies,
    joint_heads,
    joint_speakers,
    kept_words,
    kin_words,
    lately_words,
    latin_bodies,
    latin_particles,
    leading_words,
    list_closers,
    local_offices,
    matter_closers,
    matter_words,
    meanwhile_words,
    meeting_heads,
    meeting_tails,
    met_closers,
    met_tails,
    motion_verbs,
    naming_verbs,
    narrator_adverbs,
    narrator_nouns,
    narrator_openers,
    needed_words,
    never_side_by_side,
    no_speech,
    nobody,
    noun_parts,
    occasions,
    offering_words,
    occasion_closers,
    office_verbs,
    order_words,
    party_matters,
    passed_words,
    past_words,
    passive_words,
    people_tails,
    performative_degrees,
    performatives,
    performing_verbs,
    person_compounds,
    person_heads,
    person_suffixes,
    phrase_ends,
    phrase_joints,
    place_closers,
    pointing_openers,
    predicate_openers,
    private_people,
    private_tails,
    process_words,
    quantifiers,
    question_words,
    quoted_words,
    quoting_verbs,
    rebel_words,
    relation_words,
    reporting_documents,
    request_speech,
    rite_words,
    reason_closers,
    running_wishes,
    second_verbs,
    sending_words,
    sent_words,
    sequel_words,
    session_tails,
    several_numbers,
    several_units,
    several_words,
    sidelines,
    source_openers,
    speakers_words,
    speaking_documents,
    speech_adverbs,
    split_words,
    state_heads,
    steady_words,
    strong_speech,
    success_wishes,
    supposing_words,
    telling_verbs,
    term_between,
    term_coming,
    term_conditions,
    term_ends,
    term_extends,
    term_former,
    term_itself,
    term_lasting,
    term_links,
    term_object,
    term_this,
    term_unsettled,
    term_until,
    term_valid,
    that_body,
    that_outlet,
    thanking_verbs,
    then_words,
    threat_words,
    time_breaks,
    topic_words,
    unkept_words,
    unnamed_sources,
    under_words,
    unnamed_subjects,
    unnamed_tails,
    unread_bodies,
    unsaid_words,
    venue_endings,
    venue_openers,
    welcome_words,
    will_adverbs,
    within_words,
}

/// The words that a frame asks about, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameWords {
    pub not_before: WordSet,
    pub not_after: WordSet,
    pub not_in_clause: WordSet,
    pub with_word: WordSet,
    pub near_word: WordSet,
}

impl FrameWords {
    pub fn new(knowledge: &Knowledge, frame: &Frame) -> FrameWords {
        let set = |words: &[String]| WordSet::new(&knowledge.lexicon, words);
        FrameWords {
            not_before: set(&frame.not_before),
            not_after: set(&frame.not_after),
            not_in_clause: set(&frame.not_in_clause),
            with_word: set(&frame.with_word),
            near_word: set(&frame.near_word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_at_the_start_the_end_and_within() {
        let set = WordSet::new(&Lexicon::default(), &["表示".to_owned(), "指出".to_owned()]);
        let text: Vec<char> = "他指出并表示".chars().collect();
        assert!(set.ends(&text) && !set.starts(&text) && set.first_within(&text).is_some());
        assert!(set.starts(&text[1..]) && set.contains(&text[1..3]) && !set.contains(&text[1..4]));
        assert!(set.first_within(&text[..1]).is_none() && !set.starts(&[]) && WordSet::default().first_within(&text).is_none());
    }
}
