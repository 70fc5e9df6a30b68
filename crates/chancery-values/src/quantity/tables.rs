//! The tables of units, currencies, hedges and stop words. In: data files. Out: lexicons.

use std::sync::OnceLock;

use chancery_model::Comparator;
use chancery_text::fold_text;

use crate::Region;
use crate::lexicon::{Lexicon, rows};
use crate::number::begins;
use crate::scan::{Text, is_han};

/// What kind of unit a word is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum UnitKind {
    Measured,
    Duration,
    Anniversary,
    Multiple,
    Counted,
}

pub(crate) struct Tables {
    pub(crate) units: Lexicon<UnitKind>,
    currencies: Lexicon<&'static str>,
    /// True for words that are no quantities, false for longer ones that shield a quantity.
    pub(crate) stops: Lexicon<bool>,
    /// Written backwards, because they are looked up from the number to the left.
    before: Lexicon<Comparator>,
    pub(crate) after: Lexicon<Comparator>,
    /// Characters behind a numeral that make a number or a quantity of it.
    follows: Vec<u64>,
}

pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let words = |cell: &'static str| cell.split(' ').filter(|word| !word.is_empty());
        let (mut units, mut currencies, mut stops, mut before, mut after) = (vec![], vec![], vec![], vec![], vec![]);
        for row in rows(include_str!("../../data/units.tsv")) {
            let kind = match row[0] {
                "measured" => UnitKind::Measured,
                "duration" => UnitKind::Duration,
                "anniversary" => UnitKind::Anniversary,
                "multiple" => UnitKind::Multiple,
                _ => UnitKind::Counted,
            };
            units.extend(words(row[1]).map(|word| (word.to_owned(), kind)));
        }
        // A name that usage and CLDR both have goes by usage: it comes first and the first match wins.
        for row in rows(include_str!("../../data/currencies_usage.tsv")).chain(rows(include_str!("../../data/currencies_cldr.tsv"))) {
            currencies.push((fold_text(row[0]), row[1]));
        }
        for row in rows(include_str!("../../data/stop.tsv")) {
            stops.extend(words(row[1]).map(|word| (word.to_owned(), row[0] == "stop")));
        }
        for row in rows(include_str!("../../data/hedges.tsv")) {
            let comparator = match row[1] {
                ">" => Comparator::More,
                ">=" => Comparator::AtLeast,
                "<" => Comparator::Less,
                "<=" => Comparator::AtMost,
                _ => Comparator::About,
            };
            if row[0] == "before" {
                before.extend(words(row[2]).map(|word| (word.chars().rev().collect::<String>(), comparator)));
            } else {
                after.extend(words(row[2]).map(|word| (word.to_owned(), comparator)));
            }
        }
        let (stops, currencies) = (Lexicon::new(stops), Lexicon::new(currencies));
        let units = Lexicon::new(units);
        let numbers = || (0..0x10000u32).filter_map(char::from_u32).filter(|&c| begins(c));
        let follows =
            set(units.first_characters().chain(currencies.first_characters()).chain(numbers()).chain("万亿兆几数余多来点又分份半成折倍个至到".chars()));
        Tables { units, currencies, stops, before: Lexicon::new(before), after: Lexicon::new(after), follows }
    })
}

/// The characters that words with a numeral in them begin with which are no quantities, those that currencies before a number begin
/// with, and those that other quantities begin with.
pub(crate) fn first_characters() -> (Vec<char>, Vec<char>, Vec<char>) {
    let tables = tables();
    let stops: Vec<char> = tables.stops.first_characters().collect();
    // What is written behind a number stands before one only where a longer word begins with it.
    let behind = |c: char| matches!(c, '元' | '圆' | '块' | '盾' | '镑' | '铢' | '蚊');
    let signs = tables.currencies.first_characters().filter(|c| !behind(*c) || stops.contains(c)).collect();
    let numbers = (0..0x10000u32).filter_map(char::from_u32).filter(|&c| begins(c));
    let quantities = numbers.chain("第半几数上翻负-好成对万.".chars()).collect();
    (stops, signs, quantities)
}

/// One bit per character of the basic plane.
fn set(characters: impl Iterator<Item = char>) -> Vec<u64> {
    let mut set = vec![0; 0x10000 / 64];
    for c in characters {
        if let Some(bits) = set.get_mut(c as usize / 64) {
            *bits |= 1 << (c as usize % 64);
        }
    }
    set
}

#[inline]
fn holds(set: &[u64], c: char) -> bool {
    set.get(c as usize / 64).is_some_and(|bits| bits >> (c as usize % 64) & 1 == 1)
}

impl Tables {
    /// Whether a numeral of one character stands at `at` in the midst of other words (一些, 三峡): no quantity.
    #[inline]
    pub(crate) fn lone_numeral(&self, text: Text<'_>, at: usize) -> bool {
        let next = text.at(at + 1);
        matches!(text.at(at), '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九') && is_han(next) && !holds(&self.follows, next)
    }

    /// A currency at `at`: its length and ISO 4217 code.
    pub(crate) fn currency(&self, text: &[char], at: usize, region: Region) -> Option<(usize, &'static str)> {
        let (length, code) = self.currencies.longest(text, at)?;
        let local = match region {
            Region::HongKong => "HKD",
            Region::Macao => "MOP",
            Region::Taiwan => "TWD",
            Region::Mainland | Region::Other => "CNY",
        };
        Some((length, if *code == "LOCAL" { local } else { code }))
    }

    /// A hedge that ends just before `at`: its length and comparator.
    pub(crate) fn hedge_before(&self, text: &[char], at: usize) -> Option<(usize, Comparator)> {
        let mut backwards = ['\0'; 4];
        for (slot, &c) in backwards.iter_mut().zip(text.get(at.saturating_sub(4)..at)?.iter().rev()) {
            *slot = c;
        }
        self.before.longest(&backwards, 0).map(|(length, comparator)| (length, *comparator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_folded_words_only() {
        for data in [
            include_str!("../../data/units.tsv"),
            include_str!("../../data/stop.tsv"),
            include_str!("../../data/hedges.tsv"),
            include_str!("../../data/time_words.tsv"),
            include_str!("../../data/holidays.tsv"),
        ] {
            for line in data.lines().filter(|line| !line.starts_with('#')) {
                assert_eq!(fold_text(line).replace(' ', "\t").to_lowercase(), line.replace(' ', "\t").to_lowercase());
            }
        }
    }

    #[test]
    fn yuan_goes_by_region() {
        let text: Vec<char> = "元".chars().collect();
        for (region, code) in [(Region::Mainland, "CNY"), (Region::HongKong, "HKD"), (Region::Macao, "MOP"), (Region::Taiwan, "TWD"), (Region::Other, "CNY")] {
            assert_eq!(tables().currency(&text, 0, region), Some((1, code)));
        }
    }
}
