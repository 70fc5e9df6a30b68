//! Lint over small tables: each fault is found where it stands, and its mending makes lint silent.

use chancery_knowledge::{Diagnostic, Knowledge, SourceFile, lint};

const OFFICES: &str = "id\tenglish\trank\tnames\tnouns_only\tholders\tbasis\n\
    president\tPresident\thead-of-state\t總統\t\tNIC\tcommon knowledge\n\
    senator\tSenator\tlegislator\t參議員\t\tmany\tcommon knowledge\n";
const STATES: &str = "id\tenglish\tcn\tbasis\nUSA\tUnited States\t美国\tcommon knowledge\nNIC\tNicaragua\t尼加拉瓜\tcommon knowledge\n";
const PERSONS: &str = "id\tlatin\tstate\tcn\ttenures\tbasis\n";

fn found(tables: &[(&str, String)]) -> Vec<Diagnostic> {
    let mut files: Vec<SourceFile> = tables.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: text.clone() }).collect();
    files.push(SourceFile { path: "names/offices/heads.tsv".into(), text: OFFICES.into() });
    files.push(SourceFile { path: "names/states/iso.tsv".into(), text: STATES.into() });
    let (knowledge, found) = Knowledge::load(&files);
    assert!(found.is_empty(), "{found:?}");
    lint(&knowledge, &files)
}

fn persons(rows: &str) -> Vec<Diagnostic> {
    found(&[("names/persons/all.tsv", format!("{PERSONS}{rows}"))])
}

/// Codes with places, in order.
fn places(found: &[Diagnostic]) -> Vec<(&str, u32, u32)> {
    found.iter().map(|diagnostic| (diagnostic.code, diagnostic.line, diagnostic.column)).collect()
}

#[test]
fn two_holders_of_one_office_are_found_at_the_second() {
    let found = persons(
        "a\tA\tUSA\t甲某\tpresident@USA 2001-01-20/2009-01-21\tcorpus\nb\tB\tUSA\t乙某\tsenator@USA 2005/2008; president@USA 2009-01-20/2017-01-20\tcorpus\n",
    );
    assert_eq!(places(&found), [("two-holders", 3, 35)], "{found:?}");
    assert!(found[0].message.contains("person:a") && found[0].message.contains("all.tsv:2") && !found[0].hint.is_empty());
}

#[test]
fn a_day_of_transfer_and_dates_that_may_fit_are_no_overlap() {
    for (first, second) in [
        ("president@USA 2001-01-20/2009-01-20", "president@USA 2009-01-20/"),
        ("president@USA 2001/2009", "president@USA 2009-01-20/"),
        ("president@USA 2001-01/2009-02", "president@USA 2009-02/"),
        ("president@USA 2001-01/?", "president@USA 2009-02/"),
        ("president@NIC 2007-01-10/", "president@NIC 2025-02-18/"),
        ("senator@USA 2001/2009", "senator@USA 2003/"),
        ("president@USA", "president@USA 2003/"),
    ] {
        let found = persons(&format!("a\tA\tUSA\t甲某\t{first}\tcorpus\nb\tB\tUSA\t乙某\t{second}\tcorpus\n"));
        assert!(found.is_empty(), "{first} and {second}: {found:?}");
    }
    let open = persons("a\tA\tUSA\t甲某\tpresident@USA 2001-01/\tcorpus\nb\tB\tUSA\t乙某\tpresident@USA 2009-02/\tcorpus\n");
    assert_eq!(places(&open), [("two-holders", 3, 12)], "an open end goes on");
}

#[test]
fn a_row_without_a_basis_is_found() {
    assert_eq!(places(&persons("a\tA\tUSA\t甲某\t\t\n")), [("no-basis", 2, 13)]);
    assert_eq!(places(&persons("a\tA\tUSA\t甲某\n")), [("no-basis", 2, 11)]);
}

#[test]
fn a_tenure_that_cannot_be_read_is_found() {
    let found = persons("a\tA\tUSA\t甲某\tsenator@USA 2001/2003; president@USA 2005-13/\tcorpus\n");
    assert_eq!(places(&found), [("tenure", 2, 35)], "{found:?}");
}

#[test]
fn unknown_offices_bodies_and_states_are_found() {
    let found = persons("a\tA\tUSS\t甲某\tking@USA 2001/; president@mars 2001/\tcorpus\n");
    assert_eq!(places(&found), [("unknown-state", 2, 5), ("unknown-office", 2, 12), ("unknown-body", 2, 28)], "{found:?}");
}

#[test]
fn a_form_of_two_ids_has_to_be_listed() {
    let rows = format!("{PERSONS}a\tA\tUSA\t甲某\t\tcorpus\nb\tB\tNIC\t甲某\t\tcorpus\n");
    let unlisted = found(&[("names/persons/all.tsv", rows.clone())]);
    assert_eq!(places(&unlisted), [("shared-form", 3, 9)], "{unlisted:?}");
    for (ids, code) in [("a|b", None), ("person", None), ("a", Some("shared-form")), ("a|b|c", Some("unknown-id"))] {
        let found = found(&[("names/persons/all.tsv", rows.clone()), ("names/ambiguous.tsv", format!("form\tids\tnote\n甲某\t{ids}\t\n"))]);
        assert_eq!(found.first().map(|diagnostic| diagnostic.code), code, "{ids}: {found:?}");
    }
}

#[test]
fn the_script_of_a_shared_form_does_not_matter() {
    let rows = format!("{PERSONS}a\tA\tUSA\t陈某\t\tcorpus\nb\tB\tNIC\t陳某\t\tcorpus\n");
    assert_eq!(places(&found(&[("names/persons/all.tsv", rows)])), [("shared-form", 3, 9)]);
}

#[test]
fn a_body_of_a_tenure_may_be_a_place() {
    let rows = format!("{PERSONS}a\tA\tUSA\t甲某\tpresident@reno 2001/\tcorpus\n");
    let places = "id\tkind\tstate\tin\tcn\tbasis\nreno\tcity\tUSA\t\t里诺\tcommon knowledge\n".to_owned();
    let found = found(&[("names/persons/all.tsv", rows), ("names/places/cities.tsv", places)]);
    assert!(found.is_empty(), "{found:?}");
}
