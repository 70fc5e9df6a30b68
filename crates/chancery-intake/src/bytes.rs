//! Sanity of the input before and after decoding: length, known binary formats, share of control characters.
//!
//! In: bytes or text. Out: nothing, or the error that says why this is no text. Encodings are left to `decode`.

use crate::Error;

/// Beginnings of common formats that are not plain text.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF file", "Convert it first, for example with pdftotext -layout."),
    (b"PK\x03\x04", "a ZIP container (docx, odt, epub or zip)", "Export it as plain text, or unpack it first."),
    (b"\xD0\xCF\x11\xE0", "an old Word or Excel file", "Export it as plain text."),
    (b"{\\rtf", "an RTF file", "Export it as plain text."),
    (b"\x89PNG", "a PNG image", "Give the text; this program does not read pictures."),
    (b"\xFF\xD8\xFF", "a JPEG image", "Give the text; this program does not read pictures."),
    (b"GIF8", "a GIF image", "Give the text; this program does not read pictures."),
    (b"\x1F\x8B", "a gzip file", "Unpack it first, for example with gunzip."),
    (b"\xFD7zXZ", "an xz file", "Unpack it first, for example with unxz."),
    (b"BZh", "a bzip2 file", "Unpack it first, for example with bunzip2."),
    (b"\x28\xB5\x2F\xFD", "a zstd file", "Unpack it first, for example with unzstd."),
    (b"\x7FELF", "a program", "Check that the right file was given."),
];

const REMEDY: &str = "Check that the right file was given, or name its encoding.";

pub(crate) fn check_length(bytes: usize, name: &str, limit: usize) -> Result<(), Error> {
    if bytes > limit { Err(Error::too_large(name, bytes, limit)) } else { Ok(()) }
}

/// Refuses known binary formats by their first bytes.
pub(crate) fn check_magic(bytes: &[u8], name: &str) -> Result<(), Error> {
    match MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, found, remedy)) => Err(Error::binary(name, found, remedy)),
        None => Ok(()),
    }
}

/// Refuses a text of which more than a twentieth are control characters, or with a NUL in every hundred characters.
pub(crate) fn check_printable(text: &str, name: &str) -> Result<(), Error> {
    if !has_odd_control(text) {
        return Ok(());
    }
    let (mut all, mut nul, mut control) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        all += 1;
        nul += usize::from(c == '\0');
        control += usize::from(is_odd_control(c));
    }
    if nul * 100 > all || control * 20 > all {
        let found = format!("{control} control characters ({nul} of them NUL) among {all}");
        return Err(Error::binary(name, &found, REMEDY));
    }
    Ok(())
}

/// Refuses a guess at the encoding that leaves more than a tenth of the characters undecoded.
pub(crate) fn check_decoded(invalid: usize, length: usize, name: &str) -> Result<(), Error> {
    if invalid * 10 > length {
        let found = format!("{invalid} places among {length} characters that no known encoding explains");
        return Err(Error::binary(name, &found, REMEDY));
    }
    Ok(())
}

/// Whether a text has a control character that no text file has a use for. Without a way out of the loop it looks at many
/// bytes at once.
pub(crate) fn has_odd_control(text: &str) -> bool {
    let within = |byte: u8, first: u8, last: u8| u8::from(byte.wrapping_sub(first) <= last - first);
    // U+0080 to U+009F begin with C2, as the middle dot of names does.
    let odd = |byte: u8, next: u8| {
        let ascii = within(byte, 0, 0x08) | within(byte, 0x0E, 0x19) | within(byte, 0x1B, 0x1F) | u8::from(byte == 0x7F);
        ascii | u8::from(byte == 0xC2) & (within(next, 0x80, 0x84) | within(next, 0x86, 0x9F))
    };
    let Some((last, rest)) = text.as_bytes().split_last() else { return false };
    let pairs = rest.iter().zip(&text.as_bytes()[1..]);
    pairs.fold(odd(*last, 0), |found, (byte, next)| found | odd(*byte, *next)) != 0
}

/// A control character that no text file has a use for.
pub(crate) fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{1A}')
}

#[cfg(test)]
mod tests {
    use super::{has_odd_control, is_odd_control};

    #[test]
    fn odd_controls_are_found_in_bytes_as_in_characters() {
        for c in (0..0x3000u32).filter_map(char::from_u32) {
            for text in [format!("{c}"), format!("{c}\u{A0}"), format!("甲·{c}乙")] {
                assert_eq!(has_odd_control(&text), is_odd_control(c), "{text:?}");
            }
        }
    }
}
