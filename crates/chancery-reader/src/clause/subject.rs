//! Who is the subject of a trigger: in its clause, in the clauses before, or behind its attribute.
//!
//! In: the scope of a trigger. Out: the item of the subject and whether it stands in the trigger's own clause.

use chancery_knowledge::MarkerKind;
use chancery_text::{Span, is_alphabetic};

use super::{Beyond, Scope, Syntax};
use crate::few::Few;
use crate::phrase::{Item, ItemKind, NounClass};

/// How many items the reason that somebody gives can have.
const REASON: usize = 24;

impl<'a> Syntax<'a> {
    /// 不包括｜英、美: left out, and part of nothing that follows.
    pub(crate) fn left_out(&self, at: usize) -> bool {
        let start = self.items[at].span.start;
        self.lists.exclusion_words.ends(self.between(start.saturating_sub(4), start))
    }

    /// The noun that can be a subject in a stretch: the first that nothing marks and that is no attribute.
    pub(super) fn subject_in(&self, from: usize, to: usize, floor: usize) -> Option<usize> {
        // 访问南非并出席…: what stands directly behind a verb is its object.
        // 應習近平邀請｜越南國家主席｜將訪華: behind the formula of an invitation stands the subject.
        let invited = |verb: usize| self.lists.invitations.ends(self.words(verb)) && (floor..verb).any(|k| self.marker(k, &[MarkerKind::Invited]).is_some());
        let object = |at: usize| {
            at > from
                && !invited(at - 1)
                && self.verbs[at - 1]
                && self.items[at - 1].span.end == self.items[at].span.start
                && self.marker(at - 1, &[MarkerKind::With, MarkerKind::And, MarkerKind::At, MarkerKind::To, MarkerKind::For]).is_none()
                && (self.items[at - 1].span.len() >= 2
                    || self.lists.motion_verbs.contains(self.between(self.items[at - 1].span.start, self.items[at - 1].span.end)))
        };
        // 引述｜前蘇聯解體的教訓，敦促…: what is quoted does not act; 引述華春瑩的話說 lets her speak.
        let quoted = |at: usize| {
            let start = self.items[at].span.start;
            self.lists.quoting_verbs.ends(self.between(start.saturating_sub(3), start))
                && !(at + 1..self.items.len().min(at + 8))
                    .take_while(|k| !matches!(self.items[*k].kind, ItemKind::Stop(_)))
                    .any(|k| self.marker(k, &[MarkerKind::Speech, MarkerKind::Opinion, MarkerKind::Report]).is_some())
        };
        // 1973年任｜委員會主席，其後…: what somebody becomes does nothing.
        let post = |at: usize| {
            let start = self.items[at].span.start;
            self.lists.office_verbs.ends(self.between(start.saturating_sub(4), start))
        };
        // 就構建｜中美｜新型大國關係達成共識: what 就 opens is about somebody, up to a verb or a further preposition.
        let about = |at: usize| {
            (floor..at)
                .rev()
                .take_while(|k| !self.verbs[*k] && !matches!(self.items[*k].kind, ItemKind::Stop(_)))
                .any(|k| self.items[k].span.len() == 1 && self.marker(k, &[MarkerKind::About]).is_some())
        };
        // 以｜俄羅斯｜涉嫌暗殺為由，驅逐…: who stands within the reason that somebody gives.
        let reason = |at: usize| {
            let start = self.items[at].span.start;
            let stop = || (at + 1..self.items.len().min(at + REASON)).find(|k| matches!(self.items[*k].kind, ItemKind::Stop(_)));
            let end = || stop().map_or(start, |stop| self.items[stop].span.start);
            self.between(start.saturating_sub(1), start) == ['以'] && self.lists.reason_closers.ends(self.between(start, end()))
        };
        // 對侵蝕｜香港｜自治的人士實施制裁: what stands within the words that a preposition and 的 enclose.
        let enclosed = |at: usize| {
            let Some(k) = at
                .checked_sub(1)
                .filter(|k| *k >= floor)
                .map(|k| if self.noun(k).is_none() && k > floor && self.marker(k, &[MarkerKind::To]).is_none() { k - 1 } else { k })
            else {
                return false;
            };
            let gap = self.between(self.items[k].span.end, self.items[at].span.start);
            let opened = self.marker(k, &[MarkerKind::To]).is_some() && self.items[k].span.len() == 1 && matches!(gap.len(), 1..=4) && gap[0] != '此';
            opened
                && (at + 1..to.min(at + 4))
                    .take_while(|k| self.noun(*k).is_none() && !matches!(self.items[*k].kind, ItemKind::Stop(_)))
                    .any(|k| self.marker(k, &[MarkerKind::Of]).is_some())
        };
        let open: Few<usize, 6> = self
            .nouns_between(from, to, floor)
            .iter()
            .filter(|(at, case)| {
                case.is_none()
                    && !self.possessive(*at)
                    && !self.bare_possessive(*at)
                    && !object(*at)
                    && !post(*at)
                    && !self.pointed(*at)
                    && !self.left_out(*at)
                    && !enclosed(*at)
                    && !reason(*at)
                    && !(about(*at) && self.marker(*at + 1, &[MarkerKind::By]).is_none())
                    && !quoted(*at)
            })
            .map(|(at, _)| *at)
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
        let first = found(false).or_else(|| found(true)).or_else(|| open.first().copied())?;
        // 歐盟｜外交政策高級代表博雷利: what stands first may open the title of who acts.
        let limit = self.items.get(to).map_or(self.folded.len() as u32, |item| item.span.start);
        let body =
            self.noun(first).is_some_and(|noun| noun.class == NounClass::Principal && !noun.outlet && noun.members.iter().all(|(_, name)| *name == noun.span));
        match self.phrase_beyond(first, limit).filter(|_| body) {
            Some(Beyond::Person(person)) if open.contains(&person) => Some(person),
            _ => Some(first),
        }
    }

