//! Pages in the manner of outlets and ministries, of our own writing: main text, paragraphs, metadata.
//!
//! Beside each `pages/NAME.html` stands `NAME.txt`: what is expected, fields first, then an empty line and the text.

mod support;

use std::fs;
use std::path::Path;

use chancery_formats::Item;
use support::*;

fn encoded(label: &str, page: &str) -> Vec<u8> {
    match label {
        "utf-16le" => [&[0xFF, 0xFE][..], &page.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat(),
        _ => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(page).0.into_owned(),
    }
}

fn described(item: &Item) -> String {
    let metadata = &item.metadata;
    let mut fields = Vec::new();
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            fields.push(format!("{name}: {value}"));
        }
    };
    field("title", metadata.title.as_deref());
    field("published", metadata.published.as_ref().map(|day| day.day.to_string()).as_deref());
    field("authors", (!metadata.authors.is_empty()).then(|| metadata.authors.join(", ")).as_deref());
    field("outlet", metadata.outlet.as_deref());
    field("site", metadata.site.as_deref());
    field("language", metadata.language.as_deref());
    field("url", metadata.url.as_deref());
    fields.sort();
    format!("{}\n\n{}\n", fields.join("\n"), item.text)
}

#[test]
fn pages_of_every_manner_give_their_article() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut names: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|ending| ending == "html")).collect();
    names.sort();
    assert!(names.len() >= 14);
    let mut wrong = String::new();
    for path in names {
        let page = fs::read_to_string(&path).unwrap();
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        let (fields, text) = expected.split_once("\n\n").unwrap_or((expected.trim_end(), ""));
        let mut fields: Vec<&str> = fields.lines().collect();
        let encoding = fields.iter().find_map(|field| field.strip_prefix("encoding: ")).unwrap_or("utf-8").to_owned();
        fields.retain(|field| !field.starts_with("encoding: "));
        fields.sort_unstable();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = match read(&name, encoded(&encoding, &page)).remove(0) {
            Ok(item) => described(&item),
            Err(failure) => format!("failure: {}\n\n", failure.kind()),
        };
        let expected = format!("{}\n\n{text}", fields.join("\n"));
        if found != expected {
            wrong.push_str(&format!("== {name}\n-- expected\n{expected}\n-- found\n{found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn article(charset: &str, text: &str) -> String {
    format!("<html><head><meta charset=\"{charset}\"><title>題目</title></head><body><div><p>{text}</p><p>{text}</p></div></body></html>")
}

const HANT: &str = "兩國外長昨日在維也納舉行會談，就邊境貿易與能源合作交換意見。";
const HANS: &str = "两国外长昨日在维也纳举行会谈，就边境贸易与能源合作交换意见。";
const RUSSIAN: &str = "Министры иностранных дел двух стран встретились в Женеве, обсудили торговлю и договорились продолжить переговоры.";

#[test]
fn declared_and_real_encodings_are_told_apart() {
    for (declared, real, text, warned) in [
        ("gb2312", "gb18030", HANS, false),
        ("gb2312", "utf-8", HANS, true),
        ("utf-8", "gb18030", HANS, true),
        ("gb2312", "big5", HANT, true),
        ("big5", "gb18030", HANS, true),
        ("utf-8", "big5", HANT, true),
        ("big5", "big5", HANT, false),
        ("big5", "utf-8", HANT, true),
        ("utf-16", "utf-8", HANT, false),
        ("utf-8", "utf-16le", HANT, false),
        ("windows-1251", "windows-1251", RUSSIAN, false),
        ("windows-1251", "utf-8", RUSSIAN, true),
        ("utf-8", "windows-1251", RUSSIAN, true),
        ("koi8-r", "koi8-r", RUSSIAN, false),
        ("iso-8859-1", "gb18030", HANS, true),
        ("no-such-charset", "gb18030", HANS, false),
    ] {
        let item = one("page.html", encoded(real, &article(declared, text)));
        assert!(item.text.contains(text), "{declared} for {real}: {}", item.text);
        assert_eq!(item.warnings.iter().any(|warning| warning.code == "charset-wrong"), warned, "{declared} for {real}: {:?}", item.warnings);
    }
}

#[test]
fn a_time_in_utc_that_may_be_the_next_day_is_said() {
    let page = article("utf-8", HANT).replace("<title>", "<meta property=\"article:published_time\" content=\"2026-05-20T22:00:00Z\"><title>");
    let item = one("page.html", page);
    assert_eq!(item.metadata.published.unwrap().day.to_string(), "2026-05-20");
    assert!(item.warnings.iter().any(|warning| warning.code == "published-in-utc"));
}

#[test]
fn a_document_takes_date_and_identity_from_the_page() {
    let page = article("utf-8", HANT).replace("<title>", "<meta name=\"pubdate\" content=\"2026-05-21\"><title>");
    let item = one("page.html", page);
    let document = item.document(None).unwrap();
    let published = document.source.published.clone().unwrap();
    assert_eq!((published.from.to_string().as_str(), published.basis.to_string().as_str()), ("2026-05-21", "metadata"));
    assert_eq!((document.source.id.as_str(), document.source.media_type.as_str()), (item.id.as_str(), "text/html"));
    assert_eq!(document.articles[0].blocks.len(), 3);
    let given = item.document(chancery_model::Date::parse("2026-05-22")).unwrap();
    assert_eq!(given.source.published.unwrap().basis.to_string(), "given");
}
