//! Exports, end to end: files and streams, filters and ids, what is refused. The owners' tools try the contents (`cargo xtask test`).

use std::fs;

use serde_json::{Value, json};

use crate::sample::{Folder, PAGE};

fn filled() -> Folder {
    let folder = Folder::new();
    let item = json!({"id": "1", "date": "2019-01-23", "source": "甲報", "title": "法德簽署新條約", "text": PAGE, "url": "https://example.org/1"});
    folder.file("news.jsonl", format!("{item}\n"));
    folder.run(&["add", "news.jsonl", "--archive", "kept"]).ends_with(0);
    folder
}

fn ids(folder: &Folder, list: &str) -> Vec<String> {
    let ran = folder.run(&[list, "--archive", "kept", "--jsonl"]).ends_with(0);
    ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_format_is_written_to_a_file_and_equal_archives_give_equal_bytes() {
    let folder = filled();
    for format in ["csv", "parquet", "jsonld", "ftm", "plover", "gdelt", "bibtex", "csl", "ris", "package"] {
        let write = |name: &str| {
            folder.run(&["export", "--format", format, "--archive", "kept", "--out", name]).ends_with(0);
            fs::read(folder.path().join(name)).unwrap()
        };
        let (first, second) = (write(&format!("{format}.zip")), write(&format!("{format}-again.zip")));
        assert!(!first.is_empty() && first == second, "{format}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.path().extension().is_some_and(|ending| ending == "part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn tables_go_to_a_folder_one_table_to_standard_output() {
    let folder = filled();
    folder.run(&["export", "--format", "csv", "--archive", "kept", "--out", "tables"]).ends_with(0);
    let events = fs::read_to_string(folder.path().join("tables/events.csv")).unwrap();
    let ran = folder.run(&["export", "--format", "csv", "--table", "events", "--archive", "kept"]).ends_with(0);
    assert_eq!(ran.out, events);
    assert!(events.starts_with("id,kind,status,date,date_from,date_to,date_precision,date_part,actors,"), "{events}");
    assert!(events.contains(",2019-01-22,2019-01-22,2019-01-22,day,"), "{events}");
    let evidence = fs::read_to_string(folder.path().join("tables/evidence.csv")).unwrap();
    assert!(evidence.contains("德國總理默克爾舉行會談"), "{evidence}");
    folder.run(&["export", "--format", "gdelt", "--archive", "kept", "--out", "coded"]).ends_with(0);
    let coded = fs::read_to_string(folder.path().join("coded/chancery.export.CSV")).unwrap();
    assert!(coded.lines().count() > 1 && coded.lines().all(|line| line.split('\t').count() == 61), "{coded}");
    assert!(folder.path().join("coded/chancery.mentions.CSV").is_file());
}

#[test]
fn filters_and_ids_choose_and_what_makes_no_sense_is_refused() {
    let folder = filled();
    let rows = |args: &[&str], code: i32| {
        folder.run(&[&["export", "--format", "csv", "--table", "events", "--archive", "kept"], args].concat()).ends_with(code).out.lines().count()
    };
    let events = ids(&folder, "events");
    assert_eq!(rows(&[], 0), events.len() + 1);
    assert_eq!(rows(&[&events[0]], 0), 2);
    assert_eq!(rows(&["--pair", "CHN-USA"], 1), 1);
    rows(&[&events[0], "--pair", "FRA-DEU"], 2);
    rows(&["ev-0000000000000000"], 2);
    folder.run(&["export", "--format", "csv", "--table", "colours", "--archive", "kept"]).ends_with(2);
    folder.run(&["export", "--format", "ris", "--table", "events", "--archive", "kept"]).ends_with(2);
    folder.run(&["export", "--format", "csv", "--out", "events.csv", "--archive", "kept"]).ends_with(2);
    // Nothing is announced in this archive.
    folder.run(&["export", "--format", "ics", "--archive", "kept"]).ends_with(1);
    let all = folder.run(&["export", "--format", "ics", "--status", "held", "--archive", "kept"]).ends_with(0);
    assert!(all.out.contains("DTSTART;VALUE=DATE:20190122\r\n") && all.out.contains("DTEND;VALUE=DATE:20190123\r\n"), "{}", all.out);
}

#[test]
fn a_reference_carries_digest_and_address_in_every_style() {
    let folder = filled();
    let statement = &ids(&folder, "statements")[0];
    for style in ["chicago", "chicago-author-date", "apa", "mla", "gb7714", "oscola", "harvard", "bibtex", "ris", "csl"] {
        let ran = folder.run(&["cite", statement, "--style", style, "--archive", "kept"]).ends_with(0);
        for part in ["法德簽署新條約", "甲報", "2019", "https://example.org/1", "sha256:", "urn:chancery:d-"] {
            assert!(ran.out.contains(part), "{style}: {part} is not in {}", ran.out);
        }
    }
    let chicago = folder.run(&["cite", statement, "--archive", "kept"]).ends_with(0);
    assert!(chicago.out.contains(" 馬克龍, quoted in 「") || chicago.out.contains(" 默克爾, quoted in 「"), "{}", chicago.out);
    let treaty = folder.run(&["cite", &ids(&folder, "instruments")[0], "--style", "oscola", "--archive", "kept"]).ends_with(0);
    assert!(treaty.out.contains("Germany–France") && treaty.out.contains("signed"), "{}", treaty.out);
}

#[test]
fn what_decisions_join_is_exported_as_it_is_listed() {
    let folder = filled();
    let list = |kind: &str| {
        let ran = folder.run(&["events", "--kind", kind, "--archive", "kept", "--jsonl"]).ends_with(0);
        ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>()
    };
    // Of two kinds: the rules never compare them.
    let (talks, signing) = (list("talks").remove(0), list("sign").remove(0));
    let ids = [talks["id"].as_str().unwrap(), signing["id"].as_str().unwrap()];
    folder.run(&["decide", "merge", ids[0], ids[1], "--who", "anna", "--why", "a test", "--archive", "kept"]).ends_with(0);
    let listed: Vec<Value> = list("talks,sign");
    let ran = folder.run(&["export", "--format", "csv", "--table", "events", "--kind", "talks,sign", "--archive", "kept"]).ends_with(0);
    assert_eq!(ran.out.lines().count(), listed.len() + 1, "{}", ran.out);
    let reports = folder.run(&["export", "--format", "csv", "--table", "reports", "--kind", "talks,sign", "--archive", "kept"]).ends_with(0);
    for id in ids {
        assert!(reports.out.lines().any(|line| line.starts_with(&format!("{id},"))), "{id} is not in {}", reports.out);
    }
    for event in listed {
        let id = event["id"].as_str().unwrap();
        assert!(ran.out.lines().any(|line| line.starts_with(&format!("{id},{},", event["kind"].as_str().unwrap()))), "{id} is not in {}", ran.out);
    }
}
