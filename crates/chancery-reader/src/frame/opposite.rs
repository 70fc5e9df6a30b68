//! Who stands on the other side: the one whom a sentence, or the one before it, names besides those who act.
//!
//! In: a trigger's scope and those who act. Out: members of the cast, or none where several could be meant. What a role asks for is left to `roles`.

use chancery_knowledge::{Case, MarkerKind};

use super::Stage;
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::context::Context;
use crate::phrase::{ItemKind, NounClass};

/// How far behind 在 its end is looked for.
const REACH: u32 = 24;

/// How many items of the sentence before are looked at.
const OPENING: usize = 40;

impl Stage<'_> {
    /// 如果｜美方｜执意，中方将反制: the one state or body of another side that the sentence names before the trigger.
    /// Those who speak the words in which the trigger stands are not meant.
    pub(super) fn opposite(&self, cast: &Cast, scope: &Scope, actors: &[Who], speakers: &[Who]) -> Vec<Who> {
        let own = Context::sides(cast, actors);
        if own.is_empty() {
            return Vec::new();
        }
        let syntax = self.syntax;
        let from = syntax.item_from(self.sentence.start);
        let mut found: Vec<Who> = Vec::new();
        // 與｜伊朗｜來往的公司: with whom somebody deals is not who is meant.
        // 在｜台灣｜等問題上給予支持, 在｜北約｜峰會上: where or in what.
        let with = |at: usize| match syntax.case(at, syntax.clause_start(at)).0 {
            Some(MarkerKind::With) => true,
            Some(MarkerKind::At) => {
                let end = syntax.items[at].span.end;
                let words = syntax.between(end, (end + REACH).min(self.sentence.end));
                let run = words.iter().position(|c| *c == ',').unwrap_or(words.len());
                syntax.lists.place_closers.stands_within(&words[..run])
            }
            _ => false,
        };
        let named = (from..scope.first).filter(|at| !self.is_matter(cast, *at, Case::To) && !with(*at));
        for noun in named.filter_map(|at| syntax.noun(at)).filter(|noun| noun.class == NounClass::Principal && !noun.outlet) {
            for (who, _) in &noun.members {
                match cast.side(*who) {
                    Some(side) if own.contains(&side) => {}
                    // 法国部长表示，｜美国若加税，欧盟将反击.
                    _ if speakers.contains(who) => {}
                    Some(side) if found.is_empty() || Context::sides(cast, &found).contains(&side) => {
                        // 美國 before 美國商務部: the first that is named stands for its side.
                        if found.is_empty() {
                            found.push(*who);
                        }
                    }
                    _ => return Vec::new(),
                }
            }
        }
        if found.is_empty() {
            found = self.named_behind(cast, scope, &own);
        }
        if found.is_empty() { self.resumed(cast, scope, &own) } else { found }
    }

    /// 彭斯指責中國。中方｜對此｜堅決反對: the one other side that the sentence before names.
    fn resumed(&self, cast: &Cast, scope: &Scope, own: &[u32]) -> Vec<Who> {
        let syntax = self.syntax;
        let here = syntax.items.get(scope.clause).map_or(self.sentence.start, |item| item.span.start).max(self.sentence.start);
        let there = syntax.items.get(scope.before).map_or(here, |item| item.span.end).max(here);
        let words = syntax.between(here, there + 1);
        // 對此案表示, 對此予以否認: about something else; and who denies answers a charge, whoever made it.
        let this = words.windows(3).any(|three| three[..2] == ['对', '此'] && !matches!(three[2], '案' | '次' | '届' | '类' | '项' | '种'));
        let to = syntax.item_from(self.sentence.start);
        if !this || to == 0 || syntax.lists.denying_verbs.stands_within(words) {
            return Vec::new();
        }
        let ends = |at: &usize| matches!(syntax.items[*at].kind, ItemKind::Stop('。' | '!' | '?' | ';'));
        let from = (0..to - 1).rev().take(OPENING).find(ends).map_or_else(|| (to - 1).saturating_sub(OPENING), |at| at + 1);
        let nouns = (from..to).filter(|at| !self.is_matter(cast, *at, Case::To)).filter_map(|at| syntax.noun(at));
        let members: Vec<Who> =
            nouns.filter(|noun| noun.class == NounClass::Principal && !noun.outlet).flat_map(|noun| noun.members.iter().map(|(who, _)| *who)).collect();
        let others: Vec<Who> = members.into_iter().filter(|who| cast.side(*who).is_some_and(|side| !own.contains(&side))).collect();
        if Context::sides(cast, &others).len() == 1 { others.into_iter().take(1).collect() } else { Vec::new() }
    }

    /// Whether an item is a verb of asking, with or without an adverb (敦促, 強烈敦促).
    fn asks_at(&self, at: usize) -> bool {
        let words = self.syntax.words(at);
        let verb = self.knowledge.lexicon.find(words[words.len().saturating_sub(2)..].iter().copied());
        verb.is_some_and(|form| self.knowledge.marker(form, &[MarkerKind::Control]).is_some())
    }

    /// 將回擊｜伊朗｜的威脅; 對法案表示反對，敦促｜美方｜停止推動: whom the trigger strikes, or the sentence goes on to urge, where it names
    /// nobody of another side before.
    fn named_behind(&self, cast: &Cast, scope: &Scope, own: &[u32]) -> Vec<Who> {
        let syntax = self.syntax;
        let to = syntax.item_from(self.sentence.end);
        let touches = |at: &usize| *at > 0 && syntax.items[at - 1].span.end == syntax.items[*at].span.start;
        let urges = |at: &usize| touches(at) && self.asks_at(at - 1);
        let struck = Some(scope.after).filter(|at| *at < to && touches(at)).and_then(|at| syntax.noun(at));
        let urged = || (scope.end + 1..to).filter(urges).find_map(|at| syntax.noun(at));
        let Some(noun) = struck.or_else(urged).filter(|noun| noun.class == NounClass::Principal && !noun.outlet) else { return Vec::new() };
        match noun.members[..] {
            [(who, _)] if cast.side(who).is_some_and(|side| !own.contains(&side)) => vec![who],
            _ => Vec::new(),
        }
    }

    /// 布林肯訪華，習近平會見｜他: the person named last before the pronoun who is not the subject.
    pub(super) fn other_person(&self, cast: &Cast, scope: &Scope, pronoun: usize) -> Option<Who> {
        const REACH: usize = 60;
        let syntax = self.syntax;
        let subject = syntax.subject(scope, self.sentence, 0).map(|(at, _)| at);
        let excluded: Vec<Who> = subject.and_then(|at| syntax.noun(at)).into_iter().flat_map(|noun| noun.members.iter().map(|(who, _)| *who)).collect();
        (pronoun.saturating_sub(REACH)..pronoun)
            .rev()
            .filter_map(|at| syntax.noun(at))
            .filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)
            .map(|noun| noun.members[0].0)
            .find(|who| !excluded.contains(who) && cast.is_person(*who))
    }
}
