//! Readings as they are stored: without the words that stand in the text anyway.
//!
//! Names that stand in the text point to it, places are counted from the end of the place before.
//!
//! In: a reading and its text. Out: its JSON with every quotation emptied that equals the text at its span; and back. What the document's row
//! holds (id, name) is left out too. A field that a later version adds is simply stored.

use std::collections::BTreeMap;

use chancery_model::{DateRange, Entity, JsonSpan, Quote, Reading};
use chancery_text::{Span, Stored};
use serde::Deserialize;

use crate::error::Error;

mod shape;
mod tree;

/// Stands where the schema of a reading does, if places are counted from the place before.
const RELATIVE: &str = "relative";

/// The stored form.
pub(crate) fn pack(mut reading: Reading, text: &Stored) -> Result<Vec<u8>, Error> {
    quotes(&mut reading, &mut |quote, span| {
        if quote == text.slice(span.0) {
            quote.clear();
        }
    });
    for entity in &mut reading.entities {
        shorten(entity, text);
    }
    near(&mut reading, &mut |words, place| {
        if let Some(code) = code(words, place, text) {
            *words = code;
        } else if words.starts_with(MARK) {
            words.insert(0, MARK);
        }
    });
    let mut last = 0;
    places(&mut reading, &mut |span| {
        let Span { start, end } = *span;
        let step = i64::from(start) - i64::from(last);
        // Backwards is odd, forwards is even; a place of damaged length stays what it is.
        *span = Span { start: ((step << 1) ^ (step >> 63)) as u32, end: end.wrapping_sub(start) };
        last = end;
    });
    RELATIVE.clone_into(&mut reading.schema);
    reading.source.id.clear();
    reading.source.name.clear();
    Ok(serde_json::to_vec(&shape::shrink(serde_json::to_value(&reading)?))?)
}

