//! `cargo xtask bench archive [--limit N]`: what an archive of the news of `../shared/corpus` costs and how fast it answers.
//! `cargo xtask crash [N]`: kills the program at N (2000) moments while it adds, decides and rebuilds, and checks what is left.
//! `cargo xtask crash --io`: makes every writing call of small runs fail, one after another. `cargo xtask hostile`: adds all hostile files.
//! `cargo xtask orders`: the register of some thousand items, whatever their order.
//!
//! In: the mainland and Hong Kong items as two files of JSON Lines; the built program beside this one. Out: documents per second of adding, peak
//! memory, bytes on disk against bytes of text, latencies over queries of a fixed seed, rebuild and verify, the first result from cold.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chancery_archive::{Archive, Query};

use crate::bench::{peak_kilobytes, program, scratch};
use crate::corpus::{self, Draw};

const SEED: u64 = 20_260_521;
const QUERIES: usize = 200;
/// Results that a query waits for.
const PAGE: usize = 20;

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let limit = match args {
        [] => usize::MAX,
        ["--limit", n] => n.parse().map_err(|_| format!("expected a number after --limit, found {n:?}"))?,
        _ => return Err("usage: cargo xtask bench archive [--limit N]".into()),
    };
    let program = program().ok_or("no program `chancery` beside this one; cargo build --release")?;
    let folder = scratch()?.join("archive");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut items = corpus::load(limit)?;
    items.retain(|item| item.source < 2);
    let raw: usize = items.iter().map(|item| item.text.len()).sum();
    let mut files = Vec::new();
    for (source, name) in ["mainland.jsonl", "hongkong.jsonl"].into_iter().enumerate() {
        let mut lines = String::new();
        items.iter().filter(|item| item.source == source).for_each(|item| lines.push_str(&line(item)));
        let path = folder.join(name);
        std::fs::write(&path, lines).map_err(|error| error.to_string())?;
        files.push(path);
    }
    let given: u64 = files.iter().filter_map(|path| path.metadata().ok()).map(|found| found.len()).sum();
    println!("{} items of two outlets, {:.1} MB of text, {:.1} MB as given", items.len(), raw as f64 / 1e6, given as f64 / 1e6);

    let kept = folder.join("kept");
    let add = |what: &str| -> Result<(), String> {
        let (seconds, cpu, peak) = watched(Command::new(&program).arg("add").args(&files).arg("--archive").arg(&kept))?;
        println!(
            "{what:<34} {:>8.0} documents/s   {seconds:.1} s on the clock, {cpu:.1} s of processors, peak memory {:.0} MB",
            items.len() as f64 / seconds,
            peak as f64 / 1e3
        );
        Ok(())
    };
    add("add: read, reconcile, index")?;
    let size: u64 =
        std::fs::read_dir(&kept).map_err(|error| error.to_string())?.flatten().filter_map(|entry| entry.metadata().ok()).map(|found| found.len()).sum();
    println!(
        "folder                             {:>8.0} bytes/document   {:.1} MB, {:.2} times the text, {:.2} times what was given",
        size as f64 / items.len() as f64,
        size as f64 / 1e6,
        size as f64 / raw as f64,
        size as f64 / given as f64
    );
    add("add again: nothing new")?;
    search(&kept, &items)?;
    for args in
        [&["events", "--pair", "CHN-RUS", "--limit", "1"][..], &["events", "--pair", "CHN-RUS", "--jsonl"], &["search", "战略协作伙伴", "--limit", "20"]]
    {
        let mut times: Vec<f64> = Vec::new();
        for _ in 0..9 {
            let clock = Instant::now();
            Command::new(&program).args(args).arg("--archive").arg(&kept).stdout(Stdio::null()).status().map_err(|error| error.to_string())?;
            times.push(clock.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "chancery {:<42} {:>6.0} ms from start to end, the whole program; {:.0} at worst of {}",
            args.join(" "),
            times[times.len() / 2],
            times[times.len() - 1],
            times.len()
        );
    }
    for chore in ["verify", "rebuild"] {
        let (seconds, cpu, peak) = watched(Command::new(&program).args([chore, "--archive"]).arg(&kept))?;
        println!("{chore:<34} {seconds:>8.1} s   {cpu:.1} s of processors, peak memory {:.0} MB", peak as f64 / 1e3);
    }
    std::fs::remove_dir_all(&folder).ok();
    Ok(())
}

