//! Numbers of every writing: 二十五, 廿五, 2.5万亿, 3,600亿, 二〇一八, 十余万, 两三个. In: folded text and a place.
//! Out: the value, exact where it fits, with what the writing says of bounds. Units and hedges are left to `quantity`.

use crate::scan::{Text, is_han};

/// A number in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) end: usize,
    pub(crate) value: f64,
    /// Upper end of 两三 and 七八十.
    pub(crate) high: Option<f64>,
    /// 几, 数, 余 or 多 stands within or after: the value is a lower bound.
    pub(crate) more: bool,
    /// Written with ASCII digits, at least in part.
    pub(crate) ascii: bool,
    /// Only digits, no units: 二〇一八, 2018.
    pub(crate) positional: bool,
    /// Has a decimal part.
    pub(crate) decimal: bool,
}

/// A decimal number, exact.
#[derive(Clone, Copy, Debug)]
struct Exact {
    mantissa: u128,
    scale: u32,
}

impl Exact {
    const ZERO: Exact = Exact { mantissa: 0, scale: 0 };

    fn times(self, unit: u128) -> Option<Exact> {
        let mut exact = Exact { mantissa: self.mantissa.checked_mul(unit)?, ..self };
        while exact.scale > 0 && exact.mantissa.is_multiple_of(10) {
            exact = Exact { mantissa: exact.mantissa / 10, scale: exact.scale - 1 };
        }
        Some(exact)
    }

    fn plus(self, other: Exact) -> Option<Exact> {
        let scale = self.scale.max(other.scale);
        let raise = |exact: Exact| exact.mantissa.checked_mul(10u128.checked_pow(scale - exact.scale)?);
        Some(Exact { mantissa: raise(self)?.checked_add(raise(other)?)?, scale })
    }

    fn value(self) -> f64 {
        // Both are exact up to 2^53 and 10^22, so that the quotient is the nearest one.
        self.mantissa as f64 / 10f64.powi(self.scale as i32)
    }
}

