//! Keys of entities over all documents.
//!
//! In: the entities of one reading. Out: for each id in it the key by which other documents know the same one, with state, office
//! and whether it is named at all. An entity of the knowledge keeps its id; another is known by its folded name and the state
//! that it acts for, so that 卡塞拉蒂 of Italy in two documents is one and a namesake elsewhere is not.

use std::collections::BTreeMap;

use chancery_model::{Entity, EntityKind, Reading};
use chancery_text::fold_text;

use super::Participant;

/// The entities of a reading by their id in it.
pub(super) struct Entities<'a> {
    by_id: BTreeMap<&'a str, (&'a Entity, Participant)>,
}

impl<'a> Entities<'a> {
    pub fn new(reading: &'a Reading) -> Entities<'a> {
        let by_id = reading.entities.iter().map(|entity| (entity.id.as_str(), (entity, participant(entity)))).collect();
        Entities { by_id }
    }

    /// The participant behind an id; an id that the reading does not list stands for itself.
    pub fn participant(&self, id: &str) -> Participant {
        self.by_id.get(id).map_or_else(|| Participant { key: id.to_owned(), state: None, office: None, named: true }, |(_, one)| one.clone())
    }

    pub fn participants(&self, ids: &[String]) -> Vec<Participant> {
        ids.iter().map(|id| self.participant(id)).collect()
    }

    pub fn key(&self, id: &str) -> String {
        self.by_id.get(id).map_or_else(|| id.to_owned(), |(_, one)| one.key.clone())
    }

    pub fn keys(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.key(id)).collect()
    }

    /// All forms by which the reading's text names an entity, folded.
    pub fn forms(&self, id: &str) -> Vec<String> {
        self.by_id.get(id).map_or_else(Vec::new, |(entity, _)| entity.names.iter().map(|name| fold_text(name)).collect())
    }

    /// In order of id.
    pub fn all(&self) -> impl Iterator<Item = (&'a Entity, &Participant)> {
        self.by_id.values().map(|(entity, one)| (*entity, one))
    }
}

fn participant(entity: &Entity) -> Participant {
    let state = entity.state.clone().filter(|state| !state.is_empty());
    let (key, named) = if entity.known {
        (entity.id.clone(), true)
    } else {
        let own = entity.id.split_once(':').map_or(entity.id.as_str(), |(_, name)| name).trim_end_matches("#src");
        let folded: String = fold_text(own).chars().filter(|c| !c.is_whitespace() && *c != '·').collect();
        let body = state.as_deref().unwrap_or("?");
        (format!("{}:{folded}@{body}", entity.kind), is_named(entity, own))
    };
    Participant { key, state, office: entity.office.clone(), named }
}

/// Whether an entity that the knowledge lacks has a name of its own: its name then also stands behind a title (意大利參議長卡塞拉蒂),
/// while a mere description (新加坡副總理) is found in one form. Organizations are found by their names.
fn is_named(entity: &Entity, own: &str) -> bool {
    entity.kind != EntityKind::Person || entity.names.iter().any(|form| form.len() > own.len() && form.ends_with(own))
}
