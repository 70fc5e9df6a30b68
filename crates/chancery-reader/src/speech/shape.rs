//! The shapes of a verb of speech: what stands before it, behind it and around it.
//!
//! In: the syntax and the verb's place. Out: yes or no, or the place that a shape points at. Who is read as the speaker is
//! decided by the parent module.

use chancery_knowledge::MarkerKind;
use chancery_text::{Span, is_alphabetic};

use super::content::narrator;
use super::cue::Cue;
use super::speaker::described;
use super::{REACH, Scene};
use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::phrase::{ItemKind, NounClass};

/// What stands between the clause's beginning and the verb is nothing but a word such as 並 又 只: the verb heads its clause.
pub(super) fn heads_clause(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> bool {
    let lead = clause_lead(syntax, scope, verb);
    let before = syntax.between(lead, verb.start);
    before.is_empty() || split_word(syntax, scope, verb) || syntax.lists.speech_adverbs.contains(before)
}

/// 將在…發表演講: an occasion to come says nothing.
pub(super) fn to_come(syntax: &Syntax<'_>, scope: &crate::clause::Scope) -> bool {
    (scope.segment..scope.before).any(|k| syntax.marker(k, &[MarkerKind::Planned]).is_some() && syntax.marker(k, &[MarkerKind::Ba]).is_none())
}

/// 對聯合聲明表示歡迎, 高度評價…: what stands behind 發表聲明， is an act and no content.
pub(super) fn bare_act(syntax: &Syntax<'_>, start: u32, end: u32) -> bool {
    let words = syntax.between(start, end);
    let words = &words[words.iter().take_while(|c| matches!(c, ',' | ':' | ' ')).count()..];
    let words = words.strip_suffix(&['。']).unwrap_or(words);
    if words.contains(&',') || words.contains(&'「') || words.contains(&'“') {
        return false;
    }
    let told = words.first() == Some(&'对')
        && syntax.lists.performatives.at_end(words).is_some_and(|act| {
            let before = &words[..words.len() - act.len()];
            let before = syntax.lists.performative_degrees.at_end(before).map_or(before, |degree| &before[..before.len() - degree.len()]);
            syntax.lists.performing_verbs.ends(before)
        });
    told || syntax.lists.performatives.starts(words) && !syntax.verbs[syntax.item_from(start)..syntax.item_from(end)].iter().skip(2).any(|verb| *verb)
}

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

/// 公告指，… 這篇報道又指，…: the kind of document that speaks, from a place up to the verb.
pub(super) fn speaking_document<'a>(syntax: &Syntax<'a>, from: u32, verb: Span) -> Option<&'a [char]> {
    let words = syntax.between(from, verb.end);
    let words = &words[syntax.lists.source_openers.at_start(words).map_or(0, <[char]>::len)..];
    let form = syntax.lists.speaking_documents.at_start(words)?;
    // 報道稱 may be one verb.
    let rest = words[form.len()..].get(..(words.len() - form.len()).saturating_sub(verb.len())).unwrap_or_default();
    (form.len() < words.len() && (rest.len() <= 1 || syntax.lists.speech_adverbs.contains(rest))).then_some(form)
}

/// 分析認為, 外界普遍認為, 有分析稱: the words at a place open a view that is nobody's, where no outlet quotes it.
pub(super) fn impersonal(syntax: &Syntax<'_>, start: u32) -> bool {
    const LONGEST: u32 = 12;
    let words = syntax.between(start, (start + LONGEST).min(syntax.folded.len() as u32));
    let opener = syntax.lists.source_openers.at_start(words).map_or(0, <[char]>::len);
    let Some(form) = syntax.lists.impersonal_sources.at_start(&words[opener..]) else { return false };
    let end = start + (opener + form.len()) as u32;
    let Some(at) = (syntax.item_from(start)..).take(4).find(|at| syntax.items.get(*at).is_some_and(|item| item.span.end > end)) else { return false };
    // 分析稱 may be one verb.
    let between = syntax.between(end.min(syntax.items[at].span.start), syntax.items[at].span.start);
    let near = between.is_empty() || syntax.lists.speech_adverbs.contains(between);
    near && syntax.marker(at, &[MarkerKind::Speech, MarkerKind::Opinion]).is_some()
}

