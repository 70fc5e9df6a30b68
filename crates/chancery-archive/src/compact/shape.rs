//! The shape in which a reading is stored: fields by one letter, nothing that is empty, no id that only counts, places as letters.
//!
//! In: a reading as JSON, its words taken out already. Out: the same, smaller; and back. What a later version adds is stored as it comes: only
//! what is listed here is left out, and it is put back from the same lists.

use serde_json::{Map, Value};

use super::tree::Tree;

/// Layers: what their records' ids begin with, which lists and which flags they have.
const LAYERS: &[(&str, &str, &[&str], &[&str])] = &[
    ("articles", "a", &["kicker", "subheads", "blocks"], &[]),
    ("entities", "", &["names", "mentions"], &["known"]),
    ("events", "v", &["actors", "recipients", "attendees", "witnesses", "mediators", "sides", "places", "instruments", "evidence"], &["several"]),
    ("instruments", "i", &["parties", "history", "terms", "mentions"], &[]),
    ("statements", "s", &["via", "points"], &["direct"]),
    ("figures", "f", &["of"], &["ordinal"]),
    ("relations", "r", &["parties"], &[]),
    ("conflicts", "", &["events", "claims"], &[]),
    ("warnings", "", &[], &[]),
];

/// Fields that have a letter, in the order of [`LETTERS`]: new ones are added at the end, none is moved or taken out.
const FIELDS: &[&str] = &[
    "schema",
    "source",
    "articles",
    "entities",
    "events",
    "instruments",
    "statements",
    "figures",
    "relations",
    "conflicts",
    "warnings",
    "id",
    "name",
    "names",
    "kind",
    "english",
    "state",
    "office",
    "known",
    "mentions",
    "span",
    "quote",
    "role",
    "blocks",
    "headline",
    "article",
    "status",
    "actors",
    "recipients",
    "sides",
    "date",
    "from",
    "to",
    "precision",
    "evidence",
    "rule",
    "plover",
    "type",
    "mode",
    "confidence",
    "speaker",
    "verb",
    "direct",
    "quantity",
    "of",
    "value",
    "unit",
    "comparator",
    "period",
    "said_by",
    "places",
    "topic",
];
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of places: those of the first half end a number.
const DIGITS: &[u8; 90] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-./:;<=>?@[]^_`{|}~";
const BASE: u32 = 45;

/// A number as letters, its lowest digit last.
pub(super) fn letters(out: &mut String, number: u32) {
    if number >= BASE {
        high(out, number / BASE);
    }
    out.push(DIGITS[(number % BASE) as usize] as char);
}

fn high(out: &mut String, number: u32) {
    if number >= BASE {
        high(out, number / BASE);
    }
    out.push(DIGITS[(number % BASE + BASE) as usize] as char);
}

/// The numbers that letters stand for; `None` if they stand for none.
pub(super) fn numbers(text: &str) -> Option<Vec<u32>> {
    let (mut all, mut number, mut open) = (Vec::new(), 0u32, false);
    for byte in text.bytes() {
        let digit = DIGITS.iter().position(|known| *known == byte)? as u32;
        number = number.wrapping_mul(BASE).wrapping_add(digit % BASE);
        open = digit >= BASE;
        if !open {
            all.push(std::mem::take(&mut number));
        }
    }
    (!open).then_some(all)
}

/// The stored shape of a reading.
pub(super) fn shrink(mut reading: Value) -> Value {
    for (layer, prefix, lists, flags) in LAYERS {
        let Some(records) = reading.get_mut(layer).and_then(Value::as_array_mut) else { continue };
        for (record, number) in records.iter_mut().zip(1..) {
            let Some(record) = record.as_object_mut() else { continue };
            if !prefix.is_empty() && record.get("id").and_then(Value::as_str).is_some_and(|id| id == format!("{prefix}{number}")) {
                record.remove("id");
            }
            if record.get("article").and_then(Value::as_str) == Some("a1") {
                record.remove("article");
            }
            record.retain(|field, value| {
                let empty = value.as_array().is_some_and(Vec::is_empty) && lists.contains(&field.as_str());
                !(empty || *value == Value::Bool(false) && flags.contains(&field.as_str()))
            });
        }
    }
    if let Some(reading) = reading.as_object_mut() {
        reading.retain(|field, value| !(value.as_array().is_some_and(Vec::is_empty) && LAYERS.iter().any(|(layer, ..)| layer == field)));
    }
    lettered(reading)
}

/// The reading that a stored shape is of.
pub(super) fn grow(mut reading: Tree<'_>) -> Tree<'_> {
    named(&mut reading);
    for (layer, prefix, lists, flags) in LAYERS {
        reading.or_insert(layer, || Tree::List(Vec::new()));
        let Some(Tree::List(records)) = reading.field(layer) else { continue };
        for (record, number) in records.iter_mut().zip(1..) {
            if !prefix.is_empty() {
                record.or_insert("id", || Tree::Text(format!("{prefix}{number}").into()));
                // Entities, instruments and articles stand in none.
                record.or_insert("article", || Tree::Text("a1".into()));
            }
            for list in *lists {
                record.or_insert(list, || Tree::List(Vec::new()));
            }
            for flag in *flags {
                record.or_insert(flag, || Tree::Flag(false));
            }
        }
    }
    reading
}

/// Letters become names, places become numbers; what is null is left out.
fn named(value: &mut Tree<'_>) {
    match value {
        Tree::Fields(fields) => {
            fields.retain(|(_, value)| *value != Tree::Null);
            for (field, value) in fields {
                if let Some(name) = name(field) {
                    *field = name.into();
                }
                match field.as_ref() {
                    "span" | "mentions" | "points" => {
                        if let Some(places) = spans(field, value) {
                            *value = places;
                        }
                    }
                    _ => named(value),
                }
            }
        }
        Tree::List(list) => list.iter_mut().for_each(named),
        _ => {}
    }
}

/// Fields by letters, places as letters; what is null is left out.
fn lettered(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut out = Map::new();
            for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
                let value = match name.as_str() {
                    "span" | "mentions" | "points" => places(&value).map_or(value, Value::String),
                    _ => lettered(value),
                };
                out.insert(letter(&name).map_or(name, str::to_owned), value);
            }
            Value::Object(out)
        }
        Value::Array(list) => Value::Array(list.into_iter().map(lettered).collect()),
        value => value,
    }
}

fn letter(name: &str) -> Option<&'static str> {
    let at = FIELDS.iter().position(|field| *field == name)?;
    LETTERS.get(at..at + 1)
}

fn name(letter: &str) -> Option<&'static str> {
    let at = LETTERS.find(letter).filter(|_| letter.len() == 1)?;
    FIELDS.get(at).copied()
}

/// One place or several as letters; `None` of anything else.
fn places(value: &Value) -> Option<String> {
    let mut out = String::new();
    let mut pair = |value: &Value| -> Option<()> {
        let [start, end] = value.as_array()?.as_slice() else { return None };
        for number in [start, end] {
            letters(&mut out, u32::try_from(number.as_u64()?).ok()?);
        }
        Some(())
    };
    if pair(value).is_none() {
        value.as_array().filter(|list| !list.is_empty())?.iter().try_for_each(pair)?;
    }
    Some(out)
}

fn spans<'a>(name: &str, value: &Tree<'a>) -> Option<Tree<'a>> {
    let Tree::Text(text) = value else { return None };
    let numbers = numbers(text)?;
    let mut pairs = numbers.chunks_exact(2).map(|pair| Tree::List(pair.iter().map(|number| Tree::Count(u64::from(*number))).collect()));
    if name == "span" { pairs.next() } else { Some(Tree::List(pairs.collect())) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn letters_stand_for_numbers() {
        assert_eq!(FIELDS.len(), LETTERS.len());
        let all = [0, 1, 44, 45, 46, 2024, 2025, 91_124, 91_125, 4_000_000, u32::MAX];
        let mut text = String::new();
        all.iter().for_each(|number| letters(&mut text, *number));
        assert_eq!(numbers(&text).as_deref(), Some(&all[..]));
        assert_eq!(numbers("\u{1a}"), None);
        assert_eq!(numbers("~"), None, "a number that does not end");
    }

    #[test]
    fn what_is_not_listed_stays_as_it_is() {
        let reading = serde_json::json!({
            "articles": [], "entities": [{"id": "a1", "mentions": [[3, 4], [5, 6]], "new": [], "names": ["x"], "known": false}],
            "events": [{"id": "v7", "article": "a2", "later": {"deep": [1.5, null]}, "mentions": [7, 8]}], "added": [], "warnings": [{"code": "c"}],
        });
        let stored = shrink(reading.clone()).to_string();
        let back = Value::deserialize(grow(serde_json::from_str(&stored).unwrap())).unwrap();
        assert_eq!(back["entities"][0], reading["entities"][0]);
        assert_eq!(back["events"][0]["id"], "v7");
        assert_eq!(back["events"][0]["article"], "a2");
        assert_eq!(back["events"][0]["later"], reading["events"][0]["later"]);
        assert_eq!((&back["added"], &back["articles"]), (&reading["added"], &reading["articles"]));
    }
}
