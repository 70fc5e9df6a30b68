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

/// What several connections to one archive share.
#[derive(Clone)]
pub struct Common(Dictionaries);

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

    /// What several connections to this archive can share: so many bytes of what was unpacked last, and as many of what was read last.
    pub fn common(&self, bytes: usize) -> Common {
        Common(self.dictionaries.holding(bytes))
    }

    /// Opens the archive of a folder as one of several readers. Each holds few pages of the file itself: the system has them at hand.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn open_beside(folder: &Path, common: &Common) -> Result<Archive, Error> {
        let mut archive = Archive::with_dictionaries(folder, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX, |_| Ok(common.0.clone()))?;
        archive.db.pragma_update(None, "cache_size", -4_000)?;
        archive.renew()?;
        Ok(archive)
    }

    /// Learns the dictionaries that another connection has added since.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn renew(&mut self) -> Result<(), Error> {
        let count: i64 = self.db.prepare_cached("SELECT count(*) FROM dictionaries")?.query_row([], |row| row.get(0))?;
        if count != self.dictionaries.len() as i64 {
            self.dictionaries = self.dictionaries.again(&self.db)?;
        }
        Ok(())
    }

    fn with(folder: &Path, flags: OpenFlags) -> Result<Archive, Error> {
        Archive::with_dictionaries(folder, flags, Dictionaries::load)
    }

    fn with_dictionaries(folder: &Path, flags: OpenFlags, dictionaries: impl FnOnce(&Connection) -> Result<Dictionaries, Error>) -> Result<Archive, Error> {
        let mut db = Connection::open_with_flags(folder.join(FILE), flags)?;
        schema::configure(&db)?;
        schema::migrate(&mut db, &folder.display().to_string())?;
        let dictionaries = dictionaries(&db)?;
        Ok(Archive { folder: folder.to_owned(), db, dictionaries, sketches: Sketches::default(), pending: Vec::new(), counts: Named::default() })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
