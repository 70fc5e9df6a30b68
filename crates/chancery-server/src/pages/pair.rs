//! Two states: what happened between them year by year, visits each way, instruments and how long they hold, designations, figures.
//!
//! In: a pair and days. Out: a page. What an instrument's standing is follows from its last step and its last day; a day after the last that the archive has
//! read lies ahead.

use std::collections::BTreeMap;

use chancery_archive::{Counts, Filter, Row};
use chancery_model::Date;
use chancery_register::Record;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::call::{Call, record_address};
use crate::columns::Layer;
use crate::draw;
use crate::fault::Fault;
use crate::pages::figures::Figures;
use crate::pages::people::{LATEST, data, last_day, rows};
use crate::pages::record::ladder;
use crate::parts;
use crate::reply::Reply;

/// Instruments of a standing that are shown.
const SHOWN: usize = 16;

/// Two states.
pub(crate) fn pair(call: &Call<'_>) -> Result<Reply, Fault> {
    let wrong = || Fault::not_found(call.part(0));
    let (left, right) = call.part(0).split_once('-').ok_or_else(wrong)?;
    let one = |name: &str| {
        crate::filter::ids(call, name).ok().and_then(|ids| ids.into_iter().find(|id| call.app.names.is_state(id) || id.starts_with("org:"))).ok_or_else(wrong)
    };
    let (left, right) = (one(left)?, one(right)?);
    let base = Filter { named: vec![vec![left.clone()], vec![right.clone()]], from: call.day("from"), to: call.day("to"), ..Filter::default() };
    let counted = call.register()?.count("event", &base);
    let events = rows(call, "event", &Filter { to: base.to.or(last_day(call)?), ..base.clone() }, LATEST)?;
    let visits = rows(call, "event", &Filter { kinds: vec!["visit".into()], statuses: vec!["held".into(), "ongoing".into()], ..base.clone() }, 2000)?;
    let (mut there, mut back) = (BTreeMap::<i16, Vec<&Row>>::new(), BTreeMap::<i16, Vec<&Row>>::new());
    for row in &visits {
        let of = &row.summary;
        let Some(day) = crate::lists::first(of.date.as_ref()) else { continue };
        // The side that is visited is the recipient.
        if of.recipients.contains(&right) {
            there.entry(day.year).or_default().push(row);
        } else if of.recipients.contains(&left) {
            back.entry(day.year).or_default().push(row);
        }
    }
    let instruments = rows(call, "instrument", &Filter { from: None, to: None, ..base.clone() }, 200)?;
    let today = base.to.or(last_day(call)?);
    let standing = Standing::of(instruments, today);
    let relations = rows(call, "relation", &Filter { named: base.named.clone(), ..Filter::default() }, 20)?;
    let relation = relations.iter().find(|row| row.summary.actors.len() == 2);
    let steps = relation.and_then(|row| call.whole(&row.id).ok()).and_then(|whole| match &whole.record {
        Record::Relation(record) => Some(record.clone()),
        _ => None,
    });
    let figures = match call.readings()? {
        Some(readings) => Some(Figures::of(call, readings.figures(&base)?, &left, &right)?),
        None => None,
    };
    let (a, b) = (call.name(&left), call.name(&right));
    let title = format!("{a} – {b}");
    let query = format!("pair={left}-{right}");
    let stacks = stacks(call, &base, &query)?;
    let levels = visits.iter().filter_map(|row| row.summary.level.as_deref()).fold(BTreeMap::<&str, usize>::new(), |mut levels, level| {
        *levels.entry(level).or_default() += 1;
        levels
    });
    let main = html! {
        header.page { p.kicker { (call.t("nav.pairs")) } h1 { (parts::name(call, &left)) span.arrow { " ↔ " } (parts::name(call, &right)) } p.about { (call.tf("pair.about", &[&call.count(counted.all)])) } }
        @if stacks.len() > 1 { figure.chart { (draw::stacks(call, &stacks, call.t("pair.timeline"))) (legend(call, &stacks)) @if counted.undated > 0 { p.more { (call.tf("pair.undated", &[&call.count(counted.undated)])) } } details { summary { (call.t("phrase.table")) } (by_family(call, &stacks)) } } }
        div.columns {
            section {
                section { h2 { (call.t("pair.kinds")) } (kinds(call, &counted, &query)) }
                section {
                    h2 { (call.t("pair.visits")) " " span.count { (visits.len()) } }
                    @if !levels.is_empty() { p.more { @for (at, (level, count)) in levels.iter().enumerate() { @if at > 0 { " · " } span.step { (call.code("level", level)) " " span.number { (count) } } } } }
                    div.sides {
                        (visiting(call, &a, &b, &there))
                        (visiting(call, &b, &a, &back))
                    }
                }
                @match &figures {
                    Some(figures) => { (figures.section(call, &query)) }
                    None => { section { h2 { (call.t("nav.figures")) } (crate::facets::counting(call)) } }
                }
                section { h2 { (call.t("home.latest")) } ol.events { @for row in &events { (parts::event(call, row)) } } p { a href={ "/events?" (query) } { (call.t("name.all_events")) } } }
            }
            aside {
                @if let Some(record) = &steps { (ladder(call, record)) p { a href=(record_address(&record.id)) { (call.t("record.open")) } } }
                (standing.section(call, today, &query))
            }
        }
    };
    let count = |visits: &BTreeMap<i16, Vec<&Row>>| visits.iter().map(|(year, rows)| (year.to_string(), rows.len())).collect::<BTreeMap<_, _>>();
    let value = json!({
        "left": left, "right": right, "events": counted.all, "kinds": counted.kinds, "visits": {(left.as_str()): count(&there), (right.as_str()): count(&back)},
        "relation": steps, "standing": standing.data(), "figures": figures.as_ref().map(Figures::data), "latest": data(Layer::Events, events),
    });
    Reply::page(title, main, value)
}