    /// The named person behind 的 to whom the noun at `at` belongs as an attribute, with only plain words between.
    pub(super) fn person_behind(&self, at: usize, to: usize) -> Option<usize> {
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

    /// 她引述｜對方｜稱感謝港方: whether the words that the trigger stands in are those of somebody quoted whom nothing names.
    fn quotes_nobody(&self, scope: &Scope) -> bool {
        let Some((opener, MarkerKind::Speech | MarkerKind::Opinion | MarkerKind::Report)) = scope.opener else { return false };
        let noun = (scope.clause..opener).rev().find(|at| self.noun(*at).is_some());
        let from = noun.map(|at| self.items[at].span.end).or(self.items.get(scope.clause).map(|item| item.span.start));
        from.is_some_and(|from| self.lists.quoting_verbs.stands_within(self.between(from, self.items[opener].span.start)))
    }

    /// 國際社會普遍不承認…: whether a clause opens with words for nobody in particular.
    pub(crate) fn about_nobody(&self, scope: &Scope) -> bool {
        // 冰岛｜国内一致支持: people within the state, whoever they are.
        let within = |at: usize| {
            let end = self.items[at].span.end;
            self.noun(at).is_some() && self.lists.within_words.starts(self.between(end, end + 2))
        };
        if self.quotes_nobody(scope) || (scope.segment..scope.first).any(within) || self.follows_told(scope) {
            return true;
        }
        let start = scope.clause.checked_sub(1).map_or(0, |at| self.items[at].span.end);
        self.lists.unnamed_subjects.starts(self.between(start, start + 6))
    }

    /// Whether a clause opens with words that no item covers: a subject that the tables lack (環保署表示).
    pub(super) fn unread_subject(&self, scope: &Scope) -> bool {
        if self.about_nobody(scope) {
            return true;
        }
        // ｜22國｜聯合聲明促…: a number of states that nothing names.
        let counted = |at: usize| matches!(self.items[at].kind, ItemKind::Quantity(_)) && self.words(at).last() == Some(&'国');
        if scope.clause < scope.first && counted(scope.clause) {
            return true;
        }
        self.opens_unread(scope.clause)
    }

    /// Whether a clause opens with words for a body or for people that no item covers (環保署表示; 一批示威者在使館外).
    fn opens_unread(&self, clause: usize) -> bool {
        const LONGEST: u32 = 14;
        let start = clause.checked_sub(1).map_or(0, |at| self.items[at].span.end);
        let counted = self.items.get(clause).filter(|item| item.span.start == start && matches!(item.kind, ItemKind::Quantity(_)));
        let (clause, start) = counted.map_or((clause, start), |item| (clause + 1, item.span.end));
        let first = self.items.get(clause).map_or(start, |item| item.span.start).max(start);
        let words = self.between(start, first.min(start + LONGEST));
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(words.len());
        let open = self.between(start, start + LONGEST);
        let chosen = self.lists.choosing_words.at_start(open).map_or(0, <[char]>::len);
        // 一批｜港｜人: people of a place.
        let people = |item: &Item| item.span.start == start + chosen as u32 && matches!(item.kind, ItemKind::Noun(_)) && self.people_behind(item.span.end);
        if self.items.get(clause).is_some_and(people) {
            return true;
        }
        run >= 3 && self.lists.body_tails.ends(&words[..run]) || self.lists.private_people.starts(&open[chosen..])
    }

    /// 在會見威廉國王時，｜習近平｜指出: the subject of the next clause, where the trigger's clause is a circumstance.
    pub(super) fn following_subject(&self, scope: &Scope) -> Option<usize> {
        let stop = self.items.get(scope.end).filter(|item| item.kind == ItemKind::Stop(','))?;
        let opened = self.marker(scope.clause, &[MarkerKind::At]).is_some();
        let told = self.lists.circumstance_words.ends(self.between(stop.span.start.saturating_sub(2), stop.span.start));
        let end = self.clause_end(scope.end + 1);
        (opened && told)
            .then(|| self.subject_in(scope.end + 1, end, scope.end + 1))
            .flatten()
            .filter(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place))
    }

