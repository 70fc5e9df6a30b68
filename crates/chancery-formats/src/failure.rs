//! Why something in a source cannot be read.
//!
//! In: the place and the finding. Out: one sentence with name, place, finding and remedy. One failure never stops the rest of a source.

use std::fmt;

/// A document, member or stretch of a source that cannot be read. The message is complete.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Failure {
    kind: Kind,
    name: String,
    message: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// No words, or no main text.
    Empty,
    /// Damaged, cut short, or not what it says it is.
    Damaged,
    /// A format or a variant of one that is not read.
    Unsupported,
    /// One of the [`crate::Limits`] was reached; the message names it.
    Limit,
    /// A program that is needed is absent.
    Missing,
    /// The bytes could not be got: the message is the system's.
    Unreadable,
    /// An option is wrong.
    Usage,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Empty => "empty",
            Kind::Damaged => "damaged",
            Kind::Unsupported => "unsupported",
            Kind::Limit => "limit",
            Kind::Missing => "missing",
            Kind::Unreadable => "unreadable",
            Kind::Usage => "usage",
        })
    }
}

impl Failure {
    /// What is wrong, for a program.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The place: the name of the source and, within it, of the member, line, row or record.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The finding and the remedy, without the name.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// A source whose bytes can't be got.
    pub fn unreadable(name: &str, message: impl Into<String>) -> Failure {
        Failure::new(Kind::Unreadable, name, message)
    }

    pub(crate) fn new(kind: Kind, name: &str, message: impl Into<String>) -> Failure {
        Failure { kind, name: name.to_owned(), message: printable(message.into()) }
    }

    pub(crate) fn damaged(name: &str, message: impl Into<String>) -> Failure {
        Failure::new(Kind::Damaged, name, message)
    }

    /// A limit that was reached: what was counted, its bound, its name.
    pub(crate) fn limit(name: &str, found: &str, limit: &str, bound: u64) -> Failure {
        Failure::new(Kind::Limit, name, format!("{found}; the limit {limit} is {bound}. If the source is to be trusted, raise it: --limit {limit}=NUMBER."))
    }

    /// An error of intake, which has the name in its message.
    pub(crate) fn intake(name: &str, error: &chancery_intake::Error) -> Failure {
        let kind = match error.kind() {
            chancery_intake::ErrorKind::Empty => Kind::Empty,
            chancery_intake::ErrorKind::TooLarge => Kind::Limit,
            chancery_intake::ErrorKind::UnknownEncoding => Kind::Usage,
            _ => Kind::Unsupported,
        };
        let message = error.to_string();
        let message = message.split_once(": expected").map_or(message.clone(), |(_, rest)| format!("expected{rest}"));
        Failure { kind, name: name.to_owned(), message: printable(message) }
    }
}

/// Without the control characters of a source that a message shows, which a terminal would obey.
fn printable(message: String) -> String {
    if message.contains(char::is_control) { message.replace(char::is_control, "\u{FFFD}") } else { message }
}
