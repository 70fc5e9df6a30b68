//! Full-text search.
//!
//! In: a query: phrases that must or must not be in a text, days, outlets, languages. Out: documents, newest first, with the words found.
//! The index gives candidates; what one posting list can't decide (a phrase of three characters and more) is looked up in the text
//! when its turn comes, so that the first results do not wait for the last. By relevance, all candidates are read first.

use chancery_model::Date;
use rayon::prelude::*;

use crate::archive::Archive;
use crate::document;
use crate::error::{Error, ErrorKind};
use crate::facets;
use crate::index::{self, Family, NO_DAY};
use crate::terms::{self, BOUNDARY, Normal, WORD};

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Normal forms that must be in the text.
    with: Vec<String>,
    /// Normal forms that must not.
    without: Vec<String>,
    /// First day of publication.
    pub from: Option<Date>,
    /// Last day of publication.
    pub to: Option<Date>,
    /// Name of the outlet, script and case do not matter.
    pub outlet: Option<String>,
    /// Language: `zh`, or one of `zh-Hant`, `zh-Hans`, `en` …
    pub language: Option<String>,
}

/// A document found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the document.
    pub number: i64,
    /// First possible day of publication.
    pub published: Option<Date>,
}

/// Words found, with what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// Exactly the text at the span.
    pub quote: String,
    /// Where it begins, in code points.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands before it on the line.
    pub before: String,
    /// What stands after it on the line.
    pub after: String,
}

impl Query {
    /// All texts in a language.
    pub fn language(tag: &str) -> Query {
        Query { language: Some(tag.to_owned()), ..Query::default() }
    }

    /// Reads a query: words parted by spaces must all be there, words in quotation marks as one phrase, words after `-` must not.
    ///
    /// # Errors
    /// Nothing to look for.
    pub fn parse(text: &str) -> Result<Query, Error> {
        let mut query = Query::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let bare = rest.strip_prefix('-');
            let body = bare.unwrap_or(rest);
            let close = body.chars().next().and_then(|open| match open {
                '"' => Some('"'),
                '“' => Some('”'),
                '「' => Some('」'),
                _ => None,
            });
            let (phrase, tail) = match close {
                Some(close) => {
                    let inner = &body[body.chars().next().map_or(0, char::len_utf8)..];
                    inner.split_once(close).unwrap_or((inner, ""))
                }
                None => body.split_once(char::is_whitespace).unwrap_or((body, "")),
            };
            let form = terms::normal(phrase, false).text;
            let form = form.trim_matches(BOUNDARY);
            if !form.is_empty() {
                if bare.is_some() { &mut query.without } else { &mut query.with }.push(form.to_owned());
            }
            rest = tail.trim_start();
        }
        if query.with.is_empty() {
            return Err(Error::new(
                ErrorKind::Usage,
                format!("{text:?}: no words to look for. Give at least one, for example: chancery search '外交部 \"joint statement\" -體育'"),
            ));
        }
        Ok(query)
    }
}

/// What the index must be asked for a phrase.
enum Ask {
    Key(u64),
    Range(u64, u64),
}

/// What to ask for a phrase, and whether the answer is exact.
fn asks(phrase: &str) -> (Vec<Ask>, bool) {
    let chars: Vec<char> = phrase.chars().collect();
    let mut asks = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if terms::single(c) {
            match chars.get(at + 1) {
                Some(next) if terms::single(*next) => asks.push(Ask::Key(terms::pair_key(c, Some(*next)))),
                // The pair before holds it already, unless what follows is known to be no Han character.
                Some(_) => asks.push(Ask::Key(terms::pair_key(c, None))),
                None if at > 0 && terms::single(chars[at - 1]) => {}
                None => asks.push(Ask::Range(terms::pair_key(c, None), terms::pair_key(char::from_u32(c as u32 + 1).unwrap_or(c), None))),
            }
        } else if c != WORD && c != BOUNDARY {
            let end = chars[at..].iter().position(|c| *c == WORD).map_or(chars.len(), |length| at + length);
            asks.push(Ask::Key(terms::word_key(&chars[at..end].iter().collect::<String>())));
            at = end;
            continue;
        }
        at += 1;
    }
    // A pair, a character or a word by itself is decided by its list.
    let inner = chars.iter().filter(|c| **c != WORD).count();
    let exact = asks.len() == 1 && (chars.first() == Some(&WORD) || (inner <= 2 && chars.len() == inner));
    (asks, exact)
}

fn intersect(left: Vec<u32>, right: &[u32]) -> Vec<u32> {
    let mut right = right.iter().copied().peekable();
    left.into_iter()
        .filter(|document| {
            while right.peek().is_some_and(|other| other < document) {
                right.next();
            }
            right.peek() == Some(document)
        })
        .collect()
}

/// Documents that may fit a query, newest first; the text decides where the index can't.
#[derive(Clone)]
pub struct Candidates {
    query: Query,
    exact: bool,
    /// Newest first; among those of a day in the order of adding.
    found: Vec<(i32, i64)>,
}

