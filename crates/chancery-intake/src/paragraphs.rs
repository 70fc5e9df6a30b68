//! Lines to paragraphs: what is broken is joined, what only hangs on (a name after the last sentence) is set apart.
//!
//! In: the stored text. Out: paragraphs with their pieces, what they look like and the layout evidence on them.
//! Roles and articles are left to `articles` and `roles`. Linear; past [`MAX_LINES`] the text is taken as one block.

use chancery_model::ArticleKind;
use chancery_text::Span;

use crate::face::{End, Face, Look};
use crate::join::{Evidence, Seen};
use crate::language::is_han;
use crate::lines::{Line, lines};
use crate::words::{ends, words};
use crate::{calendar, published};

/// How many lines with words have their layout read.
pub(crate) const MAX_LINES: usize = 400_000;

/// A paragraph with the evidence that its neighbours are judged by.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
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
    /// Whether it opens as a report does: 【…訊】, （…電）.
    pub dateline: bool,
    /// Whether a title has two parts with a space between them.
    pub two_part: bool,
    /// Whether a title ends as the heading of a list does.
    pub list_head: bool,
    /// Who speaks, where the paragraph is a turn of an interview.
    pub turn: Option<Turn>,
    /// Whether it is nothing but a date with its label.
    pub date_line: bool,
    /// First and last characters, folded; what `published` reads dates from.
    pub head: String,
    pub tail: String,
}

/// A turn of a printed interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Asks,
    Answers,
}

/// The paragraphs of a text.
pub(crate) struct Layout {
    pub paragraphs: Vec<Paragraph>,
    /// The line at which the layout stopped being read.
    pub cut_at_line: Option<usize>,
}

pub(crate) fn layout(text: &str) -> Layout {
    let mut all: Vec<Line<'_>> = lines(text).take(MAX_LINES + 1).collect();
    let rest = if all.len() > MAX_LINES { all.pop() } else { None };
    let evidence = Evidence::gather(&all);
    let mut paragraphs = Vec::new();
    let mut open: Option<Open> = None;
    for line in all {
        let face = Face::of(line.text);
        let seen = Seen { line, look: face.look(), face };
        let first = open.is_none();
        if let Some(current) = open.as_mut().filter(|current| evidence.joins(current, &seen)) {
            current.append(seen);
            continue;
        }
        if let Some(done) = open.replace(Open::new(seen, first)) {
            done.close(&mut paragraphs);
        }
    }
    if let Some(done) = open {
        done.close(&mut paragraphs);
    }
    if let Some(line) = rest {
        let length = text.chars().count();
        let face = Face::of(line.text);
        let mut last = paragraph(&face, Look::Plain, vec![Span::new(line.start, length)], line.blanks);
        last.title = false;
        paragraphs.push(last);
        return Layout { paragraphs, cut_at_line: Some(line.number) };
    }
    Layout { paragraphs, cut_at_line: None }
}

/// A paragraph being put together.
pub(crate) struct Open {
    pub pieces: Vec<Span>,
    pub face: Face,
    pub look: Look,
    /// Its last line.
    pub last: Face,
    /// Whether it begins the text, as a headline does.
    pub first: bool,
    blanks: usize,
    /// The end of the last line, for what hangs on there.
    ending: String,
}

impl Open {
    fn new(seen: Seen<'_>, first: bool) -> Open {
        Open {
            pieces: vec![Span::new(seen.line.start, seen.line.end)],
            look: seen.look,
            last: seen.face.clone(),
            first,
            face: seen.face,
            blanks: seen.line.blanks,
            ending: last_characters(seen.line.text),
        }
    }

    fn append(&mut self, seen: Seen<'_>) {
        let letters =
            self.face.tail.ends_with(|c: char| c.is_alphabetic() && !is_han(c)) && seen.face.head.starts_with(|c: char| c.is_alphabetic() && !is_han(c));
        let gap = letters || self.face.alphabetic() && !self.face.tail.ends_with('-');
        if let Some(last) = self.pieces.last_mut().filter(|_| gap) {
            // The line break itself is read as the space between two words.
            last.end += 1;
        }
        self.pieces.push(Span::new(seen.line.start, seen.line.end));
        self.face.append(&seen.face);
        self.ending = last_characters(seen.line.text);
        self.last = seen.face;
        if self.look != Look::List && self.look != Look::Caption {
            self.look = self.face.look();
        }
    }

