//! A text as lines with words in them, read once: folded, measured, counted.
//!
//! In: the stored text. Out: a [`Sheet`]: all characters folded, every line that has words, trimmed, with its place in code
//! points and what its characters are, and the count of the first characters by class. Line ends are LF, CRLF, CR, VT, FF, NEL, U+2028
//! and U+2029. What a line is, is left to `face`; what language the counts tell, to `language`.

use crate::glyph::{CLASSES, Glyphs, Traits, bracket, class, is_space, mark};

/// How many characters of the text are counted for its language.
const SAMPLE: usize = 200_000;
/// How far from its beginning a line may close what an earlier one opened.
pub(crate) const NEAR: usize = 96;

/// A text with its lines.
pub(crate) struct Sheet<'t> {
    /// The characters up to the end of the last line, folded.
    pub folded: Vec<char>,
    pub lines: Vec<Line<'t>>,
    /// Characters of each class among the first of the text.
    pub classes: [usize; CLASSES],
}

/// One line with words in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    /// The line without the spaces around it.
    pub text: &'t str,
    /// First code point of `text` in the stored text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// How many blank lines stand before it.
    pub blanks: usize,
    /// Whether it begins with an ideographic space or two others.
    pub indented: bool,
    /// Its number in the text, from 1.
    pub number: usize,
    pub tally: Tally,
}

/// The end of a line.
#[derive(Clone, Copy, Debug)]
struct Break {
    /// Which character of the text it is, and where its bytes begin.
    at: usize,
    byte: usize,
    c: char,
}

/// What the characters of a line are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub han: usize,
    /// Characters two columns wide.
    pub wide: usize,
    /// Marks that end a sentence.
    pub stops: usize,
    pub commas: usize,
    /// Kinds of brackets left open, one bit each.
    pub open: u8,
    /// Kinds of brackets closed near the start without having been opened.
    pub close: u8,
    /// All marks of its characters.
    pub marks: u16,
}

impl Tally {
    /// The tally of this followed by `next`.
    pub fn join(self, next: Tally) -> Tally {
        Tally {
            han: self.han + next.han,
            wide: self.wide + next.wide,
            stops: self.stops + next.stops,
            commas: self.commas + next.commas,
            open: (self.open & !next.close) | next.open,
            close: self.close,
            marks: self.marks | next.marks,
        }
    }
}

/// What a character of each class adds to counters of eight bits, eight to a word.
const STEPS: [[u64; 2]; CLASSES] = {
    let mut steps = [[0; 2]; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        steps[class][class / 8] = 1 << (class % 8 * 8);
        class += 1;
    }
    steps
};

/// How many characters there are of each class.
fn count(traits: &[Traits]) -> [usize; CLASSES] {
    let mut counts = [0; CLASSES];
    for chunk in traits.chunks(255) {
        let [low, high] = chunk.iter().fold([0, 0], |[low, high], traits| {
            let step = STEPS[traits.class()];
            [low + step[0], high + step[1]]
        });
        for (count, byte) in counts.iter_mut().zip([low.to_le_bytes(), high.to_le_bytes()].as_flattened()) {
            *count += usize::from(*byte);
        }
    }
    counts
}

fn tally(counts: &[usize; CLASSES], traits: &[Traits], folded: &[char]) -> Tally {
    let sum = |classes: &[u8]| classes.iter().map(|class| counts[usize::from(*class)]).sum();
    let han: usize = sum(&[class::HAN, class::TRADITIONAL, class::SIMPLIFIED]);
    let wide: usize = sum(&[class::KANA, class::WIDE, class::WIDE_STOP, class::WIDE_COMMA, class::CORNER]);
    let marks = Traits(traits.iter().fold(0, |all, traits| all | traits.0)).marks();
    let (open, close) = if marks & mark::BRACKET == 0 { (0, 0) } else { brackets(traits, folded) };
    Tally { han, wide: han + wide, stops: sum(&[class::WIDE_STOP, class::STOP]), commas: sum(&[class::WIDE_COMMA, class::COMMA]), open, close, marks }
}

/// The kinds of brackets left open, and of those closed unopened near the start.
fn brackets(traits: &[Traits], folded: &[char]) -> (u8, u8) {
    let (mut depth, mut close) = ([0u32; 6], 0);
    for (at, _) in traits.iter().enumerate().filter(|(_, traits)| traits.has(mark::BRACKET)) {
        match bracket(folded[at]) {
            Some((kind, true)) => depth[kind] = depth[kind].saturating_add(1),
            Some((kind, false)) if depth[kind] > 0 => depth[kind] -= 1,
            Some((kind, false)) if at < NEAR => close |= 1 << kind,
            _ => {}
        }
    }
    (depth.iter().enumerate().fold(0, |bits, (kind, depth)| bits | (u8::from(*depth > 0) << kind)), close)
}

