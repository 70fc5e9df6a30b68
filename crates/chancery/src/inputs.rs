//! Inputs: what the command line names, as a list of single sources, and their bytes.
//!
//! Folders are walked in the order of names; hidden entries and links to folders are passed over. A name that can't be read
//! stays in the list, so that it is reported where it stands.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Endings of the files that are read from a folder by the commands that read texts.
pub const TEXTS: &[&str] = &["txt", "md"];
/// Endings of the files that are added to an archive from a folder.
pub const SOURCES: &[&str] =
    &["txt", "md", "html", "htm", "xhtml", "pdf", "docx", "json", "jsonl", "ndjson", "csv", "tsv", "xml", "rss", "atom", "rdf", "warc", "gz", "zip"];

/// Where the bytes of a source are.
#[derive(Clone, Debug)]
pub enum Place {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
    /// Nowhere: the reason, a sentence that begins with the name.
    Nowhere(String),
}

/// A source to be read.
#[derive(Clone, Debug)]
pub struct Input {
    /// What messages and readings call it.
    pub name: String,
    /// Where it is.
    pub place: Place,
}

impl Input {
    /// A file or standard input, as named on the command line.
    pub fn single(path: &Path) -> Input {
        if path.as_os_str() == "-" {
            return Input { name: "-".into(), place: Place::Standard };
        }
        let name = path.to_string_lossy().into_owned();
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                let place = Place::Nowhere(format!("{name}: expected a file, found a folder. Name one of the files in it."));
                Input { name, place }
            }
            Ok(_) => Input { name, place: Place::File(path.to_owned()) },
            Err(error) => Input { place: Place::Nowhere(unreadable(&name, &error)), name },
        }
    }

    /// Reads the bytes; more than `limit` are refused before they fill the memory.
    pub fn bytes(&self, limit: usize) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let most = limit as u64 + 1;
        let read = match &self.place {
            Place::Standard => io::stdin().lock().take(most).read_to_end(&mut bytes),
            Place::File(path) => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
            Place::Nowhere(reason) => return Err(reason.clone()),
        };
        read.map_err(|error| unreadable(&self.name, &error))?;
        if bytes.len() > limit {
            return Err(format!("{}: expected at most {limit} bytes, found more. Split it into single documents.", self.name));
        }
        Ok(bytes)
    }
}

/// All inputs, and notes on what was passed over.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The inputs in order.
    pub inputs: Vec<Input>,
    /// Sentences for standard error.
    pub notes: Vec<String>,
}

/// Lists the sources that the command line names; of a folder, the files with one of the endings.
pub fn gather(paths: &[PathBuf], endings: &[&str]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.as_os_str() != "-" && path.is_dir() {
            gathered.folder(path, endings);
        } else {
            gathered.inputs.push(Input::single(path));
        }
    }
    gathered
}

impl Gathered {
    fn folder(&mut self, root: &Path, endings: &[&str]) {
        let shown = root.to_string_lossy().into_owned();
        // A name below an absolute folder begins with the folder's own name: registers do not tell where a laptop keeps its files.
        let base = if root.is_absolute() { root.parent() } else { None };
        let before = self.inputs.len();
        let mut skipped: Vec<String> = Vec::new();
        let mut folders = vec![root.to_owned()];
        let mut found: Vec<Input> = Vec::new();
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let name = folder.to_string_lossy().into_owned();
                    found.push(Input { place: Place::Nowhere(unreadable(&name, &error)), name });
                    continue;
                }
            };
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                    continue;
                }
                let name = base.and_then(|base| path.strip_prefix(base).ok()).unwrap_or(&path).to_string_lossy().into_owned();
                let link = path.is_symlink();
                if path.is_dir() {
                    if !link {
                        folders.push(path);
                    }
                } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known))) {
                    found.push(Input { name, place: Place::File(path) });
                } else {
                    skipped.push(name);
                }
            }
        }
        found.sort_by(|a, b| a.name.split(['/', '\\']).cmp(b.name.split(['/', '\\'])));
        skipped.sort();
        self.inputs.extend(found);
        let known = named(endings);
        if let Some(first) = skipped.first() {
            let more = if skipped.len() == 1 { String::new() } else { format!(" and {} more", skipped.len() - 1) };
            self.notes.push(format!("{shown}: passed over {first}{more}: only {known} files are read from a folder. Name a file itself to have it read."));
        }
        if self.inputs.len() == before {
            self.notes.push(format!("{shown}: no {} file in this folder", known.replace(" and ", " or ")));
        }
    }
}

/// `.txt and .md`.
fn named(endings: &[&str]) -> String {
    match endings.split_last() {
        Some((last, others)) if !others.is_empty() => format!(".{} and .{last}", others.join(", .")),
        _ => endings.iter().map(|ending| format!(".{ending}")).collect(),
    }
}

pub fn unreadable(name: &str, error: &io::Error) -> String {
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => return format!("{name}: no such file or folder. Check the spelling and the folder you are in."),
        io::ErrorKind::PermissionDenied => "Check who may read it.",
        _ => "Check that it is a file that can be read.",
    };
    format!("{name}: can't be read: {error}. {remedy}")
}
