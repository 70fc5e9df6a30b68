//! Figures that concern two states, by quantity: each quantity a chart with the table of its values and their sources.
//!
//! In: figures as documents tell them. Out: those of a quantity that is named and told for two times at least as charts, the fullest first; all others as a
//! list. Values of one quantity, unit and time that differ stand side by side: which is right is not decided here.

use std::collections::BTreeMap;

use chancery_archive::DocumentRow;
use chancery_model::Date;
use chancery_register::{Body, FigureBody, Item};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::call::{Call, record_address};
use crate::draw;
use crate::fault::Fault;
use crate::parts;

/// Charts that are seen at once, and with those behind a fold.
const SHOWN: usize = 2;
const FOLDED: usize = 8;
/// Values of a table.
const ROWS: usize = 40;
/// Others that are listed.
const OTHERS: usize = 12;

/// A value with the document that tells it.
struct Told {
    item: Item,
    document: DocumentRow,
}

impl Told {
    fn body(&self) -> Option<&FigureBody> {
        match &self.item.body {
            Body::Figure(body) => Some(body),
            _ => None,
        }
    }

    fn day(&self) -> Option<Date> {
        self.body()?.period.and_then(|period| period.from.or(period.to))
    }

    fn shown(&self) -> String {
        self.body().map_or_else(String::new, |body| parts::figure(body.comparator.as_str(), body.value, body.unit.as_deref()))
    }

    fn source(&self) -> &str {
        self.document.outlet.as_deref().map_or(self.document.name.as_str(), parts::short)
    }
}

/// Values of one quantity.
struct Quantity {
    name: String,
    unit: Option<String>,
    /// By time.
    values: Vec<Told>,
}

/// All figures of two states.
pub(crate) struct Figures {
    quantities: Vec<Quantity>,
    /// Of no named quantity, or of one time alone.
    others: Vec<Told>,
    count: usize,
}

impl Figures {
    /// Sorts figures by quantity; only those about both.
    pub fn of(call: &Call<'_>, figures: Vec<(i64, Item)>, left: &str, right: &str) -> Result<Figures, Fault> {
        let mut by: BTreeMap<String, Vec<(i64, Item)>> = BTreeMap::new();
        let mut count = 0;
        for (number, item) in figures {
            let Body::Figure(body) = &item.body else { continue };
            if [left, right].iter().all(|side| body.of.iter().any(|of| of == side)) {
                count += 1;
                by.entry(if body.ordinal { format!("ordinal {}", item.id) } else { item.bucket.clone() }).or_default().push((number, item));
            }
        }
        let mut charted: Vec<Vec<(i64, Item)>> = Vec::new();
        let mut rest: Vec<(i64, Item)> = Vec::new();
        for values in by.into_values() {
            let days = values.iter().filter_map(|(_, item)| match &item.body {
                Body::Figure(body) if body.quantity.is_some() && !body.ordinal => body.period.and_then(|period| period.from.or(period.to)),
                _ => None,
            });
            if days.collect::<std::collections::BTreeSet<_>>().len() > 1 { charted.push(values) } else { rest.extend(values) }
        }
        charted.sort_by_key(|values| std::cmp::Reverse(values.len()));
        rest.extend(charted.drain(FOLDED.min(charted.len())..).flatten());
        rest.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        // What several documents say alike stands here once, as the newest says it.
        let mut said = std::collections::BTreeSet::new();
        rest.retain(|(_, item)| match &item.body {
            Body::Figure(body) => said.insert((item.bucket.clone(), body.value.to_bits(), body.period.and_then(|period| period.from.or(period.to)))),
            _ => false,
        });
        let told = |(number, item): (i64, Item)| Ok::<_, Fault>(Told { document: call.archive.numbered(number)?, item });
        let mut quantities = Vec::new();
        for values in charted {
            let mut values = values.into_iter().map(told).collect::<Result<Vec<Told>, Fault>>()?;
            values.sort_by_key(|one| (one.day().is_none(), one.day(), one.document.published, one.document.number));
            let body = values.first().and_then(Told::body);
            let (name, unit) = (body.and_then(|body| body.quantity.clone()).unwrap_or_default(), body.and_then(|body| body.unit.clone()));
            quantities.push(Quantity { name, unit, values });
        }
        rest.truncate(OTHERS);
        let others = rest.into_iter().map(told).collect::<Result<Vec<Told>, Fault>>()?;
        Ok(Figures { quantities, others, count })
    }

