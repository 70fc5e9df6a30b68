//! Prints how sources are laid out: `layout FILE…`. A `.json` or `.jsonl` file holds objects with `text` (and `title`).
//! With `--count` only the shares: documents, those cut into several articles, blocks by role, joins.

use std::collections::BTreeMap;

use chancery_intake::{Options, read_bytes, read_text};
use chancery_model::Document;

fn main() {
    let (mut count, mut total, mut several, mut joined, mut dated) = (false, 0usize, 0usize, 0usize, 0usize);
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for argument in std::env::args().skip(1) {
        if argument == "--count" {
            count = true;
            continue;
        }
        let bytes = std::fs::read(&argument).expect("the file is readable");
        for (name, result) in documents(&argument, &bytes) {
            let document = match result {
                Ok(document) => document,
                Err(error) => {
                    println!("{error}");
                    continue;
                }
            };
            total += 1;
            dated += usize::from(document.source.published.is_some());
            for block in document.articles.iter().flat_map(|article| &article.blocks) {
                *roles.entry(block.role.as_str()).or_default() += 1;
            }
            let joins = document.articles.iter().flat_map(|article| &article.blocks).filter(|block| block.pieces.len() > 1).count();
            joined += usize::from(joins > 0);
            if document.articles.len() > 1 {
                several += 1;
            }
            if std::env::var("BARE").is_ok() && document.articles[0].block(chancery_model::BlockRole::Headline).is_none() {
                let block = &document.articles[0].blocks[0];
                println!("no headline: {name} {} {:?}", block.role.as_str(), document.text.slice(block.span()).chars().take(90).collect::<String>());
            }
            if !count || document.articles.len() > 1 || std::env::var("JOINS").is_ok() && joins > 0 {
                show(&name, &document, count);
            }
        }
    }
    println!("{total} documents, {several} of several articles, {joined} with joined lines, {dated} dated by their text; {roles:?}");
}

fn documents<'a>(file: &'a str, bytes: &'a [u8]) -> Box<dyn Iterator<Item = (String, Result<Document, chancery_intake::Error>)> + 'a> {
    let options = Options::default();
    if !file.ends_with(".json") && !file.ends_with(".jsonl") {
        return Box::new(std::iter::once((file.to_owned(), read_bytes(bytes, file, &options))));
    }
    let values = serde_json::Deserializer::from_slice(bytes).into_iter::<serde_json::Value>();
    Box::new(values.map(move |value| {
        let value = value.expect("JSON");
        let field = |key: &str| value.get(key).and_then(|found| found.as_str()).unwrap_or_default().to_owned();
        let text = if file.ends_with(".jsonl") { format!("{}\n\n{}", field("title"), field("text")) } else { field("text") };
        (field("id"), read_text(&text, &field("id"), &options))
    }))
}

fn show(name: &str, document: &Document, brief: bool) {
    println!("=== {name} {} {} {:?}", document.source.encoding, document.source.language, document.source.published.as_ref().map(|found| found.from));
    for article in &document.articles {
        println!("--- {:?}", article.kind);
        for block in article.blocks.iter().take(if brief { 400 } else { 4000 }) {
            let pieces: Vec<String> = block.pieces.iter().map(|piece| shorten(document.text.slice(*piece))).collect();
            if !brief || block.pieces.len() > 1 || std::env::var("JOINS").is_err() {
                println!("{:10} {}", block.role.as_str(), pieces.join(" ⏎ "));
            }
        }
    }
    for warning in &document.warnings {
        if !brief {
            println!("warning {}", warning.code);
        }
    }
}

fn shorten(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= 64 {
        return format!("{text:?}");
    }
    format!("{:?}…{:?}", chars[..36].iter().collect::<String>(), chars[chars.len() - 24..].iter().collect::<String>())
}
