//! Years and what stands below them: parts, halves, quarters, seasons, decades, centuries, lunar months.
//! In: the place after the year. Out: a moment and the place after it.

use chancery_model::Precision;

use super::date::{Found, holiday_ends, moment, month_tail};
use super::form::{Grain, Moment, Month, Unit, Year};
use super::length;
use super::words::{Word, tables};
use crate::number::small;
use crate::scan::{Text, is_han};

/// Months of a year at the precision that their number has.
pub(crate) fn months(from: u8, to: u8) -> Unit {
    let precision = match (from, to) {
        (1, 12) => Precision::Year,
        _ if from == to => Precision::Month,
        _ => Precision::Months,
    };
    Unit::Months(from, to, precision)
}

/// Whether 中 before `end` can mean "in the middle of": not in 5月中国, 年中美.
pub(crate) fn middle_ends(text: Text<'_>, end: usize) -> bool {
    !is_han(text.at(end)) || text.is(end, "至到与和在于将曾已起开以的之前后访举召抵赴出会,、")
}

/// A year written with a number, or `None` where it is a length (30年). `at` is the number, `unit` the place of 年.
pub(crate) fn from_number(text: Text<'_>, at: usize, unit: usize, value: u32, digits: usize) -> Found {
    let end = unit + 1;
    let zero_first = matches!(text.at(at), '0' | '零' | '〇' | '○');
    if text.at(end) == '代' {
        return decade(text, end + 1, value, digits);
    }
    let four = digits == 4 && (1001..=2200).contains(&value);
    let month_follows = || {
        let next = text.skip_spaces(end);
        small(text, next).is_some_and(|(month_end, month, _)| (1..=12).contains(&month) && text.at(text.skip_spaces(month_end)) == '月')
    };
    let year = match digits {
        4 if four => value as i16,
        2 if zero_first => 2000 + value as i16,
        2 if month_follows() || short_year(text, at, end, value) => value as i16 + if value < 50 { 2000 } else { 1900 },
        // Taiwan writes 114年5月 without the name of the era.
        3 if (90..=150).contains(&value) && month_follows() => value as i16 + 1911,
        _ => return None,
    };
    year_tail(text, end, Year::Is(year))
}

/// 97年, 八九年: two digits that hardly measure. 七八年 may be seven or eight years, 70年 seventy.
fn short_year(text: Text<'_>, at: usize, end: usize, value: u32) -> bool {
    let (tens, ones) = (value / 10, value % 10);
    if text.at(at).is_ascii_digit() {
        let counted = "近约逾超过历经达共有这满足了第".contains(text.before(at)) || text.is(end, "来后前间多以内里,。、的");
        return (77..=99).contains(&value) && ones != 0 && ones != 5 && !counted;
    }
    ones != tens + 1 && value != 35 && !text.is(end, "来后前多")
}

fn decade(text: Text<'_>, end: usize, value: u32, digits: usize) -> Found {
    let (end, from, to) = decade_part(text, end);
    if digits == 4 && value.is_multiple_of(10) && (1000..=2190).contains(&value) {
        let base = value as i16;
        return Some((end, moment(Unit::Years(base + i16::from(from), base + i16::from(to), Precision::Decade))));
    }
    (value.is_multiple_of(10) && value < 100).then(|| (end, moment(Unit::Decade(value as u8, from, to))))
}

fn decade_part(text: Text<'_>, end: usize) -> (usize, u8, u8) {
    for (word, from, to) in [
        ("初期", 0, 2),
        ("初", 0, 2),
        ("前期", 0, 3),
        ("中期", 4, 6),
        ("中叶", 4, 6),
        ("中后期", 4, 9),
        ("后期", 7, 9),
        ("末期", 7, 9),
        ("末", 7, 9),
        ("底", 7, 9),
    ] {
        if text.has(end, word) {
            return (end + word.chars().count(), from, to);
        }
    }
    (end, 0, 9)
}

