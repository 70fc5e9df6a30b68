//! One record of the register: all that is known of it, by claim and source, with the words.
//!
//! In: the id of a record. Out: what pages of all layers have in common: the reports a page at a time, conflicts side by side, how to cite it. What an event,
//! an instrument or another layer shows besides are modules of their own, and so are the forms to decide with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chancery_archive::{Whole, Words};
use chancery_model::Part;
use chancery_register::{Claim, Contested, Record};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::call::{Call, record_address};
use crate::fault::Fault;
use crate::pages::export::{cite, cite_instrument};
use crate::parts;
use crate::route::Shape;
use crate::security::tag;

mod event;
mod instrument;
mod ladder;
mod others;
mod review;

pub(crate) use event::event;
pub(crate) use instrument::instrument;
pub(crate) use ladder::ladder;
pub(crate) use others::{figure, relation, statement};
pub(crate) use review::correct;

/// Reports of a page, and of an answer as data.
const SHOWN: usize = 20;
const GIVEN: usize = 100;

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
    /// A record with its reports.
    pub fn whole(&self, id: &str) -> Result<Arc<Whole>, Fault> {
        Ok(Arc::new(self.archive.whole_by(id, self.readings_now()?.as_deref())?))
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
        // A document may tell it in two places; it is one report.
        let told: BTreeSet<i64> = self.whole.reports.iter().map(|(document, _)| document.number).collect();
        let page = |skip: usize| format!("{}#reports", call.with(&[("skip", &if skip == 0 { String::new() } else { skip.to_string() })]));
        html! {
            section #reports {
                h2 { (call.t("record.reports")) " " span.count { (call.count(told.len())) } }
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
                                    p.value { @if at == 0 { span.flag { (call.t("record.preferred")) } " " } bdi { (self.value(call, &field.field, &claim.value)) } @if let Some(part) = self.part(claim).filter(|_| field.field == "date") { " " span.part { (call.code("part", part.as_str())) } } }
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

    /// The part of the day that a claim tells besides its date.
    fn part(&self, claim: &Claim) -> Option<Part> {
        let Record::Event(event) = &self.whole.record else { return None };
        event.history.iter().find(|step| claim.items.first().is_some_and(|item| step.items.contains(item)))?.date?.part
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

    /// How to cite it: the address that stays, and the source that tells it first.
    pub fn cite(&self, call: &Call<'_>) -> Markup {
        let cited = match (&self.whole.record, self.whole.reports.first()) {
            (Record::Instrument(record), _) => cite_instrument(call.archive, record),
            (_, Some((document, _))) => cite(call.archive, &document.id),
            (_, None) => Markup::default(),
        };
        html! {
            section.cite {
                h2 { (call.t("record.cite")) }
                p { (call.t("record.address")) " " code { (record_address(self.id())) } }
                details { summary { (call.t("record.styles")) } (cited) }
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

/// Rows of a list of facts; empty values are left out.
fn facts(rows: Vec<(&str, Markup)>) -> Markup {
    html! { dl.facts { @for (label, value) in rows { dt { (label) } dd { (value) } } } }
}
