//! `cargo xtask mine [--least N] [--state XXX] [--quotes N]`: persons whom the news names with a state and an office and the
//! tables lack, as a table for those who fill `knowledge/names/persons/`.
//!
//! All news of the first two collections is read; names that discovery finds beside an office are gathered by name and state. Printed
//! are those of at least N items (3), most frequent first: state, name, items in each collection, first and last day, forms, Latin form where
//! the text gives one, offices with counts, a person of the same state whose name it contains, quotes.

use std::collections::BTreeMap;

use chancery_knowledge::{Knowledge, Meaning};
use chancery_model::Date;
use chancery_reader::Reader;
use chancery_text::{fold, fold_text};

use crate::corpus::{self, Item};
use crate::persons::{self, Words};
use crate::sweep;

/// What is gathered of a name.
#[derive(Default)]
struct Candidate {
    items: [usize; 2],
    days: Option<(Date, Date)>,
    forms: BTreeMap<String, usize>,
    latin: BTreeMap<String, usize>,
    offices: BTreeMap<String, usize>,
    /// By number of the item.
    quotes: BTreeMap<usize, String>,
}

type Candidates = BTreeMap<(String, String), Candidate>;

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask mine [--least N] [--state XXX] [--quotes N]";
    let (mut least, mut only, mut quotes) = (3usize, None, 2usize);
    for pair in args.chunks(2) {
        let [key, value] = pair else { return Err(usage.into()) };
        match *key {
            "--least" => least = value.parse().map_err(|_| usage)?,
            "--state" => only = Some((*value).to_owned()),
            "--quotes" => quotes = value.parse().map_err(|_| usage)?,
            _ => return Err(usage.into()),
        }
    }
    let knowledge = crate::rules::from_disk()?;
    let mut items = corpus::load(usize::MAX)?;
    items.retain(|item| item.source < 2);
    let reader = Reader::new(&knowledge);
    let mut all = Candidates::new();
    for part in sweep::on_two_threads(&items, |at, item, found: &mut Candidates| gather(&reader, at, item, quotes, found)) {
        for (key, candidate) in part {
            merge(all.entry(key).or_default(), candidate);
        }
    }
    let mut rows: Vec<(&(String, String), &Candidate)> = all.iter().filter(|(_, candidate)| candidate.items.iter().sum::<usize>() >= least).collect();
    rows.retain(|((state, _), _)| only.as_ref().is_none_or(|only| only == state));
    rows.sort_by_key(|(key, candidate)| (std::cmp::Reverse(candidate.items.iter().sum::<usize>()), *key));
    let near = known_forms(&knowledge);
    println!("state\tname\tmainland\tHong Kong\tfirst\tlast\tforms\tlatin\toffices\tcontains\tquotes");
    for ((state, name), candidate) in rows {
        let (first, last) = candidate.days.map_or_else(Default::default, |(first, last)| (first.to_string(), last.to_string()));
        let quotes: Vec<&str> = candidate.quotes.values().take(quotes).map(String::as_str).collect();
        println!(
            "{state}\t{name}\t{}\t{}\t{first}\t{last}\t{}\t{}\t{}\t{}\t{}",
            candidate.items[0],
            candidate.items[1],
            by_count(&candidate.forms, false),
            by_count(&candidate.latin, false),
            by_count(&candidate.offices, true),
            contained(&near, state, name),
            quotes.join(" ‖ ")
        );
    }
    Ok(())
}

fn gather(reader: &Reader<'_>, at: usize, item: &Item, quotes: usize, found: &mut Candidates) {
    let Ok((document, reading)) = sweep::reading(reader, item) else { return };
    let words = Words::new(reader.knowledge, &document);
    let mut beside: BTreeMap<usize, chancery_text::Span> = BTreeMap::new();
    for mention in words.mentions(&reading).iter().filter(|mention| mention.office) {
        beside.entry(mention.who).or_insert(mention.span);
    }
    for (who, span) in beside {
        let entity = &reading.entities[who];
        let Some(state) = entity.state.clone().filter(|_| !entity.known) else { continue };
        let form = document.text.slice(span).to_owned();
        let mut offices = BTreeMap::new();
        offices.extend(entity.office.clone().map(|office| (office, 1)));
        let latin = entity.names.iter().filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())).map(|name| (name.clone(), 1)).collect();
        let mut candidate = Candidate {
            days: item.date.map(|day| (day, day)),
            forms: BTreeMap::from([(form.clone(), 1)]),
            latin,
            offices,
            quotes: BTreeMap::from([(at, format!("{} {}", item.id, persons::quote(&document, span, 20, 8)))]),
            ..Candidate::default()
        };
        candidate.items[item.source] = 1;
        let into = found.entry((state, fold_text(&form))).or_default();
        merge(into, candidate);
        while into.quotes.len() > quotes {
            into.quotes.pop_last();
        }
    }
}

fn merge(into: &mut Candidate, from: Candidate) {
    for (sum, more) in into.items.iter_mut().zip(from.items) {
        *sum += more;
    }
    into.days = match (into.days, from.days) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (a, b) => a.or(b),
    };
    for (sums, more) in [(&mut into.forms, from.forms), (&mut into.latin, from.latin), (&mut into.offices, from.offices)] {
        for (key, count) in more {
            *sums.entry(key).or_default() += count;
        }
    }
    into.quotes.extend(from.quotes);
}

/// Keys by falling count.
fn by_count(counts: &BTreeMap<String, usize>, shown: bool) -> String {
    let mut keys: Vec<(&String, &usize)> = counts.iter().collect();
    keys.sort_by_key(|(key, count)| (std::cmp::Reverse(**count), *key));
    let cell = |(key, count): (&String, &usize)| if shown { format!("{key} {count}") } else { key.clone() };
    keys.into_iter().take(6).map(cell).collect::<Vec<_>>().join("|")
}

/// Forms of persons by state: (folded form, id).
fn known_forms(knowledge: &Knowledge) -> BTreeMap<String, Vec<(String, String)>> {
    let mut forms: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for form in 0..knowledge.lexicon.len() as u32 {
        for meaning in knowledge.lexicon.meanings(form) {
            let Meaning::Entity(row, _) = meaning else { continue };
            let entity = &knowledge.entities[*row as usize];
            if entity.id.starts_with("person:") {
                let name: String = entity.name.chars().map(fold).collect();
                forms.entry(entity.state.clone()).or_default().push((name, entity.id.clone()));
            }
        }
    }
    forms.values_mut().for_each(|list| {
        list.sort();
        list.dedup();
    });
    forms
}

/// A known person of the state whose name the name contains, or the other way round.
fn contained(forms: &BTreeMap<String, Vec<(String, String)>>, state: &str, name: &str) -> String {
    let apart = |form: &str| form.chars().count() >= 2 && (name.contains(form) || form.contains(name));
    forms.get(state).into_iter().flatten().find(|(form, _)| apart(form)).map_or_else(String::new, |(_, id)| id.clone())
}
