//! The entries of lists as data: the same columns in JSON, JSON Lines and CSV as the command prints.
//!
//! In: entries of a list. Out: rows of values in the order of the columns, as the archive declares both; missing is null.

use chancery_archive::{DocumentRow, Name, Row, told_values};
use chancery_register::Item;
use serde_json::Value;

pub(crate) use chancery_archive::List as Layer;

/// An entry of a list.
pub(crate) enum Entry {
    /// An event, instrument or relation.
    Row(Row),
    /// A statement or figure, with its words and their place.
    Told { document: DocumentRow, item: Item, quote: String, span: (usize, usize) },
    /// A person, organization, state or wording.
    Name(Name),
    /// A document with its title.
    Document(DocumentRow, String),
}

impl Entry {
    /// Numbers of the documents that tell it.
    pub fn documents(&self) -> Vec<i64> {
        match self {
            Entry::Row(row) => row.summary.documents.clone(),
            Entry::Told { document, .. } | Entry::Document(document, _) => vec![document.number],
            Entry::Name(_) => Vec::new(),
        }
    }

    /// The values of the columns.
    pub fn values(&self, layer: Layer) -> Vec<Value> {
        match self {
            Entry::Row(row) => row.values(),
            Entry::Told { document, item, quote, span } => told_values(document, item, quote, *span),
            Entry::Name(one) => one.values(layer),
            Entry::Document(row, title) => row.values(title),
        }
    }
}
