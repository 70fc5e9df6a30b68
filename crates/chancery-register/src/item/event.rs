//! Events as items: kind families, buckets, the days within which others can be the same happening, and the sketch of words.
//!
//! In: an event of a reading. Out: its body, bucket and reach. Leaves the comparison of two items to [`crate::reconcile`].

use chancery_model::{DateRange, Event, EventKind, Reading, Status};
use chancery_text::fold_text;

use super::entities::Entities;
use super::{EventBody, Origin, Participant, Span, When};

/// How many hashed pairs of characters are kept of an event's words: enough to tell two tellings of one protest from two protests.
const SKETCH: usize = 160;

/// Kinds that tell the same happening in other words share a family; all others are a family of their own.
pub(crate) fn family(kind: EventKind) -> &'static str {
    match kind {
        // 會談, 會晤, 磋商 and 談判 of the same persons on the same day are one happening told by several pens.
        EventKind::Talks | EventKind::Meeting | EventKind::Consultation | EventKind::Negotiate => "contact",
        kind => kind.as_str(),
    }
}

/// When an event can have been, for comparison alone: the register's dates are those that the sources tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// A range of a few days that the source tells.
    Stated(Span),
    /// A longer range that the source tells.
    Coarse(Span),
    /// No date: around the day of publication.
    Published(i32),
    /// Neither date nor day of publication.
    Unknown,
}

/// Ranges up to this many days count as stated days.
const FEW_DAYS: i32 = 10;

impl Time {
    pub fn of(date: Option<&When>, origin: &Origin) -> Time {
        let published = origin.published.map(|(from, _)| from.days());
        match date.map(|date| (date.from.map(|day| day.days()), date.to.map(|day| day.days()))) {
            Some((Some(from), Some(to))) if to - from < FEW_DAYS => Time::Stated((from, to)),
            Some((Some(from), Some(to))) => Time::Coarse((from, to)),
            // An open end says little; the day of publication bounds it.
            Some((Some(from), None)) => Time::Coarse((from, published.map_or(from, |day| day.max(from)))),
            Some((None, Some(to))) => Time::Coarse((to - FEW_DAYS, to)),
            Some((None, None)) | None => published.map_or(Time::Unknown, Time::Published),
        }
    }

    /// The days within which a telling of the same happening can be placed.
    pub fn reach(self, kind: EventKind, status: Status) -> Span {
        let slack = slack(kind);
        match self {
            Time::Stated((from, to)) => (from - slack.apart, to + slack.apart),
            Time::Coarse(span) => span,
            Time::Published(day) if is_ahead(status) => (day - slack.late, day + slack.ahead),
            Time::Published(day) => (day - slack.late, day + slack.soon),
            Time::Unknown => (i32::MIN, i32::MIN),
        }
    }
}

/// Tolerances in days of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slack {
    /// How many days before the publication a happening told without a date commonly lies.
    pub before: i32,
    /// How many days before the publication it can lie where all else agrees.
    pub late: i32,
    /// How many days after the publication it can lie although it is told as held: a visit is told so on its eve.
    pub soon: i32,
    /// How long before its day an announced event is told without a date.
    pub ahead: i32,
    /// How far apart two stated dates of one happening can lie.
    pub apart: i32,
}

pub(crate) fn slack(kind: EventKind) -> Slack {
    use EventKind::*;
    match kind {
        // A visit lasts, and is told by its beginning, its end or its middle.
        Visit | Conference => Slack { before: 7, late: 14, soon: 7, ahead: 30, apart: 3 },
        // Happens once, and is told for long.
        EstablishRelations | UpgradeRelations | DowngradeRelations | Appoint | EnterIntoForce | Join => {
            Slack { before: 14, late: 14, soon: 0, ahead: 30, apart: 3 }
        }
        // The same persons meet day after day: another day is another meeting.
        Talks | Meeting | Call | Consultation | Negotiate | PressMeeting | Ceremony | Mediation => Slack { before: 2, late: 7, soon: 0, ahead: 30, apart: 0 },
        // What a state decides is spoken of for days.
        Decide => Slack { before: 2, late: 14, soon: 0, ahead: 30, apart: 1 },
        Sign | Issue | Agree | Withdraw | Yield => Slack { before: 2, late: 7, soon: 0, ahead: 30, apart: 1 },
        _ => Slack { before: 2, late: 2, soon: 0, ahead: 7, apart: 1 },
    }
}

/// Whether the status looks ahead.
pub(crate) fn is_ahead(status: Status) -> bool {
    matches!(status, Status::Planned | Status::Possible | Status::Proposed | Status::Cancelled | Status::Denied)
}

pub(super) fn when(date: &DateRange) -> When {
    When { from: date.from, to: date.to, precision: date.precision, part: date.part }
}

/// The bucket of an event, by kind family and sides, and the days within which it can meet others.
pub(super) fn place(body: &EventBody, origin: &Origin) -> (String, Span) {
    let mut who: Vec<&str> = body.sides.iter().map(String::as_str).collect();
    if who.is_empty() {
        who = body.actors.iter().map(|actor| actor.key.as_str()).collect();
        who.sort_unstable();
    }
    let reach = Time::of(body.date.as_ref(), origin).reach(body.kind, body.status);
    (format!("event|{}|{}", family(body.kind), who.join(",")), reach)
}

