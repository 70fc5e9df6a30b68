//! Step 4: words to items: nouns (apposition, coordination, collective mentions), titles, times, markers, punctuation.
//!
//! In: the chosen words of a section. Out: items in order of place, nouns with their members in the cast.
//! Apposition is read as body + office + name in any of its shortenings (俄羅斯總統普京, 外交部發言人, 中國駐巴拿馬大使館).
//! Who stands where in the clause is left to `clause`.

mod apposition;
mod choice;
mod coordination;
mod members;
mod shared;
mod side;
mod title;
mod unit;
mod venue;

use std::collections::BTreeMap;

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet, Meaning, Rank};
use chancery_model::{Date, EntityKind};
use chancery_text::Span;

use crate::cast::Who;
use crate::discovery::{NameShapes, Sides};
use crate::few::Few;
use crate::lists::Lists;
use crate::segment::{Word, WordKind};

pub(crate) use shared::SharedWords;

/// What a noun is, as far as roles care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NounClass {
    /// States, organizations, persons.
    Principal,
    /// Places only.
    Place,
    /// 雙方, 我, 他 …: members are found in context.
    Pending(MarkerKind),
}

/// The members of a noun, each with the words that name it.
pub(crate) type Members = Few<(Who, Span), 2>;

/// A noun with its members.
#[derive(Clone, Debug)]
pub(crate) struct Noun {
    pub span: Span,
    pub class: NounClass,
    pub members: Members,
    /// Where a second half begins after 和 與, by member.
    pub joined_at: Option<usize>,
    /// State named before a place: 匈牙利布達佩斯.
    pub state: Option<u32>,
    /// State that an envoy or mission is accredited to: 駐意大利大使.
    pub accredited: Option<u32>,
    /// Members are one-character states written together: 中俄.
    pub compact: bool,
    /// A newspaper or agency: never the subject where somebody else can be.
    pub outlet: bool,
    /// A capital, which may stand for its government.
    pub capital: bool,
}

impl Noun {
    /// A noun of which nothing is known but its members.
    fn plain(span: Span, class: NounClass, members: Members) -> Noun {
        Noun { span, class, members, joined_at: None, state: None, accredited: None, compact: false, outlet: false, capital: false }
    }
}

/// An item of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Noun(u32),
    Form(u32),
    Time(u32),
    Quantity(u32),
    /// A title in 《》 by index.
    Title(u32),
    Open,
    Close,
    /// 、
    List,
    /// ，：； and sentence ends.
    Stop(char),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub span: Span,
    pub kind: ItemKind,
}

/// A title in 《》.
#[derive(Clone, Debug)]
pub(crate) struct TitleSpan {
    /// Without the brackets.
    pub inner: Span,
    /// Entities named in it.
    pub members: Vec<Who>,
}

/// What phrases are built into.
#[derive(Default)]
pub(crate) struct Phrases {
    pub items: Vec<Item>,
    pub nouns: Vec<Noun>,
    pub titles: Vec<TitleSpan>,
    /// Stretches whose triggers are not read: brackets, titles, short quotations.
    pub muted: Vec<Span>,
    /// Names discovered: (folded name, who).
    pub found: Vec<(Vec<char>, Who)>,
    /// Of these, who stands under an office of a body that is no known one.
    pub vague: Vec<Who>,
}

impl Phrases {
    /// Makes one noun of two that end the items, the last `count` of which they and what stands between them are.
    fn join_nouns(&mut self, left: u32, right: u32, count: usize) {
        let Noun { members, span: end, .. } = self.nouns[right as usize].clone();
        let noun = &mut self.nouns[left as usize];
        noun.members.extend(members);
        noun.span = noun.span.join(end);
        let span = noun.span;
        self.items.truncate(self.items.len() - count);
        self.items.push(Item { span, kind: ItemKind::Noun(left) });
    }
}

pub(crate) struct PhraseBuilder<'a> {
    pub knowledge: &'a Knowledge,
    pub lists: &'a Lists,
    pub shapes: &'a NameShapes,
    pub sides: &'a Sides,
    pub shared: &'a SharedWords,
    pub day: Option<Date>,
    /// States that the document names in full, by row.
    pub named: &'a [u32],
    /// How often it names each state, in whatever form.
    pub counts: &'a BTreeMap<u32, usize>,
    /// State whose ministries are meant where none is named (mainland texts: China).
    pub home: Option<u32>,
    pub folded: &'a [char],
    pub original: &'a [char],
    pub limit: usize,
}

/// Forms from here on are discovered names: `EXTRA + who`.
pub(crate) const EXTRA: u32 = 0x4000_0000;

fn heads_word(knowledge: &Knowledge, office: u32) -> bool {
    matches!(knowledge.offices[office as usize].rank, Rank::HeadOfState | Rank::HeadOfGovernment)
}

#[derive(Clone, Debug)]
enum Token {
    State(u32, bool),
    Place(u32),
    Organization(u32),
    Person(Few<u32, 2>),
    Extra(Who),
    Office(u32),
    Marker(MarkerKind),
}

