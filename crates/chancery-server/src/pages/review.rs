//! Review: a queue of what nobody has looked at, and the log of decisions with what they say about rules.

use std::collections::BTreeMap;

use chancery_archive::{Digest, DocumentRow, Filter, Held, Line, Readings, Row};
use chancery_register::{Act, Record};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::accounts::Role;
use crate::call::{Call, record_address};
use crate::columns::{Entry, Layer};
use crate::facets::{self, Choice};
use crate::fault::Fault;
use crate::filter::from_anywhere;
use crate::pages::record::correct;
use crate::parts;
use crate::reply::{Reply, object};

/// Events of a page unless asked otherwise.
const SHOWN: usize = 20;

/// An event that waits.
struct Waiting<'d> {
    line: &'d Line,
    kind: &'d str,
    /// Hundredths.
    confidence: u8,
    rules: &'d [u32],
}

/// What the queue is in order of: a text, then how sure, then the id.
type Place<'p> = (&'p str, u8, &'p str);

impl<'d> Waiting<'d> {
    fn place(&self, order: &str, readings: &'d Readings) -> Place<'d> {
        let first = match order {
            "kind" => self.kind,
            "rule" => self.rules.first().map_or("", |rule| readings.rule(*rule)),
            _ => "",
        };
        (first, self.confidence, &self.line.id)
    }
}

/// An event of the page with the words it was read from.
struct Task {
    row: Row,
    confidence: f64,
    rules: Vec<String>,
    quote: String,
    document: DocumentRow,
    record: String,
}

/// How many wait, by what they can be told apart.
#[derive(Default)]
struct Counted<'d> {
    kinds: BTreeMap<&'d str, usize>,
    /// By number.
    rules: BTreeMap<u32, usize>,
    sure: BTreeMap<usize, usize>,
}

/// Steps of confidence that can be asked for.
const SURE: [usize; 3] = [60, 75, 90];

/// All that wait and fit, and the counts.
fn waiting<'d>(call: &Call<'_>, register: &'d Digest, readings: &'d Readings, filter: &Filter) -> (Vec<Waiting<'d>>, Counted<'d>) {
    let (rule, below) = (call.get("rule").unwrap_or_default(), call.number("below").unwrap_or(100));
    let (kinds, filter) = (&filter.kinds, Filter { kinds: Vec::new(), ..filter.clone() });
    let (mut found, mut counted) = (Vec::new(), Counted::default());
    register.each("event", &filter, |line| {
        if !register.review(line).is_empty() {
            return;
        }
        let Some(rating) = readings.rating(&line.id) else { return };
        let one = Waiting { line, kind: register.kind(line), confidence: rating.confidence, rules: rating.rules };
        let of_kind = kinds.is_empty() || kinds.iter().any(|kind| kind == one.kind);
        let of_rule = rule.is_empty() || one.rules.iter().any(|one| readings.rule(*one).starts_with(rule));
        let unsure = usize::from(one.confidence) <= below;
        if of_rule && unsure {
            *counted.kinds.entry(one.kind).or_default() += 1;
        }
        if of_kind && unsure {
            for at in 0..one.rules.len() {
                if !one.rules[..at].contains(&one.rules[at]) {
                    *counted.rules.entry(one.rules[at]).or_default() += 1;
                }
            }
        }
        if of_kind && of_rule {
            SURE.iter().filter(|sure| usize::from(one.confidence) <= **sure).for_each(|sure| *counted.sure.entry(*sure).or_default() += 1);
        }
        if of_kind && of_rule && unsure {
            found.push(one);
        }
    });
    (found, counted)
}

/// The cursor of a place, and the place of a cursor.
fn cursor(place: Place<'_>) -> String {
    format!("{}~{}~{}", place.0, place.1, place.2)
}

fn place(after: &str) -> Option<Place<'_>> {
    let mut parts = after.splitn(3, '~');
    Some((parts.next()?, parts.next()?.parse().ok()?, parts.next()?))
}

