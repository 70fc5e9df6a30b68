//! Reading one quantity at a place: number, unit, hedges on both sides, the second end of a range.
//! In: the text up to the next time, the place. Out: quantities pushed, and the place after them (the same place where there is none).

use chancery_model::Comparator;
use chancery_text::Span;

use super::tables::{UnitKind, tables};
use super::{Quantity, QuantityKind};
use crate::Region;
use crate::number::{Number, begins, digits_end, number};
use crate::scan::{Text, is_han};

/// A unit after a number.
struct Unit {
    end: usize,
    span: Option<Span>,
    name: Option<String>,
    kind: QuantityKind,
    /// What the number is multiplied with (成: 10) and what is added (三成五: 5).
    factor: f64,
    plus: f64,
    more: bool,
}

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
            let free = c == '负' || !is_han(text.before(at)) && !text.before(at).is_ascii_alphanumeric() && !matches!(text.before(at), '-' | ')' | '%' | '.');
            if !free || !begins(text.at(next)) && !(text.at(next) == '.' && text.at(next + 1).is_ascii_digit()) {
                return at;
            }
            let before = found.len();
            let end = counted(text, next, done.max(at), region, found);
            for quantity in &mut found[before..] {
                quantity.value = -quantity.value;
                quantity.number.start = at as u32;
                quantity.span.start = quantity.span.start.min(at as u32);
            }
            return if end > next { end } else { at };
        }
        '万' if text.has(at, "万分之") || text.has(at, "万万分之") => {
            let read = Number { end: at + 1 + usize::from(text.at(at + 1) == '万'), value: if text.at(at + 1) == '万' { 1e8 } else { 1e4 }, high: None, more: false, ascii: false, positional: false, decimal: false };
            return fraction(text, at, &read, done, found).unwrap_or(at);
        }
        '几' | '数' | '上' | '好' | '成' => return vague(text, at, done, region, found),
        _ => {}
    }
    if let Some((length, code)) = tables().currency(text.0, at, region)
        && !begins(c)
    {
        return prefixed(text, at, at + length, code, done, region, found);
    }
    if begins(c) || c == '.' { counted(text, at, done, region, found) } else { at }
}

