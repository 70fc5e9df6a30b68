//! The archive's commands, end to end: what is added is found, once, whatever the order, the format and the interruptions.

use std::fs;

use serde_json::{Value, json};

use crate::sample::{Folder, NOTHING, PAGE};

/// Items of our own: two outlets tell of the same talks, one of them twice the same way; a signing; a visit.
pub fn items() -> Vec<Value> {
    let tale = |id: &str, date: &str, source: &str, title: &str, text: &str| json!({"id": id, "date": date, "source": source, "title": title, "text": text});
    let agency = "法國總統馬克龍22日在德國亞琛同德國總理默克爾舉行會談。兩國領導人就歐洲一體化、貿易和安全交換意見，一致同意深化雙邊合作，並商定年內再次會晤。會談後兩人共同會見記者，回答了提問。";
    vec![
        tale("a1", "2019-01-23", "甲報", "法德領導人會談", agency),
        tale("b1", "2019-01-23", "乙報", "法德領導人會談", &format!("本報訊 {agency}")),
        tale("b2", "2019-01-24", "乙報", "新條約", "法國和德國1月22日簽署《法德合作與一體化條約》。"),
        tale("a2", "2019-03-02", "甲报", "外长访问", "俄罗斯外长拉夫罗夫3月1日访问越南，同越南外长范平明举行会谈。"),
        tale("c1", "2019-03-05", "丙報", "天氣", NOTHING),
    ]
}

pub fn lines(items: &[Value]) -> String {
    items.iter().map(|item| format!("{item}\n")).collect()
}

