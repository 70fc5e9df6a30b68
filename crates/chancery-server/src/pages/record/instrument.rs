//! An instrument: its history, how long it holds, where each party stands.

use chancery_register::{InstrumentRecord, Record};
use maud::{Markup, html};

use super::{Told, facts, load};
use crate::call::Call;
use crate::fault::Fault;
use crate::parts;
use crate::reply::Reply;

/// An instrument.
pub(crate) fn instrument(call: &Call<'_>) -> Result<Reply, Fault> {
    let told = load(call, "instrument")?;
    let Record::Instrument(one) = &told.whole.record else { return Err(Fault::not_found(call.part(0))) };
    let one: &InstrumentRecord = one;
    let mut rows = vec![(call.t("field.type"), html! { (call.code("type", one.kind.as_str())) })];
    if !one.parties.is_empty() {
        rows.push((call.t("field.parties"), parts::names(call, &one.parties)));
    }
    if let Some(subject) = &one.subject {
        rows.push((call.t("field.subject"), html! { bdi { (subject) } }));
    }
    let others: Vec<&String> = one.titles.iter().filter(|title| **title != one.title).collect();
    if !others.is_empty() {
        rows.push((call.t("instrument.titles"), html! { @for title in others { bdi { "《" (title) "》" } " " } }));
    }
    rows.push((call.t("record.counts"), html! { (call.tf("reports.long", &[&one.report_count, &one.source_count])) }));
    let main = html! {
        header.page { p.kicker { span.tag { (call.code("type", one.kind.as_str())) } } h1 { bdi lang="zh" { (one.title) } } }
        div.columns {
            section {
                (facts(rows))
                @if !one.history.is_empty() {
                    section { h2 { (call.t("record.history")) } ol.history { @for step in &one.history { li { span.when { (parts::when(call, step.date.as_ref())) } " " strong { (call.code("action", step.action.as_str())) } " " (parts::names(call, &step.parties)) " " span.place { (call.tf("record.reports_n", &[&step.items.len()])) } } } } }
                }
                (terms(call, &told, one))
                @if !one.standing.is_empty() {
                    section {
                        h2 { (call.t("instrument.standing")) }
                        table { thead { tr { th { (call.t("field.party")) } th { (call.t("instrument.seen")) } th { (call.t("instrument.unseen")) } } } tbody { @for party in &one.standing { tr { th scope="row" { (parts::name(call, &party.party)) } td { @for (action, date) in &party.seen { (call.code("action", action.as_str())) " " (parts::when(call, date.as_ref())) " " } } td { @for action in &party.unseen { (call.code("action", action.as_str())) " " } @if party.unseen.is_empty() { "—" } @else if let Some(day) = party.through { span.place { (call.tf("instrument.through", &[&day])) } } } } } } }
                    }
                }
                (told.conflicts(call, &one.contested)) (told.reports(call))
            }
            aside { (told.review(call, one.review, &one.decisions)) (told.cite(call)) }
        }
    };
    Reply::page(one.title.clone(), main, told.data())
}

/// How long an instrument holds: its last day, what that rests on, and what reports say of it.
fn terms(call: &Call<'_>, told: &Told, one: &InstrumentRecord) -> Markup {
    let reports = |items: &[String]| html! { @for (at, item) in items.iter().take(6).enumerate() { " " a href=(told.place(call, item)) { "[" (at + 1) "]" } } };
    html! {
        @if !one.terms.is_empty() || one.expires.is_some() {
            section.terms {
                h2 { (call.t("instrument.terms")) }
                @match (&one.expires, &one.expires_basis) {
                    (Some(day), Some(basis)) => {
                        p { strong { (call.t("instrument.expires")) " " (parts::when(call, Some(day))) } " " span.tag { (call.code("basis", basis.how.as_str())) } (reports(&basis.items)) }
                        @if let (Some(since), Some(length)) = (&basis.since, &basis.duration) { p.more { (call.t("instrument.reckoned")) " " (parts::when(call, Some(since))) " + " (length_of(call, length)) } }
                        @if basis.renews { p.more { (call.t("instrument.renews")) } }
                    }
                    _ => { p.empty { (call.t("instrument.no_end")) } }
                }
                @if !one.terms.is_empty() {
                    ol.history { @for term in &one.terms { li { strong { (call.code("term", term.kind.as_str())) } " " @if term.date.is_some() { (parts::when(call, term.date.as_ref())) " " } @if let Some(length) = &term.duration { (length_of(call, length)) " " } span.place { (call.tf("record.reports_n", &[&term.items.len()])) (reports(&term.items)) } } } }
                }
            }
        }
    }
}

/// A length as ISO 8601 writes it (P10Y, P6M), in words.
fn length_of(call: &Call<'_>, length: &str) -> String {
    let mut words = Vec::new();
    let mut number = String::new();
    for c in length.trim_start_matches('P').chars() {
        match c {
            '0'..='9' | '.' => number.push(c),
            'Y' | 'M' | 'W' | 'D' => words.push(call.tf(&format!("length.{c}"), &[&std::mem::take(&mut number)])),
            _ => return length.to_owned(),
        }
    }
    words.join(" ")
}
