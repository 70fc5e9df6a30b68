//! Text in columns: styles, widths in terminal cells (wide characters count as two), wrapping, folding with ….
//!
//! What stands in a document may not steer the terminal: control and direction characters are shown, not sent.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

/// What a run of text is; each has its look on a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Titles and names of sections.
    Strong,
    /// Offsets, labels, rules.
    Faint,
    /// Ids of records.
    Id,
    /// Kinds.
    Kind,
    /// Done, in force.
    Done,
    /// Not yet done, or not certain.
    Open,
    /// Called off, denied, in conflict.
    Bad,
    /// Words of the source.
    Words,
    /// Words within the words, such as a trigger.
    Mark,
}

impl Tone {
    fn style(self) -> Style {
        let plain = Style::new();
        match self {
            Tone::Plain | Tone::Words => plain,
            Tone::Strong => plain.bold(),
            Tone::Faint => plain.dimmed(),
            Tone::Id => plain.fg_color(Some(AnsiColor::Blue.into())),
            Tone::Kind => plain.bold().fg_color(Some(AnsiColor::Cyan.into())),
            Tone::Done => plain.fg_color(Some(AnsiColor::Green.into())),
            Tone::Open => plain.fg_color(Some(AnsiColor::Yellow.into())),
            Tone::Bad => plain.fg_color(Some(AnsiColor::Red.into())),
            Tone::Mark => plain.bold().underline(),
        }
    }
}

/// Columns that a character takes.
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// A text fit for one line of a terminal: line breaks and runs of spaces become one space (nothing between two wide
/// characters), control characters their pictures, characters that turn the direction their numbers.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = (false, false);
    for c in text.chars() {
        if c.is_whitespace() && c != '\u{3000}' {
            gap = (true, gap.1 || matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'));
            continue;
        }
        if std::mem::take(&mut gap.0) {
            let broken = std::mem::take(&mut gap.1) && char_width(c) == 2 && out.chars().next_back().is_some_and(|last| char_width(last) == 2);
            if !broken && !out.is_empty() {
                out.push(' ');
            }
        }
        match c {
            '\0'..='\u{1F}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('␦')),
            '\u{7F}' => out.push('␡'),
            '\u{80}'..='\u{9F}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}' => {
                out.push_str(&format!("<U+{:04X}>", c as u32))
            }
            _ => out.push(c),
        }
    }
    out
}

/// Styled text of one paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    chars: Vec<(char, Tone)>,
}

impl Text {
    /// A text of one tone, cleaned.
    pub fn new(tone: Tone, text: &str) -> Text {
        Text::default().with(tone, text)
    }

    /// Appends text, cleaned.
    pub fn push(&mut self, tone: Tone, text: &str) {
        let lead = text.starts_with(' ') && !self.chars.is_empty();
        let trail = text.len() > 1 && text.ends_with(' ');
        self.chars.extend(lead.then_some((' ', tone)));
        self.chars.extend(clean(text).chars().map(|c| (c, tone)));
        self.chars.extend(trail.then_some((' ', tone)));
    }

    /// The text with more appended.
    pub fn with(mut self, tone: Tone, text: &str) -> Text {
        self.push(tone, text);
        self
    }

    /// Appends another text.
    pub fn join(&mut self, other: Text) {
        self.chars.extend(other.chars);
    }

    /// Appends one space.
    pub fn space(&mut self) {
        self.chars.push((' ', Tone::Plain));
    }

    /// Without spaces at the end.
    pub fn trimmed(mut self) -> Text {
        let kept = trimmed(&self.chars).len();
        self.chars.truncate(kept);
        self
    }

