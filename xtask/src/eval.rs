//! `cargo xtask eval [--misses [N]] [--gold DIR]`: reads the texts of the gold and runs the scorer that stands beside it.
//!
//! In: `../shared/eval/dev/*.json` (or DIR). Out: the scorer's table. The readings stay in `target/eval` to look at.

use std::path::{Path, PathBuf};
use std::process::Command;

use chancery_intake::Options;
use chancery_model::Date;
use chancery_reader::Reader;

/// The folder that stands beside the project, where it is present.
pub fn shared() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    path.is_dir().then_some(path)
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let shared = shared().ok_or("expected ../shared beside the project; eval needs its gold and scorer")?;
    let mut gold = shared.join("eval/dev");
    let mut misses: Option<String> = None;
    let mut at = 0;
    while at < args.len() {
        match args[at] {
            "--misses" => {
                let n = args.get(at + 1).filter(|n| n.parse::<u32>().is_ok());
                misses = Some(n.map_or("40", |n| *n).to_owned());
                at += usize::from(n.is_some());
            }
            "--gold" => {
                at += 1;
                gold = PathBuf::from(args.get(at).ok_or("--gold needs a folder")?);
            }
            other => return Err(format!("unknown argument {other:?}; usage: cargo xtask eval [--misses [N]] [--gold DIR]")),
        }
        at += 1;
    }
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(std::env::var("CHANCERY_EVAL_OUT").unwrap_or_else(|_| "eval".into()));
    std::fs::remove_dir_all(&out).ok();
    std::fs::create_dir_all(&out).map_err(|error| format!("can't make {}: {error}", out.display()))?;
    let knowledge = crate::rules::from_disk()?;
    let reader = Reader::new(&knowledge);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&gold)
        .map_err(|error| format!("can't read {}: {error}", gold.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let json: serde_json::Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let options = Options { published: json["published"].as_str().and_then(Date::parse), ..Options::default() };
        let document = chancery_intake::read_text(json["text"].as_str().unwrap_or_default(), &name, &options).map_err(|error| format!("{name}: {error}"))?;
        let reading = reader.read(&document, &chancery_reader::Options::default());
        let body = serde_json::to_string_pretty(&reading).map_err(|error| error.to_string())?;
        std::fs::write(out.join(&name), body).map_err(|error| format!("{name}: {error}"))?;
    }
    let mut command = Command::new("python3");
    command.arg(shared.join("eval/score.py")).arg(&gold).arg(&out);
    if let Some(n) = misses {
        command.args(["--misses", &n]);
    }
    let status = command.status().map_err(|error| format!("can't run python3: {error}"))?;
    if status.success() { Ok(()) } else { Err("the scorer failed".into()) }
}
