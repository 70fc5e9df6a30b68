//! `chancery cite`: references to documents and instruments, with the digest of the bytes and the address in the archive.
//!
//! In: ids of documents or of records. Out: for each document that tells them, and for each instrument, a reference in the style asked for.
//! What is not known is left out, never filled in.

use chancery_export::{Format, Selection, references};

use super::arguments::{Citation, CiteOptions};
use super::export::stop;
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

/// Runs the command.
pub fn run(options: &CiteOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::ready(&options.archive)?;
    let selection = Selection::records(&archive, options.ids.clone());
    let style = match options.style {
        Citation::Style(style) => style,
        Citation::Format(format) => return whole(format, &selection, terminal),
    };
    let mut lines = String::new();
    references(&selection, |reference| {
        lines.push_str(&crate::print::layout::clean(reference.text(style).trim_end()));
        lines.push('\n');
        Ok(())
    })
    .map_err(stop)?;
    terminal.write(&lines)?;
    Ok(Outcome::of(!lines.is_empty(), false))
}

fn whole(format: Format, selection: &Selection<'_>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let mut bytes = Vec::new();
    let written = chancery_export::write(format, selection, &mut bytes).map_err(stop)?;
    terminal.write(&String::from_utf8_lossy(&bytes))?;
    Ok(Outcome::of(written.rows > 0, false))
}
