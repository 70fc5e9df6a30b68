//! Answers before they become HTTP.
//!
//! In: what a route found. Out: one of a few shapes that the adaptor knows how to send: a page with its data, rows that stream, bytes, another address.

use axum::http::StatusCode;
use chancery_archive::{Archive, ListColumn};
use maud::Markup;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::fault::Fault;

/// Takes a row; `false` when no more are wanted.
pub(crate) type Each<'a> = &'a mut dyn FnMut(Vec<Value>) -> Result<bool, Fault>;
/// Gives all rows of a list.
pub(crate) type Produce = Box<dyn FnOnce(&App, &Archive, Each<'_>) -> Result<(), Fault> + Send>;

/// Writes a file.
pub(crate) type Write = Box<dyn FnOnce(&Archive, &mut dyn std::io::Write) -> Result<(), Fault> + Send>;

/// An answer.
pub(crate) enum Reply {
    /// A page: what its title says, what stands in it, the same as data.
    Page { title: String, main: Markup, data: Value },
    /// Data alone.
    Data(StatusCode, Value),
    /// Rows, as they come.
    Rows { columns: Vec<ListColumn>, name: &'static str, produce: Produce },
    /// A file in the format of another tool, as it is written.
    File { kind: &'static str, name: String, write: Write },
    /// Bytes of a source, to be kept and not shown.
    Original { name: String, bytes: Vec<u8> },
    /// A file of the program.
    Asset { kind: &'static str, text: &'static str },
    /// Another address.
    See(String),
    /// Another address, with a session that begins or, if empty, ends.
    Session { to: String, key: String },
}

impl Reply {
    /// A page.
    pub fn page(title: impl Into<String>, main: Markup, data: Value) -> Result<Reply, Fault> {
        Ok(Reply::Page { title: title.into(), main, data })
    }
}

/// A row as an object.
pub(crate) fn object(columns: &[&str], row: Vec<Value>) -> Value {
    Value::Object(columns.iter().map(|name| (*name).to_owned()).zip(row).collect::<Map<_, _>>())
}

/// What stands for the table of a page in its data, the first that is there.
const TABLES: [&str; 8] = ["items", "edges", "steps", "months", "pieces", "reports", "latest", "register"];

/// The main table of a page as CSV; nothing where it is empty.
pub(crate) fn csv(data: &Value) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut write = |row: Vec<String>| drop(out.write_record(&row));
    match TABLES.iter().find_map(|name| data.get(name)) {
        Some(Value::Array(rows)) => {
            let mut columns: Vec<&String> = rows.iter().filter_map(Value::as_object).flat_map(Map::keys).collect();
            columns.sort();
            columns.dedup();
            if !columns.is_empty() {
                write(columns.iter().map(|name| (*name).clone()).collect());
            }
            for row in rows {
                match row {
                    Value::Object(row) => write(columns.iter().map(|name| row.get(*name).map_or_else(String::new, cell)).collect()),
                    Value::Array(row) => write(row.iter().map(cell).collect()),
                    other => write(vec![cell(other)]),
                }
            }
        }
        Some(Value::Object(rows)) => {
            write(vec!["key".to_owned(), "value".to_owned()]);
            rows.iter().for_each(|(key, value)| write(vec![cell(&Value::from(key.as_str())), cell(value)]));
        }
        _ => {}
    }
    out.into_inner().unwrap_or_default()
}

/// A value as a cell: lists are parted by semicolons; what a spreadsheet would take for a formula gets an apostrophe.
pub(crate) fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect::<Vec<_>>().join(";"),
        Value::Number(number) => return number.to_string(),
        other => other.to_string(),
    };
    chancery_export::safe(&text)
}

/// An error as RFC 9457 has it.
pub(crate) fn problem(fault: &Fault) -> Value {
    json!({
        "type": format!("/api/v1#{}", fault.code),
        "title": fault.status.canonical_reason().unwrap_or("error"),
        "status": fault.status.as_u16(),
        "detail": fault.detail,
    })
}
