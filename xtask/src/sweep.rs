//! `cargo xtask sweep [--limit N]`: reads all Chinese news of `../shared/corpus` on two threads; N takes the first N items of
//! each file. Counts items, events and failures, and checks every quote against the text at its span.
//! `cargo xtask sample N SEED [--diplomatic] [--ids PREFIX]`: N events drawn at random, for people to judge; of one outlet by its ids.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chancery_knowledge::{Knowledge, Meaning};
use chancery_model::{Document, Reading};
use chancery_reader::{Options, Reader, examples};
use chancery_text::{Span, fold};

use crate::corpus::{self, Draw, Item, SOURCES};

/// How many failures are printed in full.
const SHOWN: usize = 20;

thread_local! {
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What a sweep counts per source.
#[derive(Clone, Default)]
struct Tally {
    items: usize,
    chars: usize,
    with_events: usize,
    events: usize,
    instruments: usize,
    statements: usize,
    figures: usize,
    relations: usize,
    quotes: usize,
    failed: usize,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.items += other.items;
        self.chars += other.chars;
        self.with_events += other.with_events;
        self.events += other.events;
        self.instruments += other.instruments;
        self.statements += other.statements;
        self.figures += other.figures;
        self.relations += other.relations;
        self.quotes += other.quotes;
        self.failed += other.failed;
    }
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let limit = match args {
        [] => usize::MAX,
        ["--limit", n] => n.parse().map_err(|_| format!("expected a number after --limit, found {n:?}"))?,
        _ => return Err("usage: cargo xtask sweep [--limit N]".into()),
    };
    let items = corpus::load(limit)?;
    let knowledge = crate::rules::from_disk()?;
    let reader = Reader::new(&knowledge);
    remember_panics();
    let started = Instant::now();
    let faults: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());
    let tallies = on_two_threads(&items, |at, item, tallies: &mut [Tally; SOURCES.len()]| {
        let tally = &mut tallies[item.source];
        tally.items += 1;
        if let Err(fault) = read_item(&reader, item, tally) {
            tally.failed += 1;
            faults.lock().unwrap_or_else(|poison| poison.into_inner()).push((at, fault));
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let mut faults = faults.into_inner().unwrap_or_else(|poison| poison.into_inner());
    faults.sort();
    for (at, fault) in faults.iter().take(SHOWN) {
        println!("FAILED {}: {fault}", items[*at].id);
    }
    if faults.len() > SHOWN {
        println!("… and {} more", faults.len() - SHOWN);
    }
    let mut total = Tally::default();
    println!(
        "{:<21} {:>7} {:>8} {:>9} {:>10} {:>11} {:>10} {:>8} {:>9} {:>9} {:>6}",
        "source", "items", "events", "per 100", "with one", "instruments", "statements", "figures", "relations", "quotes", "failed"
    );
    for (source, (name, _)) in SOURCES.iter().enumerate() {
        let mut sum = Tally::default();
        tallies.iter().for_each(|tallies| sum.add(&tallies[source]));
        row(name, &sum);
        total.add(&sum);
    }
    row("all", &total);
    println!("{:.1} s on 2 threads, {:.1} million characters; every quote compared with the text at its span", seconds, total.chars as f64 / 1e6);
    if total.failed == 0 { Ok(()) } else { Err(format!("{} items failed", total.failed)) }
}

fn row(name: &str, tally: &Tally) {
    let per_100 = tally.events as f64 * 100.0 / tally.items.max(1) as f64;
    println!(
        "{name:<21} {:>7} {:>8} {per_100:>9.1} {:>10} {:>11} {:>10} {:>8} {:>9} {:>9} {:>6}",
        tally.items, tally.events, tally.with_events, tally.instruments, tally.statements, tally.figures, tally.relations, tally.quotes, tally.failed
    );
}

/// Keeps where a panic happened instead of printing it: the item's id is said with it.
fn remember_panics() {
    std::panic::set_hook(Box::new(|info| {
        PLACE.with_borrow_mut(|place| *place = info.to_string().replace('\n', " "));
    }));
}

pub fn on_two_threads<T: Default + Send>(items: &[Item], work: impl Fn(usize, &Item, &mut T) + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut result = T::default();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else { return result };
                        work(at, item, &mut result);
                    }
                })
            })
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    })
}

pub fn reading(reader: &Reader<'_>, item: &Item) -> Result<(Document, Reading), String> {
    catch_unwind(AssertUnwindSafe(|| {
        let document = item.document()?;
        let reading = reader.read(&document, &Options::default());
        Ok((document, reading))
    }))
    .unwrap_or_else(|_| Err(PLACE.with_borrow(Clone::clone)))
}

