//! `cargo xtask reconcile [--sample N SEED [--across]]`: reads the mainland and Hong Kong news of the days that both cover, makes the
//! register and counts what was merged and how long it took; checks that a shuffled order gives the same register.
//! With `--sample`: N merged events drawn at random, each report with its sentence, and N pairs of events of the same kind, sides
//! and week that were not merged, for people to judge. `--across`: events with reports, and pairs with one event, of both outlets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use chancery_model::{Date, Document, Reading};
use chancery_reader::{Reader, examples};
use chancery_register::{Decisions, EventRecord, Item, Origin, Record, items, reconcile};

use crate::corpus::{self, Draw, SOURCES};
use crate::sweep;

/// First and last day that both outlets cover.
const DAYS: (&str, &str) = ("2017-01-01", "2019-12-31");
/// Days of a week.
const WEEK: i32 = 7;

struct Source {
    item: corpus::Item,
    document: Document,
    reading: Reading,
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask reconcile [--sample N SEED [--across]]";
    let (sample, across) = match args {
        [] => (None, false),
        ["--sample", n, seed] => (Some((n, seed)), false),
        ["--sample", n, seed, "--across"] => (Some((n, seed)), true),
        _ => return Err(usage.into()),
    };
    let sample: Option<(usize, u64)> = match sample {
        None => None,
        Some((n, seed)) => Some(n.parse().ok().zip(seed.parse().ok()).ok_or(usage)?),
    };
    let (first, last) = Date::parse(DAYS.0).zip(Date::parse(DAYS.1)).ok_or("the days of this chore are no dates")?;
    let knowledge = crate::rules::from_disk()?;
    let mut news = corpus::load(usize::MAX)?;
    news.retain(|item| item.source < 2 && item.date.is_some_and(|date| first <= date && date <= last));
    let reader = Reader::new(&knowledge);
    let mut read: Vec<(usize, Document, Reading)> = sweep::on_two_threads(&news, |at, item, read: &mut Vec<_>| {
        if let Ok((document, reading)) = sweep::reading(&reader, item) {
            read.push((at, document, reading));
        }
    })
    .into_iter()
    .flatten()
    .collect();
    read.sort_by_key(|(at, _, _)| *at);
    let mut rest: BTreeMap<usize, corpus::Item> = news.into_iter().enumerate().collect();
    let sources: Vec<Source> = read.into_iter().filter_map(|(at, document, reading)| rest.remove(&at).map(|item| Source { item, document, reading })).collect();

    let started = Instant::now();
    let mut told: Vec<Item> = sources.iter().flat_map(|source| items(&source.reading, &origin(source))).collect();
    let made = started.elapsed().as_secs_f64();
    let decisions = Decisions::default();
    let started = Instant::now();
    let records = reconcile(&told.iter().collect::<Vec<_>>(), &decisions);
    let reconciled = started.elapsed().as_secs_f64();
    let happenings: Vec<&Item> = told.iter().filter(|item| item.bucket.starts_with("event|")).collect();
    let started = Instant::now();
    reconcile(&happenings, &decisions);
    let events_alone = started.elapsed().as_secs_f64();
    Draw(1).shuffle(&mut told);
    let again = reconcile(&told.iter().collect::<Vec<_>>(), &decisions);
    if serde_json::to_string(&records).ok() != serde_json::to_string(&again).ok() {
        return Err("a shuffled order gave another register".into());
    }
    count(&sources, &told, &records, [made, reconciled, events_alone]);
    let Some((n, seed)) = sample else { return Ok(()) };
    let by_id: BTreeMap<&str, &Source> = sources.iter().map(|source| (source.document.source.id.as_str(), source)).collect();
    let events: Vec<&EventRecord> = records
        .iter()
        .filter_map(|record| match record {
            Record::Event(event) => Some(event),
            _ => None,
        })
        .collect();
    let mut merged: Vec<&EventRecord> = events.iter().copied().filter(|event| event.report_count > 1 && (!across || outlets(event) > 1)).collect();
    Draw(seed).shuffle(&mut merged);
    println!("\nMERGED: {} events, {} drawn with seed {seed}", merged.len(), n.min(merged.len()));
    for (number, event) in merged.iter().take(n).enumerate() {
        println!("\nM{} {}", number + 1, head(event));
        reports(event, &by_id);
    }
    let mut pairs = near_pairs(&events, across);
    Draw(seed).shuffle(&mut pairs);
    println!("\nAPART: {} pairs of the same kind, sides and week, {} drawn with seed {seed}", pairs.len(), n.min(pairs.len()));
    for (number, (a, b)) in pairs.iter().take(n).enumerate() {
        println!("\nA{} {}", number + 1, head(a));
        reports(a, &by_id);
        println!("  and {}", head(b));
        reports(b, &by_id);
    }
    Ok(())
}

fn origin(source: &Source) -> Arc<Origin> {
    let published = source.document.source.published.as_ref().map(|published| (published.from, published.to));
    Arc::new(Origin { source: source.document.source.id.clone(), outlet: Some(SOURCES[source.item.source].0.to_owned()), published, group: None })
}

fn outlets(event: &EventRecord) -> usize {
    event.reports.iter().filter_map(|report| report.outlet.as_deref()).collect::<BTreeSet<_>>().len()
}

