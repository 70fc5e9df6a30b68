//! Whom the object of an encounter means: the head at the end of its phrase. A state, a place or a body that stands in the attribute
//! before the head is not met (会见出席某会议的｜外方代表, 会见某地各界庆祝周年｜访问团).
//!
//! In: the first noun behind the trigger. Out: another noun, the words for somebody unnamed, or nobody whose side is told; none where
//! the noun itself is met. Whether that noun takes part is left to `roles`.

use chancery_knowledge::MarkerKind;
use chancery_text::{Span, is_alphabetic};

use super::Stage;
use crate::cast::{Cast, Who};
use crate::clause::{Beyond, Scope};
use crate::phrase::{Noun, NounClass};

/// Who is met instead of the first noun behind the verb.
pub(super) enum Met {
    /// The noun of another item.
    Noun(usize),
    /// Somebody of the noun's side whom these words describe.
    Words(usize, Span),
    /// Somebody of whom no side is told.
    Nobody,
}

/// How many items the words for somebody span at most.
const REACH: usize = 16;

impl Stage<'_> {
    /// Who is met where the first noun behind the trigger is only part of the phrase.
    pub(super) fn counterpart(&self, cast: &Cast, anchor: Span, at: usize) -> Option<Met> {
        const NAME: u32 = 4;
        let syntax = self.syntax;
        let noun = syntax.noun(at).filter(|noun| noun.span.start >= anchor.end)?;
        let before = syntax.between(anchor.end, noun.span.start);
        // 会见出席｜某论坛｜第三届会议的…: the noun is in what somebody attends.
        let attends = (0..before.len()).any(|from| syntax.lists.attending_verbs.starts(&before[from..])) && !before.contains(&'的');
        if !attends {
            return self.head_of(cast, at, noun);
        }
        let start = noun.span.end;
        let words = syntax.between(start, self.phrase_end(start));
        let of = outside_quotes(words).find(|at| words[*at] == '的');
        let meeting = || (1..words.len()).rev().find(|n| syntax.lists.meeting_heads.ends(&words[..*n]));
        let Some(behind) = of.map(|of| of + 1).or_else(meeting) else { return Some(Met::Nobody) };
        let behind = start + behind as u32;
        let next = syntax.item_from(behind);
        let head = (next..syntax.items.len()).take_while(|k| syntax.items[*k].span.start < behind + NAME).find(|k| syntax.noun(*k).is_some());
        let Some(head) = head.filter(|k| syntax.between(behind, syntax.items[*k].span.start).iter().all(|c| is_alphabetic(*c))) else {
            return Some(Met::Nobody);
        };
        let found = syntax.noun(head)?;
        Some(self.head_of(cast, head, found).unwrap_or(Met::Noun(head)))
    }

    /// 会见｜某党主席某某｜率领的代表团: who leads those who are met is met with them; 某某和｜他｜率领的 is who was named before.
    /// Where the words for them end, and they.
    pub(super) fn leaders(&self, cast: &Cast, scope: &Scope) -> Option<(u32, Vec<Who>)> {
        let syntax = self.syntax;
        let leads = |at: &usize| {
            let end = syntax.items[*at].span.end;
            syntax.lists.leading_words.starts(syntax.between(end, (end + 4).min(self.sentence.end)))
        };
        let at = (scope.after..scope.end).find(|at| syntax.noun(*at).is_some() && leads(at))?;
        let noun = syntax.noun(at)?;
        let leaders: Vec<Who> = if noun.class == NounClass::Pending(MarkerKind::Third) {
            self.other_person(cast, scope, at).into_iter().collect()
        } else {
            noun.members.iter().map(|(who, _)| *who).filter(|who| self.named(cast, *who)).collect()
        };
        (!leaders.is_empty()).then_some((noun.span.end, leaders))
    }

    /// The head of the phrase that a noun opens: a named person at its end, or the words up to a delegation or people whom nobody names.
    fn head_of(&self, cast: &Cast, at: usize, noun: &Noun) -> Option<Met> {
        let syntax = self.syntax;
        let named = noun.class == NounClass::Principal && noun.members.iter().any(|(who, name)| self.named(cast, *who) && !self.ends_in_office(*name));
        let opens = matches!(noun.class, NounClass::Principal | NounClass::Place) && !named && (!noun.compact || noun.members.len() == 1);
        if !opens {
            return None;
        }
        if let Some(person) = self.named_head(at) {
            let title = syntax.noun(person).filter(|title| title.members.iter().all(|(who, _)| !self.named(cast, *who)));
            return Some(title.map_or(Met::Noun(person), |title| Met::Words(at, noun.span.join(title.span))));
        }
        let start = noun.span.end;
        let words = syntax.between(start, self.phrase_end(start));
        if syntax.lists.phrase_joints.starts(words) {
            return None;
        }
        let ends = |n: &usize| syntax.lists.met_tails.ends(&words[..*n]) && (*n == words.len() || syntax.lists.met_closers.starts(&words[*n..]));
        let end = (2..=words.len()).find(ends)?;
        // 即将会见甲国代表团的｜乙国官员: who meets, not who is met.
        let of = words[..end].iter().position(|c| *c == '的').map(|of| start + of as u32);
        let other = |k: &usize| syntax.noun(*k).is_some() && syntax.items[*k].span.start < start + end as u32;
        if of.is_some_and(|of| (syntax.item_from(of)..syntax.items.len()).take(REACH).any(|k| other(&k))) {
            return None;
        }
        // 某国苏丹和｜王室成员: two are met.
        if (1..end).any(|at| syntax.lists.phrase_joints.starts(&words[at..end])) {
            return None;
        }
        // 某论坛协调人会议｜非方代表团团长: what stands before the meeting is not met; 全国大会党代表团 is.
        if (2..end - 1).any(|n| syntax.lists.meeting_heads.ends(&words[..n]) && !matches!(words[n], '主' | '党' | '代' | '成' | '常' | '员')) {
            return Some(Met::Nobody);
        }
        Some(Met::Words(at, Span { start: noun.span.start, end: start + end as u32 }))
    }

    /// 日本国际贸易促进协会会长｜河野洋平: the person named at the end of the title that a noun opens.
    pub(super) fn named_head(&self, at: usize) -> Option<usize> {
        const LONGEST: u32 = 24;
        let syntax = self.syntax;
        if let Some(Beyond::Person(person)) = syntax.phrase_beyond(at, self.sentence.end) {
            return Some(person);
        }
        let start = syntax.items[at].span.end;
        let next = (at + 1..syntax.items.len()).take_while(|k| syntax.items[*k].span.start < start + LONGEST).find(|k| syntax.noun(*k).is_some())?;
        let words = syntax.between(start, syntax.items[next].span.start);
        let plain = words.len() >= 2 && words.iter().all(|c| is_alphabetic(*c) && *c != '的') && !syntax.lists.phrase_joints.starts(words);
        let joined = syntax.lists.phrase_joints.ends(words);
        let titled = syntax
            .noun(next)
            .filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)
            .is_some_and(|noun| noun.span.start < noun.members[0].1.start || syntax.lists.person_heads.ends(words));
        (plain && titled && !joined).then_some(next)
    }

    /// Where the phrase that goes on at a place ends at the latest: before a comma, a 、 or the like outside quotation marks.
    fn phrase_end(&self, start: u32) -> u32 {
        const LONGEST: u32 = 60;
        let words = self.syntax.between(start, (start + LONGEST).min(self.sentence.end));
        let stop = outside_quotes(words).find(|at| matches!(words[*at], ',' | '。' | ';' | ':' | '!' | '?' | '、' | '\n'));
        start + stop.unwrap_or(words.len()) as u32
    }
}

/// The places of a text that stand in no quotation marks opened in it.
fn outside_quotes(words: &[char]) -> impl Iterator<Item = usize> + '_ {
    let mut depth = 0usize;
    words.iter().enumerate().filter_map(move |(at, c)| {
        match c {
            '“' | '「' | '『' | '《' | '‘' => depth += 1,
            '”' | '」' | '』' | '》' | '’' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}
