//! Quantities that are no number with a unit: fractions, ordinals, 翻番, 半数, 数十, and lengths of time.
//! In: a place. Out: quantities pushed, and the place after them.

use chancery_model::Comparator;
use chancery_text::Span;

use super::read::{hedge, hedge_after, push, round};
use super::tables::tables;
use super::unit::unit;
use super::{Quantity, QuantityKind};
use crate::Region;
use crate::number::{Number, begins, number};
use crate::scan::{Text, is_han};

/// 三分之二, 百分之二十, 三分二, 3/5, 3又1/2.
pub(crate) fn fraction(text: Text<'_>, at: usize, read: &Number, done: usize, found: &mut Vec<Quantity>) -> Option<usize> {
    let mut start = text.skip_spaces(read.end);
    let (mut whole, mut whole_end, mut bottom) = (0.0, at, *read);
    if text.at(start) == '又' {
        let next = text.skip_spaces(start + 1);
        bottom = number(text, next)?;
        (whole, whole_end) = (read.value, next);
        start = text.skip_spaces(bottom.end);
    }
    let percent = matches!(text.at(whole_end), '百' | '佰') && bottom.value == 100.0;
    let marks = text.at(start) == '分' && text.at(text.skip_spaces(start + 1)) == '之';
    let (top, top_at) = if marks {
        let mut next = text.skip_spaces(text.skip_spaces(start + 1) + 1);
        let negative = text.at(next) == '负';
        next += usize::from(negative);
        let next = text.skip_spaces(next);
        let top = if text.at(next) == '几' { return None } else { number(text, next)? };
        (Number { value: if negative { -top.value } else { top.value }, ..top }, next)
    } else if matches!(text.at(start), '分' | '份')
        && bottom.end == whole_end + 1
        && begins(text.at(start + 1))
        && !text.at(start + 1).is_ascii_digit()
        && start == bottom.end
    {
        // 三分二 as Hong Kong writes it: one digit each, the first the larger; no more numeral and no unit behind.
        let top = number(text, start + 1)?;
        if top.end != start + 2 || top.value >= bottom.value || bottom.value > 10.0 || text.is(top.end, "秒分点时") {
            return None;
        }
        (top, start + 1)
    } else if text.at(start) == '/'
        && bottom.ascii
        && start == bottom.end
        && text.at(start + 1).is_ascii_digit()
        && !text.before(at).is_ascii_alphanumeric()
        && text.before(at) != '/'
    {
        let top = number(text, start + 1)?;
        if text.at(top.end) == '/' || bottom.value == 0.0 || top.value == 0.0 || text.is(top.end, "年财") || bottom.value > 1000.0 || top.value > 1000.0 {
            return None;
        }
        let value = bottom.value / top.value;
        let (from, comparator) = hedge(text, at, done, read);
        push(found, from, at, top.end, None, value, Some(String::new()), comparator, QuantityKind::Fraction);
        return Some(top.end);
    } else {
        return None;
    };
    if bottom.value == 0.0 {
        return None;
    }
    let (from, comparator) = hedge(text, at, done, &top);
    let (unit, kind) = if whole_end == at && matches!(text.at(at), '百' | '佰' | '千' | '仟' | '万') {
        (Some("%".to_owned()), QuantityKind::Percent)
    } else {
        (Some(String::new()), QuantityKind::Fraction)
    };
    let factor = if kind == QuantityKind::Percent { 100.0 } else { 1.0 };
    let value = if kind == QuantityKind::Percent && percent { top.value } else { round(top.value * factor / bottom.value) };
    let value = if kind == QuantityKind::Fraction { whole + top.value / bottom.value } else { value };
    push(
        found,
        from,
        if percent { top_at } else { at },
        top.end,
        (kind == QuantityKind::Percent).then(|| Span::new(at, top_at)),
        value,
        unit,
        comparator,
        kind,
    );
    let last = found.len() - 1;
    let mut end = top.end;
    if (text.at(end) == '余' || text.at(end) == '多' && !text.is(end + 1, "边次数样元")) && found[last].comparator == Comparator::Equal {
        found[last].comparator = Comparator::More;
        end += 1;
        found[last].span.end = end as u32;
    }
    hedge_after(text, end, &mut found[last]);
    // 百分之15至20
    if kind == QuantityKind::Percent
        && percent
        && let Some(length) = text.one_of(end, &["至", "到", "-", "~"])
        && let Some(second) = number(text, end + length)
        && second.end > end + length
        && !text.is(second.end, "个名年月日人时分")
    {
        found[last].comparator = Comparator::AtLeast;
        push(
            found,
            end + length,
            end + length,
            second.end,
            Some(Span::new(at, top_at)),
            second.value,
            Some("%".to_owned()),
            Comparator::AtMost,
            QuantityKind::Percent,
        );
        let last = found.len() - 1;
        found[last].span = Span::new(end + length, second.end);
    }
    found.last().map(|quantity| quantity.span.end as usize)
}

