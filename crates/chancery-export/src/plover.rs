//! PLOVER 0.8 records, one JSON object on a line.
//!
//! In: events. Out: those that PLOVER codes and that have a date, with the words of each report. What a plan, a possibility or a denial is
//! stands in `context` (future, hypothetical, negation), and past happenings that a later text recalls are `historical`.

use std::io::Write;

use chancery_model::{Codes, Date, Direction, Status};
use chancery_register::{EventRecord, Record, Review};
use serde_json::{Map, Value, json};

use crate::coded::{self, Party, Scale};
use crate::countries::country;
use crate::references::address;
use crate::selection::{Selection, Story};
use crate::tables::title;
use crate::{Error, Written, dates};

/// A happening that was over so many days before the first report of it is recalled, not reported.
const RECALLED: i32 = 365;

/// Writes the selection.
pub(crate) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let mut written = Written::default();
    selection.stories("event", |story| {
        match record(selection, story)? {
            Ok(record) => {
                written.rows += 1;
                writeln!(out, "{record}")?;
            }
            Err(why) => *written.left_out.entry(why).or_default() += 1,
        }
        Ok(())
    })?;
    Ok(written)
}

/// An event in PLOVER's terms.
struct Coding<'a> {
    codes: Codes,
    scale: Option<Scale>,
    from: Date,
    to: Date,
    actors: Vec<Party<'a>>,
    recipients: Vec<Party<'a>>,
    contexts: Vec<&'static str>,
}

fn coding(event: &EventRecord) -> Result<Coding<'_>, &'static str> {
    if event.review == Some(Review::Rejected) {
        return Err("rejected by a decision");
    }
    let codes = coded::codes(event).filter(|codes| !codes.plover.is_empty()).ok_or("of a kind or status that PLOVER does not code")?;
    let (from, to) = event.date.and_then(|date| date.from.zip(date.to)).ok_or("without a date, which PLOVER requires")?;
    let scale = coded::plover(codes.plover, codes.mode);
    let (mut actors, mut recipients): (Vec<Party<'_>>, Vec<Party<'_>>) =
        (event.actors.iter().map(Party::of).collect(), event.recipients.iter().map(Party::of).collect());
    if codes.direction == Direction::Back {
        std::mem::swap(&mut actors, &mut recipients);
    }
    if recipients.is_empty() && scale.is_some_and(|scale| scale.recipient) {
        if codes.direction != Direction::Both || coded::sides(&event.actors).len() < 2 {
            return Err("without a recipient, which PLOVER requires for this event");
        }
        let first = actors.first().map(Party::side).unwrap_or_default();
        (actors, recipients) = actors.into_iter().partition(|party| party.side() == first);
    }
    if actors.is_empty() {
        return Err("without an actor, which PLOVER requires");
    }
    let contexts = contexts(event, codes.contexts.clone(), to);
    Ok(Coding { codes, scale, from, to, actors, recipients, contexts })
}

