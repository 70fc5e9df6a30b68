//! A text and the same text in the other script give the same facts.
//!
//! Conversion here is character by character: to simplified by the table that folding uses, to traditional by the same table
//! backwards (its first traditional form, mended where that is a rare one). Offsets therefore agree.

use std::collections::BTreeMap;

use chancery_model::Reading;
use chancery_text::fold_text;

use crate::{Source, read, sources};

const TABLE: &str = include_str!("../../../chancery-text/data/fold.tsv");

/// Where the first form of the table is not the usual one.
const USUAL: &[(char, char)] = &[
    ('台', '臺'),
    ('里', '裡'),
    ('后', '後'),
    ('发', '發'),
    ('于', '於'),
    ('为', '為'),
    ('着', '著'),
    ('历', '歷'),
    ('众', '眾'),
    ('布', '布'),
    ('系', '系'),
    ('制', '制'),
    ('出', '出'),
    ('只', '只'),
    ('干', '幹'),
    ('复', '復'),
    ('钟', '鐘'),
    ('面', '面'),
    ('表', '表'),
    ('周', '周'),
    ('准', '準'),
    ('云', '雲'),
    ('几', '幾'),
    ('台', '台'),
];

fn pairs() -> impl Iterator<Item = (char, char)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t').filter_map(|cell| cell.chars().next());
        cells.next().zip(cells.next())
    })
}

fn simplified(text: &str) -> String {
    let table: BTreeMap<char, char> = pairs().collect();
    text.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
}

fn traditional(text: &str) -> String {
    let mut table: BTreeMap<char, char> = BTreeMap::new();
    for (from, to) in pairs() {
        table.entry(to).or_insert(from);
    }
    table.extend(USUAL.iter().copied());
    text.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
}

/// The facts of a reading, each on a line that both scripts write alike.
fn facts(reading: &Reading) -> Vec<String> {
    let date =
        |date: &Option<chancery_model::DateRange>| serde_json::to_value(date).map_or_else(|_| String::new(), |date| format!("{}/{}", date["from"], date["to"]));
    let mut facts = Vec::new();
    for event in &reading.events {
        let spans: Vec<String> = event.evidence.iter().map(|evidence| evidence.span.0.to_string()).collect();
        facts.push(format!("event {} {} {} {} {:?}", event.kind, event.status, date(&event.date), fold_text(&event.sides.join(" ")), spans));
    }
    for statement in &reading.statements {
        facts.push(format!("statement {}", statement.span.0));
    }
    for figure in &reading.figures {
        facts.push(format!("figure {} {} {}", figure.value, fold_text(figure.unit.as_deref().unwrap_or("")), figure.span.0));
    }
    for relation in &reading.relations {
        facts.push(format!("relation {} {} {}", relation.action, fold_text(&relation.parties.join(" ")), relation.span.0));
    }
    facts.push(format!("{} instruments", reading.instruments.len()));
    facts.sort();
    facts
}

/// What one has and the other has not.
fn differences(source: &Source, other: &Source) -> Vec<String> {
    let (a, b) = (facts(&read(source)), facts(&read(other)));
    let lost = a.iter().filter(|fact| !b.contains(fact)).map(|fact| format!("  only as given:  {fact}"));
    let won = b.iter().filter(|fact| !a.contains(fact)).map(|fact| format!("  only converted: {fact}"));
    lost.chain(won).collect()
}

#[test]
fn both_scripts_give_the_same_facts() {
    let sources = sources();
    let mut differing = Vec::new();
    for source in &sources {
        let from_traditional = simplified(&source.text) != source.text && read(source).source.language != "zh-Hans";
        let other = source.with(if from_traditional { simplified(&source.text) } else { traditional(&source.text) });
        assert_ne!(source.text, other.text, "{}: conversion changed nothing", source.name);
        assert_eq!(fold_text(&source.text), fold_text(&other.text), "{}: the two scripts fold apart", source.name);
        let found = differences(source, &other);
        if !found.is_empty() {
            differing.push(format!("{} ({} → {})\n{}", source.name, read(source).source.language, read(&other).source.language, found.join("\n")));
        }
    }
    println!("{} of {} documents give exactly the same facts in the other script", sources.len() - differing.len(), sources.len());
    assert!(differing.is_empty(), "{} of {} documents differ\n{}", differing.len(), sources.len(), differing.join("\n"));
}
