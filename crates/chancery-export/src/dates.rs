//! Dates in the forms of other tools: EDTF level 1, prefixes of ISO dates, one certain day.
//!
//! In: dates at their own precision. Out: text; empty where the form can't say it. Nothing is rounded to a day that no source gives.

use chancery_model::{Date, Precision};
use chancery_register::When;

/// EDTF (ISO 8601-2, level 1): a day, month, season, year, decade or century where the range is exactly one, else an interval; an open
/// end is `..`. That a week means "within" and days mean "throughout" is told by the precision beside it.
pub fn edtf(when: &When) -> String {
    match (when.from, when.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{from}/.."),
        (None, Some(to)) => format!("../{to}"),
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => whole(from, to, when.precision).unwrap_or_else(|| {
            if from.day == 1 && to == to.month_end() && matches!(when.precision, Precision::Months | Precision::Quarter | Precision::HalfYear) {
                format!("{:04}-{:02}/{:04}-{:02}", from.year, from.month, to.year, to.month)
            } else if (from.month, from.day, to.month, to.day) == (1, 1, 12, 31) {
                format!("{:04}/{:04}", from.year, to.year)
            } else {
                format!("{from}/{to}")
            }
        }),
    }
}

/// The one unit of the calendar that a range is exactly.
fn whole(from: Date, to: Date, precision: Precision) -> Option<String> {
    let year = from.year;
    let years = (from.month, from.day, to.month, to.day) == (1, 1, 12, 31);
    match precision {
        Precision::Month if from.day == 1 && to == from.month_end() => Some(format!("{year:04}-{:02}", from.month)),
        Precision::Year if years && to.year == year => Some(format!("{year:04}")),
        Precision::Season if from.day == 1 && from.year == to.year && to == to.month_end() && to.month == from.month + 2 => {
            let season = match from.month {
                3 => 21,
                6 => 22,
                9 => 23,
                _ => return None,
            };
            Some(format!("{year:04}-{season}"))
        }
        Precision::Decade if years && year % 10 == 0 && to.year == year + 9 => Some(format!("{:03}X", year / 10)),
        Precision::Century if years && year % 100 == 0 && to.year == year + 99 => Some(format!("{:02}XX", year / 100)),
        _ => None,
    }
}

/// First and last day as an EDTF date.
pub fn published(days: Option<(Date, Date)>) -> String {
    days.map_or_else(String::new, |(from, to)| if from == to { from.to_string() } else { format!("{from}/{to}") })
}

/// The longest prefix of an ISO date that holds for the whole range: a day, a month or a year. For tools that know no ranges.
pub fn prefix(when: &When) -> Option<String> {
    let (from, to) = (when.from?, when.to?);
    Some(match (from.year == to.year, from.month == to.month, from.day == to.day) {
        (true, true, true) => from.to_string(),
        (true, true, false) => format!("{:04}-{:02}", from.year, from.month),
        (true, false, _) => format!("{:04}", from.year),
        _ => return None,
    })
}

/// First and last day of what lasted from one to the other; `None` where it was some time within.
pub fn days(when: &When) -> Option<(Date, Date)> {
    matches!(when.precision, Precision::Day | Precision::Days).then_some((when.from?, when.to?))
}

/// Seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`.
pub fn instant(seconds: i64) -> String {
    let day = Date::from_days(i32::try_from(seconds.div_euclid(86_400)).unwrap_or_default());
    let rest = seconds.rem_euclid(86_400);
    format!("{day}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(from: &str, to: &str, precision: &str) -> When {
        When { from: Date::parse(from), to: Date::parse(to), precision: Precision::parse(precision).unwrap(), part: None }
    }

    #[test]
    fn every_precision_has_its_edtf_form_and_its_prefix() {
        for (from, to, precision, expected, short) in [
            ("2019-01-22", "2019-01-22", "day", "2019-01-22", Some("2019-01-22")),
            ("2019-01-22", "2019-01-24", "days", "2019-01-22/2019-01-24", Some("2019-01")),
            ("2019-01-20", "2019-01-26", "week", "2019-01-20/2019-01-26", Some("2019-01")),
            ("2019-01-21", "2019-01-31", "part-of-month", "2019-01-21/2019-01-31", Some("2019-01")),
            ("2020-02-01", "2020-02-29", "month", "2020-02", Some("2020-02")),
            ("2020-02-01", "2020-04-30", "months", "2020-02/2020-04", Some("2020")),
            ("2020-06-01", "2020-08-31", "season", "2020-22", Some("2020")),
            ("2020-12-01", "2021-02-28", "season", "2020-12-01/2021-02-28", None),
            ("2020-04-01", "2020-06-30", "quarter", "2020-04/2020-06", Some("2020")),
            ("2020-01-01", "2020-12-31", "year", "2020", Some("2020")),
            ("2018-01-01", "2020-12-31", "years", "2018/2020", None),
            ("1980-01-01", "1989-12-31", "decade", "198X", None),
            ("1900-01-01", "1999-12-31", "century", "19XX", None),
            ("2020-05-03", "", "day", "2020-05-03/..", None),
            ("", "2020-05-03", "day", "../2020-05-03", None),
            ("", "", "day", "", None),
        ] {
            let when = when(from, to, precision);
            assert_eq!(edtf(&when), expected);
            assert_eq!(prefix(&when).as_deref(), short, "{expected}");
        }
        assert_eq!(days(&when("2019-01-20", "2019-01-26", "week")), None);
        assert!(days(&when("2019-01-20", "2019-01-26", "days")).is_some());
        assert_eq!(instant(1_574_000_000), "2019-11-17T14:13:20Z");
    }
}
