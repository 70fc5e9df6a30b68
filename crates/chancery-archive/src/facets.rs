//! Keys of documents beside their words: outlet, language, and what their readings hold.
//!
//! In: what is known of a source, the items of its reading. Out: keys for the index, in a range of their own. Keys of items and buckets are
//! short: whoever looks one up compares the item that it finds.

use chancery_register::{Body, Item};

use crate::terms::{FACETS, hash};

/// Bits of keys that are compared afterwards; with a hundred million items a key leads to a few documents too many.
const SHORT: u64 = 28;

fn short(range: u64, text: &str) -> u64 {
    FACETS + (range << SHORT) + (hash(text) & ((1 << SHORT) - 1))
}

/// The key of a facet of a document.
pub(crate) fn key(facet: &str, value: &str) -> u64 {
    short(0, &format!("{facet}\u{0}{value}"))
}

/// The key of an item by its id.
pub(crate) fn item_key(id: &str) -> u64 {
    short(1, id)
}

/// The key of a bucket.
pub(crate) fn bucket_key(bucket: &str) -> u64 {
    short(2, bucket)
}

/// The key of who speaks or what is counted.
pub(crate) fn about_key(layer: &str, entity: &str) -> u64 {
    short(3, &format!("{layer}\u{0}{entity}"))
}

/// Keys of a document.
pub(crate) fn document_keys(outlet: Option<&str>, language: &str) -> Vec<u64> {
    let outlet = outlet.map(|outlet| key("outlet", &chancery_text::fold_text(outlet)));
    outlet.into_iter().chain([key("language", language)]).collect()
}

/// Keys of the items of a document, sorted, each once.
pub(crate) fn item_keys(items: &[Item]) -> Vec<u64> {
    let mut keys = Vec::with_capacity(items.len() * 2);
    for item in items {
        keys.push(bucket_key(&item.bucket));
        let layer = layer(&item.body);
        match &item.body {
            // A person's id is its bucket's.
            Body::Person(_) => continue,
            Body::Statement(_) | Body::Figure(_) => {
                keys.push(about_key(layer, ""));
                keys.extend(item.entities().iter().map(|entity| about_key(layer, entity)));
                if let Body::Figure(figure) = &item.body {
                    keys.extend(figure.of.iter().map(|of| about_key(layer, of)));
                }
            }
            _ => {}
        }
        keys.push(item_key(&item.id));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The name of an item's layer.
pub(crate) fn layer(body: &Body) -> &'static str {
    match body {
        Body::Event(_) => "event",
        Body::Instrument(_) => "instrument",
        Body::Statement(_) => "statement",
        Body::Figure(_) => "figure",
        Body::Relation(_) => "relation",
        Body::Person(_) => "person",
        Body::Formulation(_) => "formulation",
    }
}
