//! Forms to decide with, on the page of a record and in the queue: each works without scripts, and by one or two keys with them.

use chancery_register::Record;
use maud::{Markup, html};

use super::{Told, version};
use crate::accounts::Role;
use crate::call::{Call, record_address};
use crate::parts;

/// The key of the nth choice of a form.
fn digit(at: usize) -> Option<usize> {
    (at < 9).then_some(at + 1)
}

/// The form that corrects an event: its status by one key, any field by name. `at` tells forms of one page apart.
pub(crate) fn correct(call: &Call<'_>, hidden: &Markup, at: &str) -> Markup {
    html! {
        details.correct data-open="c" open[call.get("act") == Some("correct")] {
            summary { (call.t("decide.correct")) " " kbd { "c" } }
            form.stack method="post" action="/review/coder" {
                (hidden)
                fieldset {
                    legend { (call.t("field.status")) }
                    @for (at, status) in chancery_model::Status::ALL.iter().enumerate() { button.small name="status" value=(status.as_str()) data-digit=[digit(at)] { @if let Some(digit) = digit(at) { kbd aria-hidden="true" { (digit) } " " } (call.code("status", status.as_str())) } " " }
                }
            }
            form.stack method="post" action="/review/coder" {
                (hidden)
                label for={ "f-" (at) } { (call.t("decide.field")) }
                select id={ "f-" (at) } name="field" { @for field in chancery_register::Field::ALL { option value=(field.code()) { (call.code("field", field.code())) } } }
                label for={ "v-" (at) } { (call.t("decide.value")) } input id={ "v-" (at) } name="value" maxlength="400";
                label for={ "w-" (at) } { (call.t("decide.why")) } input id={ "w-" (at) } name="why" maxlength="400";
                button { (call.t("decide.correct")) }
            }
        }
    }
}

impl Told {
    /// Forms to decide with, for those who may.
    pub fn review(&self, call: &Call<'_>, review: Option<chancery_register::Review>, decisions: &[String]) -> Markup {
        let Some(caller) = call.caller.filter(|caller| caller.role >= Role::Coder) else { return Markup::default() };
        let (id, version) = (self.id(), version(&self.whole.record));
        let hidden = |act: &str| html! { input type="hidden" name="csrf" value=(caller.csrf); input type="hidden" name="act" value=(act); input type="hidden" name="record" value=(id); input type="hidden" name="version" value=(version); input type="hidden" name="back" value=(record_address(id)); };
        let event = matches!(self.whole.record, Record::Event(_));
        // What was decided last, not what comes last in the order of ids.
        let log = call.archive.decision_log().unwrap_or_default();
        let last = log.iter().rev().map(chancery_register::Decision::id).find(|id| decisions.contains(id));
        html! {
            section.review #decide data-record=(id) {
                h2 { (call.t("nav.review")) }
                @if let Some(review) = review { p { span class={ "flag r-" (format!("{review:?}").to_lowercase()) } { (call.code("review", &format!("{review:?}").to_lowercase())) } } }
                div.acts {
                    form method="post" action="/review/coder" { (hidden("accept")) button data-key="a" { (call.t("decide.accept")) " " kbd aria-hidden="true" { "a" } } }
                    form method="post" action="/review/coder" { (hidden("reject")) button data-key="r" { (call.t("decide.reject")) " " kbd aria-hidden="true" { "r" } } }
                    @if let Some(last) = &last { form method="post" action="/review/coder" { (hidden("undo")) input type="hidden" name="decision" value=(last); button data-key="u" { (call.t("decide.undo")) " " kbd aria-hidden="true" { "u" } } } }
                }
                @if event { (correct(call, &hidden("correct"), "field")) }
                @if caller.role >= Role::Editor {
                    details data-open="m" open[call.get("act") == Some("merge")] {
                        summary { (call.t("decide.merge")) " " kbd { "m" } }
                        form.stack method="post" action="/review/editor" {
                            (hidden("merge"))
                            label for="with" { (call.t("decide.with")) } input #with name="record" required maxlength="60" placeholder="ev-…";
                            label for="merge-why" { (call.t("decide.why")) } input #merge-why name="why" maxlength="400";
                            button { (call.t("decide.merge")) }
                        }
                    }
                    @if self.whole.reports.len() > 1 {
                        details data-open="s" open[call.get("act") == Some("split")] {
                            summary { (call.t("decide.split")) " " kbd { "s" } }
                            form.stack method="post" action="/review/editor" {
                                (hidden("split"))
                                fieldset { legend { (call.t("decide.leave")) } @for (at, (document, item)) in self.whole.reports.iter().take(60).enumerate() { label.choice { input type="checkbox" name="item" value=(item.id) data-digit=[digit(at)] checked[self.whole.reports.len() == 2 && at == 1]; " " @if let Some(digit) = digit(at) { kbd { (digit) } " " } (document.outlet.as_deref().map_or(document.name.as_str(), parts::short)) @if let Some((day, _)) = document.published { " " (day) } } } }
                                label for="split-why" { (call.t("decide.why")) } input #split-why name="why" maxlength="400";
                                button { (call.t("decide.split")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
