//! From form to days. In: a moment and an anchor. Out: a closed range of days with its precision, or nothing where the
//! anchor lacks what the words count from. Incomplete dates (7日, 5月, 周三) go by the anchor's preference.

use chancery_model::{Date, Precision};

use super::calendar::{days_in_month, holiday, lunar, lunar_month_end, nth_weekday};
use super::form::{Grain, Moment, Month, Unit, Year};
use super::words::tables;
use crate::{Anchor, Prefer};

/// Days with their precision, and the day that they were counted from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Days {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) precision: Precision,
    pub(crate) counted_from: Option<Date>,
}

type Range = (Date, Date);

struct Resolver<'a> {
    anchor: &'a Anchor,
    /// Where a range began: its end is the nearest one after.
    begun: Option<Date>,
}

/// The days of a moment. `begun` is the first day of the range that it ends.
pub(crate) fn resolve(moment: &Moment, anchor: &Anchor, begun: Option<&Days>) -> Option<Days> {
    let resolver = Resolver { anchor, begun: begun.map(|days| days.from) };
    let (range, precision) = resolver.days(moment)?;
    let relative = match (moment.year, moment.month) {
        (Year::Is(_), _) => false,
        (Year::Context(_), _) | (_, Month::Context(_)) => true,
        _ => !matches!(moment.unit, Unit::Years(..)),
    };
    let context = matches!(moment.unit, Unit::DayContext(_)) || matches!(moment.year, Year::Context(_)) || matches!(moment.month, Month::Context(_));
    let counted_from = match (relative, context) {
        (false, _) => None,
        (true, true) => anchor.context.map(|context| context.0),
        (true, false) => anchor.published.or(anchor.context.map(|context| context.0)),
    };
    Some(Days { from: range.0, to: range.1, precision, counted_from })
}

/// How many days an occasion lasts that 當天 and 次日 can point to.
const LONGEST_OCCASION: i32 = 14;

