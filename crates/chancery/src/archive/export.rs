//! `chancery export`: records in the formats of other tools.
//!
//! In: filters or ids, a format. Out: a file, a folder of files, or standard output. Files are written under another name first, so that one
//! that was cut short is not taken for whole. What a format can't hold is counted on standard error.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chancery_export::{CsvOptions, Error, Files, Format, Selection, Table, Written};

use super::arguments::{ExportOptions, FilterOptions};
use super::filter::filter;
use crate::outcome::{Outcome, Stop};
use crate::terminal::{Terminal, complain};

/// Runs the command.
pub fn run(options: &ExportOptions, knowledge: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let format = options.format;
    let archive = super::ready(&options.archive)?;
    let mut selection = match &options.ids[..] {
        [] => Selection::new(&archive, filter(&options.filter, &archive, knowledge)?),
        _ if options.filter != FilterOptions::default() => {
            return Err(Stop::Usage("ids and filters can't be used together. Give the ids alone, or the filters alone.".to_owned()));
        }
        ids => Selection::records(&archive, ids.to_vec()),
    };
    selection.csv = CsvOptions { excel_safe: options.excel_safe, bom: options.bom };
    (selection.quote, selection.pairs) = (options.quote, options.pairs);
    if let Some(name) = &options.table {
        let all = || Table::ALL.iter().map(|table| table.name()).collect::<Vec<_>>().join(", ");
        let table = Table::parse(name).filter(|_| matches!(format, Format::Csv | Format::Parquet));
        selection.table = Some(table.ok_or_else(|| Stop::Usage(format!("--table {name}: expected, of csv and parquet, one of {}", all())))?);
    }
    let several = format.is_bundle() && selection.table.is_none();
    let written = match &options.out {
        None => {
            if (several || format == Format::Parquet) && io::stdout().is_terminal() {
                let message = format!("{} is no text for a terminal. Name a file or folder with --out, or send the output to a program.", format.name());
                return Err(Stop::Usage(message));
            }
            terminal.flush()?;
            chancery_export::write(format, &selection, &mut io::stdout().lock()).map_err(stop)?
        }
        Some(path) if (several || format == Format::Gdelt) && is_folder(path) => {
            let mut folder = Folder { path: path.clone(), files: BTreeMap::new() };
            let written = chancery_export::write_files(format, &selection, &mut folder).map_err(stop)?;
            folder.finish().map_err(|error| cannot(path, &error))?;
            written
        }
        Some(path) if several && path.extension().is_none_or(|ending| ending != "zip") => {
            let message = format!("{}: {} is several files. Name a folder or a .zip file, or one table with --table.", path.display(), format.name());
            return Err(Stop::Usage(message));
        }
        Some(path) => {
            let mut folder = Folder { path: path.parent().map(Path::to_path_buf).unwrap_or_default(), files: BTreeMap::new() };
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            folder.open(&name).map_err(|error| cannot(path, &error))?;
            let mut out = One { folder: &mut folder, name };
            let written = chancery_export::write(format, &selection, &mut out).map_err(stop)?;
            folder.finish().map_err(|error| cannot(path, &error))?;
            written
        }
    };
    tell(&written);
    Ok(Outcome::of(written.rows > 0, false))
}

/// What a format could not hold.
fn tell(written: &Written) {
    for (why, count) in &written.left_out {
        complain("left out", &format!("{count} {} {why}", if *count == 1 { "event" } else { "events" }));
    }
}

/// The reason to stop of an export's error.
pub fn stop(error: Error) -> Stop {
    match error.archive() {
        Ok(error) => error.into(),
        Err(error) => error.into(),
    }
}

fn cannot(path: &Path, error: &io::Error) -> Stop {
    Stop::Failed(format!("{}: {error}. Check that the folder exists and may be written.", path.display()))
}

/// A path that is a folder, or that is to be one: it has no ending.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.extension().is_none()
}

/// Files of a folder, under other names until all are whole.
struct Folder {
    path: PathBuf,
    files: BTreeMap<String, BufWriter<File>>,
}

impl Folder {
    fn part(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.part"))
    }

    fn open(&mut self, name: &str) -> io::Result<&mut BufWriter<File>> {
        if !self.files.contains_key(name) {
            if !self.path.as_os_str().is_empty() {
                fs::create_dir_all(&self.path)?;
            }
            let file = BufWriter::with_capacity(1 << 16, File::create(self.part(name))?);
            self.files.insert(name.to_owned(), file);
        }
        self.files.get_mut(name).ok_or_else(|| io::Error::other("the file is not open"))
    }

    fn finish(mut self) -> io::Result<()> {
        for (name, file) in std::mem::take(&mut self.files) {
            file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
            fs::rename(self.part(&name), self.path.join(&name))?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Only what was not finished is left here.
        for name in self.files.keys() {
            let _ = fs::remove_file(self.part(name));
        }
    }
}

impl Files for Folder {
    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.open(name)?.write_all(bytes)
    }
}

/// One file of a folder.
struct One<'a> {
    folder: &'a mut Folder,
    name: String,
}

impl Write for One<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.folder.open(&self.name)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.folder.open(&self.name)?.flush()
    }
}
