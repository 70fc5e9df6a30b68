//! When an instrument ends: what sources say of its length, and the day that follows from it.
//!
//! In: the items of one instrument and its history. Out: every term told, the last day with what it rests on, and disagreements. A day is
//! stated, or reckoned from a length and a day that sources give; where an extension's end is not told and cannot be reckoned there is
//! none, since the earlier day no longer holds.

use std::collections::{BTreeMap, BTreeSet};

use chancery_model::{Date, InstrumentAction, TermKind};

use super::claim;
use crate::item::{Span, range};
use crate::{Contested, ExpiryBasis, ExpiryHow, HistoryStep, InstrumentBody, Item, TermBody, TermTold, When};

/// What sources say of an instrument's length, told alike once, in order of publication.
pub(super) fn terms(told: &[(&Item, &InstrumentBody)]) -> Vec<TermTold> {
    let mut all: BTreeMap<&TermBody, Vec<&Item>> = BTreeMap::new();
    for (item, body) in told {
        for term in &body.terms {
            all.entry(term).or_default().push(item);
        }
    }
    let mut terms: Vec<(TermTold, Option<Date>)> = all
        .into_iter()
        .map(|(term, items)| {
            let first = items.iter().filter_map(|item| published(item)).min();
            let items = items.iter().map(|item| item.id.clone()).collect();
            (TermTold { kind: term.kind, date: term.date, duration: term.duration.clone(), items }, first)
        })
        .collect();
    terms.sort_by_key(|(term, first)| (first.is_none(), *first, term.kind));
    terms.into_iter().map(|(term, _)| term).collect()
}

fn published(item: &Item) -> Option<Date> {
    item.origin.published.map(|(_, to)| to)
}

/// A last day that some sources give or that follows from what they give.
struct End {
    when: When,
    how: ExpiryHow,
    duration: Option<String>,
    since: Option<When>,
    items: BTreeSet<String>,
    /// Day of publication of the last of them.
    told: Option<Date>,
}

impl End {
    fn meets(&self, other: &When) -> bool {
        days(&self.when).zip(days(other)).is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
    }
}

fn days(when: &When) -> Option<Span> {
    let (from, to) = (when.from.or(when.to)?, when.to.or(when.from)?);
    Some((from.days(), to.days()))
}

/// The last day of an instrument, and what it rests on.
pub(super) fn expiry(
    terms: &[TermTold],
    history: &[HistoryStep],
    told: &[(&Item, &InstrumentBody)],
    contested: &mut Vec<Contested>,
) -> Option<(When, ExpiryBasis)> {
    let by_id: BTreeMap<&str, &Item> = told.iter().map(|(item, _)| (item.id.as_str(), *item)).collect();
    let last = |items: &BTreeSet<String>| items.iter().filter_map(|id| published(by_id.get(id.as_str())?)).max();
    let mut ends: Vec<End> = Vec::new();
    let mut add = |end: End| match ends.iter_mut().find(|known| known.meets(&end.when)) {
        Some(known) => {
            let exact = |when: &When| days(when).map_or(i32::MAX, |(from, to)| to - from);
            known.told = known.told.max(end.told);
            // An extension says more than the day alone; of equals the more exact day stands.
            if (end.how == ExpiryHow::Extended && known.how != ExpiryHow::Extended) || end.how == known.how && exact(&end.when) < exact(&known.when) {
                (known.how, known.duration, known.since) = (end.how, end.duration, end.since);
            }
            if exact(&end.when) < exact(&known.when) {
                known.when = end.when;
            }
            known.items.extend(end.items);
        }
        None => ends.push(end),
    };
    let stated = terms.iter().filter_map(|term| Some((term, term.date.filter(|date| days(date).is_some())?)));
    for (term, when) in stated {
        let how = if term.kind == TermKind::ExtendedTo { ExpiryHow::Extended } else { ExpiryHow::Stated };
        let items: BTreeSet<String> = term.items.iter().cloned().collect();
        add(End { when, how, duration: term.duration.clone(), since: None, told: last(&items), items });
    }
    // In force from one day, for one length: the day follows.
    let valid: BTreeSet<&str> = terms.iter().filter(|term| term.kind == TermKind::ValidFor).filter_map(|term| term.duration.as_deref()).collect();
    let mut force = history.iter().filter(|step| step.action == InstrumentAction::InForce && step.date.is_some());
    if let (Some(duration), 1, (Some(step), None)) = (valid.first(), valid.len(), (force.next(), force.next()))
        && let Some((since, when)) = step.date.and_then(|since| Some((since, later(&since, duration)?)))
    {
        let of_term = terms.iter().filter(|term| term.duration.as_deref() == Some(duration)).flat_map(|term| &term.items);
        let items: BTreeSet<String> = step.items.iter().chain(of_term).cloned().collect();
        let told = last(&items);
        add(End { when, how: ExpiryHow::Reckoned, duration: Some((*duration).to_owned()), since: Some(since), items, told });
    }
    // Extended by a length, from the only day known before: the day follows, unless some source gives it.
    let longer: Vec<&TermTold> = terms.iter().filter(|term| term.kind == TermKind::ExtendedBy).collect();
    let lengths: BTreeSet<&str> = longer.iter().filter_map(|term| term.duration.as_deref()).collect();
    let by: BTreeSet<String> = longer.iter().flat_map(|term| &term.items).cloned().collect();
    if let (Some(duration), 1, [base], false) = (lengths.first(), lengths.len(), ends.as_slice(), extensions(history) > 1)
        && base.how != ExpiryHow::Extended
        && let Some(when) = later(&base.when, duration)
    {
        let since = Some(base.when);
        let items: BTreeSet<String> = base.items.iter().chain(&by).cloned().collect();
        ends.push(End { when, how: ExpiryHow::Extended, duration: Some((*duration).to_owned()), since, told: last(&items), items });
    }
    // What an extension leaves behind no longer holds.
    let extended = ends.iter().filter(|end| end.how == ExpiryHow::Extended).filter_map(|end| days(&end.when)).map(|(_, to)| to).max();
    ends.retain(|end| end.how == ExpiryHow::Extended || extended.is_none_or(|extended| days(&end.when).is_some_and(|(from, _)| from > extended)));
    ends.sort_by(|a, b| b.told.cmp(&a.told).then(b.items.len().cmp(&a.items.len())).then(a.when.cmp(&b.when)));
    if ends.len() > 1 {
        let claims = ends.iter().map(|end| {
            let items: Vec<&Item> = end.items.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect();
            claim(range(&end.when), &items)
        });
        let preference = "the report published last, then the number of reports: terms change".to_owned();
        contested.push(Contested { field: "expires".to_owned(), claims: claims.collect(), preference });
    }
    let end = ends.into_iter().next()?;
    // Extended after the day was told, and nobody says until when.
    let outlived = |items: &[String]| {
        let items: BTreeSet<String> = items.iter().cloned().collect();
        end.how != ExpiryHow::Extended && items.is_disjoint(&end.items) && last(&items) > end.told
    };
    let acts = history.iter().filter(|step| step.action == InstrumentAction::Extended).map(|step| &step.items);
    if acts.chain(longer.iter().map(|term| &term.items)).any(|items| outlived(items)) {
        return None;
    }
    let renews = terms.iter().any(|term| term.kind == TermKind::Renews);
    let basis = ExpiryBasis { how: end.how, duration: end.duration, since: end.since, renews, items: end.items.into_iter().collect() };
    Some((end.when, basis))
}

