//! The title of a page.
//!
//! In: the tree, where the article is, the titles that metadata gives. Out: the heading as the page shows it, else metadata's, else the
//! page's own without the name of the site.

use super::main_text::Main;
use super::metadata::same_words;
use super::one_line;
use super::tag::Tag;
use super::tree::Tree;

/// The longest title, in characters.
const LONGEST: usize = 300;
/// Marks between a title and the name of its site.
const BETWEEN: [&str; 10] = ["_", "|", "｜", " - ", " – ", " — ", "--", "::", "«", "-"];

/// The element that shows the title: the heading that metadata or the page's title repeats, else the only first-level one.
pub(crate) fn heading(tree: &Tree, main: &Main, titles: &[String]) -> Option<usize> {
    let page = page_title(tree).unwrap_or_default();
    let headings: Vec<usize> = (0..tree.nodes.len()).filter(|at| tree.nodes[*at].tag.is_heading() && !main.skipped[*at]).take(60).collect();
    let known = |at: &&usize| {
        let text = tree.all_text(**at);
        let length = text.chars().filter(|c| c.is_alphanumeric()).count();
        length >= 4 && (titles.iter().any(|title| same_words(title, &text)) || page.contains(&text) || parts(&page).iter().any(|part| same_words(part, &text)))
    };
    let main_end = tree.nodes[main.node].end as usize;
    let only = || {
        let first: Vec<usize> =
            headings.iter().copied().filter(|at| tree.nodes[*at].tag == Tag::H1 && *at < main_end && !tree.all_text(*at).is_empty()).collect();
        if let [one] = first[..] { Some(one) } else { None }
    };
    // The site's name may stand in a heading too; the title is longer.
    let longest = headings.iter().filter(known).rev().max_by_key(|at| tree.all_text(**at).len()).copied();
    longest.or_else(only).or_else(|| shown(tree, main, titles, &page))
}

/// A title that stands in no heading: the first block before the article's end that says what the titles say.
fn shown(tree: &Tree, main: &Main, titles: &[String], page: &str) -> Option<usize> {
    let end = tree.nodes[main.node].end as usize;
    let parts = parts(page);
    let candidates = (1..end).filter(|at| tree.nodes[*at].tag.is_block() && !main.skipped[*at] && (4.0..120.0).contains(&main.paragraphs[*at].all)).take(400);
    candidates.into_iter().find(|at| {
        let text = own_text(tree, main, *at);
        let part = text.chars().count() >= 6 && (page.starts_with(&text) || page.ends_with(&text));
        part || titles.iter().chain(&parts).any(|title| same_words(title, &text))
    })
}

/// The text of a block without the blocks in it.
fn own_text(tree: &Tree, main: &Main, at: usize) -> String {
    let mut text = String::new();
    for inner in tree.within(at).take(2000) {
        match tree.nodes[inner].tag {
            Tag::Text if main.owners[inner] as usize == at => text.extend(tree.text(inner).chars().take(4 * LONGEST)),
            Tag::Br => text.push(' '),
            _ => {}
        }
        if text.len() > 4 * LONGEST {
            break;
        }
    }
    one_line(&text)
}

pub(crate) fn choose(tree: &Tree, heading: Option<usize>, titles: &[String], site: Option<&str>) -> Option<String> {
    let shown = heading.map(|at| tree.all_text(at)).filter(|text| !text.is_empty());
    let said = titles.iter().find(|title| !title.is_empty()).map(|title| without_site(title, site));
    let page = || page_title(tree).map(|title| without_site(&title, site));
    shown.or(said).or_else(page).filter(|title| !title.is_empty()).map(|title| title.chars().take(LONGEST).collect())
}

/// The text of the element `title`.
pub(super) fn page_title(tree: &Tree) -> Option<String> {
    let mut all = (0..tree.nodes.len()).filter(|at| tree.nodes[*at].tag == Tag::Title && tree.nodes[tree.nodes[*at].parent as usize].tag != Tag::Svg);
    all.next().map(|at| tree.all_text(at)).filter(|title| !title.is_empty())
}

/// The parts between the marks.
fn parts(title: &str) -> Vec<String> {
    let mut parts = vec![title.to_owned()];
    for mark in BETWEEN {
        parts = parts.iter().flat_map(|part| part.split(mark)).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    }
    parts
}

/// A title without the names of section and site after it; a hyphen counts only beside Chinese, or where the site's name follows.
fn without_site(title: &str, site: Option<&str>) -> String {
    let mut kept = title.trim();
    if let Some(site) = site.filter(|site| !site.is_empty()) {
        kept = kept.strip_suffix(site).unwrap_or(kept).trim_end_matches([' ', '-', '_', '|', '–', '—', '｜']).trim_end();
    }
    for mark in BETWEEN {
        if let Some((before, after)) = kept.split_once(mark) {
            let bare = mark == "-" && !before.ends_with(|c: char| !c.is_ascii());
            if !bare && before.chars().count() >= 6 && after.chars().count() <= before.chars().count() + 12 {
                kept = before.trim_end();
            }
        }
    }
    kept.to_owned()
}

/// The name of the site in the page's title: what follows the last mark after the title.
pub(crate) fn site(tree: &Tree, title: Option<&str>) -> Option<String> {
    let page = page_title(tree)?;
    let parts = parts(&page);
    let last = parts.last().filter(|_| parts.len() > 1)?;
    let short = last.chars().count() <= 30 && !title.is_some_and(|title| title.contains(last.as_str()));
    short.then(|| last.clone())
}
