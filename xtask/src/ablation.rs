//! `cargo xtask ablation [--seed N] [--items N] [--misses N] [--judge N]`: what discovery finds when the tables lack a name.
//!
//! A random third of the known persons is hidden and a fixed draw of diplomatic items is read twice, with all knowledge and
//! without the third. Counted are the hidden persons' mentions that touch an office or speak: how many are still found with
//! the same span, and how many of those with the same state. Mentions whose form another person still has are left out.
//! What discovery adds is right where it is a hidden person's mention; the rest is listed (`--judge`) for people to judge.

use std::collections::{BTreeMap, BTreeSet};

use chancery_knowledge::{Knowledge, SourceFile};
use chancery_model::Entity;
use chancery_reader::Reader;
use chancery_text::Span;

use crate::corpus::{self, Draw, Item};
use crate::persons::{self, Words};
use crate::sweep;

/// The seed of the draw of items, the same whoever is hidden.
const ITEMS_SEED: u64 = 7;

#[derive(Default)]
struct Count {
    all: usize,
    span: usize,
    state: usize,
}

/// What one thread collects.
#[derive(Default)]
struct Found {
    office: Count,
    speech: Count,
    both: Count,
    /// (item, span, what was missed)
    misses: Vec<(usize, Span, String, String)>,
    /// Discovered mentions that are a known person's.
    right: usize,
    /// Discovered mentions to judge.
    others: Vec<(usize, Span, String)>,
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask ablation [--seed N] [--items N] [--misses N] [--judge N]";
    let (mut seed, mut n, mut misses, mut judge) = (1u64, 6000usize, 0usize, 0usize);
    for pair in args.chunks(2) {
        let [key, value] = pair else { return Err(usage.into()) };
        let value: usize = value.parse().map_err(|_| usage)?;
        match *key {
            "--seed" => seed = value as u64,
            "--items" => n = value,
            "--misses" => misses = value,
            "--judge" => judge = value,
            _ => return Err(usage.into()),
        }
    }
    let files = crate::rules::files()?;
    let (full, _) = Knowledge::load(&files);
    let (kept, hidden) = hide(files, seed);
    let (less, _) = Knowledge::load(&kept);
    let mut items = corpus::load(usize::MAX)?;
    items.retain(|item| item.source < 2 && sweep::diplomatic(&full, &item.title));
    let all = items.len();
    Draw(ITEMS_SEED).shuffle(&mut items);
    items.truncate(n);
    let (whole, blind) = (Reader::new(&full), Reader::new(&less));
    let parts = sweep::on_two_threads(&items, |at, item, found: &mut Found| compare(&whole, &blind, &hidden, at, item, found));
    let mut sum = Found::default();
    for part in parts {
        for (into, from) in [(&mut sum.office, &part.office), (&mut sum.speech, &part.speech), (&mut sum.both, &part.both)] {
            into.all += from.all;
            into.span += from.span;
            into.state += from.state;
        }
        sum.misses.extend(part.misses);
        sum.right += part.right;
        sum.others.extend(part.others);
    }
    println!("seed {seed}: {} persons hidden; {} of {all} diplomatic items read", hidden.len(), items.len());
    println!("{:<24} {:>8} {:>11} {:>7} {:>17} {:>7}", "hidden persons", "mentions", "right span", "", "span and state", "");
    for (name, count) in [("beside an office", &sum.office), ("in speech", &sum.speech), ("either", &sum.both)] {
        let part = |n: usize| n as f64 * 100.0 / count.all.max(1) as f64;
        println!("{name:<24} {:>8} {:>11} {:>5.1} % {:>17} {:>5.1} %", count.all, count.span, part(count.span), count.state, part(count.state));
    }
    let added = sum.right + sum.others.len();
    println!(
        "discovery adds {added} mentions: {} are a known person's ({:.1} %), {} are to be judged",
        sum.right,
        sum.right as f64 * 100.0 / added.max(1) as f64,
        sum.others.len()
    );
    list_misses(&mut sum.misses, misses);
    sum.others.sort();
    Draw(seed).shuffle(&mut sum.others);
    for (number, (at, _, quote)) in sum.others.iter().take(judge).enumerate() {
        println!("{:>4}. {} {quote}", number + 1, items[*at].id);
    }
    Ok(())
}

