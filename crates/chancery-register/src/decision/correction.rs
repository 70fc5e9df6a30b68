//! Corrections: which fields can be corrected, and what their values look like.
//!
//! In: a field and a value as written. Out: a typed value, or what was expected instead.

use std::str::FromStr;

use chancery_model::{Date, EventKind, InstrumentType, Level, Precision, Status};
use serde::{Deserialize, Serialize};

use crate::{Act, Decision, When};

/// A field that can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Kind of an event.
    Kind,
    /// Status of an event.
    Status,
    /// Date of an event.
    Date,
    /// Actors.
    Actors,
    /// Recipients.
    Recipients,
    /// Attendees.
    Attendees,
    /// Witnesses.
    Witnesses,
    /// Mediators.
    Mediators,
    /// Sides.
    Sides,
    /// Places.
    Places,
    /// Level of a visit.
    Level,
    /// Ordinal.
    Ordinal,
    /// Topic.
    Topic,
    /// Title of an instrument.
    Title,
    /// Type of an instrument.
    Type,
    /// Parties of an instrument.
    Parties,
    /// Subject of an instrument.
    Subject,
    /// Name of a person or organization.
    Name,
    /// Speaker of a statement.
    Speaker,
}

impl Field {
    /// All fields.
    pub const ALL: &'static [Field] = &[
        Field::Kind,
        Field::Status,
        Field::Date,
        Field::Actors,
        Field::Recipients,
        Field::Attendees,
        Field::Witnesses,
        Field::Mediators,
        Field::Sides,
        Field::Places,
        Field::Level,
        Field::Ordinal,
        Field::Topic,
        Field::Title,
        Field::Type,
        Field::Parties,
        Field::Subject,
        Field::Name,
        Field::Speaker,
    ];

    /// Its name in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Field::Kind => "kind",
            Field::Status => "status",
            Field::Date => "date",
            Field::Actors => "actors",
            Field::Recipients => "recipients",
            Field::Attendees => "attendees",
            Field::Witnesses => "witnesses",
            Field::Mediators => "mediators",
            Field::Sides => "sides",
            Field::Places => "places",
            Field::Level => "level",
            Field::Ordinal => "ordinal",
            Field::Topic => "topic",
            Field::Title => "title",
            Field::Type => "type",
            Field::Parties => "parties",
            Field::Subject => "subject",
            Field::Name => "name",
            Field::Speaker => "speaker",
        }
    }
}

impl FromStr for Field {
    type Err = DecisionError;

    fn from_str(text: &str) -> Result<Field, DecisionError> {
        let all = || Field::ALL.iter().map(|field| field.code()).collect::<Vec<_>>().join(", ");
        Field::ALL
            .iter()
            .copied()
            .find(|field| field.code() == text)
            .ok_or_else(|| DecisionError(format!("expected a field, one of {}; found {text:?}", all())))
    }
}

/// A decision that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DecisionError(String);

/// The value of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The field is empty.
    Empty,
    /// A kind.
    Kind(EventKind),
    /// A status.
    Status(Status),
    /// A date.
    Date(When),
    /// A level.
    Level(Level),
    /// An ordinal.
    Ordinal(u32),
    /// A type of instrument.
    Type(InstrumentType),
    /// Keys of entities.
    Keys(Vec<String>),
    /// Words.
    Text(String),
}

impl Value {
    /// Reads a value. Dates are `2019-06-05`, `2019-06`, `2019` or two of these with a slash between; keys are separated by commas.
    pub fn parse(field: Field, text: &str) -> Result<Value, DecisionError> {
        let text = text.trim();
        let wrong = |expected: &str| DecisionError(format!("expected {expected} for {}, found {text:?}", field.code()));
        if text.is_empty() {
            return match field {
                Field::Kind | Field::Status | Field::Type | Field::Title | Field::Name | Field::Speaker => Err(wrong("a value, this field can't be empty")),
                _ => Ok(Value::Empty),
            };
        }
        Ok(match field {
            Field::Kind => Value::Kind(EventKind::parse(text).ok_or_else(|| wrong("a kind of the codebook"))?),
            Field::Status => Value::Status(Status::parse(text).ok_or_else(|| wrong("a status of the codebook"))?),
            Field::Level => Value::Level(Level::parse(text).ok_or_else(|| wrong("a level of the codebook"))?),
            Field::Type => Value::Type(InstrumentType::parse(text).ok_or_else(|| wrong("a type of instrument of the codebook"))?),
            Field::Date => Value::Date(date(text).ok_or_else(|| wrong("a date as 2019-06-05, 2019-06, 2019 or first/last"))?),
            Field::Ordinal => Value::Ordinal(text.parse().map_err(|_| wrong("a number"))?),
            Field::Topic | Field::Title | Field::Subject | Field::Name | Field::Speaker => Value::Text(text.to_owned()),
            Field::Actors | Field::Recipients | Field::Attendees | Field::Witnesses | Field::Mediators | Field::Sides | Field::Places | Field::Parties => {
                Value::Keys(text.split(',').map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect())
            }
        })
    }
}

