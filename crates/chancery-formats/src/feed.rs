//! Feeds: RSS, Atom and RDF.
//!
//! In: a feed, held as a whole up to the limit `item`. Out: an entry for each of its items, the element as it stands, with the feed's title
//! and language; of an entry, its text and metadata. Names are read with the prefixes that feeds use (`dc:`, `content:`); what other
//! prefixes name is passed over. Where an item has no full text its summary stands for it.

use std::collections::VecDeque;

use chancery_model::Warning;

use crate::Options;
use crate::dates;
use crate::entries::{Container, Step};
use crate::failure::{Failure, Kind};
use crate::format::Format;
use crate::html;
use crate::input::Input;
use crate::item::{Entry, Metadata, Read};
use crate::xml::{Mark, Xml, local};

/// The items of a feed.
pub(crate) struct Feed {
    name: String,
    text: String,
    /// Its items that hold words: which in the feed, and where it stands, in bytes.
    items: VecDeque<(usize, usize, usize)>,
    known: Metadata,
    /// What is wrong with it: items without words, told once for all of them, and what ended the reading.
    failures: VecDeque<Failure>,
}

impl Feed {
    pub fn open(name: &str, input: Input, charset: Option<&str>, options: &Options) -> Result<Feed, Failure> {
        let limits = &options.limits;
        let bytes = input.into_bytes(name, "item", limits.item)?;
        let text = html::decode(&bytes, name, options.encoding.as_deref(), charset)?.text;
        drop(bytes);
        let (mut items, mut known, mut broken) = (VecDeque::new(), Metadata::default(), None);
        let mut xml = Xml::new(&text, name, limits);
        let mut root: Option<String> = None;
        let mut open: Option<(usize, u64)> = None;
        let (mut number, mut bare, mut told) = (0, 0, false);
        let mut path: Vec<String> = Vec::new();
        loop {
            let mark = match xml.next() {
                Ok(Some(mark)) => mark,
                Ok(None) if open.is_some() => {
                    broken = Some(Failure::damaged(name, "the feed ends within an item. Get it anew."));
                    break;
                }
                Ok(None) => break,
                Err(failure) => {
                    broken = Some(failure);
                    break;
                }
            };
            match mark {
                Mark::Open(tag) => {
                    root.get_or_insert_with(|| tag.clone());
                    let item = matches!(tag.to_ascii_lowercase().as_str(), "item" | "entry" | "atom:entry");
                    if item && open.is_none() {
                        (open, told) = (Some((xml.place().0, xml.depth())), false);
                        number += 1;
                        if number as u64 > limits.entries {
                            broken = Some(Failure::limit(name, &format!("more than {} items", limits.entries), "entries", limits.entries));
                            break;
                        }
                    }
                    if known.language.is_none() {
                        known.language = xml.attribute("xml:lang").map(str::to_owned);
                    }
                    path.push(tag);
                }
                Mark::Close => {
                    path.pop();
                    if let Some((start, depth)) = open
                        && xml.depth() < depth
                    {
                        if told {
                            items.push_back((number, start, xml.place().1));
                        } else {
                            bare += 1;
                        }
                        open = None;
                    }
                }
                Mark::Words(words) if open.is_none() && path.len() <= 3 => {
                    // The words of an element with references in it come in pieces.
                    let slot = match path.last().map(String::as_str) {
                        Some("title") if path.iter().rev().nth(1).is_some_and(|above| above != "image") => Some(&mut known.site),
                        Some("language" | "dc:language") => Some(&mut known.language),
                        _ => None,
                    };
                    if let Some(slot) = slot.filter(|_| words.len() < 1000) {
                        slot.get_or_insert_default().push_str(&words);
                    }
                }
                Mark::Words(words) => told |= open.is_some() && !words.trim().is_empty(),
            }
        }
        for slot in [&mut known.site, &mut known.language] {
            *slot = slot.as_deref().map(html::plain_title).filter(|words| !words.is_empty() && words.len() < 400);
        }
        let is_feed =
            root.as_deref().is_some_and(|root| matches!(local(root).to_ascii_lowercase().as_str(), "rss" | "feed" | "rdf" | "channel" | "item" | "entry"));
        if items.is_empty() {
            if let Some(failure) = broken {
                return Err(failure);
            }
            let (kind, found) = match root {
                Some(root) if !is_feed => (Kind::Unsupported, format!("XML with the root element <{}>", root.chars().take(40).collect::<String>())),
                _ if bare > 0 => (Kind::Empty, format!("{bare} without words")),
                _ => (Kind::Empty, "no items".to_owned()),
            };
            return Err(Failure::new(
                kind,
                name,
                format!("expected a feed (RSS, Atom, RDF) with items, found {found}. Convert other XML to JSON Lines or CSV."),
            ));
        }
        let bare = (bare > 0).then(|| Failure::new(Kind::Empty, name, format!("{bare} of its items hold no words and were left out.")));
        Ok(Feed { name: name.to_owned(), text, items, known, failures: bare.into_iter().chain(broken).collect() })
    }
}

