//! Documents to readings: facts with their evidence.
//!
//! In: a document, the knowledge, options that hold no clock. Out: a reading; the same input gives the same reading.
//! The steps, in order, one module each: [`passage`] (blocks to sentences and clauses), [`scan`] (one look for all names,
//! markers and triggers), [`segment`] (the choice among those that overlap), [`phrase`] (apposition, coordination, discovery),
//! [`clause`] (who stands where), [`frame`] (triggers and their roles), [`speech`] (who says what), [`figure`],
//! [`relation`], [`instrument`], [`assembly`] (tellings of one happening joined). Knows nothing of storage, network, clock or threads.

mod assembly;
mod cast;
mod clause;
mod context;
mod discovery;
pub mod examples;
mod few;
mod figure;
mod frame;
mod instrument;
mod lists;
mod modality;
mod passage;
mod phrase;
mod reader;
mod relation;
mod scan;
mod segment;
mod speech;
mod term;
mod timing;
mod word_list;

pub use reader::{Attempt, Options, Reader};