fn count(sources: &[Source], told: &[Item], records: &[Record], [made, reconciled, events_alone]: [f64; 3]) {
    let mut layers: BTreeMap<&str, (usize, usize, usize, usize, usize)> = BTreeMap::new();
    for record in records {
        let (name, contested) = match record {
            Record::Event(record) => ("events", record.contested.len()),
            Record::Instrument(record) => ("instruments", record.contested.len()),
            Record::Statement(_) => ("statements", 0),
            Record::Figure(record) => ("figures", record.contested.len()),
            Record::Relation(record) => ("relations", record.contested.len()),
            Record::Person(_) => ("persons", 0),
            Record::Formulation(_) => ("formulations", 0),
        };
        let row = layers.entry(name).or_default();
        row.0 += 1;
        row.1 += record.reports().len();
        let outlets: BTreeSet<_> = record.reports().iter().filter_map(|report| report.outlet.as_deref()).collect();
        let from: BTreeSet<_> = record.reports().iter().map(|report| report.source.as_str()).collect();
        row.2 += usize::from(from.len() > 1);
        row.3 += usize::from(outlets.len() > 1);
        row.4 += usize::from(contested > 0);
    }
    println!("{:<14} {:>8} {:>8} {:>15} {:>13} {:>10}", "layer", "records", "items", "several sources", "both outlets", "contested");
    for (name, (records, reports, several, both, contested)) in &layers {
        println!("{name:<14} {records:>8} {reports:>8} {several:>15} {both:>13} {contested:>10}");
    }
    let per = |seconds: f64| seconds * 1e6 / sources.len().max(1) as f64;
    println!(
        "{} documents, {} items; on one thread {made:.2} s to make items ({:.0} µs a document), {reconciled:.2} s to reconcile ({:.0} µs, events alone {:.0} µs); shuffled: the same register",
        sources.len(),
        told.len(),
        per(made),
        per(reconciled),
        per(events_alone)
    );
    let mut buckets: BTreeMap<&str, usize> = BTreeMap::new();
    for item in told {
        *buckets.entry(item.bucket.as_str()).or_default() += 1;
    }
    let mut large: Vec<(usize, &str)> = buckets.iter().map(|(bucket, size)| (*size, *bucket)).filter(|(_, bucket)| bucket.starts_with("event")).collect();
    large.sort_by(|a, b| b.cmp(a));
    let large: Vec<String> = large.iter().take(5).map(|(size, bucket)| format!("{bucket} {size}")).collect();
    println!("{} buckets; the largest of events: {}", buckets.len(), large.join(", "));
}

/// Pairs of events of one kind, with the same sides, whose days or days of publication lie within a week.
fn near_pairs<'a>(events: &[&'a EventRecord], across: bool) -> Vec<(&'a EventRecord, &'a EventRecord)> {
    let day = |event: &EventRecord| {
        let told = event.date.filter(|date| date.from.zip(date.to).is_some_and(|(from, to)| to.days() - from.days() < WEEK)).and_then(|date| date.from);
        // A date that is coarse is no day; nor then is the day of publication.
        if event.date.is_some() { told } else { event.reports.first().and_then(|report| report.published) }.map(Date::days)
    };
    let mut by_key: BTreeMap<(&str, &[String]), Vec<(i32, &'a EventRecord)>> = BTreeMap::new();
    for event in events {
        if let Some(day) = day(event).filter(|_| !event.sides.is_empty()) {
            by_key.entry((event.kind.as_str(), &event.sides)).or_default().push((day, event));
        }
    }
    let mut pairs = Vec::new();
    for group in by_key.values_mut() {
        group.sort_by(|(a, left), (b, right)| (a, &left.id).cmp(&(b, &right.id)));
        for (at, (day, left)) in group.iter().enumerate() {
            for (_, right) in group[at + 1..].iter().take_while(|(other, _)| other - day < WEEK) {
                let both = left.reports.iter().chain(&right.reports).filter_map(|report| report.outlet.as_deref()).collect::<BTreeSet<_>>().len() > 1;
                if !across || both {
                    pairs.push((*left, *right));
                }
            }
        }
    }
    pairs
}

fn head(event: &EventRecord) -> String {
    let names = |list: &[chancery_register::Took]| list.iter().map(|one| one.key.as_str()).collect::<Vec<_>>().join(" + ");
    let date = event.date.map_or_else(|| "no date".to_owned(), |date| format!("{}..{}", show(date.from), show(date.to)));
    let mut text = format!("{} {} {date} [{}] {} > {}", event.id, event.kind, event.status, names(&event.actors), names(&event.recipients));
    if let Some(topic) = &event.topic {
        text.push_str(&format!(" <{topic}>"));
    }
    for contested in &event.contested {
        text.push_str(&format!(" !{}", contested.field));
    }
    text
}

fn show(date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn reports(event: &EventRecord, sources: &BTreeMap<&str, &Source>) {
    for report in &event.reports {
        let Some(source) = sources.get(report.source.as_str()) else { continue };
        let Some(told) = source.reading.events.iter().find(|event| event.id == report.record) else { continue };
        let mut sentences: Vec<String> = Vec::new();
        for evidence in &told.evidence {
            let sentence = sweep::sentence(&source.document, evidence.span.0);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        println!("    {} {} {} | {}", show(report.published), source.item.id, source.item.title, examples::describe(&source.reading, told));
        println!("        {}", sentences.iter().take(2).cloned().collect::<Vec<_>>().join(" ‖ "));
    }
}
