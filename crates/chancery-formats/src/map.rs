//! Which column of a CSV file, or field of a JSON object, holds what.
//!
//! In: `what=name` as a user gives it, else the names in `data/columns.txt`. Out: for a set of names, the one to take.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Kind};

/// What a column can hold.
pub(crate) const FIELDS: [&str; 9] = ["text", "title", "published", "outlet", "author", "url", "language", "id", "items"];

/// Columns that a user has named; the others are known by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Map {
    given: BTreeMap<String, String>,
}

impl Map {
    /// Names a column as `what=name`: `text=Body`, `published=pub_date`. In JSON a dot goes into an object: `text=content.plain`.
    /// `items=list` names the field that holds the list of documents. An empty name leaves the field out.
    ///
    /// # Errors
    /// Something else than the fields that there are.
    pub fn set(&mut self, assignment: &str) -> Result<(), Failure> {
        let fields = FIELDS.join(", ");
        let wrong = |found: &str| {
            Failure::new(Kind::Usage, assignment, format!("expected FIELD=COLUMN with one of {fields}, found {found}. Example: --map text=body."))
        };
        let (field, column) = assignment.split_once('=').ok_or_else(|| wrong("no ="))?;
        let field = match field.trim() {
            "date" => "published",
            "source" => "outlet",
            other => FIELDS.iter().find(|known| **known == other).ok_or_else(|| wrong(&format!("the field {other:?}")))?,
        };
        self.given.insert(field.to_owned(), column.trim().to_owned());
        Ok(())
    }

    /// How far down the list of names for a field a column's name stands; `None` where it is not among them.
    pub(crate) fn rank(&self, field: &str, found: &str) -> Option<usize> {
        match self.given.get(field) {
            Some(name) => (name == found).then_some(0),
            None => {
                let plain = plain(found);
                columns().iter().filter(|(known, _)| *known == field).position(|(_, name)| *name == plain)
            }
        }
    }

    /// Where a given name goes into an object: `content` and `plain` of `content.plain`.
    pub(crate) fn path(&self, field: &str) -> Option<(&str, &str)> {
        self.given.get(field)?.split_once('.')
    }
}

/// Lower case, without spaces, hyphens, underscores and the mark that Excel puts first.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '\u{FEFF}' | ':')).flat_map(char::to_lowercase).collect()
}

fn columns() -> &'static [(&'static str, &'static str)] {
    static COLUMNS: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    COLUMNS.get_or_init(|| crate::data::rows(include_str!("../data/columns.txt")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_and_given_names_are_found() {
        let mut map = Map::default();
        let hit = |map: &Map, field: &str, found: &str| map.rank(field, found).is_some();
        assert!(hit(&map, "published", "Pub_Date") && hit(&map, "text", "正文") && !hit(&map, "text", "id"));
        map.set("text=Leib").unwrap();
        assert!(hit(&map, "text", "Leib") && !hit(&map, "text", "body"));
        map.set("title=").unwrap();
        assert!(!hit(&map, "title", "title"));
        assert!(map.set("words=x").is_err() && map.set("text").is_err());
    }

    #[test]
    fn the_table_of_names_holds_known_fields_only() {
        for (field, name) in columns() {
            assert!(FIELDS.contains(field), "{field}");
            assert_eq!(&plain(name), name);
        }
    }
}
