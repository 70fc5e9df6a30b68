//! Instruments, statements, figures, relations, conflicts, warnings.

use chancery_model::{ArticleRecord, Figure, Instrument, Reading, Relation, Statement};

use super::dates;
use super::events::quote;
use super::layout::{Text, Tone, clean};
use super::names::{Names, title};
use super::page::{Cell, Page, Row};
use super::tables::number;

/// Lines of a statement before it is folded.
const STATEMENT_LINES: usize = 3;
/// Lines of other quotations.
const QUOTE_LINES: usize = 2;

fn section<'r, T: 'r>(page: &mut Page, name: &str, records: impl Iterator<Item = &'r T>, row: impl Fn(&Page, &'r T) -> Row) {
    let rows: Vec<Row> = records.map(|record| row(page, record)).collect();
    if !rows.is_empty() {
        page.title(name);
        page.rows(&rows, &[]);
    }
}

/// Instruments that the article is the first to mention, with parties and history.
pub fn instruments(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let first = &reading.articles.first().map(|article| article.id.as_str());
    let home = |instrument: &Instrument| match instrument.mentions.first() {
        Some(mention) => reading
            .articles
            .iter()
            .find(|article| article.span.0.start <= mention.0.start && mention.0.start < article.span.0.end)
            .map(|article| article.id.as_str())
            .or(*first),
        None => *first,
    };
    let here = reading.instruments.iter().filter(|instrument| home(instrument) == Some(article.id.as_str()));
    section(page, "Instruments", here, |page, instrument| {
        let mut below = Vec::new();
        if !instrument.parties.is_empty() {
            below.push((Text::new(Tone::Faint, "parties ").with(Tone::Plain, &names.list(&instrument.parties)), None));
        }
        if let Some(subject) = &instrument.subject {
            below.push((Text::new(Tone::Faint, "about ").with(Tone::Plain, subject), page.quote_lines(QUOTE_LINES)));
        }
        let mut history = Text::default();
        for step in &instrument.history {
            if !history.is_empty() {
                history.push(Tone::Faint, " → ");
            }
            history.push(Tone::Done, step.action.as_str());
            if let Some(date) = step.date.as_ref().map(dates::short_range).filter(|date| !date.is_empty()) {
                history.push(Tone::Plain, &format!(" {date}"));
            }
            if let Some(event) = &step.event {
                history.push(Tone::Id, &format!(" {event}"));
            }
        }
        below.push((history, None));
        Row {
            cells: vec![Cell::new(Tone::Id, &instrument.id), Cell::new(Tone::Kind, instrument.kind.as_str())],
            text: Text::new(Tone::Strong, &title(instrument)),
            below,
        }
    });
}

/// Statements with speaker, chain of sources and words.
pub fn statements(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let here = reading.statements.iter().filter(|statement| statement.article == article.id);
    section(page, "Statements", here, |page, statement| {
        let text = speaker(names, statement);
        let mut below = vec![(quote(&statement.quote, statement.span.0.start, statement.span.0.end), page.quote_lines(STATEMENT_LINES))];
        if !statement.points.is_empty() {
            let spans: Vec<String> = statement.points.iter().map(|span| format!("{}–{}", span.0.start, span.0.end)).collect();
            below.push((Text::new(Tone::Faint, &format!("{} points: {}", spans.len(), spans.join(", "))), None));
        }
        Row { cells: vec![Cell::new(Tone::Id, &statement.id)], text, below }
    });
}

/// Who says it, to whom, through whom.
fn speaker(names: &Names<'_>, statement: &Statement) -> Text {
    let mut text = Text::new(Tone::Strong, &names.of(&statement.speaker));
    if let Some(verb) = &statement.verb {
        text.push(Tone::Plain, &format!(" {verb}"));
    }
    if let Some(audience) = &statement.audience {
        text.push(Tone::Faint, " to ");
        text.push(Tone::Plain, audience);
    }
    if statement.direct {
        text.push(Tone::Faint, " word for word");
    }
    for source in &statement.via {
        text.push(Tone::Faint, " ← ");
        text.push(Tone::Plain, &names.of(source));
    }
    if let Some(outer) = &statement.said_by {
        text.push(Tone::Faint, " within ");
        text.push(Tone::Id, outer);
    }
    text
}

