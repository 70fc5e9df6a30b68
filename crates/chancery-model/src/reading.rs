//! Readings: facts with their evidence, as `chancery read --json` prints them (`docs/reading.md`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::document::Published;
pub use crate::span_json::JsonSpan;
use crate::{
    ArticleKind, BlockRole, Comparator, DateRange, EntityKind, EventKind, InstrumentAction, InstrumentType, Level, MentionType, Part, Precision,
    RelationAction, Source, Status, TermKind, Trend, Warning,
};

/// The name and version of the shape of a reading.
pub const READING_SCHEMA: &str = "chancery.reading/1";
/// The name and version of the shape of an annotation.
pub const MENTIONS_SCHEMA: &str = "chancery.mentions/1";

/// All that was read from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// [`READING_SCHEMA`].
    pub schema: String,
    /// The source.
    pub source: Source,
    /// Its articles.
    pub articles: Vec<ArticleRecord>,
    /// Everybody and everything named in the records.
    pub entities: Vec<Entity>,
    /// Events in order of first evidence.
    pub events: Vec<Event>,
    /// Instruments.
    pub instruments: Vec<Instrument>,
    /// Statements.
    pub statements: Vec<Statement>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Disagreements within the source.
    pub conflicts: Vec<Conflict>,
    /// What was guessed, mended or left open.
    pub warnings: Vec<Warning>,
}

/// Words with their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Exactly the stored text at the span.
    pub quote: String,
    /// Where it stands.
    pub span: JsonSpan,
}

/// An article of the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleRecord {
    /// `a1`, `a2` …
    pub id: String,
    /// Kind.
    pub kind: ArticleKind,
    /// From its first to its last character.
    pub span: JsonSpan,
    /// Kickers.
    pub kicker: Vec<Quote>,
    /// Headline.
    pub headline: Option<Quote>,
    /// Subheads.
    pub subheads: Vec<Quote>,
    /// Byline.
    pub byline: Option<Quote>,
    /// Dateline.
    pub dateline: Option<Quote>,
    /// Source line.
    pub source_line: Option<Quote>,
    /// Entity id of the outlet, where the text names it.
    pub outlet: Option<String>,
    /// Blocks in reading order.
    pub blocks: Vec<BlockRecord>,
}

/// A block of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockRecord {
    /// Role.
    pub role: BlockRole,
    /// Where it stands.
    pub span: JsonSpan,
}

/// Somebody or something that records refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// ISO 3166-1 alpha-3 for states; `kind:slug` for what the knowledge holds, `kind:name#src` for what it does not.
    pub id: String,
    /// Kind.
    pub kind: EntityKind,
    /// The name as the text writes it most fully without titles.
    pub name: String,
    /// All forms in which the text writes it.
    pub names: Vec<String>,
    /// English name, where known.
    pub english: Option<String>,
    /// The state that it belongs to or acts for (ISO alpha-3 or an organization's id).
    pub state: Option<String>,
    /// Office held at the document's date, where stated or known.
    pub office: Option<String>,
    /// Whether the knowledge holds it.
    pub known: bool,
    /// Where it is mentioned.
    pub mentions: Vec<JsonSpan>,
}

/// One happening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `v1`, `v2` …
    pub id: String,
    /// Article of its first evidence.
    pub article: String,
    /// Kind.
    pub kind: EventKind,
    /// Status.
    pub status: Status,
    /// Those who act; on all sides for symmetric kinds.
    pub actors: Vec<String>,
    /// Those acted upon.
    pub recipients: Vec<String>,
    /// Those who took part beside the principals.
    pub attendees: Vec<String>,
    /// Those who watched a signing.
    pub witnesses: Vec<String>,
    /// Those who mediate.
    pub mediators: Vec<String>,
    /// States or organizations behind the principals.
    pub sides: Vec<String>,
    /// When.
    pub date: Option<DateRange>,
    /// Where: city and venue each on its own.
    pub places: Vec<String>,
    /// Level of a visit.
    pub level: Option<Level>,
    /// Which in a row.
    pub ordinal: Option<u32>,
    /// Whether the words tell several happenings at once (舉行多場會見, 兩度訪華).
    #[serde(default)]
    pub several: bool,
    /// What it is about, or a conference's name.
    pub topic: Option<String>,
    /// Instruments signed, issued, extended …
    pub instruments: Vec<String>,
    /// The statement that tells it.
    pub said_by: Option<String>,
    /// Every telling of it.
    pub evidence: Vec<Evidence>,
    /// PLOVER 0.8 code of kind and status.
    pub plover: Option<crate::Plover>,
    /// 0 to 1: how sure the rules are.
    pub confidence: f64,
}

/// The words that an event was read from, and the rule that read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Exactly the stored text at the span.
    pub quote: String,
    /// Where it stands.
    pub span: JsonSpan,
    /// Rule id, the path of its file and its name.
    pub rule: String,
}

