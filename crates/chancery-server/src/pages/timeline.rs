//! The timeline: how many events begin in each step of time, from decades to days.
//!
//! A step leads to the next finer one, a day to its events. Every step between the first and the last is there, also those without an event.

use std::collections::BTreeMap;

use chancery_archive::{Counts, Filter, Line};
use chancery_model::Date;
use maud::html;
use serde_json::json;

use crate::call::Call;
use crate::columns::Layer;
use crate::draw;
use crate::facets;
use crate::fault::Fault;
use crate::filter::filter;
use crate::pages::browse::fields;
use crate::pages::people::last_day;
use crate::parts;
use crate::reply::Reply;

/// Events listed beside days.
const LISTED: usize = 200;
/// Most days that stand side by side.
const DAYS: i32 = 400;

/// From the first day to the last, as a range that is a month or a year where it is one.
struct Range(Date, Date);

impl Range {
    fn month(day: Date) -> Range {
        let first = Date::new(day.year, day.month, 1).unwrap_or(day);
        Range(first, first.month_end())
    }

    fn year(day: Date) -> Range {
        Range(Date::new(day.year, 1, 1).unwrap_or(day), Date::new(day.year, 12, 31).unwrap_or(day))
    }

    /// The range of the same width before or after.
    fn shifted(&self, forward: bool) -> Range {
        let (from, to) = (self.0, self.1);
        let beside = if forward { Date::from_days(to.days() + 1) } else { Date::from_days(from.days() - 1) };
        let same = |range: &Range| range.0 == from && range.1 == to;
        if same(&Range::month(from)) {
            Range::month(beside)
        } else if same(&Range::year(from)) {
            Range::year(beside)
        } else {
            let length = to.days() - from.days() + 1;
            let by = if forward { length } else { -length };
            Range(Date::from_days(from.days() + by), Date::from_days(to.days() + by))
        }
    }

    fn address(&self, call: &Call<'_>, by: &str) -> String {
        call.with(&[("from", &self.0.to_string()), ("to", &self.1.to_string()), ("by", by)])
    }
}

/// The timeline.
pub(crate) fn timeline(call: &Call<'_>) -> Result<Reply, Fault> {
    let mut filter = filter(call)?;
    let span = filter.from.zip(filter.to).map(|(from, to)| to.days() - from.days());
    let by = call.get("by").unwrap_or(match span {
        Some(days) if days <= 62 => "day",
        Some(days) if days <= 1100 => "month",
        _ => "year",
    });
    let anchor = filter.from.or(filter.to).or(last_day(call)?);
    if by == "day" && span.is_none_or(|days| days > DAYS) {
        // Days without bounds: the month that was asked for last.
        if let Some(Range(from, to)) = anchor.map(Range::month) {
            (filter.from, filter.to) = (Some(from), Some(to));
        }
    }
    let digest = call.register()?;
    let counts = digest.count("event", &filter);
    let mut begun = Begun::default();
    if by == "day" || by == "month" {
        digest.each("event", &filter, |line| begun.add(by, line));
    }
    let steps = steps(by, &counts, &filter, &begun.days);
    let bars: Vec<draw::Bar> = match by {
        "year" => draw::years(call, &counts, 1, |from, to| {
            let day = |year: Option<i16>, day: &str| year.map_or_else(String::new, |year| format!("{year:04}-{day}"));
            call.with(&[("from", &day(from, "01-01")), ("to", &day(to, "12-31")), ("by", if from.is_some() && from == to { "month" } else { "year" })])
        }),
        _ => steps
            .iter()
            .map(|(step, count)| draw::Bar { label: step.clone(), value: *count as f64, shown: call.count(*count), to: finer(call, step) })
            .collect(),
    };
    let mut rows = Vec::new();
    if by == "day" {
        let mut lines = Vec::new();
        digest.each("event", &filter, |line| lines.push(line));
        // What began before and only lasts into these days comes last, and what tells of no day.
        let before = |line: &&Line| line.first.map(Date::from_days) < filter.from || vague(by, line);
        lines.sort_unstable_by(|a, b| before(a).cmp(&before(b)).then_with(|| a.first.cmp(&b.first)).then_with(|| a.id.cmp(&b.id)));
        for line in lines.into_iter().take(LISTED) {
            rows.extend(call.archive.row(&line.id)?);
        }
    }
    let range = filter.from.zip(filter.to).map(|(from, to)| Range(from, to));
    let title = call.t("nav.timeline");
    // A width without what it would be too wide or too narrow for: years of all time, months of a year, days of a month.
    let wide = |width: &str| match (width, anchor) {
        ("day", Some(day)) => Range::month(day).address(call, "day"),
        ("month", Some(day)) => Range::year(day).address(call, "month"),
        _ => call.with(&[("by", width), ("from", ""), ("to", "")]),
    };
    let main = html! {
        (parts::head(call, title, call.t("timeline.about"), Some(counts.all)))
        (parts::form(call, &fields(call, &["who", "state", "from", "to"])))
        nav.zoom aria-label=(call.t("timeline.by")) { (call.t("timeline.by")) " " @for width in ["decade", "year", "month", "day"] { a href=(wide(width)) aria-current=[(width == by).then_some("true")] { (call.code("by", width)) } " " } }
        @if let Some(range) = &range {
            nav.pager.steps aria-label=(call.t("list.pages")) {
                a rel="prev" href=(range.shifted(false).address(call, by)) { "← " (call.t("timeline.earlier")) } " "
                strong { time datetime=(range.0) { (range.0) } " – " time datetime=(range.1) { (range.1) } } " "
                a rel="next" href=(range.shifted(true).address(call, by)) { (call.t("timeline.later")) " →" }
            }
        }
        figure.chart { (draw::bars(call, &bars, call.t("timeline.chart"))) @if begun.vague > 0 { p.more { (call.tf(if by == "day" { "timeline.no_day" } else { "timeline.no_month" }, &[&call.count(begun.vague)])) } } }
        div.columns {
            section {
                @if by == "day" {
                    ol.events { @for row in &rows { (parts::event(call, row)) } }
                    @if counts.all > rows.len() { p { a href=(crate::call::address("/events", call.query.iter().filter(|(key, _)| !["by", "from", "to", "lang", "theme"].contains(&key.as_str())).map(|(key, value)| (key.as_str(), value.as_str())).chain(range.as_ref().map(|range| range.0.to_string()).as_deref().map(|day| ("from", day))).chain(range.as_ref().map(|range| range.1.to_string()).as_deref().map(|day| ("to", day))))) { (call.tf("list.more", &[&(counts.all - rows.len())])) } } }
                } @else { div.steps-table { (draw::table(&[call.t("date.step"), call.t("count.event")], &bars)) } }
            }
            aside.facets aria-label=(call.t("facet.label")) { (facets::facets(call, &counts, Layer::Events)) }
        }
    };
    Reply::page(title, main, json!({"by": by, "steps": steps, "vague": begun.vague, "undated": counts.undated, "kinds": counts.kinds}))
}

