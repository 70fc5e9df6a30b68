//! Lists as rows of values: which columns each has, and what stands in them.
//!
//! In: entries of a list. Out: values in the order of the columns, missing is null. The command and the web application print the same columns,
//! since both take them from here; how wide a column is shown, and what a page makes of it, is theirs.

use chancery_model::Date;
use chancery_register::{Body, Item, When};
use serde_json::{Value, json};

use crate::{DocumentRow, Name, Row};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Events.
    Events,
    /// Instruments.
    Instruments,
    /// Relations.
    Relations,
    /// Statements.
    Statements,
    /// Figures.
    Figures,
    /// Persons and organizations.
    Names,
    /// Fixed wordings.
    Wordings,
    /// Documents.
    Documents,
}

/// What a column of a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, dates, ids.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
    /// Several texts.
    List,
}

/// A column of a list: its name and what it holds.
pub type ListColumn = (&'static str, ColumnKind);

const fn text(name: &'static str) -> ListColumn {
    (name, ColumnKind::Text)
}

const fn whole(name: &'static str) -> ListColumn {
    (name, ColumnKind::Whole)
}

const fn list(name: &'static str) -> ListColumn {
    (name, ColumnKind::List)
}

const EVENTS: &[ListColumn] = &[
    text("id"),
    text("date"),
    text("kind"),
    text("status"),
    list("sides"),
    list("actors"),
    list("recipients"),
    list("others"),
    list("places"),
    text("level"),
    whole("ordinal"),
    text("topic"),
    list("instruments"),
    list("contested"),
    text("review"),
    list("outlets"),
    whole("reports"),
    whole("sources"),
];
const INSTRUMENTS: &[ListColumn] = &[
    text("id"),
    text("type"),
    list("parties"),
    list("history"),
    text("expires"),
    text("expires_basis"),
    list("contested"),
    text("review"),
    list("outlets"),
    whole("reports"),
    whole("sources"),
    text("title"),
];
const RELATIONS: &[ListColumn] =
    &[text("id"), list("parties"), text("designation"), text("act"), text("review"), list("outlets"), whole("reports"), whole("sources"), list("history")];
const STATEMENTS: &[ListColumn] = &[
    text("id"),
    text("published"),
    text("document"),
    text("outlet"),
    text("speaker"),
    text("verb"),
    text("direct"),
    text("audience"),
    list("span"),
    text("quote"),
];
const FIGURES: &[ListColumn] = &[
    text("id"),
    text("published"),
    text("document"),
    text("outlet"),
    list("of"),
    text("quantity"),
    ("value", ColumnKind::Real),
    text("unit"),
    text("comparator"),
    text("period"),
    text("trend"),
    text("said_by"),
    list("span"),
    text("quote"),
];
const NAMES: &[ListColumn] =
    &[text("id"), text("name"), text("english"), text("state"), text("known"), whole("documents"), whole("mentions"), text("first"), text("last")];
const WORDINGS: &[ListColumn] = &[text("id"), text("wording"), whole("documents"), whole("uses"), text("first"), text("last")];
const DOCUMENTS: &[ListColumn] = &[text("id"), text("published"), text("outlet"), text("title"), text("name"), text("url"), text("format"), text("source")];

impl List {
    /// Its name, which is also that of its entries in the API.
    pub fn name(self) -> &'static str {
        match self {
            List::Events => "events",
            List::Instruments => "instruments",
            List::Relations => "relations",
            List::Statements => "statements",
            List::Figures => "figures",
            List::Names => "names",
            List::Wordings => "wordings",
            List::Documents => "documents",
        }
    }

    /// The layer of the register that it lists.
    pub fn stored(self) -> &'static str {
        match self {
            List::Events => "event",
            List::Instruments => "instrument",
            List::Relations => "relation",
            List::Statements => "statement",
            List::Figures => "figure",
            List::Names => "person",
            List::Wordings => "formulation",
            List::Documents => "document",
        }
    }

    /// Its columns.
    pub fn columns(self) -> &'static [ListColumn] {
        match self {
            List::Events => EVENTS,
            List::Instruments => INSTRUMENTS,
            List::Relations => RELATIONS,
            List::Statements => STATEMENTS,
            List::Figures => FIGURES,
            List::Names => NAMES,
            List::Wordings => WORDINGS,
            List::Documents => DOCUMENTS,
        }
    }

    /// Names of its columns.
    pub fn names(self) -> Vec<&'static str> {
        self.columns().iter().map(|(name, _)| *name).collect()
    }
}

fn day(day: Option<Date>) -> Value {
    json!(day.map(|day| day.to_string()))
}

/// A date or a range of dates, as a text; null where there is none.
pub fn date_value(when: Option<&When>) -> Value {
    when.map_or(Value::Null, |when| Value::String(crate::register::row::when(when)))
}

impl Row {
    /// The values of the columns of its list.
    pub fn values(&self) -> Vec<Value> {
        let of = &self.summary;
        match self.layer.as_str() {
            "instrument" => vec![
                json!(self.id),
                json!(self.kind),
                json!(of.actors),
                json!(of.history),
                date_value(of.expires.as_ref()),
                json!(of.expires_basis),
                json!(of.contested),
                json!(of.review),
                json!(of.outlets),
                json!(of.reports),
                json!(of.sources),
                json!(of.title),
            ],
            "relation" => vec![
                json!(self.id),
                json!(of.actors),
                json!(of.title),
                json!(self.kind),
                json!(of.review),
                json!(of.outlets),
                json!(of.reports),
                json!(of.sources),
                json!(of.history),
            ],
            _ => vec![
                json!(self.id),
                date_value(of.date.as_ref()),
                json!(self.kind),
                json!(self.status),
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
}

impl Name {
    /// The values of the columns of persons and organizations, or of wordings.
    pub fn values(&self, list: List) -> Vec<Value> {
        if list == List::Wordings {
            return vec![json!(self.id), json!(self.name), json!(self.documents), json!(self.uses), day(self.first), day(self.last)];
        }
        vec![
            json!(self.id),
            json!(self.name),
            json!(self.english),
            json!(self.state),
            json!(self.known),
            json!(self.documents),
            json!(self.uses),
            day(self.first),
            day(self.last),
        ]
    }
}

impl DocumentRow {
    /// The values of the columns of documents; the title is the first line of its text.
    pub fn values(&self, title: &str) -> Vec<Value> {
        vec![
            json!(self.id),
            day(self.published.map(|(day, _)| day)),
            json!(self.outlet),
            json!(title),
            json!(self.name),
            json!(self.url),
            json!(self.format),
            json!(self.source),
        ]
    }
}

/// The values of the columns of statements and figures: where it stands, what it says, its words.
pub fn told_values(document: &DocumentRow, item: &Item, quote: &str, span: (usize, usize)) -> Vec<Value> {
    let mut row = vec![json!(item.id), day(document.published.map(|(day, _)| day)), json!(document.id), json!(document.outlet)];
    match &item.body {
        Body::Statement(of) => row.extend([json!(of.speaker), json!(of.verb), json!(of.direct), json!(of.audience)]),
        Body::Figure(of) => row.extend([
            json!(of.of),
            json!(of.quantity),
            json!(of.value),
            json!(of.unit),
            json!(of.comparator.to_string()),
            date_value(of.period.as_ref()),
            json!(of.trend.map(|trend| trend.to_string())),
            json!(of.said_by),
        ]),
        _ => {}
    }
    row.extend([json!([span.0, span.1]), json!(quote)]);
    row
}
