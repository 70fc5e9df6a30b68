//! The columns of lists as data: the same names in JSON, JSON Lines and CSV as the command prints.
//!
//! In: entries of a list. Out: rows of values in the order of the columns; missing is null.

use chancery_archive::{DocumentRow, Name, Row};
use chancery_model::Date;
use chancery_register::{Body, Item, When};
use serde_json::{Value, json};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    Events,
    Instruments,
    Relations,
    Statements,
    Figures,
    Names,
    Wordings,
    Documents,
}

/// An entry of a list.
#[expect(clippy::large_enum_variant, reason = "handed on one at a time")]
pub(crate) enum Entry {
    /// An event, instrument or relation.
    Row(Row),
    /// A statement or figure, with its words and their place.
    Told { document: DocumentRow, item: Item, quote: String, span: (usize, usize) },
    /// A person, organization, state or wording.
    Name(Name),
    /// A document with its title.
    Document(DocumentRow, String),
}

impl Layer {
    pub fn name(self) -> &'static str {
        match self {
            Layer::Events => "events",
            Layer::Instruments => "instruments",
            Layer::Relations => "relations",
            Layer::Statements => "statements",
            Layer::Figures => "figures",
            Layer::Names => "names",
            Layer::Wordings => "wordings",
            Layer::Documents => "documents",
        }
    }

    /// What the archive calls it.
    pub fn stored(self) -> &'static str {
        match self {
            Layer::Events => "event",
            Layer::Instruments => "instrument",
            Layer::Relations => "relation",
            Layer::Statements => "statement",
            Layer::Figures => "figure",
            Layer::Names => "person",
            Layer::Wordings => "formulation",
            Layer::Documents => "document",
        }
    }

    /// Names of the columns.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Layer::Events => &[
                "id",
                "date",
                "kind",
                "status",
                "sides",
                "actors",
                "recipients",
                "others",
                "places",
                "level",
                "ordinal",
                "topic",
                "instruments",
                "contested",
                "review",
                "outlets",
                "reports",
                "sources",
            ],
            Layer::Instruments => &["id", "type", "parties", "history", "contested", "review", "outlets", "reports", "sources", "title"],
            Layer::Relations => &["id", "parties", "designation", "act", "review", "outlets", "reports", "sources", "history"],
            Layer::Statements => &["id", "published", "document", "outlet", "speaker", "verb", "direct", "audience", "span", "quote"],
            Layer::Figures => {
                &["id", "published", "document", "outlet", "of", "quantity", "value", "unit", "comparator", "period", "trend", "said_by", "span", "quote"]
            }
            Layer::Names => &["id", "name", "english", "state", "known", "documents", "mentions", "first", "last"],
            Layer::Wordings => &["id", "wording", "documents", "uses", "first", "last"],
            Layer::Documents => &["id", "published", "outlet", "title", "name", "url", "format", "source"],
        }
    }
}

fn day(day: Option<Date>) -> Value {
    json!(day.map(|day| day.to_string()))
}

/// A date or a range of dates.
pub(crate) fn date(when: Option<&When>) -> Value {
    let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    match when {
        None => Value::Null,
        Some(when) if when.from == when.to => json!(text(when.from)),
        Some(when) => json!(format!("{}/{}", text(when.from), text(when.to))),
    }
}

impl Entry {
    /// The values of the columns.
    pub fn values(&self, layer: Layer) -> Vec<Value> {
        match self {
            Entry::Row(row) => record(layer, row),
            Entry::Told { document, item, quote, span } => told(document, item, quote, *span),
            Entry::Name(one) if layer == Layer::Wordings => {
                vec![json!(one.id), json!(one.name), json!(one.documents), json!(one.uses), day(one.first), day(one.last)]
            }
            Entry::Name(one) => vec![
                json!(one.id),
                json!(one.name),
                json!(one.english),
                json!(one.state),
                json!(one.known),
                json!(one.documents),
                json!(one.uses),
                day(one.first),
                day(one.last),
            ],
            Entry::Document(row, title) => vec![
                json!(row.id),
                day(row.published.map(|(day, _)| day)),
                json!(row.outlet),
                json!(title),
                json!(row.name),
                json!(row.url),
                json!(row.format),
                json!(row.source),
            ],
        }
    }
}

fn record(layer: Layer, row: &Row) -> Vec<Value> {
    let of = &row.summary;
    match layer {
        Layer::Instruments => vec![
            json!(row.id),
            json!(row.kind),
            json!(of.actors),
            json!(of.history),
            json!(of.contested),
            json!(of.review),
            json!(of.outlets),
            json!(of.reports),
            json!(of.sources),
            json!(of.title),
        ],
        Layer::Relations => vec![
            json!(row.id),
            json!(of.actors),
            json!(of.title),
            json!(row.kind),
            json!(of.review),
            json!(of.outlets),
            json!(of.reports),
            json!(of.sources),
            json!(of.history),
        ],
        _ => vec![
            json!(row.id),
            date(of.date.as_ref()),
            json!(row.kind),
            json!(row.status),
            json!(of.sides),
            json!(of.actors),
            json!(of.recipients),
            json!(of.others),
            json!(of.places),
            json!(of.level),
            json!(of.ordinal),
            json!(of.title),
            json!(of.instruments),
            json!(of.contested),
            json!(of.review),
            json!(of.outlets),
            json!(of.reports),
            json!(of.sources),
        ],
    }
}

fn told(document: &DocumentRow, item: &Item, quote: &str, span: (usize, usize)) -> Vec<Value> {
    let mut row = vec![json!(item.id), day(document.published.map(|(day, _)| day)), json!(document.id), json!(document.outlet)];
    match &item.body {
        Body::Statement(of) => row.extend([json!(of.speaker), json!(of.verb), json!(of.direct), json!(of.audience)]),
        Body::Figure(of) => row.extend([
            json!(of.of),
            json!(of.quantity),
            json!(of.value),
            json!(of.unit),
            json!(of.comparator.to_string()),
            date(of.period.as_ref()),
            json!(of.trend.map(|trend| trend.to_string())),
            json!(of.said_by),
        ]),
        _ => {}
    }
    row.extend([json!([span.0, span.1]), json!(quote)]);
    row
}
