//! `chancery events`, `instruments`, `statements`, `figures`, `relations`, `people`, `count`, `timeline`, `coverage`: lists.

use std::collections::BTreeMap;
use std::path::Path;

use chancery_archive::{Archive, Row};
use chancery_model::Date;
use chancery_register::{Body, When};
use serde_json::{Value, json};

use super::arguments::{CountBy, CountOptions, CoverageOptions, ListOptions};
use super::filter::filter;
use super::table::{Column, Kind, Table};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

const EVENTS: &[Column] = &[
    ("id", Kind::Text, 19),
    ("date", Kind::Text, 21),
    ("kind", Kind::Text, 14),
    ("status", Kind::Text, 9),
    ("sides", Kind::List, 16),
    ("actors", Kind::List, 0),
    ("recipients", Kind::List, 0),
    ("others", Kind::List, 0),
    ("places", Kind::List, 0),
    ("level", Kind::Text, 0),
    ("ordinal", Kind::Whole, 0),
    ("topic", Kind::Text, 0),
    ("instruments", Kind::List, 0),
    ("contested", Kind::List, 0),
    ("review", Kind::Text, 0),
    ("outlets", Kind::List, 0),
    ("reports", Kind::Whole, 7),
    ("sources", Kind::Whole, 7),
    ("who", Kind::Text, 120),
];
const INSTRUMENTS: &[Column] = &[
    ("id", Kind::Text, 19),
    ("type", Kind::Text, 16),
    ("parties", Kind::List, 16),
    ("history", Kind::List, 32),
    ("contested", Kind::List, 0),
    ("review", Kind::Text, 0),
    ("outlets", Kind::List, 0),
    ("reports", Kind::Whole, 7),
    ("sources", Kind::Whole, 7),
    ("title", Kind::Text, 120),
];
const RELATIONS: &[Column] = &[
    ("id", Kind::Text, 19),
    ("parties", Kind::List, 20),
    ("designation", Kind::Text, 30),
    ("act", Kind::Text, 12),
    ("review", Kind::Text, 0),
    ("outlets", Kind::List, 0),
    ("reports", Kind::Whole, 7),
    ("sources", Kind::Whole, 7),
    ("history", Kind::List, 120),
];
const STATEMENTS: &[Column] = &[
    ("id", Kind::Text, 19),
    ("published", Kind::Text, 10),
    ("document", Kind::Text, 0),
    ("outlet", Kind::Text, 0),
    ("speaker", Kind::Text, 24),
    ("verb", Kind::Text, 6),
    ("direct", Kind::Text, 0),
    ("audience", Kind::Text, 0),
    ("span", Kind::List, 0),
    ("quote", Kind::Text, 200),
];
const FIGURES: &[Column] = &[
    ("id", Kind::Text, 19),
    ("published", Kind::Text, 10),
    ("document", Kind::Text, 0),
    ("outlet", Kind::Text, 0),
    ("of", Kind::List, 16),
    ("quantity", Kind::Text, 20),
    ("value", Kind::Real, 18),
    ("unit", Kind::Text, 6),
    ("comparator", Kind::Text, 0),
    ("period", Kind::Text, 21),
    ("trend", Kind::Text, 0),
    ("said_by", Kind::Text, 0),
    ("span", Kind::List, 0),
    ("quote", Kind::Text, 100),
];
const PEOPLE: &[Column] = &[
    ("id", Kind::Text, 36),
    ("name", Kind::Text, 24),
    ("english", Kind::Text, 24),
    ("state", Kind::Text, 5),
    ("known", Kind::Text, 0),
    ("documents", Kind::Whole, 9),
    ("mentions", Kind::Whole, 9),
    ("first", Kind::Text, 10),
    ("last", Kind::Text, 10),
];
const WORDINGS: &[Column] = &[
    ("id", Kind::Text, 0),
    ("wording", Kind::Text, 48),
    ("documents", Kind::Whole, 9),
    ("uses", Kind::Whole, 9),
    ("first", Kind::Text, 10),
    ("last", Kind::Text, 10),
];
const COUNTS: &[Column] = &[("key", Kind::Text, 48), ("events", Kind::Whole, 9), ("reports", Kind::Whole, 9)];
const COVERAGE: &[Column] = &[
    ("outlet", Kind::Text, 48),
    ("first", Kind::Text, 10),
    ("last", Kind::Text, 10),
    ("documents", Kind::Whole, 9),
    ("days", Kind::Whole, 9),
    ("gaps", Kind::List, 120),
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

/// A date or a range of dates.
fn date(when: Option<&When>) -> Value {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    match when {
        None => Value::Null,
        Some(when) if when.from == when.to => json!(day(when.from)),
        Some(when) => json!(format!("{}/{}", day(when.from), day(when.to))),
    }
}

/// Runs a list.
pub fn run(list: List, options: &ListOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    let filter = if list == List::People || list == List::Formulations { Default::default() } else { filter(&options.filter, &archive, folder)? };
    let mut called = Called(&archive, BTreeMap::new());
    let count = match list {
        List::Events => {
            let mut table = Table::new(EVENTS, &options.output, terminal)?;
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
            let mut table = Table::new(EVENTS, &options.output, terminal)?;
            for row in &rows {
                if !table.row(event(row, &mut called)?)? {
                    break;
                }
            }
            table.finish()?
        }
        List::Instruments => {
            let mut table = Table::new(INSTRUMENTS, &options.output, terminal)?;
            archive.rows("instrument", &filter, |row| {
                let of = &row.summary;
                table.row(vec![
                    json!(row.id),
                    json!(row.kind),
                    json!(of.actors),
                    json!(of.history),
                    json!(of.contested),
                    json!(of.review),
                    json!(of.outlets),
                    json!(of.reports),
                    json!(of.sources),
                    json!(of.title),
                ])
            })?;
            table.finish()?
        }
        List::Relations => {
            let mut table = Table::new(RELATIONS, &options.output, terminal)?;
            archive.rows("relation", &filter, |row| {
                let of = &row.summary;
                table.row(vec![
                    json!(row.id),
                    json!(of.actors),
                    json!(of.title),
                    json!(row.kind),
                    json!(of.review),
                    json!(of.outlets),
                    json!(of.reports),
                    json!(of.sources),
                    json!(of.history),
                ])
            })?;
            table.finish()?
        }
        List::Statements => {
            let mut table = Table::new(STATEMENTS, &options.output, terminal)?;
            let mut reading = None;
            archive.told("statement", &filter, |document, item| {
                let Body::Statement(statement) = &item.body else { return Ok(true) };
                let reading = held(&archive, &mut reading, document)?;
                let Some(read) = reading.statements.iter().find(|statement| statement.id == item.record) else { return Ok(true) };
                let published = document.published.map(|(day, _)| day.to_string());
                table.row(vec![
                    json!(item.id),
                    json!(published),
                    json!(document.id),
                    json!(document.outlet),
                    json!(called.of(&statement.speaker)?),
                    json!(statement.verb),
                    json!(statement.direct),
                    json!(statement.audience),
                    json!(read.span),
                    json!(read.quote),
                ])
            })?;
            table.finish()?
        }
        List::Figures => {
            let mut table = Table::new(FIGURES, &options.output, terminal)?;
            let mut reading = None;
            archive.told("figure", &filter, |document, item| {
                let Body::Figure(figure) = &item.body else { return Ok(true) };
                let reading = held(&archive, &mut reading, document)?;
                let Some(read) = reading.figures.iter().find(|figure| figure.id == item.record) else { return Ok(true) };
                let published = document.published.map(|(day, _)| day.to_string());
                let trend = figure.trend.map(|trend| trend.to_string());
                table.row(vec![
                    json!(item.id),
                    json!(published),
                    json!(document.id),
                    json!(document.outlet),
                    json!(figure.of),
                    json!(figure.quantity),
                    json!(figure.value),
                    json!(figure.unit),
                    json!(figure.comparator.to_string()),
                    date(figure.period.as_ref()),
                    json!(trend),
                    json!(figure.said_by),
                    json!(read.span),
                    json!(read.quote),
                ])
            })?;
            table.finish()?
        }
        List::People => people(&archive, options, terminal)?,
        List::Formulations => {
            let mut table = Table::new(WORDINGS, &options.output, terminal)?;
            let wanted = options.filter.text.as_deref().map(chancery_text::fold_text);
            for one in archive.names("formulation")? {
                let fits = wanted.as_ref().is_none_or(|wanted| chancery_text::fold_text(&one.name).contains(wanted.as_str()));
                let day = |day: Option<Date>| day.map(|day| day.to_string());
                if fits
                    && !table.row(vec![json!(one.id), json!(one.name), json!(one.documents), json!(one.uses), json!(day(one.first)), json!(day(one.last))])?
                {
                    break;
                }
            }
            table.finish()?
        }
    };
    Ok(Outcome::of(count > 0, false))
}

/// The reading of a document, held for the next item of it.
fn held<'a>(
    archive: &Archive,
    slot: &'a mut Option<(i64, chancery_model::Reading)>,
    document: &chancery_archive::DocumentRow,
) -> Result<&'a chancery_model::Reading, Stop> {
    if slot.as_ref().is_none_or(|(number, _)| *number != document.number) {
        *slot = None;
    }
    match slot {
        Some((_, reading)) => Ok(reading),
        None => Ok(&slot.insert((document.number, archive.reading(document)?)).1),
    }
}

