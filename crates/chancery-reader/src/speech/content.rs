//! What is said: from the verb to the next verb of speech, a closed quotation, the narrator's return or the paragraph's end.
//!
//! In: a cue with those that follow it. Out: the stretch of its content and its points.

use chancery_knowledge::MarkerKind;
use chancery_model::{BlockRole, EntityKind};
use chancery_text::{Span, is_alphanumeric};

use super::LONGEST;
use super::cue::Cue;
use super::shape::{impersonal, performative, quotation_open, quoted};
use crate::cast::Cast;
use crate::clause::Syntax;
use crate::passage::{Section, ends_sentence};
use crate::phrase::{ItemKind, NounClass};

/// Where a cue's content ends.
pub(super) fn content(syntax: &Syntax<'_>, cast: &Cast, section: &Section, sentences: &[(usize, Span)], cues: &[Cue], at: usize) -> Span {
    let cue = &cues[at];
    if let Some(close) = cue.closed {
        return Span { start: cue.start, end: close };
    }
    let chars = syntax.folded;
    let mut end = section.span.end.min(cue.start.max(cue.verb.end) + LONGEST);
    // …。路透社圖片: whose picture it is stands behind the last sentence of a caption.
    if section.role == BlockRole::Caption
        && let Some(last) = syntax.between(cue.start, end).iter().rposition(|c| ends_sentence(*c))
    {
        end = cue.start + last as u32 + 1;
    }
    // The next cue that is not inside this one's words ends it.
    for next in cues[at + 1..].iter().take(64) {
        if next.within && quotation_open(syntax, cue, next.verb.start) || next.inner && next.sentence == cue.sentence && !cue.brief {
            continue;
        }
        let edge = if next.sentence == cue.sentence { next.lead } else { sentences.get(next.sentence).map_or(end, |(_, span)| span.start) };
        let edge = if next.closed.is_some() { next.start } else { edge };
        end = end.min(edge.max(cue.verb.end));
        break;
    }
    let start = cue.start;
    if cue.brief {
        end = end.min(sentences.get(cue.sentence).map_or(end, |(_, span)| span.end));
    }
    if let Some(edge) = narrator(syntax, cast, sentences, cue, end) {
        end = edge;
    }
    if let Some(edge) = quotation_around(syntax, cue, end) {
        end = edge;
    }
    if let Some(edge) = turn(syntax, cue, end) {
        end = edge;
    }
    // A quotation that opens the content closes it where its sentence ends with it.
    let mut at_char = start as usize;
    while at_char < end as usize && matches!(chars[at_char], ',' | ':' | ' ') {
        at_char += 1;
    }
    if at_char < end as usize && matches!(chars[at_char], '「' | '“' | '『') {
        let mut depth = 0i32;
        let mut k = at_char;
        while k < end as usize {
            match chars[k] {
                '「' | '“' | '『' => depth += 1,
                '」' | '”' | '』' => {
                    depth -= 1;
                    if depth == 0 {
                        let inside_ends = k > 0 && ends_sentence(chars[k - 1]);
                        // （The G7 …） behind the quotation.
                        let after = chars[k + 1..end as usize].iter().take(200).position(|c| *c == ')').filter(|_| chars.get(k + 1) == Some(&'('));
                        let next = chars.get(k + 1 + after.map_or(0, |close| close + 1)).copied().unwrap_or('\n');
                        let turns = next == ',' && matches!(chars.get(k + 2), Some('并' | '同' | '也' | '又' | '还' | '亦' | '而'));
                        if inside_ends || ends_sentence(next) || turns {
                            // A further quotation may follow at once.
                            let after = (k + 1..end as usize).find(|at| !matches!(chars[*at], '。' | ' ' | ',' | ';'));
                            if !after.is_some_and(|at| matches!(chars[at], '「' | '“')) {
                                return Span { start, end: k as u32 + 1 };
                            }
                        }
                    }
                }
                _ => {}
            }
            k += 1;
        }
    }
    Span { start, end }
}

