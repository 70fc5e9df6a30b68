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
use crate::words::{starts, words};

/// How far a phrase that opens a report may reach, in characters.
const OPENING: usize = 48;
/// How many days may lie between the dates of two articles of one source.
const SPREAD: i32 = 7;

pub(crate) fn published(paragraphs: &[Paragraph], articles: &[Cut], given: Option<Date>) -> Option<Published> {
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
fn collect(own: &[Paragraph], found: &mut Vec<(u8, Date)>) {
    let is_body = |paragraph: &Paragraph| paragraph.look == Look::Plain && !paragraph.title;
    let first = own.iter().position(is_body).unwrap_or(own.len());
    let last = own.iter().rposition(is_body).unwrap_or(0);
    for (at, paragraph) in own.iter().enumerate() {
        let edge = at < first || at > last;
        if paragraph.look == Look::Byline && edge {
            let dates = calendar::dates(&paragraph.head);
            if let Some(date) = dates.first() {
                let rank = match () {
                    () if starts(&paragraph.head, &words().updated) => Some(4),
                    () if starts(&paragraph.head, &words().published) => Some(0),
                    () if at < first => Some(1),
                    // A signed text ends with its date; a date with a label there is one of an occasion announced.
                    () if at + 1 == own.len() && calendar::is_bare_date(&paragraph.head) => Some(3),
                    () => None,
                };
                found.extend(rank.map(|rank| (rank, date.date)));
            } else if paragraph.tail.contains(')') {
                found.extend(calendar::compact_roc(&paragraph.tail).map(|day| (2, day)));
            }
        } else if at == first || is_body(paragraph) && at <= first + 2 {
            found.extend(dateline(&paragraph.head).flatten().map(|day| (2, day)));
        }
    }
}

/// Whether a folded text opens as a report does, and the full date in its opening.
pub(crate) fn dateline(head: &str) -> Option<Option<Date>> {
    let opening: String = head.chars().take(OPENING).collect();
    let words = words();
    let date = |text: &str| calendar::dates(text).first().map(|found| found.date);
    for (open, close) in [('【', '】'), ('(', ')'), ('〔', '〕'), ('[', ']')] {
        if let Some((inner, _)) = opening.strip_prefix(open).and_then(|rest| rest.split_once(close)) {
            let report = words.dateline_open.iter().any(|word| inner.ends_with(word.as_str()));
            return (report && !inner.contains('。')).then(|| date(inner));
        }
    }
    let sentence = opening.split(['。', ',', ';', ':', '、']).next().unwrap_or_default();
    for (at, _) in sentence.match_indices('日') {
        let (before, after) = (&sentence[..at], &sentence[at + '日'.len_utf8()..]);
        if before.ends_with(|c: char| c.is_ascii_digit()) && starts(after, &words.dateline_close) && !before.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(date(&sentence[..at + '日'.len_utf8()]));
        }
    }
    english(&opening)
}

/// CITY, May 21, 2026 (Agency) — …
fn english(opening: &str) -> Option<Option<Date>> {
    let found = calendar::dates(opening);
    let first = found.first()?;
    let chars: Vec<char> = opening.chars().collect();
    let rest: String = chars[first.end..].iter().collect();
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest).trim_start();
    let city = chars[..first.start].iter().all(|c| c.is_ascii() && *c != '.');
    (city && (rest.starts_with('—') || rest.starts_with("- ") || rest.starts_with("--"))).then_some(Some(first.date))
}
