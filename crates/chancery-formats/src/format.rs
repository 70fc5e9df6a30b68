//! Which format bytes have.
//!
//! In: the first bytes and the name. Out: a format. Bytes decide; the ending of the name only between formats that bytes do not
//! tell apart (CSV, JSON Lines, text). A wrong ending is no harm.

use serde::{Deserialize, Serialize};

/// How many bytes are looked at.
pub(crate) const HEAD: usize = 4096;

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// Plain text in any encoding.
    Text,
    /// HTML and XHTML.
    Html,
    /// PDF.
    Pdf,
    /// Word's DOCX.
    Docx,
    /// One object of JSON; also a row of CSV, as an object.
    Json,
    /// A list of objects of JSON, or an object that holds one.
    JsonArray,
    /// Objects of JSON, one on a line.
    JsonLines,
    /// Comma-, semicolon- or tab-separated values with a line of headings.
    Csv,
    /// RSS, Atom or RDF; also one entry of such a feed.
    Feed,
    /// Web archive.
    Warc,
    /// Zip file.
    Zip,
    /// Gzip file.
    Gzip,
}

impl Format {
    /// All formats with their names, as `--format` takes them.
    pub const ALL: [(Format, &'static str); 12] = [
        (Format::Text, "text"),
        (Format::Html, "html"),
        (Format::Pdf, "pdf"),
        (Format::Docx, "docx"),
        (Format::Json, "json"),
        (Format::JsonArray, "json-array"),
        (Format::JsonLines, "json-lines"),
        (Format::Csv, "csv"),
        (Format::Feed, "feed"),
        (Format::Warc, "warc"),
        (Format::Zip, "zip"),
        (Format::Gzip, "gzip"),
    ];

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().find(|(_, known)| *known == name).map(|(format, _)| *format)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(format, _)| *format == self).map_or("text", |(_, name)| name)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Text => "text/plain",
            Format::Html => "text/html",
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Json | Format::JsonArray => "application/json",
            Format::JsonLines => "application/jsonl",
            Format::Csv => "text/csv",
            Format::Feed => "application/xml",
            Format::Warc => "application/warc",
            Format::Zip => "application/zip",
            Format::Gzip => "application/gzip",
        }
    }

    /// Endings of names that folders are searched for, without the dot.
    pub const ENDINGS: [&'static str; 25] = [
        "txt", "md", "text", "html", "htm", "xhtml", "shtml", "mhtml", "pdf", "docx", "json", "jsonl", "ndjson", "csv", "tsv", "rss", "atom", "xml", "rdf",
        "warc", "wet", "zip", "gz", "wacz", "asc",
    ];

    /// The format of bytes that begin with `head`; `None` for those that are known and not read as text either.
    pub fn of(name: &str, head: &[u8]) -> Format {
        let head = &head[..head.len().min(HEAD)];
        if head.starts_with(b"\x1F\x8B") {
            return Format::Gzip;
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return if ending(name) == "docx" { Format::Docx } else { Format::Zip };
        }
        if head.starts_with(b"WARC/") {
            return Format::Warc;
        }
        if find(&head[..head.len().min(1024)], b"%PDF-").is_some() {
            return Format::Pdf;
        }
        let plain = narrow(head);
        let text = plain.trim_ascii_start();
        match text.first() {
            Some(b'<') => markup(name, text),
            Some(b'{') if matches!(ending(name).as_str(), "csv" | "tsv") => Format::Csv,
            Some(b'{') => object(name, text),
            Some(b'[') if text[1..].trim_ascii_start().starts_with(b"{") || ending(name) == "json" => Format::JsonArray,
            _ => match ending(name).as_str() {
                "csv" | "tsv" => Format::Csv,
                "jsonl" | "ndjson" => Format::JsonLines,
                "html" | "htm" | "xhtml" | "shtml" if text.contains(&b'<') => Format::Html,
                _ => Format::Text,
            },
        }
    }
}

/// Lower-case ending of a name, without the dot.
pub(crate) fn ending(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// Without a byte order mark and, in UTF-16, without the empty halves, so that ASCII can be seen.
fn narrow(head: &[u8]) -> Vec<u8> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.iter().take(64).filter(|byte| **byte == 0).count() >= 16;
    if wide { head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xFE | 0xFF)).collect() } else { head.to_vec() }
}

fn markup(name: &str, text: &[u8]) -> Format {
    let lower = text.to_ascii_lowercase();
    let first = |needle: &[u8]| find(&lower, needle).unwrap_or(usize::MAX);
    let feed = [&b"<rss"[..], b"<feed", b"<rdf:rdf", b"<item", b"<entry", b"<channel"].iter().map(|mark| first(mark)).min().unwrap_or(usize::MAX);
    let page = [&b"<html"[..], b"<!doctype html", b"<head", b"<body"].iter().map(|mark| first(mark)).min().unwrap_or(usize::MAX);
    let xml = lower.starts_with(b"<?xml") || matches!(ending(name).as_str(), "xml" | "rss" | "atom" | "rdf");
    if feed < page && (xml || feed == 0 || lower.starts_with(b"<!--")) {
        return Format::Feed;
    }
    if page == usize::MAX && xml {
        return Format::Feed;
    }
    if page < usize::MAX || lower.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?')) {
        return Format::Html;
    }
    Format::Text
}

/// `{`: one object, or one on each line.
fn object(name: &str, text: &[u8]) -> Format {
    match ending(name).as_str() {
        "jsonl" | "ndjson" => return Format::JsonLines,
        "json" | "" => {}
        "txt" | "md" => return Format::Text,
        _ => {}
    }
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let rest = text[line.len()..].trim_ascii_start();
    // A first line longer than what is looked at, or whole and followed by another object.
    if line.len() > 1 && line.ends_with(b"}") && rest.starts_with(b"{") || line.len() >= text.trim_ascii_end().len() && text.len() + 64 > HEAD {
        Format::JsonLines
    } else {
        Format::JsonArray
    }
}

pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
