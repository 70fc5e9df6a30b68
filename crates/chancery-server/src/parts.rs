//! Pieces that many pages are made of: a date, a name, a kind, a line of an event, the facets and forms of lists.
//!
//! In: records. Out: markup. What is not known is not shown; nothing is told by colour alone.

use chancery_archive::{DocumentRow, Row};
use chancery_model::Date;
use chancery_register::When;
use maud::{Markup, html};

use crate::call::{Call, record_address};
use crate::columns::{Entry, Layer};
use crate::lists::Page;

/// The family of a kind of events: what its colour and sign stand for.
pub(crate) fn family(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "visit" | "talks" | "meeting" | "call" | "message" | "conference" | "consultation" | "mediation" | "press_meeting" | "ceremony" => ("contact", "●"),
        "sign" | "issue" | "agree" | "extend" | "ratify" | "enter_into_force" | "negotiate" | "join" => ("accord", "■"),
        "establish_relations" | "upgrade_relations" | "downgrade_relations" | "appoint" | "withdraw" => ("standing", "▲"),
        "cooperate" | "aid" | "trade" | "decide" | "lift_sanction" | "yield" => ("deed", "◆"),
        "support" | "request" | "accuse" | "protest" | "reject" => ("stance", "▶"),
        _ => ("pressure", "✚"),
    }
}

/// All families with their signs.
pub(crate) const FAMILIES: [(&str, &str); 6] = [("contact", "●"), ("accord", "■"), ("standing", "▲"), ("deed", "◆"), ("stance", "▶"), ("pressure", "✚")];

/// A kind of event.
pub(crate) fn kind(call: &Call<'_>, code: &str) -> Markup {
    let (family, sign) = family(code);
    html! { span class={ "kind f-" (family) } { span.sign aria-hidden="true" { (sign) } (call.code("kind", code)) } }
}

/// A status; what is held needs no mark.
pub(crate) fn status(call: &Call<'_>, code: Option<&str>) -> Markup {
    html! { @if let Some(code) = code.filter(|code| *code != "held") { " " span class={ "status s-" (code) } { (call.code("status", code)) } } }
}

/// A day.
pub(crate) fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (date) } }
}

/// A date as exact as it is known.
pub(crate) fn when(call: &Call<'_>, date: Option<&When>) -> Markup {
    html! {
        @match date.map(|when| (when.from, when.to)) {
            None | Some((None, None)) => { span.none { (call.t("date.none")) } }
            Some((Some(from), Some(to))) if from == to => { (day(from)) }
            Some((Some(from), Some(to))) => {
                @if from.month == 1 && from.day == 1 && to.month == 12 && to.day == 31 && from.year == to.year { time datetime=(format!("{:04}", from.year)) { (format!("{:04}", from.year)) } }
                @else if from.day == 1 && to == from.month_end() { time datetime=(format!("{:04}-{:02}", from.year, from.month)) { (format!("{:04}-{:02}", from.year, from.month)) } }
                @else { span.range { (day(from)) " – " (day(to)) } }
            }
            Some((Some(from), None)) => { span.range { (call.t("date.since")) " " (day(from)) } }
            Some((None, Some(to))) => { span.range { (call.t("date.until")) " " (day(to)) } }
        }
        @if let Some(part) = date.and_then(|when| when.part) { " " span.part { (call.code("part", part.as_str())) } }
    }
}

/// A name that leads to its page.
pub(crate) fn name(call: &Call<'_>, id: &str) -> Markup {
    html! { a.name href=(record_address(id)) { (call.name(id)) } }
}

/// Several names.
pub(crate) fn names<'s>(call: &Call<'_>, ids: impl IntoIterator<Item = &'s String>) -> Markup {
    html! { @for (at, id) in ids.into_iter().enumerate() { @if at > 0 { (call.t("list.comma")) } (name(call, id)) } }
}

