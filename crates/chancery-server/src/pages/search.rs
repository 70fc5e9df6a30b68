//! Search: documents with words, newest first, with where the words stand.
//!
//! The first page does not wait for the last: counts are exact up to a bound and said to be at least so many beyond.

use std::collections::BTreeMap;

use chancery_archive::{DocumentRow, Query, Snippet, title};
use chancery_model::Date;
use maud::html;
use serde_json::{Value, json};

use crate::call::{Call, record_address};
use crate::fault::Fault;
use crate::parts;
use crate::reply::{Reply, object};
use crate::route::Shape;

const COLUMNS: &[&str] = &["id", "published", "outlet", "name", "url", "title", "before", "words", "after", "span"];
/// Results of a page.
const PAGE: usize = 20;
/// Documents that are looked at to count.
const COUNTED: usize = 500;
/// Characters before and after the words found.
const AROUND: usize = 40;

struct Found {
    document: DocumentRow,
    title: String,
    snippets: Vec<Snippet>,
}

impl Found {
    fn values(&self) -> Vec<Value> {
        let first = self.snippets.first();
        vec![
            json!(self.document.id),
            json!(self.document.published.map(|(day, _)| day.to_string())),
            json!(self.document.outlet),
            json!(self.document.name),
            json!(self.document.url),
            json!(self.title),
            json!(first.map(|found| &found.before)),
            json!(first.map(|found| &found.quote)),
            json!(first.map(|found| &found.after)),
            json!(first.map(|found| [found.start, found.end])),
        ]
    }
}

fn query(call: &Call<'_>, words: &str) -> Result<Query, Fault> {
    let mut query = Query::parse(words)?;
    (query.from, query.to) = (call.day("from"), call.day("to"));
    query.outlet = call.get("outlet").map(str::to_owned);
    query.language = call.get("language").map(str::to_owned);
    Ok(query)
}

