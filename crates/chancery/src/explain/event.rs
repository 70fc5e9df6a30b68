//! How an event came about.

use chancery_model::{Event, Evidence};
use chancery_text::Span;

use super::words::{marked, name, sentence};
use super::{Case, fact};
use crate::print::layout::{Text, Tone};
use crate::print::{self, Page, Row};
use crate::trials::{self, Attempt};

/// Most tellings and most losing rules that are listed.
const MOST: usize = 12;

/// Prints the explanation.
pub fn explain(page: &mut Page, case: &Case<'_>, event: &Event) {
    let mut head =
        Text::new(Tone::Id, &event.id).with(Tone::Kind, &format!(" {}", event.kind)).with(print::status_tone(event.status), &format!(" {}", event.status));
    head.push(Tone::Strong, &format!(" {}", print::who(&case.names, event)));
    page.paragraph(0, head, None);
    facts(page, case, event);
    page.title(if event.evidence.len() == 1 { "Told once" } else { "Told in these places" });
    for evidence in event.evidence.iter().take(MOST) {
        telling(page, case, event, evidence);
    }
    if event.evidence.len() > MOST {
        page.paragraph(2, Text::new(Tone::Faint, &format!("and {} more", event.evidence.len() - MOST)), None);
    }
    names(page, case, event);
    losers(page, case, event);
}

fn facts(page: &mut Page, case: &Case<'_>, event: &Event) {
    if let Some(date) = &event.date {
        let mut text = print::range(date);
        if let (Some(quote), Some(span)) = (&date.quote, &date.span) {
            text.push_str(&format!(" from “{quote}” {}–{}", span.0.start, span.0.end));
        }
        if let Some(day) = date.counted_from {
            text.push_str(&format!(", counted from {day}"));
        }
        fact(page, "date", &text);
    }
    let frame = event.evidence.first().and_then(|evidence| trials::frame(case.knowledge, &evidence.rule));
    fact(
        page,
        "status",
        &match frame.and_then(|frame| frame.status) {
            Some(status) if status == event.status => format!("{status}, fixed by the rule"),
            _ => format!("{}, from the words around the trigger and the dates", event.status),
        },
    );
    fact(page, "sides", &event.sides.join(", "));
    event.instruments.iter().for_each(|id| fact(page, "document", &case.names.instrument(id)));
    if let Some(statement) = event.said_by.as_ref().and_then(|id| case.reading.statements.iter().find(|statement| statement.id == *id)) {
        fact(page, "told in", &format!("{}, words of {}", statement.id, case.names.of(&statement.speaker)));
    }
    for conflict in case.reading.conflicts.iter().filter(|conflict| conflict.events.contains(&event.id)) {
        let claims: Vec<String> = conflict.claims.iter().map(|claim| format!("{} (“{}”)", claim.value, claim.quote)).collect();
        fact(page, "conflict", &format!("{}: {}", conflict.fields, claims.join(" against ")));
    }
    fact(page, "confidence", &format!("{:.2}", event.confidence));
}

/// Attempts of the rule within the evidence.
fn tried<'c>(case: &'c Case<'_>, evidence: &'c Evidence) -> impl Iterator<Item = &'c Attempt> {
    case.attempts.iter().filter(|attempt| attempt.rule == evidence.rule && attempt.outcome.is_ok() && attempt.trigger.overlaps(evidence.span.0))
}

