//! JSON: objects one on a line, in a list, or a single one; also rows of CSV, which come as objects.
//!
//! In: bytes. Out: an entry for each object; of an entry, text and metadata by the names of its fields ([`crate::Map`]). Only wanted
//! fields are kept in memory. A text with tags in it is read as HTML.

use std::io::BufRead;

use chancery_intake as intake;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::entries::{Container, Step};
use crate::failure::{Failure, Kind};
use crate::format::Format;
use crate::input::{Input, failed, read_line, utf8};
use crate::item::{Entry, Metadata, Read};
use crate::map::Map;
use crate::{Options, dates, html};

/// Fields that a list of documents has too.
const WEAK: [&str; 2] = ["description", "summary"];
/// How many names of fields an error lists.
const SHOWN: usize = 12;

/// Objects one on a line.
pub(crate) struct Lines {
    name: String,
    reader: Box<dyn BufRead + Send>,
    item: u64,
    number: u64,
    ended: bool,
}

impl Lines {
    pub fn new(name: &str, input: Input, options: &Options) -> Result<Lines, Failure> {
        let reader = utf8(input, name, options.encoding.as_deref())?;
        Ok(Lines { name: name.to_owned(), reader, item: options.limits.item, number: 0, ended: false })
    }
}

impl Container for Lines {
    fn step(&mut self) -> Option<Step> {
        let mut line = Vec::new();
        while !self.ended {
            self.number += 1;
            let name = format!("{}:{}", self.name, self.number);
            match read_line(&mut *self.reader, &mut line, self.item) {
                Ok(None) => return None,
                Ok(Some(false)) => {
                    return Some(Step::Failed(Failure::limit(
                        &name,
                        &format!("expected a line of at most {} bytes, found a longer one", self.item),
                        "item",
                        self.item,
                    )));
                }
                Ok(Some(true)) => {
                    let bytes = line.trim_ascii();
                    if !bytes.is_empty() {
                        return Some(entry(name, bytes.to_vec()));
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Step::Failed(failed(&name, error)));
                }
            }
        }
        None
    }
}

fn entry(name: String, bytes: Vec<u8>) -> Step {
    if bytes.first() != Some(&b'{') {
        let found = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned();
        return Step::Failed(Failure::damaged(&name, format!("expected an object of JSON ({{…}}), found {found:?}. Put one object on each line.")));
    }
    Step::Entry(Entry { name, format: Format::Json, bytes, charset: None, known: Metadata::default() })
}

/// What a file of JSON is.
pub(crate) enum Opened {
    List(List),
    One(Vec<u8>),
}

/// Opens a file that holds a list, or an object.
pub(crate) fn open(name: &str, input: Input, options: &Options) -> Result<Opened, Failure> {
    let mut reader = utf8(input, name, options.encoding.as_deref())?;
    let item = options.limits.item;
    let list = |reader| Opened::List(List { name: name.to_owned(), reader, item, number: 0, state: State::Between });
    let first = loop {
        match reader.fill_buf().map_err(|error| failed(name, error))?.first() {
            Some(byte) if byte.is_ascii_whitespace() => reader.consume(1),
            other => break other.copied(),
        }
    };
    if first == Some(b'[') {
        reader.consume(1);
        return Ok(list(reader));
    }
    let bytes = Input::stream(reader).into_bytes(name, "item", item)?;
    let fields = Fields::of(&bytes, &options.map, name)?;
    let holds_objects = |items: &str| items.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    let items = fields.get("items").map(|value| value.get().trim_start()).filter(|items| holds_objects(items));
    // A description beside a list is one of the list.
    let own = fields.named("text").is_some_and(|(column, _)| !WEAK.contains(&column.as_str()));
    match items {
        Some(items) if !own => Ok(list(Box::new(std::io::Cursor::new(items.as_bytes()[1..].to_vec())))),
        _ => Ok(Opened::One(bytes)),
    }
}

