//! Whether a line goes on with the sentence that the line before it broke off.
//!
//! In: all lines, then pairs of faces. Out: yes or no. Evidence, each a fact about the text and none about its outlet:
//! a bracket opened before and closed after the break; a line that begins with punctuation; a comma before the break;
//! the width at which the whole text is wrapped; the words over the break standing together elsewhere in the text;
//! characters that can end or begin no phrase. A title line has none of these. Linear: one pass to gather, one to look up,
//! and one over the characters the first time that words over a break are asked for.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::calendar;
use crate::face::{End, Face, Look};
use crate::language::is_han;
use crate::lines::{Line, Sheet};
use crate::paragraphs::Open;
use crate::words::words;

/// How many columns before the width of the text a Chinese line may end.
const SLACK: usize = 6;

/// A line with what it looks like.
pub(crate) struct Seen<'t> {
    pub line: &'t Line<'t>,
    pub face: Face<'t>,
    pub look: Look,
}

/// What the whole text tells about its line breaks.
pub(crate) struct Evidence<'t> {
    sheet: &'t Sheet<'t>,
    /// How many of the sheet's lines are read.
    lines: usize,
    /// Columns at which lines are wrapped.
    wrap: Option<usize>,
    /// Whether paragraphs are set apart by blank lines or indents.
    set_apart: bool,
    /// Whether paragraphs of text end with a full stop but for a few.
    strict: bool,
    /// Whether some lines are certainly cut inside a sentence.
    cut: bool,
    /// Four characters over a break that also stand together inside a line.
    known: OnceCell<HashSet<[char; 4]>>,
}

