//! Records of an archive in the formats of other tools.
//!
//! In: a [`Selection`] of an archive's records. Out: bytes, written as they are made. No file is opened here and no clock is read: every time
//! stamp comes from the archive, so equal archives give equal bytes. Missing is empty, conflicts are kept, counts of events and of
//! reports stand beside each other, dates keep their precision. What each format holds is told in `docs/exports.md`.

mod bundle;
mod calendar;
mod cell;
mod coded;
mod columnar;
mod countries;
mod dates;
mod delimited;
mod error;
mod followthemoney;
mod gdelt;
mod known;
mod linked;
mod package;
mod plover;
mod references;
mod selection;
mod selector;
mod tables;
mod zip;

use std::collections::BTreeMap;
use std::io::Write;

pub use bundle::{Files, write_files};
pub use cell::{Cell, Column, Kind};
pub use columnar::ParquetWriter;
pub use delimited::{CsvOptions, safe, unsafe_again};
pub use error::Error;
pub use references::{Reference, Style};
pub use selection::Selection;
pub use tables::Table;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Tables as comma-separated values.
    Csv,
    /// Tables as Parquet.
    Parquet,
    /// PROV-O and Web Annotation.
    JsonLd,
    /// FollowTheMoney.
    Ftm,
    /// PLOVER.
    Plover,
    /// GDELT events and mentions.
    Gdelt,
    /// iCalendar.
    Ics,
    /// BibLaTeX.
    Bibtex,
    /// CSL-JSON.
    Csl,
    /// RIS.
    Ris,
    /// Frictionless Data Package.
    Package,
}

impl Format {
    /// All.
    pub const ALL: &'static [Format] = &[
        Format::Csv,
        Format::Parquet,
        Format::JsonLd,
        Format::Ftm,
        Format::Plover,
        Format::Gdelt,
        Format::Ics,
        Format::Bibtex,
        Format::Csl,
        Format::Ris,
        Format::Package,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::JsonLd => "jsonld",
            Format::Ftm => "ftm",
            Format::Plover => "plover",
            Format::Gdelt => "gdelt",
            Format::Ics => "ics",
            Format::Bibtex => "bibtex",
            Format::Csl => "csl",
            Format::Ris => "ris",
            Format::Package => "package",
        }
    }

    /// What it is.
    pub fn about(self) -> &'static str {
        match self {
            Format::Csv => "Tables, one CSV file per kind of record",
            Format::Parquet => "Tables, one Parquet file per kind of record",
            Format::JsonLd => "JSON-LD with PROV-O and Web Annotation",
            Format::Ftm => "FollowTheMoney entities",
            Format::Plover => "PLOVER 0.8 records",
            Format::Gdelt => "GDELT 2.0 events, and mentions where PATH is a folder",
            Format::Ics => "iCalendar: what is announced, and the last days of instruments",
            Format::Bibtex => "BibLaTeX references to the documents",
            Format::Csl => "CSL-JSON references",
            Format::Ris => "RIS references",
            Format::Package => "Frictionless Data Package: CSV tables, schema, codebook, citation",
        }
    }

    /// The format with a name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The ending of a file of it, without a dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::JsonLd => "jsonld",
            Format::Ftm => "ftm.jsonl",
            Format::Plover => "plover.jsonl",
            Format::Gdelt => "export.CSV",
            Format::Ics => "ics",
            Format::Bibtex => "bib",
            Format::Csl => "csl.json",
            Format::Ris => "ris",
            Format::Package => "zip",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::JsonLd => "application/ld+json",
            Format::Ftm | Format::Plover => "application/x-ndjson",
            Format::Gdelt => "text/tab-separated-values; charset=utf-8",
            Format::Ics => "text/calendar; charset=utf-8",
            Format::Bibtex => "application/x-bibtex; charset=utf-8",
            Format::Csl => "application/vnd.citationstyles.csl+json",
            Format::Ris => "application/x-research-info-systems; charset=utf-8",
            Format::Package => "application/zip",
        }
    }

    /// Whether it is several files, unless one table is asked for: written to one output they are a zip file.
    pub fn is_bundle(self) -> bool {
        matches!(self, Format::Csv | Format::Parquet | Format::Package)
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, entities, entries.
    pub rows: usize,
    /// Records that the format can't hold, by the reason.
    pub left_out: BTreeMap<&'static str, usize>,
}

/// Writes a selection into one output. Formats of several files ([`Format::is_bundle`]) become a zip file, unless the selection asks for one table.
///
/// # Errors
/// The archive can't be read, or the output can't be written.
pub fn write(format: Format, selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let mut out = std::io::BufWriter::with_capacity(1 << 16, out);
    let written = match format {
        Format::Csv | Format::Parquet | Format::Package => bundle::write(format, selection, &mut out)?,
        Format::JsonLd => linked::write(selection, &mut out)?,
        Format::Ftm => followthemoney::write(selection, &mut out)?,
        Format::Plover => plover::write(selection, &mut out)?,
        Format::Gdelt => gdelt::write(selection, Some(&mut out), None)?,
        Format::Ics => calendar::write(selection, &mut out)?,
        Format::Bibtex | Format::Csl | Format::Ris => bibliography(format, selection, &mut out)?,
    };
    out.flush()?;
    Ok(written)
}

/// References to all documents that tell a record of the selection, and to its instruments.
fn bibliography(format: Format, selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let mut written = Written::default();
    references(selection, |reference| {
        match format {
            Format::Bibtex => out.write_all(reference.bibtex().as_bytes())?,
            Format::Ris => out.write_all(reference.ris().as_bytes())?,
            _ => write!(out, "{}{}", if written.rows == 0 { "[\n" } else { ",\n" }, reference.csl())?,
        }
        written.rows += 1;
        Ok(())
    })?;
    if format == Format::Csl {
        out.write_all(if written.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
    }
    Ok(written)
}

/// The reference to an instrument, from its record.
///
/// # Errors
/// The archive can't be read.
pub fn reference(archive: &chancery_archive::Archive, instrument: &chancery_register::InstrumentRecord) -> Result<Reference, Error> {
    Reference::instrument(&Selection::records(archive, Vec::new()), instrument)
}

/// Calls `each` with a reference to every instrument of a selection and to every document that tells one of its records.
///
/// # Errors
/// The archive can't be read, or `each` fails.
pub fn references(selection: &Selection<'_>, mut each: impl FnMut(&Reference) -> Result<(), Error>) -> Result<(), Error> {
    selection.wholes("instrument", |whole| match &whole.record {
        chancery_register::Record::Instrument(instrument) => each(&Reference::instrument(selection, instrument)?),
        _ => Ok(()),
    })?;
    let mut speakers = BTreeMap::new();
    if selection.filter().is_none() {
        selection.told("statement", |telling| {
            if let chancery_register::Body::Statement(statement) = &telling.item.body {
                let (english, name) = (selection.english(&statement.speaker)?, selection.name(&statement.speaker)?);
                let both = english.filter(|english| *english != name).map_or_else(|| name.clone(), |english| format!("{english} {name}"));
                speakers.insert(telling.document.number, both);
            }
            Ok(())
        })?;
    }
    selection
        .each_document(&selection.documents()?, |held| each(&Reference { speaker: speakers.get(&held.document.number).cloned(), ..Reference::document(held) }))
}
