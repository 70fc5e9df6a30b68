//! XML held to limits: events without entities, declarations or namespaces.
//!
//! In: text. Out: events in order. Entities are never expanded: the five of XML and characters by number are put in, all others stay as
//! they are written. A document type is passed over. Depth and number of events are bounded.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::failure::Failure;
use crate::limits::Limits;

/// What stands in a file of XML.
#[derive(Debug, PartialEq)]
pub(crate) enum Mark {
    /// Start of an element: its name as written, without the prefix's meaning.
    Open(String),
    /// End of an element.
    Close,
    /// Words.
    Words(String),
}

/// A reader of XML.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    name: &'a str,
    limits: &'a Limits,
    depth: u64,
    events: u64,
    /// An element that was opened and closed by one tag.
    closing: bool,
    attributes: Vec<(String, String)>,
    start: u64,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str, name: &'a str, limits: &'a Limits) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Xml { reader, name, limits, depth: 0, events: 0, closing: false, attributes: Vec::new(), start: 0 }
    }

    /// The next mark; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Mark>, Failure> {
        if std::mem::take(&mut self.closing) {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Some(Mark::Close));
        }
        loop {
            self.start = self.reader.buffer_position();
            self.events += 1;
            if self.events > self.limits.nodes.saturating_mul(4) {
                return Err(Failure::limit(self.name, &format!("the file has more than {} elements and texts", self.events - 1), "nodes", self.limits.nodes));
            }
            let event = self.reader.read_event();
            let event = event.map_err(|error| {
                Failure::damaged(self.name, format!("expected XML, found an error at byte {}: {error}. Get the file anew.", self.reader.error_position()))
            })?;
            match event {
                Event::Start(tag) => {
                    self.attributes = attributes(&tag);
                    return self.open(&tag).map(Some);
                }
                Event::Empty(tag) => {
                    self.attributes = attributes(&tag);
                    self.closing = true;
                    return self.open(&tag).map(Some);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Mark::Close));
                }
                Event::Text(text) => return Ok(Some(Mark::Words(text.to_string()))),
                Event::CData(text) => return Ok(Some(Mark::Words(text.to_string()))),
                Event::GeneralRef(reference) => {
                    let words = match reference.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => {
                            let name = reference.to_string();
                            resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
                        }
                    };
                    return Ok(Some(Mark::Words(words)));
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// An attribute of the element opened last.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// How deep the elements stand that are open now.
    pub fn depth(&self) -> u64 {
        self.depth
    }

    /// Where the last mark begins and ends, in bytes.
    pub fn place(&self) -> (usize, usize) {
        (self.start as usize, self.reader.buffer_position() as usize)
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<Mark, Failure> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Failure::limit(self.name, &format!("elements stand more than {} deep", self.limits.depth), "depth", self.limits.depth));
        }
        Ok(Mark::Open(tag.name().as_ref().to_owned()))
    }
}

/// The first attributes, their values without entities put in but the five.
fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut all = tag.attributes();
    let all = all.with_checks(false).flatten().take(40);
    all.map(|attribute| {
        let value = attribute.value.into_owned();
        let value = quick_xml::escape::unescape(&value).map(|value| value.into_owned()).unwrap_or(value);
        (attribute.key.as_ref().to_owned(), value)
    })
    .collect()
}

/// The name of an element without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
