//! Quantities. In: folded characters, the times found in them, the region of the outlet. Out: numbers with unit and bound.
//! What is counted, and whether a figure is worth a record, is left to the reader.

mod read;
mod special;
mod tables;
mod unit;

pub(crate) use tables::first_characters;

use chancery_model::{Comparator, QuantityValue};
use chancery_text::Span;

use crate::begins::{Begins, QUANTITY, SIGN, STOP};
use crate::number::begins;
use crate::scan::{Text, is_han};
use crate::{Region, TimeExpression};

/// What sort of quantity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QuantityKind {
    /// A count or measure with a unit: 20份, 500公里.
    Measure,
    /// An amount of money; the unit is ISO 4217.
    Money,
    /// A percentage or percentage points, also 两成.
    Percent,
    /// A fraction: 一半, 三分之二; the unit is empty.
    Fraction,
    /// A multiple: 翻一番, 3倍.
    Multiple,
    /// A length of time that is no date: 两年.
    Duration,
    /// An ordinal: 第二十五次, 第78届.
    Ordinal,
    /// 25周年.
    Anniversary,
    /// 一项, 一个 that may mean no more than "a".
    Indefinite,
    /// A number without a unit.
    Bare,
}

/// A number with its unit and bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// From hedge to unit.
    pub span: Span,
    /// The number alone.
    pub number: Span,
    /// The unit.
    pub unit_span: Option<Span>,
    /// Value in plain units.
    pub value: f64,
    /// ISO 4217, `%`, `百分点`, the measure word as written (folded), "" for a fraction; `None` without a unit.
    pub unit: Option<String>,
    /// How the value bounds the true one.
    pub comparator: Comparator,
    /// Whether it is an ordinal or an anniversary.
    pub ordinal: bool,
    /// Sort.
    pub kind: QuantityKind,
}

impl Quantity {
    /// The value as `chancery annotate --json` prints it.
    pub fn to_value(&self) -> QuantityValue {
        QuantityValue { value: self.value, unit: self.unit.clone(), comparator: self.comparator, ordinal: self.ordinal }
    }
}

/// All quantities of a text in folded characters, sorted by start, outside `times` except lengths of time that measure.
/// A range (6至8, 两三个) is two quantities, the first `>=`, the second `<=`; those of 两三个 share their span.
///
/// ```
/// use chancery_values::{Region, find_quantities, find_times};
/// let text: Vec<char> = chancery_text::fold_text("雙邊貿易額突破2000億美元").chars().collect();
/// let found = find_quantities(&text, &find_times(&text), Region::Mainland);
/// assert_eq!((found[0].value, found[0].unit.as_deref()), (2e11, Some("USD")));
/// ```
pub fn find_quantities(folded: &[char], times: &[TimeExpression], region: Region) -> Vec<Quantity> {
    let (text, tables, begin) = (Text(folded), tables::tables(), Begins::table());
    let mut found = Vec::new();
    let mut times = times.iter().peekable();
    let (mut at, mut done) = (0, 0);
    while at < folded.len() {
        while times.next_if(|time| time.span.end as usize <= at).is_some() {}
        if let Some(time) = times.peek().filter(|time| time.span.start as usize <= at) {
            if time.measures() && time.span.start as usize == at {
                special::duration(text, time.span, done, &mut found);
            }
            at = time.span.end as usize;
            done = at;
            continue;
        }
        let limit = times.peek().map_or(folded.len(), |time| time.span.start as usize);
        let Some(place) = begin.next(folded, at, limit, STOP | SIGN | QUANTITY) else {
            at = limit;
            continue;
        };
        at = place;
        let begun = begin.of(folded[at]);
        if begun & STOP != 0
            && let Some((length, stops)) = tables.stops.longest(folded, at)
            && *stops
            && !goes_on(text, at + length)
        {
            at += length;
            done = at;
            continue;
        }
        // No quantity runs into a time.
        let text = Text(&folded[..limit]);
        // 美, 人 and 英 begin a currency now and then, and other words all the time.
        if begun & QUANTITY == 0 && (begun & SIGN == 0 || tables.currency(text.0, at, region).is_none()) {
            at += 1;
            continue;
        }
        let end = if tables.lone_numeral(text, at) { at + 1 } else { read::quantity(text, at, done, region, &mut found) };
        if end > at {
            (at, done) = (end, end);
        } else {
            at += 1;
        }
    }
    share_units(text, &mut found);
    found
}

/// 由100億增至150億美元: the unit of the level reached holds for the level before.
fn share_units(text: Text<'_>, found: &mut [Quantity]) {
    /// How far 由 may stand before the first level, and what lies between the two.
    const NEAR: usize = 8;
    for second in 1..found.len() {
        let (before, after) = found.split_at_mut(second);
        let (first, second) = (&mut before[second - 1], &after[0]);
        let (start, from, to) = (first.span.start as usize, first.span.end as usize, second.span.start as usize);
        let open = |at: usize| is_han(text.at(at)) || text.at(at).is_ascii_digit();
        let opened = (start.saturating_sub(NEAR)..start).rev().take_while(|at| open(*at)).any(|at| matches!(text.at(at), '由' | '从'));
        let reached = from < to && to - from <= NEAR && (from..to).all(open) && matches!(text.before(to), '至' | '到' | '为');
        if first.kind == QuantityKind::Bare && matches!(second.kind, QuantityKind::Money | QuantityKind::Measure) && opened && reached {
            first.unit = second.unit.clone();
            first.kind = second.kind;
        }
    }
}

/// 有一 is no stop word in 有一千, nor is 一点 in 一点五.
fn goes_on(text: Text<'_>, end: usize) -> bool {
    let last = text.before(end);
    let next = text.at(end);
    begins(last) && (begins(next) && next != '一' || matches!(next, '万' | '亿')) && !begins(text.before(end - 1))
        || last == '点' && begins(next) && next != '一'
        || last == '点' && next == '一' && !is_han(text.at(end + 1))
}