impl Resolver<'_> {
    /// The day that incomplete dates are completed by.
    fn base(&self) -> Option<Date> {
        self.anchor.published.or(self.anchor.context.map(|context| context.0))
    }

    fn year(&self, year: Year) -> Option<i16> {
        match year {
            Year::None => None,
            Year::Is(year) => Some(year),
            Year::Offset(offset) => self.anchor.published?.year.checked_add(i16::from(offset)),
            Year::Context(offset) => self.anchor.context?.0.year.checked_add(i16::from(offset)),
        }
    }

    /// Chooses among candidates in order of time.
    fn choose(&self, candidates: impl Iterator<Item = Range>) -> Option<Range> {
        if let Some(begun) = self.begun {
            return candidates.into_iter().find(|range| range.1 >= begun);
        }
        let base = self.base()?;
        let prefer = if self.anchor.published.is_none() { Prefer::Nearest } else { self.anchor.prefer };
        let (mut past, mut future) = (None, None);
        for range in candidates {
            if range.0 <= base {
                past = Some(range);
            }
            if range.1 >= base && future.is_none() {
                future = Some(range);
            }
        }
        match (prefer, past, future) {
            // 将于5月24日 on 18 May: who means last year's says so.
            (Prefer::Past, Some(past), Some(future)) if past.1.days() < base.days() - 270 && future.0.days() <= base.days() + 60 => Some(future),
            // 将于6日 on the 5th: the 6th of last month would be named with its month.
            (Prefer::Past, Some(past), Some(future))
                if past.1.days() < base.days() - 24 && past.1.days() > base.days() - 32 && future.0.days() <= base.days() + 6 =>
            {
                Some(future)
            }
            // 周五 said on a Wednesday or Thursday: last week's would be called so (上周五), except by who writes long after.
            (Prefer::Past, Some(past), Some(future)) if future.0.days() - past.0.days() == 7 && past.0.days() <= base.days() - 5 => Some(future),
            (Prefer::Past, Some(past), _) => Some(past),
            (Prefer::Future, _, Some(future)) => Some(future),
            (_, Some(past), Some(future)) => {
                let back = (base.days() - past.1.days()).max(0);
                let ahead = (future.0.days() - base.days()).max(0);
                Some(if back <= ahead { past } else { future })
            }
            (_, past, future) => past.or(future),
        }
    }

    /// The year named, or the one that preference picks.
    fn by_year(&self, year: Year, build: impl Fn(i16) -> Option<Range>) -> Option<Range> {
        if year != Year::None {
            return build(self.year(year)?);
        }
        let base = self.begun.or(self.base())?.year;
        self.choose((base.saturating_sub(9)..=base.saturating_add(9)).filter_map(build))
    }

    /// The month named, or the one that preference picks.
    fn by_month(&self, moment: &Moment, build: impl Fn(i16, u8) -> Option<Range>) -> Option<Range> {
        match moment.month {
            Month::Is(month) => self.by_year(moment.year, |year| build(year, month)),
            Month::Offset(offset) => {
                let base = self.anchor.published?;
                let (year, month) = add_months(base, i32::from(offset))?;
                build(year, month)
            }
            Month::Context(offset) => {
                let (year, month) = add_months(self.anchor.context?.0, i32::from(offset))?;
                build(year, month)
            }
            Month::None => {
                let base = self.begun.or(self.base())?;
                self.choose((-4..=4).filter_map(|offset| add_months(base, offset)).filter_map(|(year, month)| build(year, month)))
            }
        }
    }

    fn days(&self, moment: &Moment) -> Option<(Range, Precision)> {
        use Unit::*;
        let day = |range: Range| (range, Precision::Day);
        Some(match moment.unit {
            None | Impossible => return Option::None,
            Year => (self.by_year(moment.year, |year| months_range(year, 1, 12))?, Precision::Year),
            Months(from, to, precision) => (self.by_year(moment.year, |year| months_range(year, from, to))?, precision),
            Month => (self.by_month(moment, month_range)?, Precision::Month),
            MonthDays(from, to) => (
                self.by_month(moment, |year, month| {
                    let last = days_in_month(year, month);
                    Some((Date::new(year, month, from)?, Date::new(year, month, to.min(last))?))
                })?,
                Precision::PartOfMonth,
            ),
            Days(from, to) => (self.by_month(moment, |year, month| Some((Date::new(year, month, from)?, Date::new(year, month, to)?)))?, Precision::Days),
            Day(number) => day(self.by_month(moment, |year, month| same(Date::new(year, month, number)?))?),
            DayNear(offset, number) => {
                let base = self.base()?.plus(i32::from(offset));
                let candidates = (-1..=1).filter_map(|offset| add_months(base, offset)).filter_map(|(year, month)| Date::new(year, month, number));
                day(same(candidates.min_by_key(|date| (date.days() - base.days()).abs())?)?)
            }
            DayOffset(from, to) => {
                let base = match moment.year {
                    // 20年前的今天; on 29 February, of a year that has one.
                    super::form::Year::Offset(years) => {
                        Date::new(self.anchor.published?.year + i16::from(years), self.anchor.published?.month, self.anchor.published?.day)?
                    }
                    _ => self.anchor.published?,
                };
                let range = (base.plus(i32::from(from)), base.plus(i32::from(to)));
                (range, if from == to { Precision::Day } else { Precision::Days })
            }
            YearOffset(from, to) => {
                let base = self.anchor.published?.year;
                ((Date::new(base + i16::from(from), 1, 1)?, Date::new(base + i16::from(to), 12, 31)?), Precision::Years)
            }
            DayContext(offset) => {
                // 2013年…；當天: a year or a month named before is no day.
                let context = self.anchor.context.filter(|(from, to)| to.days() - from.days() <= LONGEST_OCCASION)?;
                let base = if offset > 0 { context.1 } else { context.0 };
                if offset == 0 {
                    return Some((context, if context.0 == context.1 { Precision::Day } else { Precision::Days }));
                }
                day(same(base.plus(i32::from(offset)))?)
            }
            Week => (self.week(moment.week)?, Precision::Week),
            Weekday(number) => match moment.week {
                Some(_) => day(same(self.week(moment.week)?.0.plus(i32::from(number)))?),
                Option::None => {
                    let base = self.begun.or(self.base())?;
                    let sunday = base.plus(-i32::from(base.weekday()));
                    day(self.choose((-2..=2).filter_map(|week| same(sunday.plus(7 * week + i32::from(number)))))?)
                }
            },
            Weekend => {
                let saturday = |sunday: Date| (sunday.plus(6), sunday.plus(7));
                let range = match moment.week {
                    Some(_) => saturday(self.week(moment.week)?.0),
                    Option::None => {
                        let base = self.base()?;
                        let sunday = base.plus(-i32::from(base.weekday()));
                        self.choose((-2..=2).map(|week| saturday(sunday.plus(7 * week))))?
                    }
                };
                (range, Precision::Days)
            }
            NthWeekday(nth, weekday) => day(self.by_month(moment, |year, month| same(nth_weekday(year, month, nth, weekday)?))?),
            NthWeek(nth) => (self.nth_week(moment, nth)?, Precision::Week),
            Years(from, to, precision) => ((Date::new(from, 1, 1)?, Date::new(to, 12, 31)?), precision),
            CenturyYears(offset, from, to, precision) => {
                let base = (self.base()?.year - 1) / 100 * 100 + i16::from(offset) * 100;
                ((Date::new(base + i16::from(from), 1, 1)?, Date::new(base + i16::from(to), 12, 31)?), precision)
            }
            Decade(tens, from, to) => {
                let base = self.base()?.year;
                let century = base / 100 * 100;
                let start = if century + i16::from(tens) <= base { century } else { century - 100 } + i16::from(tens);
                ((Date::new(start + i16::from(from), 1, 1)?, Date::new(start + i16::from(to), 12, 31)?), Precision::Decade)
            }
            Window(count, grain, future) => self.window(count, grain, future)?,
            Edge(count, grain, first) => self.edge(moment.year, count, grain, first)?,
            Shift(count, grain, future) => self.shift(count, grain, future)?,
            Holiday(index, length) => {
                let rule = *tables().rules.get(usize::from(index))?;
                let range = self.by_year(moment.year, |year| {
                    let date = holiday(rule, year)?;
                    Some((date, date.plus(i32::from(length) - 1)))
                })?;
                (range, if length > 1 { Precision::Days } else { Precision::Day })
            }
            Lunar(month, 0, leap) => {
                (self.by_year(moment.year, |year| Some((lunar(year, month, 1, leap)?, lunar_month_end(year, month, leap)?)))?, Precision::Month)
            }
            Lunar(month, number, leap) => day(self.by_year(moment.year, |year| same(lunar(year, month, number, leap)?))?),
        })
    }

    /// The week from Sunday to Saturday.
    fn week(&self, offset: Option<i8>) -> Option<Range> {
        let base = self.anchor.published?;
        let sunday = base.plus(7 * i32::from(offset.unwrap_or(0)) - i32::from(base.weekday()));
        Some((sunday, sunday.plus(6)))
    }

    /// The N-th week that begins within the month or year.
    fn nth_week(&self, moment: &Moment, nth: u8) -> Option<Range> {
        let week = |first: Date| {
            let sunday = first.plus(i32::from((7 - first.weekday()) % 7) + 7 * (i32::from(nth) - 1));
            (sunday, sunday.plus(6))
        };
        if moment.month == Month::None {
            return self.by_year(moment.year, |year| Some(week(Date::new(year, 1, 1)?)));
        }
        self.by_month(moment, |year, month| Some(week(Date::new(year, month, 1)?)))
    }

    fn window(&self, count: u16, grain: Grain, future: bool) -> Option<(Range, Precision)> {
        let base = self.anchor.published?;
        let precision = grain_precision(grain)?;
        let far = shifted(base, count, grain, future)?;
        // So many units without the day of publication itself.
        Some((if future { (base.plus(1).min(far), far) } else { (far, base.plus(-1).max(far)) }, precision))
    }

    fn shift(&self, count: u16, grain: Grain, future: bool) -> Option<(Range, Precision)> {
        if count == 0 {
            return None;
        }
        // 三天后 in a narrative counts from what was told last; 三天前 from the day of publication.
        let base = if future { self.anchor.context.map(|context| context.1).or(self.anchor.published)? } else { self.anchor.published? };
        let date = shifted(base, count, grain, future)?;
        Some(match grain {
            Grain::Second | Grain::Minute | Grain::Hour => return None,
            Grain::Day => ((date, date), Precision::Day),
            Grain::Week => {
                let sunday = date.plus(-i32::from(date.weekday()));
                ((sunday, sunday.plus(6)), Precision::Week)
            }
            Grain::Month | Grain::Quarter => (month_range(date.year, date.month)?, Precision::Month),
            Grain::Year => (months_range(date.year, 1, 12)?, Precision::Year),
            Grain::Century => (months_range(date.year, 1, 12)?, Precision::Decade),
        })
    }

    /// The first or last units of a year: 前4个月, 前三季度.
    fn edge(&self, year: Year, count: u16, grain: Grain, first: bool) -> Option<(Range, Precision)> {
        let months = |step: u8, precision: Precision| {
            let span = u8::try_from(count).ok()?.checked_mul(step).filter(|span| (1..=12).contains(span))?;
            let range = self.by_year(year, |year| if first { months_range(year, 1, span) } else { months_range(year, 13 - span, 12) })?;
            Some((range, precision))
        };
        let days = |days: i32, precision: Precision| {
            let range = self.by_year(year, |year| {
                let (start, end) = months_range(year, 1, 12)?;
                Some(if first { (start, start.plus(days - 1)) } else { (end.plus(1 - days), end) })
            })?;
            Some((range, precision))
        };
        match grain {
            Grain::Month => months(1, Precision::Months),
            Grain::Quarter => months(3, Precision::Months),
            Grain::Week => days(i32::from(count) * 7, Precision::Days),
            Grain::Day => days(i32::from(count), Precision::Days),
            _ => None,
        }
    }
}

