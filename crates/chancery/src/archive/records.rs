//! `chancery events`, `instruments`, `statements`, `figures`, `relations`, `people`, `count`, `timeline`, `coverage`: lists.

use std::collections::BTreeMap;
use std::path::Path;

use chancery_archive::{Archive, ColumnKind, List as Listed, Name, Row, told_values};
use chancery_model::Date;
use chancery_register::Body;
use serde_json::{Value, json};

use super::arguments::{CountBy, CountOptions, CoverageOptions, ListOptions, Shape};
use super::filter::{filter, lookup, only};
use super::table::{Column, Table};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

/// How wide the columns of a list are shown on a terminal; the others are not shown there.
fn widths(list: Listed) -> &'static [(&'static str, usize)] {
    match list {
        Listed::Instruments => &[("id", 19), ("type", 16), ("parties", 16), ("history", 32), ("expires", 21), ("reports", 7), ("sources", 7), ("title", 120)],
        Listed::Relations => &[("id", 19), ("parties", 20), ("designation", 30), ("act", 12), ("reports", 7), ("sources", 7), ("history", 120)],
        Listed::Statements => &[("id", 19), ("published", 10), ("speaker", 24), ("verb", 6), ("quote", 200)],
        Listed::Figures => &[("id", 19), ("published", 10), ("of", 16), ("quantity", 20), ("value", 18), ("unit", 6), ("period", 21), ("quote", 100)],
        Listed::Names => &[("id", 36), ("name", 24), ("english", 24), ("state", 5), ("documents", 9), ("mentions", 9), ("first", 10), ("last", 10)],
        Listed::Wordings => &[("wording", 48), ("documents", 9), ("uses", 9), ("first", 10), ("last", 10)],
        Listed::Events | Listed::Documents => {
            &[("id", 19), ("date", 21), ("kind", 14), ("status", 9), ("sides", 16), ("reports", 7), ("sources", 7), ("who", 120)]
        }
    }
}

/// The columns of a list, as the archive declares them, with those added for a person.
fn columns(list: Listed, added: &[(&'static str, ColumnKind)]) -> Vec<Column> {
    let width = |name| widths(list).iter().find(|(shown, _)| *shown == name).map_or(0, |(_, width)| *width);
    list.columns().iter().chain(added).map(|(name, kind)| (*name, *kind, width(*name))).collect()
}

const COUNTS: &[Column] = &[("key", ColumnKind::Text, 48), ("events", ColumnKind::Whole, 9), ("reports", ColumnKind::Whole, 9)];
const COVERAGE: &[Column] = &[
    ("outlet", ColumnKind::Text, 48),
    ("first", ColumnKind::Text, 10),
    ("last", ColumnKind::Text, 10),
    ("documents", ColumnKind::Whole, 9),
    ("days", ColumnKind::Whole, 9),
    ("gaps", ColumnKind::List, 120),
];

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Events, newest first.
    Events,
    /// Events, oldest first, those with a date only.
    Timeline,
    /// Instruments.
    Instruments,
    /// Relations.
    Relations,
    /// Statements.
    Statements,
    /// Figures.
    Figures,
    /// Persons and organizations.
    People,
    /// Fixed wordings.
    Formulations,
}

/// Names of persons and organizations as the archive knows them.
struct Called<'a>(&'a Archive, BTreeMap<String, String>);

impl Called<'_> {
    fn of(&mut self, id: &str) -> Result<String, Stop> {
        if let Some(name) = self.1.get(id) {
            return Ok(name.clone());
        }
        let tail = || id.split_once(':').map_or(id, |(_, tail)| tail).to_owned();
        let name = self.0.name(id)?.map_or_else(tail, |name| name.name);
        self.1.insert(id.to_owned(), name.clone());
        Ok(name)
    }

    /// Who did it with or to whom, for a person.
    fn who(&mut self, row: &Row) -> Result<String, Stop> {
        let actors: Vec<String> = row.summary.actors.iter().map(|id| self.of(id)).collect::<Result<_, _>>()?;
        let recipients: Vec<String> = row.summary.recipients.iter().map(|id| self.of(id)).collect::<Result<_, _>>()?;
        let mut who = if recipients.is_empty() { actors.join(" ↔ ") } else { format!("{} → {}", actors.join("、"), recipients.join("、")) };
        if let Some(topic) = &row.summary.title {
            who.push_str(&format!(" · {topic}"));
        }
        Ok(who)
    }
}

