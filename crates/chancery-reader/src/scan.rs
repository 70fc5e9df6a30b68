//! Step 2: one scan of the whole flow for all names, markers, triggers and words of lists.
//!
//! In: folded characters. Out: every form that stands anywhere, in order of place, overlapping as they do; the words of the
//! lists that later steps look for in running text; what stands beside one-character states. The choice among overlapping
//! forms is left to `segment`.

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet, Meaning, Tagged};
use chancery_model::InstrumentType;
use chancery_text::Span;

use crate::lists::WordSet;
use crate::phrase::{OPENING_MARKERS, PENDING_MARKERS};

/// The forms of the lexicon with what the scan and the choice need to know of each. Computed once per knowledge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    trie: Tagged,
    /// Per form: the part of a trigger that it is.
    parts: Vec<u32>,
}

/// What is to be known of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Traits {
    flags: u16,
    roles: Roles,
}

const NO_PART: u32 = u32::MAX;

/// An entity or an office.
const NAMED: u16 = 1;
/// An everyday word.
const WORD: u16 = 1 << 1;
/// A state that is only safe beside words that call for it.
const SHORT: u16 = 1 << 2;
/// Makes no word of the text: structural markers and words of lists alone.
const SILENT: u16 = 1 << 3;
/// May end before a one-character state.
const BEFORE: u16 = 1 << 4;
/// May start behind a one-character state, behind any of them, behind two written together.
const AFTER: u16 = 1 << 5;
const HARD: u16 = 1 << 6;
const PAIR: u16 = 1 << 7;
const BEHIND: u16 = AFTER | HARD | PAIR;
/// Names a state in full.
const FULL_STATE: u16 = 1 << 8;
/// Tells by standing behind it that a name without anything before it is one: a title or a verb of speech.
const VOUCHES: u16 = 1 << 9;
/// A trigger of titles alone: 會 and 見 are verbs of meeting there, and everyday words elsewhere.
const OF_TITLES: u16 = 1 << 12;
/// And nothing besides.
const ELSEWHERE_NOTHING: u16 = 1 << 13;
/// A noun can begin with it.
const OPENS: u16 = 1 << 10;
/// 雙方, 我, 他: a noun whose members are found in context.
const PENDING: u16 = 1 << 11;
/// Names a state, in full or by one character.
const STATE: u16 = 1 << 14;
/// A part of a trigger.
const PART: u16 = 1 << 15;

/// Lists whose words are looked for in running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Roles(u16);

impl Roles {
    /// Ends the name of an instrument.
    pub const INSTRUMENT: Roles = Roles(1);
    /// Ends the designation of a relation.
    pub const RELATION_HEAD: Roles = Roles(1 << 1);
    /// 建交, 斷交.
    pub const RELATION_BARE: Roles = Roles(1 << 2);
    /// A word of diplomacy.
    pub const SCOPE_IN: Roles = Roles(1 << 3);
    /// A word of sport, shows and the like.
    pub const SCOPE_OUT: Roles = Roles(1 << 4);
    /// Tells that the outlet is of the mainland.
    pub const HOME_CHN: Roles = Roles(1 << 5);
    /// Tells that it is of Taiwan.
    pub const HOME_TWN: Roles = Roles(1 << 6);
    /// Names the outlet's own state without its name (我國).
    pub const HOME_OWN: Roles = Roles(1 << 7);
    /// Asked about in a whole clause or more.
    pub const ASKED: Roles = Roles(1 << 8);
    /// Tells how long an instrument holds.
    pub const TERM: Roles = Roles(1 << 9);

    /// Whether the two share a role.
    #[inline]
    pub fn meets(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }

