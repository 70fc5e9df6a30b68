//! What a figure is about: whose it is, over which period, and by how much it changed.
//!
//! In: the figures of a sentence in their order. Out: the same with states and bodies, period and change where the sentence tells them.
//! A figure that names nobody and no time takes those of the one before it in its sentence: 中俄貿易額達2400億美元，增長26%.

use chancery_knowledge::{Knowledge, MarkerKind};
use chancery_model::{Date, DateRange, EntityKind, Trend};
use chancery_text::Span;
use chancery_values::Prefer;

use super::{FigureDraft, FigureWords};
use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::phrase::{ItemKind, NounClass};
use crate::timing::{self, TimeAt};

/// Where figures stand.
pub(crate) struct Setting<'a> {
    pub knowledge: &'a Knowledge,
    pub syntax: &'a Syntax<'a>,
    pub context: &'a Context,
    pub times: &'a [TimeAt],
    pub published: Option<Date>,
    pub last_dates: Option<(Date, Date)>,
    pub sentence: Span,
}

/// Farthest that the words of a change stand from those of the level, in characters.
const BESIDE: u32 = 8;

impl Setting<'_> {
    /// Fills in what the figures of the sentence are about.
    pub fn fill(&self, words: &FigureWords, cast: &mut Cast, figures: &mut [FigureDraft]) {
        for at in 0..figures.len() {
            figures[at].of = self.entities(cast, &figures[at]);
            figures[at].period = self.period(figures[at].span);
            let Some(before) = at.checked_sub(1) else { continue };
            if figures[at].trend.is_some() && figures[at].of.is_empty() {
                figures[at].of = figures[before].of.clone();
                figures[at].period = figures[at].period.take().or_else(|| figures[before].period.clone());
            }
            let (left, right) = (&figures[before], &figures[at]);
            let between = self.syntax.between(left.span.end, right.span.start);
            let reaches = (0..between.len()).any(|k| words.reached.starts(&between[k..]));
            let beside = between.len() <= BESIDE as usize && !between.contains(&';');
            let signed = |figure: &FigureDraft| match figure.trend? {
                Trend::Up => Some(figure.quantity.value),
                Trend::Down => Some(-figure.quantity.value),
                Trend::Level => Some(0.0),
            };
            let percent = |figure: &FigureDraft| figure.unit.as_deref() == Some("%");
            if beside && percent(right) && !percent(left) {
                figures[before].change = signed(right);
            } else if beside && reaches && percent(left) && !percent(right) {
                figures[at].change = signed(left);
            }
        }
    }

    /// The states and bodies named in what is counted: 中俄貿易額, 英国对华出口, 新疆官員. Who says so is none of them.
    fn entities(&self, cast: &mut Cast, figure: &FigureDraft) -> Vec<Who> {
        let Some(counted) = figure.counted else { return Vec::new() };
        let from = self.syntax.item_from(counted.start);
        let within = (from..self.syntax.items.len()).take_while(|at| self.syntax.items[*at].span.start < counted.end);
        let mut of: Vec<Who> = Vec::new();
        for at in within {
            if self.syntax.marker(at, &[MarkerKind::Speech, MarkerKind::Opinion, MarkerKind::Report, MarkerKind::Announce]).is_some() {
                of.clear();
                continue;
            }
            let Some(noun) = self.syntax.noun(at).filter(|noun| !noun.outlet && noun.class != NounClass::Place) else { continue };
            let members = self.context.members(self.knowledge, cast, noun, self.published);
            of.extend(members.into_iter().filter(|who| cast.members[*who as usize].kind != EntityKind::Person));
        }
        let mut seen = Vec::new();
        of.retain(|who| {
            !seen.contains(who) && {
                seen.push(*who);
                true
            }
        });
        of
    }

    /// The time named last before the number in its clause, else the one that opens its sentence.
    fn period(&self, span: Span) -> Option<DateRange> {
        let syntax = self.syntax;
        let item = syntax.item_from(span.start);
        let clause = syntax.clause_start(item);
        let floor = syntax.item_from(self.sentence.start);
        let time = |at: usize| match syntax.items[at].kind {
            ItemKind::Time(index) if !self.times[index as usize].expression.is_duration() => Some(index),
            _ => None,
        };
        let own = (clause.max(floor)..item).rev().find_map(time);
        let index = own.or_else(|| time(floor).filter(|_| syntax.items[floor].span.start <= self.sentence.start + 1))?;
        timing::resolve_at(self.times, index, self.published, self.last_dates, Prefer::Past)
    }
}
