//! iCalendar (RFC 5545): events and the last days of instruments as all-day entries.
//!
//! In: a selection. Out: a calendar. Without statuses in the filter it holds what is announced (planned, possible, proposed, cancelled), with them
//! what they ask for. Entries need days: what was only told to happen in some month is left out and counted. The stamp of an entry is the
//! archive's last addition, its number of changes the length of its history.

use std::io::Write;

use chancery_model::Status;
use chancery_register::{EventRecord, Record, Review, Took};

use crate::references::address;
use crate::selection::{Selection, Story, Telling, Words};
use crate::{Error, Written, dates};

/// Statuses of what is announced.
const ANNOUNCED: [&str; 4] = ["planned", "possible", "proposed", "cancelled"];

/// Writes the selection.
pub(crate) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let (whole, selection) = (selection, selection.with_statuses(&ANNOUNCED));
    let mut written = Written::default();
    let stamp: String = dates::instant(selection.archive.last_added()?.unwrap_or_default()).chars().filter(|c| !"-:".contains(*c)).collect();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", concat!("PRODID:-//chancery//", env!("CARGO_PKG_VERSION"), "//EN"), "CALSCALE:GREGORIAN"] {
        line(out, text)?;
    }
    selection.stories("event", |story| {
        let Record::Event(event) = &story.record else { return Ok(()) };
        if event.review == Some(Review::Rejected) {
            *written.left_out.entry("rejected by a decision").or_default() += 1;
            return Ok(());
        }
        let Some((from, to)) = event.date.as_ref().and_then(dates::days) else {
            *written.left_out.entry("without a day, which a calendar requires").or_default() += 1;
            return Ok(());
        };
        written.rows += 1;
        line(out, "BEGIN:VEVENT")?;
        line(out, &format!("UID:{}@chancery", event.id))?;
        line(out, &format!("DTSTAMP:{stamp}"))?;
        let day = |day: chancery_model::Date| day.to_string().replace('-', "");
        line(out, &format!("DTSTART;VALUE=DATE:{}", day(from)))?;
        // The end is the day after the last.
        line(out, &format!("DTEND;VALUE=DATE:{}", day(to.plus(1))))?;
        line(out, &format!("SEQUENCE:{}", event.history.len().saturating_sub(1)))?;
        line(out, &format!("SUMMARY:{}", escape(&summary(&selection, event)?)))?;
        line(out, &format!("DESCRIPTION:{}", escape(&description(event, story))))?;
        let places = event.places.iter().map(|place| selection.name(&place.key)).collect::<Result<Vec<_>, _>>()?;
        if !places.is_empty() {
            line(out, &format!("LOCATION:{}", escape(&places.join(", "))))?;
        }
        line(out, &format!("CATEGORIES:{},{}", escape(event.kind.as_str()), escape(event.status.as_str())))?;
        line(out, &format!("STATUS:{}", status(event.status)))?;
        line(out, "TRANSP:TRANSPARENT")?;
        if let Some(url) = story.tellings.iter().find_map(|telling| telling.document.url.as_ref()).filter(|url| url.starts_with("http") && url.is_ascii()) {
            line(out, &format!("URL:{url}"))?;
        }
        line(out, "END:VEVENT")
    })?;
    whole.stories("instrument", |story| {
        let Record::Instrument(instrument) = &story.record else { return Ok(()) };
        let Some(basis) = instrument.expires_basis.as_ref().filter(|_| instrument.review != Some(Review::Rejected)) else { return Ok(()) };
        let Some((from, to)) = instrument.expires.as_ref().and_then(dates::days) else {
            *written.left_out.entry("instruments that end on a day that no report gives, which a calendar requires").or_default() += 1;
            return Ok(());
        };
        written.rows += 1;
        let parties = instrument.parties.iter().map(|party| whole.name(party)).collect::<Result<Vec<_>, _>>()?.join(" – ");
        let about = if parties.is_empty() { String::new() } else { format!(" · {parties}") };
        let renews = if basis.renews { "CATEGORIES:instrument,expires,renews" } else { "CATEGORIES:instrument,expires" };
        let tellings = story.tellings.iter().filter(|telling| basis.items.contains(&telling.item.id));
        line(out, "BEGIN:VEVENT")?;
        line(out, &format!("UID:{}-expires@chancery", instrument.id))?;
        line(out, &format!("DTSTAMP:{stamp}"))?;
        line(out, &format!("DTSTART;VALUE=DATE:{}", from.to_string().replace('-', "")))?;
        line(out, &format!("DTEND;VALUE=DATE:{}", to.plus(1).to_string().replace('-', "")))?;
        line(out, &format!("SEQUENCE:{}", instrument.terms.len().saturating_sub(1)))?;
        line(out, &format!("SUMMARY:{}", escape(&format!("expires ({}): {}{about}", basis.how.as_str(), instrument.title))))?;
        line(out, &format!("DESCRIPTION:{}", escape(&words(tellings, |telling| telling.words.last()).join("\n"))))?;
        line(out, renews)?;
        line(out, &format!("STATUS:{}", if basis.renews { "TENTATIVE" } else { "CONFIRMED" }))?;
        line(out, "TRANSP:TRANSPARENT")?;
        line(out, "END:VEVENT")
    })?;
    line(out, "END:VCALENDAR")?;
    Ok(written)
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Held | Status::Ongoing | Status::Planned => "CONFIRMED",
        Status::Possible | Status::Proposed => "TENTATIVE",
        Status::Cancelled | Status::Denied => "CANCELLED",
    }
}

