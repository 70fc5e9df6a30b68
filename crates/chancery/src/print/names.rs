//! Ids to names as the text writes them.

use std::collections::BTreeMap;

use chancery_model::{Entity, Instrument, Reading};

use super::layout::clean;

/// The names of one reading.
pub struct Names<'r> {
    entities: BTreeMap<&'r str, &'r Entity>,
    instruments: BTreeMap<&'r str, &'r Instrument>,
}

impl<'r> Names<'r> {
    /// Indexes a reading.
    pub fn new(reading: &'r Reading) -> Names<'r> {
        Names {
            entities: reading.entities.iter().map(|entity| (entity.id.as_str(), entity)).collect(),
            instruments: reading.instruments.iter().map(|instrument| (instrument.id.as_str(), instrument)).collect(),
        }
    }

    /// The entity with an id.
    pub fn entity(&self, id: &str) -> Option<&'r Entity> {
        self.entities.get(id).copied()
    }

    /// The name as the text writes it; the id where the text does not name it.
    pub fn of(&self, id: &str) -> String {
        self.entity(id).map(|entity| clean(&entity.name)).filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
    }

    /// Several names.
    pub fn list(&self, ids: &[String]) -> String {
        ids.iter().map(|id| self.of(id)).collect::<Vec<_>>().join("、")
    }

    /// Names of one side each, in order: 習近平、王毅 ↔ 普京.
    pub fn sides(&self, ids: &[String]) -> String {
        let mut sides: Vec<(&str, Vec<String>)> = Vec::new();
        for id in ids {
            let side = self.entity(id).and_then(|entity| entity.state.as_deref()).unwrap_or(id);
            match sides.iter_mut().find(|(known, _)| *known == side) {
                Some((_, members)) => members.push(self.of(id)),
                None => sides.push((side, vec![self.of(id)])),
            }
        }
        match sides.as_slice() {
            [(_, members)] => members.join("、"),
            sides => sides.iter().map(|(_, members)| members.join("、")).collect::<Vec<_>>().join(" ↔ "),
        }
    }

    /// `i1 中俄睦鄰友好合作條約`.
    pub fn instrument(&self, id: &str) -> String {
        self.instruments.get(id).map_or_else(|| id.to_owned(), |instrument| format!("{id} {}", title(instrument)))
    }
}

/// A title with its marks, where it is one; a descriptive name as it is.
pub fn title(instrument: &Instrument) -> String {
    clean(&instrument.title)
}
