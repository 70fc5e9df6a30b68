//! `chancery explain`: how a record came about, from the words of the text to the lines of the knowledge.
//!
//! The source is read again; nothing is kept between runs. [`event`] tells of events, [`records`] of the other records,
//! [`words`] draws sentences with marks under them and lists the names used.

mod event;
mod records;
mod words;

use std::path::Path;

use chancery_knowledge::Knowledge;
use chancery_model::{Document, Reading};
use chancery_reader::{Options, Reader};

use crate::arguments::ExplainOptions;
use crate::inputs::Input;
use crate::outcome::{Outcome, Stop};
use crate::print::layout::{Text, Tone};
use crate::print::{Cell, Look, Names, Page, Row};
use crate::terminal::{Terminal, complain};
use crate::trials::{Attempt, attempts};
use crate::{batch, knowledge};

/// Everything that an explanation draws on.
struct Case<'a> {
    document: &'a Document,
    reading: &'a Reading,
    names: Names<'a>,
    knowledge: &'a Knowledge,
    attempts: Vec<Attempt>,
    /// The folder that the knowledge came from, as messages call it.
    root: String,
}

impl Case<'_> {
    /// File and line of an entry of the knowledge.
    fn place(&self, place: (u16, u32)) -> String {
        let file = self.knowledge.files.get(usize::from(place.0)).map_or("?", String::as_str);
        format!("{}/{file}:{}", self.root, place.1)
    }
}

/// Runs the command.
pub fn run(options: &ExplainOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let intake = batch::intake_options(&options.source)?;
    let input = Input::single(&options.input);
    let document = batch::document(&input, &intake).map_err(Stop::Failed)?;
    let knowledge = knowledge::load(folder)?;
    let reader = Reader::new(&knowledge);
    let (reading, attempts) =
        batch::guarded(&input.name, || (reader.read(&document, &Options::default()), attempts(&reader, &document))).map_err(Stop::Failed)?;
    let case = Case { document: &document, reading: &reading, names: Names::new(&reading), knowledge: &knowledge, attempts, root: root(folder) };
    let mut page = Page::new(Look { color: terminal.color, width: terminal.width, full: true });
    if !explain(&mut page, &case, &options.id) {
        complain("error", &missing(&reading, &options.id));
        return Ok(Outcome::NothingFound);
    }
    terminal.write(&page.finish())?;
    Ok(Outcome::Done)
}

/// What messages call the folder of the knowledge.
pub fn root(folder: Option<&Path>) -> String {
    folder.map_or_else(|| "knowledge".to_owned(), |folder| folder.to_string_lossy().trim_end_matches(['/', '\\']).to_owned())
}

fn explain(page: &mut Page, case: &Case<'_>, id: &str) -> bool {
    let reading = case.reading;
    if let Some(event) = reading.events.iter().find(|event| event.id == id) {
        event::explain(page, case, event);
    } else if let Some(instrument) = reading.instruments.iter().find(|instrument| instrument.id == id) {
        records::instrument(page, case, instrument);
    } else if let Some(statement) = reading.statements.iter().find(|statement| statement.id == id) {
        records::statement(page, case, statement);
    } else if let Some(figure) = reading.figures.iter().find(|figure| figure.id == id) {
        records::figure(page, case, figure);
    } else if let Some(relation) = reading.relations.iter().find(|relation| relation.id == id) {
        records::relation(page, case, relation);
    } else {
        return false;
    }
    true
}

fn missing(reading: &Reading, id: &str) -> String {
    let ranges = [
        ("v", "events", reading.events.len()),
        ("i", "instruments", reading.instruments.len()),
        ("s", "statements", reading.statements.len()),
        ("f", "figures", reading.figures.len()),
        ("r", "relations", reading.relations.len()),
    ];
    let held: Vec<String> = ranges
        .iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(letter, name, count)| if *count == 1 { format!("{letter}1 ({name})") } else { format!("{letter}1 to {letter}{count} ({name})") })
        .collect();
    match held.as_slice() {
        [] => format!("no record {id:?}: nothing was found in {}", reading.source.name),
        held => format!(
            "no record {id:?} in {}. It has {}. The ids depend on --published and on the knowledge; see them with: chancery read",
            reading.source.name,
            held.join(", ")
        ),
    }
}

/// A line of label and value.
fn fact(page: &mut Page, label: &str, value: &str) {
    if !value.is_empty() {
        let row = Row { cells: vec![Cell::new(Tone::Faint, label)], text: Text::new(Tone::Plain, value), below: Vec::new() };
        // As wide as the longest label, so that single facts stand in one column.
        let widest = Row { cells: vec![Cell::new(Tone::Faint, "confidence")], ..Row::default() };
        page.rows(&[row], &[widest]);
    }
}
