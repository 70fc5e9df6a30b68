//! Looking at folded characters by place, beyond the ends too. Knows no grammar.

/// The text under the reader. All looks beyond its ends are answered with a NUL.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a [char]);

impl Text<'_> {
    pub(crate) fn at(&self, at: usize) -> char {
        self.0.get(at).copied().unwrap_or('\0')
    }

    pub(crate) fn before(&self, at: usize) -> char {
        if at == 0 { '\0' } else { self.at(at - 1) }
    }

    /// Whether `word` stands at `at`.
    pub(crate) fn has(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, c)| self.at(at + offset) == c)
    }

    /// Whether `word` ends just before `at`.
    pub(crate) fn ends(&self, at: usize, word: &str) -> bool {
        let length = word.chars().count();
        at >= length && self.has(at - length, word)
    }

    /// The length of the first of `words` that stands at `at`; longer ones must come first.
    pub(crate) fn one_of(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.has(at, word)).map(|word| word.chars().count())
    }

    /// The place after up to two spaces.
    pub(crate) fn skip_spaces(&self, at: usize) -> usize {
        let mut at = at;
        for _ in 0..2 {
            if self.at(at) == ' ' {
                at += 1;
            }
        }
        at
    }

    pub(crate) fn is(&self, at: usize, set: &str) -> bool {
        set.contains(self.at(at))
    }
}

/// Han characters of the basic block and the extensions.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}
