//! `chancery read`: inputs to readings, as JSON or for a person.

use std::io::{self, IsTerminal};
use std::path::Path;

use chancery_model::Reading;
use chancery_reader::{Options, Reader};

use crate::arguments::ReadOptions;
use crate::inputs::{Input, Place, TEXTS, gather};
use crate::outcome::{Outcome, Stop};
use crate::print::{self, Look};
use crate::terminal::{Terminal, complain, json};
use crate::{batch, knowledge};

/// The shape of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Human,
    Json,
    JsonLines,
}

/// What became of one input: its output and whether anything was found, or why it failed.
type Finished = Result<(String, bool), String>;

/// Runs the command.
pub fn run(options: &ReadOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let inputs = inputs(options)?;
    let shape = if options.json {
        Shape::Json
    } else if options.jsonl {
        Shape::JsonLines
    } else {
        Shape::Human
    };
    if shape == Shape::Json && inputs.len() > 1 {
        return Err(Stop::Usage(format!("--json prints one object, and there are {} inputs. Use --jsonl, which prints one object per line.", inputs.len())));
    }
    if inputs.is_empty() {
        return Ok(Outcome::NothingFound);
    }
    let intake = batch::intake_options(&options.source)?;
    let knowledge = knowledge::load(folder)?;
    let reader = Reader::new(&knowledge);
    let look = Look { color: terminal.color, width: terminal.width, full: options.full };
    let work = |input: &Input| -> Finished {
        let document = batch::document(input, &intake)?;
        let reading = batch::guarded(&input.name, || reader.read(&document, &Options::default()))?;
        let text = batch::guarded(&input.name, || match shape {
            Shape::Human => Ok(print::reading(&reading, look)),
            Shape::Json => json(&reading, true),
            Shape::JsonLines => json(&reading, false),
        })?;
        let text = text.map_err(|_| format!("{}: can't be written as JSON", input.name))?;
        Ok((text, holds_facts(&reading)))
    };
    let (mut found, mut failed, mut first) = (false, 0, true);
    let finish = |result: Finished| {
        match result {
            Ok((text, facts)) => {
                if shape == Shape::Human && !std::mem::take(&mut first) {
                    terminal.write("\n")?;
                }
                terminal.write(&text)?;
                found |= facts;
            }
            Err(message) => {
                terminal.flush()?;
                complain("error", &message);
                failed += 1;
            }
        }
        Ok(())
    };
    batch::each(&inputs, options.threads, work, finish)?;
    if failed > 0 && inputs.len() > 1 {
        terminal.flush()?;
        complain("error", &format!("{failed} of {} failed; the others were read", knowledge::count(inputs.len(), "input")));
    }
    Ok(Outcome::of(found, failed > 0))
}

fn inputs(options: &ReadOptions) -> Result<Vec<Input>, Stop> {
    if options.inputs.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Stop::Usage("nothing to read. Name files or folders, or - for standard input, for example: chancery read page.txt".into()));
        }
        return Ok(vec![Input { name: "-".into(), place: Place::Standard }]);
    }
    if options.inputs.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Stop::Usage("standard input (-) can be read only once. Name - a single time.".into()));
    }
    let gathered = gather(&options.inputs, TEXTS);
    gathered.notes.iter().for_each(|note| complain("note", note));
    Ok(gathered.inputs)
}

/// Whether a reading holds any fact; names alone are none.
pub fn holds_facts(reading: &Reading) -> bool {
    !(reading.events.is_empty()
        && reading.instruments.is_empty()
        && reading.statements.is_empty()
        && reading.figures.is_empty()
        && reading.relations.is_empty())
}
