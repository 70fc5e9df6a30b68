//! A document's text with its facts marked.
//!
//! In: a text and spans of records. Out: markup in which every character stands once, in order; where spans overlap, the text is cut at their borders and
//! each piece says which records it belongs to. A piece is a link to the record in the margin, the first piece of each record is where the margin leads back.

use std::collections::BTreeSet;

use maud::{Markup, html};

/// A stretch of text that a record was read from.
#[derive(Clone, Debug)]
pub struct Mark {
    /// First character.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
    /// Id of the record within the document.
    pub record: String,
    /// `event`, `statement`, `figure` …; sets the style of the line below.
    pub layer: &'static str,
}

/// The text between two places with its marks; `seen` holds the records that were marked before.
pub fn marked(chars: &[char], start: usize, end: usize, marks: &[Mark], seen: &mut BTreeSet<String>) -> Markup {
    let inside: Vec<&Mark> = marks.iter().filter(|mark| mark.start < end && mark.end > start).collect();
    let mut borders: BTreeSet<usize> = [start, end].into();
    for mark in &inside {
        borders.extend([mark.start.clamp(start, end), mark.end.clamp(start, end)]);
    }
    let borders: Vec<usize> = borders.into_iter().collect();
    let over = |from: usize, to: usize, names: bool| -> Vec<&Mark> {
        let mut over: Vec<&Mark> = inside.iter().copied().filter(|mark| mark.start <= from && mark.end >= to && (mark.layer == "name") == names).collect();
        // The shortest is the most particular: a click leads to it.
        over.sort_by_key(|mark| (mark.end - mark.start, &mark.record));
        over
    };
    // Pieces of the same facts are one link; names within it are many and lead nowhere by themselves.
    let mut links: Vec<(Vec<&Mark>, Vec<(usize, usize)>)> = Vec::new();
    for pair in borders.windows(2) {
        let facts = over(pair[0], pair[1], false);
        match links.last_mut() {
            Some((last, pieces)) if last.iter().map(|mark| &mark.record).eq(facts.iter().map(|mark| &mark.record)) => pieces.push((pair[0], pair[1])),
            _ => links.push((facts, vec![(pair[0], pair[1])])),
        }
    }
    let mut anchors =
        |marks: &[&Mark]| -> Vec<String> { marks.iter().filter(|mark| seen.insert(mark.record.clone())).map(|mark| format!("at-{}", mark.record)).collect() };
    html! {
        @for (facts, pieces) in &links {
            @for id in anchors(facts) { span.anchor id=(id) {} }
            @let layers: BTreeSet<&str> = facts.iter().map(|mark| mark.layer).collect();
            @let class = layers.iter().map(|layer| format!("m-{layer}")).collect::<Vec<_>>().join(" ");
            @let inner = html! {
                @for (from, to) in pieces {
                    @let names = over(*from, *to, true);
                    @for id in anchors(&names) { span.anchor id=(id) {} }
                    @if names.is_empty() { (plain(chars, *from, *to)) } @else { span.mark.m-name data-r=(records(&names)) { (plain(chars, *from, *to)) } }
                }
            };
            @if let Some(first) = facts.first() { a class={ "mark " (class) } href={ "#" (first.record) } data-r=(records(facts)) { (inner) } } @else { (inner) }
        }
    }
}

fn records(marks: &[&Mark]) -> String {
    marks.iter().map(|mark| mark.record.as_str()).collect::<Vec<_>>().join(" ")
}

/// Text without the line breaks that layout made: nothing between Han characters, a space between words. Characters that turn the direction of
/// writing are shown, not obeyed.
pub fn plain(chars: &[char], start: usize, end: usize) -> String {
    let mut out = String::new();
    for at in start..end.min(chars.len()) {
        match chars[at] {
            '\n' | '\r' => {
                let latin = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_graphic());
                if latin(at.checked_sub(1).and_then(|before| chars.get(before))) && latin(chars.get(at + 1)) {
                    out.push(' ');
                }
            }
            c if turns(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A page in which no character turns the direction of what follows it: names and titles of strangers stand in many places.
pub fn straight(page: String) -> String {
    if page.contains(turns) { page.replace(turns, "\u{FFFD}") } else { page }
}

/// Whether a character changes the direction of what follows it.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, record: &str) -> Mark {
        Mark { start, end, record: record.to_owned(), layer: "event" }
    }

    #[test]
    fn overlapping_marks_keep_every_character_once() {
        let chars: Vec<char> = "一二三四五六".chars().collect();
        let html = marked(&chars, 0, 6, &[mark(1, 4, "v1"), mark(3, 6, "v2")], &mut BTreeSet::new()).into_string();
        let bare: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        assert_eq!(bare, "一二三四五六");
        assert!(html.contains("data-r=\"v1 v2\""), "{html}");
        assert_eq!(html.matches("id=\"at-v1\"").count(), 1);
    }

    #[test]
    fn what_looks_like_markup_stays_text() {
        let chars: Vec<char> = "<script>alert(1)</script>\u{202E}x".chars().collect();
        let html = marked(&chars, 0, chars.len(), &[], &mut BTreeSet::new()).into_string();
        assert!(!html.contains("<script") && !html.contains('\u{202E}'), "{html}");
    }

    #[test]
    fn broken_lines_are_joined() {
        let chars: Vec<char> = "中\n國 two\nwords".chars().collect();
        assert_eq!(plain(&chars, 0, chars.len()), "中國 two words");
    }
}
