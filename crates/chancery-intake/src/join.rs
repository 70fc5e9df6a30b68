//! Whether a line goes on with the sentence that the line before it broke off.
//!
//! In: all lines, then pairs of faces. Out: yes or no. Evidence, each a fact about the text and none about its outlet:
//! a bracket opened before and closed after the break; a line that begins with punctuation; a comma before the break;
//! the width at which the whole text is wrapped; the words over the break standing together elsewhere in the text;
//! characters that can end or begin no phrase. A title line has none of these. Linear: one pass to gather, one to look up.

use std::collections::HashSet;

use crate::calendar;
use crate::face::{End, Face, Look};
use crate::language::is_han;
use crate::lines::Line;
use crate::paragraphs::Open;
use crate::words::{ends, starts, words};

/// How many columns before the width of the text a Chinese line may end.
const SLACK: usize = 6;

/// A line with what it looks like.
pub(crate) struct Seen<'t> {
    pub line: Line<'t>,
    pub face: Face,
    pub look: Look,
}

/// What the whole text tells about its line breaks.
pub(crate) struct Evidence {
    /// Columns at which lines are wrapped.
    wrap: Option<usize>,
    /// Whether paragraphs are set apart by blank lines or indents.
    set_apart: bool,
    /// Whether paragraphs of text end with a full stop but for a few.
    strict: bool,
    /// Whether some lines are certainly cut inside a sentence.
    cut: bool,
    /// Four characters over a break that also stand together inside a line.
    known: HashSet<[char; 4]>,
}