/// 沒有回應, 提出批評: the verb says that nothing was said, or is a noun.
pub(super) fn unsaid(syntax: &Syntax<'_>, verb: Span) -> bool {
    syntax.lists.unsaid_words.ends(syntax.between(verb.start.saturating_sub(6), verb.start))
}

/// 在對北韓揚言開戰的背景下，: the clause is a circumstance of another.
pub(super) fn circumstantial(syntax: &Syntax<'_>, lead: u32, scope: &crate::clause::Scope) -> bool {
    let Some(stop) = syntax.items.get(scope.end).filter(|stop| stop.kind == ItemKind::Stop(',')) else { return false };
    let opened = matches!(syntax.folded.get(lead as usize), Some('在' | '当'));
    let end = stop.span.start;
    opened && syntax.lists.circumstance_ends.ends(syntax.between(end.saturating_sub(4), end)) && scope.after < scope.end
}

/// 批評中國不公平的特朗普: the verb stands in an attribute of somebody.
pub(super) fn describes(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    (at + 1..scope.end).any(|k| {
        syntax.marker(k, &[MarkerKind::Of]).is_some()
            && syntax.noun(k + 1).is_some_and(|noun| noun.class == NounClass::Principal)
            && syntax.items[k + 1].span.start == syntax.items[k].span.end
            && k + 2 >= scope.end
    })
}

/// Whether a quotation that opens a cue's content is still open at a place.
pub(super) fn quotation_open(syntax: &Syntax<'_>, cue: &Cue, place: u32) -> bool {
    let opens = syntax.between(cue.start, cue.start + 2).iter().any(|c| matches!(c, '「' | '“' | '『'));
    opens && quoted(syntax, Span { start: cue.start, end: place }, place)
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
pub(super) fn third(scene: &Scene<'_>, cast: &Cast, cues: &[Cue], at: usize, sentence: Span) -> Option<Who> {
    let syntax = scene.syntax;
    let somebody = |k: usize| {
        let noun = syntax.noun(k).filter(|noun| noun.class == NounClass::Principal)?;
        let members: Vec<Who> = noun.members.iter().map(|(who, _)| *who).collect();
        let who = described(cast, &members).filter(|who| cast.is_person(*who))?;
        (members.len() == 1 || members[0] != who).then_some(who)
    };
    let person = |k: usize| somebody(k).filter(|who| !cast.members[*who as usize].unnamed);
    let free = |k: &usize| syntax.case(*k, syntax.clause_start(*k)).0.is_none();
    let floor = syntax.item_from(sentence.start).max(at.saturating_sub(REACH));
    let last = cues.iter().rev().take(64).find(|cue| cast.is_person(cue.speaker));
    // 甲批評乙…，他說: what is blamed or asked names others.
    if let Some(cue) = last.filter(|cue| cue.brief && cue.verb.start >= sentence.start) {
        return Some(cue.speaker);
    }
    // 甲邀請乙訪問，他也答應: in a later clause 他 is the person named last.
    if let Some(who) = (floor..syntax.clause_start(at)).rev().filter(free).find_map(person) {
        return Some(who);
    }
    let before = |k: &usize| matches!(syntax.items[*k].kind, ItemKind::Stop('。' | '!' | '?' | ';'));
    let previous = (floor.saturating_sub(REACH)..floor.saturating_sub(1)).rev().find(before).map_or(0, |k| k + 1);
    // 甲發表聲明後，乙回應。他說: who only gave the occasion is not meant where somebody else acts.
    let subjects = || (previous..floor).filter(|k| somebody(*k).is_some() && free(k));
    let named = subjects().find(|k| !syntax.in_circumstance(*k)).or_else(|| subjects().next()).and_then(somebody);
    // Whom the narrator has named since counts, not whom the speaker mentions.
    let speaks_on = |cue: &Cue| !ended(syntax, cue, sentence.start) && narrator(syntax, cast, scene.sentences, cue, sentence.start).is_none();
    match (named, last) {
        (Some(named), Some(cue)) => {
            let later = syntax.items.get(previous).is_some_and(|item| item.span.start > cue.verb.start);
            Some(if later && !speaks_on(cue) { named } else { cue.speaker })
        }
        (named, last) => named.or(last.map(|cue| cue.speaker)).or_else(|| (floor..at).find_map(person)),
    }
}

/// 俄罗斯政府官员的话说, 羅森柏格的說法指出
pub(super) fn speaks_of(syntax: &Syntax<'_>, of: usize) -> bool {
    let end = syntax.items[of].span.end;
    syntax.lists.quoted_words.starts(syntax.between(end, end + 4))
}

/// 路透社的｜報道說: the verb begins with what the outlet published.
pub(super) fn article_says(syntax: &Syntax<'_>, verb: Span) -> bool {
    let words = syntax.between(verb.start, verb.end);
    syntax.lists.reporting_documents.at_start(words).is_some_and(|article| article.len() < words.len())
}

/// The subject of the first clause of a sentence that has a verb.
pub(super) fn opening_subject(syntax: &Syntax<'_>, sentence: Span, before: usize) -> Option<usize> {
    let first = syntax.item_from(sentence.start);
    let verb = (first..before.min(first + REACH)).find(|at| syntax.verbs[*at])?;
    let clause = syntax.clause_start(verb);
    (clause..verb)
        .find(|at| syntax.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal) && !syntax.possessive(*at) && syntax.case(*at, clause).0.is_none())
}

