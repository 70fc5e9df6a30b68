//! Review: a queue of what nobody has looked at, and the log of decisions with what they say about rules.

use std::collections::BTreeMap;

use chancery_archive::Row;
use chancery_register::{Act, Body, Record};
use maud::html;
use serde_json::{Value, json};

use crate::accounts::Role;
use crate::call::{Call, record_address};
use crate::columns::{Entry, Layer};
use crate::fault::Fault;
use crate::filter::filter;
use crate::parts;
use crate::reply::{Reply, object};

/// Events that the queue looks through, and that it shows.
const LOOKED: usize = 120;
const SHOWN: usize = 30;

/// An event that waits.
struct Waiting {
    row: Row,
    confidence: f64,
    rules: Vec<String>,
    quote: String,
    document: chancery_archive::DocumentRow,
    record: String,
}

/// The queue.
pub(crate) fn queue(call: &Call<'_>) -> Result<Reply, Fault> {
    let filter = filter(call)?;
    let (rule, below) = (call.get("rule").unwrap_or_default(), call.number("below").unwrap_or(100) as f64 / 100.0);
    let mut rows = Vec::new();
    call.archive.rows("event", &filter, |row| {
        if row.summary.review.is_none() {
            rows.push(row);
        }
        Ok::<_, Fault>(rows.len() < LOOKED)
    })?;
    let mut waiting = Vec::new();
    let mut readings: BTreeMap<i64, (chancery_archive::DocumentRow, chancery_model::Reading, BTreeMap<String, String>)> = BTreeMap::new();
    for row in rows {
        let Some(number) = row.summary.documents.first().copied() else { continue };
        let (document, reading, items) = match readings.entry(number) {
            std::collections::btree_map::Entry::Occupied(held) => held.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                let document = call.archive.numbered(number)?;
                let events = call.archive.items(&document)?.into_iter().filter(|item| matches!(item.body, Body::Event(_)));
                let (reading, items) = (call.archive.reading(&document)?, events.map(|item| (item.id, item.record)).collect());
                free.insert((document, reading, items))
            }
        };
        let Some(event) = items.get(&row.id).and_then(|record| reading.events.iter().find(|event| event.id == *record)) else { continue };
        let rules: Vec<String> = event.evidence.iter().map(|evidence| evidence.rule.clone()).collect();
        if event.confidence <= below && rules.iter().any(|one| one.starts_with(rule)) {
            let quote = event.evidence.first().map_or_else(String::new, |evidence| evidence.quote.clone());
            waiting.push(Waiting { row, confidence: event.confidence, rules, quote, document: document.clone(), record: event.id.clone() });
        }
    }
    waiting.sort_by(|a, b| a.confidence.total_cmp(&b.confidence).then_with(|| a.row.id.cmp(&b.row.id)));
    let found = waiting.len();
    waiting.truncate(SHOWN);
    let may = call.caller.filter(|caller| caller.role >= Role::Coder);
    let back = call.with(&[]);
    let title = call.t("review.title");
    let main = html! {
        (parts::head(call, title, call.t("review.about"), None))
        (parts::form(call, &[("rule", call.t("review.rule"), "text"), ("who", call.t("filter.who"), "text"), ("from", call.t("filter.from"), "date"), ("to", call.t("filter.to"), "date")]))
        p.zoom { (call.t("review.sure")) " " @for below in ["60", "75", "90"] { @let on = call.get("below") == Some(below); a href=(call.with(&[("below", if on { "" } else { below })])) aria-current=[on.then_some("true")] { "≤ 0." (below) } " " } }
        p.status role="status" { (call.tf("review.waiting", &[&found, &LOOKED])) " · " a href="/decisions" { (call.t("foot.decisions")) } }
        p.keys { kbd { "j" } " " kbd { "k" } " " (call.t("about.key_move")) " · " kbd { "a" } " " (call.t("decide.accept")) " · " kbd { "r" } " " (call.t("decide.reject")) " · " kbd { "Enter" } " " (call.t("about.key_open")) " · " kbd { "u" } " " (call.t("decide.undo")) " · " kbd { "x" } kbd { "m" } " " (call.t("decide.merge")) }
        @if may.is_none() { p.empty { (call.t("review.viewer")) } }
        ol.queue {
            @for one in &waiting {
                li.task tabindex="0" data-record=(one.row.id) {
                    div.what {
                        p.line { a.open href=(record_address(&one.row.id)) { (parts::kind(call, &one.row.kind)) } (parts::status(call, one.row.status.as_deref())) " " (parts::who(call, &one.row)) " " span.when { (parts::when(call, one.row.summary.date.as_ref())) } }
                        (parts::quote(call, &one.document, &one.quote, (0, 0), Some(&one.record)))
                        p.more { span.number { (format!("{:.2}", one.confidence)) } @for rule in &one.rules { " " a href={ "/review?rule=" (crate::route::encode(rule)) } { code { (rule) } } } }
                    }
                    @if let Some(caller) = may {
                        form.acts method="post" action="/review/coder" {
                            input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="record" value=(one.row.id); input type="hidden" name="back" value=(back);
                            button name="act" value="accept" data-key="a" { (call.t("decide.accept")) }
                            button name="act" value="reject" data-key="r" { (call.t("decide.reject")) }
                        }
                    }
                }
            }
        }
        @if waiting.is_empty() { p.empty { (call.t("review.none")) } }
        @if let Some(caller) = may.filter(|caller| caller.role >= Role::Editor) {
            form #merge.hidden-form method="post" action="/review/editor" { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value="merge"; input type="hidden" name="back" value=(back); }
        }
    };
    let items: Vec<Value> = waiting
        .into_iter()
        .map(|one| json!({"confidence": one.confidence, "rules": one.rules, "quote": one.quote, "document": one.document.id, "event": object(&Layer::Events.names(), Entry::Row(one.row).values(Layer::Events))}))
        .collect();
    Reply::page(title, main, json!({"items": items, "found": found}))
}

