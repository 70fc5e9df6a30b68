//! Whole expressions: dates with the time of day, ranges, open ends, lengths, repetitions.
//! In: a place where a time may begin. Out: the form and the place after it.

use super::clock::time_of_day;
use super::date::{date, days, weekday};
use super::form::{Clock, Form, Grain, Length, Moment, Month, Unit, Year};
use super::length::{self, Term};
use super::words::{Word, tables};
use crate::number::begins;
use crate::scan::{Text, is_han};

/// The expression at `at`.
pub(crate) fn expression(text: Text<'_>, at: usize) -> Option<(usize, Form)> {
    if let Some((_, Word::Stop)) = tables().words.longest(text.0, at) {
        return None;
    }
    match text.at(at) {
        '每' | '逐' => return every(text, at),
        '截' | '迄' => {
            let length = text.one_of(at, &["截止到", "截至到", "截止至", "截止", "截至", "迄"])?;
            let (end, moment) = moment(text, text.skip_spaces(at + length))?;
            let end = end + text.one_of(end, &["为止", "止"]).unwrap_or(0);
            return Some((end, Form::Until(moment, true)));
        }
        '自' | '从' | '由' => {
            let length = text.one_of(at, &["自从", "自", "从", "由"])?;
            return from(text, at + length, text.at(at) == '自');
        }
        _ => {}
    }
    if let Some((end, first)) = moment(text, at) {
        return Some(open_or_range(text, end, first, false));
    }
    duration(text, at)
}

/// 从…到…, 自…以来, 从…起.
/// 从2002年的 alone begins nothing and is read as the year; 自2002年 does.
fn from(text: Text<'_>, at: usize, begins: bool) -> Option<(usize, Form)> {
    let (end, first) = moment(text, text.skip_spaces(at))?;
    match open_or_range(text, end, first, true) {
        (end, Form::At(first)) if first.clock.is_some_and(|clock| clock.to.is_some()) => Some((end, Form::At(first))),
        (end, Form::At(first)) => begins.then_some((end, Form::Since(first, true, false))),
        other => Some(other),
    }
}

/// A date, a time of day, or both, with zone, weekday and what stands in parentheses behind.
pub(crate) fn moment(text: Text<'_>, at: usize) -> Option<(usize, Moment)> {
    let (mut start, mut zone) = (at, None);
    if let Some((length, Word::Zone)) = tables().words.longest(text.0, at) {
        zone = Some(text.0[at..at + length].iter().collect::<String>());
        start = text.skip_spaces(at + length);
    }
    let Some((end, mut found)) = date(text, start) else {
        let (end, part, clock) = time_of_day(text, start, zone.is_some())?;
        let bare = Moment { part, clock, zone, ..Moment::default() };
        return Some(zone_behind(text, end, bare));
    };
    let mut end = beside(text, end, &mut found);
    if found.part.is_none() || text.at(end) != '早' {
        let mut next = text.skip_spaces(end);
        next += usize::from(text.at(next) == '的' && found.part.is_none());
        if found.zone.is_none() && text.at(next) == '(' {
            (next, found) = zone_behind(text, next, found);
            end = next.max(end);
        }
        if let Some((after, part, clock)) =
            time_of_day(text, next, true).filter(|found| found.2.is_some() || text.at(next) != '早' || !begins(text.at(next + 1)))
        {
            let part = part.or(found.part);
            let clock = clock.map(|clock| in_part(clock, part));
            (end, found) = (after, Moment { part, clock, ..found });
        }
    }
    if zone.is_some() {
        found.zone = zone;
    }
    Some(zone_behind(text, end, found))
}

/// 今晚8点: the part of the day belongs to the date word, the hour comes after it.
fn in_part(clock: Clock, part: Option<chancery_model::Part>) -> Clock {
    use chancery_model::Part;
    let later = |seconds: u32| {
        if !clock.certain && matches!(part, Some(Part::Evening | Part::Night | Part::Afternoon)) && seconds < 12 * 3600 { seconds + 12 * 3600 } else { seconds }
    };
    Clock { from: later(clock.from), to: clock.to.map(later), certain: clock.certain || part.is_some(), ..clock }
}

