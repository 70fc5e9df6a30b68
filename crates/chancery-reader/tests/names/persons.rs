//! A person's forms in three regions are one person: every form of every row, behind the office that the person held, or alone.
//! So are a place's.

use std::collections::BTreeMap;

use chancery_knowledge::{SourceFile, Tenure, packed_files};
use chancery_text::fold_text;

use crate::{KNOWLEDGE, mentions};

/// The rows of all tables of a folder, as cells by column.
fn rows<'a>(files: &'a [SourceFile], folder: &str) -> Vec<BTreeMap<&'a str, &'a str>> {
    let mut rows = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(folder)) {
        let mut lines = file.text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let header: Vec<&str> = lines.next().map(|line| line.split('\t').collect()).unwrap_or_default();
        rows.extend(lines.map(|line| header.iter().copied().zip(line.split('\t').map(str::trim)).collect::<BTreeMap<&str, &str>>()));
    }
    rows
}

fn forms<'a>(row: &BTreeMap<&str, &'a str>, columns: &[&str]) -> Vec<&'a str> {
    columns.iter().flat_map(|column| row.get(column).copied().unwrap_or_default().split('|')).map(str::trim).filter(|form| !form.is_empty()).collect()
}

/// A day in the middle of a tenure.
fn middle(tenure: &Tenure) -> Option<String> {
    let from = tenure.from?;
    let day = match tenure.to {
        Some(to) => from.plus((to.days() - from.days()) / 2),
        None if !tenure.ended => from.plus(40),
        None => return None,
    };
    Some(day.to_string())
}

/// Forms listed as ambiguous, folded, with their ids of a kind.
fn ambiguous(files: &[SourceFile], kind: &str) -> BTreeMap<String, Vec<String>> {
    let rows = rows(files, "names/ambiguous");
    rows.iter().map(|row| (fold_text(row["form"]), row["ids"].split('|').map(|id| format!("{kind}{}", id.trim())).collect())).collect()
}

#[test]
fn every_form_of_every_place_is_that_place() {
    let files = packed_files();
    let ambiguous = ambiguous(&files, "place:");
    let (mut tried, mut shared, mut wrong) = (0, 0, Vec::new());
    for row in rows(&files, "names/places/") {
        let id = format!("place:{}", row["id"]);
        let mut all = forms(&row, &["cn", "hk", "tw", "other"]);
        all.sort_unstable();
        all.dedup();
        for form in all {
            tried += 1;
            let found = mentions(&format!("會議今天在{form}舉行。"), Some("2020-06-01"));
            if found.iter().any(|mention| mention.quote.ends_with(form) && mention.id.as_deref() == Some(id.as_str())) {
                continue;
            }
            if ambiguous.get(&fold_text(form)).is_some_and(|ids| ids.contains(&id)) {
                shared += 1;
            } else {
                wrong.push(format!("{form}: {id}, found {:?}", found.iter().map(|mention| (&mention.quote, &mention.id)).collect::<Vec<_>>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} forms ({shared} are listed as ambiguous)\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 6_000 && shared * 100 < tried, "{tried} forms, {shared} are another place of the name");
}

#[test]
fn every_form_of_every_person_is_that_person() {
    let files = packed_files();
    let titles: BTreeMap<&str, &str> =
        rows(&files, "names/offices/").iter().map(|row| (row["id"], row["names"].split('|').next().unwrap_or_default())).collect();
    let ambiguous = ambiguous(&files, "person:");
    let (mut persons, mut tried, mut shared, mut wrong) = (0, 0, 0, Vec::new());
    for row in rows(&files, "names/persons/") {
        let id = format!("person:{}", row["id"]);
        let entity = &KNOWLEDGE.entities[KNOWLEDGE.entity(&id).unwrap_or_else(|| panic!("{id} is not loaded")) as usize];
        let mut all = forms(&row, &["cn", "hk", "tw", "other"]);
        let mut folded: Vec<String> = all.iter().map(|form| fold_text(form)).collect();
        folded.sort();
        folded.dedup();
        if folded.len() < 2 {
            continue;
        }
        persons += 1;
        all.sort_unstable();
        all.dedup();
        let held = entity.tenures.iter().find_map(|tenure| {
            let body = KNOWLEDGE.entity(&tenure.body).map(|row| KNOWLEDGE.entities[row as usize].name.as_str())?;
            Some((format!("{body}{}", titles.get(tenure.office.as_str())?), middle(tenure)?))
        });
        for form in all {
            tried += 1;
            let behind = held.as_ref().map_or("", |(title, _)| title.as_str());
            let found = mentions(&format!("{behind}{form}抵達日內瓦。"), held.as_ref().map(|(_, day)| day.as_str()));
            let mut of_form: Vec<Option<&str>> = found.iter().filter(|mention| mention.quote.ends_with(form)).map(|mention| mention.id.as_deref()).collect();
            of_form.dedup();
            if of_form == [Some(id.as_str())] {
                continue;
            }
            let other = of_form.first().copied().flatten().unwrap_or_default();
            if ambiguous
                .get(&fold_text(form))
                .is_some_and(|ids| (ids.contains(&id) && ids.iter().any(|listed| listed == other)) || ids.iter().any(|listed| listed == "person:person"))
            {
                shared += 1;
            } else {
                wrong.push(format!("{behind}{form} {:?}: {id}, found {of_form:?}", held.as_ref().map(|(_, day)| day)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} forms of {persons} persons ({shared} are listed as ambiguous)\n{}", wrong.len(), wrong.join("\n"));
    assert!(persons > 4_000 && shared * 100 < tried, "{persons} persons, {tried} forms, {shared} are another person of the name");
}
