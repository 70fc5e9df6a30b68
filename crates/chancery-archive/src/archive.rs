//! Opening an archive.
//!
//! In: a folder. Out: an [`Archive`], brought to this version. The folder is created by [`Archive::create`] alone, so that a misspelt name is an
//! error for those who ask questions.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::codec::Dictionaries;
use crate::copies::Sketches;
use crate::error::{Error, ErrorKind};
use crate::register::{Named, Pending};
use crate::schema;

/// The file that everything is in.
pub(crate) const FILE: &str = "archive.sqlite";

const README: &str = "\
This folder is a chancery archive: sources, readings, decisions and the register made of them, in archive.sqlite,
a SQLite 3 database that any SQLite tool opens. While a program writes, archive.sqlite-wal belongs to it.
Copy it with `chancery backup`, or copy the whole folder while no program has it open.
";

/// An open archive.
pub struct Archive {
    pub(crate) folder: PathBuf,
    pub(crate) db: Connection,
    pub(crate) dictionaries: Dictionaries,
    pub(crate) sketches: Sketches,
    /// Items of documents that are not in the register yet.
    pub(crate) pending: Vec<Pending>,
    pub(crate) counts: Named,
}

impl Archive {
    /// Opens the archive of a folder; makes both where there is none.
    ///
    /// # Errors
    /// The folder can't be written, holds something else, or an archive of a later version.
    pub fn create(folder: &Path) -> Result<Archive, Error> {
        std::fs::create_dir_all(folder).map_err(|error| Error::system(folder, &error))?;
        let archive = Archive::with(folder, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let readme = folder.join("README.txt");
        if !readme.exists() {
            // Only a note for people: an archive is whole without it.
            let _ = std::fs::write(readme, README);
        }
        Ok(archive)
    }

    /// Opens the archive of a folder.
    ///
    /// # Errors
    /// There is none, or it can't be read.
    pub fn open(folder: &Path) -> Result<Archive, Error> {
        if !folder.join(FILE).is_file() {
            let message = format!(
                "{}: no archive in this folder. Name another with --archive or CHANCERY_ARCHIVE, or make one with: chancery add SOURCES",
                folder.display()
            );
            return Err(Error::new(ErrorKind::NoArchive, message));
        }
        Archive::with(folder, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    }

    fn with(folder: &Path, flags: OpenFlags) -> Result<Archive, Error> {
        let mut db = Connection::open_with_flags(folder.join(FILE), flags)?;
        schema::configure(&db)?;
        schema::migrate(&mut db, &folder.display().to_string())?;
        let dictionaries = Dictionaries::load(&db)?;
        Ok(Archive { folder: folder.to_owned(), db, dictionaries, sketches: Sketches::default(), pending: Vec::new(), counts: Named::default() })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
