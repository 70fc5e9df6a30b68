//! Facets: by what the entries of a list can be told apart, with how many each choice leaves.
//!
//! In: counts. Out: markup; each value is a link that sets or clears it. The number beside a value is the number of entries that its link leads to.

use std::collections::BTreeMap;

use chancery_archive::Counts;
use chancery_model::Date;
use maud::{Markup, html};

use crate::call::Call;
use crate::columns::Layer;
use crate::pages::people::last_day;
use crate::parts::{kind, short};

/// Values that are seen at once, and with those behind a fold.
const SHOWN: usize = 8;
const FOLDED: usize = 40;

/// A value that can be chosen.
pub(crate) struct Choice {
    pub label: Markup,
    pub count: usize,
    pub on: bool,
    pub to: String,
}

/// One facet.
pub(crate) fn facet(call: &Call<'_>, title: &str, choices: &[Choice]) -> Markup {
    let one = |choice: &Choice| html! { li { a href=(choice.to) aria-current=[choice.on.then_some("true")] { span { (choice.label) } " " span.count { (call.count(choice.count)) } @if choice.on { span.clear { span.hidden { (call.t("facet.clear")) } span aria-hidden="true" { "×" } } } } } };
    html! {
        @if !choices.is_empty() {
            section.facet {
                h2 { (title) }
                ul.plain { @for choice in choices.iter().take(SHOWN) { (one(choice)) } }
                @if choices.len() > SHOWN { details { summary { (call.tf("list.more", &[&choices.len().min(FOLDED).saturating_sub(SHOWN)])) } ul.plain { @for choice in choices.iter().take(FOLDED).skip(SHOWN) { (one(choice)) } } } }
            }
        }
    }
}

/// Choices in order: those chosen, then by count.
pub(crate) fn ordered(mut choices: Vec<(String, Choice)>) -> Vec<Choice> {
    choices.sort_by(|(a, left), (b, right)| right.on.cmp(&left.on).then_with(|| right.count.cmp(&left.count)).then_with(|| a.cmp(b)));
    choices.into_iter().map(|(_, choice)| choice).filter(|choice| choice.count > 0 || choice.on).collect()
}

/// A parameter whose values replace one another.
pub(crate) fn replacing(call: &Call<'_>, name: &str, counts: &BTreeMap<String, usize>, label: impl Fn(&str) -> Markup) -> Vec<Choice> {
    let chosen = call.all(name);
    let choice = |(value, count): (&String, &usize)| {
        let on = chosen.contains(value);
        let left = chosen.iter().filter(|other| *other != value).map(String::as_str).collect::<Vec<_>>().join(",");
        let to = call.with(&[(name, if on { left.as_str() } else { value.as_str() })]);
        (value.clone(), Choice { label: label(value), count: *count, on, to })
    };
    ordered(counts.iter().filter(|(value, _)| !value.is_empty()).map(choice).collect())
}

/// Outlets: one at a time, by their whole names.
pub(crate) fn outlets(call: &Call<'_>, counts: &BTreeMap<String, usize>) -> Markup {
    let chosen = call.get("outlet");
    let choice = |(name, count): (&String, &usize)| {
        let on = chosen == Some(name.as_str());
        (name.clone(), Choice { label: html! { bdi { (short(name)) } }, count: *count, on, to: call.with(&[("outlet", if on { "" } else { name.as_str() })]) })
    };
    facet(call, call.t("outlet"), &ordered(counts.iter().filter(|(name, _)| !name.is_empty()).map(choice).collect()))
}