    /// The roles of both.
    pub const fn or(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

/// Longest word before a one-character state.
const LONGEST_BEFORE: usize = 6;

impl Forms {
    pub fn new<'w>(knowledge: &Knowledge, asked: impl Iterator<Item = &'w WordSet>) -> Forms {
        let lexicon = &knowledge.lexicon;
        let part = |form: u32| lexicon.meanings(form).iter().find_map(|meaning| if let Meaning::Part(part) = meaning { Some(*part) } else { None });
        let parts: Vec<u32> = (0..lexicon.len() as u32).map(|form| part(form).unwrap_or(NO_PART)).collect();
        let mut all: Vec<Traits> = (0..lexicon.len() as u32).map(|form| Traits::new(knowledge, form)).collect();
        let mut list = |roles: Roles, name: &str| {
            for form in knowledge.list(name).iter().filter_map(|word| lexicon.find(word.chars())) {
                let traits = &mut all[form as usize];
                traits.roles = traits.roles.or(roles);
            }
        };
        for kind in InstrumentType::ALL {
            list(Roles::INSTRUMENT, &format!("type_{kind}"));
        }
        for name in ["term_ends", "term_valid", "term_lasting", "term_extends"] {
            list(Roles::TERM, name);
        }
        list(Roles::RELATION_HEAD, "relation_heads");
        list(Roles::RELATION_BARE, "relation_bare");
        list(Roles::SCOPE_IN, "scope_in");
        list(Roles::SCOPE_OUT, "scope_out");
        list(Roles::HOME_CHN, "home_chn");
        list(Roles::HOME_TWN, "home_twn");
        list(Roles::HOME_OWN, "home_own");
        for form in knowledge.list("titles_behind").iter().filter_map(|word| lexicon.find(word.chars())) {
            all[form as usize].flags |= VOUCHES;
        }
        let mut anywhere = vec![false; knowledge.parts.len()];
        for (frame, triggers) in knowledge.frames.iter().zip(&knowledge.trigger_parts).filter(|(frame, _)| !frame.headline_only) {
            debug_assert_eq!(frame.triggers.len(), triggers.len());
            triggers.iter().flatten().flatten().for_each(|part| anywhere[*part as usize] = true);
        }
        for ((traits, part), form) in all.iter_mut().zip(&parts).zip(0..) {
            let other = |meaning: &Meaning| !matches!(meaning, Meaning::Part(_) | Meaning::Listed);
            if *part != NO_PART && !anywhere[*part as usize] {
                traits.flags |= OF_TITLES | if lexicon.meanings(form).iter().any(other) { 0 } else { ELSEWHERE_NOTHING };
            }
        }
        for form in asked.flat_map(WordSet::forms) {
            let traits = &mut all[*form as usize];
            traits.roles = traits.roles.or(Roles::ASKED);
        }
        Forms { trie: Tagged::new(lexicon, |form| all[form as usize].pack()), parts }
    }

    /// The part of a trigger that a form is.
    #[inline]
    pub fn part(&self, form: u32) -> Option<u32> {
        self.parts.get(form as usize).copied().filter(|part| *part != NO_PART)
    }
}

impl Traits {
    fn new(knowledge: &Knowledge, form: u32) -> Traits {
        const STRUCTURAL: MarkerSet = MarkerSet::of(&[MarkerKind::ShortBefore, MarkerKind::ShortAfter, MarkerKind::ShortHard, MarkerKind::PairAfter]);
        let mut traits = Traits { flags: SILENT, roles: Roles::default() };
        for meaning in knowledge.lexicon.meanings(form) {
            if matches!(meaning, Meaning::Entity(row, _) if knowledge.is_state(*row)) {
                traits.flags |= STATE;
            }
            match meaning {
                Meaning::Entity(_, true) => traits.flags |= NAMED | SHORT,
                Meaning::Entity(row, false) => traits.flags |= NAMED | if knowledge.is_state(*row) { FULL_STATE } else { 0 },
                Meaning::Office(_) => traits.flags |= NAMED,
                Meaning::Part(_) => traits.flags |= PART,
                Meaning::Word => traits.flags |= WORD,
                Meaning::Marker(_) | Meaning::Listed => {}
            }
            let silent = match meaning {
                Meaning::Marker(marker) => !MarkerSet::of(&[knowledge.markers[*marker as usize].kind]).and(STRUCTURAL).is_empty(),
                meaning => *meaning == Meaning::Listed,
            };
            if !silent {
                traits.flags &= !SILENT;
            }
        }
        if traits.has(NAMED) || !knowledge.marker_set(form).and(OPENING_MARKERS).is_empty() {
            traits.flags |= OPENS;
        }
        if !knowledge.marker_set(form).and(PENDING_MARKERS).is_empty() {
            traits.flags |= PENDING;
        }
        for (kind, flag) in [
            (MarkerKind::ShortBefore, BEFORE),
            (MarkerKind::ShortAfter, AFTER),
            (MarkerKind::ShortHard, HARD),
            (MarkerKind::PairAfter, PAIR),
            (MarkerKind::Honorific, VOUCHES),
            (MarkerKind::Speech, VOUCHES),
        ] {
            if !knowledge.marker_set(form).and(MarkerSet::of(&[kind])).is_empty() {
                traits.flags |= flag;
            }
        }
        traits
    }

