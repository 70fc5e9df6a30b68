//! Compression of what is small and alike: texts and readings, each kind with a dictionary of its own.
//!
//! In: bytes. Out: zstd frames, each of which names its dictionary. Dictionaries are trained on the first large batch that an archive is given,
//! and once more when it has grown: what comes later is often of another outlet, script or time. They are kept for ever. Frames are bounded when
//! unpacked.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rusqlite::Connection;
use zstd::bulk::Compressor;
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::DCtx;

use crate::error::Error;
use crate::postings::{put, take};
use crate::register::Shelf;

mod packs;

pub(crate) use packs::Packs;

const LEVEL: i32 = 8;
/// Without a dictionary a higher level costs little and wins more.
const LEVEL_ALONE: i32 = 9;
/// A dictionary is at most so large, and at most this part of what it was trained on: what is rare in small samples is not worth its room.
const DICTIONARY_BYTES: usize = 512 << 10;
const DICTIONARY_PART: usize = 3;
/// With so many documents in the archive a second dictionary is trained.
const AGAIN: usize = 8_000;
/// Fewer samples make no dictionary worth its room.
const FEWEST_SAMPLES: usize = 256;
/// Contexts to unpack with that are kept for the next who unpacks.
const CONTEXTS: usize = 16;
/// No text or reading unpacks to more.
const LARGEST: usize = 1 << 30;

/// What a dictionary is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Text,
    Reading,
    Record,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Text, Kind::Reading, Kind::Record];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Reading => "reading",
            Kind::Record => "record",
        }
    }

    /// Records are short and few beside texts and readings.
    fn dictionary_bytes(self) -> usize {
        if self == Kind::Record { DICTIONARY_BYTES / 4 } else { DICTIONARY_BYTES }
    }
}

/// A dictionary that is not stored yet.
pub(crate) struct Fresh {
    pub id: u32,
    /// The kind, with the generation from the second on: `text`, `text 2`.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A dictionary to pack with. It is made ready when it is first used: most programs only read.
struct Encoder {
    /// 1 for the first of its kind.
    generation: u8,
    bytes: Vec<u8>,
    ready: OnceLock<EncoderDictionary<'static>>,
}

impl Encoder {
    fn ready(&self) -> &EncoderDictionary<'static> {
        self.ready.get_or_init(|| EncoderDictionary::copy(&self.bytes, LEVEL))
    }
}

/// The dictionaries of an archive; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Dictionaries {
    encoders: BTreeMap<Kind, Arc<Encoder>>,
    decoders: BTreeMap<u32, Arc<DecoderDictionary<'static>>>,
    /// What was unpacked with them last.
    packs: Arc<Packs>,
    /// What was read last.
    shelf: Arc<Shelf>,
    contexts: Arc<Mutex<Vec<DCtx<'static>>>>,
}

