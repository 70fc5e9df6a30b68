//! Step 6: who stands where, seen from a trigger.
//!
//! In: the items of a section and a place in it. Out: the nouns that stand as subject, object, partner and so on.
//! Chinese marks roles by order and by prepositions (同 與 對 向 由 為 在 應); what a preposition or a clause with 的 takes
//! is no subject. A clause without a subject takes that of the clause before it, and of the sentence before it.
//! Every search looks at a bounded number of items, so that a line without punctuation costs no more than any other.

use std::cell::Cell;

use chancery_knowledge::{Case, Knowledge, MarkerKind, MarkerSet};
use chancery_text::Span;

use crate::lists::{Lists, WordSet};
use crate::phrase::{Item, ItemKind, Noun, NounClass};
use crate::scan::Scan;
use crate::segment::PartHit;

/// How many items a search looks at.
const REACH: usize = 40;

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

    fn is_stop(&self, at: usize) -> bool {
        matches!(self.items[at].kind, ItemKind::Stop(_))
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
            && self.between(end, self.items[at + 1].span.start).iter().all(|c| c.is_alphabetic())
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
                if self.verbs[k] && self.marker(k, &[With, And]).is_none() {
                    if verb {
                        // 对｜参与售台武器的｜美国公司: a preposition before the first of two verbs takes the whole.
                        let taken = k > floor && self.items[k - 1].span.end == self.items[k].span.start;
                        return match taken.then(|| self.marker(k - 1, &[To, By, Ba])).flatten() {
                            Some(case) => (Some(case), k),
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
            return (None, if verb { floor } else { at });
        }
        // 現任及前任美國官員: 及 joins titles, not nouns.
        if touching && before > floor && self.marker(before, &[And]).is_some() && self.marker(before - 1, &[OfficePrefix]).is_some() {
            return (None, at);
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
    pub fn nouns_between(&self, from: usize, to: usize, floor: usize) -> Vec<(usize, Option<MarkerKind>)> {
        let mut found = Vec::new();
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

    /// The noun that can be a subject in a stretch: the first that nothing marks and that is no attribute.
    fn subject_in(&self, from: usize, to: usize, floor: usize) -> Option<usize> {
        // 访问南非并出席…: what stands directly behind a verb is its object.
        let object = |at: usize| {
            at > from
                && self.verbs[at - 1]
                && self.items[at - 1].span.end == self.items[at].span.start
                && self.marker(at - 1, &[MarkerKind::With, MarkerKind::And, MarkerKind::At, MarkerKind::To, MarkerKind::For]).is_none()
                && (self.items[at - 1].span.len() >= 2
                    || self.lists.motion_verbs.contains(self.between(self.items[at - 1].span.start, self.items[at - 1].span.end)))
        };
        let open: Vec<usize> = self
            .nouns_between(from, to, floor)
            .into_iter()
            .filter(|(at, case)| case.is_none() && !self.possessive(*at) && !self.bare_possessive(*at) && !object(*at) && !self.pointed(*at))
            .map(|(at, _)| at)
            .collect();
        // 美國國防部專責印太事務的｜助理部長薛瑞福: the head behind 的 is meant.
        if let Some(head) =
            open.iter().copied().find(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place)).and_then(|at| self.person_behind(at, to))
        {
            return Some(head);
        }
        // G7峰會結束後｜川普｜說: whoever stands behind the circumstance acts.
        let opened = |at: usize| {
            let start = self.items[at].span.start;
            self.lists.circumstance_words.ends(self.between(start.saturating_sub(4), start))
        };
        let person = |at: usize| self.noun(at).is_some_and(|noun| noun.class == NounClass::Principal && !noun.outlet);
        if let Some(at) = open.iter().copied().skip(1).find(|at| person(*at) && opened(*at)) {
            return Some(at);
        }
        let found = |outlet: bool| open.iter().copied().find(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place && noun.outlet == outlet));
        found(false).or_else(|| found(true)).or_else(|| open.first().copied())
    }

    /// The named person behind 的 to whom the noun at `at` belongs as an attribute, with only plain words between.
    fn person_behind(&self, at: usize, to: usize) -> Option<usize> {
        for k in at + 1..to.min(at + 8) {
            if self.marker(k, &[MarkerKind::Of]).is_some() {
                let next = k + 1;
                let titled = self
                    .noun(next)
                    .is_some_and(|noun| noun.class == NounClass::Principal && noun.members.len() == 1 && noun.span.start < noun.members[0].1.start);
                return (next < to && titled && self.items[next].span.start <= self.items[k].span.end + 2 && k > at + 1).then_some(next);
            }
            if self.marker(k, &[MarkerKind::To, MarkerKind::With, MarkerKind::By]).is_some()
                || self.marker(k, &[MarkerKind::And]).is_some() && self.noun(k + 1).is_none()
                || self.noun(k).is_some() && self.marker(k - 1, &[MarkerKind::And]).is_some()
                || matches!(self.items[k].kind, ItemKind::Stop(_))
            {
                return None;
            }
        }
        None
    }

    /// Whether a clause opens with words that no item covers: a subject that the tables lack (環保署表示).
    fn unread_subject(&self, scope: &Scope) -> bool {
        let start = scope.clause.checked_sub(1).map_or(0, |at| self.items[at].span.end);
        let first = self.items.get(scope.clause).map_or(start, |item| item.span.start).max(start);
        let words = self.between(start, first.min(start + 14));
        let run = words.iter().position(|c| !c.is_alphabetic()).unwrap_or(words.len());
        run >= 3 && self.lists.body_tails.ends(&words[..run])
    }

    /// 在會見威廉國王時，｜習近平｜指出: the subject of the next clause, where the trigger's clause is a circumstance.
    fn following_subject(&self, scope: &Scope) -> Option<usize> {
        let stop = self.items.get(scope.end).filter(|item| item.kind == ItemKind::Stop(','))?;
        let opened = self.marker(scope.clause, &[MarkerKind::At]).is_some();
        let told = self.lists.circumstance_words.ends(self.between(stop.span.start.saturating_sub(2), stop.span.start));
        let end = self.clause_end(scope.end + 1);
        (opened && told)
            .then(|| self.subject_in(scope.end + 1, end, scope.end + 1))
            .flatten()
            .filter(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place))
    }

    /// The subject for a trigger; `own` says whether it stands in the trigger's clause.
    pub fn subject(&self, scope: &Scope, sentence: Span, section_start: usize) -> Option<(usize, bool)> {
        match self.last_subject.get() {
            Some((known, of, subject)) if known == *scope && of == sentence && section_start == 0 => subject,
            _ => {
                let subject = self.find_subject(scope, sentence, section_start);
                if section_start == 0 {
                    self.last_subject.set(Some((*scope, sentence, subject)));
                }
                subject
            }
        }
    }

    fn find_subject(&self, scope: &Scope, sentence: Span, section_start: usize) -> Option<(usize, bool)> {
        if let Some(at) = self.circumstance(scope).or_else(|| self.matter(scope)) {
            return Some((at, true));
        }
        if let Some(at) = self.subject_in(scope.segment, scope.first, scope.clause) {
            return Some((at, true));
        }
        if let Some((opener, kind)) = scope.opener
            && kind != MarkerKind::Control
            && let Some(at) = self.subject_in(scope.clause, opener, scope.clause)
        {
            return Some((at, true));
        }
        if let Some(at) = self.following_subject(scope) {
            return Some((at, false));
        }
        if self.unread_subject(scope) {
            return None;
        }
        // Topic chain: the clause before, within the sentence; then the sentence before.
        let mut end = scope.clause;
        let mut clauses = 0;
        while end > section_start && clauses < 6 {
            let stop = end - 1;
            let start = self.clause_start(stop);
            let crossed = self.items[stop].span.end <= sentence.start;
            if crossed && clauses > 4 {
                break;
            }
            // Only what stands before the clause's first verb was its subject: 前往韩国访问，并出席… is not about 韩国.
            let verb = (start..stop)
                .find(|k| self.verbs[*k] && self.marker(*k, &[MarkerKind::With, MarkerKind::And, MarkerKind::To, MarkerKind::For, MarkerKind::At]).is_none())
                .unwrap_or(stop);
            // 應…邀請, 若…: who stands there is no subject of what follows.
            let invited = (start..stop).any(|k| self.marker(k, &[MarkerKind::Invited, MarkerKind::Condition]).is_some());
            if !invited
                && let Some(at) = self.subject_in(start, stop, start).filter(|at| *at < verb || self.head_subject(*at, start, verb))
                && self.noun(at).is_some_and(|noun| (noun.class != NounClass::Place || noun.capital) && !noun.outlet)
            {
                return Some((at, false));
            }
            end = start;
            clauses += 1;
            if crossed && clauses > 3 {
                break;
            }
        }
        None
    }

    /// 外交部就｜习近平主席｜访问沙特举行吹风会: what 就 opens is a clause of its own up to the main verb.
    fn matter(&self, scope: &Scope) -> Option<usize> {
        let about = (scope.segment..scope.first).rev().find(|at| {
            self.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal)
                && self.case(*at, scope.clause).0 == Some(MarkerKind::About)
                && !self.possessive(*at)
        })?;
        let inner =
            (about + 1..scope.first).any(|k| self.verbs[k] && self.marker(k, &[MarkerKind::To, MarkerKind::With, MarkerKind::And, MarkerKind::At]).is_none());
        let main = (scope.after..scope.end).any(|k| self.verbs[k]);
        (!inner && main).then_some(about)
    }

    /// 原定訪陸的｜山口，…: a subject behind its own attribute stands behind a verb.
    fn head_subject(&self, at: usize, start: usize, verb: usize) -> bool {
        let (case, attribute) = self.case(at, start);
        case.is_none() && attribute < at && attribute <= verb
    }

    /// 文在寅｜同金正恩｜會晤，達成共識: the partners of a subject that was carried over from an earlier clause.
    pub fn companions(&self, subject: usize) -> Vec<usize> {
        let start = self.clause_start(subject);
        let end = self.clause_end(subject);
        self.nouns_between(subject + 1, end, start).into_iter().filter(|(_, case)| *case == Some(MarkerKind::With)).map(|(at, _)| at).collect()
    }

    /// 在普京｜訪華期間: the noun that touches the trigger acts, not the clause's subject.
    fn circumstance(&self, scope: &Scope) -> Option<usize> {
        let at = scope.first.checked_sub(1)?;
        let noun = self.noun(at)?;
        let anchor_end = self.items.get(scope.after).map_or(self.folded.len() as u32, |item| item.span.start);
        let tail_from = if self.noun(scope.after).is_some() {
            self.items[scope.after].span.end
        } else {
            self.items.get(scope.after.wrapping_sub(1)).map_or(anchor_end, |item| item.span.end)
        };
        let told = self.lists.circumstance_words.starts(self.between(tail_from, (tail_from + 4).min(self.folded.len() as u32)));
        let opened = (scope.clause..at).rev().take(6).any(|k| self.marker(k, &[MarkerKind::At]).is_some());
        (told && opened && noun.class == NounClass::Principal && at >= scope.clause && !self.possessive(at)).then_some(at)
    }

    /// The object: the first unmarked noun behind the trigger in its clause, its head where it is an attribute.
    pub fn object(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        // 冻结｜俄罗斯央行｜资产: between the parts of a trigger.
        if let Some((at, _)) = self.nouns_between(scope.inner, scope.before, scope.inner).into_iter().find(|(_, case)| case.is_none()) {
            return Some(at);
        }
        let mut at = scope.after;
        while at < scope.end {
            if self.noun(at).is_some() {
                use MarkerKind::*;
                let marked = at > scope.after
                    && self.items[at - 1].span.end + 1 >= self.items[at].span.start
                    && self.marker(at - 1, &[With, To, For, By, Ba, About, Invited]).is_some();
                if !marked {
                    if self.items[at].span.start > trigger.end + 24 {
                        return None;
                    }
                    return Some(self.head_of_attribute(at, scope.end).unwrap_or(at));
                }
            }
            at += 1;
        }
        None
    }

    /// 批評，｜美方｜破壞和平: who opens the clause behind the comma that follows the trigger.
    pub fn told(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        const REACH: usize = 4;
        let stop = self.items.get(scope.after)?;
        if stop.span.start != trigger.end || !matches!(stop.kind, ItemKind::Stop(',' | ':')) {
            return None;
        }
        let first = scope.after + 1;
        (first..self.items.len().min(first + REACH))
            .take_while(|at| {
                self.noun(*at).is_some()
                    || matches!(self.items[*at].kind, ItemKind::Open | ItemKind::Time(_))
                    || self.marker(*at, &[MarkerKind::Condition]).is_some()
            })
            .find(|at| self.noun(*at).is_some())
            .filter(|at| !self.possessive(*at))
    }

    /// 外交部對｜中方｜再次打壓，表達強烈不滿: whom the clause before turned to, where the trigger opens its own clause.
    fn addressed_before(&self, scope: &Scope, sentence: Span) -> Option<usize> {
        let stop = scope.clause.checked_sub(1).filter(|at| self.items[*at].kind == ItemKind::Stop(',') && self.items[*at].span.start > sentence.start)?;
        if (scope.clause..scope.first).any(|at| self.noun(at).is_some() || self.marker(at, &[MarkerKind::To, MarkerKind::By, MarkerKind::With]).is_some()) {
            return None;
        }
        let start = self.clause_start(stop).max(self.item_from(sentence.start));
        let opened = |at: usize| at > start && self.folded.get(self.items[at - 1].span.start as usize) == Some(&'对') && self.items[at - 1].span.len() == 1;
        let at = (start..stop).find(|at| self.noun(*at).is_some() && self.case(*at, start).0 == Some(MarkerKind::To) && opened(*at))?;
        // 对中方提出要求，并表示…: a preposition whose verb has come is spent.
        let spoken = (at + 1..stop).any(|k| self.marker(k, &[MarkerKind::Speech, MarkerKind::Opinion, MarkerKind::Announce]).is_some());
        (!spoken).then_some(at)
    }

    /// 美方挑衅，｜中方对此强烈不满: the subject of the clause before within the sentence, where the trigger's own clause has another.
    fn prior(&self, scope: &Scope, sentence: Span) -> Option<usize> {
        self.subject_in(scope.segment, scope.first, scope.clause)?;
        let stop = scope.clause.checked_sub(1).filter(|at| self.items[*at].kind == ItemKind::Stop(',') && self.items[*at].span.start > sentence.start)?;
        let start = self.clause_start(stop).max(self.item_from(sentence.start));
        let at = self.subject_in(start, stop, start)?;
        self.noun(at).is_some_and(|noun| noun.class == NounClass::Principal && !noun.outlet).then_some(at)
    }

    /// What the noun at `at` is only the beginning of: 俄羅斯聯邦|公眾院主席法捷耶夫, 瑞典|客人. Gives the titled person at the end of the
    /// phrase, or the end of its words where nobody in it is known.
    pub fn phrase_beyond(&self, at: usize, limit: u32) -> Option<Beyond> {
        use MarkerKind::*;
        const LONGEST: u32 = 16;
        let start = self.items[at].span.end;
        let mut place = start;
        let mut k = at + 1;
        while place < limit && place - start < LONGEST {
            let next = self.items.get(k).map_or(limit, |item| item.span.start.min(limit));
            let gap = self.between(place, next);
            // Brackets within a name: 穆斯林聯盟(謝派)領導人.
            if let Some(stop) = gap.iter().position(|c| !(c.is_alphabetic() || matches!(c, '(' | ')' | '·' | '、') && place + 1 < next)) {
                place += stop as u32;
                break;
            }
            place = next;
            let Some(item) = self.items.get(k).filter(|item| item.span.start < limit) else { break };
            match item.kind {
                ItemKind::Noun(_) => {
                    let titled = self
                        .noun(k)
                        .is_some_and(|noun| noun.class == NounClass::Principal && noun.members.len() == 1 && noun.span.start < noun.members[0].1.start);
                    return (titled && place > start).then_some(Beyond::Person(k));
                }
                ItemKind::Form(_)
                    if !self.verbs[k] && self.marker(k, &[Word, HeadsOf, ShortAfter, Anonymous]).is_some() && self.marker(k, &[Of, And, With]).is_none() =>
                {
                    place = item.span.end;
                    k += 1;
                }
                _ => break,
            }
        }
        let words = self.between(start, place);
        let plain = words.len() >= 2 && words.iter().all(|c| c.is_alphabetic()) && !self.lists.phrase_ends.starts(words);
        plain.then_some(Beyond::Words(place))
    }

    /// 来华进行访问的｜普京: the noun behind 的 where a verb stands between.
    fn head_of_attribute(&self, at: usize, end: usize) -> Option<usize> {
        let mut verb = false;
        for k in at + 1..end.min(at + 8) {
            if self.marker(k, &[MarkerKind::Of]).is_some() {
                let next = k + 1;
                if verb && next < end && self.noun(next).is_some() && self.items[next].span.start <= self.items[k].span.end + 3 {
                    return Some(next);
                }
                return None;
            }
            verb |= self.verbs[k];
        }
        None
    }

    /// The noun behind the trigger's 的: 来访的｜普京.
    fn head(&self, scope: &Scope) -> Option<usize> {
        for k in scope.after..scope.end.min(scope.after + 4) {
            if self.marker(k, &[MarkerKind::Of]).is_some() {
                let next = k + 1;
                return (next < scope.end && self.noun(next).is_some() && self.items[next].span.start <= self.items[k].span.end + 4).then_some(next);
            }
            if self.noun(k).is_some_and(|noun| noun.class != NounClass::Place) && k > scope.after + 1 {
                return None;
            }
        }
        None
    }

    /// The noun directly before the trigger, with or without 的.
    fn possessor(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        let at = scope.before.checked_sub(1)?;
        let noun = if self.marker(at, &[MarkerKind::Of]).is_some() { at.checked_sub(1)? } else { at };
        (self.noun(noun).is_some() && trigger.start - self.items[noun].span.end <= 8 && noun >= scope.clause).then_some(noun)
    }

    /// All nouns of a case for a trigger.
    pub fn pick(&self, case: Case, scope: &Scope, trigger: Span, sentence: Span, section_start: usize) -> Vec<usize> {
        use MarkerKind as M;
        let left = |kinds: &[M]| -> Vec<usize> {
            self.nouns_between(scope.segment, scope.before, scope.clause)
                .into_iter()
                .filter(|(_, case)| case.is_some_and(|case| kinds.contains(&case)))
                .map(|(at, _)| at)
                .collect()
        };
        let right = |kinds: &[M]| -> Vec<usize> {
            (scope.after..scope.end)
                .filter(|at| {
                    self.noun(*at).is_some() && *at > 0 && self.items[at - 1].span.end + 1 >= self.items[*at].span.start && self.marker(at - 1, kinds).is_some()
                })
                .collect()
        };
        match case {
            Case::Subject => self.subject(scope, sentence, section_start).map(|(at, _)| at).into_iter().collect(),
            Case::Object => self.object(scope, trigger).into_iter().collect(),
            Case::With => {
                let mut found = left(&[M::With]);
                // 就與中方的協議同顧問會晤: what 的 makes an attribute is no partner where another is.
                if found.len() > 1 {
                    found.retain(|at| !self.possessive(*at));
                }
                let found = if found.is_empty() { right(&[M::With]) } else { found };
                // 特朗普與金正恩，舉行會談: the clause begins with the verb.
                if found.is_empty()
                    && scope.clause > 0
                    && (scope.clause..scope.first).all(|k| self.noun(k).is_none())
                    && self.items[scope.clause - 1].kind == ItemKind::Stop(',')
                    && self.items[scope.clause - 1].span.start >= sentence.start
                {
                    let start = self.clause_start(scope.clause - 1);
                    let acts = (start..scope.clause - 1).any(|k| self.verbs[k] && self.marker(k, &[M::With, M::And, M::At]).is_none());
                    if acts {
                        return found;
                    }
                    self.nouns_between(start, scope.clause - 1, start).into_iter().filter(|(_, case)| *case == Some(M::With)).map(|(at, _)| at).collect()
                } else {
                    found
                }
            }
            Case::To => {
                let mut found = left(&[M::To]);
                if found.is_empty() {
                    found = self.addressed_before(scope, sentence).into_iter().collect();
                }
                // 捐赠给老挝: behind the anchor, with no other verb between.
                if found.is_empty() {
                    right(&[M::To])
                        .into_iter()
                        .filter(|at| {
                            // 出售總值64億美元的武器給台灣: 給 reaches further than 對 and 向.
                            let gives = self.folded.get(self.items[at - 1].span.start as usize) == Some(&'给');
                            gives && self.items[*at].span.start <= trigger.end + 40
                                || self.items[*at].span.start <= trigger.end + 16 && !(scope.after..at.saturating_sub(1)).any(|k| self.verbs[k])
                        })
                        .collect()
                } else {
                    found
                }
            }
            Case::For => left(&[M::For]),
            Case::By => {
                let found = left(&[M::By]);
                if found.is_empty() { right(&[M::By]) } else { found }
            }
            Case::From => left(&[M::From]),
            Case::Ba => left(&[M::Ba, M::Planned]),
            Case::Invited => {
                (scope.clause..scope.before).filter(|at| self.noun(*at).is_some() && *at > 0 && self.marker(at - 1, &[M::Invited]).is_some()).collect()
            }
            Case::At => {
                let mut found: Vec<usize> = self
                    .nouns_between(scope.clause, scope.before, scope.clause)
                    .into_iter()
                    .filter(|(at, case)| {
                        *case == Some(M::At) || (case.is_none() && self.noun(*at).is_some_and(|noun| noun.class == NounClass::Place) && !self.possessive(*at))
                    })
                    .map(|(at, _)| at)
                    .collect();
                found.extend(
                    (scope.after..scope.end)
                        .filter(|at| self.noun(*at).is_some_and(|noun| noun.class == NounClass::Place) && *at > 0 && self.marker(at - 1, &[M::At]).is_some()),
                );
                found
            }
            Case::Possessor => self.possessor(scope, trigger).into_iter().collect(),
            Case::Head => self.head(scope).into_iter().collect(),
            Case::Near => self
                .nouns_between(scope.segment, scope.first, scope.clause)
                .into_iter()
                .rev()
                .find(|(at, case)| case.is_none() && !self.possessive(*at))
                .map(|(at, _)| at)
                .into_iter()
                .collect(),
            Case::Told => self.told(scope, trigger).into_iter().collect(),
            Case::Prior => self.prior(scope, sentence).into_iter().collect(),
            Case::Pair | Case::Parties | Case::Speaker | Case::Opposite | Case::Named => Vec::new(),
        }
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

    /// Whether a word of a set that is asked about stands between two places.
    pub fn holds(&self, set: &WordSet, from: u32, to: u32) -> bool {
        self.scan.words_in(Span { start: from, end: to }, set).next().is_some()
    }

    /// The words between two places, folded.
    pub fn between(&self, from: u32, to: u32) -> &'a [char] {
        self.folded.get(from as usize..to as usize).unwrap_or_default()
    }
}
