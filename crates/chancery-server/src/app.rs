//! What all calls share: the archive's connections, names, accounts, and what was worked out before.
//!
//! In: the folder and how to serve it. Out: connections to read with, one at a time to write with, and a small store of answers that hold as long as
//! nothing is written.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chancery_archive::{Archive, Common};
use chancery_knowledge::SourceFile;

use crate::accounts::{Accounts, Role};
use crate::digests::Digests;
use crate::fault::{Error, Fault};
use crate::found::Searches;
use crate::kept::Kept;
use crate::names::Names;

/// Who uses the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One person at this machine.
    Local,
    /// Several, with accounts.
    Team,
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the archive.
    pub folder: PathBuf,
    /// Who uses it.
    pub mode: Mode,
    /// Names under which a proxy reaches it, besides those of this machine.
    pub hosts: Vec<String>,
    /// Version of the program.
    pub version: String,
    /// The knowledge, for names.
    pub knowledge: Vec<SourceFile>,
    /// Who decides in local mode.
    pub user: String,
}

/// Bytes of what was worked out that are kept, of answers as they were sent, and of what was unpacked.
const KEPT: usize = 32 << 20;
const ANSWERS: usize = 32 << 20;
const UNPACKED: usize = 256 << 20;
/// Connections kept at most.
const IDLE: usize = 16;

/// What all calls share.
pub struct App {
    pub(crate) options: Options,
    pub(crate) names: Names,
    pub(crate) accounts: Accounts,
    pub(crate) digests: Digests,
    pub(crate) rate: Mutex<BTreeMap<String, (f64, Instant)>>,
    idle: Mutex<Vec<Archive>>,
    writing: Mutex<()>,
    pub(crate) searches: Searches,
    common: Common,
    kept: Kept,
    pub(crate) answers: Kept,
}

impl App {
    /// Opens the archive.
    ///
    /// # Errors
    /// There is none, or it can't be read.
    pub fn open(options: Options) -> Result<App, Error> {
        let mut archive = Archive::open(&options.folder)?;
        archive.catch_up()?;
        let accounts = match options.mode {
            Mode::Local => Accounts::local(),
            Mode::Team => Accounts::team(&options.folder)
                .map_err(|error| Error(format!("{}: team.sqlite: {error}. Check who may write there.", options.folder.display())))?,
        };
        let names = Names::load(&options.knowledge);
        let common = archive.common(UNPACKED);
        let digests = Digests::new(options.folder.clone());
        let (kept, answers) = (Kept::of(KEPT), Kept::of(ANSWERS));
        Ok(App {
            options,
            names,
            accounts,
            digests,
            rate: Mutex::default(),
            idle: Mutex::default(),
            writing: Mutex::default(),
            searches: Searches::default(),
            common,
            kept,
            answers,
        })
    }

    /// The one-time secret of the address to begin with.
    pub fn one_time(&self) -> String {
        self.accounts.once()
    }

    /// Begins a session of somebody who is known by other means; what its cookie holds.
    pub fn begin_session(&self, name: &str, role: Role) -> String {
        self.accounts.begin(name, role)
    }

    /// Lends a connection.
    pub(crate) fn with_archive<T>(&self, with: impl FnOnce(&mut Archive) -> T) -> Result<T, Fault> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut archive = match idle {
            Some(mut archive) => {
                archive.renew()?;
                archive
            }
            None => Archive::open_beside(&self.options.folder, &self.common)?,
        };
        let result = with(&mut archive);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(archive);
        }
        Ok(result)
    }

    /// Lends a connection to the one who writes.
    pub(crate) fn write<T>(&self, with: impl FnOnce(&mut Archive) -> Result<T, Fault>) -> Result<T, Fault> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.with_archive(with)?
    }

    /// What was worked out before under this key and mark of the archive, else works it out; `weigh` tells how many bytes it holds.
    pub(crate) fn kept<T: Send + Sync + 'static>(
        &self,
        mark: &str,
        key: &str,
        weigh: impl FnOnce(&T) -> usize,
        make: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Arc<T>, Fault> {
        if let Some(value) = self.kept.get(mark, key) {
            return Ok(value);
        }
        let value = Arc::new(make()?);
        self.kept.put(mark, key, weigh(&value), Arc::clone(&value));
        Ok(value)
    }

    /// The same where it was worked out before.
    pub(crate) fn held<T: Send + Sync + 'static>(&self, mark: &str, key: &str) -> Option<Arc<T>> {
        self.kept.get(mark, key)
    }

    /// Whether one more call of somebody is let through: so many a second, with a reserve. Else how many seconds to wait.
    pub(crate) fn let_through(&self, who: &str, each_second: f64, reserve: f64) -> Result<(), u64> {
        let mut rate = self.rate.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if rate.len() > 10_000 {
            rate.retain(|_, (_, seen)| now.duration_since(*seen).as_secs() < 60);
        }
        let (left, seen) = rate.entry(who.to_owned()).or_insert((reserve, now));
        *left = (*left + now.duration_since(*seen).as_secs_f64() * each_second).min(reserve);
        *seen = now;
        if *left < 1.0 {
            return Err(((1.0 - *left) / each_second).ceil() as u64);
        }
        *left -= 1.0;
        Ok(())
    }
}
