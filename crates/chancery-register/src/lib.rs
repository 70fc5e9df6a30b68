//! Readings and decisions to a register: what happened, told by whom, how often, and where the tellings disagree.
//!
//! In: readings, each with the [`Origin`] of its source, and decisions. Out: [`Record`]s. Knows nothing of storage, network,
//! clock or threads; keeps no state.
//!
//! ```text
//! reading ──items()──▶ items ──by bucket──▶ reconcile(items of the bucket, decisions) ──▶ records
//! ```
//!
//! An [`Item`] is what one source says about one thing. The register is a function of the *set* of items and the *set* of
//! decisions: merging two registers is the union of their sets, so order and grouping cannot matter. An item's
//! [`bucket`](Item::bucket) is all that can ever be merged with it by rule, so that an archive works out anew only the buckets
//! that a document touched. Records of different buckets meet by decision alone; [`Decisions::joint`] says which buckets then
//! have to be handed over together. Within a bucket, items whose [`reach`](Item::reach) in days does not touch, directly or
//! through others, never influence each other ([`islands`]): a large bucket may be handed over one island at a time.

mod decision;
mod id;
mod item;
mod ledger;
pub mod preference;
mod reconcile;
mod record;
mod visits;
mod why;

pub use decision::{Act, Decision, DecisionError, Decisions, Field, Value};
pub use item::{
    Body, EventBody, FigureBody, FormulationBody, InstrumentBody, Item, Origin, Participant, PersonBody, RelationBody, Span, StatementBody, StepBody, TermBody,
    When, items, wording_items,
};
pub use ledger::Ledger;
pub use reconcile::{islands, reconcile};
pub use record::{
    Agreement, Claim, Contested, EventRecord, ExpiryBasis, ExpiryHow, FigureRecord, FigureValue, FormulationRecord, FormulationUse, HistoryStep,
    InstrumentRecord, Join, LadderStep, PartyStatus, PersonRecord, Record, RelationRecord, Report, Review, StatementRecord, StatusStep, Tenure, TermTold,
    Tolerance, Took,
};
pub use visits::{CountedVisit, OrdinalCheck, VisitSeries, visit_series};
