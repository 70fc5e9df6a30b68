//! What a list is to hold, from the parameters of its address.
//!
//! In: a call. Out: a filter of the archive. Ids are taken as they are; names are looked up in the knowledge and among all names that the archive has met.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chancery_archive::{Candidates, Filter, Name, Query};
use chancery_model::Date;
use chancery_text::fold_text;

use crate::call::Call;
use crate::fault::Fault;
use crate::found::All;
use crate::route::{Check, Param};

/// Parameters of lists of records.
pub(crate) const RECORDS: &[Param] = &[
    Param { name: "who", about: "Somebody who takes part: a name in any script or in English, or an id", check: Check::Text },
    Param { name: "with", about: "Somebody who takes part besides", check: Check::Text },
    Param { name: "state", about: "A state or organization: a name, an ISO code (CHN), an id", check: Check::Text },
    Param { name: "pair", about: "Two states: CHN-RUS", check: Check::Text },
    Param { name: "place", about: "At this place", check: Check::Text },
    Param { name: "kind", about: "Kinds of events, types of instruments, acts of relations, parted by commas", check: Check::Kind },
    Param { name: "status", about: "Statuses, parted by commas", check: Check::Status },
    Param { name: "from", about: "Not ended before this day; of statements and figures, the day of publication", check: Check::Day },
    Param { name: "to", about: "Not begun after this day", check: Check::Day },
    Param { name: "outlet", about: "Told by this outlet", check: Check::Text },
    Param { name: "q", about: "Told by documents with these words", check: Check::Text },
];
/// Parameters of documents.
pub(crate) const DOCUMENTS: &[Param] = &[
    Param { name: "from", about: "First day of publication", check: Check::Day },
    Param { name: "to", about: "Last day of publication", check: Check::Day },
    Param { name: "outlet", about: "Published by this outlet", check: Check::Text },
];
/// Parameters of pages of a list.
pub(crate) const PAGED: &[Param] = &[
    Param { name: "limit", about: "Most rows of a page", check: Check::Number(1, 1000) },
    Param { name: "after", about: "Cursor of the page before, as it came", check: Check::Text },
];

/// Everybody whom the archive names.
pub(crate) fn people(call: &Call<'_>) -> Result<std::sync::Arc<Vec<Name>>, Fault> {
    call.app.kept(call.mark, "people", |names: &Vec<Name>| names.len() * 300, || Ok(call.archive.names("person")?))
}

/// The ids that a name may mean.
pub(crate) fn ids(call: &Call<'_>, name: &str) -> Result<Vec<String>, Fault> {
    let weigh = |ids: &Vec<String>| ids.iter().map(|id| id.len() + 24).sum();
    Ok(call.app.kept(call.mark, &format!("ids {name}"), weigh, || find_ids(call, name))?.to_vec())
}

fn find_ids(call: &Call<'_>, name: &str) -> Result<Vec<String>, Fault> {
    let is_id = name.contains(':') || (name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase()));
    if is_id {
        return Ok(vec![name.to_owned()]);
    }
    let folded = fold_text(name).to_lowercase();
    let mut ids: BTreeSet<String> = call.app.names.ids(name).iter().cloned().collect();
    let english = |one: &Name| one.english.as_deref().is_some_and(|text| text.split('|').any(|one| one.eq_ignore_ascii_case(name)));
    ids.extend(people(call)?.iter().filter(|one| fold_text(&one.name).to_lowercase() == folded || english(one)).map(|one| one.id.clone()));
    if ids.is_empty() {
        return Err(Fault::said(StatusCode::BAD_REQUEST, "unknown-name", call.tf("error.unknown_name", &[&name])));
    }
    Ok(ids.into_iter().collect())
}

/// The filter of a call.
pub(crate) fn filter(call: &Call<'_>) -> Result<Filter, Fault> {
    Ok(Filter { after: call.get("after").map(cursor).transpose()?, ..from_anywhere(call)? })
}

/// The filter of a call at once: where its words are not looked up yet in all documents, it leaves too much, and what it leaves is to be compared with the
/// candidates that come with it.
pub(crate) fn soon(call: &Call<'_>) -> Result<(Filter, Option<Candidates>), Fault> {
    let Some(words) = call.get("q") else { return Ok((filter(call)?, None)) };
    let mut filter = Filter { after: call.get("after").map(cursor).transpose()?, ..but_words(call)? };
    if let Some(all) = All::soon(call, words)? {
        filter.documents = Some(all.found.iter().map(|one| one.number).collect());
        return Ok((filter, None));
    }
    let candidates = call.archive.candidates(&Query::parse(words)?)?;
    filter.documents = Some(candidates.numbers().collect());
    Ok((filter, Some(candidates)))
}

/// The filter of a call, wherever its page begins.
pub(crate) fn from_anywhere(call: &Call<'_>) -> Result<Filter, Fault> {
    let mut filter = but_words(call)?;
    if let Some(words) = call.get("q") {
        filter.documents = Some(All::of(call, words)?.found.iter().map(|one| one.number).collect());
    }
    Ok(filter)
}

fn but_words(call: &Call<'_>) -> Result<Filter, Fault> {
    let mut filter = Filter { kinds: call.all("kind"), statuses: call.all("status"), from: call.day("from"), to: call.day("to"), ..Filter::default() };
    for name in ["who", "with", "state", "place"] {
        for value in call.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty()) {
            filter.named.push(ids(call, value)?);
        }
    }
    if let Some(pair) = call.get("pair") {
        let (left, right) = pair.split_once(['-', '–', '/', ',']).ok_or_else(|| Fault::parameter("pair", pair, "two states, for example CHN-RUS"))?;
        filter.named.extend([ids(call, left.trim())?, ids(call, right.trim())?]);
    }
    filter.outlet = call.get("outlet").map(fold_text);
    Ok(filter)
}

/// The place in a list after which a page begins: first day and id.
fn cursor(text: &str) -> Result<(Option<Date>, String), Fault> {
    let wrong = || Fault::parameter("after", &text.chars().take(80).collect::<String>(), "a cursor as this server gave it");
    let (day, id) = text.split_once('.').ok_or_else(wrong)?;
    let day = if day == "-" { None } else { Some(Date::parse(day).ok_or_else(wrong)?) };
    Ok((day, id.to_owned()))
}

/// The cursor of a row.
pub(crate) fn cursor_of(day: Option<Date>, id: &str) -> String {
    format!("{}.{id}", day.map_or_else(|| "-".to_owned(), |day| day.to_string()))
}
