//! Dates as written: a day, week, month, year or larger, without the time of day. In: a place. Out: a moment and the place after it.
//! Ranges, open ends and lengths are left to `expression`.

use chancery_model::Precision;

use super::form::{Grain, Moment, Month, Unit, Year};
use super::length;
use super::words::{Word, tables};
use super::year;
use crate::number::{digits_end, small};
use crate::scan::{Text, is_han};

pub(crate) type Found = Option<(usize, Moment)>;

pub(crate) fn moment(unit: Unit) -> Moment {
    Moment { unit, ..Moment::default() }
}

/// A date at `at`.
pub(crate) fn date(text: Text<'_>, at: usize) -> Found {
    if crate::number::begins(text.at(at))
        && text.before(at) != '第'
        && let Some(found) = by_number(text, at)
    {
        return Some(found);
    }
    if let Some(found) = relative_pair(text, at) {
        return Some(found);
    }
    if let Some((length, word)) = tables().words.longest(text.0, at)
        && let Some(found) = by_word(text, at, at + length, *word)
    {
        return Some(found);
    }
    if let Some(offset) = tables().bare_day(text, at) {
        return Some((at + 1, moment(Unit::DayOffset(offset, offset))));
    }
    match text.at(at) {
        '第' | '首' => {
            let (end, unit) = year::quarter(text, at)?;
            Some((end, moment(unit)))
        }
        '农' if text.has(at, "农历") => {
            let start = at + 2;
            if let Some((end, value, 4)) = small(text, start)
                && text.at(end) == '年'
            {
                return year::lunar_month(text, end + 1, Year::Is(value as i16));
            }
            year::lunar_month(text, start, Year::None)
        }
        '正' | '腊' | '冬' | '闰' => year::lunar_month(text, at, Year::None),
        _ => None,
    }
}

/// 昨（20）日, 今(4)日, 明后两天, 今明两日.
fn relative_pair(text: Text<'_>, at: usize) -> Found {
    let offset = |c: char| match c {
        '前' => Some(-2i8),
        '昨' => Some(-1),
        '今' => Some(0),
        '明' => Some(1),
        '后' => Some(2),
        _ => None,
    };
    let first = offset(text.at(at))?;
    if text.at(at + 1) == '(' {
        let mut start = at + 2;
        let mut month = Month::None;
        if let Some((end, value, _)) = small(text, start)
            && text.at(end) == '月'
        {
            (start, month) = (end + 1, Month::Is(value as u8));
        }
        let (mut end, value, _) = small(text, start)?;
        end += usize::from(matches!(text.at(end), '日' | '号'));
        if text.at(end) != ')' || !(1..=31).contains(&value) {
            return None;
        }
        end += 1;
        end += usize::from(matches!(text.at(end), '日' | '天'));
        let unit = if month == Month::None { Unit::DayNear(first, value as u8) } else { Unit::Day(value as u8) };
        return Some((end, Moment { month, unit, ..Moment::default() }));
    }
    let second = offset(text.at(at + 1)).filter(|second| *second > first)?;
    let end = at + 2;
    if first >= -1 && text.one_of(end, &["两年", "二年"]).is_some() {
        return Some((end + 2, moment(Unit::YearOffset(first, second))));
    }
    let length = text.one_of(end, &["两天", "两日", "二天", "二日", "天", "日"])?;
    Some((end + length, moment(Unit::DayOffset(first, second))))
}

/// What makes 今日, 昨日 and the like part of another word or name (今日俄罗斯, 明日之星), one to a line.
const NOT_A_DAY: &str = include_str!("../../data/not_a_day.txt");

