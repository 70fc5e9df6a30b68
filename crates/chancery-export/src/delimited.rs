//! CSV (RFC 4180): commas, double quotes, CRLF, UTF-8.
//!
//! In: columns and cells. Out: bytes. A spreadsheet runs what begins like a formula; `excel_safe` puts an apostrophe before such texts in a way
//! that can be undone ([`unsafe_again`]).

use std::io::Write;

use crate::Error;
use crate::cell::{Cell, Column};

/// First characters that a spreadsheet may take for a formula (OWASP's list with the full-width forms).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// How CSV is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// Whether texts that begin like a formula get an apostrophe before them.
    pub excel_safe: bool,
    /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    pub bom: bool,
}

/// A text that no spreadsheet takes for a formula.
pub fn safe(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`safe`] was given.
pub fn unsafe_again(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// Writes rows.
pub(crate) struct CsvWriter<W: Write> {
    inner: csv::Writer<W>,
    excel_safe: bool,
}

impl<W: Write> CsvWriter<W> {
    pub fn new(mut out: W, columns: &[Column], options: CsvOptions) -> Result<CsvWriter<W>, Error> {
        if options.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut inner = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        inner.write_record(columns.iter().map(|column| column.name))?;
        Ok(CsvWriter { inner, excel_safe: options.excel_safe })
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), Error> {
        let text = |cell: &Cell| match cell {
            // A negative number is no formula.
            Cell::Text(_) | Cell::List(_) if self.excel_safe => safe(&cell.plain()),
            _ => cell.plain(),
        };
        Ok(self.inner.write_record(cells.iter().map(text))?)
    }

    pub fn finish(mut self) -> Result<(), Error> {
        Ok(self.inner.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Kind;

    const HOSTILE: [&str; 14] = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＠x",
        "'=1",
        "''=1",
        "'quoted'",
        "plain, \"quoted\"; and\r\nbroken",
        "=cmd|' /C calc'!A0",
        "𠮷野家 は習近平",
    ];

    #[test]
    fn what_begins_like_a_formula_is_disarmed_and_comes_back() {
        for text in HOSTILE {
            let safe = safe(text);
            assert!(!safe.starts_with(FORMULA), "{safe}");
            assert_eq!(unsafe_again(&safe), text);
        }
    }

    #[test]
    fn every_text_survives_a_round_trip() {
        let columns = [Column { name: "a", kind: Kind::Text, about: "" }, Column { name: "b", kind: Kind::Real, about: "" }];
        for options in [CsvOptions::default(), CsvOptions { excel_safe: true, bom: true }] {
            let mut out = Vec::new();
            let mut writer = CsvWriter::new(&mut out, &columns, options).unwrap();
            HOSTILE.iter().for_each(|text| writer.row(&[Cell::text(*text), Cell::Real(-1.5)]).unwrap());
            writer.finish().unwrap();
            assert_eq!(out.starts_with(&[0xEF, 0xBB, 0xBF]), options.bom);
            let body = if options.bom { &out[3..] } else { &out[..] };
            assert!(body.starts_with(b"a,b\r\n") && body.ends_with(b",-1.5\r\n"));
            let mut reader = csv::Reader::from_reader(body);
            let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
            let back: Vec<&str> = read.iter().map(|text| if options.excel_safe { unsafe_again(text) } else { text }).collect();
            assert_eq!(back, HOSTILE);
        }
    }

    #[test]
    fn lists_can_be_taken_apart_again() {
        let plain = Cell::list(["a;b", "c\\", "d"]).plain();
        assert_eq!(plain, "a\\;b; c\\\\; d");
    }
}
