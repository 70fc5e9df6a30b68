//! The unit after a number: percent, money with its small change, measure words. In: the number and the place after it.
//! Out: the unit with its factor, `Bare` where there is none.

use chancery_text::Span;

use super::QuantityKind;
use super::tables::{UnitKind, tables};
use crate::Region;
use crate::number::{Number, begins, number};
use crate::scan::{Text, is_han};

/// A unit after a number.
pub(crate) struct Unit {
    pub(crate) end: usize,
    pub(crate) span: Option<Span>,
    pub(crate) name: Option<String>,
    pub(crate) kind: QuantityKind,
    /// What the number is multiplied with (成: 10) and what is added (三成五: 5).
    pub(crate) factor: f64,
    pub(crate) plus: f64,
    pub(crate) more: bool,
}

/// The unit after a number.
pub(crate) fn unit(text: Text<'_>, at: usize, read: &Number, region: Region) -> Unit {
    let mut start = read.end;
    let mut more = false;
    if matches!(text.at(start), '余' | '多' | '几' | '来') && (read.value >= 10.0 || text.at(start) == '多') && !text.is(start + 1, "于数") {
        let next = text.skip_spaces(start + 1);
        let known = tables().units.longest(text.0, next).is_some() || tables().currency(text.0, next, region).is_some() || text.is(next, "万亿%成");
        if known || text.at(start) == '余' {
            (start, more) = (start + 1, true);
        }
    }
    let place = text.skip_spaces(start);
    let none = Unit { end: start, span: None, name: None, kind: QuantityKind::Bare, factor: 1.0, plus: 0.0, more };
    let known =
        |end: usize, name: &str, kind, factor, plus| Unit { end, span: Some(Span::new(place, end)), name: Some(name.to_owned()), kind, factor, plus, more };
    if let Some(unit) = percent(text, at, read, place, &known) {
        return unit;
    }
    if let Some((length, code)) = tables().currency(text.0, place, region)
        && !(length == 1 && text.at(place) == '元' && text.is(place + 1, "首素年老旦帅月件勋凶"))
        && !(length == 1 && text.at(place) == '块' && !text.is(place + 1, "钱多左以") && is_han(text.at(place + 1)) && !begins(text.at(place + 1)))
        && !(length == 1 && text.at(place) == '盾' && is_han(text.at(place + 1)))
    {
        let (mut end, minor) = minor_units(text, place + length, code);
        if let Some((length, _)) = tables().currency(text.0, text.skip_spaces(end), region).filter(|_| text.at(end) == '(') {
            end += length;
        }
        let mut unit = Unit { end, ..known(place + length, code, QuantityKind::Money, 1.0, minor) };
        if text.at(end) == '多' && !text.is(end + 1, "边次") || text.at(end) == '余' {
            (unit.end, unit.more) = (end + 1, true);
        }
        return unit;
    }
    if let Some((length, kind)) = tables().units.longest(text.0, place) {
        let word: String = text.0[place..place + length].iter().collect();
        if let Some(unit) = measured(text, read, place, length, *kind, word, &known) {
            return unit;
        }
    }
    if matches!(text.at(place), '半') && read.end == place {
        return none;
    }
    none
}

type Make<'a> = &'a dyn Fn(usize, &str, QuantityKind, f64, f64) -> Unit;

