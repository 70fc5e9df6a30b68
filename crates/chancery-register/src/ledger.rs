//! The register in memory: the sets that it is a function of.
//!
//! In: items and decisions, in any order, doubled or not. Out: all records. An archive keeps the same sets on disk and works out
//! anew only what was touched; this is what its result has to equal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chancery_model::Reading;

use crate::{Decision, Decisions, Item, Origin, Record, items, reconcile};

/// All items and decisions.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    items: BTreeMap<String, Item>,
    decisions: BTreeSet<Decision>,
}

impl Ledger {
    /// Adds what a reading contributes. The same reading twice adds nothing.
    pub fn add(&mut self, reading: &Reading, origin: &Arc<Origin>) {
        self.add_items(items(reading, origin));
    }

    /// Adds items.
    pub fn add_items(&mut self, items: impl IntoIterator<Item = Item>) {
        self.items.extend(items.into_iter().map(|item| (item.id.clone(), item)));
    }

    /// Adds a decision.
    pub fn decide(&mut self, decision: Decision) {
        self.decisions.insert(decision);
    }

    /// Adds all that another ledger holds: associative, commutative, and the same twice as once.
    pub fn merge(&mut self, other: Ledger) {
        self.items.extend(other.items);
        self.decisions.extend(other.decisions);
    }

    /// Its items, in order of id.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// The decisions that hold.
    pub fn decisions(&self) -> Decisions {
        Decisions::new(self.decisions.iter().cloned(), |id| self.items.get(id).map(|item| item.bucket.clone()))
    }

    /// All records, in order of id.
    pub fn register(&self) -> Vec<Record> {
        let items: Vec<&Item> = self.items.values().collect();
        reconcile(&items, &self.decisions())
    }
}
