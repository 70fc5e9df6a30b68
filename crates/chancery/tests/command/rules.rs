//! `chancery rules`, with the knowledge built in and with that of a folder.

use crate::sample::Folder;

const FRAMES: &str = r#"
[[frame]]
id = "hold"
kind = "talks"
trigger = ["舉行會談"]
actors = "subject+with"
needs = ["two-actors"]

[[frame.examples]]
text = "法國同德國舉行會談。"
actors = ["法國", "德國"]

[[frame.examples]]
text = "會談很長。"
none = true
why = "nobody is named"
"#;

const STATES: &str = "id\tenglish\tcn\thk\ttw\tother\tshort\tdemonyms\tcapital\tgovernment\tfrom\tto\tbasis\nFRA\tFrance\t法国\t\t\t\t\t\t\t\t\t\tcommon knowledge\nDEU\tGermany\t德国\t\t\t\t\t\t\t\t\t\tcommon knowledge\n";

#[test]
fn rules_are_listed_with_their_places() {
    let folder = Folder::new();
    let all = folder.run(&["rules", "list"]).ends_with(0);
    let some = folder.run(&["rules", "list", "zh/talks"]).ends_with(0);
    assert!(some.out.contains("zh/talks/hold") && some.out.contains("knowledge/zh/frames/talks.toml:"), "{}", some.out);
    assert!(all.out.len() > some.out.len());
    folder.run(&["rules", "list", "no/such/rule"]).ends_with(1);
}

#[test]
fn a_folder_of_knowledge_is_checked_and_its_examples_run() {
    let folder = Folder::new();
    folder.file("k/zh/frames/talks.toml", FRAMES).file("k/zh/markers.toml", "with = [\"同 跟\"]\n").file("k/names/states/iso.tsv", STATES);
    let ran = folder.run(&["rules", "test", "--knowledge", "k"]).ends_with(0);
    assert!(ran.out.contains("1 rule in 1 file, 2 examples: 0 failed"), "{}", ran.out);
    folder.file("k/zh/frames/talks.toml", FRAMES.replace("actors = [\"法國\", \"德國\"]", "actors = [\"法國\"]"));
    let ran = folder.run(&["rules", "test", "--knowledge", "k"]).ends_with(3);
    assert!(ran.out.contains("k/zh/frames/talks.toml:"), "{}", ran.out);
    folder.file("k/zh/frames/talks.toml", FRAMES.replace("kind = \"talks\"", "kind = \"talk\""));
    let ran = folder.run(&["rules", "lint", "--knowledge", "k"]).ends_with(3);
    assert!(ran.out.contains("talks.toml:4:") && ran.out.contains("help:"), "{}", ran.out);
}

#[test]
fn lint_finds_rules_that_their_own_examples_never_use() {
    let folder = Folder::new();
    let again = FRAMES.replace("\"hold\"", "\"hold-again\"");
    let other = FRAMES.replace("\"hold\"", "\"confer\"").replace("舉行會談", "舉行磋商").replace("會談很長", "磋商很長");
    let silent = other.replace("text = \"法國同德國舉行磋商。\"", "text = \"法國訪問德國。\"");
    folder.file("k/zh/markers.toml", "with = [\"同 跟\"]\n").file("k/names/states/iso.tsv", STATES);
    for (frames, expected) in [
        (format!("{FRAMES}{again}"), Some("talks.toml:19:1: error[always-beaten]: zh/talks/hold-again")),
        (format!("{FRAMES}{silent}"), Some("talks.toml:19:1: error[never-used]: zh/talks/confer")),
        (format!("{FRAMES}{other}"), None),
    ] {
        folder.file("k/zh/frames/talks.toml", frames);
        let ran = folder.run(&["rules", "lint", "--knowledge", "k"]).ends_with(if expected.is_some() { 3 } else { 0 });
        assert!(expected.is_none_or(|expected| ran.out.contains(expected)), "{expected:?} in\n{}", ran.out);
        assert_eq!(ran.out.contains("help:"), expected.is_some(), "{}", ran.out);
    }
}

#[test]
fn a_folder_that_is_none_is_a_mistake_of_usage() {
    let folder = Folder::new();
    folder.file("in/page.txt", "x");
    for place in ["nowhere", "in"] {
        let ran = folder.run(&["rules", "list", "--knowledge", place]).ends_with(2);
        assert!(ran.err.contains("--knowledge"), "{}", ran.err);
    }
}

#[test]
fn the_knowledge_built_in_has_no_fault() {
    let ran = Folder::new().run(&["rules", "lint"]).ends_with(0);
    assert!(ran.out.lines().last().is_some_and(|last| last.ends_with(": 0 errors, 0 warnings")), "{}", ran.out);
}