/// Where the quotation closes inside which a further speaker is quoted.
fn quotation_around(syntax: &Syntax<'_>, cue: &Cue, end: u32) -> Option<u32> {
    if !cue.inner && !cue.within {
        return None;
    }
    let mut depth = 0;
    for item in syntax.items[syntax.item_from(cue.start)..].iter().take_while(|item| item.span.end <= end) {
        match item.kind {
            ItemKind::Open => depth += 1,
            ItemKind::Close if depth == 0 => return Some(item.span.start),
            ItemKind::Close => depth -= 1,
            _ => {}
        }
    }
    None
}

/// 要求…，但目前不清楚…; 習近平說會購買…，但沒有這樣做: what somebody asks, blames or denies, and what one speaker tells of another's
/// words, ends where its sentence turns to comment on it or to what somebody else did.
fn turn(syntax: &Syntax<'_>, cue: &Cue, end: u32) -> Option<u32> {
    // 說，…: what stands behind a comma is told at length.
    let touching = cue.start == cue.verb.end && !matches!(syntax.folded.get(cue.start as usize), Some(',' | ':' | '「' | '“' | '『'));
    if !touching || !cue.brief && !cue.inner {
        return None;
    }
    let mut depth = 0;
    for at in syntax.item_from(cue.start.max(cue.verb.end))..syntax.items.len() {
        let item = syntax.items[at];
        if item.span.end > end {
            break;
        }
        match item.kind {
            ItemKind::Open => depth += 1,
            ItemKind::Close => depth -= 1,
            ItemKind::Stop(stop @ (',' | ';')) if depth == 0 && item.span.start > cue.start + 2 => {
                let next = syntax.between(item.span.end, (item.span.end + 8).min(end));
                if stop == ';' && !cue.brief || syntax.lists.brief_ends.starts(next) || cue.brief && acts_behind(syntax, at + 1) {
                    return Some(item.span.start);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether what a brief cue reports has ended before a place of its sentence with what somebody else did.
pub(super) fn turned(syntax: &Syntax<'_>, cue: &Cue, place: u32) -> bool {
    turn(syntax, cue, place).is_some_and(|edge| acts_behind(syntax, syntax.item_from(edge) + 1))
}

/// 巴黎｜當時召見…: a clause whose subject did something at a time of its own.
fn acts_behind(syntax: &Syntax<'_>, first: usize) -> bool {
    let Some(subject) = syntax.items.get(first).filter(|_| syntax.noun(first).is_some()) else { return false };
    let touches = first > 0 && syntax.items[first - 1].span.end == subject.span.start;
    let past = syntax.marker(first + 1, &[MarkerKind::Past]).is_some() && syntax.items[first + 1].span.start == subject.span.end;
    // 《…報》的文章沒有…
    let article = syntax.noun(first).is_some_and(|noun| noun.outlet) && syntax.possessive(first);
    touches && (past || article || syntax.lists.narrator_adverbs.starts(syntax.between(subject.span.end, subject.span.end + 3)))
}

/// Where the narrator takes over again: the first later sentence that is told and not said.
pub(super) fn narrator(syntax: &Syntax<'_>, cast: &Cast, sentences: &[(usize, Span)], cue: &Cue, end: u32) -> Option<u32> {
    for (_, sentence) in sentences.get(cue.sentence + 1..)?.iter().take_while(|(_, sentence)| sentence.start < end).take(40) {
        let text = syntax.between(sentence.start, sentence.end.min(sentence.start + 8));
        if cue.outlet && !syntax.lists.anaphora.starts(text) || syntax.lists.narrator_openers.starts(text) {
            return Some(sentence.start);
        }
        if impersonal(syntax, sentence.start) {
            return Some(sentence.start);
        }
        let first = syntax.item_from(sentence.start);
        if syntax.items.get(first).is_some_and(|item| item.kind == ItemKind::Open)
            || quoted(syntax, Span { start: cue.start, end: sentence.start }, sentence.start)
        {
            continue;
        }
        // What a semicolon divides is one telling.
        if sentence.start > 0 && syntax.folded[sentence.start as usize - 1] == ';' {
            continue;
        }
        if told(syntax, cast, cue, *sentence, first) {
            return Some(sentence.start);
        }
    }
    None
}

/// Whether a sentence behind somebody's words is the narrator's: it names another person or body that acts, or the speaker.
fn told(syntax: &Syntax<'_>, cast: &Cast, cue: &Cue, sentence: Span, first: usize) -> bool {
    let Some(clause_end) = (first..syntax.items.len()).find(|at| matches!(syntax.items[*at].kind, ItemKind::Stop(_))) else { return false };
    // 兩國原定今年簽署…: the narrator tells what was planned.
    if (first..clause_end.min(first + 4)).any(|at| syntax.marker(at, &[MarkerKind::Scheduled]).is_some()) {
        return true;
    }
    let noun = |at: usize| syntax.noun(at).filter(|noun| matches!(noun.class, NounClass::Principal | NounClass::Pending(MarkerKind::Third)));
    let Some(at) = (first..clause_end).find(|at| noun(*at).is_some() && syntax.case(*at, first).0.is_none()) else { return false };
    let Some(noun) = noun(at) else { return false };
    let subject = syntax.items[at].span;
    // 美聯社圖片。: a credit.
    if noun.outlet && sentence.end <= subject.end + 5 && subject.start <= sentence.start + 1 {
        return true;
    }
    if syntax.lists.narrator_nouns.starts(syntax.between(subject.end, subject.end + 4)) {
        return true;
    }
    let possessive = syntax.possessive(at);
    // 但他沒有公布…: he is the one who spoke.
    if noun.class == NounClass::Pending(MarkerKind::Third) {
        return cast.is_person(cue.speaker) && !possessive && syntax.folded.get(subject.end as usize) != Some(&'们') && subject.start <= sentence.start + 2;
    }
    if noun.members.is_empty() {
        return false;
    }
    if !possessive && noun.members.iter().any(|(who, _)| *who == cue.speaker && cast.is_person(*who)) {
        return true;
    }
    // 與貝森特一同參加的還有…: the speaker does not name himself.
    let named = |k: usize| syntax.noun(k).is_some_and(|noun| noun.members.iter().any(|(who, _)| *who == cue.speaker));
    if cast.is_person(cue.speaker) && (first..clause_end).any(|k| named(k) && !syntax.possessive(k)) {
        return true;
    }
    let own_voice = syntax.holds(&syntax.lists.speakers_words, sentence.start, sentence.end);
    let timed = (first..(at + 3).min(clause_end)).any(|k| matches!(syntax.items[k].kind, ItemKind::Time(_)));
    // 英國本月14日已率先…
    let behind = match syntax.items.get(at + 1) {
        Some(item) if matches!(item.kind, ItemKind::Time(_)) && item.span.start == subject.end => item.span.end,
        _ => subject.end,
    };
    let marked = syntax.lists.narrator_adverbs.starts(syntax.between(behind, behind + 3)) || performs(syntax, at, clause_end);
    // 英國｜指責…: another state, named in full, that performs an act of words.
    let blames = syntax.lists.blaming_verbs.starts(syntax.between(behind, behind + 4))
        && noun.span.len() > 1
        && !syntax.between(noun.span.start, noun.span.end).ends_with(&['方']);
    let other = noun.members.iter().all(|(who, name)| {
        let member = &cast.members[*who as usize];
        let side = cast.side(cue.speaker);
        *who != cue.speaker
            && !member.unnamed
            && match member.kind {
                // The narrator names people bare or introduces them by their titles (俄羅斯外長拉夫羅夫); a speaker says 拉夫羅夫外長.
                EntityKind::Person => name.end == noun.span.end && !own_voice && (name.start > noun.span.start || timed || marked),
                EntityKind::Organization => (timed || marked || blames) && !own_voice,
                EntityKind::State => (marked || blames) && !own_voice && (timed || blames || side != cast.side(*who)),
                _ => false,
            }
    });
    use MarkerKind::*;
    let acts = |k: usize| syntax.verbs[k] || syntax.marker(k, &[Speech, Announce, Report, Control, Pivot]).is_some();
    other && !possessive && (marked || blames || (at..clause_end).any(acts))
}

/// 對…表示｜強烈不滿, 轉達了…: the clause performs an act or tells that one is over.
fn performs(syntax: &Syntax<'_>, subject: usize, clause_end: usize) -> bool {
    let past = |k: usize| {
        let item = syntax.items[k];
        syntax.verbs[k] && syntax.folded.get(item.span.end as usize) == Some(&'了') && item.span.start == syntax.items[subject].span.end
    };
    (subject + 1..clause_end).any(|k| {
        let words = syntax.between(syntax.items[k].span.start, syntax.items[k].span.end);
        syntax.lists.performing_verbs.contains(words) && performative(syntax, syntax.items[k].span) || k == subject + 1 && past(k)
    })
}

/// A content that is one bare noun is no utterance: 表示 + 感谢.
pub(super) fn only_noun(syntax: &Syntax<'_>, content: Span, cue: &Cue) -> bool {
    let words = syntax.between(content.start, content.end);
    let taken_up = words.len() < 9 && matches!(words.first(), Some('这' | '此' | '该' | '上' | '有'));
    (taken_up || words.iter().filter(|c| is_alphanumeric(**c)).take(4).count() < 4) && cue.closed.is_none() && !matches!(words.first(), Some('「' | '“'))
}

/// 二是… or 第二，… at the head of a paragraph.
pub(super) fn continues_enumeration(text: &[char]) -> bool {
    match text {
        [n, '是', ..] => matches!(n, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八'),
        ['第', n, ',', ..] | ['第', n, '、', ..] => matches!(n, '二' | '三' | '四' | '五' | '六'),
        _ => false,
    }
}

/// The points of 一是…二是… in a stretch.
pub(super) fn enumeration(syntax: &Syntax<'_>, span: Span) -> Vec<Span> {
    let chars = syntax.folded;
    let mut starts: Vec<u32> = Vec::new();
    for at in span.start..span.end.saturating_sub(1) {
        let n = chars[at as usize];
        let opens = at == span.start || matches!(chars[at as usize - 1], '。' | ';' | ',' | ':' | '\n');
        if opens && matches!(n, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八') && chars[at as usize + 1] == '是' {
            starts.push(at);
        }
    }
    if starts.is_empty() {
        return Vec::new();
    }
    starts.iter().enumerate().map(|(k, start)| Span { start: *start, end: starts.get(k + 1).copied().unwrap_or(span.end) }).collect()
}

/// Cuts white space, opening commas and closing full stops that follow no quotation.
pub(super) fn trim(chars: &[char], mut span: Span) -> Span {
    span.end = span.end.max(span.start);
    while span.start < span.end && matches!(chars[span.start as usize], ',' | ':' | ' ' | '、' | '\n') {
        span.start += 1;
    }
    loop {
        while span.start < span.end && matches!(chars[span.end as usize - 1], ' ' | '\n' | ',' | ';') {
            span.end -= 1;
        }
        // （As a result …） behind a closed quotation is no part of it.
        let words = &chars[span.range()];
        let words = words.strip_suffix(&['。']).unwrap_or(words);
        let Some(open) = words
            .last()
            .filter(|c| **c == ')')
            .and_then(|_| words.iter().rposition(|c| *c == '('))
            .filter(|open| *open > 0 && matches!(words[open - 1], '」' | '”' | '。' | ' '))
        else {
            break;
        };
        span.end = span.start + open as u32;
    }
    span
}
