//! Days in metadata and in the lines that stand by a title.
//!
//! In: short stretches of text, as machines and outlets write dates. Out: a day with the words. Only full dates count; where day and month
//! cannot be told apart (03/04/2026) there is none. The day is the one written: times in UTC are not moved.

use std::sync::OnceLock;

use chancery_model::{Date, Warning};

use crate::item::Day;

/// How many characters of a text are looked at.
const LONGEST: usize = 240;

/// The day that a value of metadata gives.
pub(crate) fn day(written: &str, place: &str) -> Option<Day> {
    let text = written.trim();
    let day = epoch(text).or_else(|| compact(text)).or_else(|| find(text).map(|(_, _, day)| day))?;
    Some(Day { day, written: text.chars().take(LONGEST).collect(), place: place.to_owned() })
}

/// The warning for a date that cannot be read.
pub(crate) fn unreadable(name: &str, place: &str, written: &str) -> Warning {
    let written: String = written.chars().take(40).collect();
    Warning {
        code: "published-unreadable".to_owned(),
        message: format!("{name}: expected a date in {place}, found {written:?}; it was left out. Write it as YYYY-MM-DD, or give --published."),
    }
}

/// Whether a time is written in UTC and falls on the next day in East Asia.
pub(crate) fn is_late_utc(written: &str) -> bool {
    let upper = written.trim().to_ascii_uppercase();
    let utc = upper.ends_with('Z') || upper.ends_with("GMT") || upper.ends_with("UTC") || upper.ends_with("+00:00") || upper.ends_with("+0000");
    let hour = upper.find(':').and_then(|at| upper.get(at.checked_sub(2)?..at)?.trim().parse::<u8>().ok());
    utc && hour.is_some_and(|hour| hour >= 16)
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<Date> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(whole.len(), 9 | 10 | 12 | 13) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() >= 12 { number / 1000 } else { number };
    Some(Date::from_days(i32::try_from(seconds / 86_400).ok()?))
}

/// 20260521, 20260521093000, 20260521T0930.
fn compact(text: &str) -> Option<Date> {
    let digits = text.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &text[8..];
    let ends = rest.is_empty() || rest.starts_with(['T', ' ']) || matches!(rest.len(), 4 | 6) && rest.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits[..4].parse().ok().filter(|year| (1900..2100).contains(year))?;
    if ends { Date::new(year, digits[4..6].parse().ok()?, digits[6..].parse().ok()?) } else { None }
}

/// The first full date in a text: where it begins and ends, in characters.
pub(crate) fn find(text: &str) -> Option<(usize, usize, Date)> {
    let chars: Vec<char> = text.chars().take(LONGEST).map(narrow).collect();
    (0..chars.len()).find_map(|at| {
        let joined = at > 0 && chars[at].is_alphanumeric() && chars[at - 1].is_alphanumeric() && chars[at].is_ascii_digit() == chars[at - 1].is_ascii_digit();
        let joined = joined && !is_han(chars[at]);
        if joined {
            return None;
        }
        let (end, date) = year_first(&chars, at).or_else(|| republic(&chars, at)).or_else(|| day_first(&chars, at)).or_else(|| month_first(&chars, at))?;
        Some((at, end, date))
    })
}

/// The day in an address: /2026/05/21/, /2026-05/21/, /202605/t20260521_, /20260521/.
pub(crate) fn in_address(url: &str) -> Option<Day> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let chars: Vec<char> = path.chars().take(400).collect();
    let found = (1..chars.len()).find_map(|at| {
        if chars[at - 1].is_ascii_digit() {
            return None;
        }
        let parted = || {
            let (after, year) = number(&chars, at, 4..=4)?;
            matches!(chars.get(after)?, '/' | '-' | '_').then_some(())?;
            let (after, month) = number(&chars, after + 1, 2..=2)?;
            matches!(chars.get(after)?, '/' | '-' | '_').then_some(())?;
            let (end, day) = number(&chars, after + 1, 2..=2)?;
            make(end, year, month, day)
        };
        let solid = || {
            let length = chars[at..].iter().take(9).take_while(|c| c.is_ascii_digit()).count();
            let digits: String = chars[at..at + length].iter().collect();
            (length == 8).then(|| compact(&digits)).flatten().map(|date| (at + 8, date))
        };
        let month_then_day = || {
            let digits: String = chars.get(at..at + 6)?.iter().collect();
            let year = digits.get(..4)?.parse().ok()?;
            (chars.get(at + 6) == Some(&'/')).then_some(())?;
            let (end, day) = number(&chars, at + 7, 2..=2)?;
            make(end, year, digits.get(4..)?.parse().ok()?, day)
        };
        parted().or_else(solid).or_else(month_then_day)
    });
    found.map(|(_, day)| Day { day, written: chars.iter().collect(), place: "address".to_owned() })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

