//! Standard output and standard error: colour or not, how wide, a progress line, pipes that close.
//!
//! Colour is for terminals only, unless asked for (`--color`, `CLICOLOR_FORCE`) or forbidden (`NO_COLOR`, `TERM=dumb`).

use std::env;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use crate::arguments::ColorChoice;
use crate::outcome::Stop;
use crate::print::layout::clean;

/// Columns where nothing says how many there are.
const COLUMNS: usize = 100;
/// Fewer columns than this are treated as this many, more than the second as the second: longer lines are hard to read.
const BOUNDS: (usize, usize) = (40, 140);

/// Standard output and how to write on it.
pub struct Terminal {
    out: BufWriter<Stdout>,
    /// Whether to colour.
    pub color: bool,
    /// How many columns to fill.
    pub width: usize,
}

impl Terminal {
    /// Looks at the environment.
    pub fn new(choice: ColorChoice) -> Terminal {
        let out = io::stdout();
        let (color, width) = (color(choice, out.is_terminal()), width(out.is_terminal()));
        Terminal { out: BufWriter::with_capacity(1 << 16, out), color, width }
    }

    /// Writes text as it is.
    pub fn write(&mut self, text: &str) -> Result<(), Stop> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// Writes bytes that are no text.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        Ok(self.out.write_all(bytes)?)
    }

    /// Writes a value as JSON on one line or on several.
    pub fn json<T: Serialize>(&mut self, value: &T, pretty: bool) -> Result<(), Stop> {
        self.write(&json(value, pretty)?)
    }

    /// Hands everything written so far to the reader.
    pub fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}

/// A value as JSON with a line end.
pub fn json<T: Serialize>(value: &T, pretty: bool) -> Result<String, Stop> {
    let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    let mut text = text.map_err(|error| Stop::Failed(format!("can't write JSON: {error}. This is a fault of the program; please report it.")))?;
    text.push('\n');
    Ok(text)
}

/// Prints a message on standard error: `chancery: warning: …`. A closed standard error is no reason to stop.
pub fn complain(label: &str, message: &str) {
    let mut lines = message.lines().map(clean);
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("\n  {}", line.trim_start())).collect();
    let _ = writeln!(io::stderr(), "chancery: {label}: {first}{rest}");
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn color(choice: ColorChoice, terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto if env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") => true,
        ColorChoice::Auto if env::var_os("CLICOLOR").is_some_and(|value| value == "0") => false,
        ColorChoice::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

fn width(terminal: bool) -> usize {
    let measured = if terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
    let told = || env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse::<usize>().ok());
    measured.or_else(told).filter(|width| *width > 0).unwrap_or(COLUMNS).clamp(BOUNDS.0, BOUNDS.1)
}
