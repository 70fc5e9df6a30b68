//! Web archives: the responses in them.
//!
//! In: records one after another. Out: the body of each successful response, resource or conversion that may hold text, with its address,
//! the encoding that HTTP gives and the time it was got. Requests, metadata, pictures, scripts and redirections are passed over. After a
//! record with a wrong length the next one is looked for. What a body holds is left to `entries`.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use crate::entries::{Container, Found, Step, gunzip};
use crate::failure::{Failure, Kind};
use crate::input::{Input, Meter, Unpacked, failed, read_line};
use crate::item::Metadata;
use crate::limits::Limits;

/// The longest line of a header, and how many there may be.
const LINE: u64 = 64 << 10;
const LINES: usize = 1000;

/// The records of a web archive.
pub(crate) struct Records {
    name: String,
    reader: Box<dyn BufRead + Send>,
    meter: Meter,
    limits: Limits,
    number: u64,
    /// A record that was read while a failure had to be told first.
    queued: Option<Result<Option<Found>, Failure>>,
    ended: bool,
}

impl Records {
    pub fn new(name: &str, reader: Box<dyn BufRead + Send>, meter: &Meter, limits: &Limits) -> Records {
        Records { name: name.to_owned(), reader, meter: meter.clone(), limits: limits.clone(), number: 0, queued: None, ended: false }
    }

    /// The next record that matters; `None` at the end.
    fn record(&mut self, name: &str) -> Result<Option<Option<Found>>, Failure> {
        let mut line = Vec::new();
        let mut lost = 0u64;
        loop {
            match read_line(&mut *self.reader, &mut line, LINE).map_err(|error| failed(name, error))? {
                None if lost > 0 => {
                    return Err(Failure::damaged(
                        name,
                        format!("expected a record (WARC/1.0), found {lost} other bytes at the end. The length of the record before may be wrong."),
                    ));
                }
                None => return Ok(None),
                Some(true) if line.starts_with(b"WARC/") => break,
                Some(fits) => lost += if fits { line.trim_ascii().len() as u64 } else { LINE },
            }
        }
        let header = Header::read(&mut *self.reader, name)?;
        let missing = || Failure::damaged(name, "expected a record with its Content-Length, found none. Get the web archive anew.");
        let length: u64 = header.get("content-length").and_then(|value| value.parse().ok()).ok_or_else(missing)?;
        let kind = header.get("warc-type").unwrap_or_default();
        let wanted = matches!(kind, "response" | "resource" | "conversion") && may_hold_text(header.get("content-type").unwrap_or("text/plain"));
        let bound = self.limits.file;
        if !wanted || length > bound {
            let skipped = io::copy(&mut (&mut self.reader).take(length), &mut io::sink()).map_err(|error| failed(name, error))?;
            if skipped < length {
                return Err(cut(name, length, skipped));
            }
            return if wanted { Err(Failure::limit(name, &format!("a record of {length} bytes"), "file", bound)) } else { Ok(Some(None)) };
        }
        let mut block = Vec::new();
        (&mut self.reader).take(length).read_to_end(&mut block).map_err(|error| failed(name, error))?;
        if (block.len() as u64) < length {
            return Err(cut(name, length, block.len() as u64));
        }
        let known = Metadata {
            url: header.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned()),
            fetched: header.get("warc-date").map(str::to_owned),
            ..Metadata::default()
        };
        let http = header.get("content-type").is_some_and(|found| found.to_ascii_lowercase().starts_with("application/http"));
        let found = self.body(name, block, known, (!http).then_some(header));
        if lost > 0 {
            self.queued = Some(found);
            let message =
                format!("{lost} bytes that belong to no record stand before this one. The length of the one before may be wrong; get the web archive anew.");
            return Err(Failure::damaged(name, message));
        }
        found.map(Some)
    }

    /// The body of a response; `bare` is the record's header where there is no HTTP header.
    fn body(&self, name: &str, block: Vec<u8>, known: Metadata, bare: Option<Header>) -> Result<Option<Found>, Failure> {
        let path = known.url.as_deref().unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
        if path.ends_with("/robots.txt") {
            return Ok(None);
        }
        let mut reader = Cursor::new(block);
        let header = match bare {
            Some(header) => header,
            None => {
                let mut status = Vec::new();
                read_line(&mut reader, &mut status, LINE).map_err(|error| failed(name, error))?;
                let code = String::from_utf8_lossy(&status).split_ascii_whitespace().nth(1).unwrap_or_default().to_owned();
                if !status.starts_with(b"HTTP/") {
                    return Err(Failure::damaged(name, "expected an answer of HTTP in the record, found none. Get the page anew."));
                }
                let header = Header::read(&mut reader, name)?;
                if code != "200" && code != "203" || !may_hold_text(header.get("content-type").unwrap_or("text/html")) {
                    return Ok(None);
                }
                header
            }
        };
        let mut body = Vec::new();
        reader.read_to_end(&mut body).map_err(|error| failed(name, error))?;
        if body.is_empty() {
            return Ok(None);
        }
        if header.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked")) {
            // Some crawlers keep the header and store the body whole.
            body = unchunk(&body).unwrap_or(body);
        }
        let packed = || Cursor::new(body.clone());
        let input = match header.get("content-encoding").map(str::to_ascii_lowercase).as_deref() {
            Some("gzip" | "x-gzip") if body.starts_with(b"\x1F\x8B") => gunzip(packed(), &self.meter),
            Some("deflate") if body.first().is_some_and(|first| first & 0x0F == 8) => {
                Input::stream(Unpacked::new(packed(), &self.meter, |counted| ZlibDecoder::new(BufReader::new(counted))))
            }
            Some("deflate") => Input::stream(Unpacked::new(packed(), &self.meter, |counted| DeflateDecoder::new(BufReader::new(counted)))),
            Some(other @ ("br" | "zstd")) if std::str::from_utf8(&body).is_err() => {
                let message = format!(
                    "expected a body that is plain or packed with gzip, found one packed with {other}. Crawl anew asking for gzip, or unpack the records."
                );
                return Err(Failure::new(Kind::Unsupported, name, message));
            }
            _ => Input::bytes(body),
        };
        let charset = header.get("content-type").and_then(charset);
        Ok(Some(Found { name: name.to_owned(), input, format: None, charset, known }))
    }
}

