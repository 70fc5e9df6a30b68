//! For whom somebody acts whom the tables lack and the text ties to no state.
//!
//! In: a person of the cast with the forms that the text gives him, how often each state is named, the outlet's own state.
//! Out: the state that office, shape of the name and text leave as the only one, or none. A name that could be of two states
//! gets none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chancery_knowledge::{Knowledge, Meaning};
use chancery_model::EntityKind;
use chancery_text::fold;

use super::{NameShapes, Shape};
use crate::cast::{Cast, Who};
use crate::lists::WordSet;

/// What the knowledge tells of offices and names by state. Computed once per knowledge.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    /// The state or organization by form of an office that no other has (国务卿).
    by_office: BTreeMap<u32, u32>,
    /// The states in which an office is known to be held.
    held: BTreeMap<u32, BTreeSet<u32>>,
    /// Titles that nobody has in China (总统 首相).
    foreign_titles: WordSet,
    /// Surnames of one state.
    surnames: Vec<(char, u32)>,
    /// States whose persons have names of the Han world, China first.
    local: Vec<u32>,
    japan: Option<u32>,
}

/// What a document tells of states.
pub(crate) struct Named {
    /// The outlet's own.
    pub outlet: Option<u32>,
    /// How often it names each.
    pub counts: BTreeMap<u32, usize>,
}

impl Sides {
    pub fn new(knowledge: &Knowledge) -> Sides {
        let states = |name: &str| -> Vec<u32> { knowledge.list(name).iter().filter_map(|state| knowledge.entity(&state.to_ascii_uppercase())).collect() };
        let pairs = knowledge.list("surname_hints").iter().filter_map(|pair| pair.split_once('='));
        Sides {
            by_office: by_office(knowledge),
            held: held(knowledge),
            foreign_titles: WordSet::new(&knowledge.lexicon, knowledge.list("foreign_titles")),
            surnames: pairs.filter_map(|(surname, state)| surname.chars().next().zip(knowledge.entity(&state.to_ascii_uppercase()))).collect(),
            local: states("han_states"),
            japan: states("surname_states").first().copied(),
        }
    }

    /// The state or organization whose office a form is, where no other has such an office.
    pub fn of_office(&self, form: u32) -> Option<u32> {
        self.by_office.get(&form).copied()
    }

    /// Gives a state to the persons discovered whom the text ties to none. `vague`: those under an office of an unknown body.
    pub fn settle(&self, shapes: &NameShapes, cast: &mut Cast, named: &Named, vague: &[Who]) {
        for (who, member) in cast.members.iter_mut().enumerate() {
            let open = member.kind == EntityKind::Person && member.known.is_none() && !member.unnamed && member.side.is_none();
            if !open || member.mentions.is_empty() {
                continue;
            }
            let forms: Vec<Vec<char>> = member.names.iter().map(|name| name.chars().map(fold).collect()).collect();
            let Some(name) = forms.first() else { continue };
            let abroad = forms.iter().any(|form| self.foreign_titles.stands_within(form));
            member.side = self.only(name, shapes.shape(name), member.office, abroad, named, vague.contains(&(who as Who)));
        }
    }

    fn only(&self, name: &[char], shape: Shape, office: Option<u32>, abroad: bool, named: &Named, vague: bool) -> Option<u32> {
        let Named { outlet, counts } = named;
        let hinted = |row: u32| self.surnames.iter().any(|(surname, state)| name.first() == Some(surname) && *state == row);
        if shape != Shape::Foreign && counts.keys().any(|row| hinted(*row)) {
            return mostly(counts, &hinted);
        }
        // 总统 is no office of China, whoever else is called by the same row.
        let lacks = |state: u32| abroad && self.local.first() == Some(&state);
        let held = |state: u32| !lacks(state) && office.is_some_and(|office| self.held.get(&office).is_some_and(|states| states.contains(&state)));
        let local = |row: u32| self.local.contains(&row);
        match shape {
            Shape::Japanese => self.japan,
            Shape::Likely if outlet.is_some_and(held) => *outlet,
            Shape::Local => {
                let neighbour = |row: u32| local(row) && Some(row) != *outlet;
                match *outlet {
                    // The own leaders are named without their state, others when they first come up.
                    Some(outlet) if !lacks(outlet) && (held(outlet) || !counts.keys().any(|row| neighbour(*row))) => Some(outlet),
                    _ if office.is_some() => mostly(counts, &|row| neighbour(row) && held(row)),
                    _ => None,
                }
            }
            // 马凯 may be of either world: only an office that the outlet's state lacks tells (马杜罗总统).
            Shape::Either | Shape::Likely if office.is_none() || outlet.is_some_and(held) => None,
            Shape::Either | Shape::Likely | Shape::Foreign => mostly(counts, &|row| !local(row)).filter(|_| !vague),
        }
    }
}

/// The state of some that is named three times as often as all others of them together.
fn mostly(counts: &BTreeMap<u32, usize>, fits: &dyn Fn(u32) -> bool) -> Option<u32> {
    let fitting = || counts.iter().filter(|(row, _)| fits(**row));
    let all: usize = fitting().map(|(_, count)| count).sum();
    let (row, most) = fitting().max_by_key(|(row, count)| (**count, Reverse(**row)))?;
    (most * 4 >= all * 3).then_some(*row)
}

/// Per office: the states in which the tables know a holder.
fn held(knowledge: &Knowledge) -> BTreeMap<u32, BTreeSet<u32>> {
    let mut held: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for tenure in knowledge.entities.iter().flat_map(|entity| &entity.tenures) {
        if let (Some(office), Some(body)) = (knowledge.office(&tenure.office), knowledge.entity(&tenure.body)) {
            held.entry(office).or_default().insert(body);
        }
    }
    // 总理 is premier in one state and prime minister in another: offices that share a form are held where one of them is.
    let mut shared = held.clone();
    for form in 0..knowledge.lexicon.len() as u32 {
        let offices = || {
            knowledge.lexicon.meanings(form).iter().filter_map(|meaning| match meaning {
                Meaning::Office(row) => Some(*row),
                _ => None,
            })
        };
        for (one, other) in offices().flat_map(|one| offices().map(move |other| (one, other))).filter(|(one, other)| one != other) {
            if let Some(states) = held.get(&other) {
                shared.entry(one).or_default().extend(states);
            }
        }
    }
    shared
}

/// Per form of an office: the one body that has it, where each of the offices that it names is listed with that body.
fn by_office(knowledge: &Knowledge) -> BTreeMap<u32, u32> {
    let body = |body: &str| knowledge.entity(body).or_else(|| knowledge.entity(&body.to_ascii_uppercase()));
    let pairs = knowledge.list("office_sides").iter().filter_map(|pair| pair.split_once('='));
    let listed: BTreeMap<u32, u32> = pairs.filter_map(|(office, side)| knowledge.office(office).zip(body(side))).collect();
    let mut sides = BTreeMap::new();
    for form in 0..knowledge.lexicon.len() as u32 {
        let offices = knowledge.lexicon.meanings(form).iter().filter_map(|meaning| match meaning {
            Meaning::Office(row) => Some(listed.get(row).copied()),
            _ => None,
        });
        let bodies: BTreeSet<Option<u32>> = offices.collect();
        if let (Some(Some(side)), 1) = (bodies.first(), bodies.len()) {
            sides.insert(form, *side);
        }
    }
    sides
}
