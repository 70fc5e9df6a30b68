//! What a line or paragraph looks like: length, ends, brackets, and which kind of line its marks make it.
//!
//! In: characters. Out: a [`Face`] of bounded size, however long the line. A judgement over several lines is left to `join` and `articles`.

use chancery_text::fold;

use crate::language::is_han;
use crate::lines::is_space;
use crate::words::{ends, starts, words};

/// How many characters of each end a face keeps.
const KEPT: usize = 96;

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
pub(crate) struct Face {
    /// Characters.
    pub length: usize,
    /// Columns; a Chinese character takes two.
    pub width: usize,
    /// The first characters, folded.
    pub head: String,
    /// The last characters, folded.
    pub tail: String,
    pub end: End,
    /// Marks that end a sentence.
    pub stops: usize,
    pub commas: usize,
    pub han: usize,
    /// Kinds of brackets left open, one bit each.
    pub open: u8,
    /// Kinds of brackets closed near the start without having been opened.
    pub close: u8,
    /// Whether the first letter is a small Latin one.
    pub small: bool,
    /// Whether the first two words begin with capitals.
    pub capitals: bool,
}

/// Bit and direction of a bracket.
fn bracket(c: char) -> Option<(usize, bool)> {
    Some(match c {
        '《' => (0, true),
        '》' => (0, false),
        '「' => (1, true),
        '」' => (1, false),
        '『' => (2, true),
        '』' => (2, false),
        '(' => (3, true),
        ')' => (3, false),
        '｢' => (1, true),
        '｣' => (1, false),
        '“' => (4, true),
        '”' => (4, false),
        '【' => (5, true),
        '】' => (5, false),
        _ => return None,
    })
}

fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '"' | '\'' | '’' | '〉' | '﹂' | '﹄' | '〕') || matches!(bracket(c), Some((_, false)))
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '…' | '.' | '｡' | '~')
}

impl Face {
    pub fn of(text: &str) -> Face {
        let mut face = Face {
            length: 0,
            width: 0,
            head: String::new(),
            tail: String::new(),
            end: End::Open,
            stops: 0,
            commas: 0,
            han: 0,
            open: 0,
            close: 0,
            small: false,
            capitals: false,
        };
        let mut depth = [0u32; 6];
        for raw in text.chars() {
            let c = fold(raw);
            face.length += 1;
            let wide = is_han(raw) || matches!(raw, '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF60}');
            face.width += 1 + usize::from(wide);
            face.han += usize::from(is_han(c));
            face.stops += usize::from(matches!(c, '。' | '!' | '?' | '｡'));
            face.commas += usize::from(matches!(c, ',' | '、'));
            if let Some((kind, opens)) = bracket(c) {
                if opens {
                    depth[kind] = depth[kind].saturating_add(1);
                } else if depth[kind] > 0 {
                    depth[kind] -= 1;
                } else if face.length <= KEPT {
                    face.close |= 1 << kind;
                }
            }
            if face.length <= KEPT && !is_invisible(c) {
                face.head.push(c);
            }
        }
        face.open = depth.iter().enumerate().fold(0, |bits, (kind, n)| bits | (u8::from(*n > 0) << kind));
        let mut tail: Vec<char> = text.chars().rev().map(fold).filter(|c| !is_invisible(*c)).take(KEPT).collect();
        tail.reverse();
        face.end = end(&tail);
        if face.end == End::Stop && is_abbreviated(text) {
            face.end = End::Open;
        }
        face.tail = tail.into_iter().collect();
        let mut letters = text.split_whitespace().take(2).map(|word| word.chars().next());
        let (first, second) = (letters.next().flatten(), letters.next().flatten());
        face.small = first.is_some_and(char::is_lowercase);
        face.capitals = first.is_some_and(char::is_uppercase) && second.is_some_and(char::is_uppercase);
        face
    }

    /// The face of this followed by `next`.
    pub fn append(&mut self, next: &Face) {
        let room = KEPT.saturating_sub(self.head.chars().count());
        self.head.extend(next.head.chars().take(room));
        let old = KEPT.saturating_sub(next.tail.chars().count());
        let skip = self.tail.chars().count().saturating_sub(old);
        self.tail = self.tail.chars().skip(skip).chain(next.tail.chars()).collect();
        self.length += next.length;
        self.width += next.width;
        self.end = next.end;
        self.stops += next.stops;
        self.commas += next.commas;
        self.han += next.han;
        self.open = (self.open & !next.close) | next.open;
    }

    /// Whether it is written mainly in an alphabet.
    pub fn alphabetic(&self) -> bool {
        self.han * 5 < self.length
    }

    /// Whether it could be a title: short, one line, no sentence in it.
    pub fn title(&self, look: Look) -> bool {
        let longest = if self.alphabetic() { 140 } else { 60 };
        let quoted = self.head.starts_with(['「', '『', '“', '"']);
        look == Look::Plain
            && self.length <= longest
            && self.head.chars().filter(|c| c.is_alphabetic()).take(2).count() == 2
            && !self.tail.contains('。')
            && match self.end {
                End::Open | End::Closer => self.commas <= 3,
                End::Stop => !self.tail.ends_with('.') && self.length <= 40 && self.stops <= 2 && !quoted && !self.speaker(),
                End::Clause | End::Colon => false,
            }
    }

    /// Whether it reads like a stretch of a paragraph.
    pub fn running(&self) -> bool {
        self.length >= 24 && self.commas + self.stops > 0
    }

