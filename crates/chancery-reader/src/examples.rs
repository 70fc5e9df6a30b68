//! The examples of frames, run as tests.
//!
//! In: a reader and a frame. Out: what failed, each with the example; frames that their examples never use. An example is read
//! as the lead of an article.

use chancery_knowledge::{Diagnostic, Example, Frame, Severity};
use chancery_model::{Article, Block, BlockRole, Date, DateBasis, Document, Event, Published, Reading, Source};
use chancery_text::{Stored, fold_text};

use crate::{Options, Reader};

/// A passage as a document of one paragraph; the date of publication is optional.
pub fn passage(text: &str, published: Option<Date>) -> Document {
    let text = Stored::new(text.to_owned());
    let simplified = text.as_str().chars().filter(|c| chancery_text::fold(*c) == *c).count();
    let han = text.as_str().chars().filter(|c| !c.is_ascii()).count();
    let language = if simplified * 100 >= han * 97 { "zh-Hans" } else { "zh-Hant" };
    Document {
        source: Source {
            id: "sha256:".into(),
            name: "passage".into(),
            media_type: "text/plain".into(),
            encoding: "UTF-8".into(),
            language: language.into(),
            published: published.map(|day| Published { from: day, to: day, basis: DateBasis::Given }),
            length: text.len(),
        },
        articles: vec![Article { kind: None, blocks: vec![Block { role: BlockRole::Lead, pieces: vec![text.span()] }] }],
        text,
        warnings: Vec::new(),
    }
}

/// Runs all examples of a frame; each failure says what was expected and what was found.
pub fn failures(reader: &Reader<'_>, frame: &Frame) -> Vec<String> {
    frame.examples.iter().filter_map(|example| failure(reader, frame, example).map(|why| format!("{}: {why}\n    {}", frame.id, example.text))).collect()
}

/// Frames that their own examples never use: another frame always takes the words, or no trigger applies.
pub fn lint(reader: &Reader<'_>) -> Vec<Diagnostic> {
    reader.knowledge.frames.iter().filter_map(|frame| never_used(reader, frame)).collect()
}

fn never_used(reader: &Reader<'_>, frame: &Frame) -> Option<Diagnostic> {
    let mut winner: Option<String> = None;
    for example in frame.examples.iter().filter(|example| !example.none) {
        let document = document(frame, example);
        let reading = reader.read(&document, &Options::default());
        let rules: Vec<&str> = reading.events.iter().flat_map(|event| &event.evidence).map(|evidence| evidence.rule.as_str()).collect();
        if rules.contains(&frame.id.as_str()) {
            return None;
        }
        if reader.attempts(&document, &Options::default()).iter().any(|attempt| attempt.rule == frame.id && attempt.outcome.is_ok()) {
            winner = winner.or(rules.first().map(|rule| (*rule).to_owned()));
        }
    }
    let (code, message, hint) = match winner {
        Some(winner) => (
            "always-beaten",
            format!("{} never comes out of its own examples: {winner} takes their words each time", frame.id),
            "give it a longer trigger or a higher priority, give the other a condition, or delete one of them",
        ),
        None => (
            "never-used",
            format!("{} never comes out of its own examples", frame.id),
            "chancery why-not names the condition that fails; mend the frame or the examples",
        ),
    };
    Some(Diagnostic {
        file: reader.knowledge.files.get(usize::from(frame.place.0)).cloned().unwrap_or_default(),
        line: frame.place.1,
        column: 1,
        severity: Severity::Error,
        code,
        message,
        hint: hint.into(),
    })
}

/// An example as its frame reads it.
fn document(frame: &Frame, example: &Example) -> Document {
    let mut document = passage(&example.text, example.published.as_deref().and_then(Date::parse));
    if frame.headline_only {
        for block in document.articles.iter_mut().flat_map(|article| &mut article.blocks) {
            block.role = BlockRole::Headline;
        }
    }
    document
}

fn failure(reader: &Reader<'_>, frame: &Frame, example: &Example) -> Option<String> {
    let reading = reader.read(&document(frame, example), &Options::default());
    let found = reading.events.iter().find(|event| event.evidence.iter().any(|evidence| evidence.rule == frame.id));
    match (found, example.none) {
        (None, true) => None,
        (Some(event), true) => Some(format!("expected nothing, found {}", describe(&reading, event))),
        (None, false) => {
            let others: Vec<String> = reading.events.iter().map(|event| describe(&reading, event)).collect();
            Some(format!("expected an event, found {}", if others.is_empty() { "none".into() } else { others.join("; ") }))
        }
        (Some(event), false) => compare(&reading, event, example).map(|field| format!("{field}; found {}", describe(&reading, event))),
    }
}

/// An event on one line, for messages.
pub fn describe(reading: &Reading, event: &Event) -> String {
    let names = |ids: &[String]| ids.iter().map(|id| name(reading, id)).collect::<Vec<_>>().join("、");
    let date = event.date.as_ref().map_or_else(String::new, |date| format!(" {}", range(date.from, date.to)));
    let extra = |label: &str, ids: &[String]| if ids.is_empty() { String::new() } else { format!(" {label} {}", names(ids)) };
    format!(
        "{} {} [{}] → [{}]{date}{}{}{}{} ({})",
        event.kind,
        event.status,
        names(&event.actors),
        names(&event.recipients),
        extra("at", &event.places),
        extra("with", &event.attendees),
        extra("watched by", &event.witnesses),
        extra("through", &event.mediators),
        event.evidence.first().map_or("", |evidence| evidence.rule.as_str())
    )
}

fn range(from: Option<Date>, to: Option<Date>) -> String {
    let text = |day: Option<Date>| day.map_or_else(|| "..".into(), |day| day.to_string());
    if from == to { text(from) } else { format!("{}/{}", text(from), text(to)) }
}

fn name(reading: &Reading, id: &str) -> String {
    reading
        .entities
        .iter()
        .find(|entity| entity.id == id)
        .map_or_else(|| id.into(), |entity| if entity.name.is_empty() { id.into() } else { entity.name.clone() })
}

fn matches(reading: &Reading, id: &str, wanted: &str) -> bool {
    let wanted = fold_text(wanted);
    wanted.split('|').any(|wanted| {
        fold_text(id) == wanted
            || reading.entities.iter().find(|entity| entity.id == id).is_some_and(|entity| entity.names.iter().any(|name| fold_text(name) == wanted))
    })
}

fn compare(reading: &Reading, event: &Event, example: &Example) -> Option<String> {
    for (label, wanted, found) in [
        ("actors", &example.actors, &event.actors),
        ("recipients", &example.recipients, &event.recipients),
        ("attendees", &example.attendees, &event.attendees),
        ("witnesses", &example.witnesses, &event.witnesses),
        ("mediators", &example.mediators, &event.mediators),
        ("places", &example.places, &event.places),
    ] {
        let Some(wanted) = wanted else { continue };
        if wanted.len() != found.len() || !wanted.iter().all(|name| found.iter().any(|id| matches(reading, id, name))) {
            return Some(format!("expected {label} {wanted:?}"));
        }
    }
    if example.status.as_deref().is_some_and(|status| status != event.status.as_str()) {
        return Some(format!("expected status {:?}", example.status));
    }
    if example.level.is_some() && example.level.as_deref() != event.level.map(|level| level.as_str()) {
        return Some(format!("expected level {:?}", example.level));
    }
    if let Some(date) = &example.date {
        let found = event.date.as_ref().map_or_else(String::new, |date| range(date.from, date.to));
        if *date != found {
            return Some(format!("expected date {date}"));
        }
    }
    None
}
