//! Zip files: their members, and the DOCX files among them.
//!
//! In: bytes that can be gone back in. Out: the members in the order of the directory, each unpacked as it is read and held to the limits.
//! The directory at the end is the only truth. Members' names are shown, never used as paths. What a member holds is left to `entries`.

use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::entries::{Container, Found, Step};
use crate::failure::{Failure, Kind};
use crate::input::{Input, Meter, Seekable, Unpacked, failed};
use crate::item::Metadata;
use crate::limits::Limits;

const END: &[u8] = b"PK\x05\x06";
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// How far from the end the directory's end is looked for: the longest comment.
const TAIL: u64 = 22 + 0xFFFF;
/// The longest directory, in bytes.
const DIRECTORY: u64 = 48 << 20;

/// A file that several members are read from.
type Shared = Arc<Mutex<Box<dyn Seekable>>>;

/// What a zip file is.
pub(crate) enum Opened {
    Members(Members),
    /// A DOCX file: its bytes.
    Word(Vec<u8>),
}

/// One member as the directory gives it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub name: String,
    method: u16,
    encrypted: bool,
    sum: u32,
    packed: u64,
    offset: u64,
}

/// The members of a zip file.
pub(crate) struct Members {
    name: String,
    file: Shared,
    members: std::vec::IntoIter<Member>,
    meter: Meter,
}

/// Opens a zip file.
pub(crate) fn open(name: &str, file: Box<dyn Seekable>, meter: &Meter, limits: &Limits) -> Result<Opened, Failure> {
    let mut file = file;
    let members = directory(name, &mut file, limits)?;
    let has = |wanted: &str| members.iter().any(|member| member.name == wanted);
    if has("[Content_Types].xml") && members.iter().any(|member| member.name.starts_with("word/document")) {
        file.rewind().map_err(|error| failed(name, error))?;
        return Ok(Opened::Word(Input::seekable(file).into_bytes(name, "file", limits.file)?));
    }
    for (mark, what) in [
        ("xl/workbook.xml", "an Excel workbook; save it as CSV"),
        ("ppt/presentation.xml", "a PowerPoint file; save it as PDF"),
        ("META-INF/container.xml", "an EPUB book; unpack it and add its pages"),
        ("content.xml", "an OpenDocument file; save it as DOCX or PDF"),
    ] {
        if has(mark) {
            return Err(Failure::new(Kind::Unsupported, name, format!("expected texts, found {what}.")));
        }
    }
    if members.is_empty() {
        return Err(Failure::new(Kind::Empty, name, "expected files in the zip file, found none. Check that the right file was given."));
    }
    let file = Arc::new(Mutex::new(file));
    Ok(Opened::Members(Members { name: name.to_owned(), file, members: members.into_iter(), meter: meter.clone() }))
}

/// A zip file in memory whose members are asked for by name: a DOCX file.
pub(crate) struct Package<'a> {
    name: &'a str,
    file: Shared,
    members: Vec<Member>,
    meter: Meter,
}

impl<'a> Package<'a> {
    pub fn open(name: &'a str, bytes: &[u8], limits: &Limits) -> Result<Package<'a>, Failure> {
        let mut file: Box<dyn Seekable> = Box::new(Cursor::new(bytes.to_vec()));
        let members = directory(name, &mut file, limits)?;
        Ok(Package { name, file: Arc::new(Mutex::new(file)), members, meter: Meter::new(limits) })
    }

    pub fn holds(&self, wanted: &str) -> bool {
        self.members.iter().any(|member| member.name == wanted)
    }

    /// A member, unpacked; `None` where there is none such.
    pub fn part(&self, wanted: &str, limits: &Limits) -> Result<Option<Vec<u8>>, Failure> {
        let Some(member) = self.members.iter().find(|member| member.name == wanted) else { return Ok(None) };
        let name = format!("{}/{wanted}", self.name);
        member.open(&name, &self.file, &self.meter)?.into_bytes(&name, "item", limits.item).map(Some)
    }
}

impl Container for Members {
    fn step(&mut self) -> Option<Step> {
        loop {
            let member = self.members.next()?;
            let last = member.name.rsplit('/').next().unwrap_or_default();
            // Folders, and what systems leave beside files.
            if last.is_empty() || last.starts_with('.') || member.name.starts_with("__MACOSX/") {
                continue;
            }
            let name = format!("{}/{}", self.name, member.name);
            return Some(match member.open(&name, &self.file, &self.meter) {
                Ok(input) => Step::Found(Found { name, input, format: None, charset: None, known: Metadata::default() }),
                Err(failure) => Step::Failed(failure),
            });
        }
    }
}

impl Member {
    fn open(&self, name: &str, file: &Shared, meter: &Meter) -> Result<Input, Failure> {
        if self.encrypted {
            return Err(Failure::new(Kind::Unsupported, name, "the member is locked with a password. Unpack the zip file and add the files."));
        }
        let mut header = [0u8; 30];
        let mut slice = Slice { file: Arc::clone(file), start: self.offset, length: 30, at: 0 };
        slice.read_exact(&mut header).map_err(|error| failed(name, error))?;
        if !header.starts_with(LOCAL) {
            return Err(Failure::damaged(name, format!("expected a member at byte {}, found none. Get the zip file anew.", self.offset)));
        }
        let start = self.offset + 30 + u64::from(short(&header, 26)) + u64::from(short(&header, 28));
        let slice = Slice { file: Arc::clone(file), start, length: self.packed, at: 0 };
        match self.method {
            0 => {
                let mut input = Input::seekable(slice);
                // A zip file within can be gone back in; anything else is checked as it passes.
                let nested = input.head().map_err(|error| failed(name, error))?.starts_with(b"PK");
                Ok(if nested { input } else { Input::stream(self.checked(input.into_buffered())) })
            }
            8 => Ok(Input::stream(self.checked(Unpacked::new(BufReader::with_capacity(32 << 10, slice), meter, DeflateDecoder::new)))),
            other => Err(Failure::new(
                Kind::Unsupported,
                name,
                format!("expected a member stored or deflated, found method {other}. Pack the zip file anew, or unpack it."),
            )),
        }
    }
}

impl Member {
    fn checked<R>(&self, inner: R) -> Checked<R> {
        Checked { inner, sum: Crc::new(), expected: self.sum }
    }
}

/// Compares the checksum once all is read.
struct Checked<R> {
    inner: R,
    sum: Crc,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sum.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && self.sum.sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the member is cut short, or its checksum differs"));
        }
        Ok(read)
    }
}

