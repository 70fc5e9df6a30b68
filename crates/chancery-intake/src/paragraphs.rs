//! Lines to paragraphs: what is broken is joined, what only hangs on (a name after the last sentence) is set apart.
//!
//! In: the lines of a text. Out: paragraphs with their pieces, what they look like and the layout evidence on them.
//! Roles and articles are left to `articles` and `roles`. Linear; past [`MAX_LINES`] the text is taken as one block.

use std::borrow::Cow;

use chancery_model::{ArticleKind, Date};
use chancery_text::Span;

use crate::face::{End, Face, Look, trim, trim_end};
use crate::glyph::mark;
use crate::join::{Evidence, Seen};
use crate::language::is_han;
use crate::lines::{Line, Sheet};
use crate::words::words;
use crate::{calendar, published};

/// How many lines with words have their layout read.
pub(crate) const MAX_LINES: usize = 400_000;

/// A paragraph with the evidence that its neighbours are judged by.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph<'t> {
    pub pieces: Vec<Span>,
    pub look: Look,
    /// Blank lines before it.
    pub blanks: usize,
    pub length: usize,
    /// Whether it could be a title.
    pub title: bool,
    /// Whether it ends with a full stop or the like.
    pub stopped: bool,
    /// Whether it is a kicker, and of which kind of article.
    pub kicker: Option<Option<ArticleKind>>,
    /// Kind that a title names before a colon or bar, or in brackets: 社評：….
    pub labelled: Option<ArticleKind>,
    /// Whether it opens as a report does (【…訊】, （…電）), and the full date in its opening.
    pub dateline: Option<Option<Date>>,
    /// Whether a title has two parts with a space between them.
    pub two_part: bool,
    /// Whether a title ends as the heading of a list does.
    pub list_head: bool,
    /// Who speaks, where the paragraph is a turn of an interview.
    pub turn: Option<Turn>,
    /// Whether it is nothing but a date with its label.
    pub date_line: bool,
    /// First and last characters, folded; what `published` reads dates from.
    pub head: Cow<'t, [char]>,
    pub tail: Cow<'t, [char]>,
}

/// A turn of a printed interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Asks,
    Answers,
}

/// The paragraphs of a text.
pub(crate) struct Layout<'t> {
    pub paragraphs: Vec<Paragraph<'t>>,
    /// The line at which the layout stopped being read.
    pub cut_at_line: Option<usize>,
}

/// The paragraphs of a sheet that was read up to [`MAX_LINES`]; `length` is that of the text.
pub(crate) fn layout<'t>(sheet: &'t Sheet<'t>, length: impl FnOnce() -> usize) -> Layout<'t> {
    let (lines, rest) = sheet.lines.split_at(sheet.lines.len().min(MAX_LINES));
    let seen: Vec<Seen<'t>> = lines
        .iter()
        .map(|line| {
            let face = Face::of(line, sheet);
            Seen { line, look: face.look(), face }
        })
        .collect();
    let evidence = Evidence::gather(&seen, sheet);
    let mut paragraphs = Vec::with_capacity(seen.len() + 1);
    let mut open: Option<Open<'t>> = None;
    for seen in seen {
        let first = open.is_none();
        if let Some(current) = open.as_mut().filter(|current| evidence.joins(current, &seen)) {
            current.append(seen);
            continue;
        }
        if let Some(done) = open.replace(Open::new(seen, first)) {
            done.close(sheet, &mut paragraphs);
        }
    }
    if let Some(done) = open {
        done.close(sheet, &mut paragraphs);
    }
    let Some(line) = rest.first() else { return Layout { paragraphs, cut_at_line: None } };
    let mut last = paragraph(Face::of(line, sheet), Look::Plain, vec![Span::new(line.start, length())], line.blanks);
    last.title = false;
    paragraphs.push(last);
    Layout { paragraphs, cut_at_line: Some(line.number) }
}

/// A paragraph being put together.
pub(crate) struct Open<'t> {
    pub pieces: Vec<Span>,
    pub face: Face<'t>,
    pub look: Look,
    /// Columns of its last line.
    pub last_width: usize,
    /// Whether it begins the text, as a headline does.
    pub first: bool,
    blanks: usize,
    last: &'t Line<'t>,
}

impl<'t> Open<'t> {
    fn new(seen: Seen<'t>, first: bool) -> Open<'t> {
        Open {
            pieces: vec![Span::new(seen.line.start, seen.line.end)],
            look: seen.look,
            last_width: seen.face.width,
            first,
            blanks: seen.line.blanks,
            last: seen.line,
            face: seen.face,
        }
    }

    fn append(&mut self, seen: Seen<'t>) {
        let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic() && !is_han(*c));
        let letters = letter(self.face.tail.last()) && letter(seen.face.head.first());
        let gap = letters || self.face.alphabetic() && self.face.tail.last() != Some(&'-');
        if let Some(last) = self.pieces.last_mut().filter(|_| gap) {
            // The line break itself is read as the space between two words.
            last.end += 1;
        }
        self.pieces.push(Span::new(seen.line.start, seen.line.end));
        self.face.append(&seen.face);
        self.last = seen.line;
        self.last_width = seen.face.width;
        if self.look != Look::List && self.look != Look::Caption {
            self.look = self.face.look();
        }
    }

