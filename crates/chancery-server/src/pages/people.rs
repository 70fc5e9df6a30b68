//! Names, the list of pairs, and the map of who has to do with whom.

use std::collections::BTreeMap;

use chancery_archive::{Counts, Filter, Row, Tenure};
use chancery_model::Date;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::accounts::Role;
use crate::call::{Call, record_address};
use crate::columns::{Entry, Layer};
use crate::draw;
use crate::fault::Fault;
use crate::filter::filter;
use crate::lists::Asked;
use crate::parts;
use crate::reply::{Reply, object};

/// Events that a page about somebody shows.
pub(crate) const LATEST: usize = 12;
/// Offices that a page about somebody shows.
const TENURES: usize = 12;
/// Those who are named with somebody.
const PARTNERS: usize = 40;
/// States of the map.
const NODES: usize = 36;
/// Lines of the map.
const EDGES: usize = 120;

/// The newest records of a layer that a filter leaves.
pub(crate) fn rows(call: &Call<'_>, layer: &str, filter: &Filter, most: usize) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::new();
    for line in call.register()?.newest(layer, filter, most) {
        rows.extend(call.archive.row(&line.id)?);
    }
    Ok(rows)
}

pub(crate) fn data(layer: Layer, rows: Vec<Row>) -> Vec<Value> {
    rows.into_iter().map(|row| object(&layer.names(), Entry::Row(row).values(layer))).collect()
}

/// Whether this is a key as the register makes them for those whom the tables lack: figures and wordings may name somebody who does nothing else.
fn plausible(id: &str) -> bool {
    let kinds = ["person:", "organization:", "place:", "office:", "state:"];
    kinds.iter().any(|kind| id.starts_with(kind)) && id.contains('@') && !id.contains(['<', '>', '"'])
}

/// The last day that the archive has read: what is told of later days lies ahead.
pub(crate) fn last_day(call: &Call<'_>) -> Result<Option<Date>, Fault> {
    let outline = crate::found::outline(call.app, call.archive, call.mark)?;
    Ok(outline.iter().filter_map(|one| one.published.map(|(first, _)| first)).max())
}

/// A person, organization, state or place.
pub(crate) fn name(call: &Call<'_>) -> Result<Reply, Fault> {
    let id = call.part(0);
    let named = call.archive.name(id)?;
    let filter = Filter { named: vec![vec![id.to_owned()]], ..Filter::default() };
    let counted = call.register()?.count("event", &filter);
    let events = rows(call, "event", &Filter { to: last_day(call)?, ..filter.clone() }, LATEST)?;
    let instruments = rows(call, "instrument", &filter, 6)?;
    let mut statements = Vec::new();
    Asked::about(call, Layer::Statements, &[id])?.each(call.archive, &mut |entry| {
        statements.push(entry);
        Ok(statements.len() < 6)
    })?;
    if named.is_none() && counted.all == 0 && statements.is_empty() && instruments.is_empty() && call.app.names.name(id, call.lang).is_none() && !plausible(id)
    {
        return Err(Fault::not_found(id));
    }
    let offices = if id.starts_with("person:") { call.readings()?.map(|readings| readings.offices(id)).unwrap_or_default() } else { Vec::new() };
    let partners = partners(call, &counted, id, named.as_ref().and_then(|named| named.state.as_deref()))?;
    let title = call.name(id);
    let encoded = crate::route::encode(id);
    let state = call.app.names.is_state(id);
    let bars = draw::years(call, &counted, 5, |from, to| format!("/events?who={encoded}{}", draw::within(from, to)));
    let main = html! {
        header.page {
            p.kicker { @if state { (call.t("name.state")) } @else { (call.code("entity", id.split(':').next().unwrap_or_default())) } @if let Some(of) = named.as_ref().and_then(|named| named.state.as_deref()).filter(|of| *of != id) { " · " (parts::name(call, of)) } @if named.as_ref().is_some_and(|named| !named.known) { " · " (call.t("name.unknown")) } }
            h1 { bdi { (title) } @if let Some(english) = named.as_ref().and_then(|named| named.english.as_deref()).filter(|_| call.lang != crate::words::Lang::En) { " " small lang="en" { (english) } } }
            @if let Some(named) = &named { p.about { (call.tf("name.counts", &[&call.count(named.documents as usize), &call.count(named.uses as usize)])) @if let Some((first, last)) = named.first.zip(named.last) { " · " (parts::day(first)) " – " (parts::day(last)) } } }
        }
        div.columns {
            section {
                @if bars.len() > 1 { figure.chart { (draw::bars(call, &bars, call.t("name.per_year"))) } }
                @if !offices.is_empty() { (tenures(call, &offices)?) }
                h2 { (call.t("nav.events")) " " span.count { (call.count(counted.all)) } }
                @if events.is_empty() { p.empty { (call.t("list.empty")) } }
                ol.events { @for row in &events { (parts::event(call, row)) } }
                @if counted.all > events.len() { p { a href={ "/events?who=" (encoded) } { (call.t("name.all_events")) } } }
                @if !statements.is_empty() {
                    h2 { (call.t("nav.statements")) }
                    ol.entries { @for entry in &statements { @if let Entry::Told { document, item, quote, .. } = entry { li { (parts::quoted(call, document, quote, (0, 0), Some(&item.record), Some(&item.id))) } } } }
                    p { a href={ "/statements?who=" (encoded) } { (call.t("name.all_statements")) } }
                }
            }
            aside {
                @if !partners.is_empty() {
                    section.facet {
                        h2 { (call.t("name.partners")) }
                        ul.plain { @for (partner, count) in partners.iter().take(16) { @let to = if state && call.app.names.is_state(partner) { format!("/pairs/{id}-{partner}") } else { format!("/events?who={encoded}&with={}", crate::route::encode(partner)) }; li { a href=(to) { span { (call.name(partner)) } " " span.count { (count) } } } } }
                    }
                }
                (crate::facets::kinds_of(call, &counted, &format!("/events?who={encoded}")))
                @if !instruments.is_empty() { section.facet { h2 { (call.t("nav.instruments")) } ul.plain { @for row in &instruments { li { a href=(record_address(&row.id)) { bdi { (row.summary.title.as_deref().unwrap_or(&row.id)) } } } } } } }
                section.cite { h2 { (call.t("record.address")) } p { code { (record_address(id)) } } }
                @if let Some(caller) = call.caller.filter(|caller| caller.role >= Role::Editor && named.is_some() && !state) {
                    details {
                        summary { (call.t("act.same_person_as")) }
                        form.stack method="post" action="/review/editor" {
                            input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value="same_person"; input type="hidden" name="record" value=(id); input type="hidden" name="back" value=(record_address(id));
                            label for="other" { (call.t("decide.with")) } input #other name="record" required maxlength="120" placeholder="person:…";
                            label for="why" { (call.t("decide.why")) } input #why name="why" maxlength="400";
                            button { (call.t("act.same_person")) }
                        }
                    }
                }
            }
        }
    };
    let named = named.map(|named| json!({"name": named.name, "english": named.english, "state": named.state, "known": named.known, "documents": named.documents, "mentions": named.uses, "first": named.first.map(|day| day.to_string()), "last": named.last.map(|day| day.to_string())}));
    let partners: Vec<Value> = partners.iter().map(|(id, count)| json!({"id": id, "events": count})).collect();
    Reply::page(
        title,
        main,
        json!({"id": id, "named": named, "events": counted.all, "kinds": counted.kinds, "offices": offices.iter().map(|one| json!({"office": one.office, "state": one.state, "first": one.told.map(|told| told.0.to_string()), "last": one.told.map(|told| told.1.to_string()), "documents": one.count})).collect::<Vec<_>>(), "latest": data(Layer::Events, events), "instruments": data(Layer::Instruments, instruments), "partners": partners}),
    )
}