fn kinds(call: &Call<'_>, tally: &Counts, query: &str) -> Markup {
    let mut kinds: Vec<(&String, &usize)> = tally.kinds.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let most = kinds.first().map_or(1, |(_, count)| **count) as f64;
    html! {
        table.kinds {
            thead.hidden { tr { th { (call.t("facet.kind")) } th { (call.t("count.event")) } } }
            tbody { @for (code, count) in kinds { tr { th scope="row" { a href={ "/events?" (query) "&kind=" (code) } { (parts::kind(call, code)) } } td.number { (count) } td.meter { svg aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none" { rect.bar x="0" y="1" height="6" width=(format!("{:.1}", *count as f64 / most * 100.0)) {} } } } } }
        }
    }
}

fn visiting(call: &Call<'_>, guest: &str, host: &str, visits: &BTreeMap<i16, Vec<&Row>>) -> Markup {
    let all: usize = visits.values().map(Vec::len).sum();
    html! {
        div.side {
            h3 { (call.tf("pair.to", &[&guest, &host])) " " span.count { (all) } }
            @if all == 0 { p.empty { (call.t("pair.no_visit")) } }
            ol.visits { @for rows in visits.values().rev() { @for row in rows { li { a href=(record_address(&row.id)) { (parts::when(call, row.summary.date.as_ref())) } " " (parts::names(call, &row.summary.actors)) @if let Some(level) = &row.summary.level { " " span.tag { (call.code("level", level)) } } } } } }
        }
    }
}

/// Events of a year by family of kinds.
fn stacks(call: &Call<'_>, filter: &Filter, query: &str) -> Result<Vec<draw::Stack>, Fault> {
    let register = call.register()?;
    let mut years: BTreeMap<i16, [usize; parts::FAMILIES.len()]> = BTreeMap::new();
    register.each("event", filter, |line| {
        let family = parts::family(register.kind(line)).0;
        if let (Some(first), Some(at)) = (line.first, parts::FAMILIES.iter().position(|(name, _)| *name == family)) {
            years.entry(Date::from_days(first).year).or_default()[at] += 1;
        }
    });
    let counts: Vec<(i16, usize)> = years.iter().map(|(year, parts)| (*year, parts.iter().sum())).collect();
    let Some((low, high)) = draw::bulk(&counts, 5, 1) else { return Ok(Vec::new()) };
    let low = low.max(high - 39);
    let stack = |label: String, from: Option<i16>, to: Option<i16>| {
        let mut parts = [0; parts::FAMILIES.len()];
        for counts in years.range(from.unwrap_or(i16::MIN)..=to.unwrap_or(i16::MAX)).map(|(_, counts)| counts) {
            parts.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let by = if from.is_some() && from == to { "month" } else { "year" };
        draw::Stack { label, parts, to: format!("/timeline?{query}{}&by={by}", draw::within(from, to)) }
    };
    // What lies far before or after is one step at its end: a plan for a far year does not hide what happened.
    let before = (years.range(..low).next().is_some()).then(|| stack(format!("≤{}", low - 1), None, Some(low - 1)));
    let after = (years.range(high + 1..).next().is_some()).then(|| stack(format!("≥{}", high + 1), Some(high + 1), None));
    Ok(before.into_iter().chain((low..=high).map(|year| stack(format!("{year}"), Some(year), Some(year)))).chain(after).collect())
}

/// What the parts of stacks stand for.
fn legend(call: &Call<'_>, stacks: &[draw::Stack]) -> Markup {
    html! {
        ul.plain.legend.across {
            @for (at, (family, sign)) in parts::FAMILIES.iter().enumerate() {
                @let count: usize = stacks.iter().map(|stack| stack.parts[at]).sum();
                @if count > 0 { li { svg.swatch aria-hidden="true" viewBox="0 0 14 14" width="14" height="14" { rect.part fill={ "url(#p-" (family) ")" } width="14" height="14" {} } span class={ "kind f-" (family) } { span.sign aria-hidden="true" { (sign) } (call.code("family", family)) } " " span.count { (call.count(count)) } } }
            }
        }
    }
}

/// Stacks as a table.
fn by_family(call: &Call<'_>, stacks: &[draw::Stack]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(call.t("pair.timeline")) {
            table {
                thead { tr { th { (call.t("facet.year")) } @for (family, _) in parts::FAMILIES { th.number { (call.code("family", family)) } } } }
                tbody { @for stack in stacks.iter().rev() { tr { th scope="row" { a href=(stack.to) { (stack.label) } } @for count in stack.parts { td.number { (count) } } } } }
            }
        }
    }
}

/// Instruments by how they stand on a day.
#[derive(Default)]
struct Standing {
    in_force: Vec<Row>,
    /// Still to end, the next first.
    expiring: Vec<Row>,
    expired: Vec<Row>,
    extended: Vec<Row>,
    /// Signed, issued, adopted; no report tells of its entry into force.
    concluded: Vec<Row>,
    withdrawn: Vec<Row>,
    /// Only named.
    named: Vec<Row>,
}

impl Standing {
    /// Each instrument stands where its last step and its last day put it; one that was extended stands with those extended besides.
    fn of(instruments: Vec<Row>, today: Option<Date>) -> Standing {
        let mut standing = Standing::default();
        for row in instruments {
            let steps: Vec<&str> = row.summary.history.iter().filter_map(|step| step.rsplit(' ').next()).collect();
            let (has, last) = (|act: &str| steps.contains(&act), steps.iter().rev().find(|act| **act != "referred").copied());
            let ends = row.summary.expires.as_ref().and_then(|date| date.to.or(date.from));
            if has("extended") || row.summary.expires_basis.as_deref() == Some("extended") {
                standing.extended.push(row.clone());
            }
            let list = match (ends, last) {
                (_, Some("withdrawn")) => &mut standing.withdrawn,
                (Some(ends), _) if today.is_some_and(|today| ends < today) => &mut standing.expired,
                (Some(_), _) => &mut standing.expiring,
                (None, Some(_)) if has("in_force") => &mut standing.in_force,
                (None, Some(_)) => &mut standing.concluded,
                (None, None) => &mut standing.named,
            };
            list.push(row);
        }
        standing.expiring.sort_by_key(|row| row.summary.expires.as_ref().and_then(|date| date.to.or(date.from)));
        standing
    }

    fn lists(&self) -> [(&'static str, &Vec<Row>); 7] {
        [
            ("in_force", &self.in_force),
            ("expiring", &self.expiring),
            ("extended", &self.extended),
            ("concluded", &self.concluded),
            ("expired", &self.expired),
            ("withdrawn", &self.withdrawn),
            ("named", &self.named),
        ]
    }

    fn all(&self) -> usize {
        self.lists().iter().filter(|(name, _)| *name != "extended").map(|(_, rows)| rows.len()).sum()
    }

    fn section(&self, call: &Call<'_>, today: Option<Date>, query: &str) -> Markup {
        let line = |row: &Row| html! { li { p.line { a.open href=(record_address(&row.id)) { bdi { (row.summary.title.as_deref().unwrap_or(&row.id)) } } } p.more { (parts::steps(call, Layer::Instruments, &row.summary.history)) (parts::expiry(call, row)) } } };
        html! {
            section.standing {
                h2 { (call.t("nav.instruments")) " " span.count { (call.count(self.all())) } }
                @if let Some(today) = today { p.more { (call.tf("standing.as_of", &[&today])) } }
                @for (name, rows) in self.lists() {
                    @if !rows.is_empty() || ["in_force", "expiring", "extended"].contains(&name) {
                        details open[["in_force", "expiring", "extended"].contains(&name) && !rows.is_empty()] {
                            summary { (call.code("standing", name)) " " span.count { (call.count(rows.len())) } }
                            @if rows.is_empty() { p.empty { (call.t("standing.none")) } }
                            ul.entries { @for row in rows.iter().take(SHOWN) { (line(row)) } }
                            @if rows.len() > SHOWN { p { a href={ "/instruments?" (query) } { (call.tf("list.more", &[&(rows.len() - SHOWN)])) } } }
                        }
                    }
                }
            }
        }
    }

    fn data(&self) -> Value {
        Value::Object(self.lists().into_iter().map(|(name, rows)| (name.to_owned(), json!(data(Layer::Instruments, rows.clone())))).collect())
    }
}
