//! What collective and bare mentions stand for: 雙方, 兩國元首, 我, 他.
//!
//! In: nouns in order of place and the statements. Out: members. The pair is the last two sides that were named together
//! (中俄, 中國和俄羅斯, A 同 B); at the start of an article the two that its first sentences name most.

use chancery_knowledge::{Knowledge, MarkerKind, Rank};
use chancery_model::Date;
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::phrase::{Noun, NounClass};

/// The running context of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The states (or organizations) that the passage is about, by row.
    pub pair: Vec<u32>,
    /// The three or more sides that were last named together.
    pub several: Vec<u32>,
    /// The two persons of different sides who were named last.
    pub seen: Vec<Who>,
    /// The persons who last met.
    pub principals: Vec<Who>,
    /// The last person who was a subject.
    pub third: Option<Who>,
    /// Whoever speaks here.
    pub speaker: Option<Who>,
    /// The words that are reported in the sentence, and whose they are; those within others come later.
    pub words: Vec<(Span, Who)>,
    /// The outlet's own state, where it is known: 我國.
    pub home: Option<u32>,
    /// 我和普京總統 of the last sentence that had one.
    pub group: Vec<Who>,
}

impl Context {
    /// The distinct sides of some members, in order.
    pub fn sides(cast: &Cast, members: &[Who]) -> Vec<u32> {
        let mut sides = Vec::new();
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

    /// Takes note of principals that stand together.
    pub fn note(&mut self, cast: &Cast, members: &[Who]) {
        let sides = Context::sides(cast, members);
        if sides.len() >= 3 {
            self.several = sides.clone();
        }
        if sides.len() >= 2 {
            self.pair = sides;
            if members.iter().all(|who| cast.is_person(*who)) {
                self.principals = members.to_vec();
            }
        }
    }

    /// Takes note of a person named alone.
    pub fn see(&mut self, cast: &Cast, who: Who) {
        self.seen.retain(|other| *other != who && cast.side(*other) != cast.side(who));
        self.seen.push(who);
        if self.seen.len() > 2 {
            self.seen.remove(0);
        }
    }

    /// The members of a noun, with what it leaves to context filled in.
    pub fn members(&self, knowledge: &Knowledge, cast: &mut Cast, noun: &Noun, day: Option<Date>) -> Vec<Who> {
        let own = || noun.members.iter().map(|(who, _)| *who);
        match noun.class {
            NounClass::Pending(MarkerKind::Both) => self.states(knowledge, cast),
            NounClass::Pending(MarkerKind::Several) => self.several.iter().map(|row| cast.known(knowledge, *row, None)).collect(),
            NounClass::Pending(MarkerKind::Duo) if self.principals.len() != 2 => self.seen.clone(),
            NounClass::Pending(MarkerKind::Duo) => self.principals.clone(),
            NounClass::Pending(MarkerKind::Heads) => self.heads(knowledge, cast, day),
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
            NounClass::Pending(MarkerKind::Third) => self.third.into_iter().collect(),
            NounClass::Pending(_) => Vec::new(),
            _ => own().collect(),
        }
    }

    fn states(&self, knowledge: &Knowledge, cast: &mut Cast) -> Vec<Who> {
        if self.pair.len() < 2 { Vec::new() } else { self.pair.iter().map(|row| cast.known(knowledge, *row, None)).collect() }
    }

    fn heads(&self, knowledge: &Knowledge, cast: &mut Cast, day: Option<Date>) -> Vec<Who> {
        if self.pair.len() < 2 {
            return Vec::new();
        }
        // Those who met last are meant where they are of the pair: 習近平同米爾濟約耶夫會談，兩國元首簽署….
        let sides = Context::sides(cast, &self.principals);
        let heads = self.principals.iter().all(|who| cast.heads_state(knowledge, *who, day));
        if heads && sides.len() == self.pair.len() && sides.iter().all(|side| self.pair.contains(side)) {
            return self.principals.clone();
        }
        self.pair
            .clone()
            .into_iter()
            .map(|row| {
                cast.with_rank(knowledge, row, &[Rank::HeadOfState], day)
                    .or_else(|| cast.with_rank(knowledge, row, &[Rank::HeadOfState, Rank::HeadOfGovernment], day))
                    .unwrap_or_else(|| cast.known(knowledge, row, None))
            })
            .collect()
    }
}
