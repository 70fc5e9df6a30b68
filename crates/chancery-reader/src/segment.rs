//! Step 2: one scan for all names, markers and triggers, and the choice among those that overlap.
//!
//! In: folded characters of a section, times and quantities found in it. Out: words in order, not overlapping.
//! The choice is the one with the greatest weight (long forms weigh more than the sum of their parts), found in one
//! pass from left to right: 美國務院 is 美 + 國務院, not 美國 + 務院; 其中美國 is 其中 + 美國.
//! One-character states are read only beside words that call for them (訪俄, 俄方, 中俄元首).

use chancery_knowledge::{Knowledge, Lexicon, MarkerKind, Meaning};
use chancery_text::Span;

use crate::word_list::WordList;

/// What a word was found as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordKind {
    /// A form of the lexicon, by its key.
    Form(u32),
    /// A time, by index into the section's times.
    Time(u32),
    /// A quantity, by index.
    Quantity(u32),
}

/// A chosen word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub span: Span,
    pub kind: WordKind,
}

/// A part of a trigger, chosen or inside a chosen trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartHit {
    pub span: Span,
    pub part: u32,
}

/// Longest word before a one-character state.
const LONGEST_BEFORE: usize = 6;

/// Words beside which a one-character state is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortContext {
    /// Turned round, to be looked for from a place backwards.
    before: WordList<()>,
    after: WordList<()>,
    pair: WordList<()>,
    hard: WordList<()>,
    toward: Vec<char>,
    strong: Vec<char>,
}

impl ShortContext {
    pub fn new(knowledge: &Knowledge) -> ShortContext {
        let forms = |kind| knowledge.markers.iter().filter(move |marker| marker.kind == kind);
        let words = |kind| WordList::new(forms(kind).map(|marker| (marker.form.chars().collect(), ())));
        let turned = |kind| WordList::new(forms(kind).map(|marker| (marker.form.chars().rev().collect(), ())));
        ShortContext {
            before: turned(MarkerKind::ShortBefore),
            after: words(MarkerKind::ShortAfter),
            pair: words(MarkerKind::PairAfter),
            hard: words(MarkerKind::ShortHard),
            toward: knowledge.list("toward_words").iter().flat_map(|word| word.chars()).collect(),
            strong: knowledge.list("strong_shorts").iter().flat_map(|word| word.chars()).collect(),
        }
    }

    fn ends_with_before(&self, chars: &[char]) -> bool {
        let mut turned = ['\0'; LONGEST_BEFORE];
        let n = chars.len().min(LONGEST_BEFORE);
        for (slot, c) in turned.iter_mut().zip(chars.iter().rev()) {
            *slot = *c;
        }
        self.before.starting(&turned[..n]).is_some()
    }
}

/// Per form of the lexicon: how the choice weighs it. Computed once per knowledge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    weights: Vec<i32>,
    short: Vec<bool>,
    marker_only: Vec<bool>,
}

impl Weights {
    pub fn new(knowledge: &Knowledge) -> Weights {
        let lexicon = &knowledge.lexicon;
        let mut result = Weights::default();
        for form in 0..lexicon.len() as u32 {
            let meanings = lexicon.meanings(form);
            result.short.push(meanings.iter().any(|meaning| matches!(meaning, Meaning::Entity(_, true))));
            let structural = |meaning: &Meaning| matches!(meaning, Meaning::Marker(m) if matches!(knowledge.markers[*m as usize].kind, MarkerKind::ShortBefore | MarkerKind::ShortAfter | MarkerKind::ShortHard | MarkerKind::PairAfter));
            result.marker_only.push(meanings.iter().all(structural));
            let named = meanings.iter().any(|meaning| matches!(meaning, Meaning::Entity(..) | Meaning::Office(_)));
            result.weights.push(if named { 2 } else { 0 });
        }
        result
    }
}

