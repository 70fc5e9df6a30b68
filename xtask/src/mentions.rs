//! `cargo xtask mentions N SEED`: persons beside an office in N diplomatic items, for people to judge.
//!
//! In: a draw, half from the mainland's collection and half from Hong Kong's. Out: per item, every clause that has an office, whether the reader found anybody
//! there or not, with the persons it found in brackets: state, and `+` before it where the tables lack the person. Clauses said
//! before in the item are left out. Found mentions are counted; what was missed or is wrong is for people to see.

use std::collections::BTreeSet;

use chancery_reader::Reader;

use crate::corpus::{self, Draw};
use crate::persons::{Mention, Words};
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
    let mut room = [n.div_ceil(2), n / 2];
    items.retain(|item| {
        let left = room[item.source];
        room[item.source] = left.saturating_sub(1);
        left > 0
    });
    let reader = Reader::new(&knowledge);
    let (mut beside, mut new, mut clauses) = (0, 0, 0);
    for item in &items {
        let (document, reading) = sweep::reading(&reader, item)?;
        let words = Words::new(&knowledge, &document);
        let mentions = words.mentions(&reading);
        for mention in mentions.iter().filter(|mention| mention.office) {
            beside += 1;
            new += usize::from(!reading.entities[mention.who].known);
        }
        println!("\n{} {}", item.id, item.title);
        let text: Vec<char> = document.text.as_str().chars().collect();
        let shown = |mention: &Mention| {
            let entity = &reading.entities[mention.who];
            format!(" {}{}]", if entity.known { "" } else { "+" }, entity.state.as_deref().unwrap_or("-"))
        };
        let mut said = BTreeSet::new();
        for (start, end) in words.office_clauses() {
            let mut line = String::new();
            for (at, c) in text.iter().enumerate().take(end).skip(start) {
                if mentions.iter().any(|mention| mention.span.start as usize == at) {
                    line.push('[');
                }
                line.push(if c.is_whitespace() { ' ' } else { *c });
                if let Some(mention) = mentions.iter().find(|mention| mention.span.end as usize == at + 1) {
                    line.push_str(&shown(mention));
                }
            }
            if said.insert(line.clone()) {
                clauses += 1;
                println!("  {}", line.trim());
            }
        }
    }
    println!(
        "\n{} items, {clauses} clauses with an office, {beside} mentions beside an office found, {new} of them of persons whom the tables lack",
        items.len()
    );
    Ok(())
}
