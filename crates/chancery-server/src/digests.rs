//! Keeps what lists are counted from up to date.
//!
//! In: the archive and its mark. Out: the digest of the register, brought up to date when something was written; the digest of readings, made by a
//! thread of its own, since the first time it has to read everything. Whoever asks before it is done is told so instead of waiting.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chancery_archive::{Archive, Digest, Readings};

use crate::call::Call;
use crate::fault::Fault;

/// How long a page waits for readings that were just begun; small archives are read by then.
const PATIENCE: Duration = Duration::from_millis(400);

#[derive(Default)]
struct Held {
    mark: String,
    readings: Option<Arc<Readings>>,
    /// Since when a thread is at work, and for which mark.
    begun: Option<(Instant, String)>,
}

#[derive(Default)]
struct Shared {
    held: Mutex<Held>,
    done: Condvar,
    stop: AtomicBool,
}

/// What lists are counted from.
pub(crate) struct Digests {
    folder: PathBuf,
    register: Mutex<Option<(String, Arc<Digest>)>>,
    shared: Arc<Shared>,
}

impl Digests {
    pub fn new(folder: PathBuf) -> Digests {
        Digests { folder, register: Mutex::default(), shared: Arc::default() }
    }

    /// All records of the register.
    pub fn register(&self, archive: &Archive, mark: &str) -> Result<Arc<Digest>, Fault> {
        let mut held = self.register.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, digest)) = held.as_ref().filter(|(at, _)| at == mark) {
            let _ = at;
            return Ok(Arc::clone(digest));
        }
        let digest = Arc::new(archive.digest(held.as_ref().map(|(_, digest)| &**digest))?);
        *held = Some((mark.to_owned(), Arc::clone(&digest)));
        Ok(digest)
    }

    /// What all readings tell, unless they are still being read.
    pub fn readings(&self, archive: &Archive) -> Result<Option<Arc<Readings>>, Fault> {
        let mark = archive.readings_mark()?;
        let mut held = self.shared.held.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if held.mark == mark {
                return Ok(held.readings.clone());
            }
            let (begun, of) = match &held.begun {
                Some(begun) => begun.clone(),
                None => {
                    held.begun = Some((Instant::now(), mark.clone()));
                    self.begin(mark.clone(), held.readings.clone());
                    continue;
                }
            };
            let left = PATIENCE.saturating_sub(begun.elapsed());
            if left.is_zero() || of != mark {
                return Ok(None);
            }
            held = self.shared.done.wait_timeout(held, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What all readings tell, if they are read already.
    fn readings_now(&self, archive: &Archive) -> Result<Option<Arc<Readings>>, Fault> {
        let mark = archive.readings_mark()?;
        let held = self.shared.held.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(held.readings.clone().filter(|_| held.mark == mark))
    }

    fn begin(&self, mark: String, before: Option<Arc<Readings>>) {
        let (folder, shared) = (self.folder.clone(), Arc::clone(&self.shared));
        std::thread::spawn(move || {
            let made = Archive::open(&folder).and_then(|archive| archive.readings_digest(before.as_deref(), &shared.stop));
            let mut held = shared.held.lock().unwrap_or_else(PoisonError::into_inner);
            match made {
                Ok(Some(readings)) => (held.mark, held.readings) = (mark, Some(Arc::new(readings))),
                Ok(None) => {}
                Err(error) => eprintln!("error: lists can't be counted: {error}"),
            }
            held.begun = None;
            shared.done.notify_all();
        });
    }
}

impl Drop for Digests {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

impl Call<'_> {
    /// All records of the register.
    pub fn register(&self) -> Result<Arc<Digest>, Fault> {
        self.app.digests.register(self.archive, self.mark)
    }

    /// What all readings tell, unless they are still being read.
    pub fn readings(&self) -> Result<Option<Arc<Readings>>, Fault> {
        let readings = self.app.digests.readings(self.archive)?;
        if readings.is_none() {
            self.unfinished.set(true);
        }
        Ok(readings)
    }

    /// What all readings tell, if they are read already: for what is only faster with it.
    pub fn readings_now(&self) -> Result<Option<Arc<Readings>>, Fault> {
        self.app.digests.readings_now(self.archive)
    }
}