impl Evidence {
    pub fn gather(lines: &[Line<'_>]) -> Evidence {
        let mut widths = Vec::new();
        let (mut stops, mut indents, mut gaps, mut alphabetic) = (0usize, 0usize, 0usize, 0usize);
        let (mut running, mut unstopped, mut cut) = (0usize, 0usize, 0usize);
        let mut before: Option<Face> = None;
        let mut wanted = HashSet::new();
        for pair in lines.windows(2) {
            wanted.extend(windows(pair[0].text, pair[1].text));
        }
        let mut known = HashSet::new();
        for (at, line) in lines.iter().enumerate() {
            let face = Face::of(line.text);
            stops += face.stops + usize::from(face.alphabetic() && (line.text.contains(". ") || face.end == End::Stop));
            indents += usize::from(line.indented);
            gaps += usize::from(at > 1 && line.blanks > 0);
            alphabetic += usize::from(face.alphabetic());
            if face.running() && face.length >= 40 && face.look() == Look::Plain {
                running += 1;
                unstopped += usize::from(matches!(face.end, End::Open | End::Clause));
            }
            widths.push(face.width);
            collect_known(line.text, &wanted, &mut known);
            cut += usize::from(before.is_some_and(|before| certainly_cut(&before, &face)));
            before = Some(face);
        }
        let slack = if alphabetic * 2 > lines.len() { 3 * SLACK } else { SLACK };
        let wrap = wrap_width(&mut widths, slack).filter(|_| stops * 8 >= lines.len());
        Evidence { wrap, set_apart: gaps > 0 || indents > 0 && indents < lines.len(), strict: running >= 4 && unstopped * 3 <= running, cut: cut > 0, known }
    }

    /// Whether a line goes on where the paragraph that is being put together breaks off.
    pub fn joins(&self, open: &Open, next: &Seen<'_>) -> bool {
        let Open { face, look, last, .. } = open;
        let look = *look;
        let (after, b) = (next.look, &next.face);
        if after != Look::Plain || matches!(look, Look::Separator | Look::Source) {
            return false;
        }
        if begins_with_punctuation(b) || closes(face, b) {
            return true;
        }
        if next.line.blanks == 0 && !next.line.indented && self.wrapped(face, last, b) {
            return true;
        }
        if look == Look::Byline && calendar::is_day(&face.head) && starts(&b.head, &words().daytime) {
            return true;
        }
        if look != Look::Plain || next.line.indented || face.alphabetic() != b.alphabetic() {
            return false;
        }
        match face.end {
            End::Stop | End::Colon => false,
            _ if b.alphabetic() => b.small && face.running() && face.length >= 40,
            // A line of verse or a name: too short to tell.
            End::Clause => face.length >= 12 && !(face.open != 0 && begins_with_quote(b)),
            End::Closer => false,
            End::Open => self.broken(open, next),
        }
    }

    /// Whether the last line is as wide as lines get in this text, and no paragraph ends there.
    fn wrapped(&self, face: &Face, last: &Face, b: &Face) -> bool {
        let Some(width) = self.wrap else { return false };
        let new_sentence = matches!(face.end, End::Stop | End::Colon);
        if last.width > width + SLACK || new_sentence && !self.set_apart {
            return false;
        }
        if face.alphabetic() {
            // The first word of the next line had no room in this one.
            let word = b.head.chars().take_while(|c| *c != ' ').count();
            return last.width + 1 + word + 2 > width;
        }
        let bare = |face: &Face| face.title(Look::Plain) && face.stops == 0 && face.commas == 0;
        last.width + SLACK >= width && !(bare(face) && bare(b))
    }

    /// Whether Chinese words are cut in two, or a phrase from its head.
    fn broken(&self, open: &Open, next: &Seen<'_>) -> bool {
        let (face, b) = (&open.face, &next.face);
        // A headline has its own line, whatever its last word.
        let headline = open.first && open.pieces.len() == 1 && next.line.blanks > 0;
        let title = face.title(Look::Plain);
        if title && face.length <= 12 {
            let day = calendar::is_day(&face.tail) && starts(&b.head, &words().daytime);
            return day || !headline && !b.title(Look::Plain) && self.seen_across(&face.tail, &b.head, true);
        }
        if !face.running() || headline {
            return false;
        }
        phrase_cut(face, b)
            || self.seen_across(&face.tail, &b.head, false) && (face.stops > 0 || open.pieces.len() > 1)
            || self.strict
                && (self.cut || next.line.blanks > 0)
                && !open.first
                && !has_credit(face)
                && (face.stops > 0 || open.pieces.len() > 1 || face.length > 28 && !face.head.contains(' '))
                && (b.running() || b.end == End::Stop)
    }

    fn seen_across(&self, before: &str, after: &str, middle_only: bool) -> bool {
        let windows = windows(before, after);
        let chosen = if middle_only { windows.get(1..2).unwrap_or_default() } else { &windows[..] };
        chosen.iter().any(|window| self.known.contains(window))
    }
}

/// Whether a line is cut for certain: by a bracket, or inside a phrase.
fn certainly_cut(face: &Face, b: &Face) -> bool {
    let plain = face.end == End::Open && face.running() && face.look() == Look::Plain && b.look() == Look::Plain;
    plain && (closes(face, b) || phrase_cut(face, b))
}

/// Whether a bracket stays open at the end of one line and is closed in the next.
fn closes(face: &Face, b: &Face) -> bool {
    face.open & b.close != 0 && face.end != End::Stop
}

/// Whether one line ends as no phrase ends, or the next begins as none begins.
fn phrase_cut(face: &Face, b: &Face) -> bool {
    let words = words();
    let first = b.head.chars().take_while(|c| is_han(*c)).count();
    let stump = (1..=2).contains(&first) && b.head.chars().nth(first).is_some_and(|c| ",、。;".contains(c));
    let digit = |c: char| c.is_ascii_digit();
    let number = face.tail.ends_with(digit) && b.head.starts_with(digit);
    number || ends(&face.tail, &words.dangling) || starts(&b.head, &words.nostart) || stump && (b.running() || b.end == End::Stop)
}

/// Whether a few words without a comma follow the last full stop, as the credit of a picture does.
fn has_credit(face: &Face) -> bool {
    let after = face.tail.rsplit(['。', '!', '?', '」', '”']).next().unwrap_or_default();
    face.stops > 0 && face.length <= 120 && after.len() < face.tail.len() && after.chars().count() <= 9 && !after.contains([',', '、', ';'])
}

fn begins_with_quote(face: &Face) -> bool {
    face.head.starts_with(['「', '『', '“', '｢'])
}

/// The windows of four characters over a break that hold nothing but Chinese characters and digits; the middle one stands second.
fn windows(before: &str, after: &str) -> Vec<[char; 4]> {
    let word = |c: &char| is_han(*c) || c.is_ascii_digit();
    let mut a: Vec<char> = before.chars().rev().map(chancery_text::fold).take_while(word).take(3).collect();
    let b: Vec<char> = after.chars().map(chancery_text::fold).take_while(word).take(3).collect();
    a.reverse();
    let (n, m) = (a.len(), b.len());
    let mut found = Vec::new();
    if n >= 3 && m >= 1 {
        found.push([a[n - 3], a[n - 2], a[n - 1], b[0]]);
    }
    if n >= 2 && m >= 2 {
        let middle = [a[n - 2], a[n - 1], b[0], b[1]];
        // With no window before it, it stands twice.
        if found.is_empty() {
            found.push(middle);
        }
        found.push(middle);
    }
    if n >= 1 && m >= 3 {
        found.push([a[n - 1], b[0], b[1], b[2]]);
    }
    found
}

fn collect_known(text: &str, wanted: &HashSet<[char; 4]>, known: &mut HashSet<[char; 4]>) {
    if wanted.is_empty() {
        return;
    }
    let mut window = ['\0'; 4];
    for c in text.chars() {
        window = [window[1], window[2], window[3], chancery_text::fold(c)];
        if wanted.contains(&window) {
            known.insert(window);
        }
    }
}

/// The width at which most lines break, where there is one: hardly a line is longer.
fn wrap_width(widths: &mut [usize], slack: usize) -> Option<usize> {
    widths.sort_unstable();
    let width = *widths.get(widths.len().checked_sub(1)? * 9 / 10)?;
    let near = widths.iter().filter(|&&w| w + slack >= width && w <= width + 4).count();
    let wider = widths.iter().filter(|&&w| w > width + 4).count();
    let most = near >= 4 && near * 2 >= widths.len() && wider <= (widths.len() / 10).max(1);
    (most && (20..=130).contains(&width)).then_some(width)
}

fn begins_with_punctuation(face: &Face) -> bool {
    face.head.starts_with([',', '。', '、', ';', '」', '』', '》', '”', '｣', ')', '%', '!', '?', '】'])
}
