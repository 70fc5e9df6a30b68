//! Passages in prose with the records that must, or must not, be read from them (`passages.txt`).

use chancery_model::{Date, DateRange, Reading};

use crate::{Source, read};

struct Case<'a> {
    line: usize,
    published: Date,
    shows: &'a str,
    text: String,
    records: Vec<(bool, &'a str)>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for (line, words) in text.lines().enumerate().filter(|(_, words)| !words.is_empty()) {
        if let Some(title) = words.strip_prefix("# ") {
            // Comments stand before the first case; in one, a title.
            if let Some(case) = cases.last_mut() {
                case.text.push_str(title);
                case.text.push_str("\n\n");
            }
        } else if let Some(record) = words.strip_prefix("    ") {
            let case = cases.last_mut().unwrap_or_else(|| panic!("passages.txt:{}: a record before any case", line + 1));
            case.records.push(record.strip_prefix("- ").map_or((true, record), |record| (false, record)));
        } else if let Some((published, shows)) = words.split_once(' ').and_then(|(day, shows)| Some((Date::parse(day)?, shows))) {
            cases.push(Case { line: line + 1, published, shows, text: String::new(), records: Vec::new() });
        } else {
            let case = cases.last_mut().unwrap_or_else(|| panic!("passages.txt:{}: expected a day and what the case shows", line + 1));
            case.text.push_str(words);
            case.text.push('\n');
        }
    }
    cases
}

fn days(date: Option<&DateRange>) -> String {
    let Some((from, to)) = date.and_then(|date| date.from.zip(date.to)) else { return "none".into() };
    if from == to { from.to_string() } else { format!("{from}/{to}") }
}

/// The records of a reading as lines.
fn lines(reading: &Reading) -> Vec<String> {
    let call = |id: &String| {
        let entity = reading.entities.iter().find(|entity| entity.id == *id);
        entity.filter(|entity| entity.kind.as_str() == "person" || !entity.known).map_or(id.clone(), |entity| entity.name.clone())
    };
    let all = |ids: &[String]| ids.iter().map(call).collect::<Vec<_>>().join("、");
    let events = reading.events.iter().map(|event| {
        let recipients = if event.recipients.is_empty() { String::new() } else { format!(" → {}", all(&event.recipients)) };
        let who = [all(&event.actors), recipients].concat();
        format!("{} {} {} @ {}", event.kind, event.status, who.trim(), days(event.date.as_ref()))
    });
    let figures = reading.figures.iter().map(|figure| {
        let of = if figure.of.is_empty() { "none".into() } else { figure.of.join("、") };
        let change = figure.change.map_or("none".into(), |change| change.to_string());
        format!("figure {} {} {of} {} {change}", figure.value, figure.unit.as_deref().unwrap_or("none"), days(figure.period.as_ref()))
    });
    let statements = reading.statements.iter().map(|statement| {
        let via = if statement.via.is_empty() { String::new() } else { format!(" via {}", all(&statement.via)) };
        format!("statement {}{via} {}: {}", call(&statement.speaker), statement.verb.as_deref().unwrap_or("none"), statement.quote)
    });
    let instruments = reading.instruments.iter().map(|instrument| {
        let history: Vec<&str> = instrument.history.iter().map(|step| step.action.as_str()).collect();
        format!("instrument {} {} {} {}", instrument.title, instrument.kind, instrument.parties.join("、"), history.join("、")).trim_end().to_owned()
    });
    events.chain(figures).chain(statements).chain(instruments).collect()
}

#[test]
fn passages_are_read_as_written_beside_them() {
    let cases = cases(include_str!("passages.txt"));
    assert!(cases.len() >= 10, "only {} cases", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let reading = read(&Source { name: case.shows.to_owned(), text: case.text.clone(), published: Some(case.published) });
        let found = lines(&reading);
        for (wanted, record) in &case.records {
            let there = if *wanted { found.iter().any(|line| line == record) } else { found.iter().any(|line| line.starts_with(record)) };
            if there != *wanted {
                let (verb, all) = (if *wanted { "expected" } else { "did not expect" }, found.join("\n    "));
                faults.push(format!("passages.txt:{} ({}): {verb}\n    {record}\n  found\n    {all}", case.line, case.shows));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
