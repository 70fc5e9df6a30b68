//! Lists: records, names, wordings, documents, each with what narrows it down.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::{Counts, Filter};
use chancery_text::fold_text;
use maud::{Markup, html};

use crate::call::Call;
use crate::columns::Layer;
use crate::facets;
use crate::fault::Fault;
use crate::found;
use crate::lists::{Named, Page, list};
use crate::parts;
use crate::reply::Reply;

pub(crate) fn fields<'a>(call: &'a Call<'_>, names: &[&'a str]) -> Vec<(&'a str, &'a str, &'a str)> {
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
                "name" => ("filter.name", "search"),
                _ => ("filter.words", "search"),
            };
            (if *name == "name" { "q" } else { *name }, call.t(key), kind)
        })
        .collect()
}

/// A list with its facets.
fn faceted(call: &Call<'_>, page: &Page, layer: Layer, title: &str, about: &str, names: &[&str]) -> Result<Markup, Fault> {
    let filter = Filter { after: None, ..page.filter.clone() };
    let counts = match layer {
        _ if page.unsure => None,
        Layer::Statements | Layer::Figures => call.readings()?.map(|readings| readings.count(layer.stored(), &filter)),
        _ => Some(call.register()?.count(layer.stored(), &filter)),
    };
    Ok(beside(call, page, layer, title, about, names, counts.as_ref().map(|counts| counts.all), || match &counts {
        Some(counts) => facets::facets(call, counts, layer),
        None => facets::counting(call),
    }))
}

/// A list with what narrows it down beside it.
fn beside(
    call: &Call<'_>,
    page: &Page,
    layer: Layer,
    title: &str,
    about: &str,
    names: &[&str],
    count: Option<usize>,
    facets: impl FnOnce() -> Markup,
) -> Markup {
    html! {
        (parts::head(call, title, about, count))
        (parts::form(call, &fields(call, names)))
        div.columns {
            section { (parts::entries(call, layer, page)) }
            aside.facets aria-label=(call.t("facet.label")) { (facets()) }
        }
    }
}

/// Fields of the filter of records.
const RECORDS: &[&str] = &["who", "state", "from", "to", "outlet", "q"];

/// Events.
pub(crate) fn events(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.events");
    list(call, Layer::Events, title, |call, page| faceted(call, page, Layer::Events, title, call.t("events.about"), RECORDS))
}

/// Instruments.
pub(crate) fn instruments(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.instruments");
    list(call, Layer::Instruments, title, |call, page| faceted(call, page, Layer::Instruments, title, call.t("instruments.about"), RECORDS))
}

/// Relations.
pub(crate) fn relations(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.relations");
    list(call, Layer::Relations, title, |call, page| faceted(call, page, Layer::Relations, title, call.t("relations.about"), RECORDS))
}

/// Statements.
pub(crate) fn statements(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.statements");
    list(call, Layer::Statements, title, |call, page| {
        faceted(call, page, Layer::Statements, title, call.t("statements.about"), &["who", "from", "to", "outlet", "q"])
    })
}

/// Figures.
pub(crate) fn figures(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.figures");
    list(call, Layer::Figures, title, |call, page| faceted(call, page, Layer::Figures, title, call.t("figures.about"), &["state", "from", "to", "outlet", "q"]))
}

/// Persons, organizations and states.
pub(crate) fn names(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.names");
    list(call, Layer::Names, title, |call, page| {
        let counts = Named::count(call)?;
        Ok(beside(call, page, Layer::Names, title, call.t("names.about"), &["name", "state"], Some(counts.all), || counts.facets(call)))
    })
}

/// Fixed wordings.
pub(crate) fn wordings(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.wordings");
    list(call, Layer::Wordings, title, |call, page| {
        Ok(html! {
            (parts::head(call, title, call.t("wordings.about"), None))
            form.filter action="/phrase" {
                div.field.wide { label for="f-phrase" { (call.t("phrase.label")) } input #f-phrase name="phrase" type="search" maxlength="400"; }
                div.field.act { button { (call.t("phrase.do")) } }
            }
            section { (parts::entries(call, Layer::Wordings, page)) }
        })
    })
}

/// Documents.
pub(crate) fn documents(call: &Call<'_>) -> Result<Reply, Fault> {
    let title = call.t("nav.documents");
    list(call, Layer::Documents, title, |call, page| {
        let counts = published(call, &page.filter)?;
        Ok(beside(call, page, Layer::Documents, title, call.t("documents.about"), &["from", "to", "outlet"], Some(counts.all), || {
            html! { (facets::outlets(call, &counts.outlets)) (facets::years(call, &counts.years)) }
        }))
    })
}

/// Documents that a filter leaves: all, by outlet were none asked for, by every year in which they may have been published.
fn published(call: &Call<'_>, filter: &Filter) -> Result<Counts, Fault> {
    let outline = found::outline(call.app, call.archive, call.mark)?;
    let names = found::outlets(call)?;
    let holds = |name: &str, wanted: &str| fold_text(name).contains(wanted);
    let fits: BTreeSet<i64> = names.iter().filter(|(_, name)| filter.outlet.as_ref().is_none_or(|wanted| holds(name, wanted))).map(|(id, _)| *id).collect();
    let mut counts = Counts::default();
    let mut outlets: BTreeMap<i64, usize> = BTreeMap::new();
    for one in outline.iter() {
        let from = filter.from.is_none_or(|from| one.published.is_some_and(|(_, last)| last >= from));
        if !from || filter.to.is_some_and(|to| one.published.is_none_or(|(first, _)| first > to)) {
            continue;
        }
        if let Some(outlet) = one.outlet {
            *outlets.entry(outlet).or_default() += 1;
        }
        if filter.outlet.is_some() && !one.outlet.is_some_and(|outlet| fits.contains(&outlet)) {
            continue;
        }
        counts.all += 1;
        if let Some((first, last)) = one.published {
            let (low, high) = (filter.from.map_or(first, |from| first.max(from)), filter.to.map_or(last, |to| last.min(to)));
            (low.year..=high.year).for_each(|year| *counts.years.entry(year).or_default() += 1);
        }
    }
    for (outlet, name) in names.iter().filter(|(outlet, _)| outlets.contains_key(outlet)) {
        let folded = fold_text(name);
        let count =
            outlets.iter().filter(|(other, _)| *other == outlet || names.get(other).is_some_and(|other| holds(other, &folded))).map(|(_, count)| count).sum();
        counts.outlets.insert(name.clone(), count);
    }
    Ok(counts)
}
