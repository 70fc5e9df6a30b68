//! Documents that were read last, with all words in place.
//!
//! In: documents as they were read. Out: the same for whoever asks next, as long as there is room: what one page shows is often asked for several times
//! while it is made, and again by the pages that it leads to. A document whose reading was made anew has another key.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chancery_model::Reading;
use chancery_register::{Item, Origin, items};
use chancery_text::Stored;

/// What a document as it was read depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub document: i64,
    pub mark: i64,
    pub published: Option<(i32, i32)>,
    /// Of its reading.
    pub pack: i64,
    pub slot: u32,
    pub length: u32,
}

/// A document as it was read. Its items are made when somebody asks for them.
pub(crate) struct ReadDocument {
    pub key: Key,
    pub text: Stored,
    pub reading: Reading,
    pub origin: Arc<Origin>,
    pub items: OnceLock<Vec<Item>>,
    /// About how many bytes all of it takes.
    pub bytes: usize,
}

/// Something that is held, and what it depends on.
struct One<T> {
    key: Key,
    /// When it was asked for last.
    used: u64,
    bytes: usize,
    value: Arc<T>,
}

impl ReadDocument {
    /// What it contributes to the register.
    pub fn items(&self) -> &[Item] {
        self.items.get_or_init(|| items(&self.reading, &self.origin))
    }

    /// Text, reading and items.
    pub fn parts(mut self) -> (Stored, Reading, Vec<Item>) {
        self.items();
        (self.text, self.reading, self.items.take().unwrap_or_default())
    }
}

/// Documents up to so many bytes, shared by all threads.
pub(crate) struct Shelf<T = ReadDocument> {
    room: usize,
    held: Mutex<Held<T>>,
}

struct Held<T> {
    documents: BTreeMap<i64, One<T>>,
    bytes: usize,
    time: u64,
}

impl Default for Shelf {
    /// Holds nothing.
    fn default() -> Shelf {
        Shelf::of(0)
    }
}

impl<T> Shelf<T> {
    /// So many bytes at most.
    pub fn of(room: usize) -> Shelf<T> {
        Shelf { room, held: Mutex::new(Held { documents: BTreeMap::new(), bytes: 0, time: 0 }) }
    }

    /// The document of a key, where it is held.
    pub fn get(&self, key: &Key) -> Option<Arc<T>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.time += 1;
        let time = held.time;
        let one = held.documents.get_mut(&key.document).filter(|one| one.key == *key)?;
        one.used = time;
        Some(Arc::clone(&one.value))
    }

    /// Holds a document of so many bytes; when there is no room, those that nobody asked for longest go.
    pub fn put(&self, key: &Key, bytes: usize, value: &Arc<T>) {
        if bytes > self.room / 4 {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.time += 1;
        let one = One { key: key.clone(), used: held.time, bytes, value: Arc::clone(value) };
        held.bytes += bytes;
        if let Some(old) = held.documents.insert(key.document, one) {
            held.bytes -= old.bytes;
        }
        if held.bytes > self.room {
            // A quarter at once, so that this is seldom done.
            let mut order: Vec<(u64, i64)> = held.documents.iter().map(|(number, one)| (one.used, *number)).collect();
            order.sort_unstable();
            for (_, number) in order {
                if held.bytes <= self.room / 4 * 3 {
                    break;
                }
                if let Some(old) = held.documents.remove(&number) {
                    held.bytes -= old.bytes;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(document: i64) -> Key {
        Key { document, mark: document, published: None, pack: 1, slot: 0, length: 9 }
    }

    #[test]
    fn what_was_asked_for_longest_ago_makes_room() {
        let shelf = Shelf::of(1000);
        for number in 0..6 {
            shelf.put(&key(number), 200, &Arc::new(number));
            assert_eq!(shelf.get(&key(0)).as_deref(), Some(&0));
        }
        let held: Vec<i64> = (0..6).filter_map(|number| shelf.get(&key(number)).map(|held| *held)).collect();
        assert_eq!(held, [0, 4, 5]);
    }

    #[test]
    fn a_document_that_was_read_anew_is_not_found() {
        let shelf = Shelf::of(1000);
        shelf.put(&key(1), 10, &Arc::new("one"));
        assert!(shelf.get(&key(1)).is_some() && shelf.get(&Key { pack: 2, ..key(1) }).is_none());
        shelf.put(&key(2), 600, &Arc::new("two"));
        assert!(shelf.get(&key(2)).is_none(), "too large to be worth the others");
    }
}
