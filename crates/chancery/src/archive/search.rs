//! `chancery search` and `chancery failed`.

use chancery_archive::{ColumnKind, Query, title};
use serde_json::{Value, json};

use super::arguments::{FailedOptions, Order, SearchOptions, Shape};
use super::table::{Column, Table};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

const HITS: &[Column] = &[
    ("id", ColumnKind::Text, 18),
    ("published", ColumnKind::Text, 10),
    ("outlet", ColumnKind::Text, 14),
    ("name", ColumnKind::Text, 0),
    ("url", ColumnKind::Text, 0),
    ("title", ColumnKind::Text, 28),
    ("words", ColumnKind::Text, 100),
    ("span", ColumnKind::List, 0),
];
const FAILURES: &[Column] = &[("name", ColumnKind::Text, 40), ("place", ColumnKind::Text, 0), ("reason", ColumnKind::Text, 200)];
/// Characters before and after the words found.
const AROUND: usize = 24;

/// Runs `chancery search`.
pub fn run(options: &SearchOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::open(&options.archive)?;
    let mut query = Query::parse(&options.words.join(" "))?;
    (query.from, query.to) = (options.from, options.to);
    query.outlet.clone_from(&options.outlet);
    query.language.clone_from(&options.language);
    let candidates = archive.candidates(&query)?;
    if options.count {
        let mut count = candidates.len();
        if !candidates.exact() {
            count = 0;
            archive.hits(&candidates, |_| {
                count += 1;
                Ok::<_, Stop>(true)
            })?;
        }
        terminal.write(&match options.output.shape() {
            Shape::Json | Shape::Jsonl => json!({"documents": count}).to_string() + "\n",
            _ => format!("{count}\n"),
        })?;
        return Ok(Outcome::of(count > 0, false));
    }
    let candidates = if options.order == Order::Relevance { archive.by_relevance(&candidates)? } else { candidates };
    let mut table = Table::new(HITS.to_vec(), &options.output, terminal)?;
    archive.pages(&candidates, |hit, text| {
        let document = archive.numbered(hit.number)?;
        let found = query.snippets(text, 1, AROUND).pop();
        let words = found.as_ref().map(|found| format!("{}【{}】{}", found.before, found.quote, found.after));
        table.row(vec![
            json!(document.id),
            json!(document.published.map(|(day, _)| day.to_string())),
            json!(document.outlet),
            json!(document.name),
            json!(document.url),
            json!(title(text)),
            json!(words),
            found.map_or(Value::Null, |found| json!([found.start, found.end])),
        ])
    })?;
    let count = table.finish()?;
    Ok(Outcome::of(count > 0, false))
}

/// Runs `chancery failed`.
pub fn failed(options: &FailedOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let failures = super::open(&options.archive)?.failures()?;
    let mut table = Table::new(FAILURES.to_vec(), &options.output, terminal)?;
    for failure in failures {
        if !table.row(vec![json!(failure.name), json!(failure.place), json!(failure.reason)])? {
            break;
        }
    }
    let count = table.finish()?;
    Ok(Outcome::of(count > 0, false))
}