/// The value of a digit; 参 and 陆 are words far more often than digits and count only beside a formal unit.
pub(crate) fn digit(text: Text<'_>, at: usize) -> Option<u32> {
    let formal = || {
        matches!(text.at(at + 1), '拾' | '佰' | '仟' | '万' | '亿')
            || matches!(text.before(at), '拾' | '佰' | '仟' | '之')
            || text.before(at) == '零' && !is_han(text.at(at + 1))
    };
    Some(match text.at(at) {
        c @ '0'..='9' => c as u32 - 48,
        '〇' | '零' | '○' => 0,
        'o' if chinese_digit(text.before(at)) || chinese_digit(text.at(at + 1)) => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '俩' => 2,
        '三' | '叁' => 3,
        '参' if formal() => 3,
        '四' => 4,
        '肆' if formal() => 4,
        '五' => 5,
        '伍' if formal() => 5,
        '六' => 6,
        '陆' if formal() || matches!(text.before(at), '千' | '百') => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn chinese_digit(c: char) -> bool {
    matches!(c, '〇' | '零' | '○' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九')
}

fn small_unit(c: char) -> Option<u128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn tens(c: char) -> Option<u128> {
    Some(match c {
        '廿' => 20,
        '卅' => 30,
        '卌' => 40,
        _ => return None,
    })
}

fn large_unit(c: char) -> Option<u128> {
    Some(match c {
        '万' => 10_000,
        '亿' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

/// Units before which 兆 is a million times the unit and no number.
const MEGA: &[&str] = &["瓦", "赫", "焦", "帕", "伏", "欧姆", "电子伏", "字节", "比特", "位元", "吨"];

/// Whether a number may begin with this character.
#[inline]
pub(crate) fn begins(c: char) -> bool {
    BEGINS.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
}

/// One bit per character of the basic plane that begins a number.
static BEGINS: [u64; 0x10000 / 64] = {
    let characters = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '一', '二', '三', '四', '五', '六', '七', '八', '九', '〇', '零', '○', '两', '俩', '壹', '贰', '叁',
        '参', '肆', '伍', '陆', '柒', '捌', '玖', '十', '拾', '百', '佰', '千', '仟', '廿', '卅', '卌',
    ];
    let (mut bits, mut at) = ([0; 0x10000 / 64], 0);
    while at < characters.len() {
        bits[characters[at] as usize / 64] |= 1 << (characters[at] as usize % 64);
        at += 1;
    }
    bits
};

/// End of the run of ASCII digits at `at`.
pub(crate) fn digits_end(text: Text<'_>, at: usize) -> usize {
    let mut end = at;
    while text.at(end).is_ascii_digit() {
        end += 1;
    }
    end
}

/// A whole number below 10 000 without spaces or separators, as dates are written: its end, value and number of digits
/// where it is digits only (二〇一八 and 2018: 4; 二十: 0).
pub(crate) fn small(text: Text<'_>, at: usize) -> Option<(usize, u32, usize)> {
    if text.at(at).is_ascii_digit() {
        let end = digits_end(text, at);
        if end - at > 4 {
            return None;
        }
        let value = (at..end).fold(0, |sum, i| sum * 10 + text.at(i) as u32 - 48);
        return Some((end, value, end - at));
    }
    let (mut end, mut total, mut current, mut digits, mut units) = (at, 0u32, None::<u32>, 0usize, false);
    while end - at < 9 {
        let c = text.at(end);
        if c.is_ascii_digit() {
            break;
        } else if let Some(d) = digit(text, end) {
            if units && current.is_some_and(|d| d > 0) {
                break;
            }
            current = Some(if units { d } else { current.unwrap_or(0).saturating_mul(10).saturating_add(d) });
            digits += 1;
        } else if let Some(unit) = small_unit(c) {
            if current.is_some_and(|d| d > 9) {
                return None;
            }
            total += current.take().filter(|&d| d > 0).unwrap_or(1) * unit as u32;
            units = true;
        } else if let Some(value) = tens(c) {
            if current.is_some_and(|d| d > 0) {
                break;
            }
            total += value as u32;
            units = true;
        } else {
            break;
        }
        end += 1;
    }
    if end == at || digits > 4 || total > 9999 {
        return None;
    }
    Some((end, total + current.unwrap_or(0), if units { 0 } else { digits }))
}

/// Reads ASCII digits with thousands separators and a decimal part.
fn ascii(text: Text<'_>, at: usize) -> Option<(usize, Exact)> {
    let mut end = digits_end(text, at);
    let mut mantissa = 0u128;
    let add = |mantissa: &mut u128, from: usize, to: usize| -> Option<()> {
        for i in from..to {
            *mantissa = mantissa.checked_mul(10)?.checked_add(text.at(i) as u128 - 48)?;
        }
        Some(())
    };
    if end - at > 36 {
        return None;
    }
    add(&mut mantissa, at, end)?;
    let mut groups = 0;
    if end > at && end - at <= 3 {
        while text.at(end) == ',' && digits_end(text, end + 1) == end + 4 && groups < 8 {
            add(&mut mantissa, end + 1, end + 4)?;
            end += 4;
            groups += 1;
        }
    }
    let mut scale = 0;
    if text.at(end) == '.' && text.at(end + 1).is_ascii_digit() {
        let stop = digits_end(text, end + 1);
        // 192.168.255.255 is no decimal.
        if stop - end <= 12 && !(text.at(stop) == '.' && text.at(stop + 1).is_ascii_digit()) {
            add(&mut mantissa, end + 1, stop)?;
            scale = (stop - end - 1) as u32;
            end = stop;
        }
    }
    (end > at).then_some((end, Exact { mantissa, scale }.times(1)?))
}

/// The number at `at`, as long as it goes. `None` where there is none or it has more digits than anyone writes.
pub(crate) fn number(text: Text<'_>, at: usize) -> Option<Number> {
    let mut parser = Parser::start(text, at);
    parser.run()?;
    parser.finish(at)
}

struct Parser<'a> {
    text: Text<'a>,
    first: usize,
    at: usize,
    total: Exact,
    section: Exact,
    current: Option<Exact>,
    /// 两三, 三四十: how far the upper end lies above the lower.
    step: Option<u128>,
    /// The unit before the current digit, for 一万三; 0 after 零.
    last_unit: u128,
    last_large: u128,
    more: bool,
    ascii: bool,
    units: bool,
    decimal: bool,
    /// How many digits the current group has.
    digits: usize,
}

impl<'a> Parser<'a> {
    fn start(text: Text<'a>, at: usize) -> Parser<'a> {
        Parser {
            text,
            first: at,
            at,
            total: Exact::ZERO,
            section: Exact::ZERO,
            current: None,
            step: None,
            last_unit: 0,
            last_large: u128::MAX,
            more: false,
            ascii: false,
            units: false,
            decimal: false,
            digits: 0,
        }
    }

    fn run(&mut self) -> Option<()> {
        let text = self.text;
        for _ in 0..64 {
            let at = self.at;
            let c = text.at(at);
            if c.is_ascii_digit() || c == '.' && at == self.first && text.at(at + 1).is_ascii_digit() && !text.before(at).is_ascii_digit() {
                if self.current.is_some_and(|exact| exact.mantissa > 0 || !self.units) {
                    break;
                }
                let (end, value) = ascii(text, at)?;
                self.digits = end - at;
                self.decimal |= value.scale > 0;
                (self.at, self.current, self.ascii) = (end, Some(value), true);
            } else if let Some(d) = digit(text, at) {
                if self.current.is_some() && (self.ascii || self.decimal) {
                    break;
                }
                if self.units && self.current.is_some_and(|exact| exact.mantissa > 0) {
                    // 三四十, 四五百: the digits beside one another are two ends of a range.
                    if !self.range_digit(d) {
                        break;
                    }
                } else if self.units || self.current.is_none() {
                    if d == 0 && self.units {
                        self.last_unit = 0;
                    }
                    self.current = Some(Exact { mantissa: u128::from(d), scale: 0 });
                    self.digits = 1;
                } else if matches!(c, '两' | '俩') && !self.range_digit(d) || matches!(text.before(at), '两' | '俩') && !self.range_digit(d) {
                    break;
                } else if self.step.is_some() {
                    // 两三 has both its digits.
                } else if !self.range_digit(d) {
                    let current = self.current?;
                    self.current = Some(Exact { mantissa: current.mantissa.checked_mul(10)?.checked_add(u128::from(d))?, scale: 0 });
                    self.digits += 1;
                    if self.digits > 36 {
                        return None;
                    }
                }
                self.at += 1;
            } else if let Some(unit) = small_unit(c) {
                if !self.small(unit)? {
                    break;
                }
            } else if let Some(value) = tens(c) {
                if self.current.is_some_and(|exact| exact.mantissa > 0) {
                    break;
                }
                self.current = None;
                self.section = self.section.plus(Exact { mantissa: value, scale: 0 })?;
                (self.units, self.last_unit) = (true, 10);
                self.at += 1;
            } else if c == '兆' && text.one_of(at + 1, MEGA).is_some() {
                // 5兆瓦: the unit is a million watts.
                break;
            } else if let Some(unit) = large_unit(c) {
                if !self.large(unit)? {
                    break;
                }
            } else if c == '点' && !self.ascii && !self.decimal && self.at_fraction() {
                self.fraction()?;
            } else if matches!(c, '几' | '余' | '多') && (self.units || self.ascii) && self.vague(at) {
                self.more = true;
                self.at += 1;
            } else if c == ' ' && self.joins(at) {
                self.at = text.skip_spaces(at);
            } else {
                break;
            }
        }
        Some(())
    }

    /// 余, 多, 几 count as part of the number where a unit follows: 十余万, 二十几亿.
    fn vague(&self, at: usize) -> bool {
        let next = self.text.skip_spaces(at + 1);
        matches!(self.text.at(next), '万' | '亿' | '兆') && self.current.is_none_or(|exact| exact.mantissa == 0 || self.ascii || self.text.at(at) != '几')
    }

    fn range_digit(&mut self, d: u32) -> bool {
        let Some(current) = self.current else { return false };
        let low = current.mantissa;
        let next = self.text.at(self.at + 1);
        let ends = digit(self.text, self.at + 1).is_none() && next != '点';
        if self.digits == 1 && self.step.is_none() && low > 0 && u128::from(d) == low + 1 && ends && !chinese_digit(self.text.before(self.at - 1)) {
            self.step = Some(1);
            return true;
        }
        false
    }

    fn small(&mut self, unit: u128) -> Option<bool> {
        let current = match self.current {
            Some(exact) if exact.mantissa == 0 && self.units => Exact { mantissa: 1, scale: 0 },
            Some(exact) => exact,
            None => Exact { mantissa: 1, scale: 0 },
        };
        // 两千百: a unit without its digit only stands first (百三, 十五) or after 零 (一千零十).
        if self.current.is_none() && self.units && self.last_unit != 0 && self.at_unit_start() {
            return Some(false);
        }
        if self.digits > 1 && !self.ascii && self.current.is_some() {
            return Some(false);
        }
        self.section = self.section.plus(current.times(unit)?)?;
        (self.current, self.units, self.last_unit, self.digits) = (None, true, unit, 0);
        self.scale_step(unit);
        self.at += 1;
        Some(true)
    }

    fn at_unit_start(&self) -> bool {
        small_unit(self.text.before(self.at)).is_some() || large_unit(self.text.before(self.at)).is_some()
    }

    fn scale_step(&mut self, unit: u128) {
        self.step = self.step.map(|step| step.saturating_mul(unit));
    }

    fn large(&mut self, unit: u128) -> Option<bool> {
        let group = self.section.plus(self.current.unwrap_or(Exact::ZERO))?;
        if group.mantissa == 0 && self.total.mantissa == 0 {
            return Some(false);
        }
        // 两 after a unit is a measure of weight, not a digit: 两万两.
        if self.total.mantissa > 0 && (unit > self.last_large || group.mantissa == 0) {
            self.total = self.total.plus(group)?.times(unit)?;
        } else {
            self.total = self.total.plus(group.times(unit)?)?;
        }
        self.section = Exact::ZERO;
        (self.current, self.units, self.last_unit, self.last_large, self.digits) = (None, true, unit, unit, 0);
        self.decimal = false;
        self.scale_step(unit);
        self.at += 1;
        Some(true)
    }

    fn at_fraction(&self) -> bool {
        let next = self.text.skip_spaces(self.at + 1);
        digit(self.text, next).is_some() && self.text.at(next) != '两' && small_unit(self.text.at(next + 1)).is_none()
    }

    fn fraction(&mut self) -> Option<()> {
        let text = self.text;
        let mut at = text.skip_spaces(self.at + 1);
        let mut value = match self.current {
            // 四百五点五 is 450.5.
            Some(exact) if self.units && self.last_unit >= 100 && exact.mantissa > 0 => exact.times(self.last_unit / 10)?,
            Some(exact) => exact,
            None => Exact::ZERO,
        };
        let mut count = 0;
        while let Some(d) = digit(text, at) {
            if count == 12 {
                return None;
            }
            value = Exact { mantissa: value.mantissa.checked_mul(10)?.checked_add(u128::from(d))?, scale: value.scale + 1 };
            (at, count) = (at + 1, count + 1);
        }
        (self.current, self.decimal, self.at, self.digits) = (Some(value), true, at, 1);
        self.last_unit = 0;
        Some(())
    }

    /// Whether the number goes on after a space: before a unit (3600 亿), or between Chinese numerals (三千 八百).
    fn joins(&self, at: usize) -> bool {
        let text = self.text;
        let next = text.skip_spaces(at);
        let c = text.at(next);
        if large_unit(c).is_some() || matches!(c, '千' | '百') && self.current.is_some() {
            return true;
        }
        if matches!(c, '余' | '多' | '几') {
            return self.vague(next);
        }
        if self.ascii || self.decimal || c.is_ascii_digit() {
            return self.units && c.is_ascii_digit() && text.at(text.skip_spaces(digits_end(text, next))) != ' ' && {
                let unit = text.at(text.skip_spaces(digits_end(text, next)));
                small_unit(unit).is_some_and(|unit| unit < self.last_unit)
            };
        }
        if small_unit(c).is_some() {
            return self.current.is_some();
        }
        if c == '点' {
            return digit(text, text.skip_spaces(next + 1)).is_some();
        }
        // A digit goes on where a unit stands on its other side or it ends the row of spaced numerals.
        self.units && self.current.is_none() && digit(text, next).is_some() && !is_han(text.at(next + 1)) | small_unit(text.at(next + 1)).is_some()
    }

    fn finish(mut self, start: usize) -> Option<Number> {
        while self.at > start && self.text.before(self.at) == ' ' {
            self.at -= 1;
        }
        if self.at == start {
            return None;
        }
        let mut tail = self.current.unwrap_or(Exact::ZERO);
        // 一万三 is 13 000, 二百五 is 250.
        if self.last_unit >= 100 && self.digits == 1 && !self.decimal && self.step.is_none() && !self.text.before(self.at).is_ascii_digit() {
            tail = tail.times(self.last_unit / 10)?;
        }
        let positional = !self.units;
        let value = self.total.plus(self.section)?.plus(tail)?;
        let high = self.step.map(|step| value.value() + step as f64);
        Some(Number { end: self.at, value: value.value(), high, more: self.more, ascii: self.ascii, positional, decimal: self.decimal || value.scale > 0 })
    }
}
