//! The lines beside a title: date, source, author.
//!
//! In: the tree, where article and title are. Out: what those lines say. Only short lines near the title or at the article's edges count.

use std::sync::OnceLock;

use super::main_text::Main;
use super::tag::Tag;
use super::tree::{Attribute, Tree};
use super::{folded, one_line};
use crate::dates;
use crate::item::Day;

/// How many blocks with words around the title and before the article are looked at.
const AROUND: usize = 12;
/// The longest line, in characters.
const LONGEST: usize = 160;

/// What the lines say.
#[derive(Debug, Default)]
pub(crate) struct Byline {
    pub published: Option<Day>,
    pub outlet: Option<String>,
    pub authors: Vec<String>,
}

pub(crate) fn find(tree: &Tree, main: &Main, heading: Option<usize>) -> Byline {
    let mut byline = Byline::default();
    let mut best = u8::MAX;
    for at in window(tree, main, heading) {
        let line = line(tree, at);
        if line.is_empty() || line.chars().count() > LONGEST {
            continue;
        }
        // Folding keeps the number of characters.
        let plain: Vec<char> = folded(&line).chars().collect();
        let chars: Vec<char> = line.chars().collect();
        if byline.outlet.is_none() {
            byline.outlet = value(&chars, &plain, "outlet");
        }
        if byline.authors.is_empty() {
            byline.authors = value(&chars, &plain, "author").into_iter().collect();
        }
        let machine = time(tree, at);
        let Some((start, _, day)) = dates::find(&line) else {
            if let Some(day) = machine.filter(|_| best > 1) {
                (byline.published, best) = (Some(day), 1);
            }
            continue;
        };
        let before: String = plain[..start.min(plain.len())].iter().collect();
        let rank = match () {
            () if ends_with_label(&before, "updated") => 3,
            () if ends_with_label(&before, "published") => 0,
            // A date within a sentence says when something happened.
            () if line.contains(['。', '，', '；']) || start > 60 => continue,
            () => 1,
        };
        if rank < best {
            let place = if rank == 3 { "page, updated" } else { "page" };
            (byline.published, best) = (Some(Day { day, written: line.clone(), place: place.to_owned() }), rank);
        }
    }
    byline
}

/// The blocks beside the title, and before the article and in its first lines.
fn window(tree: &Tree, main: &Main, heading: Option<usize>) -> Vec<usize> {
    let inked = |at: &usize| tree.nodes[*at].tag.is_block() && main.paragraphs[*at].all > 0.0 && !main.skipped[*at];
    let start = heading.unwrap_or(main.node);
    let end = tree.nodes[main.node].end as usize;
    let mut found: Vec<usize> = (start + 1..end.max(start + 1)).filter(inked).take(AROUND).collect();
    if start <= main.node {
        // The title's line may stand in one block with its date.
        found.extend((0..start).rev().filter(inked).take(3));
        if let Some(heading) = heading {
            found.insert(0, main.owners[heading] as usize);
            found.push(tree.nodes[heading].parent as usize);
        }
        found.extend((main.node..end).filter(inked).take(4));
    }
    found
}

/// The text of a block without the blocks in it.
fn line(tree: &Tree, at: usize) -> String {
    let mut text = String::new();
    let mut inner = at + 1;
    while inner < tree.nodes[at].end as usize && text.len() < 4 * LONGEST + 64 {
        match tree.nodes[inner].tag {
            Tag::Text => text.extend(tree.text(inner).chars().take(4 * LONGEST)),
            tag if tag.is_block() || tag.is_hidden() => {
                text.push(' ');
                inner = tree.nodes[inner].end as usize;
                continue;
            }
            // Fields of a line stand in elements of their own, often without a space between them.
            Tag::Br | Tag::Span | Tag::A | Tag::Em | Tag::I | Tag::Font | Tag::Label | Tag::Time => text.push(' '),
            _ => {}
        }
        inner += 1;
    }
    one_line(&text)
}

/// The machine-readable time in a block.
fn time(tree: &Tree, at: usize) -> Option<Day> {
    let inner = tree.within(at).take(200).find(|inner| tree.nodes[*inner].tag == Tag::Time)?;
    dates::day(tree.attribute(inner, Attribute::Datetime)?, "time")
}

fn labels(what: &'static str) -> impl Iterator<Item = &'static str> {
    static LABELS: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    let labels = LABELS.get_or_init(|| {
        let mut rows = crate::data::rows(include_str!("../../data/labels.txt"));
        rows.sort_by_key(|(_, word)| std::cmp::Reverse(word.len()));
        rows
    });
    labels.iter().filter(move |(found, _)| *found == what).map(|(_, word)| *word)
}

/// Whether a text ends with a label, a colon or space after it.
fn ends_with_label(text: &str, what: &'static str) -> bool {
    let text = text.trim_end_matches([' ', ':', '：', '(', '[', '【', '（']);
    labels(what).any(|label| text.ends_with(label))
}

/// What follows a label up to the next space or label: 來源：新華社 編輯：….
fn value(chars: &[char], plain: &[char], what: &'static str) -> Option<String> {
    for label in labels(what) {
        let label: Vec<char> = label.chars().collect();
        for at in 0..plain.len().saturating_sub(label.len()) {
            let begins = plain[at..].starts_with(&label) && !(at > 0 && plain[at - 1].is_alphanumeric());
            let mut from = at + label.len();
            if !begins || !matches!(plain.get(from), Some(':' | '：')) {
                continue;
            }
            from += 1;
            while plain.get(from).is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '“')) {
                from += 1;
            }
            let ascii = plain.get(from).is_some_and(char::is_ascii_alphabetic);
            let stop = |c: char| matches!(c, '|' | '｜' | '　' | ']' | '】' | ')' | '）' | '"' | '”' | '/') || c.is_whitespace() && !ascii;
            let end = (from..chars.len()).find(|at| stop(chars[*at])).unwrap_or(chars.len());
            let found: String = chars[from.min(end)..end].iter().collect();
            let found = found.trim().trim_end_matches(['。', ';', '；', ',', '，']).to_owned();
            if (1..=40).contains(&found.chars().count()) && dates::find(&found).is_none() {
                return Some(found);
            }
        }
    }
    None
}