fn telling(page: &mut Page, case: &Case<'_>, event: &Event, evidence: &Evidence) {
    let frame = trials::frame(case.knowledge, &evidence.rule);
    let mut line = Text::new(Tone::Strong, &evidence.rule);
    match frame {
        Some(frame) => line.push(Tone::Faint, &format!("  {}", case.place(frame.place))),
        None => line.push(Tone::Faint, "  a rule of the program, not of a frame file"),
    }
    line.push(Tone::Faint, &format!("  words {}–{}", evidence.span.0.start, evidence.span.0.end));
    page.paragraph(2, line, None);
    if let Some(frame) = frame.filter(|frame| frame.kind != event.kind) {
        page.paragraph(4, Text::new(Tone::Faint, &format!("the rule makes {}; joined to this event by what it tells", frame.kind)), None);
    }
    let trigger = tried(case, evidence).next().map(|attempt| attempt.trigger);
    let parts: Vec<Span> = trigger
        .iter()
        .flat_map(|trigger| {
            let parts = frame.map(|frame| trials::trigger_parts(frame, case.document.text.slice(*trigger))).unwrap_or_default();
            let shift = |part: Span| Span { start: part.start + trigger.start, end: part.end + trigger.start };
            if parts.is_empty() { vec![*trigger] } else { parts.into_iter().map(shift).collect() }
        })
        .collect();
    let shown = evidence.span.0.join(sentence(case, evidence.span.0));
    marked(page, case, shown, if parts.is_empty() { std::slice::from_ref(&evidence.span.0) } else { &parts });
    if !parts.is_empty() {
        let words: Vec<&str> = parts.iter().map(|part| case.document.text.slice(*part)).collect();
        page.paragraph(4, Text::new(Tone::Faint, "trigger ").with(Tone::Words, &words.join("…")), None);
    }
}

fn names(page: &mut Page, case: &Case<'_>, event: &Event) {
    let stretches: Vec<Span> = event.evidence.iter().map(|evidence| evidence.span.0.join(sentence(case, evidence.span.0))).collect();
    let roles = [
        ("actor", &event.actors),
        ("recipient", &event.recipients),
        ("mediator", &event.mediators),
        ("attendee", &event.attendees),
        ("witness", &event.witnesses),
        ("place", &event.places),
        ("side", &event.sides),
    ];
    let mut rows: Vec<Row> = Vec::new();
    for (part, ids) in roles {
        for id in ids.iter().filter(|id| part != "side" || !event.actors.contains(id) && !event.recipients.contains(id)) {
            rows.push(name(case, part, id, &stretches));
        }
    }
    if !rows.is_empty() {
        page.title("Names used");
        page.rows(&rows, &[]);
    }
}

fn losers(page: &mut Page, case: &Case<'_>, event: &Event) {
    let mut rows: Vec<(Attempt, String)> = Vec::new();
    for evidence in event.evidence.iter().take(MOST) {
        let Some(won) = tried(case, evidence).next() else { continue };
        for attempt in case.attempts.iter().filter(|attempt| attempt.sentence == won.sentence && attempt.rule != won.rule) {
            let reason = match &attempt.outcome {
                Err(reason) => reason.clone(),
                Ok(()) if attempt.trigger.overlaps(won.trigger) => lost(case, won, attempt),
                Ok(()) => continue,
            };
            if !rows.iter().any(|(known, _)| known.rule == attempt.rule && known.trigger == attempt.trigger) {
                rows.push((attempt.clone(), reason));
            }
        }
    }
    if rows.is_empty() {
        return;
    }
    page.title("What else was tried on these sentences");
    for (attempt, reason) in rows.iter().take(MOST) {
        let words = case.document.text.slice(attempt.trigger);
        let text = Text::new(Tone::Strong, &attempt.rule)
            .with(Tone::Faint, &format!(" on {words} {}–{}: ", attempt.trigger.start, attempt.trigger.end))
            .with(Tone::Plain, reason);
        page.paragraph(2, text, None);
    }
    if rows.len() > MOST {
        page.paragraph(2, Text::new(Tone::Faint, &format!("and {} more", rows.len() - MOST)), None);
    }
}

fn lost(case: &Case<'_>, won: &Attempt, lost: &Attempt) -> String {
    let frame = |attempt: &Attempt| {
        trials::frame(case.knowledge, &attempt.rule).map(|frame| (frame, trials::trigger_length(frame, case.document.text.slice(attempt.trigger))))
    };
    match (frame(won), frame(lost)) {
        (Some(winner), Some(loser)) => format!("its conditions hold, but {} was preferred: {}", won.rule, trials::why_lost(winner, loser)),
        _ => format!("its conditions hold, but {} was preferred", won.rule),
    }
}
