//! Times and quantities: expressions of text to values with bounds.
//!
//! In: folded characters (`chancery_text::fold`). Out: time expressions that resolve against an [`Anchor`], and
//! quantities with typed bounds. Spans count in the slice given; the caller maps them back to the source.
//! What an expression is about (which event, which party) is left to the reader. Never fails, never panics on input.

mod anchor;
mod begins;
mod lexicon;
mod number;
mod quantity;
mod scan;
mod time;

pub use anchor::{Anchor, Prefer, Region};
pub use quantity::{Quantity, QuantityKind, find_quantities};
pub use time::{TimeExpression, find_times};