/// Words that begin with a word of time and are none.
fn is_other_word(text: Text<'_>, at: usize, end: usize, word: Word) -> bool {
    let before = text.before(at);
    match word {
        Word::Day(..) | Word::DayOfContext(..) if text.before(end) == '日' => {
            // 战后日本, 如今日本, 同日本
            text.at(end) == '本' && !text.is(end + 1, "报台网社刊次届地")
                || text.is(end, "头元")
                || before == '战' && text.at(at) == '后'
                || NOT_A_DAY.lines().any(|word| text.has(end, word))
        }
        Word::Day(..) | Word::DayOfContext(..) => {
            text.has(at, "前夜") || text.has(end, "之后》") || text.is(at, "前后") && text.at(at + 1) == '一' && "最之以然".contains(before)
        }
        Word::Year(_) | Word::YearOfContext(_) | Word::Month(_) | Word::MonthOfContext(_)
            if text.at(at) == '次' && (crate::number::begins(before) || "每这那首多几数".contains(before)) =>
        {
            true
        }
        Word::Year(_) | Word::YearOfContext(_) => {
            text.is(end, "代轻龄级产均货纪糕")
                || text.at(at) == '后' && (before.is_ascii_digit() || before == '战')
                || text.at(at) == '前' && matches!(before, '年' | '月' | '目')
        }
        Word::Month(_) | Word::MonthOfContext(_) => text.is(end, "球亮饼刊薪"),
        Word::Week(_) => text.is(end, "边全密围知转报刊"),
        _ => false,
    }
}

fn by_word(text: Text<'_>, at: usize, end: usize, word: Word) -> Found {
    if is_other_word(text, at, end, word) {
        return None;
    }
    match word {
        Word::Day(offset, part) => Some((end, Moment { part, ..moment(Unit::DayOffset(offset, offset)) })),
        Word::DayOfContext(offset, part) => Some((end, Moment { part, ..moment(Unit::DayContext(offset)) })),
        Word::Week(offset) => Some(week(text, end, offset)),
        Word::WeekdayPrefix => {
            let before = text.before(at);
            if crate::number::begins(before) || "每两几数单双全第整圣半个多余多".contains(before) {
                return None;
            }
            let (end, unit) = weekday(text, end)?;
            Some((end, moment(unit)))
        }
        Word::Month(offset) => month_tail(text, end, Year::None, Month::Offset(offset)),
        Word::MonthOfContext(offset) => month_tail(text, end, Year::None, Month::Context(offset)),
        Word::Year(offset) => year::year_tail(text, end, Year::Offset(offset)),
        Word::YearOfContext(offset) => year::year_tail(text, end, Year::Context(offset)),
        Word::Season(offset, first) => Some((end, Moment { year: Year::Offset(offset), ..moment(Unit::Months(first, first + 2, Precision::Season)) })),
        Word::YearPart(from, to) if free_before(text, at) && (text.before(end) != '中' || year::middle_ends(text, end)) => {
            Some((end, Moment { year: Year::Offset(0), ..moment(year::months(from, to)) }))
        }
        Word::MonthPart(from, to) if free_before(text, at) && (text.before(end) != '中' || year::middle_ends(text, end)) => {
            Some((end, Moment { month: Month::Offset(0), ..moment(Unit::MonthDays(from, to)) }))
        }
        Word::HalfYear(from, to) => Some((end, moment(Unit::Months(from, to, Precision::HalfYear)))),
        Word::Quarter(from, to) => Some((end, moment(Unit::Months(from, to, Precision::Quarter)))),
        Word::Century(offset) => Some(year::century(text, end, None, offset)),
        Word::Holiday(index, days) if holiday_ends(text, end) => Some((end, moment(Unit::Holiday(index, days)))),
        Word::Plan(from, to) => {
            let mut end = end;
            end += usize::from(matches!(text.at(end), '"' | '”' | '」' | '』' | '＂'));
            let length = text.one_of(end, &["规划期间", "规划时期", "时期", "期间"])?;
            Some((end + length, moment(Unit::Years(from, to, Precision::Years))))
        }
        Word::Era(base) => {
            if text.at(end) == '前' {
                let (end, _, _) = small(text, end + 1)?;
                return (text.at(end) == '年').then(|| (end + 1, moment(Unit::Impossible)));
            }
            let start = text.skip_spaces(end);
            let (end, value) = if text.at(start) == '元' { (start + 1, 1) } else { small(text, start).map(|found| (found.0, found.1))? };
            let end = text.skip_spaces(end);
            let year = base.checked_add(i16::try_from(value).ok()?)?;
            if text.at(end) != '年' || text.at(end + 1) == '代' {
                return None;
            }
            year::year_tail(text, end + 1, Year::Is(year))
        }
        Word::Window(future) => window(text, at, end, future),
        _ => None,
    }
}

