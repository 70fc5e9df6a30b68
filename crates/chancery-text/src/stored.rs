//! The stored text of a source: slicing by code points.

use crate::Span;

/// How many code points lie between two anchors of the offset table.
const STRIDE: usize = 16;

/// A text that can be sliced by code points in constant time. Holds the text and one anchor per 16 characters.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    text: String,
    anchors: Vec<u32>,
    length: usize,
}

impl Stored {
    /// Takes the text over. Texts of 4 GiB and more are not supported; intake refuses them long before.
    pub fn new(text: String) -> Stored {
        let bytes = text.as_bytes();
        let mut anchors = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let (mut length, mut at) = (0, 0);
        // Eight bytes at a time: at most one anchor stands in them.
        for word in bytes.chunks(8) {
            let starts = starts(word);
            let wanted = anchors.len() * STRIDE;
            if length + starts > wanted {
                anchors.push((at + place(word, wanted - length)) as u32);
            }
            length += starts;
            at += word.len();
        }
        Stored { text, anchors, length }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in code points.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn byte(&self, at: usize) -> usize {
        if at >= self.length {
            return self.text.len();
        }
        let base = self.anchors[at / STRIDE] as usize;
        let mut skipped = at % STRIDE;
        for (number, word) in self.text.as_bytes()[base..].chunks(8).enumerate() {
            let starts = starts(word);
            if starts > skipped {
                return base + number * 8 + place(word, skipped);
            }
            skipped -= starts;
        }
        self.text.len()
    }

    /// The words at a span; what lies beyond the end is cut.
    pub fn slice(&self, span: Span) -> &str {
        let (start, end) = (self.byte(span.start as usize), self.byte(span.end as usize));
        &self.text[start..end.max(start)]
    }

    /// The whole text as a span.
    pub fn span(&self) -> Span {
        Span::new(0, self.length)
    }
}

/// Whether a byte of UTF-8 begins a character.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Where the character begins that comes after `skipped` others of a few bytes.
fn place(bytes: &[u8], skipped: usize) -> usize {
    bytes.iter().enumerate().filter(|(_, byte)| is_start(**byte)).nth(skipped).map_or(0, |(place, _)| place)
}

/// How many characters begin in at most eight bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    let Ok(word) = bytes.try_into().map(u64::from_le_bytes) else { return bytes.iter().filter(|byte| is_start(**byte)).count() };
    let going_on = (word >> 7) & !(word >> 6) & 0x0101_0101_0101_0101;
    8 - (going_on.wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_by_code_points_across_anchors() {
        let text: String = "a習𠮷近".repeat(100);
        let chars: Vec<char> = text.chars().collect();
        let stored = Stored::new(text);
        assert_eq!(stored.len(), chars.len());
        for (start, end) in [(0, 3), (62, 66), (127, 129), (390, 400), (399, 999), (64, 64), (128, 192)] {
            let want: String = chars[start..end.min(chars.len())].iter().collect();
            assert_eq!(stored.slice(Span::new(start, end)), want);
        }
    }
}
