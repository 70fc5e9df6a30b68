//! Reading again with other rules: what changes is said, what does not stays, decisions survive.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::archive::{filled, register, rows};
use crate::sample::Folder;

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if entry.path().is_dir() {
            copied(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn reread(folder: &Folder, knowledge: &str) -> Value {
    let ran = folder.run(&["reread", "--json", "--archive", "kept", "--knowledge", knowledge]).ends_with(0);
    serde_json::from_str(&ran.out).unwrap()
}

fn facts(report: &Value, what: &str, layer: &str) -> usize {
    report[what].as_array().unwrap().iter().filter(|fact| fact[1] == layer).count()
}

#[test]
fn other_rules_change_what_they_read_and_nothing_else() {
    let folder = filled();
    copied(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge"), &folder.path().join("all"));
    copied(&folder.path().join("all"), &folder.path().join("fewer"));
    fs::remove_file(folder.path().join("fewer/zh/frames/visit.toml")).unwrap();
    let events = |kind: &str| rows(&folder.run(&["events", "--kind", kind, "--archive", "kept", "--jsonl"]).out);
    let decide = |args: &[&str]| folder.run(&[&["decide"], args, &["--who", "anna", "--why", "a test", "--archive", "kept"]].concat()).ends_with(0).out;
    assert_eq!(reread(&folder, "all")["changed"], 0, "the same rules under another name");

    let visit = events("visit")[0]["id"].as_str().unwrap().to_owned();
    let talks: Vec<String> = events("talks").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let undecided = register(&folder, "kept");
    let accepted: Vec<String> = talks.iter().chain([&visit]).map(|id| decide(&["accept", id]).trim().to_owned()).collect();
    let before = register(&folder, "kept");

    let fewer = reread(&folder, "fewer");
    assert_eq!((&fewer["documents"], &fewer["changed"]), (&Value::from(5), &Value::from(1)), "{fewer}");
    assert_eq!((facts(&fewer, "vanished", "event"), facts(&fewer, "appeared", "event")), (1, 0), "{fewer}");
    assert!(events("visit").is_empty());
    let still = events("talks");
    assert_eq!(still.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), talks);
    assert!(still.iter().all(|row| row["review"] == "accepted"), "decisions survive: {still:?}");
    folder.run(&["verify", "--archive", "kept"]).ends_with(0);
    assert_eq!(reread(&folder, "fewer")["documents"], 0, "nothing is left to be read again");

    let all = reread(&folder, "all");
    assert_eq!((facts(&all, "appeared", "event"), facts(&all, "vanished", "event")), (1, 0), "{all}");
    assert_eq!(register(&folder, "kept"), before, "the decision on a record that was gone for a while holds again");
    for decision in &accepted {
        decide(&["undo", decision]);
    }
    assert_eq!(register(&folder, "kept"), undecided);
    folder.run(&["verify", "--archive", "kept"]).ends_with(0);
}