/// 年内 and 月底 stand alone: not in 青年内地, 30年底.
fn free_before(text: Text<'_>, at: usize) -> bool {
    let before = text.before(at);
    !matches!(text.at(at), '年' | '月')
        || !is_han(before) && !before.is_ascii_digit()
        || "在于至到从自的将并可有望取计料和及或与以直由是了会能要内末".contains(before)
}

/// Names of holidays are parts of other names (国庆招待会, 春节联欢晚会); they count where what follows lets them be a time.
pub(crate) fn holiday_ends(text: Text<'_>, end: usize) -> bool {
    !is_han(text.at(end)) && !text.at(end).is_ascii_digit() || text.is(end, "前后期当假长时夜晚上下早这之以将到至也和与及、是在")
}

/// A week, a day of it, or its weekend; `end` is after the word for the week.
fn week(text: Text<'_>, end: usize, offset: i8) -> (usize, Moment) {
    let (end, unit) = weekday(text, end).unwrap_or((end, Unit::Week));
    (end, Moment { week: Some(offset), unit, ..Moment::default() })
}

/// The day after 周, 星期 or 上周.
pub(crate) fn weekday(text: Text<'_>, at: usize) -> Option<(usize, Unit)> {
    let day = match text.at(at) {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '日' | '天' => 0,
        '末' => return Some((at + 1, Unit::Weekend)),
        _ => return None,
    };
    // 两周一次, 一周五天, 周日程
    if text.is(at + 1, "次天个回届名遍轮十百千万条") || text.at(at + 1) == '期' && !text.has(at + 1, "期间") || text.has(at, "日程") {
        return None;
    }
    Some((at + 1, Unit::Weekday(day)))
}

/// What follows a month: its part, a day, days, a lunar day, or nothing.
pub(crate) fn month_tail(text: Text<'_>, at: usize, year: Year, month: Month) -> Found {
    let with = |unit| Moment { year, month, unit, ..Moment::default() };
    let at = at + usize::from(text.at(at) == '份');
    for (word, from, to) in [
        ("上中旬", 1, 20),
        ("中上旬", 1, 20),
        ("中下旬", 11, 31),
        ("上旬", 1, 10),
        ("中旬", 11, 20),
        ("下旬", 21, 31),
        ("初", 1, 10),
        ("底", 21, 31),
        ("末", 21, 31),
        ("尾", 21, 31),
    ] {
        if text.has(at, word) && !(word == "初" && small(text, at + 1).is_some_and(|found| found.1 <= 10 && found.2 != 2)) {
            return Some((at + word.chars().count(), with(Unit::MonthDays(from, to))));
        }
    }
    if text.at(at) == '中' && year::middle_ends(text, at + 1) {
        return Some((at + 1, with(Unit::MonthDays(11, 20))));
    }
    if let Month::Is(number) = month
        && text.at(at) == '初'
        && let Some((end, day)) = year::lunar_day(text, at)
    {
        return Some((end, Moment { year, unit: Unit::Lunar(number, day, false), ..Moment::default() }));
    }
    if let Some((end, unit)) = days(text, text.skip_spaces(at), true) {
        return Some((end, with(unit)));
    }
    if let Some((end, unit)) = nth_in_month(text, at + usize::from(text.at(at) == '的')) {
        return Some((end, with(unit)));
    }
    // 二零零四年八月十五
    if let (Year::Is(_), Some((end, day, _))) = (year, small(text, at).filter(|_| !text.at(at).is_ascii_digit()))
        && (1..=31).contains(&day)
        && !is_han(text.at(end))
    {
        return Some((end, with(Unit::Day(day as u8))));
    }
    Some((at, with(Unit::Month)))
}