/// Scans and chooses. `fixed` are times and quantities with their kinds, in order of place.
pub(crate) fn segment(
    knowledge: &Knowledge,
    weights: &Weights,
    short: &ShortContext,
    chars: &[char],
    base: usize,
    fixed: &[(Span, WordKind)],
    words: &mut Vec<Word>,
    parts: &mut Vec<PartHit>,
) {
    let lexicon = &knowledge.lexicon;
    let n = chars.len();
    let mut best = vec![-1i32; n + 1];
    let mut back: Vec<(u32, WordKind)> = vec![(0, WordKind::Form(u32::MAX)); n + 1];
    best[0] = 0;
    let mut raw_parts: Vec<PartHit> = Vec::new();
    let mut next_fixed = 0;
    let offer = |best: &mut [i32], back: &mut [(u32, WordKind)], at: usize, len: usize, weight: i32, kind: WordKind| {
        let sum = best[at] + weight;
        if sum > best[at + len] {
            best[at + len] = sum;
            back[at + len] = (len as u32, kind);
        }
    };
    for at in 0..n {
        // Skipping a character costs nothing and gives nothing.
        if best[at] > best[at + 1] {
            best[at + 1] = best[at];
            back[at + 1] = (0, WordKind::Form(u32::MAX));
        }
        while next_fixed < fixed.len() && fixed[next_fixed].0.start as usize <= at {
            let (span, kind) = fixed[next_fixed];
            if span.start as usize == at {
                offer(&mut best, &mut back, at, span.len(), 20 * span.len() as i32 - 8, kind);
            }
            next_fixed += 1;
        }
        lexicon.each_at(chars, at, |hit| {
            let len = hit.len as usize;
            let form = hit.form as usize;
            for meaning in lexicon.meanings(hit.form) {
                if let Meaning::Part(part) = meaning {
                    raw_parts.push(PartHit { span: Span::new(at, at + len), part: *part });
                }
            }
            if weights.marker_only[form] || (len > 1 && inside_latin(chars, at, len)) {
                return;
            }
            let weight = if len == 1 {
                if weights.short[form] {
                    if !short_state_here(lexicon, weights, short, chars, at) {
                        return;
                    }
                    14
                } else {
                    4
                }
            } else {
                20 * len as i32 - 10 + weights.weights[form]
            };
            offer(&mut best, &mut back, at, len, weight, WordKind::Form(hit.form));
        });
    }
    let first = words.len();
    let mut at = n;
    while at > 0 {
        let (len, kind) = back[at];
        if len == 0 {
            at -= 1;
        } else {
            at -= len as usize;
            words.push(Word { span: Span::new(base + at, base + at + len as usize), kind });
        }
    }
    words[first..].reverse();
    keep_parts(lexicon, &words[first..], base, &raw_parts, parts);
}

/// A trigger part counts where it is a chosen word, lies inside a chosen trigger, or touches no chosen name or word.
fn keep_parts(lexicon: &Lexicon, words: &[Word], base: usize, raw: &[PartHit], parts: &mut Vec<PartHit>) {
    let mut first = 0;
    for hit in raw {
        let span = Span::new(base + hit.span.start as usize, base + hit.span.end as usize);
        while first < words.len() && words[first].span.end <= span.start {
            first += 1;
        }
        let free = words[first..].iter().take_while(|word| word.span.start < span.end).all(|word| {
            word.span == span
                || match word.kind {
                    WordKind::Form(form) => {
                        let meanings = lexicon.meanings(form);
                        let trigger = meanings.iter().any(|meaning| matches!(meaning, Meaning::Part(_)));
                        let named = meanings.iter().any(|meaning| matches!(meaning, Meaning::Entity(..) | Meaning::Office(_) | Meaning::Word));
                        span.contains(word.span) || (trigger && !named && word.span.contains(span)) || (word.span.len() == 1 && !named)
                    }
                    _ => false,
                }
        });
        if free {
            parts.push(PartHit { span, part: hit.part });
        }
    }
}

/// Latin forms are whole words: "us" is not in "house".
fn inside_latin(chars: &[char], at: usize, len: usize) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || ('а'..='я').contains(&c);
    letter(chars[at]) && at > 0 && letter(chars[at - 1]) || letter(chars[at + len - 1]) && at + len < chars.len() && letter(chars[at + len])
}

fn is_short(lexicon: &Lexicon, weights: &Weights, c: char) -> bool {
    let mut short = false;
    lexicon.each_at(&[c], 0, |hit| short |= weights.short[hit.form as usize]);
    short
}

fn short_state_here(lexicon: &Lexicon, weights: &Weights, context: &ShortContext, chars: &[char], at: usize) -> bool {
    let (mut start, mut end) = (at, at + 1);
    while start > 0 && at - start < 4 && is_short(lexicon, weights, chars[start - 1]) {
        start -= 1;
    }
    while end < chars.len() && end - at < 4 && is_short(lexicon, weights, chars[end]) {
        end += 1;
    }
    let strong = context.strong.contains(&chars[at]);
    let before = strong && context.ends_with_before(&chars[..at]);
    let after = chars.get(at + 1..).unwrap_or_default();
    if context.hard.starting(after).is_some() {
        return true;
    }
    if at > 0 && context.toward.contains(&chars[at - 1]) && !(at + 1 < chars.len() && matches!(chars[at + 1], '国' | '地' | '岛')) {
        return true;
    }
    // The less usual ones count only beside words that leave no choice, or written together with a usual one.
    if !strong {
        let pair = end - start == 2 && chars[start..end].iter().any(|c| context.strong.contains(c));
        return pair && context.pair.starting(&chars[end..]).is_some();
    }
    if before || context.after.starting(after).is_some() {
        return true;
    }
    if end - start < 2 {
        // 中、美、俄: one of an enumeration of one-character states.
        let listed = |c: Option<&char>, far: Option<&char>| c == Some(&'、') && far.is_some_and(|far| is_short(lexicon, weights, *far));
        return listed(chars.get(at + 1), chars.get(at + 2)) || (at >= 2 && listed(chars.get(at - 1), chars.get(at - 2)));
    }
    let rest = &chars[end..];
    let open = start == 0 || !chars[start - 1].is_alphanumeric() || context.ends_with_before(&chars[..start]);
    context.pair.starting(rest).is_some() || context.after.starting(rest).is_some() || (open && rest.first().is_none_or(|c| !c.is_alphanumeric() || c.is_ascii_digit()))
}
