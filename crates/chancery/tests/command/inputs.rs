//! Files, folders and standard input; encodings; inputs that can't be read.

use encoding_rs::{BIG5, Encoding, GB18030};

use crate::sample::{Folder, PAGE};

#[test]
fn every_failed_input_is_named_with_a_remedy_and_the_rest_is_read() {
    let folder = Folder::new();
    folder
        .file("empty.txt", "")
        .file("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0")
        .file("page.txt", PAGE)
        .file("noise.txt", (0..4000u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<_>>());
    let ran = folder.run(&["read", "--jsonl", "empty.txt", "missing.txt", "picture.txt", "noise.txt", "page.txt"]).ends_with(3);
    for name in ["empty.txt", "missing.txt", "picture.txt", "noise.txt"] {
        let line = ran.err.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name} is not named: {}", ran.err));
        assert!(line.matches(". ").count() >= 1, "no remedy: {line}");
    }
    assert_eq!(ran.out.lines().count(), 1);
    assert!(ran.out.contains("\"name\":\"page.txt\""));
    assert!(ran.err.contains("4 of 5 inputs failed"), "{}", ran.err);
}

#[test]
fn folders_are_walked_in_the_order_of_names() {
    let folder = Folder::new();
    folder.file("in/b.txt", PAGE).file("in/a/z.md", PAGE).file("in/a.txt", PAGE).file("in/.hidden.txt", PAGE).file("in/table.csv", "a,b\n");
    let ran = folder.run(&["read", "--jsonl", "in"]).ends_with(0);
    assert_eq!(names(&ran.out), ["in/a/z.md", "in/a.txt", "in/b.txt"]);
    assert!(ran.err.contains("table.csv"), "{}", ran.err);
}

#[test]
fn an_absolute_path_leaves_no_trace_in_a_reading() {
    let folder = Folder::new();
    folder.file("in/deep/page.txt", PAGE);
    let root = folder.path().to_str().unwrap();
    let ran = folder.run(&["read", "--jsonl", &format!("{root}/in"), &format!("{root}/in/deep/page.txt")]).ends_with(0);
    assert_eq!(names(&ran.out), ["in/deep/page.txt", "page.txt"]);
    assert!(!ran.out.contains(root));
}

#[test]
fn standard_input_is_read_when_asked_for_and_when_nothing_is_named() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    for args in [&["read", "--json", "-"][..], &["read", "--json"]] {
        let ran = folder.run_with(args, &[], PAGE.as_bytes()).ends_with(0);
        assert_eq!(names(&one_line(&ran.out)), ["-"]);
    }
    let both = folder.run_with(&["read", "--jsonl", "page.txt", "-"], &[], PAGE.as_bytes()).ends_with(0);
    assert_eq!(names(&both.out), ["page.txt", "-"]);
    folder.run_with(&["read", "-", "-"], &[], PAGE.as_bytes()).ends_with(2);
    folder.run_with(&["read", "-"], &[], b"").ends_with(3);
}

#[test]
fn a_folder_without_texts_is_nothing_found() {
    let folder = Folder::new();
    folder.file("in/table.csv", "a,b\n");
    let ran = folder.run(&["read", "in"]).ends_with(1);
    assert!(ran.err.contains("no .txt or .md file"), "{}", ran.err);
}

#[test]
fn encodings_are_detected_or_told() {
    let plain: String = PAGE.chars().filter(|c| *c != '𠮷').collect();
    let encode = |encoding: &'static Encoding| encoding.encode(&plain).0.into_owned();
    let wide: Vec<u8> = std::iter::once(0xFEFFu16).chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new();
    folder
        .file("big5.txt", encode(BIG5))
        .file("gb.txt", encode(GB18030))
        .file("wide.txt", wide)
        .file("bom.txt", format!("\u{FEFF}{plain}"))
        .file("utf8.txt", &plain);
    let wanted = readings(&folder.run(&["read", "--jsonl", "utf8.txt"]).ends_with(0).out).remove(0)["events"].clone();
    for (file, label, encoding) in [
        ("big5.txt", "", "Big5"),
        ("big5.txt", "big5", "Big5"),
        ("gb.txt", "", "gb18030"),
        ("gb.txt", "gb18030", "gb18030"),
        ("wide.txt", "", "UTF-16LE"),
        ("bom.txt", "", "UTF-8"),
    ] {
        let mut args = vec!["read", "--jsonl", file];
        if !label.is_empty() {
            args.extend(["--encoding", label]);
        }
        let reading = readings(&folder.run(&args).ends_with(0).out).remove(0);
        let found = reading["source"]["encoding"].as_str().unwrap().to_lowercase();
        assert!(found == encoding.to_lowercase() || found == "gbk" && encoding == "gb18030", "{file} {label}: {found}");
        assert_eq!(reading["events"], wanted, "{file} {label}");
    }
}

#[test]
fn a_publication_date_is_taken_over() {
    let folder = Folder::new();
    folder.file("page.txt", "法國總統馬克龍昨日在巴黎會見德國總理默克爾。\n");
    let given = readings(&folder.run(&["read", "--jsonl", "page.txt", "--published", "2019-01-23"]).ends_with(0).out).remove(0);
    assert_eq!(given["source"]["published"]["basis"], "given");
    assert_eq!(given["events"][0]["date"]["from"], "2019-01-22");
    let open = readings(&folder.run(&["read", "--jsonl", "page.txt"]).ends_with(0).out).remove(0);
    assert!(open["source"]["published"].is_null());
    assert!(open["events"][0]["date"]["from"].is_null(), "{}", open["events"][0]);
}

#[test]
fn a_huge_line_and_deep_brackets_are_read_within_bounds() {
    let folder = Folder::new();
    folder
        .file("line.txt", "兩國外長在日內瓦舉行會談，".repeat(20_000))
        .file("deep.txt", format!("{}會談{}", "「".repeat(10_000), "」".repeat(10_000)))
        .file("digits.txt", format!("共{}人", "9".repeat(100_000)));
    let ran = folder.run(&["read", "--jsonl", "line.txt", "deep.txt", "digits.txt"]);
    assert!(matches!(ran.code, 0 | 1), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 3);
}

pub fn readings(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect("a line is a JSON object")).collect()
}

fn one_line(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).unwrap().to_string()
}

fn names(lines: &str) -> Vec<String> {
    readings(lines).iter().map(|reading| reading["source"]["name"].as_str().unwrap().to_owned()).collect()
}