pub fn rows(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn filled() -> Folder {
    let folder = Folder::new();
    folder.file("news.jsonl", lines(&items()));
    folder.run(&["add", "news.jsonl", "--archive", "kept"]).ends_with(0);
    folder
}

#[test]
fn adding_twice_adds_nothing() {
    let folder = filled();
    let again = folder.run(&["add", "news.jsonl", "--archive", "kept", "--jsonl"]).ends_with(0);
    assert_eq!(rows(&again.out).len(), 5);
    assert!(rows(&again.out).iter().all(|row| row["fate"] == "known"), "{}", again.out);
    let ran = folder.run(&["search", "會談", "--archive", "kept", "--count"]).ends_with(0);
    assert_eq!(ran.out.trim(), "3");
}

#[test]
fn phrases_are_found_in_both_scripts_and_at_any_length() {
    let folder = filled();
    let count = |words: &str| folder.run(&["search", words, "--archive", "kept", "--count"]).out.trim().to_owned();
    for (words, expected) in [
        ("馬克龍", "2"),
        ("马克龙", "2"),
        ("法", "3"),
        ("默克尔举行会谈", "2"),
        ("外交", "0"),
        ("拉夫羅夫 越南", "1"),
        ("\"越南外长范平明\"", "1"),
        ("會談 -歐洲", "1"),
        ("22日", "3"),
        ("意見，一致", "2"),
    ] {
        assert_eq!(count(words), expected, "{words}");
    }
    let ran = folder.run(&["search", "德国总理", "--archive", "kept", "--jsonl", "--outlet", "乙報"]).ends_with(0);
    let row = &rows(&ran.out)[0];
    assert!(row["words"].as_str().unwrap().contains("【德國總理】"), "{row}");
    folder.run(&["search", "從未寫過", "--archive", "kept"]).ends_with(1);
    folder.run(&["search", "，", "--archive", "kept"]).ends_with(2);
}

#[test]
fn by_relevance_titles_come_first_then_texts_that_have_the_words_more_often() {
    let folder = Folder::new();
    let item = |id: &str, date: &str, title: &str, text: &str| json!({"id": id, "date": date, "source": "甲報", "title": title, "text": text});
    let items = [
        item("once", "2019-05-03", "要聞", "兩國外長談到邊界問題，並就貿易、能源、教育和旅遊交換意見。"),
        item("often", "2019-05-02", "簡訊", "邊界問題：兩國談邊界問題。"),
        item("title", "2019-05-01", "邊界問題", "兩國外長在會談中交換意見，並就貿易、能源、教育和旅遊商定下一步。"),
    ];
    folder.file("news.jsonl", lines(&items));
    folder.run(&["add", "news.jsonl", "--archive", "kept"]).ends_with(0);
    let titles = |order: &str| {
        let ran = folder.run(&["search", "边界问题", "--order", order, "--archive", "kept", "--jsonl"]).ends_with(0);
        rows(&ran.out).iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("newest"), ["要聞", "簡訊", "邊界問題"]);
    assert_eq!(titles("relevance"), ["邊界問題", "簡訊", "要聞"]);
}

#[test]
fn one_happening_is_one_event_with_its_reports_and_a_reprint_is_no_source() {
    let folder = filled();
    let ran = folder.run(&["events", "--pair", "FRA-DEU", "--kind", "talks", "--archive", "kept", "--jsonl"]).ends_with(0);
    let events = rows(&ran.out);
    assert_eq!(events.len(), 1, "{}", ran.out);
    assert_eq!((&events[0]["reports"], &events[0]["sources"]), (&json!(2), &json!(1)));
    let id = events[0]["id"].as_str().unwrap();
    let shown: Value = serde_json::from_str(&folder.run(&["show", id, "--json", "--archive", "kept"]).ends_with(0).out).unwrap();
    assert_eq!(shown["reports"].as_array().unwrap().len(), 2);
    for report in shown["reports"].as_array().unwrap() {
        let text = folder.run(&["show", report["document"].as_str().unwrap(), "--text", "--archive", "kept"]).out;
        let chars: Vec<char> = text.chars().collect();
        for words in report["words"].as_array().unwrap() {
            let span: Vec<usize> = words["span"].as_array().unwrap().iter().map(|end| end.as_u64().unwrap() as usize).collect();
            assert_eq!(words["quote"].as_str().unwrap(), chars[span[0]..span[1]].iter().collect::<String>());
        }
    }
    // The id of either report leads to the event.
    for report in shown["reports"].as_array().unwrap() {
        let why = folder.run(&["why-merged", report["item"].as_str().unwrap(), "--json", "--archive", "kept"]).ends_with(0);
        assert_eq!(serde_json::from_str::<Value>(&why.out).unwrap()["id"], events[0]["id"]);
    }
    folder.run(&["show", "ev-0000000000000000", "--archive", "kept"]).ends_with(2);
}

#[test]
fn filters_take_names_in_any_script_and_ids() {
    let folder = filled();
    let count = |args: &[&str]| rows(&folder.run(&[args, &["--archive", "kept", "--jsonl"]].concat()).out).len();
    let all = count(&["events"]);
    assert!(all >= 3);
    assert_eq!(count(&["events", "--who", "拉夫羅夫", "--from", "2019-03-01"]), count(&["events", "--who", "拉夫罗夫"]));
    assert!(count(&["events", "--who", "Sergey Lavrov"]) > 0);
    assert_eq!(count(&["events", "--to", "1990-01-01"]), 0);
    assert!(count(&["events", "--outlet", "乙报"]) > 0);
    assert!(count(&["events", "--text", "年内再次会晤"]) < all);
    assert!(count(&["instruments"]) > 0 && count(&["people", "--who", "馬克龍"]) == 1);
    folder.run(&["events", "--who", "查無此人", "--archive", "kept"]).ends_with(2);
    assert_eq!(count(&["events", "--from", "2019"]), count(&["events", "--from", "2019-01-01"]));
    assert_eq!(count(&["events", "--to", "2019-02"]), count(&["events", "--to", "2019-02-28"]));
    assert!(count(&["people", "--state", "法國"]) > 0 && count(&["people", "--state", "法國"]) == count(&["people", "--state", "FRA"]));
    assert_eq!(count(&["people", "--to", "1990"]), 0);
    for passed_over in
        [["people", "--kind", "talks"], ["formulations", "--who", "馬克龍"], ["statements", "--pair", "CHN-RUS"], ["figures", "--status", "held"]]
    {
        let refused = folder.run(&[&passed_over[..], &["--archive", "kept"]].concat()).ends_with(2);
        assert!(refused.err.contains("does not apply"), "{}", refused.err);
    }
    let counted = folder.run(&["count", "--by", "kind", "--archive", "kept", "--csv"]).ends_with(0);
    assert!(counted.out.starts_with("key,events,reports\r\n") && counted.out.contains("talks,2,3"), "{}", counted.out);
}

/// Everything that an archive says, without what depends on the order of adding.
pub fn register(folder: &Folder, archive: &str) -> String {
    ["events", "instruments", "relations", "statements", "figures", "people", "formulations"]
        .map(|list| {
            let ran = folder.run(&[list, "--jsonl", "--archive", archive]);
            let mut lines: Vec<&str> = ran.out.lines().collect();
            lines.sort_unstable();
            lines.join("\n")
        })
        .join("\n\n")
}

#[test]
fn the_register_does_not_depend_on_order_or_threads_and_survives_a_rebuild() {
    let folder = filled();
    let expected = register(&folder, "kept");
    let mut items = items();
    for turn in 0..4 {
        items.rotate_left(1);
        items.swap(0, 2);
        let name = format!("turn{turn}");
        for (at, item) in items.iter().enumerate() {
            folder.file("one.jsonl", lines(std::slice::from_ref(item)));
            folder.run(&["add", "one.jsonl", "--archive", &name, "--threads", if at % 2 == 0 { "1" } else { "2" }]).ends_with(0);
        }
        assert_eq!(register(&folder, &name), expected, "turn {turn}");
    }
    folder.run(&["rebuild", "--archive", "kept"]).ends_with(0);
    assert_eq!(register(&folder, "kept"), expected);
    folder.run(&["verify", "--archive", "kept"]).ends_with(0);
    let doctor = folder.run(&["doctor", "--archive", "kept"]).ends_with(0);
    assert!(!doctor.out.contains('!'), "{}", doctor.out);
}

#[test]
fn decisions_hold_are_kept_and_can_be_undone() {
    let folder = filled();
    let event = |condition: &[&str]| rows(&folder.run(&[&["events", "--kind", "talks", "--archive", "kept", "--jsonl"], condition].concat()).out);
    let before = register(&folder, "kept");
    let talks = event(&["--pair", "FRA-DEU"])[0]["id"].as_str().unwrap().to_owned();
    let decide = |args: &[&str]| folder.run(&[&["decide"], args, &["--who", "anna", "--why", "a test", "--archive", "kept"]].concat());
    let rejected = decide(&["reject", &talks]).ends_with(0).out.trim().to_owned();
    assert_eq!(event(&["--pair", "FRA-DEU"])[0]["review"], "rejected");
    let corrected = decide(&["correct", &talks, "date", "2019-01-21"]).ends_with(0).out.trim().to_owned();
    assert_eq!(event(&["--pair", "FRA-DEU"])[0]["date"], "2019-01-21");
    folder.run(&["rebuild", "--archive", "kept"]).ends_with(0);
    assert_eq!(event(&["--pair", "FRA-DEU"])[0]["review"], "rejected", "a decision survives a rebuild");
    let why: Value = serde_json::from_str(&folder.run(&["why-merged", &talks, "--json", "--archive", "kept"]).out).unwrap();
    let report = why["reports"][1]["item"].as_str().unwrap();
    let split = decide(&["split", &talks, report]).ends_with(0).out.trim().to_owned();
    assert_eq!(event(&["--pair", "FRA-DEU"]).len(), 2);
    for decision in [rejected, corrected, split] {
        decide(&["undo", &decision]).ends_with(0);
    }
    assert_eq!(register(&folder, "kept"), before);
    assert_eq!(rows(&folder.run(&["decisions", "--jsonl", "--archive", "kept"]).out).len(), 6);
    decide(&["reject", "ev-0000000000000000"]).ends_with(2);
    decide(&["correct", &talks, "colour", "red"]).ends_with(2);
}

#[test]
fn what_cannot_be_read_is_listed_and_tried_again() {
    let folder = Folder::new();
    folder.file("in/good.txt", PAGE).file("in/bad.txt", [0u8, 1, 2, 0, 0, 3]);
    let ran = folder.run(&["add", "in", "--archive", "kept"]).ends_with(3);
    assert!(ran.err.contains("bad.txt"), "{}", ran.err);
    let failed = rows(&folder.run(&["failed", "--jsonl", "--archive", "kept"]).ends_with(0).out);
    assert_eq!(failed.len(), 1);
    folder.file("in/bad.txt", PAGE.replace("2019", "2018"));
    folder.run(&["add", "--retry", "--archive", "kept"]).ends_with(0);
    folder.run(&["failed", "--archive", "kept"]).ends_with(1);
    folder.run(&["add", "--retry", "--archive", "kept"]).ends_with(0);
}

#[test]
fn a_backup_is_an_archive_and_can_be_restored() {
    let folder = filled();
    folder.run(&["backup", "copy", "--archive", "kept"]).ends_with(0);
    folder.run(&["backup", "copy", "--archive", "kept"]).ends_with(2);
    folder.run(&["restore", "copy", "--archive", "again"]).ends_with(0);
    assert_eq!(register(&folder, "again"), register(&folder, "kept"));
    folder.run(&["verify", "--archive", "again"]).ends_with(0);
}

#[test]
fn references_carry_title_outlet_day_and_digest() {
    let folder = filled();
    let row = rows(&folder.run(&["search", "越南外长", "--archive", "kept", "--jsonl"]).ends_with(0).out).remove(0);
    let id = row["id"].as_str().unwrap();
    for style in ["chicago", "apa", "gb7714", "bibtex", "ris", "csl"] {
        let ran = folder.run(&["cite", id, "--style", style, "--archive", "kept"]).ends_with(0);
        for words in ["外长访问", "甲报", "2019", "sha256:"] {
            assert!(ran.out.contains(words), "{style}: {}", ran.out);
        }
    }
}

#[test]
fn damage_is_found() {
    let folder = filled();
    let path = folder.path().join("kept/archive.sqlite");
    let bytes = fs::read(&path).unwrap();
    let sound = folder.run(&["verify", "--archive", "kept", "--json"]).ends_with(0);
    assert_eq!(serde_json::from_str::<Value>(&sound.out).unwrap()["documents"], 5);
    let (mut found, mut tried) = (0, 0);
    // The last bytes of a page hold its first row.
    for at in (4096 - 200..bytes.len() - 64).step_by(4096) {
        let mut damaged = bytes.clone();
        damaged[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5A);
        if damaged == bytes {
            continue;
        }
        fs::write(&path, damaged).unwrap();
        tried += 1;
        // Damage in room that is not in use harms nothing.
        found += usize::from(folder.run(&["verify", "--archive", "kept"]).code != 0);
    }
    fs::write(&path, bytes).unwrap();
    assert!(found > 0, "of {tried}");
    folder.file("other/archive.sqlite", "no database at all, but long enough to be taken for one");
    let ran = folder.run(&["search", "法", "--archive", "other"]);
    assert_ne!(ran.code, 0);
    let none = folder.run(&["search", "法", "--archive", "nowhere"]).ends_with(2);
    assert!(none.err.contains("chancery add"), "{}", none.err);
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn archives_of_earlier_versions_are_opened_and_of_later_ones_refused() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut opened = 0;
    for fixture in fs::read_dir(fixtures).unwrap().flatten() {
        let folder = Folder::new();
        let bytes = zstd::decode_all(fs::File::open(fixture.path()).unwrap()).unwrap();
        folder.file("kept/archive.sqlite", &bytes);
        folder.run(&["verify", "--archive", "kept"]).ends_with(0);
        assert_eq!(folder.run(&["search", "會談", "--archive", "kept", "--count"]).ends_with(0).out.trim(), "3");
        assert_eq!(rows(&folder.run(&["decisions", "--archive", "kept", "--jsonl"]).ends_with(0).out).len(), 1);
        folder.run(&["events", "--archive", "kept"]).ends_with(0);
        folder.file("news.jsonl", lines(&items()));
        folder.run(&["add", "news.jsonl", "--archive", "kept"]).ends_with(0);
        opened += 1;
        // The version stands in the header of the file.
        let mut later = bytes;
        later[60..64].copy_from_slice(&9999u32.to_be_bytes());
        folder.file("later/archive.sqlite", later);
        let ran = folder.run(&["search", "會談", "--archive", "later"]).ends_with(3);
        assert!(ran.err.contains("version 9999"), "{}", ran.err);
    }
    assert!(opened > 0);
}