fn event(row: &Row, called: &mut Called<'_>) -> Result<Vec<Value>, Stop> {
    let of = &row.summary;
    Ok(vec![
        json!(row.id),
        date(of.date.as_ref()),
        json!(row.kind),
        json!(row.status),
        json!(of.sides),
        json!(of.actors),
        json!(of.recipients),
        json!(of.others),
        json!(of.places),
        json!(of.level),
        json!(of.ordinal),
        json!(of.title),
        json!(of.instruments),
        json!(of.contested),
        json!(of.review),
        json!(of.outlets),
        json!(of.reports),
        json!(of.sources),
        json!(called.who(row)?),
    ])
}

fn people(archive: &Archive, options: &ListOptions, terminal: &mut Terminal) -> Result<usize, Stop> {
    let mut table = Table::new(PEOPLE, &options.output, terminal)?;
    let folded: Vec<String> = options.filter.who.iter().map(|name| chancery_text::fold_text(name)).collect();
    for one in archive.names("person")? {
        let called = |name: &String| {
            chancery_text::fold_text(&one.name).contains(name.as_str())
                || one.id.contains(name.as_str())
                || one.english.as_ref().is_some_and(|english| chancery_text::fold_text(english).contains(name.as_str()))
        };
        let state = options.filter.state.is_empty() || one.state.as_ref().is_some_and(|state| options.filter.state.contains(state));
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        if state
            && folded.iter().all(called)
            && !table.row(vec![
                json!(one.id),
                json!(one.name),
                json!(one.english),
                json!(one.state),
                json!(one.known),
                json!(one.documents),
                json!(one.uses),
                json!(day(one.first)),
                json!(day(one.last)),
            ])?
        {
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
    let mut table = Table::new(COUNTS, &options.output, terminal)?;
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
    let mut table = Table::new(COVERAGE, &options.output, terminal)?;
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
