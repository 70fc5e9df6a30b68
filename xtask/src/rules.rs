//! `cargo xtask rules [PREFIX]`: loads `knowledge/` from disk, prints diagnostics, runs the examples of frames whose id starts so.
//! `cargo xtask try [--why] [--headline] [--published DATE] TEXT…`: reads a passage and prints every record on a line.

use std::path::{Path, PathBuf};

use chancery_knowledge::{Knowledge, Severity, SourceFile};
use chancery_model::{BlockRole, Date};
use chancery_reader::{Options, Reader, examples};

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "tsv" || ending == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: name, text: std::fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

/// The files of `knowledge/` as they stand on disk, in the tree in which the chore is called, else in the one it was built from.
pub fn files() -> Result<Vec<SourceFile>, String> {
    let here = Path::new("knowledge");
    let root = if here.is_dir() { here.to_path_buf() } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge") };
    let mut files = Vec::new();
    collect(&root, &root, &mut files).map_err(|error| format!("{}: {error}", root.display()))?;
    Ok(files)
}

/// The knowledge as it stands on disk; errors are printed and what is wrong is left out.
pub fn from_disk() -> Result<Knowledge, String> {
    let (knowledge, found) = Knowledge::load(&files()?);
    for diagnostic in found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        eprintln!("{diagnostic}");
    }
    Ok(knowledge)
}

/// Runs the examples.
pub fn run(args: &[&str]) -> Result<(), String> {
    let knowledge = from_disk()?;
    for fault in chancery_knowledge::lint(&knowledge, &files()?).iter().filter(|fault| fault.severity == Severity::Error) {
        println!("{fault}");
    }
    let reader = Reader::new(&knowledge);
    let prefix = args.first().copied().unwrap_or("");
    let (mut frames, mut tried, mut failed) = (0, 0, 0);
    for frame in knowledge.frames.iter().filter(|frame| frame.id.starts_with(prefix)) {
        frames += 1;
        tried += frame.examples.len();
        for failure in examples::failures(&reader, frame) {
            failed += 1;
            println!("{failure}");
        }
    }
    println!("{frames} frames, {tried} examples, {failed} failed");
    if failed == 0 { Ok(()) } else { Err(format!("{failed} examples failed")) }
}

/// Reads passages given on the command line, or the lines of a file, each with its date before a `|`; `#` before the text makes it a headline.
///
/// A text that begins with `#` is a title. `--why`: also what became of every frame that a trigger called up.
pub fn try_text(args: &[&str]) -> Result<(), String> {
    let knowledge = from_disk()?;
    let reader = Reader::new(&knowledge);
    let (why, args) = match args {
        ["--why", rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (published, texts) = match args {
        ["--published", date, rest @ ..] => (Date::parse(date), rest),
        rest => (None, rest),
    };
    let lines = match texts {
        ["--lines", file] => std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?,
        _ => String::new(),
    };
    let passages: Vec<(Option<Date>, &str)> = match texts {
        ["--lines", _] => lines.lines().map(|line| line.split_once('|').map_or((published, line), |(date, text)| (Date::parse(date), text))).collect(),
        _ => texts.iter().map(|text| (published, *text)).collect(),
    };
    for (number, (published, text)) in passages.into_iter().enumerate() {
        let (text, title) = text.strip_prefix('#').map_or((text, false), |text| (text, true));
        let mut document = examples::passage(text, published);
        if title {
            document.articles.iter_mut().flat_map(|article| &mut article.blocks).for_each(|block| block.role = BlockRole::Headline);
        }
        let reading = reader.read(&document, &Options::default());
        if !lines.is_empty() {
            println!("\n[{}] {text}", number + 1);
        }
        if why {
            for attempt in reader.attempts(&document, &Options::default()) {
                let words: String = text.chars().skip(attempt.trigger.start as usize).take(attempt.trigger.len()).collect();
                println!("tried     {} on {words}: {}", attempt.rule, attempt.outcome.err().unwrap_or_else(|| "holds".into()));
            }
        }
        for event in &reading.events {
            let quotes: Vec<String> = event.evidence.iter().map(|evidence| evidence.quote.replace('\n', "")).collect();
            println!("event     {} «{}»", examples::describe(&reading, event), quotes.join(" / "));
        }
        for statement in &reading.statements {
            println!("statement {} {}: {}", statement.speaker, statement.verb.as_deref().unwrap_or(""), statement.quote);
        }
        for figure in &reading.figures {
            println!(
                "figure    {} {} {} | {}",
                figure.comparator,
                figure.value,
                figure.unit.as_deref().unwrap_or(""),
                figure.quantity.as_deref().unwrap_or("")
            );
        }
        for instrument in &reading.instruments {
            println!(
                "instrument {} {} {:?} {:?}",
                instrument.kind,
                instrument.title,
                instrument.parties,
                instrument.history.iter().map(|step| step.action.as_str()).collect::<Vec<_>>()
            );
            for term in &instrument.terms {
                let day = term.date.as_ref().and_then(|date| date.to).map(|day| day.to_string());
                println!("  {} {} «{}»", term.kind, day.or_else(|| term.duration.clone()).unwrap_or_default(), term.quote);
            }
        }
        for relation in &reading.relations {
            println!("relation  {} {} {:?}", relation.action, relation.designation, relation.parties);
        }
        let names: Vec<String> =
            reading.entities.iter().map(|entity| format!("{}={} {}", entity.names.join("/"), entity.id, entity.state.as_deref().unwrap_or("-"))).collect();
        println!("names     {}", names.join("  "));
    }
    Ok(())
}