/// The words and the document that each event is read from: nearly always the first that tells it, so that these are read together.
fn tasks(call: &Call<'_>, readings: &Readings, all: &[Waiting<'_>]) -> Result<Vec<Task>, Fault> {
    let mut firsts: Vec<i64> = all.iter().filter_map(|one| one.line.documents().next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let held: BTreeMap<i64, Held> = call.archive.held(&firsts)?.into_iter().map(|held| (held.document.number, held)).collect();
    let mut tasks = Vec::new();
    for one in all {
        let Some(row) = call.archive.row(&one.line.id)? else { continue };
        let read = |held: &Held| {
            let item = held.items.iter().find(|item| item.id == row.id)?;
            let event = held.reading.events.iter().find(|event| event.id == item.record)?;
            let quote = event.evidence.first().map_or_else(String::new, |evidence| evidence.quote.clone());
            Some((event.confidence, quote, held.document.clone(), item.record.clone()))
        };
        let mut found = None;
        for number in one.line.documents() {
            found = match held.get(&number) {
                Some(held) => read(held),
                None => call.archive.held(&[number])?.pop().and_then(|held| read(&held)),
            };
            if found.is_some() {
                break;
            }
        }
        let Some((confidence, quote, document, record)) = found else { continue };
        let rules = one.rules.iter().map(|rule| readings.rule(*rule).to_owned()).collect();
        tasks.push(Task { row, confidence, rules, quote, document, record });
    }
    Ok(tasks)
}

/// The queue.
pub(crate) fn queue(call: &Call<'_>) -> Result<Reply, Fault> {
    let filter = from_anywhere(call)?;
    let title = call.t("review.title");
    let Some(readings) = call.readings()? else {
        let main = html! { (parts::head(call, title, call.t("review.about"), None)) p.empty role="status" data-counting { (call.t("review.counting")) } };
        return Reply::page(title, main, json!({"items": [], "found": null, "next": null}));
    };
    let register = call.register()?;
    let (mut all, counted) = waiting(call, &register, &readings, &filter);
    let order = call.get("order").unwrap_or("confidence");
    let found = all.len();
    let after = call.get("after").map(|after| place(after).ok_or_else(|| Fault::parameter("after", after, "a cursor as this server gave it"))).transpose()?;
    all.retain(|one| after.is_none_or(|after| one.place(order, &readings) > after));
    // Only what the page shows is put in order.
    let limit = call.number("limit").unwrap_or(SHOWN);
    let more = all.len() > limit;
    if more {
        all.select_nth_unstable_by(limit, |a, b| a.place(order, &readings).cmp(&b.place(order, &readings)));
        all.truncate(limit);
    }
    all.sort_unstable_by(|a, b| a.place(order, &readings).cmp(&b.place(order, &readings)));
    let next = all.last().filter(|_| more).map(|last| cursor(last.place(order, &readings)));
    let tasks = tasks(call, &readings, &all)?;
    let may = call.caller.filter(|caller| caller.role >= Role::Coder);
    let back = call.here();
    let last = match may {
        Some(caller) => call
            .archive
            .decisions()?
            .holding()
            .filter(|(_, decision)| decision.who == caller.name && !matches!(decision.act, Act::Undo { .. }))
            .last()
            .map(|(id, _)| id.to_owned()),
        None => None,
    };
    let main = html! {
        (parts::head(call, title, call.t("review.about"), None))
        (parts::form(call, &[("rule", call.t("review.rule"), "text"), ("who", call.t("filter.who"), "text"), ("from", call.t("filter.from"), "date"), ("to", call.t("filter.to"), "date")]))
        nav.zoom aria-label=(call.t("review.order")) { (call.t("review.order")) " " @for by in ["confidence", "kind", "rule"] { a href=(call.with(&[("order", if by == "confidence" { "" } else { by })])) aria-current=[(by == order).then_some("true")] { (call.code("order", by)) } " " } }
        p.status role="status" { (call.tf("review.waiting", &[&call.count(found)])) " · " a href="/decisions" { (call.t("foot.decisions")) } }
        p.keys { kbd { "j" } " " kbd { "k" } " " (call.t("about.key_move")) " · " kbd { "a" } " " (call.t("decide.accept")) " · " kbd { "r" } " " (call.t("decide.reject")) " · " kbd { "c" } " " (call.t("decide.correct")) " · " kbd { "s" } " " (call.t("decide.split")) " · " kbd { "Enter" } " " (call.t("about.key_open")) " · " kbd { "u" } " " (call.t("decide.undo")) " · " kbd { "x" } kbd { "m" } " " (call.t("decide.merge")) }
        @if may.is_none() { p.empty { (call.t("review.viewer")) } }
        div.columns { section {
        ol.queue {
            @for one in &tasks {
                li.task tabindex="0" data-record=(one.row.id) {
                    div.what {
                        p.line { a.open href=(record_address(&one.row.id)) { (parts::kind(call, &one.row.kind)) } (parts::status(call, one.row.status.as_deref())) " " (parts::who(call, &one.row)) " " span.when { (parts::when(call, one.row.summary.date.as_ref())) } }
                        (parts::quote(call, &one.document, &one.quote, (0, 0), Some(&one.record)))
                        p.more { span.number { (format!("{:.2}", one.confidence)) } @for rule in &one.rules { " " a href={ "/review?rule=" (crate::route::encode(rule)) } { code { (rule) } } } }
                    }
                    @if let Some(caller) = may {
                        div.decide {
                            @let hidden = html! { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="record" value=(one.row.id); input type="hidden" name="back" value=(back); };
                            form.acts method="post" action="/review/coder" {
                                (hidden)
                                button name="act" value="accept" data-key="a" { (call.t("decide.accept")) }
                                button name="act" value="reject" data-key="r" { (call.t("decide.reject")) }
                            }
                            (correct(call, &html! { (hidden) input type="hidden" name="act" value="correct"; }, &one.row.id))
                            @if caller.role >= Role::Editor && one.row.summary.reports > 1 { a data-key="s" href={ (record_address(&one.row.id)) "?act=split#decide" } { (call.t("decide.split")) " " kbd { "s" } } }
                        }
                    }
                }
            }
        }
        @if let Some((caller, last)) = may.zip(last.as_ref()) {
            form #undo.acts method="post" action="/review/coder" { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value="undo"; input type="hidden" name="decision" value=(last); input type="hidden" name="back" value=(back); button { (call.t("about.key_undo")) } }
        }
        @if tasks.is_empty() { p.empty { (call.t("review.none")) } }
        (parts::pager(call, next.as_deref()))
        }
        aside.facets aria-label=(call.t("facet.label")) { (facets(call, &readings, &counted)) }
        }
        @if let Some(caller) = may.filter(|caller| caller.role >= Role::Editor) {
            form #merge.hidden-form method="post" action="/review/editor" { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value="merge"; input type="hidden" name="back" value=(back); }
        }
    };
    let items: Vec<Value> = tasks
        .into_iter()
        .map(|one| json!({"confidence": one.confidence, "rules": one.rules, "quote": one.quote, "document": one.document.id, "event": object(&Layer::Events.names(), Entry::Row(one.row).values(Layer::Events))}))
        .collect();
    Reply::page(title, main, json!({"items": items, "found": found, "next": next}))
}

/// What narrows the queue down.
fn facets(call: &Call<'_>, readings: &Readings, counted: &Counted<'_>) -> Markup {
    let below = call.number("below");
    let sure = |sure: &usize| Choice {
        label: html! { "≤ " (format!("{:.2}", *sure as f64 / 100.0)) },
        count: counted.sure.get(sure).copied().unwrap_or(0),
        on: below == Some(*sure),
        to: call.with(&[("below", &if below == Some(*sure) { String::new() } else { sure.to_string() })]),
    };
    let rule = call.get("rule").unwrap_or_default();
    // A rule's id asks for all rules whose ids begin so; an event that two such rules read would count twice, so that these are left out.
    let ids: BTreeMap<&str, usize> = counted.rules.iter().map(|(rule, count)| (readings.rule(*rule), *count)).collect();
    let alone = |id: &str| ids.range(id..).nth(1).is_none_or(|(next, _)| !next.starts_with(id));
    let choice = |(id, count): (&&str, &usize)| {
        let to = call.with(&[("rule", if *id == rule { "" } else { *id })]);
        ((*id).to_owned(), Choice { label: html! { code { (id) } }, count: *count, on: *id == rule, to })
    };
    let rules: Vec<(String, Choice)> = ids.iter().filter(|(id, _)| alone(id)).map(choice).collect();
    let kinds: BTreeMap<String, usize> = counted.kinds.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect();
    html! {
        (facets::facet(call, call.t("review.sure"), &SURE.iter().map(sure).filter(|choice| choice.count > 0 || choice.on).collect::<Vec<_>>()))
        (facets::facet(call, call.t("facet.kind"), &facets::replacing(call, "kind", &kinds, |code| parts::kind(call, code))))
        (facets::facet(call, call.t("review.rule"), &facets::ordered(rules)))
    }
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
    let rules = call.app.kept(call.mark, "rules", |rules: &BTreeMap<_, _>| rules.len() * 120, || rules(call))?;
    let may = call.caller.filter(|caller| caller.role >= Role::Coder);
    let title = call.t("decisions.title");
    let act = |act: &Act| serde_json::to_value(act).ok().and_then(|act| act["act"].as_str().map(str::to_owned)).unwrap_or_default();
    let main = html! {
        (parts::head(call, title, call.t("decisions.about"), Some(log.len())))
        @if log.is_empty() { p.empty { (call.t("decisions.none")) " " a href="/review" { (call.t("nav.review")) } } }
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
