//! Times of day: 下午4点半, 15:30, 晚上9:30, 20时35分, 早上五到六点, 3pm. In: a place. Out: the clock time and the part of the day.

use chancery_model::Part;

use super::form::Clock;
use super::words::{Word, tables};
use crate::number::{digits_end, small};
use crate::scan::{Text, is_han};

/// A part of the day and a clock time, either of which may be missing, with the place after them.
/// `after_date`: single characters (晚, 晨) count, and a bare 三点 is a clock time.
pub(crate) fn time_of_day(text: Text<'_>, at: usize, after_date: bool) -> Option<(usize, Option<Part>, Option<Clock>)> {
    let (mut at, mut part) = (at, None);
    if let Some((length, word)) = tables().words.longest(text.0, at) {
        match *word {
            Word::Part(named) => (at, part) = (at + length, Some(named)),
            Word::ShortPart(named) if after_date && !short_part_is_word(text, at) => (at, part) = (at + length, Some(named)),
            Word::ShortPart(named) if matches!(text.at(at), '晚' | '早') && clock(text, at + 1, Some(named), true).is_some() => {
                (at, part) = (at + 1, Some(named))
            }
            _ => {}
        }
    }
    let inner = text.skip_spaces(at);
    // 下午約1時: the hour is as good as told.
    let inner = inner + part.and_then(|_| text.one_of(inner, &["大约", "约莫", "约"])).unwrap_or(0);
    if let Some((end, clock)) = clock(text, inner, part, after_date || part.is_some()) {
        return Some((end, part, Some(clock)));
    }
    part.map(|part| (at, Some(part), None))
}

/// 早 and 晚 that begin other words: 晚些, 早在, 晚会, 早餐.
fn short_part_is_word(text: Text<'_>, at: usize) -> bool {
    match text.at(at) {
        '晚' => text.is(at + 1, "些会宴餐报年婚期近点辈清"),
        '早' => text.is(at + 1, "些在日已期餐报前点年就先盘市稻茶"),
        '夜' => text.is(at + 1, "市校景总"),
        '晨' => text.is(at + 1, "报练跑"),
        '午' => text.is(at + 1, "餐宴马盘"),
        _ => false,
    }
}

/// A clock time or a range of them.
fn clock(text: Text<'_>, at: usize, part: Option<Part>, certain_context: bool) -> Option<(usize, Clock)> {
    let (end, from, seconds, marked, certain) = point(text, at, part, certain_context)?;
    let single = Clock { from, to: None, seconds, certain };
    let separator = text.one_of(end, &["到", "至", "-", "~", "—"]);
    if let Some(length) = separator {
        let mut start = end + length;
        let mut second_part = part;
        if let Some((length, &Word::Part(named))) = tables().words.longest(text.0, start) {
            (start, second_part) = (start + length, Some(named));
        }
        if let Some((second_end, mut to, more_seconds, _, _)) = point(text, start, second_part, true) {
            // 下午5:00到6:00: the part of the day holds for both ends.
            if second_part == part && to < from && to < 12 * 3600 {
                to += 12 * 3600;
            }
            return Some((second_end, Clock { to: Some(to), seconds: seconds || more_seconds, ..single }));
        }
    }
    marked.then_some((end, single))
}

