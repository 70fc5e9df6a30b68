//! `chancery rules`: the rules and their examples, and the faults of the knowledge.

use std::collections::BTreeSet;
use std::path::Path;

use chancery_knowledge::{Frame, Knowledge, Severity, lint};
use chancery_reader::{Reader, examples};
use rayon::prelude::*;

use crate::arguments::RulesAction;
use crate::outcome::{Outcome, Stop};
use crate::print::layout::{Text, Tone};
use crate::print::{Cell, Look, Page, Row};
use crate::terminal::{Terminal, complain};
use crate::{batch, explain, knowledge, trials, why_not};

/// Triggers of a rule that the list shows.
const SHOWN: usize = 8;

/// Runs the command.
pub fn run(action: &RulesAction, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    match action {
        RulesAction::List { prefix } => list(prefix, folder, terminal),
        RulesAction::Lint => report(folder, terminal),
        RulesAction::Test { prefix } => test(prefix, folder, terminal),
    }
}

fn chosen<'k>(knowledge: &'k Knowledge, prefix: &str) -> Vec<&'k Frame> {
    let frames: Vec<&Frame> = knowledge.frames.iter().filter(|frame| frame.id.starts_with(prefix)).collect();
    if frames.is_empty() {
        complain("error", &if prefix.is_empty() { "the knowledge holds no rule".to_owned() } else { why_not::unknown(knowledge, prefix) });
    }
    frames
}

fn list(prefix: &str, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let knowledge = knowledge::load(folder)?;
    let frames = chosen(&knowledge, prefix);
    let root = explain::root(folder);
    let rows: Vec<Row> = frames
        .iter()
        .map(|frame| {
            let file = knowledge.files.get(usize::from(frame.place.0)).map_or("?", String::as_str);
            let text = Text::new(Tone::Plain, &trials::triggers(frame, SHOWN)).with(Tone::Faint, &format!("  {root}/{file}:{}", frame.place.1));
            Row { cells: vec![Cell::new(Tone::Id, &frame.id), Cell::new(Tone::Kind, frame.kind.as_str())], text, below: Vec::new() }
        })
        .collect();
    let mut page = Page::new(Look { color: terminal.color, width: terminal.width, full: true });
    page.rows(&rows, &[]);
    terminal.write(&page.finish())?;
    Ok(Outcome::of(!rows.is_empty(), false))
}

fn report(folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let files = knowledge::files(folder)?;
    let (knowledge, mut found) = Knowledge::load(&files);
    found.extend(lint(&knowledge, &files));
    found.extend(examples::lint(&Reader::new(&knowledge)));
    found.sort();
    found.dedup();
    let root = explain::root(folder);
    for diagnostic in &found {
        terminal.write(&format!("{root}/{diagnostic}\n"))?;
    }
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let files = knowledge.files.len();
    terminal.write(&format!(
        "{}, {}, {}: {}, {}\n",
        knowledge::count(files, "file"),
        knowledge::count(knowledge.frames.len(), "rule"),
        knowledge::count(knowledge.entities.len(), "name"),
        knowledge::count(errors, "error"),
        knowledge::count(found.len() - errors, "warning"),
    ))?;
    Ok(Outcome::of(true, errors > 0))
}

fn test(prefix: &str, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let knowledge = knowledge::load(folder)?;
    let frames = chosen(&knowledge, prefix);
    if frames.is_empty() {
        return Ok(Outcome::NothingFound);
    }
    let reader = Reader::new(&knowledge);
    let results: Vec<Vec<String>> =
        frames.par_iter().map(|frame| batch::guarded(&frame.id, || examples::failures(&reader, frame)).unwrap_or_else(|fault| vec![fault])).collect();
    let root = explain::root(folder);
    let mut failed = 0;
    for (frame, failures) in frames.iter().zip(&results) {
        let file = knowledge.files.get(usize::from(frame.place.0)).map_or("?", String::as_str);
        for failure in failures {
            failed += 1;
            terminal.write(&format!("{root}/{file}:{}: {failure}\n", frame.place.1))?;
        }
    }
    let tried: usize = frames.iter().map(|frame| frame.examples.len()).sum();
    let files: BTreeSet<u16> = frames.iter().map(|frame| frame.place.0).collect();
    terminal.write(&format!(
        "{} in {}, {}: {failed} failed\n",
        knowledge::count(frames.len(), "rule"),
        knowledge::count(files.len(), "file"),
        knowledge::count(tried, "example")
    ))?;
    Ok(Outcome::of(true, failed > 0))
}
