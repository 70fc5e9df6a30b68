//! `chancery show` and `chancery why-merged`: everything known of one record, every source's words.

use chancery_archive::Archive;
use chancery_register::Record;
use serde_json::{Value, json};

use super::arguments::ShowOptions;
use crate::outcome::{Outcome, Stop};
use crate::print::{self, Look};
use crate::terminal::Terminal;

/// Runs `chancery show`.
pub fn run(options: &ShowOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    if options.id.starts_with("d-") || options.id.starts_with("sha256:") {
        return document(&archive, options, terminal);
    }
    let whole = archive.whole(&options.id)?;
    let words = archive.words(&whole)?;
    if options.json {
        let reports: Vec<Value> = whole
            .reports
            .iter()
            .zip(&words)
            .map(|((document, item), words)| {
                let quotes: Vec<Value> = words.iter().map(|words| json!({"quote": words.quote, "span": [words.start, words.end]})).collect();
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
        for words in words {
            terminal.write(&format!("  「{}」\n", print::layout::clean(&words.quote)))?;
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
    let words = archive.words(&whole)?;
    terminal.write(&format!("{}  {} {}: {} reports, {} independent sources\n", event.id, event.kind, event.status, event.report_count, event.source_count))?;
    for ((document, item), words) in whole.reports.iter().zip(&words) {
        let quote = words.first().map(|words| print::layout::clean(&words.quote)).unwrap_or_default();
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