/// 第二十五次, 第78届, 第2758号.
pub(crate) fn ordinal(text: Text<'_>, at: usize, found: &mut Vec<Quantity>) -> usize {
    let start = text.skip_spaces(at + 1);
    let Some(read) = begins(text.at(start)).then(|| number(text, start)).flatten().filter(|read| !read.decimal) else {
        return at;
    };
    let place = text.skip_spaces(read.end);
    let unit = tables().units.longest(text.0, place).map(|(length, _)| Span::new(place, place + length));
    let word = unit
        .map(|span| text.0[span.range()].iter().collect::<String>().trim_start_matches('个').to_owned())
        .map(|word| if word.is_empty() { "个".to_owned() } else { word });
    push(found, at, start, read.end, unit, read.value, word, Comparator::Equal, QuantityKind::Ordinal);
    found.last().map_or(at, |quantity| quantity.span.end as usize)
}

/// 翻一番, 翻两番, 翻番: twice, four times.
pub(crate) fn doubling(text: Text<'_>, at: usize, found: &mut Vec<Quantity>) -> usize {
    let mut emit = |number: usize, end: usize, value: f64| {
        push(found, at, number, end, None, value, Some("倍".to_owned()), Comparator::Equal, QuantityKind::Multiple);
        end
    };
    if text.has(at, "翻番") {
        return emit(at, at + 2, 2.0);
    }
    let start = at + 1 + usize::from(text.at(at + 1) == '了');
    match number(text, start) {
        Some(read) if begins(text.at(start)) && text.at(read.end) == '番' && read.value <= 20.0 => emit(start, read.end + 1, 2f64.powf(read.value)),
        Some(read) if begins(text.at(start)) && text.at(read.end) == '倍' => emit(start, read.end + 1, read.value),
        _ => at,
    }
}

/// 半数, 半个, 过半, 半成.
pub(crate) fn half(text: Text<'_>, at: usize, done: usize, found: &mut Vec<Quantity>) -> usize {
    let none = Number { end: at + 1, value: 0.5, high: None, more: false, ascii: false, positional: true, decimal: true };
    let next = text.at(at + 1);
    let (from, comparator) = hedge(text, at, done, &none);
    if next == '数' || from < at && text.at(from) == '过' {
        let end = at + 1 + usize::from(next == '数');
        push(found, from, at, end, None, 0.5, Some(String::new()), comparator, QuantityKind::Fraction);
        let last = found.len() - 1;
        hedge_after(text, end, &mut found[last]);
        return found[last].span.end as usize;
    }
    if matches!(next, '成' | '折') && !text.is(at + 2, "品功立") {
        let value = if next == '成' { 5.0 } else { 50.0 };
        push(found, from, at, at + 1, Some(Span::new(at + 1, at + 2)), value, Some("%".to_owned()), comparator, QuantityKind::Percent);
        return at + 2;
    }
    at
}

