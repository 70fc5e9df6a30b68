//! The news that stands beside the project (`../shared/corpus`), for chores that need much text. Absent elsewhere.
//!
//! In: the compressed files, through `xz -dc`. Out: items as the program would be given them, a fixed-seed draw, and the
//! check that every quote of a reading equals the text at its span.

use std::path::Path;
use std::process::Command;

use chancery_model::{Date, Document};

/// One item.
pub struct Item {
    /// Id of the collection.
    pub id: String,
    /// Which file it is from: index into [`SOURCES`].
    pub source: usize,
    /// Day of publication, where the collection has it.
    pub date: Option<Date>,
    /// Title.
    pub title: String,
    /// Title, an empty line, the text.
    pub text: String,
}

/// The Chinese collections: what they are called in tables, and their files.
pub const SOURCES: [(&str, &str); 3] =
    [("mainland", "xwlb-2012-2019.jsonl.xz"), ("Hong Kong", "hk-2017-2019.jsonl.xz"), ("sport and technology", "sport-tech-2018.jsonl.xz")];

impl Item {
    /// The document that intake makes of it.
    pub fn document(&self) -> Result<Document, String> {
        let options = chancery_intake::Options { published: self.date, ..chancery_intake::Options::default() };
        chancery_intake::read_text(&self.text, &self.id, &options).map_err(|error| error.to_string())
    }
}

/// All Chinese items, at most `limit` of each file.
pub fn load(limit: usize) -> Result<Vec<Item>, String> {
    let folder = crate::eval::shared()
        .map(|shared| shared.join("corpus"))
        .filter(|folder| folder.is_dir())
        .ok_or("expected ../shared/corpus beside the project; this chore needs its news")?;
    let mut items = Vec::new();
    for (source, (_, file)) in SOURCES.iter().enumerate() {
        let text = decompress(&folder.join(file))?;
        for (number, line) in text.lines().enumerate().take(limit) {
            let json: serde_json::Value = serde_json::from_str(line).map_err(|error| format!("{file}, line {}: {error}", number + 1))?;
            let cell = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
            let title = cell("title");
            items.push(Item { id: cell("id"), source, date: json["date"].as_str().and_then(Date::parse), text: format!("{title}\n\n{}", cell("text")), title });
        }
    }
    Ok(items)
}

fn decompress(path: &Path) -> Result<String, String> {
    let out = Command::new("xz").arg("-dc").arg(path).output().map_err(|error| format!("can't run xz: {error}; install xz-utils"))?;
    if !out.status.success() {
        return Err(format!("{}: xz: {}", path.display(), String::from_utf8_lossy(&out.stderr).trim()));
    }
    String::from_utf8(out.stdout).map_err(|error| format!("{}: {error}", path.display()))
}

/// Draws of a fixed seed (splitmix64), so that two runs see the same items.
pub struct Draw(pub u64);

impl Draw {
    /// A number below `n`; `n` is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// Puts a list into an order of this draw.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(at + 1);
            list.swap(at, other);
        }
    }
}

/// Every object of a reading that holds a quote and a span: how many there are, and the first that does not agree with the text.
pub fn check_quotes(value: &serde_json::Value, chars: &[char], checked: &mut usize) -> Option<String> {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(quote), Some(span)) = (map.get("quote").and_then(|quote| quote.as_str()), map.get("span").and_then(|span| span.as_array())) {
                *checked += 1;
                let ends: Vec<usize> = span.iter().filter_map(|end| end.as_u64().map(|end| end as usize)).collect();
                let words = match ends.as_slice() {
                    [start, end] => chars.get(*start..*end).map(|words| words.iter().collect::<String>()),
                    _ => None,
                };
                if words.as_deref() != Some(quote) {
                    return Some(format!("quote {quote:?}, text at {ends:?} {words:?}"));
                }
            }
            map.values().find_map(|value| check_quotes(value, chars, checked))
        }
        serde_json::Value::Array(list) => list.iter().find_map(|value| check_quotes(value, chars, checked)),
        _ => None,
    }
}
