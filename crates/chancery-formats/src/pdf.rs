//! PDF files, read by the program `pdftotext` of poppler.
//!
//! In: the bytes of a file. Out: its text in reading order, and the title and author it names. A font's characters are the program's matter;
//! it is run as a process of its own with bounds on memory and computing time, gets the file on its standard input and gives every word
//! with its place. Reading order is made here (`layout`), so that columns are read one after the other. The date of a file is no date of
//! publication.

mod layout;
mod program;

use crate::Options;
use crate::failure::{Failure, Kind};
use crate::item::{Entry, Metadata, Read};
use layout::{Page, Word};

/// The longest line that the program gives for one word.
const LINE: u64 = 64 << 10;

pub(crate) fn read(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let name = &entry.name;
    let mut pages = Pages::default();
    let most = options.limits.item;
    program::run(entry, options, LINE, &mut |line| {
        pages.line(line);
        if pages.bytes > most {
            return Err(Failure::limit(name, &format!("a text of more than {most} bytes"), "item", most));
        }
        if pages.words > options.limits.nodes {
            return Err(Failure::limit(name, &format!("more than {} words", options.limits.nodes), "nodes", options.limits.nodes));
        }
        Ok(())
    })?;
    let text = layout::text(&pages.done);
    let (mut all, mut lost) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        all += 1;
        lost += usize::from(c == '\u{FFFD}' || c.is_control() || matches!(c, '\u{E000}'..='\u{F8FF}'));
    }
    if all == 0 {
        let message = "expected a PDF file with text, found pictures only. Read it by OCR first (for example ocrmypdf -l chi_sim+chi_tra) and add the result.";
        return Err(Failure::new(Kind::Empty, name, message));
    }
    if lost * 5 > all {
        let message = format!(
            "{lost} of {all} characters of the PDF file have no known letter: its fonts say not which they are. Read it by OCR first (ocrmypdf --force-ocr)."
        );
        return Err(Failure::new(Kind::Unsupported, name, message));
    }
    Ok(Read { text, encoding: "UTF-8", metadata: pages.metadata, warnings: Vec::new() })
}

/// The program's answer: pages of words with their places, one on a line.
#[derive(Default)]
struct Pages {
    done: Vec<Page>,
    metadata: Metadata,
    bytes: u64,
    words: u64,
}

impl Pages {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("<word ") {
            let Some((places, word)) = rest.split_once('>') else { return };
            let text = unescape(word.strip_suffix("</word>").unwrap_or(word));
            let place = |name: &str| number(places, name);
            let (Some(left), Some(top), Some(right), Some(bottom)) = (place("xMin"), place("yMin"), place("xMax"), place("yMax")) else { return };
            self.bytes += text.len() as u64 + 1;
            self.words += 1;
            if let Some(page) = self.done.last_mut().filter(|_| !text.trim().is_empty()) {
                page.words.push(Word { left, top, right: right.max(left), bottom: bottom.max(top), text });
            }
        } else if line.starts_with("<page ") {
            self.done.push(Page { height: number(line, "height").unwrap_or(842.0), words: Vec::new() });
        } else if let Some(title) = line.strip_prefix("<title>") {
            let title = crate::html::one_line(&unescape(title.trim_end_matches("</title>")));
            self.metadata.title = (!title.is_empty()).then_some(title);
        } else if let Some(author) = line.strip_prefix("<meta name=\"Author\" content=\"") {
            let author = crate::html::one_line(&unescape(author.trim_end_matches("\"/>")));
            self.metadata.authors = (!author.is_empty()).then_some(author).into_iter().collect();
        }
    }
}

fn number(places: &str, name: &str) -> Option<f32> {
    let at = places.find(&format!("{name}=\""))? + name.len() + 2;
    let value: f32 = places[at..].split('"').next()?.parse().ok()?;
    value.is_finite().then_some(value.clamp(-1e6, 1e6))
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