/// Years, the latest first, within the days asked for. Years long after what the archive has read, such as the end of a treaty, stand behind the others.
pub(crate) fn years(call: &Call<'_>, counts: &BTreeMap<i16, usize>) -> Markup {
    if counts.len() < 2 {
        return Markup::default();
    }
    let (from, to) = (call.day("from"), call.day("to"));
    let choice = |(year, count): (&i16, &usize)| {
        let (first, last) = (Date::new(*year, 1, 1), Date::new(*year, 12, 31));
        let (first, last) = (first.max(from), if to.is_some() { last.min(to) } else { last });
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        Choice { label: html! { (year) }, count: *count, on: false, to: call.with(&[("from", &text(first)), ("to", &text(last))]) }
    };
    let last = last_day(call).ok().flatten();
    let (far, near): (Vec<_>, Vec<_>) = counts.iter().rev().partition(|(year, _)| last.is_some_and(|last| **year > last.year + 1));
    facet(call, call.t("facet.year"), &near.into_iter().chain(far).map(choice).collect::<Vec<_>>())
}

/// Those who are named: each choice is added to the others.
fn named(call: &Call<'_>, title: &str, name: &str, counts: &BTreeMap<String, usize>, belongs: impl Fn(&str) -> bool) -> Markup {
    let chosen: Vec<(&str, Vec<String>)> = call
        .query
        .iter()
        .filter(|(key, value)| ["who", "with", "state", "place"].contains(&key.as_str()) && !value.trim().is_empty())
        .map(|(key, value)| (key.as_str(), crate::filter::ids(call, value.trim()).unwrap_or_default()))
        .collect();
    let values: Vec<&str> = call.query.iter().filter(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value.as_str()).collect();
    let choice = |(id, count): (&String, &usize)| {
        let on = chosen.iter().any(|(_, ids)| ids.contains(id));
        let to = if on {
            let keep = |key: &str, value: &str| {
                !["who", "with", "state", "place"].contains(&key) || !crate::filter::ids(call, value.trim()).unwrap_or_default().contains(id)
            };
            call.keeping(keep, &[])
        } else {
            call.keeping(|key, _| key != name, &values.iter().map(|value| (name, *value)).chain([(name, id.as_str())]).collect::<Vec<_>>())
        };
        (id.clone(), Choice { label: html! { bdi { (call.name(id)) } }, count: *count, on, to })
    };
    let mut list: Vec<(&String, &usize)> = counts.iter().filter(|(id, _)| belongs(id)).collect();
    list.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    list.truncate(FOLDED);
    facet(call, title, &ordered(list.into_iter().map(choice).collect()))
}

/// The facets of a list.
pub(crate) fn facets(call: &Call<'_>, counts: &Counts, layer: Layer) -> Markup {
    let family = match layer {
        Layer::Instruments => "type",
        Layer::Relations => "relation",
        _ => "kind",
    };
    let state = |id: &str| !id.contains(':') || id.starts_with("org:") || id.starts_with("organization:");
    let person = |id: &str| id.starts_with("person:") || id.starts_with("office:");
    html! {
        (facet(call, call.t("facet.kind"), &replacing(call, "kind", &counts.kinds, |code| html! { (call.code(family, code)) })))
        (facet(call, call.t("facet.status"), &replacing(call, "status", &counts.statuses, |code| html! { (call.code("status", code)) })))
        (named(call, call.t("filter.state"), "state", &counts.names, state))
        (named(call, call.t("filter.who"), "who", &counts.names, person))
        @if layer == Layer::Events { (named(call, call.t("field.places"), "place", &counts.names, |id| id.starts_with("place:"))) }
        (outlets(call, &counts.outlets))
        (years(call, &counts.years))
    }
}

/// That counts are still being made.
pub(crate) fn counting(call: &Call<'_>) -> Markup {
    html! { p.empty role="status" data-counting { (call.t("facet.counting")) } }
}

/// Kinds with their counts, each leading to a list.
pub(crate) fn kinds_of(call: &Call<'_>, counts: &Counts, base: &str) -> Markup {
    let mut kinds: Vec<(&String, &usize)> = counts.kinds.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    html! {
        @if !kinds.is_empty() {
            section.facet { h2 { (call.t("facet.kind")) } ul.plain { @for (code, count) in kinds.into_iter().take(12) { li { a href={ (base) "&kind=" (code) } { (kind(call, code)) " " span.count { (call.count(*count)) } } } } } }
        }
    }
}