/// What follows the words for a century: its decade, its part, or nothing. `number` is the century where it is numbered.
pub(crate) fn century(text: Text<'_>, end: usize, number: Option<i16>, offset: i8) -> (usize, Moment) {
    let years = |from: u8, to: u8, precision| match number {
        Some(number) => Unit::Years((number - 1) * 100 + i16::from(from), (number - 1) * 100 + i16::from(to), precision),
        None => Unit::CenturyYears(offset, from, to, precision),
    };
    let start = end + usize::from(text.at(end) == '的');
    if let Some((tens_end, tens, digits)) = small(text, text.skip_spaces(start))
        && tens.is_multiple_of(10)
        && tens < 100
        && digits <= 2
        && text.has(tens_end, "年代")
    {
        let (end, from, to) = decade_part(text, tens_end + 2);
        return (end, moment(years(tens as u8 + from, tens as u8 + to, Precision::Decade)));
    }
    for (word, from, to) in [
        ("初期", 1, 20),
        ("初叶", 1, 20),
        ("初", 1, 20),
        ("中叶", 41, 60),
        ("中期", 41, 60),
        ("上半叶", 1, 50),
        ("前半叶", 1, 50),
        ("下半叶", 51, 100),
        ("后半叶", 51, 100),
        ("末期", 81, 100),
        ("末叶", 81, 100),
        ("末", 81, 100),
        ("后期", 67, 100),
    ] {
        if text.has(end, word) {
            return (end + word.chars().count(), moment(years(from, to, Precision::Years)));
        }
    }
    (end, moment(years(1, 100, Precision::Century)))
}

/// What follows a year: its part, half, quarter, season, months, month, holiday, or nothing.
pub(crate) fn year_tail(text: Text<'_>, at: usize, year: Year) -> Found {
    let at = at + usize::from(text.at(at) == '度' && !text.is(at + 1, "过假"));
    let spaced = text.skip_spaces(at);
    below(text, spaced, year)
        .or_else(|| if text.at(at) == '的' { below(text, at + 1, year) } else { None })
        .or_else(|| if text.at(at) == '全' && text.at(at + 1) == '年' { Some((at + 2, Moment { year, ..moment(Unit::Year) })) } else { None })
        .or(Some((at, Moment { year, ..moment(Unit::Year) })))
}

fn below(text: Text<'_>, at: usize, year: Year) -> Found {
    let with = |unit| Moment { year, ..moment(unit) };
    if let Some((length, word)) = tables().words.longest(text.0, at) {
        let end = at + length;
        match *word {
            Word::YearPart(from, to) if text.before(end) != '中' || middle_ends(text, end) => {
                return Some((end, with(months(from, to))));
            }
            Word::HalfYear(from, to) => return Some((end, with(Unit::Months(from, to, Precision::HalfYear)))),
            Word::Quarter(from, to) => return Some((end, with(Unit::Months(from, to, Precision::Quarter)))),
            Word::Holiday(index, days) if holiday_ends(text, end) => return Some((end, with(Unit::Holiday(index, days)))),
            _ => {}
        }
    }
    match text.at(at) {
        '底' | '末' => return Some((at + 1, with(months(12, 12)))),
        '初' => return Some((at + 1, with(months(1, 2)))),
        '中' if middle_ends(text, at + 1) => return Some((at + 1, with(months(6, 7)))),
        '春' | '夏' | '秋' | '冬' => {
            let first = match text.at(at) {
                '春' => 3,
                '夏' => 6,
                '秋' => 9,
                _ => 12,
            };
            let named = matches!(text.at(at + 1), '天' | '季');
            if named || !is_han(text.at(at + 1)) || text.is(at + 1, "在于,的") {
                return Some((at + 1 + usize::from(named), with(Unit::Months(first, first + 2, Precision::Season))));
            }
        }
        '前' | '头' | '首' | '后' | '最' => {
            if let Some((end, unit)) = edge(text, at) {
                return Some((end, with(unit)));
            }
        }
        '第' => {
            if let Some((end, unit)) = quarter(text, at) {
                return Some((end, with(unit)));
            }
            let (end, value, _) = small(text, at + 1)?;
            let end = text.skip_spaces(end);
            if text.has(end, "个月") && (1..=12).contains(&value) {
                return Some((end + 2, Moment { year, month: Month::Is(value as u8), ..moment(Unit::Month) }));
            }
            let week = text.one_of(end, &["个星期", "星期", "周"]).filter(|_| (1..=53).contains(&value))?;
            return Some((end + week, with(Unit::NthWeek(value as u8))));
        }
        _ => {}
    }
    if let Some(found) = lunar_month(text, at, year).filter(|_| !crate::number::begins(text.at(at))) {
        return Some(found);
    }
    let (end, value, digits) = small(text, at)?;
    if digits > 2 {
        return None;
    }
    let unit = text.skip_spaces(end);
    match text.at(unit) {
        '月' if (1..=12).contains(&value) => month_tail(text, unit + 1, year, Month::Is(value as u8)),
        '季' if (1..=4).contains(&value) => {
            let first = value as u8 * 3 - 2;
            Some((unit + 1 + usize::from(text.at(unit + 1) == '度'), with(Unit::Months(first, first + 2, Precision::Quarter))))
        }
        // 今年7、8月, 2019年3至5月
        '、' | '至' | '到' | '-' | '~' | '—' | '和' => {
            let (second_end, second, _) = small(text, unit + 1)?;
            let listed = matches!(text.at(unit), '、' | '和');
            (text.at(second_end) == '月' && value >= 1 && value < second && second <= 12 && (!listed || second == value + 1))
                .then(|| (second_end + 1 + usize::from(text.at(second_end + 1) == '份'), with(Unit::Months(value as u8, second as u8, Precision::Months))))
        }
        _ => None,
    }
}

