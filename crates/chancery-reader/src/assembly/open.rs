//! Times of a text that has no day of publication: whether two of them can mean one day.
//!
//! In: an expression with the status of what it dates (去年10月底, 20日, 昨天). Out: the days that it would mean, were the text of this day or
//! of that. Two expressions that share no day whichever it is date two happenings; which days they are stays open.

use chancery_model::{Date, Status};
use chancery_text::Span;
use chancery_values::TimeExpression;

use crate::timing::{self, TimeAt};

/// First of the days of publication that are tried, their number, and how far they lie apart: a year and a month, so that every day of a
/// month falls on every day of the week.
const FIRST: Date = Date { year: 2017, month: 1, day: 1 };
const TRIED: i32 = 133;
const STEP: i32 = 3;

/// The days that an expression means, for each of the days of publication that are tried.
#[derive(Clone, Debug)]
pub(crate) struct OpenDays(Vec<Option<(i32, i32)>>);

impl OpenDays {
    pub fn of(expression: &TimeExpression, status: Status) -> OpenDays {
        let time = TimeAt { span: Span { start: 0, end: 0 }, expression: expression.clone() };
        let days = |at: i32| {
            let range = timing::resolve(&time, Some(FIRST.plus(at * STEP)), None, timing::side(status))?;
            range.from.zip(range.to).map(|(from, to)| (from.days(), to.days()))
        };
        OpenDays((0..TRIED).map(days).collect())
    }

    /// Whether both can mean one day.
    pub fn can_meet(&self, other: &OpenDays) -> bool {
        self.0.iter().zip(&other.0).any(|days| match days {
            (Some((a1, a2)), Some((b1, b2))) => a1 <= b2 && b1 <= a2,
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> OpenDays {
        let folded: Vec<char> = chancery_text::fold_text(text).chars().collect();
        OpenDays::of(&chancery_values::find_times(&folded)[0], Status::Held)
    }

    #[test]
    fn days_that_differ_whenever_the_text_is_from_do_not_meet() {
        for (a, b) in [("去年10月底", "今年11月"), ("昨天", "今天"), ("19日", "20日"), ("上周三", "上周五")] {
            assert!(!days(a).can_meet(&days(b)), "{a} {b}");
        }
        for (a, b) in [("20日", "周三"), ("昨天", "20日"), ("今年", "11月"), ("20日", "本月20日")] {
            assert!(days(a).can_meet(&days(b)), "{a} {b}");
        }
    }
}
