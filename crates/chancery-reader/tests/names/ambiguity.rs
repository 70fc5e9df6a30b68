//! Sentences with shared and hidden names, from `ambiguous.txt`: exactly the names that stand below each are found.

use chancery_reader::Options;

use crate::{READER, both_scripts, document, mentions};

const CASES: &str = include_str!("ambiguous.txt");

/// A sentence, its day, its names with ids, and the participants of its event where they are given.
#[derive(Default)]
struct Case {
    line: usize,
    published: String,
    sentence: String,
    names: Vec<(String, String)>,
    event: Option<Vec<String>>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in CASES.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let number = number + 1;
        let Some(below) = line.strip_prefix("  ") else {
            let dated = line.split_once(' ').filter(|(day, _)| day.len() == 10 && day.starts_with(|c: char| c.is_ascii_digit()));
            let (published, sentence) = dated.unwrap_or(("2020-06-01", line));
            cases.push(Case { line: number, published: published.into(), sentence: sentence.into(), ..Case::default() });
            continue;
        };
        let case = cases.last_mut().unwrap_or_else(|| panic!("line {number}: a sentence is expected above"));
        match below.strip_prefix("> ") {
            Some(participants) => case.event = Some(participants.split_whitespace().map(str::to_owned).collect()),
            None => {
                let (name, id) = below.split_once("  ").unwrap_or_else(|| panic!("line {number}: expected a name, two spaces, an id"));
                case.names.push((name.into(), id.into()));
            }
        }
    }
    cases
}

/// The id that a case writes: `?` for who is known from the sentence alone.
fn shown(id: &str) -> &str {
    if id.ends_with("#src") { "?" } else { id }
}

/// What a sentence gives otherwise than its case says.
fn fault(case: &Case, sentence: &str, names: &[(String, String)]) -> Option<String> {
    let found = mentions(sentence, Some(&case.published));
    let found: Vec<(String, String)> = found.iter().map(|mention| (mention.quote.clone(), shown(mention.id.as_deref().unwrap_or("-")).to_owned())).collect();
    if found != names {
        return Some(format!("{found:?}"));
    }
    let wanted = case.event.as_ref()?;
    let reading = READER.read(&document(sentence, Some(&case.published)), &Options::default());
    let participants: Vec<Vec<&str>> = reading.events.iter().map(|event| event.actors.iter().chain(&event.recipients).map(|id| shown(id)).collect()).collect();
    (!participants.iter().any(|ids| ids == wanted)).then(|| format!("events {participants:?}"))
}

#[test]
fn each_sentence_has_the_names_that_stand_below_it_in_both_scripts() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        let scripts = both_scripts(&case.sentence);
        for (at, sentence) in scripts.iter().enumerate().take(if scripts[0] == scripts[1] { 1 } else { 2 }) {
            let names: Vec<(String, String)> = case.names.iter().map(|(name, id)| (both_scripts(name)[at].clone(), id.clone())).collect();
            if let Some(fault) = fault(case, sentence, &names) {
                wrong.push(format!("line {}: {sentence}\n    {fault}", case.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() >= 150, "{} sentences", cases.len());
}
