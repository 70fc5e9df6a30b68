//! A text as lines with words in them.
//!
//! In: the stored text. Out: every line that has words, trimmed, with its place in code points, the blank lines before
//! it and whether it is indented. Line ends are LF, CRLF, CR, VT, FF, NEL, U+2028 and U+2029. What a line is, is left to `face`.

/// One line with words in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    /// The line without the spaces around it.
    pub text: &'t str,
    /// First code point of `text` in the stored text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// How many blank lines stand before it.
    pub blanks: usize,
    /// Whether it begins with an ideographic space or two others.
    pub indented: bool,
    /// Its number in the text, from 1.
    pub number: usize,
}

/// White space, and the marks that show nothing: zero-width space and joiners, byte order mark, direction marks.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{1A}')
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The lines with words; CRLF counts as one end.
pub(crate) fn lines(text: &str) -> Lines<'_> {
    Lines { text, byte: 0, at: 0, number: 0 }
}

/// Iterator of [`lines`].
pub(crate) struct Lines<'t> {
    text: &'t str,
    byte: usize,
    at: usize,
    number: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let mut blanks = 0;
        while self.byte < self.text.len() {
            self.number += 1;
            let (from, first) = (self.byte, self.at);
            let rest = &self.text[from..];
            // Byte and code point of the first character with ink, and one past the last.
            let (mut ink, mut last, mut lead, mut ideographic) = (None, (0, 0), 0, false);
            let mut length = (rest.len(), None);
            for (byte, c) in rest.char_indices() {
                if is_break(c) {
                    let crlf = c == '\r' && rest[byte + 1..].starts_with('\n');
                    length = (byte + c.len_utf8() + usize::from(crlf), Some(1 + usize::from(crlf)));
                    break;
                }
                if !is_space(c) {
                    ink.get_or_insert((byte, self.at));
                    last = (byte + c.len_utf8(), self.at + 1);
                } else if ink.is_none() {
                    lead += 1;
                    ideographic |= c == '\u{3000}';
                }
                self.at += 1;
            }
            self.at += length.1.unwrap_or(0);
            self.byte = from + length.0;
            debug_assert!(self.at >= first);
            match ink {
                Some((byte, start)) => {
                    return Some(Line { text: &rest[byte..last.0], start, end: last.1, blanks, indented: ideographic || lead >= 2, number: self.number });
                }
                None => blanks += 1,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn places_count_code_points_over_every_kind_of_line_end() {
        let text = "甲乙\r\n\r\n\u{3000}\u{3000}丙\u{2028}\u{A0}丁\u{200B}\r戊";
        let all: Vec<char> = text.chars().collect();
        let found: Vec<_> = lines(text).collect();
        assert_eq!(found.iter().map(|line| line.text).collect::<Vec<_>>(), ["甲乙", "丙", "丁", "戊"]);
        for line in &found {
            assert_eq!(all[line.start..line.end].iter().collect::<String>(), line.text);
        }
        assert_eq!(found.iter().map(|line| line.blanks).collect::<Vec<_>>(), [0, 1, 0, 0]);
        assert_eq!(found.iter().map(|line| line.indented).collect::<Vec<_>>(), [false, true, false, false]);
    }
}
