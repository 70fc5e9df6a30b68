//! `cargo xtask bench [--mb N] [--rounds N]`: how fast documents are read, beside other programs on the same text in the same run.
//!
//! In: N MB (20) drawn with a fixed seed from `../shared/corpus`. One thread; the text is cut into slices and every contender
//! reads a slice in turn, so that a busy machine is unfair to none. Out: a table of medians over rounds. Time is the thread's
//! processor time where the system tells it (Linux), else time on the clock.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chancery_knowledge::{Knowledge, Severity, SourceFile};
use chancery_model::Date;
use chancery_reader::{Options, Reader};
use chancery_text::fold_text;
use chancery_values::{Region, find_quantities, find_times};
use daachorse::charwise::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use jieba_rs::Jieba;

use crate::corpus::{self, Draw, Item};

const SEED: u64 = 20_260_521;
const SLICES: usize = 20;
const TIMES: usize = 10;

/// How many forms the scan is measured with.
const ENTRIES: usize = 200_000;

/// What is measured, and what each finds.
const LABELS: [(&str, &str); 8] = [
    ("chancery, whole reading", "events"),
    ("jieba-rs, cutting with HMM", "words"),
    ("jieba-rs, cutting without HMM", "words"),
    ("daachorse charwise, scan alone", "forms"),
    ("chancery, 10 times the frames and names", "events"),
    ("chancery, intake alone", "articles"),
    ("chancery, scan of 200,000 entries, values", "finds"),
    ("daachorse charwise, the same entries", "forms"),
];

/// Columns of the tables of names that hold forms.
const FORMS: [&str; 9] = ["cn", "hk", "tw", "names", "other", "demonyms", "government", "short", "latin"];

struct Settings {
    megabytes: f64,
    rounds: usize,
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let mut settings = Settings { megabytes: 20.0, rounds: 5 };
    let mut rest = args;
    loop {
        match rest {
            [] => break,
            ["--mb", n, tail @ ..] => {
                settings.megabytes = n.parse().ok().filter(|n| *n > 0.0).ok_or("expected a number of megabytes after --mb")?;
                rest = tail;
            }
            ["--rounds", n, tail @ ..] => {
                settings.rounds = n.parse().ok().filter(|n| *n > 0).ok_or("expected a number after --rounds")?;
                rest = tail;
            }
            ["archive", tail @ ..] => return crate::archive::run(tail),
            ["web", tail @ ..] => return crate::web::run(tail),
            ["--memory-of", file] => return memory_of(Path::new(file)),
            _ => return Err("usage: cargo xtask bench [--mb N] [--rounds N] | bench archive [--limit N] | bench web [--archive DIR]".into()),
        }
    }
    bench(&settings)
}

fn draw(megabytes: f64) -> Result<Vec<Item>, String> {
    let mut items = corpus::load(usize::MAX)?;
    Draw(SEED).shuffle(&mut items);
    let mut size = 0;
    let wanted = (megabytes * 1e6) as usize;
    let enough = items.iter().position(|item| {
        size += item.text.len();
        size >= wanted
    });
    items.truncate(enough.map_or(items.len(), |at| at + 1));
    Ok(items)
}

/// Sentences by their closing marks, a line's rest without one included.
fn sentences(text: &str) -> usize {
    text.split(['。', '！', '？', '!', '?', '\n']).filter(|sentence| sentence.chars().any(char::is_alphanumeric)).count()
}

