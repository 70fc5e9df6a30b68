//! Bytes to text: byte order marks, detection, decoding with the places that could not be decoded.
//!
//! In: bytes and perhaps a label. Out: the text (without the mark, line ends kept), the encoding's name, warnings.
//! Detection: valid UTF-8, then UTF-16 by plausibility, then UTF-8 with a few damaged places, then chardetng over the
//! first 64 KB, checked against the share of everyday characters that GB18030 and Big5 would give. Linear.

use chancery_model::Warning;
use chancery_text::fold;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::language::is_han;
use crate::{Error, bytes};

/// How many bytes detection looks at.
const SAMPLE: usize = 64 << 10;
/// How many Chinese characters tell whether a text is made of common ones.
const RARE_SAMPLE: usize = 400;
/// How many damaged places a warning names.
const PLACES: usize = 5;

/// Bytes as text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text without its byte order mark.
    pub text: String,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// What was guessed, and what could not be decoded.
    pub warnings: Vec<Warning>,
}

/// Decodes the bytes of a text; `label` is the encoding, where it is known, and is then held to.
///
/// # Errors
/// Not a text, or a label that names no encoding.
pub fn decode(bytes: &[u8], name: &str, label: Option<&str>) -> Result<Decoded, Error> {
    bytes::check_magic(bytes, name)?;
    let given = match label {
        Some(label) => {
            let found = Encoding::for_label_no_replacement(label.trim().as_bytes());
            Some(found.ok_or_else(|| Error::unknown_encoding(name, label))?)
        }
        None => None,
    };
    let valid = std::str::from_utf8(bytes).ok();
    let marked = Encoding::for_bom(bytes).filter(|(encoding, _)| given.is_none_or(|given| given == *encoding));
    let (encoding, skip, certain) = match (marked, given) {
        (Some((encoding, length)), _) => (encoding, length, true),
        (None, Some(encoding)) => (encoding, 0, true),
        (None, None) => detect(bytes, valid),
    };
    let (text, invalid) = match valid.filter(|_| encoding == UTF_8) {
        Some(text) => (text[skip..].to_owned(), Invalid::default()),
        None => decode_as(encoding, &bytes[skip..]),
    };
    bytes::check_printable(&text, name)?;
    let mut warnings = Vec::new();
    if !certain {
        bytes::check_decoded(invalid.count, text.chars().count(), name)?;
        warnings.push(Warning {
            code: "encoding-guessed".to_owned(),
            message: format!("{name}: no encoding given; {} fits best. If characters look wrong, give the encoding with --encoding.", encoding.name()),
        });
    }
    warnings.extend(invalid.warning(name, encoding.name()));
    Ok(Decoded { text, encoding: encoding.name(), warnings })
}