/// The objects of a list, cut out one by one.
pub(crate) struct List {
    name: String,
    reader: Box<dyn BufRead + Send>,
    item: u64,
    number: u64,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// Before an element, a comma or the end.
    Between,
    Ended,
}

impl Container for List {
    fn step(&mut self) -> Option<Step> {
        if self.state == State::Ended {
            return None;
        }
        let mut bytes = Vec::new();
        let (mut depth, mut quoted, mut escaped, mut fits) = (0u64, false, false, true);
        loop {
            let name = format!("{}#{}", self.name, self.number + 1);
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) => {
                    self.state = State::Ended;
                    return Some(Step::Failed(failed(&name, error)));
                }
            };
            if available.is_empty() {
                self.state = State::Ended;
                return Some(Step::Failed(Failure::damaged(&name, "the list ends in the middle, without its closing ]. Get the file anew.")));
            }
            let mut used = 0;
            let mut done = None;
            for &byte in available {
                if depth == 0 && !quoted && matches!(byte, b',' | b']') {
                    done = Some(byte);
                    used += 1;
                    break;
                }
                used += 1;
                if fits {
                    bytes.push(byte);
                    fits = bytes.len() as u64 <= self.item;
                }
                if quoted {
                    (quoted, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
                    continue;
                }
                match byte {
                    b'"' => quoted = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            self.reader.consume(used);
            if !fits {
                bytes = Vec::new();
            }
            let Some(end) = done else { continue };
            if end == b']' {
                self.state = State::Ended;
            }
            let element = bytes.trim_ascii();
            if element.is_empty() && fits {
                if end == b']' {
                    return None;
                }
                continue;
            }
            self.number += 1;
            if !fits {
                return Some(Step::Failed(Failure::limit(
                    &name,
                    &format!("expected an object of at most {} bytes, found a longer one", self.item),
                    "item",
                    self.item,
                )));
            }
            return Some(entry(name, element.to_vec()));
        }
    }
}

/// The text and metadata of an object.
pub(crate) fn read(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let name = &entry.name;
    let mut warnings = Vec::new();
    let mut encoding = "UTF-8";
    let decoded;
    let bytes = match std::str::from_utf8(&entry.bytes) {
        Ok(_) => &entry.bytes[..],
        Err(_) => {
            let label = options.encoding.as_deref();
            let found = intake::decode(&entry.bytes, name, label).map_err(|error| Failure::intake(name, &error))?;
            (encoding, warnings, decoded) = (found.encoding, found.warnings, found.text);
            decoded.as_bytes()
        }
    };
    let fields = Fields::of(bytes, &options.map, name)?;
    let mut metadata = Metadata::default();
    let one = |field: &str| fields.get(field).and_then(|value| words(value, ", "));
    metadata.title = one("title").map(|title| html::plain_title(&title));
    metadata.outlet = one("outlet");
    metadata.url = one("url");
    metadata.language = one("language");
    metadata.id = one("id");
    metadata.authors = fields.get("author").map(list).unwrap_or_default();
    if let Some((column, written)) = fields.named("published").and_then(|(column, value)| Some((column, words(value, " ")?))) {
        match dates::day(&written, &format!("field {column}")) {
            Some(day) => metadata.published = Some(day),
            None => warnings.push(dates::unreadable(name, &column, &written)),
        }
    }
    let Some(body) = fields.get("text").and_then(|value| words(value, "\n\n")) else {
        let names = if fields.seen.is_empty() { "none".to_owned() } else { fields.seen.join(", ") };
        let message = format!("expected a field with the text (text, body, content …), found fields: {names}. Name it: --map text=FIELD.");
        return Err(Failure::new(Kind::Empty, name, message));
    };
    let body = if html::has_tags(&body) { html::fragment(&body, name, options)? } else { body };
    let text = html::with_title(metadata.title.as_deref(), &body);
    Ok(Read { text, encoding, metadata, warnings })
}

/// The wanted fields of an object.
struct Fields<'a> {
    /// What it is (text, title …), its name, its value.
    found: Vec<(&'static str, String, &'a RawValue)>,
    /// Names seen, for errors.
    seen: Vec<String>,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8], map: &Map, name: &str) -> Result<Fields<'a>, Failure> {
        let mut best: Vec<(&'static str, usize, String, &'a RawValue)> = Vec::new();
        let mut seen = Vec::new();
        let top = object(bytes, name)?;
        for (key, value) in &top.0 {
            if seen.len() < SHOWN {
                seen.push(key.chars().take(40).collect());
            }
            for field in crate::map::FIELDS {
                let found = match (map.rank(field, key), map.path(field)) {
                    (Some(rank), _) => Some((rank, *value)),
                    (None, Some((first, rest))) if first == key => within(value, rest).map(|value| (0, value)),
                    _ => None,
                };
                let Some((rank, value)) = found.filter(|(_, value)| !matches!(value.get().trim(), "null" | "\"\"" | "[]" | "{}")) else { continue };
                match best.iter_mut().find(|(known, ..)| *known == field) {
                    Some(held) if held.1 > rank => *held = (field, rank, key.clone(), value),
                    Some(_) => {}
                    None => best.push((field, rank, key.clone(), value)),
                }
            }
        }
        Ok(Fields { found: best.into_iter().map(|(field, _, key, value)| (field, key, value)).collect(), seen })
    }

    fn get(&self, field: &str) -> Option<&'a RawValue> {
        self.named(field).map(|(_, value)| value)
    }

    fn named(&self, field: &str) -> Option<(String, &'a RawValue)> {
        self.found.iter().find(|(known, ..)| *known == field).map(|(_, key, value)| (key.clone(), *value))
    }
}