    fn close(self, paragraphs: &mut Vec<Paragraph>) {
        let Open { mut pieces, face, look, blanks, ending, .. } = self;
        let tail = if look == Look::Plain { byline_tail(&ending) } else { 0 };
        let hanging = match pieces.last_mut() {
            Some(last) if tail > 0 && tail < last.len() => {
                let cut = last.end as usize - tail;
                let byline = Span::new(cut, last.end as usize);
                *last = Span::new(last.start as usize, cut);
                Some(byline)
            }
            _ => None,
        };
        paragraphs.push(paragraph(&face, look, pieces, blanks));
        if let Some(span) = hanging {
            let text: String = ending.chars().skip(ending.chars().count() - tail).collect();
            paragraphs.push(paragraph(&Face::of(&text), Look::Byline, vec![span], 0));
        }
    }
}

fn last_characters(text: &str) -> String {
    let mut last: Vec<char> = text.chars().rev().take(64).collect();
    last.reverse();
    last.into_iter().collect()
}

/// How many characters at the end of a paragraph are a byline: a desk and a name, or a bracket of names.
fn byline_tail(ending: &str) -> usize {
    let words = words();
    let chars: Vec<char> = ending.chars().map(chancery_text::fold).collect();
    let digits = chars.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let body = &chars[..chars.len() - digits];
    let stop = |c: &char| matches!(c, '。' | '!' | '?' | '」' | '”' | '』');
    if body.last() == Some(&')') {
        let Some(from) = body.iter().rposition(|&c| c == '(') else { return 0 };
        let inner: String = body[from..].iter().collect();
        let credit = words.byline_credit.iter().any(|word| inner.contains(word.as_str()));
        let after_stop = from > 0 && stop(&body[from - 1]);
        return if credit && after_stop { chars.len() - from } else { 0 };
    }
    if digits > 0 {
        return 0;
    }
    let Some(from) = chars.iter().rposition(stop) else { return 0 };
    let rest: String = chars[from + 1..].iter().collect();
    let length = rest.chars().count();
    let name = |rest: &str| (2..=12).contains(&rest.trim().chars().count()) && rest.chars().all(|c| is_han(c) || c == ' ' || c == '·' || c == '、');
    let person = words.byline_person.iter().any(|word| rest.find(word.as_str()).is_some_and(|at| at <= 30 && name(&rest[at + word.len()..])));
    let desk = rest.contains('/') && ends(&rest, &words.byline_end);
    if (person || desk) && length <= 30 && !rest.contains([',', ';', ':']) { length } else { 0 }
}

fn paragraph(face: &Face, look: Look, pieces: Vec<Span>, blanks: usize) -> Paragraph {
    let title = face.title(look);
    let words = words();
    let bare = face.tail.split('(').next().unwrap_or_default().trim_end();
    Paragraph {
        pieces,
        look,
        blanks,
        length: face.length,
        title,
        stopped: face.end == End::Stop,
        kicker: kicker(face).filter(|_| title),
        labelled: if face.length <= 60 { label(&face.head) } else { None },
        dateline: look == Look::Plain && published::dateline(&face.head).is_some(),
        two_part: title && face.head.chars().zip(face.head.chars().skip(1)).any(|(a, b)| b == ' ' && is_han(a)) && face.han * 2 > face.length,
        list_head: title && ends(bare, &words.list_heads),
        turn: turn(face),
        date_line: look == Look::Byline && calendar::is_date_line(face),
        head: face.head.clone(),
        tail: face.tail.clone(),
    }
}

fn kicker(face: &Face) -> Option<Option<ArticleKind>> {
    if face.length > 14 {
        return None;
    }
    let bare = face.head.trim_matches(['【', '】', '[', ']', ':', ' ', '|', '●', '■']);
    let found = words().kickers.iter().find(|kicker| bare == kicker.word || kicker.ending && face.length <= 8 && bare.ends_with(kicker.word.as_str()));
    found.map(|kicker| kicker.kind)
}

fn label(head: &str) -> Option<ArticleKind> {
    let open = head.strip_prefix(['【', '[', '(']);
    let (label, _) = open.unwrap_or(head).split_once(if open.is_some() { &['】', ']', ')'][..] } else { &[':', '|', '/', '︱', '|', '丨'][..] })?;
    let length = label.chars().count();
    let fits = |word: &str, ending: bool| label == word || ending && length <= 6 && label.ends_with(word);
    words().kickers.iter().find(|kicker| fits(&kicker.word, kicker.ending)).and_then(|kicker| kicker.kind)
}

fn turn(face: &Face) -> Option<Turn> {
    let (speaker, _) = face.head.split_once(':')?;
    let speaker = speaker.trim_matches(['【', '】', ' ', '(', ')']);
    let words = words();
    if words.asks.iter().any(|word| speaker == word) {
        Some(Turn::Asks)
    } else if words.answers.iter().any(|word| speaker == word) || (2..=6).contains(&speaker.chars().count()) && speaker.chars().all(is_han) {
        Some(Turn::Answers)
    } else {
        None
    }
}
