//! Columns and cells: what a table is made of before a format writes it.

use chancery_model::Date;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, codes, ids.
    Text,
    /// Several texts.
    List,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
    /// Yes or no.
    Flag,
    /// A civil day.
    Day,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, as a sentence for the codebook.
    pub about: &'static str,
}

/// A value. Missing is empty, never a filler.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Missing.
    Empty,
    /// Words, codes, ids.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// A civil day.
    Day(Date),
}

impl Cell {
    /// A text; empty where there is none.
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A text that may be missing.
    pub fn maybe(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, Cell::text)
    }

    /// A count.
    pub fn count(count: usize) -> Cell {
        Cell::Whole(count as i64)
    }

    /// A day that may be missing.
    pub fn day(day: Option<Date>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }

    /// Several texts.
    pub fn list<T: ToString>(list: impl IntoIterator<Item = T>) -> Cell {
        Cell::List(list.into_iter().map(|one| one.to_string()).collect())
    }

    /// As one text: lists with `; ` between their parts; a semicolon or backslash within a part has a backslash before it.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::List(list) => list.iter().map(|part| part.replace('\\', "\\\\").replace(';', "\\;")).collect::<Vec<_>>().join("; "),
            Cell::Whole(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Day(day) => day.to_string(),
        }
    }
}
