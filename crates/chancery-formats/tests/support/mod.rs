//! What the tests share: reading a source whole, and writers of the formats.
#![allow(dead_code, missing_docs)]

pub mod hostile;

use std::io::Write;

use chancery_formats::{Failure, Input, Item, Options, open};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// All items and failures of a source, in order.
pub fn read_with(name: &str, bytes: Vec<u8>, options: &Options) -> Vec<Result<Item, Failure>> {
    open(name, Input::bytes(bytes), options).map(|entry| entry.and_then(|entry| entry.read(options))).collect()
}

pub fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Result<Item, Failure>> {
    read_with(name, bytes.into(), &Options::default())
}

/// The only item of a source.
pub fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Item {
    let mut all = read(name, bytes);
    assert_eq!(all.len(), 1, "{name}: {all:?}");
    all.remove(0).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The only failure of a source.
pub fn fails(name: &str, bytes: impl Into<Vec<u8>>) -> Failure {
    let all = read(name, bytes);
    let [Err(failure)] = &all[..] else { panic!("{name}: {all:?}") };
    failure.clone()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A zip file; members whose name ends with `!` are stored, the others deflated.
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    pub fn new() -> Zip {
        Zip { bytes: Vec::new(), directory: Vec::new(), count: 0 }
    }

    pub fn add(self, name: impl AsRef<[u8]>, content: &[u8]) -> Zip {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(content).unwrap();
        let sum = sum(content);
        self.raw(name.as_ref(), 8, 0, &packed.finish().unwrap(), content.len() as u32, sum)
    }

    pub fn store(self, name: &str, content: &[u8]) -> Zip {
        self.raw(name.as_bytes(), 0, 0, content, content.len() as u32, sum(content))
    }

    pub fn raw(mut self, name: &[u8], method: u16, flags: u16, packed: &[u8], length: u32, sum: u32) -> Zip {
        let offset = self.bytes.len() as u32;
        let mut common = Vec::new();
        for value in [20, flags, method, 0, 0x5A21] {
            common.extend_from_slice(&u16::to_le_bytes(value));
        }
        for value in [sum, packed.len() as u32, length] {
            common.extend_from_slice(&u32::to_le_bytes(value));
        }
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend_from_slice(&common);
        self.bytes.extend_from_slice(name);
        self.bytes.extend_from_slice(packed);
        self.central(name, &common, offset);
        self
    }

    /// One more line of the directory.
    pub fn central(&mut self, name: &[u8], common: &[u8], offset: u32) {
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        self.directory.extend_from_slice(common);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name);
        self.count += 1;
    }

    /// Another line of the directory for the last member, under another name.
    pub fn again(mut self, name: &[u8], last: &[u8], packed: u32, length: u32, sum: u32, offset: u32) -> Zip {
        let _ = last;
        let mut common = Vec::new();
        for value in [20u16, 0, 8, 0, 0x5A21] {
            common.extend_from_slice(&value.to_le_bytes());
        }
        for value in [sum, packed, length] {
            common.extend_from_slice(&u32::to_le_bytes(value));
        }
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        self.central(name, &common, offset);
        self
    }

    pub fn finish(self) -> Vec<u8> {
        let count = self.count;
        self.finish_saying(count)
    }

    pub fn finish_saying(mut self, count: u16) -> Vec<u8> {
        let (start, length) = (self.bytes.len() as u32, self.directory.len() as u32);
        self.bytes.extend_from_slice(&self.directory);
        self.bytes.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
        self.bytes.extend_from_slice(&count.to_le_bytes());
        self.bytes.extend_from_slice(&count.to_le_bytes());
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.extend_from_slice(&start.to_le_bytes());
        self.bytes.extend_from_slice(&[0, 0]);
        self.bytes
    }
}

pub fn sum(content: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(content);
    sum.sum()
}

pub const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

/// A DOCX file around a body.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, Zip::add)
}

/// A DOCX file around a body that is not packed.
pub fn docx_stored(body: &str) -> Vec<u8> {
    docx_with(body, |zip, name: &str, content| zip.store(name, content))
}

fn docx_with(body: &str, add: impl FnOnce(Zip, &'static str, &[u8]) -> Zip) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let properties = r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>聯合公報 &amp; 附件</dc:title><dc:creator>新聞司</dc:creator></cp:coreProperties>"#;
    let zip = add(Zip::new().add("[Content_Types].xml", TYPES.as_bytes()), "word/document.xml", document.as_bytes());
    zip.add("docProps/core.xml", properties.as_bytes()).finish()
}

/// One record of a web archive.
pub fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-05-21T03:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.reserve_exact(block.len() + 4);
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

/// A response of HTTP.
pub fn response(header: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n").into_bytes();
    block.extend_from_slice(body);
    block
}

/// A font of a PDF that is not embedded: its name, encoding, ordering, and how text is written in it.
#[derive(Clone, Copy)]
pub struct Font {
    pub base: &'static str,
    pub encoding: &'static str,
    pub ordering: &'static str,
    pub write: fn(&str) -> Vec<u8>,
}

pub const SONG: Font =
    Font { base: "STSong-Light", encoding: "UniGB-UCS2-H", ordering: "GB1", write: |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
pub const GBK: Font = Font { encoding: "GBK-EUC-H", write: |text| encoding_rs::GBK.encode(text).0.into_owned(), ..SONG };
pub const MING: Font = Font { base: "MSung-Light", encoding: "ETen-B5-H", ordering: "CNS1", write: |text| encoding_rs::BIG5.encode(text).0.into_owned() };

/// A PDF file of lines with their places, from the bottom left as PDF counts.
pub fn pdf(font: Font, pages: &[Vec<(i32, i32, i32, String)>], info: &str) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![
        format!("<</Type/Font/Subtype/Type0/BaseFont/{}-{}/Encoding/{}/DescendantFonts[2 0 R]>>", font.base, font.encoding, font.encoding).into(),
        format!(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/{}/CIDSystemInfo<</Registry(Adobe)/Ordering({})/Supplement 2>>/FontDescriptor 3 0 R/DW 1000>>",
            font.base, font.ordering
        )
        .into(),
        format!(
            "<</Type/FontDescriptor/FontName/{}/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80>>",
            font.base
        )
        .into(),
        Vec::new(),
        format!("<<{info}>>").into(),
        "<</Type/Catalog/Pages 4 0 R>>".into(),
    ];
    let mut kids = String::new();
    for page in pages {
        let mut content = String::from("BT\n");
        for (x, y, size, text) in page {
            let hex: String = (font.write)(text).iter().map(|byte| format!("{byte:02x}")).collect();
            content.push_str(&format!("/F1 {size} Tf 1 0 0 1 {x} {y} Tm <{hex}> Tj\n"));
        }
        content.push_str("ET");
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into());
        let contents = objects.len();
        objects.push(format!("<</Type/Page/Parent 4 0 R/MediaBox[0 0 595 842]/Contents {contents} 0 R/Resources<</Font<</F1 1 0 R>>>>>>").into());
        kids.push_str(&format!("{} 0 R ", objects.len()));
    }
    objects[3] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()).into();
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    file.extend_from_slice(format!("trailer<</Size {}/Root 6 0 R/Info 5 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes());
    file
}

/// Whether PDF files can be read here; says so where they cannot.
pub fn has_pdftotext() -> bool {
    let found = std::process::Command::new("pdftotext").arg("-v").output().is_ok();
    if !found {
        eprintln!("skipped: pdftotext is not installed (apt-get install poppler-utils poppler-data)");
    }
    found
}
