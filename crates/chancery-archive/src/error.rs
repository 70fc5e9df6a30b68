//! The error of the archive: what was expected, what was found, where, and what to do.

use std::fmt;
use std::path::Path;

/// Why something could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The folder holds no archive, or something else.
    NoArchive,
    /// The archive was written by a later version of the program.
    TooNew,
    /// Another program is writing.
    Busy,
    /// The disk is full, or a limit of the system was reached.
    Full,
    /// The system refused to read or write.
    System,
    /// What is stored is not what was written.
    Damaged,
    /// There is nothing with that name.
    NotFound,
    /// What was asked for makes no sense.
    Usage,
}

/// An error with a sentence for a person.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

impl Error {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into() }
    }

    /// Its kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn damaged(what: impl fmt::Display) -> Error {
        Error::new(
            ErrorKind::Damaged,
            format!("{what}. Run chancery doctor; what can be rebuilt is rebuilt by chancery rebuild, the rest comes from a backup."),
        )
    }

    pub(crate) fn outdated(record: &str) -> Error {
        let what = format!("{record}: expected this record among what its reports give, found others: the register was made by the rules of another version");
        Error::new(ErrorKind::Damaged, format!("{what}. Make it anew with chancery rebuild; sources, readings and decisions stay as they are."))
    }

    pub(crate) fn system(path: &Path, error: &std::io::Error) -> Error {
        Error::new(ErrorKind::System, format!("{}: {error}. Check that the folder exists and may be written.", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        let code = error.sqlite_error_code();
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Error::new(ErrorKind::Busy, "another program is writing to the archive. Wait until it is done, then do this again; nothing was lost.")
            }
            Some(ErrorCode::DiskFull) => {
                Error::new(ErrorKind::Full, "no room is left on the disk. Make room, then do this again: what was acknowledged is kept.")
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::new(
                ErrorKind::System,
                format!(
                    "the archive can't be read or written: {error}. Check the disk and who may write there, then do this again: what was acknowledged is kept."
                ),
            ),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::damaged(format!("the archive's file is damaged: {error}")),
            _ => Error::new(ErrorKind::System, format!("the archive refused: {error}. This is a fault of the program; please report it.")),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::damaged(format!("a stored record is not what was written: {error}"))
    }
}
