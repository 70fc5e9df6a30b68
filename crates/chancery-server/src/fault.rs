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
    /// For a person.
    pub detail: String,
}

impl Fault {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Fault {
        Fault { status, code, detail: detail.into() }
    }

    /// Nothing is there.
    pub fn not_found(what: impl fmt::Display) -> Fault {
        Fault::new(StatusCode::NOT_FOUND, "not-found", format!("{what}: there is nothing at this address. Look for it with the search."))
    }

    /// A parameter can't be what it is.
    pub fn parameter(name: &str, value: &str, expected: &str) -> Fault {
        Fault::new(StatusCode::BAD_REQUEST, "bad-parameter", format!("{name}={value}: expected {expected}."))
    }
}

impl From<chancery_archive::Error> for Fault {
    fn from(error: chancery_archive::Error) -> Fault {
        let (status, code) = match error.kind() {
            ErrorKind::NotFound => (StatusCode::NOT_FOUND, "not-found"),
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
