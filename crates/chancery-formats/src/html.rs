//! Pages of HTML: main text with its paragraphs, and what the page says about itself.
//!
//! In: an entry, or a fragment from a feed or field. Out: text and metadata. The steps are modules: `charset` decodes, `tree` parses,
//! `main_text` finds the article, `render` writes it as paragraphs, `metadata` (with `title`, `byline`, `linked_data`) reads the rest.

mod byline;
mod charset;
mod linked_data;
mod main_text;
mod metadata;
mod render;
mod tag;
mod title;
mod tree;

use std::sync::OnceLock;

use chancery_text::fold_text;

use crate::Options;
use crate::failure::{Failure, Kind};
use crate::item::{Entry, Read};
use crate::limits::Limits;
use main_text::Ink;
use render::{View, render};
use tree::Tree;

pub(crate) use charset::text as decode;
pub(crate) use render::is_space;

/// What an article must be worth at least; about as many Chinese characters.
const LEAST: f32 = 15.0;

/// Reads a page.
pub(crate) fn read(entry: &Entry, options: &Options) -> Result<Read, Failure> {
    let name = &entry.name;
    let decoded = decode(&entry.bytes, name, options.encoding.as_deref(), entry.charset.as_deref())?;
    let tree = Tree::parse(&decoded.text, name, &options.limits)?;
    let main = main_text::find(&tree);
    let found = metadata::find(&tree, &main, name, entry.known.url.as_deref());
    let view = View { skipped: &main.skipped, owners: &main.owners, paragraphs: &main.paragraphs, strict: true };
    let mut body = if main.worth >= LEAST { render(&tree, main.node, &view) } else { String::new() };
    if let Some(linked) = found.body.filter(|linked| body.chars().count() < linked.chars().count() / 3) {
        body = if has_tags(&linked) { fragment(&linked, name, options)? } else { linked };
    }
    if body.trim().is_empty() {
        let links: f32 = main.paragraphs.iter().map(|ink| ink.links).sum();
        let message = format!(
            "expected a page with an article, found no paragraph of text (about {links:.0} characters of links). A list of articles or a page drawn by scripts is not read; give the article's own page."
        );
        return Err(Failure::new(Kind::Empty, name, message));
    }
    let mut warnings = decoded.warnings;
    warnings.extend(found.warnings);
    let text = with_title(found.metadata.title.as_deref(), &body);
    Ok(Read { text, encoding: decoded.encoding, metadata: found.metadata, warnings })
}

/// The text of a piece of HTML, all of it.
pub(crate) fn fragment(html: &str, name: &str, options: &Options) -> Result<String, Failure> {
    let tree = Tree::parse(html, name, &options.limits)?;
    let main = main_text::find(&tree);
    let skipped: Vec<bool> = (0..tree.nodes.len()).map(|at| tree.nodes[at].tag.is_hidden() || main_text::is_hidden(&tree, at)).collect();
    let none = vec![Ink::default(); tree.nodes.len()];
    Ok(render(&tree, 0, &View { skipped: &skipped, owners: &main.owners, paragraphs: &none, strict: false }))
}

/// Whether a text has tags of HTML in it, and not just the signs.
pub(crate) fn has_tags(text: &str) -> bool {
    const TAGS: [&str; 16] = ["p", "br", "div", "span", "a", "b", "strong", "i", "em", "ul", "li", "table", "h2", "h3", "img", "section"];
    text.match_indices('<').take(2000).any(|(at, _)| {
        let rest: String = text[at + 1..].chars().take(12).flat_map(char::to_lowercase).collect();
        let rest = rest.trim_start_matches('/');
        TAGS.iter().any(|tag| rest.strip_prefix(tag).is_some_and(|after| after.starts_with(['>', ' ', '/', '\n', '\t'])))
    })
}

/// A title as one line, without tags.
pub(crate) fn plain_title(title: &str) -> String {
    if !title.contains('<') && !title.contains('&') {
        return one_line(title);
    }
    let limits = Limits { nodes: 2000, ..Limits::default() };
    let parsed = Tree::parse(title, "", &limits).map(|tree| one_line(&(0..tree.nodes.len()).map(|at| tree.text(at)).collect::<String>()));
    parsed.unwrap_or_else(|_| one_line(title))
}

/// Title, empty line, text; the text alone where it begins with the title.
pub(crate) fn with_title(title: Option<&str>, body: &str) -> String {
    let body = body.trim_matches(['\n', '\r', ' ', '\t']);
    let Some(title) = title.map(str::trim).filter(|title| !title.is_empty()) else { return body.to_owned() };
    let mut first = body.lines().filter(|line| !line.trim().is_empty()).take(4);
    if first.any(|line| metadata::same_words(line, title)) { body.to_owned() } else { format!("{title}\n\n{body}") }
}

/// Single spaces instead of white space, none at the ends.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// In one script and lower case, character for character.
pub(crate) fn folded(text: &str) -> String {
    fold_text(text).chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

/// Whether a line belongs to the page and not to its article: share, print, related.
fn is_furniture(line: &str) -> bool {
    static WORDS: OnceLock<(Vec<&'static str>, Vec<&'static str>)> = OnceLock::new();
    let (start, whole) = WORDS.get_or_init(|| {
        let table = include_str!("../data/chrome.txt");
        (crate::data::words(table, "start"), crate::data::words(table, "whole"))
    });
    if line.chars().count() > 60 {
        return false;
    }
    let plain: String = folded(line).chars().filter(|c| !c.is_whitespace()).map(|c| if c == '：' { ':' } else { c }).collect();
    if !plain.contains(char::is_alphanumeric) {
        return true;
    }
    let bare = plain.trim_matches(['[', ']', '【', '】', '|', '·', ':']);
    whole.iter().any(|word| bare == *word || plain == *word) || start.iter().any(|word| plain.starts_with(word))
}
