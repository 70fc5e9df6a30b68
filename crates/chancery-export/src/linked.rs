//! JSON-LD: PROV-O for where a record comes from, Web Annotation for the words.
//!
//! In: a selection. Out: one JSON-LD document, written node by node: documents, records, one annotation for each span. The context stands
//! in it whole, so that no program has to fetch anything.

use std::collections::BTreeSet;
use std::io::Write;

use chancery_archive::Held;
use chancery_register::{Record, Took, When};
use serde_json::{Map, Value, json};

use crate::countries::country;
use crate::references::address;
use crate::selection::{Selection, Story, Telling};
use crate::tables::{review_name, title};
use crate::{Error, Written, dates};

const CONTEXT: &str = include_str!("../data/context.jsonld");

/// Writes the selection.
pub(crate) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let context: Value = serde_json::from_str(CONTEXT)?;
    let context = context.get("@context").cloned().unwrap_or_default();
    write!(out, "{{\"@context\":{context},\n\"@graph\":[")?;
    let mut written = Written::default();
    let mut documents = BTreeSet::new();
    let mut things = BTreeSet::new();
    let mut decisions = BTreeSet::new();
    let engines = engines(selection)?;
    for engine in &engines {
        node(out, &mut written, engine)?;
    }
    // Which engine made a reading is told where there was only one.
    let maker = match &engines[..] {
        [one] => one.get("id").cloned(),
        _ => None,
    };
    for layer in ["event", "instrument", "relation"] {
        selection.stories(layer, |story| {
            let mut of = record(story);
            let spans: Vec<Value> = story.tellings.iter().flat_map(|telling| telling.words.iter().map(|words| json!(place(telling, words)))).collect();
            set(&mut of, "wasDerivedFrom", Value::Array(spans));
            set(&mut of, "wasGeneratedBy", maker.clone().unwrap_or_default());
            node(out, &mut written, &Value::Object(of))?;
            for telling in &story.tellings {
                documents.insert(telling.document.number);
                things.extend(telling.item.entities().into_iter().map(str::to_owned));
                annotations(selection, story.record.id(), telling, out, &mut written)?;
            }
            decisions.extend(decided(&story.record).iter().cloned());
            Ok(())
        })?;
    }
    selection.told("statement", |telling| {
        documents.insert(telling.document.number);
        things.extend(telling.item.entities().into_iter().map(str::to_owned));
        let mut of = Map::new();
        set(&mut of, "id", json!(address(&telling.item.id)));
        set(&mut of, "type", json!(["prov:Entity", "Statement"]));
        if let chancery_register::Body::Statement(statement) = &telling.item.body {
            set(&mut of, "speaker", json!(address(&statement.speaker)));
            set(&mut of, "verb", json!(statement.verb));
            set(&mut of, "direct", json!(statement.direct));
            set(&mut of, "audience", json!(statement.audience));
        }
        set(&mut of, "wasDerivedFrom", telling.words.iter().map(|words| json!(place(telling, words))).collect());
        set(&mut of, "wasGeneratedBy", maker.clone().unwrap_or_default());
        node(out, &mut written, &Value::Object(of))?;
        annotations(selection, &telling.item.id, telling, out, &mut written)
    })?;
    selection.each_document(&documents, |held| node(out, &mut written, &document(held)))?;
    for key in &things {
        let mut of = Map::new();
        let kind = match key.split_once(':').map(|(kind, _)| kind) {
            Some("person") => "schema:Person",
            Some("place") => "schema:Place",
            Some(_) => "schema:Organization",
            None if country(key).is_some() => "schema:Country",
            None => "schema:Thing",
        };
        set(&mut of, "id", json!(address(key)));
        set(&mut of, "type", json!(kind));
        set(&mut of, "name", json!(selection.name(key)?));
        set(&mut of, "english", json!(selection.english(key)?));
        node(out, &mut written, &Value::Object(of))?;
    }
    for decision in selection.archive.decision_log()?.into_iter().filter(|decision| decisions.contains(&decision.id())) {
        let reviewer = json!({"type": ["prov:Agent", "prov:Person"], "name": decision.who});
        let of = json!({"id": address(&decision.id()), "type": ["prov:Activity", "Decision"], "endedAtTime": decision.at, "wasAssociatedWith": reviewer,
            "comment": decision.why, "codebook": decision.codebook});
        node(out, &mut written, &of)?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(written)
}

