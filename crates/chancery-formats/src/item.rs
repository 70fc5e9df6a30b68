//! What is found in a source: entries (bytes of one document) and items (their text and metadata).
//!
//! An entry is cheap to make and can be kept: reading it again with the same options gives the same item, byte for byte. Reading it is
//! the costly step, needs nothing but the entry, and can run on any thread.

use chancery_intake as intake;
use chancery_model::{Date, DateBasis, Document, Published, Warning};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::format::Format;
use crate::{Options, docx, feed, html, json, pdf};

/// The bytes of one document, as they stand in the source, and what the source says about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the source and place in it: `talks.html`, `2026.zip/may/talks.html`, `news.jsonl:12`, `crawl.warc.gz#3`.
    pub name: String,
    /// Format of the bytes; never one that holds several documents.
    pub format: Format,
    /// The bytes: of the file or member, of the line, of the body of a web response. A row of CSV stands as an object of JSON, an
    /// entry of a feed as its element in UTF-8.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// Encoding that the container gives (HTTP, feed), as a label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// What the container says: address, title of the feed …
    #[serde(default)]
    pub known: Metadata,
}

/// What is said about a document by itself or by its container. Missing is empty; nothing is guessed from the clock or a file's time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Title without the name of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Day of publication in the outlet's own time, as far as can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Day>,
    /// Authors as named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Who first published it, where the page says so (來源：…).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Name of the site or feed that it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Language as declared, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Canonical address, else the one it was got from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was got, as a web archive says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<String>,
    /// Id in the source (column `id`, a feed's `guid`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A day and the words that it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, `YYYY-MM-DD`.
    pub day: Date,
    /// As written: `2026-05-21T09:30:00+08:00`.
    pub written: String,
    /// Where: `article:published_time`, `datePublished`, `column date`, `page` …
    pub place: String,
}

/// The text of a document with its metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The entry's name.
    pub name: String,
    /// `sha256:` and the digest of the entry's bytes.
    pub id: String,
    /// The text: title, an empty line, the paragraphs with an empty line between them. Plain text stands as decoded.
    pub text: String,
    /// WHATWG name of the encoding that the bytes were decoded with.
    pub encoding: &'static str,
    /// Media type of the bytes.
    pub media_type: &'static str,
    /// What is said about it, the container's word included.
    pub metadata: Metadata,
    /// What was guessed or left out.
    pub warnings: Vec<Warning>,
}

impl Entry {
    /// `sha256:` and the digest of the bytes, in hexadecimal.
    pub fn id(&self) -> String {
        use std::fmt::Write;
        Sha256::digest(&self.bytes).iter().fold(String::from("sha256:"), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// The text and metadata of the document.
    ///
    /// # Errors
    /// Damaged, without words, past a limit …: see [`crate::Kind`].
    pub fn read(&self, options: &Options) -> Result<Item, Failure> {
        let mut read = match self.format {
            Format::Html => html::read(self, options)?,
            Format::Pdf => pdf::read(self, options)?,
            Format::Docx => docx::read(self, options)?,
            Format::Json => json::read(self, options)?,
            Format::Feed => feed::read(self, options)?,
            _ => text(self, options)?,
        };
        if read.text.chars().all(html::is_space) {
            return Err(Failure::new(crate::Kind::Empty, &self.name, "expected a text, found no words. Check that the right file was given."));
        }
        if read.text.len() as u64 > options.limits.text {
            let limit = options.limits.text;
            return Err(Failure::limit(&self.name, &format!("a text of {} bytes", read.text.len()), "text", limit));
        }
        read.metadata.fill(&self.known);
        Ok(Item {
            name: self.name.clone(),
            id: self.id(),
            text: read.text,
            encoding: read.encoding,
            media_type: self.format.media_type(),
            metadata: read.metadata,
            warnings: read.warnings,
        })
    }
}

impl Item {
    /// The document for the reader. `published` is the user's word and goes before the metadata's, which goes before the text's own.
    ///
    /// # Errors
    /// Intake's: no words, no text.
    pub fn document(&self, published: Option<Date>) -> Result<Document, intake::Error> {
        let found = self.metadata.published.as_ref().map(|day| day.day);
        let options = intake::Options { published: published.or(found), max_bytes: usize::MAX, ..intake::Options::default() };
        let mut document = intake::read_text(&self.text, &self.name, &options)?;
        document.source.id = self.id.clone();
        document.source.media_type = self.media_type.to_owned();
        document.source.encoding = self.encoding.to_owned();
        if let (None, Some(day)) = (published, found) {
            document.source.published = Some(Published { from: day, to: day, basis: DateBasis::Metadata });
        }
        document.warnings.splice(0..0, self.warnings.iter().cloned());
        Ok(document)
    }
}

/// What a reader of a format gives.
pub(crate) struct Read {
    pub text: String,
    pub encoding: &'static str,
    pub metadata: Metadata,
    pub warnings: Vec<Warning>,
}

impl Metadata {
    /// Takes what is still missing from another's word.
    pub(crate) fn fill(&mut self, other: &Metadata) {
        fn or<T: Clone>(mine: &mut Option<T>, other: &Option<T>) {
            if mine.is_none() {
                mine.clone_from(other);
            }
        }
        or(&mut self.title, &other.title);
        or(&mut self.published, &other.published);
        or(&mut self.outlet, &other.outlet);
        or(&mut self.site, &other.site);
        or(&mut self.language, &other.language);
        or(&mut self.url, &other.url);
        or(&mut self.fetched, &other.fetched);
        or(&mut self.id, &other.id);
        if self.authors.is_empty() {
            self.authors.clone_from(&other.authors);
        }
    }
}

fn text(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let label = options.encoding.as_deref().or(entry.charset.as_deref());
    let decoded = intake::decode(&entry.bytes, &entry.name, label).map_err(|error| Failure::intake(&entry.name, &error))?;
    Ok(Read { text: decoded.text, encoding: decoded.encoding, metadata: Metadata::default(), warnings: decoded.warnings })
}
