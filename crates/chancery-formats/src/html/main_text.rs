//! Which part of a page is its article.
//!
//! In: the tree. Out: for every node whether it is left out, and the element that holds the article. Every paragraph is worth its length if
//! it reads like sentences, and costs something if it is made of links or labels; the article is the deepest element whose paragraphs are
//! worth nearly as much as any element's. What pages say of their parts (class, id, itemprop) shifts the worth but settles nothing alone.

use std::sync::OnceLock;

use super::tag::Tag;
use super::tree::{Attribute, Tree};

/// Where the article of a page is.
pub(crate) struct Main {
    /// The element that holds it.
    pub node: usize,
    /// What it is worth; about the number of its Chinese characters.
    pub worth: f32,
    /// For every node: what its own paragraph holds, where it is a block.
    pub paragraphs: Vec<Ink>,
    /// For every node: the block whose paragraph it belongs to.
    pub owners: Vec<u32>,
    /// For every node: whether it and what it contains is left out.
    pub skipped: Vec<bool>,
}

/// What stands in a paragraph: a Chinese character counts 1, another letter or digit 0.4.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ink {
    pub all: f32,
    pub links: f32,
    /// Ends of sentences and commas.
    pub stops: u32,
}

impl Ink {
    /// Whether it is made of links rather than of words.
    pub fn is_links(&self) -> bool {
        self.all > 0.0 && (self.links > 0.7 * self.all || self.links > 0.4 * self.all && self.stops == 0)
    }

    /// Whether it reads like sentences.
    pub fn is_prose(&self) -> bool {
        let own = self.all - self.links;
        !self.is_links() && (own >= 15.0 && self.stops >= 1 || own >= 60.0)
    }

    fn worth(&self, tag: Tag) -> f32 {
        if self.all == 0.0 {
            0.0
        } else if self.is_prose() {
            self.all - self.links
        } else if self.is_links() {
            -(self.links.min(60.0) + 8.0)
        } else if tag == Tag::P || tag.is_heading() {
            0.0
        } else {
            -6.0
        }
    }
}

/// What an element's class, id or role says.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Main,
    Skip,
    Nothing,
}

/// How much of the page's prose an element may hold and still be left out for its name.
const SKIPPED_AT_MOST: f32 = 0.4;
/// How much less the deepest element may be worth: a sentence, and this share.
const SLACK: (f32, f32) = (24.0, 0.08);
/// What standing first after the title adds at most to the worth of a paragraph, which at most doubles.
const OPENING: f32 = 60.0;

pub(crate) fn find(tree: &Tree) -> Main {
    let count = tree.nodes.len();
    let mut skipped = vec![false; count];
    let mut owners = vec![0u32; count];
    let mut linked = vec![false; count];
    let mut paragraphs = vec![Ink::default(); count];
    let said: Vec<Said> = (0..count).map(|at| said(tree, at)).collect();
    for at in 0..count {
        let node = &tree.nodes[at];
        let parent = node.parent as usize;
        if at > 0 {
            skipped[at] = skipped[parent] || node.tag.is_hidden() || is_hidden(tree, at);
            linked[at] = linked[parent] || node.tag == Tag::A;
            owners[at] = if node.tag.is_block() { at as u32 } else { owners[parent] };
        }
        if node.tag == Tag::Text && !skipped[at] {
            measure(tree.text(at), linked[at], &mut paragraphs[owners[at] as usize]);
        }
    }
    // What is named as something else goes, unless most of the prose is in it.
    let prose = sums(tree, |at| if paragraphs[at].is_prose() && !skipped[at] { paragraphs[at].worth(Tag::P) } else { 0.0 });
    let mut at = 0;
    while at < count {
        if said[at] == Said::Skip && !skipped[at] && prose[at] <= SKIPPED_AT_MOST * prose[0] {
            let end = tree.nodes[at].end as usize;
            skipped[at..end].fill(true);
            at = end;
        } else {
            at += 1;
        }
    }
    let opening = opening(tree, &paragraphs, &skipped);
    let bonus = opening.map_or(0.0, |at| paragraphs[at].worth(Tag::P).min(OPENING));
    let mut worth = sums(tree, |at| match skipped[at] {
        true => 0.0,
        false => paragraphs[at].worth(tree.nodes[at].tag) + if opening == Some(at) { bonus } else { 0.0 },
    });
    for at in 0..count {
        let tag = tree.nodes[at].tag;
        let body = tree.attribute(at, Attribute::Itemprop).is_some_and(|value| value.eq_ignore_ascii_case("articlebody"));
        let factor = match said[at] {
            _ if body => 1.3,
            Said::Main => 1.03,
            _ if matches!(tag, Tag::Article | Tag::Main) => 1.05,
            _ => 1.0,
        };
        if worth[at] > 0.0 {
            worth[at] *= factor;
        }
    }
    let best = (0..count).filter(|at| !skipped[*at]).map(|at| worth[at]).fold(0.0, f32::max);
    let enough = best - SLACK.0.min((best - bonus) * SLACK.1);
    // Nodes stand in the order of the page: of those worth enough, the last that lies within all the others.
    let mut node = 0;
    let mut found = false;
    for at in 0..count {
        let is_enough = !skipped[at] && tree.nodes[at].tag != Tag::Text && worth[at] >= enough && worth[at] > 0.0;
        if is_enough && (!found || (at < tree.nodes[node].end as usize)) {
            (node, found) = (at, true);
        }
    }
    // A paragraph alone stands for the element around it.
    while matches!(tree.nodes[node].tag, Tag::P | Tag::Span | Tag::Font | Tag::Strong | Tag::B | Tag::Other | Tag::A | Tag::Em) && node > 0 {
        node = tree.nodes[node].parent as usize;
    }
    Main { node, worth: best, paragraphs, owners, skipped }
}

