//! `cargo xtask mentions N SEED`: persons beside an office in N diplomatic items, for people to judge.
//!
//! In: a draw of the first two collections. Out: per item, every person who touches an office as the reader has found him (words,
//! id or `new`, state), each form once with its number of mentions; then places where a name seems to stand beside an office
//! and none was found.

use std::collections::BTreeMap;

use chancery_reader::Reader;
use chancery_text::Span;

use crate::corpus::{self, Draw};
use crate::persons::{self, Words};
use crate::sweep;

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask mentions N SEED";
    let [n, seed] = args else { return Err(usage.into()) };
    let (n, seed): (usize, u64) = n.parse().ok().zip(seed.parse().ok()).ok_or(usage)?;
    let knowledge = crate::rules::from_disk()?;
    let mut items = corpus::load(usize::MAX)?;
    items.retain(|item| item.source < 2 && sweep::diplomatic(&knowledge, &item.title));
    Draw(seed).shuffle(&mut items);
    items.truncate(n);
    let reader = Reader::new(&knowledge);
    let (mut all, mut new, mut open) = (0, 0, 0);
    for item in &items {
        let (document, reading) = sweep::reading(&reader, item)?;
        let words = Words::new(&knowledge, &document);
        let mentions = words.mentions(&reading);
        let mut rows: BTreeMap<(&str, &str), (usize, Span)> = BTreeMap::new();
        for mention in mentions.iter().filter(|mention| mention.office) {
            let entity = &reading.entities[mention.who];
            all += 1;
            new += usize::from(!entity.known);
            rows.entry((document.text.slice(mention.span), entity.id.as_str())).or_insert((0, mention.span)).0 += 1;
        }
        println!("\n{} {}", item.id, item.title);
        for ((_, id), (count, span)) in &rows {
            let entity = reading.entities.iter().find(|entity| entity.id == *id);
            let state = entity.and_then(|entity| entity.state.as_deref()).unwrap_or("-");
            let id = if entity.is_some_and(|entity| entity.known) { id.trim_start_matches("person:") } else { "new" };
            println!("  {count:>2} {state:<4} {id:<24} {}", persons::quote(&document, *span, 12, 4));
        }
        let taken = |span: Span| mentions.iter().any(|mention| mention.span.overlaps(span));
        for place in words.open_offices().into_iter().filter(|place| !taken(*place)) {
            open += 1;
            println!("   ? {}", persons::quote(&document, place, 12, 4));
        }
    }
    println!(
        "\n{} items, {all} mentions beside an office, {new} of them of persons whom the tables lack; {open} places where a name may be missed",
        items.len()
    );
    Ok(())
}
