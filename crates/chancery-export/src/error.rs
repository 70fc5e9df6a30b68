//! The error of exports: what could not be written, and what to do.

use std::fmt;

/// Why an export ended early.
#[derive(Debug)]
pub struct Error(Cause);

#[derive(Debug)]
enum Cause {
    Archive(chancery_archive::Error),
    Output(std::io::Error),
}

impl Error {
    /// The archive's error, where it is the archive that could not be read.
    pub fn archive(self) -> Result<chancery_archive::Error, std::io::Error> {
        match self.0 {
            Cause::Archive(error) => Ok(error),
            Cause::Output(error) => Err(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Archive(error) => error.fmt(f),
            Cause::Output(error) => write!(f, "can't write the export: {error}. Check the disk or the program that reads it."),
        }
    }
}

impl std::error::Error for Error {}

impl From<chancery_archive::Error> for Error {
    fn from(error: chancery_archive::Error) -> Error {
        Error(Cause::Archive(error))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error(Cause::Output(error))
    }
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Error {
        Error(Cause::Output(error.into()))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error(Cause::Output(error.into()))
    }
}

impl From<parquet::errors::ParquetError> for Error {
    fn from(error: parquet::errors::ParquetError) -> Error {
        Error(Cause::Output(std::io::Error::other(error)))
    }
}