    /// Whether it starts with a short word and a colon, as the turns of an interview do.
    pub fn speaker(&self) -> bool {
        self.head.chars().take(8).any(|c| c == ':')
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
        let rule = |c: char| matches!(c, '-' | '—' | '=' | '*' | '_' | '~' | '─' | '━' | '═' | '■' | '□' | '◆' | '◇' | '※' | '#' | '+' | ' ');
        self.length <= KEPT && self.head.chars().all(rule)
    }

    fn is_list_item(&self) -> bool {
        if self.length > 200 {
            return false;
        }
        let mut chars = self.head.chars();
        let Some(first) = chars.next() else { return false };
        let rest = chars.as_str();
        if matches!(first, '●' | '•' | '·' | '‣' | '◆' | '■' | '□' | '○' | '◎' | '⚫' | '➤' | '★' | '☆' | '▪' | '‐') {
            return !rest.trim().is_empty();
        }
        if first == '|' {
            return true;
        }
        if matches!(first, '-' | '*' | '–' | '+') {
            return rest.starts_with(' ');
        }
        let inside = first == '(';
        if inside
            && rest
                .split_once(')')
                .is_some_and(|(mark, text)| (1..=4).contains(&mark.len()) && mark.chars().all(|c| "abcdefghijvx".contains(c)) && !text.is_empty())
        {
            return true;
        }
        let body = if inside { rest } else { self.head.as_str() };
        let digits = body.chars().take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c)).count();
        if digits == 0 || digits > 3 {
            return matches!(first, '①'..='⑳') || matches!(first, '㈠'..='㈩');
        }
        let arabic = body.starts_with(|c: char| c.is_ascii_digit());
        let mut after = body.chars().skip(digits);
        let (mark, next) = (after.next(), after.next());
        match mark {
            Some(')') => next.is_some(),
            _ if inside => false,
            Some('、') => next.is_some_and(|c| !c.is_ascii_digit() && !"一二三四五六七八九十".contains(c)) && (digits <= 2),
            Some('.' | '．') => arabic && digits <= 2 && next.is_some_and(|c| !c.is_ascii_digit()),
            _ => false,
        }
    }

    fn is_source(&self) -> bool {
        let head = self.head.trim_start_matches(['(', '【', '[']);
        self.length <= 60
            && self.stops == 0
            && words().sources.iter().any(|word| head.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with([':', '/'])))
    }

    fn is_byline(&self) -> bool {
        let words = words();
        let line = self.head.trim_end_matches(|c: char| c.is_ascii_digit());
        let inner = line.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
        let inner = inner.filter(|inner| !inner.contains([')', ']']));
        if let Some(inner) = inner.filter(|_| self.length <= 60 && self.stops == 0) {
            let credit = words.byline_credit.iter().any(|word| inner.contains(word.as_str()));
            let name = self.length <= 8 && inner.chars().all(|c| is_han(c) || c.is_ascii_alphabetic() || c == ' ');
            return credit || name;
        }
        if self.length > 60 || self.stops > 0 || self.commas > 2 || starts(&self.head, &words.byline_not) {
            return false;
        }
        if self.alphabetic() {
            return self.capitals && self.end == End::Open && words.byline_start.iter().any(|word| word.is_ascii() && self.head.starts_with(word.as_str()));
        }
        let slash = self.head.contains('/');
        let Some(word) = words.byline_start.iter().find(|word| !word.is_ascii() && self.head.starts_with(word.as_str())) else {
            return slash && self.length <= 40 && ends(&self.tail, &words.byline_end);
        };
        let rest = &self.head[word.len()..];
        let names = (2..=4).contains(&rest.trim().chars().count()) && rest.trim().chars().all(is_han);
        rest.is_empty() || word.ends_with([':', '/']) || slash || rest.starts_with([':', ' ']) || names || ends(&self.tail, &words.byline_end)
    }

    fn is_caption(&self) -> bool {
        let words = words();
        if starts(&self.head, &words.caption_start) {
            return self.length <= 300;
        }
        if self.length > 300 {
            return false;
        }
        let tail = self.tail.trim_end_matches(['。', ')', ' ', '.', ']']);
        let credit = tail.rsplit(['。', '!', '?', '」']).next().unwrap_or_default();
        let short = credit.chars().count() <= 20 && credit.len() < tail.len() && !credit.contains([',', '、', ';']);
        if self.length > 160 {
            return short && ends(credit, &words.caption_end);
        }
        let agency = || {
            let before = words.agencies.iter().find_map(|word| tail.strip_suffix(word.as_str()));
            self.length <= 120
                && before.is_some_and(|before| {
                    before.ends_with(['(', '。', '/']) || before.ends_with(' ') && !before.trim_end().ends_with(|c: char| c.is_ascii_alphabetic())
                })
        };
        let near = || {
            let last: String = self.tail.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
            words.caption_within.iter().any(|word| last.contains(word.as_str())) && self.end != End::Stop && self.length > 6
        };
        ends(tail, &words.caption_end) || agency() || near() || words.caption_inside.iter().any(|word| self.head.contains(word.as_str()))
    }
}

/// Whether the full stop at the end belongs to a short capitalised word: Jr., Inc.
fn is_abbreviated(text: &str) -> bool {
    let Some(body) = text.strip_suffix('.') else { return false };
    let word: Vec<char> = body.chars().rev().take(4).take_while(|c| c.is_ascii_alphabetic()).collect();
    (2..=3).contains(&word.len()) && word.last().is_some_and(char::is_ascii_uppercase) && word[0].is_ascii_lowercase()
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
