//! A zip file of several files, written to one stream.
//!
//! In: names and bytes. Out: a zip archive (deflate, UTF-8 names, no time stamps, so that equal contents give equal bytes). Files are
//! compressed as they come and held until [`Zip::finish`], because several are open at the same time.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// One file: what was written, compressed, with its check.
struct Entry {
    packed: DeflateEncoder<Vec<u8>>,
    check: Crc,
    length: u64,
}

/// Files to be.
#[derive(Default)]
pub(crate) struct Zip(BTreeMap<String, Entry>);

impl Zip {
    /// Adds bytes to a file.
    pub fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.0.contains_key(name) {
            let entry = Entry { packed: DeflateEncoder::new(Vec::new(), Compression::default()), check: Crc::new(), length: 0 };
            self.0.insert(name.to_owned(), entry);
        }
        let Some(entry) = self.0.get_mut(name) else { return Ok(()) };
        entry.check.update(bytes);
        entry.length += bytes.len() as u64;
        entry.packed.write_all(bytes)
    }

    /// Writes all files, by name.
    pub fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        let (mut offset, mut directory, mut count) = (0u64, Vec::new(), 0u64);
        for (name, entry) in self.0 {
            let packed = entry.packed.finish()?;
            let (length, size) = (entry.length, packed.len() as u64);
            // Sizes past four gigabytes stand in a further field (zip64).
            let large = length >= u64::from(u32::MAX) || size >= u64::from(u32::MAX) || offset >= u64::from(u32::MAX);
            let small = |value: u64| if large { u32::MAX } else { value as u32 };
            let mut head = Vec::new();
            head.extend(if large { 45u16 } else { 20 }.to_le_bytes());
            head.extend((1u16 << 11).to_le_bytes());
            head.extend(8u16.to_le_bytes());
            // 1980-01-01, the earliest day that a zip file can say.
            head.extend(0u16.to_le_bytes());
            head.extend(0x21u16.to_le_bytes());
            head.extend(entry.check.sum().to_le_bytes());
            head.extend(small(size).to_le_bytes());
            head.extend(small(length).to_le_bytes());
            head.extend((name.len() as u16).to_le_bytes());
            let extra = |with_offset: bool| {
                let mut extra = Vec::new();
                if large {
                    extra.extend(1u16.to_le_bytes());
                    extra.extend(if with_offset { 24u16 } else { 16 }.to_le_bytes());
                    extra.extend(length.to_le_bytes());
                    extra.extend(size.to_le_bytes());
                    if with_offset {
                        extra.extend(offset.to_le_bytes());
                    }
                }
                extra
            };
            let local = extra(false);
            out.write_all(b"PK\x03\x04")?;
            out.write_all(&head)?;
            out.write_all(&(local.len() as u16).to_le_bytes())?;
            out.write_all(name.as_bytes())?;
            out.write_all(&local)?;
            out.write_all(&packed)?;
            let central = extra(true);
            directory.extend(b"PK\x01\x02");
            directory.extend(45u16.to_le_bytes());
            directory.extend(&head);
            directory.extend((central.len() as u16).to_le_bytes());
            directory.extend([0u8; 10]);
            directory.extend(small(offset).to_le_bytes());
            directory.extend(name.as_bytes());
            directory.extend(central);
            offset += 30 + (name.len() + local.len()) as u64 + size;
            count += 1;
        }
        let size = directory.len() as u64;
        out.write_all(&directory)?;
        if offset + size >= u64::from(u32::MAX) {
            out.write_all(b"PK\x06\x06")?;
            out.write_all(&44u64.to_le_bytes())?;
            out.write_all(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
            for value in [count, count, size, offset] {
                out.write_all(&value.to_le_bytes())?;
            }
            out.write_all(b"PK\x06\x07\0\0\0\0")?;
            out.write_all(&(offset + size).to_le_bytes())?;
            out.write_all(&1u32.to_le_bytes())?;
        }
        let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
        out.write_all(b"PK\x05\x06\0\0\0\0")?;
        out.write_all(&(count.min(0xFFFF) as u16).to_le_bytes())?;
        out.write_all(&(count.min(0xFFFF) as u16).to_le_bytes())?;
        out.write_all(&small(size))?;
        out.write_all(&small(offset))?;
        out.write_all(&0u16.to_le_bytes())
    }
}