fn zone_behind(text: Text<'_>, end: usize, moment: Moment) -> (usize, Moment) {
    if text.at(end) == '('
        && let Some((length, Word::Zone)) = tables().words.longest(text.0, end + 1)
        && text.at(end + 1 + length) == ')'
    {
        let zone = text.0[end + 1..end + 1 + length].iter().collect();
        return (end + length + 2, Moment { zone: Some(zone), ..moment });
    }
    let start = text.skip_spaces(end);
    if moment.clock.is_some()
        && moment.zone.is_none()
        && let Some(length) = text.one_of(start, &["gmt", "utc", "cst", "cet", "est", "edt"])
        && !text.at(start + length).is_ascii_alphanumeric()
    {
        return (start + length, Moment { zone: Some(text.0[start..start + length].iter().collect::<String>().to_uppercase()), ..moment });
    }
    (end, moment)
}

/// The weekday or the date that repeats the day: 20日（周三）, 昨日(20日), 5月20日星期三, 上周五（6月12日）.
fn beside(text: Text<'_>, end: usize, moment: &mut Moment) -> usize {
    let daily = matches!(moment.unit, Unit::Day(_) | Unit::DayOffset(..) | Unit::DayContext(_) | Unit::DayNear(..) | Unit::Weekday(_) | Unit::Holiday(..));
    if !daily {
        return end;
    }
    if text.at(end) == '(' {
        if let Some((inner_end, inner)) = date(text, end + 1)
            && text.at(inner_end) == ')'
            && matches!(inner.unit, Unit::Day(_) | Unit::Weekday(_) | Unit::DayOffset(..) | Unit::Lunar(..) | Unit::Holiday(..))
        {
            if let (Unit::Day(day), false) = (inner.unit, matches!(moment.unit, Unit::Day(_))) {
                match (inner.month, moment.unit) {
                    (Month::None, Unit::DayOffset(first, _)) => moment.unit = Unit::DayNear(first, day),
                    _ => *moment = Moment { part: moment.part, ..inner },
                }
            }
            return inner_end + 1;
        }
        return end;
    }
    let start = text.skip_spaces(end) + usize::from(text.at(end) == ',');
    if matches!(moment.unit, Unit::Day(_) | Unit::DayOffset(..))
        && let Some((length, Word::WeekdayPrefix)) = tables().words.longest(text.0, start)
        && let Some((after, Unit::Weekday(_))) = weekday(text, start + length)
        && text.at(after) != '至'
        && text.at(after) != '到'
    {
        return after;
    }
    // 周日, 二月十号
    if matches!(moment.unit, Unit::Weekday(_))
        && moment.week.is_none()
        && let Some((after, inner)) = date(text, text.skip_spaces(start))
        && matches!(inner.unit, Unit::Day(_))
        && inner.month != Month::None
    {
        *moment = inner;
        return after;
    }
    end
}

const RANGE: &[&str] = &["直至", "起至", "至", "到", "--", "——", "-", "~", "—", "〜"];

/// What opens the end of a moment, whether the moment counts from there, and whether it counts itself.
const OPENS: &[(&[&str], bool, bool)] = &[
    (&["开始以来", "以来", "起至今", "开始", "至今", "迄今", "以降"], true, true),
    (&["或之后", "及之后", "及以后", "或以后"], true, true),
    (&["或之前", "及之前", "及以前", "或以前", "为止"], false, true),
    (&["之后", "以后", "过后"], true, false),
    (&["之前", "以前"], false, false),
];

