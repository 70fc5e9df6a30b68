//! Places in a text that another program can find again (W3C Web Annotation).
//!
//! In: a text and a span. Out: the words before and after it, grown until the three together stand there once. Counted in code points; never
//! cut between a character and the marks that belong to it.

use chancery_text::{Span, Stored};

/// Characters that are given before and after in any case.
const LEAST: usize = 8;

/// Marks that belong to the character before them: combining marks, variation selectors, joiners.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0x200D | 0xE0100..=0xE01EF)
}

/// What stands before and after a span.
pub(crate) fn around(text: &Stored, start: u32, end: u32) -> (String, String) {
    let length = text.len();
    let (start, end) = ((start as usize).min(length), (end as usize).min(length));
    let starts_with_mark = |at: usize| text.slice(Span::new(at, (at + 1).min(length))).chars().next().is_some_and(is_mark);
    let mut size = LEAST;
    loop {
        let (mut from, mut to) = (start.saturating_sub(size), (end + size).min(length));
        while from > 0 && starts_with_mark(from) {
            from -= 1;
        }
        while to < length && starts_with_mark(to) {
            to += 1;
        }
        if (from, to) == (0, length) || once(text.as_str(), text.slice(Span::new(from, to))) {
            return (text.slice(Span::new(from, start)).to_owned(), text.slice(Span::new(end, to)).to_owned());
        }
        size *= 2;
    }
}

fn once(text: &str, words: &str) -> bool {
    let step = words.chars().next().map_or(1, char::len_utf8);
    text.find(words).is_some_and(|at| text.get(at + step..).is_none_or(|rest| !rest.contains(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_grows_until_the_words_stand_there_once() {
        let same = "外長在北京會見了大使並且說了一些話。";
        let text = Stored::new(format!("{same}{same}𠮷野家{same}"));
        let length = same.chars().count() as u32;
        for turn in 0..2 {
            let start = turn * length + 5;
            let (prefix, suffix) = around(&text, start, start + 2);
            let words = format!("{prefix}會見{suffix}");
            assert!(once(text.as_str(), &words), "{words}");
            assert_eq!(text.slice(Span::new((start) as usize, start as usize + 2)), "會見");
        }
        let (prefix, suffix) = around(&text, 2 * length, 2 * length + 3);
        assert_eq!((prefix.chars().count(), suffix.chars().count()), (8, 8));
    }

    #[test]
    fn marks_stay_with_their_character() {
        let text = Stored::new("葛\u{E0100}飾區的代表在東京會見了來賓葛\u{E0100}飾".to_owned());
        let (prefix, _) = around(&text, 9, 11);
        assert!(!prefix.starts_with('\u{E0100}'), "{prefix}");
        assert_eq!(around(&Stored::new("短".to_owned()), 0, 1), (String::new(), String::new()));
    }
}