/// Full-width digits and marks as ASCII.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c).to_ascii_lowercase(),
        '\u{A0}' | '\u{3000}' | '\u{2009}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2013}' => '-',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn number(chars: &[char], at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<(usize, i16)> {
    let length = chars.get(at..)?.iter().take(6).take_while(|c| c.is_ascii_digit()).count();
    if !digits.contains(&length) {
        return None;
    }
    Some((at + length, chars[at..at + length].iter().collect::<String>().parse().ok()?))
}

fn space(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or_default().iter().take(3).take_while(|c| **c == ' ').count()
}

fn make(end: usize, year: i16, month: i16, day: i16) -> Option<(usize, Date)> {
    let date = Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    (1900..2100).contains(&year).then_some((end, date))
}

/// 2026-05-21, 2026/5/21, 2026.5.21, 2026年5月21日.
fn year_first(chars: &[char], at: usize) -> Option<(usize, Date)> {
    let (at, year) = number(chars, at, 4..=4)?;
    month_and_day(chars, at, year)
}

fn month_and_day(chars: &[char], at: usize, year: i16) -> Option<(usize, Date)> {
    let at = space(chars, at);
    let first = *chars.get(at)?;
    let second = match first {
        '年' => '月',
        '-' | '/' | '.' => first,
        _ => return None,
    };
    let (at, month) = number(chars, space(chars, at + 1), 1..=2)?;
    let at = space(chars, at);
    if chars.get(at) != Some(&second) {
        return None;
    }
    let (at, day) = number(chars, space(chars, at + 1), 1..=2)?;
    let close = space(chars, at);
    match chars.get(close) {
        Some('日' | '号' | '號') => make(close + 1, year, month, day),
        Some(c) if first != '年' && close == at && (c.is_ascii_digit() || *c == first && chars.get(at + 1).is_some_and(char::is_ascii_digit)) => None,
        _ if first == '年' => None,
        _ => make(at, year, month, day),
    }
}

/// 民國115年5月21日.
fn republic(chars: &[char], at: usize) -> Option<(usize, Date)> {
    if !matches!(chars.get(at..at + 2)?, ['民', '國' | '国']) {
        return None;
    }
    let (at, year) = number(chars, space(chars, at + 2), 1..=3)?;
    (chars.get(space(chars, at)) == Some(&'年')).then_some(())?;
    month_and_day(chars, at, year + 1911)
}

/// 21 May 2026, 21 мая 2026 года, 21-May-2026, 21.05.2026, 21/05/2026 where it cannot be the other way about.
fn day_first(chars: &[char], at: usize) -> Option<(usize, Date)> {
    let (after, day) = number(chars, at, 1..=2)?;
    let mark = *chars.get(after)?;
    if matches!(mark, '.' | '/') && chars.get(after + 1).is_some_and(char::is_ascii_digit) {
        let (after, month) = number(chars, after + 1, 1..=2)?;
        (chars.get(after) == Some(&mark)).then_some(())?;
        let (end, year) = number(chars, after + 1, 4..=4)?;
        return match mark {
            '/' if day <= 12 && month <= 12 && day != month => None,
            '/' if month > 12 => make(end, year, day, month),
            _ => make(end, year, month, day),
        };
    }
    let after = if matches!(chars.get(after..after + 2), Some(['s', 't'] | ['n', 'd'] | ['r', 'd'] | ['t', 'h'])) { after + 2 } else { after };
    let gap = if chars.get(after) == Some(&'-') { after + 1 } else { space(chars, after) };
    let (after, month) = month(chars, gap)?;
    let gap = if matches!(chars.get(after), Some('-' | ',')) { after + 1 } else { after };
    let (end, year) = number(chars, space(chars, gap), 4..=4)?;
    make(end, year, month, day)
}

/// May 21, 2026.
fn month_first(chars: &[char], at: usize) -> Option<(usize, Date)> {
    let (after, month) = month(chars, at)?;
    let (after, day) = number(chars, space(chars, after), 1..=2)?;
    let after = if matches!(chars.get(after..after + 2), Some(['s', 't'] | ['n', 'd'] | ['r', 'd'] | ['t', 'h'])) { after + 2 } else { after };
    let gap = if chars.get(after) == Some(&',') { after + 1 } else { after };
    let (end, year) = number(chars, space(chars, gap), 4..=4)?;
    make(end, year, month, day)
}

fn month(chars: &[char], at: usize) -> Option<(usize, i16)> {
    static MONTHS: OnceLock<Vec<(i16, Vec<char>)>> = OnceLock::new();
    let months = MONTHS.get_or_init(|| {
        let rows = crate::data::rows(include_str!("../data/months.txt"));
        rows.into_iter().filter_map(|(number, name)| Some((number.parse().ok()?, name.chars().collect()))).collect()
    });
    let length = chars.get(at..)?.iter().take(12).take_while(|c| c.is_alphabetic()).count();
    let (month, _) = months.iter().find(|(_, name)| name[..] == chars[at..at + length])?;
    let end = at + length;
    Some((end + usize::from(chars.get(end) == Some(&'.')), *month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_machines_and_outlets_write_them() {
        for written in [
            "2026-05-21",
            "2026-05-21T09:30:00+08:00",
            "2026-05-21 09:30",
            "20260521",
            "20260521093000",
            "1779321600",
            "1779321600000",
            "Thu, 21 May 2026 01:30:00 GMT",
            "21-May-2026",
            "May 21, 2026 9:30 a.m. EDT",
            "Thursday, May 21st, 2026",
            "２０２６年５月２１日",
            "2026年05月21日09:30 来源：",
            "發布時間：2026/5/21",
            "民國115年5月21日",
            "21 мая 2026 года",
            "21.05.2026 12:40",
            "05/21/2026",
            "21/05/2026",
            "2026.05.21.",
        ] {
            assert_eq!(day(written, "test").map(|day| day.day.to_string()).as_deref(), Some("2026-05-21"), "{written}");
        }
        for written in ["", "5月21日", "2026年5月", "03/04/2026", "2026-13-01", "12026-05-21", "2026-05-211", "20269999", "may 2026", "1-2-3-4", "2026年5月21"]
        {
            assert_eq!(day(written, "test"), None, "{written}");
        }
    }

    #[test]
    fn only_late_times_in_utc_are_in_doubt() {
        assert!(is_late_utc("2026-05-20T22:00:00Z") && is_late_utc("Wed, 20 May 2026 16:00:00 GMT"));
        assert!(!is_late_utc("2026-05-20T22:00:00+08:00") && !is_late_utc("2026-05-20T03:00:00Z") && !is_late_utc("2026-05-20"));
    }
}
