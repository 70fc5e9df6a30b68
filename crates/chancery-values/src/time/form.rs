//! The parsed form of a time expression: what the words say, before any date is known.

use chancery_model::{Part, Precision};

/// A whole expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// One moment at its own grain.
    At(Moment),
    /// From the first to the second, both included.
    Between(Moment, Moment),
    /// From the moment on: its first day where the first flag is set, else the day after its last.
    /// The second flag says that it lies behind (以来, 至今).
    Since(Moment, bool, bool),
    /// Up to the moment: its last day where `included`, else the day before its first.
    Until(Moment, bool),
    /// A length of time.
    Length(Length),
    /// A repetition, with the clock time at which it recurs.
    Every(String, Option<Clock>),
}

/// A moment: day, week, month, year or whatever the words name, and the time of day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    pub(crate) year: Year,
    pub(crate) month: Month,
    /// Weeks from the present one, where a week is named.
    pub(crate) week: Option<i8>,
    pub(crate) unit: Unit,
    pub(crate) part: Option<Part>,
    pub(crate) clock: Option<Clock>,
    pub(crate) zone: Option<String>,
}

/// How the year is named.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Year {
    #[default]
    None,
    Is(i16),
    /// Years from publication.
    Offset(i8),
    /// Years from the date named last.
    Context(i8),
}

/// How the month is named.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Month {
    #[default]
    None,
    Is(u8),
    Offset(i8),
    Context(i8),
}

/// The grain of a length, window or shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Century,
}

/// What is named below or beside the year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Unit {
    /// Nothing: a clock time alone.
    #[default]
    None,
    /// The year.
    Year,
    /// Months of the year; 13 and 14 are January and February of the next.
    Months(u8, u8, Precision),
    /// Whole months `from..=to` that a month stands for.
    Month,
    /// Days of a month, cut at its end.
    MonthDays(u8, u8),
    /// Two or more days of a month that are named one by one (28至30日).
    Days(u8, u8),
    /// A day of a month.
    Day(u8),
    /// The day of that number nearest to so many days from publication: 昨（20）日.
    DayNear(i8, u8),
    /// Days from publication, first and last.
    DayOffset(i8, i8),
    /// Years from the year of publication, first and last: 今明两年.
    YearOffset(i8, i8),
    /// Days from the date named last.
    DayContext(i8),
    /// The week.
    Week,
    /// A day of a week, 0 = Sunday.
    Weekday(u8),
    /// Saturday and the Sunday after it.
    Weekend,
    /// The N-th weekday of a month; -1 is the last.
    NthWeekday(i8, u8),
    /// The N-th week of a month or year, 1 = the first that begins in it.
    NthWeek(u8),
    /// Fixed years; the precision says as what they are named.
    Years(i16, i16, Precision),
    /// Years of a century that is counted from the present one: first and last, 1 to 100.
    CenturyYears(i8, u8, u8, Precision),
    /// A decade of an unnamed century: its first year within the century, from and to within the decade.
    Decade(u8, u8, u8),
    /// A number of units before or after publication, up to it: 近5年, 未来三天.
    Window(u16, Grain, bool),
    /// The first (true) or last units of the year.
    Edge(u16, Grain, bool),
    /// A number of units ago (false) or later (true); 0 where it is not said (數日前), which dates nothing.
    Shift(u16, Grain, bool),
    /// A day of the table of holidays, with its length.
    Holiday(u16, u8),
    /// Month and day of the lunar calendar; day 0 is the month, true the leap month.
    Lunar(u8, u8, bool),
    /// A day that no calendar has.
    Impossible,
}

/// A time of day or a range of them, in seconds from midnight, with whether seconds are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clock {
    pub(crate) from: u32,
    pub(crate) to: Option<u32>,
    pub(crate) seconds: bool,
    /// Whether morning or afternoon is said or the hour is past twelve.
    pub(crate) certain: bool,
}

/// A length of time in its own units.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Length {
    pub(crate) years: f64,
    pub(crate) months: f64,
    pub(crate) weeks: f64,
    pub(crate) days: f64,
    pub(crate) seconds: f64,
    /// The length locates (三年内, 每两年) and does not measure.
    pub(crate) locates: bool,
}