/// How many times it was extended on different days.
fn extensions(history: &[HistoryStep]) -> usize {
    history.iter().filter(|step| step.action == InstrumentAction::Extended && step.date.is_some()).count()
}

/// A date, later by an ISO 8601 length of years, months, weeks and days.
fn later(when: &When, duration: &str) -> Option<When> {
    let (mut months, mut rest_days, mut number) = (0i32, 0i32, None::<i32>);
    for c in duration.strip_prefix('P')?.chars() {
        match c {
            '0'..='9' => number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(c as i32 - '0' as i32)?),
            'Y' => months = months.checked_add(number.take()?.checked_mul(12)?)?,
            'M' => months = months.checked_add(number.take()?)?,
            'W' => rest_days = rest_days.checked_add(number.take()?.checked_mul(7)?)?,
            'D' => rest_days = rest_days.checked_add(number.take()?)?,
            // Parts of units and hours move no day.
            _ => return None,
        }
    }
    if number.is_some() || months == 0 && rest_days == 0 || months > 12_000 {
        return None;
    }
    let shift = |date: Date| -> Option<Date> {
        let count = i32::from(date.year) * 12 + i32::from(date.month) - 1 + months;
        let (year, month) = (i16::try_from(count / 12).ok()?, (count % 12 + 1) as u8);
        let first = Date::new(year, month, 1)?;
        // The end of a month stays its end; the 31st becomes the last day of a shorter month.
        let day = if date == date.month_end() && date.day >= 28 && when.from != when.to { first.month_end().day } else { date.day.min(first.month_end().day) };
        Some(Date { day, ..first }.plus(rest_days))
    };
    let moved = |date: Option<Date>| date.map_or(Some(None), |date| shift(date).map(Some));
    Some(When { from: moved(when.from)?, to: moved(when.to)?, precision: when.precision, part: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::Precision;

    fn at(from: &str, to: &str, precision: Precision) -> When {
        When { from: Date::parse(from), to: Date::parse(to), precision, part: None }
    }

    #[test]
    fn lengths_are_added_by_the_calendar() {
        let day = at("2011-02-05", "2011-02-05", Precision::Day);
        assert_eq!(later(&day, "P10Y"), Some(at("2021-02-05", "2021-02-05", Precision::Day)));
        assert_eq!(later(&at("2016-01-31", "2016-01-31", Precision::Day), "P1M"), Some(at("2016-02-29", "2016-02-29", Precision::Day)));
        assert_eq!(later(&day, "P2W"), Some(at("2011-02-19", "2011-02-19", Precision::Day)));
        assert_eq!(later(&at("2021-02-01", "2021-02-28", Precision::Month), "P1M"), Some(at("2021-03-01", "2021-03-31", Precision::Month)));
        for no_length in ["", "P", "P1.5Y", "PT5H", "P5", "Y5", "P99999999999Y"] {
            assert_eq!(later(&day, no_length), None, "{no_length}");
        }
    }
}