/// Processor time of this thread so far.
fn thread_time() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn timed(work: impl FnOnce()) -> f64 {
    let (clock, before) = (Instant::now(), thread_time());
    work();
    match before.zip(thread_time()) {
        Some((before, after)) => (after - before).as_secs_f64(),
        None => clock.elapsed().as_secs_f64(),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn read_all(reader: &Reader<'_>, items: &[Item]) -> usize {
    items.iter().filter_map(|item| item.document().ok()).map(|document| reader.read(&document, &Options::default()).events.len()).sum()
}

fn bench(settings: &Settings) -> Result<(), String> {
    let items = draw(settings.megabytes)?;
    let bytes: usize = items.iter().map(|item| item.text.len()).sum();
    let chars: usize = items.iter().map(|item| item.text.chars().count()).sum();
    let sentences: usize = items.iter().map(|item| sentences(&item.text)).sum();
    println!(
        "{} documents, {:.1} MB, {:.1} million characters, {sentences} sentences; seed {SEED}; {} rounds in {SLICES} slices, one thread",
        items.len(),
        bytes as f64 / 1e6,
        chars as f64 / 1e6,
        settings.rounds
    );

    let files = chancery_knowledge::packed_files();
    let knowledge = load(&files)?;
    let reader = Reader::new(&knowledge);
    let more_files = multiplied(&files, TIMES)?;
    let more = load(&more_files)?;
    let more_reader = Reader::new(&more);
    let jieba = Jieba::new();
    let (automaton, forms) = ceiling(&files, &knowledge)?;
    let (entries, entries_automaton) = entries(&files)?;
    println!(
        "knowledge: {} names and offices, {} frames, {} forms; {TIMES} times: {} names and offices, {} frames, {} forms",
        knowledge.entities.len() + knowledge.offices.len(),
        knowledge.frames.len(),
        knowledge.lexicon.len(),
        more.entities.len() + more.offices.len(),
        more.frames.len(),
        more.lexicon.len()
    );

    let slices: Vec<&[Item]> = items.chunks(items.len().div_ceil(SLICES)).collect();
    let folded: Vec<Vec<String>> = slices.iter().map(|slice| slice.iter().map(|item| fold_text(&item.text)).collect()).collect();
    let chars: Vec<Vec<Vec<char>>> = folded.iter().map(|texts| texts.iter().map(|text| text.chars().collect()).collect()).collect();
    let mut sums = [0usize; LABELS.len()];
    let mut rounds: Vec<[f64; LABELS.len()]> = Vec::new();
    for _ in 0..settings.rounds {
        let mut times = [0.0; LABELS.len()];
        sums = [0; LABELS.len()];
        for ((slice, folded), chars) in slices.iter().zip(&folded).zip(&chars) {
            times[0] += timed(|| sums[0] += read_all(&reader, slice));
            times[1] += timed(|| sums[1] += slice.iter().map(|item| jieba.cut(&item.text, true).len()).sum::<usize>());
            times[2] += timed(|| sums[2] += slice.iter().map(|item| jieba.cut(&item.text, false).len()).sum::<usize>());
            times[3] += timed(|| sums[3] += folded.iter().map(|text| automaton.leftmost_find_iter(text).count()).sum::<usize>());
            times[4] += timed(|| sums[4] += read_all(&more_reader, slice));
            times[5] += timed(|| sums[5] += slice.iter().filter_map(|item| item.document().ok()).map(|document| document.articles.len()).sum::<usize>());
            times[6] += timed(|| sums[6] += chars.iter().map(|text| scan(&entries, text)).sum::<usize>());
            times[7] += timed(|| sums[7] += folded.iter().map(|text| entries_automaton.leftmost_find_iter(text).count()).sum::<usize>());
        }
        rounds.push(times);
    }
    let middle: Vec<f64> = (0..LABELS.len()).map(|contender| median(rounds.iter().map(|round| round[contender]).collect())).collect();
    // Ratios are taken within a round, where both sides saw the same machine.
    let ratio = |contender: usize| median(rounds.iter().map(|round| round[contender] / round[0]).collect());
    println!("\n{:<42} {:>8} {:>12} {:>11} {:>8}  found", "", "MB/s", "sentences/s", "documents/s", "speed");
    for (at, (label, found)) in LABELS.iter().enumerate() {
        let seconds = middle[at].max(1e-9);
        println!(
            "{label:<42} {:>8.1} {:>12.0} {:>11.0} {:>7.2}x  {} {}",
            bytes as f64 / 1e6 / seconds,
            sentences as f64 / seconds,
            items.len() as f64 / seconds,
            1.0 / ratio(at),
            sums[at],
            found
        );
    }
    println!("\nreading / jieba-rs with HMM        {:.2} times its speed", ratio(1));
    println!("{TIMES} times the frames and names     {:.2} times the time", ratio(4));
    let scanned = median(rounds.iter().map(|round| round[7] / round[6]).collect());
    println!("scan of {} entries and values  {scanned:.2} times the speed of the automaton with the same entries", entries.lexicon.len());
    println!("forms in the automaton             {forms}");
    cold_start(&files)?;
    memory(&items)
}

/// Knowledge with at least [`ENTRIES`] forms, generated beside the real ones, and the automaton of the same forms.
fn entries(files: &[SourceFile]) -> Result<(Knowledge, CharwiseDoubleArrayAhoCorasick<u32>), String> {
    for times in 1..=TIMES {
        let more_files = multiplied(files, times)?;
        let knowledge = load(&more_files)?;
        if knowledge.lexicon.len() >= ENTRIES {
            let (automaton, _) = ceiling(&more_files, &knowledge)?;
            return Ok((knowledge, automaton));
        }
    }
    Err(format!("expected {ENTRIES} forms in {TIMES} times the knowledge, found fewer"))
}

/// All names, times and quantities of a folded text: how many there are.
fn scan(knowledge: &Knowledge, text: &[char]) -> usize {
    let mut found = 0;
    for at in 0..text.len() {
        knowledge.lexicon.each_at(text, at, |_| found += 1);
    }
    let times = find_times(text);
    found + times.len() + find_quantities(text, &times, Region::Other).len()
}

fn load(files: &[SourceFile]) -> Result<Knowledge, String> {
    let (knowledge, found) = Knowledge::load(files);
    match found.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        Some(diagnostic) => Err(diagnostic.to_string()),
        None if knowledge.frames.is_empty() || knowledge.entities.is_empty() => {
            Err("the built-in knowledge is empty; cargo clean -p chancery-knowledge, then build again".into())
        }
        None => Ok(knowledge),
    }
}

/// Folded forms of a table of names.
fn table_forms(text: &str, mut each: impl FnMut(String)) {
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').map(str::trim).collect();
    for line in lines {
        for (cell, _) in line.split('\t').zip(&header).filter(|(_, column)| FORMS.contains(column)) {
            cell.split('|').map(str::trim).filter(|form| !form.is_empty()).for_each(|form| each(fold_text(form)));
        }
    }
}

/// The ceiling: an automaton that only finds all forms of the knowledge.
fn ceiling(files: &[SourceFile], knowledge: &Knowledge) -> Result<(CharwiseDoubleArrayAhoCorasick<u32>, usize), String> {
    let mut forms: BTreeSet<String> = knowledge.parts.iter().cloned().collect();
    forms.extend(knowledge.markers.iter().map(|marker| marker.form.clone()));
    for file in files.iter().filter(|file| file.path.starts_with("names/") && file.path.matches('/').count() == 2) {
        table_forms(&file.text, |form| {
            forms.insert(form);
        });
    }
    forms.remove("");
    let automaton =
        CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(daachorse::MatchKind::LeftmostLongest).build(&forms).map_err(|error| error.to_string())?;
    Ok((automaton, forms.len()))
}

/// Replaces every Han character but the first of a run by one drawn from `pool`; a run of one gets a second.
fn altered(text: &str, pool: &[char], draw: &mut Draw) -> String {
    let mut out = String::with_capacity(text.len() + 3);
    let mut run = 0;
    for c in text.chars().chain(Some('\n')) {
        let han = ('\u{3400}'..='\u{9FFF}').contains(&c);
        if !han && run == 1 {
            out.push(pool[draw.below(pool.len())]);
        }
        run = if han { run + 1 } else { 0 };
        out.push(if run > 1 { pool[draw.below(pool.len())] } else { c });
    }
    out.pop();
    out
}

/// The files with `times` as many names and frames: the copies have ids and forms of their own. They begin with the same
/// characters as the real ones (so that a scan has to look at them) and go on with characters drawn from all names.
fn multiplied(files: &[SourceFile], times: usize) -> Result<Vec<SourceFile>, String> {
    let mut pool: BTreeSet<char> = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.ends_with(".tsv")) {
        table_forms(&file.text, |form| pool.extend(form.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c))));
    }
    let pool: Vec<char> = pool.into_iter().collect();
    let mut draw = Draw(SEED);
    let mut out = files.to_vec();
    for file in files {
        for copy in 1..times {
            let path = match file.path.rsplit_once('.') {
                Some((stem, ending)) => format!("{stem}-x{copy}.{ending}"),
                None => continue,
            };
            if file.path.starts_with("names/") && file.path.ends_with(".tsv") && file.path.matches('/').count() == 2 {
                out.push(SourceFile { path, text: more_names(&file.text, copy, &pool, &mut draw) });
            } else if file.path.contains("/frames/") {
                out.push(SourceFile { path, text: more_frames(file, &pool, &mut draw)? });
            }
        }
    }
    Ok(out)
}

