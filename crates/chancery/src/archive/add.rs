//! `chancery add`: sources into an archive.
//!
//! Files are opened one after another as the archive takes them. A line on standard error tells how far it is, on a terminal; what failed is
//! named there and stays in the archive's list, to be tried again with `--retry`. Asked to stop (Ctrl-C), it finishes what it has taken in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chancery_archive::{Archive, Fate, Incoming, Outcome as Told};
use chancery_formats::{Entries, Format, Input, Options, open};
use chancery_model::Date;
use chancery_reader::Reader;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::AddOptions;
use crate::inputs::{self, Gathered, Place, SOURCES, gather};
use crate::knowledge::{self, count};
use crate::outcome::{Outcome, Stop};
use crate::terminal::{Terminal, complain};

/// How many failures are printed before the rest is only counted.
const SHOWN: usize = 20;

/// Runs the command.
pub fn run(options: &AddOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let formats = formats(options)?;
    // A mistake of the command line is said before an archive is made.
    crate::batch::intake_options(&options.source)?;
    let archive_folder = super::folder(&options.archive)?;
    let mut archive = Archive::create(&archive_folder)?;
    let gathered = sources(options, &archive)?;
    let knowledge = knowledge::load(folder)?;
    let reader = Reader::new(&knowledge);
    let engine = super::engine(folder)?;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(options.threads.min(256)).build();
    let threads = threads.map_err(|error| Stop::Failed(format!("can't start {} threads: {error}. Give a smaller --threads.", options.threads)))?;

    let is_over = Arc::new(AtomicBool::new(false));
    let walk = Walk::new(gathered, formats.clone(), options.source.published, asked_to_stop(Arc::clone(&is_over)));
    let stop = Arc::clone(&walk.stop);
    let bar = bar(walk.total);
    let (read, total) = (Arc::clone(&walk.read), walk.total);
    let (mut added, mut known, mut failed) = (0, 0, 0);
    let mut stopped = None;
    let tell = |outcomes: &[Told]| {
        for told in outcomes {
            match &told.fate {
                Fate::Added => added += 1,
                Fate::Known => known += 1,
                Fate::Failed(reason) => {
                    failed += 1;
                    if failed <= SHOWN {
                        bar.suspend(|| complain("error", reason));
                    }
                }
            }
            if options.jsonl && stopped.is_none() {
                stopped = terminal.write(&line(told)).err();
            }
        }
        if options.jsonl && stopped.is_none() {
            stopped = terminal.flush().err();
        }
        bar.set_position(read.load(Ordering::Relaxed).min(total));
        bar.set_message(format!("{} added, {known} known, {failed} failed", added));
        stopped.is_none()
    };
    let done = threads.install(|| archive.add(walk, &formats, &reader, &engine, tell));
    is_over.store(true, Ordering::Relaxed);
    bar.finish_and_clear();
    done?;
    if let Some(stop) = stopped {
        return Err(stop);
    }
    if failed > SHOWN {
        complain("error", &format!("{} more failed", failed - SHOWN));
    }
    if failed > 0 {
        complain("note", "what failed is listed by: chancery failed; it is tried again by: chancery add --retry");
    }
    if !options.jsonl {
        terminal.write(&format!("{}: {} added, {known} there already, {failed} failed\n", archive_folder.display(), count(added, "document")))?;
    }
    let is_cut_short = stop.load(Ordering::Relaxed);
    if is_cut_short {
        complain("note", "stopped before the end; the same command goes on from here");
    }
    Ok(if failed > 0 || is_cut_short { Outcome::SomeFailed } else { Outcome::Done })
}

/// What is true once somebody asks to stop; the second time, or when adding is over (`chancery serve --add`), the program ends at once. What
/// has been told of is on the disk either way.
fn asked_to_stop(is_over: Arc<AtomicBool>) -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&asked);
    // Without it, being asked ends the program at once; nothing is lost by that.
    let _ = ctrlc::set_handler(move || {
        if heard.swap(true, Ordering::Relaxed) || is_over.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
        complain("note", "finishing what has been taken in; once more to stop at once");
    });
    asked
}