fn node(out: &mut dyn Write, written: &mut Written, node: &Value) -> Result<(), Error> {
    let comma = if written.rows == 0 { "" } else { "," };
    written.rows += 1;
    Ok(write!(out, "{comma}\n{node}")?)
}

/// Sets a field; what is missing has none.
fn set(map: &mut Map<String, Value>, name: &str, value: Value) {
    let missing = match &value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    if !missing {
        map.insert(name.to_owned(), value);
    }
}

fn engines(selection: &Selection<'_>) -> Result<Vec<Value>, Error> {
    let node = |version: &str, knowledge: &str| {
        let agent = json!({"type": ["prov:Agent", "prov:SoftwareAgent"], "name": "chancery", "version": version, "knowledge": knowledge});
        json!({"id": address(&format!("engine:{version}:{knowledge}")), "type": "prov:Activity", "wasAssociatedWith": agent})
    };
    Ok(selection.archive.engines()?.iter().map(|engine| node(&engine.version, &engine.knowledge)).collect())
}

fn decided(record: &Record) -> &[String] {
    match record {
        Record::Event(record) => &record.decisions,
        Record::Instrument(record) => &record.decisions,
        Record::Relation(record) => &record.decisions,
        _ => &[],
    }
}

fn date(map: &mut Map<String, Value>, when: Option<&When>) {
    let Some(when) = when else { return };
    set(map, "date", json!(dates::edtf(when)));
    set(map, "startDate", json!(when.from.map(|day| day.to_string())));
    set(map, "endDate", json!(when.to.map(|day| day.to_string())));
    set(map, "precision", json!(when.precision.as_str()));
}

fn record(story: &Story) -> Map<String, Value> {
    let mut of = Map::new();
    set(&mut of, "id", json!(address(story.record.id())));
    let keys = |list: &[String]| Value::from(list.iter().map(|key| address(key)).collect::<Vec<_>>());
    let took = |list: &[Took]| Value::from(list.iter().map(|one| address(&one.key)).collect::<Vec<_>>());
    let (contested, decisions, review) = match &story.record {
        Record::Event(event) => {
            set(&mut of, "type", json!(["prov:Entity", "Event"]));
            set(&mut of, "kind", json!(event.kind.as_str()));
            set(&mut of, "status", json!(event.status.as_str()));
            date(&mut of, event.date.as_ref());
            for (name, list) in [
                ("actor", &event.actors),
                ("recipient", &event.recipients),
                ("attendee", &event.attendees),
                ("witness", &event.witnesses),
                ("mediator", &event.mediators),
                ("place", &event.places),
            ] {
                set(&mut of, name, took(list));
            }
            set(&mut of, "side", keys(&event.sides));
            set(&mut of, "level", json!(event.level.map(|level| level.as_str())));
            set(&mut of, "ordinal", json!(event.ordinal));
            set(&mut of, "topic", json!(event.topic));
            set(&mut of, "reports", json!(event.report_count));
            set(&mut of, "sources", json!(event.source_count));
            (&event.contested, &event.decisions, event.review)
        }
        Record::Instrument(instrument) => {
            set(&mut of, "type", json!(["prov:Entity", "Instrument"]));
            set(&mut of, "kind", json!(instrument.kind.as_str()));
            set(&mut of, "name", json!(instrument.title));
            set(&mut of, "party", keys(&instrument.parties));
            let steps = instrument.history.iter().map(|step| {
                let mut of = Map::new();
                set(&mut of, "action", json!(step.action.as_str()));
                date(&mut of, step.date.as_ref());
                set(&mut of, "party", keys(&step.parties));
                Value::Object(of)
            });
            set(&mut of, "history", json!({"@list": steps.collect::<Vec<_>>()}));
            set(&mut of, "expires", json!(instrument.expires.as_ref().map(dates::edtf)));
            set(&mut of, "expiresBasis", json!(instrument.expires_basis.as_ref().map(|basis| basis.how.as_str())));
            set(&mut of, "reports", json!(instrument.report_count));
            set(&mut of, "sources", json!(instrument.source_count));
            (&instrument.contested, &instrument.decisions, instrument.review)
        }
        Record::Relation(relation) => {
            set(&mut of, "type", json!(["prov:Entity", "Relation"]));
            set(&mut of, "party", keys(&relation.parties));
            let steps = relation.ladder.iter().map(|step| {
                let mut of = Map::new();
                set(&mut of, "designation", json!(step.designation));
                set(&mut of, "action", json!(step.action.as_str()));
                date(&mut of, step.date.as_ref());
                Value::Object(of)
            });
            set(&mut of, "history", json!({"@list": steps.collect::<Vec<_>>()}));
            set(&mut of, "reports", json!(relation.report_count));
            set(&mut of, "sources", json!(relation.source_count));
            (&relation.contested, &relation.decisions, relation.review)
        }
        _ => return of,
    };
    let claims: Vec<Value> = contested
        .iter()
        .flat_map(|contested| {
            contested.claims.iter().zip(0..).map(|(claim, at)| {
                json!({"type": "Claim", "field": contested.field, "value": claim.value, "preferred": at == 0, "sources": claim.sources,
                    "claimedBy": claim.items.iter().map(|item| address(item)).collect::<Vec<_>>()})
            })
        })
        .collect();
    set(&mut of, "claim", Value::Array(claims));
    set(&mut of, "review", json!(review.map(review_name)));
    set(&mut of, "wasInfluencedBy", keys(decisions));
    of
}