#[allow(clippy::too_many_arguments)]
fn push(found: &mut Vec<Quantity>, start: usize, number: usize, number_end: usize, unit_span: Option<Span>, value: f64, unit: Option<String>, comparator: Comparator, kind: QuantityKind) {
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
fn hedge(text: Text<'_>, at: usize, done: usize, number: &Number) -> (usize, Comparator) {
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
            '过' => "通经不路渡度越透错难跨绕掠走飞驶闯".contains(before) || !matches!(text.at(at), '百' | '千' | '万' | '半' | '亿' | '十') || is_verb_object(text, from),
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
fn hedge_after(text: Text<'_>, end: usize, quantity: &mut Quantity) {
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
fn round(value: f64) -> f64 {
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
    let behind_dash = |c: char| c.is_ascii_alphabetic() || is_han(c) && !c.is_ascii_digit() && !"至到为是在从亿万元年月日号时点岁人个".contains(c) && !begins(c);
    if before.is_ascii_alphabetic() || matches!(before, '=' | '_' | '%' | '&') || before == '-' && at >= 2 && behind_dash(text.at(at - 2)) {
        return true;
    }
    let after = text.at(end);
    if before == '+' || after == '+' && text.at(end + 1).is_ascii_digit() {
        return true;
    }
    after.is_ascii_alphabetic() && tables().units.longest(text.0, end).is_none_or(|(length, _)| text.at(end + length).is_ascii_alphabetic() || !text.at(end).is_ascii_alphabetic())
}

/// Whether a number counts: a single numeral without unit is more often a part of a word.
fn stands(text: Text<'_>, at: usize, read: &Number, unit: &Unit) -> bool {
    // 六四, 八一, 三八 are names of days.
    if read.positional && !read.ascii && !read.decimal && read.end - at == 2 && read.high.is_none() && !matches!(unit.kind, QuantityKind::Percent | QuantityKind::Money) {
        return false;
    }
    if unit.kind != QuantityKind::Bare {
        return true;
    }
    let (before, after) = (text.before(at), text.at(read.end));
    if read.ascii {
        return true;
    }
    if read.end - at == 1 {
        return !is_han(before) && !is_han(after) && !before.is_ascii_alphanumeric() && !after.is_ascii_alphanumeric();
    }
    // 百万 and 千万 alone are "very many"; 六四 and 九一 are names of days.
    !(matches!(text.at(at), '百' | '千') && is_han(after)) && !(read.positional && read.end - at <= 3 && !read.decimal && is_han(after))
}

/// 三分之二, 百分之二十, 三分二, 3/5, 3又1/2.
fn fraction(text: Text<'_>, at: usize, read: &Number, done: usize, found: &mut Vec<Quantity>) -> Option<usize> {
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
    } else if matches!(text.at(start), '分' | '份') && bottom.end == whole_end + 1 && begins(text.at(start + 1)) && !text.at(start + 1).is_ascii_digit() && start == bottom.end {
        // 三分二 as Hong Kong writes it: one digit each, the first the larger; no more numeral and no unit behind.
        let top = number(text, start + 1)?;
        if top.end != start + 2 || top.value >= bottom.value || bottom.value > 10.0 || text.is(top.end, "秒分点时") {
            return None;
        }
        (top, start + 1)
    } else if text.at(start) == '/' && bottom.ascii && start == bottom.end && text.at(start + 1).is_ascii_digit() && !text.before(at).is_ascii_alphanumeric() && text.before(at) != '/' {
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
    let (unit, kind) = if percent && whole_end == at || matches!(text.at(at), '百' | '佰' | '千' | '仟' | '万') && whole_end == at { (Some("%".to_owned()), QuantityKind::Percent) } else { (Some(String::new()), QuantityKind::Fraction) };
    let factor = if kind == QuantityKind::Percent { 100.0 } else { 1.0 };
    let value = if kind == QuantityKind::Percent && percent { top.value } else { round(top.value * factor / bottom.value) };
    let value = if kind == QuantityKind::Fraction { whole + top.value / bottom.value } else { value };
    push(found, from, if percent { top_at } else { at }, top.end, (kind == QuantityKind::Percent).then(|| Span::new(at, top_at)), value, unit, comparator, kind);
    let last = found.len() - 1;
    let mut end = top.end;
    if matches!(text.at(end), '多' | '余') && found[last].comparator == Comparator::Equal {
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
        push(found, end + length, end + length, second.end, Some(Span::new(at, top_at)), second.value, Some("%".to_owned()), Comparator::AtMost, QuantityKind::Percent);
        let last = found.len() - 1;
        found[last].span = Span::new(end + length, second.end);
    }
    found.last().map(|quantity| quantity.span.end as usize)
}

/// The unit after a number.
fn unit(text: Text<'_>, at: usize, read: &Number, region: Region) -> Unit {
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
    let known = |end: usize, name: &str, kind, factor, plus| Unit { end, span: Some(Span::new(place, end)), name: Some(name.to_owned()), kind, factor, plus, more };
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
            } else if let Some(digit) = "一二三四五六七八九".chars().position(|c| c == text.at(next)).filter(|_| !begins(text.at(next + 1)) && tables().units.longest(text.0, next + 1).is_none()) {
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
        "员" | "大" | "强" | "单" | "方" | "子" | "胜" | "负" | "党" | "洲" | "星" | "机" | "船" | "车" | "炮" | "任" | "分" | "眼" | "里" => false,
        "号" => false,
        "两" => read.value < 1.0,
        _ => false,
    };
    if refused {
        return None;
    }
    let ordinal_unit = word == "号" && read.ascii || word == "届" && read.value >= 10.0 && !"共".contains(next);
    let half = text.at(end) == '半' && !text.is(end + 1, "岛") && !matches!(word.as_str(), "个") ;
    let mut unit = known(end, &word, if ordinal_unit { QuantityKind::Ordinal } else { kind }, 1.0, if half { 0.5 } else { 0.0 });
    if half {
        unit.end = end + 1;
    } else if text.at(end) == '多' && !text.is(end + 1, "边次数样元") && kind != QuantityKind::Ordinal || text.at(end) == '余' {
        (unit.end, unit.more) = (end + 1, true);
    }
    Some(unit)
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
    if text.at(after) == '、' && (second.value != read.value + 1.0 || second.value > 9.0 || first.kind != QuantityKind::Bare || second_unit.kind == QuantityKind::Bare) {
        return None;
    }
    let dash = matches!(text.at(after), '-' | '—');
    // 132-94 and 888-000 are no ranges; 3到北京 has no second number.
    if second_unit.kind == QuantityKind::Bare && (dash || first.kind != QuantityKind::Bare) || second.value < read.value && first.kind == QuantityKind::Bare && !large_follows(text, &second) {
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
    push(found, start, start, second.end, second_unit.span, round(second.value * second_unit.factor + second_unit.plus), second_unit.name, Comparator::AtMost, second_unit.kind);
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
    (from..to).map(|at| match text.at(at) {
        '万' => 1e4,
        '亿' => 1e8,
        '兆' => 1e12,
        _ => 1.0,
    })
    .product()
}

/// 第二十五次, 第78届, 第2758号.
fn ordinal(text: Text<'_>, at: usize, found: &mut Vec<Quantity>) -> usize {
    let start = text.skip_spaces(at + 1);
    let Some(read) = begins(text.at(start)).then(|| number(text, start)).flatten().filter(|read| !read.decimal) else { return at };
    let place = text.skip_spaces(read.end);
    let unit = tables().units.longest(text.0, place).map(|(length, _)| Span::new(place, place + length));
    let word = unit.map(|span| text.0[span.range()].iter().collect::<String>());
    push(found, at, start, read.end, unit, read.value, word, Comparator::Equal, QuantityKind::Ordinal);
    found.last().map_or(at, |quantity| quantity.span.end as usize)
}

/// 翻一番, 翻两番, 翻番: twice, four times.
fn doubling(text: Text<'_>, at: usize, found: &mut Vec<Quantity>) -> usize {
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
fn half(text: Text<'_>, at: usize, done: usize, found: &mut Vec<Quantity>) -> usize {
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
fn vague(text: Text<'_>, at: usize, done: usize, region: Region, found: &mut Vec<Quantity>) -> usize {
    let start = at + text.one_of(at, &["成千上", "成百上", "好几", "几", "数", "上"]).unwrap_or(0);
    let word = text.before(start);
    if start == at || !matches!(text.at(start), '十' | '百' | '千' | '万' | '亿') || is_han(text.before(at)) && (word == '数' && "人少多次参指总户函倍分".contains(text.before(at)) || word == '上' && at + 1 == start && !"达有数共的".contains(text.before(at))) {
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
    if text.at(end) == '年' || unit.kind == QuantityKind::Bare && is_han(text.at(end)) && !text.is(end, "的以") {
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
    let unit = unit(text, at, &read, Region::Other);
    if unit.kind != QuantityKind::Duration {
        return;
    }
    let (start, mut comparator) = hedge(text, at, done, &read);
    if unit.more && comparator == Comparator::Equal {
        comparator = Comparator::More;
    }
    let name = unit.name.map(|name| name.trim_start_matches('个').to_owned());
    let mut value = read.value + unit.plus;
    if text.has(read.end, "个半") {
        value += 0.5;
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
