//! How instruments, statements, figures and relations came about.

use chancery_knowledge::MarkerKind;
use chancery_model::{Figure, Instrument, Relation, Statement};
use chancery_text::{Span, fold_text};

use super::words::{marked, name, sentence};
use super::{Case, fact};
use crate::print::layout::{Text, Tone};
use crate::print::{self, Page, Row};

fn head(page: &mut Page, id: &str, kind: &str, text: &str) {
    page.paragraph(0, Text::new(Tone::Id, id).with(Tone::Kind, &format!(" {kind}")).with(Tone::Strong, &format!(" {text}")), None);
}

fn words(page: &mut Page, case: &Case<'_>, spans: &[Span]) {
    page.title("Words");
    for span in spans {
        page.paragraph(2, Text::new(Tone::Faint, &format!("{}–{}", span.start, span.end)), None);
        marked(page, case, span.join(sentence(case, *span)), std::slice::from_ref(span));
    }
}

fn names(page: &mut Page, rows: &[Row]) {
    if !rows.is_empty() {
        page.title("Names used");
        page.rows(rows, &[]);
    }
}

/// An instrument: its title, its parties, the events that make its history.
pub fn instrument(page: &mut Page, case: &Case<'_>, instrument: &Instrument) {
    head(page, &instrument.id, instrument.kind.as_str(), &instrument.title);
    let between = instrument.mentions.iter().any(|mention| case.document.text.slice(mention.0).contains('《')) || instrument.title.contains('《');
    fact(page, "found by", if between { "its marks 《》" } else { "the words of a descriptive name" });
    for step in &instrument.history {
        let date = step.date.as_ref().map(print::range).unwrap_or_default();
        let event = step.event.as_deref().map_or_else(String::new, |event| format!(" from {event}; see chancery explain … {event}"));
        fact(page, step.action.as_str(), format!("{date}{event}").trim());
    }
    let spans: Vec<Span> = instrument.mentions.iter().map(|mention| mention.0).take(8).collect();
    words(page, case, &spans);
    names(page, &instrument.parties.iter().map(|id| name(case, "party", id, &spans)).collect::<Vec<_>>());
}

/// A statement: the speech verb, the speaker, the chain of sources.
pub fn statement(page: &mut Page, case: &Case<'_>, statement: &Statement) {
    let verb = statement.verb.as_deref().unwrap_or("");
    head(page, &statement.id, "statement", &format!("{} {verb}", case.names.of(&statement.speaker)));
    if !verb.is_empty() {
        let folded = fold_text(verb);
        let kinds: Vec<&str> = case.knowledge.markers.iter().filter(|marker| marker.form == folded).map(|marker| marker.kind.as_str()).collect();
        let speech = case.knowledge.markers.iter().any(|marker| {
            marker.form == folded
                && matches!(marker.kind, MarkerKind::Speech | MarkerKind::Ask | MarkerKind::Opinion | MarkerKind::Announce | MarkerKind::Report)
        });
        let known = if speech {
            format!("{verb}, listed under {} in {}/zh/markers.toml", kinds.join(", "), case.root)
        } else {
            format!("{verb}, put together from words of {}/zh/markers.toml", case.root)
        };
        fact(page, "verb", &known);
    }
    fact(
        page,
        "words",
        if statement.direct { "in quotation marks: the speaker's own" } else { "as reported, up to the next speech verb, speaker or end of paragraph" },
    );
    fact(page, "audience", statement.audience.as_deref().unwrap_or(""));
    fact(page, "points", &statement.points.iter().map(|span| format!("{}–{}", span.0.start, span.0.end)).collect::<Vec<_>>().join(", "));
    fact(page, "within", statement.said_by.as_deref().unwrap_or(""));
    let told: Vec<&str> = case.reading.events.iter().filter(|event| event.said_by.as_deref() == Some(&statement.id)).map(|event| event.id.as_str()).collect();
    fact(page, "tells of", &told.join(", "));
    words(page, case, &[statement.span.0]);
    let lead = sentence(case, Span { start: statement.span.0.start, end: statement.span.0.start });
    let stretch = [lead.join(statement.span.0)];
    let mut rows = vec![name(case, "speaker", &statement.speaker, &stretch)];
    rows.extend(statement.via.iter().map(|id| name(case, "source", id, &stretch)));
    names(page, &rows);
}

/// A figure: value, bound, what is counted.
pub fn figure(page: &mut Page, case: &Case<'_>, figure: &Figure) {
    head(page, &figure.id, "figure", &print::amount(figure));
    fact(page, "counts", figure.quantity.as_deref().unwrap_or(""));
    fact(
        page,
        "bound",
        &format!(
            "{} the true value, from the words around the number",
            match figure.comparator.as_str() {
                "=" => "equals",
                ">" => "less than",
                "<" => "more than",
                "≈" => "about",
                ">=" => "at most",
                _ => "at least",
            }
        ),
    );
    if let Some(period) = &figure.period {
        let from = period.quote.as_ref().map_or_else(String::new, |quote| format!(" from “{quote}”"));
        fact(page, "period", &format!("{}{from}", print::range(period)));
    }
    fact(page, "trend", figure.trend.map_or("", |trend| trend.as_str()));
    fact(page, "told in", figure.said_by.as_deref().unwrap_or(""));
    words(page, case, &[figure.span.0]);
    let stretch = [sentence(case, figure.span.0)];
    names(page, &figure.of.iter().map(|id| name(case, "of", id, &stretch)).collect::<Vec<_>>());
}

/// A relation: designation, parties, what happens to it.
pub fn relation(page: &mut Page, case: &Case<'_>, relation: &Relation) {
    head(page, &relation.id, relation.action.as_str(), &relation.designation);
    if let Some(date) = &relation.date {
        let from = date.quote.as_ref().map_or_else(String::new, |quote| format!(" from “{quote}”"));
        fact(page, "date", &format!("{}{from}", print::range(date)));
    }
    fact(page, "found by", &format!("the words of designations in {}/zh/lists.toml", case.root));
    words(page, case, &[relation.span.0]);
    let stretch = [sentence(case, relation.span.0)];
    names(page, &relation.parties.iter().map(|id| name(case, "party", id, &stretch)).collect::<Vec<_>>());
}