impl Dictionaries {
    pub fn load(db: &Connection) -> Result<Dictionaries, Error> {
        let mut all = Dictionaries::default();
        let mut statement = db.prepare("SELECT id, kind, bytes FROM dictionaries ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            let (stem, generation) = name.split_once(' ').map_or((name.as_str(), Some(1)), |(stem, number)| (stem, number.parse().ok()));
            let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == stem).zip(generation);
            let (kind, generation) = kind.ok_or_else(|| Error::damaged(format!("a dictionary has the unknown kind {name:?}")))?;
            all.insert(row.get(0)?, kind, generation, &row.get::<_, Vec<u8>>(2)?);
        }
        Ok(all)
    }

    fn insert(&mut self, id: u32, kind: Kind, generation: u8, bytes: &[u8]) {
        if self.encoders.get(&kind).is_none_or(|known| known.generation < generation) {
            self.encoders.insert(kind, Arc::new(Encoder { generation, bytes: bytes.to_vec(), ready: OnceLock::new() }));
        }
        self.decoders.insert(id, Arc::new(DecoderDictionary::copy(bytes)));
    }

    /// Trains a dictionary on the samples if they are enough and there is none of this kind yet, or one and many documents are held.
    pub fn train(&mut self, kind: Kind, samples: &[&[u8]], held: usize) -> Option<Fresh> {
        let generation = self.encoders.get(&kind).map_or(1, |known| known.generation.saturating_add(1));
        if generation > 2 || generation == 2 && held < AGAIN || samples.len() < FEWEST_SAMPLES {
            return None;
        }
        let all: usize = samples.iter().map(|sample| sample.len()).sum();
        let bytes = zstd::dict::from_samples(samples, kind.dictionary_bytes().min(all / DICTIONARY_PART)).ok()?;
        let id = zstd::zstd_safe::get_dict_id_from_dict(&bytes)?.get();
        // Trained on much the same it can be the same.
        if self.decoders.contains_key(&id) {
            return None;
        }
        self.insert(id, kind, generation, &bytes);
        let name = if generation == 1 { kind.as_str().to_owned() } else { format!("{} {generation}", kind.as_str()) };
        Some(Fresh { id, name, bytes })
    }

    /// Something to pack with, for one thread.
    pub fn packer(&self, kind: Kind) -> Result<Packer<'_>, Error> {
        let compressor = match self.encoders.get(&kind) {
            Some(dictionary) => Compressor::with_prepared_dictionary(dictionary.ready()),
            None => Compressor::new(LEVEL_ALONE),
        };
        Ok(Packer(compressor.map_err(|error| Error::damaged(format!("compression can't start: {error}")))?))
    }

    /// Something to unpack with, for one thread.
    pub fn unpacker(&self) -> Unpacker<'_> {
        Unpacker { all: self, context: self.contexts.lock().unwrap_or_else(PoisonError::into_inner).pop() }
    }

    /// The same dictionaries, with room for so many bytes of what was unpacked last and of what was read last, shared by all that are cloned from them.
    pub fn holding(&self, room: usize) -> Dictionaries {
        Dictionaries { packs: Arc::new(Packs::of(room)), shelf: Arc::new(Shelf::of(room)), ..self.clone() }
    }

    /// What was read last.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// All that are there now.
    pub fn again(&self, db: &Connection) -> Result<Dictionaries, Error> {
        Ok(Dictionaries { packs: Arc::clone(&self.packs), shelf: Arc::clone(&self.shelf), contexts: Arc::clone(&self.contexts), ..Dictionaries::load(db)? })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.decoders.len()
    }

    /// A part of a pack of so many bytes; `read` reads the pack where it has to be unpacked.
    pub fn part<E>(&self, pack: i64, slot: usize, length: usize, read: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Part, E> {
        let pack = (pack, length);
        let bytes = match self.packs.get(pack) {
            Some(bytes) => Bytes::Ready(bytes),
            None => Bytes::Frame(self.packs.frame(pack, read)?),
        };
        Ok(Part { pack, slot, bytes })
    }
}

/// Packs.
pub(crate) struct Packer<'a>(Compressor<'a>);

impl Packer<'_> {
    /// Several as one pack: alike as they are, each helps to compress the next.
    pub fn pack_all(&mut self, parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
        let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + 3).sum::<usize>() + 1);
        put(&mut all, parts.len() as u64);
        parts.iter().for_each(|part| put(&mut all, part.len() as u64));
        parts.iter().for_each(|part| all.extend_from_slice(part));
        self.pack(&all)
    }

    pub fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.compress(bytes).map_err(|error| Error::damaged(format!("{} bytes can't be packed: {error}", bytes.len())))
    }
}

thread_local! {
    /// What a thread unpacks lists with: making one anew costs as much as a short list.
    static CONTEXT: Cell<Option<DCtx<'static>>> = const { Cell::new(None) };
}

/// What was packed without a dictionary, of at most so many bytes.
pub(crate) fn unpacked(packed: &[u8], largest: usize) -> Result<Vec<u8>, zstd::zstd_safe::ErrorCode> {
    let mut context = CONTEXT.take().unwrap_or_else(DCtx::create);
    let mut bytes = Vec::with_capacity(largest);
    let done = context.decompress(&mut bytes, packed);
    CONTEXT.set(Some(context));
    done.map(|_| bytes)
}

/// Unpacks, for one thread.
pub(crate) struct Unpacker<'a> {
    all: &'a Dictionaries,
    context: Option<DCtx<'static>>,
}

impl Drop for Unpacker<'_> {
    fn drop(&mut self) {
        let mut kept = self.all.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < CONTEXTS {
            kept.extend(self.context.take());
        }
    }
}

/// A part of a pack as it is stored.
pub(crate) struct Part {
    pack: packs::Key,
    slot: usize,
    bytes: Bytes,
}

impl Part {
    /// Number of the pack.
    pub fn pack(&self) -> i64 {
        self.pack.0
    }

    /// Its stored length.
    pub fn length(&self) -> u32 {
        self.pack.1 as u32
    }

    /// Place in it.
    pub fn slot(&self) -> u32 {
        self.slot as u32
    }
}

enum Bytes {
    Frame(Arc<Vec<u8>>),
    Ready(Arc<Vec<u8>>),
}

