//! Step 9: drafts to records: tellings of one happening joined with all their evidence, disagreements kept.
//!
//! In: everything that the steps before found. Out: the reading; spans go back to the stored text here and nowhere else.

mod annotate;
mod conferences;
mod dates;
mod events;
mod headline;
mod material;
mod open;
mod records;
mod scope;
mod tense;

pub(crate) use annotate::annotate;
pub(crate) use events::{is_verbal, list_item};
pub(crate) use material::Material;
pub(crate) use records::assemble;
pub(crate) use scope::{narrow, outweighed};