/// 几十, 数百, 上千, 成千上万, 好几百: the value is the unit, a lower bound.
pub(crate) fn vague(text: Text<'_>, at: usize, done: usize, region: Region, found: &mut Vec<Quantity>) -> usize {
    let next = text.at(at + 1);
    let may = match text.at(at) {
        '好' => next == '几',
        '成' => matches!(next, '千' | '百'),
        _ => matches!(next, '十' | '百' | '千' | '万' | '亿'),
    };
    if !may {
        return at;
    }
    let start = at + text.one_of(at, &["成千上", "成百上", "好几", "几", "数", "上"]).unwrap_or(0);
    let word = text.before(start);
    if start == at
        || !matches!(text.at(start), '十' | '百' | '千' | '万' | '亿')
        || is_han(text.before(at))
            && (word == '数' && "人少多次参指总户函倍分".contains(text.before(at))
                || word == '上' && at + 1 == start && !"达有数共的".contains(text.before(at)))
    {
        return at;
    }
    let value = match text.at(start) {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1e3,
        '万' => 1e4,
        _ => 1e8,
    };
    let mut end = start + 1;
    let mut value = value;
    while let Some(factor) = match text.at(end) {
        '万' => Some(1e4),
        '亿' => Some(1e8),
        _ => None,
    } {
        (value, end) = (value * factor, end + 1);
        if end - start > 3 {
            break;
        }
    }
    let comparator = if word == '上' { Comparator::AtLeast } else { Comparator::More };
    let read = Number { end, value, high: None, more: true, ascii: false, positional: false, decimal: false };
    let unit = unit(text, at, &read, region);
    // 數百萬難民: so many can be nothing else; 數千 stands in other words.
    let word_like = value < 1e4 && is_han(text.at(end)) && !text.is(end, "的以");
    if text.at(end) == '年' || unit.kind == QuantityKind::Bare && word_like {
        return at;
    }
    let (from, hedged) = hedge(text, at, done, &read);
    let comparator = if hedged == Comparator::More { comparator } else { hedged };
    push(found, from, at, end, unit.span, value * unit.factor, unit.name, comparator, unit.kind);
    let last = found.len() - 1;
    found[last].span.end = unit.end.max(end) as u32;
    hedge_after(text, unit.end.max(end), &mut found[last]);
    found[last].span.end as usize
}

/// A length of time as a quantity, with its hedge: 超过30年, 两年半.
pub(crate) fn duration(text: Text<'_>, span: Span, done: usize, found: &mut Vec<Quantity>) {
    let (at, end) = (span.start as usize, span.end as usize);
    let text = Text(&text.0[..(end + 4).min(text.0.len())]);
    // 连续3年, 五年规划: the length locates or names.
    if text.ends(at, "连续") || text.ends(at, "一连") || text.one_of(end, &["规划", "计划", "制"]).is_some() {
        return;
    }
    let half = text.at(at) == '半';
    let read = if half {
        Number { end: at + 1, value: 0.5, high: None, more: false, ascii: false, positional: true, decimal: true }
    } else {
        match number(text, at) {
            Some(read) if read.end < end => read,
            _ => return,
        }
    };
    // 一個｜半｜小時, 兩個｜多｜月: a half or a rest stands before the unit.
    let rest = text.one_of(read.end, &["个半", "个多", "个余"]).unwrap_or(0);
    let unit = unit(text, at, &Number { end: read.end + rest, ..read }, Region::Other);
    if unit.kind != QuantityKind::Duration {
        return;
    }
    let (start, mut comparator) = hedge(text, at, done, &read);
    let half_more = text.has(read.end, "个半");
    if (unit.more || rest > 0 && !half_more) && comparator == Comparator::Equal {
        comparator = Comparator::More;
    }
    let mut name = unit.name.map(|name| name.trim_start_matches('个').to_owned());
    let mut value = read.value + unit.plus + if half_more { 0.5 } else { 0.0 };
    // 2小時17分 is 137 minutes.
    let smaller = match name.as_deref() {
        Some("小时" | "钟头") => Some(("分", "分钟")),
        Some("分钟") => Some(("秒", "秒")),
        _ => None,
    };
    if let Some((sign, smaller)) = smaller
        && unit.end < end
        && let Some(second) = number(text, text.skip_spaces(unit.end)).filter(|second| second.end < end && text.has(second.end, sign))
    {
        (value, name) = (value * 60.0 + second.value, Some(smaller.to_owned()));
    }
    push(found, start, at, read.end, unit.span, value, name.clone(), comparator, QuantityKind::Duration);
    let last = found.len() - 1;
    found[last].span.end = found[last].span.end.max(span.end);
    hedge_after(text, end, &mut found[last]);
    if let Some(high) = read.high {
        found[last].comparator = Comparator::AtLeast;
        let second = Quantity { value: high, comparator: Comparator::AtMost, ..found[last].clone() };
        found.push(second);
    }
}
