//! The cast: everybody and everything that a document names, known or discovered, each once.
//!
//! In: finds of the later steps. Out: entity indices, and the entity records of the reading. Spans count in the flow.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use chancery_knowledge::{Knowledge, Rank};
use chancery_model::{Date, EntityKind};
use chancery_text::{Span, fold_text};

/// Index into the cast.
pub(crate) type Who = u32;

/// One of the cast.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub id: String,
    pub kind: EntityKind,
    /// Row of the knowledge.
    pub known: Option<u32>,
    /// Its surface forms in the order in which they were come upon.
    pub names: Vec<String>,
    /// The state or organization behind it, by row of the knowledge.
    pub side: Option<u32>,
    pub office: Option<u32>,
    pub mentions: Vec<Span>,
    /// An unnamed source (官員, 知情人士) or an office without a known holder.
    pub unnamed: bool,
}

impl Member {
    /// What the text calls it first; empty where it names it nowhere.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// Mixes keys by multiplication: quick, and the same on every run. Nothing is read in the order of a hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mixer(u64);

type Mixing = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// All of a document's entities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub members: Vec<Member>,
    by_known: HashMap<(u32, Option<u32>), Who, Mixing>,
    by_name: HashMap<(EntityKind, String), Who, Mixing>,
}

impl Cast {
    /// A known entity; `side` overrides the state of a body that the knowledge leaves open (外交部).
    pub fn known(&mut self, knowledge: &Knowledge, row: u32, side: Option<u32>) -> Who {
        // Only bodies that every state has (外交部, 國會, 海軍) take the state of their context; 聯合國 never does.
        let added = side.filter(|_| knowledge.is_body_of_all(row));
        if let Some(own) = added.and_then(|state| knowledge.own_body(row, state)) {
            return self.known(knowledge, own, None);
        }
        let entity = &knowledge.entities[row as usize];
        if let Some(&who) = self.by_known.get(&(row, added)) {
            return who;
        }
        let own = entity.state_row;
        let who = self.members.len() as Who;
        let kind = entity.kind.unwrap_or(EntityKind::Organization);
        let mut id = entity.id.clone();
        if let Some(added) = added {
            id = format!("{id}@{}", knowledge.entities[added as usize].id);
        }
        self.members.push(Member {
            id,
            kind,
            known: Some(row),
            names: Vec::new(),
            side: own.or(added).or(Some(row).filter(|_| kind == EntityKind::Organization && matches!(entity.class.as_str(), "igo" | "group" | "union"))),
            office: None,
            mentions: Vec::new(),
            unnamed: false,
        });
        self.by_known.insert((row, added), who);
        who
    }

    /// Whether the document has mentioned a known entity before, in words that end so.
    pub fn has_met(&self, row: u32, name: &[char]) -> bool {
        let ends = |surface: &String| name.iter().rev().copied().eq(surface.chars().rev().take(name.len()));
        self.by_known.get(&(row, None)).is_some_and(|who| self.members[*who as usize].names.iter().any(ends))
    }

    /// An entity that the knowledge lacks, by the words that name it.
    pub fn discovered(&mut self, kind: EntityKind, name: &str, side: Option<u32>, unnamed: bool) -> Who {
        let folded = fold_text(name).replace([' ', '·', '\n'], "");
        if let Some(&who) = self.by_name.get(&(kind, folded.clone())) {
            let member = &mut self.members[who as usize];
            member.side = member.side.or(side);
            return who;
        }
        let who = self.members.len() as Who;
        self.members.push(Member {
            id: format!("{}:{}#src", kind, name.replace('\n', "")),
            kind,
            known: None,
            names: Vec::new(),
            side,
            office: None,
            mentions: Vec::new(),
            unnamed,
        });
        self.by_name.insert((kind, folded), who);
        who
    }

    /// Lets a further name lead to the same entity for the rest of the document.
    pub fn alias(&mut self, kind: EntityKind, folded: String, who: Who) {
        self.by_name.entry((kind, folded)).or_insert(who);
    }

    /// Records a mention and its surface form.
    pub fn mention(&mut self, who: Who, span: Span, surface: &[char]) {
        let member = &mut self.members[who as usize];
        // The same place is seen twice at most in a row; the rest is put in order at the end.
        if !member.mentions.iter().rev().take(4).any(|known| *known == span) {
            member.mentions.push(span);
        }
        self.surface(who, surface);
    }

    /// Adds a surface form without a mention of its own.
    pub fn surface(&mut self, who: Who, surface: &[char]) {
        let member = &mut self.members[who as usize];
        let written = || surface.iter().copied().filter(|c| *c != '\n');
        let length: usize = written().map(char::len_utf8).sum();
        if length == 0 || member.names.iter().any(|name| name.len() == length && name.chars().eq(written())) {
            return;
        }
        let mut name = String::with_capacity(length);
        name.extend(written());
        member.names.push(name);
    }