    /// As a part of a page.
    pub fn section(&self, call: &Call<'_>, query: &str) -> Markup {
        html! {
            @if self.count > 0 {
                section #figures {
                    h2 { (call.t("nav.figures")) " " span.count { (call.count(self.count)) } }
                    @for quantity in self.quantities.iter().take(SHOWN) { (quantity.chart(call)) }
                    @if self.quantities.len() > SHOWN { details { summary { (call.tf("list.more", &[&(self.quantities.len() - SHOWN)])) } @for quantity in self.quantities.iter().skip(SHOWN) { (quantity.chart(call)) } } }
                    @if !self.others.is_empty() { ul.entries { @for one in &self.others { li { p.line { a.open href=(record_address(&one.item.id)) { strong.number { (one.shown()) } } @if let Some(quantity) = one.body().and_then(|body| body.quantity.as_ref()) { " " bdi { (quantity) } } } p.more { @if let Some(body) = one.body() { (parts::when(call, body.period.as_ref())) " · " } (one.source()) } } } } }
                    p { a href={ "/figures?" (query) } { (call.t("list.all")) } }
                }
            }
        }
    }

    /// As data.
    pub fn data(&self) -> Value {
        let value = |one: &Told| {
            let body = one.body();
            json!({
                "item": one.item.id, "value": body.map(|body| body.value), "comparator": body.map(|body| body.comparator.as_str()),
                "from": body.and_then(|body| body.period).and_then(|period| period.from).map(|day| day.to_string()),
                "to": body.and_then(|body| body.period).and_then(|period| period.to).map(|day| day.to_string()),
                "said_by": body.and_then(|body| body.said_by.clone()), "document": one.document.id, "outlet": one.document.outlet,
                "published": one.document.published.map(|(day, _)| day.to_string()),
            })
        };
        let quantities: Vec<Value> = self
            .quantities
            .iter()
            .map(|one| json!({"quantity": one.name, "unit": one.unit, "values": one.values.iter().map(value).collect::<Vec<_>>()}))
            .collect();
        json!({"found": self.count, "quantities": quantities})
    }
}

impl Quantity {
    fn chart(&self, call: &Call<'_>) -> Markup {
        let point = |one: &Told| {
            let body = one.body()?;
            let to = record_address(&one.item.id);
            Some(draw::Point { day: one.day()?, value: body.value, comparator: body.comparator, shown: one.shown(), source: one.source().to_owned(), to })
        };
        let points: Vec<draw::Point> = self.values.iter().filter_map(point).collect();
        let label = format!("{}: {}", self.name, call.t("figure.chart"));
        html! {
            figure.chart {
                figcaption { strong { bdi { (self.name) } } " " span.count { (call.count(self.values.len())) } }
                (draw::series(call, &points, self.unit.as_deref(), &label))
                (draw::shapes(call, &points))
                details {
                    summary { (call.t("figure.table")) }
                    div.scroll tabindex="0" role="region" aria-label={ (self.name) ": " (call.t("figure.values")) } {
                        table {
                            thead { tr { th { (call.t("field.period")) } th.number { (call.t("field.value")) } th { (call.t("field.said_by")) } th { (call.t("figure.source")) } } }
                            tbody { @for one in self.values.iter().take(ROWS) { tr { th scope="row" { @if let Some(body) = one.body() { (parts::when(call, body.period.as_ref())) } } td.number { a href=(record_address(&one.item.id)) { (one.shown()) } } td { @if let Some(by) = one.body().and_then(|body| body.said_by.as_deref()) { (parts::name(call, by)) } } td { a href=(record_address(&one.document.id)) { (one.source()) @if let Some((day, _)) = one.document.published { " " (parts::day(day)) } } } } } }
                        }
                    }
                    @if self.values.len() > ROWS { p.more { (call.tf("list.more", &[&(self.values.len() - ROWS)])) } }
                }
            }
        }
    }
}
