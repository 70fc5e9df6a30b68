//! Relations, statements, figures: what gathers under one key.

use chancery_register::{FigureRecord, Record, RelationRecord, StatementRecord};
use maud::{Markup, html};

use super::ladder::ladder;
use super::{Told, facts, load};
use crate::call::Call;
use crate::draw;
use crate::fault::Fault;
use crate::parts;
use crate::reply::Reply;

/// A relation.
pub(crate) fn relation(call: &Call<'_>) -> Result<Reply, Fault> {
    let told = load(call, "relation")?;
    let Record::Relation(one) = &told.whole.record else { return Err(Fault::not_found(call.part(0))) };
    let one: &RelationRecord = one;
    let title = one.parties.iter().map(|id| call.name(id)).collect::<Vec<_>>().join(" ↔ ");
    let main = html! {
        header.page { p.kicker { (call.t("nav.relations")) } h1 { @for (at, id) in one.parties.iter().enumerate() { @if at > 0 { span.arrow { " ↔ " } } (parts::name(call, id)) } } }
        div.columns {
            section { (ladder(call, one)) (told.conflicts(call, &one.contested)) (told.reports(call)) }
            aside { (told.review(call, one.review, &one.decisions)) (told.cite(call)) }
        }
    };
    Reply::page(title, main, told.data())
}

/// A statement.
pub(crate) fn statement(call: &Call<'_>) -> Result<Reply, Fault> {
    let told = load(call, "statement")?;
    let Record::Statement(one) = &told.whole.record else { return Err(Fault::not_found(call.part(0))) };
    let one: &StatementRecord = one;
    let words = told.words.iter().flatten().next().map_or("", |words| words.quote.as_str());
    let mut rows = vec![(call.t("field.speaker"), parts::name(call, &one.speaker))];
    if let Some(verb) = &one.verb {
        rows.push((call.t("field.verb"), html! { bdi { (verb) } }));
    }
    rows.push((call.t("field.manner"), html! { (call.t(if one.direct { "statement.direct" } else { "statement.indirect" })) }));
    if let Some(audience) = &one.audience {
        rows.push((call.t("field.audience"), html! { bdi { (audience) } }));
    }
    rows.push((call.t("record.counts"), html! { (call.tf("reports.long", &[&one.report_count, &one.source_count])) }));
    let title = format!("{}: {}", call.name(&one.speaker), words.chars().take(40).collect::<String>());
    let main = html! {
        header.page { p.kicker { (call.t("layer.statement")) } h1 { (parts::name(call, &one.speaker)) } }
        div.columns {
            section { blockquote.large lang="zh" { p { bdi { (words) } } } (facts(rows)) (told.reports(call)) }
            aside {
                (told.review(call, one.review, &one.decisions))
                section { h2 { (call.t("compare.title")) } form.stack action="/compare" { input type="hidden" name="left" value=(call.part(0)); label for="right" { (call.t("compare.with")) } input #right name="right" placeholder="st-…" maxlength="60"; button { (call.t("compare.do")) } } }
                (told.cite(call))
            }
        }
    };
    Reply::page(title, main, told.data())
}

/// All values told of one quantity.
pub(crate) fn figure(call: &Call<'_>) -> Result<Reply, Fault> {
    let told = load(call, "figure")?;
    let Record::Figure(one) = &told.whole.record else { return Err(Fault::not_found(call.part(0))) };
    let one: &FigureRecord = one;
    let quantity = one.quantity.as_deref().unwrap_or(call.t("figure.unnamed"));
    let title = format!("{quantity} {}", one.of.iter().map(|id| call.name(id)).collect::<Vec<_>>().join(call.t("list.comma")));
    let main = html! {
        header.page { p.kicker { (call.t("layer.figure")) @if let Some(unit) = &one.unit { " · " (unit) } } h1 { bdi lang="zh" { (quantity) } " " (parts::names(call, &one.of)) } }
        div.columns {
            section { (figures(call, &told, one)) (told.conflicts(call, &one.contested)) (told.reports(call)) }
            aside { (told.review(call, one.review, &one.decisions)) (told.cite(call)) }
        }
    };
    Reply::page(title, main, told.data())
}

/// The values over time, with a table of who gives them.
fn figures(call: &Call<'_>, told: &Told, one: &FigureRecord) -> Markup {
    let unit = one.unit.as_deref();
    let points: Vec<draw::Point> = one
        .values
        .iter()
        .filter_map(|value| {
            let day = value.period.and_then(|period| period.from.or(period.to))?;
            let item = value.items.first()?;
            let source = told
                .whole
                .reports
                .iter()
                .find(|(_, report)| report.id == *item)
                .map_or("", |(document, _)| document.outlet.as_deref().unwrap_or(&document.name));
            let shown = parts::figure(value.comparator.as_str(), value.value, unit);
            Some(draw::Point {
                day,
                value: value.value,
                comparator: value.comparator,
                shown,
                source: parts::short(source).to_owned(),
                to: told.place(call, item),
            })
        })
        .collect();
    html! {
        @let chart = draw::series(call, &points, unit, call.t("figure.chart"));
        @if !chart.0.is_empty() { figure.chart { (chart) } }
        div.scroll.values tabindex="0" role="region" aria-label=(call.t("figure.values")) {
            table {
                thead { tr { th { (call.t("field.period")) } th.number { (call.t("field.value")) } th { (call.t("field.trend")) } th { (call.t("field.said_by")) } th.number { (call.t("count.reports")) } } }
                tbody { @for value in &one.values { tr { th scope="row" { (parts::when(call, value.period.as_ref())) } td.number { (parts::figure(value.comparator.as_str(), value.value, unit)) } td { @if let Some(trend) = value.trend { (call.code("trend", trend.as_str())) } } td { (parts::names(call, &value.said_by)) } td.number { @for item in value.items.iter().take(1) { a href=(told.place(call, item)) { (value.items.len()) } } } } } }
            }
        }
    }
}