fn date(text: &str) -> Option<When> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let (from, from_precision) = part(first)?;
    let (to, to_precision) = part(last)?;
    let to = match to_precision {
        Precision::Day => to,
        Precision::Month => to.month_end(),
        _ => Date::new(to.year, 12, 31)?,
    };
    let precision = match (from_precision, to_precision) {
        (Precision::Day, Precision::Day) if from == to => Precision::Day,
        (Precision::Month, Precision::Month) if first == last => Precision::Month,
        (Precision::Year, Precision::Year) if first == last => Precision::Year,
        (Precision::Month, Precision::Month) => Precision::Months,
        (Precision::Year, Precision::Year) => Precision::Years,
        _ => Precision::Days,
    };
    (from <= to).then_some(When { from: Some(from), to: Some(to), precision, part: None })
}

fn part(text: &str) -> Option<(Date, Precision)> {
    match text.len() {
        10 => Some((Date::parse(text)?, Precision::Day)),
        7 => Some((Date::parse(&format!("{text}-01"))?, Precision::Month)),
        4 => Some((Date::parse(&format!("{text}-01-01"))?, Precision::Year)),
        _ => None,
    }
}

pub(super) fn check(decision: &Decision) -> Result<(), DecisionError> {
    let wrong = |message: &str| Err(DecisionError(message.to_owned()));
    if decision.who.trim().is_empty() {
        return wrong("expected who decides, found nothing");
    }
    let at = decision.at.as_bytes();
    if at.len() != 20 || at[10] != b'T' || at[19] != b'Z' || decision.at.get(..10).and_then(Date::parse).is_none() {
        return Err(DecisionError(format!("expected a time as 2026-05-21T08:00:00Z, found {:?}", decision.at)));
    }
    match &decision.act {
        Act::Correct { field, value, .. } => Value::parse(*field, value).map(drop),
        Act::Merge { records } if records.len() < 2 => wrong("expected two records or more to merge"),
        Act::Split { items, from } if items.is_empty() || from.is_empty() => wrong("expected the items that leave the record and those that stay"),
        Act::Split { items, from } if items.iter().any(|item| from.contains(item)) => wrong("expected each item on one side of the split"),
        Act::SamePerson { keys } if keys.len() < 2 => wrong("expected two keys or more that are the same"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_the_precision_that_they_are_written_with() {
        let range = |text: &str| date(text).map(|when| (when.from.map(|day| day.to_string()), when.to.map(|day| day.to_string()), when.precision));
        let expected = |from: &str, to: &str, precision| Some((Some(from.to_owned()), Some(to.to_owned()), precision));
        assert_eq!(range("2019-06-05"), expected("2019-06-05", "2019-06-05", Precision::Day));
        assert_eq!(range("2020-02"), expected("2020-02-01", "2020-02-29", Precision::Month));
        assert_eq!(range("2019-06-05/2019-06-07"), expected("2019-06-05", "2019-06-07", Precision::Days));
        assert_eq!(range("2018/2019"), expected("2018-01-01", "2019-12-31", Precision::Years));
        assert_eq!(range("2019-06-07/2019-06-05"), None);
        assert_eq!(range("5 June"), None);
    }

    #[test]
    fn a_wrong_value_says_what_was_expected() {
        let error = Value::parse(Field::Status, "done").map_err(|error| error.to_string());
        assert_eq!(error, Err("expected a status of the codebook for status, found \"done\"".to_owned()));
        assert!("colour".parse::<Field>().is_err_and(|error| error.to_string().contains("recipients")));
    }
}
