//! The knowledge to read with: the one built in, or a folder's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chancery_knowledge::{Diagnostic, Knowledge, Severity, SourceFile, packed_files};

use crate::outcome::Stop;
use crate::terminal::complain;

/// How many diagnostics are printed before the rest is only counted.
const SHOWN: usize = 5;

/// Loads the knowledge and says on standard error what is wrong with it; faulty entries are left out.
pub fn load(folder: Option<&Path>) -> Result<Knowledge, Stop> {
    let (knowledge, found) = open(folder)?;
    let errors: Vec<&Diagnostic> = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    for diagnostic in errors.iter().take(SHOWN) {
        complain("knowledge", &diagnostic.to_string());
    }
    if !errors.is_empty() {
        complain("warning", &format!("{} in the knowledge; what is faulty is left out. See all with: chancery rules lint", count(errors.len(), "error")));
    }
    Ok(knowledge)
}

/// Loads the knowledge with everything that loading has to say.
fn open(folder: Option<&Path>) -> Result<(Knowledge, Vec<Diagnostic>), Stop> {
    Ok(Knowledge::load(&files(folder)?))
}

/// The files to load.
pub fn files(folder: Option<&Path>) -> Result<Vec<SourceFile>, Stop> {
    let Some(folder) = folder else { return Ok(packed_files()) };
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    if files.is_empty() {
        return Err(Stop::Usage(format!("--knowledge {}: no .tsv or .toml file in this folder. Name the folder that holds names/ and zh/.", folder.display())));
    }
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Stop> {
    let fail =
        |path: &Path, error: io::Error| Stop::Usage(format!("--knowledge: can't read {}: {error}. Name the folder that holds names/ and zh/.", path.display()));
    let entries = fs::read_dir(folder).map_err(|error| fail(folder, error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.is_symlink() {
                collect(root, &path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "tsv" || ending == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: name, text: fs::read_to_string(&path).map_err(|error| fail(&path, error))? });
        }
    }
    Ok(())
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