/// The address of a span: characters of a document's text, as RFC 5147 counts them.
fn place(telling: &Telling, words: &crate::selection::Words) -> String {
    format!("{}#char={},{}", address(&telling.document.id), words.start, words.end)
}

fn annotations(selection: &Selection<'_>, record: &str, telling: &Telling, out: &mut dyn Write, written: &mut Written) -> Result<(), Error> {
    for (words, number) in telling.words.iter().zip(1..) {
        let mut selectors = Vec::new();
        // Words that were cut short can't be looked for.
        if selection.quote.is_none() {
            let (prefix, suffix) = crate::selector::around(&telling.held.text, words.start, words.end);
            let mut quote = Map::new();
            set(&mut quote, "type", json!("TextQuoteSelector"));
            set(&mut quote, "prefix", json!(prefix));
            set(&mut quote, "exact", json!(words.quote));
            set(&mut quote, "suffix", json!(suffix));
            selectors.push(Value::Object(quote));
        }
        selectors.push(json!({"type": "TextPositionSelector", "start": words.start, "end": words.end}));
        let mut state = Map::new();
        set(&mut state, "type", json!("TimeState"));
        let published = telling.document.published;
        set(&mut state, "sourceDateStart", json!(published.map(|(day, _)| format!("{day}T00:00:00Z"))));
        set(&mut state, "sourceDateEnd", json!(published.map(|(_, day)| format!("{day}T23:59:59Z"))));
        set(&mut state, "cached", json!(digest_address(&telling.document.source)));
        let target =
            json!({"id": place(telling, words), "type": "SpecificResource", "source": address(&telling.document.id), "selector": selectors, "state": state});
        let mut of = Map::new();
        set(&mut of, "id", json!(format!("{}:{number}", address(&telling.item.id))));
        set(&mut of, "type", json!("Annotation"));
        set(&mut of, "motivation", json!("oa:identifying"));
        set(&mut of, "body", json!(address(record)));
        set(&mut of, "target", target);
        set(&mut of, "rule", json!(words.rule));
        node(out, written, &Value::Object(of))?;
    }
    Ok(())
}

/// The address of bytes by their digest (RFC 6920 has no registered URN; this is the form in common use).
fn digest_address(source: &str) -> String {
    format!("urn:{source}")
}

fn document(held: &Held) -> Value {
    let document = &held.document;
    let mut of = Map::new();
    set(&mut of, "id", json!(address(&document.id)));
    set(&mut of, "type", json!(["prov:Entity", "schema:CreativeWork"]));
    set(&mut of, "name", json!(title(held)));
    set(&mut of, "published", json!(dates::published(document.published)));
    set(&mut of, "outlet", json!(document.outlet));
    set(&mut of, "url", json!(document.url.as_ref().filter(|url| url.starts_with("http"))));
    set(&mut of, "language", json!(held.reading.source.language));
    set(&mut of, "sha256", json!(document.source.trim_start_matches("sha256:")));
    set(&mut of, "generatedAtTime", json!(dates::instant(document.added)));
    Value::Object(of)
}
