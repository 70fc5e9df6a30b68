//! The role of every paragraph of an article.
//!
//! In: the paragraphs of one article. Out: its blocks. The first title is the headline, what stands with it is kicker,
//! byline or subhead, the first paragraph of text is the lead. What has no better role is body.

use chancery_model::{Article, Block, BlockRole};

use crate::articles::Cut;
use crate::face::Look;
use crate::paragraphs::Paragraph;
use crate::words::words;

/// The longest subhead, in characters.
const SUBHEAD: usize = 80;
/// How many paragraphs may stand before the text of an article.
const HEADER: usize = 8;
/// The longest kicker that no list knows.
const KICKER: usize = 8;

/// The pieces of the article's paragraphs go over to its blocks.
pub(crate) fn assign(cut: Cut, paragraphs: &mut [Paragraph<'_>]) -> Article {
    let own = &mut paragraphs[cut.range];
    let headline = headline(own);
    let first_text = own.iter().enumerate().position(|(at, paragraph)| Some(at) != headline && is_text(paragraph));
    let last_text = own.iter().rposition(is_text).unwrap_or(0);
    let mut blocks = Vec::with_capacity(own.len());
    for at in 0..own.len() {
        let paragraph = &own[at];
        let before_text = first_text.is_none_or(|first| at < first);
        let role = match paragraph.look {
            Look::Separator => continue,
            _ if Some(at) == headline => BlockRole::Headline,
            Look::List => BlockRole::ListItem,
            Look::Caption => BlockRole::Caption,
            Look::Source => BlockRole::Source,
            Look::Byline if paragraph.date_line && !before_text && at < last_text => BlockRole::Subhead,
            Look::Byline => BlockRole::Byline,
            Look::Plain if !paragraph.title => {
                if Some(at) == first_text {
                    BlockRole::Lead
                } else {
                    BlockRole::Body
                }
            }
            Look::Plain if paragraph.kicker.is_some() && before_text => BlockRole::Kicker,
            Look::Plain if before_text && headline.is_some() && at < HEADER => {
                let heads_list = own.get(at + 1).is_some_and(|next| next.look == Look::List);
                let alone = paragraph.length <= KICKER && !paragraph.two_part && !heads_list;
                if alone || headline.is_some_and(|headline| at < headline) { BlockRole::Kicker } else { BlockRole::Subhead }
            }
            Look::Plain if at < last_text && paragraph.length <= SUBHEAD => BlockRole::Subhead,
            Look::Plain => BlockRole::Body,
        };
        blocks.push(Block { role, pieces: std::mem::take(&mut own[at].pieces) });
    }
    Article { kind: cut.kind, blocks }
}

fn is_text(paragraph: &Paragraph<'_>) -> bool {
    paragraph.look == Look::List || paragraph.look == Look::Plain && !paragraph.title
}

/// Which paragraph is the headline: the first title that is no kicker, or else a first line without a full stop.
fn headline(own: &[Paragraph<'_>]) -> Option<usize> {
    if own.first().is_some_and(|line| !line.title && is_bare_headline(line, own.get(1))) {
        return Some(0);
    }
    let header = own.iter().position(is_text).unwrap_or(own.len());
    let mut titles = (0..header).filter(|&at| own[at].look == Look::Plain);
    let first = titles.next();
    match first {
        Some(at) if own[at].kicker.is_some() => titles.next().or(first),
        Some(at) => {
            // A short line above a longer one is its kicker: 專訪 over the headline proper.
            let next = titles.next().filter(|&next| next == at + 1 && own[at].length <= 6 && own[next].length >= 2 * own[at].length);
            next.filter(|_| own[at].kicker.is_none() && own[at].length <= 4).or(Some(at))
        }
        None => None,
    }
}

/// Whether a first line that is no title by its looks stands as one: alone, short, with no sentence in it.
fn is_bare_headline(line: &Paragraph<'_>, next: Option<&Paragraph<'_>>) -> bool {
    let Some(next) = next else { return false };
    let sentence = line.tail.contains(&'。') || line.stopped && line.tail.ends_with(&['.']) && !line.tail.ends_with(&['.', '.']);
    let apart = line.length <= 120 && next.blanks > 0;
    match line.look {
        Look::Plain => !sentence && (line.length <= 80 || line.length <= 300 && (apart || !line.stopped)),
        Look::List => apart && next.look != Look::List,
        Look::Caption => apart && !sentence && !words().caption_start.starts(&line.head),
        _ => false,
    }
}
