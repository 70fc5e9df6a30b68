//! GDELT 2.0 events (61 columns) and mentions (16 columns), tab-separated without a heading, as GDELT's own files are.
//!
//! In: events. Out: a row for each direction that CAMEO codes; for each report a mention with its place in the text. Days are given where
//! the reports give a day; tone, coordinates and features, which the register does not have, stay empty.

use std::io::Write;

use chancery_model::{BlockRole, Date, Direction};
use chancery_register::{EventRecord, Record, Review};
use sha2::{Digest, Sha256};

use crate::coded::{self, Party};
use crate::countries::country;
use crate::references::address;
use crate::selection::{Selection, Story, Telling};
use crate::{Error, Written, dates, known};

/// Columns of events.
const EVENT_COLUMNS: usize = 61;
/// Columns of mentions.
const MENTION_COLUMNS: usize = 16;

/// One direction of an event.
struct Direct<'a> {
    id: u64,
    from: Option<Party<'a>>,
    to: Option<Party<'a>>,
    code: &'static str,
}

/// Writes the selection: events into one output, mentions into the other.
pub(crate) fn write(selection: &Selection<'_>, mut events: Option<&mut dyn Write>, mut mentions: Option<&mut dyn Write>) -> Result<Written, Error> {
    let mut written = Written::default();
    selection.stories("event", |story| {
        let Record::Event(event) = &story.record else { return Ok(()) };
        let rows = match directions(event, selection.pairs) {
            Ok(rows) => rows,
            Err(why) => {
                *written.left_out.entry(why).or_default() += 1;
                return Ok(());
            }
        };
        for row in &rows {
            if let Some(out) = &mut events {
                written.rows += 1;
                line(*out, &self::event(selection, story, event, row)?, EVENT_COLUMNS)?;
            }
            if let Some(out) = &mut mentions {
                for telling in &story.tellings {
                    line(*out, &mention(story, telling, row), MENTION_COLUMNS)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(written)
}

/// Writes cells; no cell may hold what parts them.
fn line(out: &mut dyn Write, cells: &[String], columns: usize) -> Result<(), Error> {
    debug_assert_eq!(cells.len(), columns);
    let clean: Vec<String> = cells.iter().map(|cell| cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()).collect();
    Ok(writeln!(out, "{}", clean.join("\t"))?)
}

fn directions<'a>(event: &'a EventRecord, pairs: bool) -> Result<Vec<Direct<'a>>, &'static str> {
    if event.review == Some(Review::Rejected) {
        return Err("rejected by a decision");
    }
    let codes = coded::codes(event).filter(|codes| !codes.cameo.is_empty() || !codes.cameo_back.is_empty());
    let codes = codes.ok_or("of a kind or status that CAMEO does not code")?;
    event.date.as_ref().and_then(dates::days).ok_or("without a day, which GDELT requires")?;
    let (actors, recipients) = (coded::sides(&event.actors), coded::sides(&event.recipients));
    let mut rows = Vec::new();
    // GDELT's ids are numbers; these follow from ours.
    let mut row = |from: Option<&Party<'a>>, to: Option<&Party<'a>>, code: &'static str| {
        if !code.is_empty() && (from.is_some() || to.is_some()) {
            let digest = Sha256::digest(format!("{}\u{0}{}", event.id, rows.len()).as_bytes());
            let id = digest.iter().take(8).fold(0u64, |id, byte| id << 8 | u64::from(*byte)) >> 1;
            rows.push(Direct { id, from: from.cloned(), to: to.cloned(), code });
        }
    };
    match codes.direction {
        _ if recipients.is_empty() && actors.len() > 1 && (pairs || codes.direction == Direction::Both && actors.len() == 2) => {
            for (at, left) in actors.iter().enumerate() {
                for right in &actors[at + 1..] {
                    row(Some(left), Some(right), codes.cameo);
                    row(Some(right), Some(left), codes.cameo_back);
                }
            }
        }
        // A gathering of many, or one side alone.
        Direction::Both => actors.iter().for_each(|party| row(Some(party), None, codes.cameo)),
        _ if recipients.is_empty() => actors.iter().for_each(|party| row(Some(party), None, codes.cameo)),
        _ => {
            for from in &actors {
                for to in recipients.iter().filter(|to| to.side() != from.side() || to.took.key != from.took.key) {
                    row(Some(from), Some(to), codes.cameo);
                    row(Some(to), Some(from), codes.cameo_back);
                }
            }
        }
    }
    if rows.is_empty() { Err("without anybody to code") } else { Ok(rows) }
}

fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year, day.month, day.day)
}

fn stamp(seconds: i64) -> String {
    dates::instant(seconds).chars().filter(char::is_ascii_digit).collect()
}

/// Code, name, country, group, ethnic, two religions, three types.
fn actor(selection: &Selection<'_>, party: Option<&Party<'_>>) -> Result<[String; 10], Error> {
    let Some(party) = party else { return Ok(std::array::from_fn(|_| String::new())) };
    let state = party.state.and_then(country).map(|country| country.gdelt).unwrap_or_default();
    let is_state = country(&party.took.key).is_some();
    let kind = if is_state { "" } else { party.sector.unwrap_or_default() };
    let group = party.body.unwrap_or_default();
    let name = selection.english(&party.took.key)?.map_or_else(|| selection.name(&party.took.key), Ok)?;
    let mut cells: [String; 10] = std::array::from_fn(|_| String::new());
    cells[0] = if state.is_empty() { format!("{group}{kind}") } else { format!("{state}{kind}") };
    cells[1] = name.to_uppercase();
    cells[2] = state.to_owned();
    cells[3] = group.to_owned();
    cells[7] = kind.to_owned();
    Ok(cells)
}

/// Type, full name, FIPS country, two divisions, latitude, longitude, feature.
fn place(name: Option<(String, &str)>, state: Option<&str>) -> [String; 8] {
    let mut cells: [String; 8] = std::array::from_fn(|_| String::new());
    let Some(country) = state.and_then(country) else { return cells };
    // 1 is a country; cities are 3 in the United States and 4 elsewhere, provinces 2 and 5.
    let kind = match (name.as_ref().map(|(_, kind)| *kind), country.fips) {
        (None, _) => "1",
        (Some("capital" | "city"), "US") => "3",
        (Some("capital" | "city"), _) => "4",
        (Some("province"), "US") => "2",
        (Some("province"), _) => "5",
        _ => "",
    };
    cells[0] = kind.to_owned();
    cells[1] = name.map_or_else(|| country.english.to_owned(), |(name, _)| format!("{name}, {}", country.english));
    cells[2] = country.fips.to_owned();
    cells
}

fn event(selection: &Selection<'_>, story: &Story, event: &EventRecord, row: &Direct<'_>) -> Result<Vec<String>, Error> {
    let day = event.date.as_ref().and_then(dates::days).map(|(day, _)| day);
    let mut cells = vec![row.id.to_string()];
    match day {
        Some(day) => cells.extend([
            compact(day),
            format!("{:04}{:02}", day.year, day.month),
            format!("{:04}", day.year),
            // As GDELT's codebook has it: (month × 30 + day) / 365.
            format!("{:.4}", f64::from(day.year) + f64::from(u16::from(day.month) * 30 + u16::from(day.day)) / 365.0),
        ]),
        None => cells.extend(std::array::from_fn::<String, 4, _>(|_| String::new())),
    }
    cells.extend(actor(selection, row.from.as_ref())?);
    cells.extend(actor(selection, row.to.as_ref())?);
    let mentions: usize = story.tellings.iter().map(|telling| telling.words.len()).sum();
    cells.extend([
        u8::from(story.tellings.iter().any(leads)).to_string(),
        row.code.to_owned(),
        row.code.chars().take(3).collect(),
        row.code.chars().take(2).collect(),
        coded::quad_class(row.code).map_or_else(String::new, |quad| quad.to_string()),
        coded::goldstein(row.code).map_or_else(String::new, |value| format!("{value:.1}")),
        mentions.to_string(),
        event.source_count.to_string(),
        event.report_count.to_string(),
        String::new(),
    ]);
    cells.extend(place(None, row.from.as_ref().and_then(|party| party.state)));
    cells.extend(place(None, row.to.as_ref().and_then(|party| party.state)));
    match event.places.first() {
        Some(at) => {
            let name = selection.english(&at.key)?.map_or_else(|| selection.name(&at.key), Ok)?;
            cells.extend(place(Some((name, known::place(&at.key).map_or("", |(kind, _)| kind))), at.state.as_deref()));
        }
        None => cells.extend(place(None, None)),
    }
    cells.push(story.tellings.iter().map(|telling| telling.document.added).min().map_or_else(String::new, stamp));
    let url = story.tellings.iter().find_map(|telling| telling.document.url.clone());
    cells.push(url.or_else(|| story.tellings.first().map(|telling| address(&telling.document.id))).unwrap_or_default());
    Ok(cells)
}

/// Whether a report tells it in its headline or lead.
fn leads(telling: &Telling) -> bool {
    let blocks = telling.held.reading.articles.iter().flat_map(|article| &article.blocks);
    let lead = |role: BlockRole| matches!(role, BlockRole::Kicker | BlockRole::Headline | BlockRole::Lead);
    blocks.filter(|block| lead(block.role)).any(|block| telling.words.iter().any(|words| block.span.0.start <= words.start && words.end <= block.span.0.end))
}

fn mention(story: &Story, telling: &Telling, row: &Direct<'_>) -> Vec<String> {
    let document = &telling.document;
    let first = story.tellings.iter().map(|telling| telling.document.added).min().unwrap_or(document.added);
    let words = telling.words.first();
    let confidence = match &telling.item.body {
        chancery_register::Body::Event(body) => (u32::from(body.confidence) / 10).to_string(),
        _ => String::new(),
    };
    // Places of those who take part: the first mention within the words.
    let place = |party: Option<&Party<'_>>| {
        let (party, words) = (party?, words?);
        let entity = telling.held.reading.entities.iter().find(|one| one.id == party.took.key)?;
        entity.mentions.iter().map(|span| span.0.start).find(|start| (words.start..words.end).contains(start))
    };
    let number = |at: Option<u32>| at.map_or_else(String::new, |at| at.to_string());
    // Read as it is, not translated.
    let language = match telling.held.reading.source.language.split('-').next() {
        Some("zh") => "srclc:zho".to_owned(),
        _ => String::new(),
    };
    vec![
        row.id.to_string(),
        stamp(first),
        stamp(document.added),
        // 1 is the web; 5 an offline source by its own name.
        if document.url.is_some() { "1" } else { "5" }.to_owned(),
        document.outlet.clone().unwrap_or_default(),
        document.url.clone().unwrap_or_else(|| address(&document.id)),
        String::new(),
        number(place(row.from.as_ref())),
        number(place(row.to.as_ref())),
        number(words.map(|words| words.start)),
        // Offsets count in the text as it is.
        "1".to_owned(),
        confidence,
        telling.held.text.len().to_string(),
        String::new(),
        language,
        String::new(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::sample::{between, event};
    use chancery_model::{EventKind, Status};
    use chancery_register::Took;

    fn rows(event: &EventRecord, pairs: bool) -> Vec<String> {
        let code = |party: &Option<Party<'_>>| party.as_ref().map_or("-".to_owned(), |party| party.took.key.clone());
        directions(event, pairs)
            .map_or_else(|why| vec![why.to_owned()], |rows| rows.iter().map(|row| format!("{} {} {}", code(&row.from), row.code, code(&row.to))).collect())
    }

    /// Each kind with each status, as the crosswalk has it: one row in its direction, a second where it has a code for the way back.
    #[test]
    fn every_row_of_the_crosswalk_gives_its_rows() {
        for line in include_str!("../../chancery-model/data/crosswalk.tsv").lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [kinds, statuses, _, _, _, direction, code, back, reason] = cells[..] else { panic!("{line}") };
            for kind in kinds.split('|').map(|kind| EventKind::parse(kind).unwrap()) {
                for status in statuses.split('|').map(|status| Status::parse(status).unwrap()) {
                    let event = between(kind, status);
                    let mut expected = Vec::new();
                    if code.is_empty() && back.is_empty() {
                        assert!(!reason.is_empty(), "neither code nor reason: {line}");
                        expected.push("of a kind or status that CAMEO does not code".to_owned());
                    }
                    expected.extend(Some(format!("FRA {code} DEU")).filter(|_| !code.is_empty()));
                    expected.extend(Some(format!("DEU {back} FRA")).filter(|_| !back.is_empty()));
                    assert_eq!(rows(&event, false), expected, "{kind} {status} ({direction})");
                }
            }
        }
    }

    #[test]
    fn acts_of_diplomacy_have_the_codes_of_the_manual() {
        use EventKind::*;
        use Status::*;
        for (kind, status, expected) in [
            (Visit, Held, &["FRA 042 DEU", "DEU 043 FRA"][..]),
            (Visit, Planned, &["FRA 036 DEU"]),
            (Visit, Proposed, &["DEU 036 FRA"]),
            (Visit, Cancelled, &["FRA 161 DEU"]),
            (Talks, Planned, &["FRA 036 DEU", "DEU 036 FRA"]),
            (Talks, Held, &["FRA 046 DEU", "DEU 046 FRA"]),
            (Call, Held, &["FRA 041 DEU", "DEU 041 FRA"]),
            (Meeting, Held, &["FRA 040 DEU", "DEU 040 FRA"]),
            (Negotiate, Ongoing, &["FRA 046 DEU", "DEU 046 FRA"]),
            (Sign, Held, &["FRA 057 DEU", "DEU 057 FRA"]),
            (Ratify, Held, &["FRA 057 DEU"]),
            (EstablishRelations, Held, &["FRA 054 DEU", "DEU 054 FRA"]),
            (UpgradeRelations, Held, &["FRA 050 DEU", "DEU 050 FRA"]),
            (Message, Held, &["FRA 051 DEU"]),
            (Accuse, Held, &["FRA 110 DEU"]),
            (DowngradeRelations, Held, &["FRA 161 DEU"]),
            (Sanction, Held, &["FRA 163 DEU"]),
            (LiftSanction, Held, &["FRA 085 DEU"]),
            (Appoint, Held, &["of a kind or status that CAMEO does not code"]),
        ] {
            assert_eq!(rows(&between(kind, status), false), expected, "{kind} {status}");
        }
        let mut abroad = between(Talks, Held);
        abroad.places = vec![Took { key: "place:geneva".into(), state: Some("CHE".into()), office: None, items: Vec::new() }];
        assert_eq!(rows(&abroad, false), ["FRA 044 DEU", "DEU 044 FRA"]);
    }

    #[test]
    fn a_gathering_is_paired_only_on_request_and_what_gdelt_cannot_hold_is_left_out() {
        let three = event(EventKind::Talks, Status::Held, &["FRA", "DEU", "GBR"], &[]);
        assert_eq!(rows(&three, false), ["FRA 046 -", "DEU 046 -", "GBR 046 -"]);
        assert_eq!(rows(&three, true).len(), 6);
        let mut vague = between(EventKind::Visit, Status::Held);
        vague.date.as_mut().unwrap().precision = chancery_model::Precision::Month;
        assert_eq!(rows(&vague, false), ["without a day, which GDELT requires"]);
        let mut rejected = between(EventKind::Visit, Status::Held);
        rejected.review = Some(Review::Rejected);
        assert_eq!(rows(&rejected, false), ["rejected by a decision"]);
    }
}
