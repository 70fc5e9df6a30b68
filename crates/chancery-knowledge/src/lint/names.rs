//! Tables of names: references, basis, tenures, holders at the same time, shared forms.
//!
//! In: the tables, once more as text, so that a finding can name its column, and the knowledge made of them. Out: diagnostics.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Date, EntityKind};
use chancery_text::fold_text;

use super::At;
use crate::governments;
use crate::names::FORM_COLUMNS;
use crate::tenure::Tenure;
use crate::{Diagnostic, Knowledge, SourceFile, tsv};

/// A tenure of an office that one person holds at a time, with its certain days.
struct Held<'a> {
    from: Date,
    to: Option<Date>,
    who: &'a str,
    at: At<'a>,
}

/// Who has a form, and where a table gives it to whom.
#[derive(Default)]
struct Shared<'a> {
    ids: BTreeSet<&'a str>,
    last: Option<At<'a>>,
}

pub(super) fn check(knowledge: &Knowledge, files: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let mut sole: BTreeMap<(&str, &str, &str), Vec<Held<'_>>> = BTreeMap::new();
    let mut forms: BTreeMap<String, Shared<'_>> = BTreeMap::new();
    let mut rest = knowledge.entities.iter().peekable();
    let mut sorted: Vec<&SourceFile> = files.iter().filter(|file| file.path.starts_with("names/") && file.path.ends_with(".tsv")).collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    check_governments(knowledge, &sorted, found);
    sorted.retain(|file| file.path != governments::TABLE);
    let (listed, tables): (Vec<&SourceFile>, Vec<&SourceFile>) = sorted.into_iter().partition(|file| file.path.matches('/').count() == 1);
    for file in tables {
        let path = file.path.as_str();
        let offices = path.starts_with("names/offices/");
        tsv::read(path, &file.text, &[], &mut Vec::new(), |row, _| {
            let at = |column| At { file: path, line: row.line, column };
            if row.cell("basis").is_empty() {
                let message = format!("{:?} has no basis", row.cell("id"));
                found.push(at(row.column_of("basis")).error("no-basis", message, "write where it is known from: corpus, common knowledge"));
            }
            if offices {
                return;
            }
            // Rows that loading left out have no entity.
            let here = |place: (u16, u32)| knowledge.files[place.0 as usize] == path && place.1 == row.line;
            let Some(entity) = rest.next_if(|entity| here(entity.place)) else { return };
            if !entity.state.is_empty() && knowledge.entity(&entity.state).is_none() {
                let message = format!("{:?} belongs to {:?}, which no table has", entity.id, entity.state);
                found.push(at(row.column_of("state")).warning("unknown-state", message, "add the state or organization, or mend the code"));
            }
            if !entity.within.is_empty() && knowledge.entity(&format!("place:{}", entity.within)).is_none() {
                let column = row.column_of(if entity.kind == Some(EntityKind::State) { "capital" } else { "in" });
                let message = format!("{:?} lies in {:?}, which no table has", entity.id, entity.within);
                found.push(at(column).warning("unknown-place", message, "add the place, or mend the id"));
            }
            let latin = if entity.kind == Some(EntityKind::Person) { "latin" } else { "" };
            for name in FORM_COLUMNS.iter().chain(&["short", latin]) {
                for form in row.list(name) {
                    let shared = forms.entry(fold_text(form)).or_default();
                    if shared.ids.insert(&entity.id) && shared.ids.len() > 1 {
                        shared.last = Some(at(row.column(form)));
                    }
                }
            }
            let written: Vec<&str> = row.cell("tenures").split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
            let mut read = entity.tenures.iter();
            for text in written {
                let here = at(row.column(text));
                if Tenure::parse(text).is_none() {
                    found.push(here.error(
                        "tenure",
                        format!("expected an office, its body and its dates, found {text:?}"),
                        "write office@body from/to, dates as 2001, 2001-02 or 2001-02-03, the end not before the start",
                    ));
                    continue;
                }
                let Some(tenure) = read.next() else { continue };
                check_tenure(knowledge, &entity.id, tenure, here, found);
                let single = knowledge.office(&tenure.office).is_some_and(|row| knowledge.offices[row as usize].holders.single(&tenure.body));
                if let Some((from, to)) = tenure.certain().filter(|_| single) {
                    let key = (tenure.office.as_str(), tenure.body.as_str(), tenure.to_body.as_str());
                    sole.entry(key).or_default().push(Held { from, to, who: &entity.id, at: here });
                }
            }
        });
    }
    overlaps(sole, found);
    shared_forms(knowledge, &listed, &forms, found);
}

