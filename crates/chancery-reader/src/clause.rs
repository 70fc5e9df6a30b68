//! Step 6: who stands where, seen from a trigger.
//!
//! In: the items of a section and a place in it. Out: the nouns that stand as subject, object, partner and so on.
//! Chinese marks roles by order and by prepositions (同 與 對 向 由 為 在 應); what a preposition or a clause with 的 takes
//! is no subject. A clause without a subject takes that of the clause before it, and of the sentence before it.
//! Every search looks at a bounded number of items, so that a line without punctuation costs no more than any other.

mod role;
mod subject;

use std::cell::Cell;

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet};
use chancery_text::{Span, is_alphabetic};

use crate::few::Few;
use crate::lists::{Lists, WordSet};
use crate::phrase::{Item, ItemKind, Noun, NounClass};
use crate::scan::Scan;
use crate::segment::PartHit;

/// How many items a search looks at.
const REACH: usize = 80;

/// The items of a section with what they refer to.
pub(crate) struct Syntax<'a> {
    pub knowledge: &'a Knowledge,
    pub lists: &'a Lists,
    pub scan: &'a Scan,
    pub folded: &'a [char],
    pub items: &'a [Item],
    pub nouns: &'a [Noun],
    /// Per item: whether a trigger part lies on it.
    pub verbs: &'a [bool],
    /// Per item: the kinds of marker that it is.
    pub marks: &'a [MarkerSet],
    /// The subject that was asked for last: the frames tried at one trigger ask for the same one.
    pub last_subject: LastSubject,
}

/// A scope and a sentence with the subject found for them.
pub(crate) type LastSubject = Cell<Option<(Scope, Span, Option<(usize, bool)>)>>;

/// The stretch of items in which a trigger looks for its roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// First item of the clause.
    pub clause: usize,
    /// First item after the last verb that opens a clause of its own (表示 宣布 敦促).
    pub segment: usize,
    /// First item at or behind the start of the trigger's first part.
    pub first: usize,
    /// First item behind the first part; equal to `before` where the trigger has one part only.
    pub inner: usize,
    /// First item at or behind the anchor's start.
    pub before: usize,
    /// First item behind the trigger's end.
    pub after: usize,
    /// One past the clause's last item.
    pub end: usize,
    /// The marker that opened the segment.
    pub opener: Option<(usize, MarkerKind)>,
}

/// What a noun's phrase goes on to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// The item of the titled person at its end.
    Person(usize),
    /// Where its words end; nobody in them is known.
    Words(u32),
}

/// Marks the items of a section on which a trigger part lies that is no plain noun (武器 in 出售…武器). `nouns` tells by part.
pub(crate) fn mark_verbs(nouns: &[bool], items: &[Item], parts: &[PartHit], verbs: &mut [bool]) {
    let mut at = 0;
    for part in parts.iter().filter(|part| !nouns[part.part as usize]) {
        while at < items.len() && items[at].span.end <= part.span.start {
            at += 1;
        }
        // Parts come by start, and one may lie inside another: looking from the first item that is not over is enough.
        for (item, verb) in items[at..].iter().zip(&mut verbs[at..]).take_while(|(item, _)| item.span.start < part.span.end) {
            *verb |= matches!(item.kind, ItemKind::Form(_));
        }
    }
}

impl<'a> Syntax<'a> {
    /// The marker kinds of an item. Most items have none of those asked for: that is one look at a constant, made where it is asked.
    #[inline(always)]
    pub fn marker(&self, at: usize, kinds: &[MarkerKind]) -> Option<MarkerKind> {
        let found = self.marks.get(at)?.and(MarkerSet::of(kinds));
        if found.is_empty() { None } else { self.marker_among(at, found, kinds) }
    }

    #[inline(never)]
    fn marker_among(&self, at: usize, found: MarkerSet, kinds: &[MarkerKind]) -> Option<MarkerKind> {
        match self.items.get(at)?.kind {
            ItemKind::Form(form) => found.single().or_else(|| self.knowledge.marker(form, kinds)),
            _ => None,
        }
    }

