//! Whether the principals of two tellings can be the same, and how far they are known to be.
//!
//! In: two views. Out: how many sides agree, by names, by offices, or not at all. Leaves what follows from it to
//! [`super::compare`].

use super::view::{Group, Person, View};

/// How far the principals agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Who {
    /// Sides on which the same persons or bodies are named.
    pub agreed: u32,
    /// Sides on which an office stands for the name.
    pub offices: u32,
    /// Sides on which one telling names somebody and the other nobody.
    pub unnamed: u32,
    /// Of these, sides on which the other telling has the state alone act.
    pub organs: u32,
    /// Of these, sides on which one telling has a person act and the other a body.
    pub other_organs: u32,
    /// Sides that neither telling goes beyond.
    pub bare: u32,
    /// One telling alone says whom it was done to.
    pub unaddressed: bool,
    /// On some side one telling names somebody, the other describes somebody else or nobody in particular.
    pub described: bool,
}

impl Who {
    /// Neither telling names a principal that the other leaves open.
    pub fn is_full(&self) -> bool {
        self.unnamed == 0 && !self.unaddressed
    }

    /// On every side the same persons or bodies are named.
    pub fn is_the_same(&self) -> bool {
        self.is_full() && self.agreed > 0 && self.bare == 0
    }

    /// What keeps the principals from being as exact in both tellings is that one has a state act, the other its head or one of its bodies.
    pub fn is_full_by_organs(&self) -> bool {
        self.unnamed == self.organs && self.organs > 0 && !self.unaddressed && !self.described
    }

    /// The same, or one of its bodies acts in one telling and its head in the other (特朗普下令轟炸, 美軍發射導彈).
    pub fn is_of_one_state(&self) -> bool {
        self.unnamed == self.organs + self.other_organs && self.unnamed > 0 && !self.unaddressed && !self.described
    }
}

impl Group<'_> {
    pub(super) fn names_somebody(&self) -> bool {
        !self.persons.is_empty() || !self.bodies.is_empty()
    }
}

impl Group<'_> {
    /// Whether a state can act through those who are named: its persons, and bodies that the knowledge holds (not 美國企業).
    fn is_organ(&self) -> bool {
        !self.persons.is_empty() || self.bodies.iter().any(|body| body.starts_with("org:"))
    }
}

pub(super) fn recipients<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Group<'v>> {
    view.groups.iter().filter(|group| group.recipient)
}

/// Groups of the same role and side.
pub(super) fn pairs<'v, 'a>(a: &'v View<'a>, b: &'v View<'a>) -> impl Iterator<Item = (&'v Group<'a>, &'v Group<'a>)> {
    a.groups.iter().filter_map(|left| b.groups.iter().find(|right| right.recipient == left.recipient && right.side == left.side).map(|right| (left, right)))
}

/// Whether the principals can be the same, and how far they are known to be. `None`: somebody else.
pub(super) fn who(a: &View<'_>, b: &View<'_>) -> Option<Who> {
    let mut who = Who { agreed: 0, offices: 0, unnamed: 0, organs: 0, other_organs: 0, bare: 0, unaddressed: false, described: false };
    let (told_a, told_b) = (recipients(a).next().is_some(), recipients(b).next().is_some());
    who.unaddressed = told_a != told_b;
    let mut met = false;
    for (left, right) in pairs(a, b) {
        met |= left.recipient;
        if !shared(left, right).is_empty() {
            who.agreed += 1;
        } else if shared_office(left, right).is_some() || (is_delegation(left) && is_delegation(right)) {
            who.offices += 1;
        } else if (!left.persons.is_empty() && !right.persons.is_empty()) || (only_bodies(left) && only_bodies(right)) {
            return None;
        } else if left.names_somebody() != right.names_somebody() || !left.described.is_empty() || !right.described.is_empty() {
            who.unnamed += 1;
            who.described |= !left.described.is_empty() || !right.described.is_empty();
            who.organs += u32::from(left.is_organ() != right.is_organ());
        } else if left.names_somebody() {
            // A person in one telling, a body in the other.
            who.unnamed += 1;
            who.other_organs += 1;
        } else {
            who.bare += 1;
        }
    }
    // Somebody of a side that the other telling does not have.
    let alone = |one: &View<'_>, other: &View<'_>| {
        let lacks = |group: &&Group<'_>| {
            !group.recipient
                && (group.described.is_empty() || group.names_somebody())
                && !other.groups.iter().any(|same| !same.recipient && same.side == group.side)
        };
        one.groups.iter().filter(lacks).count() as u32
    };
    who.unnamed += alone(a, b) + alone(b, a);
    (met || !told_a || !told_b).then_some(who)
}

