//! All documents that have words: found once, kept as long as nothing is written.
//!
//! In: words. Out: numbers, days, outlets, languages of the documents; those of them that fit what is asked for besides. Words that stand in very many
//! documents are looked up by a thread of its own: a page shows what it has and says that the rest is being counted, instead of waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chancery_archive::{Archive, Candidates, Query};
use chancery_model::Date;
use chancery_text::fold_text;

use crate::app::App;
use crate::call::Call;
use crate::fault::Fault;

/// Documents that are found at most.
pub(crate) const MOST: usize = 20_000;
/// Languages of texts, with their own names.
pub(crate) const LANGUAGES: [(&str, &str); 4] = [("zh-Hant", "繁體中文"), ("zh-Hans", "简体中文"), ("en", "English"), ("ru", "Русский")];
/// Documents that may have the words and are looked up while a page waits.
const FEW: usize = 400;
/// How long a page waits for others; the shorter ones are found by then.
const PATIENCE: Duration = Duration::from_millis(40);
/// Threads that look up at the same time.
const AT_WORK: usize = 2;

/// A document that fits.
#[derive(Clone, Copy)]
pub(crate) struct One {
    pub number: i64,
    pub day: Option<Date>,
    pub outlet: Option<i64>,
    /// Place in [`LANGUAGES`], or behind it.
    pub language: usize,
}

/// All documents that have words, whatever else is asked for.
pub(crate) struct All {
    pub found: Vec<One>,
    pub whole: bool,
}

/// A choice that replaces another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    None,
    Outlet,
    Language,
}

/// What is being looked up.
#[derive(Default)]
pub(crate) struct Searches {
    at_work: Mutex<BTreeSet<String>>,
    done: Condvar,
}

fn key(words: &str) -> String {
    format!("found {words}")
}

impl All {
    fn make(app: &App, archive: &Archive, mark: &str, candidates: &Candidates) -> Result<All, Fault> {
        let hits = archive.found(candidates, MOST)?;
        let outline = outline(app, archive, mark)?;
        let languages = app.kept(
            mark,
            "languages",
            |lists: &Vec<Vec<i64>>| lists.iter().map(|list| list.len() * 8).sum(),
            || {
                let of = |tag: &str| -> Result<Vec<i64>, Fault> {
                    let mut numbers: Vec<i64> = archive.candidates(&Query::language(tag))?.numbers().collect();
                    numbers.sort_unstable();
                    Ok(numbers)
                };
                LANGUAGES.iter().map(|(tag, _)| of(tag)).collect()
            },
        )?;
        let one = |hit: &chancery_archive::Hit| One {
            number: hit.number,
            day: hit.published,
            outlet: outline.binary_search_by_key(&hit.number, |row| row.number).ok().and_then(|at| outline[at].outlet),
            language: languages.iter().position(|numbers| numbers.binary_search(&hit.number).is_ok()).unwrap_or(LANGUAGES.len()),
        };
        Ok(All { found: hits.iter().map(one).collect(), whole: hits.len() < MOST })
    }

    fn weigh(&self) -> usize {
        self.found.len() * size_of::<One>()
    }

    /// All of them, however long it takes.
    pub fn of(call: &Call<'_>, words: &str) -> Result<Arc<All>, Fault> {
        call.app.kept(call.mark, &key(words), All::weigh, || All::make(call.app, call.archive, call.mark, &call.archive.candidates(&Query::parse(words)?)?))
    }

    /// All of them if that is known soon; else somebody goes on looking, and the answer is not kept.
    pub fn soon(call: &Call<'_>, words: &str) -> Result<Option<Arc<All>>, Fault> {
        let (app, key) = (call.app, key(words));
        if let Some(all) = app.held(call.mark, &key) {
            return Ok(Some(all));
        }
        let candidates = call.archive.candidates(&Query::parse(words)?)?;
        if candidates.exact() || candidates.len() <= FEW {
            return app.kept(call.mark, &key, All::weigh, || All::make(app, call.archive, call.mark, &candidates)).map(Some);
        }
        let from = Instant::now();
        let searches = &app.searches;
        let mut at_work = searches.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if !at_work.contains(&key) {
                if let Some(all) = app.held(call.mark, &key) {
                    return Ok(Some(all));
                }
                if at_work.len() < AT_WORK {
                    at_work.insert(key.clone());
                    begin(Arc::clone(app), key.clone(), candidates.clone());
                }
            }
            let left = PATIENCE.saturating_sub(from.elapsed());
            if left.is_zero() {
                call.unfinished.set(true);
                return Ok(None);
            }
            at_work = searches.done.wait_timeout(at_work, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Those that fit what is asked for besides, but for one choice.
    pub fn chosen<'a>(&'a self, call: &Call<'_>, but: Part) -> impl Iterator<Item = &'a One> + use<'a> {
        let (from, to) = (call.day("from"), call.day("to"));
        let outlet = call.get("outlet").filter(|_| but != Part::Outlet).map(fold_text);
        let outlets = outlets(call).unwrap_or_default();
        let language = call.get("language").filter(|_| but != Part::Language).map(str::to_owned);
        self.found.iter().filter(move |one| {
            let days = from.is_none_or(|from| one.day.is_some_and(|day| day >= from)) && to.is_none_or(|to| one.day.is_some_and(|day| day <= to));
            let told = outlet.as_ref().is_none_or(|wanted| one.outlet.and_then(|outlet| outlets.get(&outlet)).is_some_and(|name| fold_text(name) == *wanted));
            let tag = LANGUAGES.get(one.language).map_or("", |(tag, _)| tag);
            let written = language.as_ref().is_none_or(|wanted| tag == wanted || (wanted == "zh" && tag.starts_with("zh-")));
            days && told && written
        })
    }
}

/// Looks up on a thread of its own.
fn begin(app: Arc<App>, key: String, candidates: Candidates) {
    std::thread::spawn(move || {
        let made = app.with_archive(|archive| {
            let mark = archive.mark()?;
            let weigh = |all: &All| all.weigh();
            app.kept(&mark, &key, weigh, || All::make(&app, archive, &mark, &candidates)).map(drop)
        });
        if let Ok(Err(fault)) | Err(fault) = made {
            eprintln!("error: documents can't be counted: {}", fault.detail);
        }
        let mut at_work = app.searches.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        at_work.remove(&key);
        app.searches.done.notify_all();
    });
}

/// Every document in few bytes.
pub(crate) fn outline(app: &App, archive: &Archive, mark: &str) -> Result<Arc<Vec<chancery_archive::Outline>>, Fault> {
    app.kept(mark, "outline", |rows: &Vec<_>| std::mem::size_of_val(rows.as_slice()), || Ok(archive.outline()?))
}

/// Names of outlets by number.
pub(crate) fn outlets(call: &Call<'_>) -> Result<Arc<BTreeMap<i64, String>>, Fault> {
    call.app.kept(call.mark, "outlets", |names: &BTreeMap<_, _>| names.len() * 100, || Ok(call.archive.outlets()?))
}
