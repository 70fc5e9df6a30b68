//! Packs that were unpacked last.
//!
//! In: packs as they are unpacked. Out: the same for whoever asks next, as long as there is room: documents that are asked for together often lie together,
//! and some are asked for again and again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are held unless asked otherwise.
const ROOM: usize = 4 << 20;

/// A pack: its number and its stored length. What a transaction that failed had written may have borne the same number.
pub(crate) type Key = (i64, usize);

/// Unpacked packs, shared by all threads.
pub(crate) struct Packs {
    room: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// With the time at which each was asked for last.
    packs: BTreeMap<Key, (u64, Arc<Vec<u8>>)>,
    bytes: usize,
    time: u64,
    /// The pack that was read last and is not unpacked yet: its neighbours need not be read again.
    frame: Option<(Key, Arc<Vec<u8>>)>,
    /// Room of a pack that went, for the next.
    spare: Option<Vec<u8>>,
}

impl Default for Packs {
    fn default() -> Packs {
        Packs::of(ROOM)
    }
}

impl Packs {
    /// So many bytes at most, and one pack more.
    pub fn of(room: usize) -> Packs {
        Packs { room, held: Mutex::default() }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A pack, where it is held.
    pub fn get(&self, pack: Key) -> Option<Arc<Vec<u8>>> {
        let mut held = self.held();
        held.time += 1;
        let time = held.time;
        let (used, bytes) = held.packs.get_mut(&pack)?;
        *used = time;
        Some(Arc::clone(bytes))
    }

    /// A pack as it is stored; `read` reads it unless it was read just before.
    pub fn frame<E>(&self, pack: Key, read: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Arc<Vec<u8>>, E> {
        if let Some((at, frame)) = &self.held().frame
            && *at == pack
        {
            return Ok(Arc::clone(frame));
        }
        let frame = Arc::new(read()?);
        self.held().frame = Some((pack, Arc::clone(&frame)));
        Ok(frame)
    }

    /// Somewhere to unpack to.
    pub fn spare(&self) -> Vec<u8> {
        self.held().spare.take().unwrap_or_default()
    }

    /// Holds a pack; those that nobody asked for longest make room.
    pub fn put(&self, pack: Key, bytes: Arc<Vec<u8>>) {
        let mut held = self.held();
        held.time += 1;
        let time = held.time;
        held.bytes += bytes.capacity();
        if let Some((_, other)) = held.packs.insert(pack, (time, bytes)) {
            held.bytes -= other.capacity();
        }
        while held.bytes > self.room && held.packs.len() > 1 {
            let Some(oldest) = held.packs.iter().min_by_key(|(_, (used, _))| *used).map(|(pack, _)| *pack) else { break };
            if let Some((_, bytes)) = held.packs.remove(&oldest) {
                held.bytes -= bytes.capacity();
                held.spare = Arc::try_unwrap(bytes).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_longest_ago_makes_room() {
        let packs = Packs::of(250);
        for pack in 0..3 {
            packs.put((pack, 9), Arc::new(vec![0; 100]));
            packs.get((0, 9));
        }
        assert!(packs.get((0, 9)).is_some() && packs.get((0, 8)).is_none() && packs.get((1, 9)).is_none() && packs.get((2, 9)).is_some());
        assert_eq!(packs.spare().capacity(), 100);
    }

    #[test]
    fn a_neighbour_is_not_read_again() {
        let packs = Packs::default();
        let first = packs.frame((7, 1), || Ok::<_, ()>(vec![1])).unwrap();
        assert_eq!(packs.frame((7, 1), || Err(())).unwrap(), first);
        assert!(packs.frame((7, 2), || Err(())).is_err());
    }
}
