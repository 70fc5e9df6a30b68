//! The date of publication that a text itself gives.
//!
//! In: text, paragraphs, articles, and what the caller knows. Out: the date with its basis, or none. A full date counts
//! in a header or footer line of its own, in a byline, or in the phrase that opens a report (本報某地2012年1月12日訊).
//! A date within a sentence does not, nor one without its year. Never the clock, never a file's time.

use chancery_model::{Date, DateBasis, Published};

use crate::articles::Cut;
use crate::calendar;
use crate::face::Look;
use crate::paragraphs::Paragraph;
use crate::words::words;

/// How far a phrase that opens a report may reach, in characters.
const OPENING: usize = 48;
/// How many days may lie between the dates of two articles of one source.
const SPREAD: i32 = 7;

pub(crate) fn published(paragraphs: &[Paragraph<'_>], articles: &[Cut], given: Option<Date>) -> Option<Published> {
    if let Some(day) = given {
        return Some(Published { from: day, to: day, basis: DateBasis::Given });
    }
    let mut found: Vec<(u8, Date)> = Vec::new();
    for article in articles {
        collect(&paragraphs[article.range.clone()], &mut found);
    }
    let best = found.iter().map(|(rank, _)| *rank).min()?;
    let mut days = found.iter().filter(|(rank, _)| *rank == best).map(|(_, day)| *day);
    let first = days.next()?;
    let (from, to) = days.fold((first, first), |(from, to), day| (from.min(day), to.max(day)));
    let (from, to) = if to.days() - from.days() > SPREAD { (first, first) } else { (from, to) };
    Some(Published { from, to, basis: DateBasis::Text })
}

/// Dates of one article, the best rank lowest.
fn collect(own: &[Paragraph<'_>], found: &mut Vec<(u8, Date)>) {
    let is_body = |paragraph: &Paragraph<'_>| paragraph.look == Look::Plain && !paragraph.title;
    let first = own.iter().position(is_body).unwrap_or(own.len());
    let last = own.iter().rposition(is_body).unwrap_or(0);
    for (at, paragraph) in own.iter().enumerate() {
        let edge = at < first || at > last;
        if paragraph.look == Look::Byline && edge {
            let dates = calendar::dates(&paragraph.head);
            if let Some(date) = dates.first() {
                let rank = match () {
                    () if words().updated.starts(&paragraph.head) => Some(4),
                    () if words().published.starts(&paragraph.head) => Some(0),
                    () if at < first => Some(1),
                    // A signed text ends with its date; a date with a label there is one of an occasion announced.
                    () if at + 1 == own.len() && calendar::is_bare_date(&paragraph.head) => Some(3),
                    () => None,
                };
                found.extend(rank.map(|rank| (rank, date.date)));
            } else if paragraph.tail.contains(&')') {
                found.extend(calendar::compact_roc(&paragraph.tail).map(|day| (2, day)));
            }
        } else if at == first || is_body(paragraph) && at <= first + 2 {
            found.extend(paragraph.dateline.flatten().map(|day| (2, day)));
        }
    }
}

/// Whether a folded text opens as a report does, and the full date in its opening.
pub(crate) fn dateline(head: &[char]) -> Option<Option<Date>> {
    let opening = &head[..head.len().min(OPENING)];
    let words = words();
    let date = |text: &[char]| calendar::dates(text).first().map(|found| found.date);
    let close = match opening.first() {
        Some('【') => Some('】'),
        Some('(') => Some(')'),
        Some('〔') => Some('〕'),
        Some('[') => Some(']'),
        _ => None,
    };
    if let Some(end) = close.and_then(|close| opening.iter().position(|c| *c == close)) {
        let inner = &opening[1..end];
        return (words.dateline_open.ends(inner) && !inner.contains(&'。')).then(|| date(inner));
    }
    let sentence = opening.iter().position(|c| matches!(c, '。' | ',' | ';' | ':' | '、')).unwrap_or(opening.len());
    let sentence = &opening[..sentence];
    if sentence.first().is_some_and(|c| !c.is_ascii_digit()) {
        for (at, pair) in sentence.windows(2).enumerate() {
            if pair[1] == '日' && pair[0].is_ascii_digit() && words.dateline_close.starts(&sentence[at + 2..]) {
                return Some(date(&sentence[..at + 2]));
            }
        }
    }
    english(opening)
}

/// CITY, May 21, 2026 (Agency) — …
fn english(opening: &[char]) -> Option<Option<Date>> {
    let city = opening.iter().position(|c| !c.is_ascii() || *c == '.').unwrap_or(opening.len());
    let first = calendar::first_date(opening, city)?;
    let rest = trim_start(&opening[first.end..]);
    let bracket = rest.first().filter(|c| **c == '(').and_then(|_| rest.iter().position(|c| *c == ')'));
    let rest = trim_start(&rest[bracket.map_or(0, |close| close + 1)..]);
    matches!(rest, ['—', ..] | ['-', ' ' | '-', ..]).then_some(Some(first.date))
}

fn trim_start(text: &[char]) -> &[char] {
    &text[text.iter().take_while(|c| c.is_whitespace()).count()..]
}
