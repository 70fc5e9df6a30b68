//! Tables: comma-, semicolon-, tab- or bar-separated values with a line of headings.
//!
//! In: bytes in any encoding. Out: an entry for each row, as an object of JSON with the headings as names. What a column holds is left to `json`.

use std::io::BufRead;

use crate::Options;
use crate::entries::{Container, Step};
use crate::failure::{Failure, Kind};
use crate::format::Format;
use crate::input::{Budget, Input, failed, utf8};
use crate::item::{Entry, Metadata};

/// How much of the file the separator is told by.
const SAMPLE: usize = 8 << 10;
/// How many columns a table may have.
const COLUMNS: usize = 10_000;

/// The rows of a table.
pub(crate) struct Rows {
    name: String,
    reader: csv::Reader<Budget<Box<dyn BufRead + Send>>>,
    headings: Vec<String>,
    /// Columns that may hold the text.
    texts: Vec<usize>,
    ended: bool,
}

impl Rows {
    pub fn new(name: &str, input: Input, options: &Options) -> Result<Rows, Failure> {
        let mut reader = utf8(input, name, options.encoding.as_deref())?;
        let sample = reader.fill_buf().map_err(|error| failed(name, error))?;
        let separator = separator(&sample[..sample.len().min(SAMPLE)]);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(Budget::new(reader, separator, &options.limits));
        let mut first = csv::ByteRecord::new();
        let any = reader.read_byte_record(&mut first).map_err(|error| broken(name, error))?;
        let headings: Vec<String> = first.iter().take(COLUMNS).map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        if !any || headings.iter().all(String::is_empty) {
            return Err(Failure::new(Kind::Empty, name, "expected a table with a line of headings, found no words. Check that the right file was given."));
        }
        let texts: Vec<usize> = (0..headings.len()).filter(|at| options.map.rank("text", &headings[*at]).is_some()).collect();
        if texts.is_empty() {
            let found: Vec<String> = headings.iter().take(20).map(|heading| heading.chars().take(40).collect()).collect();
            let message = format!("expected a column with the text (text, body, content …), found columns: {}. Name it: --map text=COLUMN.", found.join(", "));
            return Err(Failure::new(Kind::Usage, name, message));
        }
        Ok(Rows { name: name.to_owned(), reader, headings, texts, ended: false })
    }
}

impl Container for Rows {
    fn step(&mut self) -> Option<Step> {
        if self.ended {
            return None;
        }
        self.reader.get_mut().renew();
        let line = self.reader.position().line();
        let mut row = csv::ByteRecord::new();
        match self.reader.read_byte_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                let line = row.position().map_or(line, csv::Position::line);
                let name = format!("{}:{line}", self.name);
                if self.texts.iter().all(|at| row.get(*at).is_none_or(|cell| cell.trim_ascii().is_empty())) {
                    let columns: Vec<&str> = self.texts.iter().map(|at| self.headings[*at].as_str()).collect();
                    let message = format!(
                        "expected words in the column {}, found none. Leave the row out, or name another column: --map text=COLUMN.",
                        columns.join(" or ")
                    );
                    return Some(Step::Failed(Failure::new(Kind::Empty, &name, message)));
                }
                let mut object = serde_json::Map::new();
                for (heading, cell) in self.headings.iter().zip(row.iter()) {
                    let cell = String::from_utf8_lossy(cell);
                    if !heading.is_empty() && !cell.trim().is_empty() {
                        object.insert(heading.clone(), cell.into_owned().into());
                    }
                }
                let bytes = serde_json::to_vec(&object).unwrap_or_default();
                Some(Step::Entry(Entry { name, format: Format::Json, bytes, charset: None, known: Metadata::default() }))
            }
            Err(error) => {
                self.ended = true;
                Some(Step::Failed(broken(&format!("{}:{line}", self.name), error)))
            }
        }
    }
}

fn broken(name: &str, error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => failed(name, error),
        other => Failure::damaged(name, format!("expected a row of a table, found an error: {other:?}. Correct it, or get the file anew.")),
    }
}

/// The separator that stands most often in the line of headings, outside quotes.
fn separator(sample: &[u8]) -> u8 {
    let mut counts = [(b',', 0usize), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in sample.iter().copied() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(known, _)| *known == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}