    /// 對｜習近平｜即將對｜阿聯酋｜進行的訪問表示期待: who acts in what the clause is about, and at whom he directs the act.
    pub(crate) fn nested(&self, scope: &Scope) -> Option<(usize, usize)> {
        let towards = |at: usize| self.folded.get(self.items[at].span.start as usize) == Some(&'对') && self.items[at].span.len() == 1;
        let inner = (scope.clause + 2..scope.first).rev().find(|at| self.noun(*at).is_some())?;
        let preposition = inner.checked_sub(1).filter(|at| towards(*at))?;
        let outer = (scope.clause + 1..preposition).rev().find(|at| self.noun(*at).is_some())?;
        let near = self.items[preposition].span.start <= self.items[outer].span.end + 4;
        (near && towards(outer - 1) && self.noun(outer).is_some_and(|noun| noun.class == NounClass::Principal)).then_some((outer, inner))
    }

    /// 對｜某國｜斷交的決定表示讚賞: who does what the trigger tells, where 對 opens the words for it and a noun for deeds ends them.
    pub(crate) fn whose_deed(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        const LONGEST: u32 = 24;
        let towards = |at: usize| self.items[at - 1].span.len() == 1 && self.towards(at) && self.items[at - 1].span.end == self.items[at].span.start;
        let at = (scope.clause + 1..scope.first).rev().find(|at| self.noun(*at).is_some() && towards(*at))?;
        let owned = (at + 1..scope.first).any(|k| self.marker(k, &[MarkerKind::Of, MarkerKind::Speech, MarkerKind::Opinion]).is_some());
        let words = self.between(trigger.end, (trigger.end + LONGEST).min(self.folded.len() as u32));
        let run = words.iter().position(|c| matches!(c, '。' | ';')).unwrap_or(words.len());
        let of = words[..run].iter().position(|c| *c == '的')?;
        let deed = self.lists.deed_nouns.starts(&words[of + 1..run]);
        (deed && !owned && self.noun(at).is_some_and(|noun| noun.class == NounClass::Principal)).then_some(at)
    }

