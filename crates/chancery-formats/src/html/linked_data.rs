//! Linked data in a page (JSON-LD): the object that describes the article.
//!
//! In: the tree. Out: headline, date, authors, publisher, language, address, text. Bounded in length, depth and number of objects.

use serde_json::Value;

use super::one_line;
use super::tag::Tag;
use super::tree::Tree;

/// The longest script that is read.
const LONGEST: usize = 512 << 10;
/// How many objects are looked at.
const OBJECTS: usize = 2000;

/// What linked data says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linked {
    pub title: Option<String>,
    pub published: Option<String>,
    pub authors: Vec<String>,
    pub site: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub body: Option<String>,
}

pub(crate) fn find(tree: &Tree) -> Linked {
    let mut left = OBJECTS;
    for at in 0..tree.nodes.len() {
        if tree.nodes[at].tag != Tag::Script {
            continue;
        }
        // The text of other scripts is not kept.
        let text: String = tree.within(at).map(|inner| tree.text(inner)).collect();
        let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("-->").trim_end_matches("//]]>").trim();
        if text.is_empty() || text.len() > LONGEST {
            continue;
        }
        // Line breaks within strings are a common mistake.
        let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if let Some(found) = serde_json::from_str::<Value>(&mended).ok().and_then(|value| article(&value, 0, &mut left)) {
            return found;
        }
    }
    Linked::default()
}

fn article(value: &Value, depth: usize, left: &mut usize) -> Option<Linked> {
    if depth > 6 || *left == 0 {
        return None;
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter().find_map(|inner| article(inner, depth + 1, left)),
        Value::Object(object) => {
            let kinds: Vec<&str> = match object.get("@type") {
                Some(Value::String(kind)) => vec![kind],
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            let kind = |kind: &&str| kind.ends_with("Article") || matches!(*kind, "BlogPosting" | "Report" | "PressRelease" | "GovernmentAnnouncement");
            if !kinds.iter().any(kind) {
                return ["@graph", "mainEntity"].iter().find_map(|key| article(object.get(*key)?, depth + 1, left));
            }
            let text = |key: &str| object.get(key).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty());
            Some(Linked {
                title: text("headline").or_else(|| text("name")),
                published: text("datePublished"),
                authors: object.get("author").map(names).unwrap_or_default(),
                site: object.get("publisher").map(names).unwrap_or_default().into_iter().next(),
                language: text("inLanguage"),
                url: text("url").or_else(|| text("mainEntityOfPage")).filter(|url| url.starts_with("http")),
                body: object.get("articleBody").and_then(Value::as_str).map(str::to_owned),
            })
        }
        _ => None,
    }
}

/// The names of persons or organizations, given as text, object or list.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![one_line(name)],
        Value::Object(object) => object.get("name").and_then(Value::as_str).map(one_line).into_iter().collect(),
        Value::Array(list) => list.iter().take(20).filter(|inner| !inner.is_array()).flat_map(names).collect(),
        _ => Vec::new(),
    }
}
