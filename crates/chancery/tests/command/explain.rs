//! `chancery explain` and `chancery why-not`.

use serde_json::Value;

use crate::sample::{Folder, PAGE};

const DATE: [&str; 2] = ["--published", "2019-01-23"];

#[test]
fn every_record_can_be_explained() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let reading: Value = serde_json::from_str(&folder.run(&[&["read", "--json", "page.txt"], &DATE[..]].concat()).ends_with(0).out).unwrap();
    let mut explained = 0;
    for list in ["events", "instruments", "statements", "figures", "relations"] {
        for record in reading[list].as_array().unwrap() {
            let id = record["id"].as_str().unwrap();
            let ran = folder.run(&[&["explain", "page.txt", id], &DATE[..]].concat()).ends_with(0);
            assert!(ran.out.starts_with(id), "{}", ran.out);
            assert!(ran.out.contains('^'), "no words are marked:\n{}", ran.out);
            explained += 1;
        }
    }
    assert!(explained >= 5, "only {explained} records");
}

#[test]
fn an_event_is_traced_to_the_line_of_its_rule_and_of_its_names() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let reading: Value = serde_json::from_str(&folder.run(&[&["read", "--json", "page.txt"], &DATE[..]].concat()).ends_with(0).out).unwrap();
    let talks = reading["events"].as_array().unwrap().iter().find(|event| event["kind"] == "talks").expect("the talks");
    let ran = folder.run(&[&["explain", "page.txt", talks["id"].as_str().unwrap()], &DATE[..]].concat()).ends_with(0);
    for words in ["zh/talks/", "knowledge/zh/frames/talks.toml:", "馬克龍", "person:emmanuel-macron", "knowledge/names/persons/europe.tsv:", "2019-01-22"] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
}

#[test]
fn a_record_that_is_not_there_is_nothing_found() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let ran = folder.run(&["explain", "page.txt", "v999"]).ends_with(1);
    assert!(ran.err.contains("v1"), "{}", ran.err);
    folder.run(&["explain", "missing.txt", "v1"]).ends_with(3);
}

#[test]
fn why_not_answers_for_a_sentence() {
    let folder = Folder::new();
    let applies = folder.run(&["why-not", "zh/talks/hold", "法國總統馬克龍22日在亞琛同德國總理默克爾舉行會談。"]).ends_with(0);
    assert!(applies.out.contains("It applies"), "{}", applies.out);
    let absent = folder.run(&["why-not", "zh/talks/hold", "今天天氣很好。"]).ends_with(0);
    assert!(absent.out.contains("does not stand in the sentence"), "{}", absent.out);
    let unknown = folder.run(&["why-not", "zh/talk/hold", "會談。"]).ends_with(2);
    assert!(unknown.err.contains("zh/talks/hold"), "{}", unknown.err);
    folder.run(&["why-not", "zh/talks/hold", " "]).ends_with(2);
}
