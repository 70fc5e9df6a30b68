//! Exit codes, help, messages about the command line, output that nobody reads.

use std::io::Read;

use crate::sample::{Folder, NOTHING, PAGE};

#[test]
fn exit_codes_tell_how_a_run_ended() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE).file("nothing.txt", NOTHING);
    folder.run(&["read", "page.txt"]).ends_with(0);
    folder.run(&["read", "nothing.txt"]).ends_with(1);
    folder.run(&["read", "--no-such-flag"]).ends_with(2);
    folder.run(&["read", "page.txt", "missing.txt"]).ends_with(3);
}

#[test]
fn help_begins_with_an_example() {
    let folder = Folder::new();
    for args in [
        &["--help"][..],
        &["read", "--help"],
        &["annotate", "--help"],
        &["explain", "--help"],
        &["why-not", "--help"],
        &["rules", "--help"],
        &["rules", "test", "--help"],
        &["schema", "--help"],
        &["completions", "--help"],
        &["add", "--help"],
        &["search", "--help"],
        &["events", "--help"],
        &["count", "--help"],
        &["show", "--help"],
        &["cite", "--help"],
        &["decide", "--help"],
        &["verify", "--help"],
        &["backup", "--help"],
    ] {
        let ran = folder.run(args).ends_with(0);
        assert!(ran.out.starts_with("Example: chancery "), "{args:?}: {}", ran.out);
    }
}

#[test]
fn a_wrong_date_is_refused_with_the_form_expected() {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    for date in ["2026-02-30", "yesterday", "20260520"] {
        let ran = folder.run(&["read", "page.txt", "--published", date]).ends_with(2);
        assert!(ran.err.contains("YYYY-MM-DD"), "{}", ran.err);
    }
}

#[test]
fn an_unknown_encoding_is_a_mistake_of_usage_said_once() {
    let folder = Folder::new();
    folder.file("a.txt", PAGE).file("b.txt", PAGE);
    let ran = folder.run(&["read", "a.txt", "b.txt", "--encoding", "klingon"]).ends_with(2);
    assert_eq!(ran.err.matches("klingon").count(), 1, "{}", ran.err);
}

#[test]
fn json_of_several_inputs_is_refused_with_advice() {
    let folder = Folder::new();
    folder.file("a.txt", PAGE).file("b.txt", PAGE);
    let ran = folder.run(&["read", "--json", "a.txt", "b.txt"]).ends_with(2);
    assert!(ran.err.contains("--jsonl"), "{}", ran.err);
    folder.run(&["read", "--json", "--jsonl", "a.txt"]).ends_with(2);
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let folder = Folder::new();
    for number in 0..60 {
        folder.file(&format!("pages/{number}.txt"), PAGE.repeat(4));
    }
    let mut child = folder.command(&["read", "--jsonl", "pages"]).spawn().unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn completions_know_the_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", shell]).ends_with(0);
        assert!(ran.out.contains("why-not") && ran.out.contains("published"), "{shell}");
    }
}
