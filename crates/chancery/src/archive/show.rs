//! `chancery show` and `chancery why-merged`: everything known of one record, every source's words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chancery_archive::{Archive, Whole};
use chancery_model::Reading;
use chancery_register::{Body, Item, Record};
use serde_json::{Value, json};

use super::arguments::ShowOptions;
use crate::outcome::{Outcome, Stop};
use crate::print::{self, Look};
use crate::terminal::Terminal;

/// Words of a record with their place.
type Words = (String, Value);

/// Runs `chancery show`.
pub fn run(options: &ShowOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    if options.id.starts_with("d-") || options.id.starts_with("sha256:") {
        return document(&archive, options, terminal);
    }
    let whole = archive.whole(&options.id)?;
    let words = words(&archive, &whole)?;
    if options.json {
        let reports: Vec<Value> = whole
            .reports
            .iter()
            .zip(&words)
            .map(|((document, item), words)| {
                let quotes: Vec<Value> = words.iter().map(|(quote, span)| json!({"quote": quote, "span": span})).collect();
                json!({
                    "item": item.id, "document": document.id, "source": document.source, "name": document.name, "outlet": document.outlet,
                    "published": document.published.map(|(day, _)| day.to_string()), "url": document.url, "words": quotes,
                })
            })
            .collect();
        terminal.json(&json!({"record": whole.record, "reports": reports}), true)?;
        return Ok(Outcome::Done);
    }
    let record = serde_json::to_value(&whole.record).map_err(|error| Stop::Failed(format!("can't write JSON: {error}")))?;
    for (field, value) in record.as_object().into_iter().flatten() {
        let shown = match field.as_str() {
            "reports" | "joins" | "bucket" => continue,
            _ => plain(value),
        };
        if !shown.is_empty() {
            terminal.write(&format!("{:<14}  {shown}\n", field.replace('_', " ")))?;
        }
    }
    for ((document, item), words) in whole.reports.iter().zip(&words) {
        let published = document.published.map_or_else(String::new, |(day, _)| day.to_string());
        terminal.write(&format!("\n{published}  {}  {}  {}\n", document.outlet.as_deref().unwrap_or("-"), document.id, item.id))?;
        for (quote, _) in words {
            terminal.write(&format!("  「{}」\n", print::layout::clean(quote)))?;
        }
    }
    Ok(Outcome::Done)
}

fn document(archive: &Archive, options: &ShowOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let document = archive.document(&options.id)?;
    if options.text {
        terminal.write(&archive.text(document.number)?)?;
        return Ok(Outcome::Done);
    }
    let reading = archive.reading(&document)?;
    if options.json {
        terminal.json(&reading, true)?;
    } else {
        terminal.write(&print::reading(&reading, Look { color: terminal.color, width: terminal.width, full: true }))?;
    }
    Ok(Outcome::Done)
}

/// A value for a person: codes and names, nothing nested.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "),
        Value::Object(map) => {
            if let Some(key) = map.get("key") {
                return plain(key);
            }
            map.iter()
                .filter(|(name, _)| !matches!(name.as_str(), "items" | "item"))
                .map(|(_, value)| plain(value))
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
        other => other.to_string(),
    }
}

/// The words of each report of a record.
fn words(archive: &Archive, whole: &Whole) -> Result<Vec<Vec<Words>>, Stop> {
    let mut readings: BTreeMap<i64, Reading> = BTreeMap::new();
    let mut all = Vec::with_capacity(whole.reports.len());
    for (document, item) in &whole.reports {
        if let Entry::Vacant(free) = readings.entry(document.number) {
            free.insert(archive.reading(document)?);
        }
        let text = match &item.body {
            Body::Instrument(_) | Body::Person(_) | Body::Formulation(_) => archive.text(document.number)?,
            _ => String::new(),
        };
        all.push(readings.get(&document.number).map(|reading| words_of(reading, item, &text)).unwrap_or_default());
    }
    Ok(all)
}

fn words_of(reading: &Reading, item: &Item, text: &str) -> Vec<Words> {
    let at = |quote: &str, span: &chancery_model::JsonSpan| (quote.to_owned(), json!(span));
    let line = |span: &chancery_model::JsonSpan| {
        // The line around a name says more than the name.
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = ((span.0.start as usize).min(chars.len()), (span.0.end as usize).min(chars.len()));
        let from = chars[..start].iter().rposition(|c| matches!(c, '\n' | '。')).map_or(0, |at| at + 1);
        let to = chars[end..].iter().position(|c| matches!(c, '\n' | '。')).map_or(chars.len(), |at| end + at);
        (chars[from..to].iter().collect::<String>(), json!([from, to]))
    };
    match &item.body {
        Body::Event(_) => reading
            .events
            .iter()
            .filter(|event| event.id == item.record)
            .flat_map(|event| &event.evidence)
            .map(|evidence| at(&evidence.quote, &evidence.span))
            .collect(),
        Body::Instrument(_) => reading.instruments.iter().filter(|one| one.id == item.record).flat_map(|one| one.mentions.first()).map(line).collect(),
        Body::Statement(_) => reading.statements.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Figure(_) => reading.figures.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Relation(_) => reading.relations.iter().filter(|one| one.id == item.record).map(|one| at(&one.quote, &one.span)).collect(),
        Body::Person(_) => reading.entities.iter().filter(|one| one.id == item.record).flat_map(|one| one.mentions.first()).map(line).collect(),
        Body::Formulation(_) => Vec::new(),
    }
}

/// Runs `chancery why-merged`.
pub fn why_merged(options: &ShowOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    let whole = archive.whole(&options.id)?;
    let Record::Event(event) = &whole.record else {
        return Err(Stop::Usage(format!(
            "{}: only events are joined by likeness; this is another record. Its reports are shown by: chancery show {}",
            options.id, options.id
        )));
    };
    if options.json {
        terminal
            .json(&json!({"id": event.id, "reports": event.reports, "joins": event.joins, "contested": event.contested, "decisions": event.decisions}), true)?;
        return Ok(Outcome::Done);
    }
    let words = words(&archive, &whole)?;
    terminal.write(&format!("{}  {} {}: {} reports, {} independent sources\n", event.id, event.kind, event.status, event.report_count, event.source_count))?;
    for ((document, item), words) in whole.reports.iter().zip(&words) {
        let quote = words.first().map(|(quote, _)| print::layout::clean(quote)).unwrap_or_default();
        terminal.write(&format!(
            "  {}  {}  {}  {quote}\n",
            item.id,
            document.published.map_or_else(String::new, |(day, _)| day.to_string()),
            document.outlet.as_deref().unwrap_or("-")
        ))?;
    }
    for join in &event.joins {
        let agreed: Vec<String> = join.agreed.iter().map(|agreement| format!("{} ({})", agreement.key, agreement.values.join(", "))).collect();
        terminal.write(&format!("{} = {}\n  agree in: {}\n", join.left, join.right, agreed.join("; ")))?;
        for tolerance in &join.tolerances {
            terminal.write(&format!("  let pass: {}: {}\n", tolerance.kind, tolerance.note))?;
        }
        if let Some(decision) = &join.decision {
            terminal.write(&format!("  by decision {decision}\n"))?;
        }
    }
    Ok(Outcome::Done)
}
