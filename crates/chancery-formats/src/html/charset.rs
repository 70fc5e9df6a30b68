//! The encoding of a page: what it says, what HTTP says, and what its bytes are.
//!
//! In: bytes and labels. Out: text with warnings. A user's word and a byte order mark settle it. Bytes that are UTF-8 are that, whatever is
//! declared. Another declaration holds unless the characters it gives are far less usual than those of the encoding that is found.

use chancery_intake::{Decoded, decode};
use chancery_model::Warning;
use chancery_text::fold;
use encoding_rs::{Encoding, GBK, UTF_8};

use crate::failure::Failure;

/// How far into a page its own declaration is looked for.
const DECLARED_WITHIN: usize = 16 << 10;
/// How many bytes beyond ASCII tell the encoding.
const SAMPLE: usize = 16 << 10;
/// By how much usual characters must prevail for a declaration to be set aside.
const CLEARLY: f32 = 0.15;

pub(crate) fn text(bytes: &[u8], name: &str, given: Option<&str>, http: Option<&str>) -> Result<Decoded, Failure> {
    let run = |label: Option<&str>| decode(bytes, name, label).map_err(|error| Failure::intake(name, &error));
    if given.is_some() || Encoding::for_bom(bytes).is_some() {
        return run(given);
    }
    let known = |label: &str| Encoding::for_label_no_replacement(label.trim().as_bytes());
    let inside = declared(&bytes[..bytes.len().min(DECLARED_WITHIN)]);
    // UTF-16 declared in ASCII bytes is no UTF-16.
    let inside = inside.as_deref().and_then(known).map(Encoding::output_encoding);
    let said = http.and_then(known).or(inside);
    let sample = foreign(bytes);
    if sample.is_empty() {
        return if bytes.contains(&0) { run(None) } else { run(Some(UTF_8.name())) };
    }
    if std::str::from_utf8(bytes).is_ok() && has_long_sequences(bytes) {
        let mut decoded = run(Some(UTF_8.name()))?;
        decoded.warnings.extend(said.filter(|said| *said != UTF_8).map(|said| wrong(name, said, UTF_8.name())));
        return Ok(decoded);
    }
    let found = decode(&sample, name, None).ok();
    let Some(said) = said else {
        return run(found.map(|found| found.encoding));
    };
    let as_said = decode(&sample, name, Some(said.name())).map_or(0.0, |decoded| usual(&decoded.text));
    let better = found.filter(|found| !same(found.encoding, said) && usual(&found.text) > as_said + CLEARLY);
    match better {
        Some(found) => {
            let mut decoded = run(Some(found.encoding))?;
            decoded.warnings.push(wrong(name, said, found.encoding));
            Ok(decoded)
        }
        None => run(Some(said.name())),
    }
}

fn same(found: &str, said: &'static Encoding) -> bool {
    found == said.name() || found == "gb18030" && said == GBK
}

fn wrong(name: &str, said: &'static Encoding, found: &str) -> Warning {
    Warning {
        code: "charset-wrong".to_owned(),
        message: format!(
            "{name}: declared as {}, but its bytes are {found} and were read so. If characters look wrong, give the encoding with --encoding.",
            said.name()
        ),
    }
}

/// The label in a meta element or in the XML declaration.
fn declared(head: &[u8]) -> Option<String> {
    let lower = head.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&lower);
    let xml = text.trim_start().strip_prefix("<?xml").and_then(|rest| value_after(rest.split('>').next()?, "encoding"));
    xml.or_else(|| text.match_indices("<meta").find_map(|(at, _)| value_after(text[at..].split('>').next()?, "charset")))
}

fn value_after(text: &str, key: &str) -> Option<String> {
    let rest = text.get(text.find(key)? + key.len()..)?.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).take(40).collect();
    (!label.is_empty()).then_some(label)
}

/// The bytes beyond ASCII with those that belong to them, a line for each run.
fn foreign(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    let mut at = 0;
    while at < bytes.len() && sample.len() < SAMPLE {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        while at < bytes.len() && bytes[at] >= 0x80 {
            let end = (at + 2).min(bytes.len());
            sample.extend_from_slice(&bytes[at..end]);
            at = end;
        }
        sample.push(b'\n');
    }
    sample
}

/// Whether valid UTF-8 holds what no other encoding would hold by chance: three-byte characters, or many of two.
fn has_long_sequences(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| **byte >= 0xE0).take(2).count() >= 2 || bytes.iter().filter(|byte| **byte >= 0xC2).take(8).count() >= 8
}

/// The share of usual characters among those beyond ASCII.
fn usual(text: &str) -> f32 {
    let (mut all, mut hits, mut before) = (0.0f32, 0.0f32, ' ');
    for c in text.chars() {
        let good = match c {
            _ if c.is_ascii() => {
                before = c;
                continue;
            }
            '\u{3400}'..='\u{9FFF}' => {
                let bytes = GBK.encode(fold(c).encode_utf8(&mut [0; 4])).0.into_owned();
                matches!(bytes[..], [0xB0..=0xD7, 0xA1..=0xFF])
            }
            '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '\u{2010}'..='\u{2026}' => true,
            // Capitals within words are a sign of a wrong Cyrillic encoding, accents side by side of a wrong Latin one.
            '\u{410}'..='\u{42F}' => !before.is_alphabetic(),
            '\u{430}'..='\u{44F}' | 'ё' => true,
            '\u{A0}'..='\u{FF}' => !matches!(before, '\u{80}'..='\u{FF}'),
            _ => false,
        };
        all += 1.0;
        hits += f32::from(u8::from(good));
        before = c;
    }
    if all == 0.0 { 0.0 } else { hits / all }
}
