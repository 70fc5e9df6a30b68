//! The durable folder: sources, readings, decisions, and what is made of them.
//!
//! In: sources with what is known of them; questions. Out: what became of each source; answers. One file in a folder (SQLite,
//! write-ahead log, full synchronisation): what a call has acknowledged survives a kill and a power cut. Sources and decisions are
//! never changed; readings can be made again, the index and the register can be thrown away and rebuilt.
//! Reads with the crates above it; knows nothing of formats, of the network and of how answers are printed.

mod add;
mod archive;
mod ask;
mod browse;
mod codec;
mod compact;
mod copies;
mod digest;
mod document;
mod error;
mod facets;
mod index;
mod keep;
mod list;
mod postings;
mod register;
mod schema;
mod search;
mod terms;
mod wholes;

pub use add::{Engine, Failed, Fate, Incoming, Outcome, default_folder};
pub use archive::{Archive, Common};
pub use ask::{Filter, Name, Whole, Words, words_of};
pub use browse::{Coverage, OutletDay, Outline};
pub use digest::{Counts, Digest, Line, Rating, Readings, Tenure};
pub use document::{DocumentRow, document_id};
pub use error::{Error, ErrorKind};
pub use keep::{Reread, Verified, restore};
pub use list::{ColumnKind, List, ListColumn, date_value, told_values};
pub use register::row::{Row, Summary};
pub use search::{Candidates, Hit, Query, Snippet, title};
pub use wholes::Held;