/// Offices as documents give them, with the first and the last that does.
fn tenures(call: &Call<'_>, offices: &[Tenure]) -> Result<Markup, Fault> {
    let document = |number: i64, day: Date| {
        let id = if number > 0 { call.archive.numbered(number)?.id } else { String::new() };
        Ok::<_, Fault>(html! { a href=(record_address(&id)) { (parts::day(day)) } })
    };
    let mut rows = Vec::new();
    for one in offices.iter().take(TENURES) {
        let name = call.app.names.office(&one.office, one.state.as_deref(), call.lang).unwrap_or(&one.office);
        let told = match one.told {
            Some((first, last)) if first == last => document(one.documents.0, first)?,
            Some((first, last)) => html! { (document(one.documents.0, first)?) " – " (document(one.documents.1, last)?) },
            None => Markup::default(),
        };
        rows.push(html! { tr { th scope="row" { (name) } td { @if let Some(state) = &one.state { (parts::name(call, state)) } } td { (told) } td.number { (call.count(one.count)) } } });
    }
    Ok(html! {
        section.offices {
            h2 { (call.t("name.offices")) }
            p.more { (call.t("name.offices_about")) }
            div.scroll tabindex="0" role="region" aria-label=(call.t("name.offices")) { table { thead { tr { th { (call.t("entity.office")) } th { (call.t("filter.state")) } th { (call.t("name.told")) } th.number { (call.t("count.documents")) } } } tbody { @for row in &rows { (row) } } } }
        }
    })
}

