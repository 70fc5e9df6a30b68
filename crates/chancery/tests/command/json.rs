//! JSON: valid, the same on every number of threads, every quotation equal to the text at its span, schemas that fit.

use serde_json::Value;

use crate::inputs::readings;
use crate::sample::{Folder, PAGE};

#[test]
fn a_reading_is_one_object_and_a_line_is_one_reading() {
    let folder = Folder::new();
    folder.file("a.txt", PAGE).file("b.txt", PAGE);
    let one: Value = serde_json::from_str(&folder.run(&["read", "--json", "a.txt"]).ends_with(0).out).unwrap();
    assert_eq!(one["schema"], "chancery.reading/1");
    let lines = readings(&folder.run(&["read", "--jsonl", "a.txt", "b.txt"]).ends_with(0).out);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], one);
}

#[test]
fn the_sample_yields_its_facts() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let reading = &readings(&folder.run(&["read", "--jsonl", "page.txt", "--published", "2019-01-23"]).ends_with(0).out)[0];
    let talks = reading["events"].as_array().unwrap().iter().find(|event| event["kind"] == "talks").expect("the talks");
    assert_eq!(talks["status"], "held");
    assert_eq!(talks["actors"].as_array().unwrap().len(), 2);
    assert_eq!(talks["date"]["from"], "2019-01-22");
    assert!(reading["statements"].as_array().is_some_and(|found| found.len() >= 2));
    assert!(reading["figures"].as_array().unwrap().iter().any(|figure| figure["value"] == 160_000_000_000.0 && figure["comparator"] == ">"));
    assert!(reading["instruments"].as_array().unwrap().iter().any(|instrument| instrument["title"].as_str().unwrap().contains("愛麗舍條約")));
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let folder = Folder::new();
    for number in 0..40 {
        folder.file(&format!("in/{number:02}.txt"), PAGE.repeat(1 + number % 5));
    }
    folder.file("in/07.txt", "");
    for shape in [&[][..], &["--jsonl"]] {
        let run = |threads: &str| folder.run(&[&["read", "in", "--threads", threads], shape].concat()).ends_with(3);
        let (one, two) = (run("1"), run("2"));
        assert_eq!(one.out, two.out);
        assert_eq!(one.err, two.err);
    }
}

#[test]
fn every_quotation_is_the_text_at_its_span_in_code_points() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    let text: Vec<char> = PAGE.chars().collect();
    for command in [&["read", "--json", "page.txt", "--published", "2019-01-23"][..], &["annotate", "--json", "page.txt", "--published", "2019-01-23"]] {
        let value: Value = serde_json::from_str(&folder.run(command).ends_with(0).out).unwrap();
        let mut seen = 0;
        check(&value, &text, &mut seen);
        assert!(seen > 10, "only {seen} quotations");
    }
}

#[test]
fn the_examples_of_the_project_are_read() {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let read = readings(&Folder::new().run(&["read", "--jsonl", examples.to_str().unwrap()]).ends_with(0).out);
    let mut told = 0;
    for reading in &read {
        let name = reading["source"]["name"].as_str().unwrap().rsplit('/').next().unwrap();
        let text: Vec<char> = std::fs::read_to_string(examples.join(name)).unwrap().chars().collect();
        check(reading, &text, &mut 0);
        told += usize::from(!reading["events"].as_array().unwrap().is_empty());
    }
    assert!(told >= 12, "events in {told} of {} examples", read.len());
}

/// Compares every `quote` that has a `span` beside it.
fn check(value: &Value, text: &[char], seen: &mut usize) {
    match value {
        Value::Object(fields) => {
            if let (Some(quote), Some(span)) = (fields.get("quote").and_then(Value::as_str), fields.get("span").and_then(Value::as_array)) {
                let at = |n: usize| span[n].as_u64().unwrap() as usize;
                assert_eq!(text[at(0)..at(1)].iter().collect::<String>(), quote);
                *seen += 1;
            }
            fields.values().for_each(|field| check(field, text, seen));
        }
        Value::Array(items) => items.iter().for_each(|item| check(item, text, seen)),
        _ => {}
    }
}

#[test]
fn schemas_are_of_the_draft_promised_and_name_every_field_printed() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    for (schema, command) in [(&["schema"][..], &["read", "--json", "page.txt"][..]), (&["schema", "--mentions"], &["annotate", "--json", "page.txt"])] {
        let schema: Value = serde_json::from_str(&folder.run(schema).ends_with(0).out).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let value: Value = serde_json::from_str(&folder.run(command).ends_with(0).out).unwrap();
        assert_eq!(schema["properties"]["schema"]["const"], value["schema"]);
        fits(&schema, &schema, &value, "");
    }
}

/// Whether objects hold only the fields that the schema names, and all that it requires.
fn fits(root: &Value, schema: &Value, value: &Value, path: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(root, root.pointer(&name[1..]).unwrap(), value, path);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        if let Some(choice) =
            choices.iter().find(|choice| choice["type"] != "null").filter(|_| choices.len() == 2 && choices[1]["type"] == "null" && !value.is_null())
        {
            fits(root, choice, value, path);
        }
        return;
    }
    match value {
        Value::Object(fields) if schema["properties"].is_object() => {
            for (name, field) in fields {
                let known = &schema["properties"][name];
                assert!(!known.is_null(), "{path}/{name} is not in the schema");
                fits(root, known, field, &format!("{path}/{name}"));
            }
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(name.as_str().unwrap()), "{path} lacks {name}");
            }
        }
        Value::Array(items) if schema["items"].is_object() => items.iter().for_each(|item| fits(root, &schema["items"], item, path)),
        Value::String(word) if schema["enum"].is_array() => assert!(schema["enum"].as_array().unwrap().iter().any(|known| known == word), "{path}: {word}"),
        _ => {}
    }
}