fn same(date: Date) -> Option<Range> {
    Some((date, date))
}

fn month_range(year: i16, month: u8) -> Option<Range> {
    let first = Date::new(year, month, 1)?;
    Some((first, first.month_end()))
}

/// Months of a year; 13 and 14 are in the next.
fn months_range(year: i16, from: u8, to: u8) -> Option<Range> {
    let (end_year, end) = if to > 12 { (year.checked_add(1)?, to - 12) } else { (year, to) };
    Some((Date::new(year, from, 1)?, Date::new(end_year, end, 1)?.month_end()))
}

/// The month so many months away.
fn add_months(date: Date, months: i32) -> Option<(i16, u8)> {
    let total = i32::from(date.year) * 12 + i32::from(date.month) - 1 + months;
    let year = i16::try_from(total.div_euclid(12)).ok().filter(|year| (1..=9999).contains(year))?;
    Some((year, total.rem_euclid(12) as u8 + 1))
}

/// The day so many units away; the day of the month is cut at the month's end.
fn shifted(base: Date, count: u16, grain: Grain, future: bool) -> Option<Date> {
    let sign = if future { 1 } else { -1 };
    let count = sign * i32::from(count);
    let by_months = |months: i32| {
        let (year, month) = add_months(base, months)?;
        Date::new(year, month, base.day.min(days_in_month(year, month)))
    };
    match grain {
        Grain::Second | Grain::Minute => Some(base),
        Grain::Hour => Some(base.plus((count.abs() + 23) / 24 * sign)),
        Grain::Day => Some(base.plus(count)),
        Grain::Week => Some(base.plus(7 * count)),
        Grain::Month => by_months(count),
        Grain::Quarter => by_months(3 * count),
        Grain::Year => by_months(12 * count),
        Grain::Century => by_months(1200 * count),
    }
}

fn grain_precision(grain: Grain) -> Option<Precision> {
    Some(match grain {
        Grain::Second | Grain::Minute => return None,
        Grain::Hour | Grain::Day | Grain::Week => Precision::Days,
        Grain::Month | Grain::Quarter => Precision::Months,
        Grain::Year | Grain::Century => Precision::Years,
    })
}
