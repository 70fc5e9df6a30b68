//! Home: what the archive holds, the latest events, the days that are covered; and the page of coverage.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::{Coverage, Filter, OutletDay};
use chancery_model::Date;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::call::Call;
use crate::columns::{Entry, Layer};
use crate::draw;
use crate::fault::Fault;
use crate::parts;
use crate::reply::{Reply, object};

/// Events on the first page.
const LATEST: usize = 8;

/// Home.
pub(crate) fn home(call: &Call<'_>) -> Result<Reply, Fault> {
    let documents = call.archive.len()? as usize;
    let days = outlet_days(call)?;
    let last = days.iter().map(|one| one.day).max();
    // The register also tells of what lies ahead; the latest are those up to the last day that the archive has read.
    let filter = Filter { to: last, statuses: vec!["held".into(), "ongoing".into()], ..Filter::default() };
    let mut latest = Vec::new();
    call.archive.rows("event", &filter, |row| {
        latest.push(row);
        Ok::<_, Fault>(latest.len() < LATEST)
    })?;
    let digest = call.register()?;
    let mut counts: Vec<(&str, &str, usize)> = vec![("documents", "/documents", documents)];
    for (layer, path) in [("event", "/events"), ("instrument", "/instruments"), ("relation", "/relations")] {
        counts.push((layer, path, digest.count(layer, &Filter::default()).all));
    }
    counts.push(("name", "/names", crate::filter::people(call)?.len()));
    let tally = digest.count("event", &Filter::default());
    let main = html! {
        div.hero {
            h1 { (call.t("home.title")) }
            form.big role="search" action="/search" {
                label.hidden for="find" { (call.t("search.label")) }
                input #find type="search" name="q" placeholder=(call.t("search.placeholder")) maxlength="400";
                button { (call.t("search.do")) }
            }
            ul.counts { @for (key, path, count) in &counts { li { a href=(path) { strong { (call.count(*count)) } " " (call.code("count", key)) } } } }
        }
        div.columns {
            section {
                h2 { (call.t("home.latest")) @if let Some(last) = last { " " small { (call.t("date.until")) " " (parts::day(last)) } } }
                @if latest.is_empty() { p.empty { (call.t("home.empty")) } }
                ol.events { @for row in &latest { (parts::event(call, row)) } }
                p { a href="/events" { (call.t("home.all_events")) } }
            }
            aside {
                section.facet {
                    h2 { (call.t("home.kinds")) }
                    ul.plain {
                        @let mut kinds: Vec<(&String, &usize)> = tally.kinds.iter().collect();
                        @let () = kinds.sort_by(|a, b| b.1.cmp(a.1));
                        @for (code, count) in kinds.iter().take(10) { li { a href={ "/events?kind=" (code) } { (parts::kind(call, code)) " " span.count { (call.count(**count)) } } } }
                    }
                }
                section.facet { h2 { (call.t("home.review")) } p { strong.number { (call.count(tally.reviews.get("").copied().unwrap_or(0))) } " " (call.t("home.review_about")) } p { a.button href="/review" { (call.t("nav.review")) } } }
            }
        }
        section { h2 { (call.t("home.covers")) } (calendar(call, &days)) p { a href="/coverage" { (call.t("home.coverage")) } } }
    };
    let rows: Vec<Value> = latest.into_iter().map(|row| object(&Layer::Events.names(), Entry::Row(row).values(Layer::Events))).collect();
    let counted: BTreeMap<&str, usize> = counts.iter().map(|(key, _, count)| (*key, *count)).collect();
    Reply::page("Chancery", main, json!({"counts": counted, "latest": rows, "last_day": last.map(|day| day.to_string())}))
}

/// Documents per day and outlet.
fn outlet_days(call: &Call<'_>) -> Result<std::sync::Arc<Vec<OutletDay>>, Fault> {
    call.app.kept(call.mark, "outlet-days", |days: &Vec<_>| days.len() * 80, || Ok(call.archive.outlet_days(None, None)?))
}

/// Documents per month and outlet as a grid; the table beside it says the same in numbers.
fn calendar(call: &Call<'_>, days: &[OutletDay]) -> Markup {
    let mut months: BTreeMap<&str, BTreeMap<(i16, u8), usize>> = BTreeMap::new();
    for one in days {
        *months.entry(&one.outlet).or_default().entry((one.day.year, one.day.month)).or_default() += one.documents;
    }
    let mut order: Vec<(&str, usize)> = months.iter().map(|(outlet, months)| (*outlet, months.values().sum())).collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    html! {
        div.calendars {
            @for (outlet, documents) in order.iter().take(6) {
                figure.calendar {
                    figcaption { a href={ "/documents?outlet=" (crate::route::encode(outlet)) } { (if outlet.is_empty() { call.t("outlet.none") } else { parts::short(outlet) }) } " " span.count { (call.count(*documents)) } }
                    @if let Some(months) = months.get(outlet) { (draw::months(call, months, outlet)) }
                }
            }
        }
    }
}

