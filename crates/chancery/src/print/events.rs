//! Events of an article in order of date: when, what, how far, who with whom; below that where, with what, and the words.

use chancery_model::{ArticleRecord, Date, Event, Reading, Status};

use super::dates;
use super::layout::{Text, Tone};
use super::names::Names;
use super::page::{Cell, Page, Row};

/// Lines of a quotation before it is folded.
const QUOTE_LINES: usize = 2;

/// Prints the section; nothing where the article tells no event.
pub fn print(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let mut events: Vec<&Event> = reading.events.iter().filter(|event| event.article == article.id).collect();
    if events.is_empty() {
        return;
    }
    // Stable: events of the same date stay in order of first evidence; those without a date come last.
    events.sort_by_key(|event| first_day(event));
    page.title("Events");
    let rows: Vec<Row> = events.iter().map(|event| row(page, names, event)).collect();
    page.rows(&rows);
}

fn first_day(event: &Event) -> (bool, Option<Date>, Option<Date>) {
    let (from, to) = event.date.as_ref().map_or((None, None), |date| (date.from.or(date.to), date.to.or(date.from)));
    (from.is_none(), from, to)
}

/// The look of a status.
pub fn tone(status: Status) -> Tone {
    match status {
        Status::Held | Status::Ongoing => Tone::Done,
        Status::Planned | Status::Possible | Status::Proposed => Tone::Open,
        Status::Cancelled | Status::Denied => Tone::Bad,
    }
}

/// Who with whom, or who to whom.
pub fn who(names: &Names<'_>, event: &Event) -> String {
    let actors = if event.kind.is_symmetric() { names.sides(&event.actors) } else { names.list(&event.actors) };
    match (actors.is_empty(), event.recipients.is_empty()) {
        (_, true) => actors,
        (true, false) => format!("→ {}", names.list(&event.recipients)),
        (false, false) => format!("{actors} → {}", names.list(&event.recipients)),
    }
}

fn row(page: &Page, names: &Names<'_>, event: &Event) -> Row {
    let date = event.date.as_ref().map(dates::range).filter(|date| !date.is_empty());
    let cells = vec![
        Cell::new(Tone::Id, &event.id),
        date.map_or_else(|| Cell::new(Tone::Faint, "no date"), |date| Cell::new(Tone::Plain, &date)),
        Cell::new(Tone::Kind, event.kind.as_str()),
        Cell::new(tone(event.status), event.status.as_str()),
    ];
    let who = who(names, event);
    let text = if who.is_empty() { Text::new(Tone::Faint, "(nobody named)") } else { Text::new(Tone::Strong, &who) };
    Row { cells, text, below: details(page, names, event) }
}

fn details(page: &Page, names: &Names<'_>, event: &Event) -> Vec<(Text, Option<usize>)> {
    let mut below = Vec::new();
    let mut labelled = |label: &str, value: String| {
        if !value.is_empty() {
            below.push((Text::new(Tone::Faint, &format!("{label} ")).with(Tone::Plain, &value), None));
        }
    };
    labelled("at", names.list(&event.places));
    labelled("level", event.level.map_or_else(String::new, |level| level.to_string()));
    labelled("number", event.ordinal.map_or_else(String::new, |ordinal| ordinal.to_string()));
    labelled("on", event.topic.clone().unwrap_or_default());
    labelled("document", names.instruments(&event.instruments));
    labelled("through", names.list(&event.mediators));
    labelled("with", names.list(&event.attendees));
    labelled("watched by", names.list(&event.witnesses));
    labelled("told in", event.said_by.clone().unwrap_or_default());
    if let Some(first) = event.evidence.first() {
        let mut words = quote(&first.quote, first.span.0.start, first.span.0.end);
        if event.evidence.len() > 1 {
            words.push(Tone::Faint, &format!(" and {} more", event.evidence.len() - 1));
        }
        below.push((words, page.quote_lines(QUOTE_LINES)));
    }
    below
}

/// `“words” 9–40`.
pub fn quote(words: &str, start: u32, end: u32) -> Text {
    Text::new(Tone::Faint, &format!("{start}–{end} ")).with(Tone::Words, &format!("“{}”", super::layout::clean(words)))
}
