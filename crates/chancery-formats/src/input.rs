//! Where bytes come from, and the readers that bound, unpack and transcode them.
//!
//! In: bytes, a file, a stream. Out: readers. A limit that is reached comes out of a reader as an error that holds the [`Failure`].

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, GBK, UTF_8};

use crate::failure::{Failure, Kind};
use crate::limits::Limits;

/// How many bytes format and encoding are told by.
pub(crate) const PEEK: usize = 64 << 10;
/// From how many unpacked bytes on the ratio is looked at.
const RATIO_FROM: u64 = 1 << 20;

/// A source of bytes.
pub struct Input(Inner);

enum Inner {
    Seek(Box<dyn Seekable>),
    Stream(Box<dyn BufRead + Send>),
}

pub(crate) trait Seekable: Read + Seek + Send {}
impl<T: Read + Seek + Send> Seekable for T {}

impl Input {
    /// Bytes in memory.
    pub fn bytes(bytes: Vec<u8>) -> Input {
        Input(Inner::Seek(Box::new(Cursor::new(bytes))))
    }

    /// A file on disk, read as it is needed.
    pub fn file(file: File) -> Input {
        Input(Inner::Seek(Box::new(file)))
    }

    /// A stream: standard input, a response of the network. A zip file that comes so is held in memory, up to the limit `file`.
    pub fn stream(reader: impl Read + Send + 'static) -> Input {
        Input(Inner::Stream(Box::new(BufReader::with_capacity(PEEK, reader))))
    }

    pub(crate) fn seekable(reader: impl Read + Seek + Send + 'static) -> Input {
        Input(Inner::Seek(Box::new(reader)))
    }

    /// The first bytes; they stay to be read.
    pub(crate) fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::with_capacity(4096);
        match &mut self.0 {
            Inner::Seek(reader) => {
                reader.seek(SeekFrom::Start(0))?;
                reader.take(PEEK as u64).read_to_end(&mut head)?;
                reader.seek(SeekFrom::Start(0))?;
            }
            Inner::Stream(reader) => {
                reader.take(PEEK as u64).read_to_end(&mut head)?;
                let rest = std::mem::replace(reader, Box::new(io::empty()));
                let chained: Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>> = Cursor::new(head.clone()).chain(rest);
                *reader = Box::new(chained);
            }
        }
        Ok(head)
    }

    pub(crate) fn into_buffered(self) -> Box<dyn BufRead + Send> {
        match self.0 {
            Inner::Seek(reader) => Box::new(BufReader::with_capacity(PEEK, reader)),
            Inner::Stream(reader) => reader,
        }
    }

    /// A reader that can go back; a stream is held in memory for that.
    pub(crate) fn into_seekable(self, name: &str, limits: &Limits) -> Result<Box<dyn Seekable>, Failure> {
        match self.0 {
            Inner::Seek(reader) => Ok(reader),
            Inner::Stream(reader) => Ok(Box::new(Cursor::new(read_all(reader, name, "file", limits.file, 0)?))),
        }
    }

    /// All bytes, where they are not more than `bound`.
    pub(crate) fn into_bytes(self, name: &str, limit: &str, bound: u64) -> Result<Vec<u8>, Failure> {
        match self.0 {
            Inner::Seek(mut reader) => {
                let length = reader.seek(SeekFrom::End(0)).and_then(|length| reader.rewind().map(|()| length)).map_err(|error| failed(name, error))?;
                // A reader that grows its memory as it goes would take twice as much.
                read_all(reader, name, limit, bound, length)
            }
            Inner::Stream(reader) => read_all(reader, name, limit, bound, 0),
        }
    }
}

fn read_all(reader: impl Read, name: &str, limit: &str, bound: u64, length: u64) -> Result<Vec<u8>, Failure> {
    if length > bound {
        return Err(Failure::limit(name, &format!("expected at most {bound} bytes, found {length}"), limit, bound));
    }
    // One byte more, for the end to be seen.
    let mut bytes = Vec::with_capacity(length as usize + 1);
    reader.take(bound.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| failed(name, error))?;
    if bytes.len() as u64 > bound {
        return Err(Failure::limit(name, &format!("expected at most {bound} bytes, found more"), limit, bound));
    }
    Ok(bytes)
}

/// The failure that an error of a reader stands for.
pub(crate) fn failed(name: &str, error: io::Error) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Failure>()) {
        Some(failure) => Failure::new(failure.kind(), name, failure.message()),
        None => match error.kind() {
            io::ErrorKind::UnexpectedEof => Failure::damaged(name, "the packed data ends in the middle. Get the file anew."),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Failure::damaged(name, format!("the packed data is damaged: {error}. Get the file anew."))
            }
            _ => Failure::new(Kind::Unreadable, name, format!("can't be read: {error}. Check that it is a file that can be read.")),
        },
    }
}

fn limit_error(failure: Failure) -> io::Error {
    io::Error::other(failure)
}

/// What one source has unpacked so far, all levels together.
#[derive(Clone, Debug)]
pub(crate) struct Meter {
    unpacked: Arc<AtomicU64>,
    bound: u64,
    ratio: u64,
}

