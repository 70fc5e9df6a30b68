//! What a row of the table of routes says: address, who may, which parameters, in which shapes, what answers.
//!
//! In: a method and a path. Out: the row that fits, with the parts of the path that it leaves open and the shape that the path ends with.

use chancery_model::{Date, EventKind, InstrumentType, RelationAction, Status};

use crate::accounts::Role;
use crate::call::Call;
use crate::fault::Fault;
use crate::reply::Reply;

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

/// The shape of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A page for a person.
    Html,
    /// JSON.
    Json,
    /// JSON Lines, as it comes.
    Jsonl,
    /// Comma-separated values, as they come.
    Csv,
    /// Parquet.
    Parquet,
}

impl Shape {
    /// All but the page, with what a path ends with.
    pub const DATA: [(&'static str, Shape); 4] = [(".json", Shape::Json), (".jsonl", Shape::Jsonl), (".csv", Shape::Csv), (".parquet", Shape::Parquet)];

    /// Whether all rows of a list come, one after another.
    pub fn streams(self) -> bool {
        matches!(self, Shape::Jsonl | Shape::Csv | Shape::Parquet)
    }

    /// The shape that a path ends with, and the path without.
    pub fn split(path: &str) -> (&str, Shape) {
        for (ending, shape) in Shape::DATA {
            if let Some(bare) = path.strip_suffix(ending) {
                return (bare, shape);
            }
        }
        (path, Shape::Html)
    }
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Any text of at most 400 characters.
    Text,
    /// A day.
    Day,
    /// A kind of event, type of instrument or act of a relation.
    Kind,
    /// A status.
    Status,
    /// A whole number from one to another.
    Number(usize, usize),
    /// One of these.
    One(&'static [&'static str]),
}

/// A parameter of the query.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it does, as a sentence.
    pub about: &'static str,
    /// What it may be.
    pub check: Check,
}

impl Check {
    /// What is expected, unless the value is that.
    pub fn wrong(self, value: &str) -> Option<String> {
        let fits = value.is_empty()
            || match self {
                Check::Text => value.chars().count() <= 400 && !value.contains('\0'),
                Check::Day => Date::parse(value).is_some(),
                Check::Kind => {
                    value.split(',').all(|one| EventKind::parse(one).is_some() || InstrumentType::parse(one).is_some() || RelationAction::parse(one).is_some())
                }
                Check::Status => value.split(',').all(|one| Status::parse(one).is_some()),
                Check::Number(low, high) => value.parse().is_ok_and(|number: usize| (low..=high).contains(&number)),
                Check::One(list) => list.contains(&value),
            };
        (!fits).then(|| match self {
            Check::Text => "at most 400 characters".to_owned(),
            Check::Day => "a day of the calendar as YYYY-MM-DD".to_owned(),
            Check::Kind => "kinds of the codebook, parted by commas (visit,talks)".to_owned(),
            Check::Status => "statuses of the codebook, parted by commas (held,planned)".to_owned(),
            Check::Number(low, high) => format!("a whole number from {low} to {high}"),
            Check::One(list) => format!("one of {}", list.join(", ")),
        })
    }
}

/// What a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A page with its data; its main table as CSV.
    Page,
    /// A list: a page, its data in pages, all of it as JSON Lines, CSV and Parquet; also in the API.
    List,
    /// A record: a page and its data; also in the API.
    Record,
    /// A form's target: answers with another address.
    Form,
    /// Of the API alone.
    Api,
    /// Bytes.
    Bytes,
}

/// A row of the table.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path; `{…}` is a part that is left open.
    pub path: &'static str,
    /// Name, unique: what OpenAPI calls `operationId`.
    pub name: &'static str,
    /// What it is for.
    pub purpose: Use,
    /// Who may; `None`: anybody who reaches the server.
    pub role: Option<Role>,
    /// What it answers, as a sentence.
    pub about: &'static str,
    /// Parameters of the query.
    pub query: &'static [&'static [Param]],
    /// What answers.
    pub(crate) handle: fn(&Call<'_>) -> Result<Reply, Fault>,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.method, self.path)
    }
}

impl Route {
    /// Whether it answers in a shape.
    pub fn gives(&self, shape: Shape) -> bool {
        match shape {
            Shape::Html => true,
            Shape::Json => matches!(self.purpose, Use::Page | Use::List | Use::Record | Use::Api),
            Shape::Csv => matches!(self.purpose, Use::Page | Use::List | Use::Record),
            Shape::Jsonl | Shape::Parquet => self.purpose == Use::List,
        }
    }

    /// All parameters of the query.
    pub fn params(&self) -> impl Iterator<Item = &'static Param> {
        self.query.iter().flat_map(|group| group.iter())
    }

    /// The open parts of a path, where it fits this row.
    pub fn fits(&self, path: &str) -> Option<Vec<String>> {
        let mut open = Vec::new();
        let (mut wanted, mut found) = (self.path.split('/'), path.split('/'));
        loop {
            match (wanted.next(), found.next()) {
                (None, None) => return Some(open),
                (Some(name), Some(part)) if name.starts_with('{') => open.push(decode(part).filter(|part| !part.is_empty())?),
                (Some(name), Some(part)) if name == part => {}
                _ => return None,
            }
        }
    }
}

/// A part of an address as it was meant; nothing for what is no UTF-8 or holds control characters.
pub fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))?, 16).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok().filter(|text| text.len() <= 600 && !text.chars().any(char::is_control))
}

/// A text as a part of an address.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:@".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The pairs of a query or of a form.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let plain = |part: &str| decode_form(part).unwrap_or_default();
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .take(200)
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

fn decode_form(part: &str) -> Option<String> {
    let part = part.replace('+', " ");
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { u8::from_str_radix(std::str::from_utf8(&[rest.next()?, rest.next()?]).ok()?, 16).ok()? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_paths_are_decoded_and_checked() {
        assert_eq!(decode("person%3Axi-jinping").as_deref(), Some("person:xi-jinping"));
        assert_eq!(decode(&encode("a/b?c#d 中")).as_deref(), Some("a/b?c#d 中"));
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%ff"), None);
        assert_eq!(decode("%00"), None);
    }

    #[test]
    fn a_query_keeps_order_and_doubles() {
        assert_eq!(pairs("kind=visit&kind=talks&q=a+b%2B"), [("kind".into(), "visit".into()), ("kind".into(), "talks".into()), ("q".into(), "a b+".into())]);
    }

    #[test]
    fn shapes_are_the_endings_of_paths() {
        assert_eq!(Shape::split("/events.csv"), ("/events", Shape::Csv));
        assert_eq!(Shape::split("/events/ev-1.json"), ("/events/ev-1", Shape::Json));
        assert_eq!(Shape::split("/events"), ("/events", Shape::Html));
    }
}
