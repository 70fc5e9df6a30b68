//! `chancery annotate`.

use serde_json::Value;

use crate::sample::{Folder, NOTHING, PAGE};

#[test]
fn mentions_are_listed_with_ids_and_values() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let json: Value = serde_json::from_str(&folder.run(&["annotate", "page.txt", "--json", "--published", "2019-01-23"]).ends_with(0).out).unwrap();
    assert_eq!(json["schema"], "chancery.mentions/1");
    let mentions = json["mentions"].as_array().unwrap();
    assert!(mentions.iter().any(|mention| mention["type"] == "person" && mention["quote"] == "馬克龍" && mention["id"].is_string()));
    assert!(mentions.iter().any(|mention| mention["type"] == "time" && mention["value"]["from"] == "1963-01-22"));
    assert!(mentions.iter().any(|mention| mention["type"] == "quantity" && mention["value"]["unit"] == "EUR"));
    let table = folder.run(&["annotate", "page.txt", "--published", "2019-01-23"]).ends_with(0).out;
    for words in ["馬克龍", "1963-01-22 (day)", "160,000,000,000 EUR", "person:"] {
        assert!(table.contains(words), "{words} in\n{table}");
    }
}

#[test]
fn one_file_is_expected() {
    let folder = Folder::new();
    folder.file("in/page.txt", PAGE);
    let ran = folder.run(&["annotate", "in"]).ends_with(3);
    assert!(ran.err.contains("expected a file, found a folder"), "{}", ran.err);
    folder.run(&["annotate", "missing.txt"]).ends_with(3);
    let ran = folder.run_with(&["annotate", "-"], &[], NOTHING.as_bytes());
    assert!(matches!(ran.code, 0 | 1));
}