impl Unpacker<'_> {
    pub fn unpack(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.unpack_to(frame, &mut bytes)?;
        Ok(bytes)
    }

    fn unpack_to(&mut self, frame: &[u8], bytes: &mut Vec<u8>) -> Result<(), Error> {
        let id = zstd::zstd_safe::get_dict_id_from_frame(frame).map_or(0, |id| id.get());
        let fail = |error: &dyn std::fmt::Display| Error::damaged(format!("a stored text or reading can't be unpacked: {error}"));
        let size = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten().filter(|size| *size <= LARGEST as u64).ok_or_else(|| fail(&"no length"))?;
        let context = self.context.get_or_insert_with(DCtx::create);
        bytes.clear();
        bytes.reserve_exact(size as usize);
        let done = match (id, self.all.decoders.get(&id)) {
            (0, _) => context.decompress(bytes, frame),
            (_, Some(dictionary)) => context.decompress_using_ddict(bytes, frame, dictionary.as_ddict()),
            (_, None) => return Err(fail(&format!("dictionary {id} is not in the archive"))),
        };
        done.map(drop).map_err(|code| fail(&zstd::zstd_safe::get_error_name(code)))
    }

    /// A part of a pack.
    pub fn part(&mut self, part: &Part) -> Result<Vec<u8>, Error> {
        let all = self.all;
        let held = match &part.bytes {
            Bytes::Ready(bytes) => Arc::clone(bytes),
            // A neighbour may have been unpacked since.
            Bytes::Frame(frame) => match all.packs.get(part.pack) {
                Some(bytes) => bytes,
                None => {
                    let mut bytes = all.packs.spare();
                    self.unpack_to(frame, &mut bytes)?;
                    let bytes = Arc::new(bytes);
                    all.packs.put(part.pack, Arc::clone(&bytes));
                    bytes
                }
            },
        };
        let fail = || Error::damaged(format!("pack {} has no part {}", part.pack.0, part.slot));
        let mut bytes = held.as_slice();
        let count = take(&mut bytes).ok_or_else(fail)? as usize;
        let mut start = 0usize;
        let mut own = None;
        for slot in 0..count {
            let length = take(&mut bytes).ok_or_else(fail)? as usize;
            if slot == part.slot {
                own = Some(length);
            } else if own.is_none() {
                start = start.saturating_add(length);
            }
        }
        let end = own.and_then(|length| start.checked_add(length)).ok_or_else(fail)?;
        bytes.get(start..end).map(<[u8]>::to_vec).ok_or_else(fail)
    }

    pub fn text(&mut self, frame: &[u8]) -> Result<String, Error> {
        String::from_utf8(self.unpack(frame)?).map_err(|_| Error::damaged("a stored text is not UTF-8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_name_their_dictionary_and_come_back() {
        let texts: Vec<String> = (0..600).map(|n| format!("第{n}號文件：兩國外長在第{}次會談後簽署公報，雙方同意繼續磋商 {}", n % 7, n * 31)).collect();
        let samples: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let mut all = Dictionaries::default();
        let plain = all.packer(Kind::Text).unwrap().pack(samples[3]).unwrap();
        assert!(all.train(Kind::Text, &samples[..10], 0).is_none());
        let fresh = all.train(Kind::Text, &samples, 0).unwrap();
        assert!(all.train(Kind::Text, &samples, 1000).is_none(), "one is enough");
        let later: Vec<String> = (0..600).map(|n| format!("Résolution {n} adoptée par le conseil le {} mai, {} voix pour", n % 29, n * 17)).collect();
        let others: Vec<&[u8]> = later.iter().map(String::as_bytes).collect();
        let second = all.clone().train(Kind::Text, &others, AGAIN).unwrap();
        assert!(second.name == "text 2" && second.id != fresh.id);
        let packed = all.packer(Kind::Text).unwrap().pack(samples[3]).unwrap();
        assert!(packed.len() < plain.len());
        let mut unpacker = all.unpacker();
        assert_eq!(unpacker.text(&plain).unwrap(), texts[3]);
        assert_eq!(unpacker.text(&packed).unwrap(), texts[3]);
        let lost = Dictionaries::default();
        let error = lost.unpacker().unpack(&packed).unwrap_err().to_string();
        assert!(error.contains(&fresh.id.to_string()), "{error}");
        assert!(unpacker.unpack(b"no frame").is_err());
        let frame = all.packer(Kind::Text).unwrap().pack_all(&samples[5..9]).unwrap();
        for slot in [0, 3, 1] {
            let part = all.part(7, slot, frame.len(), || Ok::<_, Error>(frame.clone())).unwrap();
            assert_eq!(unpacker.part(&part).unwrap(), samples[5 + slot]);
        }
        assert!(unpacker.part(&all.part(7, 4, frame.len(), || Ok::<_, Error>(frame)).unwrap()).is_err());
    }
}
