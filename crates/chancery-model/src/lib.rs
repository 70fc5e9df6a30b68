//! The types of documents and readings, and the codebook's enumerations.
//!
//! Plain data: a [`Document`] is what intake makes of bytes, a [`Reading`] what the reader makes of a document.
//! The JSON of a reading is a contract (`chancery.reading/1`, `docs/reading.md`); fields may be added, none renamed.
//! Knows nothing of how any of them is made.

mod codes;
mod date;
mod document;
mod plover;
mod reading;
mod span_json;

pub use codes::*;
pub use date::{Date, DateRange};
pub use document::{Article, Block, Document, Source, Warning};
pub use plover::{Codes, Direction, Plover, crosswalk, plover};
pub use reading::*;