    pub fn noun(&self, at: usize) -> Option<&'a Noun> {
        match self.items.get(at)?.kind {
            ItemKind::Noun(index) => self.nouns.get(index as usize),
            _ => None,
        }
    }

    /// Whether an item ends a clause. 見證甲，｜以及｜乙的簽署: the comma before the last of a list does not.
    fn is_stop(&self, at: usize) -> bool {
        let ItemKind::Stop(mark) = self.items[at].kind else { return false };
        let end = self.items[at].span.end;
        mark != ',' || self.between(end, end + 2) != ['以', '及'] || self.acts_behind(at + 1)
    }

    /// ，以及｜批評中國; ，以及｜官員｜批評總統: whether what a conjunction opens does something.
    fn acts_behind(&self, conjunction: usize) -> bool {
        const LONGEST: usize = 10;
        let mut named = false;
        for k in conjunction + 1..self.items.len().min(conjunction + LONGEST) {
            if matches!(self.items[k].kind, ItemKind::Stop(_)) {
                return false;
            }
            let touching = k == conjunction + 1 && self.items[k].span.start == self.items[conjunction].span.end;
            if self.verbs[k] && self.marker(k - 1, &[MarkerKind::Of]).is_none() && (named || touching) {
                return true;
            }
            named |= self.noun(k).is_some();
        }
        false
    }

    /// The first item that starts at or after a place.
    pub fn item_from(&self, place: u32) -> usize {
        self.items.partition_point(|item| item.span.start < place)
    }

    /// First item of the clause in which item `at` stands (or which ends before it).
    pub fn clause_start(&self, at: usize) -> usize {
        let mut start = at;
        while start > 0 && at - start < REACH && !self.is_stop(start - 1) {
            start -= 1;
        }
        start
    }

    fn clause_end(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.items.len() && end - at < REACH && !self.is_stop(end) {
            end += 1;
        }
        end
    }

    /// The scope of a trigger at a span.
    pub fn scope(&self, trigger: Span) -> Scope {
        self.scope_from(Span { start: trigger.start, end: trigger.start }, trigger)
    }

    /// The scope of a trigger whose first part is `first`: verbs between the parts open no clause of their own.
    pub fn scope_from(&self, first: Span, trigger: Span) -> Scope {
        let before = self.item_from(trigger.start);
        let inner = self.item_from(first.end).min(before);
        let after = self.item_from(trigger.end);
        let clause = self.clause_start(before);
        let end = self.clause_end(after);
        let mut segment = clause;
        let mut opener = None;
        for at in (clause..before).rev() {
            use MarkerKind::*;
            if self.items[at].span.end > first.start {
                continue;
            }
            if let Some(kind) = self.marker(at, &[Speech, Opinion, Announce, Report, Control, Pivot]) {
                // 某某｜提到的｜加拿大: an attribute opens nothing.
                if self.nominal(at, clause, kind) || self.possessive(at) {
                    continue;
                }
                // 应…邀请 is a formula, no verb of the clause.
                if kind == Control && (clause..at).any(|k| self.marker(k, &[Invited]).is_some()) {
                    continue;
                }
                segment = at + 1;
                opener = Some((at, kind));
                break;
            }
        }
        Scope { clause, segment, first: self.item_from(first.start).min(before), inner, before, after, end, opener }
    }

    /// 5票｜反对, 对朝鲜的｜决定｜表示谴责: a verb of asking or deciding that is counted or owned is a noun.
    fn nominal(&self, at: usize, clause: usize, kind: MarkerKind) -> bool {
        if at == clause
            || self.items[at - 1].span.end != self.items[at].span.start
            || !matches!(kind, MarkerKind::Announce | MarkerKind::Control | MarkerKind::Pivot)
        {
            return false;
        }
        let votes = matches!(self.items[at - 1].kind, ItemKind::Quantity(_)) && self.folded.get(self.items[at].span.start as usize - 1) == Some(&'票');
        votes || self.marker(at - 1, &[MarkerKind::Of]).is_some()
    }

    /// Whether 的 follows an item directly; 某某的話說 speaks for itself.
    pub fn possessive(&self, at: usize) -> bool {
        self.marker(at + 1, &[MarkerKind::Of]).is_some()
            && self.items[at + 1].span.start == self.items[at].span.end
            && self.folded.get(self.items[at + 1].span.end as usize) != Some(&'话')
    }

    /// 印度尼西亞這個｜東盟｜第一大國: what 這個 opens says what the noun before it is.
    fn pointed(&self, at: usize) -> bool {
        let start = self.items[at].span.start;
        let before = self.between(start.saturating_sub(2), start);
        before.first().is_some_and(|c| matches!(c, '这' | '那')) && before.last().is_some_and(|c| matches!(c, '个' | '一' | '些'))
    }

    /// 我｜友邦巴拉圭總統: 我 without 的 before what is ours.
    fn bare_possessive(&self, at: usize) -> bool {
        let end = self.items[at].span.end;
        self.noun(at).is_some_and(|noun| noun.class == NounClass::Pending(MarkerKind::First) && noun.members.is_empty())
            && self.noun(at + 1).is_some()
            && self.items[at + 1].span.start <= end + 3
            && self.between(end, self.items[at + 1].span.start).iter().all(|c| is_alphabetic(*c))
    }

    /// 对部分｜乌克兰官员, 向另外三名｜美国议员: the preposition before words that only count or choose.
    fn counted_case(&self, at: usize, floor: usize) -> Option<MarkerKind> {
        use MarkerKind::*;
        const REACH: usize = 4;
        const LONGEST: u32 = 12;
        let end = self.items[at].span.start;
        let k = (floor..at).rev().take(REACH).find(|k| self.marker(*k, &[To, From, By, Ba]).is_some())?;
        let mut place = self.items[k].span.end;
        if end > place + LONGEST {
            return None;
        }
        while place < end {
            let quantity = self.items[k + 1..at].iter().find(|item| item.span.start == place && matches!(item.kind, ItemKind::Quantity(_)));
            place = match quantity {
                Some(item) => item.span.end,
                None => place + self.lists.choosing_words.at_start(self.between(place, end))?.len() as u32,
            };
        }
        self.marker(k, &[To, From, By, Ba])
    }

    /// 同｜來華｜進行國事訪問的｜某某: the preposition before an attribute of several verbs that brings somebody to the speaker's state.
    fn guest(&self, verb: usize, floor: usize) -> Option<(MarkerKind, usize)> {
        use MarkerKind::*;
        let state = |at: usize| self.noun(at).is_some_and(|noun| noun.compact || noun.span.len() == 1);
        let k = verb.checked_sub(1).filter(|k| *k > floor && state(*k))?;
        let coming = usize::from(k > floor + 1 && self.marker(k - 1, &[With, And, To]).is_none() && self.items[k - 1].span.len() == 1);
        let with = self.marker(k - 1 - coming, &[With, And, To])?;
        let near = self.items[k].span.start <= self.items[k - 1 - coming].span.end + 1;
        near.then_some((if with == And { With } else { with }, k - coming))
    }

    /// 某某｜提到的｜加拿大: the noun whose act, told by a word that no trigger has, makes the attribute that ends in the 的 at `of`.
    fn whose_act(&self, of: usize, floor: usize) -> Option<usize> {
        let told = of.checked_sub(1).filter(|at| *at > floor && matches!(self.items[*at].kind, ItemKind::Form(_)));
        let at = told.unwrap_or(of).checked_sub(1).filter(|at| *at >= floor && self.noun(*at).is_some())?;
        let words = self.between(self.items[at].span.end, self.items[of].span.start);
        let touching = self.items.get(of + 1).is_some_and(|item| item.span.start == self.items[of].span.end);
        let plain = matches!(words.len(), 2..=4) && words.iter().all(|c| is_alphabetic(*c));
        (touching && plain && self.case(at, floor).0.is_none()).then_some(at)
    }

    /// The case of a noun and the first item of the attribute before it (`at` itself where there is none).
    pub fn case(&self, at: usize, floor: usize) -> (Option<MarkerKind>, usize) {
        use MarkerKind::*;
        const CASES: &[MarkerKind] = &[With, And, To, For, By, At, From, Ba, About, Invited, According];
        if at == floor {
            return (None, at);
        }
        let before = at - 1;
        let touching = self.items[before].span.end + 1 >= self.items[at].span.start;
        let of = self.marker(before, &[Of]).is_some() && self.items[at].span.start <= self.items[before].span.end + 4;
        if of {
            let mut verb = false;
            for k in (floor..before).rev() {
                // 对…访问: a preposition that a frame names is one all the same.
                let preposition = self.marker(k, &[To]).is_some() && self.items[k].span.len() == 1;
                if self.verbs[k] && !preposition && self.marker(k, &[With, And]).is_none() {
                    if verb {
                        // 对｜参与售台武器的｜美国公司: a preposition before the first of two verbs takes the whole.
                        let taken = k > floor && self.items[k - 1].span.end == self.items[k].span.start;
                        return match taken.then(|| self.marker(k - 1, &[To, By, Ba])).flatten().map(|case| (case, k)).or_else(|| self.guest(k, floor)) {
                            Some((case, start)) => (Some(case), start),
                            None => (None, k + 1),
                        };
                    }
                    verb = true;
                } else if self.marker(k, &[At]).is_some() {
                    // 在周一的外交部例行記者會: a circumstance, not a subject.
                    return (Some(At), k);
                } else if let Some(case) = self.marker(k, &[With, And, To, For, By, Ba]) {
                    if verb || case == With || self.noun(k + 1).is_none() {
                        return (Some(if case == And { With } else { case }), k + 1);
                    }
                    // 对俄罗斯的…: the preposition belongs to the attribute or to the whole; both give the case.
                    return (Some(case), k + 1);
                }
            }
            return (None, if verb { floor } else { self.whose_act(before, floor).unwrap_or(at) });
        }
        // 現任及前任美國官員: 及 joins titles, not nouns.
        if touching && before > floor && self.marker(before, &[And]).is_some() && self.marker(before - 1, &[OfficePrefix]).is_some() {
            return (None, at);
        }
        // 正在｜中国｜访问的: the place where something goes on.
        if self.items[before].span.end == self.items[at].span.start
            && self.marker(before, &[Ongoing]).is_some()
            && self.words(before).last() == Some(&'在')
            && self.noun(at).is_some_and(|noun| noun.class != NounClass::Principal || noun.members.iter().all(|(_, name)| *name == noun.span))
        {
            return (Some(At), at);
        }
        if touching && let Some(case) = self.marker(before, CASES) {
            // 针对土耳其实施制裁: directed at.
            if case == About && before > floor && self.items[before - 1].span.end == self.items[before].span.start && self.marker(before - 1, &[To]).is_some() {
                return (Some(To), at);
            }
            let at_somebody = case == About && self.folded.get(self.items[before].span.start as usize) == Some(&'针');
            return (
                Some(if case == And {
                    With
                } else if at_somebody {
                    To
                } else {
                    case
                }),
                at,
            );
        }
        // 对3000亿美元中国商品, 对6家伊朗实体: a quantity may stand between the preposition and its noun.
        let mut k = before;
        while k > floor && at - k < 4 && matches!(self.items[k].kind, ItemKind::Quantity(_)) {
            k -= 1;
        }
        if k < before
            && self.items[at].span.start <= self.items[before].span.end + 6
            && self.items[k + 1].span.start <= self.items[k].span.end + 6
            && let Some(case) = self.marker(k, &[To, From, Ba])
        {
            return (Some(case), at);
        }
        if let Some(case) = self.counted_case(at, floor) {
            return (Some(case), at);
        }
        // 在首都、在其…: a place marker may stand a few characters away.
        if self.noun(at).is_some_and(|noun| noun.class == NounClass::Place)
            && self.marker(before, &[At]).is_some()
            && self.items[at].span.start - self.items[before].span.end <= 6
        {
            return (Some(At), at);
        }
        (None, at)
    }

    /// Nouns between two items with their cases; nouns inside attributes are left out.
    pub fn nouns_between(&self, from: usize, to: usize, floor: usize) -> Few<(usize, Option<MarkerKind>), 6> {
        let mut found = Few::new();
        let mut at = to;
        while at > from {
            at -= 1;
            if self.noun(at).is_none() {
                continue;
            }
            let (case, attribute) = self.case(at, floor);
            found.push((at, case));
            at = attribute.min(at);
        }
        found.reverse();
        found
    }

    /// The words of an item, folded.
    pub fn words(&self, at: usize) -> &'a [char] {
        self.items.get(at).map_or(&[], |item| self.between(item.span.start, item.span.end))
    }

    /// Whether a place lies within a noun, behind its first character.
    pub fn inside_noun(&self, place: u32) -> bool {
        let next = self.item_from(place);
        let inside = next > 0 && self.noun(next - 1).is_some() && self.items[next - 1].span.end > place;
        inside && self.items[next - 1].span.start < place
    }

    /// Whether 對 stands directly before an item.
    pub fn towards(&self, at: usize) -> bool {
        self.items[at].span.start.checked_sub(1).is_some_and(|before| self.folded.get(before as usize) == Some(&'对'))
    }

    /// 英國｜遊客, 一批港｜人: whether words for people who act for nobody stand at a place; 人民 and 人權 name no people.
    pub fn people_behind(&self, place: u32) -> bool {
        let words = self.between(place, (place + 4).min(self.folded.len() as u32));
        words.first() == Some(&'人') && !self.lists.person_compounds.starts(words) || self.lists.private_people.starts(words)
    }

    /// Whether a word of a set that is asked about stands between two places.
    pub fn holds(&self, set: &WordSet, from: u32, to: u32) -> bool {
        self.scan.words_in(Span { start: from, end: to }, set).next().is_some()
    }

    /// The words between two places, folded.
    pub fn between(&self, from: u32, to: u32) -> &'a [char] {
        self.folded.get(from as usize..to as usize).unwrap_or_default()
    }
}
