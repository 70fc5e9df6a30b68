//! What the full-text index sees of a text, and the keys under which it finds documents.
//!
//! In: a text. Out: its *normal form*: folded characters (script, width, case), one after another as a person reads them: a line
//! break or space between two Han characters is passed over, punctuation is a boundary, a word of another script stands
//! between marks. A phrase is in a text if its normal form is in the text's. Keys are 64-bit numbers: pairs of neighbouring Han
//! characters, Han characters without a neighbour on the right, and words (hashed). A document's keys say where it may be found; what
//! is no pair by itself is looked up in the text.

use chancery_text::fold;

/// Marks a word's beginning and end.
pub(crate) const WORD: char = '\u{1}';
/// Stands for punctuation.
pub(crate) const BOUNDARY: char = '\u{2}';

/// The normal form, with the place of each of its characters in the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Normal {
    pub text: String,
    /// Code point of the text for each character of the normal form; empty unless asked for.
    pub places: Vec<u32>,
}

/// Characters that are tokens by themselves.
pub(crate) fn single(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{AC00}'..='\u{D7A3}')
}

/// The normal form of a text.
pub(crate) fn normal(text: &str, with_places: bool) -> Normal {
    let mut out = Normal { text: String::with_capacity(text.len()), places: Vec::new() };
    let (mut last, mut in_word, mut breaks) = (BOUNDARY, false, 0);
    for (place, raw) in text.chars().enumerate() {
        let mut push = |c: char| {
            out.text.push(c);
            if with_places {
                out.places.push(place as u32);
            }
        };
        let c = fold(raw);
        if single(c) {
            if in_word {
                push(WORD);
            }
            push(c);
            (last, in_word, breaks) = (c, false, 0);
        } else if c.is_alphanumeric() {
            if !in_word && last != WORD {
                push(WORD);
            }
            push(c);
            (last, in_word, breaks) = (c, true, 0);
        } else {
            if in_word {
                push(WORD);
                (last, in_word) = (WORD, false);
            }
            breaks += usize::from(c == '\n');
            // A blank line parts what a single line break does not.
            if (!c.is_whitespace() || breaks == 2) && last != BOUNDARY {
                push(BOUNDARY);
                last = BOUNDARY;
            }
        }
    }
    if in_word {
        out.text.push(WORD);
        if with_places {
            out.places.push(out.places.last().copied().unwrap_or_default());
        }
    }
    out
}

const WORDS: u64 = 1 << 44;
/// Keys of other families than the text's, above all keys of words.
pub(crate) const FACETS: u64 = 1 << 45;

/// FNV-1a; stable over versions, since it is stored.
pub(crate) fn hash(text: &str) -> u64 {
    let mixed = text.bytes().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3));
    // The upper half of FNV is weaker than the lower.
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}

pub(crate) fn word_key(word: &str) -> u64 {
    WORDS | (hash(word) & (WORDS - 1))
}

pub(crate) fn pair_key(left: char, right: Option<char>) -> u64 {
    (left as u64) << 21 | right.map_or(0, u64::from)
}

/// The keys of a normal form, sorted, each once.
pub(crate) fn keys(normal: &str) -> Vec<u64> {
    let mut keys = Vec::with_capacity(normal.len() / 3 + 8);
    let mut chars = normal.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if single(c) {
            keys.push(pair_key(c, chars.peek().map(|(_, next)| *next).filter(|next| single(*next))));
        } else if c != WORD && c != BOUNDARY {
            let mut end = at + c.len_utf8();
            while let Some((place, next)) = chars.peek().copied().filter(|(_, next)| *next != WORD) {
                end = place + next.len_utf8();
                chars.next();
            }
            keys.push(word_key(&normal[at..end]));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> String {
        normal(text, false).text.replace(WORD, "|").replace(BOUNDARY, ".")
    }

    #[test]
    fn script_width_case_and_line_breaks_do_not_matter() {
        assert_eq!(form("習近平\n會見ＣＣＴＶ 記者"), form("习近平会见cctv记者"));
        assert_eq!(form("5月20日，北京。"), "|5|月|20|日.北京.");
        assert_eq!(form("標題\n\n正文"), "标题.正文");
        assert_eq!(form("Joint Statement"), "|joint|statement|");
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "在𠮷野家，Wang Yi說：「好」";
        let found = normal(text, true);
        let chars: Vec<char> = text.chars().collect();
        assert_eq!(found.places.len(), found.text.chars().count());
        for (c, place) in found.text.chars().zip(&found.places).filter(|(c, _)| single(*c)) {
            assert_eq!(c, fold(chars[*place as usize]));
        }
    }

    #[test]
    fn keys_are_pairs_lone_characters_and_words() {
        let mut expected = vec![pair_key('外', Some('交')), pair_key('交', Some('部')), pair_key('部', None), word_key("cctv"), pair_key('的', None)];
        expected.sort_unstable();
        assert_eq!(keys(&normal("外交部，CCTV的", false).text), expected);
    }
}
