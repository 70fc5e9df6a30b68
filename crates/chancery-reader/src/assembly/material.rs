//! What the steps before assembly hand over.

use chancery_model::{Date, DateRange};
use chancery_text::Span;
use chancery_values::{Quantity, TimeExpression};

use crate::cast::Cast;
use crate::figure::FigureDraft;
use crate::frame::{Draft, Trial};
use crate::instrument::Instruments;
use crate::passage::Passage;
use crate::phrase::Phrases;
use crate::relation::RelationDraft;
use crate::scan::Scan;
use crate::speech::Utterance;
use crate::term::TermDraft;

/// All finds of a document; spans count in the flow.
#[derive(Default)]
pub(crate) struct Material {
    pub passage: Passage,
    pub scan: Scan,
    /// Per article, whether words of sport and the like outweigh those of diplomacy.
    pub outweighed: Vec<bool>,
    pub phrases: Phrases,
    pub cast: Cast,
    pub instruments: Instruments,
    pub drafts: Vec<Draft>,
    pub utterances: Vec<Utterance>,
    pub figures: Vec<(usize, FigureDraft)>,
    pub relations: Vec<RelationDraft>,
    pub terms: Vec<TermDraft>,
    pub times: Vec<(Span, TimeExpression)>,
    /// Start of the section that the quantity's spans count from.
    pub quantities: Vec<(u32, Quantity)>,
    /// Day of publication.
    pub published: Option<Date>,
    /// First and last day of the date named last.
    pub last_dates: Option<(Date, Date)>,
    /// The day of what the text itself told last, and the section that told it.
    pub told: Option<(usize, DateRange)>,
    /// Whether frames that fail are kept with their reasons.
    pub explain: bool,
    /// Frames tried, where `explain` is set.
    pub trials: Vec<Trial>,
}
