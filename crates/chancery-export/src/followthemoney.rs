//! FollowTheMoney entities, one JSON object on a line.
//!
//! In: a selection. Out: events, instruments and relations with those who take part, and the articles that tell them. Values are lists of
//! texts; dates are prefixes of ISO dates, because the model knows no ranges and no weeks: a range gives what holds for all of it.
//! Rejected records are left out; what was denied or cancelled says so in its name, because the model has no field for it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use chancery_archive::{DocumentRow, Held};
use chancery_register::{Body, EventRecord, InstrumentRecord, Record, RelationRecord, Review, Took, When};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::countries::country;
use crate::selection::{Selection, Story, Telling};
use crate::tables::title;
use crate::{Error, Written, dates, known};

/// An entity while its values are gathered.
struct Entity {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, BTreeSet<String>>,
}

/// The model's longest value of type `name`, in characters.
const NAME: usize = 384;
/// The model's longest value of type `string`, in characters.
const STRING: usize = 1024;
/// How many names of a side stand in an event's name.
const SHOWN: usize = 6;

impl Entity {
    fn new(id: String, schema: &'static str) -> Entity {
        Entity { id, schema, properties: BTreeMap::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<Option<String>>) -> Entity {
        self.set(name, value);
        self
    }

    fn set(&mut self, name: &'static str, value: impl Into<Option<String>>) {
        // Cleaning would join spaces and drop characters that cannot be printed.
        let hidden = |c: char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
        let words = |value: String| {
            let shown: String = value.chars().filter(|c| !hidden(*c)).collect();
            shown.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        if let Some(mut value) = value.into().map(words).filter(|value| !value.is_empty()) {
            let longest = match name {
                "name" | "namesMentioned" => NAME,
                "title" => STRING,
                _ => usize::MAX,
            };
            if let Some((at, _)) = value.char_indices().nth(longest) {
                let last = value[..at].char_indices().next_back().map_or(0, |(last, _)| last);
                value.replace_range(last.., "…");
            }
            self.properties.entry(name).or_default().insert(value);
        }
    }

    /// A date, and the first and last day of what lasted.
    fn dated(mut self, when: Option<&When>) -> Entity {
        match when.map(|when| (dates::days(when), dates::prefix(when))) {
            Some((Some((from, to)), _)) if from != to => {
                self.set("startDate", from.to_string());
                self.set("endDate", to.to_string());
            }
            Some((_, prefix)) => self.set("date", prefix),
            None => {}
        }
        self
    }

    fn json(&self) -> Value {
        let properties: serde_json::Map<String, Value> = self.properties.iter().map(|(name, values)| ((*name).to_owned(), json!(values))).collect();
        json!({"id": self.id, "schema": self.schema, "properties": properties})
    }
}

/// An id in the letters that FollowTheMoney allows; a key in other letters goes by its hash.
fn id(key: &str) -> String {
    let plain: String = key.chars().map(|c| if c == ':' || c == '@' { '-' } else { c }).collect();
    if plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        && plain.bytes().last().is_some_and(|byte| byte.is_ascii_alphanumeric())
    {
        return format!("chancery-{plain}");
    }
    let digest = Sha256::digest(key.as_bytes());
    format!("chancery-{}", digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn alpha2(key: &str) -> Option<String> {
    country(key).map(|country| country.alpha2.to_lowercase()).filter(|code| !code.is_empty())
}

/// Everybody whom the entities refer to.
#[derive(Default)]
struct Cast {
    offices: BTreeMap<String, BTreeSet<String>>,
    states: BTreeMap<String, BTreeSet<String>>,
}

impl Cast {
    fn take(&mut self, key: &str) -> String {
        self.offices.entry(key.to_owned()).or_default();
        id(key)
    }

    fn took(&mut self, took: &Took) -> String {
        self.offices.entry(took.key.clone()).or_default().extend(took.office.iter().map(|office| office.replace('-', " ")));
        self.states.entry(took.key.clone()).or_default().extend(took.state.clone());
        id(&took.key)
    }
}

/// Writes the selection.
pub(crate) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> Result<Written, Error> {
    let mut written = Written::default();
    let mut cast = Cast::default();
    let mut documents = BTreeSet::new();
    let mut put = |out: &mut dyn Write, entity: Entity| -> Result<(), Error> {
        written.rows += 1;
        Ok(writeln!(out, "{}", entity.json())?)
    };
    for layer in ["event", "instrument", "relation"] {
        selection.stories(layer, |story| {
            let entities = match &story.record {
                Record::Event(event) if event.review != Some(Review::Rejected) => self::event(selection, event, story, &mut cast)?,
                Record::Instrument(instrument) if instrument.review != Some(Review::Rejected) => self::instrument(instrument, story, &mut cast),
                Record::Relation(relation) if relation.review != Some(Review::Rejected) => self::relation(relation, story, &mut cast),
                _ => return Ok(()),
            };
            documents.extend(story.tellings.iter().map(|telling| telling.document.number));
            entities.into_iter().try_for_each(|entity| put(out, entity))
        })?;
    }
    selection.told("statement", |telling| {
        documents.insert(telling.document.number);
        statement(telling, &mut cast).map_or(Ok(()), |entity| put(out, entity))
    })?;
    selection.each_document(&documents, |held| {
        put(out, article(held))?;
        mentions(held, &cast).into_iter().try_for_each(|entity| put(out, entity))
    })?;
    for key in cast.offices.keys() {
        if let Some(entity) = somebody(selection, key, &cast)? {
            put(out, entity)?;
        }
    }
    Ok(written)
}

fn proof(mut entity: Entity, story: &Story) -> Entity {
    for telling in &story.tellings {
        entity.set("proof", id(&telling.document.id));
        entity.set("sourceUrl", url(&telling.document));
    }
    entity
}

fn url(document: &DocumentRow) -> Option<String> {
    document.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}

fn counts(reports: usize, sources: usize) -> String {
    format!("reports: {reports}; independent sources: {sources}")
}

/// Names in a row; of many the first, and how many more there are: each stands among those involved.
fn listed(names: &[String]) -> String {
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 1 => format!("{} and {more} more", names[..SHOWN].join(", ")),
        _ => names.join(", "),
    }
}

fn event(selection: &Selection<'_>, event: &EventRecord, story: &Story, cast: &mut Cast) -> Result<Vec<Entity>, Error> {
    let names = |list: &[Took]| list.iter().map(|took| selection.name(&took.key)).collect::<Result<Vec<_>, _>>();
    let (actors, recipients) = (names(&event.actors)?, names(&event.recipients)?);
    let who = [actors, recipients].iter().filter(|names| !names.is_empty()).map(|names| listed(names)).collect::<Vec<_>>().join(" – ");
    let mut entity = Entity::new(id(&event.id), "Event")
        .with("name", format!("{} ({}): {who}", event.kind.as_str().replace('_', " "), event.status))
        .with("keywords", event.kind.as_str().to_owned())
        .with("keywords", event.status.as_str().to_owned())
        .with("recordId", event.id.clone())
        .with("summary", event.topic.clone())
        .with("notes", counts(event.report_count, event.source_count))
        .dated(event.date.as_ref());
    for contested in &event.contested {
        let claims: Vec<String> = contested.claims.iter().map(|claim| format!("{} ({} sources)", claim.value, claim.sources)).collect();
        entity.set("notes", format!("reports disagree on {}: {}", contested.field, claims.join("; ")));
    }
    if let Some(date) = event.date.as_ref().map(dates::edtf) {
        entity.set("notes", format!("date as reported (EDTF): {date}"));
    }
    for place in &event.places {
        entity.set("location", selection.name(&place.key)?);
        entity.set("country", place.state.as_deref().and_then(alpha2));
    }
    for took in event.actors.iter().filter(|took| !took.key.starts_with("place:")) {
        entity.set("organizer", cast.took(took));
    }
    for took in [&event.recipients, &event.attendees, &event.witnesses, &event.mediators].into_iter().flatten().filter(|took| !took.key.starts_with("place:")) {
        entity.set("involved", cast.took(took));
    }
    for side in &event.sides {
        entity.set("involved", cast.take(side));
    }
    Ok(vec![proof(entity, story)])
}

fn instrument(instrument: &InstrumentRecord, story: &Story, cast: &mut Cast) -> Vec<Entity> {
    // The schema wants a file name; the title is what the instrument goes by.
    let own = Entity::new(id(&instrument.id), "Document")
        .with("fileName", instrument.title.clone())
        .with("title", instrument.title.clone())
        .with("keywords", instrument.kind.as_str().to_owned())
        .with("notes", counts(instrument.report_count, instrument.source_count));
    let mut all = vec![proof(own, story)];
    for party in &instrument.standing {
        // One link for each step of each party, with all days that reports give. A party of which nothing is seen is a party all the same.
        let mut links: BTreeMap<&str, Entity> = BTreeMap::new();
        let seen = party.seen.iter().map(|(action, date)| (action.as_str(), date.as_ref()));
        for (role, date) in seen.chain(party.seen.is_empty().then_some(("party", None))) {
            let link = links.remove(role).unwrap_or_else(|| {
                Entity::new(id(&format!("{}-{}-{role}", instrument.id, party.party)), "Documentation")
                    .with("document", id(&instrument.id))
                    .with("entity", cast.take(&party.party))
                    .with("role", role.to_owned())
            });
            links.insert(role, link.dated(date));
        }
        all.extend(links.into_values().map(|link| proof(link, story)));
    }
    all
}

fn relation(relation: &RelationRecord, story: &Story, cast: &mut Cast) -> Vec<Entity> {
    let mut all = Vec::new();
    for (step, number) in relation.ladder.iter().zip(1..) {
        for (at, left) in relation.parties.iter().enumerate() {
            for right in &relation.parties[at + 1..] {
                let mut link = Entity::new(id(&format!("{}-{number}-{left}-{right}", relation.id)), "UnknownLink")
                    .with("subject", cast.take(left))
                    .with("object", cast.take(right))
                    .with("role", step.designation.clone())
                    .with("status", step.action.as_str().to_owned());
                link.set("startDate", step.date.as_ref().and_then(dates::prefix));
                all.push(proof(link, story));
            }
        }
    }
    all
}

fn statement(telling: &Telling, cast: &mut Cast) -> Option<Entity> {
    let Body::Statement(statement) = &telling.item.body else { return None };
    let words = telling.words.first()?;
    let note = Entity::new(id(&telling.item.id), "Note")
        .with("entity", cast.take(&statement.speaker))
        .with("description", words.quote.clone())
        .with("proof", id(&telling.document.id))
        .with("sourceUrl", url(&telling.document));
    Some(note)
}

fn article(held: &Held) -> Entity {
    let document = &held.document;
    let language = held.reading.source.language.split('-').next().map(|code| match code {
        "zh" => "zho",
        "en" => "eng",
        "ru" => "rus",
        _ => "",
    });
    let published = document
        .published
        .and_then(|(from, to)| dates::prefix(&When { from: Some(from), to: Some(to), precision: chancery_model::Precision::Day, part: None }));
    Entity::new(id(&document.id), "Article")
        .with("fileName", document.name.clone())
        .with("title", title(held))
        .with("publishedAt", published)
        .with("publisher", document.outlet.clone())
        .with("sourceUrl", url(document))
        .with("language", language.unwrap_or_default().to_owned())
        // The field contentHash is for SHA-1.
        .with("notes", document.source.clone())
        .with("retrievedAt", dates::instant(document.added).trim_end_matches('Z').to_owned())
        .with("processingAgent", concat!("chancery ", env!("CARGO_PKG_VERSION")).to_owned())
}

/// Mentions of those who stand in the export.
fn mentions(held: &Held, cast: &Cast) -> Vec<Entity> {
    let known = held
        .reading
        .entities
        .iter()
        .filter(|one| one.known && cast.offices.contains_key(&one.id))
        // Who is only meant (對方, 總統) is named nowhere: the schema wants a name.
        .filter(|one| one.names.iter().any(|name| !name.trim().is_empty()));
    let mention = |one: &chancery_model::Entity| {
        let schema = schema(&one.id)?;
        let mut mention = Entity::new(id(&format!("{}-{}", held.document.id, one.id)), "Mention")
            .with("document", id(&held.document.id))
            .with("resolved", id(&one.id))
            .with("detectedSchema", schema.to_owned());
        one.names.iter().for_each(|name| mention.set("name", name.clone()));
        Some(mention)
    };
    known.filter_map(mention).collect()
}

fn schema(key: &str) -> Option<&'static str> {
    Some(match key.split_once(':').map(|(kind, _)| kind) {
        None => "PublicBody",
        Some("person") => "Person",
        Some("org") => match known::kind(key) {
            Some("igo" | "government" | "ministry" | "parliament" | "court" | "military" | "agency") => "PublicBody",
            Some("company") => "Company",
            _ => "Organization",
        },
        Some(_) => return None,
    })
}

fn somebody(selection: &Selection<'_>, key: &str, cast: &Cast) -> Result<Option<Entity>, Error> {
    let Some(schema) = schema(key) else { return Ok(Some(Entity::new(id(key), "LegalEntity").with("name", selection.name(key)?))) };
    let mut entity = Entity::new(id(key), schema);
    if country(key).is_some() {
        entity.set("name", format!("Government of {}", selection.name(key)?));
        entity.set("country", alpha2(key));
        entity.set("topics", "gov.national".to_owned());
        return Ok(Some(entity));
    }
    entity.set("name", selection.name(key)?);
    let known = selection.named(key)?;
    for english in known.iter().filter_map(|one| one.english.as_deref()).flat_map(|english| english.split('|')) {
        entity.set("alias", english.to_owned());
    }
    for state in known.iter().filter_map(|one| one.state.as_ref()).chain(cast.states.get(key).into_iter().flatten()) {
        entity.set("country", alpha2(state));
    }
    match known::kind(key) {
        Some("igo") => entity.set("topics", "gov.igo".to_owned()),
        Some("party") => entity.set("topics", "pol.party".to_owned()),
        _ => {}
    }
    if schema == "Person" {
        for office in cast.offices.get(key).into_iter().flatten() {
            entity.set("position", office.clone());
            let rank = known::rank(&office.replace(' ', "-"));
            let topic = match rank {
                Some("head-of-state" | "head-of-government") => "gov.head",
                Some("envoy" | "foreign-minister") => "role.diplo",
                _ => continue,
            };
            entity.set("topics", topic.to_owned());
        }
    }
    Ok(Some(entity))
}
