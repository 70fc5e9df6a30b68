//! Hostile files of all kinds: each ends in its limit or in a failure that says so, within little memory.
//!
//! `cargo test --release -p chancery-formats --test hostile -- --nocapture` prints the slowest and the peak of memory.

mod support;

use std::time::{Duration, Instant};

use chancery_formats::{Input, Kind, Options, open};
use support::hostile::End::{Any, Fails, Limit};
use support::hostile::cases;

fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().split(' ').next()?.parse::<u64>().ok()? >> 10)
}

#[test]
fn hostile_files_end_in_their_limits_and_in_little_memory() {
    let cases = cases();
    assert!(cases.len() >= 200, "{}", cases.len());
    let options = Options::default();
    let mut times: Vec<(Duration, String)> = Vec::new();
    let mut wrong = String::new();
    let count = cases.len();
    let mut most = 0;
    for case in cases {
        let bytes = (case.bytes)();
        let start = Instant::now();
        let (mut items, mut failures) = (0u64, Vec::new());
        for entry in open(&case.name, Input::bytes(bytes), &options) {
            match entry.and_then(|entry| entry.read(&options)) {
                Ok(_) => items += 1,
                Err(failure) => failures.push(failure),
            }
            assert!(items + (failures.len() as u64) < 300_000, "{}", case.name);
        }
        times.push((start.elapsed(), case.name.clone()));
        let fits = match case.end {
            Limit(name) => failures.iter().any(|failure| failure.kind() == Kind::Limit && failure.message().contains(&format!("the limit {name} is "))),
            Fails => !failures.is_empty(),
            Any => true,
        };
        if !fits {
            wrong.push_str(&format!("{}: {items} items, {:?}\n", case.name, failures.first().map(ToString::to_string)));
        }
        let named = |failure: &chancery_formats::Failure| {
            failure.name().starts_with(case.name.as_str()) && failure.message().len() < 1200 && failure.message().ends_with(['.', ')'])
        };
        if let Some(failure) = failures.iter().find(|failure| !named(failure)) {
            wrong.push_str(&format!("{}: a poor message: {failure}\n", case.name));
        }
        let peak = peak_megabytes().unwrap_or(0);
        if peak > most + 8 {
            eprintln!("memory {peak} MB after {}", case.name);
            most = peak;
        }
    }
    times.sort();
    for (time, name) in times.iter().rev().take(12) {
        eprintln!("{:6} ms  {name}", time.as_millis());
    }
    eprintln!("{count} hostile files; peak of memory {most} MB");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(most <= 256, "{most} MB");
}