/// Search.
pub(crate) fn search(call: &Call<'_>) -> Result<Reply, Fault> {
    let Some(words) = call.get("q") else {
        let main = html! { (parts::head(call, call.t("search.title"), call.t("search.about"), None)) (form(call)) };
        return Reply::page(call.t("search.title"), main, json!({"items": [], "next": null}));
    };
    let query = query(call, words)?;
    let limit = call.number("limit").unwrap_or(PAGE);
    if matches!(call.shape, Shape::Csv | Shape::Jsonl) {
        let mut left = call.number("limit").unwrap_or(usize::MAX);
        return Ok(Reply::Rows {
            columns: COLUMNS.to_vec(),
            name: "search",
            produce: Box::new(move |_, archive, each| {
                let candidates = archive.candidates(&query)?;
                archive.pages(&candidates, |hit, text| {
                    let found = Found { document: archive.numbered(hit.number)?, title: title(text).to_owned(), snippets: query.snippets(text, 1, AROUND) };
                    left = left.saturating_sub(1);
                    Ok(each(found.values())? && left > 0)
                })
            }),
        });
    }
    let skip: usize = match call.get("after") {
        None => 0,
        Some(after) => {
            after.strip_prefix("n.").and_then(|skip| skip.parse().ok()).ok_or_else(|| Fault::parameter("after", after, "a cursor as this server gave it"))?
        }
    };
    let candidates = call.archive.candidates(&query)?;
    let mut found: Vec<Found> = Vec::new();
    let mut numbers: Vec<(i64, Option<Date>)> = Vec::new();
    call.archive.hits(&candidates, |hit| {
        numbers.push((hit.number, hit.published));
        Ok::<_, Fault>(numbers.len() < COUNTED.max(skip + limit + 1))
    })?;
    for (number, _) in numbers.iter().skip(skip).take(limit) {
        let text = call.archive.text(*number)?;
        found.push(Found { document: call.archive.numbered(*number)?, title: title(&text).to_owned(), snippets: query.snippets(&text, 3, AROUND) });
    }
    let whole = numbers.len() < COUNTED.max(skip + limit + 1);
    let next = (numbers.len() > skip + limit).then(|| format!("n.{}", skip + limit));
    let (outlets, years) = if call.shape == Shape::Html { facets(call, &numbers)? } else { Default::default() };
    let main = html! {
        (parts::head(call, call.t("search.title"), call.t("search.about"), None))
        (form(call))
        p.status role="status" { (call.tf(if whole { "search.found" } else { "search.found_least" }, &[&call.count(if whole { numbers.len() } else { COUNTED })])) " " a href={ "/phrase?phrase=" (crate::route::encode(words)) } { (call.t("search.as_phrase")) } }
        div.columns {
            section {
                ol.entries.hits {
                    @for one in &found {
                        li {
                            p.line { a.open href=(record_address(&one.document.id)) { bdi { (if one.title.is_empty() { call.t("document.untitled") } else { one.title.as_str() }) } } }
                            @for found in &one.snippets { p.snippet { bdi { (found.before) mark { (found.quote) } (found.after) } } }
                            p.more { @if let Some((day, _)) = one.document.published { (parts::day(day)) " · " } @if let Some(outlet) = &one.document.outlet { (parts::short(outlet)) } }
                        }
                    }
                }
                @if found.is_empty() { p.empty { (call.t("search.none")) } }
                (parts::pager(call, next.as_deref()))
            }
            aside aria-label=(call.t("facet.label")) {
                (parts::facet(call, call.t("outlet"), "outlet", &outlets))
                @if years.len() > 1 {
                    section.facet {
                        h2 { (call.t("facet.year")) }
                        ul.plain.years { @for (year, count) in years.iter().rev() { li { a href=(call.with(&[("from", &format!("{year:04}-01-01")), ("to", &format!("{year:04}-12-31"))])) { span { (year) } " " span.count { (call.count(*count)) } } } } }
                    }
                }
                section.facet {
                    h2 { (call.t("facet.language")) }
                    ul.plain {
                        @for (tag, label) in [("zh-Hant", "繁體中文"), ("zh-Hans", "简体中文"), ("en", "English")] {
                            @let on = call.get("language") == Some(tag);
                            li { a lang=(tag) href=(call.with(&[("language", if on { "" } else { tag })])) aria-current=[on.then_some("true")] { (label) } }
                        }
                    }
                }
            }
        }
    };
    let items: Vec<Value> = found.iter().map(|one| object(COLUMNS, one.values())).collect();
    let path = if call.api { call.path.to_owned() } else { "/search.json".to_owned() };
    let next = next.map(|next| {
        crate::call::address(
            &path,
            call.query.iter().filter(|(key, _)| key != "after").map(|(key, value)| (key.as_str(), value.as_str())).chain([("after", next.as_str())]),
        )
    });
    Reply::page(format!("{words} · {}", call.t("search.title")), main, json!({"items": items, "next": next, "found": numbers.len(), "all_counted": whole}))
}

fn form(call: &Call<'_>) -> maud::Markup {
    parts::form(
        call,
        &[
            ("q", call.t("search.words"), "search"),
            ("from", call.t("filter.from"), "date"),
            ("to", call.t("filter.to"), "date"),
            ("outlet", call.t("outlet"), "text"),
        ],
    )
}

type Counted = Vec<(String, String, usize)>;

/// How many documents of each outlet and year.
fn facets(call: &Call<'_>, numbers: &[(i64, Option<Date>)]) -> Result<(Counted, BTreeMap<i16, usize>), Fault> {
    let outline = call.app.kept(call.mark, "outline", || Ok(call.archive.outline()?))?;
    let names = call.app.kept(call.mark, "outlets", || Ok(call.archive.outlets()?))?;
    let (mut outlets, mut years): (BTreeMap<&str, usize>, BTreeMap<i16, usize>) = Default::default();
    for (number, day) in numbers {
        if let Some(day) = day {
            *years.entry(day.year).or_default() += 1;
        }
        let outlet = outline.binary_search_by_key(number, |row| row.0).ok().and_then(|at| outline[at].2).and_then(|outlet| names.get(&outlet));
        if let Some(outlet) = outlet {
            *outlets.entry(outlet).or_default() += 1;
        }
    }
    let mut outlets: Counted = outlets.into_iter().map(|(name, count)| (name.to_owned(), parts::short(name).to_owned(), count)).collect();
    outlets.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    Ok((outlets, years))
}
