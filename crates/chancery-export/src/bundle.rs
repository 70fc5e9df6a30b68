//! Formats of several files.
//!
//! In: a selection. Out: files by name, all open at the same time; or one zip file of them. One table alone is written to the output as it is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use crate::cell::Cell;
use crate::columnar::ParquetWriter;
use crate::delimited::CsvWriter;
use crate::selection::Selection;
use crate::tables::{self, Table};
use crate::zip::Zip;
use crate::{Error, Format, Written, gdelt, package};

/// Where files go.
pub trait Files {
    /// Appends bytes to the file with a name; the first call makes it.
    ///
    /// # Errors
    /// It can't be written.
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
}

impl Files for Zip {
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        Zip::append(self, name, bytes)
    }
}

/// One of the files, with the count and digest of its bytes.
struct File<'f, 'a> {
    files: &'f RefCell<&'a mut dyn Files>,
    name: String,
    tally: std::rc::Rc<RefCell<Tally>>,
}

#[derive(Default)]
struct Tally {
    bytes: u64,
    digest: Sha256,
}

impl Write for File<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.files.borrow_mut().append(&self.name, bytes)?;
        let mut tally = self.tally.borrow_mut();
        tally.bytes += bytes.len() as u64;
        tally.digest.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A table's writer.
enum Sheet<W: Write> {
    Csv(Box<CsvWriter<W>>),
    Parquet(Box<ParquetWriter<W>>),
}

impl<W: Write> Sheet<W> {
    fn new(format: Format, table: Table, selection: &Selection<'_>, out: W) -> Result<Sheet<W>, Error> {
        Ok(match format {
            Format::Parquet => Sheet::Parquet(Box::new(ParquetWriter::new(out, table.columns())?)),
            _ => Sheet::Csv(Box::new(CsvWriter::new(out, table.columns(), selection.csv)?)),
        })
    }

    fn row(&mut self, row: Vec<Cell>) -> Result<(), Error> {
        match self {
            Sheet::Csv(writer) => writer.row(&row),
            Sheet::Parquet(writer) => writer.row(row),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Sheet::Csv(writer) => writer.finish(),
            Sheet::Parquet(writer) => writer.finish().map(drop),
        }
    }
}

/// Writes one table, or all as a zip file.
pub(crate) fn write(format: Format, selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    if let Some((table, _)) = selection.only().filter(|_| format != Format::Package) {
        let mut sheet = Sheet::new(format, table, selection, out)?;
        let mut written = Written::default();
        tables::rows(selection, &[table], &mut |_, row| {
            written.rows += 1;
            sheet.row(row)
        })?;
        sheet.finish()?;
        return Ok(written);
    }
    let mut zip = Zip::default();
    let written = write_files(format, selection, &mut zip)?;
    zip.finish(out)?;
    Ok(written)
}

/// Writes a format of several files.
///
/// # Errors
/// The archive can't be read, or a file can't be written.
pub fn write_files(format: Format, selection: &Selection<'_>, files: &mut dyn Files) -> Result<Written, Error> {
    let files = RefCell::new(files);
    let file = |name: &str| File { files: &files, name: name.to_owned(), tally: Default::default() };
    match format {
        Format::Csv | Format::Parquet | Format::Package => {}
        Format::Gdelt => {
            let (mut events, mut mentions) = (file("chancery.export.CSV"), file("chancery.mentions.CSV"));
            return gdelt::write(selection, Some(&mut events), Some(&mut mentions));
        }
        _ => return crate::write(format, selection, &mut file(&format!("chancery.{}", format.suffix()))),
    }
    let wanted: Vec<Table> = match selection.only().filter(|_| format != Format::Package) {
        Some((table, _)) => vec![table],
        None => Table::ALL.to_vec(),
    };
    let ending = if format == Format::Parquet { "parquet" } else { "csv" };
    let mut sheets = BTreeMap::new();
    for table in &wanted {
        let out = file(&format!("{}.{ending}", table.name()));
        let tally = std::rc::Rc::clone(&out.tally);
        sheets.insert(*table, (Sheet::new(format, *table, selection, io::BufWriter::with_capacity(1 << 15, out))?, tally, 0usize));
    }
    let mut written = Written::default();
    tables::rows(selection, &wanted, &mut |table, row| {
        written.rows += 1;
        match sheets.get_mut(&table) {
            Some((sheet, _, rows)) => {
                *rows += 1;
                sheet.row(row)
            }
            None => Ok(()),
        }
    })?;
    let mut told = Vec::new();
    for (table, (sheet, tally, rows)) in sheets {
        sheet.finish()?;
        let tally = tally.borrow();
        told.push((table, rows, tally.bytes, hex(&tally.digest.clone().finalize())));
    }
    if format == Format::Package {
        let description = format!("{:#}\n", package::description(selection, &told)?);
        let digest = hex(&Sha256::digest(description.as_bytes()));
        let mut files = files.borrow_mut();
        files.append("datapackage.json", description.as_bytes())?;
        files.append("CODEBOOK.md", package::codebook(selection, &told)?.as_bytes())?;
        files.append("CITATION.cff", package::citation(selection, &digest)?.as_bytes())?;
    }
    Ok(written)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
