//! Answers as rows, printed in the shape asked for.
//!
//! In: columns, then rows one by one. Out: a table for a person, JSON, JSON Lines, CSV or Parquet. JSON Lines and CSV are printed as rows
//! come; the others need all of them. Missing is empty (`null` in JSON).

use std::io::IsTerminal;

use chancery_archive::ColumnKind;
use chancery_export::{Cell, ParquetWriter};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use super::arguments::{OutputOptions, Shape};
use crate::outcome::Stop;
use crate::print::layout::clean;
use crate::terminal::Terminal;

/// A column: its name in all shapes, what it holds, and the most columns of a terminal that it takes in a table (0: not shown there).
pub type Column = (&'static str, ColumnKind, usize);

/// Prints rows.
pub struct Table<'a> {
    columns: Vec<Column>,
    shape: Shape,
    limit: usize,
    rows: Vec<Vec<Value>>,
    count: usize,
    terminal: &'a mut Terminal,
}

impl<'a> Table<'a> {
    /// A table with columns, in the shape that was asked for.
    pub fn new(columns: Vec<Column>, options: &OutputOptions, terminal: &'a mut Terminal) -> Result<Table<'a>, Stop> {
        let mut table = Table { columns, shape: options.shape(), limit: options.limit.unwrap_or(usize::MAX), rows: Vec::new(), count: 0, terminal };
        if table.shape == Shape::Parquet && std::io::stdout().is_terminal() {
            return Err(Stop::Usage("parquet is no text for a terminal. Send the output to a file or a program.".to_owned()));
        }
        if table.shape == Shape::Csv {
            let names: Vec<Value> = table.columns.iter().map(|(name, ..)| Value::from(*name)).collect();
            table.csv(&names)?;
        }
        Ok(table)
    }

    /// Takes a row; `false` when no more are wanted.
    pub fn row(&mut self, row: Vec<Value>) -> Result<bool, Stop> {
        if self.count >= self.limit {
            return Ok(false);
        }
        self.count += 1;
        match self.shape {
            Shape::Jsonl => {
                let line = object(&self.columns, row).to_string() + "\n";
                self.terminal.write(&line)?;
                // The first result should not wait for a full buffer.
                if self.count == 1 {
                    self.terminal.flush()?;
                }
            }
            Shape::Csv => self.csv(&row)?,
            _ => self.rows.push(row),
        }
        Ok(self.count < self.limit)
    }

    fn csv(&mut self, row: &[Value]) -> Result<(), Stop> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let cells = row.iter().map(cell);
        let fail = |error: &dyn std::fmt::Display| Stop::Failed(format!("can't write CSV: {error}. This is a fault of the program; please report it."));
        writer.write_record(cells).map_err(|error| fail(&error))?;
        let bytes = writer.into_inner().map_err(|error| fail(&error))?;
        self.terminal.write(&String::from_utf8_lossy(&bytes))
    }

    fn parquet(&mut self) -> Result<(), Stop> {
        let kind = |kind| match kind {
            ColumnKind::Text => chancery_export::Kind::Text,
            ColumnKind::Whole => chancery_export::Kind::Whole,
            ColumnKind::Real => chancery_export::Kind::Real,
            ColumnKind::List => chancery_export::Kind::List,
        };
        let columns: Vec<chancery_export::Column> =
            self.columns.iter().map(|(name, of, _)| chancery_export::Column { name, kind: kind(*of), about: "" }).collect();
        let mut writer = ParquetWriter::new(Vec::new(), &columns).map_err(super::export::stop)?;
        for row in std::mem::take(&mut self.rows) {
            let cells = row.iter().zip(&self.columns).map(|(value, (_, kind, _))| typed(value, *kind)).collect();
            writer.row(cells).map_err(super::export::stop)?;
        }
        let bytes = writer.finish().map_err(super::export::stop)?;
        self.terminal.bytes(&bytes)
    }

    /// Prints what is left; how many rows there were.
    pub fn finish(mut self) -> Result<usize, Stop> {
        match self.shape {
            Shape::Table if self.count > 0 => human(&self.columns, &self.rows, self.terminal)?,
            Shape::Parquet => self.parquet()?,
            Shape::Json => {
                let rows: Vec<Value> = self.rows.into_iter().map(|row| object(&self.columns, row)).collect();
                self.terminal.json(&rows, true)?;
            }
            _ => {}
        }
        Ok(self.count)
    }
}

fn object(columns: &[Column], row: Vec<Value>) -> Value {
    Value::Object(columns.iter().map(|(name, ..)| (*name).to_owned()).zip(row).collect::<Map<_, _>>())
}

/// A value as a cell with a type.
fn typed(value: &Value, kind: ColumnKind) -> Cell {
    match (kind, value) {
        (_, Value::Null) => Cell::Empty,
        (ColumnKind::List, Value::Array(list)) => Cell::List(list.iter().map(cell).collect()),
        (ColumnKind::Whole, value) => value.as_i64().map_or(Cell::Empty, Cell::Whole),
        (ColumnKind::Real, value) => value.as_f64().map_or(Cell::Empty, Cell::Real),
        (_, value) => Cell::text(cell(value)),
    }
}

/// A value as one cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn human(columns: &[Column], rows: &[Vec<Value>], terminal: &mut Terminal) -> Result<(), Stop> {
    let shown: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].2 > 0).collect();
    let texts: Vec<Vec<String>> = rows.iter().map(|row| shown.iter().map(|at| clean(&cell(row.get(*at).unwrap_or(&Value::Null)))).collect()).collect();
    let head: Vec<String> = shown.iter().map(|at| columns[*at].0.replace('_', " ")).collect();
    let mut widths: Vec<usize> = head.iter().map(|name| name.width()).collect();
    for row in &texts {
        for ((width, text), at) in widths.iter_mut().zip(row).zip(&shown) {
            *width = (*width).max(text.width().min(columns[*at].2));
        }
    }
    // The last column takes what is left.
    let taken: usize = widths.iter().rev().skip(1).map(|width| width + 2).sum();
    if let Some(last) = widths.last_mut() {
        *last = terminal.width.saturating_sub(taken).max(12).min(*last);
    }
    for row in std::iter::once(&head).chain(&texts) {
        let mut line = String::new();
        for (at, (text, width)) in row.iter().zip(&widths).enumerate() {
            let text = fit(text, *width);
            let right = matches!(columns[shown[at]].1, ColumnKind::Whole | ColumnKind::Real);
            let space = " ".repeat(width - text.width());
            line.push_str(&if right { format!("{space}{text}  ") } else { format!("{text}{space}  ") });
        }
        terminal.write(line.trim_end())?;
        terminal.write("\n")?;
    }
    Ok(())
}

/// A text cut to so many columns.
fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}
