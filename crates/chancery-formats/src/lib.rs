//! Bytes of any format to plain texts with metadata, for [`chancery_intake`] to make documents of.
//!
//! In: a file, bytes or a stream, its name, [`Options`]. Out: [`Entry`]s, each the bytes of one document, in the order of the source,
//! and for each its [`Item`]: text, title, day of publication, authors, outlet, site, language, address. Zip, gzip, WARC, JSON, CSV
//! and feeds are walked without holding them in memory. What cannot be read is a [`Failure`] with name, place and remedy, and the next
//! one follows. Everything untrusted is bounded by [`Limits`]. Nothing is written, no network is used; a PDF is read by the program
//! `pdftotext` (poppler), run with limits. Names and events are left to the reader.
//!
//! ```
//! use chancery_formats::{Input, Options, open};
//! let lines = "{\"title\": \"兩國外長會面\", \"text\": \"兩國外長3日在日內瓦會面。\", \"date\": \"2026-05-03\"}\n";
//! let options = Options::default();
//! for entry in open("news.jsonl", Input::bytes(lines.into()), &options) {
//!     let item = entry.unwrap().read(&options).unwrap();
//!     assert_eq!(item.name, "news.jsonl:1");
//!     assert_eq!(item.text, "兩國外長會面\n\n兩國外長3日在日內瓦會面。");
//!     assert_eq!(item.document(None).unwrap().articles.len(), 1);
//! }
//! ```

mod csv;
mod data;
mod dates;
mod docx;
mod entries;
mod failure;
mod feed;
mod format;
mod html;
mod input;
mod item;
mod json;
mod limits;
mod map;
mod pdf;
mod warc;
mod xml;
mod zip;

use std::path::PathBuf;

pub use entries::Entries;
pub use failure::{Failure, Kind};
pub use format::Format;
pub use input::Input;
pub use item::{Day, Entry, Item, Metadata};
pub use limits::Limits;
pub use map::Map;

/// What a caller may tell about sources, and what they may cost.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds.
    pub limits: Limits,
    /// Columns and fields that hold text, title, date …
    pub map: Map,
    /// Format of the source; found by its bytes where absent.
    pub format: Option<Format>,
    /// Encoding of texts, pages and tables as a WHATWG label; found where absent.
    pub encoding: Option<String>,
    /// The program that reads PDF files; `pdftotext` on the search path where absent.
    pub pdftotext: Option<PathBuf>,
}

/// Walks a source. `name` is what messages and items call it; pass a relative name, registers do not tell where a laptop keeps its files.
pub fn open(name: &str, input: Input, options: &Options) -> Entries {
    Entries::new(name, input, options)
}
