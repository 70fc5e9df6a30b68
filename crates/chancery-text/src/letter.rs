//! Letters and digits, asked about at nearly every character of a Chinese text.
//!
//! In: a character. Out: what `char` itself says; the characters of the basic Han block, which are all letters, and the marks of
//! Chinese texts, which are none, are known without a look at the tables of Unicode.

/// Whether a character is a letter.
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    is_basic_han(c) || !is_mark(c) && c.is_alphabetic()
}

/// Whether a character is a letter or a digit.
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    is_basic_han(c) || !is_mark(c) && c.is_alphanumeric()
}

#[inline]
fn is_basic_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[inline]
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_character_is_what_unicode_says() {
        for c in '\0'..=char::MAX {
            assert_eq!((super::is_alphabetic(c), super::is_alphanumeric(c)), (c.is_alphabetic(), c.is_alphanumeric()), "{c:?}");
        }
    }
}
