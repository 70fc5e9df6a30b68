//! Many inputs: read in parallel, handed on in the order of the command line, with progress.
//!
//! A failed input is one failed result; a fault of the reader on one text (a panic) does not end the others.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chancery_intake::{ErrorKind, Options, read_bytes};
use chancery_model::Document;
use rayon::prelude::*;

use crate::arguments::SourceOptions;
use crate::inputs::Input;
use crate::outcome::Stop;

/// Inputs per thread that are read before their results are handed on; bounds what is held in memory.
const ROUND: usize = 32;
/// Work shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// Longest source, in bytes: reading takes some sixty times as much memory, and no document is longer.
const LONGEST: usize = 16 << 20;
/// Time between two progress lines.
const TICK: Duration = Duration::from_millis(100);

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps panics from printing; [`guarded`] turns them into messages.
pub fn quiet_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        LAST_PANIC.with_borrow_mut(|last| *last = place);
    }));
}

/// Runs work on one source; a panic becomes a message that names the source and the line of the program.
pub fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = LAST_PANIC.take();
        format!("{name}: the program failed here{place}. This is a fault of the program; please report it with the text that it was given.")
    })
}

/// What intake is told.
pub fn intake_options(source: &SourceOptions) -> Result<Options, Stop> {
    let options = Options { encoding: source.encoding.clone(), published: source.published, max_bytes: LONGEST };
    // A label that no input could be read with is a mistake of the command line, not of the inputs.
    match read_bytes(b"x", "--encoding", &options) {
        Err(error) if error.kind() == ErrorKind::UnknownEncoding => Err(Stop::Usage(error.to_string())),
        _ => Ok(options),
    }
}

/// Reads the bytes of an input and makes a document of them.
pub fn document(input: &Input, options: &Options) -> Result<Document, String> {
    let bytes = input.bytes(options.max_bytes)?;
    guarded(&input.name, || read_bytes(&bytes, &input.name, options).map_err(|error| error.to_string()))?
}

/// Does `work` on every input and hands the results to `finish` in the order of the inputs.
pub fn each<T: Send>(inputs: &[Input], threads: usize, work: impl Fn(&Input) -> T + Sync, mut finish: impl FnMut(T) -> Result<(), Stop>) -> Result<(), Stop> {
    let progress = Progress::new(inputs.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.min(256)).build();
    let pool = pool.map_err(|error| Stop::Failed(format!("can't start {threads} threads: {error}. Give a smaller --threads.")))?;
    for round in inputs.chunks(ROUND * pool.current_num_threads()) {
        let results: Vec<T> = pool.install(|| {
            let results = round.par_iter().with_max_len(1).map(|input| {
                let result = work(input);
                progress.step(&input.name);
                result
            });
            results.collect()
        });
        progress.clear();
        results.into_iter().try_for_each(&mut finish)?;
    }
    Ok(())
}

/// A line on standard error that is written over; on a terminal only, and only when the work takes long.
struct Progress {
    total: usize,
    start: Instant,
    state: Option<Mutex<(usize, Instant, bool)>>,
}

impl Progress {
    fn new(total: usize) -> Progress {
        let start = Instant::now();
        let wanted = total > 1 && io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Progress { total, start, state: wanted.then(|| Mutex::new((0, start, false))) }
    }

    fn step(&self, name: &str) {
        let Some(Ok(mut state)) = self.state.as_ref().map(Mutex::lock) else { return };
        state.0 += 1;
        if self.start.elapsed() > PATIENCE && state.1.elapsed() > TICK {
            state.1 = Instant::now();
            state.2 = true;
            let name: String = crate::print::layout::clean(name).chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            let _ = write!(io::stderr(), "\r\x1b[K  {} of {}  {name}", state.0, self.total);
        }
    }

    fn clear(&self) {
        let Some(Ok(mut state)) = self.state.as_ref().map(Mutex::lock) else { return };
        if std::mem::take(&mut state.2) {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
