//! Full dates in short stretches of text, and lines that are nothing but a date.
//!
//! In: folded text of bounded length. Out: days with their places. Relative dates, ranges and dates without a year are
//! none of intake's business: the reader resolves those.

use chancery_model::Date;

use crate::face::Face;
use crate::glyph::{is_numeral, mark};
use crate::words::words;

/// A full date and where it stands, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub start: usize,
    pub end: usize,
    pub date: Date,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// All full dates of a folded text.
pub(crate) fn dates(chars: &[char]) -> Vec<Found> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(date) = (at..chars.len()).find_map(|at| date_at(chars, at)) {
        at = date.end;
        found.push(date);
    }
    found
}

/// The first full date of a folded text, where it begins no later than at a place.
pub(crate) fn first_date(chars: &[char], latest: usize) -> Option<Found> {
    (0..chars.len().min(latest + 1)).find_map(|at| date_at(chars, at))
}

fn date_at(chars: &[char], start: usize) -> Option<Found> {
    let (end, date) = read(chars, start)?;
    Some(Found { start, end, date })
}

/// The date that begins at a place, and where it ends.
fn read(chars: &[char], at: usize) -> Option<(usize, Date)> {
    let first = chars[at];
    if !(is_numeral(first) || first.is_ascii_alphabetic() || first == '民') || at > 0 && is_numeral(chars[at - 1]) && chars[at - 1] != 'o' {
        return None;
    }
    if chars[at..].starts_with(&['民', '国']) {
        let (after, year) = number(chars, skip_space(chars, at + 2), 6)?;
        return month_and_day(chars, after, i64::from(year) + 1911);
    }
    if let Some(found) = english(chars, at) {
        return Some(found);
    }
    let (after, year) = number(chars, at, 4)?;
    if after - at != 4 || !(1900..2100).contains(&year) {
        return None;
    }
    month_and_day(chars, after, i64::from(year))
}

/// From the separator after the year on: 年5月21日, -05-21, /5/21, .5.21.
fn month_and_day(chars: &[char], at: usize, year: i64) -> Option<(usize, Date)> {
    let at = skip_space(chars, at);
    let separator = *chars.get(at)?;
    let second = match separator {
        '年' => '月',
        '-' | '/' | '.' => separator,
        _ => return None,
    };
    let (at, month) = number(chars, skip_space(chars, at + 1), 2)?;
    let at = skip_space(chars, at);
    if chars.get(at) != Some(&second) {
        return None;
    }
    let (at, day) = number(chars, skip_space(chars, at + 1), 3)?;
    let date = Date::new(i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    let close = skip_space(chars, at);
    match chars.get(close) {
        Some('日' | '号') => Some((close + 1, date)),
        _ if second != '月' => Some((at, date)),
        _ => None,
    }
}

/// May 21, 2026 · 21 May 2026.
fn english(chars: &[char], at: usize) -> Option<(usize, Date)> {
    if !chars[at].is_ascii_alphanumeric() || at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let (at, month, day) = if chars[at].is_ascii_digit() {
        let (after, day) = number(chars, at, 2)?;
        let (after, month) = month(chars, skip_space(chars, after))?;
        (after, month, day)
    } else {
        let (after, month) = month(chars, at)?;
        let (after, day) = number(chars, skip_space(chars, after), 2)?;
        (after, month, day)
    };
    let at = at + usize::from(chars.get(at) == Some(&','));
    let (end, year) = number(chars, skip_space(chars, at), 4)?;
    if !(1900..2100).contains(&year) {
        return None;
    }
    Some((end, Date::new(year as i16, month, u8::try_from(day).ok()?)?))
}

fn month(chars: &[char], at: usize) -> Option<(usize, u8)> {
    let length = chars[at..].iter().take(9).take_while(|c| c.is_ascii_alphabetic()).count();
    let word = &chars[at..at + length];
    let found = MONTHS.iter().position(|month| length >= 3 && month.chars().eq(word[..3].iter().copied()))?;
    let end = at + length;
    Some((end + usize::from(chars.get(end) == Some(&'.')), found as u8 + 1))
}

fn skip_space(chars: &[char], at: usize) -> usize {
    at + chars[at.min(chars.len())..].iter().take(2).take_while(|c| **c == ' ').count()
}

/// A numeral of at most `longest` characters.
fn number(chars: &[char], at: usize, longest: usize) -> Option<(usize, u32)> {
    let rest = chars.get(at..)?;
    let arabic = rest.first()?.is_ascii_digit();
    let fits = |c: &&char| if arabic { c.is_ascii_digit() } else { is_numeral(**c) && !c.is_ascii_digit() };
    let length = rest.iter().take(longest + 1).take_while(fits).count();
    if length == 0 || length > longest {
        return None;
    }
    Some((at + length, value(&rest[..length])?))
}

/// The value of a short numeral: 2026, 二〇二六, 二十一, 一百一十五, 廿一.
fn value(numeral: &[char]) -> Option<u32> {
    let digit = |c: char| match c {
        '〇' | '零' | '○' | 'o' => Some(0),
        _ => c.to_digit(10).or_else(|| "一二三四五六七八九".chars().position(|found| found == c).map(|at| at as u32 + 1)),
    };
    if let Some(value) = numeral.iter().try_fold(0u32, |sum, &c| Some(sum * 10 + digit(c)?)) {
        return Some(value);
    }
    let (mut total, mut current) = (0, None);
    for &c in numeral {
        match c {
            '百' => total += 100 * current.take().unwrap_or(1),
            '十' => total += 10 * current.take().unwrap_or(1),
            '廿' => total += 20,
            '卅' => total += 30,
            _ => current = Some(digit(c)?),
        }
    }
    Some(total + current.unwrap_or(0))
}

/// 1120823 at the end of a text: a day of the Republic's calendar as agencies print it.
pub(crate) fn compact_roc(text: &[char]) -> Option<Date> {
    let digits: Vec<u32> = text.iter().rev().take_while(|c| c.is_ascii_digit()).take(8).filter_map(|c| c.to_digit(10)).collect();
    let [d0, d1, m0, m1, y0, y1, y2] = digits[..] else { return None };
    let year = 1911 + i16::try_from(y2 * 100 + y1 * 10 + y0).ok()?;
    Date::new(year, (m1 * 10 + m0) as u8, (d1 * 10 + d0) as u8).filter(|_| (90..190).contains(&(year - 1911)))
}

/// Whether a text is nothing but a day: 5月20日.
pub(crate) fn is_day(text: &[char]) -> bool {
    text.last() == Some(&'日') && text.len() > 1 && text.iter().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | ' '))
}

