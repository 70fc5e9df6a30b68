//! Running `pdftotext` within bounds.
//!
//! In: an entry, a taker of lines. Out: nothing, or why it failed. On Unix a shell sets the bounds on memory and computing time before it
//! becomes the program; everywhere a watch ends it when it takes far longer than that on the clock.

use std::io::{BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::Options;
use crate::failure::{Failure, Kind};
use crate::input::{failed, read_line};
use crate::item::Entry;

/// What is kept of the program's complaints.
const COMPLAINTS: u64 = 8 << 10;
/// How many times the computing time it may take on the clock: the machine may be busy.
const PATIENCE: u64 = 10;

pub(super) fn run(entry: &Entry, options: &Options, longest: u64, take: &mut dyn FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let name = &entry.name;
    let seconds = options.limits.seconds + (entry.bytes.len() as u64 >> 20);
    let mut child = match command(options, seconds).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(name, options)),
        Err(error) => return Err(Failure::new(Kind::Missing, name, format!("pdftotext can't be run: {error}. {REMEDY}"))),
    };
    let (input, output, complaints) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(complaints)) = (input, output, complaints) else {
        let _ = child.kill();
        return Err(Failure::new(Kind::Missing, name, format!("pdftotext has no standard input or output. {REMEDY}")));
    };
    let child = Mutex::new(child);
    let (done, watch) = channel::<()>();
    let limited = |kill: &Mutex<Child>| {
        let _ = kill.lock().unwrap_or_else(PoisonError::into_inner).kill();
    };
    std::thread::scope(|scope| {
        // A program that ends early closes the pipe; what it says tells why.
        scope.spawn(|| {
            let _ = input.write_all(&entry.bytes);
            drop(input);
        });
        let said = scope.spawn(move || {
            let mut text = Vec::new();
            let mut complaints = complaints;
            let _ = (&mut complaints).take(COMPLAINTS).read_to_end(&mut text);
            let _ = std::io::copy(&mut complaints, &mut std::io::sink());
            String::from_utf8_lossy(&text).into_owned()
        });
        let watched = scope.spawn({
            let child = &child;
            move || {
                let late = watch.recv_timeout(Duration::from_secs(seconds.saturating_mul(PATIENCE))) == Err(RecvTimeoutError::Timeout);
                if late {
                    limited(child);
                }
                late
            }
        });
        let mut reader = BufReader::with_capacity(64 << 10, output);
        let mut line = Vec::new();
        let taken = loop {
            match read_line(&mut reader, &mut line, longest) {
                Ok(None) => break Ok(()),
                Ok(Some(false)) => {}
                Ok(Some(true)) => {
                    if let Err(failure) = take(&String::from_utf8_lossy(&line)) {
                        break Err(failure);
                    }
                }
                Err(error) => break Err(failed(name, error)),
            }
        };
        if taken.is_err() {
            limited(&child);
        }
        drop(reader);
        let _ = done.send(());
        let late = watched.join().unwrap_or(false);
        let said = said.join().unwrap_or_default();
        let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
        taken?;
        if late {
            return Err(Failure::limit(
                name,
                &format!("pdftotext was ended after {} seconds", seconds.saturating_mul(PATIENCE)),
                "seconds",
                options.limits.seconds,
            ));
        }
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(told(name, options, status, &said, seconds)),
            Err(error) => Err(failed(name, error)),
        }
    })
}

const REMEDY: &str = "Install poppler (Debian, Ubuntu: apt-get install poppler-utils poppler-data; Fedora: dnf install poppler-utils; macOS: brew install poppler), or give the program's place with --pdftotext.";

fn missing(name: &str, options: &Options) -> Failure {
    let program = program(options);
    Failure::new(Kind::Missing, name, format!("expected the program {program:?} to read PDF files with, found none. {REMEDY}"))
}

fn program(options: &Options) -> String {
    options.pdftotext.as_ref().map_or_else(|| "pdftotext".to_owned(), |path| path.to_string_lossy().into_owned())
}

fn command(options: &Options, seconds: u64) -> Command {
    const ARGUMENTS: [&str; 5] = ["-enc", "UTF-8", "-bbox", "-", "-"];
    if cfg!(unix) {
        let mut command = Command::new("/bin/sh");
        let bounds = format!("ulimit -v {} 2>/dev/null; ulimit -t {seconds} 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$@\"", options.limits.memory >> 10);
        command.args(["-c", &bounds, "sh", &program(options)]).args(ARGUMENTS);
        command
    } else {
        let mut command = Command::new(program(options));
        command.args(ARGUMENTS);
        command
    }
}

/// What the program's end means.
fn told(name: &str, options: &Options, status: std::process::ExitStatus, said: &str, seconds: u64) -> Failure {
    let lower = said.to_lowercase();
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason given").chars().take(160).collect::<String>();
    if status.code() == Some(127) || status.code() == Some(126) {
        return missing(name, options);
    }
    if lower.contains("password") {
        return Failure::new(Kind::Unsupported, name, "the PDF file is locked with a password. Save it without one (qpdf --decrypt) and add that.");
    }
    if status.code() == Some(3) {
        return Failure::new(Kind::Unsupported, name, "the PDF file forbids copying its text. Add the text from another source.");
    }
    if lower.contains("bad_alloc") || lower.contains("out of memory") || lower.contains("cannot allocate") {
        let bound = options.limits.memory;
        return Failure::limit(name, "pdftotext needs more memory than it may take", "memory", bound);
    }
    match status.code() {
        Some(1 | 2) => Failure::damaged(
            name,
            format!("pdftotext can't open the PDF file: {first}. It is damaged or cut short; get it anew, or repair it (qpdf, mutool clean)."),
        ),
        None => Failure::limit(
            name,
            &format!("pdftotext was ended by the system ({status}), after {seconds} seconds of computing or for want of memory"),
            "seconds",
            options.limits.seconds,
        ),
        Some(code) => Failure::damaged(name, format!("pdftotext ended with code {code}: {first}. Get the PDF file anew, or repair it (qpdf, mutool clean).")),
    }
}
