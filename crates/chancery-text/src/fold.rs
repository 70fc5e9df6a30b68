//! Folding: traditional and regional characters, full width and case, one character to one character.
//!
//! Two texts that differ only in script fold to the same characters, and an offset in the folded text
//! is the same offset in the original: undoing the fold is reading the original at that place.
//! The table is data (`data/fold.tsv`, after OpenCC's TSCharacters), laid out by the compiler; it is no conversion for display.

const DATA: &[u8] = include_bytes!("../data/fold.tsv");
const PLANE: usize = 0x10000;

/// The folded form of every character of the basic plane, at its code.
static BASIC: [u16; PLANE] = basic();
/// Characters of the other planes with their folded forms, in order.
static BEYOND: [(char, char); count_beyond()] = beyond();

/// A row of the table that begins at a byte: the two characters and where the next row begins.
const fn row(at: usize) -> (u32, u32, usize) {
    if DATA[at] == b'#' {
        let mut at = at;
        while DATA[at] != b'\n' {
            at += 1;
        }
        return (0, 0, at + 1);
    }
    let (from, tab) = character(at);
    let (to, end) = character(tab + 1);
    assert!(DATA[tab] == b'\t' && DATA[end] == b'\n', "a row of fold.tsv is a character, a tab, a character");
    (from, to, end + 1)
}

/// The character at a byte and where the next one begins.
const fn character(at: usize) -> (u32, usize) {
    let first = DATA[at] as u32;
    let (mut code, length) = match DATA[at] {
        0..=0x7F => (first, 1),
        0x80..=0xDF => (first & 0x1F, 2),
        0xE0..=0xEF => (first & 0x0F, 3),
        0xF0..=0xFF => (first & 0x07, 4),
    };
    let mut next = at + 1;
    while next < at + length {
        code = code << 6 | (DATA[next] & 0x3F) as u32;
        next += 1;
    }
    (code, next)
}

const fn basic() -> [u16; PLANE] {
    let mut table = [0u16; PLANE];
    let mut code = 0;
    while code < PLANE {
        table[code] = shape(code as u16);
        code += 1;
    }
    let mut at = 0;
    while at < DATA.len() {
        let (from, to, next) = row(at);
        if (from as usize) < PLANE && (to as usize) < PLANE && from > 0 {
            table[from as usize] = to as u16;
        }
        at = next;
    }
    table
}

/// Width, case, spaces, dots and dashes.
const fn shape(code: u16) -> u16 {
    match code {
        0x41..=0x5A => code + 0x20,
        0xFF21..=0xFF3A => code - 0xFF21 + 0x61,
        0xFF01..=0xFF5E => code - 0xFEE0,
        0x3000 | 0x00A0 | 0x2002..=0x200A | 0x09 => 0x20,
        // 弗拉基米尔·普京 is written with half a dozen different dots.
        0x2022 | 0x2027 | 0x30FB | 0x2219 | 0xFF65 => 0xB7,
        0x2013 | 0x2015 | 0x2500 => 0x2014,
        0x0400..=0x040F => code + 0x50,
        0x0410..=0x042F => code + 0x20,
        _ => code,
    }
}

const fn count_beyond() -> usize {
    let (mut count, mut at) = (0, 0);
    while at < DATA.len() {
        let (from, _, next) = row(at);
        count += (from as usize >= PLANE) as usize;
        at = next;
    }
    count
}

const fn beyond() -> [(char, char); count_beyond()] {
    let mut table = [('\0', '\0'); count_beyond()];
    let (mut filled, mut at) = (0, 0);
    while at < DATA.len() {
        let (from, to, next) = row(at);
        if let (true, Some(from), Some(to)) = (from as usize >= PLANE, char::from_u32(from), char::from_u32(to)) {
            assert!(filled == 0 || (table[filled - 1].0 as u32) < from as u32, "fold.tsv is in the order of its first column");
            table[filled] = (from, to);
            filled += 1;
        }
        at = next;
    }
    table
}

/// The folded form of one character. Idempotent.
///
/// ```
/// use chancery_text::fold;
/// assert_eq!("習近平會見Ｐｕｔｉｎ".chars().map(fold).collect::<String>(), "习近平会见putin");
/// ```
#[inline]
pub fn fold(c: char) -> char {
    match BASIC.get(c as usize) {
        Some(&code) => char::from_u32(u32::from(code)).unwrap_or(c),
        None => BEYOND.binary_search_by_key(&c, |pair| pair.0).map_or(c, |at| BEYOND[at].1),
    }
}

/// Folds a whole text; the result has exactly as many characters.
pub fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().map(fold));
    folded
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