impl Container for Feed {
    fn step(&mut self) -> Option<Step> {
        let Some((number, start, end)) = self.items.pop_front() else {
            return self.failures.pop_front().map(Step::Failed);
        };
        let bytes = self.text.get(start..end).unwrap_or_default().as_bytes().to_vec();
        Some(Step::Entry(Entry {
            name: format!("{}#{number}", self.name),
            format: Format::Feed,
            bytes,
            charset: Some("utf-8".to_owned()),
            known: self.known.clone(),
        }))
    }
}

/// What an element of an item holds, by its name as written; an earlier row is preferred.
const TEXTS: [&str; 7] = ["content:encoded", "content", "atom:content", "fulltext", "yandex:full-text", "description", "summary"];
const SUMMARIES: [&str; 2] = ["description", "summary"];
const DATES: [&str; 8] = ["pubdate", "published", "atom:published", "dc:date", "dcterms:issued", "dcterms:created", "updated", "date"];

/// The text and metadata of an item.
pub(crate) fn read(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let name = &entry.name;
    let text = String::from_utf8_lossy(&entry.bytes);
    let mut xml = Xml::new(&text, name, &options.limits);
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut metadata = Metadata::default();
    let mut path: Vec<String> = Vec::new();
    // Markup within an element (Atom's xhtml) is taken as it is written.
    let mut inner: Option<usize> = None;
    while let Some(mark) = xml.next()? {
        match mark {
            Mark::Open(tag) => {
                let tag = tag.to_ascii_lowercase();
                if path.len() == 1 {
                    let link = tag == "link" && xml.attribute("rel").is_none_or(|rel| rel == "alternate");
                    if let Some(address) = xml.attribute("href").filter(|_| link && metadata.url.is_none()) {
                        metadata.url = Some(address.to_owned());
                    }
                    inner = (xml.attribute("type") == Some("xhtml")).then_some(xml.place().1);
                    fields.push((tag.clone(), String::new()));
                }
                path.push(tag);
            }
            Mark::Close => {
                if path.len() == 2
                    && let (Some(start), Some(field)) = (inner.take(), fields.last_mut())
                {
                    field.1 = text.get(start..xml.place().0).unwrap_or_default().to_owned();
                }
                path.pop();
            }
            Mark::Words(words) => {
                let person = path.len() == 3 && path[1].ends_with("author") && path[2].ends_with("name");
                if let Some(field) = fields.last_mut().filter(|_| (path.len() == 2 || person) && inner.is_none()) {
                    field.1.push_str(&words);
                }
            }
        }
    }
    fields.retain(|(_, value)| !value.trim().is_empty());
    let one = |names: &[&str]| names.iter().find_map(|wanted| fields.iter().find(|(found, _)| found == wanted));
    let line = |names: &[&str]| one(names).map(|(_, value)| html::plain_title(value)).filter(|value| !value.is_empty());
    metadata.title = line(&["title", "atom:title", "dc:title"]);
    metadata.outlet = line(&["source", "dc:source", "dc:publisher"]);
    metadata.id = line(&["guid", "id", "dc:identifier"]);
    metadata.url = metadata.url.or_else(|| line(&["link", "atom:link"])).or_else(|| metadata.id.clone().filter(|id| id.starts_with("http")));
    metadata.authors =
        fields.iter().filter(|(tag, _)| matches!(tag.as_str(), "author" | "dc:creator" | "atom:author")).map(|(_, name)| html::plain_title(name)).collect();
    let mut warnings = Vec::new();
    if let Some((tag, written)) = one(&DATES) {
        match dates::day(written, tag) {
            Some(day) => metadata.published = Some(day),
            None => warnings.push(dates::unreadable(name, tag, written)),
        }
    }
    let Some((tag, body)) = one(&TEXTS) else {
        return Err(Failure::new(Kind::Empty, name, "expected an item with a text or summary, found a title at most. Add the article's own page."));
    };
    if SUMMARIES.contains(&tag.as_str()) && one(&TEXTS[..5]).is_none() {
        warnings.push(Warning {
            code: "summary-only".to_owned(),
            message: format!("{name}: the feed gives a description of the article, which may be a summary; add the article's own page for its full text."),
        });
    }
    let body = if html::has_tags(body) || body.contains('&') { html::fragment(body, name, options)? } else { body.clone() };
    let text = html::with_title(metadata.title.as_deref(), &body);
    Ok(Read { text, encoding: "UTF-8", metadata, warnings })
}
