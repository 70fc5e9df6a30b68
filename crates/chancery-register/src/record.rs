//! Records of the register: one happening, instrument, person … with all its reports.
//!
//! Plain data. Every value is the preferred one; where reports disagree, [`Contested`] holds what each says and why one is preferred.

use chancery_model::{Comparator, Date, EventKind, InstrumentAction, InstrumentType, Level, RelationAction, Status, TermKind, Trend};
use serde::{Deserialize, Serialize};

use crate::When;

/// A record of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "layer", rename_all = "snake_case")]
pub enum Record {
    /// A happening.
    Event(EventRecord),
    /// An instrument.
    Instrument(InstrumentRecord),
    /// A statement.
    Statement(StatementRecord),
    /// Figures of one quantity.
    Figure(FigureRecord),
    /// The relation between two or more parties.
    Relation(RelationRecord),
    /// A person or organization.
    Person(PersonRecord),
    /// A fixed wording.
    Formulation(FormulationRecord),
}

impl Record {
    /// Its stable id. An event's or instrument's id is that of its first report, in order of publication: it changes only when an
    /// earlier report comes in, and the ids of all its reports lead to it for ever.
    pub fn id(&self) -> &str {
        match self {
            Record::Event(record) => &record.id,
            Record::Instrument(record) => &record.id,
            Record::Statement(record) => &record.id,
            Record::Figure(record) => &record.id,
            Record::Relation(record) => &record.id,
            Record::Person(record) => &record.id,
            Record::Formulation(record) => &record.id,
        }
    }

    /// The bucket that it was made from.
    pub fn bucket(&self) -> &str {
        match self {
            Record::Event(record) => &record.bucket,
            Record::Instrument(record) => &record.bucket,
            Record::Statement(record) => &record.bucket,
            Record::Figure(record) => &record.bucket,
            Record::Relation(record) => &record.bucket,
            Record::Person(record) => &record.bucket,
            Record::Formulation(record) => &record.bucket,
        }
    }

    /// Its reports, in order of publication.
    pub fn reports(&self) -> &[Report] {
        match self {
            Record::Event(record) => &record.reports,
            Record::Instrument(record) => &record.reports,
            Record::Statement(record) => &record.reports,
            Record::Figure(record) => &record.reports,
            Record::Relation(record) => &record.reports,
            Record::Person(record) => &record.reports,
            Record::Formulation(record) => &record.reports,
        }
    }
}

/// One source's telling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Id of the item; once an id of the record, it leads to the record for ever.
    pub item: String,
    /// Source.
    pub source: String,
    /// Record in the source's reading.
    pub record: String,
    /// Article in the source.
    pub article: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// First possible day of publication.
    pub published: Option<Date>,
    /// Group of duplicates.
    pub group: Option<String>,
}

/// What a person decided about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Accepted.
    Accepted,
    /// Rejected: kept, but no fact.
    Rejected,
}

/// One side of a disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What is claimed: a code, an ISO date or range, keys.
    pub value: String,
    /// Items that claim it.
    pub items: Vec<String>,
    /// How many independent sources claim it: reprints count once.
    pub sources: usize,
}

/// A field on which reports disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contested {
    /// `date`, `status`, `kind`, `level`, `ordinal`, `value` …
    pub field: String,
    /// The claims, the preferred one first.
    pub claims: Vec<Claim>,
    /// Why the first is preferred, as a sentence.
    pub preference: String,
}

/// What two tellings have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Which key: `kind`, `sides`, `persons`, `offices`, `recipients`, `day`, `days`, `place`, `topic`, `instrument`, `words` …
    pub key: String,
    /// The values that agree.
    pub values: Vec<String>,
}

/// What was let pass although the tellings differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// Which tolerance: `undated`, `precision`, `unnamed`, `kind`, `status` …
    pub kind: String,
    /// What it was used for, as a sentence.
    pub note: String,
}

/// Why two items were taken as one happening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// One item.
    pub left: String,
    /// The other.
    pub right: String,
    /// Keys that agreed.
    pub agreed: Vec<Agreement>,
    /// Tolerances used.
    pub tolerances: Vec<Tolerance>,
    /// The decision that joined them, where none of this is by rule.
    pub decision: Option<String>,
}

