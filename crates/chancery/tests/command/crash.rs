//! What is left of an archive when the program is killed or the system refuses to write.
//!
//! `cargo xtask crash N` kills N times, `cargo xtask crash --io` makes every write fail; both print what they found. Without them a short form runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::archive::{lines, register, rows};
use crate::sample::Folder;

/// Many items, so that a run can be stopped in the middle.
fn many(count: usize) -> String {
    let states = ["法國", "德國", "俄羅斯", "日本", "越南", "英國", "印度", "巴西"];
    let item = |n: usize| {
        let (left, right) = (states[n % 8], states[(n / 8 + 1 + n % 8) % 8]);
        json!({"id": n, "date": format!("2018-{:02}-{:02}", n % 12 + 1, n % 28 + 1), "source": "甲報", "title": format!("第{n}號"), "text": format!("{left}外長{}日在第{n}屆年會上同{right}外長舉行會談。", n % 28 + 1)})
    };
    lines(&(0..count).map(item).collect::<Vec<_>>())
}

/// A part of a thousand for each round, of a fixed seed: how far into a run to kill it.
fn moment(round: usize) -> u32 {
    (round as u64 * 2_654_435_761 + 97) as u32 % 1000
}

fn started(folder: &Folder, args: &[&str]) -> std::process::Child {
    let told = fs::File::create(folder.path().join("told")).unwrap();
    folder.command(args).stdin(Stdio::null()).stdout(told).stderr(Stdio::null()).spawn().unwrap()
}

/// Runs a command and kills it after a while, unless it has ended; the whole lines that it printed.
fn killed_after(folder: &Folder, args: &[&str], moment: Duration) -> String {
    let mut child = started(folder, args);
    let clock = Instant::now();
    while clock.elapsed() < moment && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(500));
    }
    let _ = child.kill();
    child.wait().unwrap();
    // The last line may be cut.
    let told = fs::read_to_string(folder.path().join("told")).unwrap();
    told[..told.rfind('\n').unwrap_or(0)].to_owned()
}

/// How long a command takes that nobody kills.
fn time(folder: &Folder, args: &[&str]) -> Duration {
    let clock = Instant::now();
    assert!(started(folder, args).wait().unwrap().success(), "{args:?}");
    clock.elapsed()
}

