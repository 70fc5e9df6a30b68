//! The shapes of a verb of speech: what stands before it, behind it and around it.
//!
//! In: the syntax and the verb's place. Out: yes or no, or the place that a shape points at. Who is read as the speaker is
//! decided by the parent module.

use chancery_knowledge::MarkerKind;
use chancery_text::Span;

use super::{Cue, REACH};
use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::phrase::{ItemKind, NounClass};

/// Whether a cue's words have ended before a place: its quotation was closed.
pub(super) fn ended(syntax: &Syntax<'_>, cue: &Cue, place: u32) -> bool {
    if let Some(close) = cue.closed {
        return close <= place;
    }
    let mut depth = 0;
    let mut opened = false;
    let end = syntax.item_from(place);
    for at in syntax.item_from(cue.start).max(end.saturating_sub(REACH))..end {
        match syntax.items[at].kind {
            ItemKind::Open => {
                opened |= depth == 0 && syntax.items[at].span.start <= cue.start + 2;
                depth += 1;
            }
            ItemKind::Close => {
                depth -= 1;
                if depth == 0 && opened {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// 公告指，…: the noun that the same document was named with before (教廷的公告).
pub(super) fn speaking_document(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span, at: usize) -> Option<usize> {
    let lead = clause_lead(syntax, scope, verb);
    let clause = syntax.between(lead, verb.start);
    let form = syntax.lists.speaking_documents.iter().find(|word| clause.strip_prefix(*word).is_some_and(|rest| rest.len() <= 1))?;
    let outlet = syntax.lists.reporting_documents.contains(form);
    (at.saturating_sub(REACH)..at).rev().find(|k| {
        let Some(noun) = syntax.noun(*k) else { return false };
        let end = syntax.items[*k].span.end;
        let tail = syntax.between(end, (end + form.len() as u32 + 6).min(lead));
        noun.class == NounClass::Principal && (outlet && noun.outlet || tail.windows(form.len()).any(|window| window == form))
    })
}

/// Whether a place stands inside a quotation of its sentence.
pub(super) fn quoted(syntax: &Syntax<'_>, sentence: Span, place: u32) -> bool {
    let mut depth = 0;
    let end = syntax.item_from(place);
    for at in syntax.item_from(sentence.start).max(end.saturating_sub(REACH))..end {
        match syntax.items[at].kind {
            ItemKind::Open => depth += 1,
            ItemKind::Close => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// 他: the last person who spoke in the paragraph, or the first person named in the sentence before.
pub(super) fn third(syntax: &Syntax<'_>, cast: &Cast, cues: &[Cue], at: usize, sentence: Span) -> Option<Who> {
    let person = |k: usize| {
        syntax
            .noun(k)
            .filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)
            .map(|noun| noun.members[0].0)
            .filter(|who| cast.is_person(*who) && !cast.members[*who as usize].unnamed)
    };
    let floor = syntax.item_from(sentence.start).max(at.saturating_sub(REACH));
    // 甲邀請乙訪問，他也答應: in a later clause 他 is the person named last.
    if let Some(who) = (floor..syntax.clause_start(at)).rev().find_map(person) {
        return Some(who);
    }
    let before = |k: &usize| matches!(syntax.items[*k].kind, ItemKind::Stop('。' | '!' | '?' | ';'));
    let previous = (floor.saturating_sub(REACH)..floor.saturating_sub(1)).rev().find(before).map_or(0, |k| k + 1);
    let named = (previous..floor).find(|k| person(*k).is_some() && syntax.case(*k, syntax.clause_start(*k)).0.is_none()).and_then(person);
    let spoke = cues.iter().rev().take(64).find(|cue| cast.is_person(cue.speaker)).map(|cue| (cue.verb.start, cue.speaker));
    match (named, spoke) {
        (Some(named), Some((place, speaker))) => Some(if syntax.items.get(previous).is_some_and(|item| item.span.start > place) { named } else { speaker }),
        (named, spoke) => named.or(spoke.map(|(_, speaker)| speaker)).or_else(|| (floor..at).find_map(person)),
    }
}

/// 俄罗斯政府官员的话说
pub(super) fn speaks_of(syntax: &Syntax<'_>, of: usize) -> bool {
    let end = syntax.items[of].span.end as usize;
    syntax.folded.get(end) == Some(&'话')
}

/// The subject of the first clause of a sentence that has a verb.
pub(super) fn opening_subject(syntax: &Syntax<'_>, sentence: Span) -> Option<usize> {
    let first = syntax.item_from(sentence.start);
    let end = syntax.item_from(sentence.end);
    let verb = (first..end.min(first + REACH)).find(|at| syntax.verbs[*at])?;
    let clause = syntax.clause_start(verb);
    (clause..verb)
        .find(|at| syntax.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal) && !syntax.possessive(*at) && syntax.case(*at, clause).0.is_none())
}

/// 宣布，某某將…: a clause with its own subject follows within the next two clauses.
pub(super) fn announces_clause(syntax: &Syntax<'_>, at: usize) -> bool {
    let mut stops = 0;
    for k in at + 1..syntax.items.len().min(at + 24) {
        match syntax.items[k].kind {
            ItemKind::Stop(',' | ':') => stops += 1,
            ItemKind::Stop(_) => return false,
            ItemKind::Open => return true,
            ItemKind::Noun(_) if syntax.case(k, at + 2.min(k)).0.is_none() && k > at + 1 => return !syntax.possessive(k),
            _ if syntax.verbs[k] && syntax.marker(k, &[MarkerKind::Control]).is_none() => return false,
            _ => {}
        }
        if stops > 2 {
            return false;
        }
    }
    false
}

/// 告诉泰国外长某某，…: the content begins behind the addressee.
pub(super) fn addressee(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> Option<u32> {
    let next = at + 1;
    let noun = syntax.noun(next)?;
    let touching = syntax.items[next].span.start == syntax.items[at].span.end;
    // A bracket with the Latin name may stand before the comma.
    let stop = syntax.items.get(next + 1).filter(|item| matches!(item.kind, ItemKind::Stop(',' | ':')))?;
    (touching && noun.class == NounClass::Principal && next < scope.end && stop.span.start <= syntax.items[next].span.end + 60).then_some(stop.span.end)
}

/// 敦促特朗普政府退出…: somebody and something to do.
pub(super) fn object_and_verb(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    syntax.noun(next).is_some() && syntax.items[next].span.start == syntax.items[at].span.end && (next + 1..scope.end).any(|k| syntax.verbs[k])
}

/// 並稱 又指 同時表示: words that open a statement of the same speaker.
pub(super) fn split_word(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> bool {
    let start = clause_lead(syntax, scope, verb);
    syntax.lists.split_words.starts(syntax.between(start, verb.end))
}

/// 「…」某某說。 gives the quotation before the verb: (start of content, end of content).
pub(super) fn post_quote(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> Option<(u32, u32)> {
    let mut k = scope.clause;
    // The clause of the verb may begin with the quotation's closing mark.
    let close = loop {
        if k >= at {
            return None;
        }
        if syntax.items[k].kind == ItemKind::Close {
            break k;
        }
        if k > scope.clause + 1 {
            return None;
        }
        k += 1;
    };
    let mut depth = 0;
    for open in (close.saturating_sub(REACH)..=close).rev() {
        match syntax.items[open].kind {
            ItemKind::Close => depth += 1,
            ItemKind::Open => {
                depth -= 1;
                if depth == 0 {
                    // 表示：「…」 has had its verb.
                    if open > 0 && syntax.items[open - 1].kind == ItemKind::Stop(':') {
                        return None;
                    }
                    let span = Span { start: syntax.items[open].span.start, end: syntax.items[close].span.end };
                    return (span.len() > 8).then_some((span.start, span.end));
                }
            }
            _ => {}
        }
    }
    None
}

pub(super) fn clause_lead(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> u32 {
    let stop = scope.clause.checked_sub(1).map_or(0, |at| syntax.items[at].span.end);
    stop.min(verb.start)
}

/// A clause with its own subject follows the verb directly: 說美國將退出….
pub(super) fn content_clause(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    let Some(item) = syntax.items.get(next) else { return false };
    let near = item.span.start <= syntax.items[at].span.end + 1;
    match item.kind {
        ItemKind::Noun(_) => near && !syntax.possessive(next) && syntax.verbs.get(next + 1..scope.end).is_some_and(|rest| rest.iter().any(|verb| *verb)),
        ItemKind::Form(_) => {
            near && syntax
                .marker(next, &[MarkerKind::Planned, MarkerKind::Possible, MarkerKind::Denied, MarkerKind::Wish, MarkerKind::Past, MarkerKind::Condition])
                .is_some()
        }
        _ => false,
    }
}

/// 表示歡迎。 表達感謝。: an act, no content.
pub(super) fn performative(syntax: &Syntax<'_>, verb: Span) -> bool {
    let after = &syntax.folded[verb.end as usize..(verb.end as usize + 12).min(syntax.folded.len())];
    let rest = after.strip_prefix(&['了']).unwrap_or(after);
    let rest = syntax.lists.performative_degrees.at_start(rest).map_or(rest, |degree| &rest[degree.len()..]);
    syntax.lists.performatives.iter().any(|word| {
        rest.starts_with(word)
            // The word itself, or its beginning, is near the verb.
            && rest.get(word.len()).is_none_or(|c| matches!(c, '。' | ',' | ';' | '\n' | '、' | '和' | '及' | '与'))
    })
}
