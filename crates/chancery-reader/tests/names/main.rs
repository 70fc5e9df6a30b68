//! Who is meant: sentences with shared and hidden names, territories in four locales, persons in three regions.

mod ambiguity;
mod discovery;
mod persons;
mod territories;

use std::sync::LazyLock;

use chancery_knowledge::{Knowledge, packed_files};
use chancery_model::{Date, Document, MentionRecord, MentionType};
use chancery_reader::{Options, Reader, examples};
use chancery_text::fold_text;

/// The knowledge built in.
pub static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::load(&packed_files()).0);

/// A reader over it.
pub static READER: LazyLock<Reader<'static>> = LazyLock::new(|| Reader::new(&KNOWLEDGE));

/// A sentence as a document.
pub fn document(text: &str, published: Option<&str>) -> Document {
    examples::passage(text, published.map(|day| Date::parse(day).unwrap_or_else(|| panic!("{day} is no date"))))
}

/// Mentions of states, persons, organizations and places, in order.
pub fn mentions(text: &str, published: Option<&str>) -> Vec<MentionRecord> {
    let mut mentions = READER.annotate(&document(text, published), &Options::default()).mentions;
    mentions.retain(|mention| {
        matches!(mention.kind, MentionType::State | MentionType::Person | MentionType::Organization | MentionType::Outlet | MentionType::Place)
    });
    mentions
}

/// A text as it is and with its characters folded to simplified ones.
pub fn both_scripts(text: &str) -> [String; 2] {
    [text.to_owned(), fold_text(text)]
}
