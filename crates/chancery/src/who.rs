//! `chancery who`: the holders of an office, the offices of a person.
//!
//! In: a title or a name, and a day. Out: a table of tenures in order of time, with the ids of the
//! persons. Dates are printed as the tables have them.

use std::path::Path;

use chancery_knowledge::{EntityRow, Tenure};

use crate::arguments::WhoOptions;
use crate::knowledge;
use crate::outcome::{Outcome, Stop};
use crate::print::layout::{Text, Tone};
use crate::print::{Cell, Look, Page, Row};
use crate::terminal::{Terminal, complain};

/// Runs the command.
pub fn run(options: &WhoOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let knowledge = knowledge::load(folder)?;
    let titles = knowledge.titles(&options.query);
    let persons = knowledge.persons(&options.query);
    if titles.is_empty() && persons.is_empty() {
        complain(
            "error",
            &format!("no office and no person of the tables is called {:?}. Expected a title with its state, such as 美國國務卿, or a name.", options.query),
        );
        return Ok(Outcome::NothingFound);
    }
    let of_titles = titles.iter().flat_map(|title| knowledge.holders_of(*title));
    let of_persons = persons.iter().flat_map(|row| knowledge.entities[*row as usize].tenures.iter().map(|tenure| (*row, tenure)));
    let mut held: Vec<(u32, &Tenure)> = of_titles.chain(of_persons).filter(|(_, tenure)| options.on.is_none_or(|day| tenure.holds_on(day))).collect();
    // Those without a date come last.
    held.sort_by_key(|(row, tenure)| (tenure.from.is_none(), tenure.from, tenure.to.is_none(), tenure.to, *row));
    held.dedup();
    if held.is_empty() {
        let day = options.on.map_or_else(String::new, |day| format!(" on {day}"));
        complain("error", &format!("the tables know of no office for {:?}{day}. Without --on every date is listed.", options.query));
        return Ok(Outcome::NothingFound);
    }
    let rows: Vec<Row> = held.iter().map(|(row, tenure)| line(&knowledge.entities[*row as usize], tenure)).collect();
    let mut page = Page::new(Look { color: terminal.color, width: terminal.width, full: true });
    page.rows(&rows, &[]);
    terminal.write(&page.finish())?;
    Ok(Outcome::Done)
}

fn line(person: &EntityRow, tenure: &Tenure) -> Row {
    let dates = if tenure.written.is_empty() { "date unknown".to_owned() } else { tenure.written.replace('/', "–") };
    let to = if tenure.to_body.is_empty() { String::new() } else { format!(" to {}", bare(&tenure.to_body)) };
    Row {
        cells: vec![
            Cell::new(Tone::Plain, &dates),
            Cell::new(Tone::Kind, &format!("{} of {}{to}", tenure.office, bare(&tenure.body))),
            Cell::new(Tone::Words, &person.name),
        ],
        text: Text::new(Tone::Plain, &person.english).with(Tone::Faint, &format!("  {}", person.id)),
        below: Vec::new(),
    }
}

/// `beijing` of `place:beijing`.
fn bare(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, bare)| bare)
}