/// Coverage: which days of which outlet the archive has.
pub(crate) fn coverage(call: &Call<'_>) -> Result<Reply, Fault> {
    let all = call.archive.coverage(call.day("from"), call.day("to"))?;
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let days = outlet_days(call)?;
    let (from, to) = (call.day("from"), call.day("to"));
    let within = |day: Date| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
    let year = days.iter().map(|one| one.day).filter(|day| within(*day)).max().map(|day| day.year);
    let mut order: Vec<&Coverage> = all.iter().filter(|one| one.documents > 0).collect();
    order.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.outlet.cmp(&b.outlet)));
    let of_year = |outlet: &str| -> BTreeMap<Date, usize> {
        days.iter().filter(|one| one.outlet == outlet && Some(one.day.year) == year && within(one.day)).map(|one| (one.day, one.documents)).collect()
    };
    // A day is missing if it lies within those asked for, else between an outlet's first and last.
    let known = |one: &Coverage| from.or(one.first).zip(to.or(one.last));
    let main = html! {
        (parts::head(call, call.t("coverage.title"), call.t("coverage.about"), None))
        (parts::form(call, &[("from", call.t("filter.from"), "date"), ("to", call.t("filter.to"), "date")]))
        div.scroll tabindex="0" role="region" aria-label=(call.t("coverage.title")) {
            table {
                thead { tr { th { (call.t("outlet")) } th { (call.t("date.first")) } th { (call.t("date.last")) } th.number { (call.t("count.documents")) } th.number { (call.t("coverage.days")) } th.number { (call.t("coverage.missing")) } th { (call.t("coverage.gaps")) } } }
                tbody {
                    @for one in &all {
                        @let missing: i32 = one.gaps.iter().map(|(from, to)| to.days() - from.days() + 1).sum();
                        tr {
                            th scope="row" { (if one.outlet.is_empty() { call.t("outlet.none") } else { one.outlet.as_str() }) }
                            td.number { (text(one.first).unwrap_or_default()) } td.number { (text(one.last).unwrap_or_default()) }
                            td.number { (call.count(one.documents)) } td.number { (call.count(one.days)) } td.number { (missing) }
                            td.gaps { @for (at, (from, to)) in one.gaps.iter().take(12).enumerate() { @if at > 0 { ", " } span.range { (from) @if from != to { "–" (to) } } } @if one.gaps.len() > 12 { details { summary { (call.tf("list.more", &[&(one.gaps.len() - 12)])) } @for (at, (from, to)) in one.gaps.iter().skip(12).enumerate() { @if at > 0 { ", " } span.range { (from) @if from != to { "–" (to) } } } } } }
                        }
                    }
                }
            }
        }
        @if let Some(year) = year {
            section {
                h2 { (call.tf("coverage.year", &[&year])) }
                (years(&days, year))
                @for one in order.iter().take(6) {
                    @if let Some(known) = known(one) {
                        figure.calendar {
                            figcaption { (if one.outlet.is_empty() { call.t("outlet.none") } else { parts::short(&one.outlet) }) }
                            (draw::days(call, &of_year(&one.outlet), year, known, &one.outlet))
                        }
                    }
                }
            }
        }
    };
    let data: Vec<Value> = all
        .iter()
        .map(|one| {
            let per_day: BTreeMap<String, usize> = of_year(&one.outlet).into_iter().map(|(day, count)| (day.to_string(), count)).collect();
            let gaps: Vec<String> = one.gaps.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}/{to}") }).collect();
            json!({"outlet": one.outlet, "first": text(one.first), "last": text(one.last), "documents": one.documents, "days": one.days, "gaps": gaps, "per_day": per_day})
        })
        .collect();
    Reply::page(call.t("coverage.title"), main, json!({"items": data, "year": year}))
}

/// The years that can be looked at day by day.
fn years(days: &[OutletDay], shown: i16) -> Markup {
    let years: BTreeSet<i16> = days.iter().map(|one| one.day.year).collect();
    html! {
        p.steps-of { @for year in years.iter().rev().take(60) { @if *year == shown { strong aria-current="true" { (year) } } @else { a href={ "/coverage?" (draw::within(Some(*year), Some(*year)).trim_start_matches('&')) } { (year) } } " " } }
    }
}
