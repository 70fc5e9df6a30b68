//! What is said: from the verb to the next verb of speech, a closed quotation, the narrator's return or the paragraph's end.
//!
//! In: a cue with those that follow it. Out: the stretch of its content and its points.

use chancery_model::EntityKind;
use chancery_text::Span;

use super::cue::quoted;
use super::{Cue, LONGEST};
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
    // The next cue that is not inside this one's words ends it.
    for next in cues[at + 1..].iter().take(64) {
        if next.inner && next.sentence == cue.sentence {
            continue;
        }
        let edge = if next.sentence == cue.sentence { next.lead } else { sentences.get(next.sentence).map_or(end, |(_, span)| span.start) };
        let edge = if next.closed.is_some() { next.start } else { edge };
        end = end.min(edge.max(cue.verb.end));
        break;
    }
    let start = cue.start;
    if let Some(edge) = narrator(syntax, cast, sentences, cue, end) {
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
                        let next = chars.get(k + 1).copied().unwrap_or('\n');
                        let turns = next == ',' && matches!(chars.get(k + 2), Some('并' | '同' | '也' | '又' | '还' | '亦'));
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

/// Where the narrator takes over again: a later sentence whose subject is another person or body than the speaker.
pub(super) fn narrator(syntax: &Syntax<'_>, cast: &Cast, sentences: &[(usize, Span)], cue: &Cue, end: u32) -> Option<u32> {
    for (_, sentence) in sentences.get(cue.sentence + 1..)?.iter().take_while(|(_, sentence)| sentence.start < end).take(40) {
        let first = syntax.item_from(sentence.start);
        let text = syntax.between(sentence.start, sentence.end.min(sentence.start + 8));
        if cue.outlet && !syntax.lists.anaphora.starts(text) || syntax.lists.narrator_openers.starts(text) {
            return Some(sentence.start);
        }
        if syntax.items.get(first).is_some_and(|item| item.kind == ItemKind::Open)
            || quoted(syntax, Span { start: cue.start, end: sentence.start }, sentence.start)
        {
            continue;
        }
        let clause_end = (first..syntax.items.len()).find(|at| matches!(syntax.items[*at].kind, ItemKind::Stop(_)))?;
        let subject =
            (first..clause_end).find(|at| syntax.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal) && syntax.case(*at, first).0.is_none());
        let Some(noun) = subject.and_then(|at| syntax.noun(at)) else { continue };
        let timed = subject.is_some_and(|at| (first..(at + 3).min(clause_end)).any(|k| matches!(syntax.items[k].kind, ItemKind::Time(_))));
        let other = noun.members.iter().all(|(who, _)| {
            *who != cue.speaker
                && !cast.members[*who as usize].unnamed
                && match cast.members[*who as usize].kind {
                    // The narrator introduces people by their titles (俄羅斯外長拉夫羅夫); a speaker does not.
                    EntityKind::Person => {
                        noun.members.iter().any(|(_, name)| name.start > noun.span.start)
                            && !syntax.holds(&syntax.lists.speakers_words, sentence.start, sentence.end)
                    }
                    EntityKind::Organization => timed,
                    _ => false,
                }
        });
        let reason = subject.is_some_and(|at| syntax.lists.narrator_nouns.starts(syntax.between(syntax.items[at].span.end, syntax.items[at].span.end + 4)));
        if reason {
            return Some(sentence.start);
        }
        let acts = subject.is_some_and(|at| !syntax.possessive(at) && (at..clause_end).any(|k| syntax.verbs[k]));
        let himself = !subject.is_some_and(|at| syntax.possessive(at)) && noun.members.iter().any(|(who, _)| *who == cue.speaker && cast.is_person(*who));
        if (other && acts || himself) && !noun.members.is_empty() {
            return Some(sentence.start);
        }
    }
    None
}

/// A content that is one bare noun is no utterance: 表示 + 感谢.
pub(super) fn only_noun(syntax: &Syntax<'_>, content: Span, cue: &Cue) -> bool {
    let words = syntax.between(content.start, content.end);
    let taken_up = words.len() < 9 && matches!(words.first(), Some('这' | '此' | '该' | '上' | '有'));
    (taken_up || words.iter().filter(|c| c.is_alphanumeric()).take(4).count() < 4) && cue.closed.is_none() && !matches!(words.first(), Some('「' | '“'))
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
