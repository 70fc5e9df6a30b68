//! Sentences with marks under their words, and the names that a record uses.

use chancery_model::{Entity, JsonSpan};
use chancery_text::Span;

use super::Case;
use crate::print::layout::{Text, Tone};
use crate::print::{Cell, Page, Row};

/// Characters of a sentence shown around the words in question.
const AROUND: u32 = 80;

/// The sentence around a span: to the ends of sentence or line, within bounds.
pub fn sentence(case: &Case<'_>, span: Span) -> Span {
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
    let start = span.start.saturating_sub(AROUND);
    let before: Vec<char> = case.document.text.slice(Span { start, end: span.start }).chars().collect();
    let after: Vec<char> = case.document.text.slice(Span { start: span.end, end: span.end.saturating_add(AROUND) }).chars().collect();
    let within: Vec<char> = case.document.text.slice(span).chars().collect();
    let blank = |chars: &[char], at: usize| chars[at] == '\n' && chars.get(at + 1).is_some_and(|next| *next == '\n');
    let from = (0..before.len()).rev().find(|at| ends(before[*at]) || blank(&before, *at)).map_or(0, |at| at + 1);
    let done = within.last().is_some_and(|last| ends(*last));
    let to =
        if done { 0 } else { (0..after.len()).find(|at| ends(after[*at]) || blank(&after, *at)).map_or(after.len(), |at| at + usize::from(ends(after[at]))) };
    Span { start: start + from as u32, end: span.end + to as u32 }
}

/// Prints a sentence with ^ under the marked words.
pub fn marked(page: &mut Page, case: &Case<'_>, shown: Span, marks: &[Span]) {
    let mut text = Text::default();
    let mut at = shown.start;
    let mut marks: Vec<Span> = marks.iter().copied().filter(|mark| mark.overlaps(shown)).collect();
    marks.sort();
    for mark in marks {
        let (start, end) = (mark.start.max(at), mark.end.min(shown.end));
        if start < end {
            text.push(Tone::Words, case.document.text.slice(Span { start: at, end: start }));
            text.push(Tone::Mark, case.document.text.slice(Span { start, end }));
            at = end;
        }
    }
    text.push(Tone::Words, case.document.text.slice(Span { start: at, end: shown.end }));
    page.underlined(4, &text);
}

/// One row of the table of names: its part, the words in the given stretches, its id, where the knowledge has it.
pub fn name(case: &Case<'_>, part: &str, id: &str, stretches: &[Span]) -> Row {
    let entity = case.names.entity(id);
    let mentions: Vec<Span> = entity.into_iter().flat_map(|entity| entity.mentions.iter().map(|JsonSpan(span)| *span)).collect();
    let inside = |mention: &&Span| stretches.iter().any(|stretch| stretch.contains(**mention));
    let mut words: Vec<String> = Vec::new();
    let mut last = "";
    for mention in mentions.iter().filter(inside).take(3) {
        let word = case.document.text.slice(*mention);
        words.push(if word == last { format!("{}–{}", mention.start, mention.end) } else { format!("{word} {}–{}", mention.start, mention.end) });
        last = word;
    }
    if words.is_empty() {
        let start = stretches.iter().map(|stretch| stretch.start).min().unwrap_or(0);
        let nearest = mentions.iter().rev().find(|mention| mention.end <= start).or(mentions.first());
        words.push(nearest.map_or_else(
            || "not named".into(),
            |mention| format!("understood, from {} {}–{}", case.document.text.slice(*mention), mention.start, mention.end),
        ));
    }
    let cells = vec![Cell::new(Tone::Faint, part), Cell::new(Tone::Words, &words.join(", "))];
    let text = Text::new(Tone::Id, id).with(Tone::Faint, &format!("  {}", origin(case, id, entity)));
    Row { cells, text, below: Vec::new() }
}

/// Where an id comes from.
pub fn origin(case: &Case<'_>, id: &str, entity: Option<&Entity>) -> String {
    if let Some(row) = case.knowledge.entity(id).and_then(|row| case.knowledge.entities.get(row as usize)) {
        return case.place(row.place);
    }
    match entity {
        Some(entity) => match &entity.office {
            Some(office) => format!("in no table; found beside its office ({office})"),
            None => "in no table; found by the words around it".into(),
        },
        None => "in no table".into(),
    }
}
