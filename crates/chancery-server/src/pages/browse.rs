//! Lists of records, and the timeline.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use crate::call::Call;
use crate::columns::Layer;
use crate::draw;
use crate::fault::Fault;
use crate::filter::filter;
use crate::lists::{Page, list};
use crate::parts;
use crate::reply::Reply;

fn fields<'a>(call: &'a Call<'_>, names: &[&'a str]) -> Vec<(&'a str, &'a str, &'a str)> {
    names
        .iter()
        .map(|name| {
            let (key, kind) = match *name {
                "from" => ("filter.from", "date"),
                "to" => ("filter.to", "date"),
                "who" => ("filter.who", "text"),
                "state" => ("filter.state", "text"),
                "pair" => ("filter.pair", "text"),
                "outlet" => ("outlet", "text"),
                _ => ("filter.words", "search"),
            };
            (*name, call.t(key), kind)
        })
        .collect()
}

/// A list with facets of kind, status and year.
fn faceted(call: &Call<'_>, page: &Page, layer: Layer, family: &str, title: &str, about: &str) -> Result<Markup, Fault> {
    let filter = chancery_archive::Filter { after: None, ..page.filter.clone() };
    let key = format!("tally {} {filter:?}", layer.stored());
    let tally = call.app.kept(call.mark, &key, || Ok(call.archive.tally(layer.stored(), &filter)?))?;
    Ok(html! {
        (parts::head(call, title, about, Some(tally.all)))
        (parts::form(call, &fields(call, &["who", "state", "from", "to", "outlet", "q"])))
        div.columns {
            section { (parts::entries(call, layer, page)) }
            aside aria-label=(call.t("facet.label")) { (parts::facets(call, &tally, family)) }
        }
    })
}

/// Events.
pub(crate) fn events(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.events");
    list(call, Layer::Events, title, |call, page| faceted(call, page, Layer::Events, "kind", title, call.t("events.about")))
}

/// Instruments.
pub(crate) fn instruments(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.instruments");
    list(call, Layer::Instruments, title, |call, page| faceted(call, page, Layer::Instruments, "type", title, call.t("instruments.about")))
}

/// Relations.
pub(crate) fn relations(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.relations");
    list(call, Layer::Relations, title, |call, page| faceted(call, page, Layer::Relations, "relation", title, call.t("relations.about")))
}

/// A list without facets.
fn plain(call: &Call<'_>, page: &Page, layer: Layer, title: &str, about: &str, names: &[&str]) -> Markup {
    html! {
        (parts::head(call, title, about, None))
        (parts::form(call, &fields(call, names)))
        section { (parts::entries(call, layer, page)) }
    }
}

/// Statements.
pub(crate) fn statements(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.statements");
    list(call, Layer::Statements, title, |call, page| {
        Ok(plain(call, page, Layer::Statements, title, call.t("statements.about"), &["who", "from", "to", "outlet", "q"]))
    })
}

/// Figures.
pub(crate) fn figures(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.figures");
    list(call, Layer::Figures, title, |call, page| {
        Ok(plain(call, page, Layer::Figures, title, call.t("figures.about"), &["state", "from", "to", "outlet", "q"]))
    })
}

/// Persons, organizations and states.
pub(crate) fn names(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.names");
    list(call, Layer::Names, title, |call, page| Ok(plain(call, page, Layer::Names, title, call.t("names.about"), &["q", "state"])))
}

/// Fixed wordings.
pub(crate) fn wordings(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.wordings");
    list(call, Layer::Wordings, title, |call, page| {
        Ok(html! {
            (parts::head(call, title, call.t("wordings.about"), None))
            form.filter action="/phrase" {
                div.field { label for="f-phrase" { (call.t("phrase.label")) } input #f-phrase name="phrase" type="search" maxlength="400"; }
                div.field.act { button { (call.t("phrase.do")) } }
            }
            section { (parts::entries(call, Layer::Wordings, page)) }
        })
    })
}

/// Documents.
pub(crate) fn documents(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.documents");
    list(call, Layer::Documents, title, |call, page| Ok(plain(call, page, Layer::Documents, title, call.t("documents.about"), &["from", "to", "outlet"])))
}

/// The timeline: how many events in each step of time; a step leads to the next finer one, a day to its events.
pub(crate) fn timeline(call: &Call<'_>) -> Result<Reply, Fault> {
    let filter = filter(call)?;
    let tally = call.app.kept(call.mark, &format!("tally event {filter:?}"), || Ok(call.archive.tally("event", &filter)?))?;
    let span = filter.from.zip(filter.to).map(|(from, to)| to.days() - from.days());
    let by = call.get("by").unwrap_or(match span {
        Some(days) if days <= 62 => "day",
        Some(days) if days <= 1100 => "month",
        _ => "year",
    });
    let mut steps: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    if by == "day" {
        call.archive.rows("event", &filter, |row| {
            if let Some(day) = crate::lists::first(row.summary.date.as_ref()) {
                *steps.entry(day.to_string()).or_default() += 1;
            }
            rows.push(row);
            Ok::<_, Fault>(rows.len() < 400)
        })?;
    } else {
        for ((year, month), count) in &tally.months {
            let key = match by {
                "month" => format!("{year:04}-{month:02}"),
                "decade" => format!("{:03}0s", year / 10),
                _ => format!("{year:04}"),
            };
            *steps.entry(key).or_default() += count;
        }
    }
    let finer = |step: &str| match step.len() {
        5 => {
            let decade = &step[..3];
            call.with(&[("from", &format!("{decade}0-01-01")), ("to", &format!("{decade}9-12-31")), ("by", "year")])
        }
        7 => {
            let last = chancery_model::Date::parse(&format!("{step}-01")).map_or_else(String::new, |day| day.month_end().to_string());
            call.with(&[("from", &format!("{step}-01")), ("to", &last), ("by", "day")])
        }
        _ => format!("/events?from={step}&to={step}"),
    };
    let bars: Vec<draw::Bar> = match by {
        "year" => draw::years(call, &tally, |from, to| {
            let day = |year: Option<i16>, day: &str| year.map_or_else(String::new, |year| format!("{year:04}-{day}"));
            call.with(&[("from", &day(from, "01-01")), ("to", &day(to, "12-31")), ("by", if from.is_some() && from == to { "month" } else { "year" })])
        }),
        _ => steps.iter().map(|(step, count)| draw::Bar { label: step.clone(), value: *count as f64, shown: call.count(*count), to: finer(step) }).collect(),
    };
    let title = call.t("nav.timeline");
    let main = html! {
        (parts::head(call, title, call.t("timeline.about"), Some(tally.all)))
        (parts::form(call, &fields(call, &["who", "state", "from", "to"])))
        p.zoom { (call.t("timeline.by")) " " @for width in ["decade", "year", "month", "day"] { a href=(call.with(&[("by", width)])) aria-current=[(width == by).then_some("true")] { (call.code("by", width)) } " " } }
        figure.chart { (draw::bars(call, &bars, call.t("timeline.chart"))) }
        div.columns {
            section {
                @if by == "day" { ol.events { @for row in rows.iter().rev() { (parts::event(call, row)) } } }
                @else { (draw::table(&[call.t("date.step"), call.t("count.event")], &bars)) }
            }
            aside aria-label=(call.t("facet.label")) { (parts::facets(call, &tally, "kind")) }
        }
    };
    Reply::page(title, main, json!({"by": by, "steps": steps, "undated": tally.undated, "kinds": tally.kinds}))
}