    /// The state or organization that somebody acts for: the entity itself where it is a state.
    pub fn side(&self, who: Who) -> Option<u32> {
        self.members[who as usize].side
    }

    /// Says for whom a known person acts in this document, where the tables name another side.
    pub fn act_for(&mut self, who: Who, side: u32) {
        self.members[who as usize].side = Some(side);
    }

    /// Whether somebody is a person.
    pub fn is_person(&self, who: Who) -> bool {
        self.members[who as usize].kind == EntityKind::Person
    }

    /// Sets what an apposition says of somebody.
    pub fn describe(&mut self, who: Who, side: Option<u32>, office: Option<u32>) {
        let member = &mut self.members[who as usize];
        if member.kind == EntityKind::Person {
            if member.known.is_none() || member.side.is_none() {
                member.side = member.side.or(side);
            }
            member.office = member.office.or(office);
        }
    }

    /// Whether somebody has an office of these ranks on a day, by what the text says or the tables know; unknown counts as yes.
    pub fn heads_state(&self, knowledge: &Knowledge, who: Who, ranks: &[Rank], day: Option<Date>) -> bool {
        let head = |rank: Rank| ranks.contains(&rank);
        let member = &self.members[who as usize];
        let stated = member.office.map(|office| head(knowledge.offices[office as usize].rank));
        let held = day.zip(member.known).is_some_and(|(day, row)| {
            knowledge.entities[row as usize]
                .tenures
                .iter()
                .any(|tenure| tenure.holds_on(day) && tenure.office_row.is_some_and(|office| head(knowledge.offices[office as usize].rank)))
        });
        held || stated != Some(false)
            && !member.side.is_some_and(|side| self.other_head(knowledge, who, side, day) || self.another_holds(knowledge, who, side, ranks, day))
    }

    /// 兩國元首 of a text that last named the premiers: whether the tables know what else somebody is on the day, and who has the one rank asked for.
    fn another_holds(&self, knowledge: &Knowledge, who: Who, side: u32, ranks: &[Rank], day: Option<Date>) -> bool {
        let ([rank], Some(row), Some(day)) = (ranks, self.members[who as usize].known, day) else { return false };
        let in_office = knowledge.entities[row as usize].tenures.iter().any(|tenure| tenure.holds_on(day));
        in_office && knowledge.holder_of_rank(*rank, side, day).is_some_and(|holder| holder != row)
    }

    /// 主席米罗诺夫: whether the tables know somebody else who holds on the day, for the side, an office of the rank that the text gives.
    fn other_head(&self, knowledge: &Knowledge, who: Who, side: u32, day: Option<Date>) -> bool {
        let member = &self.members[who as usize];
        let Some((rank, day)) = member.office.map(|office| knowledge.offices[office as usize].rank).zip(day) else { return false };
        knowledge.holder_of_rank(rank, side, day).is_some_and(|holder| member.known != Some(holder))
    }

    /// The person of the cast with an office of a rank for a side, last mentioned; else nobody.
    pub fn with_rank(&self, knowledge: &Knowledge, side: u32, ranks: &[Rank], day: Option<Date>) -> Option<Who> {
        let mut best: Option<(u32, Who)> = None;
        for (at, member) in self.members.iter().enumerate() {
            if member.kind != EntityKind::Person || member.side != Some(side) || member.mentions.is_empty() {
                continue;
            }
            let stated = member.office.is_some_and(|office| ranks.contains(&knowledge.offices[office as usize].rank));
            let held = day.zip(member.known).is_some_and(|(day, row)| {
                knowledge.entities[row as usize]
                    .tenures
                    .iter()
                    .any(|tenure| tenure.holds_on(day) && tenure.office_row.is_some_and(|office| ranks.contains(&knowledge.offices[office as usize].rank)))
            });
            if held || stated && !self.other_head(knowledge, at as Who, side, day) {
                let count = member.mentions.len() as u32;
                if best.is_none_or(|(most, _)| count > most) {
                    best = Some((count, at as Who));
                }
            }
        }
        best.map(|(_, who)| who)
    }

    /// Whether the text gives an office to somebody else of the same side.
    pub fn others_with_office(&self, office: u32, who: Who) -> bool {
        let side = self.side(who);
        let same = |member: &Member| member.kind == EntityKind::Person && !member.unnamed && member.office == Some(office) && member.side == side;
        self.members.iter().enumerate().any(|(at, member)| at as Who != who && same(member))
    }

    /// The person of the cast to whom the text gives an office, last one first.
    pub fn with_office(&self, office: u32, side: Option<u32>) -> Option<Who> {
        self.members
            .iter()
            .enumerate()
            .rev()
            .find(|(_, member)| {
                member.kind == EntityKind::Person && !member.unnamed && member.office == Some(office) && (side.is_none() || member.side == side)
            })
            .map(|(at, _)| at as Who)
    }
}
