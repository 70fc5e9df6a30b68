//! Which language and script a text is in, by counting characters.
//!
//! In: the text. Out: `zh-Hant`, `zh-Hans`, `en`, `ru` or `und`. Mixed texts get the language that prevails by words.
//! Which script a character belongs to is computed: traditional is what folds to another character, simplified is what
//! something folds to and Big5 has no place for. Chinese without a telling character goes by its quotation marks.

use std::sync::OnceLock;

use chancery_text::fold;
use encoding_rs::BIG5;

/// How many characters are looked at.
const SAMPLE: usize = 200_000;

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇' | '々')
}

/// Characters of the simplified script that the traditional one does not use, sorted.
fn simplified() -> &'static [char] {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut values: Vec<char> = (0x3400u32..0xA000)
            .chain(0x20000..0x30000)
            .filter_map(char::from_u32)
            .filter_map(|c| Some(fold(c)).filter(|&folded| folded != c && is_han(folded)))
            .filter(|c| BIG5.encode(c.encode_utf8(&mut [0; 4])).2)
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    })
}

pub(crate) fn language(text: &str) -> &'static str {
    let (mut han, mut traditional, mut kana, mut latin, mut cyrillic) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let (mut simple, mut corner, mut curly) = (0usize, 0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => latin += 1,
            '\u{400}'..='\u{52F}' => cyrillic += 1,
            '\u{3041}'..='\u{30FA}' => kana += 1,
            '「' | '」' | '『' | '』' => corner += 1,
            '“' | '”' => curly += 1,
            _ if is_han(c) => {
                han += 1;
                if fold(c) != c {
                    traditional += 1;
                } else if simplified().binary_search(&c).is_ok() {
                    simple += 1;
                }
            }
            _ => {}
        }
    }
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
    use super::language;

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(language("兩國外長在日內瓦會面，討論 trade 問題"), "zh-Hant");
        assert_eq!(language("两国外长在日内瓦会面，讨论 trade 问题"), "zh-Hans");
        assert_eq!(language("The two ministers (外長) met in Geneva on Monday."), "en");
        assert_eq!(language("Министры встретились в Женеве."), "ru");
        assert_eq!(language("1234 -- 5678"), "und");
    }
}
