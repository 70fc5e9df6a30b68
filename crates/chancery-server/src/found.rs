//! All documents that have words: found once, kept as long as nothing is written.
//!
//! In: words. Out: numbers, days, outlets, languages of the documents; those of them that fit what is asked for besides.

use std::collections::BTreeSet;

use chancery_archive::Query;
use chancery_model::Date;
use chancery_text::fold_text;

use crate::call::Call;
use crate::fault::Fault;

/// Documents that are found at most.
pub(crate) const MOST: usize = 20_000;
/// Languages of texts, with their own names.
pub(crate) const LANGUAGES: [(&str, &str); 4] = [("zh-Hant", "繁體中文"), ("zh-Hans", "简体中文"), ("en", "English"), ("ru", "Русский")];

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

impl All {
    /// Worked out once and kept, unless they are very many.
    pub fn of(call: &Call<'_>, words: &str) -> Result<std::sync::Arc<All>, Fault> {
        call.app.kept(call.mark, &format!("found {words}"), || {
            let query = Query::parse(words)?;
            let hits = call.archive.found(&call.archive.candidates(&query)?, MOST)?;
            let outline = call.app.kept(call.mark, "outline", || Ok(call.archive.outline()?))?;
            let mut languages: Vec<BTreeSet<i64>> = Vec::new();
            for (tag, _) in LANGUAGES {
                let mut query = query.clone();
                query.language = Some(tag.to_owned());
                languages.push(call.archive.candidates(&query)?.numbers().collect());
            }
            let found = hits.iter().map(|hit| One {
                number: hit.number,
                day: hit.published,
                outlet: outline.binary_search_by_key(&hit.number, |row| row.number).ok().and_then(|at| outline[at].outlet),
                language: languages.iter().position(|numbers| numbers.contains(&hit.number)).unwrap_or(LANGUAGES.len()),
            });
            Ok(All { found: found.collect(), whole: hits.len() < MOST })
        })
    }

    /// Those that fit what is asked for besides, but for one choice.
    pub fn chosen<'a>(&'a self, call: &Call<'_>, but: Part) -> impl Iterator<Item = &'a One> + use<'a> {
        let (from, to) = (call.day("from"), call.day("to"));
        let outlet = call.get("outlet").filter(|_| but != Part::Outlet).map(fold_text);
        let outlets = call.app.kept(call.mark, "outlets", || Ok(call.archive.outlets()?)).unwrap_or_default();
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