    /// As the tag of a form.
    fn pack(self) -> u32 {
        u32::from(self.flags) | u32::from(self.roles.0) << 16
    }

    #[inline]
    fn unpack(tag: u32) -> Traits {
        Traits { flags: tag as u16, roles: Roles((tag >> 16) as u16) }
    }

    #[inline]
    fn has(self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    /// Whether it is a part of a trigger.
    #[inline]
    pub fn is_part(self) -> bool {
        self.has(PART)
    }

    /// Whether it names an entity or an office.
    #[inline]
    pub fn is_name(self) -> bool {
        self.has(NAMED)
    }

    /// Whether it names a state, in full or by one character.
    #[inline]
    pub fn is_state(self) -> bool {
        self.has(STATE)
    }

    /// Whether it names a state otherwise than by one character.
    #[inline]
    pub fn is_full_state(self) -> bool {
        self.has(FULL_STATE)
    }

    /// Whether a name may be told by it, standing before it.
    #[inline]
    pub fn vouches(self) -> bool {
        self.has(VOUCHES)
    }

    /// Whether a noun can begin with it: most words of a text name nobody.
    #[inline]
    pub fn opens_noun(self) -> bool {
        self.has(OPENS)
    }

    /// Whether it is a noun whose members are found in context.
    #[inline]
    pub fn is_pending(self) -> bool {
        self.has(PENDING)
    }

    /// Whether it is an everyday word.
    #[inline]
    pub fn is_everyday(self) -> bool {
        self.has(WORD)
    }

    /// Whether what triggers it is a part of are those of titles.
    #[inline]
    pub fn is_of_titles(self) -> bool {
        self.has(OF_TITLES)
    }

    /// Whether it is a trigger of titles and nothing else.
    #[inline]
    pub fn is_of_titles_alone(self) -> bool {
        self.has(ELSEWHERE_NOTHING)
    }

    /// Whether it is a state only beside words that call for it.
    #[inline]
    pub fn is_short(self) -> bool {
        self.has(SHORT)
    }

    /// Whether it can be a word of the text.
    #[inline]
    pub fn is_word(self) -> bool {
        !self.has(SILENT)
    }
}

/// A form where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormHit {
    pub at: u32,
    pub len: u32,
    pub form: u32,
    pub traits: Traits,
}

/// A word of a list where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListHit {
    pub span: Span,
    pub form: u32,
    pub roles: Roles,
}

/// What one look over the flow finds.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Forms that can be words or parts of triggers, by place, shorter ones first.
    pub hits: Vec<FormHit>,
    /// Words of lists, by place, shorter ones first.
    listed: Vec<ListHit>,
    /// The roles of all of them.
    roles: Roles,
    /// Per place: the marks below.
    marks: Vec<u8>,
}

/// A one-character state stands here.
const SHORT_HERE: u8 = 1;
/// A word that may stand before one ends here.
const BEFORE_ENDS: u8 = 1 << 1;
/// A word that may stand behind one starts here.
const AFTER_STARTS: u8 = 1 << 2;
const HARD_STARTS: u8 = 1 << 3;
const PAIR_STARTS: u8 = 1 << 4;

impl Scan {
    /// Scans a flow.
    pub fn new(knowledge: &Knowledge, forms: &Forms, chars: &[char]) -> Scan {
        let hits = Vec::with_capacity(chars.len());
        let mut scan = Scan { hits, listed: Vec::with_capacity(chars.len() / 16), roles: Roles::default(), marks: vec![0; chars.len() + 1] };
        forms.trie.scan(&knowledge.lexicon, chars, |found| {
            let traits = Traits::unpack(found.tag);
            let (at, len) = (found.at as usize, found.len as usize);
            if traits.is_word() || traits.is_part() {
                scan.hits.push(FormHit { at: found.at, len: found.len, form: found.form, traits });
            }
            if traits.roles != Roles::default() {
                scan.roles = scan.roles.or(traits.roles);
                scan.listed.push(ListHit { span: Span::new(at, at + len), form: found.form, roles: traits.roles });
            }
            if traits.has(SHORT | BEFORE | BEHIND) {
                scan.mark(traits, at, len);
            }
        });
        scan
    }

