//! Bytes to documents: encodings, date of publication, layout, a page cut into articles.
//!
//! In: the bytes (or the decoded text) of one source. Out: a [`Document`] whose text is exactly what decoding gives and
//! whose blocks point into it; what had to be guessed or mended stands in its warnings. A pure function: no file, no
//! clock, no network. Knows nothing of names or events: word lists are those of layout only (`data/*.txt`).
//!
//! A block's pieces are read one after another. Between two Chinese pieces nothing is read; between two Latin ones the
//! earlier piece ends with the line break itself (`\n`, `\r`, U+2028 …), to be read as a space, so that words stay apart.

mod articles;
mod bytes;
mod calendar;
mod decode;
mod error;
mod face;
mod glyph;
mod join;
mod language;
mod lines;
mod paragraphs;
mod published;
mod roles;
mod words;

use chancery_model::{Date, Document, Source, Warning};
use chancery_text::Stored;
use sha2::{Digest, Sha256};

pub use decode::{Decoded, decode};
pub use error::{Error, ErrorKind};

/// What a caller may tell about a source.
#[derive(Clone, Debug)]
pub struct Options {
    /// Encoding of the bytes as a WHATWG label (`big5`, `gb18030`, `utf-16le` …); detected where absent.
    pub encoding: Option<String>,
    /// Date of publication, where it is known from elsewhere.
    pub published: Option<Date>,
    /// Longest source that is taken, in bytes.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { encoding: None, published: None, max_bytes: 64 << 20 }
    }
}

/// Reads the bytes of a source; `name` is what messages and the document call it.
///
/// ```
/// use chancery_intake::{Options, read_bytes};
/// let bytes = "兩國外長會面\n\n兩國外長3日在日內瓦會面。".as_bytes();
/// let document = read_bytes(bytes, "note.txt", &Options::default()).unwrap();
/// assert_eq!(document.source.language, "zh-Hant");
/// assert_eq!(document.articles[0].blocks.len(), 2);
/// ```
///
/// # Errors
/// No words, no text, too long, an unknown encoding: see [`ErrorKind`].
pub fn read_bytes(bytes: &[u8], name: &str, options: &Options) -> Result<Document, Error> {
    let name = plain_name(name);
    bytes::check_length(bytes.len(), &name, options.max_bytes)?;
    let decoded = decode::decode(bytes, &name, options.encoding.as_deref())?;
    build(bytes, decoded, name, options)
}

/// Reads a text that is decoded already; `options.encoding` plays no part, a byte order mark is taken off.
///
/// # Errors
/// As [`read_bytes`].
pub fn read_text(text: &str, name: &str, options: &Options) -> Result<Document, Error> {
    let name = plain_name(name);
    bytes::check_length(text.len(), &name, options.max_bytes)?;
    bytes::check_printable(text, &name)?;
    let decoded = decode::Decoded { text: text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned(), encoding: "UTF-8", warnings: Vec::new() };
    build(text.as_bytes(), decoded, name, options)
}

fn build(bytes: &[u8], decoded: decode::Decoded, name: String, options: &Options) -> Result<Document, Error> {
    let decode::Decoded { text, encoding, mut warnings } = decoded;
    let sheet = lines::Sheet::read(&text, paragraphs::MAX_LINES);
    if sheet.lines.is_empty() {
        return Err(Error::empty(&name, bytes.len()));
    }
    let mut layout = paragraphs::layout(&sheet, || text.chars().count());
    if let Some(line) = layout.cut_at_line {
        warnings.push(Warning {
            code: "layout-limit".to_owned(),
            message: format!(
                "{name}: more than {} lines with words; from line {line} on the text is taken as one block. Split the file to have its layout read.",
                paragraphs::MAX_LINES
            ),
        });
    }
    let language = language::language(&sheet.classes);
    let articles = articles::cut(&layout.paragraphs);
    let published = published::published(&layout.paragraphs, &articles, options.published);
    if published.is_none() {
        warnings.push(Warning {
            code: "published-unknown".to_owned(),
            message: format!(
                "{name}: no date of publication given, and none in a dateline, byline, header or footer; relative dates stay open. Give it with --published YYYY-MM-DD."
            ),
        });
    }
    let articles = articles.into_iter().map(|article| roles::assign(article, &mut layout.paragraphs)).collect();
    let text = Stored::new(text);
    let source = Source {
        id: format!("sha256:{}", hex(&Sha256::digest(bytes))),
        name,
        media_type: "text/plain".to_owned(),
        encoding: encoding.to_owned(),
        language: language.to_owned(),
        published,
        length: text.len(),
    };
    Ok(Document { source, text, articles, warnings })
}

/// A name without the way to it, if the way is absolute: registers do not tell where a laptop keeps its files.
fn plain_name(name: &str) -> String {
    let absolute = name.starts_with(['/', '\\']) || name.get(1..3).is_some_and(|rest| rest == ":\\" || rest == ":/");
    let kept = if absolute { name.rsplit(['/', '\\']).next().unwrap_or(name) } else { name };
    kept.to_owned()
}

fn hex(digest: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