/// A treaty, statement, contract, resolution …
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Instrument {
    /// `i1`, `i2` …
    pub id: String,
    /// Title as written between 《》, or the descriptive name.
    pub title: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: InstrumentType,
    /// Parties.
    pub parties: Vec<String>,
    /// Subject, where the title states it.
    pub subject: Option<String>,
    /// What has happened to it.
    pub history: Vec<InstrumentStep>,
    /// How long it holds, as far as the text says.
    #[serde(default)]
    pub terms: Vec<InstrumentTerm>,
    /// Where it is mentioned.
    pub mentions: Vec<JsonSpan>,
}

/// What a text says about how long an instrument holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InstrumentTerm {
    /// What is said: that it ends, for how long it holds, by how much or to when it was extended, that it renews itself.
    pub kind: TermKind,
    /// The last day, where the text gives it.
    pub date: Option<DateRange>,
    /// A length, ISO 8601 (`P5Y`).
    pub duration: Option<String>,
    /// The statement that tells it.
    pub said_by: Option<String>,
    /// Exactly the stored text at the span.
    pub quote: String,
    /// Where it stands.
    pub span: JsonSpan,
}

/// One step in an instrument's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InstrumentStep {
    /// What happened.
    pub action: InstrumentAction,
    /// When.
    pub date: Option<DateRange>,
    /// The event.
    pub event: Option<String>,
}

/// What somebody is reported to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// `s1`, `s2` …
    pub id: String,
    /// Article.
    pub article: String,
    /// Who says it.
    pub speaker: String,
    /// The verb as written.
    pub verb: Option<String>,
    /// The content.
    pub quote: String,
    /// Where the content stands.
    pub span: JsonSpan,
    /// Whether it stands in quotation marks.
    pub direct: bool,
    /// To whom or at what occasion.
    pub audience: Option<String>,
    /// Chain of sources, nearest first.
    pub via: Vec<String>,
    /// The points of an enumeration 一是…二是….
    pub points: Vec<JsonSpan>,
    /// The statement within which it is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// `f1`, `f2` …
    pub id: String,
    /// Article.
    pub article: String,
    /// What is counted.
    pub quantity: Option<String>,
    /// Entities that it is about.
    pub of: Vec<String>,
    /// Value in plain units.
    pub value: f64,
    /// ISO 4217 code, `%`, or the measure word's noun; empty for a fraction.
    pub unit: Option<String>,
    /// How the value bounds the true one.
    pub comparator: Comparator,
    /// Whether it is an ordinal or an anniversary.
    pub ordinal: bool,
    /// The period that it is counted over.
    pub period: Option<DateRange>,
    /// Direction of a change.
    pub trend: Option<Trend>,
    /// The change, where value is a level reached by it.
    pub change: Option<f64>,
    /// The statement that gives it.
    pub said_by: Option<String>,
    /// Words.
    pub quote: String,
    /// Where they stand.
    pub span: JsonSpan,
}

/// A named relation between parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// `r1`, `r2` …
    pub id: String,
    /// Article.
    pub article: String,
    /// Parties.
    pub parties: Vec<String>,
    /// Designation as written.
    pub designation: String,
    /// What happens to it.
    pub action: RelationAction,
    /// When.
    pub date: Option<DateRange>,
    /// Words.
    pub quote: String,
    /// Where they stand.
    pub span: JsonSpan,
}

/// Two tellings that disagree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// The field, `date.part`.
    pub fields: String,
    /// The events concerned.
    pub events: Vec<String>,
    /// What each telling says.
    pub claims: Vec<Claim>,
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The value claimed.
    pub value: String,
    /// The words.
    pub quote: String,
    /// Where they stand.
    pub span: JsonSpan,
}

/// All names, times and quantities of one source, as `chancery annotate --json` prints them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Annotation {
    /// [`MENTIONS_SCHEMA`].
    pub schema: String,
    /// The source.
    pub source: Source,
    /// Mentions in order of place.
    pub mentions: Vec<MentionRecord>,
}

/// One mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MentionRecord {
    /// Where it stands.
    pub span: JsonSpan,
    /// Exactly the stored text at the span.
    pub quote: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Entity id or rule id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Value of a time or quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<MentionValue>,
}

/// The value of a time or of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MentionValue {
    /// A time.
    Time(TimeValue),
    /// A quantity.
    Quantity(QuantityValue),
}

/// The value of a time expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeValue {
    /// First day of a closed range; open where `None`.
    pub from: Option<crate::Date>,
    /// Last day, included.
    pub to: Option<crate::Date>,
    /// Precision; `None` for a pure duration, a clock time or a repetition.
    pub precision: Option<Precision>,
    /// Part of the day.
    pub part: Option<Part>,
    /// Clock time `HH:MM` or `HH:MM:SS`.
    pub time_from: Option<String>,
    /// End of a range of clock times.
    pub time_to: Option<String>,
    /// Zone as written or its IANA or UTC-offset name.
    pub zone: Option<String>,
    /// ISO 8601 duration.
    pub duration: Option<String>,
    /// Repetition, as ISO 8601 duration or a weekday.
    pub repeats: Option<String>,
}

/// The value of a quantity expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuantityValue {
    /// Value in plain units.
    pub value: f64,
    /// Unit.
    pub unit: Option<String>,
    /// How the value bounds the true one.
    pub comparator: Comparator,
    /// Whether it is an ordinal.
    pub ordinal: bool,
}
