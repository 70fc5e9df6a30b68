//! What can go wrong with a call, and the error of the crate.
//!
//! In: errors of the archive and of what was asked. Out: a status, a stable code and a sentence that says what was expected and what to do. Details of the
//! system (paths, SQL) are for the log of the server, never for the page.

use std::fmt;

use axum::http::StatusCode;
use chancery_archive::ErrorKind;

/// Why the server can't run.
#[derive(Debug)]
pub struct Error(pub(crate) String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<chancery_archive::Error> for Error {
    fn from(error: chancery_archive::Error) -> Error {
        Error(error.to_string())
    }
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub status: StatusCode,
    /// Stable, for programs: `not-found`, `bad-parameter` …
    pub code: &'static str,
    /// For a person: in English, unless `said`.
    pub detail: String,
    /// What was asked and what was expected, for the sentence that a page says instead in its own language.
    pub about: Vec<String>,
    /// Whether the detail is in the language of the page.
    pub said: bool,
}

impl Fault {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Fault {
        Fault { status, code, detail: detail.into(), about: Vec::new(), said: false }
    }

    /// The same, told in the language of the page.
    pub fn said(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Fault {
        Fault { said: true, ..Fault::new(status, code, detail) }
    }

    /// Nothing is there.
    pub fn not_found(what: impl fmt::Display) -> Fault {
        let fault = Fault::new(StatusCode::NOT_FOUND, "not-found", format!("{what}: there is nothing at this address. Look for it with the search."));
        Fault { about: vec![what.to_string()], ..fault }
    }

    /// A parameter can't be what it is.
    pub fn parameter(name: &str, value: &str, expected: &str) -> Fault {
        let fault = Fault::new(StatusCode::BAD_REQUEST, "bad-parameter", format!("{name}={value}: expected {expected}."));
        Fault { about: vec![format!("{name}={value}"), expected.to_owned()], ..fault }
    }
}

impl From<chancery_archive::Error> for Fault {
    fn from(error: chancery_archive::Error) -> Fault {
        let (status, code) = match error.kind() {
            // What it says besides is for the command line.
            ErrorKind::NotFound => return Fault::not_found(error.to_string().split(": ").next().unwrap_or_default()),
            ErrorKind::Usage => (StatusCode::BAD_REQUEST, "bad-request"),
            ErrorKind::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            ErrorKind::Full => (StatusCode::INSUFFICIENT_STORAGE, "disk-full"),
            _ => {
                eprintln!("error: {error}");
                let detail = "the archive could not be read; the server's log says why. Run: chancery doctor";
                return Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "archive", detail);
            }
        };
        Fault::new(status, code, error.to_string())
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        eprintln!("error: accounts: {error}");
        Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "accounts", "the accounts could not be read; the server's log says why.")
    }
}