    /// ^ under every marked character, as wide as it; empty where nothing is marked.
    pub fn carets(&self) -> Text {
        let cells = self
            .chars
            .iter()
            .flat_map(|(c, tone)| std::iter::repeat_n(if *tone == Tone::Mark { ('^', Tone::Open) } else { (' ', Tone::Plain) }, char_width(*c)));
        Text { chars: cells.collect() }.trimmed()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Columns that it takes on one line.
    pub fn width(&self) -> usize {
        self.chars.iter().map(|(c, _)| char_width(*c)).sum()
    }

    /// Cuts into lines of at most `width` columns; with `most`, at most that many, the last then ends in ….
    pub fn wrap(&self, width: usize, most: Option<usize>) -> Vec<Text> {
        let width = width.max(4);
        let mut lines = Vec::new();
        let mut rest = &self.chars[..];
        while !rest.is_empty() {
            if most == Some(lines.len() + 1) && columns(rest) > width {
                lines.push(fold(rest, width));
                return lines;
            }
            let cut = cut(rest, width);
            lines.push(Text { chars: trimmed(&rest[..cut]).to_vec() });
            rest = &rest[cut..];
            while let [(' ', _), tail @ ..] = rest {
                rest = tail;
            }
        }
        lines
    }

    /// The text with its tones as escape sequences, or without.
    pub fn paint(&self, color: bool) -> String {
        if !color {
            return self.chars.iter().map(|(c, _)| *c).collect();
        }
        let mut out = String::new();
        for run in self.chars.chunk_by(|a, b| a.1 == b.1) {
            let style = run[0].1.style();
            let words: String = run.iter().map(|(c, _)| *c).collect();
            out.push_str(&format!("{style}{words}{style:#}"));
        }
        out
    }
}

fn columns(chars: &[(char, Tone)]) -> usize {
    chars.iter().map(|(c, _)| char_width(*c)).sum()
}

fn trimmed(mut chars: &[(char, Tone)]) -> &[(char, Tone)] {
    while let [head @ .., (' ', _)] = chars {
        chars = head;
    }
    chars
}

/// The beginning of a text that does not fit, with … at its end.
fn fold(chars: &[(char, Tone)], width: usize) -> Text {
    let (mut used, mut end) = (0, 0);
    while end < chars.len() && used + char_width(chars[end].0) < width {
        used += char_width(chars[end].0);
        end += 1;
    }
    let mut kept = trimmed(&chars[..end]).to_vec();
    let tone = kept.last().map_or(Tone::Faint, |last| last.1);
    kept.push(('…', tone));
    Text { chars: kept }
}

/// Where a line of at most `width` columns ends: at a space or beside a wide character, never before a closing mark.
fn cut(chars: &[(char, Tone)], width: usize) -> usize {
    let (mut used, mut end) = (0, 0);
    while end < chars.len() && used + char_width(chars[end].0) <= width {
        used += char_width(chars[end].0);
        end += 1;
    }
    if end == chars.len() {
        return end;
    }
    let end = end.max(1);
    let free = |at: usize| {
        let (before, after) = (chars[at - 1].0, chars[at].0);
        let wide = char_width(before) == 2 || char_width(after) == 2;
        (before == ' ' || after == ' ' || wide) && !no_start(after) && !no_end(before)
    };
    // A word longer than a line is cut where the line ends.
    (1..=end).rev().find(|at| free(*at)).unwrap_or(end)
}

/// Marks that no line begins with.
fn no_start(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '」'
            | '』'
            | '》'
            | '〉'
            | '】'
            | '”'
            | '’'
            | ')'
            | ','
            | '.'
            | ';'
            | ':'
            | '%'
            | '％'
            | '…'
            | '·'
    )
}

/// Marks that no line ends with.
fn no_end(c: char) -> bool {
    matches!(c, '（' | '「' | '『' | '《' | '〈' | '【' | '“' | '‘' | '(' | '●' | '▲')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize, most: Option<usize>) -> Vec<String> {
        Text::new(Tone::Plain, text).wrap(width, most).iter().map(|line| line.paint(false)).collect()
    }

    #[test]
    fn wide_characters_count_as_two_and_closing_marks_stay_with_their_words() {
        assert_eq!(Text::new(Tone::Plain, "中俄 2001").width(), 9);
        assert_eq!(lines("兩國元首會談，隨後", 12, None), ["兩國元首會", "談，隨後"]);
        assert_eq!(lines("talks in Beijing today", 10, None), ["talks in", "Beijing", "today"]);
    }

    #[test]
    fn long_texts_are_folded_within_the_width() {
        let folded = lines("兩國元首在北京舉行會談並簽署聯合聲明", 10, Some(2));
        assert_eq!(folded, ["兩國元首在", "北京舉行…"]);
        assert!(folded.iter().all(|line| Text::new(Tone::Plain, line).width() <= 10));
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        assert_eq!(clean("\u{1b}[31m紅\u{202e}"), "␛[31m紅<U+202E>");
        assert_eq!(clean("高層交往頻\n\n密，a\n b"), "高層交往頻密，a b");
    }
}
