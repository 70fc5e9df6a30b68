//! What was worked out before, as long as nothing is written.
//!
//! In: values by key and mark of the archive, each with its size. Out: the same, while there is room: those that nobody asked for longest go first.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Values of any kind up to so many bytes.
pub(crate) struct Kept {
    room: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    values: BTreeMap<String, One>,
    bytes: usize,
    time: u64,
}

struct One {
    mark: String,
    bytes: usize,
    used: u64,
    value: Arc<dyn Any + Send + Sync>,
}

impl Kept {
    pub fn of(room: usize) -> Kept {
        Kept { room, held: Mutex::default() }
    }

    /// The value under a key, unless something was written since.
    pub fn get<T: Send + Sync + 'static>(&self, mark: &str, key: &str) -> Option<Arc<T>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.time += 1;
        let time = held.time;
        let one = held.values.get_mut(key).filter(|one| one.mark == mark)?;
        one.used = time;
        Arc::clone(&one.value).downcast().ok()
    }

    /// Keeps a value of so many bytes; one that would fill the room alone is not kept.
    pub fn put<T: Send + Sync + 'static>(&self, mark: &str, key: &str, bytes: usize, value: Arc<T>) {
        let bytes = bytes + key.len() + 256;
        if bytes > self.room / 2 {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.time += 1;
        let used = held.time;
        held.bytes += bytes;
        if let Some(old) = held.values.insert(key.to_owned(), One { mark: mark.to_owned(), bytes, used, value }) {
            held.bytes -= old.bytes;
        }
        if held.bytes > self.room {
            // What is of another mark nobody asks for again; then the half that was asked for longest ago, so that this is seldom done.
            let mut order: Vec<(bool, u64, String, usize)> =
                held.values.iter().map(|(key, one)| (one.mark == mark, one.used, key.clone(), one.bytes)).collect();
            order.sort_unstable();
            for (.., key, bytes) in order {
                if held.bytes <= self.room / 2 {
                    break;
                }
                held.values.remove(&key);
                held.bytes -= bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_stays_and_what_was_written_over_is_not_found() {
        let kept = Kept::of(10_000);
        for number in 0..9 {
            kept.put("a", &format!("{number}"), 1000, Arc::new(number));
            assert_eq!(kept.get::<i32>("a", "0").as_deref(), Some(&0), "{number}");
        }
        assert_eq!((kept.get::<i32>("a", "1"), kept.get::<i32>("b", "8"), kept.get::<i64>("a", "8")), (None, None, None));
        assert_eq!(kept.get::<i32>("a", "8").as_deref(), Some(&8));
        kept.put("a", "large", 9000, Arc::new(0));
        assert_eq!(kept.get::<i32>("a", "large"), None);
    }
}