impl<'t> Evidence<'t> {
    pub fn gather(seen: &[Seen<'_>], sheet: &'t Sheet<'t>) -> Evidence<'t> {
        let (mut stops, mut indents, mut gaps, mut alphabetic) = (0usize, 0usize, 0usize, 0usize);
        let (mut running, mut unstopped, mut cut) = (0usize, 0usize, false);
        let mut before: Option<&Seen<'_>> = None;
        for (at, next) in seen.iter().enumerate() {
            let Seen { line, face, look } = next;
            let latin = face.alphabetic();
            stops += face.tally.stops + usize::from(latin && (face.end == End::Stop || line.text.contains(". ")));
            indents += usize::from(line.indented);
            gaps += usize::from(at > 1 && line.blanks > 0);
            alphabetic += usize::from(latin);
            if *look == Look::Plain && face.length >= 40 && face.running() {
                running += 1;
                unstopped += usize::from(matches!(face.end, End::Open | End::Clause));
            }
            cut = cut || before.is_some_and(|before| certainly_cut(before, next));
            before = Some(next);
        }
        let lines = seen.len();
        let slack = if alphabetic * 2 > lines { 3 * SLACK } else { SLACK };
        let wrap = if stops * 8 >= lines { wrap_width(seen, slack) } else { None };
        Evidence {
            sheet,
            lines,
            wrap,
            set_apart: gaps > 0 || indents > 0 && indents < lines,
            strict: running >= 4 && unstopped * 3 <= running,
            cut,
            known: OnceCell::new(),
        }
    }

    /// Whether a line goes on where the paragraph that is being put together breaks off.
    pub fn joins(&self, open: &Open<'_>, next: &Seen<'_>) -> bool {
        let Open { face, look, last_width, .. } = open;
        let look = *look;
        let (after, b) = (next.look, &next.face);
        if after != Look::Plain || matches!(look, Look::Separator | Look::Source) {
            return false;
        }
        if begins_with_punctuation(b) || closes(face, b) {
            return true;
        }
        if next.line.blanks == 0 && !next.line.indented && self.wrapped(face, *last_width, b) {
            return true;
        }
        if look == Look::Byline && calendar::is_day(&face.head) && words().daytime.starts(&b.head) {
            return true;
        }
        if look != Look::Plain || next.line.indented || face.alphabetic() != b.alphabetic() {
            return false;
        }
        match face.end {
            End::Stop | End::Colon => false,
            _ if b.alphabetic() => b.small && face.running() && face.length >= 40,
            // A line of verse or a name: too short to tell.
            End::Clause => face.length >= 12 && !(face.tally.open != 0 && begins_with_quote(b)),
            End::Closer => false,
            End::Open => self.broken(open, next),
        }
    }

    /// Whether the last line is as wide as lines get in this text, and no paragraph ends there.
    fn wrapped(&self, face: &Face<'_>, last_width: usize, b: &Face<'_>) -> bool {
        let Some(width) = self.wrap else { return false };
        let new_sentence = matches!(face.end, End::Stop | End::Colon);
        if last_width > width + SLACK || new_sentence && !self.set_apart {
            return false;
        }
        if face.alphabetic() {
            // The first word of the next line had no room in this one.
            let word = b.head.iter().take_while(|c| **c != ' ').count();
            return last_width + 1 + word + 2 > width;
        }
        let bare = |face: &Face<'_>| face.tally.stops == 0 && face.tally.commas == 0 && face.title(Look::Plain);
        last_width + SLACK >= width && !(bare(face) && bare(b))
    }

    /// Whether Chinese words are cut in two, or a phrase from its head.
    fn broken(&self, open: &Open<'_>, next: &Seen<'_>) -> bool {
        let (face, b) = (&open.face, &next.face);
        // A headline has its own line, whatever its last word.
        let headline = open.first && open.pieces.len() == 1 && next.line.blanks > 0;
        let title = face.title(Look::Plain);
        if title && face.length <= 12 {
            let day = calendar::is_day(&face.tail) && words().daytime.starts(&b.head);
            return day || !headline && !b.title(Look::Plain) && self.seen_across(&face.tail, &b.head, true);
        }
        if !face.running() || headline {
            return false;
        }
        phrase_cut(face, b)
            || self.seen_across(&face.tail, &b.head, false) && (face.tally.stops > 0 || open.pieces.len() > 1)
            || self.strict
                && (self.cut || next.line.blanks > 0)
                && !open.first
                && !has_credit(face)
                && (face.tally.stops > 0 || open.pieces.len() > 1 || face.length > 28 && !face.head.contains(&' '))
                && (b.running() || b.end == End::Stop)
    }

    fn seen_across(&self, before: &[char], after: &[char], middle_only: bool) -> bool {
        let (windows, count) = windows(before, after);
        let windows = &windows[..count];
        let chosen = if middle_only { windows.get(1..2).unwrap_or_default() } else { windows };
        if chosen.is_empty() {
            return false;
        }
        let known = self.known.get_or_init(|| known(self.sheet, &self.sheet.lines[..self.lines]));
        chosen.iter().any(|window| known.contains(window))
    }
}

/// Whether a line is cut for certain: by a bracket, or inside a phrase.
fn certainly_cut(before: &Seen<'_>, next: &Seen<'_>) -> bool {
    let (face, b) = (&before.face, &next.face);
    let plain = face.end == End::Open && before.look == Look::Plain && next.look == Look::Plain && face.running();
    plain && (closes(face, b) || phrase_cut(face, b))
}

/// Whether a bracket stays open at the end of one line and is closed in the next.
fn closes(face: &Face<'_>, b: &Face<'_>) -> bool {
    face.tally.open & b.tally.close != 0 && face.end != End::Stop
}

/// Whether one line ends as no phrase ends, or the next begins as none begins.
fn phrase_cut(face: &Face<'_>, b: &Face<'_>) -> bool {
    let words = words();
    let number = || face.tail.last().is_some_and(char::is_ascii_digit) && b.head.first().is_some_and(char::is_ascii_digit);
    let stump = || {
        let first = b.head.iter().take(3).take_while(|c| is_han(**c)).count();
        (1..=2).contains(&first) && matches!(b.head.get(first), Some(',' | '、' | '。' | ';'))
    };
    number() || words.dangling.ends(&face.tail) || words.nostart.starts(&b.head) || stump() && (b.running() || b.end == End::Stop)
}

/// Whether a few words without a comma follow the last full stop, as the credit of a picture does.
fn has_credit(face: &Face<'_>) -> bool {
    let stop = face.tail.iter().rposition(|c| matches!(c, '。' | '!' | '?' | '」' | '”'));
    let Some(stop) = stop.filter(|_| face.tally.stops > 0 && face.length <= 120) else { return false };
    let after = &face.tail[stop + 1..];
    after.len() <= 9 && !after.iter().any(|c| matches!(c, ',' | '、' | ';'))
}

fn begins_with_quote(face: &Face<'_>) -> bool {
    matches!(face.head.first(), Some('「' | '『' | '“' | '｢'))
}

/// The windows of four characters over a break that hold nothing but Chinese characters and digits, and how many there are;
/// the middle one stands second.
fn windows(before: &[char], after: &[char]) -> ([[char; 4]; 4], usize) {
    let word = |c: &&char| is_han(**c) || c.is_ascii_digit();
    let n = before.iter().rev().take(3).take_while(word).count();
    let m = after.iter().take(3).take_while(word).count();
    let (a, b) = (&before[before.len() - n..], &after[..m]);
    let mut found = [['\0'; 4]; 4];
    let mut count = 0;
    let mut push = |window: [char; 4]| {
        found[count] = window;
        count += 1;
    };
    if let ([x, y, z], [first, ..]) = (a, b) {
        push([*x, *y, *z, *first]);
    }
    if let ([.., y, z], [first, second, ..]) = (a, b) {
        // With no window before it, it stands twice.
        if n < 3 {
            push([*y, *z, *first, *second]);
        }
        push([*y, *z, *first, *second]);
    }
    if let ([.., z], [first, second, third]) = (a, b) {
        push([*z, *first, *second, *third]);
    }
    (found, count)
}

/// The windows over breaks that also stand inside a line.
fn known(sheet: &Sheet<'_>, lines: &[Line<'_>]) -> HashSet<[char; 4]> {
    let folded = |line: &Line<'_>| &sheet.folded[line.start..line.end];
    let mut wanted = HashSet::new();
    // Most places are told by their two middle characters to begin no wanted window.
    let mut middles = [0u64; 64];
    let slot = |window: &[char]| {
        let hash = (window[1] as u32).wrapping_mul(0x9E37_79B1) ^ (window[2] as u32).wrapping_mul(0x85EB_CA77);
        ((hash >> 26) as usize, 1u64 << (hash >> 20 & 63))
    };
    for pair in lines.windows(2) {
        let (windows, count) = windows(folded(&pair[0]), folded(&pair[1]));
        for window in &windows[..count] {
            let (word, bit) = slot(window);
            middles[word] |= bit;
            wanted.insert(*window);
        }
    }
    let mut known = HashSet::new();
    for window in lines.iter().flat_map(|line| folded(line).windows(4)) {
        let (word, bit) = slot(window);
        if middles[word] & bit != 0
            && let Some(found) = wanted.get(window)
        {
            known.insert(*found);
        }
    }
    known
}

/// The width at which most lines break, where there is one: hardly a line is longer.
fn wrap_width(seen: &[Seen<'_>], slack: usize) -> Option<usize> {
    let mut widths: Vec<usize> = seen.iter().map(|seen| seen.face.width).collect();
    let at = widths.len().checked_sub(1)? * 9 / 10;
    let width = *widths.select_nth_unstable(at).1;
    if !(20..=130).contains(&width) {
        return None;
    }
    let near = widths.iter().filter(|&&w| w + slack >= width && w <= width + 4).count();
    let wider = widths.iter().filter(|&&w| w > width + 4).count();
    let most = near >= 4 && near * 2 >= widths.len() && wider <= (widths.len() / 10).max(1);
    most.then_some(width)
}

fn begins_with_punctuation(face: &Face<'_>) -> bool {
    matches!(face.head.first(), Some(',' | '。' | '、' | ';' | '」' | '』' | '》' | '”' | '｣' | ')' | '%' | '!' | '?' | '】'))
}