fn record(selection: &Selection<'_>, story: &Story) -> Result<Result<Value, &'static str>, Error> {
    let Record::Event(event) = &story.record else { return Ok(Err("no event")) };
    let Coding { codes, scale, from, to, actors, recipients, contexts: context } = match coding(event) {
        Ok(coding) => coding,
        Err(why) => return Ok(Err(why)),
    };
    let entities = |list: &[Party<'_>]| list.iter().map(|party| entity(selection, party)).collect::<Result<Vec<_>, Error>>();
    let mut of = Map::new();
    of.insert("id".into(), json!(event.id));
    of.insert("date".into(), json!(from.to_string()));
    if to != from {
        of.insert("enddate".into(), json!(to.to_string()));
    }
    of.insert("actor".into(), Value::Array(entities(&actors)?));
    if !recipients.is_empty() {
        of.insert("recipient".into(), Value::Array(entities(&recipients)?));
    }
    of.insert("event".into(), json!([codes.plover]));
    if !codes.mode.is_empty() {
        of.insert("mode".into(), json!([codes.mode]));
    }
    if !context.is_empty() {
        of.insert("context".into(), json!(context));
    }
    if let Some(scale) = scale {
        of.insert("quad_code".into(), json!(scale.quad));
        of.insert("event_scale".into(), json!(scale.scale));
    }
    let mut places = Vec::new();
    for place in &event.places {
        let mut at = Map::new();
        at.insert("extracted_place".into(), json!(selection.name(&place.key)?));
        if let Some(country) = place.state.as_deref().and_then(country) {
            at.insert("country".into(), json!(country.english));
            at.insert("country_code".into(), json!(country.plover));
        }
        places.push(Value::Object(at));
    }
    if !places.is_empty() {
        of.insert("event_loc".into(), Value::Array(places));
    }
    // The first report stands for all; the others are counted, and stand in the tables.
    if let Some((telling, words)) = story.tellings.iter().find_map(|telling| Some((telling, telling.words.first()?))) {
        of.insert("text".into(), json!(words.quote));
        of.insert("text_info".into(), json!({"start": words.start, "end": words.end}));
        let mut cite = Map::new();
        cite.insert("corpus".into(), json!("chancery"));
        cite.insert("citation".into(), json!(format!("{}; {}", address(&telling.document.id), telling.document.source)));
        cite.insert("title".into(), json!(title(&telling.held)));
        for (name, value) in [("url", &telling.document.url), ("publication", &telling.document.outlet)] {
            if let Some(value) = value {
                cite.insert(name.into(), json!(value));
            }
        }
        cite.insert("language".into(), json!(telling.held.reading.source.language));
        cite.insert("coder".into(), json!("chancery"));
        cite.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
        of.insert("cite_info".into(), Value::Object(cite));
        let added = dates::instant(telling.document.added);
        of.insert("coded_date".into(), json!(added.get(..10)));
    }
    of.insert("coder".into(), json!("chancery"));
    let precise = event.date.map(|date| format!("; date {} ({})", dates::edtf(&date), date.precision)).unwrap_or_default();
    let disputed: Vec<&str> = event.contested.iter().map(|contested| contested.field.as_str()).collect();
    let disputed = if disputed.is_empty() { String::new() } else { format!("; reports disagree on {}", disputed.join(", ")) };
    of.insert("comment".into(), json!(format!("reports {}; independent sources {}{precise}{disputed}", event.report_count, event.source_count)));
    Ok(Ok(Value::Object(of)))
}

fn contexts(event: &EventRecord, mut contexts: Vec<&'static str>, last: Date) -> Vec<&'static str> {
    if event.status == Status::Denied {
        contexts.push("negation");
    }
    let told = event.reports.iter().filter_map(|report| report.published).min();
    if told.is_some_and(|told| told.days() - last.days() > RECALLED) {
        contexts.push("historical");
    }
    contexts
}

fn entity(selection: &Selection<'_>, party: &Party<'_>) -> Result<Value, Error> {
    let mut of = Map::new();
    let code = party.body.or_else(|| party.state.and_then(country).map(|country| country.plover));
    of.insert("entity_text".into(), json!(selection.name(&party.took.key)?));
    of.insert("identifier_text".into(), json!(party.took.key));
    for (name, value) in [("code", code), ("sector", party.sector), ("office", party.took.office.as_deref())] {
        if let Some(value) = value {
            of.insert(name.into(), json!(value));
        }
    }
    Ok(Value::Object(of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::sample::{between, event};
    use chancery_model::EventKind;

    fn told(event: &EventRecord) -> String {
        let keys = |list: &[Party<'_>]| list.iter().map(|party| party.took.key.as_str()).collect::<Vec<_>>().join("+");
        match coding(event) {
            Ok(of) => format!("{} {} {} > {} [{}]", of.codes.plover, of.codes.mode, keys(&of.actors), keys(&of.recipients), of.contexts.join(" ")),
            Err(why) => why.to_owned(),
        }
    }

    #[test]
    fn every_row_of_the_crosswalk_gives_its_record() {
        for line in include_str!("../../chancery-model/data/crosswalk.tsv").lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [kinds, statuses, event, mode, contexts, direction, ..] = cells[..] else { panic!("{line}") };
            for kind in kinds.split('|').map(|kind| EventKind::parse(kind).unwrap()) {
                for status in statuses.split('|').map(|status| Status::parse(status).unwrap()) {
                    let mut contexts: Vec<&str> = contexts.split('|').filter(|context| !context.is_empty()).collect();
                    if status == Status::Denied {
                        contexts.push("negation");
                    }
                    let required = coded::plover(event, mode).is_some_and(|scale| scale.recipient);
                    let who = match (kind.is_symmetric(), direction) {
                        (true, _) if required => "FRA > DEU",
                        (true, _) => "FRA+DEU > ",
                        (_, "back") => "DEU > FRA",
                        _ => "FRA > DEU",
                    };
                    let expected = if event.is_empty() {
                        "of a kind or status that PLOVER does not code".to_owned()
                    } else {
                        format!("{event} {mode} {who} [{}]", contexts.join(" "))
                    };
                    assert_eq!(told(&between(kind, status)), expected, "{kind} {status}");
                }
            }
        }
    }

    #[test]
    fn what_plover_requires_is_required_and_what_is_recalled_is_historical() {
        let alone = event(EventKind::Sanction, Status::Held, &["USA"], &[]);
        assert_eq!(told(&alone), "without a recipient, which PLOVER requires for this event");
        let mut undated = between(EventKind::Visit, Status::Held);
        undated.date = None;
        assert_eq!(told(&undated), "without a date, which PLOVER requires");
        let mut recalled = between(EventKind::Visit, Status::Held);
        let report = serde_json::json!({"item": "", "source": "", "record": "", "article": null, "outlet": null, "published": "2021-01-01", "group": null});
        recalled.reports = vec![serde_json::from_value(report).unwrap()];
        assert_eq!(told(&recalled), "CONSULT visit FRA > DEU [historical]");
    }
}
