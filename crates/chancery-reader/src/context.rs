//! What collective and bare mentions stand for: 雙方, 兩國元首, 我, 他.
//!
//! In: nouns in order of place, the statements, and which encounter the article is about. Out: members. The pair is the last two sides
//! that were named together (中俄, 中國和俄羅斯, A 同 B); at the start of an article the two that its first sentences name most.
//! Somebody's words have a stage of their own: where the article is about one encounter, 兩國 and 兩國元首 behind a speech mean again
//! those who met, whomever the speech named.

use chancery_knowledge::{Knowledge, MarkerKind, Rank};
use chancery_model::{Date, EventKind};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::few::Few;
use crate::frame::Draft;
use crate::phrase::{Noun, NounClass};

/// Who is on stage: for the text itself, or within somebody's words.
#[derive(Clone, Debug, Default)]
struct Onstage {
    /// The states (or organizations) that the passage is about, by row.
    pair: Vec<u32>,
    /// The three or more sides that were last named together.
    several: Vec<u32>,
    /// The two persons of different sides who were named last.
    seen: Vec<Who>,
    /// The persons who last met.
    principals: Vec<Who>,
}

impl Onstage {
    fn note(&mut self, cast: &Cast, members: &[Who]) {
        let sides = Context::sides(cast, members);
        if sides.len() >= 3 {
            self.several = sides.to_vec();
        }
        if sides.len() >= 2 {
            self.pair = sides.to_vec();
            if members.iter().all(|who| cast.is_person(*who)) {
                self.principals = members.to_vec();
            }
        }
    }

    fn see(&mut self, cast: &Cast, who: Who) {
        self.seen.retain(|other| *other != who && cast.side(*other) != cast.side(who));
        self.seen.push(who);
        if self.seen.len() > 2 {
            self.seen.remove(0);
        }
    }
}

/// The running context of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    text: Onstage,
    /// Within the words of `speaker`; it begins as the text's.
    spoken: Onstage,
    /// Whose words `spoken` is the stage of.
    spoken_by: Option<Who>,
    /// The sides of the one encounter that the article is about.
    own: Own,
    /// The last person who was a subject, and where.
    pub third: Option<(Who, u32)>,
    /// Whether 他 stands in the section or in one behind it: else nobody asks whom it means.
    pub asks_third: bool,
    /// Who that was before the sentence.
    pub before: Option<Who>,
    /// Whoever speaks here.
    pub speaker: Option<Who>,
    /// The words that are reported in the sentence, and whose they are; those within others come later.
    pub words: Vec<(Span, Who)>,
    /// The outlet's own state, where it is known: 我國.
    pub home: Option<u32>,
    /// 我和普京總統 of the last sentence that had one.
    pub group: Vec<Who>,
}

/// Whether an article is about one encounter of two sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Own {
    #[default]
    Unknown,
    One(Vec<u32>),
    /// It tells of several in its title and first paragraph.
    Several,
}

impl Context {
    /// The context at the head of an article; `pair` are the sides that its first sentences name most.
    pub fn new(home: Option<u32>, pair: Vec<u32>) -> Context {
        Context { home, text: Onstage { pair, ..Onstage::default() }, ..Context::default() }
    }

    /// Takes note of whose words a sentence holds: another speaker begins with what the text has on stage.
    pub fn speaks(&mut self, speaker: Option<Who>) {
        if speaker != self.spoken_by {
            self.spoken = self.text.clone();
            self.spoken_by = speaker;
        }
        self.speaker = speaker;
    }

    /// 會見克里時，李克強說: whom the words of a speaker are for.
    pub fn addresses(&mut self, cast: &Cast, speaker: Who, hearer: Who, words: Span) {
        self.note(cast, &[speaker, hearer], words);
    }

    /// Whether a place has the stage of somebody's words.
    fn apart(&self, place: Span) -> bool {
        matches!(self.own, Own::One(_)) && self.innermost(place).is_some()
    }

    fn at(&self, place: Span) -> &Onstage {
        if self.apart(place) { &self.spoken } else { &self.text }
    }

    fn at_mut(&mut self, place: Span) -> &mut Onstage {
        if self.apart(place) { &mut self.spoken } else { &mut self.text }
    }

    /// The states (or organizations) that the passage is about at a place, by row; none or two and more.
    pub fn pair(&self, place: Span) -> &[u32] {
        let pair = &self.at(place).pair;
        if pair.len() < 2 { &[] } else { pair }
    }

    /// 我們 of a speaker and whom he met or speaks to, as far as the two are on stage at a place.
    pub fn together(&self, cast: &Cast, place: Span) -> Option<Vec<Who>> {
        let speaker = self.innermost(place)?.1;
        let Onstage { principals: met, seen, .. } = self.at(place);
        let hearer = met.iter().find(|who| **who != speaker).filter(|_| met.len() == 2 && met.contains(&speaker))?;
        // 普京總統日前來訪，我們達成共識, said to his minister: somebody else of that side may be meant.
        let another = seen.iter().any(|who| who != hearer && *who != speaker);
        (Context::sides(cast, met).len() == 2 && !another).then(|| met.clone())
    }

    /// Takes note of what a sentence tells: whom it brings together, and whether that is what the article is about.
    pub fn tells(&mut self, cast: &Cast, draft: &Draft) {
        self.note(cast, &draft.actors, draft.trigger);
        let encounter = matches!(draft.kind, EventKind::Meeting | EventKind::Talks | EventKind::Call);
        if draft.own && encounter {
            let mut sides = Context::sides(cast, &draft.actors);
            sides.sort_unstable();
            self.own = match std::mem::take(&mut self.own) {
                Own::Unknown if sides.len() == 2 => Own::One(sides.to_vec()),
                Own::One(known) if known[..] == sides[..] => Own::One(known),
                _ => Own::Several,
            };
        }
    }

