//! Events of an article in order of date: when, what, how far, who with whom; below that where, with what, and the words.

use chancery_model::{ArticleRecord, Date, Event, Evidence, Reading, Status};

use super::dates;
use super::layout::{Text, Tone};
use super::names::Names;
use super::page::{Cell, Page, Row};

/// Lines of a quotation before it is folded.
const QUOTE_LINES: usize = 2;
/// Characters beyond which a telling is not preferred for its fullness.
const LONG_QUOTE: usize = 90;

/// Prints the section, its columns as wide as in the sections of other articles; nothing where the article tells no event.
pub fn print(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let (mut here, elsewhere): (Vec<&Event>, Vec<&Event>) = reading.events.iter().partition(|event| event.article == article.id);
    if here.is_empty() {
        return;
    }
    // Stable: events of the same date stay in order of first evidence; those without a date come last.
    here.sort_by_key(|event| first_day(event));
    page.title("Events");
    let rows = |events: &[&Event]| events.iter().map(|event| row(page, names, event)).collect::<Vec<Row>>();
    let (here, elsewhere) = (rows(&here), rows(&elsewhere));
    page.rows(&here, &elsewhere);
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
    let date = event.date.as_ref().map(dates::short_range).filter(|date| !date.is_empty());
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
    let labelled = |parts: &[(&str, String)]| {
        let mut text = Text::default();
        for (label, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
            if !text.is_empty() {
                text.push(Tone::Faint, " · ");
            }
            text.push(Tone::Faint, label);
            text.push(Tone::Plain, &format!(" {value}"));
        }
        text
    };
    let short = labelled(&[
        ("at", names.list(&event.places)),
        ("level", event.level.map_or_else(String::new, |level| level.to_string())),
        ("number", event.ordinal.map_or_else(String::new, |ordinal| ordinal.to_string())),
        ("on", event.topic.clone().unwrap_or_default()),
        ("told in", event.said_by.clone().unwrap_or_default()),
    ]);
    let people = labelled(&[("through", names.list(&event.mediators)), ("with", names.list(&event.attendees)), ("watched by", names.list(&event.witnesses))]);
    let mut below = vec![(short, None), (people, None)];
    below.extend(event.instruments.iter().map(|id| (Text::new(Tone::Faint, "document ").with(Tone::Plain, &names.instrument(id)), page.quote_lines(1))));
    below.extend(told_best(names, event).map(|best| {
        let mut words = quote(&best.quote, best.span.0.start, best.span.0.end);
        if event.evidence.len() > 1 {
            words.push(Tone::Faint, &format!(" and {} more", event.evidence.len() - 1));
        }
        (words, page.quote_lines(QUOTE_LINES))
    }));
    below
}

/// The telling to show: the fullest that is not too long, for a headline tells less than a lead, and a title in a list
/// less than a sentence.
fn told_best<'e>(names: &Names<'_>, event: &'e Event) -> Option<&'e Evidence> {
    let title = |evidence: &Evidence| event.instruments.iter().any(|id| names.instrument(id).ends_with(evidence.quote.trim_matches(['《', '》'])));
    let fit = event.evidence.iter().filter(|evidence| evidence.span.0.len() <= LONG_QUOTE);
    fit.rev().max_by_key(|evidence| (!title(evidence), evidence.span.0.len())).or(event.evidence.first())
}

/// `9–40 “words”`; words that stand in quotation marks get no further ones.
pub fn quote(words: &str, start: u32, end: u32) -> Text {
    let words = super::layout::clean(words);
    let marked = words.starts_with(['「', '『', '“', '"']) && words.ends_with(['」', '』', '”', '"']);
    let words = if marked { words } else { format!("“{words}”") };
    Text::new(Tone::Faint, &format!("{start}–{end} ")).with(Tone::Words, &words)
}
