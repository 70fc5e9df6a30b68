//! What every character is to layout: its folded form, one class, and marks that tell what a line can contain.
//!
//! In: a character. Out: its [`Glyph`], from one table over the basic plane that is filled once. Classes part all characters,
//! so that counting them counts everything at once; marks may overlap and are joined over a line, so that a line without
//! a colon or a numeral is known to have none before anybody looks. What the counts mean is left to `face` and `language`.

use std::sync::OnceLock;

use chancery_text::fold;

use crate::language::{is_han, simplified};

/// How many classes there are.
pub(crate) const CLASSES: usize = 16;

/// Classes of characters, by the character as written but for punctuation, which is told by its folded form.
pub(crate) mod class {
    pub(crate) const OTHER: u8 = 0;
    /// Chinese, the same in both scripts.
    pub(crate) const HAN: u8 = 1;
    pub(crate) const TRADITIONAL: u8 = 2;
    pub(crate) const SIMPLIFIED: u8 = 3;
    pub(crate) const KANA: u8 = 4;
    /// Two columns wide and of no other class.
    pub(crate) const WIDE: u8 = 5;
    pub(crate) const LATIN: u8 = 6;
    pub(crate) const CYRILLIC: u8 = 7;
    pub(crate) const WIDE_STOP: u8 = 8;
    pub(crate) const STOP: u8 = 9;
    pub(crate) const WIDE_COMMA: u8 = 10;
    pub(crate) const COMMA: u8 = 11;
    /// 「」『』, all wide.
    pub(crate) const CORNER: u8 = 12;
    /// “”.
    pub(crate) const CURLY: u8 = 13;
}

/// Marks of characters.
pub(crate) mod mark {
    /// White space, and what shows nothing.
    pub(crate) const SPACE: u16 = 1;
    /// The end of a line.
    pub(crate) const BREAK: u16 = 2;
    /// Shows nothing and is no white space either.
    pub(crate) const INVISIBLE: u16 = 4;
    /// Opens or closes a bracket that is counted.
    pub(crate) const BRACKET: u16 = 8;
    pub(crate) const COLON: u16 = 16;
    /// A digit or a Chinese numeral of dates.
    pub(crate) const NUMERAL: u16 = 32;
}

const PLANE: usize = 0x10000;

/// A character's folded form (low half), marks and class.
#[derive(Clone, Copy)]
pub(crate) struct Glyph {
    pub folded: char,
    pub traits: Traits,
}

/// A character's class and marks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Traits(pub u16);

impl Glyph {
    fn of(c: char) -> Glyph {
        let folded = fold(c);
        Glyph { folded, traits: Traits(marks(c, folded) << 4 | u16::from(classify(c, folded))) }
    }
}

impl Traits {
    /// Its class.
    #[inline]
    pub fn class(self) -> usize {
        usize::from(self.0 & 0xF)
    }

    /// Its marks.
    #[inline]
    pub fn marks(self) -> u16 {
        self.0 >> 4
    }

    /// Whether it has one of the marks.
    #[inline]
    pub fn has(self, marks: u16) -> bool {
        self.marks() & marks != 0
    }
}

/// The glyphs of all characters.
pub(crate) struct Glyphs(Box<[u32]>);

impl Glyphs {
    /// The table, filled at the first call.
    pub fn table() -> &'static Glyphs {
        static TABLE: OnceLock<Glyphs> = OnceLock::new();
        TABLE.get_or_init(|| {
            let packed = |code: usize| match char::from_u32(code as u32).map(Glyph::of) {
                Some(glyph) => u32::from(glyph.traits.0) << 16 | glyph.folded as u32 & 0xFFFF,
                None => 0,
            };
            Glyphs((0..PLANE).map(packed).collect())
        })
    }

    /// The glyph of a character.
    #[inline]
    pub fn get(&self, c: char) -> Glyph {
        match self.0.get(c as usize) {
            Some(&packed) => Glyph { folded: char::from_u32(packed & 0xFFFF).unwrap_or(c), traits: Traits((packed >> 16) as u16) },
            None => Glyph::of(c),
        }
    }
}

/// White space, and the marks that show nothing: zero-width space and joiners, byte order mark, direction marks.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{1A}')
}

/// The end of a line.
pub(crate) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A character that shows nothing and is no white space.
pub(crate) fn is_invisible(c: char) -> bool {
    is_space(c) && !c.is_whitespace()
}

/// A digit or Chinese numeral as dates are written with, folded.
pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '〇' | '零' | '○' | 'o' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '廿' | '卅' | '百')
}

/// Bit and direction of a bracket, folded.
pub(crate) fn bracket(c: char) -> Option<(usize, bool)> {
    Some(match c {
        '《' => (0, true),
        '》' => (0, false),
        '「' => (1, true),
        '」' => (1, false),
        '『' => (2, true),
        '』' => (2, false),
        '(' => (3, true),
        ')' => (3, false),
        '｢' => (1, true),
        '｣' => (1, false),
        '“' => (4, true),
        '”' => (4, false),
        '【' => (5, true),
        '】' => (5, false),
        _ => return None,
    })
}

fn marks(c: char, folded: char) -> u16 {
    [
        (is_space(c), mark::SPACE),
        (is_break(c), mark::BREAK),
        (is_invisible(folded), mark::INVISIBLE),
        (bracket(folded).is_some(), mark::BRACKET),
        (folded == ':', mark::COLON),
        (is_numeral(folded), mark::NUMERAL),
    ]
    .iter()
    .filter(|(holds, _)| *holds)
    .fold(0, |marks, (_, mark)| marks | mark)
}

fn classify(c: char, folded: char) -> u8 {
    let wide = matches!(c, '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}');
    match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => class::LATIN,
        '\u{400}'..='\u{52F}' => class::CYRILLIC,
        '\u{3041}'..='\u{30FA}' => class::KANA,
        '「' | '」' | '『' | '』' => class::CORNER,
        '“' | '”' => class::CURLY,
        _ if is_han(c) && folded != c => class::TRADITIONAL,
        _ if is_han(c) && simplified().binary_search(&c).is_ok() => class::SIMPLIFIED,
        _ if is_han(c) => class::HAN,
        _ => match folded {
            '。' | '!' | '?' | '｡' if wide => class::WIDE_STOP,
            '。' | '!' | '?' | '｡' => class::STOP,
            ',' | '、' if wide => class::WIDE_COMMA,
            ',' | '、' => class::COMMA,
            _ if wide => class::WIDE,
            _ => class::OTHER,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Glyph, Glyphs};
    use crate::language::is_han;

    #[test]
    fn the_table_agrees_with_the_characters() {
        let table = Glyphs::table();
        for c in (0..0x30000u32).filter_map(char::from_u32) {
            let (found, want) = (table.get(c), Glyph::of(c));
            assert_eq!((found.folded, found.traits), (want.folded, want.traits), "{c:?}");
            // Chinese characters are counted as written and stand for the folded ones.
            assert_eq!(is_han(c), is_han(found.folded), "{c:?}");
        }
    }
}