fn more_names(text: &str, copy: usize, pool: &[char], draw: &mut Draw) -> String {
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let head = lines.next().unwrap_or_default();
    let header: Vec<&str> = head.split('\t').map(str::trim).collect();
    let mut out = format!("{head}\n");
    for line in lines {
        for (at, (cell, column)) in line.split('\t').zip(&header).enumerate() {
            if at > 0 {
                out.push('\t');
            }
            match *column {
                "id" => {
                    let _ = write!(out, "{cell}-x{copy}");
                }
                // Nobody gets a second holder of an office by this.
                "tenures" => out.push_str(&cell.replace('@', &format!("-x{copy}@"))),
                column if FORMS.contains(&column) => {
                    let forms: Vec<String> = cell
                        .split('|')
                        .map(str::trim)
                        .filter(|form| form.chars().count() > 1)
                        .map(|form| if form.is_ascii() { format!("{form} X{copy}") } else { altered(form, pool, draw) })
                        .collect();
                    out.push_str(&forms.join("|"));
                }
                _ => out.push_str(cell),
            }
        }
        out.push('\n');
    }
    out
}

fn more_frames(file: &SourceFile, pool: &[char], draw: &mut Draw) -> Result<String, String> {
    let mut table: toml::Table = file.text.parse().map_err(|error| format!("{}: {error}", file.path))?;
    for frame in table.get_mut("frame").and_then(toml::Value::as_array_mut).into_iter().flatten() {
        match frame.get_mut("trigger") {
            Some(toml::Value::Array(triggers)) => triggers.iter_mut().for_each(|trigger| alter(trigger, pool, draw)),
            Some(trigger) => alter(trigger, pool, draw),
            None => {}
        }
    }
    toml::to_string(&table).map_err(|error| format!("{}: {error}", file.path))
}

