//! The words of time and their tables. In: data files. Out: a lexicon, the rules of holidays, lunar years.

use std::sync::OnceLock;

use chancery_model::{Date, Part};

use crate::lexicon::{Lexicon, rows};
use crate::number::begins;
use crate::scan::Text;

/// What a word of time stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Word {
    Day(i8, Option<Part>),
    DayOfContext(i8, Option<Part>),
    Week(i8),
    /// 周, 星期: a weekday follows.
    WeekdayPrefix,
    Month(i8),
    MonthOfContext(i8),
    Year(i8),
    YearOfContext(i8),
    Part(Part),
    ShortPart(Part),
    YearPart(u8, u8),
    HalfYear(u8, u8),
    Quarter(u8, u8),
    MonthPart(u8, u8),
    Century(i8),
    Season(i8, u8),
    Zone,
    Window(bool),
    /// A longer word that holds a length of time and is none (百年大计).
    Stop,
    Era(i16),
    Holiday(u16, u8),
    Plan(i16, i16),
}

/// The rule of a holiday.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    Fixed(u8, u8),
    /// Month and day of the lunar year; day 0 is the eve of the month.
    Lunar(u8, u8),
    Easter(i32),
    Qingming,
    Nth(u8, u8, u8),
}

pub(crate) struct Tables {
    pub(crate) words: Lexicon<Word>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) lunar: Vec<LunarYear>,
    bare_days: Vec<BareDay>,
}

/// A day said with one character (昨抵, 今會見) and what must and must not stand around it.
struct BareDay {
    character: char,
    offset: i8,
    /// Empty: any.
    followers: Vec<&'static str>,
    not_before: &'static str,
    not_after: &'static str,
}

/// A lunar year: its first day and its months, each with its length and whether it is a leap month.
pub(crate) struct LunarYear {
    pub(crate) year: i16,
    pub(crate) first: Date,
    pub(crate) months: Vec<(u8, bool)>,
}

impl Tables {
    /// The days from publication of a day said with one character at `at`.
    pub(crate) fn bare_day(&self, text: Text<'_>, at: usize) -> Option<i8> {
        let (c, before, after) = (text.at(at), text.before(at), text.at(at + 1));
        let day = self.bare_days.iter().find(|day| day.character == c)?;
        let follows = day.followers.is_empty() || day.followers.iter().any(|word| text.has(at + 1, word));
        (follows && !day.not_before.contains(before) && !day.not_after.contains(after)).then_some(day.offset)
    }
}

pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let (mut rules, mut words) = (Vec::new(), Vec::new());
        for row in rows(include_str!("../../data/holidays.tsv")) {
            let [name, rule, length] = row[..] else { continue };
            let (Some(rule), Ok(length)) = (parse_rule(rule), length.parse()) else { continue };
            words.push((name.to_owned(), Word::Holiday(rules.len() as u16, length)));
            rules.push(rule);
        }
        for row in rows(include_str!("../../data/eras.tsv")) {
            if let [name, base] = row[..] {
                words.extend(base.parse().ok().map(|base| (name.to_owned(), Word::Era(base))));
            }
        }
        for row in rows(include_str!("../../data/plans.tsv")) {
            if let [name, from, to] = row[..] {
                words.extend(from.parse().ok().zip(to.parse().ok()).map(|(from, to)| (name.to_owned(), Word::Plan(from, to))));
            }
        }
        for row in rows(include_str!("../../data/time_words.tsv")) {
            words.extend(parse_word(&row).map(|word| (row[0].to_owned(), word)));
        }
        let words = Lexicon::new(words);
        let bare_days: Vec<BareDay> = rows(include_str!("../../data/bare_days.tsv")).filter_map(|row| parse_bare_day(&row)).collect();
        let lunar = rows(include_str!("../../data/lunar.tsv")).filter_map(|row| parse_lunar(&row)).collect();
        Tables { words, rules, lunar, bare_days }
    })
}

/// The characters that words of time begin with, and those with which a time may begin without such a word.
pub(crate) fn first_characters() -> (Vec<char>, Vec<char>) {
    let tables = tables();
    let numbers = (0..0x10000u32).filter_map(char::from_u32).filter(|&c| begins(c));
    let plain = tables.bare_days.iter().map(|day| day.character).chain("自从由截迄每第首农正腊冬闰半几数前昨今明后".chars()).chain(numbers);
    (tables.words.first_characters().collect(), plain.collect())
}

