//! Items: what one source says about one thing, reduced to what identity, counting and conflicts need.
//!
//! In: a reading and the origin of its source. Out: its items. Words are not copied: `source` and `record` point into the
//! reading, where they stand. Leaves to [`crate::reconcile`] what belongs together.

use std::sync::Arc;

use chancery_model::{Comparator, Date, EventKind, InstrumentAction, InstrumentType, Level, Part, Precision, RelationAction, Status, TermKind, Trend};
use serde::{Deserialize, Serialize};

mod entities;
mod event;
mod layers;
mod wording;

pub(crate) use event::{Time, family, is_ahead, slack};
pub use layers::items;
pub use wording::wording_items;

/// Days since 1970-01-01, first and last.
pub type Span = (i32, i32);

/// Where items come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// Id of the source, `sha256:…`.
    pub source: String,
    /// Who published it: an entity id where the knowledge has the outlet, else the name that the archive keeps.
    pub outlet: Option<String>,
    /// First and last possible day of publication.
    pub published: Option<(Date, Date)>,
    /// The group of exact and near duplicates that it belongs to; `None` for a text of its own. A reprint is a report, no
    /// independent source.
    pub group: Option<String>,
}

/// What one source says about one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable: made of the source and of the words that were read, not of the order of reading.
    pub id: String,
    /// All that can be merged by rule stands in one bucket.
    pub bucket: String,
    /// The days within which it can meet others of its bucket; `None` can meet all.
    pub reach: Option<Span>,
    /// Its source.
    pub origin: Arc<Origin>,
    /// Id of the record in the source's reading: `v1`, `i2`, an entity's id for persons.
    pub record: String,
    /// Article in the source.
    pub article: Option<String>,
    /// What it says.
    pub body: Body,
}

impl Item {
    /// An event as an item, in its bucket and with its reach.
    pub fn event(id: String, body: EventBody, origin: &Arc<Origin>, record: &str, article: Option<&str>) -> Item {
        let (bucket, reach) = event::place(&body, origin);
        let article = article.map(str::to_owned);
        Item { id, bucket, reach: Some(reach), origin: Arc::clone(origin), record: record.to_owned(), article, body: Body::Event(body) }
    }

    /// Keys of all persons and organizations that it names: what a decision about persons touches.
    pub fn entities(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = match &self.body {
            Body::Event(event) => {
                let took = event.actors.iter().chain(&event.recipients).map(|one| &one.key);
                let beside = event.attendees.iter().chain(&event.witnesses).chain(&event.mediators).chain(&event.said_by);
                took.chain(beside).map(String::as_str).collect()
            }
            Body::Instrument(instrument) => instrument.parties.iter().map(String::as_str).collect(),
            Body::Statement(statement) => vec![&statement.speaker],
            Body::Figure(figure) => figure.of.iter().chain(&figure.said_by).map(String::as_str).collect(),
            Body::Relation(relation) => relation.parties.iter().map(String::as_str).collect(),
            Body::Person(person) => vec![&person.key],
            Body::Formulation(formulation) => formulation.speaker.iter().map(String::as_str).collect(),
        };
        keys.retain(|key| key.contains(':'));
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// What an item says, by layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A happening.
    Event(EventBody),
    /// An instrument.
    Instrument(InstrumentBody),
    /// A statement.
    Statement(StatementBody),
    /// A figure.
    Figure(FigureBody),
    /// A relation.
    Relation(RelationBody),
    /// A person or organization named in the source.
    Person(PersonBody),
    /// A use of a fixed wording.
    Formulation(FormulationBody),
}

/// A date as a source tells it, without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct When {
    /// First day; open where `None`.
    pub from: Option<Date>,
    /// Last day, included.
    pub to: Option<Date>,
    /// How exact it is.
    pub precision: Precision,
    /// Part of the day.
    pub part: Option<Part>,
}