/// The first paragraph of prose after the heading that the page's title repeats, else after the first heading of the first level.
fn opening(tree: &Tree, paragraphs: &[Ink], skipped: &[bool]) -> Option<usize> {
    let title = super::title::page_title(tree).unwrap_or_default();
    let headings = || (0..tree.nodes.len()).filter(|at| tree.nodes[*at].tag.is_heading() && !skipped[*at]).take(60);
    let repeated = |at: &usize| {
        let text = tree.all_text(*at);
        text.chars().count() >= 4 && title.contains(&text)
    };
    let heading = headings().filter(repeated).max_by_key(|at| tree.all_text(*at).len()).or_else(|| headings().find(|at| tree.nodes[*at].tag == Tag::H1))?;
    (heading..tree.nodes.len()).find(|at| !skipped[*at] && paragraphs[*at].is_prose())
}

/// For every node the sum over what it contains, itself included.
fn sums(tree: &Tree, value: impl Fn(usize) -> f32) -> Vec<f32> {
    let mut sums: Vec<f32> = (0..tree.nodes.len()).map(&value).collect();
    for at in (1..sums.len()).rev() {
        sums[tree.nodes[at].parent as usize] += sums[at];
    }
    sums
}

fn measure(text: &str, linked: bool, ink: &mut Ink) {
    let mut amount = 0.0;
    let mut before = ' ';
    for c in text.chars() {
        if matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{3040}'..='\u{30FF}' | '\u{20000}'..='\u{3FFFF}') {
            amount += 1.0;
        } else if c.is_alphanumeric() {
            amount += 0.4;
        }
        ink.stops += u32::from(matches!(c, '。' | '！' | '？' | '；' | '，' | '!' | '?' | ';') || matches!(before, '.' | ',') && c.is_whitespace());
        before = c;
    }
    ink.stops += u32::from(before == '.');
    ink.all += amount;
    ink.links += if linked { amount } else { 0.0 };
}

pub(super) fn is_hidden(tree: &Tree, at: usize) -> bool {
    let style = |style: &str| {
        let plain: String = style.chars().filter(|c| !c.is_whitespace()).take(400).flat_map(char::to_lowercase).collect();
        plain.contains("display:none") || plain.contains("visibility:hidden")
    };
    let has = |attribute| tree.attribute(at, attribute);
    has(Attribute::Hidden).is_some()
        || has(Attribute::Style).is_some_and(style)
        || has(Attribute::AriaHidden) == Some("true") && tree.nodes[at].tag != Tag::Body
}

fn said(tree: &Tree, at: usize) -> Said {
    use Tag::*;
    let tag = tree.nodes[at].tag;
    match tag {
        Text | Html | Body | Main | Article | P | A | H1 | Td | Tr | Tbody => return Said::Nothing,
        Nav | Aside | Footer | Form if !(tag == Form && whole_page(tree, at)) => return Said::Skip,
        _ => {}
    }
    if matches!(tree.attribute(at, Attribute::Role), Some("navigation" | "banner" | "complementary" | "contentinfo" | "search")) {
        return Said::Skip;
    }
    let mut found = Said::Nothing;
    for names in [Attribute::Class, Attribute::Id].into_iter().filter_map(|attribute| tree.attribute(at, attribute)) {
        for token in tokens(names) {
            match word(&token) {
                Said::Skip => return Said::Skip,
                Said::Main => found = Said::Main,
                Said::Nothing => {}
            }
        }
    }
    found
}

/// A form around the whole page, as some servers write.
fn whole_page(tree: &Tree, at: usize) -> bool {
    let all = tree.nodes.len();
    tree.within(at).len() * 2 > all
}

/// The words of a class or id: parts between hyphens, underscores and capitals, and the parts put together.
fn tokens(names: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for name in names.split_whitespace().take(12) {
        let mut parts: Vec<String> = vec![String::new()];
        let mut before = ' ';
        for c in name.chars().take(60) {
            if !c.is_alphabetic() || c.is_uppercase() && before.is_lowercase() {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut().filter(|_| c.is_alphabetic()) {
                part.extend(c.to_lowercase());
            }
            before = c;
        }
        parts.retain(|part| !part.is_empty());
        if parts.len() > 1 {
            tokens.push(parts.concat());
        }
        tokens.append(&mut parts);
    }
    tokens
}

fn word(token: &str) -> Said {
    static WORDS: OnceLock<(Vec<&'static str>, Vec<&'static str>)> = OnceLock::new();
    let (main, skip) = WORDS.get_or_init(|| {
        let table = include_str!("../../data/regions.txt");
        let sorted = |what| {
            let mut words = crate::data::words(table, what);
            words.sort_unstable();
            words
        };
        (sorted("main"), sorted("skip"))
    });
    if skip.binary_search(&token).is_ok() {
        Said::Skip
    } else if main.binary_search(&token).is_ok() {
        Said::Main
    } else {
        Said::Nothing
    }
}
