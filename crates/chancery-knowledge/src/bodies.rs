//! Bodies that every state has (外交部, 眾議院), and the rows of those that the tables hold for one state (中國外交部, 美國眾議院).
//!
//! In: the organizations and their forms. Out: for a body of all states and a state the row of that state's own, so that 美國眾議院 and
//! the 眾院 of a text about the United States are one. What a bare name belongs to in a text is for the reader to say.

use std::collections::BTreeMap;

use chancery_model::EntityKind;

use crate::Knowledge;
use crate::lexicon::Meaning;
use crate::names::EntityRow;

/// Rows of states' own bodies by (body of all states, state).
pub(crate) type OwnBodies = BTreeMap<(u32, u32), u32>;

/// Kinds of organization that every state has one of.
pub(crate) fn is_general(entity: &EntityRow) -> bool {
    entity.kind == Some(EntityKind::Organization)
        && matches!(entity.class.as_str(), "ministry" | "parliament" | "military" | "government" | "agency" | "court" | "party")
}

/// A state's own body is one whose name is a form of the state and behind it the name of a body of all states. Where two rows of a
/// state are named so, neither is taken.
pub(crate) fn own_bodies(knowledge: &Knowledge, forms: &[(String, u32, bool)]) -> OwnBodies {
    let row = |at: u32| &knowledge.entities[at as usize];
    let of_all: BTreeMap<&str, u32> = forms.iter().filter(|(_, at, _)| knowledge.is_body_of_all(*at)).map(|(form, at, _)| (form.as_str(), *at)).collect();
    let mut found: BTreeMap<(u32, u32), Option<u32>> = BTreeMap::new();
    // The seats of government of one state (青瓦台, 龍山) follow one another.
    for (form, at, _) in forms.iter().filter(|(_, at, _)| is_general(row(*at)) && row(*at).class != "government") {
        let Some(state) = row(*at).state_row.filter(|state| knowledge.is_state(*state)) else { continue };
        let is_state = |prefix: &str| {
            knowledge
                .lexicon
                .find(prefix.chars())
                .is_some_and(|form| knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Entity(entity, _) if *entity == state)))
        };
        for (cut, _) in form.char_indices().skip(1) {
            if let Some(body) = of_all.get(&form[cut..]).filter(|_| is_state(&form[..cut])) {
                found.entry((*body, state)).and_modify(|known| *known = known.filter(|known| known == at)).or_insert(Some(*at));
            }
        }
    }
    found.into_iter().filter_map(|(key, at)| at.map(|at| (key, at))).collect()
}

impl Knowledge {
    /// The row of a state's own body, where the tables hold it: the foreign ministry of China for a foreign ministry and China.
    pub fn own_body(&self, body: u32, state: u32) -> Option<u32> {
        self.own_bodies.get(&(body, state)).copied()
    }

    /// Whether a row is a body that every state has, and says not which state's.
    pub fn is_body_of_all(&self, body: u32) -> bool {
        let entity = &self.entities[body as usize];
        entity.state_row.is_none() && is_general(entity)
    }
}
