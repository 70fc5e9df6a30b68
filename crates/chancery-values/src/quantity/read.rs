//! Reading one quantity at a place: number, unit, hedges on both sides, the second end of a range.
//! In: the text up to the next time, the place. Out: quantities pushed, and the place after them (the same place where there is none).

use chancery_model::Comparator;
use chancery_text::Span;

use super::special::{doubling, fraction, half, ordinal, vague};
use super::tables::tables;
use super::unit::{Unit, unit};
use super::{Quantity, QuantityKind};
use crate::Region;
use crate::number::{Number, begins, digits_end, number};
use crate::scan::{Text, is_han};

/// Reads what stands at `at`. `done` is the end of the previous find: hedges are not looked for before it.
pub(crate) fn quantity(text: Text<'_>, at: usize, done: usize, region: Region, found: &mut Vec<Quantity>) -> usize {
    let c = text.at(at);
    match c {
        '第' => return ordinal(text, at, found),
        '翻' => return doubling(text, at, found),
        '半' => return half(text, at, done, found),
        '对' if text.has(at, "对折") && text.before(at) == '打' => {
            push(found, at, at, at + 1, Some(Span::new(at + 1, at + 2)), 50.0, Some("%".to_owned()), Comparator::Equal, QuantityKind::Percent);
            return at + 2;
        }
        '负' | '-' => {
            let next = text.skip_spaces(at + 1);
            let free = c == '负' && !"肩担背抱胜欺辜自".contains(text.before(at))
                || c == '-' && !is_han(text.before(at)) && !text.before(at).is_ascii_alphanumeric() && !matches!(text.before(at), '-' | ')' | '%' | '.');
            let follows = begins(text.at(next)) || text.at(next) == '.' && text.at(next + 1).is_ascii_digit();
            if !free || !follows {
                return at;
            }
            let before = found.len();
            let end = counted(text, next, done.max(at), region, found);
            // The sign belongs to the first end of a range; 两三 has both its ends at one place.
            let first = found.get(before).map(|quantity| quantity.number);
            for quantity in found[before..].iter_mut().filter(|quantity| Some(quantity.number) == first) {
                quantity.value = -quantity.value;
                quantity.number.start = at as u32;
                quantity.span.start = quantity.span.start.min(at as u32);
            }
            return if end > next { end } else { at };
        }
        '万' if text.has(at, "万分之") || text.has(at, "万万分之") => {
            let read = Number {
                end: at + 1 + usize::from(text.at(at + 1) == '万'),
                value: if text.at(at + 1) == '万' { 1e8 } else { 1e4 },
                high: None,
                more: false,
                ascii: false,
                positional: false,
                decimal: false,
            };
            return fraction(text, at, &read, done, found).unwrap_or(at);
        }
        '几' | '数' | '上' | '好' | '成' => return vague(text, at, done, region, found),
        _ => {}
    }
    if !begins(c)
        && let Some((length, code)) = tables().currency(text.0, at, region)
    {
        return prefixed(text, at, at + length, code, done, region, found);
    }
    if begins(c) || c == '.' { counted(text, at, done, region, found) } else { at }
}

#[allow(clippy::too_many_arguments)]
pub(crate) fn push(
    found: &mut Vec<Quantity>,
    start: usize,
    number: usize,
    number_end: usize,
    unit_span: Option<Span>,
    value: f64,
    unit: Option<String>,
    comparator: Comparator,
    kind: QuantityKind,
) {
    let end = unit_span.map_or(number_end, |span| number_end.max(span.end as usize));
    let ordinal = matches!(kind, QuantityKind::Ordinal | QuantityKind::Anniversary);
    found.push(Quantity { span: Span::new(start, end), number: Span::new(number, number_end), unit_span, value, unit, comparator, ordinal, kind });
}

/// US$5亿, 人民币50亿元.
fn prefixed(text: Text<'_>, at: usize, end: usize, code: &'static str, done: usize, region: Region, found: &mut Vec<Quantity>) -> usize {
    let start = text.skip_spaces(end);
    if !begins(text.at(start)) || text.at(at).is_ascii_alphabetic() && text.before(at).is_ascii_alphanumeric() {
        return at;
    }
    let Some(read) = number(text, start) else { return at };
    let (start_of_hedge, comparator) = hedge(text, at, done, &read);
    let mut finish = read.end + usize::from(matches!(text.at(read.end), '余' | '多'));
    if let Some((length, _)) = tables().currency(text.0, finish, region) {
        finish += length;
    }
    push(found, start_of_hedge, start, read.end, Some(Span::new(at, end)), read.value, Some(code.to_owned()), comparator, QuantityKind::Money);
    let last = found.len() - 1;
    found[last].span.end = finish as u32;
    hedge_after(text, finish, &mut found[last]);
    found[last].span.end as usize
}

