//! Which language and script a text is in, by counting characters.
//!
//! In: how many characters of each class it begins with. Out: `zh-Hant`, `zh-Hans`, `en`, `ru` or `und`. Mixed texts get the language that prevails by words.
//! Which script a character belongs to is computed: traditional is what folds to another character, simplified is what
//! something folds to and Big5 has no place for. Chinese without a telling character goes by its quotation marks.

use std::sync::OnceLock;

use chancery_text::fold;
use encoding_rs::BIG5;

use crate::glyph::{CLASSES, class};

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇' | '々')
}

/// Characters of the simplified script that the traditional one does not use, sorted.
pub(crate) fn simplified() -> &'static [char] {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        // All that Big5 has a place for; one decoding is much faster than a search for each character.
        let pairs: Vec<u8> = (0xA1u8..=0xFE).flat_map(|lead| (0x40..=0x7E).chain(0xA1..=0xFE).flat_map(move |trail| [lead, trail])).collect();
        let mut big5: Vec<char> = BIG5.decode_without_bom_handling(&pairs).0.chars().collect();
        big5.sort_unstable();
        let mut values: Vec<char> = (0x3400u32..0xA000)
            .chain(0x20000..0x30000)
            .filter_map(char::from_u32)
            .filter_map(|c| Some(fold(c)).filter(|&folded| folded != c && is_han(folded)))
            .filter(|c| big5.binary_search(c).is_err())
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    })
}

pub(crate) fn language(counts: &[usize; CLASSES]) -> &'static str {
    let count = |class: u8| counts[usize::from(class)];
    let (traditional, simple) = (count(class::TRADITIONAL), count(class::SIMPLIFIED));
    let (kana, latin, cyrillic) = (count(class::KANA), count(class::LATIN), count(class::CYRILLIC));
    let (corner, curly) = (count(class::CORNER), count(class::CURLY));
    let han = count(class::HAN) + traditional + simple;
    // A Latin word has about five letters, a Chinese one about two.
    if han * 5 >= (latin + cyrillic) * 2 && han > 0 {
        return match () {
            () if kana * 5 > han => "und",
            () if traditional != simple => {
                if traditional > simple {
                    "zh-Hant"
                } else {
                    "zh-Hans"
                }
            }
            () if corner > curly => "zh-Hant",
            () => "zh-Hans",
        };
    }
    match (latin, cyrillic) {
        (0, 0) => "und",
        _ if cyrillic > latin => "ru",
        _ => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Sheet;

    fn language(text: &str) -> &'static str {
        super::language(&Sheet::read(text, 10).classes)
    }

    #[test]
    fn simplified_characters_are_those_that_big5_lacks() {
        let listed = simplified();
        for (c, simple) in [('习', true), ('国', true), ('说', true), ('台', false), ('里', false), ('習', false), ('的', false)] {
            assert_eq!(listed.contains(&c), simple, "{c}");
        }
        for c in listed.iter().step_by(16) {
            assert!(BIG5.encode(c.encode_utf8(&mut [0; 4])).2, "{c}");
        }
    }

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(language("兩國外長在日內瓦會面，討論 trade 問題"), "zh-Hant");
        assert_eq!(language("两国外长在日内瓦会面，讨论 trade 问题"), "zh-Hans");
        assert_eq!(language("The two ministers (外長) met in Geneva on Monday."), "en");
        assert_eq!(language("Министры встретились в Женеве."), "ru");
        assert_eq!(language("1234 -- 5678"), "und");
    }
}
