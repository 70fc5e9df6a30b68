//! `chancery annotate`: all names, times and quantities of one source.

use std::path::Path;

use chancery_reader::{Options, Reader};

use crate::arguments::AnnotateOptions;
use crate::inputs::Input;
use crate::outcome::{Outcome, Stop};
use crate::print::{self, Look};
use crate::terminal::{Terminal, complain};
use crate::{batch, knowledge};

/// Runs the command.
pub fn run(options: &AnnotateOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let intake = batch::intake_options(&options.source)?;
    let input = Input::single(&options.input);
    let document = batch::document(&input, &intake).map_err(Stop::Failed)?;
    let knowledge = knowledge::load(folder)?;
    let reader = Reader::new(&knowledge);
    let annotation = batch::guarded(&input.name, || reader.annotate(&document, &Options::default())).map_err(Stop::Failed)?;
    if options.json {
        terminal.json(&annotation, true)?;
    } else {
        document.warnings.iter().for_each(|warning| complain("warning", &warning.message));
        let look = Look { color: terminal.color, width: terminal.width, full: false };
        terminal.write(&print::annotation(&annotation, look))?;
    }
    Ok(Outcome::of(!annotation.mentions.is_empty(), false))
}
