//! Writing: a decision from a form or from the API.
//!
//! In: what is decided, and the state in which the record was seen. Out: the decision, written down. Whoever decides about a record that has changed since
//! is told so and nothing is written.

use axum::http::StatusCode;
use chancery_archive::Archive;
use chancery_register::{Act, Decision, Field};
use serde_json::json;

use crate::accounts::{Role, now};
use crate::call::Call;
use crate::fault::Fault;
use crate::pages::record::version;
use crate::reply::Reply;

/// The codebook that decisions are made by.
const CODEBOOK: &str = "1";

/// From a form: what coders decide.
pub(crate) fn coder_form(call: &Call<'_>) -> Result<Reply, Fault> {
    if !["accept", "reject", "correct", "undo"].contains(&call.field("act")) {
        return Err(Fault::parameter("act", "", "accept, reject, correct or undo"));
    }
    decide(call)?;
    Ok(back(call))
}

/// From a form: what editors decide.
pub(crate) fn editor_form(call: &Call<'_>) -> Result<Reply, Fault> {
    decide(call)?;
    Ok(back(call))
}

/// Where the form came from; never another site.
fn back(call: &Call<'_>) -> Reply {
    let to = call.field("back");
    let own = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control);
    Reply::See(if own { to.to_owned() } else { "/review".to_owned() })
}

/// From the API.
pub(crate) fn api(call: &Call<'_>) -> Result<Reply, Fault> {
    let id = decide(call)?;
    Ok(Reply::Data(StatusCode::CREATED, json!({"decision": id})))
}

fn bad(detail: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "bad-decision", detail)
}

fn decide(call: &Call<'_>) -> Result<String, Fault> {
    let who = call.who()?;
    let records: Vec<String> =
        call.form.iter().filter(|(name, value)| name == "record" && !value.trim().is_empty()).map(|(_, value)| value.trim().to_owned()).collect();
    let record = || records.first().cloned().ok_or_else(|| bad("record: expected the id of a record"));
    let name = call.field("act");
    let needed = match name {
        "merge" | "split" | "same_person" => Role::Editor,
        _ => Role::Coder,
    };
    if who.role < needed {
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", format!("{name} needs the role {}; you have {}.", needed.as_str(), who.role.as_str())));
    }
    let seen =
        call.if_match.map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"')).filter(|tag| *tag != "*").unwrap_or_else(|| call.field("version"));
    let why: String = call.field("why").chars().filter(|c| !c.is_control()).take(400).collect();
    let id = call.app.write(|archive| {
        if !seen.is_empty() {
            unchanged(archive, &record()?, seen)?;
        }
        let act = match name {
            "accept" => Act::Accept { record: record()? },
            "reject" => Act::Reject { record: record()? },
            "correct" => {
                // A form's button names the status alone.
                let (field, value) = match call.field("status") {
                    "" => (call.field("field").parse::<Field>().map_err(|error| bad(error.to_string()))?, call.field("value")),
                    status => (Field::Status, status),
                };
                Act::Correct { record: record()?, field, value: value.to_owned() }
            }
            "merge" => Act::Merge { records: records.clone() },
            "split" => {
                let items: Vec<String> = call.form.iter().filter(|(name, _)| name == "item").map(|(_, value)| value.clone()).collect();
                let whole = archive.whole(&record()?)?;
                let reports: Vec<&String> = whole.record.reports().iter().map(|report| &report.item).collect();
                if items.is_empty() || items.len() >= reports.len() || items.iter().any(|item| !reports.contains(&item)) {
                    return Err(bad("item: expected some of the reports of the record, not all"));
                }
                let from = reports.into_iter().filter(|item| !items.contains(item)).cloned().collect();
                Act::Split { items, from }
            }
            "same_person" => Act::SamePerson { keys: records.clone() },
            "undo" => {
                let wanted = call.field("decision").to_owned();
                let log = archive.decision_log()?;
                let other = log.iter().find(|decision| decision.id() == wanted).ok_or_else(|| Fault::not_found(&wanted))?;
                if other.who != who.name && who.role < Role::Editor {
                    return Err(Fault::new(StatusCode::FORBIDDEN, "role", "coders take back their own decisions; editors take back any"));
                }
                Act::Undo { decision: wanted }
            }
            _ => return Err(bad("act: expected accept, reject, correct, merge, split, same_person or undo")),
        };
        let mut decision = Decision { at: at(), who: who.name.clone(), why: why.clone(), codebook: CODEBOOK.to_owned(), act };
        // Decisions are in order of whole seconds: of two about the same thing the later must be seen to be later.
        let log = archive.decision_log()?;
        while log.iter().rev().take_while(|other| other.at >= decision.at).any(|other| other.names().iter().any(|name| decision.names().contains(name))) {
            std::thread::sleep(std::time::Duration::from_millis(100));
            decision.at = at();
        }
        Ok(archive.decide(&decision)?)
    })?;
    call.app.accounts.log(&who.name, name, &id)?;
    Ok(id)
}

/// Now, as decisions write it.
fn at() -> String {
    let seconds = now();
    let day = chancery_model::Date::from_days((seconds / 86_400) as i32);
    format!("{day}T{:02}:{:02}:{:02}Z", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// Whether a record is as the one who decides has seen it.
fn unchanged(archive: &Archive, id: &str, seen: &str) -> Result<(), Fault> {
    if version(&archive.whole(id)?.record) == seen {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::PRECONDITION_FAILED,
        "stale",
        "somebody changed this record since you loaded it. Load it again, look, then decide. Nothing was written.",
    ))
}