/// The hedge before a number: where it begins and what it says.
pub(crate) fn hedge(text: Text<'_>, at: usize, done: usize, number: &Number) -> (usize, Comparator) {
    let plain = if number.more { Comparator::More } else { Comparator::Equal };
    let start = if text.before(at) == ' ' { at - 1 } else { at };
    let Some((length, comparator)) = tables().hedge_before(text.0, start) else { return (at, plain) };
    let from = start - length;
    if from < done {
        return (at, plain);
    }
    let (word, before) = (text.at(from), text.before(from));
    let part_of_word = length == 1
        && match word {
            // 条约, 纽约, 北约, 签约 …
            '约' => "纽条北签合公契邀预违履缔密赴节盟失和婚特毁续相制华立誓".contains(before),
            '近' => "最附靠接临亲邻毗远走贴".contains(before),
            '过' => {
                "通经不路渡度越透错难跨绕掠走飞驶闯".contains(before)
                    || !matches!(text.at(at), '百' | '千' | '万' | '半' | '亿' | '十')
                    || is_verb_object(text, from)
            }
            '超' => "中英西".contains(before),
            '上' => !matches!(text.at(at), '百' | '千' | '万' | '亿') || is_han(before) && "以加路网线海晚早会史界".contains(before),
            _ => false,
        };
    if part_of_word { (at, plain) } else { (from, comparator) }
}

fn is_verb_object(text: Text<'_>, from: usize) -> bool {
    "去来吃说做看想".contains(text.before(from))
}

/// 以上, 左右 and the like after a quantity.
pub(crate) fn hedge_after(text: Text<'_>, end: usize, quantity: &mut Quantity) {
    if let Some((length, &comparator)) = tables().after.longest(text.0, end) {
        // 以内 and 许 begin other words.
        if text.at(end) == '许' && text.is(end + 1, "多可久诺") || text.has(end, "之内") && is_han(text.at(end + 2)) && text.at(end + 2) == '容' {
            return;
        }
        if matches!(quantity.comparator, Comparator::Equal | Comparator::More) || comparator != Comparator::About {
            quantity.comparator = comparator;
        }
        quantity.span.end = (end + length) as u32;
    }
}

/// A number with what follows it.
fn counted(text: Text<'_>, at: usize, done: usize, region: Region, found: &mut Vec<Quantity>) -> usize {
    let Some(read) = number(text, at) else { return skip(text, at) };
    if is_code(text, at, read.end) {
        return read.end;
    }
    if read.value == 1.0 && read.end == at + 1 && text.at(read.end) == '半' {
        let (start, comparator) = hedge(text, at, done, &read);
        push(found, start, at, at + 2, None, 0.5, Some(String::new()), comparator, QuantityKind::Fraction);
        let last = found.len() - 1;
        hedge_after(text, at + 2, &mut found[last]);
        return found[last].span.end as usize;
    }
    if let Some(end) = fraction(text, at, &read, done, found) {
        return end;
    }
    let unit = unit(text, at, &read, region);
    if read.high.is_none()
        && let Some(end) = range(text, at, &read, &unit, done, region, found)
    {
        return end;
    }
    if !stands(text, at, &read, &unit) {
        return read.end;
    }
    emit(text, at, &read, unit, done, found)
}

fn emit(text: Text<'_>, at: usize, read: &Number, unit: Unit, done: usize, found: &mut Vec<Quantity>) -> usize {
    let (start, mut comparator) = hedge(text, at, done, read);
    if unit.more && comparator == Comparator::Equal {
        comparator = Comparator::More;
    }
    let mut kind = unit.kind;
    let alone = read.value == 1.0 && read.end == at + 1 && text.at(at) == '一' && kind == QuantityKind::Measure;
    if alone && comparator == Comparator::Equal && !"仅只".contains(text.before(at)) && !text.ends(at, "只有") && !text.ends(at, "仅有") {
        kind = QuantityKind::Indefinite;
    }
    let value = round(read.value * unit.factor + unit.plus);
    let end = unit.end.max(read.end);
    for (value, bound) in [(value, None), (read.high.unwrap_or(f64::NAN) * unit.factor, Some(Comparator::AtMost))] {
        if value.is_nan() {
            break;
        }
        let comparator = if read.high.is_none() { comparator } else { bound.unwrap_or(Comparator::AtLeast) };
        push(found, start, at, read.end, unit.span, value, unit.name.clone(), comparator, kind);
        let last = found.len() - 1;
        found[last].span.end = end as u32;
        if read.high.is_none() {
            hedge_after(text, end, &mut found[last]);
        }
    }
    found.last().map_or(end, |quantity| quantity.span.end as usize)
}

/// Removes the noise of binary fractions that a factor brings in (7.2 成 is 72 %).
pub(crate) fn round(value: f64) -> f64 {
    if value.abs() < 1e6 { (value * 1e9).round() / 1e9 } else { value }
}

/// The place after a number too long to be read.
fn skip(text: Text<'_>, at: usize) -> usize {
    let end = digits_end(text, at);
    if end > at { end } else { at + 1 }
}