/// What follows a moment: the end of a range, an open end, or nothing.
fn open_or_range(text: Text<'_>, end: usize, first: Moment, from: bool) -> (usize, Form) {
    let spaced = text.skip_spaces(end);
    if let Some(length) = text.one_of(spaced, RANGE) {
        let next = text.skip_spaces(spaced + length);
        if from && let Some(length) = text.one_of(next, &["现在", "今天", "目前", "如今", "今"]).filter(|_| !text.is(next + 1, "年晚")) {
            return (next + length, Form::Since(first, true, true));
        }
        if let Some((after, second)) = range_end(text, next, &first) {
            let after = after + text.one_of(after, &["期间", "之间", "间", "止", "为止"]).unwrap_or(0);
            return (after, Form::Between(first, second));
        }
    }
    if matches!(text.at(end), '和' | '与')
        && let Some((after, second)) = moment(text, end + 1)
        && let Some(length) = text.one_of(after, &["之间", "间"])
    {
        return (after + length, Form::Between(first, second));
    }
    if first.unit == Unit::None && first.clock.is_none() {
        return (end, Form::At(first));
    }
    let spaced = text.skip_spaces(end);
    for (words, since, included) in OPENS {
        if let Some(length) = text.one_of(spaced, words) {
            let included = *included || !since && ends_itself(&first);
            let behind = text.ends(spaced + length, "以来") || text.ends(spaced + length, "今");
            return (spaced + length, if *since { Form::Since(first, included, behind) } else { Form::Until(first, included) });
        }
    }
    let next = text.at(end + 1);
    match text.at(end) {
        '起' if !"草诉义伏飞点来码源用居因身".contains(next) => (end + 1, Form::Since(first, true, false)),
        '后' if !"天年续来勤方备果半期人者晋".contains(next) => (end + 1, Form::Since(first, false, false)),
        '前' if !"往来后夕总首外国主副任驻议财防书秘市州省大党沿线瞻景台领方身三两一十二四五述不所期半段列进".contains(next) && !next.is_ascii_digit() =>
        {
            let included = ends_itself(&first);
            (end + 1, Form::Until(first, included))
        }
        '止' => (end + 1, Form::Until(first, true)),
        _ => (end, Form::At(first)),
    }
}

/// 3月底前 and 年底前 include the end that they name.
fn ends_itself(moment: &Moment) -> bool {
    matches!(moment.unit, Unit::MonthDays(21, 31) | Unit::Months(12, 12, _) | Unit::MonthDays(16, 31))
}

/// The second end of a range, which may leave out what the first has said.
fn range_end(text: Text<'_>, at: usize, first: &Moment) -> Option<(usize, Moment)> {
    // 11号到12号
    if matches!(first.unit, Unit::Day(_))
        && let Some((end, unit @ Unit::Day(_))) = days(text, at, true)
    {
        let second = Moment { unit, ..Moment::default() };
        return Some(match time_of_day(text, end, true) {
            Some((end, part, clock)) => (end, Moment { part, clock, ..second }),
            None => (end, second),
        });
    }
    if let Some((end, second)) = moment(text, at) {
        let clocks = first.unit == Unit::None || first.clock.is_some();
        let fits = match second.unit {
            Unit::None => clocks && second.clock.is_some() || second.part.is_some() && first.part.is_some(),
            Unit::Window(..) | Unit::Shift(..) => false,
            _ => first.unit != Unit::None,
        };
        return fits.then_some((end, second));
    }
    // 9月中旬至下旬, 去年年底至年初
    if matches!(first.unit, Unit::MonthDays(..)) {
        for (word, from, to) in [("中旬", 11, 20), ("下旬", 21, 31), ("底", 21, 31), ("末", 21, 31)] {
            if text.has(at, word) {
                return Some((
                    at + word.chars().count(),
                    Moment { year: first.year, month: first.month, unit: Unit::MonthDays(from, to), ..Moment::default() },
                ));
            }
        }
    }
    None
}

/// 每天, 每周三, 每两年, 每个月.
fn every(text: Text<'_>, at: usize) -> Option<(usize, Form)> {
    if !text.has(at, "每") || text.has(at, "每日") && text.is(at + 2, "邮电镜经快新野") {
        return None;
    }
    let mut start = at + 1 + usize::from(text.at(at + 1) == '隔');
    start = text.skip_spaces(start);
    if let Some(length) = text.one_of(start, &["周", "星期", "礼拜", "个星期"])
        && let Some((end, Unit::Weekday(day))) = weekday(text, start + length)
    {
        let name = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"][usize::from(day) % 7];
        return Some(with_clock(text, end, name.to_owned()));
    }
    let term = length::term(text, start).or_else(|| single(text, start))?;
    let (end, mut length) = (term.end, Length::default());
    length.push(&term);
    let mut end = end;
    // 每年5月20日 is one repetition.
    if term.grain >= Grain::Month
        && let Some((after, inner)) = date(text, end + usize::from(text.at(end) == '的'))
        && matches!(inner.unit, Unit::Day(_) | Unit::Month | Unit::MonthDays(..) | Unit::Months(..) | Unit::Days(..))
        && inner.year == Year::None
    {
        end = after;
    }
    Some(with_clock(text, end, length.iso()))
}

