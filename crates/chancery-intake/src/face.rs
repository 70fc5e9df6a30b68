//! What a line or paragraph looks like: length, ends, brackets, and which kind of line its marks make it.
//!
//! In: a line as it was measured, and the folded text. Out: a [`Face`] of bounded size, however long the line; its ends are
//! slices of the folded text unless lines were joined. A judgement over several lines is left to `join` and `articles`.

use std::borrow::Cow;

use crate::glyph::{bracket, is_space, mark};
use crate::language::is_han;
use crate::lines::{Line, NEAR as KEPT, Sheet, Tally};
use crate::words::words;

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Sentence-final punctuation, perhaps inside closing brackets.
    Stop,
    /// A comma of either kind.
    Clause,
    /// A colon or semicolon.
    Colon,
    /// A closing bracket or quotation mark with no final punctuation before it.
    Closer,
    /// A word.
    Open,
}

/// What the marks of a line make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    List,
    Caption,
    Byline,
    Source,
    /// A row of dashes, stars and the like.
    Separator,
}

/// A line or paragraph seen from outside.
#[derive(Clone, Debug)]
pub(crate) struct Face<'t> {
    /// Characters.
    pub length: usize,
    /// Columns; a Chinese character takes two.
    pub width: usize,
    /// The first characters, folded.
    pub head: Cow<'t, [char]>,
    /// The last characters, folded.
    pub tail: Cow<'t, [char]>,
    pub end: End,
    pub tally: Tally,
    /// Whether the first letter is a small Latin one.
    pub small: bool,
    /// Whether the first two words begin with capitals.
    pub capitals: bool,
}

fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '"' | '\'' | '’' | '〉' | '﹂' | '﹄' | '〕') || matches!(bracket(c), Some((_, false)))
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '…' | '.' | '｡' | '~')
}

