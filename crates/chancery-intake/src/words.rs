//! The word lists of layout, from `data/*.txt`, folded.
//!
//! In: the files compiled into the program. Out: one table of lists. They hold marks of captions, bylines, kickers and
//! the like; names of persons or states have no place here.

use std::sync::OnceLock;

use chancery_model::ArticleKind;
use chancery_text::fold_text;

/// A word that stands above or beside a headline.
pub(crate) struct Kicker {
    pub word: String,
    /// Whether it also ends a short line.
    pub ending: bool,
    pub kind: Option<ArticleKind>,
}

pub(crate) struct Words {
    pub kickers: Vec<Kicker>,
    pub caption_start: Vec<String>,
    pub caption_end: Vec<String>,
    pub caption_within: Vec<String>,
    pub caption_inside: Vec<String>,
    pub agencies: Vec<String>,
    pub byline_start: Vec<String>,
    pub byline_end: Vec<String>,
    pub byline_person: Vec<String>,
    pub byline_credit: Vec<String>,
    pub byline_not: Vec<String>,
    pub sources: Vec<String>,
    pub published: Vec<String>,
    pub updated: Vec<String>,
    /// All words beside a date, the longest first.
    pub meta: Vec<String>,
    pub dateline_close: Vec<String>,
    pub dateline_open: Vec<String>,
    pub list_heads: Vec<String>,
    pub dangling: Vec<String>,
    pub nostart: Vec<String>,
    pub daytime: Vec<String>,
    pub asks: Vec<String>,
    pub answers: Vec<String>,
}

pub(crate) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let captions = include_str!("../data/captions.txt");
        let bylines = include_str!("../data/bylines.txt");
        let meta = include_str!("../data/meta.txt");
        let datelines = include_str!("../data/datelines.txt");
        let breaks = include_str!("../data/breaks.txt");
        let speakers = include_str!("../data/speakers.txt");
        let mut beside_dates: Vec<String> = rows(meta).map(|(_, word)| word).collect();
        beside_dates.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Words {
            kickers: rows(include_str!("../data/kickers.txt"))
                .map(|(kind, word)| Kicker { ending: word.starts_with('*'), word: word.trim_start_matches('*').to_owned(), kind: ArticleKind::parse(kind) })
                .collect(),
            caption_start: pick(captions, "start"),
            caption_end: pick(captions, "end"),
            caption_within: pick(captions, "within"),
            caption_inside: pick(captions, "inside"),
            agencies: pick(include_str!("../data/agencies.txt"), ""),
            byline_start: pick(bylines, "start"),
            byline_end: pick(bylines, "end"),
            byline_person: pick(bylines, "person"),
            byline_credit: pick(bylines, "credit"),
            byline_not: pick(bylines, "not"),
            sources: pick(include_str!("../data/sources.txt"), ""),
            published: pick(meta, "published"),
            updated: pick(meta, "updated"),
            meta: beside_dates,
            dateline_close: pick(datelines, "close"),
            dateline_open: pick(datelines, "open"),
            list_heads: pick(include_str!("../data/lists.txt"), ""),
            dangling: pick(breaks, "dangling"),
            nostart: pick(breaks, "nostart"),
            daytime: pick(breaks, "daytime"),
            asks: pick(speakers, "asks"),
            answers: pick(speakers, "answers"),
        }
    })
}

/// Class and folded word of every line; the class is empty where a file has one column.
fn rows(data: &'static str) -> impl Iterator<Item = (&'static str, String)> {
    data.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let (class, word) = line.split_once('\t').unwrap_or(("", line));
        (class, fold_text(word))
    })
}

fn pick(data: &'static str, class: &str) -> Vec<String> {
    rows(data).filter(|(found, _)| *found == class).map(|(_, word)| word).collect()
}

/// Whether a text starts with one of the words.
pub(crate) fn starts(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.starts_with(word.as_str()))
}

/// Whether a text ends with one of the words.
pub(crate) fn ends(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn every_list_has_words() {
        let words = words();
        for list in [
            &words.caption_start,
            &words.caption_end,
            &words.caption_within,
            &words.agencies,
            &words.byline_start,
            &words.byline_end,
            &words.byline_person,
            &words.byline_credit,
            &words.sources,
            &words.published,
            &words.updated,
            &words.meta,
            &words.dateline_close,
            &words.dateline_open,
            &words.list_heads,
            &words.dangling,
            &words.nostart,
            &words.daytime,
            &words.asks,
            &words.answers,
        ] {
            assert!(!list.is_empty() && list.iter().all(|word| !word.trim().is_empty()));
        }
        assert!(words.kickers.iter().any(|kicker| kicker.kind.is_some() && kicker.ending));
    }
}