/// Who did it, with or to whom.
pub(crate) fn who(call: &Call<'_>, row: &Row) -> Markup {
    let of = &row.summary;
    html! {
        @if of.recipients.is_empty() {
            @for (at, id) in of.actors.iter().enumerate() { @if at > 0 { span.arrow { " ↔ " } } (name(call, id)) }
        } @else {
            (names(call, &of.actors)) span.arrow { " → " } (names(call, &of.recipients))
        }
    }
}

/// An event as a line of a list.
pub(crate) fn event(call: &Call<'_>, row: &Row) -> Markup {
    let of = &row.summary;
    html! {
        li.event.rejected[of.review.as_deref() == Some("rejected")] {
            div.when { (when(call, of.date.as_ref())) }
            div.what {
                p.line { a.open href=(record_address(&row.id)) { (kind(call, &row.kind)) } (status(call, row.status.as_deref())) " " (who(call, row)) }
                @if of.title.is_some() || !of.places.is_empty() || !of.instruments.is_empty() || of.level.is_some() {
                    p.more {
                        @if let Some(level) = &of.level { span { (call.code("level", level)) } " " }
                        @if let Some(topic) = &of.title { bdi { (topic) } " " }
                        @for title in &of.instruments { bdi { "《" (title) "》" } " " }
                        @if !of.places.is_empty() { span.place { (call.t("at")) " " (names(call, &of.places)) } }
                    }
                }
            }
            div.told {
                span title=(call.t("reports.about")) { (call.tf("reports.short", &[&of.reports, &of.sources])) }
                @if !of.contested.is_empty() { span.flag { (call.t("contested")) } }
                @if let Some(review) = &of.review { span class={ "flag r-" (review) } { (call.code("review", review)) } }
            }
        }
    }
}

/// A quotation with the document that it stands in.
pub(crate) fn quote(call: &Call<'_>, document: &DocumentRow, text: &str, span: (usize, usize), record: Option<&str>) -> Markup {
    quoted(call, document, text, span, record, None)
}

/// The same, with the way to its entry in the register.
pub(crate) fn quoted(call: &Call<'_>, document: &DocumentRow, text: &str, span: (usize, usize), record: Option<&str>, entry: Option<&str>) -> Markup {
    let fragment = record.map_or_else(String::new, |record| format!("#at-{record}"));
    html! {
        blockquote lang="zh" { p { bdi { (text) } } }
        p.source {
            a href={ (record_address(&document.id)) (fragment) } { @if let Some(outlet) = &document.outlet { (short(outlet)) } @else { (document.name) } }
            @if let Some((published, _)) = document.published { ", " (day(published)) }
            @if span.1 > span.0 { span.place { " · " (call.tf("span", &[&span.0, &span.1])) } }
            @if let Some(entry) = entry { " · " a href=(record_address(entry)) { (call.t("record.open")) } }
        }
    }
}

/// An outlet's name without what stands in brackets.
pub(crate) fn short(outlet: &str) -> &str {
    outlet.split(" (").next().unwrap_or(outlet)
}

/// Entries of a list.
pub(crate) fn entries(call: &Call<'_>, layer: Layer, page: &Page) -> Markup {
    html! {
        @if page.entries.is_empty() { (nothing(call)) }
        @else {
            @let class = match layer { Layer::Events => "events", _ => "entries" };
            ol class=(class) { @for entry in &page.entries { (self::entry(call, layer, entry)) } }
            (pager(call, page.next.as_deref()))
        }
    }
}

/// That a filter leaves nothing, with the way out.
pub(crate) fn nothing(call: &Call<'_>) -> Markup {
    html! { p.empty { (call.t("list.empty")) @if filtered(call) { " " a href=(call.path) { (call.t("list.widen")) } } } }
}

/// Whether anything is asked for that leaves less than all.
fn filtered(call: &Call<'_>) -> bool {
    call.query.iter().any(|(name, value)| !value.trim().is_empty() && !["after", "lang", "theme", "limit"].contains(&name.as_str()))
}

