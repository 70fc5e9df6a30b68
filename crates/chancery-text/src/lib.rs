//! Text with offsets.
//!
//! In: the stored text of a document. Out: spans counted in Unicode code points, a script fold that
//! maps one character to one character (so that spans need no translation), flows (pieces of text read
//! as one, with the way back to the stored offsets), and Chinese numerals.
//! Knows nothing of documents, names or events; never fails and never panics on input.

mod flow;
mod fold;
mod letter;
pub mod numeral;
mod span;
mod stored;

pub use flow::Flow;
pub use fold::{fold, fold_text};
pub use letter::{is_alphabetic, is_alphanumeric};
pub use span::Span;
pub use stored::Stored;
