//! Every record's quote is the stored text at its span, in code points.

use serde_json::Value;

use crate::{document, reader, sources};

/// Walks a reading; gives the number of quotes, and what does not agree.
fn check(value: &Value, chars: &[char], faults: &mut Vec<String>) -> usize {
    match value {
        Value::Object(map) => {
            let mut found = 0;
            if let (Some(quote), Some(span)) = (map.get("quote").and_then(Value::as_str), map.get("span").and_then(Value::as_array)) {
                found = 1;
                let ends: Vec<usize> = span.iter().filter_map(|end| end.as_u64().map(|end| end as usize)).collect();
                let words: Option<String> = chars.get(ends[0]..ends[1]).map(|words| words.iter().collect());
                if words.as_deref() != Some(quote) {
                    faults.push(format!("{quote:?} is quoted, {words:?} stands at {ends:?}"));
                }
            }
            found + map.values().map(|value| check(value, chars, faults)).sum::<usize>()
        }
        Value::Array(list) => list.iter().map(|value| check(value, chars, faults)).sum(),
        _ => 0,
    }
}

#[test]
fn every_quote_is_the_text_at_its_span() {
    let (mut quotes, mut documents, mut faults) = (0, 0, Vec::new());
    for source in sources() {
        documents += 1;
        let document = document(&source);
        let reading = reader().read(&document, &chancery_reader::Options::default());
        let chars: Vec<char> = document.text.as_str().chars().collect();
        assert_eq!(reading.source.length, chars.len(), "{}", source.name);
        let mut found = Vec::new();
        quotes += check(&serde_json::to_value(&reading).expect("a reading is JSON"), &chars, &mut found);
        for mention in &reading.entities {
            for span in &mention.mentions {
                if span.0.end as usize > chars.len() || span.0.is_empty() {
                    found.push(format!("{} is mentioned at {}, of {}", mention.id, span.0, chars.len()));
                }
            }
        }
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", source.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // The annotated news may be absent; what is read must still hold quotes enough to prove something.
    assert!(quotes > 10 * documents, "only {quotes} quotes were found to check in {documents} documents");
}

#[test]
fn a_label_at_the_end_of_a_line_is_no_statement() {
    let text = "抵達德國\n黃之鋒在柏林接受記者訪問，談及香港局勢。\n黃之鋒：\n香港人不會放棄，請德國政府停止出售武器。\n他說會再到柏林。\n";
    let reading = crate::read(&crate::Source { name: "label".into(), text: text.into(), published: chancery_model::Date::parse("2019-09-10") });
    assert!(reading.statements.iter().all(|statement| !statement.quote.is_empty()));
    assert!(reading.statements.iter().any(|statement| statement.quote.starts_with("香港人不會放棄")));
}
