//! Posting lists in blocks: key, then the documents that hold it.
//!
//! In: keys in rising order, each with rising document numbers counted from the segment's first. Out: compressed blocks of some
//! 32 KB, each with its first key; and back. A block holds whole lists: a list is never cut.

use crate::error::Error;

const BLOCK: usize = 32 << 10;
const LEVEL: i32 = 3;
/// No block unpacks to more: a list of a hundred million documents fits, a damaged length does not fill the memory.
const LARGEST: usize = 256 << 20;

pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Makes blocks.
pub(crate) struct Writer<F: FnMut(u64, &[u8]) -> Result<(), Error>> {
    raw: Vec<u8>,
    first: u64,
    last: u64,
    sink: F,
}

impl<F: FnMut(u64, &[u8]) -> Result<(), Error>> Writer<F> {
    /// Blocks go to `sink` with their first key.
    pub fn new(sink: F) -> Writer<F> {
        Writer { raw: Vec::with_capacity(BLOCK * 2), first: 0, last: 0, sink }
    }

    /// The next key with its documents.
    pub fn list(&mut self, key: u64, documents: &[u32]) -> Result<(), Error> {
        if self.raw.is_empty() {
            self.first = key;
            self.last = key;
        }
        put(&mut self.raw, key - self.last);
        self.last = key;
        put(&mut self.raw, documents.len() as u64);
        let mut previous = 0;
        for document in documents {
            put(&mut self.raw, u64::from(document - previous));
            previous = *document;
        }
        if self.raw.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.raw.is_empty() {
            return Ok(());
        }
        let packed = zstd::bulk::compress(&self.raw, LEVEL).map_err(|error| Error::damaged(format!("a block of the index can't be packed: {error}")))?;
        self.raw.clear();
        (self.sink)(self.first, &packed)
    }

    /// Hands the last block on.
    pub fn finish(mut self) -> Result<(), Error> {
        self.flush()
    }
}

/// Unpacks a block.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let fail = || Error::damaged("a block of the index can't be unpacked");
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().filter(|size| *size <= LARGEST as u64).ok_or_else(fail)?;
    crate::codec::unpacked(packed, size as usize).map_err(|_| fail())
}

/// The lists of an unpacked block, in order.
pub(crate) struct Lists<'a> {
    bytes: &'a [u8],
    key: u64,
}

impl<'a> Lists<'a> {
    pub fn new(first: u64, bytes: &'a [u8]) -> Lists<'a> {
        Lists { bytes, key: first }
    }

    /// The next key; its documents are appended to `into`, each plus `base`, if `wanted` says so.
    pub fn next(&mut self, base: u32, into: &mut Vec<u32>, wanted: impl Fn(u64) -> bool) -> Option<u64> {
        self.key += take(&mut self.bytes)?;
        let count = take(&mut self.bytes)?;
        let keep = wanted(self.key);
        let mut document = 0u32;
        for _ in 0..count {
            document = document.wrapping_add(take(&mut self.bytes)? as u32);
            if keep {
                into.push(base.wrapping_add(document));
            }
        }
        Some(self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were_given() {
        let lists: Vec<(u64, Vec<u32>)> = (0..6000u64).map(|n| (n * n * 7, (0..=(n % 50) as u32).map(|d| d * 3 + n as u32).collect())).collect();
        let mut blocks = Vec::new();
        let mut writer = Writer::new(|first, bytes: &[u8]| {
            blocks.push((first, bytes.to_vec()));
            Ok(())
        });
        lists.iter().for_each(|(key, documents)| writer.list(*key, documents).unwrap());
        writer.finish().unwrap();
        assert!(blocks.len() > 3);
        let mut back = Vec::new();
        for (first, packed) in &blocks {
            let bytes = unpack(packed).unwrap();
            let mut lists = Lists::new(*first, &bytes);
            let mut documents = Vec::new();
            while let Some(key) = lists.next(5, &mut documents, |_| true) {
                back.push((key, documents.drain(..).map(|document| document - 5).collect::<Vec<u32>>()));
            }
        }
        assert_eq!(back, lists);
    }

    #[test]
    fn a_damaged_block_is_an_error_or_ends_early() {
        assert!(unpack(b"no block").is_err());
        let mut documents = Vec::new();
        assert_eq!(Lists::new(0, &[0x80, 0x80]).next(0, &mut documents, |_| true), None);
    }
}
