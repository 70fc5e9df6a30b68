//! One record of the register: all that is known of it, by claim and source, with the words.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_archive::{Whole, Words};
use chancery_register::{Claim, Contested, EventRecord, FigureRecord, InstrumentRecord, Record, RelationRecord, StatementRecord, Took};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::accounts::Role;
use crate::call::{Call, record_address};
use crate::draw;
use crate::fault::Fault;
use crate::pages::export::cite;
use crate::parts;
use crate::reply::Reply;
use crate::route::Shape;
use crate::security::tag;

/// Reports of a page, and of an answer as data.
const SHOWN: usize = 20;
const GIVEN: usize = 100;
/// Reports of records that are kept.
const KEPT_FROM: usize = 12;
const KEPT_TO: usize = 6000;

/// A record with the words of its reports.
pub(crate) struct Told {
    pub whole: Arc<Whole>,
    /// Of the reports of this page.
    pub words: Vec<Vec<Words>>,
    /// The first report of this page.
    skip: usize,
}

/// Loads a record of a layer.
pub(crate) fn load(call: &Call<'_>, layer: &str) -> Result<Told, Fault> {
    let id = call.part(0);
    let whole = call.whole(id)?;
    let found = serde_json::to_value(&whole.record).ok().and_then(|record| record["layer"].as_str().map(str::to_owned)).unwrap_or_default();
    if found != layer {
        return Err(Fault::not_found(id));
    }
    let skip = call.number("skip").unwrap_or(0).min(whole.reports.len());
    let most = if call.shape == Shape::Html { SHOWN } else { GIVEN };
    let words = call.archive.words_of_reports(&whole.reports[skip..(skip + most).min(whole.reports.len())])?;
    Ok(Told { whole, words, skip })
}

impl Call<'_> {
    /// A record with its reports. What many reports were brought together for is kept as long as nothing is written.
    pub fn whole(&self, id: &str) -> Result<Arc<Whole>, Fault> {
        let key = format!("whole {id}");
        if let Some(kept) = self.app.held::<Whole>(self.mark, &key) {
            return Ok(kept);
        }
        let whole = self.archive.whole(id)?;
        if (KEPT_FROM..=KEPT_TO).contains(&whole.reports.len()) { self.app.kept(self.mark, &key, || Ok(whole)) } else { Ok(Arc::new(whole)) }
    }
}

/// What tells one state of a record from the next: writers name it in `If-Match`.
pub(crate) fn version(record: &Record) -> String {
    tag(&[serde_json::to_string(record).unwrap_or_default().as_bytes()])
}

impl Told {
    /// An id that leads to it for ever and that decisions may name: a series of figures and a relation are reached by their first report.
    fn id(&self) -> &str {
        match (&self.whole.record, self.whole.reports.first()) {
            (Record::Figure(_) | Record::Relation(_), Some((_, item))) => &item.id,
            (record, _) => record.id(),
        }
    }

    /// As data.
    pub fn data(&self) -> Value {
        let reports: Vec<Value> = self
            .whole
            .reports
            .iter()
            .skip(self.skip)
            .zip(&self.words)
            .map(|((document, item), words)| {
                let quotes: Vec<Value> = words.iter().map(|words| json!({"quote": words.quote, "span": [words.start, words.end]})).collect();
                json!({
                    "item": item.id, "document": document.id, "source": document.source, "name": document.name, "outlet": document.outlet,
                    "published": document.published.map(|(day, _)| day.to_string()), "url": document.url, "words": quotes,
                })
            })
            .collect();
        let end = self.skip + self.words.len();
        let next = (end < self.whole.reports.len()).then_some(end);
        json!({"version": version(&self.whole.record), "record": self.whole.record, "reports": reports, "next_skip": next})
    }