impl Meter {
    pub fn new(limits: &Limits) -> Meter {
        Meter { unpacked: Arc::default(), bound: limits.unpacked, ratio: limits.ratio }
    }
}

/// Counts the bytes that pass.
pub(crate) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub fn new(inner: R) -> Counted<R> {
        Counted { inner, count: Arc::default() }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Unpacked bytes, held to the limits `ratio` and `unpacked`.
pub(crate) struct Unpacked<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    out: u64,
    meter: Meter,
}

impl<R> Unpacked<R> {
    /// `unpack` makes the unpacking reader of one that counts.
    pub fn new<S>(packed: S, meter: &Meter, unpack: impl FnOnce(Counted<S>) -> R) -> Unpacked<R> {
        let counted = Counted::new(packed);
        let count = Arc::clone(&counted.count);
        Unpacked { inner: unpack(counted), packed: count, out: 0, meter: meter.clone() }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.out += read as u64;
        let all = self.meter.unpacked.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        let packed = self.packed.load(Ordering::Relaxed).max(1);
        if self.out > RATIO_FROM && self.out / packed > self.meter.ratio {
            let found = format!("{packed} bytes unpacked to more than {}", self.out);
            return Err(limit_error(Failure::limit("", &found, "ratio", self.meter.ratio)));
        }
        if all > self.meter.bound {
            return Err(limit_error(Failure::limit("", &format!("the source unpacked to {all} bytes"), "unpacked", self.meter.bound)));
        }
        Ok(read)
    }
}

/// A reader that gives out only so many bytes and separators before it is asked to begin anew; bounds one row of a table.
pub(crate) struct Budget<R> {
    inner: R,
    separator: u8,
    /// Bytes and separators.
    bound: (u64, u64),
    left: (u64, u64),
}

impl<R> Budget<R> {
    pub fn new(inner: R, separator: u8, limits: &Limits) -> Budget<R> {
        let bound = (limits.item, limits.nodes);
        Budget { inner, separator, bound, left: bound }
    }

    pub fn renew(&mut self) {
        self.left = self.bound;
    }
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.0 == 0 {
            return Err(limit_error(Failure::limit("", &format!("expected at most {} bytes, found more", self.bound.0), "item", self.bound.0)));
        }
        if self.left.1 == 0 {
            return Err(limit_error(Failure::limit("", &format!("expected a row of at most {} cells, found more", self.bound.1), "nodes", self.bound.1)));
        }
        let most = buffer.len().min(usize::try_from(self.left.0).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..most])?;
        let separators = buffer[..read].iter().filter(|byte| **byte == self.separator).count() as u64;
        self.left = (self.left.0 - read as u64, self.left.1.saturating_sub(separators));
        Ok(read)
    }
}

/// A reader of UTF-8, whatever the encoding is: as given, as marked, else as the first bytes show. UTF-8 passes as it is.
pub(crate) fn utf8(mut input: Input, name: &str, label: Option<&str>) -> Result<Box<dyn BufRead + Send>, Failure> {
    let head = input.head().map_err(|error| failed(name, error))?;
    let encoding = match (Encoding::for_bom(&head), label) {
        (Some((encoding, _)), _) => encoding,
        (None, Some(label)) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| Failure::new(Kind::Usage, name, format!("expected the label of an encoding, found {label:?}.")))?,
        (None, None) => {
            // A character may be cut at the end of what is looked at.
            let whole = if head.len() < PEEK { &head[..] } else { &head[..head.iter().rposition(|byte| *byte == b'\n').unwrap_or(PEEK - 8)] };
            chancery_intake::decode(whole, name, None).ok().and_then(|decoded| Encoding::for_label(decoded.encoding.as_bytes())).unwrap_or(UTF_8)
        }
    };
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    let mut reader = input.into_buffered();
    if encoding == UTF_8 {
        if head.starts_with(b"\xEF\xBB\xBF") {
            reader.read_exact(&mut [0; 3]).map_err(|error| failed(name, error))?;
        }
        return Ok(reader);
    }
    Ok(Box::new(BufReader::with_capacity(PEEK, Transcoded { inner: reader, decoder: encoding.new_decoder(), ready: Vec::new(), at: 0, ended: false })))
}

/// Bytes in some encoding as UTF-8; what cannot be decoded becomes U+FFFD.
struct Transcoded {
    inner: Box<dyn BufRead + Send>,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.ready.resize(PEEK * 2, 0);
            let source = self.inner.fill_buf()?;
            let last = source.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.ready, last);
            self.inner.consume(read);
            self.ready.truncate(written);
            self.at = 0;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Reads up to and with a line feed into `line`; past `bound` bytes the rest of the line is passed over. Whether it fitted, `None` at the end.
pub(crate) fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>, bound: u64) -> io::Result<Option<bool>> {
    line.clear();
    let (mut fits, mut any) = (true, false);
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok(any.then_some(fits));
        }
        any = true;
        let end = available.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(available.len(), |end| end + 1);
        fits &= (line.len() + length) as u64 <= bound;
        if fits {
            line.extend_from_slice(&available[..length]);
        } else {
            *line = Vec::new();
        }
        reader.consume(length);
        if end.is_some() {
            return Ok(Some(fits));
        }
    }
}