fn line(told: &Told) -> String {
    let (fate, reason) = match &told.fate {
        Fate::Added => ("added", None),
        Fate::Known => ("known", None),
        Fate::Failed(reason) => ("failed", Some(reason)),
    };
    serde_json::json!({"id": told.id, "name": told.name, "fate": fate, "reason": reason}).to_string() + "\n"
}

fn formats(options: &AddOptions) -> Result<Options, Stop> {
    let wrong = |failure: chancery_formats::Failure| Stop::Usage(failure.to_string());
    let mut formats = Options { encoding: options.source.encoding.clone(), ..Options::default() };
    options.map.iter().try_for_each(|map| formats.map.set(map)).map_err(wrong)?;
    options.limits.iter().try_for_each(|limit| formats.limits.set(limit)).map_err(wrong)?;
    if let Some(name) = &options.format {
        let names = || Format::ALL.map(|(_, name)| name).join(", ");
        formats.format = Some(Format::parse(name).ok_or_else(|| Stop::Usage(format!("--format {name}: no such format. One of {}.", names())))?);
    }
    Ok(formats)
}

fn sources(options: &AddOptions, archive: &Archive) -> Result<Gathered, Stop> {
    let paths = &options.sources;
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Stop::Usage("standard input (-) can be read only once. Name - a single time.".into()));
    }
    let mut gathered = gather(paths, SOURCES);
    if options.retry {
        // Under the name that it had, so that it is known again.
        let failures: BTreeMap<String, String> =
            archive.failures()?.into_iter().filter(|failed| failed.place != "-").map(|failed| (failed.place, failed.input)).collect();
        gathered.inputs.extend(failures.into_iter().map(|(place, name)| inputs::Input { name, place: Place::File(PathBuf::from(place)) }));
    }
    gathered.notes.iter().for_each(|note| complain("note", note));
    Ok(gathered)
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("  {bar:24} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// The documents of all sources, one after another.
struct Walk {
    inputs: std::vec::IntoIter<inputs::Input>,
    formats: Options,
    published: Option<Date>,
    current: Option<(Entries, String, String)>,
    /// Bytes of all files, and of those that were walked.
    total: u64,
    done: u64,
    read: Arc<AtomicU64>,
    /// Whether to take in no more.
    stop: Arc<AtomicBool>,
}

impl Walk {
    fn new(gathered: Gathered, formats: Options, published: Option<Date>, stop: Arc<AtomicBool>) -> Walk {
        let total = gathered.inputs.iter().map(size).sum();
        Walk { inputs: gathered.inputs.into_iter(), formats, published, current: None, total, done: 0, read: Arc::default(), stop }
    }
}

fn size(input: &inputs::Input) -> u64 {
    match &input.place {
        Place::File(path) => path.metadata().map_or(0, |found| found.len()),
        _ => 0,
    }
}

impl Iterator for Walk {
    type Item = Incoming;

    fn next(&mut self) -> Option<Incoming> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            if let Some((entries, input, place)) = &mut self.current {
                if let Some(entry) = entries.next() {
                    let length = entry.as_ref().map_or(0, |entry| entry.bytes.len() as u64);
                    self.read.fetch_add(length, Ordering::Relaxed);
                    return Some(Incoming { entry, published: self.published, input: input.clone(), place: place.clone() });
                }
                self.current = None;
                self.read.store(self.done, Ordering::Relaxed);
            }
            let input = self.inputs.next()?;
            self.done += size(&input);
            let (bytes, place) = match &input.place {
                Place::Standard => (Input::stream(io::stdin()), "-".to_owned()),
                Place::File(path) => {
                    let place = std::path::absolute(path).unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned();
                    match File::open(path) {
                        Ok(file) => (Input::file(file), place),
                        Err(error) => return Some(self.fault(&input.name, &inputs::unreadable(&input.name, &error), place)),
                    }
                }
                Place::Nowhere(reason) => return Some(self.fault(&input.name, reason, input.name.clone())),
            };
            self.current = Some((open(&input.name, bytes, &self.formats), input.name, place));
        }
    }
}

impl Walk {
    fn fault(&self, name: &str, reason: &str, place: String) -> Incoming {
        let message = reason.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(reason);
        Incoming { entry: Err(chancery_formats::Failure::unreadable(name, message)), published: self.published, input: name.to_owned(), place }
    }
}