    /// The subject of a stretch's first clause that has one.
    pub(crate) fn opening(&self, from: usize, to: usize) -> Option<usize> {
        let mut start = from;
        while start < to {
            let end = self.clause_end(start).min(to);
            let verb = (start..end).find(|k| self.verbs[*k] && self.marker(*k, &[MarkerKind::With, MarkerKind::And, MarkerKind::To]).is_none()).unwrap_or(end);
            let subject = self.subject_in(start, end, start).filter(|at| *at < verb && !self.in_circumstance(*at));
            if let Some(at) = subject.filter(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place && !noun.outlet)) {
                return Some(at);
            }
            start = end + 1;
        }
        None
    }

    /// 落實｜雙方｜簽署的備忘錄: who acts in the attribute that the trigger makes, though it stands behind another verb.
    fn attributed(&self, scope: &Scope) -> Option<usize> {
        let at = scope.first.checked_sub(1).filter(|at| *at > scope.segment && self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place))?;
        let touches = |at: usize| self.items.get(at).is_some_and(|item| item.span.start == self.items[at - 1].span.end);
        let attribute = self.marker(scope.after, &[MarkerKind::Of]).is_some() && touches(scope.after) && touches(scope.first);
        (attribute && self.verbs[at - 1] && touches(at) && self.case(at, scope.clause).0.is_none()).then_some(at)
    }

    /// 甲發表聲明｜後，乙回應: whether the clause of an item is a circumstance of the next.
    pub(crate) fn in_circumstance(&self, at: usize) -> bool {
        let end = self.clause_end(at);
        let stop = self.items.get(end).filter(|item| item.kind == ItemKind::Stop(','));
        stop.is_some_and(|stop| self.lists.circumstance_words.ends(self.between(stop.span.start.saturating_sub(4), stop.span.start)))
    }

    /// 敦促｜中方停止施壓，…: who is asked or ensured to act.
    fn told_to_act(&self, at: usize, start: usize) -> bool {
        at > start && self.items[at - 1].span.end == self.items[at].span.start && self.marker(at - 1, &[MarkerKind::Control, MarkerKind::Pivot]).is_some()
    }

    /// ，並要求…: whether a clause says that the subject before goes on.
    fn goes_on(&self, scope: &Scope) -> bool {
        let start = scope.clause.checked_sub(1).map_or(0, |at| self.items[at].span.end);
        self.lists.continuing_words.starts(self.between(start, start + 3))
    }

    /// 希望游說｜歐盟發表聲明，｜反對美國: whether the clause goes on after one that opens with who is asked to act.
    fn follows_told(&self, scope: &Scope) -> bool {
        let Some(stop) = scope.clause.checked_sub(1).filter(|at| self.items[*at].kind == ItemKind::Stop(',')) else { return false };
        let start = self.clause_start(stop);
        let own = (scope.clause..scope.first).any(|at| self.noun(at).is_some());
        !own && !self.goes_on(scope) && self.subject_in(start, stop, start).is_some_and(|at| self.told_to_act(at, start))
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

    pub(super) fn find_subject(&self, scope: &Scope, sentence: Span, section_start: usize) -> Option<(usize, bool)> {
        if let Some(at) = self.circumstance(scope).or_else(|| self.matter(scope)) {
            return Some((at, true));
        }
        if let Some(at) = self.attributed(scope).or_else(|| self.subject_in(scope.segment, scope.first, scope.clause)) {
            return Some((at, true));
        }
        if let Some((opener, kind)) = scope.opener
            && kind != MarkerKind::Control
            && !self.quotes_nobody(scope)
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
            let blocked = (start..stop).find(|k| self.marker(*k, &[MarkerKind::Invited, MarkerKind::Condition]).is_some());
            // 李顯龍｜應…邀請，…: but who stands before the formula is.
            let formula = |at: usize| (at + 1..stop).any(|k| self.lists.invitations.ends(self.words(k)));
            if let Some(at) = self.subject_in(start, stop, start).filter(|at| *at < verb || self.head_subject(*at, start, verb))
                && blocked.is_none_or(|k| at < k && self.marker(k, &[MarkerKind::Invited]).is_some() && formula(k))
                && self.noun(at).is_some_and(|noun| (noun.class != NounClass::Place || noun.capital) && !noun.outlet)
            {
                // Who asks goes on behind 並; behind a bare comma it is not told who does.
                if !self.told_to_act(at, start) {
                    return Some((at, false));
                }
                if !self.goes_on(scope) {
                    return None;
                }
            }
            // 一批示威者在使館外，抗議…: somebody else whom nothing names.
            if !crossed && self.opens_unread(start) {
                return None;
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
    pub(super) fn matter(&self, scope: &Scope) -> Option<usize> {
        let about = (scope.segment..scope.first).rev().find(|at| {
            self.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal)
                && self.case(*at, scope.clause).0 == Some(MarkerKind::About)
                && !self.possessive(*at)
                // 就｜敘利亞｜局勢通電話: a topic, and nobody who acts.
                && !self.lists.party_matters.starts(self.between(self.items[*at].span.end, self.items[*at].span.end + 4))
        })?;
        let inner =
            (about + 1..scope.first).any(|k| self.verbs[k] && self.marker(k, &[MarkerKind::To, MarkerKind::With, MarkerKind::And, MarkerKind::At]).is_none());
        let main = (scope.after..scope.end).any(|k| self.verbs[k]);
        // 外交部就｜習近平｜出席峰會並訪問沙特舉行吹風會: where a briefing ends the clause, all before it is what it is about.
        let end = self.items.get(scope.end).map_or(self.folded.len() as u32, |item| item.span.start);
        let from = self.items.get(scope.after).map_or(end, |item| item.span.start).min(end);
        let briefed = self.noun(about + 1).is_none() && self.lists.briefings.stands_within(self.between(from, end));
        ((!inner && main) || briefed).then_some(about)
    }

    /// 原定訪陸的｜山口，…: a subject behind its own attribute stands behind a verb.
    pub(super) fn head_subject(&self, at: usize, start: usize, verb: usize) -> bool {
        let (case, attribute) = self.case(at, start);
        case.is_none() && attribute < at && attribute <= verb
    }

    /// 文在寅｜同金正恩于今天下午，在…: whether the clause of a subject ends before its verb.
    pub fn is_open(&self, subject: usize) -> bool {
        use MarkerKind::{And, At, For, To, With};
        (subject + 1..self.clause_end(subject)).all(|k| !self.verbs[k] || self.marker(k, &[With, And, At, To, For]).is_some())
    }

    /// 文在寅｜同金正恩｜會晤，達成共識: the partners of a subject that was carried over from an earlier clause.
    pub fn companions(&self, subject: usize) -> Vec<usize> {
        let start = self.clause_start(subject);
        let end = self.clause_end(subject);
        self.nouns_between(subject + 1, end, start).into_iter().filter(|(_, case)| *case == Some(MarkerKind::With)).map(|(at, _)| at).collect()
    }

    /// 在普京｜訪華期間: the noun that touches the trigger acts, not the clause's subject.
    pub(super) fn circumstance(&self, scope: &Scope) -> Option<usize> {
        let at = scope.first.checked_sub(1)?;
        // 兩人死於以色列｜對加沙的｜空襲: whoever stands before what the act is directed at, in a case of the outer clause.
        if at >= scope.clause + 4
            && self.marker(at, &[MarkerKind::Of]).is_some()
            && self.noun(at - 1).is_some()
            && self.marker(at - 2, &[MarkerKind::To]).is_some()
            && self.noun(at - 3).is_some_and(|noun| noun.class == NounClass::Principal)
            && self.marker(at - 4, &[MarkerKind::At, MarkerKind::By]).is_some()
            && self.items[at - 4..=at].windows(2).all(|pair| pair[0].span.end == pair[1].span.start)
        {
            return Some(at - 3);
        }
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
}