/// The files without a random third of the rows of persons, and the ids of those.
fn hide(mut files: Vec<SourceFile>, seed: u64) -> (Vec<SourceFile>, BTreeSet<String>) {
    let is_table = |file: &SourceFile| file.path.starts_with("names/persons/");
    let id = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    let is_row = |line: &str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("id\t");
    let mut ids: Vec<String> = files.iter().filter(|file| is_table(file)).flat_map(|file| file.text.lines()).filter(|line| is_row(line)).map(id).collect();
    ids.sort();
    ids.dedup();
    Draw(seed).shuffle(&mut ids);
    let hidden: BTreeSet<String> = ids.iter().take(ids.len() / 3).cloned().collect();
    for file in files.iter_mut().filter(|file| is_table(file)) {
        file.text = file.text.lines().filter(|line| !is_row(line) || !hidden.contains(&id(line))).map(|line| format!("{line}\n")).collect();
    }
    (files, hidden)
}

fn compare(whole: &Reader<'_>, blind: &Reader<'_>, hidden: &BTreeSet<String>, at: usize, item: &Item, found: &mut Found) {
    let (Ok((document, truth)), Ok((_, reading))) = (sweep::reading(whole, item), sweep::reading(blind, item)) else { return };
    let (words, less) = (Words::new(whole.knowledge, &document), Words::new(blind.knowledge, &document));
    let seen: BTreeMap<Span, usize> = less.mentions(&reading).into_iter().map(|mention| (mention.span, mention.who)).collect();
    let mut known: BTreeSet<Span> = BTreeSet::new();
    for mention in words.mentions(&truth) {
        let entity = &truth.entities[mention.who];
        if !entity.known {
            continue;
        }
        known.insert(mention.span);
        let lacking = entity.id.strip_prefix("person:").is_some_and(|id| hidden.contains(id)) && !less.is_person_form(mention.span);
        if !lacking || !mention.office && !mention.speech {
            continue;
        }
        let who = seen.get(&mention.span);
        let state = who.map(|who| reading.entities[*who].state.clone());
        let same = state.as_ref().is_some_and(|state| *state == entity.state || serves(whole.knowledge, entity, state.as_deref(), item));
        for (count, counts) in [(&mut found.office, mention.office), (&mut found.speech, mention.speech), (&mut found.both, true)] {
            count.all += usize::from(counts);
            count.span += usize::from(counts && who.is_some());
            count.state += usize::from(counts && same);
        }
        if !same {
            let what = match &state {
                Some(state) => format!("state {} for {}", state.as_deref().unwrap_or("none"), entity.state.as_deref().unwrap_or("none")),
                None => match seen.keys().find(|span| span.overlaps(mention.span)) {
                    Some(span) => format!("span {}", document.text.slice(*span)),
                    None => "not found".into(),
                },
            };
            let quote = format!("{what} | {} | {}", entity.id, persons::quote(&document, mention.span, 16, 10));
            found.misses.push((at, mention.span, document.text.slice(mention.span).to_owned(), quote));
        }
    }
    for (span, who) in &seen {
        let entity = &reading.entities[*who];
        if entity.known {
            continue;
        }
        if known.contains(span) {
            found.right += 1;
        } else {
            let state = entity.state.as_deref().unwrap_or("?");
            found.others.push((at, *span, format!("{state} {}", persons::quote(&document, *span, 20, 14))));
        }
    }
}

/// Whether a person held an office of a state on the day of an item, whatever the table's column of the state says.
fn serves(knowledge: &Knowledge, person: &Entity, state: Option<&str>, item: &Item) -> bool {
    let tenures = knowledge.entity(&person.id).map(|row| &knowledge.entities[row as usize].tenures);
    state.zip(item.date).is_some_and(|(state, day)| tenures.into_iter().flatten().any(|tenure| tenure.body == state && tenure.holds_on(day)))
}

/// The misses by form, the most frequent first, with an example each.
fn list_misses(misses: &mut [(usize, Span, String, String)], shown: usize) {
    misses.sort();
    let mut by_form: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, _, form, quote) in misses.iter() {
        by_form.entry(form).or_default().push(quote);
    }
    let mut rows: Vec<(&str, Vec<&str>)> = by_form.into_iter().collect();
    rows.sort_by_key(|(form, quotes)| (std::cmp::Reverse(quotes.len()), *form));
    for (form, quotes) in rows.iter().take(shown) {
        println!("{:>5} {form}", quotes.len());
        for quote in quotes.iter().step_by((quotes.len() / 3).max(1)).take(3) {
            println!("        {quote}");
        }
    }
}