/// A step in an event's history: what was known of its status from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    /// First possible day of publication.
    pub published: Option<Date>,
    /// Status told.
    pub status: Status,
    /// When it is said to happen.
    pub date: Option<When>,
    /// Items that tell it on that day.
    pub items: Vec<String>,
}

/// How an event is told to have been taken part in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    /// Key of the entity.
    pub key: String,
    /// State or organization.
    pub state: Option<String>,
    /// Office.
    pub office: Option<String>,
    /// Items that say so.
    pub items: Vec<String>,
}

/// One happening with all its reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// Kind.
    pub kind: EventKind,
    /// Status, as the latest settling report has it.
    pub status: Status,
    /// Those who act.
    pub actors: Vec<Took>,
    /// Those acted upon.
    pub recipients: Vec<Took>,
    /// Those who took part beside the principals.
    pub attendees: Vec<Took>,
    /// Those who watched.
    pub witnesses: Vec<Took>,
    /// Those who mediate.
    pub mediators: Vec<Took>,
    /// States or organizations behind the principals.
    pub sides: Vec<String>,
    /// When; empty where no report says.
    pub date: Option<When>,
    /// Where.
    pub places: Vec<Took>,
    /// Level.
    pub level: Option<Level>,
    /// Which in a row.
    pub ordinal: Option<u32>,
    /// What it is about.
    pub topic: Option<String>,
    /// Folded titles of instruments.
    pub instruments: Vec<String>,
    /// How many sources tell it.
    pub report_count: usize,
    /// How many of them are independent: reprints count once.
    pub source_count: usize,
    /// Its reports in order of publication.
    pub reports: Vec<Report>,
    /// What was known when.
    pub history: Vec<StatusStep>,
    /// Where reports disagree.
    pub contested: Vec<Contested>,
    /// Why each report was joined.
    pub joins: Vec<Join>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Ids of decisions that shaped it.
    pub decisions: Vec<String>,
}

/// An instrument with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstrumentRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// Title most often written.
    pub title: String,
    /// Other titles.
    pub titles: Vec<String>,
    /// Type.
    #[serde(rename = "type")]
    pub kind: InstrumentType,
    /// Parties.
    pub parties: Vec<String>,
    /// Subject.
    pub subject: Option<String>,
    /// What happened, in order of time.
    pub history: Vec<HistoryStep>,
    /// What is known of each party.
    pub standing: Vec<PartyStatus>,
    /// What reports say of how long it holds, in order of publication.
    #[serde(default)]
    pub terms: Vec<TermTold>,
    /// Its last day; empty where no report gives it and none follows from what they give.
    #[serde(default)]
    pub expires: Option<When>,
    /// What that day rests on.
    #[serde(default)]
    pub expires_basis: Option<ExpiryBasis>,
    /// How many sources tell of it.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// Where reports disagree.
    pub contested: Vec<Contested>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// A step in an instrument's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryStep {
    /// What happened.
    pub action: InstrumentAction,
    /// When; empty where no report says.
    pub date: Option<When>,
    /// Those who did it.
    pub parties: Vec<String>,
    /// Items that tell it.
    pub items: Vec<String>,
}

/// What reports say of how long an instrument holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermTold {
    /// What is said.
    pub kind: TermKind,
    /// The last day, where they give it.
    pub date: Option<When>,
    /// A length, ISO 8601.
    pub duration: Option<String>,
    /// Items that tell it.
    pub items: Vec<String>,
}

/// How the last day of an instrument is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryHow {
    /// Reports give the day.
    Stated,
    /// Extended to it, or by a length from a day that reports give.
    Extended,
    /// In force since a day, for a length.
    Reckoned,
}

impl ExpiryHow {
    /// All.
    pub const ALL: &'static [ExpiryHow] = &[ExpiryHow::Stated, ExpiryHow::Extended, ExpiryHow::Reckoned];

    /// Its code.
    pub fn as_str(self) -> &'static str {
        match self {
            ExpiryHow::Stated => "stated",
            ExpiryHow::Extended => "extended",
            ExpiryHow::Reckoned => "reckoned",
        }
    }
}

/// What the last day of an instrument rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpiryBasis {
    /// How it is known.
    pub how: ExpiryHow,
    /// The length that was added, ISO 8601.
    pub duration: Option<String>,
    /// The day that it was added to: of its entry into force, or the last day before an extension.
    pub since: Option<When>,
    /// Whether some report says that it renews itself, so that it may go on after that day.
    pub renews: bool,
    /// Items whose words say so.
    pub items: Vec<String>,
}