    /// The reports with their words, in order of publication.
    pub fn reports(&self, call: &Call<'_>) -> Markup {
        let (count, end) = (self.whole.reports.len(), self.skip + self.words.len());
        let page = |skip: usize| format!("{}#reports", call.with(&[("skip", &if skip == 0 { String::new() } else { skip.to_string() })]));
        html! {
            section #reports {
                h2 { (call.t("record.reports")) " " span.count { (call.count(count)) } }
                ol.reports start=(self.skip + 1) {
                    @for ((document, item), words) in self.whole.reports[self.skip..end].iter().zip(&self.words) {
                        li.report id=(item.id) {
                            @for words in words.iter().take(4) { (parts::quote(call, document, &words.quote, (words.start, words.end), Some(&item.record))) }
                            @if words.is_empty() { (parts::quote(call, document, "…", (0, 0), None)) }
                        }
                    }
                }
                @if count > self.words.len() {
                    nav.pager aria-label=(call.t("record.reports")) {
                        @if self.skip > 0 { a rel="prev" href=(page(self.skip.saturating_sub(SHOWN))) { (call.t("list.previous")) } " " }
                        span { (call.tf("list.range", &[&(self.skip + 1), &end, &count])) } " "
                        @if end < count { a rel="next" href=(page(end)) { (call.t("list.next")) } }
                    }
                }
            }
        }
    }

    /// Who says what where they disagree, side by side.
    pub fn conflicts(&self, call: &Call<'_>, contested: &[Contested]) -> Markup {
        let outlets = |claim: &Claim| {
            let mut told: BTreeMap<String, &str> = BTreeMap::new();
            for (document, item) in self.whole.reports.iter().filter(|(_, item)| claim.items.contains(&item.id)) {
                told.entry(document.outlet.clone().unwrap_or_else(|| document.name.clone())).or_insert(&item.id);
            }
            told
        };
        html! {
            @if !contested.is_empty() {
                section.conflicts {
                    h2 { (call.t("record.conflicts")) }
                    @for field in contested {
                        h3 { (call.code("field", &field.field)) }
                        div.claims {
                            @for (at, claim) in field.claims.iter().enumerate() {
                                div.claim.preferred[at == 0] {
                                    p.value { @if at == 0 { span.flag { (call.t("record.preferred")) } " " } bdi { (self.value(call, &field.field, &claim.value)) } }
                                    ul.plain { @for (outlet, item) in outlets(claim) { li { a href=(self.place(call, item)) { (parts::short(&outlet)) } } } }
                                    p.more { (call.tf("record.independent", &[&claim.sources])) }
                                }
                            }
                        }
                        p.more { (preference(call, &field.preference)) }
                    }
                }
            }
        }
    }

    /// Where a report stands, on this page or another.
    fn place(&self, call: &Call<'_>, item: &str) -> String {
        let at = self.whole.reports.iter().position(|(_, report)| report.id == item).unwrap_or(0);
        if (self.skip..self.skip + self.words.len()).contains(&at) {
            return format!("#{item}");
        }
        let skip = at / SHOWN * SHOWN;
        format!("{}#{item}", call.with(&[("skip", &if skip == 0 { String::new() } else { skip.to_string() })]))
    }

    fn value(&self, call: &Call<'_>, field: &str, value: &str) -> String {
        match field {
            "kind" | "status" | "level" => call.code(field, value),
            "date" => value.replace('/', " – "),
            _ => value
                .split([';', ','])
                .map(|part| if part.contains(':') || (part.len() == 3 && call.app.names.is_state(part)) { call.name(part) } else { part.to_owned() })
                .collect::<Vec<_>>()
                .join(call.t("list.comma")),
        }
    }

    /// Forms to decide with, for those who may.
    pub fn review(&self, call: &Call<'_>, review: Option<chancery_register::Review>, decisions: &[String]) -> Markup {
        let Some(caller) = call.caller.filter(|caller| caller.role >= Role::Coder) else { return Markup::default() };
        let (id, version) = (self.id(), version(&self.whole.record));
        let hidden = |act: &str| html! { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value=(act); input type="hidden" name="record" value=(id); input type="hidden" name="version" value=(version); input type="hidden" name="back" value=(record_address(id)); };
        let event = matches!(self.whole.record, Record::Event(_));
        html! {
            section.review data-record=(id) {
                h2 { (call.t("nav.review")) }
                @if let Some(review) = review { p { span class={ "flag r-" (format!("{review:?}").to_lowercase()) } { (call.code("review", &format!("{review:?}").to_lowercase())) } } }
                div.acts {
                    form method="post" action="/review/coder" { (hidden("accept")) button data-key="a" { (call.t("decide.accept")) } }
                    form method="post" action="/review/coder" { (hidden("reject")) button data-key="r" { (call.t("decide.reject")) } }
                    @if let Some(last) = decisions.last() { form method="post" action="/review/coder" { (hidden("undo")) input type="hidden" name="decision" value=(last); button data-key="u" { (call.t("decide.undo")) } } }
                }
                @if event {
                    details {
                        summary { (call.t("decide.correct")) }
                        form.stack method="post" action="/review/coder" {
                            (hidden("correct"))
                            label for="field" { (call.t("decide.field")) }
                            select #field name="field" { @for field in chancery_register::Field::ALL { option value=(field.code()) { (call.code("field", field.code())) } } }
                            label for="value" { (call.t("decide.value")) } input #value name="value" maxlength="400";
                            label for="why" { (call.t("decide.why")) } input #why name="why" maxlength="400";
                            button { (call.t("decide.correct")) }
                        }
                    }
                }
                @if caller.role >= Role::Editor {
                    details {
                        summary { (call.t("decide.merge")) }
                        form.stack method="post" action="/review/editor" {
                            (hidden("merge"))
                            label for="with" { (call.t("decide.with")) } input #with name="record" required maxlength="60" placeholder="ev-…";
                            label for="merge-why" { (call.t("decide.why")) } input #merge-why name="why" maxlength="400";
                            button { (call.t("decide.merge")) }
                        }
                    }
                    @if self.whole.reports.len() > 1 {
                        details {
                            summary { (call.t("decide.split")) }
                            form.stack method="post" action="/review/editor" {
                                (hidden("split"))
                                fieldset { legend { (call.t("decide.leave")) } @for (document, item) in self.whole.reports.iter().take(60) { label.choice { input type="checkbox" name="item" value=(item.id); " " (document.outlet.as_deref().map_or(document.name.as_str(), parts::short)) @if let Some((day, _)) = document.published { " " (day) } } } }
                                label for="split-why" { (call.t("decide.why")) } input #split-why name="why" maxlength="400";
                                button { (call.t("decide.split")) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// How to cite it: the address that stays, and the source that tells it first.
    pub fn cite(&self, call: &Call<'_>) -> Markup {
        let cited = match (&self.whole.record, self.whole.reports.first()) {
            (Record::Instrument(record), _) => record.id.clone(),
            (_, Some((document, _))) => document.id.clone(),
            (record, None) => record.id().to_owned(),
        };
        html! {
            section.cite {
                h2 { (call.t("record.cite")) }
                p { (call.t("record.address")) " " code { (record_address(self.id())) } }
                details { summary { (call.t("record.styles")) } (cite(call.archive, &cited)) }
            }
        }
    }
}

/// Why a claim comes first, in the language of the page.
fn preference(call: &Call<'_>, told: &str) -> Markup {
    let keys = ["sources", "settled", "longest", "exact", "all_kept", "once"];
    let known = chancery_register::preference::ALL.iter().position(|one| *one == told).and_then(|at| keys.get(at));
    match known {
        Some(key) => html! { (call.t("record.because")) " " (call.code("preference", key)) },
        None => html! { (call.t("record.because")) " " span lang="en" { (told) } },
    }
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

/// Rows of a list of facts; empty values are left out.
fn facts(rows: Vec<(&str, Markup)>) -> Markup {
    html! { dl.facts { @for (label, value) in rows { dt { (label) } dd { (value) } } } }
}

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
        header.page { p.kicker { span.tag { (call.code("type", one.kind.as_str())) } } h1 { bdi { (one.title) } } }
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
                        table { thead { tr { th { (call.t("field.party")) } th { (call.t("instrument.seen")) } th { (call.t("instrument.unseen")) } } } tbody { @for party in &one.standing { tr { th scope="row" { (parts::name(call, &party.party)) } td { @for (action, date) in &party.seen { (call.code("action", action.as_str())) " " (parts::when(call, date.as_ref())) " " } } td { @for action in &party.unseen { (call.code("action", action.as_str())) " " } @if let Some(day) = party.through { span.place { (call.tf("instrument.through", &[&day])) } } } } } } }
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

/// The designations of a relation, in order of time.
pub(crate) fn ladder(call: &Call<'_>, one: &RelationRecord) -> Markup {
    html! {
        section { h2 { (call.t("relation.ladder")) } ol.ladder { @for step in &one.ladder { li { span.when { @if step.date.is_some() { (parts::when(call, step.date.as_ref())) } @else if let Some((first, last)) = step.used { (call.t("relation.used")) " " (parts::day(first)) @if first != last { " – " (parts::day(last)) } } } " " strong { bdi { (step.designation) } } " " span.tag { (call.code("relation", step.action.as_str())) } " " span.place { (call.tf("record.reports_n", &[&step.items.len()])) } } } } }
    }
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
            section { blockquote.large { p { bdi { (words) } } } (facts(rows)) (told.reports(call)) }
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
        header.page { p.kicker { (call.t("layer.figure")) @if let Some(unit) = &one.unit { " · " (unit) } } h1 { bdi { (quantity) } " " (parts::names(call, &one.of)) } }
        div.columns {
            section { (draw::figures(call, one)) (told.conflicts(call, &one.contested)) (told.reports(call)) }
            aside { (told.review(call, one.review, &one.decisions)) (told.cite(call)) }
        }
    };
    Reply::page(title, main, told.data())
}
