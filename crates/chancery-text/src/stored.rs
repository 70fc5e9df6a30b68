//! The stored text of a source: slicing by code points.

use crate::Span;

/// How many code points lie between two anchors of the offset table.
const STRIDE: usize = 64;

/// A text that can be sliced by code points in constant time. Holds the text and one anchor per 64 characters.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    text: String,
    anchors: Vec<u32>,
    length: usize,
}

impl Stored {
    /// Takes the text over. Texts of 4 GiB and more are not supported; intake refuses them long before.
    pub fn new(text: String) -> Stored {
        let mut anchors = Vec::with_capacity(text.len() / STRIDE / 2 + 1);
        let mut length = 0;
        for (byte, _) in text.char_indices() {
            if length % STRIDE == 0 {
                anchors.push(byte as u32);
            }
            length += 1;
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
        self.text[base..].char_indices().nth(at % STRIDE).map_or(self.text.len(), |(byte, _)| base + byte)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_by_code_points_across_anchors() {
        let text: String = "a習𠮷近".repeat(100);
        let chars: Vec<char> = text.chars().collect();
        let stored = Stored::new(text);
        for (start, end) in [(0, 3), (62, 66), (127, 129), (390, 400), (399, 999)] {
            let want: String = chars[start..end.min(chars.len())].iter().collect();
            assert_eq!(stored.slice(Span::new(start, end)), want);
        }
    }
}
