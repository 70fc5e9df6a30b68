//! The text of an element as paragraphs.
//!
//! In: the tree, an element, what is left out. Out: lines; an empty line between paragraphs, a line break where the page has one. White
//! space is put together as a browser shows it, and left out between two Chinese characters. Nothing is added that the page does not have.

use super::main_text::Ink;
use super::tag::Tag;
use super::tree::Tree;

/// What is left out beside the skipped nodes.
pub(crate) struct View<'a> {
    pub skipped: &'a [bool],
    pub owners: &'a [u32],
    pub paragraphs: &'a [Ink],
    /// Whether paragraphs made of links and lines of the page's furniture go.
    pub strict: bool,
}

pub(crate) fn render(tree: &Tree, root: usize, view: &View<'_>) -> String {
    let mut page = Page { text: String::new(), gap: Gap::None, broken: false, ideographic: false, fixed: 0 };
    let mut closing: Vec<usize> = Vec::new();
    let mut at = root;
    let end = tree.nodes[root].end as usize;
    while at < end {
        while closing.last().is_some_and(|open| tree.nodes[*open].end as usize <= at) {
            if let Some(open) = closing.pop() {
                page.edge(tree.nodes[open].tag);
            }
        }
        let node = &tree.nodes[at];
        if view.skipped[at] {
            at = node.end as usize;
            continue;
        }
        match node.tag {
            Tag::Text => {
                let paragraph = &view.paragraphs[view.owners[at] as usize];
                if !(view.strict && paragraph.is_links()) {
                    page.words(tree.text(at), preformatted(tree, node.parent as usize));
                }
            }
            Tag::Br | Tag::Hr => page.widen(if node.tag == Tag::Br { Gap::Line } else { Gap::Paragraph }),
            tag if tag.is_block() => {
                page.edge(tag);
                closing.push(at);
            }
            _ => {}
        }
        at += 1;
    }
    let lines = page.text;
    if view.strict { without_furniture(&lines) } else { lines }
}

fn preformatted(tree: &Tree, mut at: usize) -> bool {
    for _ in 0..6 {
        if matches!(tree.nodes[at].tag, Tag::Pre | Tag::Xmp) {
            return true;
        }
        at = tree.nodes[at].parent as usize;
    }
    false
}

/// What comes between two stretches of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Cell,
    Line,
    Paragraph,
}

struct Page {
    text: String,
    gap: Gap,
    /// Of the white space since the last word: whether the source breaks the line there, and what a browser does not put together.
    broken: bool,
    ideographic: bool,
    fixed: usize,
}

impl Page {
    fn widen(&mut self, gap: Gap) {
        // Two line breaks in a row are a paragraph's end.
        let gap = if gap == Gap::Line && self.gap == Gap::Line { Gap::Paragraph } else { gap };
        self.gap = self.gap.max(gap);
    }

    /// The beginning or end of a block.
    fn edge(&mut self, tag: Tag) {
        let gap = match tag {
            Tag::Td | Tag::Th => Gap::Cell,
            Tag::Tr | Tag::Li | Tag::Dt | Tag::Dd => Gap::Line,
            _ => Gap::Paragraph,
        };
        // A block's edge is no line break of its own: it does not add up to a paragraph's end.
        self.gap = self.gap.max(gap);
    }

    fn words(&mut self, text: &str, preformatted: bool) {
        let mut rest = text;
        while !rest.is_empty() {
            let space = rest.find(|c: char| !is_space(c)).unwrap_or(rest.len());
            if space > 0 {
                if preformatted && rest[..space].contains('\n') {
                    let gap = if rest[..space].matches('\n').count() > 1 { Gap::Paragraph } else { Gap::Line };
                    self.gap = self.gap.max(gap);
                }
                self.gap = self.gap.max(Gap::Space);
                for c in rest[..space].chars() {
                    self.broken |= c == '\n';
                    self.ideographic |= c == '\u{3000}';
                    self.fixed += usize::from(matches!(c, '\u{A0}' | '\u{2002}' | '\u{2003}'));
                }
                rest = &rest[space..];
                continue;
            }
            let word = rest.find(is_space).unwrap_or(rest.len());
            self.word(&rest[..word]);
            rest = &rest[word..];
        }
    }

    fn word(&mut self, word: &str) {
        let first = word.chars().next().unwrap_or(' ');
        let last = self.text.chars().next_back().unwrap_or('\n');
        // An indented line begins a paragraph.
        let indented = self.ideographic || self.fixed >= 2;
        match self.gap {
            _ if self.text.is_empty() => {}
            Gap::Line if indented => self.text.push_str("\n\n"),
            Gap::None => {}
            Gap::Space => {
                // A line break in the source of a page between two Chinese characters is shown as nothing.
                let nothing = self.broken && !indented && is_wide(first) && is_wide(last);
                if !nothing {
                    self.text.push(if self.ideographic { '\u{3000}' } else { ' ' });
                }
            }
            Gap::Cell => self.text.push('\t'),
            Gap::Line => self.text.push('\n'),
            Gap::Paragraph => self.text.push_str("\n\n"),
        }
        self.gap = Gap::None;
        (self.broken, self.ideographic, self.fixed) = (false, false, 0);
        self.text.push_str(word);
    }
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{2060}') || c.is_control()
}

/// Chinese characters and their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Without the short lines that are the page's own: share, print, related.
fn without_furniture(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split('\n').filter(|line| !super::is_furniture(line)).collect::<Vec<_>>().join("\n"));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}