/// Runs a command to its end: seconds on the clock, of processors, and kilobytes at the peak.
fn watched(command: &mut Command) -> Result<(f64, f64, u64), String> {
    let clock = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().map_err(|error| error.to_string())?;
    let (mut peak, mut ticks) = (0, 0);
    loop {
        let id = child.id().to_string();
        peak = peak.max(peak_kilobytes(&id).unwrap_or(0));
        ticks = ticks.max(processor_ticks(&id).unwrap_or(0));
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            let seconds = clock.elapsed().as_secs_f64();
            return if status.success() { Ok((seconds, ticks as f64 / 100.0, peak)) } else { Err(format!("{command:?} ended with {status}")) };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// User and system time of a process, in hundredths of a second (Linux).
fn processor_ticks(process: &str) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(") ").next()?.split(' ').collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// Phrases of two to eight characters drawn from the texts; each waits for its first page with the words found.
fn search(kept: &Path, items: &[corpus::Item]) -> Result<(), String> {
    let archive = Archive::open(kept).map_err(|error| error.to_string())?;
    let mut draw = Draw(SEED);
    let (mut first, mut counts) = (Vec::new(), Vec::new());
    let mut found = 0;
    while first.len() < QUERIES {
        let chars: Vec<char> = items[draw.below(items.len())].text.chars().collect();
        let length = 2 + draw.below(7);
        let at = draw.below(chars.len());
        let Some(words) = chars.get(at..at + length).filter(|words| words.iter().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(c))) else { continue };
        let words: String = words.iter().collect();
        let query = Query::parse(&words).map_err(|error| error.to_string())?;
        let clock = Instant::now();
        let candidates = archive.candidates(&query).map_err(|error| error.to_string())?;
        let mut page = 0;
        archive
            .pages(&candidates, |hit, text| {
                page += 1;
                archive.numbered(hit.number)?;
                query.snippets(text, 1, 24);
                Ok::<_, chancery_archive::Error>(page < PAGE)
            })
            .map_err(|error| error.to_string())?;
        first.push(clock.elapsed().as_secs_f64() * 1e3);
        if page == 0 {
            return Err(format!("{words} stands in a text and was not found"));
        }
        let clock = Instant::now();
        let mut all = 0;
        archive
            .hits(&candidates, |_| {
                all += 1;
                Ok::<_, chancery_archive::Error>(true)
            })
            .map_err(|error| error.to_string())?;
        counts.push(clock.elapsed().as_secs_f64() * 1e3);
        found += all;
    }
    for (what, mut times) in [("first 20 with words", first), ("exact count of all", counts)] {
        times.sort_by(f64::total_cmp);
        println!(
            "search, {what:<26} {:>8.1} ms p50   {:.1} ms p95, {:.1} ms at worst, {QUERIES} phrases, {found} documents found",
            times[QUERIES / 2],
            times[QUERIES * 95 / 100],
            times[QUERIES - 1]
        );
    }
    Ok(())
}

/// `cargo xtask orders [N] [ROUNDS]`: N items in ROUNDS random orders, in one to four runs, on one thread and on two: the same register.
pub fn orders(args: &[&str]) -> Result<(), String> {
    let usage = "usage: cargo xtask orders [ITEMS] [ROUNDS]";
    let number = |at: usize, other: usize| args.get(at).map_or(Ok(other), |n| n.parse().map_err(|_| usage.to_owned()));
    let (count, rounds) = (number(0, 3000)?, number(1, 20)?);
    let program = program().ok_or("no program `chancery` beside this one; cargo build --release")?;
    let folder = scratch()?.join("orders");
    let text = |error: std::io::Error| error.to_string();
    let mut items = corpus::load(usize::MAX)?;
    items.retain(|item| item.source < 2);
    Draw(SEED).shuffle(&mut items);
    items.truncate(count);
    let mut lines: Vec<String> = items.iter().map(line).collect();
    let mut expected: Option<Vec<u8>> = None;
    let mut draw = Draw(SEED);
    for round in 0..rounds {
        for threads in ["1", "2"] {
            std::fs::remove_dir_all(&folder).ok();
            std::fs::create_dir_all(&folder).map_err(text)?;
            draw.shuffle(&mut lines);
            let parts = 1 + draw.below(4);
            for part in lines.chunks(lines.len().div_ceil(parts)) {
                std::fs::write(folder.join("part.jsonl"), part.concat()).map_err(text)?;
                let mut add = Command::new(&program);
                let status = add.args(["add", "part.jsonl", "--archive", "kept", "--threads", threads]).current_dir(&folder).stdout(Stdio::null()).status();
                if !status.map_err(text)?.success() {
                    return Err("adding failed".into());
                }
            }
            let mut register = Vec::new();
            for list in ["events", "instruments", "relations", "statements", "figures", "people", "formulations"] {
                let out = Command::new(&program).args([list, "--jsonl", "--archive", "kept"]).current_dir(&folder).output().map_err(text)?;
                register.extend(out.stdout);
            }
            let same = expected.get_or_insert_with(|| register.clone()) == &register;
            println!("order {:>2}, {threads} threads, {parts} runs: {} bytes, {}", round + 1, register.len(), if same { "the same" } else { "not the same" });
            if !same {
                let at = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let (left, right) = (at(expected.as_deref().unwrap_or_default()), at(&register));
                let differs = left.lines().zip(right.lines()).find(|(left, right)| left != right);
                return Err(format!("another order gave another register; first {differs:?}"));
            }
        }
    }
    std::fs::remove_dir_all(&folder).ok();
    Ok(())
}

/// An item as a line of JSON.
fn line(item: &corpus::Item) -> String {
    let body = item.text.strip_prefix(item.title.as_str()).unwrap_or(&item.text).trim_start_matches('\n');
    let date = item.date.map(|date| date.to_string());
    serde_json::json!({"id": item.id, "date": date, "source": corpus::SOURCES[item.source].0, "title": item.title, "text": body}).to_string() + "\n"
}

/// `cargo xtask crash [N]`, `cargo xtask crash --io`.
pub fn crash(args: &[&str]) -> Result<(), String> {
    match args {
        [] => tests("a_kill_loses_nothing", "CHANCERY_KILLS", "2000"),
        ["--io"] => tests("harms_nothing", "CHANCERY_IO", "all"),
        [n] if n.parse::<usize>().is_ok() => tests("a_kill_loses_nothing", "CHANCERY_KILLS", n),
        _ => Err("usage: cargo xtask crash [N | --io]".into()),
    }
}

/// `cargo xtask hostile`.
pub fn hostile(args: &[&str]) -> Result<(), String> {
    if args.is_empty() { tests("hostile_files_end", "CHANCERY_HOSTILE", "all") } else { Err("usage: cargo xtask hostile".into()) }
}

/// Runs tests of the command in their long form.
fn tests(name: &str, variable: &str, value: &str) -> Result<(), String> {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(["test", "--release", "-p", "chancery", "--test", "command", name, "--", "--nocapture"]).env(variable, value);
    let status = command.status().map_err(|error| format!("can't run cargo test: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}")) }
}