/// A date as text: a day, or first and last with a slash between; an open end is empty.
pub(crate) fn range(when: &When) -> String {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    if when.from == when.to { day(when.from) } else { format!("{}/{}", day(when.from), day(when.to)) }
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Participant {
    /// Key of the entity over all documents: its id where the knowledge has it, else `kind:folded-name@STATE`.
    pub key: String,
    /// State or organization that it acts for.
    pub state: Option<String>,
    /// Office as the source gives it.
    pub office: Option<String>,
    /// Whether the source names it, or only says what it is (法國總理, 代表團).
    pub named: bool,
}

/// An event as one source tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventBody {
    /// Kind.
    pub kind: EventKind,
    /// Status.
    pub status: Status,
    /// Those who act; on all sides for symmetric kinds.
    pub actors: Vec<Participant>,
    /// Those acted upon.
    pub recipients: Vec<Participant>,
    /// Keys of those who took part beside the principals.
    pub attendees: Vec<String>,
    /// Keys of those who watched a signing.
    pub witnesses: Vec<String>,
    /// Keys of those who mediate.
    pub mediators: Vec<String>,
    /// States or organizations behind the principals, sorted.
    pub sides: Vec<String>,
    /// When, as the source tells it.
    pub date: Option<When>,
    /// Places, each with the state that it lies in.
    pub places: Vec<Participant>,
    /// Level of a visit.
    pub level: Option<Level>,
    /// Which in a row.
    pub ordinal: Option<u32>,
    /// What it is about.
    pub topic: Option<String>,
    /// Folded titles of instruments.
    pub instruments: Vec<String>,
    /// Key of the one who says it, where it stands in a statement.
    pub said_by: Option<String>,
    /// How sure the rules are, in thousandths.
    pub confidence: u16,
    /// Hashed pairs of folded characters of its words: how alike two tellings are.
    pub words: Vec<u32>,
    /// Bits of the figures in its words.
    pub numbers: Vec<u64>,
    /// Tells several happenings at once, or one that can't be told from others: it is joined to none.
    #[serde(default)]
    pub loose: bool,
    /// Names of the rules that read it, without the language, sorted: of acts of one kind those of one name are alike.
    #[serde(default)]
    pub acts: Vec<String>,
    /// Its words say that heads of state or government meet.
    #[serde(default)]
    pub heads: bool,
}

/// An instrument as one source tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstrumentBody {
    /// Title as written.
    pub title: String,
    /// Type.
    pub kind: InstrumentType,
    /// Keys of the parties.
    pub parties: Vec<String>,
    /// Subject.
    pub subject: Option<String>,
    /// What happened to it.
    pub steps: Vec<StepBody>,
    /// How long it holds, as far as the source says.
    #[serde(default)]
    pub terms: Vec<TermBody>,
}

/// What one source says of how long an instrument holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TermBody {
    /// What is said.
    pub kind: TermKind,
    /// The last day, where the source gives it.
    pub date: Option<When>,
    /// A length, ISO 8601.
    pub duration: Option<String>,
}

/// A step in an instrument's history as one source tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StepBody {
    /// What happened.
    pub action: InstrumentAction,
    /// When.
    pub date: Option<When>,
    /// Those who did it; empty where the source does not say.
    pub parties: Vec<String>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementBody {
    /// Key of the speaker.
    pub speaker: String,
    /// Verb as written.
    pub verb: Option<String>,
    /// Whether it stands in quotation marks.
    pub direct: bool,
    /// Occasion or addressee.
    pub audience: Option<String>,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureBody {
    /// What is counted, as written.
    pub quantity: Option<String>,
    /// Keys of what it is about.
    pub of: Vec<String>,
    /// Value in plain units.
    pub value: f64,
    /// Unit.
    pub unit: Option<String>,
    /// How the value bounds the true one.
    pub comparator: Comparator,
    /// Whether it is an ordinal.
    pub ordinal: bool,
    /// Period.
    pub period: Option<When>,
    /// Direction of a change.
    pub trend: Option<Trend>,
    /// Key of the one who gives it.
    pub said_by: Option<String>,
}

/// A relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationBody {
    /// Keys of the parties, sorted.
    pub parties: Vec<String>,
    /// Designation as written.
    pub designation: String,
    /// What happens to it.
    pub action: RelationAction,
    /// When.
    pub date: Option<When>,
}

/// A person or organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonBody {
    /// Key over all documents.
    pub key: String,
    /// Fullest name.
    pub name: String,
    /// All forms.
    pub names: Vec<String>,
    /// English name.
    pub english: Option<String>,
    /// State or organization.
    pub state: Option<String>,
    /// Office as given.
    pub office: Option<String>,
    /// Whether the knowledge holds it.
    pub known: bool,
    /// How often it is mentioned.
    pub mentions: u32,
}

/// Uses of a fixed wording in one source by one speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormulationBody {
    /// The wording as written.
    pub wording: String,
    /// Key of the speaker; `None` where the text itself uses it.
    pub speaker: Option<String>,
    /// How often.
    pub uses: u32,
}