/// The encoding, how many bytes to skip, and whether it is certain.
fn detect(bytes: &[u8], valid: Option<&str>) -> (&'static Encoding, usize, bool) {
    if valid.is_some_and(|text| !bytes::has_odd_control(text) || !text.chars().take(SAMPLE).any(bytes::is_odd_control)) {
        return (UTF_8, 0, true);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(encoding) = utf16(sample) {
        return (encoding, 0, false);
    }
    let (mut valid, mut damaged) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    if valid >= 20 * damaged && valid > 0 {
        return (UTF_8, 0, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    (settle(if guess == GBK { GB18030 } else { guess }, sample), 0, false)
}

/// Between the two Chinese families, the one whose everyday characters clearly prevail; otherwise the guess.
fn settle(guess: &'static Encoding, sample: &[u8]) -> &'static Encoding {
    let (gb, big5) = (everyday(GB18030, sample), everyday(BIG5, sample));
    let held = if guess == GB18030 {
        gb
    } else if guess == BIG5 {
        big5
    } else {
        0.6
    };
    match (gb, big5) {
        (gb, big5) if gb > held + 0.2 && gb >= big5 => GB18030,
        (gb, big5) if big5 > held + 0.2 && big5 > gb => BIG5,
        _ => guess,
    }
}

/// The share of everyday characters (level one of each standard, and its punctuation) among the double bytes.
fn everyday(encoding: &'static Encoding, sample: &[u8]) -> f64 {
    let (mut pairs, mut common, mut at) = (0usize, 0usize, 0);
    while at + 1 < sample.len() {
        let (lead, trail) = (sample[at], sample[at + 1]);
        if lead < 0x80 {
            at += 1;
            continue;
        }
        pairs += 1;
        let hit = if encoding == BIG5 {
            (0xA4..=0xC6).contains(&lead) && (0x40..=0xFE).contains(&trail) || lead == 0xA1
        } else {
            trail >= 0xA1 && matches!(lead, 0xB0..=0xD7 | 0xA1 | 0xA3)
        };
        common += usize::from(hit);
        at += 2;
    }
    if pairs < 2 { 0.0 } else { common as f64 / pairs as f64 }
}

/// UTF-16 without a mark, where nearly every unit of one byte order is a character of Chinese, Latin or Cyrillic text.
fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    if sample.len() < 8 {
        return None;
    }
    let (little, big) = (plausible(sample, u16::from_le_bytes), plausible(sample, u16::from_be_bytes));
    match little > big {
        true if little > 0.97 => Some(UTF_16LE),
        false if big > 0.97 => Some(UTF_16BE),
        _ => None,
    }
}

/// The share of plausible units; none where the Chinese ones are mostly rare characters.
fn plausible(sample: &[u8], unit: fn([u8; 2]) -> u16) -> f64 {
    let units = || sample.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let hits = units().filter(|unit| {
        matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x400..=0x45F | 0x2010..=0x203B | 0x2500..=0x25FF
            | 0x3000..=0x30FF | 0x4E00..=0x9FA5 | 0xFF01..=0xFF5E | 0xD800..=0xDFFF)
    });
    let han = units().filter_map(|unit| char::from_u32(u32::from(unit))).filter(|c| is_han(*c)).take(RARE_SAMPLE);
    let (mut all, mut common) = (0usize, 0usize);
    for c in han {
        all += 1;
        let bytes = GBK.encode(fold(c).encode_utf8(&mut [0; 4])).0.into_owned();
        common += usize::from(matches!(bytes[..], [0xB0..=0xD7, 0xA1..=0xFF]));
    }
    if common * 4 < all * 3 { 0.0 } else { hits.count() as f64 * 2.0 / sample.len() as f64 }
}

/// Places that could not be decoded.
#[derive(Default)]
struct Invalid {
    count: usize,
    places: Vec<(usize, usize)>,
}

impl Invalid {
    fn warning(&self, name: &str, encoding: &str) -> Option<Warning> {
        if self.count == 0 {
            return None;
        }
        let places: Vec<String> = self.places.iter().map(|(at, line)| format!("offset {at} (line {line})")).collect();
        let more = if self.count > places.len() { ", …" } else { "" };
        Some(Warning {
            code: "invalid-bytes".to_owned(),
            message: format!(
                "{name}: {} places are not valid {encoding} and were read as U+FFFD: {}{more}. Get the source anew, or give its encoding.",
                self.count,
                places.join(", ")
            ),
        })
    }
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Invalid) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut invalid = Invalid::default();
    let (mut read, mut counted, mut chars, mut line) = (0, 0, 0, 1);
    loop {
        let (result, used) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += used;
        match result {
            DecoderResult::InputEmpty => return (text, invalid),
            DecoderResult::OutputFull => text.reserve((bytes.len() - read) * 2 + 64),
            DecoderResult::Malformed(..) => {
                if invalid.places.len() < PLACES {
                    chars += text[counted..].chars().count();
                    line += text[counted..].matches('\n').count();
                    counted = text.len();
                    invalid.places.push((chars, line));
                }
                invalid.count += 1;
                text.push('\u{FFFD}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANT: &str = "兩國外長昨日在維也納舉行會談，就邊境貿易與能源合作交換意見。";
    const HANS: &str = "两国外长昨日在维也纳举行会谈，就边境贸易与能源合作交换意见。";

    fn round(encoding: &'static Encoding, text: &str) -> Decoded {
        let bytes = match encoding.name() {
            "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => encoding.encode(text).0.into_owned(),
        };
        decode(&bytes, "t", None).unwrap()
    }

    #[test]
    fn every_encoding_is_found_and_read() {
        for (encoding, text) in [(UTF_8, HANT), (UTF_16LE, HANT), (UTF_16BE, HANS), (GB18030, HANS), (BIG5, HANT)] {
            for times in [1, 50] {
                let text = format!("{text}\r\n").repeat(times);
                let decoded = round(encoding, &text);
                assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding.name(), text.as_str()));
                assert_eq!(decoded.warnings.len(), usize::from(encoding != UTF_8));
            }
        }
    }

    #[test]
    fn neighbours_of_the_chinese_encodings_keep_theirs() {
        let russian = "Министры иностранных дел двух стран встретились в Женеве и обсудили торговлю на границе.\n";
        let english = "The ministers’ talks – the first in “three years” – will resume in May, officials said.\n";
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, russian),
            (encoding_rs::KOI8_U, russian),
            (encoding_rs::WINDOWS_1252, english),
            (encoding_rs::SHIFT_JIS, "両国の外相がジュネーブで会談し、国境の貿易について話し合った。"),
        ] {
            let decoded = round(encoding, &text.repeat(3));
            assert_eq!((decoded.encoding, decoded.text), (encoding.name(), text.repeat(3)));
        }
    }

    #[test]
    fn marks_are_taken_off_and_make_it_certain() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(HANT.encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [bytes, format!("\u{FEFF}{HANT}").into_bytes()] {
            let decoded = decode(&bytes, "t", None).unwrap();
            assert_eq!(decoded.text, HANT);
            assert!(decoded.warnings.is_empty());
        }
    }

    #[test]
    fn damage_is_counted_and_placed() {
        let mut bytes = format!("{HANT}\n").repeat(4).into_bytes();
        let second_line = HANT.len() + 1;
        bytes.splice(second_line..second_line, [0xFF]);
        let decoded = decode(&bytes, "t", None).unwrap();
        let warning = decoded.warnings.iter().find(|warning| warning.code == "invalid-bytes").unwrap();
        assert!(warning.message.contains(": offset 31 (line 2)."), "{}", warning.message);
    }

    #[test]
    fn a_given_label_wins_and_a_wrong_one_is_named() {
        let bytes = BIG5.encode(HANT).0;
        assert!(decode(&bytes, "t", Some("big5")).unwrap().warnings.is_empty());
        assert!(decode(&bytes, "t", Some("big-six")).is_err());
        assert!(decode(b"%PDF-1.7 ...", "t", None).is_err());
    }
}
