//! `chancery decide`, `decisions`, `verify`, `rebuild`, `reread`, `backup`, `restore`, `doctor`.

use std::path::Path;
use std::str::FromStr;

use chancery_archive::{Archive, ColumnKind};
use chancery_reader::Reader;
use chancery_register::{Act, Decision, Field};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::arguments::{BackupOptions, ChoreOptions, DecideOptions, DecisionsOptions, RestoreOptions, Verdict};
use super::table::{Column, Table};
use crate::knowledge::{self, count};
use crate::outcome::{Outcome, Stop};
use crate::terminal::{Terminal, complain};

/// The codebook that decisions are made by.
const CODEBOOK: &str = "1";
/// How many faults or changes are printed before the rest is only counted.
const SHOWN: usize = 50;

const DECISIONS: &[Column] = &[
    ("id", ColumnKind::Text, 19),
    ("at", ColumnKind::Text, 20),
    ("who", ColumnKind::Text, 16),
    ("act", ColumnKind::Text, 12),
    ("names", ColumnKind::List, 42),
    ("holds", ColumnKind::Text, 5),
    ("why", ColumnKind::Text, 120),
];

/// Runs `chancery decide`.
pub fn decide(options: &DecideOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let mut archive = super::ready(&options.archive)?;
    let who = options
        .who
        .clone()
        .or_else(|| ["CHANCERY_WHO", "USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok()).filter(|who| !who.is_empty()));
    let who = who.ok_or_else(|| Stop::Usage("nobody named who decides. Name yourself with --who or CHANCERY_WHO.".into()))?;
    let act = match &options.verdict {
        Verdict::Accept { id } => Act::Accept { record: id.clone() },
        Verdict::Reject { id } => Act::Reject { record: id.clone() },
        Verdict::Correct { id, field, value } => {
            Act::Correct { record: id.clone(), field: Field::from_str(field).map_err(|error| Stop::Usage(error.to_string()))?, value: value.clone() }
        }
        Verdict::Merge { ids } => Act::Merge { records: ids.clone() },
        Verdict::Split { id, items } => {
            let stay = archive.whole(id)?.record.reports().iter().map(|report| report.item.clone()).filter(|item| !items.contains(item)).collect();
            Act::Split { items: items.clone(), from: stay }
        }
        Verdict::SamePerson { ids } => Act::SamePerson { keys: ids.clone() },
        Verdict::Undo { decision } => Act::Undo { decision: decision.clone() },
    };
    let decision = Decision { at: now(), who, why: options.why.clone(), codebook: CODEBOOK.to_owned(), act };
    let id = archive.decide(&decision)?;
    terminal.write(&if options.json { json!({"decision": id}).to_string() + "\n" } else { format!("{id}\n") })?;
    Ok(Outcome::Done)
}

/// Now, as decisions write it.
fn now() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (day, rest) = (chancery_model::Date::from_days((seconds / 86_400) as i32), seconds % 86_400);
    format!("{day}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Runs `chancery decisions`.
pub fn decisions(options: &DecisionsOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::open(&options.archive)?;
    let all = archive.decisions()?;
    let holding: Vec<&str> = all.holding().map(|(id, _)| id).collect();
    let mut table = Table::new(DECISIONS.to_vec(), &options.output, terminal)?;
    for decision in archive.decision_log()? {
        let act = serde_json::to_value(&decision.act).ok().and_then(|act| act["act"].as_str().map(str::to_owned));
        let id = decision.id();
        let holds = holding.contains(&id.as_str());
        if !table.row(vec![json!(id), json!(decision.at), json!(decision.who), json!(act), json!(decision.names()), json!(holds), json!(decision.why)])? {
            break;
        }
    }
    let count = table.finish()?;
    Ok(Outcome::of(count > 0, false))
}

fn bar(archive: &Archive) -> Result<ProgressBar, Stop> {
    let bar = ProgressBar::new(archive.len()?);
    let style = ProgressStyle::with_template("  {bar:24} {percent:>3} %  {pos} of {len}  {per_sec}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    Ok(bar)
}

/// Runs `chancery verify`.
pub fn verify(options: &ChoreOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::open(&options.archive)?;
    let bar = bar(&archive)?;
    let found = archive.verify(|done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    for fault in found.faults.iter().take(SHOWN) {
        complain("fault", fault);
    }
    terminal.write(&if options.json {
        json!({"documents": found.documents, "quotes": found.quotes, "faults": found.faults}).to_string() + "\n"
    } else {
        format!("{}, {} verified: {}\n", count(found.documents, "document"), count(found.quotes, "quotation"), count(found.faults.len(), "fault"))
    })?;
    Ok(if found.faults.is_empty() { Outcome::Done } else { Outcome::NotVerified })
}

/// Runs `chancery rebuild`.
pub fn rebuild(options: &ChoreOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let mut archive = super::open(&options.archive)?;
    let bar = bar(&archive)?;
    archive.rebuild(|done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    let documents = archive.len()?;
    terminal.write(&if options.json {
        json!({"documents": documents}).to_string() + "\n"
    } else {
        format!("index and register made anew from {}\n", count(documents as usize, "document"))
    })?;
    Ok(Outcome::Done)
}

/// Runs `chancery reread`.
pub fn reread(options: &ChoreOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let mut archive = super::open(&options.archive)?;
    let knowledge = knowledge::load(folder)?;
    let reader = Reader::new(&knowledge);
    let engine = super::engine(folder)?;
    let bar = bar(&archive)?;
    let report = archive.reread(&reader, &engine, |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    if options.json {
        terminal.json(&json!({"documents": report.documents, "changed": report.changed, "appeared": report.appeared, "vanished": report.vanished, "altered": report.altered}), true)?;
        return Ok(Outcome::Done);
    }
    terminal.write(&format!(
        "{} read again, {} changed: {} appeared, {} vanished, {} altered\n",
        count(report.documents, "document"),
        report.changed,
        count(report.appeared.len(), "fact"),
        report.vanished.len(),
        report.altered.len()
    ))?;
    for (sign, list) in [('+', &report.appeared), ('-', &report.vanished), ('~', &report.altered)] {
        for (document, layer, words) in list.iter().take(SHOWN) {
            terminal.write(&format!("{sign} {document} {layer} {}\n", crate::print::layout::clean(words)))?;
        }
        if list.len() > SHOWN {
            terminal.write(&format!("{sign} and {} more; --json prints all\n", list.len() - SHOWN))?;
        }
    }
    Ok(Outcome::Done)
}

/// Runs `chancery backup`.
pub fn backup(options: &BackupOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    super::open(&options.archive)?.backup(&options.to)?;
    terminal.write(&format!("{}\n", options.to.display()))?;
    Ok(Outcome::Done)
}

/// Runs `chancery restore`.
pub fn restore(options: &RestoreOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let to = super::folder(&options.archive)?;
    chancery_archive::restore(&options.from, &to)?;
    terminal.write(&format!("{}\n", to.display()))?;
    Ok(Outcome::Done)
}

/// Runs `chancery doctor`.
pub fn doctor(options: &ChoreOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let archive = super::open(&options.archive)?;
    let lines = archive.health()?;
    if options.json {
        let map: serde_json::Map<_, _> = lines.iter().map(|(label, value)| (label.clone(), json!(value))).collect();
        terminal.json(&map, true)?;
    } else {
        terminal.write(&format!("{:<12}  {}\n", "folder", archive.folder().display()))?;
        for (label, value) in &lines {
            terminal.write(&format!("{label:<12}  {value}\n"))?;
        }
    }
    Ok(if lines.iter().any(|(label, _)| label.starts_with('!')) { Outcome::NotVerified } else { Outcome::Done })
}