/// The reading again.
pub(crate) fn unpack(stored: &[u8], id: &str, name: &str, text: &Stored) -> Result<Reading, Error> {
    let mut reading = bare(stored)?;
    for entity in &mut reading.entities {
        lengthen(entity, text);
    }
    near(&mut reading, &mut |words, place| {
        if let Some(rest) = words.strip_prefix(MARK) {
            *words = decode(rest, place, text).unwrap_or_else(|| rest.to_owned());
        }
    });
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

/// Begins what stands for something else; no name begins so, and one that did would be stored behind another.
const MARK: char = '\u{1A}';

/// `Hong Kong` of `place:hong-kong`.
fn english(id: &str) -> String {
    let slug = id.split_once(':').map_or("", |(_, slug)| slug);
    let word = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    slug.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// Takes out of an entity what its id and the text say.
fn shorten(entity: &mut Entity, text: &Stored) {
    let spoken: Vec<&str> = entity.mentions.iter().map(|span| text.slice(span.0)).collect();
    for name in entity.names.iter_mut().chain([&mut entity.name]) {
        match spoken.iter().position(|spoken| *spoken == name.as_str()) {
            Some(at) => *name = format!("{MARK}{at}"),
            None if name.starts_with(MARK) => name.insert(0, MARK),
            None => {}
        }
    }
    if entity.english.as_deref().is_some_and(|name| name == english(&entity.id)) {
        entity.english = Some(MARK.to_string());
    }
    let mut last = 0;
    for JsonSpan(span) in &mut entity.mentions {
        let (start, end) = (span.start, span.end);
        (span.start, span.end) = (start.wrapping_sub(last), end.wrapping_sub(start));
        last = end;
    }
}

/// Undoes [`shorten`].
fn lengthen(entity: &mut Entity, text: &Stored) {
    let mut last = 0u32;
    for JsonSpan(span) in &mut entity.mentions {
        span.start = span.start.wrapping_add(last);
        span.end = span.start.wrapping_add(span.end);
        last = span.end;
    }
    for name in entity.names.iter_mut().chain([&mut entity.name]) {
        let Some(rest) = name.strip_prefix(MARK) else { continue };
        match rest.parse::<usize>().ok().and_then(|at| entity.mentions.get(at)) {
            Some(span) => *name = text.slice(span.0).to_owned(),
            None => *name = rest.to_owned(),
        }
    }
    if entity.english.as_deref().is_some_and(|name| name.starts_with(MARK)) {
        entity.english = Some(english(&entity.id));
    }
}

/// How far before and behind its record a word of it is looked for.
const AROUND: (u32, u32) = (160, 40);

/// Words of a record that stand in the text near it, each with the place to count from.
fn near(reading: &mut Reading, each: &mut impl FnMut(&mut String, Span)) {
    for event in &mut reading.events {
        if let (Some(topic), Some(first)) = (&mut event.topic, event.evidence.first()) {
            each(topic, first.span.0);
        }
    }
    for instrument in &mut reading.instruments {
        if let Some(first) = instrument.mentions.first() {
            [Some(&mut instrument.title), instrument.subject.as_mut()].into_iter().flatten().for_each(|words| each(words, first.0));
        }
    }
    for statement in &mut reading.statements {
        [&mut statement.verb, &mut statement.audience].into_iter().flatten().for_each(|words| each(words, statement.span.0));
    }
    for figure in &mut reading.figures {
        figure.quantity.iter_mut().for_each(|words| each(words, figure.span.0));
    }
    for relation in &mut reading.relations {
        each(&mut relation.designation, relation.span.0);
    }
}

/// Where words stand near a place: how far before it they begin, and their length.
fn code(words: &str, place: Span, text: &Stored) -> Option<String> {
    let length = u32::try_from(text.len()).ok()?;
    let (from, to) = (place.start.saturating_sub(AROUND.0).min(length), place.end.saturating_add(AROUND.1).min(length));
    let around = if from < to && !words.is_empty() { text.slice(Span { start: from, end: to }) } else { return None };
    let at = around.rfind(words)?;
    let start = from + around[..at].chars().count() as u32;
    let before = i64::from(place.start) - i64::from(start);
    let mut code = MARK.to_string();
    shape::letters(&mut code, ((before << 1) ^ (before >> 63)) as u32);
    shape::letters(&mut code, words.chars().count() as u32);
    Some(code)
}

fn decode(code: &str, place: Span, text: &Stored) -> Option<String> {
    let [before, length] = shape::numbers(code)?[..] else { return None };
    let start = i64::from(place.start) - (i64::from(before >> 1) ^ -i64::from(before & 1));
    let start = u32::try_from(start).ok()?;
    Some(text.slice(Span { start, end: start.checked_add(length)? }).to_owned())
}

/// The reading without its words, for those who need none.
fn bare(stored: &[u8]) -> Result<Reading, Error> {
    // Archives of versions 1 and 2 have all fields, by their names.
    let named = stored.starts_with(br#"{"schema":"#);
    let mut reading: Reading = if named { serde_json::from_slice(stored)? } else { Reading::deserialize(shape::grow(serde_json::from_slice(stored)?))? };
    // Archives of version 1 have places as they are.
    if reading.schema == RELATIVE {
        let mut last = 0u32;
        places(&mut reading, &mut |span| {
            let step = i64::from(span.start >> 1) ^ -i64::from(span.start & 1);
            let start = (i64::from(last) + step) as u32;
            *span = Span { start, end: start.wrapping_add(span.end) };
            last = span.end;
        });
    }
    Ok(reading)
}

/// Every place of a reading but those of names, which are counted by themselves.
fn places(reading: &mut Reading, each: &mut impl FnMut(&mut Span)) {
    for article in &mut reading.articles {
        each(&mut article.span.0);
        article.blocks.iter_mut().for_each(|block| each(&mut block.span.0));
    }
    quotes(reading, &mut |_, span| each(&mut span.0));
}

fn quotes(reading: &mut Reading, each: &mut impl FnMut(&mut String, &mut JsonSpan)) {
    for article in &mut reading.articles {
        let single = [&mut article.headline, &mut article.byline, &mut article.dateline, &mut article.source_line];
        let all = article.kicker.iter_mut().chain(&mut article.subheads).chain(single.into_iter().flatten());
        all.for_each(|Quote { quote, span }| each(quote, span));
    }
    for event in &mut reading.events {
        event.evidence.iter_mut().for_each(|evidence| each(&mut evidence.quote, &mut evidence.span));
        date(&mut event.date, each);
    }
    for step in reading.instruments.iter_mut().flat_map(|instrument| &mut instrument.history) {
        date(&mut step.date, each);
    }
    for term in reading.instruments.iter_mut().flat_map(|instrument| &mut instrument.terms) {
        each(&mut term.quote, &mut term.span);
        date(&mut term.date, each);
    }
    for statement in &mut reading.statements {
        each(&mut statement.quote, &mut statement.span);
    }
    for figure in &mut reading.figures {
        each(&mut figure.quote, &mut figure.span);
        date(&mut figure.period, each);
    }
    for relation in &mut reading.relations {
        each(&mut relation.quote, &mut relation.span);
        date(&mut relation.date, each);
    }
    for claim in reading.conflicts.iter_mut().flat_map(|conflict| &mut conflict.claims) {
        each(&mut claim.quote, &mut claim.span);
    }
}

fn date(date: &mut Option<DateRange>, each: &mut impl FnMut(&mut String, &mut JsonSpan)) {
    if let Some(DateRange { quote: Some(quote), span: Some(span), .. }) = date {
        each(quote, span);
    }
}

/// What differs between two readings of a document: layer and words.
#[derive(Default)]
pub(crate) struct Difference {
    pub appeared: Vec<(&'static str, String)>,
    pub vanished: Vec<(&'static str, String)>,
    pub altered: Vec<(&'static str, String)>,
}

/// Facts by layer, words and place, with all their values.
fn facts(reading: &Reading) -> BTreeMap<(&'static str, String, u32), String> {
    let mut all = BTreeMap::new();
    let mut put = |layer: &'static str, words: &str, start: u32, value: String| all.insert((layer, words.to_owned(), start), value);
    for event in &reading.events {
        if let Some(first) = event.evidence.first() {
            // Ids count facts of a document: a new fact before this one changes them and nothing else.
            let value = serde_json::json!([
                event.kind,
                event.status,
                event.actors,
                event.recipients,
                event.sides,
                event.date,
                event.places,
                event.level,
                event.ordinal,
                event.topic
            ]);
            put("event", &first.quote, first.span.0.start, value.to_string());
        }
    }
    for instrument in &reading.instruments {
        let start = instrument.mentions.first().map_or(0, |span| span.0.start);
        put(
            "instrument",
            &instrument.title,
            start,
            serde_json::json!([
                instrument.kind,
                instrument.parties,
                instrument.subject,
                instrument.terms.iter().map(|term| (term.kind, &term.duration, &term.date)).collect::<Vec<_>>()
            ])
            .to_string(),
        );
    }
    for statement in &reading.statements {
        put("statement", &statement.quote, statement.span.0.start, serde_json::json!([statement.speaker, statement.direct, statement.via]).to_string());
    }
    for figure in &reading.figures {
        let value = serde_json::json!([figure.quantity, figure.of, figure.value, figure.unit, figure.comparator, figure.period, figure.trend]);
        put("figure", &figure.quote, figure.span.0.start, value.to_string());
    }
    for relation in &reading.relations {
        put(
            "relation",
            &relation.quote,
            relation.span.0.start,
            serde_json::json!([relation.parties, relation.designation, relation.action, relation.date]).to_string(),
        );
    }
    all
}

/// Compares two readings of a document fact by fact.
pub(crate) fn difference(old: &Reading, new: &Reading) -> Difference {
    let (old, new) = (facts(old), facts(new));
    let words = |key: &(&'static str, String, u32)| (key.0, key.1.clone());
    Difference {
        appeared: new.keys().filter(|key| !old.contains_key(*key)).map(words).collect(),
        vanished: old.keys().filter(|key| !new.contains_key(*key)).map(words).collect(),
        altered: new.iter().filter(|(key, value)| old.get(*key).is_some_and(|old| old != *value)).map(|(key, _)| words(key)).collect(),
    }
}

/// Compares every quotation with the text at its span; how many there are.
pub(crate) fn check(stored: &[u8], text: &Stored) -> Result<usize, String> {
    let mut reading = bare(stored).map_err(|error| error.to_string())?;
    let (mut count, mut fault) = (0, None);
    quotes(&mut reading, &mut |quote, span| {
        count += 1;
        let inside = span.0.start <= span.0.end && span.0.end as usize <= text.len();
        // An emptied quotation is the text at its span; one that is kept differed when it was stored.
        if !inside || !quote.is_empty() {
            fault.get_or_insert_with(|| format!("a quotation at {} is not the text there", span.0));
        }
    });
    fault.map_or(Ok(count), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_come_back_word_for_word() {
        let knowledge = chancery_knowledge::Knowledge::load(&chancery_knowledge::packed_files()).0;
        let reader = chancery_reader::Reader::new(&knowledge);
        let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
        let mut tried = 0;
        for file in std::fs::read_dir(examples).unwrap().flatten().filter(|file| file.path().extension().is_some_and(|ending| ending == "txt")) {
            let bytes = std::fs::read(file.path()).unwrap();
            let document = chancery_intake::read_bytes(&bytes, "an example", &chancery_intake::Options::default()).unwrap();
            let reading = reader.read(&document, &chancery_reader::Options::default());
            let stored = pack(reading.clone(), &document.text).unwrap();
            assert!(stored.len() < serde_json::to_vec(&reading).unwrap().len());
            assert!(check(&stored, &document.text).unwrap() > 0);
            assert_eq!(unpack(&stored, &reading.source.id, &reading.source.name, &document.text).unwrap(), reading);
            tried += 1;
        }
        assert!(tried > 0);
    }
}
