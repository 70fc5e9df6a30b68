//! Folding: traditional and regional characters, full width and case, one character to one character.
//!
//! Two texts that differ only in script fold to the same characters, and an offset in the folded text
//! is the same offset in the original: undoing the fold is reading the original at that place.
//! The table is data (`data/fold.tsv`, after OpenCC's TSCharacters); it is no conversion for display.

use std::sync::OnceLock;

const DATA: &str = include_str!("../data/fold.tsv");
const PLANE: usize = 0x10000;

struct Table {
    basic: Box<[u16]>,
    beyond: Vec<(char, char)>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut basic: Vec<u16> = (0..PLANE).map(|c| c as u16).collect();
        let mut beyond = Vec::new();
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t').filter_map(|cell| cell.chars().next());
            let (Some(from), Some(to)) = (cells.next(), cells.next()) else { continue };
            if (from as usize) < PLANE && (to as usize) < PLANE {
                basic[from as usize] = to as u16;
            } else {
                beyond.push((from, to));
            }
        }
        for (code, slot) in basic.iter_mut().enumerate() {
            *slot = match code {
                0x41..=0x5A => code as u16 + 32,
                0xFF21..=0xFF3A => (code - 0xFF21 + 0x61) as u16,
                0xFF01..=0xFF5E => (code - 0xFEE0) as u16,
                0x3000 | 0x00A0 | 0x2002..=0x200A | 0x09 => 0x20,
                // 弗拉基米尔·普京 is written with half a dozen different dots.
                0x2022 | 0x2027 | 0x30FB | 0x2219 | 0xFF65 => 0xB7,
                0x2013 | 0x2015 | 0x2500 => 0x2014,
                0x0400..=0x042F => {
                    char::from_u32(code as u32).map_or(code as u16, |c| c.to_lowercase().next().map_or(code as u16, |lower| lower as u32 as u16))
                }
                _ => *slot,
            };
        }
        beyond.sort_unstable();
        Table { basic: basic.into_boxed_slice(), beyond }
    })
}

/// The folded form of one character. Idempotent.
///
/// ```
/// use chancery_text::fold;
/// assert_eq!("習近平會見Ｐｕｔｉｎ".chars().map(fold).collect::<String>(), "习近平会见putin");
/// ```
pub fn fold(c: char) -> char {
    let table = table();
    if (c as usize) < PLANE {
        char::from_u32(u32::from(table.basic[c as usize])).unwrap_or(c)
    } else {
        match table.beyond.binary_search_by_key(&c, |pair| pair.0) {
            Ok(at) => table.beyond[at].1,
            Err(_) => c,
        }
    }
}

/// Folds a whole text; the result has exactly as many characters.
pub fn fold_text(text: &str) -> String {
    text.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts_fold_to_the_same_characters() {
        for (a, b) in [("臺灣佈署於週三", "台湾布署于周三"), ("戰略協作夥伴關係", "战略协作伙伴关系"), ("裏海裡", "里海里")]
        {
            assert_eq!(fold_text(a), fold_text(b));
        }
    }

    #[test]
    fn folding_is_idempotent_and_keeps_the_count() {
        for code in 0..0x30000u32 {
            let Some(c) = char::from_u32(code) else { continue };
            assert_eq!(fold(fold(c)), fold(c), "U+{code:04X}");
        }
    }
}