/// Runs a list.
pub fn run(list: List, options: &ListOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    match list {
        List::Statements => {
            let taken = ["--who", "--state", "--from", "--to", "--outlet", "--text"];
            only(&options.filter, "statements", &taken, "a statement has one speaker, and what it is about is found by its words.")?;
        }
        List::Figures => {
            let taken = ["--who", "--with", "--state", "--pair", "--from", "--to", "--outlet", "--place", "--text"];
            only(&options.filter, "figures", &taken, "a figure has neither kind nor status.")?;
        }
        List::People => only(&options.filter, "people", &["--who", "--state", "--from", "--to"], "they are counted over all documents.")?,
        List::Formulations => only(&options.filter, "formulations", &["--text", "--from", "--to"], "they are counted over all documents.")?,
        List::Events | List::Timeline | List::Instruments | List::Relations => {}
    }
    let filter = if list == List::People || list == List::Formulations { Default::default() } else { filter(&options.filter, &archive, folder)? };
    let mut called = Called(&archive, BTreeMap::new());
    let count = match list {
        List::Events => {
            let mut table = Table::new(columns(Listed::Events, &[("who", ColumnKind::Text)]), &options.output, terminal)?;
            archive.rows("event", &filter, |row| table.row(event(&row, &mut called)?))?;
            table.finish()?
        }
        List::Timeline => {
            let mut rows = Vec::new();
            archive.rows("event", &filter, |row| {
                rows.push(row);
                Ok::<_, Stop>(true)
            })?;
            rows.retain(|row| row.summary.date.is_some_and(|date| date.from.is_some() || date.to.is_some()));
            rows.sort_by_key(|row| row.summary.date.and_then(|date| date.from.or(date.to)));
            let mut table = Table::new(columns(Listed::Events, &[("who", ColumnKind::Text)]), &options.output, terminal)?;
            for row in &rows {
                if !table.row(event(row, &mut called)?)? {
                    break;
                }
            }
            table.finish()?
        }
        List::Instruments | List::Relations => {
            let listed = if list == List::Instruments { Listed::Instruments } else { Listed::Relations };
            let mut table = Table::new(columns(listed, &[]), &options.output, terminal)?;
            archive.rows(listed.stored(), &filter, |row| table.row(row.values()))?;
            table.finish()?
        }
        List::Statements | List::Figures => {
            let listed = if list == List::Statements { Listed::Statements } else { Listed::Figures };
            let named = options.output.shape() == Shape::Table;
            let mut table = Table::new(columns(listed, &[]), &options.output, terminal)?;
            archive.told(listed.stored(), &filter, |document, item, words| {
                let mut row = told_values(document, item, &words.quote, (words.start, words.end));
                // A person reads a name; programs get the id that stands for it everywhere.
                if let (true, Body::Statement(statement), Some(speaker)) = (named, &item.body, listed.names().iter().position(|name| *name == "speaker")) {
                    row[speaker] = json!(called.of(&statement.speaker)?);
                }
                table.row(row)
            })?;
            table.finish()?
        }
        List::People => people(&archive, options, folder, terminal)?,
        List::Formulations => {
            let mut table = Table::new(columns(Listed::Wordings, &[]), &options.output, terminal)?;
            let wanted = options.filter.text.as_deref().map(chancery_text::fold_text);
            for one in archive.names("formulation")? {
                let fits = used(&one, options) && wanted.as_ref().is_none_or(|wanted| chancery_text::fold_text(&one.name).contains(wanted.as_str()));
                if fits && !table.row(one.values(Listed::Wordings))? {
                    break;
                }
            }
            table.finish()?
        }
    };
    Ok(Outcome::of(count > 0, false))
}