fn read_item(reader: &Reader<'_>, item: &Item, tally: &mut Tally) -> Result<(), String> {
    let (document, reading) = reading(reader, item)?;
    tally.events += reading.events.len();
    tally.with_events += usize::from(!reading.events.is_empty());
    tally.instruments += reading.instruments.len();
    tally.statements += reading.statements.len();
    tally.figures += reading.figures.len();
    tally.relations += reading.relations.len();
    let chars: Vec<char> = document.text.as_str().chars().collect();
    tally.chars += chars.len();
    let json = serde_json::to_value(&reading).map_err(|error| error.to_string())?;
    corpus::check_quotes(&json, &chars, &mut tally.quotes).map_or(Ok(()), Err)
}

/// Words of titles that speak of diplomacy, folded.
const DIPLOMATIC: [&str; 31] = [
    "会见",
    "会谈",
    "会晤",
    "访问",
    "出访",
    "访华",
    "国事访问",
    "外交",
    "外长",
    "总统",
    "总理",
    "首相",
    "国家主席",
    "大使",
    "使馆",
    "制裁",
    "联合国",
    "安理会",
    "峰会",
    "通电话",
    "协定",
    "条约",
    "联合声明",
    "建交",
    "断交",
    "致电",
    "贺电",
    "谈判",
    "停火",
    "关税",
    "斡旋",
];

/// Whether a title holds a state's name and a word of diplomacy, or two such words.
pub fn diplomatic(knowledge: &Knowledge, title: &str) -> bool {
    let folded: Vec<char> = title.chars().map(fold).collect();
    let mut state = false;
    for at in 0..folded.len() {
        knowledge.lexicon.each_at(&folded, at, |hit| {
            state |= hit.len > 1
                && knowledge.lexicon.meanings(hit.form).iter().any(|meaning| matches!(meaning, Meaning::Entity(row, false) if knowledge.is_state(*row)));
        });
    }
    let title: String = folded.into_iter().collect();
    usize::from(state) + DIPLOMATIC.iter().filter(|word| title.contains(**word)).count() >= 2
}

/// Prints a sample of events.
pub fn sample(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask sample N SEED [--diplomatic] [--ids PREFIX]";
    let (n, seed, only, prefix) = match args {
        [n, seed] => (n, seed, false, ""),
        [n, seed, "--diplomatic"] => (n, seed, true, ""),
        [n, seed, "--ids", prefix] => (n, seed, false, *prefix),
        [n, seed, "--diplomatic", "--ids", prefix] => (n, seed, true, *prefix),
        _ => return Err(usage.into()),
    };
    let (n, seed): (usize, u64) = n.parse().ok().zip(seed.parse().ok()).ok_or(usage)?;
    let knowledge = crate::rules::from_disk()?;
    let mut items = corpus::load(usize::MAX)?;
    items.retain(|item| item.id.starts_with(prefix));
    if only {
        items.retain(|item| diplomatic(&knowledge, &item.title));
    }
    let reader = Reader::new(&knowledge);
    remember_panics();
    let found = on_two_threads(&items, |at, item, found: &mut Vec<(usize, usize, String)>| {
        let Ok((document, reading)) = reading(&reader, item) else { return };
        for (number, event) in reading.events.iter().enumerate() {
            // A headline alone often leaves open what the body settles: all tellings are shown.
            let mut sentences: Vec<String> = Vec::new();
            for evidence in &event.evidence {
                let told = sentence(&document, evidence.span.0);
                if told != item.title && !sentences.contains(&told) {
                    sentences.push(told);
                }
            }
            let told = if sentences.is_empty() { "(the title alone)".to_owned() } else { sentences.join(" ‖ ") };
            found.push((at, number, format!("{told}\n     {}", examples::describe(&reading, event))));
        }
    });
    let mut events: Vec<(usize, usize, String)> = found.into_iter().flatten().collect();
    events.sort();
    println!("{} events in {} items; {} drawn with seed {seed}", events.len(), items.len(), n.min(events.len()));
    Draw(seed).shuffle(&mut events);
    for (number, (at, event, told)) in events.iter().take(n).enumerate() {
        let item = &items[*at];
        let date = item.date.map_or_else(|| "undated".into(), |date| date.to_string());
        println!("\n{:>3}. {} v{} {date} {}\n     {told}", number + 1, item.id, event + 1, item.title);
    }
    Ok(())
}

/// The sentence or sentences that a span stands in, on one line.
pub fn sentence(document: &Document, span: Span) -> String {
    let chars: Vec<char> = document.text.as_str().chars().collect();
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '\n' | '\r');
    let start = chars[..span.start as usize].iter().rposition(|c| ends(*c)).map_or(0, |at| at + 1);
    let from = span.end as usize;
    let end = if from > 0 && ends(chars[from - 1]) { from } else { chars[from..].iter().position(|c| ends(*c)).map_or(chars.len(), |at| from + at + 1) };
    chars[start..end].iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect::<String>().trim().to_owned()
}