fn cut(name: &str, said: u64, found: u64) -> Failure {
    Failure::damaged(name, format!("a record of {said} bytes ends after {found}: the web archive is cut short, or the length is wrong. Get it anew."))
}

impl Container for Records {
    fn step(&mut self) -> Option<Step> {
        loop {
            let record = match self.queued.take() {
                Some(queued) => queued.map(Some),
                None if self.ended => return None,
                None => {
                    self.number += 1;
                    let name = format!("{}#{}", self.name, self.number);
                    self.record(&name)
                }
            };
            match record {
                Ok(None) => self.ended = true,
                Ok(Some(None)) => {}
                Ok(Some(Some(found))) => return Some(Step::Found(found)),
                Err(failure) => {
                    self.ended |= failure.kind() == Kind::Unreadable || self.reader.fill_buf().map_or(true, <[u8]>::is_empty);
                    return Some(Step::Failed(failure));
                }
            }
        }
    }
}

/// The fields of a header of WARC or HTTP.
struct Header(Vec<(String, String)>);

impl Header {
    fn read(reader: &mut dyn BufRead, name: &str) -> Result<Header, Failure> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut line = Vec::new();
        for _ in 0..LINES {
            match read_line(reader, &mut line, LINE).map_err(|error| failed(name, error))? {
                None => return Ok(Header(fields)),
                Some(true) if line.trim_ascii().is_empty() => return Ok(Header(fields)),
                Some(_) => {
                    let text = String::from_utf8_lossy(&line);
                    if let Some((key, value)) = text.split_once(':') {
                        fields.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
                    }
                }
            }
        }
        Err(Failure::damaged(name, format!("expected a header of at most {LINES} lines, found more. Get the web archive anew.")))
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// Whether a media type may be that of a text: no picture, sound, film, font, style or script.
fn may_hold_text(media_type: &str) -> bool {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match plain.split_once('/') {
        Some(("image" | "audio" | "video" | "font", _)) => false,
        Some(("text", kind)) => !matches!(kind, "css" | "javascript" | "ecmascript" | "x-component" | "vtt" | "calendar"),
        Some(("application", kind)) => {
            matches!(kind, "http" | "pdf" | "xhtml+xml" | "xml" | "rss+xml" | "atom+xml" | "rdf+xml" | "octet-stream" | "zip" | "gzip" | "x-gzip")
                || kind.starts_with("http")
                || kind.contains("wordprocessingml")
        }
        _ => true,
    }
}

fn charset(media_type: &str) -> Option<String> {
    let at = media_type.to_ascii_lowercase().find("charset=")?;
    let value = media_type.get(at + 8..)?.trim_start_matches(['"', '\'', ' ']);
    let label: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).take(40).collect();
    (!label.is_empty()).then_some(label)
}

/// A body sent in chunks put together; `None` where it is not in chunks.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = rest.iter().take(64).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..length)?);
        rest = rest.get(length..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}
