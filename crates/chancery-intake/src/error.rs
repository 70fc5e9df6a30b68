//! Why a source cannot be read.
//!
//! In: the place and the finding. Out: one sentence saying what was expected, what was found, where, and what to do.
//! Where something can still be read, intake warns instead; that is left to the modules that find it.

use std::fmt;

/// A source that cannot be read. The message is complete: it names the source, the finding and the remedy.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What is wrong with a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No words in it: no bytes, or white space only.
    Empty,
    /// Not a text: a binary format, or too many control or undecodable characters.
    Binary,
    /// Longer than [`crate::Options::max_bytes`].
    TooLarge,
    /// The encoding given is none that is known.
    UnknownEncoding,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ErrorKind::Empty => "empty",
            ErrorKind::Binary => "binary",
            ErrorKind::TooLarge => "too-large",
            ErrorKind::UnknownEncoding => "unknown-encoding",
        })
    }
}

impl Error {
    /// What is wrong, for a program.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn empty(name: &str, bytes: usize) -> Error {
        let message = if bytes == 0 {
            format!("{name}: expected a text, found no bytes. Check that the file was saved or downloaded in full.")
        } else {
            format!("{name}: expected a text, found {bytes} bytes of white space only. Check that the right file was given.")
        };
        Error { kind: ErrorKind::Empty, message }
    }

    pub(crate) fn binary(name: &str, found: &str, remedy: &str) -> Error {
        Error { kind: ErrorKind::Binary, message: format!("{name}: expected a text, found {found}. {remedy}") }
    }

    pub(crate) fn too_large(name: &str, bytes: usize, limit: usize) -> Error {
        let message = format!("{name}: expected at most {limit} bytes, found {bytes}. Split the file into single documents, or raise the limit (max_bytes).");
        Error { kind: ErrorKind::TooLarge, message }
    }

    pub(crate) fn unknown_encoding(name: &str, label: &str) -> Error {
        let message = format!(
            "{name}: expected the label of an encoding (utf-8, gb18030, big5, utf-16le, windows-1251 …), found {label:?}. Correct the label, or leave it out to have the encoding detected."
        );
        Error { kind: ErrorKind::UnknownEncoding, message }
    }
}