/// A value deeper in: `content.plain`.
fn within<'a>(value: &'a RawValue, path: &str) -> Option<&'a RawValue> {
    let mut value = value;
    for key in path.split('.').take(8) {
        let inner = object(value.get().as_bytes(), "").ok()?;
        value = inner.0.into_iter().find(|(found, _)| found == key)?.1;
    }
    Some(value)
}

/// How many fields of an object are looked at.
const MOST_FIELDS: usize = 10_000;

/// The fields of an object, unread.
struct Object<'a>(Vec<(String, &'a RawValue)>);

fn object<'a>(bytes: &'a [u8], name: &str) -> Result<Object<'a>, Failure> {
    struct Take;
    impl<'de> Visitor<'de> for Take {
        type Value = Object<'de>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
            let mut fields = Vec::new();
            while fields.len() < MOST_FIELDS {
                match map.next_entry::<String, &'de RawValue>()? {
                    Some(field) => fields.push(field),
                    None => return Ok(Object(fields)),
                }
            }
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Object(fields))
        }
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut parser = serde_json::Deserializer::from_slice(bytes);
    let parsed = parser.deserialize_map(Take).and_then(|object| parser.end().map(|()| object));
    parsed.map_err(|error| Failure::damaged(name, format!("expected an object of JSON, found an error: {error}. Correct it, or get the file anew.")))
}

/// A value as words: text, number, or a list of them put together.
fn words(value: &RawValue, between: &str) -> Option<String> {
    let parts = list(value);
    let text = parts.join(between);
    (!text.trim().is_empty()).then_some(text)
}

/// A value as a list of words; of an object, its name or text.
fn list(value: &RawValue) -> Vec<String> {
    let raw = value.get();
    let keep = |text: String| if text.trim().is_empty() { Vec::new() } else { vec![text] };
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str::<String>(raw).map(keep).unwrap_or_default(),
        Some(b'[') => {
            serde_json::from_str::<Vec<&RawValue>>(raw).unwrap_or_default().into_iter().filter(|inner| !inner.get().starts_with('[')).flat_map(list).collect()
        }
        Some(b'{') => ["name", "text", "value", "title"]
            .iter()
            .find_map(|key| within(value, key))
            .filter(|inner| inner.get().starts_with('"'))
            .map(list)
            .unwrap_or_default(),
        Some(b'0'..=b'9' | b'-') => vec![raw.to_owned()],
        _ => Vec::new(),
    }
}