/// 前4个月, 前三季度, 最后3周 of a year that is named.
fn edge(text: Text<'_>, at: usize) -> Option<(usize, Unit)> {
    let first = matches!(text.at(at), '前' | '头' | '首');
    let start = if text.has(at, "最后") { at + 2 } else { at + 1 };
    let start = text.skip_spaces(start);
    if let Some((end, value, _)) = small(text, start)
        && text.at(end) == '季'
        && (1..=4).contains(&value)
    {
        return Some((end + 1 + usize::from(text.at(end + 1) == '度'), Unit::Edge(value as u16, Grain::Quarter, first)));
    }
    let term = length::term(text, start)?;
    let fits = match term.grain {
        Grain::Month => term.value <= 12.0,
        Grain::Quarter => term.value <= 4.0,
        Grain::Week => term.value <= 52.0,
        Grain::Day => term.value <= 366.0,
        _ => false,
    };
    (fits && term.value >= 1.0 && term.value.fract() == 0.0).then_some((term.end, Unit::Edge(term.value as u16, term.grain, first)))
}

/// 第一季度, 第一季, 首季.
pub(crate) fn quarter(text: Text<'_>, at: usize) -> Option<(usize, Unit)> {
    let (end, value) = match text.at(at) {
        '第' => small(text, at + 1).map(|found| (found.0, found.1))?,
        _ => return None,
    };
    if text.at(end) != '季' || !(1..=4).contains(&value) || text.has(end, "季日") {
        return None;
    }
    let first = value as u8 * 3 - 2;
    Some((end + 1 + usize::from(text.at(end + 1) == '度'), Unit::Months(first, first + 2, Precision::Quarter)))
}

/// A month of the lunar calendar with its day: 正月初一, 腊月廿三, 农历八月十五. After 农历 ordinary month names are lunar.
pub(crate) fn lunar_month(text: Text<'_>, at: usize, year: Year) -> Found {
    let named = text.ends(at, "农历") || text.ends(at, "年");
    let leap = text.at(at) == '闰';
    let start = at + usize::from(leap);
    let (end, month) = if text.has(start, "正月") {
        (start + 2, 1)
    } else if text.has(start, "腊月") {
        (start + 2, 12)
    } else if text.has(start, "冬月") {
        (start + 2, 11)
    } else if named || leap {
        let (end, value, _) = small(text, start).filter(|found| (1..=12).contains(&found.1) && text.at(found.0) == '月')?;
        (end + 1, value as u8)
    } else {
        return None;
    };
    match lunar_day(text, end) {
        Some((end, day)) => Some((end, Moment { year, ..moment(Unit::Lunar(month, day, leap)) })),
        None => Some((end, Moment { year, ..moment(Unit::Lunar(month, 0, leap)) })),
    }
}

/// 初一, 十五, 廿三.
pub(crate) fn lunar_day(text: Text<'_>, at: usize) -> Option<(usize, u8)> {
    let early = text.at(at) == '初';
    let (end, value, _) = small(text, at + usize::from(early))?;
    let fits = if early { (1..=10).contains(&value) } else { (11..=30).contains(&value) };
    fits.then_some((end + usize::from(!early && text.at(end) == '日'), value as u8))
}
