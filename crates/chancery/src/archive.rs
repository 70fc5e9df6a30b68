//! The commands that work on an archive.
//!
//! In: their options. Out: answers on standard output. Which folder is meant is settled here: `--archive`, else `CHANCERY_ARCHIVE`,
//! else the user's data folder. All work is done by `chancery-archive`.

pub mod add;
pub mod arguments;
pub mod cite;
pub mod export;
mod filter;
pub mod keep;
pub mod records;
pub mod search;
pub mod serve;
pub mod show;
mod table;

use std::env;
use std::path::{Path, PathBuf};

use chancery_archive::{Archive, Engine, Error, ErrorKind};

use self::arguments::ArchiveOptions;
use crate::knowledge;
use crate::outcome::Stop;

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        match error.kind() {
            ErrorKind::Usage | ErrorKind::NoArchive | ErrorKind::NotFound => Stop::Usage(error.to_string()),
            _ => Stop::Failed(error.to_string()),
        }
    }
}

/// The folder that is meant.
fn folder(options: &ArchiveOptions) -> Result<PathBuf, Stop> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    match options.archive.clone().or_else(|| named("CHANCERY_ARCHIVE")) {
        Some(folder) => Ok(folder),
        None => {
            let data = named("XDG_DATA_HOME").or_else(|| named("LOCALAPPDATA"));
            Ok(chancery_archive::default_folder(env::home_dir().as_deref(), data.as_deref())?)
        }
    }
}

/// The archive, to be asked.
fn open(options: &ArchiveOptions) -> Result<Archive, Stop> {
    Ok(Archive::open(&folder(options)?)?)
}

/// The archive, with its register brought up to date if a run was cut short.
fn ready(options: &ArchiveOptions) -> Result<Archive, Stop> {
    let mut archive = open(options)?;
    archive.catch_up()?;
    Ok(archive)
}

/// What reads.
fn engine(folder: Option<&Path>) -> Result<Engine, Stop> {
    let files = knowledge::files(folder)?;
    Ok(Engine::new(env!("CARGO_PKG_VERSION"), files.iter().map(|file| (file.path.as_str(), file.text.as_str()))))
}