fn summary(selection: &Selection<'_>, event: &EventRecord) -> Result<String, Error> {
    let names = |list: &[Took]| -> Result<String, Error> { Ok(list.iter().map(|took| selection.name(&took.key)).collect::<Result<Vec<_>, _>>()?.join(", ")) };
    let who = [names(&event.actors)?, names(&event.recipients)?].into_iter().filter(|names| !names.is_empty()).collect::<Vec<_>>().join(" – ");
    let topic = event.topic.as_ref().map(|topic| format!(" · {topic}")).unwrap_or_default();
    Ok(format!("{} ({}): {who}{topic}", event.kind.as_str().replace('_', " "), event.status))
}

fn description(event: &EventRecord, story: &Story) -> String {
    let mut lines = vec![format!("Reports: {}. Independent sources: {}.", event.report_count, event.source_count)];
    for contested in &event.contested {
        let claims: Vec<String> = contested.claims.iter().map(|claim| format!("{} ({})", claim.value, claim.sources)).collect();
        lines.push(format!("Reports disagree on {}: {}.", contested.field, claims.join(", ")));
    }
    lines.extend(words(story.tellings.iter(), |telling| telling.words.first()));
    lines.join("\n")
}

/// A line for each telling: who, when, where, in which words.
fn words<'a>(tellings: impl Iterator<Item = &'a Telling>, word: fn(&Telling) -> Option<&Words>) -> Vec<String> {
    let line = |telling: &Telling| {
        let words = word(telling).map(|words| words.quote.as_str()).unwrap_or_default();
        let outlet = telling.document.outlet.as_deref().map(|outlet| format!("{outlet}, ")).unwrap_or_default();
        format!("{outlet}{} {}: 「{words}」", dates::published(telling.document.published), address(&telling.document.id))
    };
    tellings.map(line).collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded at 75 octets, never within a character.
fn line(out: &mut dyn Write, text: &str) -> Result<(), Error> {
    let mut width = 0;
    for c in text.chars() {
        if width + c.len_utf8() > 75 {
            out.write_all(b"\r\n ")?;
            width = 1;
        }
        width += c.len_utf8();
        write!(out, "{c}")?;
    }
    Ok(out.write_all(b"\r\n")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_characters_and_come_back() {
        let text = format!("SUMMARY:{}", escape(&"會談, 「簽署」;\n\\𠮷 ".repeat(12)));
        let mut out = Vec::new();
        line(&mut out, &text).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", ""), text + "\r\n");
    }
}