fn event(row: &Row, called: &mut Called<'_>) -> Result<Vec<Value>, Stop> {
    let mut values = row.values();
    values.push(json!(called.who(row)?));
    Ok(values)
}

/// Whether a name or wording was used within the days asked for: not after its last day nor before its first.
fn used(name: &Name, options: &ListOptions) -> bool {
    let after = options.filter.from.is_none_or(|from| name.last.is_some_and(|last| last >= from));
    after && options.filter.to.is_none_or(|to| name.first.is_some_and(|first| first <= to))
}

fn people(archive: &Archive, options: &ListOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<usize, Stop> {
    let states = lookup(&options.filter.state, archive, folder)?;
    let mut table = Table::new(columns(Listed::Names, &[]), &options.output, terminal)?;
    let folded: Vec<String> = options.filter.who.iter().map(|name| chancery_text::fold_text(name)).collect();
    for one in archive.names("person")? {
        let called = |name: &String| {
            chancery_text::fold_text(&one.name).contains(name.as_str())
                || one.id.contains(name.as_str())
                || one.english.as_ref().is_some_and(|english| chancery_text::fold_text(english).contains(name.as_str()))
        };
        let state = states.iter().all(|ids| one.state.as_ref().is_some_and(|state| ids.contains(state)));
        if state && used(&one, options) && folded.iter().all(called) && !table.row(one.values(Listed::Names))? {
            break;
        }
    }
    table.finish()
}

/// Runs `chancery count`: events and reports, always both.
pub fn count(options: &CountOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    let filter = filter(&options.filter, &archive, folder)?;
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    archive.rows("event", &filter, |row| {
        let first = row.summary.date.and_then(|date| date.from.or(date.to));
        let keys: Vec<String> = match options.by {
            CountBy::Kind => vec![row.kind.clone()],
            CountBy::Status => vec![row.status.clone().unwrap_or_default()],
            CountBy::Year => vec![first.map_or_else(String::new, |day| format!("{:04}", day.year))],
            CountBy::Month => vec![first.map_or_else(String::new, |day| format!("{:04}-{:02}", day.year, day.month))],
            CountBy::State => row.summary.sides.clone(),
            CountBy::Pair => {
                let sides = &row.summary.sides;
                let pairs = sides.iter().enumerate().flat_map(|(at, left)| {
                    sides[at + 1..].iter().map(move |right| if left < right { format!("{left}-{right}") } else { format!("{right}-{left}") })
                });
                pairs.collect()
            }
            CountBy::Outlet => row.summary.outlets.clone(),
        };
        for key in keys {
            let count = counts.entry(key).or_default();
            count.0 += 1;
            count.1 += row.summary.reports;
        }
        Ok::<_, Stop>(true)
    })?;
    let mut table = Table::new(COUNTS.to_vec(), &options.output, terminal)?;
    let mut order: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    if !matches!(options.by, CountBy::Year | CountBy::Month) {
        order.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    }
    for (key, (events, reports)) in order {
        if !table.row(vec![json!(key), json!(events), json!(reports)])? {
            break;
        }
    }
    let count = table.finish()?;
    Ok(Outcome::of(count > 0, false))
}

/// Runs `chancery coverage`.
pub fn coverage(options: &CoverageOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::open(&options.archive)?;
    let mut table = Table::new(COVERAGE.to_vec(), &options.output, terminal)?;
    for one in archive.coverage(options.from, options.to)? {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let gaps: Vec<String> = one.gaps.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}/{to}") }).collect();
        if !table.row(vec![json!(one.outlet), json!(day(one.first)), json!(day(one.last)), json!(one.documents), json!(one.days), json!(gaps)])? {
            break;
        }
    }
    let count = table.finish()?;
    Ok(Outcome::of(count > 0, false))
}