/// A day or days of a month: 20日, 28至30日, 7、8日. With `in_month`, 号 is as good as 日.
pub(crate) fn days(text: Text<'_>, at: usize, in_month: bool) -> Option<(usize, Unit)> {
    let (end, first, digits) = small(text, at)?;
    if !(1..=31).contains(&first) || digits > 2 {
        return None;
    }
    let is_day = |at: usize| text.at(at) == '日' && !text.is(at + 1, "元圆币") || in_month && text.at(at) == '号';
    let unit = text.skip_spaces(end);
    if is_day(unit) {
        return Some((unit + 1, Unit::Day(first as u8)));
    }
    let separator = text.one_of(end, &["至", "到", "-", "~", "—", "、", "和", "及"])?;
    let (second_end, second, digits) = small(text, end + separator)?;
    if !is_day(second_end) || !(first + 1..=31).contains(&second) || digits > 2 {
        return None;
    }
    let listed = matches!(text.at(end), '、' | '和' | '及');
    if listed && second != first + 1 {
        return None;
    }
    Some((second_end + 1, Unit::Days(first as u8, second as u8)))
}

/// 第一个星期一, 最后一个周日, 第一周.
fn nth_in_month(text: Text<'_>, at: usize) -> Option<(usize, Unit)> {
    let (mut end, nth) = if text.has(at, "最后一") {
        (at + 3, -1)
    } else if text.at(at) == '第' {
        let (end, value, _) = small(text, at + 1).filter(|found| (1..=5).contains(&found.1))?;
        (end, value as i8)
    } else {
        return None;
    };
    end += usize::from(text.at(end) == '个');
    let length = text.one_of(end, &["星期", "礼拜", "周"])?;
    end += length;
    match weekday(text, end) {
        Some((end, Unit::Weekday(day))) => Some((end, Unit::NthWeekday(nth, day))),
        _ => (nth > 0).then_some((end, Unit::NthWeek(nth as u8))),
    }
}

/// Years that are named for what they serve: 2025財年.
const YEAR_NAMES: &[&str] = &["财政年度", "财年", "学年"];

fn by_number(text: Text<'_>, at: usize) -> Found {
    if let Some(found) = numeric(text, at) {
        return Some(found);
    }
    let (end, value, digits) = small(text, at)?;
    let unit = text.skip_spaces(end);
    match text.at(unit) {
        '年' => year::from_number(text, at, unit, value, digits),
        '财' | '学' if digits == 4 && (1000..=2200).contains(&value) && text.one_of(unit, YEAR_NAMES).is_some() => {
            year::year_tail(text, unit + text.one_of(unit, YEAR_NAMES)?, Year::Is(value as i16))
        }
        '月' if (1..=12).contains(&value) && digits <= 2 && !text.is(unit + 1, "球薪租票刊亮均饼色台") => {
            month_tail(text, unit + 1, Year::None, Month::Is(value as u8))
        }
        '日' | '号' => day_alone(text, at, unit, value),
        '世' if text.at(unit + 1) == '纪' && (10..=30).contains(&value) => Some(year::century(text, unit + 2, Some(value as i16), 0)),
        '季' if (1..=4).contains(&value) && text.at(unit + 1) == '度' && text.before(at) != '前' => {
            let first = value as u8 * 3 - 2;
            Some((unit + 2, moment(Unit::Months(first, first + 2, Precision::Quarter))))
        }
        _ => spread(text, at, end, value, digits),
    }
}

/// A number that shares the unit of the next: 2020至2022年, 7、8月, 28至30日, 2024/25年度.
fn spread(text: Text<'_>, at: usize, end: usize, first: u32, digits: usize) -> Found {
    let start = text.skip_spaces(end);
    let listed = matches!(text.at(start), '、' | '和' | '及' | '与');
    let slash = text.at(start) == '/';
    let separator = text.one_of(start, &["至", "到", "--", "-", "~", "—", "、", "和", "及", "与", "/"])?;
    let (second_end, second, second_digits) = small(text, text.skip_spaces(start + separator))?;
    let unit = text.skip_spaces(second_end);
    match text.at(unit) {
        '年' | '财' | '学' if digits == 4 && (1000..=2200).contains(&first) && matches!(second_digits, 2 | 4) => {
            let second = if second_digits == 2 { first / 100 * 100 + second } else { second };
            let season = text.one_of(unit, &["年度", "年"]).or_else(|| text.one_of(unit, YEAR_NAMES))?;
            if second <= first || listed && second != first + 1 || slash && season == 1 || text.at(unit + 1) == '代' {
                return None;
            }
            Some((unit + season, moment(Unit::Years(first as i16, second as i16, Precision::Years))))
        }
        '月' if first < second && second <= 12 && first > 0 && !slash && (!listed || second == first + 1) && text.at(unit + 1) != '球' => {
            Some((unit + 1 + usize::from(text.at(unit + 1) == '份'), moment(Unit::Months(first as u8, second as u8, Precision::Months))))
        }
        '日' if !slash => {
            let (end, unit) = days(text, at, false)?;
            Some((end, moment(unit)))
        }
        _ => None,
    }
}