/// Markers that are part of nouns.
const NOUN_MARKER_KINDS: &[MarkerKind] = &[
    MarkerKind::StateSuffix,
    MarkerKind::OfficePrefix,
    MarkerKind::Accredited,
    MarkerKind::HeadsOf,
    MarkerKind::MinistersOf,
    MarkerKind::Honorific,
    MarkerKind::Anonymous,
];

/// Of these, the ones that a noun may begin with.
pub(crate) const OPENING_MARKERS: MarkerSet = MarkerSet::of(&[MarkerKind::OfficePrefix, MarkerKind::Accredited, MarkerKind::Anonymous]);

/// Markers that are nouns whose members are found in context.
const PENDING_MARKER_KINDS: &[MarkerKind] = &[
    MarkerKind::Both,
    MarkerKind::Several,
    MarkerKind::Duo,
    MarkerKind::Heads,
    MarkerKind::HeadsOfState,
    MarkerKind::HeadsOfGovernment,
    MarkerKind::First,
    MarkerKind::FirstPlural,
    MarkerKind::Third,
];
pub(crate) const PENDING_MARKERS: MarkerSet = MarkerSet::of(PENDING_MARKER_KINDS);

impl PhraseBuilder<'_> {
    /// The words of a span as they are written.
    fn written(&self, span: Span) -> &[char] {
        &self.original[span.range()]
    }

    fn words_of(&self, span: Span) -> String {
        self.written(span).iter().collect()
    }

    #[inline(always)]
    fn has_marker(&self, form: u32, kinds: &[MarkerKind]) -> Option<MarkerKind> {
        self.knowledge.marker(form, kinds)
    }

    fn token(&self, word: &Word, side: Option<u32>) -> Option<Token> {
        let form = match word.kind {
            WordKind::Form(form) => form,
            WordKind::Time(_) | WordKind::Quantity(_) => return None,
        };
        if form >= EXTRA {
            return Some(Token::Extra(form - EXTRA));
        }
        if !word.traits.is_name() {
            return self.has_marker(form, NOUN_MARKER_KINDS).map(Token::Marker);
        }
        let (mut persons, mut states, mut organization, mut place, mut office) = (Few::new(), Few::<(u32, bool), 4>::new(), None, None, None);
        let state_row = |row: u32| self.knowledge.entities[row as usize].state_row;
        for meaning in self.knowledge.lexicon.meanings(form) {
            match *meaning {
                Meaning::Entity(row, short) => match self.knowledge.kind(row) {
                    Some(EntityKind::Person) => persons.push(row),
                    // 歐 in 中歐, 美歐 stands beside states as one of them; 越共 acts for its state.
                    Some(EntityKind::State) => states.push((row, short)),
                    Some(EntityKind::Organization) if short && state_row(row).is_none() => states.push((row, short)),
                    Some(EntityKind::Place) => place = place.or(Some(row)),
                    Some(EntityKind::Organization) => {
                        let fits = side.is_some() && state_row(row) == side;
                        if organization.is_none() || fits {
                            organization = Some(row);
                        }
                    }
                    _ => {}
                },
                // 總理 is of several offices; the one that the state or body has counts.
                Meaning::Office(row) if office.is_none() || side.is_some_and(|side| !self.held(office, side) && self.held(Some(row), side)) => {
                    office = Some(row);
                }
                _ => {}
            }
        }
        // 北京 stands for the place or the government; the place is the safer reading, roles turn it into the state.
        // 在白宮, 抵達奧斯汀 is the place, also where a body or a person has the name.
        if let Some(row) = place.filter(|_| self.at_place(word.span) && (persons.is_empty() || self.folded[word.span.start as usize - 1] != '于')) {
            return Some(Token::Place(row));
        }
        // 喬治亞 is the state of Georgia only beside the United States.
        let abroad = |row: u32| place.is_some_and(|place| !self.in_state(place, row) && !side.is_some_and(|side| self.in_state(place, side)));
        if let Some((row, short)) = self.choose_state(form, word.span, &states).filter(|(row, _)| place.is_none() || abroad(*row)) {
            return Some(Token::State(row, short));
        }
        if !persons.is_empty() {
            return Some(Token::Person(persons));
        }
        if let Some(row) = organization {
            return Some(Token::Organization(row));
        }
        if let Some(row) = place {
            return Some(Token::Place(row));
        }
        if let Some(row) = office {
            return Some(Token::Office(row));
        }
        self.has_marker(form, NOUN_MARKER_KINDS).map(Token::Marker)
    }

    /// Whether a noun can begin with a word at all.
    #[inline]
    fn opens_noun(&self, word: &Word) -> bool {
        match word.kind {
            WordKind::Form(form) if form < EXTRA => word.traits.opens_noun(),
            WordKind::Form(_) => true,
            WordKind::Time(_) | WordKind::Quantity(_) => false,
        }
    }

    /// Whether a word before says that something happens at a place or somebody comes to it.
    fn at_place(&self, span: Span) -> bool {
        span.start > 0 && matches!(self.folded[span.start as usize - 1], '在' | '于' | '抵' | '赴')
    }
}