fn alter(value: &mut toml::Value, pool: &[char], draw: &mut Draw) {
    if let toml::Value::String(text) = value {
        *text = altered(text, pool, draw);
    }
}

fn cold_start(files: &[SourceFile]) -> Result<(), String> {
    let times = (0..9).map(|_| timed(|| drop(load(files).map(|knowledge| Reader::new(&knowledge).knowledge.frames.len())))).collect();
    println!("cold start, knowledge and reader     {:.0} ms", median(times) * 1e3);
    let Some(program) = program() else {
        println!("cold start, `chancery` on one line   skipped: no program beside this one; cargo build --release");
        return Ok(());
    };
    let file = scratch()?.join("line.txt");
    std::fs::write(&file, "國家主席習近平5月20日在北京同俄羅斯總統普京舉行會談。\n").map_err(|error| error.to_string())?;
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..15 {
        let clock = Instant::now();
        Command::new(&program).arg("read").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).status().map_err(|error| error.to_string())?;
        times.push(clock.elapsed().as_secs_f64());
    }
    let least = times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("cold start, `chancery` on one line   {:.0} ms on the clock, {:.0} ms at best", median(times) * 1e3, least * 1e3);
    Ok(())
}

/// The built program, where it stands beside this one.
pub fn program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?.with_file_name("chancery");
    path.is_file().then_some(path)
}

/// A folder for what is written on the way.
pub fn scratch() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

fn memory(items: &[Item]) -> Result<(), String> {
    let list = scratch()?.join("items.jsonl");
    let lines: String = items
        .iter()
        .map(|item| serde_json::json!({"id": item.id, "date": item.date.map(|date| date.to_string()), "text": item.text}).to_string() + "\n")
        .collect();
    std::fs::write(&list, lines).map_err(|error| error.to_string())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let out = Command::new(own).args(["bench", "--memory-of"]).arg(&list).output().map_err(|error| error.to_string())?;
    print!("{}", String::from_utf8_lossy(&out.stdout));
    let Some(program) = program() else {
        println!("peak memory, `chancery read`         skipped: no program beside this one; cargo build --release");
        return Ok(());
    };
    let folder = scratch()?.join("documents");
    std::fs::remove_dir_all(&folder).ok();
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for (number, item) in items.iter().enumerate() {
        std::fs::write(folder.join(format!("{number:05}.txt")), &item.text).map_err(|error| error.to_string())?;
    }
    for threads in ["1", "2"] {
        let clock = Instant::now();
        let mut child = Command::new(&program)
            .args(["read", "--jsonl", "--threads", threads])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut peak = 0;
        while child.try_wait().map_err(|error| error.to_string())?.is_none() {
            peak = peak.max(peak_kilobytes(&child.id().to_string()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(5));
        }
        println!(
            "`chancery read --jsonl --threads {threads}` on all documents as files: {:.1} s on the clock, peak memory {:.0} MB",
            clock.elapsed().as_secs_f64(),
            peak as f64 / 1e3
        );
    }
    std::fs::remove_dir_all(&folder).ok();
    Ok(())
}

/// The most memory that a process has held (Linux).
pub fn peak_kilobytes(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches("kB").trim().parse().ok()
}

/// In a process of its own: reads the documents of a file one by one and says its peak memory.
fn memory_of(file: &Path) -> Result<(), String> {
    use std::io::BufRead;
    let open = std::fs::File::open(file).map_err(|error| error.to_string())?;
    let knowledge = load(&chancery_knowledge::packed_files())?;
    let reader = Reader::new(&knowledge);
    for line in std::io::BufReader::new(open).lines() {
        let line = line.map_err(|error| error.to_string())?;
        let json: serde_json::Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let cell = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let item = Item { id: cell("id"), source: 0, date: json["date"].as_str().and_then(Date::parse), title: String::new(), text: cell("text") };
        read_all(&reader, std::slice::from_ref(&item));
    }
    match peak_kilobytes("self") {
        Some(peak) => println!("peak memory, all documents in turn   {:.0} MB", peak as f64 / 1e3),
        None => println!("peak memory                          skipped: this system does not tell it"),
    }
    Ok(())
}
