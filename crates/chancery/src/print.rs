//! Readings for a person.
//!
//! In: a reading and the look (colour, width). Out: lines of text. Names are printed as the text writes them; the order is
//! the order of the page, within it the order of dates. Nothing is computed here that is not in the reading.

mod dates;
mod events;
pub mod layout;
mod names;
mod page;
mod records;
mod tables;

use chancery_model::{ArticleRecord, Reading};

pub use dates::range;
pub use events::{tone as status_tone, who};
pub use names::Names;
pub use page::{Cell, Look, Page, Row};
pub use records::amount;
pub use tables::{annotation, number};

use layout::{Text, Tone, clean};

/// A reading as lines of text.
pub fn reading(reading: &Reading, look: Look) -> String {
    let mut page = Page::new(look);
    head(&mut page, reading);
    let names = Names::new(reading);
    for article in &reading.articles {
        print_article(&mut page, reading, &names, article);
    }
    records::conflicts(&mut page, reading);
    records::warnings(&mut page, reading);
    page.finish()
}

fn head(page: &mut Page, reading: &Reading) {
    let source = &reading.source;
    page.paragraph(0, Text::new(Tone::Strong, if source.name == "-" { "standard input" } else { &source.name }), None);
    let published = match &source.published {
        Some(day) if day.from == day.to => format!("published {} ({})", day.from, day.basis),
        Some(day) => format!("published {}/{} ({})", day.from, day.to, day.basis),
        None => "date of publication unknown".to_owned(),
    };
    page.paragraph(
        0,
        Text::new(Tone::Faint, &format!("{published} · {} · {} · {} characters", source.language, source.encoding, number(source.length as f64))),
        None,
    );
    let counts = [
        (reading.articles.len(), "article"),
        (reading.events.len(), "event"),
        (reading.instruments.len(), "instrument"),
        (reading.statements.len(), "statement"),
        (reading.figures.len(), "figure"),
        (reading.relations.len(), "relation"),
        (reading.conflicts.len(), "conflict"),
    ];
    let counts: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| crate::knowledge::count(*count, noun)).collect();
    page.paragraph(0, Text::new(Tone::Faint, &counts.join(" · ")), None);
}

fn print_article(page: &mut Page, reading: &Reading, names: &Names<'_>, article: &ArticleRecord) {
    page.gap();
    page.rule(&format!("{} {}", article.id, article.kind));
    if !article.kicker.is_empty() {
        let kicker: Vec<&str> = article.kicker.iter().map(|kicker| kicker.quote.as_str()).collect();
        page.paragraph(0, Text::new(Tone::Faint, &kicker.join(" · ")), Some(2));
    }
    match &article.headline {
        Some(headline) => page.paragraph(0, Text::new(Tone::Strong, &headline.quote), None),
        None => page.paragraph(0, Text::new(Tone::Faint, "(no headline)"), None),
    }
    let outlet = article.outlet.as_deref().map(|outlet| names.of(outlet));
    let lines = [&article.byline, &article.dateline, &article.source_line].map(|line| line.as_ref().map(|line| clean(&line.quote)));
    let mut parts: Vec<String> = outlet.into_iter().chain(lines.into_iter().flatten()).filter(|part| !part.is_empty()).collect();
    parts.dedup();
    let said_twice = |part: &String| parts.iter().any(|other| other.len() > part.len() && other.contains(part.as_str()));
    let from: Vec<&str> = parts.iter().filter(|part| !said_twice(part)).map(String::as_str).collect();
    page.paragraph(0, Text::new(Tone::Faint, &from.join(" · ")), Some(2));
    let before = page.len();
    events::print(page, reading, names, article);
    records::instruments(page, reading, names, article);
    records::statements(page, reading, names, article);
    records::figures(page, reading, names, article);
    records::relations(page, reading, names, article);
    if page.len() == before {
        page.paragraph(0, Text::new(Tone::Faint, "Nothing found in this article."), None);
    }
}