/// What the reports say of one party to an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyStatus {
    /// The party.
    pub party: String,
    /// Steps seen for it, each with its date.
    pub seen: Vec<(InstrumentAction, Option<When>)>,
    /// Steps that an instrument of this type takes and that no report tells, through the day of the last report.
    pub unseen: Vec<InstrumentAction>,
    /// Day of publication of the last report of this instrument.
    pub through: Option<Date>,
}

/// A statement; reprints of the same words are its further reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// Key of the speaker.
    pub speaker: String,
    /// Verb.
    pub verb: Option<String>,
    /// Whether it is quoted directly in any report.
    pub direct: bool,
    /// Occasion or addressee.
    pub audience: Option<String>,
    /// How many sources carry it.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// All values told of one quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// What is counted.
    pub quantity: Option<String>,
    /// What it is about.
    pub of: Vec<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Whether ordinals.
    pub ordinal: bool,
    /// Values by period.
    pub values: Vec<FigureValue>,
    /// How many sources give one.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// Periods for which reports give different values.
    pub contested: Vec<Contested>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// One value of a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureValue {
    /// Period; empty where the source does not say.
    pub period: Option<When>,
    /// Value.
    pub value: f64,
    /// How it bounds the true one.
    pub comparator: Comparator,
    /// Direction.
    pub trend: Option<Trend>,
    /// Who gives it.
    pub said_by: Vec<String>,
    /// Items that tell it.
    pub items: Vec<String>,
}

/// The ladder of a relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// Parties, sorted.
    pub parties: Vec<String>,
    /// Designations in order of time.
    pub ladder: Vec<LadderStep>,
    /// How many sources tell of it.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// Where reports disagree.
    pub contested: Vec<Contested>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// A designation of a relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LadderStep {
    /// Designation as most often written.
    pub designation: String,
    /// What happened, the strongest act told of it.
    pub action: RelationAction,
    /// When that is said to have happened.
    pub date: Option<When>,
    /// First and last day of publication of a report that uses it.
    pub used: Option<(Date, Date)>,
    /// Items.
    pub items: Vec<String>,
}

/// A person or organization over all documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Key: what participants of events name.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// Name most often written.
    pub name: String,
    /// All forms.
    pub names: Vec<String>,
    /// English name.
    pub english: Option<String>,
    /// States or organizations, the most told first.
    pub states: Vec<String>,
    /// Offices with the days of publication on which they were told.
    pub offices: Vec<Tenure>,
    /// Whether the knowledge holds it.
    pub known: bool,
    /// Keys that are the same person by decision.
    pub same: Vec<String>,
    /// Mentions.
    pub mentions: u64,
    /// How many sources name it.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// An office as told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// Office.
    pub office: String,
    /// State or organization.
    pub state: Option<String>,
    /// First and last day of publication that gives it.
    pub told: Option<(Date, Date)>,
    /// How many sources give it.
    pub report_count: usize,
}

/// A fixed wording and its uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormulationRecord {
    /// Stable id.
    pub id: String,
    /// Bucket.
    pub bucket: String,
    /// As most often written.
    pub wording: String,
    /// First use seen.
    pub first: Option<FormulationUse>,
    /// Last use seen.
    pub last: Option<FormulationUse>,
    /// First use by a speaker.
    pub first_spoken: Option<FormulationUse>,
    /// Uses per speaker, the most frequent first; the empty key is the texts' own voice.
    pub speakers: Vec<(String, u64)>,
    /// Uses per outlet.
    pub outlets: Vec<(String, u64)>,
    /// Sources that use it per month, `2019-06`.
    pub months: Vec<(String, u64)>,
    /// How many sources use it.
    pub report_count: usize,
    /// How many are independent.
    pub source_count: usize,
    /// Its reports.
    pub reports: Vec<Report>,
    /// What a person decided.
    pub review: Option<Review>,
    /// Decisions that shaped it.
    pub decisions: Vec<String>,
}

/// One use of a wording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormulationUse {
    /// Day of publication.
    pub day: Date,
    /// Speaker.
    pub speaker: Option<String>,
    /// The item.
    pub item: String,
}
