//! Decisions: what people said about records. Append-only; nothing here changes a reading.
//!
//! In: decisions as they were made. Out: [`Decisions`], which knows which of them hold and what they join. How they are applied
//! is declared here and nowhere else:
//!
//! 1. An [`Act::Undo`] takes back the decision that it names, whenever it was made; an undo can itself be undone.
//! 2. Decisions are applied in order of (time, id). Of two that speak about the same thing (the same field of a record, the
//!    review of a record, whether two items belong together) the later one holds.
//! 3. Persons declared the same are one before events are compared; then splits keep items apart, whatever the rules say; then
//!    merges join, whatever the rules say; then fields are corrected, and records accepted or rejected.
//! 4. A record is named by the id of any of its items, so that a decision survives new reports, a reread and other decisions.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::stable;

mod correction;

pub use correction::{DecisionError, Field, Value};

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// When, as UTC in RFC 3339 with whole seconds; orders decisions.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// Version of the codebook that it was made by.
    pub codebook: String,
    /// What was decided.
    pub act: Act,
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The record is right.
    Accept {
        /// Which.
        record: String,
    },
    /// The record is no fact.
    Reject {
        /// Which.
        record: String,
    },
    /// A field has another value.
    Correct {
        /// Of which record.
        record: String,
        /// Which field.
        field: Field,
        /// Its value as [`Value::parse`] reads it; empty clears the field.
        value: String,
    },
    /// These records are one.
    Merge {
        /// Which; of one layer.
        records: Vec<String>,
    },
    /// These items are not of one happening with those: the rules may join neither side with the other.
    Split {
        /// Ids of the items that leave a record together.
        items: Vec<String>,
        /// Ids of the items that stay.
        from: Vec<String>,
    },
    /// These keys are one person or organization.
    SamePerson {
        /// Keys, the one to be used first.
        keys: Vec<String>,
    },
    /// Another decision is taken back.
    Undo {
        /// Its id.
        decision: String,
    },
}

impl Decision {
    /// Its stable id, made of its content.
    pub fn id(&self) -> String {
        let mut parts: Vec<&str> = vec![&self.at, &self.who, &self.why, &self.codebook];
        match &self.act {
            Act::Accept { record } => parts.extend(["accept", record]),
            Act::Reject { record } => parts.extend(["reject", record]),
            Act::Correct { record, field, value } => parts.extend(["correct", record, field.code(), value]),
            Act::Merge { records } => {
                parts.push("merge");
                parts.extend(records.iter().map(String::as_str));
            }
            Act::Split { items, from } => {
                parts.push("split");
                parts.extend(items.iter().map(String::as_str));
                parts.push("from");
                parts.extend(from.iter().map(String::as_str));
            }
            Act::SamePerson { keys } => {
                parts.push("same_person");
                parts.extend(keys.iter().map(String::as_str));
            }
            Act::Undo { decision } => parts.extend(["undo", decision]),
        }
        stable("de", &parts)
    }

    /// What is wrong with it, if anything: too few records, a value that the field cannot hold.
    pub fn check(&self) -> Result<(), DecisionError> {
        correction::check(self)
    }

    /// What it names: ids of records or items, keys of persons, the id of a decision.
    pub fn names(&self) -> Vec<&str> {
        match &self.act {
            Act::Accept { record } | Act::Reject { record } | Act::Correct { record, .. } => vec![record],
            Act::Split { items, from } => items.iter().chain(from).map(String::as_str).collect(),
            Act::Merge { records: names } | Act::SamePerson { keys: names } => names.iter().map(String::as_str).collect(),
            Act::Undo { decision } => vec![decision],
        }
    }
}

/// The bucket of a person's or organization's key.
pub(crate) fn person_bucket(key: &str) -> String {
    format!("person|{key}")
}

/// All decisions, with what follows from them.
///
/// What has to be worked out anew after a decision: the buckets where the records stand that it [names](Decision::names), with
/// their [`joint`](Decisions::joint) ones; for [`Act::SamePerson`] besides all buckets with an item that names one of the keys
/// ([`crate::Item::entities`]); for [`Act::Undo`] those of the decision taken back, joint ones before and after.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    /// Those that hold, in order of application.
    holding: Vec<(String, Decision)>,
    /// Canonical key of each key that was declared the same as another.
    same: BTreeMap<String, String>,
    /// The decision that did so.
    same_by: BTreeMap<String, String>,
    /// Buckets that belong together, each with all of its group.
    joint: BTreeMap<String, Vec<String>>,
}