/// The way to the next page.
pub(crate) fn pager(call: &Call<'_>, next: Option<&str>) -> Markup {
    html! {
        @if next.is_some() || call.get("after").is_some() {
            nav.pager aria-label=(call.t("list.pages")) {
                @if call.get("after").is_some() { a href=(call.with(&[])) { (call.t("list.first")) } " " }
                @if let Some(next) = next { a rel="next" href=(call.with(&[("after", next)])) { (call.t("list.next")) } }
            }
        }
    }
}

fn entry(call: &Call<'_>, layer: Layer, entry: &Entry) -> Markup {
    match entry {
        Entry::Row(row) if layer == Layer::Events => event(call, row),
        Entry::Row(row) => html! {
            li {
                p.line {
                    span.tag { (call.code(if layer == Layer::Relations { "relation" } else { "type" }, &row.kind)) } " "
                    a.open href=(record_address(&row.id)) { bdi { (row.summary.title.as_deref().unwrap_or(&row.id)) } } " " (names(call, &row.summary.actors))
                }
                p.more {
                    (steps(call, layer, &row.summary.history))
                    (expiry(call, row))
                    @if !row.summary.history.is_empty() { "· " } span.place { (call.tf("reports.short", &[&row.summary.reports, &row.summary.sources])) }
                }
            }
        },
        Entry::Told { document, item, quote, .. } => html! {
            li {
                p.line {
                    @match &item.body {
                        chancery_register::Body::Statement(of) => { (name(call, &of.speaker)) @if let Some(verb) = &of.verb { " " span.verb { (verb) } } }
                        chancery_register::Body::Figure(of) => {
                            strong.number { (figure(of.comparator.as_str(), of.value, of.unit.as_deref())) }
                            @if let Some(quantity) = &of.quantity { " " bdi { (quantity) } }
                            " " (names(call, &of.of)) @if let Some(period) = &of.period { " " (when(call, Some(period))) }
                        }
                        _ => {}
                    }
                }
                (quoted(call, document, quote, (0, 0), Some(&item.record), Some(&item.id)))
            }
        },
        Entry::Name(one) => html! {
            li {
                p.line {
                    a.open href=(record_address(&one.id)) { bdi { (if layer == Layer::Names { call.name(&one.id) } else { one.name.clone() }) } }
                    @if let Some(english) = one.english.as_deref().filter(|_| call.lang != crate::words::Lang::En) { " " span.place lang="en" { (crate::names::plain(english)) } }
                    @if let Some(state) = one.state.as_deref().filter(|state| *state != one.id) { " " (name(call, state)) }
                    @if layer == Layer::Names && !one.known { " " span.tag { (call.t("name.unknown")) } }
                }
                p.more {
                    (call.tf("name.counts", &[&call.count(one.documents as usize), &call.count(one.uses as usize)]))
                    @if let Some((first, last)) = one.first.zip(one.last) { " · " (day(first)) " – " (day(last)) }
                }
            }
        },
        Entry::Document(row, title) => document(call, row, title),
    }
}

/// A document as a line of a list.
pub(crate) fn document(call: &Call<'_>, row: &DocumentRow, title: &str) -> Markup {
    html! {
        li {
            p.line { a.open href=(record_address(&row.id)) { bdi { (if title.is_empty() { call.t("document.untitled") } else { title }) } } }
            p.more { @if let Some((published, _)) = row.published { (day(published)) " · " } @if let Some(outlet) = &row.outlet { (short(outlet)) } }
        }
    }
}

/// Steps of an instrument or relation: `2019-06-05 signed`.
pub(crate) fn steps(call: &Call<'_>, layer: Layer, steps: &[String]) -> Markup {
    html! {
        @for (at, step) in steps.iter().take(4).enumerate() {
            @if at > 0 { "→ " }
            @let (date, rest) = step.split_once(' ').filter(|(date, _)| date.starts_with(|c: char| c.is_ascii_digit() || c == '/')).unwrap_or(("", step));
            @let (act, tail) = rest.split_once(' ').unwrap_or((rest, ""));
            span.step { @if !date.is_empty() { span.number { (brief(date)) } " " } (call.code(if layer == Layer::Relations { "relation" } else { "action" }, act)) " " bdi { (tail) } } " "
        }
    }
}

