//! Days that calendars fix: lunar days, Easter, Qingming, N-th weekdays. In: a rule and a year. Out: a day.

use chancery_model::Date;

use super::words::{Rule, tables};

/// The day of a holiday in a Gregorian year.
pub(crate) fn holiday(rule: Rule, year: i16) -> Option<Date> {
    match rule {
        Rule::Fixed(month, day) => Date::new(year, month, day),
        // The lunar year that begins within the Gregorian one; its last months run into the next.
        Rule::Lunar(month, 0) => Some(lunar(year, month, 1, false)?.plus(-1)),
        Rule::Lunar(month, day) => lunar(year, month, day, false),
        Rule::Easter(offset) => Some(easter(year)?.plus(offset)),
        Rule::Qingming => Date::new(year, 4, qingming(year)),
        Rule::Nth(month, weekday, nth) => nth_weekday(year, month, nth as i8, weekday),
    }
}

/// A day of the lunar year that begins in `year`, for 1950 to 2050.
pub(crate) fn lunar(year: i16, month: u8, day: u8, leap: bool) -> Option<Date> {
    let found = tables().lunar.iter().find(|lunar| lunar.year == year)?;
    let (mut days, mut number) = (0i32, 0u8);
    for &(length, is_leap) in &found.months {
        number += u8::from(!is_leap);
        if number == month && is_leap == leap {
            return (day >= 1 && day <= length).then(|| found.first.plus(days + i32::from(day) - 1));
        }
        days += i32::from(length);
    }
    None
}

/// The length of a lunar month.
pub(crate) fn lunar_month_end(year: i16, month: u8, leap: bool) -> Option<Date> {
    lunar(year, month, 30, leap).or_else(|| lunar(year, month, 29, leap))
}

/// Western Easter Sunday (anonymous Gregorian algorithm).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, month as u8, day as u8)
}

/// The day of April on which Qingming falls; the rule of thumb is right for 1950 to 2099.
fn qingming(year: i16) -> u8 {
    let y = i32::from(year.rem_euclid(100));
    let base = if year >= 2000 { 48_100 } else { 55_900 };
    ((y * 2422 + base) / 10_000 - y / 4) as u8
}

/// Number of days of a month, 0 where there is no such month.
pub(crate) fn days_in_month(year: i16, month: u8) -> u8 {
    Date::new(year, month, 1).map_or(0, |first| first.month_end().day)
}

/// The N-th weekday of a month; -1 is the last.
pub(crate) fn nth_weekday(year: i16, month: u8, nth: i8, weekday: u8) -> Option<Date> {
    if nth < 0 {
        let last = Date::new(year, month, days_in_month(year, month))?;
        return Some(last.plus(-i32::from((last.weekday() + 7 - weekday) % 7)));
    }
    let first = Date::new(year, month, 1)?;
    let day = first.plus(i32::from((weekday + 7 - first.weekday()) % 7) + 7 * (i32::from(nth) - 1));
    (day.month == month).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (rule, date) in [
            (Rule::Lunar(1, 1), "2026-02-17"),
            (Rule::Lunar(8, 15), "2025-10-06"),
            (Rule::Lunar(1, 0), "2025-01-28"),
            (Rule::Lunar(5, 5), "2023-06-22"),
            (Rule::Easter(0), "2025-04-20"),
            (Rule::Easter(0), "2013-03-31"),
            (Rule::Qingming, "2025-04-04"),
            (Rule::Qingming, "2023-04-05"),
            (Rule::Qingming, "1997-04-05"),
            (Rule::Nth(11, 4, 4), "2025-11-27"),
        ] {
            let date = Date::parse(date).expect("a date");
            assert_eq!(holiday(rule, date.year), Some(date), "{rule:?}");
        }
    }
}
