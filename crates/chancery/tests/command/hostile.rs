//! Hostile files through `chancery add`: each ends, what can't be read stands in the list of failures with its reason, memory stays small.
//!
//! `cargo xtask hostile` runs all of them, one program each, and prints the slowest and the largest; without it every ninth runs.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::archive::rows;
use crate::formats::hostile::{End, cases};
use crate::sample::Folder;

/// Megabytes.
const MOST: u64 = 256;

fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes >> 10)
}

#[test]
fn hostile_files_end_in_the_list_of_failures() {
    let every = if std::env::var_os("CHANCERY_HOSTILE").is_some() { 1 } else { 9 };
    let folder = Folder::new();
    let (mut times, mut wrong, mut most): (Vec<(Duration, String)>, String, _) = (Vec::new(), String::new(), (0, String::new()));
    for case in cases().into_iter().step_by(every) {
        let file = format!("in/{}", case.name);
        folder.file(&file, (case.bytes)());
        let told = fs::File::create(folder.path().join("told")).unwrap();
        let errors = fs::File::create(folder.path().join("errors")).unwrap();
        let clock = Instant::now();
        let mut child = folder.command(&["add", &file, "--archive", "kept", "--jsonl"]).stdin(Stdio::null()).stdout(told).stderr(errors).spawn().unwrap();
        let mut memory = 0;
        let status = loop {
            memory = memory.max(peak(child.id()));
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        times.push((clock.elapsed(), case.name.clone()));
        most = most.max((memory, case.name.clone()));
        let failed = rows(&folder.run(&["failed", "--jsonl", "--archive", "kept"]).out);
        let reasons: Vec<&str> = failed.iter().filter_map(|row| row["reason"].as_str()).collect();
        let fits = match case.end {
            End::Limit(name) => reasons.iter().any(|reason| reason.contains(&format!("the limit {name} is "))),
            End::Fails => !reasons.is_empty(),
            End::Any => true,
        };
        let clear = reasons.iter().all(|reason| reason.starts_with(&file) && reason.len() < 1400 && reason.ends_with(['.', ')']));
        let code = if reasons.is_empty() { 0 } else { 3 };
        if !fits || !clear || status.code() != Some(code) || memory > MOST {
            wrong.push_str(&format!("{}: {status}, {memory} MB, {:?}\n", case.name, reasons.first()));
        }
        let _ = fs::remove_dir_all(folder.path().join("kept"));
        let _ = fs::remove_dir_all(folder.path().join("in"));
    }
    times.sort();
    for (time, name) in times.iter().rev().take(8) {
        eprintln!("{:6} ms  {name}", time.as_millis());
    }
    eprintln!("{} hostile files, each through a program of its own; most memory {} MB ({})", times.len(), most.0, most.1);
    assert!(wrong.is_empty(), "{wrong}");
}
