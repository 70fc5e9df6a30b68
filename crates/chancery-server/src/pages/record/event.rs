//! An event: what happened, who took part, how its status came about, why its reports were joined.

use chancery_register::{EventRecord, Record, Took};
use maud::{Markup, html};

use super::{facts, load};
use crate::call::Call;
use crate::fault::Fault;
use crate::parts;
use crate::reply::Reply;

fn took(call: &Call<'_>, list: &[Took]) -> Markup {
    html! { @for (at, one) in list.iter().enumerate() { @if at > 0 { (call.t("list.comma")) } (parts::name(call, &one.key)) @if let Some(office) = one.office.as_deref().and_then(|office| call.app.names.office(office, one.state.as_deref(), call.lang)) { span.place { " " (office) } } } }
}

fn event_title(call: &Call<'_>, event: &EventRecord) -> String {
    let actors: Vec<String> = event.actors.iter().map(|one| call.name(&one.key)).collect();
    let recipients: Vec<String> = event.recipients.iter().map(|one| call.name(&one.key)).collect();
    let who = if recipients.is_empty() {
        actors.join(" ↔ ")
    } else {
        format!("{} → {}", actors.join(call.t("list.comma")), recipients.join(call.t("list.comma")))
    };
    let day = event.date.and_then(|date| date.from).map_or_else(String::new, |day| format!(" · {day}"));
    format!("{} · {who}{day}", call.code("kind", event.kind.as_str()))
}

/// An event.
pub(crate) fn event(call: &Call<'_>) -> Result<Reply, Fault> {
    let told = load(call, "event")?;
    let Record::Event(event) = &told.whole.record else { return Err(Fault::not_found(call.part(0))) };
    let title = event_title(call, event);
    let mut rows = vec![
        (call.t("field.date"), parts::when(call, event.date.as_ref())),
        (call.t("field.status"), html! { span class={ "status s-" (event.status) } { (call.code("status", event.status.as_str())) } }),
    ];
    for (label, list) in [
        ("field.actors", &event.actors),
        ("field.recipients", &event.recipients),
        ("field.attendees", &event.attendees),
        ("field.witnesses", &event.witnesses),
        ("field.mediators", &event.mediators),
        ("field.places", &event.places),
    ] {
        if !list.is_empty() {
            rows.push((call.t(label), took(call, list)));
        }
    }
    if !event.sides.is_empty() {
        let pair = (event.sides.len() == 2)
            .then(|| format!("/pairs/{}-{}", event.sides[0], event.sides[1]))
            .filter(|_| event.sides.iter().all(|side| side.len() == 3));
        rows.push((
            call.t("field.sides"),
            html! { (parts::names(call, &event.sides)) @if let Some(pair) = pair { " · " a href=(pair) { (call.t("pair.open")) } } },
        ));
    }
    if let Some(level) = event.level {
        rows.push((call.t("field.level"), html! { (call.code("level", level.as_str())) }));
    }
    if let Some(ordinal) = event.ordinal {
        rows.push((call.t("field.ordinal"), html! { (ordinal) }));
    }
    if let Some(topic) = &event.topic {
        rows.push((call.t("field.topic"), html! { bdi { (topic) } }));
    }
    if !event.instruments.is_empty() {
        rows.push((call.t("field.instruments"), html! { @for title in &event.instruments { bdi { "《" (title) "》" } " " } }));
    }
    rows.push((call.t("record.counts"), html! { (call.tf("reports.long", &[&event.report_count, &event.source_count])) }));
    let main = html! {
        header.page {
            p.kicker { (parts::kind(call, event.kind.as_str())) (parts::status(call, Some(event.status.as_str()))) }
            h1 { @if event.recipients.is_empty() { @for (at, one) in event.actors.iter().enumerate() { @if at > 0 { span.arrow { " ↔ " } } (parts::name(call, &one.key)) } } @else { (parts::names(call, event.actors.iter().map(|one| &one.key))) span.arrow { " → " } (parts::names(call, event.recipients.iter().map(|one| &one.key))) } }
        }
        div.columns {
            section { (facts(rows)) (told.conflicts(call, &event.contested)) (told.reports(call)) }
            aside {
                (told.review(call, event.review, &event.decisions))
                @if event.history.len() > 1 {
                    section { h2 { (call.t("record.history")) } ol.history { @for step in &event.history { li { @if let Some(day) = step.published { (parts::day(day)) " " } span class={ "status s-" (step.status) } { (call.code("status", step.status.as_str())) } @if step.date.is_some() { " " (parts::when(call, step.date.as_ref())) } } } } }
                }
                @if !event.joins.is_empty() {
                    details {
                        summary { (call.t("record.joins")) " " span.count { (event.joins.len()) } }
                        ol.joins { @for join in event.joins.iter().take(40) { li { a href=(told.place(call, &join.left)) { (join.left) } " = " a href=(told.place(call, &join.right)) { (join.right) } ul { @for agreed in &join.agreed { li { (call.code("key", &agreed.key)) ": " bdi { (agreed_values(call, &agreed.key, &agreed.values)) } } } @for tolerance in &join.tolerances { li.more { span title=(tolerance.note) { (call.code("tolerance", &tolerance.kind)) } } } } } } }
                    }
                }
                (told.cite(call))
            }
        }
    };
    Reply::page(title.clone(), main, told.data())
}

/// What two tellings have in common: codes and ids as words.
fn agreed_values(call: &Call<'_>, key: &str, values: &[String]) -> String {
    let word = |value: &String| match key {
        "kind" | "family" => call.code(key, value),
        "sides" | "persons" | "recipients" | "places" => call.name(value),
        "offices" => {
            let (office, state) = value.split_once('@').map_or((value.as_str(), None), |(office, state)| (office, Some(state)));
            let office = call.app.names.office(office, state, call.lang).unwrap_or(office);
            state.map_or_else(|| office.to_owned(), |state| format!("{} {office}", call.name(state)))
        }
        _ => value.clone(),
    };
    values.iter().map(word).collect::<Vec<_>>().join(call.t("list.comma"))
}