/// Figures with what they count.
pub fn figures(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let here = reading.figures.iter().filter(|figure| figure.article == article.id);
    section(page, "Figures", here, |page, figure| {
        let mut text = Text::new(Tone::Plain, figure.quantity.as_deref().unwrap_or(""));
        let mut part = |label: &str, value: String| {
            if !value.is_empty() {
                if !text.is_empty() {
                    text.push(Tone::Faint, " · ");
                }
                text.push(Tone::Faint, label);
                text.push(Tone::Plain, &value);
            }
        };
        part("of ", names.list(&figure.of));
        part("", figure.period.as_ref().map(dates::range).unwrap_or_default());
        part("trend ", figure.trend.map_or_else(String::new, |trend| trend.to_string()));
        part("change ", figure.change.map_or_else(String::new, number));
        part("told in ", figure.said_by.clone().unwrap_or_default());
        let words = (quote(&figure.quote, figure.span.0.start, figure.span.0.end), page.quote_lines(QUOTE_LINES));
        Row { cells: vec![Cell::new(Tone::Id, &figure.id), Cell::new(Tone::Strong, &amount(figure))], text, below: vec![words] }
    });
}

/// `> 200,000,000,000 USD`.
pub fn amount(figure: &Figure) -> String {
    let sign = match figure.comparator.as_str() {
        "=" => String::new(),
        other => format!("{other} "),
    };
    let unit = figure.unit.as_deref().filter(|unit| !unit.is_empty());
    match unit {
        Some("%") => format!("{sign}{}%", number(figure.value)),
        Some(unit) if figure.ordinal => format!("{sign}no. {} {unit}", number(figure.value)),
        Some(unit) => format!("{sign}{} {unit}", number(figure.value)),
        None => format!("{sign}{}", number(figure.value)),
    }
}

/// Relations with their designations.
pub fn relations(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    let here = reading.relations.iter().filter(|relation| relation.article == article.id);
    section(page, "Relations", here, |page, relation: &Relation| {
        let mut text = Text::new(Tone::Strong, &names.list(&relation.parties));
        text.push(Tone::Plain, &format!("  {}", clean(&relation.designation)));
        if let Some(date) = relation.date.as_ref().map(dates::range).filter(|date| !date.is_empty()) {
            text.push(Tone::Faint, &format!(" {date}"));
        }
        let words = (quote(&relation.quote, relation.span.0.start, relation.span.0.end), page.quote_lines(QUOTE_LINES));
        Row { cells: vec![Cell::new(Tone::Id, &relation.id), Cell::new(Tone::Kind, relation.action.as_str())], text, below: vec![words] }
    });
}

/// Tellings that disagree.
pub fn conflicts(page: &mut Page, reading: &Reading) {
    section(page, "Conflicts", reading.conflicts.iter(), |page, conflict| {
        let claims = conflict.claims.iter().map(|claim| {
            let text = Text::new(Tone::Bad, &format!("{} ", claim.value));
            let mut text = text;
            text.join(quote(&claim.quote, claim.span.0.start, claim.span.0.end));
            (text, page.quote_lines(QUOTE_LINES))
        });
        Row { cells: vec![Cell::new(Tone::Id, &conflict.events.join(" "))], text: Text::new(Tone::Strong, &conflict.fields), below: claims.collect() }
    });
}

/// What was guessed, mended or left open.
pub fn warnings(page: &mut Page, reading: &Reading) {
    section(page, "Warnings", reading.warnings.iter(), |_, warning| {
        // Intake begins its messages with the name of the source, which stands at the head of the page already.
        let message = warning.message.strip_prefix(&format!("{}: ", reading.source.name)).unwrap_or(&warning.message);
        Row { cells: vec![Cell::new(Tone::Open, &warning.code)], text: Text::new(Tone::Plain, message), below: Vec::new() }
    });
}