fn with_clock(text: Text<'_>, end: usize, repeats: String) -> (usize, Form) {
    match time_of_day(text, end, true) {
        Some((after, _, Some(clock))) => (after, Form::Every(repeats, Some(clock))),
        _ => (end, Form::Every(repeats, None)),
    }
}

/// 天, 年, 个月 without a number: one.
fn single(text: Text<'_>, at: usize) -> Option<Term> {
    let (length, grain) = length::unit(text, at)?;
    Some(Term { end: at + length, value: 1.0, grain, bare_day: false, bare_month: false })
}

/// A length of time, or what it locates: 三年前, 18小时后, 30年来, 三年内.
fn duration(text: Text<'_>, at: usize) -> Option<(usize, Form)> {
    if !begins(text.at(at)) && !matches!(text.at(at), '半' | '几' | '数') {
        return None;
    }
    let term = length::term(text, at).or_else(|| length::minutes(text, at))?;
    if term.bare_month || text.before(at) == '第' || is_other_word(text, at, &term) {
        return None;
    }
    let (end, mut length) = length::length(text, term);
    let count = term.value.ceil().min(9999.0) as u16;
    let next = text.at(end + 1);
    // 數日前, 十多年前: how many is not said.
    let unsaid = (at..end).any(|place| matches!(text.at(place), '几' | '数' | '多' | '余'));
    let units = if unsaid { 0 } else { count };
    // 時隔5年後再訪: how long nobody came.
    if matches!(text.before(at), '隔') && at > 0 {
        return Some((end, Form::Length(length)));
    }
    // 20年前的今天: that day of that year.
    if let Some(length) = text.one_of(end, &["前的今天", "前的今日", "前今天", "前今日"]).filter(|_| term.grain == Grain::Year && (1..=120).contains(&units))
    {
        return Some((end + length, Form::At(Moment { year: Year::Offset(-(units as i8)), unit: Unit::DayOffset(0, 0), ..Moment::default() })));
    }
    let shift = |length: usize, future| Some((end + length, Form::At(Moment { unit: Unit::Shift(units, term.grain, future), ..Moment::default() })));
    if let Some(length) = text.one_of(end, &["之前", "以前"]) {
        return shift(length, false);
    }
    if let Some(length) = text.one_of(end, &["之后", "以后", "过后"]) {
        return shift(length, true);
    }
    if text.at(end) == '前' && !"往进景沿瞻列提所线锋夕途身".contains(next) {
        return shift(1, false);
    }
    if text.at(end) == '后' && !"续者备勤代盾援果台方顾".contains(next) {
        return shift(1, true);
    }
    if let Some(length) = text.one_of(end, &["以来", "来"]).filter(|&length| length == 2 || !"自华访到京源临袭往".contains(next)) {
        return Some((end + length, Form::At(Moment { unit: Unit::Window(count, term.grain, false), ..Moment::default() })));
    }
    if let Some(inside) = text.one_of(end, &["之内", "以内", "内", "期间", "间", "里"]) {
        length.locates = true;
        return Some((end + inside, Form::Length(length)));
    }
    Some((end, Form::Length(length)))
}

/// 一天到晚, 一年级 and other words that only look like a length.
fn is_other_word(text: Text<'_>, at: usize, term: &Term) -> bool {
    let first = text.at(at);
    if first == '半' && matches!(text.before(at), '上' | '下' | '前' | '后') {
        return true;
    }
    if first == '数' && is_han(text.before(at)) && "人少多次参指总户函倍".contains(text.before(at)) || first == '几' && "茶".contains(text.before(at))
    {
        return true;
    }
    if term.bare_day && (text.is(term.end, "游") || text.is(at, "一") && text.is(term.end, "千不三")) {
        return true;
    }
    text.is(term.end, "级制生期龄") && term.grain == Grain::Year && !text.has(term.end, "期间")
        || text.before(at) == '星'
        || first == '一' && text.has(at, "一分为")
}
