//! The web application in a real browser: installs what the tests in `tests/browser` need, checks the script's types, drives the pages.
//!
//! In: the program that `cargo test` built. Out: how many checks passed and failed, or why there was nothing to drive.

use std::path::Path;
use std::process::{Command, Stdio};

/// What came of it.
pub enum Told {
    /// Checks that passed and failed, and what the run printed of those that failed.
    Ran(usize, usize, String),
    /// Why it could not run.
    Skipped(String),
}

/// Runs the tests.
pub fn run(root: &Path) -> Told {
    let folder = root.join("tests/browser");
    let there =
        |program: &str| Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let chromium = std::env::var("CHROMIUM").ok().or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(found));
    let Some(chromium) = chromium else { return Told::Skipped("no chromium; install it, or name one in CHROMIUM".into()) };
    if !there("node") || !there("npm") {
        return Told::Skipped("no node with npm".into());
    }
    if !folder.join("node_modules/playwright-core").is_dir() {
        let out = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).stdin(Stdio::null()).output();
        if !out.as_ref().is_ok_and(|out| out.status.success()) {
            return Told::Skipped("npm ci in tests/browser failed; is there a network?".into());
        }
    }
    let run = |program: &str, arguments: &[&str]| {
        let out = Command::new(program).args(arguments).current_dir(&folder).env("CHROMIUM", &chromium).stdin(Stdio::null()).output();
        out.map(|out| (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)))
            .unwrap_or_else(|error| (false, error.to_string()))
    };
    let (typed, said) = run("npm", &["run", "--silent", "types"]);
    let program = root.join("target/debug/chancery");
    let (ended, told) = run("node", &["run.mjs", &program.to_string_lossy()]);
    let last = told.lines().rev().find(|line| line.ends_with(" failed")).unwrap_or_default();
    let number = |label: &str| last.split(", ").find_map(|part| part.strip_suffix(label)?.trim().parse::<usize>().ok()).unwrap_or(0);
    let failed = number("failed").max(usize::from(!ended)) + usize::from(!typed);
    let told = told.lines().filter(|line| *line != last).collect::<Vec<_>>().join("\n");
    Told::Ran(number("passed") + usize::from(typed), failed, if failed == 0 { String::new() } else { format!("{}\n{told}", if typed { "" } else { &said }) })
}

/// Where a program is.
fn found(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file()).map(|file| file.to_string_lossy().into_owned())
}
