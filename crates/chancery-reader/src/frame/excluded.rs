//! Nouns that stand where a role looks and yet take no part: what an act is about, its occasion, kin and other people whom nobody names.
//!
//! In: a noun at a trigger. Out: whether it is left out of the role. Who fills a role is left to `roles`.

use chancery_knowledge::{Case, Frame, MarkerKind};
use chancery_model::{EntityKind, EventKind};
use chancery_text::{Span, is_alphabetic};

use super::Stage;
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::phrase::{ItemKind, Noun, NounClass};

/// How far before an act, in characters, the place of another that was over by then stands.
const FAR: u32 = 80;

impl Stage<'_> {
    /// 会见美国、墨西哥｜两国的政界人士, 会见｜两国议会领导人: people of several states whom nobody names are met, not the states.
    pub(super) fn people_of(&self, cast: &Cast, at: usize, noun: &Noun) -> bool {
        let syntax = self.syntax;
        let both = matches!(noun.class, NounClass::Pending(MarkerKind::Both | MarkerKind::Several));
        let states = noun.class == NounClass::Principal
            && noun.members.len() >= 2
            && noun.members.iter().all(|(who, _)| cast.members[*who as usize].kind == EntityKind::State);
        let further = states
            && syntax.items.get(at + 1).is_some_and(|item| item.span.start == noun.span.end)
            && syntax.noun(at + 1).is_some_and(|noun| matches!(noun.class, NounClass::Pending(MarkerKind::Both | MarkerKind::Several)));
        let end = if further { syntax.items[at + 1].span.end } else { noun.span.end };
        let words = syntax.between(end, end + 10);
        let owned = words.first() == Some(&'的');
        let words = words.strip_prefix(&['的']).unwrap_or(words);
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(words.len());
        (both || states && (further || owned)) && (2..=run).any(|n| syntax.lists.people_tails.ends(&words[..n])) && !syntax.lists.phrase_ends.starts(words)
    }

    /// Whether kin of the noun's person are meant, without a name: 總統的｜親屬, 記者的｜中國｜家人.
    pub(super) fn of_kin(&self, at: usize) -> bool {
        let syntax = self.syntax;
        let of = syntax.items.get(at + 1).map_or(0, |of| of.span.end);
        let further = syntax.items.get(at + 2).filter(|item| item.span.start == of && syntax.noun(at + 2).is_some());
        let end = further.map_or(of, |item| item.span.end);
        syntax.possessive(at) && [of, end].into_iter().any(|from| syntax.lists.kin_words.starts(syntax.between(from, from + 4)))
    }

    /// 對｜香港｜事務說三道四, 支持｜敘利亞｜問題政治解決: what is said is about the noun, not addressed to it; 香港｜內部的勢力: nor does it act.
    pub(super) fn is_matter(&self, cast: &Cast, at: usize, case: Case) -> bool {
        let syntax = self.syntax;
        let end = syntax.items[at].span.end;
        let words = syntax.between(end, (end + 6).min(syntax.folded.len() as u32));
        let states = || syntax.noun(at).is_some_and(|noun| noun.members.iter().all(|(who, _)| !cast.is_person(*who)));
        let matter = case != Case::Subject && case != Case::Near && syntax.lists.party_matters.starts(words);
        (matter || syntax.lists.within_words.starts(words)) && states()
    }

    /// 對｜沙特｜石油設施遭襲予以譴責: whether the words behind a noun say what happened to it.
    pub(super) fn befallen(&self, noun: &Noun) -> bool {
        const LONGEST: u32 = 14;
        let place = noun.span.end;
        let words = self.syntax.between(place, (place + LONGEST).min(self.sentence.end));
        let run = words.iter().position(|c| !is_alphabetic(*c) || *c == '的').unwrap_or(words.len());
        self.syntax.lists.befalling_words.stands_within(&words[..run])
    }

    /// 祝賀｜聯合國｜氣候變化巴黎大會成功: a body of states, or its unnamed leaders, that only opens the name of a conference.
    pub(super) fn names_occasion(&self, cast: &Cast, at: usize, noun: &Noun, kind: EventKind) -> bool {
        const LONGEST: u32 = 14;
        let syntax = self.syntax;
        let opens = |who: Who| {
            let member = &cast.members[who as usize];
            member.unnamed || member.known.is_some_and(|row| matches!(self.knowledge.entities[row as usize].class.as_str(), "igo" | "group" | "union"))
        };
        let [(who, _)] = noun.members[..] else { return false };
        let end = noun.span.end;
        // 祝賀｜國際合作高峰論壇｜成功: what is named is a conference itself.
        if kind == EventKind::Message && opens(who) && syntax.lists.meeting_heads.ends(syntax.between(noun.span.start, end)) {
            return true;
        }
        let words = syntax.between(end, (end + LONGEST).min(self.sentence.end));
        let run = words.iter().position(|c| !is_alphabetic(*c) && !c.is_ascii_digit() || *c == '的').unwrap_or(words.len());
        let Some(length) = (2..=run).find(|n| syntax.lists.meeting_heads.ends(&words[..*n])) else { return false };
        let inside = (at + 1..syntax.items.len()).take_while(|k| syntax.items[*k].span.end < end + length as u32);
        let plain = |k: usize| match syntax.items[k].kind {
            ItemKind::Form(_) => !syntax.verbs[k] && syntax.marker(k, &[MarkerKind::And, MarkerKind::With, MarkerKind::For, MarkerKind::At]).is_none(),
            ItemKind::Noun(_) => syntax.noun(k).is_some_and(|noun| noun.class == NounClass::Place),
            ItemKind::Quantity(_) | ItemKind::Time(_) => true,
            _ => false,
        };
        opens(who) && inside.into_iter().all(plain)
    }

    /// 積極評價｜中歐｜關係發展: the relation of several, which only 支持 and the like can back.
    pub(super) fn is_relation(&self, at: usize, noun: &Noun, anchor: Span) -> bool {
        let syntax = self.syntax;
        let several = noun.compact || noun.class == NounClass::Pending(MarkerKind::Both);
        let end = syntax.items[at].span.end;
        let backs = syntax.lists.backing_verbs.stands_within(syntax.between(anchor.start, anchor.end));
        several && syntax.lists.relation_words.starts(syntax.between(end, end + 2)) && !backs
    }

    /// 南韓｜自由聯盟｜譴責: the body whose name the state only opens, where the tables do not know it.
    /// Nobody acts where it is a firm or the like.
    pub(super) fn unread_body(&self, cast: &mut Cast, at: usize, noun: &Noun) -> Option<Option<Who>> {
        const SHORTEST: usize = 3;
        const LONGEST: usize = 14;
        let syntax = self.syntax;
        let bare = matches!(noun.members[..], [(who, name)] if cast.members[who as usize].kind == EntityKind::State && name == noun.span && name.len() > 1);
        if !bare || noun.class != NounClass::Principal {
            return None;
        }
        use MarkerKind::{About, And, Announce, At, Ba, By, Control, For, From, Of, Opinion, Pivot, Planned, Report, Speech, To, Will, With};
        const ACTS: &[MarkerKind] = &[About, And, Announce, At, Ba, By, Control, For, From, Of, Opinion, Pivot, Planned, Report, Speech, To, Will, With];
        // 联盟, 协会: a word that frames know is the last of the name all the same.
        // 人权｜发展｜基金会: so is a verb that names what it does.
        let ends = |k: usize| syntax.lists.unread_bodies.contains(syntax.words(k)) || syntax.lists.naming_verbs.contains(syntax.words(k));
        let plain = |k: &usize| matches!(syntax.items[*k].kind, ItemKind::Form(_)) && (!syntax.verbs[*k] && syntax.marker(*k, ACTS).is_none() || ends(*k));
        let next = (at + 1..syntax.items.len()).find(|k| !plain(k)).map_or(self.sentence.end, |k| syntax.items[k].span.start);
        let words = syntax.between(noun.span.end, next);
        let run = words.iter().take(LONGEST).take_while(|c| is_alphabetic(**c)).count();
        let body = run >= SHORTEST && run == words.len() && syntax.lists.unread_bodies.ends(words);
        if body && syntax.lists.private_tails.ends(words) {
            return Some(None);
        }
        body.then(|| {
            let span = Span { start: noun.span.start, end: noun.span.end + run as u32 };
            let surface: String = self.original.get(span.range()).unwrap_or_default().iter().collect();
            let side = noun.members.first().and_then(|(who, _)| cast.side(*who));
            let who = cast.discovered(EntityKind::Organization, &surface, side, true);
            cast.mention(who, span, self.original.get(span.range()).unwrap_or_default());
            Some(who)
        })
    }

    /// Whether the words behind a noun make it those who fight the state or oppose its government.
    pub(super) fn fights(&self, noun: &Noun) -> bool {
        const LONGEST: u32 = 10;
        let words = self.syntax.between(noun.span.end, (noun.span.end + LONGEST).min(self.sentence.end));
        let run = words.iter().position(|c| !is_alphabetic(*c) || *c == '的').unwrap_or(words.len());
        self.syntax.lists.rebel_words.stands_within(&words[..run])
    }

    /// The noun that touches the trigger, where the one found stands behind a verb and 的.
    pub(super) fn direct_object(&self, anchor: Span, at: usize) -> Option<(usize, &Noun)> {
        let syntax = self.syntax;
        let first = syntax.item_from(anchor.end);
        let noun =
            syntax.noun(first).filter(|noun| first < at && noun.span.start == anchor.end && noun.class == NounClass::Principal && noun.span.len() > 1)?;
        if !(first + 1..at).any(|k| syntax.verbs[k]) {
            return None;
        }
        // 支持｜聯合國｜特使卜拉希米｜提出的…: who is named at the end of the title.
        let person = self.named_head(first).filter(|person| *person < at);
        person.map_or(Some((first, noun)), |person| syntax.noun(person).map(|noun| (person, noun)))
    }

    /// 伊斯坦布尔｜进程, 日内瓦总部｜总干事: a place that opens a name is no place of what is told; one that a forum is named after is where
    /// that forum is, and nothing else.
    pub(super) fn lends_its_name(&self, frame: &Frame, at: usize, scope: &Scope) -> bool {
        const LONGEST: u32 = 10;
        let syntax = self.syntax;
        let Some(noun) = syntax.noun(at).filter(|noun| noun.class == NounClass::Place) else { return false };
        if at < scope.clause || syntax.case(at, scope.clause).0.is_some() {
            return false;
        }
        let end = noun.span.end;
        let titled = |next: &Noun| matches!(next.members[..], [(_, name)] if next.span.start == end && name.start > end);
        let office = syntax.noun(at + 1).is_some_and(titled);
        let words = syntax.between(end, end + LONGEST);
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(words.len());
        let forum = || (1..=run).any(|n| syntax.lists.conferences.ends(&words[..n]));
        office || syntax.lists.process_words.starts(words) || frame.kind != EventKind::Conference && at >= scope.after.min(scope.first) && forum()
    }

    /// 在約翰內斯堡｜出席會晤後｜抵達鄰國: the place of an act that was over by then.
    pub(super) fn left_before(&self, at: usize, scope: &Scope) -> bool {
        let syntax = self.syntax;
        if at < scope.clause || at >= scope.first {
            return false;
        }
        let acts = |k: &usize| syntax.verbs[*k] && syntax.marker(*k, &[MarkerKind::At, MarkerKind::With, MarkerKind::To]).is_none();
        let Some(place) = syntax.items.get(scope.first).map(|item| item.span.start) else { return false };
        // 在｜中泰｜建交40周年之際｜訪華: when, not where.
        let end = syntax.items[at].span.end.min(place);
        if place - end > FAR {
            return false;
        }
        if syntax.lists.occasion_closers.stands_within(syntax.between(end, place)) {
            return true;
        }
        let Some(verb) = (at + 1..scope.first).find(acts) else { return false };
        let words = syntax.between(syntax.items[verb].span.end.min(place), place);
        words.iter().rposition(|c| *c == '后').is_some_and(|k| words[k + 1..].len() <= 4 && syntax.lists.circumstance_ends.ends(&words[..=k]))
    }

    /// 派出部長前往鄰國，｜會晤: whether the subject that runs on is who sends.
    pub(super) fn sent_for(&self, scope: &Scope) -> bool {
        let syntax = self.syntax;
        let Some((subject, false)) = syntax.subject(scope, self.sentence, 0) else { return false };
        let end = syntax.items[subject].span.end;
        scope.clause > 0 && syntax.clause_start(scope.clause - 1) <= subject && syntax.lists.sending_words.at_start(syntax.between(end, end + 4)).is_some()
    }

    /// 感謝｜中方｜支持印度加入: help recalled in thanks is none that is told (codebook 10.19).
    pub(super) fn thanked_for(&self, scope: &Scope, first: Span) -> bool {
        let syntax = self.syntax;
        let Some((subject, true)) = syntax.subject(scope, self.sentence, 0) else { return false };
        let start = syntax.items[subject].span.start;
        subject >= scope.clause
            && start < first.start
            && syntax.lists.thanking_verbs.ends(syntax.between(start.saturating_sub(4).max(self.sentence.start), start))
    }

    /// 政府將採取多種措施，進一步開放，｜支持企業: whether the verb is the last of those that 將 governs.
    pub(super) fn promised(&self, scope: &Scope, anchor: Span) -> bool {
        const CLAUSES: usize = 4;
        let syntax = self.syntax;
        let steady = syntax.lists.steady_words.ends(syntax.between(anchor.start.saturating_sub(4), anchor.start));
        if steady || !syntax.lists.backing_verbs.contains(syntax.between(anchor.start, anchor.end)) {
            return false;
        }
        if (scope.segment..scope.first).any(|at| syntax.noun(at).is_some() || syntax.marker(at, &[MarkerKind::Speech, MarkerKind::Opinion]).is_some()) {
            return false;
        }
        let floor = syntax.item_from(self.sentence.start);
        let mut end = scope.clause;
        for _ in 0..CLAUSES {
            if end <= floor || syntax.items[end - 1].kind != ItemKind::Stop(',') {
                return false;
            }
            let start = syntax.clause_start(end - 1).max(floor);
            if (start..end).any(|at| syntax.marker(at, &[MarkerKind::Speech, MarkerKind::Opinion]).is_some()) {
                return false;
            }
            // 將兩個島歸還: what is taken hold of is no will.
            let takes = |at: usize| syntax.noun(at).is_some() || matches!(syntax.items[at].kind, ItemKind::Quantity(_));
            let will = (start..end).find(|at| syntax.words(*at) == ['将'] && !takes(at + 1));
            if let Some(will) = will {
                // 将一如既往推进友好，支持…: what is done already goes on.
                let place = syntax.items[will].span.end;
                return !syntax.lists.steady_words.starts(syntax.between(place, place + 4));
            }
            end = start;
        }
        false
    }

    /// 抵达塔什干｜会展中心: one who arrives at a building is in the state already.
    pub(super) fn arrives_at_building(&self, scope: &Scope, anchor: Span) -> bool {
        const LONGEST: u32 = 18;
        let syntax = self.syntax;
        if !syntax.lists.arriving_verbs.ends(syntax.between(anchor.start, anchor.end)) {
            return false;
        }
        let Some(end) = syntax.object(scope, anchor).map(|at| syntax.items[at].span.end) else { return false };
        let words = syntax.between(end, (end + LONGEST).min(self.sentence.end));
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(words.len());
        let closed = |n: usize| n == run || syntax.lists.met_closers.starts(&words[n..run]) || syntax.lists.list_closers.starts(&words[n..run]);
        (2..=run).any(|n| syntax.lists.building_tails.ends(&words[..n]) && closed(n))
    }

    /// 在維護和平、｜支持聯合國｜等問題上有共識: the trigger is one of the matters that something is about.
    pub(super) fn listed_as_matter(&self, scope: &Scope, anchor: Span) -> bool {
        let syntax = self.syntax;
        let listed = scope.first.checked_sub(1).is_some_and(|at| syntax.items[at].kind == ItemKind::List);
        let opened = listed && (scope.clause..scope.first).any(|at| syntax.words(at).last() == Some(&'在'));
        let end = syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start);
        opened && syntax.lists.matter_closers.stands_within(syntax.between(anchor.end, end))
    }

    /// Whether the trigger stands in an attribute, whose 的 ends it or follows it, without a partner of its own (與中國簽署的協議).
    pub(super) fn is_attribute(&self, scope: &Scope, anchor: Span) -> bool {
        let folded = self.syntax.folded;
        let of = folded.get(anchor.end as usize) == Some(&'的') || folded.get(anchor.end as usize - 1) == Some(&'的');
        of && self.syntax.pick(Case::With, scope, anchor, self.sentence, 0).is_empty()
    }

    /// 在阿根廷舉行的｜G20｜峰會期間會面: the occasion of an act is nobody who acts.
    pub(super) fn is_occasion(&self, at: usize, anchor: Span) -> bool {
        const NAME: u32 = 8;
        let end = self.syntax.items[at].span.end;
        // 兩人會｜在｜峰會期間會面: what stands before 在 is not the occasion.
        let next = (at + 1..self.syntax.items.len()).take_while(|k| self.syntax.items[*k].span.start < end + NAME);
        let bound = next.into_iter().find(|k| self.syntax.marker(*k, &[MarkerKind::At, MarkerKind::With]).is_some());
        let bound = bound.map_or(end + NAME, |k| self.syntax.items[k].span.start).min(anchor.start).max(end);
        let words = self.syntax.between(end, bound);
        let plain = words.iter().take_while(|c| is_alphabetic(**c)).count();
        (0..plain).any(|from| self.syntax.lists.sidelines.starts(&words[from..plain]))
    }

    /// 中國｜遊客, 英國｜七家｜媒體: people of a state, who do not act for it.
    pub(super) fn private_people(&self, cast: &Cast, at: usize, noun: &Noun) -> bool {
        let syntax = self.syntax;
        let end = syntax.items[at].span.end;
        let counted = syntax.items.get(at + 1).filter(|item| item.span.start == end && matches!(item.kind, ItemKind::Quantity(_)));
        // 政府｜十位｜副總理以及使節: so many people of it.
        // 北京｜兩間｜醫院: so many houses in it.
        let persons = counted.is_some() && matches!(syntax.words(at + 1).last(), Some('位' | '名' | '间' | '所' | '座'));
        let chosen = || syntax.lists.choosing_words.at_start(syntax.between(end, end + 4)).map_or(0, |word| word.len() as u32);
        let end = counted.map_or_else(|| end + chosen(), |item| item.span.end);
        noun.members.iter().all(|(who, _)| !cast.is_person(*who)) && (persons || syntax.people_behind(end))
    }
}