/// Where a step leads: a decade to its years, a month to its days, a day to its events.
fn finer(call: &Call<'_>, step: &str) -> String {
    match step.len() {
        5 => {
            let decade = &step[..3];
            call.with(&[("from", &format!("{decade}0-01-01")), ("to", &format!("{decade}9-12-31")), ("by", "year")])
        }
        7 => match Date::parse(&format!("{step}-01")) {
            Some(day) => Range::month(day).address(call, "day"),
            None => call.with(&[]),
        },
        _ => crate::call::address(
            "/events",
            call.query
                .iter()
                .filter(|(key, _)| !["by", "from", "to", "lang", "theme"].contains(&key.as_str()))
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .chain([("from", step), ("to", step)]),
        ),
    }
}

/// Events by the day on which they begin.
#[derive(Default)]
struct Begun {
    days: BTreeMap<Date, usize>,
    /// Those of which only a wider step is told.
    vague: usize,
}

impl Begun {
    fn add(&mut self, by: &str, line: &Line) {
        let Some(first) = line.first.map(Date::from_days) else { return };
        if vague(by, line) {
            self.vague += 1;
        } else {
            *self.days.entry(first).or_default() += 1;
        }
    }
}

/// Whether the day or the month is not told: what is dated by a whole month begins on no day of it, what is dated by a year in no month.
fn vague(by: &str, line: &Line) -> bool {
    let Some((first, last)) = line.first.zip(line.last) else { return false };
    let day = Date::from_days(first);
    let whole = |end: i32| last >= end && day.day == 1;
    match by {
        "day" => whole(day.month_end().days()),
        _ => day.month == 1 && Date::new(day.year, 12, 31).is_some_and(|end| whole(end.days())),
    }
}

/// How many events begin in each step; steps between the first and the last that hold none are there too.
fn steps(by: &str, counts: &Counts, filter: &Filter, days: &BTreeMap<Date, usize>) -> BTreeMap<String, usize> {
    let mut steps: BTreeMap<String, usize> = BTreeMap::new();
    if by == "day" {
        if let Some((from, to)) = filter.from.zip(filter.to).filter(|(from, to)| to.days() - from.days() <= DAYS) {
            steps.extend((from.days()..=to.days()).map(|day| (Date::from_days(day).to_string(), 0)));
        }
        steps.extend(days.iter().filter(|(day, _)| filter.from.is_none_or(|from| **day >= from)).map(|(day, count)| (day.to_string(), *count)));
        return steps;
    }
    if let (Some((first, _)), Some((last, _)), "month") = (counts.months.first_key_value(), counts.months.last_key_value(), by) {
        let number = |(year, month): &(i16, u8)| i32::from(*year) * 12 + i32::from(*month) - 1;
        let low = filter.from.map_or(number(first), |from| number(&(from.year, from.month)));
        let high = filter.to.map_or(number(last), |to| number(&(to.year, to.month)));
        if high - low <= DAYS {
            steps.extend((low..=high).map(|at| (format!("{:04}-{:02}", at / 12, at % 12 + 1), 0)));
        }
    }
    if by == "month" {
        days.iter().for_each(|(day, count)| *steps.entry(format!("{:04}-{:02}", day.year, day.month)).or_default() += count);
        return steps;
    }
    for ((year, _), count) in &counts.months {
        let key = match by {
            "decade" => format!("{:03}0s", year / 10),
            _ => format!("{year:04}"),
        };
        *steps.entry(key).or_default() += count;
    }
    steps
}
