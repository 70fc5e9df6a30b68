//! Lengths of time: 三个小时, 两年半, 8天20小时, 一个半月, 半年. In: a place. Out: the length and the place after it.

use super::form::{Grain, Length};
use crate::number::{Number, begins, number};
use crate::scan::Text;

/// One number with one unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) end: usize,
    pub(crate) value: f64,
    pub(crate) grain: Grain,
    /// 日, which is a length only by its surroundings.
    pub(crate) bare_day: bool,
    /// 月 without 个: 前4月.
    pub(crate) bare_month: bool,
}

/// The unit at `at`: its length in characters and grain.
pub(crate) fn unit(text: Text<'_>, at: usize) -> Option<(usize, Grain)> {
    let measure = text.at(at) == '个';
    let (at, skipped) = if measure { (text.skip_spaces(at + 1), text.skip_spaces(at + 1) - at) } else { (at, 0) };
    let (length, grain) = match text.at(at) {
        '秒' => (1 + usize::from(text.at(at + 1) == '钟'), Grain::Second),
        '分' if text.at(at + 1) == '钟' => (2, Grain::Minute),
        '小' if text.at(at + 1) == '时' => (2, Grain::Hour),
        '钟' if text.at(at + 1) == '头' => (2, Grain::Hour),
        '钟' if measure => (1, Grain::Hour),
        '昼' if text.at(at + 1) == '夜' => (2, Grain::Day),
        '天' if !measure && !text.is(at + 1, "主津鹅窗") => (1, Grain::Day),
        '日' if !measure && !text.is(at + 1, "元圆本币报均") => (1, Grain::Day),
        '星' if text.at(at + 1) == '期' => (2, Grain::Week),
        '礼' if text.at(at + 1) == '拜' => (2, Grain::Week),
        '周' if !text.is(at + 1, "年岁刊报边末") => (1, Grain::Week),
        '月' if measure || !text.is(at + 1, "球") => (1, Grain::Month),
        '季' if text.at(at + 1) == '度' => (2, Grain::Quarter),
        '季' if measure => (1, Grain::Quarter),
        '年' if measure && text.at(at + 1) == '头' => (2, Grain::Year),
        '年' if !measure && !text.is(at + 1, "代级龄轻度薪货糕夜味") => (1, Grain::Year),
        '载' if !measure && !text.is(at + 1, "人客重货") => (1, Grain::Year),
        '世' if text.at(at + 1) == '纪' && measure => (2, Grain::Century),
        _ => return None,
    };
    Some((skipped + length, grain))
}

/// One number with one unit of time at `at`.
pub(crate) fn term(text: Text<'_>, at: usize) -> Option<Term> {
    if text.at(at) == '半' {
        let (length, grain) = unit(text, at + 1).filter(|&(_, grain)| grain != Grain::Second)?;
        return (text.at(at + 1) != '日' || !text.is(at + 2, "年")).then_some(Term {
            end: at + 1 + length,
            value: 0.5,
            grain,
            bare_day: false,
            bare_month: false,
        });
    }
    let Number { mut end, mut value, .. } = match text.at(at) {
        // 数年, 几个月: how many is not said, but at least two.
        '几' | '数' => Number { end: at + 1, value: 2.0, high: None, more: true, ascii: false, positional: true, decimal: false },
        _ => number(text, at)?,
    };
    if matches!(text.at(end), '余' | '多' | '几' | '来') {
        end += 1;
    }
    let mut start = text.skip_spaces(end);
    let plain = start;
    // 一个半小时
    if text.has(start, "个半") {
        (start, value) = (start + 2, value + 0.5);
    } else if text.at(start) == '个' && text.at(start + 1) == '多' {
        start += 2;
    }
    let (length, grain) = unit(text, start)?;
    let (bare_day, bare_month) = (text.at(start) == '日', text.at(start) == '月' && start == plain);
    end = start + length;
    if text.at(end) == '半' && !text.is(end + 1, "前后岛数") && matches!(grain, Grain::Year | Grain::Day | Grain::Minute) {
        (end, value) = (end + 1, value + 0.5);
    } else if text.at(end) == '多' && !text.is(end + 1, "边次数样元") || text.at(end) == '余' {
        end += 1;
    }
    Some(Term { end, value, grain, bare_day, bare_month })
}