impl<'t> Face<'t> {
    pub fn of(line: &Line<'_>, sheet: &'t Sheet<'_>) -> Face<'t> {
        let folded = &sheet.folded[line.start..line.end];
        let (head, tail) = if line.tally.marks & mark::INVISIBLE == 0 {
            (Cow::Borrowed(first(folded)), Cow::Borrowed(last(folded)))
        } else {
            let mut tail: Vec<char> = folded.iter().rev().copied().filter(|c| !is_invisible(*c)).take(KEPT).collect();
            tail.reverse();
            (first(folded).iter().copied().filter(|c| !is_invisible(*c)).collect(), Cow::Owned(tail))
        };
        let mut end = end(&tail);
        if end == End::Stop && is_abbreviated(line.text) {
            end = End::Open;
        }
        let letter = line.text.chars().next();
        let second = || line.text.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_uppercase));
        Face {
            length: folded.len(),
            width: folded.len() + line.tally.wide,
            head,
            tail,
            end,
            tally: line.tally,
            small: letter.is_some_and(char::is_lowercase),
            capitals: letter.is_some_and(char::is_uppercase) && second(),
        }
    }

    /// The face of this followed by `next`.
    pub fn append(&mut self, next: &Face<'_>) {
        let room = KEPT.saturating_sub(self.head.len()).min(next.head.len());
        if room > 0 {
            self.head.to_mut().extend_from_slice(&next.head[..room]);
        }
        let skip = self.tail.len().saturating_sub(KEPT.saturating_sub(next.tail.len()));
        let mut tail = Vec::with_capacity(KEPT);
        tail.extend_from_slice(&self.tail[skip..]);
        tail.extend_from_slice(&next.tail);
        self.tail = Cow::Owned(tail);
        self.length += next.length;
        self.width += next.width;
        self.end = next.end;
        self.tally = self.tally.join(next.tally);
    }

    /// Whether it is written mainly in an alphabet.
    pub fn alphabetic(&self) -> bool {
        self.tally.han * 5 < self.length
    }

    /// Whether it could be a title: short, one line, no sentence in it.
    pub fn title(&self, look: Look) -> bool {
        let longest = if self.alphabetic() { 140 } else { 60 };
        let letter = |c: &&char| matches!(**c, '\u{4E00}'..='\u{9FA5}') || c.is_alphabetic();
        look == Look::Plain
            && self.length <= longest
            && match self.end {
                End::Open | End::Closer => self.tally.commas <= 3,
                End::Stop => {
                    let quoted = matches!(self.head.first(), Some('「' | '『' | '“' | '"'));
                    self.tail.last() != Some(&'.') && self.length <= 40 && self.tally.stops <= 2 && !quoted && !self.speaker()
                }
                End::Clause | End::Colon => false,
            }
            && (self.tally.stops == 0 || !self.tail.contains(&'。'))
            && self.head.iter().filter(letter).take(2).count() == 2
    }

    /// Whether it reads like a stretch of a paragraph.
    pub fn running(&self) -> bool {
        self.length >= 24 && self.tally.commas + self.tally.stops > 0
    }

    /// Whether it starts with a short word and a colon, as the turns of an interview do.
    pub fn speaker(&self) -> bool {
        self.has(mark::COLON) && self.head.iter().take(8).any(|c| *c == ':')
    }

    /// Whether any of its characters has a mark.
    pub fn has(&self, mark: u16) -> bool {
        self.tally.marks & mark != 0
    }

    /// What the marks of the line make it.
    pub fn look(&self) -> Look {
        if self.is_separator() {
            Look::Separator
        } else if self.is_list_item() {
            Look::List
        } else if self.is_source() {
            Look::Source
        } else if self.is_caption() {
            Look::Caption
        } else if self.is_byline() || crate::calendar::is_date_line(self) {
            Look::Byline
        } else {
            Look::Plain
        }
    }

    fn is_separator(&self) -> bool {
        let rule = |c: &char| matches!(c, '-' | '—' | '=' | '*' | '_' | '~' | '─' | '━' | '═' | '■' | '□' | '◆' | '◇' | '※' | '#' | '+' | ' ');
        self.length <= KEPT && self.head.iter().all(rule)
    }

    fn is_list_item(&self) -> bool {
        if self.length > 200 {
            return false;
        }
        let Some((&first, rest)) = self.head.split_first() else { return false };
        if matches!(first, '●' | '•' | '·' | '‣' | '◆' | '■' | '□' | '○' | '◎' | '⚫' | '➤' | '★' | '☆' | '▪' | '‐') {
            return rest.iter().any(|c| !c.is_whitespace());
        }
        if first == '|' {
            return true;
        }
        if matches!(first, '-' | '*' | '–' | '+') {
            return rest.first() == Some(&' ');
        }
        let inside = first == '(';
        if inside && let Some(close) = rest.iter().take(5).position(|c| *c == ')') {
            let mark = &rest[..close];
            if !mark.is_empty() && mark.iter().all(|c| matches!(c, 'a'..='j' | 'v' | 'x')) && close + 1 < rest.len() {
                return true;
            }
        }
        let ordinal = |c: char| matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
        let body = if inside { rest } else { &self.head };
        let digits = body.iter().take(4).take_while(|c| c.is_ascii_digit() || ordinal(**c)).count();
        if digits == 0 || digits > 3 {
            return matches!(first, '①'..='⑳') || matches!(first, '㈠'..='㈩');
        }
        let next = body.get(digits + 1).copied();
        match body.get(digits) {
            Some(')') => next.is_some(),
            _ if inside => false,
            Some('、') => next.is_some_and(|c| !c.is_ascii_digit() && !ordinal(c)) && (digits <= 2),
            Some('.' | '．') => body[0].is_ascii_digit() && digits <= 2 && next.is_some_and(|c| !c.is_ascii_digit()),
            _ => false,
        }
    }

    fn is_source(&self) -> bool {
        if self.length > 60 || self.tally.stops > 0 {
            return false;
        }
        let opened = self.head.iter().take_while(|c| matches!(c, '(' | '【' | '[')).count();
        let (head, sources) = (&self.head[opened..], &words().sources);
        sources.starts(head) && sources.iter().any(|word| head.strip_prefix(word).is_some_and(|rest| matches!(rest.first(), Some(':' | '/'))))
    }

    fn is_byline(&self) -> bool {
        if self.length > 60 || self.tally.stops > 0 {
            return false;
        }
        let words = words();
        let digits = self.head.iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let line = &self.head[..self.head.len() - digits];
        if let ['(' | '[', inner @ .., ')' | ']'] = line
            && !inner.iter().any(|c| matches!(c, ')' | ']'))
        {
            let name = self.length <= 8 && inner.iter().all(|c| is_han(*c) || c.is_ascii_alphabetic() || *c == ' ');
            return name || words.byline_credit.within(inner);
        }
        if self.tally.commas > 2 || words.byline_not.starts(&self.head) {
            return false;
        }
        if self.alphabetic() {
            return self.capitals && self.end == End::Open && words.byline_start_latin.starts(&self.head);
        }
        let slash = self.head.contains(&'/');
        let Some(word) = words.byline_start.start(&self.head) else {
            return slash && self.length <= 40 && words.byline_end.ends(&self.tail);
        };
        let rest = &self.head[word.len()..];
        let name = trim(rest, char::is_whitespace);
        let named = (2..=4).contains(&name.len()) && name.iter().all(|c| is_han(*c));
        let apart = matches!(word.last(), Some(':' | '/')) || matches!(rest.first(), Some(':' | ' '));
        rest.is_empty() || apart || slash || named || words.byline_end.ends(&self.tail)
    }

    fn is_caption(&self) -> bool {
        if self.length > 300 {
            return false;
        }
        let words = words();
        if words.caption_start.starts(&self.head) {
            return true;
        }
        let tail = trim_end(&self.tail, |c| matches!(c, '。' | ')' | ' ' | '.' | ']'));
        if words.caption_end.ends(tail) {
            if self.length <= 160 {
                return true;
            }
            let sentence = tail.iter().rposition(|c| matches!(c, '。' | '!' | '?' | '」'));
            let credit = &tail[sentence.map_or(tail.len(), |at| at + 1)..];
            return credit.len() <= 20 && !credit.iter().any(|c| matches!(c, ',' | '、' | ';')) && words.caption_end.ends(credit);
        }
        self.length <= 160 && (self.ends_with_agency(tail) || self.ends_near_credit() || words.caption_inside.within(&self.head))
    }

    fn ends_with_agency(&self, tail: &[char]) -> bool {
        let Some(agency) = words().agencies.end(tail).filter(|_| self.length <= 120) else { return false };
        match &tail[..tail.len() - agency.len()] {
            [.., '(' | '。' | '/'] => true,
            before @ [.., ' '] => !trim_end(before, char::is_whitespace).last().is_some_and(char::is_ascii_alphabetic),
            _ => false,
        }
    }

    fn ends_near_credit(&self) -> bool {
        self.end != End::Stop && self.length > 6 && words().caption_within.within(&self.tail[self.tail.len().saturating_sub(24)..])
    }
}

