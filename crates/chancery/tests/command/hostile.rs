//! Hostile files through `chancery add`: each ends, what can't be read stands in the list of failures with its reason, memory stays small.
//!
//! `cargo xtask hostile` runs all of them, one program each, and prints what each took of processors and memory; without it every ninth runs.

use std::fs;
use std::process::Stdio;

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

/// Milliseconds of processors that the programs took which have ended so far, of their own and of the system for them (Linux, to ten).
fn spent() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> = stat.rsplit(") ").next().unwrap_or_default().split(' ').map(|field| field.parse().unwrap_or(0)).collect();
    fields.get(13..15).map_or(0, |children| children.iter().sum::<u64>() * 10)
}

/// What one file took.
struct Cost {
    milliseconds: u64,
    megabytes: u64,
    name: String,
}

#[test]
fn hostile_files_end_in_the_list_of_failures() {
    let every = if std::env::var_os("CHANCERY_HOSTILE").is_some() { 1 } else { 9 };
    let folder = Folder::new();
    let (mut costs, mut wrong): (Vec<Cost>, String) = (Vec::new(), String::new());
    for case in cases().into_iter().step_by(every) {
        let file = format!("in/{}", case.name);
        folder.file(&file, (case.bytes)());
        let told = fs::File::create(folder.path().join("told")).unwrap();
        let errors = fs::File::create(folder.path().join("errors")).unwrap();
        let before = spent();
        let mut child = folder.command(&["add", &file, "--archive", "kept", "--jsonl"]).stdin(Stdio::null()).stdout(told).stderr(errors).spawn().unwrap();
        let mut memory = 0;
        let status = loop {
            memory = memory.max(peak(child.id()));
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None => std::thread::sleep(std::time::Duration::from_millis(1)),
            }
        };
        costs.push(Cost { milliseconds: spent() - before, megabytes: memory, name: case.name.clone() });
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
    costs.sort_by(|a, b| (b.milliseconds, b.megabytes, &a.name).cmp(&(a.milliseconds, a.megabytes, &b.name)));
    if every == 1 {
        eprintln!("processors  peak memory  file");
        costs.iter().for_each(|cost| eprintln!("{:7} ms  {:8} MB  {}", cost.milliseconds, cost.megabytes, cost.name));
    }
    let most = costs.iter().map(|cost| cost.megabytes).max().unwrap_or(0);
    let slowest = costs.first().map_or(0, |cost| cost.milliseconds);
    eprintln!("{} hostile files, each through a program of its own; at worst {slowest} ms of processors and {most} MB", costs.len());
    assert!(wrong.is_empty(), "{wrong}");
}
