//! The walk over a source: containers within containers, down to the bytes of single documents.
//!
//! In: a source. Out: its entries and failures in order. Containers are a stack; each gives one step at a time, so that a source of any
//! length is walked in little memory. Unpacking and nesting are bounded here; the formats themselves are left to their modules.

use std::io::BufRead;

use flate2::bufread::MultiGzDecoder;

use crate::failure::Failure;
use crate::format::Format;
use crate::input::{Input, Meter, Unpacked, failed};
use crate::item::{Entry, Metadata};
use crate::{Options, csv, feed, json, warc, zip};

/// One thing that a container gives.
pub(crate) enum Step {
    /// The bytes of a document.
    Entry(Entry),
    /// Something that may be a container itself.
    Found(Found),
    /// Something that cannot be read; the container goes on.
    Failed(Failure),
}

/// Something with bytes whose format is still to be seen.
pub(crate) struct Found {
    pub name: String,
    pub input: Input,
    pub format: Option<Format>,
    pub charset: Option<String>,
    pub known: Metadata,
}

/// A source that holds several documents.
pub(crate) trait Container: Send {
    /// The next thing in it.
    fn step(&mut self) -> Option<Step>;
}

/// The entries of a source, in its order. See [`crate::open`].
pub struct Entries {
    first: Option<Found>,
    stack: Vec<Level>,
    options: Options,
    meter: Meter,
}

struct Level {
    name: String,
    container: Box<dyn Container>,
    /// How many levels of packing it stands in.
    nesting: u64,
    failures: u64,
}

impl Entries {
    pub(crate) fn new(name: &str, input: Input, options: &Options) -> Entries {
        let first = Found { name: name.to_owned(), input, format: options.format, charset: None, known: Metadata::default() };
        Entries { first: Some(first), stack: Vec::new(), options: options.clone(), meter: Meter::new(&options.limits) }
    }

    /// Opens what was found: a document is given back, a container is put on the stack.
    fn enter(&mut self, found: Found, mut nesting: u64) -> Result<Option<Entry>, Failure> {
        let Found { name, mut input, mut format, charset, known } = found;
        let limits = self.options.limits.clone();
        loop {
            let head = input.head().map_err(|error| failed(&name, error))?;
            let format = format.take().unwrap_or_else(|| Format::of(&name, &head));
            if matches!(format, Format::Gzip | Format::Zip | Format::Warc) {
                nesting += 1;
                if nesting > limits.nesting {
                    return Err(Failure::limit(&name, &format!("{nesting} packed files within one another"), "nesting", limits.nesting));
                }
            }
            let container: Box<dyn Container> = match format {
                Format::Gzip => {
                    input = Input::stream(Unpacked::new(input.into_buffered(), &self.meter, |packed| {
                        MultiGzDecoder::new(std::io::BufReader::with_capacity(32 << 10, packed))
                    }));
                    continue;
                }
                Format::Zip => {
                    let opened = zip::open(&name, input.into_seekable(&name, &limits)?, &self.meter, &limits)?;
                    match opened {
                        zip::Opened::Members(members) => Box::new(members),
                        zip::Opened::Word(bytes) => return Ok(Some(Entry { name, format: Format::Docx, bytes, charset, known })),
                    }
                }
                Format::Warc => Box::new(warc::Records::new(&name, input.into_buffered(), &self.meter, &limits)),
                Format::JsonLines => Box::new(json::Lines::new(&name, input, &self.options)?),
                Format::JsonArray => match json::open(&name, input, &self.options)? {
                    json::Opened::List(list) => Box::new(list),
                    json::Opened::One(bytes) => return Ok(Some(Entry { name, format: Format::Json, bytes, charset, known })),
                },
                Format::Csv => Box::new(csv::Rows::new(&name, input, &self.options)?),
                Format::Feed => Box::new(feed::Feed::open(&name, input, charset.as_deref(), &self.options)?),
                Format::Text | Format::Html | Format::Pdf | Format::Docx | Format::Json => {
                    let whole = matches!(format, Format::Pdf | Format::Docx);
                    let (limit, bound) = if whole { ("file", limits.file) } else { ("item", limits.item) };
                    let bytes = input.into_bytes(&name, limit, bound)?;
                    return Ok(Some(Entry { name, format, bytes, charset, known }));
                }
            };
            self.stack.push(Level { name, container, nesting, failures: 0 });
            return Ok(None);
        }
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, Failure>;

    fn next(&mut self) -> Option<Result<Entry, Failure>> {
        loop {
            let (step, nesting) = match self.first.take() {
                Some(first) => (Step::Found(first), 0),
                None => {
                    let level = self.stack.last_mut()?;
                    match level.container.step() {
                        Some(step) => (step, level.nesting),
                        None => {
                            self.stack.pop();
                            continue;
                        }
                    }
                }
            };
            let depth = self.stack.len();
            let result = match step {
                Step::Entry(entry) => Ok(Some(entry)),
                Step::Failed(failure) => Err(failure),
                Step::Found(found) => self.enter(found, nesting),
            };
            // The container that it stands in, not one that was entered.
            let level = depth.checked_sub(1).and_then(|at| self.stack.get_mut(at));
            match result {
                Ok(entry) => {
                    if let Some(level) = level {
                        level.failures = 0;
                    }
                    if let Some(entry) = entry {
                        return Some(Ok(entry));
                    }
                }
                Err(failure) => {
                    if let Some(level) = level {
                        level.failures += 1;
                        let bound = self.options.limits.failures;
                        if level.failures > bound {
                            let name = level.name.clone();
                            self.stack.truncate(depth - 1);
                            let found = format!("{bound} failures in a row, the last: {failure}");
                            return Some(Err(Failure::limit(&name, &format!("{found} Reading of it ends here"), "failures", bound)));
                        }
                    }
                    return Some(Err(failure));
                }
            }
        }
    }
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.stack.iter().map(|level| &level.name)).finish()
    }
}

/// A reader of gzip or zlib data held to the limits, for bodies of web responses.
pub(crate) fn gunzip(packed: impl BufRead + Send + 'static, meter: &Meter) -> Input {
    Input::stream(Unpacked::new(packed, meter, |packed| MultiGzDecoder::new(std::io::BufReader::new(packed))))
}