impl<'t> Sheet<'t> {
    /// Reads a text up to the line that is one more than `most`; CRLF counts as one end.
    pub fn read(text: &'t str, most: usize) -> Sheet<'t> {
        let mut sheet = Sheet { folded: Vec::new(), lines: Vec::with_capacity(text.len() / 256 + 4), classes: [0; CLASSES] };
        let (traits, breaks) = sheet.fold(text);
        let mut breaks = breaks.iter().peekable();
        let (mut number, mut blanks) = (0, 0);
        let (mut first, mut byte) = (0, 0);
        while sheet.lines.len() <= most && first < traits.len() {
            let end = breaks.next().copied().unwrap_or(Break { at: traits.len(), byte: text.len(), c: '\n' });
            let (from, line, start) = (&text[byte..end.byte], &traits[first..end.at], first);
            (first, byte) = (end.at + 1, end.byte + end.c.len_utf8());
            if end.c == '\r'
                && let Some(feed) = breaks.next_if(|next| next.c == '\n' && next.at == first)
            {
                (first, byte) = (feed.at + 1, feed.byte + 1);
            }
            number += 1;
            let ink = |traits: &Traits| !traits.has(mark::SPACE);
            let (Some(lead), Some(last)) = (line.iter().position(ink), line.iter().rposition(ink)) else {
                blanks += 1;
                continue;
            };
            let indented = lead >= 2 || line[..lead].iter().any(|traits| traits.class() == usize::from(class::WIDE));
            let (start, end) = (start + lead, start + last + 1);
            let words = if lead == 0 { from } else { from.trim_start_matches(is_space) };
            let words = if last + 1 == line.len() { words } else { words.trim_end_matches(is_space) };
            let line = &line[lead..=last];
            let counts = count(line);
            sheet.sample(&counts, line, start);
            sheet.lines.push(Line { text: words, start, end, blanks, indented, number, tally: tally(&counts, line, &sheet.folded[start..end]) });
            blanks = 0;
        }
        sheet
    }

    /// Folds all characters; gives what each is to layout, and the ends of lines.
    fn fold(&mut self, text: &str) -> (Vec<Traits>, Vec<Break>) {
        let glyphs = Glyphs::table();
        let length = text.chars().count();
        self.folded = vec!['\0'; length];
        let mut traits = vec![Traits::default(); length];
        let mut breaks = Vec::with_capacity(text.len() / 128 + 4);
        for (((at, (byte, c)), folded), traits) in text.char_indices().enumerate().zip(&mut self.folded).zip(&mut traits) {
            let glyph = glyphs.get(c);
            (*folded, *traits) = (glyph.folded, glyph.traits);
            if glyph.traits.has(mark::BREAK) {
                breaks.push(Break { at, byte, c });
            }
        }
        (traits, breaks)
    }

    /// Adds a line to the count of the text's first characters.
    fn sample(&mut self, counts: &[usize; CLASSES], traits: &[Traits], start: usize) {
        let room = SAMPLE.saturating_sub(start);
        let cut = (traits.len() > room).then(|| count(&traits[..room]));
        for (sum, count) in self.classes.iter_mut().zip(cut.as_ref().unwrap_or(counts)) {
            *sum += count;
        }
    }

    /// The end of a line as a line of its own, `length` characters long; it counts its stops only and is taken to have all marks.
    pub fn end_of(&self, line: &Line<'t>, length: usize) -> Line<'t> {
        let byte = line.text.char_indices().rev().take(length).last().map_or(line.text.len(), |(byte, _)| byte);
        let start = line.end - length;
        let stops = self.folded[start..line.end].iter().filter(|c| matches!(c, '。' | '!' | '?' | '｡')).count();
        Line { text: &line.text[byte..], start, blanks: 0, tally: Tally { stops, marks: u16::MAX, ..Tally::default() }, ..*line }
    }
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn places_count_code_points_over_every_kind_of_line_end() {
        let text = "甲乙\r\n\r\n\u{3000}\u{3000}丙\u{2028}\u{A0}丁\u{200B}\r戊";
        let all: Vec<char> = text.chars().collect();
        let sheet = Sheet::read(text, 100);
        let found = &sheet.lines;
        assert_eq!(found.iter().map(|line| line.text).collect::<Vec<_>>(), ["甲乙", "丙", "丁", "戊"]);
        for line in found {
            assert_eq!(all[line.start..line.end].iter().collect::<String>(), line.text);
        }
        assert_eq!(found.iter().map(|line| line.blanks).collect::<Vec<_>>(), [0, 1, 0, 0]);
        assert_eq!(found.iter().map(|line| line.indented).collect::<Vec<_>>(), [false, true, false, false]);
    }

    #[test]
    fn characters_are_counted_however_long_the_line() {
        let text = format!("\u{3000}{}\u{3000}！\u{3000} \n", "國国,".repeat(1000));
        let sheet = Sheet::read(&text, 100);
        let tally = sheet.lines[0].tally;
        assert_eq!((tally.han, tally.wide, tally.stops, tally.commas), (2000, 2002, 1, 1000));
        assert_eq!((sheet.folded.len(), sheet.lines[0].end), (text.chars().count(), text.chars().count() - 3));
    }
}