/// A stretch without the characters of a kind at its end.
pub(crate) fn trim_end(text: &[char], odd: impl Fn(char) -> bool) -> &[char] {
    &text[..text.iter().rposition(|c| !odd(*c)).map_or(0, |at| at + 1)]
}

/// A stretch without the characters of a kind at its ends.
pub(crate) fn trim(text: &[char], odd: impl Fn(char) -> bool) -> &[char] {
    let text = trim_end(text, &odd);
    &text[text.iter().position(|c| !odd(*c)).unwrap_or(0)..]
}

fn first(text: &[char]) -> &[char] {
    &text[..text.len().min(KEPT)]
}

fn last(text: &[char]) -> &[char] {
    &text[text.len().saturating_sub(KEPT)..]
}

/// Whether the full stop at the end belongs to a short capitalised word: Jr., Inc.
fn is_abbreviated(text: &str) -> bool {
    let Some(body) = text.strip_suffix('.') else { return false };
    let length = body.bytes().rev().take(4).take_while(u8::is_ascii_alphabetic).count();
    let word = &body.as_bytes()[body.len() - length..];
    matches!(word, [b'A'..=b'Z', .., b'a'..=b'z'] if length <= 3)
}

fn is_invisible(c: char) -> bool {
    is_space(c) && !c.is_whitespace()
}

fn end(tail: &[char]) -> End {
    let core = tail.iter().rposition(|&c| !is_closer(c) && c != ' ');
    let closed = tail.last().is_some_and(|&c| is_closer(c));
    match core.map(|at| tail[at]) {
        Some(c) if is_stop(c) => End::Stop,
        _ if closed => End::Closer,
        Some(',' | '、') => End::Clause,
        Some(':' | ';' | '︰' | '—' | '|') => End::Colon,
        _ => End::Open,
    }
}
