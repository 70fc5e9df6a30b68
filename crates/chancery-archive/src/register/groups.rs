//! Groups of documents that are copies of one another.
//!
//! In: pairs of copies. Out: which documents stand together, and the same written into the origin of their items: reports of one group are one source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chancery_register::Origin;
use rusqlite::Connection;

use super::Pending;
use crate::document::document_id;
use crate::error::Error;

/// Copies of more documents than these are all read.
const MANY: usize = 64;

/// Groups of documents that are copies of one another.
pub(crate) struct Groups {
    /// The least number of each document's group.
    root: BTreeMap<i64, i64>,
    newest: BTreeMap<i64, i64>,
}

/// The least number of a document's group, as far as it is known.
fn top(root: &mut BTreeMap<i64, i64>, of: i64) -> i64 {
    let up = *root.entry(of).or_insert(of);
    if up == of {
        return of;
    }
    let top = top(root, up);
    root.insert(of, top);
    top
}

impl Groups {
    pub fn load(db: &Connection) -> Result<Groups, Error> {
        let mut root: BTreeMap<i64, i64> = BTreeMap::new();
        let mut statement = db.prepare_cached("SELECT low, high FROM copies ORDER BY low, high")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (low, high) = (top(&mut root, row.get(0)?), top(&mut root, row.get(1)?));
            root.insert(low.max(high), low.min(high));
        }
        Ok(Groups::rooted(root))
    }

    /// Writes the groups of documents into the origin of their items.
    pub fn write(all: &mut [Pending], db: &Connection) -> Result<(), Error> {
        let documents: Vec<i64> = all.iter().map(|pending| pending.document).collect();
        Groups::around(db, &documents)?.apply(all, db)
    }

    /// The groups of some documents: the copies of few are looked up one by one.
    fn around(db: &Connection, documents: &[i64]) -> Result<Groups, Error> {
        if documents.len() > MANY {
            return Groups::load(db);
        }
        let mut root: BTreeMap<i64, i64> = BTreeMap::new();
        let mut statement = db.prepare_cached("SELECT high FROM copies WHERE low = ?1 UNION ALL SELECT low FROM copies WHERE high = ?1")?;
        for document in documents.iter().copied() {
            if root.contains_key(&document) {
                continue;
            }
            let (mut left, mut group) = (vec![document], BTreeSet::from([document]));
            while let Some(one) = left.pop() {
                let others = statement.query_map([one], |row| row.get::<_, i64>(0))?;
                for other in others {
                    let other = other?;
                    if group.insert(other) {
                        left.push(other);
                    }
                }
            }
            if let Some(least) = group.first().copied().filter(|_| group.len() > 1) {
                root.extend(group.into_iter().map(|of| (of, least)));
            }
        }
        Ok(Groups::rooted(root))
    }

    /// In: for each document one that is in its group and has a smaller number, or itself.
    fn rooted(mut root: BTreeMap<i64, i64>) -> Groups {
        let all: Vec<i64> = root.keys().copied().collect();
        let root: BTreeMap<i64, i64> = all.into_iter().map(|of| (of, top(&mut root, of))).collect();
        let mut newest: BTreeMap<i64, i64> = BTreeMap::new();
        for (of, top) in &root {
            let newest = newest.entry(*top).or_insert(*of);
            *newest = (*newest).max(*of);
        }
        Groups { root, newest }
    }

    /// Documents of groups that a document after `through` belongs to.
    pub fn touched(&self, through: i64) -> Vec<i64> {
        self.root.iter().filter(|(_, top)| self.newest.get(top).is_some_and(|newest| *newest > through)).map(|(of, _)| *of).collect()
    }

    /// Writes the group into the origin of items. A group is called by the least id of its documents, whatever their numbers.
    pub fn apply(&self, all: &mut [Pending], db: &Connection) -> Result<(), Error> {
        let wanted: BTreeSet<i64> = all.iter().filter_map(|pending| self.root.get(&pending.document)).copied().collect();
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        for (of, top) in self.root.iter().filter(|(_, top)| wanted.contains(top)) {
            let mark: i64 = db.prepare_cached("SELECT mark FROM documents WHERE id = ?")?.query_row([of], |row| row.get(0))?;
            let id = document_id(mark);
            let name = names.entry(*top).or_insert_with(|| id.clone());
            if id < *name {
                *name = id;
            }
        }
        for pending in all {
            let group = self.root.get(&pending.document).and_then(|top| names.get(top));
            let Some(first) = pending.items.first().filter(|item| item.origin.group.as_ref() != group) else { continue };
            let origin = Arc::new(Origin { group: group.cloned(), ..(*first.origin).clone() });
            pending.items.iter_mut().for_each(|item| item.origin = Arc::clone(&origin));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_documents_stand_in_the_same_groups_as_among_all() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE copies (low INTEGER NOT NULL, high INTEGER NOT NULL, alike INTEGER NOT NULL, PRIMARY KEY (low, high)) WITHOUT ROWID;
             CREATE INDEX copies_high ON copies (high);
             INSERT INTO copies VALUES (1, 4, 9), (4, 7, 9), (2, 7, 9), (3, 5, 9), (6, 9, 9), (8, 9, 9);",
        )
        .unwrap();
        let all = Groups::load(&db).unwrap();
        for documents in [vec![7], vec![5, 7], vec![9], vec![10], vec![4, 1, 8]] {
            let few = Groups::around(&db, &documents).unwrap();
            for document in &documents {
                assert_eq!(few.root.get(document), all.root.get(document), "{document} among {documents:?}");
            }
            assert!(few.root.iter().all(|(of, top)| all.root.get(of) == Some(top)), "{documents:?}");
        }
    }
}