impl Candidates {
    /// How many there are: as many as fit where [`Candidates::exact`], else at least as many.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Numbers of the documents, newest first.
    pub fn numbers(&self) -> impl Iterator<Item = i64> {
        self.found.iter().map(|(_, number)| *number)
    }

    /// Whether none fits.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether all of them fit.
    pub fn exact(&self) -> bool {
        self.exact
    }
}

impl Archive {
    /// Documents that may fit.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn candidates(&self, query: &Query) -> Result<Candidates, Error> {
        let mut exact = query.without.is_empty();
        let mut wanted = Vec::new();
        for phrase in &query.with {
            let (more, decided) = asks(phrase);
            exact &= decided;
            wanted.extend(more);
        }
        wanted.extend(query.outlet.as_ref().map(|outlet| Ask::Key(facets::key("outlet", &chancery_text::fold_text(outlet)))));
        let chinese = query.language.as_deref() == Some("zh");
        wanted.extend(query.language.as_ref().filter(|_| !chinese).map(|language| Ask::Key(facets::key("language", language))));
        let (from, to) = (query.from.map_or(NO_DAY, Date::days), query.to.map_or(i32::MAX, Date::days));
        let mut found = Vec::new();
        for segment in index::segments(&self.db, Family::Text)? {
            let mut documents: Option<Vec<u32>> = None;
            for ask in &wanted {
                let list = match ask {
                    Ask::Key(key) => index::list(&self.db, &segment, *key)?,
                    Ask::Range(low, high) => index::range(&self.db, &segment, *low, *high)?,
                };
                documents = Some(match documents {
                    None => list,
                    Some(others) => intersect(others, &list),
                });
                if documents.as_ref().is_some_and(Vec::is_empty) {
                    break;
                }
            }
            let mut documents = documents.unwrap_or_default();
            if chinese && !documents.is_empty() {
                let mut either: Vec<u32> = Vec::new();
                for language in ["zh-Hant", "zh-Hans"] {
                    either.extend(index::list(&self.db, &segment, facets::key("language", language))?);
                }
                either.sort_unstable();
                documents = intersect(documents, &either);
            }
            if documents.is_empty() {
                continue;
            }
            let days = index::days(&self.db, &segment)?;
            let dated = documents.iter().map(|document| (days.get(*document as usize).copied().unwrap_or(NO_DAY), segment.base + i64::from(*document)));
            found.extend(dated.filter(|(day, _)| (from..=to).contains(day) && (query.from.is_none() && query.to.is_none() || *day != NO_DAY)));
        }
        found.sort_unstable_by_key(|(day, number)| (std::cmp::Reverse(*day), *number));
        Ok(Candidates { query: query.clone(), exact, found })
    }

    /// Calls `each` for every document that fits, newest first, until it says `false`.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn hits<E: From<Error>>(&self, candidates: &Candidates, mut each: impl FnMut(Hit) -> Result<bool, E>) -> Result<(), E> {
        let mut unpacker = self.dictionaries.unpacker();
        for candidate in &candidates.found {
            let fits = candidates.exact || candidates.query.fits(&self.text_with(candidate.1, &mut unpacker)?);
            if fits && !each(Hit::of(candidate))? {
                break;
            }
        }
        Ok(())
    }

    /// Whether a candidate fits.
    ///
    /// # Errors
    /// Its text can't be read.
    pub fn has(&self, candidates: &Candidates, number: i64) -> Result<bool, Error> {
        Ok(candidates.exact || candidates.query.fits(&self.text(number)?))
    }

    /// The same, with the text of each.
    ///
    /// # Errors
    /// As [`Archive::hits`].
    pub fn pages<E: From<Error>>(&self, candidates: &Candidates, mut each: impl FnMut(Hit, &str) -> Result<bool, E>) -> Result<(), E> {
        let mut unpacker = self.dictionaries.unpacker();
        for candidate in &candidates.found {
            let text = self.text_with(candidate.1, &mut unpacker)?;
            if (candidates.exact || candidates.query.fits(&text)) && !each(Hit::of(candidate), &text)? {
                break;
            }
        }
        Ok(())
    }
}

/// Candidates that are read at a time.
const CHUNK: usize = 2048;
/// Candidates that one thread reads one after another.
const TOGETHER: usize = 64;

impl Archive {
    /// All that fit, newest first, up to so many; texts are read by all processors.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn found(&self, candidates: &Candidates, most: usize) -> Result<Vec<Hit>, Error> {
        if candidates.exact {
            return Ok(candidates.found.iter().take(most).map(Hit::of).collect());
        }
        let (query, dictionaries) = (&candidates.query, &self.dictionaries);
        let mut found = Vec::new();
        for chunk in candidates.found.chunks(CHUNK) {
            // In the order of adding, neighbours lie in one pack, which is then unpacked once.
            let mut numbers: Vec<i64> = chunk.iter().map(|(_, number)| *number).collect();
            numbers.sort_unstable();
            let mut stored = Vec::with_capacity(chunk.len());
            for number in &numbers {
                stored.push((*number, document::text::load(&self.db, dictionaries, *number)?));
            }
            let read: Result<Vec<Option<i64>>, Error> = stored
                .into_par_iter()
                .with_min_len(TOGETHER)
                .map_init(|| dictionaries.unpacker(), |unpacker, (number, text)| Ok(query.fits(&text.read(unpacker)?).then_some(number)))
                .collect();
            let fits: std::collections::BTreeSet<i64> = read?.into_iter().flatten().collect();
            found.extend(chunk.iter().filter(|(_, number)| fits.contains(number)).map(Hit::of));
            if found.len() >= most {
                found.truncate(most);
                break;
            }
        }
        Ok(found)
    }
}