/// One clock time: end, seconds from midnight, whether seconds are written, whether a unit marks it, whether its half of the day is certain.
fn point(text: Text<'_>, at: usize, part: Option<Part>, certain_context: bool) -> Option<(usize, u32, bool, bool, bool)> {
    let (end, hour, digits) = small(text, at)?;
    if hour > 24 || digits > 2 {
        return None;
    }
    let ascii = text.at(at).is_ascii_digit();
    if text.at(end) == ':' && ascii {
        return colon(text, end, hour, part);
    }
    if ascii && text.at(end).is_ascii_lowercase() || ascii && text.at(end) == ' ' && text.is(end + 1, "ap") {
        let (end, afternoon) = meridiem(text, end).filter(|found| matches!(text.before(found.0), 'm' | '.'))?;
        return (hour <= 12).then(|| (end, (hour % 12 + if afternoon { 12 } else { 0 }) * 3600, false, true, true));
    }
    let unit_at = text.skip_spaces(end);
    let (mut end, word) = match text.at(unit_at) {
        '点' if text.at(unit_at + 1) == '钟' => (unit_at + 2, '钟'),
        '点' => (unit_at + 1, '点'),
        // 时 begins 时间, 时期, 时段.
        '时' if !text.is(unit_at + 1, "间期段代速差任而尚") => (unit_at + 1, '时'),
        // 早上五到六点: the first hour borrows the unit of the second.
        '到' | '至' | '-' if unit_at == end && part.is_some() => {
            return Some((end, hours(hour, part) * 3600, false, false, true));
        }
        _ => return None,
    };
    let (mut minute, mut second, mut seconds, mut refined) = (0, 0, false, word == '钟');
    let next = text.skip_spaces(end);
    if text.at(end) == '半' && !text.is(end + 1, "个天年岛") {
        (end, minute, refined) = (end + 1, 30, true);
    } else if let Some(quarter) = text.one_of(end, &["一刻", "三刻", "1刻", "3刻"]) {
        (minute, refined) = (if text.is(end, "一1") { 15 } else { 45 }, true);
        end += quarter;
    } else if text.at(end) == '整' {
        (end, refined) = (end + 1, true);
    } else if let Some((minute_end, value, digits)) = small(text, next).filter(|found| found.1 < 60 && found.2 <= 2) {
        let unit = text.skip_spaces(minute_end);
        if text.at(unit) == '分' && !text.is(unit + 1, "之") {
            (end, minute, refined) = (unit + 1 + usize::from(text.at(unit + 1) == '钟'), value, true);
            let next = text.skip_spaces(end);
            if let Some((second_end, value, _)) = small(text, next).filter(|found| found.1 < 60 && text.at(found.0) == '秒') {
                (end, second, seconds) = (second_end + 1, value, true);
            }
        } else if word == '点' && (digits == 2 || digits == 0 && value >= 10) && !is_han(text.at(minute_end)) {
            (end, minute, refined) = (minute_end, value, true);
        }
    }
    // 三点意见, 上涨20点: a bare number of points is no clock time.
    if word == '点' && !refined && !certain_context && (bare_points(text, at, end) || !ascii && is_han(text.at(end)) && !text.is(end, "到至左许前后之以开"))
    {
        return None;
    }
    // 六点: without half or minute, small numbers of points are points.
    if word == '点'
        && !refined
        && !certain_context
        && !ascii
        && (1..10).contains(&hour)
        && !text.is(end, "到至前后之以许左")
        && !"在于".contains(text.before(at))
    {
        return None;
    }
    if word == '时' && !refined && !ascii && !certain_context {
        return None;
    }
    if word == '点' && text.is(end, "建主意希要共看原内说") {
        return None;
    }
    if text.has(end, "许") || text.has(end, "多") && !refined {
        end += 1;
    }
    let value = hours(hour, part) * 3600 + minute * 60 + second;
    Some((end, value, seconds, true, part.is_some() || !(1..=12).contains(&hour)))
}

fn bare_points(text: Text<'_>, at: usize, end: usize) -> bool {
    is_han(text.at(end)) && !text.is(end, "到至左许前后之以开在的") || "涨跌升挫报了逾下有出这那几以第约近共".contains(text.before(at)) || text.at(end) == ':'
}

fn colon(text: Text<'_>, at: usize, hour: u32, part: Option<Part>) -> Option<(usize, u32, bool, bool, bool)> {
    let mut end = digits_end(text, at + 1);
    if end != at + 3 || small(text, at + 1)?.1 > 59 {
        return None;
    }
    let minute = small(text, at + 1)?.1;
    let (mut second, mut seconds) = (0, false);
    if text.at(end) == ':' && digits_end(text, end + 1) == end + 3 && small(text, end + 1)?.1 < 60 {
        (second, seconds) = (small(text, end + 1)?.1, true);
        end += 3;
    }
    let (mut hour, mut certain) = (hours(hour, part), part.is_some() || hour > 12 || hour == 0);
    if let Some((after, afternoon)) = meridiem(text, end) {
        (end, certain) = (after, true);
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    Some((end, hour * 3600 + minute * 60 + second, seconds, true, certain))
}

fn meridiem(text: Text<'_>, at: usize) -> Option<(usize, bool)> {
    let at = text.skip_spaces(at);
    let afternoon = match text.at(at) {
        'a' => false,
        'p' => true,
        _ => return None,
    };
    let end = at + text.one_of(at + 1, &[".m.", "m"]).map_or(1, |length| length + 1);
    (!text.at(end).is_ascii_alphanumeric()).then_some((end, afternoon))
}

/// The hour in 24 hours, given the part of the day: 下午3 is 15, 晚上12 is 24.
fn hours(hour: u32, part: Option<Part>) -> u32 {
    match part {
        Some(Part::Afternoon) if hour < 12 => hour + 12,
        Some(Part::Evening | Part::Night) if (5..=12).contains(&hour) => hour + 12,
        Some(Part::Noon) if hour < 6 => hour + 12,
        Some(Part::Dawn | Part::Morning) if hour == 12 && part == Some(Part::Dawn) => 0,
        _ => hour,
    }
}
