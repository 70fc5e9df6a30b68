//! Readings as they are stored: without the words that stand in the text anyway.
//!
//! In: a reading and its text. Out: its JSON with every quotation emptied that equals the text at its span; and back. What the document's row
//! holds (id, name) is left out too. A field that a later version adds is simply stored.

use chancery_model::{DateRange, JsonSpan, Quote, Reading};
use chancery_text::Stored;

use crate::error::Error;

/// The stored form.
pub(crate) fn pack(mut reading: Reading, text: &Stored) -> Result<Vec<u8>, Error> {
    quotes(&mut reading, &mut |quote, span| {
        if quote == text.slice(span.0) {
            quote.clear();
        }
    });
    reading.schema.clear();
    reading.source.id.clear();
    reading.source.name.clear();
    Ok(serde_json::to_vec(&reading)?)
}

/// The reading again.
pub(crate) fn unpack(stored: &[u8], id: &str, name: &str, text: &Stored) -> Result<Reading, Error> {
    let mut reading = bare(stored)?;
    quotes(&mut reading, &mut |quote, span| {
        if quote.is_empty() {
            quote.push_str(text.slice(span.0));
        }
    });
    reading.schema = chancery_model::READING_SCHEMA.to_owned();
    reading.source.id = id.to_owned();
    reading.source.name = name.to_owned();
    Ok(reading)
}

/// The reading without its words, for those who need none.
pub(crate) fn bare(stored: &[u8]) -> Result<Reading, Error> {
    Ok(serde_json::from_slice(stored)?)
}

fn quotes(reading: &mut Reading, each: &mut impl FnMut(&mut String, JsonSpan)) {
    for article in &mut reading.articles {
        let single = [&mut article.headline, &mut article.byline, &mut article.dateline, &mut article.source_line];
        let all = article.kicker.iter_mut().chain(&mut article.subheads).chain(single.into_iter().flatten());
        all.for_each(|Quote { quote, span }| each(quote, *span));
    }
    for event in &mut reading.events {
        event.evidence.iter_mut().for_each(|evidence| each(&mut evidence.quote, evidence.span));
        date(&mut event.date, each);
    }
    for step in reading.instruments.iter_mut().flat_map(|instrument| &mut instrument.history) {
        date(&mut step.date, each);
    }
    for statement in &mut reading.statements {
        each(&mut statement.quote, statement.span);
    }
    for figure in &mut reading.figures {
        each(&mut figure.quote, figure.span);
        date(&mut figure.period, each);
    }
    for relation in &mut reading.relations {
        each(&mut relation.quote, relation.span);
        date(&mut relation.date, each);
    }
    for claim in reading.conflicts.iter_mut().flat_map(|conflict| &mut conflict.claims) {
        each(&mut claim.quote, claim.span);
    }
}

fn date(date: &mut Option<DateRange>, each: &mut impl FnMut(&mut String, JsonSpan)) {
    if let Some(DateRange { quote: Some(quote), span: Some(span), .. }) = date {
        each(quote, *span);
    }
}
