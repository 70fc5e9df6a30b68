//! Search: documents with words, newest first, with where the words stand.
//!
//! All that fit are found once and kept as long as nothing is written: pages, and the counts beside them, are taken from that. Beyond a bound counts are said
//! to be at least so many.

use std::collections::BTreeMap;

use chancery_archive::{ColumnKind, DocumentRow, Query, Snippet, title};
use maud::html;
use serde_json::{Value, json};

use crate::call::{Call, record_address};
use crate::facets;
use crate::fault::Fault;
use crate::found::{self, All, LANGUAGES, MOST, Part};
use crate::parts;
use crate::reply::{Reply, object};
use crate::route::Shape;

const COLUMNS: &[&str] = &["id", "published", "outlet", "name", "url", "title", "before", "words", "after", "span"];
/// Results of a page.
const PAGE: usize = 20;
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
    if call.shape.streams() {
        let mut left = call.number("limit").unwrap_or(usize::MAX);
        return Ok(Reply::Rows {
            columns: COLUMNS.iter().map(|name| (*name, if *name == "span" { ColumnKind::List } else { ColumnKind::Text })).collect(),
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
    // Programs get the number of all, people a page that does not wait for it.
    let all = if call.shape == Shape::Html { All::soon(call, words)? } else { Some(All::of(call, words)?) };
    let mut exact = true;
    let numbers: Vec<i64> = match &all {
        Some(all) if all.whole => all.chosen(call, Part::None).map(|one| one.number).collect(),
        Some(_) if call.shape != Shape::Html => call.archive.found(&call.archive.candidates(&query)?, MOST)?.into_iter().map(|hit| hit.number).collect(),
        _ => {
            let candidates = call.archive.candidates(&query)?;
            let mut numbers = Vec::new();
            let most = if candidates.exact() { MOST } else { skip + limit + 1 };
            call.archive.hits(&candidates, |hit| {
                numbers.push(hit.number);
                Ok::<_, Fault>(numbers.len() < most)
            })?;
            exact = candidates.exact() || numbers.len() < most;
            numbers
        }
    };
    let mut found: Vec<Found> = Vec::new();
    for number in numbers.iter().skip(skip).take(limit) {
        let text = call.archive.text(*number)?;
        found.push(Found { document: call.archive.numbered(*number)?, title: title(&text).to_owned(), snippets: query.snippets(&text, 3, AROUND) });
    }
    let whole = exact && numbers.len() < MOST;
    let next = (numbers.len() > skip + limit).then(|| format!("n.{}", skip + limit));
    let main = html! {
        (parts::head(call, call.t("search.title"), call.t("search.about"), None))
        (form(call))
        p.status role="status" { (call.tf(if whole { "search.found" } else { "search.found_least" }, &[&call.count(numbers.len())])) " " a href={ "/phrase?phrase=" (crate::route::encode(words)) } { (call.t("search.as_phrase")) } }
        div.columns {
            section {
                ol.entries.hits {
                    @for one in &found {
                        li {
                            p.line { a.open href=(record_address(&one.document.id)) { bdi { (if one.title.is_empty() { call.t("document.untitled") } else { one.title.as_str() }) } } }
                            @for line in joined(&one.snippets) { p.snippet { bdi { @for (text, found) in &line { @if *found { mark { (text) } } @else { (text) } } } } }
                            p.more { @if let Some((day, _)) = one.document.published { (parts::day(day)) " · " } @if let Some(outlet) = &one.document.outlet { (parts::short(outlet)) } }
                        }
                    }
                }
                @if found.is_empty() { p.empty { (call.t("search.none")) } }
                (parts::pager(call, next.as_deref()))
            }
            aside.facets aria-label=(call.t("facet.label")) {
                @match &all {
                    Some(all) => {
                        @if !all.whole { p.more { (call.tf("search.counted", &[&call.count(MOST)])) } }
                        @if call.shape == Shape::Html { (narrowing(all, call)?) }
                    }
                    None => { (facets::counting(call)) }
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
    Reply::page(
        format!("{words} · {}", call.t("search.title")),
        main,
        json!({"items": items, "next": next, "found": numbers.len(), "all_counted": all.is_some_and(|all| all.whole) && whole}),
    )
}

/// Lines of text in which what was found is told from the rest: places whose surroundings meet are one line.
fn joined(snippets: &[Snippet]) -> Vec<Vec<(String, bool)>> {
    let mut lines: Vec<Vec<(String, bool)>> = Vec::new();
    // Where the last words found end, and where the line that they stand in does.
    let (mut behind, mut end) = (0, 0);
    for one in snippets {
        let from = one.start - one.before.chars().count();
        match lines.last_mut() {
            Some(_) if one.start < behind => continue,
            Some(line) if from <= end => {
                if let Some((text, _)) = line.last_mut() {
                    *text = text.chars().take(one.start - behind).chain(one.before.chars().skip(end - from)).collect();
                }
                line.extend([(one.quote.clone(), true), (one.after.clone(), false)]);
            }
            _ => {
                // A line does not begin with the end of a sentence.
                let before = one.before.trim_start_matches(|c: char| !c.is_alphanumeric() && !"「『“《（".contains(c));
                lines.push(vec![(before.to_owned(), false), (one.quote.clone(), true), (one.after.clone(), false)]);
            }
        }
        (behind, end) = (one.end, one.end + one.after.chars().count());
    }
    lines
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

/// What narrows the results down.
fn narrowing(all: &All, call: &Call<'_>) -> Result<maud::Markup, Fault> {
    let names = found::outlets(call)?;
    let mut outlets: BTreeMap<String, usize> = BTreeMap::new();
    for one in all.chosen(call, Part::Outlet) {
        if let Some(name) = one.outlet.and_then(|outlet| names.get(&outlet)) {
            *outlets.entry(name.clone()).or_default() += 1;
        }
    }
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    all.chosen(call, Part::None).filter_map(|one| one.day).for_each(|day| *years.entry(day.year).or_default() += 1);
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for one in all.chosen(call, Part::Language) {
        if let Some((tag, _)) = LANGUAGES.get(one.language) {
            *languages.entry((*tag).to_owned()).or_default() += 1;
        }
    }
    let own = |tag: &str| {
        let name = LANGUAGES.iter().find(|(other, _)| *other == tag).map_or(tag, |(_, name)| name).to_owned();
        html! { span lang=(tag) { (name) } }
    };
    Ok(html! {
        (facets::outlets(call, &outlets))
        (facets::years(call, &years))
        (facets::facet(call, call.t("facet.language"), &facets::replacing(call, "language", &languages, own)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_are_near_are_one_line_in_which_every_character_stands_once() {
        let text: Vec<char> = "，甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未\n申酉".chars().collect();
        let snippet = |start: usize, end: usize| Snippet {
            quote: text[start..end].iter().collect(),
            start,
            end,
            before: text[start.saturating_sub(4)..start].iter().collect(),
            after: text[end..(end + 4).min(19)].iter().collect(),
        };
        let told = |snippets: &[Snippet]| {
            let line =
                |line: &Vec<(String, bool)>| line.iter().map(|(text, found)| if *found { format!("[{text}]") } else { text.clone() }).collect::<String>();
            joined(snippets).iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(told(&[snippet(2, 3), snippet(4, 5)]), ["甲[乙]丙[丁]戊己庚辛"]);
        assert_eq!(told(&[snippet(2, 3), snippet(9, 10)]), ["甲[乙]丙丁戊己庚辛[壬]癸子丑寅"]);
        assert_eq!(told(&[snippet(2, 3), snippet(13, 14)]), ["甲[乙]丙丁戊己", "壬癸子丑[寅]卯辰巳午"]);
        assert_eq!(told(&[snippet(2, 4), snippet(3, 5)]), ["甲[乙丙]丁戊己庚"]);
    }
}
