//! Time expressions. In: folded characters. Out: expressions with their spans, which resolve against an anchor.
//! Reads from left to right, each character a bounded number of times; a place where no time can begin costs one look.

mod calendar;
mod clock;
mod date;
mod expression;
mod form;
mod gate;
mod length;
mod resolve;
mod words;
mod year;

use chancery_model::{DateRange, Precision, TimeValue};
use chancery_text::Span;

use crate::begins::{self, Begins};
use crate::number::{begins, digits_end};
use crate::scan::Text;
use crate::{Anchor, Prefer};
use form::{Clock, Form, Moment, Month, Unit, Year};
use resolve::{Days, resolve};
pub(crate) use words::first_characters;

/// A time expression: its place and what its words say, before any date is known.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// Where it stands.
    pub span: Span,
    form: Form,
}

/// All time expressions of a text in folded characters, sorted, not overlapping.
///
/// ```
/// use chancery_values::{Anchor, find_times};
/// let text: Vec<char> = chancery_text::fold_text("去年10月底").chars().collect();
/// let anchor = Anchor::at(chancery_model::Date::parse("2026-05-21").unwrap());
/// let range = find_times(&text)[0].resolve(&anchor).unwrap();
/// assert_eq!(range.from.unwrap().to_string(), "2025-10-21");
/// assert_eq!(range.to.unwrap().to_string(), "2025-10-31");
/// ```
pub fn find_times(folded: &[char]) -> Vec<TimeExpression> {
    let (text, begin) = (Text(folded), Begins::table());
    let mut found = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let Some(place) = begin.next(folded, at, folded.len(), begins::TIME) else { break };
        at = place;
        let c = folded[at];
        let number = begins(c);
        if gate::may_begin(begin, text, at)
            && let Some((end, form)) = expression::expression(text, at).filter(|found| found.0 > at)
        {
            // 春節前夕: some day before it, nobody says which.
            if text.has(end, "前夕") {
                at = end + 2;
                continue;
            }
            let form = inherit(text, found.last(), at, form);
            found.push(TimeExpression { span: Span::new(at, end), form });
            at = end;
            continue;
        }
        // The rest of a number is no date of its own.
        at = if c.is_ascii_digit() {
            skip_number(text, at)
        } else if number {
            let mut end = at + 1;
            while begins(text.at(end)) && !text.at(end).is_ascii_digit() {
                end += 1;
            }
            end
        } else {
            at + 1
        };
    }
    found
}

/// 去年12月2日和4日, 2017年3月、5月: what stands in a row shares the year and month of the first.
fn inherit(text: Text<'_>, last: Option<&TimeExpression>, at: usize, form: Form) -> Form {
    let Some((previous, Form::At(moment))) = last.map(|last| (last, form.clone())) else { return form };
    if previous.span.end as usize + 1 != at || !matches!(text.before(at), '、' | '和' | '及' | '与') {
        return form;
    }
    let (Form::At(first) | Form::Between(_, first)) = &previous.form else { return form };
    let day = matches!(moment.unit, Unit::Day(_) | Unit::Days(..)) && moment.month == Month::None && matches!(first.unit, Unit::Day(_) | Unit::Days(..));
    let month = matches!(moment.month, Month::Is(_)) && moment.year == Year::None && matches!(first.month, Month::Is(_));
    if day {
        Form::At(Moment { year: first.year, month: first.month, ..moment })
    } else if month {
        Form::At(Moment { year: first.year, ..moment })
    } else {
        form
    }
}

/// The place after a number in ASCII digits with its separators: 888-000-9999, 192.168.255.255, 3.14.
fn skip_number(text: Text<'_>, at: usize) -> usize {
    let mut end = digits_end(text, at);
    while matches!(text.at(end), '.' | ',') && text.at(end + 1).is_ascii_digit() {
        end = digits_end(text, end + 1);
    }
    end
}