impl Decisions {
    /// From all decisions ever made, in any order; doubles are one. `locate` tells the bucket in which the item or record with an
    /// id stands now; it is asked for the records of merges alone.
    pub fn new(decisions: impl IntoIterator<Item = Decision>, locate: impl Fn(&str) -> Option<String>) -> Decisions {
        let all: BTreeMap<String, Decision> = decisions.into_iter().map(|decision| (decision.id(), decision)).collect();
        let mut order: Vec<(String, Decision)> = all.into_iter().collect();
        order.sort_by(|(a_id, a), (b_id, b)| (&a.at, a_id).cmp(&(&b.at, b_id)));
        // An id contains the id that an undo names, so undoes cannot form a ring: each is settled once those that undo it are.
        let mut undone: BTreeSet<&str> = BTreeSet::new();
        let undoes: BTreeMap<&str, Vec<&str>> = order.iter().fold(BTreeMap::new(), |mut undoes, (id, decision)| {
            if let Act::Undo { decision: target } = &decision.act {
                undoes.entry(target.as_str()).or_insert_with(Vec::new).push(id.as_str());
            }
            undoes
        });
        for (id, _) in &order {
            if is_undone(id, &undoes, 0) {
                undone.insert(id);
            }
        }
        let holding: Vec<(String, Decision)> =
            order.iter().filter(|(id, decision)| !undone.contains(id.as_str()) && !matches!(decision.act, Act::Undo { .. })).cloned().collect();
        let mut result = Decisions { holding, ..Decisions::default() };
        result.join_persons();
        result.join_buckets(locate);
        result
    }

    /// Those that hold, in order of application, with their ids.
    pub fn holding(&self) -> impl Iterator<Item = (&str, &Decision)> {
        self.holding.iter().map(|(id, decision)| (id.as_str(), decision))
    }

    /// The key to use for a person or organization.
    pub fn key<'a>(&'a self, key: &'a str) -> &'a str {
        self.same.get(key).map_or(key, String::as_str)
    }

    /// The decision that made a key the same as another.
    pub(crate) fn same_by(&self, key: &str) -> Option<&str> {
        self.same_by.get(key).map(String::as_str)
    }

    /// All buckets that have to be handed to [`crate::reconcile`] together with this one, itself included.
    pub fn joint<'a>(&'a self, bucket: &'a str) -> Vec<&'a str> {
        self.joint.get(bucket).map_or_else(|| vec![bucket], |group| group.iter().map(String::as_str).collect())
    }

    fn join_persons(&mut self) {
        // The first key of the earliest decision of a group is the one used; unions are the same in any order.
        for (id, decision) in &self.holding {
            let Act::SamePerson { keys } = &decision.act else { continue };
            let Some(first) = keys.first() else { continue };
            let root = self.same.get(first).unwrap_or(first).clone();
            for key in keys {
                let old = self.same.get(key).unwrap_or(key).clone();
                let members: Vec<String> =
                    self.same.iter().filter(|(_, to)| **to == old).map(|(from, _)| from.clone()).chain([old.clone(), key.clone()]).collect();
                for member in members {
                    self.same_by.entry(member.clone()).or_insert_with(|| id.clone());
                    self.same.insert(member, root.clone());
                }
            }
        }
    }

    fn join_buckets(&mut self, locate: impl Fn(&str) -> Option<String>) {
        let mut groups: Vec<BTreeSet<String>> = Vec::new();
        for (_, decision) in &self.holding {
            let mut group: BTreeSet<String> = match &decision.act {
                Act::Merge { records } => records.iter().filter_map(|record| locate(record)).collect(),
                Act::SamePerson { keys } => keys.iter().map(|key| person_bucket(key)).collect(),
                _ => continue,
            };
            if group.len() < 2 {
                continue;
            }
            groups.retain(|other| {
                let meets = !group.is_disjoint(other);
                if meets {
                    group.extend(other.iter().cloned());
                }
                !meets
            });
            groups.push(group);
        }
        for group in groups {
            let list: Vec<String> = group.into_iter().collect();
            for bucket in &list {
                self.joint.insert(bucket.clone(), list.clone());
            }
        }
    }
}

fn is_undone(id: &str, undoes: &BTreeMap<&str, Vec<&str>>, depth: usize) -> bool {
    // Deeper chains than this are nobody's doing; the bound keeps hostile input from exhausting the stack.
    depth < 64 && undoes.get(id).is_some_and(|by| by.iter().any(|undo| !is_undone(undo, undoes, depth + 1)))
}