/// The last day of an instrument, and how it is known.
pub(crate) fn expiry(call: &Call<'_>, row: &Row) -> Markup {
    html! { @if let Some(expires) = &row.summary.expires { span.step { (call.t("instrument.expires")) " " (when(call, Some(expires))) @if let Some(basis) = &row.summary.expires_basis { " " span.tag { (call.code("basis", basis)) } } } " " } }
}

/// A range that is a month or a year, as that.
fn brief(date: &str) -> String {
    let whole = |from: Date, to: Date| match (from.month, from.day, to.month, to.day) {
        (1, 1, 12, 31) if from.year == to.year => Some(format!("{:04}", from.year)),
        _ if from.day == 1 && to == from.month_end() => Some(format!("{:04}-{:02}", from.year, from.month)),
        _ => None,
    };
    let range = date.split_once('/').and_then(|(from, to)| whole(Date::parse(from)?, Date::parse(to)?));
    range.unwrap_or_else(|| date.replace('/', " – "))
}

/// A number with its unit, as it is written.
pub(crate) fn figure(comparator: &str, value: f64, unit: Option<&str>) -> String {
    let sign = match comparator {
        "=" => "",
        ">=" => "≥ ",
        "<=" => "≤ ",
        "≈" => "≈ ",
        other => return format!("{other} {}", figure("=", value, unit)),
    };
    let number = if value.fract() == 0.0 && value.abs() < 1e15 { group(value.abs() as u64) } else { format!("{}", (value.abs() * 1e4).round() / 1e4) };
    let minus = if value < 0.0 { "−" } else { "" };
    let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
    format!("{sign}{minus}{number}{unit}")
}

/// A number as an axis shows it: large ones by what their size is called.
pub(crate) fn short_number(call: &Call<'_>, value: f64) -> String {
    let scales = call.t("number.scales").split(' ').filter_map(|scale| scale.split_once('='));
    let scale = scales.filter_map(|(name, zeros)| Some((name, 10f64.powi(zeros.parse().ok()?)))).find(|(_, size)| value.abs() >= *size);
    let Some((name, size)) = scale else { return figure("=", value, None) };
    let space = if call.lang == crate::words::Lang::En { "\u{a0}" } else { "" };
    let minus = if value < 0.0 { "−" } else { "" };
    format!("{minus}{}{space}{name}", (value.abs() / size * 10.0).round() / 10.0)
}

/// A whole number with its thousands parted.
pub(crate) fn group(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The head of a list: what it is, how many, the form of its filter.
pub(crate) fn head(call: &Call<'_>, title: &str, about: &str, count: Option<usize>) -> Markup {
    html! {
        header.page {
            h1 { (title) @if let Some(count) = count { " " span.count { (call.count(count)) } } }
            p.about { (about) }
        }
    }
}

/// A field of a filter.
pub(crate) fn field(call: &Call<'_>, name: &str, label: &str, kind: &str) -> Markup {
    html! {
        div.field {
            label for={ "f-" (name) } { (label) }
            input id={ "f-" (name) } name=(name) type=(kind) value=(call.get(name).unwrap_or_default()) maxlength=[(kind != "date").then_some("400")];
        }
    }
}

/// The form of a list's filter.
pub(crate) fn form(call: &Call<'_>, fields: &[(&str, &str, &str)]) -> Markup {
    let shown: Vec<&str> = fields.iter().map(|(name, ..)| *name).collect();
    html! {
        form.filter action=(call.path) {
            @for (name, label, kind) in fields { (field(call, name, label, kind)) }
            @for (name, value) in call.query.iter().filter(|(name, value)| !value.is_empty() && !shown.contains(&name.as_str()) && !["after", "lang", "theme"].contains(&name.as_str())) {
                input type="hidden" name=(name) value=(value);
            }
            div.field.act { button { (call.t("filter.do")) } @if filtered(call) { " " a href=(call.path) { (call.t("filter.clear")) } } }
        }
    }
}