fn ids(folder: &Folder, archive: &str, list: &str) -> Vec<String> {
    rows(&folder.run(&[list, "--jsonl", "--archive", archive]).out).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// What was acknowledged, and what became of it.
#[derive(Default)]
struct Tally {
    acknowledged: BTreeSet<String>,
    decided: BTreeSet<String>,
    told: usize,
    /// Documents, decisions.
    lost: [usize; 2],
    checks: usize,
}

impl Tally {
    fn check(&mut self, folder: &Folder) {
        if self.acknowledged.is_empty() {
            return;
        }
        self.checks += 1;
        folder.run(&["verify", "--archive", "killed"]).ends_with(0);
        let decisions = ids(folder, "killed", "decisions");
        assert_eq!(decisions.len(), decisions.iter().collect::<BTreeSet<_>>().len(), "a decision stands there twice");
        self.lost[1] += self.decided.iter().filter(|id| !decisions.contains(id)).count();
        let again = folder.run(&["add", "news.jsonl", "--archive", "killed", "--jsonl"]).ends_with(0);
        let unknown = |row: &&Value| row["fate"] != "known" && row["id"].as_str().is_some_and(|id| self.acknowledged.contains(id));
        self.lost[0] += rows(&again.out).iter().filter(unknown).count();
    }

    /// The register equals that of an archive that was never killed and has the same decisions.
    fn compare(&self, folder: &Folder) {
        folder.run(&["add", "news.jsonl", "--archive", "killed"]).ends_with(0);
        let _ = fs::remove_dir_all(folder.path().join("twin"));
        folder.run(&["backup", "twin", "--archive", "whole"]).ends_with(0);
        for decision in rows(&folder.run(&["decisions", "--jsonl", "--archive", "killed"]).out) {
            let id = decision["names"][0].as_str().unwrap().to_owned();
            folder.run(&["decide", "accept", &id, "--who", "anna", "--why", "a test", "--archive", "twin"]).ends_with(0);
        }
        assert!(register(folder, "killed") == register(folder, "twin"), "the register differs from one that was never killed");
    }
}

#[test]
fn a_kill_loses_nothing_acknowledged_and_doubles_nothing() {
    let folder = Folder::new();
    folder.file("news.jsonl", many(3000));
    let add = ["add", "news.jsonl", "--archive", "killed", "--jsonl"];
    let adding = time(&folder, &["add", "news.jsonl", "--archive", "whole"]);
    let rebuilding = time(&folder, &["rebuild", "--archive", "whole"]);
    let events = ids(&folder, "whole", "events");
    let rounds = std::env::var("CHANCERY_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(24);
    let mut tally = Tally::default();
    let mut kinds = [0; 3];
    for round in 0..rounds {
        let part = moment(round);
        let filled = !tally.acknowledged.is_empty();
        match round % 4 {
            2 if filled => {
                killed_after(&folder, &["rebuild", "--archive", "killed"], rebuilding * part / 1000);
                kinds[2] += 1;
            }
            3 if filled => {
                let id = &events[part as usize * 7 % events.len()];
                // What is not there yet can't be decided on; the run ends by itself then.
                let args = ["decide", "accept", id, "--who", "anna", "--why", "a test", "--archive", "killed"];
                tally.decided.extend(killed_after(&folder, &args, Duration::from_micros(u64::from(part) * 60)).lines().map(str::to_owned));
                kinds[1] += 1;
            }
            _ => {
                let told = killed_after(&folder, &add, adding * part / 900);
                let told = rows(&told);
                tally.told += told.len();
                tally.acknowledged.extend(told.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
                kinds[0] += 1;
            }
        }
        if tally.acknowledged.len() > 2500 && round % 8 == 7 {
            // Begin anew, so that later kills meet work too.
            tally.check(&folder);
            if tally.checks % 8 == 1 {
                tally.compare(&folder);
            }
            fs::remove_dir_all(folder.path().join("killed")).unwrap();
            tally.acknowledged.clear();
            tally.decided.clear();
        }
    }
    tally.check(&folder);
    tally.compare(&folder);
    folder.run(&["verify", "--archive", "killed"]).ends_with(0);
    eprintln!(
        "{rounds} kills: {} of add, {} of decide, {} of rebuild; {} documents acknowledged, {} archives checked and verified; lost {} documents, {} decisions",
        kinds[0], kinds[1], kinds[2], tally.told, tally.checks, tally.lost[0], tally.lost[1]
    );
    assert_eq!(tally.lost, [0, 0]);
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_finishes_what_it_has_taken_in_and_goes_on_later() {
    let folder = Folder::new();
    folder.file("news.jsonl", many(6000));
    folder.run(&["add", "news.jsonl", "--archive", "whole"]).ends_with(0);
    let file = |name: &str| fs::File::create(folder.path().join(name)).unwrap();
    let mut command = folder.command(&["add", "-", "--archive", "killed", "--format", "json-lines", "--jsonl"]);
    let mut child = command.stdout(file("told")).stderr(file("said")).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let text = many(6000);
    let half = text[..text.len() / 2].rfind('\n').unwrap() + 1;
    std::io::Write::write_all(&mut pipe, &text.as_bytes()[..half]).unwrap();
    // It has taken in all but what no longer fits into the pipe; then it is asked, and offered more.
    std::thread::sleep(Duration::from_millis(400));
    let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    std::thread::sleep(Duration::from_millis(200));
    let _ = std::io::Write::write_all(&mut pipe, &text.as_bytes()[half..]);
    drop(pipe);
    let status = child.wait().unwrap();
    let [told, said] = ["told", "said"].map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
    assert_eq!(status.code(), Some(3), "{said}");
    assert!(said.contains("stopped before the end"), "{said}");
    assert!(rows(&told).len() < 6000, "it took in all");
    folder.run(&["verify", "--archive", "killed"]).ends_with(0);
    let again = folder.run(&["add", "news.jsonl", "--archive", "killed", "--jsonl"]).ends_with(0);
    assert!(rows(&again.out).iter().filter(|row| row["fate"] == "known").count() >= rows(&told).len());
    assert!(register(&folder, "killed") == register(&folder, "whole"));
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_said_and_harms_nothing() {
    let folder = Folder::new();
    folder.file("news.jsonl", many(400));
    folder.run(&["add", "news.jsonl", "--archive", "whole"]).ends_with(0);
    let expected = register(&folder, "whole");
    let program = env!("CARGO_BIN_EXE_chancery");
    let step = if std::env::var_os("CHANCERY_IO").is_some() { 16 } else { 250 };
    let (mut failed, mut acknowledged) = (0, 0);
    // A limit on the length of files (in blocks of 512 bytes) makes the write fail that would go past it; each round it is another one.
    for blocks in (0..6_000).step_by(step) {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' add news.jsonl --archive limited --jsonl");
        let out = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        let told = rows(&String::from_utf8_lossy(&out.stdout));
        acknowledged += told.len();
        failed += usize::from(said(&out));
        sound(&folder, "limited", &told, &expected);
        let _ = fs::remove_dir_all(folder.path().join("limited"));
        if out.status.success() {
            break;
        }
    }
    eprintln!("{failed} lengths at which files could not grow further, {acknowledged} documents acknowledged: nothing lost, all verified");
    assert!(failed > 3, "only {failed} rounds met the limit");
}

/// Whether a run failed; then it said so.
fn said(out: &std::process::Output) -> bool {
    let code = out.status.code();
    let words = String::from_utf8_lossy(&out.stderr);
    assert!(code == Some(0) || code == Some(3) && words.contains("error:"), "{code:?} {words}");
    code != Some(0)
}

/// An archive is whole, has what was acknowledged, and with what is missing has the register expected.
fn sound(folder: &Folder, archive: &str, told: &[Value], expected: &str) {
    let there = folder.path().join(archive).join("archive.sqlite");
    if told.is_empty() && !there.metadata().is_ok_and(|file| file.len() > 0) {
        return;
    }
    let again = folder.run(&["add", "news.jsonl", "--archive", archive, "--jsonl"]).ends_with(0);
    let kept: BTreeSet<&str> = told.iter().filter_map(|row| row["id"].as_str()).collect();
    let lost = rows(&again.out).iter().filter(|row| row["fate"] != "known" && row["id"].as_str().is_some_and(|id| kept.contains(id))).count();
    assert_eq!(lost, 0, "acknowledged and lost");
    folder.run(&["verify", "--archive", archive]).ends_with(0);
    assert!(register(folder, archive) == *expected, "the register differs");
}

/// The calls that write, and how strace makes one fail: an error once, an error from then on.
const CALLS: [(&str, &str); 6] = [
    ("pwrite64", "error=EIO:when=#"),
    ("pwrite64", "error=ENOSPC:when=#+"),
    ("fdatasync", "error=EIO:when=#"),
    ("fsync", "error=EIO:when=#"),
    ("ftruncate", "error=EIO:when=#"),
    ("fallocate", "error=ENOSPC:when=#"),
];

/// Runs the program under strace, which makes a call fail.
fn traced(folder: &Folder, call: &str, inject: Option<&str>, args: &[&str]) -> std::process::Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "--seccomp-bpf", "-o", "trace", "-e", &format!("trace={call}")]);
    if let Some(inject) = inject {
        command.args(["-e", &format!("inject={call}:{inject}")]);
    }
    command.arg(env!("CARGO_BIN_EXE_chancery")).args(args).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap()
}

/// The most calls that one thread made: faults are counted by thread.
fn calls(trace: &Path) -> usize {
    let mut by_thread = std::collections::BTreeMap::new();
    for line in fs::read_to_string(trace).unwrap().lines().filter(|line| line.contains('(')) {
        *by_thread.entry(line.split(' ').next().unwrap_or_default().to_owned()).or_insert(0) += 1;
    }
    by_thread.into_values().max().unwrap_or(0)
}

#[cfg(target_os = "linux")]
#[test]
fn a_call_that_fails_is_said_and_harms_nothing() {
    let folder = Folder::new();
    folder.file("news.jsonl", many(120)).file("few.jsonl", many(5));
    let fresh = |archive: &str, from: Option<&str>| {
        let _ = fs::remove_dir_all(folder.path().join(archive));
        if let Some(from) = from {
            folder.run(&["backup", archive, "--archive", from]).ends_with(0);
        }
    };
    folder.run(&["add", "news.jsonl", "--archive", "whole"]).ends_with(0);
    folder.run(&["add", "few.jsonl", "--archive", "few"]).ends_with(0);
    let (expected, event) = (register(&folder, "whole"), ids(&folder, "whole", "events").remove(0));
    fresh("decided", Some("whole"));
    let decide = |archive| ["decide", "accept", event.as_str(), "--who", "anna", "--why", "a test", "--archive", archive];
    folder.run(&decide("decided")).ends_with(0);
    let after = register(&folder, "decided");
    if !traced(&folder, "pwrite64", None, &["--version"]).status.success() {
        eprintln!("skipped: strace is not there or may not trace; install strace");
        return;
    }
    let every = if std::env::var_os("CHANCERY_IO").is_some() { 1 } else { 29 };
    let add = ["add", "news.jsonl", "--archive", "broken", "--jsonl"];
    // What is run, and on what: nothing, a small archive, the whole one.
    let runs: [(&str, &[&str], Option<&str>); 4] = [
        ("add to nothing", &add, None),
        ("add", &add, Some("few")),
        ("rebuild", &["rebuild", "--archive", "broken"], Some("whole")),
        ("decide", &decide("broken"), Some("whole")),
    ];
    let (mut total, mut failing) = (0, 0);
    for (what, args, from) in runs {
        for (call, inject) in CALLS {
            fresh("broken", from);
            assert!(traced(&folder, call, None, args).status.success(), "{what}");
            let (count, mut failed) = (calls(&folder.path().join("trace")), 0);
            for number in (1..=count).step_by(every) {
                fresh("broken", from);
                let out = traced(&folder, call, Some(&inject.replace('#', &number.to_string())), args);
                failed += usize::from(said(&out));
                let told = String::from_utf8_lossy(&out.stdout);
                if what == "decide" {
                    let decided = ids(&folder, "broken", "decisions").len();
                    assert!(decided == 1 || told.is_empty(), "acknowledged and lost");
                    folder.run(&["verify", "--archive", "broken"]).ends_with(0);
                    // Whatever writes next takes up what was cut short.
                    folder.run(&["add", "few.jsonl", "--archive", "broken"]).ends_with(0);
                    assert!(register(&folder, "broken") == if decided == 1 { &*after } else { &*expected }, "{what}, {call} {number}");
                } else {
                    let told = if what == "rebuild" { Vec::new() } else { rows(&told) };
                    sound(&folder, "broken", &told, &expected);
                }
                total += 1;
            }
            failing += failed;
            eprintln!("{what:<15} {call:<10} {inject:<22} {count:>4} calls, {:>4} made to fail, {failed:>4} runs said so, all whole", count.div_ceil(every));
        }
    }
    eprintln!("{total} calls made to fail, {failing} runs ended with an error: nothing acknowledged lost, all verified, the same register after the next run");
    assert!(failing > 0);
}