impl TimeExpression {
    /// The days that it names; `None` for a pure duration, a clock time alone, a repetition, and what cannot be resolved.
    pub fn resolve(&self, anchor: &Anchor) -> Option<DateRange> {
        // What is open at one end (从9月1日起, 3月底前) is as often ahead as behind.
        let near = Anchor { prefer: if anchor.prefer == Prefer::Past { Prefer::Nearest } else { anchor.prefer }, ..*anchor };
        let open = |days: Days, from, to, moment: &Moment| DateRange {
            from,
            to,
            precision: days.precision,
            part: moment.part,
            quote: None,
            span: None,
            counted_from: days.counted_from,
        };
        match &self.form {
            Form::At(moment) => {
                let days = resolve(moment, anchor, None)?;
                Some(open(days, Some(days.from), Some(days.to), moment))
            }
            Form::Between(first, second) => {
                let begin = resolve(first, anchor, None)?;
                let end = if second.unit == Unit::None { begin } else { resolve(second, anchor, Some(&begin))? };
                if end.to < begin.from {
                    return None;
                }
                let precision = joined(begin.precision, end.precision, begin.from == end.to);
                let counted_from = begin.counted_from.or(end.counted_from);
                Some(open(Days { precision, counted_from, ..begin }, Some(begin.from), Some(end.to), first))
            }
            Form::Since(moment, included, behind) => {
                let days = resolve(moment, if *behind { anchor } else { &near }, None)?;
                let clock = moment.clock.is_some() || moment.part.is_some();
                Some(open(days, Some(if *included || clock { days.from } else { days.to.plus(1) }), None, moment))
            }
            Form::Until(moment, included) => {
                let days = resolve(moment, &near, None)?;
                let clock = moment.clock.is_some() || moment.part.is_some();
                Some(open(days, None, Some(if *included || clock { days.to } else { days.from.plus(-1) }), moment))
            }
            Form::Length(_) | Form::Every(..) => None,
        }
    }

    /// The value as `chancery annotate --json` prints it.
    pub fn value(&self, anchor: &Anchor) -> TimeValue {
        let mut value = TimeValue::default();
        if let Some(range) = self.resolve(anchor) {
            (value.from, value.to, value.precision) = (range.from, range.to, Some(range.precision));
        }
        match &self.form {
            Form::At(moment) => moment.fill(&mut value),
            Form::Between(first, second) => {
                first.fill(&mut value);
                if let Some(clock) = second.clock {
                    value.time_to = Some(format_clock(clock.from, clock.seconds));
                }
            }
            Form::Since(moment, ..) => moment.fill(&mut value),
            Form::Until(moment, _) => {
                moment.fill(&mut value);
                value.time_to = value.time_to.take().or(value.time_from.take());
            }
            Form::Length(length) => value.duration = Some(length.iso()),
            Form::Every(repeats, clock) => {
                value.repeats = Some(repeats.clone());
                fill_clock(*clock, &mut value);
            }
        }
        value
    }

    /// Whether it is a length of time and no date: 三个小时, 两年, also 三年内.
    pub fn is_duration(&self) -> bool {
        matches!(self.form, Form::Length(_))
    }

    /// Whether it is a length of time that measures: 两年, not 三年内 (codebook 10.12).
    pub fn measures(&self) -> bool {
        matches!(&self.form, Form::Length(length) if !length.locates)
    }

    /// Whether it is a repetition: 每周三.
    pub fn repeats(&self) -> bool {
        matches!(self.form, Form::Every(..))
    }

    /// Whether it is a time of day without a date: 下午4点半. The day is the one named last.
    pub fn is_clock(&self) -> bool {
        matches!(&self.form, Form::At(moment) | Form::Between(moment, _) | Form::Since(moment, ..) | Form::Until(moment, _) if moment.unit == Unit::None)
    }

    /// Whether it lies a number of days, months or years after a moment: 一个月后.
    pub fn is_later(&self) -> bool {
        matches!(&self.form, Form::At(moment) if matches!(moment.unit, Unit::Shift(_, _, true)))
    }

    /// Whether it counts from the date named last: 当日, 次年.
    pub fn needs_context(&self) -> bool {
        let counts = |moment: &Moment| {
            matches!(moment.unit, Unit::DayContext(_)) || matches!(moment.year, Year::Context(_)) || matches!(moment.month, Month::Context(_))
        };
        matches!(&self.form, Form::At(moment) | Form::Between(moment, _) | Form::Since(moment, ..) | Form::Until(moment, _) if counts(moment))
    }
}

impl Moment {
    fn fill(&self, value: &mut TimeValue) {
        value.part = self.part;
        value.zone = self.zone.clone();
        fill_clock(self.clock, value);
    }
}

fn fill_clock(clock: Option<Clock>, value: &mut TimeValue) {
    if let Some(clock) = clock {
        value.time_from = Some(format_clock(clock.from, clock.seconds));
        value.time_to = clock.to.map(|to| format_clock(to, clock.seconds));
    }
}

fn format_clock(seconds: u32, with_seconds: bool) -> String {
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    if with_seconds { format!("{hour:02}:{minute:02}:{second:02}") } else { format!("{hour:02}:{minute:02}") }
}

/// The precision of a range by that of its ends.
fn joined(first: Precision, second: Precision, one_day: bool) -> Precision {
    use Precision::*;
    if one_day {
        return Day;
    }
    match (first, second) {
        (Year | Years | Decade | Century, _) | (_, Year | Years | Decade | Century) => Years,
        (Month | Months | Quarter | HalfYear | Season, _) | (_, Month | Months | Quarter | HalfYear | Season) => Months,
        (PartOfMonth, _) | (_, PartOfMonth) => PartOfMonth,
        _ => Days,
    }
}