    fn close(self, sheet: &'t Sheet<'t>, paragraphs: &mut Vec<Paragraph<'t>>) {
        let Open { mut pieces, face, look, blanks, last: line, .. } = self;
        let tail = if look == Look::Plain { byline_tail(&sheet.folded[line.start..line.end]) } else { 0 };
        let hanging = match pieces.last_mut() {
            Some(last) if tail > 0 && tail < last.len() => {
                let cut = last.end as usize - tail;
                let byline = Span::new(cut, last.end as usize);
                *last = Span::new(last.start as usize, cut);
                Some(byline)
            }
            _ => None,
        };
        paragraphs.push(paragraph(face, look, pieces, blanks));
        if let Some(span) = hanging {
            paragraphs.push(paragraph(Face::of(&sheet.end_of(line, tail), sheet), Look::Byline, vec![span], 0));
        }
    }
}

/// How many characters at the end of a line are a byline: a desk and a name, or a bracket of names.
fn byline_tail(line: &[char]) -> usize {
    let stop = |c: &char| matches!(c, '。' | '!' | '?' | '」' | '”' | '』');
    // Most lines end with their last sentence.
    if line.last().is_none_or(stop) {
        return 0;
    }
    let words = words();
    let chars = &line[line.len().saturating_sub(64)..];
    let digits = chars.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let body = &chars[..chars.len() - digits];
    if body.last() == Some(&')') {
        let Some(from) = body.iter().rposition(|&c| c == '(') else { return 0 };
        let after_stop = from > 0 && stop(&body[from - 1]);
        return if after_stop && words.byline_credit.within(&body[from..]) { chars.len() - from } else { 0 };
    }
    if digits > 0 {
        return 0;
    }
    let Some(from) = chars.iter().rposition(stop) else { return 0 };
    let rest = &chars[from + 1..];
    if rest.len() > 30 || rest.iter().any(|c| matches!(c, ',' | ';' | ':')) {
        return 0;
    }
    let name =
        |rest: &[char]| (2..=12).contains(&trim(rest, char::is_whitespace).len()) && rest.iter().all(|c| is_han(*c) || *c == ' ' || *c == '·' || *c == '、');
    let first_at = |word: &[char]| rest.windows(word.len()).position(|window| window == word);
    let person = || words.byline_person.iter().any(|word| first_at(word).is_some_and(|at| at <= 10 && name(&rest[at + word.len()..])));
    let desk = || rest.contains(&'/') && words.byline_end.ends(rest);
    if person() || desk() { rest.len() } else { 0 }
}

fn paragraph<'t>(face: Face<'t>, look: Look, pieces: Vec<Span>, blanks: usize) -> Paragraph<'t> {
    let title = face.title(look);
    let words = words();
    Paragraph {
        pieces,
        look,
        blanks,
        length: face.length,
        title,
        stopped: face.end == End::Stop,
        kicker: if title { kicker(&face) } else { None },
        labelled: if face.length <= 60 { label(&face.head) } else { None },
        dateline: if look == Look::Plain { published::dateline(&face.head) } else { None },
        two_part: title && face.tally.han * 2 > face.length && face.head.windows(2).any(|pair| pair[1] == ' ' && is_han(pair[0])),
        list_head: title && words.list_heads.ends(before_bracket(&face.tail)),
        turn: turn(&face),
        date_line: look == Look::Byline && calendar::is_date_line(&face),
        head: face.head,
        tail: face.tail,
    }
}

fn before_bracket(text: &[char]) -> &[char] {
    trim_end(&text[..text.iter().position(|c| *c == '(').unwrap_or(text.len())], char::is_whitespace)
}

fn kicker(face: &Face<'_>) -> Option<Option<ArticleKind>> {
    if face.length > 14 {
        return None;
    }
    let bare = trim(&face.head, |c| matches!(c, '【' | '】' | '[' | ']' | ':' | ' ' | '|' | '●' | '■'));
    let found = words().kickers.iter().find(|kicker| *bare == *kicker.word || kicker.ending && face.length <= 8 && bare.ends_with(&kicker.word));
    found.map(|kicker| kicker.kind)
}

fn label(head: &[char]) -> Option<ArticleKind> {
    let (label, close) = match head {
        ['【' | '[' | '(', rest @ ..] => (rest, rest.iter().position(|c| matches!(c, '】' | ']' | ')'))?),
        _ => (head, head.iter().position(|c| matches!(c, ':' | '|' | '/' | '︱' | '丨'))?),
    };
    let label = &label[..close];
    let fits = |word: &[char], ending: bool| label == word || ending && label.len() <= 6 && label.ends_with(word);
    words().kickers.iter().find(|kicker| fits(&kicker.word, kicker.ending)).and_then(|kicker| kicker.kind)
}

fn turn(face: &Face<'_>) -> Option<Turn> {
    if !face.has(mark::COLON) {
        return None;
    }
    let colon = face.head.iter().position(|c| *c == ':')?;
    let speaker = trim(&face.head[..colon], |c| matches!(c, '【' | '】' | ' ' | '(' | ')'));
    let words = words();
    if words.asks.holds(speaker) {
        Some(Turn::Asks)
    } else if words.answers.holds(speaker) || (2..=6).contains(&speaker.len()) && speaker.iter().all(|c| is_han(*c)) {
        Some(Turn::Answers)
    } else {
        None
    }
}