impl Length {
    /// Adds a term.
    pub(crate) fn push(&mut self, term: &Term) {
        self.add(term.value, term.grain);
    }

    fn add(&mut self, value: f64, grain: Grain) {
        match grain {
            Grain::Second => self.seconds += value,
            Grain::Minute => self.seconds += value * 60.0,
            Grain::Hour => self.seconds += value * 3600.0,
            Grain::Day => self.days += value,
            Grain::Week => self.weeks += value,
            Grain::Month => self.months += value,
            Grain::Quarter => self.months += value * 3.0,
            Grain::Year => self.years += value,
            Grain::Century => self.years += value * 100.0,
        }
    }

    /// As ISO 8601. Halves go to the next smaller unit: 两年半 is P2Y6M.
    pub(crate) fn iso(&self) -> String {
        let whole = |value: f64| value.trunc();
        let mut years = self.years;
        let mut months = self.months;
        let mut days = self.days;
        let mut seconds = self.seconds;
        months += ((years - whole(years)) * 12.0).round();
        years = whole(years);
        days += ((months - whole(months)) * 30.0).round();
        months = whole(months);
        let mut weeks = self.weeks;
        days += ((weeks - whole(weeks)) * 7.0).floor();
        weeks = whole(weeks);
        seconds += ((days - whole(days)) * 86_400.0).round();
        days = whole(days);
        // ISO 8601 does not mix weeks with other units.
        if weeks > 0.0 && years + months + days + seconds > 0.0 {
            days += weeks * 7.0;
            weeks = 0.0;
        }
        let mut iso = String::from("P");
        let push = |iso: &mut String, value: f64, letter: char| {
            if value > 0.0 {
                iso.push_str(&format!("{value}{letter}"));
            }
        };
        push(&mut iso, years, 'Y');
        push(&mut iso, months, 'M');
        push(&mut iso, weeks, 'W');
        push(&mut iso, days, 'D');
        if seconds > 0.0 {
            iso.push('T');
            push(&mut iso, (seconds / 3600.0).trunc(), 'H');
            push(&mut iso, (seconds % 3600.0 / 60.0).trunc(), 'M');
            push(&mut iso, seconds % 60.0, 'S');
        }
        if iso == "P" { "P0D".to_owned() } else { iso }
    }
}

/// A length with all its terms (一年零三个月又20天). The first term is given.
pub(crate) fn length(text: Text<'_>, first: Term) -> (usize, Length) {
    let mut length = Length::default();
    length.add(first.value, first.grain);
    let (mut end, mut grain) = (first.end, first.grain);
    for _ in 0..6 {
        let mut at = text.skip_spaces(end);
        at += text.one_of(at, &["又", "零", "余", "多", "加"]).unwrap_or(0);
        let next = if grain <= Grain::Day && grain > Grain::Hour && !text.at(at).is_ascii_digit() {
            term(text, at)
        } else {
            term(text, at).or_else(|| hour_term(text, at, grain))
        };
        match next.filter(|next| next.grain != grain && !next.bare_day && !next.bare_month && (next.grain < grain || at > end)) {
            Some(next) => {
                length.add(next.value, next.grain);
                (end, grain) = (next.end, next.grain);
            }
            None => break,
        }
    }
    (end, length)
}

/// 4分33秒, 五分半: minutes that seconds or a half mark as such.
pub(crate) fn minutes(text: Text<'_>, at: usize) -> Option<Term> {
    let Number { end, value, .. } = number(text, at)?;
    let next = end + 1;
    let seconds = || number(text, next).is_some_and(|second| text.at(second.end) == '秒');
    (text.at(end) == '分' && begins(text.at(next)) && seconds()).then_some(Term { end: next, value, grain: Grain::Minute, bare_day: false, bare_month: false })
}

/// 8天20时, 5分30秒: short units that are lengths only after a longer one.
fn hour_term(text: Text<'_>, at: usize, after: Grain) -> Option<Term> {
    let Number { end, value, .. } = number(text, at)?;
    let (length, grain) = match text.at(end) {
        '时' if after == Grain::Day && !text.is(end + 1, "间期段代") => (1, Grain::Hour),
        '分' if after == Grain::Hour && !text.is(end + 1, "之") => (1, Grain::Minute),
        _ => return None,
    };
    Some(Term { end: end + length, value, grain, bare_day: false, bare_month: false })
}
