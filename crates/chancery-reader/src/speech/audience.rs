//! To whom or at what occasion something is said: 告訴｜記者, 對｜路透社｜說, 在｜例行記者會｜上.
//!
//! In: a verb of speech and its clause. Out: the words that say so, without their preposition. A place or a medium (在東京,
//! 在推特) is no audience.

use chancery_knowledge::MarkerKind;
use chancery_text::{Span, is_alphanumeric};

use super::shape::clause_lead;
use crate::clause::{Scope, Syntax};
use crate::phrase::ItemKind;

/// Longest audience, in characters.
const LONGEST: u32 = 24;

/// The audience of a verb's clause, or of the circumstance before it; `start` is where the content begins.
pub(super) fn audience(syntax: &Syntax<'_>, verb: Span, scope: &Scope, sentence: Span, start: u32) -> Option<Span> {
    told(syntax, verb, start).or_else(|| directed(syntax, verb, scope)).or_else(|| occasion(syntax, verb, scope, sentence))
}

/// 告訴記者，…: behind the verb.
fn told(syntax: &Syntax<'_>, verb: Span, start: u32) -> Option<Span> {
    let words = syntax.between(verb.start, verb.end);
    let telling = syntax.lists.telling_verbs.at_start(words)?;
    let from = verb.start + telling.len() as u32;
    let end = if from < verb.end { verb.end } else { start.saturating_sub(1) };
    let who = syntax.between(from, end);
    let plain = who.iter().position(|c| !(is_alphanumeric(*c) || *c == '·')).unwrap_or(who.len()) as u32;
    (2..=LONGEST).contains(&plain).then_some(Span { start: from, end: from + plain })
}

/// 對路透社說: between 對 or 向 and the verb.
fn directed(syntax: &Syntax<'_>, verb: Span, scope: &Scope) -> Option<Span> {
    let at = (scope.clause..scope.before).rev().find(|at| syntax.marker(*at, &[MarkerKind::To]).is_some())?;
    let from = syntax.items[at].span.end;
    let mut words = syntax.between(from, verb.start);
    if let Some(adverb) = syntax.lists.speech_adverbs.at_end(words) {
        words = &words[..words.len() - adverb.len()];
    }
    let plain = (2..=LONGEST as usize / 2).contains(&words.len()) && words.iter().all(|c| is_alphanumeric(*c) || *c == '·');
    let end = from + words.len() as u32;
    // 對此事深感遺憾，說: what 對 takes is somebody only where he touches the verb.
    let somebody = (at + 1..scope.before).any(|k| syntax.noun(k).is_some_and(|_| syntax.items[k].span.end == end)) || syntax.lists.hearers.ends(words);
    (plain && somebody).then_some(Span { start: from, end })
}

/// 在例行記者會上, 接受專訪時: in the verb's clause, or in the clause before it that is nothing else.
fn occasion(syntax: &Syntax<'_>, verb: Span, scope: &Scope, sentence: Span) -> Option<Span> {
    let lead = clause_lead(syntax, scope, verb).max(sentence.start);
    let own = (scope.clause..scope.before).rev().find_map(|at| held(syntax, at, verb.start));
    own.or_else(|| {
        let stop = scope.clause.checked_sub(1).filter(|at| syntax.items[*at].kind == ItemKind::Stop(',') && syntax.items[*at].span.start > sentence.start)?;
        let clause = syntax.clause_start(stop);
        let end = syntax.items[stop].span.start;
        let found = held(syntax, clause, end)?;
        // 在…上，: nothing but the occasion.
        (found.end + 2 >= end && lead > end).then_some(found)
    })
}

/// The occasion that 在 or 接受 at an item brings in, before a place.
fn held(syntax: &Syntax<'_>, at: usize, end: u32) -> Option<Span> {
    let opener = syntax.items[at].span;
    let takes = syntax.marker(at, &[MarkerKind::At]).is_some();
    let from = if takes { opener.end } else { return None };
    let words = syntax.between(from, end.min(from + LONGEST));
    let stop = words.iter().position(|c| matches!(c, ',' | '。' | '「' | '“' | ';')).unwrap_or(words.len());
    let words = &words[..stop];
    // The last occasion word of the phrase ends it.
    let close = (2..=words.len()).rev().find(|n| syntax.lists.occasions.ends(&words[..*n]))?;
    Some(Span { start: from, end: from + close as u32 })
}
