//! How a run ends: exit codes, and the reasons to stop before the end.

use std::io;

/// The end of a run, as its exit code tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found, or the chore is done.
    Done,
    /// All inputs were read and nothing was found.
    NothingFound,
    /// The command line makes no sense.
    Usage,
    /// Some inputs (or rules) failed; the others were read.
    SomeFailed,
    /// What is stored is not what it should be.
    NotVerified,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::NothingFound => 1,
            Outcome::Usage => 2,
            Outcome::SomeFailed => 3,
            Outcome::NotVerified => 4,
        }
    }

    /// The outcome of a run over inputs.
    pub fn of(found: bool, failed: bool) -> Outcome {
        match (found, failed) {
            (_, true) => Outcome::SomeFailed,
            (true, false) => Outcome::Done,
            (false, false) => Outcome::NothingFound,
        }
    }
}

/// Why a run stops early.
#[derive(Debug)]
pub enum Stop {
    /// Whoever reads standard output has gone (`| head`): no reason to complain.
    ReaderGone,
    /// The command line makes no sense; the message says what would.
    Usage(String),
    /// Nothing more can be done: the output can't be written, the only input can't be read.
    Failed(String),
}

impl From<io::Error> for Stop {
    /// For errors of writing to standard output.
    fn from(error: io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::ReaderGone,
            _ => Stop::Failed(format!("can't write the output: {error}. Check the disk or the program that reads it.")),
        }
    }
}
