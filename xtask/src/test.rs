//! `cargo xtask test`: everything that must hold: tidiness, format, clippy, knowledge and its examples, all tests, exports, licences.
//!
//! In: the working tree. Out: what failed and why, and as the last line `N passed, N failed, N skipped`. A check whose tool or
//! data is absent is skipped and says so; nothing is left out in silence.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chancery_knowledge::{Knowledge, Severity};
use chancery_reader::{Reader, examples};

use crate::browser::Told;

/// On how many per cent of the days since 2000 the tables know heads and foreign ministers, at least.
const KNOWN_DAYS: f64 = 95.0;

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn one(&mut self, what: &str, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.passed += 1;
                println!("ok      {what}");
            }
            Err(why) => {
                self.failed += 1;
                println!("FAILED  {what}\n{}", why.trim_end());
            }
        }
    }

    fn skip(&mut self, what: &str, why: &str) {
        self.skipped += 1;
        println!("skipped {what}: {why}");
    }
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    if !args.is_empty() {
        return Err("usage: cargo xtask test".into());
    }
    let mut count = Count::default();
    count.one("tidiness", tidy());
    count.one("format (cargo fmt --check)", quietly(cargo().args(["fmt", "--all", "--check"])));
    count.one("clippy, no warnings", quietly(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    knowledge(&mut count)?;
    tests(&mut count)?;
    owners(&mut count);
    match crate::browser::run(&root()) {
        Told::Ran(passed, failed, said) => {
            count.passed += passed;
            count.failed += failed;
            println!(
                "{}  web application in a browser: {passed} of {} checks\n{}",
                if failed == 0 { "ok    " } else { "FAILED" },
                passed + failed,
                said.trim()
            );
        }
        Told::Skipped(why) => count.skip("web application in a browser", &why),
    }
    if crate::eval::shared().is_none() {
        count.skip("laws on annotated news", "no ../shared beside the project; they ran on examples/ alone");
    }
    if cargo().args(["deny", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        count.one(
            "licences and sources (cargo deny)",
            quietly(cargo().args(["deny", "--all-features", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"])),
        );
    } else {
        count.skip("licences and sources (cargo deny)", "cargo-deny is not installed; cargo install cargo-deny");
    }
    println!("\n{} passed, {} failed, {} skipped", count.passed, count.failed, count.skipped);
    if count.failed == 0 { Ok(()) } else { Err(format!("{} failed", count.failed)) }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a command; its words are shown only where it fails.
fn quietly(command: &mut Command) -> Result<(), String> {
    let out = command.stdin(Stdio::null()).output().map_err(|error| format!("can't run {command:?}: {error}"))?;
    if out.status.success() {
        return Ok(());
    }
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    let lines: Vec<&str> = told.lines().collect();
    let shown = lines.len().min(80);
    Err(format!("{}\n({shown} of {} lines)", lines[..shown].join("\n"), lines.len()))
}

/// The knowledge loads without errors and lint finds nothing; every example of every frame gives what it says.
fn knowledge(count: &mut Count) -> Result<(), String> {
    let files = crate::rules::files()?;
    let (knowledge, mut found) = Knowledge::load(&files);
    found.extend(chancery_knowledge::lint(&knowledge, &files));
    let reader = Reader::new(&knowledge);
    found.extend(examples::lint(&reader));
    let told = |severity: Severity| found.iter().filter(|diagnostic| diagnostic.severity == severity).map(ToString::to_string).collect::<Vec<_>>();
    let (errors, warnings) = (told(Severity::Error), told(Severity::Warning));
    if !warnings.is_empty() {
        println!("{} warnings of lint\n{}", warnings.len(), warnings.join("\n"));
    }
    count.one("knowledge loads, lint finds no error", if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) });
    for known in crate::coverage::count(&files, &knowledge)? {
        let enough = if known.share >= KNOWN_DAYS { Ok(()) } else { Err(format!("{:.1} % of days since 2000", known.share)) };
        count.one(&format!("{}: known on {KNOWN_DAYS} % of days", known.post), enough);
    }
    let (mut tried, mut failures) = (0, Vec::new());
    for frame in &knowledge.frames {
        tried += frame.examples.len();
        failures.extend(examples::failures(&reader, frame));
    }
    failures.iter().for_each(|failure| println!("FAILED  example of {failure}"));
    println!("{}  {} of {tried} examples of {} frames", if failures.is_empty() { "ok    " } else { "FAILED" }, tried - failures.len(), knowledge.frames.len());
    count.passed += tried - failures.len();
    count.failed += failures.len();
    Ok(())
}

/// All tests of the workspace, counted from the summaries that their runner prints.
fn tests(count: &mut Count) -> Result<(), String> {
    let mut child = cargo()
        .args(["test", "--quiet", "--workspace", "--no-fail-fast"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("can't run cargo test: {error}"))?;
    let (mut summaries, mut failed) = (0, 0);
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        match line.strip_prefix("test result: ") {
            Some(summary) => {
                summaries += 1;
                let number =
                    |label: &str| summary.split(['.', ';']).find_map(|part| part.trim().strip_suffix(label)?.trim().parse::<usize>().ok()).unwrap_or(0);
                count.passed += number("passed");
                failed += number("failed");
                count.skipped += number("ignored");
            }
            None if line.is_empty() || line.starts_with("running ") || line.chars().all(|c| c == '.') => {}
            None => println!("{line}"),
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    // A test program that does not build or dies gives no summary; it counts as one that failed.
    count.failed += failed.max(usize::from(!status.success()));
    println!("{}  cargo test: {summaries} test programs", if status.success() { "ok    " } else { "FAILED" });
    Ok(())
}

/// Every export tried with the tool of its owner (`crates/chancery-export/tests/owners`), in a Python environment of its own under `target/`.
fn owners(count: &mut Count) {
    let what = "exports with their owners' tools";
    let folder = root().join("crates/chancery-export/tests/owners");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target));
    let python = match environment(&folder.join("requirements.txt"), &target.join("owners")) {
        Ok(python) => python,
        Err(why) => return count.skip(what, &why),
    };
    // Made by the tests before this.
    let program = target.join("debug").join(format!("chancery{}", std::env::consts::EXE_SUFFIX));
    let work = target.join("tmp").join(format!("owners-{}", std::process::id()));
    let done = Command::new(python).arg(folder.join("check.py")).arg(&program).arg(&work).env("PYTHONWARNINGS", "ignore").stdin(Stdio::null()).output();
    let out =
        done.map(|done| String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)).unwrap_or_else(|error| error.to_string());
    let _ = std::fs::remove_dir_all(&work);
    print!("{out}");
    let lines = |label: &str| out.lines().filter(|line| line.starts_with(label)).count();
    count.passed += lines("ok      export");
    // A script that dies before its first check counts as one that failed.
    count.failed += lines("FAILED").max(usize::from(lines("ok      export") == 0));
}

/// A Python environment with pinned packages, made once and again when the list changes.
fn environment(requirements: &Path, folder: &Path) -> Result<PathBuf, String> {
    let wanted = std::fs::read_to_string(requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let (stamp, python) = (folder.join("installed.txt"), folder.join("bin").join("python"));
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    let _ = std::fs::remove_dir_all(folder);
    quietly(Command::new("python3").args(["-m", "venv"]).arg(folder)).map_err(|why| format!("python3 -m venv does not work: {}", first(&why)))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20", "--retries", "1", "-r"];
    quietly(Command::new(&python).args(install).arg(requirements)).map_err(|why| format!("the packages can't be installed: {}", first(&why)))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(python)
}

fn first(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// House rules that no compiler checks.
fn tidy() -> Result<(), String> {
    let mut faults = Vec::new();
    let root = root();
    for folder in ["crates", "xtask", "knowledge", "examples", "docs"] {
        walk(&root.join(folder), &mut |path, text| {
            let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
            if path.extension().is_some_and(|ending| ending == "rs") && !text.starts_with("//!") {
                faults.push(format!("{name}:1: expected a module head (//!) that says what goes in and what comes out"));
            }
            // What is read as input may end as it likes.
            for (number, _) in text.lines().enumerate().filter(|(_, line)| line.ends_with(' ') && !name.ends_with(".txt")) {
                faults.push(format!("{name}:{}: space at the end of the line", number + 1));
            }
        });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, each);
        } else if path.extension().is_some_and(|ending| ["rs", "toml", "tsv", "md", "txt"].iter().any(|known| ending == *known))
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            each(&path, &text);
        }
    }
}