/// How well a text fits.
struct Fit {
    in_title: bool,
    /// How often each phrase is there.
    times: Vec<usize>,
    length: usize,
}

impl Fit {
    /// Thousandths: how often the phrases are there, each further time counting less and less in longer texts (BM25 without the part that
    /// weighs phrases by their rarity, since all of them are in every text found).
    fn score(&self, mean: f64) -> u64 {
        let long = 0.25 + 0.75 * self.length as f64 / mean.max(1.0);
        self.times.iter().map(|times| (*times as f64 / (*times as f64 + 1.2 * long) * 1000.0) as u64).sum()
    }
}

impl Archive {
    /// The candidates that fit, those first that have all phrases in their title, then those that have them most often for their length,
    /// then the newest. Reads every candidate.
    ///
    /// # Errors
    /// The archive can't be read.
    pub fn by_relevance(&self, candidates: &Candidates) -> Result<Candidates, Error> {
        let (query, dictionaries) = (&candidates.query, &self.dictionaries);
        let mut fits: Vec<(Fit, (i32, i64))> = Vec::new();
        for chunk in candidates.found.chunks(CHUNK) {
            let mut stored = Vec::with_capacity(chunk.len());
            for candidate in chunk {
                stored.push((*candidate, document::text::load(&self.db, dictionaries, candidate.1)?));
            }
            let read: Result<Vec<Option<(Fit, (i32, i64))>>, Error> = stored
                .into_par_iter()
                .map_init(|| dictionaries.unpacker(), |unpacker, (candidate, text)| Ok(query.fit(&text.read(unpacker)?).map(|fit| (fit, candidate))))
                .collect();
            fits.extend(read?.into_iter().flatten());
        }
        let mean = fits.iter().map(|(fit, _)| fit.length).sum::<usize>() as f64 / fits.len().max(1) as f64;
        fits.sort_by_cached_key(|(fit, (day, number))| (!fit.in_title, std::cmp::Reverse(fit.score(mean)), std::cmp::Reverse(*day), *number));
        Ok(Candidates { query: query.clone(), exact: true, found: fits.into_iter().map(|(_, candidate)| candidate).collect() })
    }
}

impl Hit {
    fn of((day, number): &(i32, i64)) -> Hit {
        Hit { number: *number, published: (*day != NO_DAY).then(|| Date::from_days(*day)) }
    }
}

/// The first line of a text with words in it: what a list calls a document.
pub fn title(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

impl Query {
    /// Whether a text has all that must be there and nothing that must not.
    fn fits(&self, text: &str) -> bool {
        let text = terms::normal(text, false).text;
        self.with.iter().all(|phrase| text.contains(phrase)) && !self.without.iter().any(|phrase| text.contains(phrase))
    }

    /// How well a text fits, if it does.
    fn fit(&self, text: &str) -> Option<Fit> {
        let normal = terms::normal(text, false).text;
        let times: Vec<usize> = self.with.iter().map(|phrase| normal.matches(phrase.as_str()).count()).collect();
        if times.contains(&0) || self.without.iter().any(|phrase| normal.contains(phrase)) {
            return None;
        }
        let head = terms::normal(title(text), false).text;
        Some(Fit { in_title: self.with.iter().all(|phrase| head.contains(phrase)), times, length: normal.len() })
    }

    /// Where the words stand in a text: at most `most` places, each with up to `around` characters on both sides.
    pub fn snippets(&self, text: &str, most: usize, around: usize) -> Vec<Snippet> {
        let Normal { text: form, places } = terms::normal(text, true);
        let chars: Vec<char> = text.chars().collect();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for phrase in &self.with {
            for (byte, found) in form.match_indices(phrase.as_str()).take(most) {
                let first = form[..byte].chars().count();
                let inner: Vec<usize> = found.chars().enumerate().filter(|(_, c)| *c != WORD).map(|(at, _)| first + at).collect();
                if let (Some(start), Some(end)) = (inner.first().and_then(|at| places.get(*at)), inner.last().and_then(|at| places.get(*at))) {
                    spans.push((*start as usize, *end as usize + 1));
                }
            }
        }
        spans.sort_unstable();
        spans.dedup();
        let line = |c: &&char| **c != '\n';
        let cut = |start: usize, end: usize| Snippet {
            quote: chars[start..end].iter().collect(),
            start,
            end,
            before: chars[..start].iter().rev().take(around).take_while(line).collect::<Vec<_>>().into_iter().rev().collect(),
            after: chars[end..].iter().take(around).take_while(line).collect(),
        };
        spans.into_iter().filter(|(_, end)| *end <= chars.len()).take(most).map(|(start, end)| cut(start, end)).collect()
    }
}