/// 宣布，某某將…: a clause with its own subject follows within the next two clauses.
pub(super) fn announces_clause(syntax: &Syntax<'_>, at: usize) -> bool {
    let mut stops = 0;
    let mut from = at + 1;
    // 宣布，為應對…，某某…; 宣布，應…邀請，某某…: what for and at whose invitation stands before the subject.
    if syntax.marker(at + 2, &[MarkerKind::For, MarkerKind::Invited, MarkerKind::About]).is_some()
        && let Some(stop) = (at + 2..syntax.items.len().min(at + 16)).find(|k| matches!(syntax.items[*k].kind, ItemKind::Stop(',')))
    {
        from = stop;
    }
    for k in from..syntax.items.len().min(at + 24) {
        match syntax.items[k].kind {
            ItemKind::Stop(',' | ':') => stops += 1,
            ItemKind::Stop(_) => return false,
            ItemKind::Open => return true,
            ItemKind::Noun(_) if syntax.case(k, (from + 1).min(k)).0.is_none() && k > from => return !syntax.possessive(k),
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
    let end = syntax.items[at].span.end;
    let verb = |from: usize| (from..scope.end).any(|k| syntax.verbs[k] && syntax.marker(k + 1, &[MarkerKind::Of]).is_none());
    let words = syntax.between(end, end + 8);
    let request = syntax.marker(at, &[MarkerKind::Control]).is_some();
    if syntax.lists.anybody.starts(words) {
        return true;
    }
    let Some(item) = syntax.items.get(next).filter(|item| syntax.noun(next).is_some() && item.span.start == end) else { return false };
    // 敦促俄方減少駐軍: whoever is asked is asked to do something, whether or not the verb is one of an event.
    let clause_end = syntax.items.get(scope.end).map_or(syntax.folded.len() as u32, |stop| stop.span.start);
    let rest = syntax.between(item.span.end, clause_end);
    let something = request && !syntax.possessive(next) && rest.len() >= 3 && is_alphabetic(rest[0]) && !matches!(rest[0], '和' | '与' | '及' | '就');
    // 批評中國在債務重組上行動遲緩: a preposition, a negation or the like makes a clause of what is blamed.
    let clause = !request
        && !syntax.possessive(next)
        && rest.len() >= 5
        && syntax.lists.clause_words.at_start(rest).is_some_and(|word| word.len() > 1 || !rest.contains(&'的'));
    // 批評…的做法，是「反其道而行」: what the next clause calls it.
    let called = !request && syntax.folded.get(clause_end as usize) == Some(&',') && syntax.folded.get(clause_end as usize + 1) == Some(&'是');
    something || clause || called || verb(next + 1)
}

/// 否認他從事間諜活動: what is denied is a clause, not 否認指控, 否認有關…的報道.
pub(super) fn denies_clause(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let end = syntax.items[at].span.end;
    let clause_end = syntax.items.get(scope.end).map_or(syntax.folded.len() as u32, |stop| stop.span.start);
    let words = syntax.between(end, clause_end);
    let names = syntax.items.get(at + 1).is_some_and(|item| item.span.start == end && syntax.noun(at + 1).is_some()) && !syntax.possessive(at + 1);
    let rest = syntax.items.get(at + 1).map_or(&[][..], |item| syntax.between(item.span.end, clause_end));
    names && rest.len() >= 4 && is_alphabetic(rest[0]) && !syntax.lists.denied_nouns.ends(words)
}

/// 並稱 又指 同時表示: words that open a statement of the same speaker.
pub(super) fn split_word(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> bool {
    let start = clause_lead(syntax, scope, verb);
    syntax.lists.split_words.starts(syntax.between(start, verb.end))
}

/// 「…」某某說。 gives the quotation before the verb: (start of content, end of content).
pub(super) fn post_quote(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> Option<(u32, u32)> {
    let mut k = scope.clause;
    // 「…」，他說。
    if k >= 2
        && matches!(syntax.items[k - 1].kind, ItemKind::Stop(','))
        && syntax.items[k - 2].kind == ItemKind::Close
        && syntax.items[k - 2].span.end == syntax.items[k - 1].span.start
        && matches!(syntax.folded.get(syntax.items[at].span.end as usize), None | Some('。' | '\n'))
    {
        k -= 2;
    }
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
                    // 「…」 within a clause is a part of what somebody else says.
                    if open > 0
                        && !matches!(syntax.items[open - 1].kind, ItemKind::Stop(_) | ItemKind::Close)
                        && syntax.items[open - 1].span.end == syntax.items[open].span.start
                    {
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

/// Where the clause of a verb begins.
pub(super) fn clause_lead(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> u32 {
    let stop = match scope.clause.checked_sub(1) {
        Some(stop) => syntax.items[stop].span.end,
        None => {
            // The first clause of a section begins behind the line break.
            let before = &syntax.folded[..(verb.start as usize).min(syntax.folded.len())];
            before
                .iter()
                .rev()
                .take(LONGEST_LEAD)
                .position(|c| *c == '\n')
                .map_or(verb.start.saturating_sub(LONGEST_LEAD as u32), |back| verb.start - back as u32)
        }
    };
    stop.min(verb.start)
}

/// How far back the beginning of a section's first clause is looked for.
const LONGEST_LEAD: usize = 200;

/// A clause with its own subject follows the verb directly: 說美國將退出….
pub(super) fn content_clause(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    let Some(item) = syntax.items.get(next) else { return false };
    let near = item.span.start <= syntax.items[at].span.end + 1;
    let verb_behind = |from: usize| syntax.verbs.get(from..scope.end).is_some_and(|rest| rest.iter().any(|verb| *verb));
    match item.kind {
        // 形容演習「非常挑釁」
        ItemKind::Noun(_) if near && syntax.items.get(next + 1).is_some_and(|open| open.kind == ItemKind::Open && open.span.start == item.span.end) => true,
        // 重申美國的政策沒有改變
        ItemKind::Noun(_) if syntax.possessive(next) => {
            near && (next + 2..scope.end)
                .any(|k| syntax.marker(k, &[MarkerKind::Denied, MarkerKind::Past]).is_some() && syntax.marker(k + 1, &[MarkerKind::Of]).is_none())
        }
        ItemKind::Noun(_) => near && verb_behind(next + 1),
        // 宣布昨日有103萬人上街
        ItemKind::Time(_) => near && syntax.folded.get(item.span.end as usize) == Some(&'有'),
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
    let rest =
        syntax.lists.performative_degrees.at_start(rest).map_or(rest, |degree| rest[degree.len()..].strip_prefix(&['的']).unwrap_or(&rest[degree.len()..]));
    let ends = |c: &char| matches!(c, '。' | ',' | ';' | '\n' | '、' | '和' | '及' | '与');
    syntax.lists.performatives.all_at_start(rest).any(|word| rest.get(word.len()).is_none_or(ends))
}
