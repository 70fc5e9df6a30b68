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

    /// 兩年前簽署的｜協議｜延長: a time inside the attribute of an instrument that stands before the trigger is the instrument's.
    pub(super) fn dates_an_instrument(&self, time: Span, scope: &Scope, anchor: Span) -> bool {
        let at = self.syntax.item_from(time.start);
        if time.start >= anchor.start || at < scope.clause {
            return false;
        }
        let Some(verb) = (at + 1..scope.first).find(|k| self.syntax.verbs[*k]) else { return false };
        let Some(of) = (verb + 1..scope.first).find(|k| self.syntax.marker(*k, &[MarkerKind::Of]).is_some()) else { return false };
        let head = Span { start: self.syntax.items[of].span.end, end: anchor.start.max(self.syntax.items[of].span.end) };
        self.instruments.mentions_in(head).next().is_some()
    }

    /// 2012年…後，當時七十個城市爆發示威: on the date named last before, where it is past and no attribute's (當時的總統).
    pub(super) fn then(&self, scope: &Scope, anchor: Span, status: Status) -> Option<DateRange> {
        const REACH: usize = 60;
        let syntax = self.syntax;
        let clause = self.clause_span(scope, anchor);
        let words = syntax.between(clause.start, anchor.start);
        let told = (0..words.len()).any(|k| syntax.lists.then_words.at_start(&words[k..]).is_some_and(|word| words.get(k + word.len()) != Some(&'的')));
        if !matches!(status, Status::Held | Status::Ongoing) || !told {
            return None;
        }
        let at = syntax.item_from(clause.start);
        (at.saturating_sub(REACH)..at)
            .rev()
            .find_map(|k| match syntax.items[k].kind {
                ItemKind::Time(index) if !self.times[index as usize].expression.is_duration() => Some(index),
                _ => None,
            })
            .and_then(|index| timing::resolve_at(self.times, index, self.published, self.last_dates, status))
            .filter(|date| date.to.zip(self.published).is_some_and(|(to, published)| to < published))
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
