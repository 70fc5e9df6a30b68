//! The word lists of layout, from `data/*.txt`, folded.
//!
//! In: the files compiled into the program. Out: one table of lists, each a [`WordSet`] that is asked about the beginning, the
//! end or the inside of a stretch and mostly says no after a look at one character. They hold marks of captions, bylines,
//! kickers and the like; names of persons or states have no place here.

use std::sync::OnceLock;

use chancery_model::ArticleKind;
use chancery_text::fold_text;

/// A list of words, in the order of its file.
#[derive(Debug, Default)]
pub(crate) struct WordSet {
    words: Vec<Box<[char]>>,
    /// First and last characters of the words, each as one of 64 bits.
    firsts: u64,
    lasts: u64,
}

/// The bit that stands for a character, among others.
fn bit(c: char) -> u64 {
    1 << (c as u32 % 64)
}

impl WordSet {
    fn new(words: impl Iterator<Item = String>) -> WordSet {
        let words: Vec<Box<[char]>> = words.map(|word| word.chars().collect()).collect();
        let bits = |end: fn(&[char]) -> Option<&char>| words.iter().filter_map(|word| end(word)).fold(0, |bits, c| bits | bit(*c));
        WordSet { firsts: bits(<[char]>::first), lasts: bits(<[char]>::last), words }
    }

    /// The first word that a text starts with.
    pub fn start(&self, text: &[char]) -> Option<&[char]> {
        let first = text.first()?;
        if self.firsts & bit(*first) == 0 {
            return None;
        }
        self.words.iter().map(AsRef::as_ref).find(|word| word.first() == Some(first) && text.starts_with(word))
    }

    /// Whether a text starts with a word.
    pub fn starts(&self, text: &[char]) -> bool {
        self.start(text).is_some()
    }

    /// The first word that a text ends with.
    pub fn end(&self, text: &[char]) -> Option<&[char]> {
        let last = text.last()?;
        if self.lasts & bit(*last) == 0 {
            return None;
        }
        self.words.iter().map(AsRef::as_ref).find(|word| word.last() == Some(last) && text.ends_with(word))
    }

    /// Whether a text ends with a word.
    pub fn ends(&self, text: &[char]) -> bool {
        self.end(text).is_some()
    }

    /// Whether a word stands anywhere in a text.
    pub fn within(&self, text: &[char]) -> bool {
        (0..text.len()).any(|at| self.firsts & bit(text[at]) != 0 && self.starts(&text[at..]))
    }

    /// Whether a text is one of the words.
    pub fn holds(&self, text: &[char]) -> bool {
        text.first().is_some_and(|first| self.firsts & bit(*first) != 0) && self.words.iter().any(|word| **word == *text)
    }

    /// The words, for those who look for more than these questions.
    pub fn iter(&self) -> impl Iterator<Item = &[char]> {
        self.words.iter().map(AsRef::as_ref)
    }
}

/// A word that stands above or beside a headline.
pub(crate) struct Kicker {
    pub word: Box<[char]>,
    /// Whether it also ends a short line.
    pub ending: bool,
    pub kind: Option<ArticleKind>,
}

pub(crate) struct Words {
    pub kickers: Vec<Kicker>,
    pub caption_start: WordSet,
    pub caption_end: WordSet,
    pub caption_within: WordSet,
    pub caption_inside: WordSet,
    pub agencies: WordSet,
    /// Beginnings of bylines in Chinese and in an alphabet.
    pub byline_start: WordSet,
    pub byline_start_latin: WordSet,
    pub byline_end: WordSet,
    pub byline_person: WordSet,
    pub byline_credit: WordSet,
    pub byline_not: WordSet,
    pub sources: WordSet,
    pub published: WordSet,
    pub updated: WordSet,
    /// All words beside a date, the longest first.
    pub meta: Vec<String>,
    pub dateline_close: WordSet,
    pub dateline_open: WordSet,
    pub list_heads: WordSet,
    pub dangling: WordSet,
    pub nostart: WordSet,
    pub daytime: WordSet,
    pub asks: WordSet,
    pub answers: WordSet,
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
                .map(|(kind, word)| Kicker {
                    ending: word.starts_with('*'),
                    word: word.trim_start_matches('*').chars().collect(),
                    kind: ArticleKind::parse(kind),
                })
                .collect(),
            caption_start: pick(captions, "start"),
            caption_end: pick(captions, "end"),
            caption_within: pick(captions, "within"),
            caption_inside: pick(captions, "inside"),
            agencies: pick(include_str!("../data/agencies.txt"), ""),
            byline_start: WordSet::new(chosen(bylines, "start").filter(|word| !word.is_ascii())),
            byline_start_latin: WordSet::new(chosen(bylines, "start").filter(|word| word.is_ascii())),
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

fn chosen(data: &'static str, class: &str) -> impl Iterator<Item = String> {
    rows(data).filter(move |(found, _)| *found == class).map(|(_, word)| word)
}

fn pick(data: &'static str, class: &str) -> WordSet {
    WordSet::new(chosen(data, class))
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
            &words.byline_start_latin,
            &words.byline_end,
            &words.byline_person,
            &words.byline_credit,
            &words.sources,
            &words.published,
            &words.updated,
            &words.dateline_close,
            &words.dateline_open,
            &words.list_heads,
            &words.dangling,
            &words.nostart,
            &words.daytime,
            &words.asks,
            &words.answers,
        ] {
            assert!(list.iter().count() > 0 && list.iter().all(|word| word.iter().any(|c| *c != ' ')));
        }
        assert!(!words.meta.is_empty());
        assert!(words.kickers.iter().any(|kicker| kicker.kind.is_some() && kicker.ending));
    }
}
