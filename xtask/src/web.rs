//! `cargo xtask bench web [--archive DIR] [--seconds N] [--clients N]`: how fast the web application answers, page by page and under load.
//!
//! In: a folder with an archive, the built program beside this one. Out: the time from the start to the first
//! page; for every kind of page, asked of real objects drawn with a fixed seed, median, 95th percentile, worst and the server's CPU time; then so many
//! clients at once for so many seconds. All of it on the loopback interface. What serving keeps beside the archive is removed first and written again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bench::{peak_kilobytes, program, scratch};
use crate::corpus::Draw;

const SEED: u64 = 20_260_521;
/// Objects of a kind that are asked for.
const EACH: usize = 60;

struct Settings {
    archive: PathBuf,
    seconds: u64,
    clients: usize,
}

fn settings(args: &[&str]) -> Result<Settings, String> {
    let mut settings = Settings { archive: scratch()?.join("archive/kept"), seconds: 60, clients: 50 };
    let number = |text: &str| text.parse().ok().filter(|n| (1..=600).contains(n)).ok_or(format!("expected a number from 1 to 600, found {text:?}"));
    let mut rest = args;
    loop {
        match rest {
            [] => break,
            ["--archive", folder, tail @ ..] => {
                settings.archive = PathBuf::from(folder);
                rest = tail;
            }
            ["--seconds", n, tail @ ..] => {
                settings.seconds = number(n)?;
                rest = tail;
            }
            ["--clients", n, tail @ ..] => {
                settings.clients = number(n)? as usize;
                rest = tail;
            }
            _ => return Err("usage: cargo xtask bench web [--archive DIR] [--seconds N] [--clients N]".into()),
        }
    }
    if settings.archive.join("archive.sqlite").is_file() {
        return Ok(settings);
    }
    Err(format!("{}: no archive; name one with --archive DIR; `chancery add FILES --archive DIR` makes one", settings.archive.display()))
}

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let settings = settings(args)?;
    let _ = std::fs::remove_file(settings.archive.join("digest.zst"));
    let (mut server, mut client, first) = Server::start(&settings.archive)?;
    println!("{:<44} {:>7.0} ms", "start to the first page", milliseconds(first));
    let from = Instant::now();
    while client.json("/review.json?limit=1")?["found"].is_null() {
        if from.elapsed() > Duration::from_secs(600) {
            return Err("the readings were not counted within ten minutes".into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("{:<44} {:>7.0} ms  (once for an archive; meanwhile pages are answered)", "until all readings are counted", milliseconds(from.elapsed() + first));
    server.stop();
    let (mut server, mut client, first) = Server::start(&settings.archive)?;
    println!("{:<44} {:>7.0} ms", "start to the first page, counted before", milliseconds(first));
    while client.json("/review.json?limit=1")?["found"].is_null() {
        std::thread::sleep(Duration::from_millis(50));
    }
    let pages = pages(&mut client)?;
    println!("\nEvery page asked for the first time; CPU is the server's own, all threads.");
    println!("{:<14} {:>5} {:>9} {:>9} {:>9} {:>9} {:>9}  worst page", "page", "asked", "median ms", "p95 ms", "worst ms", "CPU mean", "CPU p95");
    let mut all: Vec<f64> = Vec::new();
    let (mut cpu_all, mut again): (Vec<f64>, Vec<f64>) = Default::default();
    for (name, paths) in &pages {
        let mut times: Vec<(f64, &String)> = Vec::new();
        let mut cpu: Vec<f64> = Vec::new();
        for path in paths {
            let (from, before) = (Instant::now(), server.cpu());
            client.get(path)?;
            times.push((milliseconds(from.elapsed()), path));
            cpu.push(milliseconds(server.cpu().saturating_sub(before)));
        }
        for path in paths {
            let from = Instant::now();
            client.get(path)?;
            again.push(milliseconds(from.elapsed()));
        }
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        cpu.sort_by(f64::total_cmp);
        all.extend(times.iter().map(|(time, _)| time));
        cpu_all.extend(&cpu);
        let Some((worst, path)) = times.last() else { continue };
        println!(
            "{name:<14} {:>5} {:>9.1} {:>9.1} {worst:>9.1} {:>9.1} {:>9.1}  {}",
            times.len(),
            part(&times, 50).0,
            part(&times, 95).0,
            mean(&cpu),
            part(&cpu, 95),
            path.chars().take(60).collect::<String>()
        );
    }
    for list in [&mut all, &mut cpu_all, &mut again] {
        list.sort_by(f64::total_cmp);
    }
    let (median, high, worst) = (part(&all, 50), part(&all, 95), part(&all, 100));
    println!("{:<14} {:>5} {median:>9.1} {high:>9.1} {worst:>9.1} {:>9.1} {:>9.1}", "all", all.len(), mean(&cpu_all), part(&cpu_all, 95));
    println!("{:<14} {:>5} {:>9.1} {:>9.1} {:>9.1}", "all, again", again.len(), part(&again, 50), part(&again, 95), part(&again, 100));
    load(&settings, &client, &server, &pages, true)?;
    load(&settings, &client, &server, &pages, false)?;
    println!("{:<44} {:>7.0} MB", "peak memory of the server", peak_kilobytes(&server.child.id().to_string()).unwrap_or(0) as f64 / 1e3);
    server.stop();
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn mean(list: &[f64]) -> f64 {
    list.iter().sum::<f64>() / list.len().max(1) as f64
}

/// The value below which so many hundredths of a sorted list lie.
fn part<T: Copy>(sorted: &[T], hundredths: usize) -> T {
    sorted[(sorted.len() * hundredths / 100).min(sorted.len() - 1)]
}

struct Server {
    child: Child,
}

impl Server {
    /// Starts the program and asks for the first page.
    fn start(archive: &Path) -> Result<(Server, Client, Duration), String> {
        let program = program().ok_or("no program `chancery` beside this one; cargo build --release")?;
        let from = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .arg("--archive")
            .arg(archive)
            .args(["--port", "0", "--no-open"])
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn();
        let mut child = child.map_err(|error| error.to_string())?;
        let mut line = String::new();
        let out = child.stdout.take().ok_or("no output")?;
        let server = Server { child };
        BufReader::new(out).read_line(&mut line).map_err(|error| error.to_string())?;
        let rest = line.trim().strip_prefix("http://").ok_or_else(|| format!("expected an address, found {line:?}"))?;
        let (host, open) = rest.split_once('/').ok_or("no path in the address")?;
        let mut client = Client::connect(host, String::new())?;
        let entered = client.ask(&format!("/{open}"))?;
        client.cookie = entered.cookie.ok_or("the address that was printed began no session")?;
        client.get("/")?;
        Ok((server, client, from.elapsed()))
    }

    /// Time that its threads have worked; nothing where the system does not tell.
    fn cpu(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let told = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
        Duration::from_nanos(told.filter_map(|line| line.split(' ').next()?.parse::<u64>().ok()).sum())
    }

    fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// An answer.
struct Answer {
    status: u16,
    cookie: Option<String>,
    body: Vec<u8>,
}

/// One connection that is kept open.
struct Client {
    host: String,
    cookie: String,
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(host: &str, cookie: String) -> Result<Client, String> {
        let stream = TcpStream::connect(host).map_err(|error| format!("{host}: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(|error| error.to_string())?;
        Ok(Client { host: host.to_owned(), cookie, stream: BufReader::new(stream) })
    }

    fn ask(&mut self, path: &str) -> Result<Answer, String> {
        let failed = |error: std::io::Error| format!("{path}: {error}");
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nAccept-Language: en\r\n\r\n", self.host, self.cookie);
        self.stream.get_mut().write_all(head.as_bytes()).map_err(failed)?;
        let mut line = String::new();
        self.stream.read_line(&mut line).map_err(failed)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| format!("{path}: no status in {line:?}"))?;
        let (mut length, mut chunked, mut cookie) = (0, false, None);
        loop {
            line.clear();
            self.stream.read_line(&mut line).map_err(failed)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "set-cookie" => cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(failed)?;
        while chunked {
            line.clear();
            self.stream.read_line(&mut line).map_err(failed)?;
            let size = usize::from_str_radix(line.trim(), 16).map_err(|_| format!("{path}: a chunk without a size: {line:?}"))?;
            let start = body.len();
            body.resize(start + size + 2, 0);
            self.stream.read_exact(&mut body[start..]).map_err(failed)?;
            body.truncate(start + size);
            chunked = size > 0;
        }
        Ok(Answer { status, cookie, body })
    }

    fn get(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let answer = self.ask(path)?;
        if answer.status == 200 { Ok(answer.body) } else { Err(format!("{path}: status {}", answer.status)) }
    }

    fn json(&mut self, path: &str) -> Result<Value, String> {
        serde_json::from_slice(&self.get(path)?).map_err(|error| format!("{path}: {error}"))
    }

    /// Ids of a list, drawn with a fixed seed.
    fn ids(&mut self, list: &str, most: usize) -> Result<Vec<String>, String> {
        let page = self.json(list)?;
        let mut ids: Vec<String> = page["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str().map(encode)).collect();
        Draw(SEED).shuffle(&mut ids);
        ids.truncate(most);
        Ok(ids)
    }
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Every kind of page with addresses of real objects.
fn pages(client: &mut Client) -> Result<Vec<(&'static str, Vec<String>)>, String> {
    let mut pages: Vec<(&'static str, Vec<String>)> = Vec::new();
    let fixed = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<String>>();
    let years = client.json("/timeline.json?by=year&to=2030-12-31")?;
    let mut years: Vec<(String, u64)> = years["steps"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(year, count)| Some((year.clone(), count.as_u64()?)))
        .filter(|(year, _)| year.len() == 4)
        .collect();
    years.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    years.truncate(8);
    let names = client.json("/names.json?limit=400")?;
    let persons: Vec<String> = names["items"].as_array().into_iter().flatten().filter_map(|item| item["name"].as_str().map(encode)).take(20).collect();
    let phrases: Vec<String> =
        client.json("/wordings.json?limit=40")?["items"].as_array().into_iter().flatten().filter_map(|item| item["wording"].as_str().map(encode)).collect();
    let words: Vec<String> = persons.iter().take(12).chain(phrases.iter().take(12)).cloned().collect();
    let kinds = ["visit", "talks", "meeting", "call", "sign", "agree", "sanction", "accuse"];
    let pairs: Vec<String> = client.json("/pairs.json")?["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some(format!("/pairs/{}-{}", pair["left"].as_str()?, pair["right"].as_str()?)))
        .take(EACH)
        .collect();
    pages.push(("home", vec!["/".to_owned()]));
    pages.push((
        "search",
        words
            .iter()
            .map(|word| format!("/search?q={word}"))
            .chain(years.iter().flat_map(|(year, _)| persons.iter().take(2).map(move |word| format!("/search?q={word}&from={year}-01-01&to={year}-12-31"))))
            .collect(),
    ));
    let mut events = fixed(&["/events"]);
    events.extend(kinds.iter().map(|kind| format!("/events?kind={kind}")));
    events.extend(years.iter().map(|(year, _)| format!("/events?from={year}-01-01&to={year}-12-31")));
    events.extend(persons.iter().map(|name| format!("/events?who={name}")));
    events.extend(words.iter().take(6).map(|word| format!("/events?q={word}")));
    pages.push(("events", events));
    for (name, list) in [("instruments", "/instruments"), ("relations", "/relations"), ("statements", "/statements"), ("figures", "/figures")] {
        let mut paths = vec![list.to_owned()];
        paths.extend(years.iter().map(|(year, _)| format!("{list}?from={year}-01-01&to={year}-12-31")));
        paths.extend(["CHN", "USA", "RUS", "JPN"].map(|state| format!("{list}?state={state}")));
        if name == "statements" {
            paths.extend(persons.iter().map(|name| format!("{list}?who={name}")));
        }
        pages.push((name, paths));
    }
    pages.push(("names", fixed(&["/names", "/names?q=%E7%8E%8B", "/names?state=RUS", "/names?entity=person&known=no"])));
    pages.push((
        "documents",
        std::iter::once("/documents".to_owned()).chain(years.iter().map(|(year, _)| format!("/documents?from={year}-01-01&to={year}-12-31"))).collect(),
    ));
    pages.push(("wordings", fixed(&["/wordings", "/wordings?q=%E4%B8%80"])));
    for (name, list) in [
        ("event", "/events"),
        ("instrument", "/instruments"),
        ("relation", "/relations"),
        ("statement", "/statements"),
        ("figure", "/figures"),
        ("document", "/documents"),
        ("name", "/names"),
        ("wording", "/wordings"),
    ] {
        let mut ids = client.ids(&format!("{list}.json?limit=1000"), EACH)?;
        // Those of the fullest years, too.
        if !matches!(name, "name" | "wording" | "relation") {
            for (year, _) in years.iter().take(3) {
                ids.extend(client.ids(&format!("{list}.json?limit=1000&from={year}-01-01&to={year}-12-31"), EACH / 3)?);
            }
        }
        pages.push((name, ids.into_iter().map(|id| format!("{list}/{id}")).collect()));
    }
    pages.push((
        "names of most",
        names["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str()).take(20).map(|id| format!("/names/{}", encode(id))).collect(),
    ));
    pages.push(("states", ["CHN", "USA", "RUS", "JPN", "GBR", "FRA", "DEU", "IND"].map(|id| format!("/names/{id}")).to_vec()));
    pages.push(("pairs", vec!["/pairs".to_owned()]));
    pages.push(("pair", pairs));
    let mut timeline = fixed(&["/timeline", "/timeline?by=decade", "/timeline?by=month", "/timeline?by=day", "/timeline?state=RUS"]);
    timeline.extend(years.iter().map(|(year, _)| format!("/timeline?from={year}-05-01&to={year}-05-31&by=day")));
    pages.push(("timeline", timeline));
    let mut map = fixed(&["/map", "/map?kind=visit,talks,meeting,call", "/map?who=RUS"]);
    map.extend(years.iter().map(|(year, _)| format!("/map?from={year}-01-01&to={year}-12-31")));
    pages.push(("map", map));
    pages.push(("phrase", phrases.iter().map(|phrase| format!("/phrase?phrase={phrase}")).collect()));
    let statements = client.ids("/statements.json?limit=200", 20)?;
    pages.push(("compare", statements.chunks(2).filter(|pair| pair.len() == 2).map(|pair| format!("/compare?left={}&right={}", pair[0], pair[1])).collect()));
    pages.push(("coverage", vec!["/coverage".to_owned()]));
    let mut review = fixed(&["/review", "/review?order=kind", "/review?order=rule", "/review?below=75"]);
    review.extend(kinds.iter().map(|kind| format!("/review?kind={kind}")));
    pages.push(("review", review));
    pages.push(("decisions", vec!["/decisions".to_owned()]));
    pages.push(("about, api", fixed(&["/about", "/api"])));
    // An address that is asked again would be answered by what was kept.
    let mut known = BTreeSet::new();
    pages.iter_mut().for_each(|(_, paths)| paths.retain(|path| known.insert(path.clone())));
    pages.retain(|(_, paths)| !paths.is_empty());
    Ok(pages)
}

/// So many clients at once, each with a connection of its own, asking for pages of all kinds; `fresh`: each time by an address that nobody asked for
/// before, so that no answer is one that was kept.
fn load(settings: &Settings, client: &Client, server: &Server, pages: &[(&'static str, Vec<String>)], fresh: bool) -> Result<(), String> {
    let paths: Vec<&String> = pages.iter().flat_map(|(_, paths)| paths).collect();
    let before = server.cpu();
    let end = Instant::now() + Duration::from_secs(settings.seconds);
    let told: Vec<(Vec<f64>, BTreeMap<String, usize>)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..settings.clients)
            .map(|number| {
                let (host, cookie, paths) = (&client.host, &client.cookie, &paths);
                scope.spawn(move || {
                    let (mut times, mut errors): (Vec<f64>, BTreeMap<String, usize>) = Default::default();
                    let mut draw = Draw(SEED + number as u64);
                    let mut own = Client::connect(host, cookie.clone());
                    while Instant::now() < end {
                        let from = Instant::now();
                        let mut path = paths[draw.below(paths.len())].clone();
                        if fresh {
                            path.push_str(&format!("{}asked={number}-{}", if path.contains('?') { '&' } else { '?' }, times.len()));
                        }
                        let answer = match &mut own {
                            Ok(own) => own.get(&path).map(drop),
                            Err(error) => Err(error.clone()),
                        };
                        match answer {
                            Ok(()) => times.push(milliseconds(from.elapsed())),
                            Err(error) => {
                                *errors.entry(error).or_default() += 1;
                                own = Client::connect(host, cookie.clone());
                            }
                        }
                    }
                    (times, errors)
                })
            })
            .collect();
        clients.into_iter().filter_map(|client| client.join().ok()).collect()
    });
    let mut times: Vec<f64> = told.iter().flat_map(|(times, _)| times.iter().copied()).collect();
    times.sort_by(f64::total_cmp);
    let errors: usize = told.iter().flat_map(|(_, errors)| errors.values()).sum();
    if times.is_empty() {
        return Err("no client got any answer".into());
    }
    println!(
        "\n{} clients for {} s, {}: {} answers ({:.0} a second), {errors} errors; median {:.0} ms, p95 {:.0} ms, p99 {:.0} ms, worst {:.0} ms; CPU {:.1} ms each",
        settings.clients,
        settings.seconds,
        if fresh { "every address for the first time" } else { "addresses that were asked before" },
        times.len(),
        times.len() as f64 / settings.seconds as f64,
        part(&times, 50),
        part(&times, 95),
        part(&times, 99),
        part(&times, 100),
        milliseconds(server.cpu().saturating_sub(before)) / times.len() as f64
    );
    for (error, count) in told.iter().flat_map(|(_, errors)| errors).take(5) {
        println!("  {count} × {error}");
    }
    Ok(())
}
