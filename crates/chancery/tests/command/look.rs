//! How readings look to a person: colour, width, folding.

use unicode_width::UnicodeWidthStr;

use crate::sample::{Folder, PAGE};

fn page() -> Folder {
    let folder = Folder::new();
    folder.file("page.txt", PAGE);
    folder
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = page();
    let colored = |args: &[&str], variables: &[(&str, &str)]| {
        folder.run_with(&[&["read", "page.txt"], args].concat(), variables, b"").ends_with(0).out.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]));
    assert!(!colored(&["--color", "auto"], &[("TERM", "xterm-256color")]));
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn colour_changes_no_word() {
    let folder = page();
    let plain = folder.run(&["read", "page.txt"]).out;
    let colored = folder.run(&["read", "page.txt", "--color", "always"]).out;
    let mut stripped = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        stripped.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn no_line_is_wider_than_the_page() {
    let folder = page();
    for columns in [40, 64, 100, 140] {
        let ran = folder.run_with(&["read", "page.txt"], &[("COLUMNS", &columns.to_string())], b"").ends_with(0);
        for line in ran.out.lines() {
            assert!(line.width() <= columns, "{} columns of {columns}: {line}", line.width());
            assert_eq!(line, line.trim_end(), "spaces at the end of a line");
        }
    }
}

#[test]
fn long_quotations_are_folded_unless_asked_for_in_full() {
    let folder = Folder::new();
    let long = format!("法國總統馬克龍22日在巴黎表示，{}法方願同德方加強合作。\n", "歐洲要更加團結，".repeat(60));
    folder.file("long.txt", &long);
    let folded = folder.run(&["read", "long.txt"]).ends_with(0).out;
    let full = folder.run(&["read", "long.txt", "--full"]).ends_with(0).out;
    assert!(folded.contains('…') && folded.len() < full.len());
    assert!(full.replace(['\n', ' '], "").contains("更加團結，法方願同德方加強合作"), "{full}");
}

#[test]
fn a_person_reads_names_dates_and_words() {
    let ran = page().run(&["read", "page.txt", "--published", "2019-01-23"]).ends_with(0);
    for words in ["馬克龍 ↔ 默克爾", "2019-01-22", "talks", "held", "法德合作與一體化條約", "> 160,000,000,000 EUR", "1963-01-22"] {
        assert!(ran.out.contains(words), "{words} in\n{}", ran.out);
    }
    assert!(!ran.out.contains("person:"), "ids are for machines:\n{}", ran.out);
}

#[test]
fn a_text_can_not_steer_the_terminal() {
    let folder = Folder::new();
    folder.file("evil.txt", "法國總統馬克龍\u{1b}[2J22日在巴黎\u{202e}會見德國總理默克爾。\u{7}\n\n馬克龍表示，\u{1b}]0;x\u{7}很好。\n");
    let ran = folder.run(&["read", "evil.txt"]);
    assert!(!ran.out.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{:?}", ran.out);
}
