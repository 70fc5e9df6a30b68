//! A page cut into its articles.
//!
//! In: the paragraphs. Out: ranges of paragraphs, each with the kind that the layout tells. A cut needs a title or an
//! opening of a report, and evidence on both sides of it worth [`ENOUGH`] points; a subhead in an ordinary article has
//! one point or two. Roles within an article are left to `roles`.

use std::ops::Range;

use chancery_model::ArticleKind;

use crate::face::Look;
use crate::paragraphs::{Paragraph, Turn};

/// Points that make a cut.
const ENOUGH: u32 = 4;
/// How many paragraphs a group of titles may have.
const GROUP: usize = 6;

/// An article as a range of paragraphs.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub range: Range<usize>,
    pub kind: Option<ArticleKind>,
}

pub(crate) fn cut(paragraphs: &[Paragraph<'_>]) -> Vec<Cut> {
    let usual = usual_gap(paragraphs);
    let mut starts = vec![0];
    let (mut at, mut content) = (0, false);
    while at < paragraphs.len() {
        if content && points(paragraphs, at, usual) >= ENOUGH {
            starts.push(at);
            content = false;
            at += group(paragraphs, at).max(1);
            continue;
        }
        content |= is_content(&paragraphs[at]);
        at += 1;
    }
    starts.push(paragraphs.len());
    starts
        .windows(2)
        .map(|pair| Cut { range: pair[0]..pair[1], kind: kind(&paragraphs[pair[0]..pair[1]]) })
        .filter(|cut| paragraphs[cut.range.clone()].iter().any(|paragraph| paragraph.look != Look::Separator))
        .collect()
}

fn is_content(paragraph: &Paragraph<'_>) -> bool {
    matches!(paragraph.look, Look::Plain if !paragraph.title) || paragraph.look == Look::List
}

/// The number of blank lines that most paragraphs have before them.
fn usual_gap(paragraphs: &[Paragraph<'_>]) -> usize {
    let mut counts = [0usize; 8];
    for paragraph in paragraphs.iter().skip(1) {
        counts[paragraph.blanks.min(7)] += 1;
    }
    (0..8).max_by_key(|&gap| (counts[gap], 7 - gap)).unwrap_or(0)
}

/// How many paragraphs from here on are a group of titles and what goes with them.
fn group(paragraphs: &[Paragraph<'_>], at: usize) -> usize {
    let header = |paragraph: &&Paragraph<'_>| paragraph.title || paragraph.look == Look::Byline || paragraph.look == Look::Separator;
    paragraphs[at..].iter().take(GROUP).take_while(header).count()
}

/// Evidence for an article beginning at a paragraph, 0 where it cannot.
fn points(paragraphs: &[Paragraph<'_>], at: usize, usual: usize) -> u32 {
    let first = &paragraphs[at];
    let before = &paragraphs[at - 1];
    if before.title || before.kicker.is_some() {
        return 0;
    }
    let ended = match before.look {
        Look::Source | Look::Separator => 3,
        Look::Byline if before.date_line || before.length <= 8 => 1,
        Look::Byline => 3,
        _ => 0,
    };
    if first.dateline.is_some() {
        return if ended >= 3 { 3 + ended } else { 0 };
    }
    if !first.title {
        return 0;
    }
    let length = group(paragraphs, at);
    let titles = &paragraphs[at..at + length];
    let follows = paragraphs.get(at + length);
    let Some(follows) = follows.filter(|_| length < GROUP) else { return 0 };
    let kicker = titles.len() >= 2 && titles.iter().any(|title| title.kicker.is_some()) && titles.iter().any(|title| title.title && title.kicker.is_none());
    let list = titles[0].list_head && follows.look == Look::List;
    let byline = titles[1..].iter().any(|title| title.look == Look::Byline);
    let wide_gap = first.blanks >= usual + 2;
    let starts = [(kicker, 3), (follows.dateline.is_some(), 3), (list, 2), (byline, 2), (first.labelled.is_some(), 2)];
    let starts: u32 = starts.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    let looks = u32::from(first.two_part) + u32::from(wide_gap);
    if starts < 2 || starts + ended + looks + u32::from(follows.dateline.is_some()) < ENOUGH { 0 } else { starts + ended + looks + 1 }
}

/// The kind of an article, where its layout tells.
fn kind(article: &[Paragraph<'_>]) -> Option<ArticleKind> {
    let header: Vec<&Paragraph<'_>> = article.iter().take(GROUP).take_while(|paragraph| !is_content(paragraph)).collect();
    if let Some(kind) = header.iter().find_map(|paragraph| paragraph.kicker.flatten()) {
        return Some(kind);
    }
    if let Some(kind) = header.first().and_then(|paragraph| paragraph.labelled) {
        return Some(kind);
    }
    let items = article.iter().filter(|paragraph| paragraph.look == Look::List).count();
    let body = article.iter().filter(|paragraph| is_content(paragraph)).count();
    if items > 0 && items * 10 >= body * 8 && header.iter().any(|paragraph| paragraph.list_head) {
        return Some(ArticleKind::List);
    }
    let turns = |side| article.iter().filter(|paragraph| paragraph.turn == Some(side)).count();
    let (asks, answers) = (turns(Turn::Asks), turns(Turn::Answers));
    (asks >= 2 && answers >= 2 && (asks + answers) * 5 >= body).then_some(ArticleKind::Interview)
}