fn parse_word(row: &[&str]) -> Option<Word> {
    let number: i8 = row.get(2)?.parse().ok()?;
    let second = || row.get(3).and_then(|cell| cell.parse::<u8>().ok());
    let part = || row.get(3).and_then(|cell| parse_part(cell));
    Some(match *row.get(1)? {
        "day" => Word::Day(number, part()),
        "day-of-context" => Word::DayOfContext(number, part()),
        "week" => Word::Week(number),
        "weekday" => Word::WeekdayPrefix,
        "month" => Word::Month(number),
        "month-of-context" => Word::MonthOfContext(number),
        "year" => Word::Year(number),
        "year-of-context" => Word::YearOfContext(number),
        "part" => Word::Part(part()?),
        "short-part" => Word::ShortPart(part()?),
        "year-part" => Word::YearPart(number as u8, second()?),
        "half-year" => Word::HalfYear(number as u8, second()?),
        "quarter" => Word::Quarter(number as u8, second()?),
        "month-part" => Word::MonthPart(number as u8, second()?),
        "century" => Word::Century(number),
        "season" => Word::Season(number, second()?),
        "zone" => Word::Zone,
        "window" => Word::Window(number > 0),
        "stop" => Word::Stop,
        _ => return None,
    })
}

fn parse_bare_day(row: &[&'static str]) -> Option<BareDay> {
    let [character, offset, followers, not_before, not_after] = row[..] else { return None };
    Some(BareDay {
        character: character.chars().next()?,
        offset: offset.parse().ok()?,
        followers: followers.split(' ').filter(|word| *word != "*").collect(),
        not_before,
        not_after,
    })
}

fn parse_part(cell: &str) -> Option<Part> {
    Some(match cell {
        "dawn" => Part::Dawn,
        "morning" => Part::Morning,
        "noon" => Part::Noon,
        "afternoon" => Part::Afternoon,
        "evening" => Part::Evening,
        "night" => Part::Night,
        _ => return None,
    })
}

fn parse_rule(cell: &str) -> Option<Rule> {
    let (kind, rest) = cell.split_once(' ').unwrap_or((cell, ""));
    let numbers = || rest.split('-').map(|part| part.parse::<u8>().ok()).collect::<Option<Vec<u8>>>();
    Some(match kind {
        "fixed" => match numbers()?[..] {
            [month, day] => Rule::Fixed(month, day),
            _ => return None,
        },
        "lunar" => match numbers()?[..] {
            [month, day] => Rule::Lunar(month, day),
            _ => return None,
        },
        "nth" => match numbers()?[..] {
            [month, weekday, nth] => Rule::Nth(month, weekday, nth),
            _ => return None,
        },
        "easter" => Rule::Easter(rest.parse().ok()?),
        "qingming" => Rule::Qingming,
        _ => return None,
    })
}

fn parse_lunar(row: &[&str]) -> Option<LunarYear> {
    let [year, first, months] = row[..] else { return None };
    let months = months.split(' ').map(|cell| Some((cell.trim_start_matches('L').parse().ok()?, cell.starts_with('L')))).collect::<Option<Vec<_>>>()?;
    Some(LunarYear { year: year.parse().ok()?, first: Date::parse(first)?, months })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_of_the_data_are_read() {
        let count = |data: &'static str| rows(data).count();
        let tables = tables();
        assert_eq!(tables.rules.len(), count(include_str!("../../data/holidays.tsv")));
        assert_eq!(tables.lunar.len(), count(include_str!("../../data/lunar.tsv")));
        assert_eq!(tables.bare_days.len(), count(include_str!("../../data/bare_days.tsv")));
        for row in rows(include_str!("../../data/time_words.tsv")) {
            assert!(parse_word(&row).is_some(), "{row:?}");
        }
        for pair in tables.lunar.windows(2) {
            let days: i32 = pair[0].months.iter().map(|month| i32::from(month.0)).sum();
            assert_eq!(pair[0].first.plus(days), pair[1].first, "{}", pair[0].year);
        }
    }
}