pub(super) fn only_bodies(group: &Group<'_>) -> bool {
    group.persons.is_empty() && !group.bodies.is_empty()
}

/// Persons and bodies that both groups name.
pub(super) fn shared<'a>(left: &Group<'a>, right: &Group<'a>) -> Vec<&'a str> {
    let persons = left.persons.iter().filter(|person| right.persons.iter().any(|other| same_person(**person, *other))).map(|person| person.key);
    let bodies = left.bodies.iter().copied().filter(|body| right.bodies.contains(body));
    persons.chain(bodies).collect()
}

/// The same key, or one of two discovered names within the other (卡斯特羅, 勞爾卡斯特羅): the side is the same already.
pub(super) fn same_person(a: Person<'_>, b: Person<'_>) -> bool {
    a.key == b.key || (!a.known && !b.known && within(name(a.key), name(b.key)))
}

pub(super) fn within(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 2 && (long.ends_with(short) || long.starts_with(short))
}

pub(super) fn name(key: &str) -> &str {
    let name = key.split_once(':').map_or(key, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name)
}

/// An office that somebody in both groups holds, where at least one of the names is not the knowledge's: transliterations of one
/// name differ between regions. Some offices have many holders: this alone makes nothing certain.
pub(super) fn shared_office<'a>(left: &Group<'a>, right: &Group<'a>) -> Option<&'a str> {
    let described = |group: &Group<'a>| group.described.iter().filter_map(|one| one.office.as_deref()).map(|office| (office, false)).collect::<Vec<_>>();
    let persons = |group: &Group<'a>| group.persons.iter().filter_map(|one| one.office.map(|office| (office, one.known))).collect::<Vec<_>>();
    let all = |group: &Group<'a>| [persons(group), described(group)].concat();
    let right = all(right);
    all(left)
        .into_iter()
        .find(|(office, known)| right.iter().any(|(other, other_known)| office == other && !(*known && *other_known)))
        .map(|(office, _)| office)
}

/// Whether a side is a delegation that no register of names has (朝鲜高级别代表团, 北韓高層代表團). A side sends few at a time: like an office,
/// this alone makes nothing certain.
fn is_delegation(group: &Group<'_>) -> bool {
    let words = || include_str!("../../data/delegation_words.txt").lines().filter(|line| !line.starts_with('#'));
    let made = |body: &&str| {
        let name = chancery_text::fold_text(name(body));
        body.contains('@') && words().any(|word| name.ends_with(word))
    };
    only_bodies(group) && group.bodies.iter().any(made)
}

/// Whether one telling has states whose heads meet (朝美首腦會晤), and the other a single person for each of them, none of whom is told to hold
/// a lesser office.
pub(super) fn meet_as_heads(a: &View<'_>, b: &View<'_>) -> bool {
    let offices = || include_str!("../../data/head_offices.txt").lines().filter(|line| !line.starts_with('#'));
    let is_head = |person: &Person<'_>| person.office.is_none_or(|office| offices().any(|head| head == office));
    let persons = |view: &View<'_>| view.groups.iter().all(|group| group.persons.len() == 1 && group.bodies.is_empty() && group.persons.iter().all(is_head));
    let states = |view: &View<'_>| view.event.heads && view.groups.iter().all(|group| group.bodies.is_empty() && group.described.is_empty());
    (states(a) && persons(b)) || (states(b) && persons(a))
}

/// Whether a telling has states alone (中美會談).
pub(super) fn names_nobody(view: &View<'_>) -> bool {
    view.groups.iter().all(|group| !group.names_somebody() && group.described.is_empty())
}
