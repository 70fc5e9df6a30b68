//! A flow: pieces of the stored text read as one, with the way back.
//!
//! Newspaper pages break sentences over lines and columns (5月20日⏎⏎下午，國家⏎⏎主席習近平). Intake says which pieces
//! belong together; the reader works on the flow, and every span goes back to the stored text at the end.

use crate::{Span, fold};

/// Characters in reading order, folded, each with the offset in the stored text that it came from.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    folded: Vec<char>,
    original: Vec<char>,
    origin: Vec<u32>,
}

impl Flow {
    /// An empty flow.
    pub fn new() -> Flow {
        Flow::default()
    }

    /// An empty flow with room for so many characters.
    pub fn with_capacity(characters: usize) -> Flow {
        Flow { folded: Vec::with_capacity(characters), original: Vec::with_capacity(characters), origin: Vec::with_capacity(characters) }
    }

    /// Appends characters that stand at `start` and on in the stored text.
    pub fn push_piece(&mut self, start: usize, piece: &str) {
        // No more characters than bytes: room for all of them is made at once.
        let from = self.original.len();
        self.original.resize(from + piece.len(), '\0');
        let mut added = 0;
        for (slot, c) in self.original[from..].iter_mut().zip(piece.chars()) {
            *slot = c;
            added += 1;
        }
        self.original.truncate(from + added as usize);
        self.folded.extend(self.original[from..].iter().map(|c| fold(*c)));
        self.origin.extend(start as u32..start as u32 + added);
    }

    /// Appends a character that is not in the stored text (a break between blocks), placed at `at`.
    pub fn push_break(&mut self, at: usize) {
        self.folded.push('\n');
        self.original.push('\n');
        self.origin.push(at as u32);
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        self.folded.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// The folded characters.
    pub fn folded(&self) -> &[char] {
        &self.folded
    }

    /// The characters as they are written.
    pub fn original(&self) -> &[char] {
        &self.original
    }

    /// From a span of the flow to the span of the stored text that it was read from.
    pub fn stored(&self, span: Span) -> Span {
        if span.is_empty() || span.end as usize > self.origin.len() {
            let at = self.origin.get(span.start as usize).copied().unwrap_or_default();
            return Span { start: at, end: at };
        }
        Span { start: self.origin[span.start as usize], end: self.origin[span.end as usize - 1] + 1 }
    }

    /// The words of a span as written, without the line breaks that the flow leaves out.
    pub fn words(&self, span: Span) -> String {
        self.original.get(span.range()).unwrap_or_default().iter().collect()
    }

    /// The folded words of a span.
    pub fn folded_words(&self, span: Span) -> String {
        self.folded.get(span.range()).unwrap_or_default().iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_go_back_over_the_breaks_that_were_left_out() {
        let mut flow = Flow::new();
        flow.push_piece(0, "國家");
        flow.push_piece(4, "主席");
        let span = Span::new(0, 4);
        assert_eq!(flow.words(span), "國家主席");
        assert_eq!(flow.stored(span), Span::new(0, 6));
        assert_eq!(flow.stored(Span::new(2, 4)), Span::new(4, 6));
    }
}