/// Rows of the table of governments: known states and offices, with a basis.
fn check_governments(knowledge: &Knowledge, files: &[&SourceFile], found: &mut Vec<Diagnostic>) {
    for file in files.iter().filter(|file| file.path == governments::TABLE) {
        tsv::read(&file.path, &file.text, &["state", "office", "basis"], &mut Vec::new(), |row, _| {
            let at = |column: &str| At { file: &file.path, line: row.line, column: row.column_of(column) };
            if row.cell("basis").is_empty() {
                found.push(at("basis").error(
                    "no-basis",
                    format!("{:?} has no basis", row.cell("state")),
                    "write where it is known from: corpus, common knowledge",
                ));
            }
            if knowledge.entity(row.cell("state")).is_none_or(|state| !knowledge.is_state(state)) {
                found.push(at("state").error("unknown-state", format!("{:?} is no state of the tables", row.cell("state")), "mend the code"));
            }
            if knowledge.office(row.cell("office")).is_none() {
                found.push(at("office").error("unknown-office", format!("no table has the office {:?}", row.cell("office")), "mend the id"));
            }
        });
    }
}

fn check_tenure(knowledge: &Knowledge, who: &str, tenure: &Tenure, at: At<'_>, found: &mut Vec<Diagnostic>) {
    if knowledge.office(&tenure.office).is_none() {
        let message = format!("{who:?} held the office {:?}, which no table has", tenure.office);
        found.push(at.warning("unknown-office", message, "add it to names/offices, or mend the id"));
    }
    for body in [&tenure.body, &tenure.to_body] {
        if !body.is_empty() && knowledge.entity(body).is_none() {
            let message = format!("{who:?} held an office of {body:?}, which no table has");
            found.push(at.warning("unknown-body", message, "add the state, organization or place, or mend the id"));
        }
    }
}

/// Two persons in an office that one holds at a time, on days that both held it however their dates are completed.
fn overlaps(sole: BTreeMap<(&str, &str, &str), Vec<Held<'_>>>, found: &mut Vec<Diagnostic>) {
    for ((office, body, to_body), mut held) in sole {
        held.sort_by_key(|held| (held.from, held.to.is_none(), held.to, held.at.line));
        for (n, first) in held.iter().enumerate() {
            let last = |held: &Held<'_>| held.to.unwrap_or(Date { year: 9999, month: 12, day: 31 });
            for second in held[n + 1..].iter().take_while(|second| second.from < last(first)) {
                if first.who == second.who || first.from >= last(first) || second.from >= last(second) {
                    continue;
                }
                let of = if to_body.is_empty() { body.to_owned() } else { format!("{body} to {to_body}") };
                found.push(second.at.error(
                    "two-holders",
                    format!("{:?} is {office} of {of} from {} while {:?} still is ({}:{})", second.who, second.from, first.who, first.at.file, first.at.line),
                    "mend a date, leave a doubtful one empty, or mark the office as one of many holders in names/offices",
                ));
            }
        }
    }
}

/// Forms of several entities that no table of ambiguous forms lists, and lists that name what no table has.
fn shared_forms(knowledge: &Knowledge, listed: &[&SourceFile], forms: &BTreeMap<String, Shared<'_>>, found: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in listed {
        tsv::read(&file.path, &file.text, &["form", "ids"], &mut Vec::new(), |row, _| {
            let ids = known.entry(fold_text(row.cell("form"))).or_default();
            for id in row.list("ids") {
                let full: Vec<String> =
                    ["", "person:", "org:", "place:"].iter().map(|kind| format!("{kind}{id}")).filter(|full| knowledge.entity(full).is_some()).collect();
                if full.is_empty() && id != "person" {
                    let at = At { file: &file.path, line: row.line, column: row.column(id) };
                    found.push(at.warning("unknown-id", format!("{:?} may mean {id:?}, which no table has", row.cell("form")), "mend the id, or delete it"));
                }
                ids.extend(full);
                if id == "person" {
                    ids.insert("person".into());
                }
            }
        });
    }
    let none = BTreeSet::new();
    for (form, shared) in forms {
        let Some(at) = shared.last else { continue };
        let ids = known.get(form).unwrap_or(&none);
        let lacking: Vec<&str> =
            shared.ids.iter().copied().filter(|id| !ids.contains(*id)).filter(|id| !id.starts_with("person:") || !ids.contains("person")).collect();
        if !lacking.is_empty() {
            let all: Vec<&str> = shared.ids.iter().map(|id| id.split_once(':').map_or(*id, |(_, bare)| bare)).collect();
            found.push(at.error(
                "shared-form",
                format!(
                    "{form:?} is a form of {}; the ambiguous forms do not list it for {}",
                    shared.ids.iter().copied().collect::<Vec<_>>().join(", "),
                    lacking.join(", ")
                ),
                format!("take it from one of them, or add to a table names/ambiguous*.tsv: {form}, {}", all.join("|")),
            ));
        }
    }
}