    /// The distinct sides of some members, in order.
    pub fn sides(cast: &Cast, members: &[Who]) -> Few<u32, 6> {
        let mut sides = Few::new();
        for who in members {
            if let Some(side) = cast.side(*who)
                && !sides.contains(&side)
            {
                sides.push(side);
            }
        }
        sides
    }

    /// The shortest reported words around a place, and whose they are.
    pub fn innermost(&self, place: Span) -> Option<(Span, Who)> {
        self.words.iter().filter(|(words, _)| words.contains(place)).min_by_key(|(words, _)| words.len()).copied()
    }

    /// All whose words a place stands in.
    pub fn speakers(&self, place: Span) -> impl Iterator<Item = Who> + '_ {
        self.words.iter().filter(move |(words, _)| words.contains(place)).map(|(_, who)| *who)
    }

    /// Takes note of principals that stand together.
    pub fn note(&mut self, cast: &Cast, members: &[Who], place: Span) {
        self.at_mut(place).note(cast, members);
    }

    /// Takes note of three sides or more that stand together.
    pub fn several(&mut self, sides: Vec<u32>, place: Span) {
        self.at_mut(place).several = sides;
    }

    /// Takes note of a person who acts or speaks at a place: 他 of what follows, unless another has since.
    pub fn acts(&mut self, who: Who, place: u32) {
        if self.third.is_none_or(|(_, last)| last <= place) {
            self.third = Some((who, place));
        }
    }

    /// Takes note of a person named alone.
    pub fn see(&mut self, cast: &Cast, who: Who, place: Span) {
        self.at_mut(place).see(cast, who);
    }

    /// The members of a noun, with what it leaves to context filled in.
    pub fn members(&self, knowledge: &Knowledge, cast: &mut Cast, noun: &Noun, day: Option<Date>) -> Vec<Who> {
        let own = || noun.members.iter().map(|(who, _)| *who);
        let stage = self.at(noun.span);
        match noun.class {
            NounClass::Pending(MarkerKind::Both) => stage.pair.iter().filter(|_| stage.pair.len() >= 2).map(|row| cast.known(knowledge, *row, None)).collect(),
            NounClass::Pending(MarkerKind::Several) => stage.several.iter().map(|row| cast.known(knowledge, *row, None)).collect(),
            NounClass::Pending(MarkerKind::Duo) if stage.principals.len() != 2 => stage.seen.clone(),
            NounClass::Pending(MarkerKind::Duo) => stage.principals.clone(),
            NounClass::Pending(kind @ (MarkerKind::Heads | MarkerKind::HeadsOfState | MarkerKind::HeadsOfGovernment)) => {
                stage.heads(knowledge, cast, kind, day)
            }
            // 與我斷交: where nobody speaks, the outlet's own state is meant.
            NounClass::Pending(MarkerKind::First) if self.speaker.is_none() && noun.members.is_empty() => {
                self.home.map(|row| cast.known(knowledge, row, None)).into_iter().collect()
            }
            NounClass::Pending(MarkerKind::First) => self.speaker.into_iter().chain(own()).collect(),
            NounClass::Pending(MarkerKind::FirstPlural) => {
                if self.group.len() >= 2 {
                    self.group.clone()
                } else {
                    let side = self.speaker.and_then(|who| cast.side(who)).or(self.home);
                    side.map(|row| cast.known(knowledge, row, None)).into_iter().collect()
                }
            }
            NounClass::Pending(MarkerKind::Third) => self.third.map(|(who, _)| who).into_iter().collect(),
            NounClass::Pending(_) => Vec::new(),
            _ => own().collect(),
        }
    }
}

impl Onstage {
    fn heads(&self, knowledge: &Knowledge, cast: &mut Cast, kind: MarkerKind, day: Option<Date>) -> Vec<Who> {
        if self.pair.len() < 2 {
            return Vec::new();
        }
        let ranks: &[Rank] = match kind {
            MarkerKind::HeadsOfState => &[Rank::HeadOfState],
            MarkerKind::HeadsOfGovernment => &[Rank::HeadOfGovernment],
            _ => &[Rank::HeadOfState, Rank::HeadOfGovernment],
        };
        // Those who met last are meant where they are of the pair: 習近平同米爾濟約耶夫會談，兩國元首簽署….
        let sides = Context::sides(cast, &self.principals);
        let heads = self.principals.iter().all(|who| cast.heads_state(knowledge, *who, ranks, day));
        if heads && sides.len() == self.pair.len() && sides.iter().all(|side| self.pair.contains(side)) {
            return self.principals.clone();
        }
        let named = |cast: &mut Cast, row: u32| match ranks {
            // An office of one rank has a holder, whether the text names him or not.
            [rank] => cast.with_rank(knowledge, row, ranks, day).or_else(|| {
                let holder = knowledge.holder_of_rank(*rank, row, day?)?;
                Some(cast.known(knowledge, holder, None))
            }),
            _ => cast.with_rank(knowledge, row, &[Rank::HeadOfState], day).or_else(|| cast.with_rank(knowledge, row, ranks, day)),
        };
        let found: Vec<Option<Who>> = self.pair.iter().map(|row| named(cast, *row)).collect();
        // Where one of them is nobody known, the states are meant.
        let known = found.iter().all(Option::is_some);
        let who = |(row, who): (&u32, Option<Who>)| who.filter(|_| known).unwrap_or_else(|| cast.known(knowledge, *row, None));
        self.pair.iter().zip(found).map(who).collect()
    }
}
