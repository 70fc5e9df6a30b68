//! DOCX files: their paragraphs.
//!
//! In: the bytes of a file. Out: its text, an empty line between paragraphs, the cells of a row on one line; title, author and language of its
//! properties. What was deleted with changes tracked, field codes, comments, notes, headers and footers are left out. The date of a file is no
//! date of publication. The property title is metadata only: it is seldom what the page shows.

use chancery_model::Warning;

use crate::Options;
use crate::failure::{Failure, Kind};
use crate::item::{Entry, Metadata, Read};
use crate::limits::Limits;
use crate::xml::{Mark, Xml, local};
use crate::zip::Package;

/// The part that holds the text, unless the file says otherwise.
const DOCUMENT: &str = "word/document.xml";

pub(crate) fn read(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let name = &entry.name;
    let limits = &options.limits;
    let package = Package::open(name, &entry.bytes, limits)?;
    let part = |wanted: &str| -> Result<Option<String>, Failure> { Ok(package.part(wanted, limits)?.map(|bytes| utf8(&bytes))) };
    let place = part("_rels/.rels")?.and_then(|relations| document_place(&relations, name, limits)).unwrap_or_else(|| DOCUMENT.to_owned());
    let Some(document) = part(&place)? else {
        let message = format!("expected a Word document with the part {place}, found none. Save it anew as DOCX, or as PDF.");
        return Err(Failure::new(Kind::Unsupported, name, message));
    };
    let text = text(&document, name, limits)?;
    if text.trim().is_empty() {
        return Err(Failure::new(Kind::Empty, name, "expected a Word document with words, found none. A document of pictures has to be read by OCR first."));
    }
    let mut warnings = Vec::new();
    if package.holds("word/footnotes.xml") || package.holds("word/endnotes.xml") {
        warnings.push(Warning {
            code: "notes-left-out".to_owned(),
            message: format!("{name}: footnotes and endnotes are left out. If they matter, save the document as plain text."),
        });
    }
    let metadata = part("docProps/core.xml")?.map(|properties| properties_of(&properties, name, limits)).unwrap_or_default();
    Ok(Read { text, encoding: "UTF-8", metadata, warnings })
}

/// Parts are UTF-8 or UTF-16.
fn utf8(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    encoding.decode(bytes).0.into_owned()
}

fn document_place(relations: &str, name: &str, limits: &Limits) -> Option<String> {
    let mut xml = Xml::new(relations, name, limits);
    while let Ok(Some(mark)) = xml.next() {
        let document = matches!(mark, Mark::Open(_)) && xml.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
        if let Some(target) = xml.attribute("Target").filter(|_| document) {
            return Some(target.trim_start_matches('/').to_owned());
        }
    }
    None
}

/// A paragraph, or a row of a table, being put together.
#[derive(Default)]
struct Writer {
    text: String,
    /// Paragraphs that are open: a text box stands within another.
    open: Vec<String>,
    /// For every open table, the cells of its row so far.
    rows: Vec<Vec<String>>,
    /// Tables that are open within the deepest that is told apart.
    deeper: usize,
}

/// How many tables within one another are told apart.
const TABLES: usize = 6;

impl Writer {
    fn add(&mut self, words: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(words);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = self.open.pop().unwrap_or_default();
        let paragraph = paragraph.trim_end_matches([' ', '\t']);
        if paragraph.trim().is_empty() {
            return;
        }
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(paragraph.trim());
            }
            None => self.push(paragraph, "\n\n"),
        }
    }

    fn end_row(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        let cells = std::mem::take(row);
        let line = cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("\t");
        if line.is_empty() {
            return;
        }
        // A table within a cell belongs to the cell around it.
        let above = self.rows.len().checked_sub(2).and_then(|above| self.rows[above].last_mut());
        match above {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&line);
            }
            None => self.push(&line, "\n"),
        }
    }

    fn push(&mut self, line: &str, gap: &str) {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        self.text.push_str(line);
    }
}

fn text(document: &str, name: &str, limits: &Limits) -> Result<String, Failure> {
    let mut xml = Xml::new(document, name, limits);
    let mut writer = Writer::default();
    let mut path: Vec<String> = Vec::new();
    // The depth of an element whose content is left out.
    let mut left_out: Option<usize> = None;
    while let Some(mark) = xml.next()? {
        match mark {
            Mark::Open(tag) => {
                let tag = local(&tag).to_owned();
                if left_out.is_none() {
                    match tag.as_str() {
                        "del" | "moveFrom" | "Fallback" | "rPrChange" | "pPrChange" => left_out = Some(path.len()),
                        "p" => writer.open.push(String::new()),
                        "tab" if path.last().is_some_and(|above| above == "r") => writer.add("\t"),
                        "br" | "cr" => writer.add("\n"),
                        "noBreakHyphen" => writer.add("-"),
                        "tbl" if writer.rows.len() >= TABLES => writer.deeper += 1,
                        "tbl" => writer.rows.push(Vec::new()),
                        "tc" if writer.deeper == 0 => {
                            if let Some(row) = writer.rows.last_mut() {
                                row.push(String::new());
                            }
                        }
                        _ => {}
                    }
                }
                path.push(tag);
            }
            Mark::Close => {
                let tag = path.pop().unwrap_or_default();
                if left_out == Some(path.len()) {
                    left_out = None;
                } else if left_out.is_none() {
                    match tag.as_str() {
                        "p" => writer.end_paragraph(),
                        "tr" if writer.deeper == 0 => writer.end_row(),
                        "tbl" if writer.deeper > 0 => writer.deeper -= 1,
                        "tbl" => {
                            writer.rows.pop();
                            if writer.rows.is_empty() && !writer.text.is_empty() {
                                writer.text.push('\n');
                            }
                        }
                        _ => {}
                    }
                }
            }
            Mark::Words(words) => {
                if left_out.is_none() && path.last().is_some_and(|tag| tag == "t") {
                    writer.add(&words);
                }
            }
        }
        if writer.text.len() as u64 > limits.item {
            return Err(Failure::limit(name, &format!("a text of more than {} bytes", limits.item), "item", limits.item));
        }
    }
    if !path.is_empty() {
        return Err(Failure::damaged(name, "the document ends in the middle. Get the file anew."));
    }
    Ok(writer.text)
}

fn properties_of(properties: &str, name: &str, limits: &Limits) -> Metadata {
    let mut xml = Xml::new(properties, name, limits);
    let mut metadata = Metadata::default();
    let mut author = None;
    let mut current = String::new();
    while let Ok(Some(mark)) = xml.next() {
        match mark {
            Mark::Open(tag) => current = tag,
            Mark::Close => current.clear(),
            Mark::Words(words) => {
                let slot = match current.as_str() {
                    "dc:title" => &mut metadata.title,
                    "dc:language" => &mut metadata.language,
                    "dc:creator" => &mut author,
                    _ => continue,
                };
                slot.get_or_insert_default().push_str(&words);
            }
        }
    }
    for slot in [&mut metadata.title, &mut metadata.language, &mut author] {
        *slot = slot.as_deref().map(crate::html::one_line).filter(|words| !words.is_empty());
    }
    metadata.authors.extend(author);
    metadata
}