/// The members of the directory.
fn directory(name: &str, file: &mut Box<dyn Seekable>, limits: &Limits) -> Result<Vec<Member>, Failure> {
    let damaged = |what: &str| Failure::damaged(name, format!("{what}: the zip file is damaged or cut short. Get it anew, or repair it with zip -FF."));
    let io = |error| failed(name, error);
    let length = file.seek(SeekFrom::End(0)).map_err(io)?;
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from)).map_err(io)?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).map_err(io)?;
    let end = (0..tail.len().saturating_sub(21)).rev().find(|at| tail[*at..].starts_with(END)).ok_or_else(|| damaged("no directory at the end"))?;
    let record = &tail[end..];
    let (mut count, mut size, mut start) = (u64::from(short(record, 10)), u64::from(long(record, 12)), u64::from(long(record, 16)));
    let mut directory_end = from + end as u64;
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
        let locator = end.checked_sub(20).map(|at| &tail[at..]).filter(|locator| locator.starts_with(LOCATOR64));
        if let Some(locator) = locator {
            let at = quad(locator, 8);
            let mut record = [0u8; 56];
            file.seek(SeekFrom::Start(at)).map_err(io)?;
            file.read_exact(&mut record).map_err(|_| damaged("no large directory where it is said to be"))?;
            if !record.starts_with(END64) {
                return Err(damaged("no large directory where it is said to be"));
            }
            (count, size, start, directory_end) = (quad(&record, 32), quad(&record, 40), quad(&record, 48), at);
        }
    }
    if count > limits.entries {
        return Err(Failure::limit(name, &format!("{count} members in the zip file"), "entries", limits.entries));
    }
    if size > directory_end || size > DIRECTORY {
        return Err(damaged(&format!("a directory of {size} bytes")));
    }
    // What was put before the zip file (a self-extracting program) shifts everything.
    let shift = (directory_end - size).saturating_sub(start);
    file.seek(SeekFrom::Start(directory_end - size)).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes).map_err(io)?;
    let mut members = Vec::new();
    let mut rest = &bytes[..];
    while (members.len() as u64) < count {
        if rest.len() < 46 || !rest.starts_with(CENTRAL) {
            return Err(damaged(&format!("a directory of {} members where {count} are said to be", members.len())));
        }
        let (name_length, extra, comment) = (usize::from(short(rest, 28)), usize::from(short(rest, 30)), usize::from(short(rest, 32)));
        let Some(fields) = rest.get(46..46 + name_length + extra) else { return Err(damaged("a directory that ends in a name")) };
        let flags = short(rest, 8);
        let mut member = Member {
            name: member_name(&fields[..name_length], flags & 0x800 != 0),
            method: short(rest, 10),
            encrypted: flags & 1 != 0,
            sum: long(rest, 16),
            packed: u64::from(long(rest, 20)),
            offset: u64::from(long(rest, 42)),
        };
        large(&mut member, &fields[name_length..], long(rest, 24) == u32::MAX);
        member.offset = member.offset.saturating_add(shift).min(length);
        member.packed = member.packed.min(length);
        members.push(member);
        rest = rest.get(46 + name_length + extra + comment..).unwrap_or_default();
    }
    Ok(members)
}

/// Sizes past 4 GB, which stand in an extra field.
fn large(member: &mut Member, mut extra: &[u8], unpacked_is_large: bool) {
    while extra.len() >= 4 {
        let (id, length) = (short(extra, 0), usize::from(short(extra, 2)));
        let Some(field) = extra.get(4..4 + length) else { return };
        if id == 1 {
            let mut values = field.chunks_exact(8).map(|value| quad(value, 0)).skip(usize::from(unpacked_is_large));
            if member.packed == u64::from(u32::MAX) {
                member.packed = values.next().unwrap_or(member.packed);
            }
            if member.offset == u64::from(u32::MAX) {
                member.offset = values.next().unwrap_or(member.offset);
            }
            return;
        }
        extra = &extra[4 + length..];
    }
}

/// The name to show: UTF-8, else as its bytes look (Chinese programs write GBK or Big5 without saying so). Control characters are left out.
fn member_name(bytes: &[u8], marked: bool) -> String {
    let name = match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) if marked => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => chancery_intake::decode(bytes, "", None).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), |decoded| decoded.text),
    };
    name.replace('\\', "/").chars().filter(|c| !c.is_control()).take(1000).collect()
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |found| u16::from_le_bytes([found[0], found[1]]))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short(bytes, at)) | u32::from(short(bytes, at + 2)) << 16
}

fn quad(bytes: &[u8], at: usize) -> u64 {
    u64::from(long(bytes, at)) | u64::from(long(bytes, at + 4)) << 32
}

/// A stretch of a shared file.
struct Slice {
    file: Shared,
    start: u64,
    length: u64,
    at: u64,
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.start.saturating_add(self.at)))?;
        let read = file.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Slice {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the start"))?;
        Ok(self.at)
    }
}