fn percent(text: Text<'_>, at: usize, read: &Number, place: usize, known: Make<'_>) -> Option<Unit> {
    let spaced = |word: &str| -> Option<usize> {
        let mut end = place;
        for c in word.chars() {
            end = text.skip_spaces(end);
            if text.at(end) != c {
                return None;
            }
            end += 1;
        }
        Some(end)
    };
    match text.at(place) {
        '%' => Some(known(place + 1, "%", QuantityKind::Percent, 1.0, 0.0)),
        '‰' => Some(known(place + 1, "%", QuantityKind::Percent, 0.1, 0.0)),
        '个' | '百' => {
            let end = spaced("个百分点").or_else(|| spaced("百分点"))?;
            Some(known(end, "百分点", QuantityKind::Percent, 1.0, 0.0))
        }
        '成' if read.value <= 10.0 && !text.is(place + 1, "立为员功就果都长交本熟绩年人因分效品活群见名型") => {
            let mut end = place + 1;
            let mut plus = 0.0;
            let next = text.skip_spaces(end);
            if text.at(end) == '半' {
                (end, plus) = (end + 1, 5.0);
            } else if let Some(digit) = "一二三四五六七八九"
                .chars()
                .position(|c| c == text.at(next))
                .filter(|_| !begins(text.at(next + 1)) && tables().units.longest(text.0, next + 1).is_none())
            {
                (end, plus) = (next + 1, digit as f64 + 1.0);
            }
            Some(known(end, "%", QuantityKind::Percent, 10.0, plus))
        }
        '折' if read.value <= 100.0 && !text.is(place + 1, "断磨射扣合腾戟服叠返弯旧算") && !(read.value == 10.0) => {
            let spread = read.positional && read.value >= 10.0 || !read.positional && read.value > 10.0;
            let _ = at;
            Some(known(place + 1, "%", QuantityKind::Percent, if spread { 1.0 } else { 10.0 }, 0.0))
        }
        _ => None,
    }
}

/// 角, 分, 美分 after an amount: what they add and where they end.
fn minor_units(text: Text<'_>, at: usize, code: &str) -> (usize, f64) {
    let (mut end, mut plus) = (at, 0.0);
    for _ in 0..2 {
        let start = text.skip_spaces(end) + usize::from(text.at(end) == '又');
        let Some(read) = number(text, start).filter(|read| read.value < 100.0) else { break };
        let (length, value) = match text.at(read.end) {
            '角' | '毛' | '毫' => (1, 0.1),
            '分' if !text.is(read.end + 1, "之钟别") => (1, 0.01),
            '美' if text.at(read.end + 1) == '分' && code == "USD" => (2, 0.01),
            _ => break,
        };
        (end, plus) = (read.end + length, plus + read.value * value);
    }
    (end, (plus * 100.0).round() / 100.0)
}

fn measured(text: Text<'_>, read: &Number, place: usize, length: usize, kind: UnitKind, word: String, known: Make<'_>) -> Option<Unit> {
    let end = place + length;
    let latin = word.is_ascii();
    if latin && text.at(end).is_ascii_alphanumeric() {
        return None;
    }
    let counted = kind == UnitKind::Counted && word != "个";
    let kind = match kind {
        UnitKind::Duration => QuantityKind::Duration,
        UnitKind::Anniversary => QuantityKind::Anniversary,
        UnitKind::Multiple => QuantityKind::Multiple,
        UnitKind::Measured | UnitKind::Counted => QuantityKind::Measure,
    };
    // A length of time that the times do not hold is part of a date or a word.
    if kind == QuantityKind::Duration && !matches!(word.as_str(), "岁" | "周岁" | "年" | "天" | "月" | "周" | "日") && place < read.end {
        return None;
    }
    let next = text.at(end);
    let refused = match word.as_str() {
        "国" => "语防家际会务旗籍道庆王债内外土力".contains(next) && !text.has(end, "家元首"),
        "点" => !read.ascii && read.end + 1 == end && (next == '钟' || begins(next)),
        // 天宫二号 is a name; 5号 may be a day and is told by its number.
        "年" => "薪货龄级轻代夜糕味均产度".contains(next),
        "号" => !read.ascii,
        "周" | "星期" => text.is(end, "刊报边"),
        "两" => read.value < 1.0,
        _ => false,
    };
    if refused {
        return None;
    }
    let ordinal_unit = word == "号" && read.ascii || word == "届" && read.value >= 10.0 && !"共".contains(next);
    let half = text.at(end) == '半' && !text.is(end + 1, "岛") && word != "个";
    let mut unit = known(end, &word, if ordinal_unit { QuantityKind::Ordinal } else { kind }, 1.0, if half { 0.5 } else { 0.0 });
    if half {
        unit.end = end + 1;
    } else if !counted && text.at(end) == '多' && !text.is(end + 1, "边次数样元") || text.at(end) == '余' {
        (unit.end, unit.more) = (end + 1, true);
    }
    Some(unit)
}