/// G20, COVID-19, 歼-20, 192.168.0.1: digits of a name.
fn is_code(text: Text<'_>, at: usize, end: usize) -> bool {
    if !text.at(at).is_ascii_digit() {
        return false;
    }
    let before = text.before(at);
    let behind_dash =
        |c: char| c.is_ascii_alphabetic() || is_han(c) && !c.is_ascii_digit() && !"至到为是在从亿万元年月日号时点岁人个".contains(c) && !begins(c);
    if before.is_ascii_alphabetic() || matches!(before, '=' | '_' | '%' | '&') || before == '-' && at >= 2 && behind_dash(text.at(at - 2)) {
        return true;
    }
    let after = text.at(end);
    if matches!(before, '+' | '·') || after == '·' && text.at(end + 1).is_ascii_digit() || after == '+' && text.at(end + 1).is_ascii_digit() {
        return true;
    }
    after.is_ascii_alphabetic()
        && tables().units.longest(text.0, end).is_none_or(|(length, _)| text.at(end + length).is_ascii_alphabetic() || !text.at(end).is_ascii_alphabetic())
}

/// Whether a number counts: a single numeral without unit is more often a part of a word.
fn stands(text: Text<'_>, at: usize, read: &Number, unit: &Unit) -> bool {
    // 六四, 八一, 三八 are names of days.
    if read.positional
        && !read.ascii
        && !read.decimal
        && read.end - at == 2
        && read.high.is_none()
        && !matches!(unit.kind, QuantityKind::Percent | QuantityKind::Money)
    {
        return false;
    }
    if unit.kind != QuantityKind::Bare {
        return true;
    }
    let (before, after) = (text.before(at), text.at(read.end));
    if read.ascii {
        return true;
    }
    // 一、 and 十四、 at the beginning of a line number its parts.
    if read.value < 30.0 && matches!(after, '、' | ':' | ')' | ',' | '.') && !is_han(before) {
        return false;
    }
    if read.end - at == 1 {
        return !is_han(before) && !is_han(after) && !before.is_ascii_alphanumeric() && !after.is_ascii_alphanumeric();
    }
    // 百万 and 千万 alone are "very many"; 六四 and 九一 are names of days.
    let part_of_word = matches!(text.at(at), '百' | '千') || read.positional && read.end - at <= 3 && !read.decimal;
    !(part_of_word && is_han(after))
}

/// The second end of a range: 6至8, 500公里至5500公里, 15%到25%, 7-9%.
fn range(text: Text<'_>, at: usize, read: &Number, first: &Unit, done: usize, region: Region, found: &mut Vec<Quantity>) -> Option<usize> {
    let after = text.skip_spaces(first.end);
    let length = text.one_of(after, &["至", "到", "--", "—", "-", "~", "〜", "、"])?;
    let start = text.skip_spaces(after + length);
    if !begins(text.at(start)) {
        return None;
    }
    let second = number(text, start)?;
    let second_unit = unit(text, start, &second, region);
    // 4、5个 is a range, 4、6个 a list.
    if text.at(after) == '、'
        && (second.value != read.value + 1.0 || second.value > 9.0 || first.kind != QuantityKind::Bare || second_unit.kind == QuantityKind::Bare)
    {
        return None;
    }
    // 增长一倍至4000亿元 is a change and a level.
    if first.kind != QuantityKind::Bare && (first.kind != second_unit.kind || first.name != second_unit.name) {
        return None;
    }
    let dash = matches!(text.at(after), '-' | '—');
    // 132-94 and 888-000 are no ranges; 3到北京 has no second number.
    if second_unit.kind == QuantityKind::Bare && (dash || first.kind != QuantityKind::Bare)
        || second.value < read.value && first.kind == QuantityKind::Bare && !large_follows(text, &second)
    {
        return None;
    }
    if text.at(second_unit.end) == '-' && text.at(second_unit.end + 1).is_ascii_digit() || second.high.is_some() {
        return None;
    }
    let (from, _) = hedge(text, at, done, read);
    let shared = first.kind == QuantityKind::Bare;
    let source = if shared { &second_unit } else { first };
    let mut value = read.value * source.factor + if shared { 0.0 } else { first.plus };
    // 6至8万: the large unit holds for both.
    if shared && second.value >= 10_000.0 && read.value < 1000.0 && read.end - at <= 4 && !has_large(text, at, read.end) {
        value *= large_of(text, start, second.end);
    }
    push(found, from, at, read.end, source.span, value, source.name.clone(), Comparator::AtLeast, source.kind);
    let last = found.len() - 1;
    found[last].span = Span::new(from, first.end.max(read.end));
    push(
        found,
        start,
        start,
        second.end,
        second_unit.span,
        round(second.value * second_unit.factor + second_unit.plus),
        second_unit.name,
        Comparator::AtMost,
        second_unit.kind,
    );
    let last = found.len() - 1;
    found[last].span = Span::new(start, second_unit.end.max(second.end));
    Some(found[last].span.end as usize)
}

fn large_follows(text: Text<'_>, second: &Number) -> bool {
    matches!(text.before(second.end), '万' | '亿')
}

fn has_large(text: Text<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| matches!(text.at(at), '万' | '亿' | '兆' | '千' | '百'))
}

fn large_of(text: Text<'_>, from: usize, to: usize) -> f64 {
    (from..to)
        .map(|at| match text.at(at) {
            '万' => 1e4,
            '亿' => 1e8,
            '兆' => 1e12,
            _ => 1.0,
        })
        .product()
}