/// The body of an event.
pub(super) fn body(event: &Event, reading: &Reading, entities: &Entities<'_>) -> EventBody {
    let mut sides = event.sides.clone();
    sides.sort();
    sides.dedup();
    let instruments = event
        .instruments
        .iter()
        .filter_map(|id| reading.instruments.iter().find(|instrument| instrument.id == *id))
        .map(|instrument| super::layers::title_key(&instrument.title))
        .collect();
    let speaker = event.said_by.as_ref().and_then(|id| reading.statements.iter().find(|statement| statement.id == *id));
    EventBody {
        kind: event.kind,
        status: event.status,
        actors: entities.participants(&event.actors),
        recipients: entities.participants(&event.recipients),
        attendees: entities.keys(&event.attendees),
        witnesses: entities.keys(&event.witnesses),
        mediators: entities.keys(&event.mediators),
        date: event.date.as_ref().map(when),
        places: entities.participants(&event.places),
        level: event.level,
        ordinal: event.ordinal,
        topic: event.topic.clone(),
        instruments,
        said_by: speaker.map(|statement| entities.key(&statement.speaker)),
        confidence: (event.confidence.clamp(0.0, 1.0) * 1000.0).round() as u16,
        words: sketch(event, reading, entities),
        numbers: numbers(event, reading),
        loose: event.several || recalled(event, reading) || scattered(event, &entities.participants(&event.places)),
        acts: acts(event),
        heads: tells_heads(event),
        sides,
    }
}

/// What its rules are called in every language: `zh/yield/resign` is `yield/resign`.
fn acts(event: &Event) -> Vec<String> {
    let mut acts: Vec<String> = event.evidence.iter().filter_map(|evidence| evidence.rule.split_once('/')).map(|(_, act)| act.to_owned()).collect();
    acts.sort();
    acts.dedup();
    acts
}

/// Whether the words of an encounter say that heads of state or government meet: 朝美首腦會晤, not 首腦會晤籌備會議.
fn tells_heads(event: &Event) -> bool {
    let lines = || include_str!("../../data/head_words.txt").lines().filter(|line| !line.starts_with('#'));
    family(event.kind) == "contact"
        && event.evidence.iter().any(|evidence| {
            let quote = fold_text(&evidence.quote);
            lines().any(|word| quote.contains(word)) && !lines().filter_map(|line| line.strip_prefix('-')).any(|word| quote.contains(word))
        })
}

/// Whether it is told without a day beside a dated telling of the same sides and persons: the reader took it for another one of them, and
/// which one is not to be told (強調海湖莊園會晤時作出的決定).
fn recalled(event: &Event, reading: &Reading) -> bool {
    let who = |event: &Event| {
        let mut who: Vec<String> = event.actors.iter().chain(&event.recipients).cloned().collect();
        who.sort();
        who
    };
    let own = who(event);
    event.date.is_none()
        && family(event.kind) == "contact"
        && reading.events.iter().any(|other| other.id != event.id && other.date.is_some() && family(other.kind) == family(event.kind) && who(other) == own)
}

/// Encounters in two states without a day are two: 海湖莊園會晤、漢堡會晤.
fn scattered(event: &Event, places: &[Participant]) -> bool {
    let mut states: Vec<&str> = places.iter().filter_map(|place| place.state.as_deref()).collect();
    states.dedup();
    event.date.is_none() && family(event.kind) == "contact" && states.len() > 1
}

/// The smallest hashes of the pairs of characters of the event's words, without the names of those who take part: what is left
/// is what was done, in either script.
fn sketch(event: &Event, reading: &Reading, entities: &Entities<'_>) -> Vec<u32> {
    let mut forms: Vec<String> = event.actors.iter().chain(&event.recipients).flat_map(|id| entities.forms(id)).collect();
    forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms.dedup();
    let mut hashes: Vec<u32> = Vec::new();
    for quote in quotes(event, reading) {
        let mut text = fold_text(quote);
        for form in forms.iter().filter(|form| !form.is_empty()) {
            if text.contains(form.as_str()) {
                text = text.replace(form.as_str(), " ");
            }
        }
        let mut before: Option<char> = None;
        for c in text.chars() {
            let here = Some(c).filter(|c| c.is_alphanumeric());
            if let (Some(a), Some(b)) = (before, here) {
                hashes.push(pair(a, b));
            }
            before = here;
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// How far behind its evidence the content of an act of speech can begin, in characters: a comma, a colon, 說.
const NEAR: u32 = 3;

/// The words that tell the event; for an act of speech (譴責, 要求, 支持) what was said as well.
fn quotes<'a>(event: &'a Event, reading: &'a Reading) -> Vec<&'a str> {
    use EventKind::*;
    let mut quotes: Vec<&str> = event.evidence.iter().map(|evidence| evidence.quote.as_str()).collect();
    if matches!(event.kind, Support | Request | Accuse | Reject | Threaten) {
        let said = reading.statements.iter().filter(|statement| {
            let content = statement.span.0;
            event
                .evidence
                .iter()
                .any(|evidence| evidence.span.0.overlaps(content) || (content.start >= evidence.span.0.end && content.start - evidence.span.0.end <= NEAR))
        });
        quotes.extend(said.map(|statement| statement.quote.as_str()));
    }
    quotes
}

/// The figures within the words that tell the event, as bits: 128 goods are not 106.
fn numbers(event: &Event, reading: &Reading) -> Vec<u64> {
    let inside = reading.figures.iter().filter(|figure| event.evidence.iter().any(|evidence| evidence.span.0.overlaps(figure.span.0)));
    let mut numbers: Vec<u64> = inside.filter(|figure| !figure.ordinal).map(|figure| figure.value.to_bits()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// FNV-1a over two characters.
fn pair(a: char, b: char) -> u32 {
    [a, b].iter().flat_map(|c| (*c as u32).to_le_bytes()).fold(0x811C_9DC5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