/// Whether a line is a date, perhaps with a time, a label, an outlet or a name beside it.
pub(crate) fn is_date_line(face: &Face<'_>) -> bool {
    if face.length > 60 || face.tally.stops > 0 || !face.has(mark::NUMERAL) || face.head.contains(&'、') {
        return false;
    }
    let found = dates(&face.head);
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return false };
    let left = leftover(&face.head, &found);
    if left == 0 {
        return true;
    }
    let words = words();
    let labelled = words.published.starts(&face.head) || words.updated.starts(&face.head);
    let timed = has_clock_time(&face.head);
    let at_edge = first.start == 0 || last.end == face.head.len();
    labelled && left <= 24 || timed && at_edge && left <= 20 && !face.head.contains(&',')
}

/// Whether a text is nothing but one full date, with a weekday or clock time perhaps, and no label.
pub(crate) fn is_bare_date(text: &[char]) -> bool {
    let found = dates(text);
    found.len() == 1 && !text.iter().any(|c| matches!(c, ':' | '/')) && leftover(text, &found) == 0 && text.iter().filter(|c| c.is_alphanumeric()).count() <= 24
}

fn has_clock_time(text: &[char]) -> bool {
    text.windows(4).any(|window| window[1] == ':' && [0, 2, 3].iter().all(|at| window[*at].is_ascii_digit()))
}

/// How many letters a line has beside its dates, clock times and the words that go with them.
fn leftover(text: &[char], found: &[Found]) -> usize {
    let kept: String = text.iter().enumerate().filter(|(at, _)| !found.iter().any(|date| (date.start..date.end).contains(at))).map(|(_, c)| *c).collect();
    let kept = words().meta.iter().fold(kept, |text, word| if text.contains(word.as_str()) { text.replace(word.as_str(), " ") } else { text });
    let weekday = |c: char| "一二三四五六日天".contains(c);
    let chars: Vec<char> = kept.chars().filter(|c| c.is_alphanumeric()).collect();
    match chars[..] {
        [c] if weekday(c) => 0,
        _ => chars.iter().filter(|c| !c.is_ascii_digit()).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Sheet;

    fn folded(text: &str) -> Vec<char> {
        Sheet::read(text, 1).folded
    }

    fn is_date_line(text: &str) -> bool {
        let sheet = Sheet::read(text, 1);
        super::is_date_line(&Face::of(&sheet.lines[0], &sheet))
    }

    fn one(text: &str) -> Option<String> {
        dates(&folded(text)).first().map(|found| found.date.to_string())
    }

    #[test]
    fn full_dates_are_read_in_every_notation() {
        for text in [
            "2026年5月21日",
            "２０２６年５月２１日",
            "2026-05-21 10:20",
            "2026/5/21",
            "2026.05.21",
            "民國115年5月21日",
            "民國一百一十五年五月二十一日",
            "二〇二六年五月二十一日",
            "May 21, 2026",
            "21 May 2026",
        ] {
            assert_eq!(one(text).as_deref(), Some("2026-05-21"), "{text}");
        }
        for text in ["5月21日", "2026年5月", "2026-13-21", "12026-05-21", "3.14.15"] {
            assert_eq!(one(text), None, "{text}");
        }
        assert_eq!(compact_roc(&folded("(编辑:某某)1120823")).map(|date| date.to_string()).as_deref(), Some("2023-08-23"));
        assert_eq!(compact_roc(&folded("13800138000")), None);
    }

    #[test]
    fn date_lines_hold_little_else() {
        for text in ["2023-08-23 10:20", "發布時間：2021年12月10日", "2021年12月10日 星期五", "2023-08-23 10:20 某某報 記者甲乙"] {
            assert!(is_date_line(text), "{text}");
        }
        for text in ["2021年12月10日兩國建立外交關係", "5月20日", "外長訪問", "2017年9月11日：上訴聆訊"] {
            assert!(!is_date_line(text), "{text}");
        }
    }
}
