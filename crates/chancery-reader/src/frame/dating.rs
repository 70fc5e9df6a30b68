//! Which dates a draft may take: anniversaries count back, background and recalled clauses pass nothing on.
//!
//! In: a trigger's scope and the times of its section. Out: a date, or whether one is refused.

use chancery_knowledge::MarkerKind;
use chancery_model::{Date, DateRange, Status};
use chancery_text::Span;

use super::Stage;
use crate::clause::Scope;
use crate::phrase::ItemKind;
use crate::timing;

impl Stage<'_> {
    /// Whether a time stands in an earlier clause that tells something itself (a verb stands in it).
    pub(super) fn in_telling_clause(&self, time: Span, scope: &Scope) -> bool {
        let at = self.syntax.item_from(time.start);
        let start = self.syntax.clause_start(at);
        at < scope.clause
            && (start..scope.clause).take_while(|k| *k <= at || !matches!(self.syntax.items[*k].kind, ItemKind::Stop(_))).any(|k| self.syntax.verbs[k])
    }

    pub(super) fn recalled(&self, scope: &Scope, anchor: Span) -> bool {
        self.clause_holds(&self.syntax.lists.past_words, scope, anchor)
    }

    /// Whether a time stands in an earlier clause, inside an attribute with a verb and 的.
    pub(super) fn background(&self, time: Span, scope: &Scope) -> bool {
        let at = self.syntax.item_from(time.start);
        if at >= scope.clause {
            return false;
        }
        let end = (at + 1..scope.clause).find(|k| matches!(self.syntax.items[*k].kind, ItemKind::Stop(_))).unwrap_or(scope.clause);
        let Some(verb) = (at + 1..end).find(|k| self.syntax.verbs[*k]) else { return false };
        let Some(of) = (verb + 1..end).find(|k| self.syntax.marker(*k, &[MarkerKind::Of]).is_some()) else { return false };
        let last = self.syntax.items.get(end).map_or(self.sentence.end, |item| item.span.start);
        let closes = last.checked_sub(1).and_then(|place| self.syntax.folded.get(place as usize)).is_some_and(|c| matches!(c, '后' | '际' | '时'));
        closes || (of + 1..end).any(|k| self.syntax.verbs[k])
    }

    /// 簽署25周年: the year that lies so far before the year named, or before that of publication.
    pub(super) fn anniversary(&self, scope: &Scope, anchor: Span) -> Option<DateRange> {
        let syntax = self.syntax;
        let (at, quantity) = (scope.after..scope.end.min(scope.after + 3))
            .find_map(|at| match syntax.items[at].kind {
                ItemKind::Quantity(index) => Some((at, &self.quantities[index as usize])),
                _ => None,
            })
            .filter(|(_, quantity)| quantity.unit.as_deref() == Some("周年") && quantity.value >= 1.0 && quantity.value < 1000.0)?;
        let span = syntax.items[at].span;
        if span.start > anchor.end + 4 {
            return None;
        }
        let floor = syntax.item_from(self.sentence.start);
        let year = (floor.max(at.saturating_sub(80))..at)
            .rev()
            .find_map(|k| match syntax.items[k].kind {
                ItemKind::Time(index) => timing::resolve(&self.times[index as usize], self.published, self.last_dates, Status::Held)
                    .and_then(|date| date.from.zip(date.to))
                    .filter(|(from, to)| from.year == to.year)
                    .map(|(from, _)| from.year),
                _ => None,
            })
            .or(self.published.map(|day| day.year))?;
        let year = year.checked_sub(quantity.value as i16)?;
        Some(DateRange {
            from: Date::new(year, 1, 1),
            to: Date::new(year, 12, 31),
            precision: chancery_model::Precision::Year,
            part: None,
            quote: None,
            span: Some(chancery_model::JsonSpan(span)),
            counted_from: self.published,
        })
        .filter(|date| date.from.is_some())
    }
}