/// Accepted and rejected by rule.
fn rules(call: &Call<'_>) -> Result<BTreeMap<String, (usize, usize)>, Fault> {
    let mut rules: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let decisions = call.archive.decisions()?;
    for (_, decision) in decisions.holding() {
        let (id, right) = match &decision.act {
            Act::Accept { record } => (record, true),
            Act::Reject { record } => (record, false),
            _ => continue,
        };
        let Ok(whole) = call.archive.whole(id) else { continue };
        if !matches!(whole.record, Record::Event(_)) {
            continue;
        }
        for (document, item) in whole.reports.iter().take(20) {
            let reading = call.archive.reading(document)?;
            for evidence in reading.events.iter().filter(|event| event.id == item.record).flat_map(|event| &event.evidence) {
                let count = rules.entry(evidence.rule.clone()).or_default();
                *(if right { &mut count.0 } else { &mut count.1 }) += 1;
            }
        }
    }
    Ok(rules)
}

/// Who decided what, and how often each rule was right.
pub(crate) fn decisions(call: &Call<'_>) -> Result<Reply, Fault> {
    let log = call.archive.decision_log()?;
    let all = call.archive.decisions()?;
    let holding: Vec<&str> = all.holding().map(|(id, _)| id).collect();
    let rules = call.app.kept(call.mark, "rules", || rules(call))?;
    let may = call.caller.filter(|caller| caller.role >= Role::Coder);
    let title = call.t("decisions.title");
    let act = |act: &Act| serde_json::to_value(act).ok().and_then(|act| act["act"].as_str().map(str::to_owned)).unwrap_or_default();
    let main = html! {
        (parts::head(call, title, call.t("decisions.about"), Some(log.len())))
        @if log.is_empty() { p.empty { (call.t("decisions.none")) } }
        @else {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table {
                    thead { tr { th { (call.t("decisions.at")) } th { (call.t("decisions.who")) } th { (call.t("decisions.act")) } th { (call.t("decisions.on")) } th { (call.t("decide.why")) } th { } } }
                    tbody {
                        @for decision in log.iter().rev().take(500) {
                            @let id = decision.id();
                            @let holds = holding.contains(&id.as_str()) || matches!(decision.act, Act::Undo { .. });
                            tr.undone[!holds] {
                                td.number { (decision.at.replace('T', " ").trim_end_matches('Z')) } td { (decision.who) } td { (call.code("act", &act(&decision.act))) }
                                td { @for name in decision.names().into_iter().take(4) { a href=(record_address(name)) { (name) } " " } @if let Act::Correct { field, value, .. } = &decision.act { (call.code("field", field.code())) " = " bdi { (value) } } }
                                td { bdi { (decision.why) } }
                                td { @if let Some(caller) = may.filter(|_| holds && !matches!(decision.act, Act::Undo { .. })) { form method="post" action="/review/coder" { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value="undo"; input type="hidden" name="decision" value=(id); input type="hidden" name="back" value="/decisions"; button { (call.t("decide.undo")) } } } @else if !holds { (call.t("decisions.undone")) } }
                            }
                        }
                    }
                }
            }
            @if !rules.is_empty() {
                h2 { (call.t("decisions.rules")) }
                table { thead { tr { th { (call.t("review.rule")) } th.number { (call.t("decide.accept")) } th.number { (call.t("decide.reject")) } th.number { (call.t("decisions.precision")) } } } tbody { @for (rule, (right, wrong)) in rules.iter() { tr { th scope="row" { a href={ "/review?rule=" (crate::route::encode(rule)) } { code { (rule) } } } td.number { (right) } td.number { (wrong) } td.number { (format!("{:.2}", *right as f64 / (right + wrong) as f64)) } } } } }
            }
        }
    };
    let items: Vec<Value> = log.iter().map(|decision| json!({"id": decision.id(), "at": decision.at, "who": decision.who, "why": decision.why, "act": decision.act, "holds": holding.contains(&decision.id().as_str())})).collect();
    let rules: Vec<Value> = rules.iter().map(|(rule, (right, wrong))| json!({"rule": rule, "accepted": right, "rejected": wrong})).collect();
    Reply::page(title, main, json!({"items": items, "rules": rules}))
}