/// Who is named in the same events as somebody, the most frequent first: what each count leads to holds as many. The state that a person is of is
/// named with them always and says nothing, and so do the bodies of a state.
fn partners(call: &Call<'_>, counted: &Counts, id: &str, state: Option<&str>) -> Result<Vec<(String, usize)>, Fault> {
    let of = id.split_once(':').map(|(kind, _)| kind);
    let apart = |other: &str| match other.split_once(':') {
        None => true,
        Some(("org", _)) => true,
        Some(("person" | "organization", _)) => of.is_some(),
        Some(_) => false,
    };
    let others = counted.names.iter().filter(|(other, _)| *other != id && state != Some(other) && apart(other));
    let mut list: Vec<(String, usize)> = others.map(|(other, count)| (other.clone(), *count)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut partners = Vec::new();
    for (other, count) in list {
        if of.is_none() && other.contains(':') && call.archive.name(&other)?.is_some_and(|body| body.state.as_deref() == Some(id)) {
            continue;
        }
        partners.push((other, count));
        if partners.len() == PARTNERS {
            break;
        }
    }
    Ok(partners)
}

/// How many events name both of two states or organizations, by pair.
type Pairs = Vec<((String, String), usize)>;

fn count_pairs(call: &Call<'_>, filter: &Filter) -> Result<std::sync::Arc<Pairs>, Fault> {
    call.app.kept(
        call.mark,
        &format!("pairs {filter:?}"),
        |pairs: &Pairs| pairs.len() * 110,
        || {
            let register = call.register()?;
            let counts = register.pairs("event", filter, |id| call.app.names.is_state(id) || id.starts_with("org:"));
            let mut list: Pairs = counts.into_iter().map(|((left, right), count)| ((left.to_owned(), right.to_owned()), count)).collect();
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(list)
        },
    )
}

/// States that have to do with each other.
pub(crate) fn pairs(call: &Call<'_>) -> Result<Reply, Fault> {
    let all = count_pairs(call, &Filter::default())?;
    let states: Vec<&((String, String), usize)> = all.iter().filter(|((left, right), _)| left.len() == 3 && right.len() == 3).take(200).collect();
    let title = call.t("nav.pairs");
    let main = html! {
        (parts::head(call, title, call.t("pairs.about"), None))
        ul.pairs { @for ((left, right), count) in &states { li { a href={ "/pairs/" (left) "-" (right) } { span { (call.name(left)) " – " (call.name(right)) } " " span.count { (call.count(*count)) } } } } }
    };
    let data: Vec<Value> = states.iter().map(|((left, right), count)| json!({"left": left, "right": right, "events": count})).collect();
    Reply::page(title, main, json!({"items": data}))
}

/// The map of who has to do with whom.
pub(crate) fn map(call: &Call<'_>) -> Result<Reply, Fault> {
    let filter = filter(call)?;
    let all = count_pairs(call, &filter)?;
    let mut weights: BTreeMap<&str, usize> = BTreeMap::new();
    for ((left, right), count) in all.iter() {
        *weights.entry(left).or_default() += count;
        *weights.entry(right).or_default() += count;
    }
    let mut order: Vec<(&str, usize)> = weights.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    order.truncate(NODES);
    let nodes: Vec<(String, String, usize)> = order.iter().map(|(id, weight)| ((*id).to_owned(), call.name(id), *weight)).collect();
    let place = |id: &str| order.iter().position(|(other, _)| *other == id);
    let to = |left: &str, right: &str| {
        if left.len() == 3 && right.len() == 3 {
            format!("/pairs/{left}-{right}")
        } else {
            format!("/events?who={}&with={}", crate::route::encode(left), crate::route::encode(right))
        }
    };
    let edges: Vec<draw::Edge> = all
        .iter()
        .filter_map(|((left, right), count)| Some(draw::Edge { left: place(left)?, right: place(right)?, count: *count, to: to(left, right) }))
        .take(EDGES)
        .collect();
    let title = call.t("nav.map");
    let main = html! {
        (parts::head(call, title, call.t("map.about"), None))
        (parts::form(call, &[("who", call.t("filter.who"), "text"), ("from", call.t("filter.from"), "date"), ("to", call.t("filter.to"), "date")]))
        p.zoom { (call.t("facet.kind")) " " @for family in ["visit,talks,meeting,call", "sign,issue,agree", "sanction,threaten,accuse,assault"] { @let on = call.get("kind") == Some(family); a href=(call.with(&[("kind", if on { "" } else { family })])) aria-current=[on.then_some("true")] { (family.split(',').map(|code| call.code("kind", code)).collect::<Vec<_>>().join(call.t("list.comma"))) } " " } }
        figure.chart { @if nodes.is_empty() { (parts::nothing(call)) } @else { (draw::graph(call, &nodes, &edges)) } }
        h2 { (call.t("map.table")) }
        div.scroll tabindex="0" role="region" aria-label=(call.t("map.table")) {
            table { thead { tr { th { (call.t("map.left")) } th { (call.t("map.right")) } th.number { (call.t("count.event")) } } } tbody { @for edge in &edges { tr { th scope="row" { (parts::name(call, &nodes[edge.left].0)) } td { (parts::name(call, &nodes[edge.right].0)) } td.number { a href=(edge.to) { (call.count(edge.count)) } } } } } }
        }
    };
    let lines: Vec<Value> = edges.iter().map(|edge| json!({"left": nodes[edge.left].0, "right": nodes[edge.right].0, "events": edge.count})).collect();
    Reply::page(
        title,
        main,
        json!({"nodes": nodes.iter().map(|(id, name, weight)| json!({"id": id, "name": name, "events": weight})).collect::<Vec<_>>(), "edges": lines}),
    )
}