/// 2010-01-29, 2010/1/29, 2010.01.29, 1/2/2020 (day first, unless it cannot be).
fn numeric(text: Text<'_>, at: usize) -> Found {
    if !text.at(at).is_ascii_digit() || text.before(at).is_ascii_alphanumeric() {
        return None;
    }
    let first_end = digits_end(text, at);
    let separator = text.at(first_end);
    if !matches!(separator, '-' | '/' | '.') || first_end - at > 4 {
        return None;
    }
    let second_end = digits_end(text, first_end + 1);
    let third_end = digits_end(text, second_end + 1);
    if text.at(second_end) != separator
        || second_end - first_end > 3
        || third_end - second_end > 5
        || third_end == second_end + 1
        || second_end == first_end + 1
    {
        return None;
    }
    if text.at(third_end).is_ascii_alphanumeric() || text.at(third_end) == separator && separator != '-' && text.at(third_end + 1).is_ascii_digit() {
        return None;
    }
    let value = |from: usize| small(text, from).map_or(0, |found| found.1);
    let (a, b, c) = (value(at), value(first_end + 1), value(second_end + 1));
    let (year, month, day) = if first_end - at == 4 && third_end - second_end <= 3 {
        (a, b, c)
    } else if separator == '/' && first_end - at <= 2 && matches!(third_end - second_end, 3 | 5) {
        let year = if c < 50 {
            2000 + c
        } else if c < 100 {
            1900 + c
        } else {
            c
        };
        if b > 12 { (year, a, b) } else { (year, b, a) }
    } else {
        return None;
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1000..=2200).contains(&year) {
        return None;
    }
    Some((third_end, Moment { year: Year::Is(year as i16), month: Month::Is(month as u8), unit: Unit::Day(day as u8), ..Moment::default() }))
}

/// Words behind a day of the month that is written with 号, as news writes them.
const DONE: &[&str] = &[
    "公布", "证实", "通过", "一致", "召开", "正式", "继续", "深夜", "清晨", "早些", "援引", "签署", "中午", "午后", "夜间", "确认", "当天", "进行", "决定",
    "分别", "首次", "达成", "呼吁", "前往", "访问", "接受", "进入", "开幕", "闭幕", "会见", "会谈", "会晤", "要求", "批准", "拒绝", "谴责", "敦促", "返回",
    "回到", "审议", "投票", "承认", "宣誓", "离开", "完成", "迎来", "成功", "击落", "遭到", "遭遇",
];