    fn mark(&mut self, traits: Traits, at: usize, len: usize) {
        let mark = |flag: u16, mark: u8| if traits.has(flag) { mark } else { 0 };
        self.marks[at] |= mark(AFTER, AFTER_STARTS) | mark(HARD, HARD_STARTS) | mark(PAIR, PAIR_STARTS);
        if len == 1 {
            self.marks[at] |= mark(SHORT, SHORT_HERE);
        }
        if len <= LONGEST_BEFORE {
            self.marks[at + len] |= mark(BEFORE, BEFORE_ENDS);
        }
    }

    fn marked(&self, at: usize, mark: u8) -> bool {
        self.marks.get(at).is_some_and(|marks| marks & mark != 0)
    }

    /// Whether a one-character state may stand here.
    pub fn short_here(&self, at: usize) -> bool {
        self.marked(at, SHORT_HERE)
    }

    /// Whether a word that calls for a one-character state behind it ends here.
    pub fn before_ends(&self, at: usize) -> bool {
        self.marked(at, BEFORE_ENDS)
    }

    /// Whether a word that calls for a one-character state before it starts here.
    pub fn after_starts(&self, at: usize) -> bool {
        self.marked(at, AFTER_STARTS)
    }

    /// Whether a word starts here that leaves no choice but a state before it, however unusual.
    pub fn hard_starts(&self, at: usize) -> bool {
        self.marked(at, HARD_STARTS)
    }

    /// Whether a word starts here that calls for a pair of states before it.
    pub fn pair_starts(&self, at: usize) -> bool {
        self.marked(at, PAIR_STARTS)
    }

    /// The forms that start in a stretch.
    pub fn hits_in(&self, stretch: Span) -> &[FormHit] {
        let from = self.hits.partition_point(|hit| hit.at < stretch.start);
        let to = self.hits.partition_point(|hit| hit.at < stretch.end);
        &self.hits[from..to]
    }

    /// Whether a word with one of these roles stands anywhere.
    pub fn holds(&self, roles: Roles) -> bool {
        self.roles.meets(roles)
    }

    /// The words of a set that stand in a stretch; the set must be one that is asked about.
    pub fn words_in(&self, stretch: Span, set: &WordSet) -> impl Iterator<Item = ListHit> {
        let from = if set.is_empty() { self.listed.len() } else { self.listed.partition_point(|hit| hit.span.start < stretch.start) };
        let hits = self.listed[from..].iter().take_while(move |hit| hit.span.start < stretch.end);
        hits.filter(move |hit| hit.span.end <= stretch.end && set.holds_form(hit.form)).copied()
    }

    /// The words of lists that start in a stretch, as forms.
    pub fn listed_forms(&self, stretch: Span) -> impl Iterator<Item = u32> {
        let first = self.listed.partition_point(|hit| hit.span.start < stretch.start);
        self.listed[first..].iter().take_while(move |hit| hit.span.start < stretch.end).map(|hit| hit.form)
    }

    /// The first word with one of these roles.
    pub fn first_listed(&self, roles: Roles) -> Option<ListHit> {
        self.listed.iter().find(|hit| hit.roles.meets(roles)).copied()
    }

    /// The longest word with one of these roles at every place of a stretch where one stands; they may overlap.
    pub fn listed_in(&self, stretch: Span, roles: Roles) -> impl Iterator<Item = ListHit> {
        let from = if self.holds(roles) { self.listed.partition_point(|hit| hit.span.start < stretch.start) } else { self.listed.len() };
        let mut hits = self.listed[from..].iter().take_while(move |hit| hit.span.start < stretch.end).filter(move |hit| hit.roles.meets(roles)).peekable();
        std::iter::from_fn(move || {
            let mut longest = *hits.next()?;
            while let Some(longer) = hits.next_if(|hit| hit.span.start == longest.span.start) {
                longest = *longer;
            }
            Some(longest)
        })
    }

    /// The same without those that overlap one before.
    pub fn listed_apart(&self, stretch: Span, roles: Roles) -> impl Iterator<Item = ListHit> {
        let mut done = 0;
        self.listed_in(stretch, roles).filter(move |hit| {
            let apart = hit.span.start >= done;
            if apart {
                done = hit.span.end;
            }
            apart
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_a_bit_of_its_own() {
        let flags = [NAMED, WORD, SHORT, SILENT, BEFORE, AFTER, HARD, PAIR, FULL_STATE, VOUCHES, OPENS, PENDING, OF_TITLES, ELSEWHERE_NOTHING, STATE, PART];
        assert_eq!(flags.iter().fold(0, |all, flag| all | flag).count_ones() as usize, flags.len());
    }
}