/// A day without its month. 三日 may be three days; 5号 may be a number of anything.
fn day_alone(text: Text<'_>, at: usize, unit: usize, value: u32) -> Found {
    // 两日: a length, never the second of the month.
    if !(1..=31).contains(&value) || text.at(at) == '两' {
        return None;
    }
    let (before, end, ascii) = (text.before(at), unit + 1, text.at(at).is_ascii_digit());
    if text.at(unit) == '号' {
        let verb = text.is(end, "宣会表发在晚上下早凌说称访抵举开出与同对就向签致召启结正报到前乘从离赴分主接参讲强重指警告傍夜再继又也将已当");
        // 28号，联合国安理会…: set off by a comma where nothing before it can be numbered.
        let set_off = text.is(end, ",") && (before == '间' || !is_han(before) && !before.is_ascii_alphanumeric() && before != '-');
        // 27号一致通过, 13号公布: no number of anything is followed by what somebody does.
        let done = text.one_of(end, DONE).is_some() && !before.is_ascii_alphanumeric() && !matches!(before, '-' | '第');
        if ascii && (set_off || done) {
            return Some((end, moment(Unit::Day(value as u8))));
        }
        // 22号至25号: what follows is a day as well.
        let ranged = text.is(end, "至") && small(text, end + 1).is_some_and(|(end, last, _)| last > value && last <= 31 && text.is(end, "日号"));
        let plain = (verb || ranged) && !before.is_ascii_alphanumeric() && before != '-' || "在于至从自日月将".contains(before);
        if !ascii || !plain || text.is(end, "楼线文院令公决法提车台馆门出机选井码屋地球路站煤坑店库仓卫星运火飞艇探货客轮船舰潜核反堆议案建通函条主防坦人工巷弄室房座桥干风泊种军团岛区场厂矿口独和、,)") || !is_han(text.at(end)) {
            return None;
        }
        return Some((end, moment(Unit::Day(value as u8))));
    }
    if text.is(end, "元圆币均产报") || text.at(end) == '本' && !text.is(end + 1, "报台网社刊次届地月周年") || text.has(end, "游") {
        return None;
    }
    let counted =
        "为期续达共逾每去来前后隔半第数几近满足约限过短连了有整".contains(before) && !(ascii && "来前后有了".contains(before)) || text.ends(at, "长达");
    let located = text.one_of(end, &["以内", "之内", "内", "以来", "游", "行程", "时间", "后", "之后"]).is_some();
    if counted
        || located && !(ascii && value > 7 && text.at(end) == '后')
        || !ascii && value < 2
        || !ascii && value <= 10 && text.one_of(end, &["前", "之前", "访问", "来"]).is_some()
    {
        return None;
    }
    Some((end, moment(Unit::Day(value as u8))))
}

/// 近5年, 过去五天, 未来三年, 前4个月, 前三季度.
fn window(text: Text<'_>, at: usize, end: usize, future: bool) -> Found {
    let before = text.before(at);
    let word = text.at(at);
    if end == at + 1 {
        let free = match word {
            '近' => !"最附靠接将临亲邻毗远".contains(before),
            // 中国前4个月 counts from January, 会议前三天 from the meeting.
            '前' => {
                !is_han(before)
                    || "在于的是和与".contains(before)
                    || !"目之以战会产生饭年月日天期赛节此从".contains(before)
                        && length::term(text, text.skip_spaces(end)).is_some_and(|term| matches!(term.grain, Grain::Month | Grain::Quarter))
            }
            _ => !is_han(before),
        };
        if !free {
            return None;
        }
    }
    let mut start = end;
    if end > at + 1 {
        start += usize::from(matches!(text.at(start), '的' | '这'));
        start += usize::from(matches!(text.at(start), '近' | '约'));
    }
    let term = length::term(text, text.skip_spaces(start))?;
    let count = term.value.ceil();
    // 过去的2016年 is a year.
    if !(1.0..1000.0).contains(&count) || term.bare_day && word != '前' || word == '近' && term.grain <= Grain::Hour {
        return None;
    }
    let mut end = term.end;
    if matches!(word, '前' | '头')
        && end > at
        && matches!(term.grain, Grain::Month | Grain::Quarter)
        && count <= 12.0
        && text.at(at + 1) != '些'
        && !text.has(at, "头条")
    {
        let unit = if term.grain == Grain::Quarter && count > 4.0 { return None } else { Unit::Edge(count as u16, term.grain, true) };
        return Some((end, moment(unit)));
    }
    if term.bare_month {
        return None;
    }
    let inside = text.one_of(end, &["以来", "来", "里", "之内", "以内", "内", "中", "间"]);
    let part_of_word = text.at(end) == '来' && text.is(end + 1, "自华访到京")
        || text.at(end) == '中' && !year::middle_ends(text, end + 1)
        || text.at(end) == '里' && text.at(end + 1) == '程';
    end += inside.filter(|_| !part_of_word).unwrap_or(0);
    Some((end, moment(Unit::Window(count as u16, term.grain, future))))
}
