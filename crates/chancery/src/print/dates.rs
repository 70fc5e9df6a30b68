//! Dates at their own precision: a day, a month, a year, or from one day to another.

use chancery_model::{Date, DateRange, Part, Precision};

/// `2026-05-20 afternoon`, `2025-10-21/31`, `2023/2025`, `1990s`, `…/2026-05-20`.
pub fn range(date: &DateRange) -> String {
    [days(date), date.part.map_or_else(String::new, |part| part.to_string())].join(" ").trim().to_owned()
}

/// The same for narrow columns: `2026-05-20 pm`.
pub fn short_range(date: &DateRange) -> String {
    let part = date.part.map_or("", |part| match part {
        Part::Morning => "am",
        Part::Afternoon => "pm",
        Part::Evening => "eve",
        Part::Dawn | Part::Noon | Part::Night => part.as_str(),
    });
    [days(date).as_str(), part].join(" ").trim().to_owned()
}

fn days(date: &DateRange) -> String {
    match (date.from, date.to) {
        (Some(from), Some(to)) => closed(from, to, date.precision),
        (Some(from), None) => format!("{from}/…"),
        (None, Some(to)) => format!("…/{to}"),
        (None, None) => String::new(),
    }
}

fn closed(from: Date, to: Date, precision: Precision) -> String {
    let year = |date: Date| format!("{:04}", date.year);
    let month = |date: Date| format!("{:04}-{:02}", date.year, date.month);
    let whole_months = from.day == 1 && to == to.month_end();
    let whole_years = whole_months && from.month == 1 && to.month == 12;
    match precision {
        Precision::Decade if whole_years && from.year % 10 == 0 && to.year == from.year + 9 => format!("{}s", year(from)),
        _ if from == to => from.to_string(),
        _ if whole_years && from.year == to.year => year(from),
        _ if whole_years => format!("{}/{}", year(from), year(to)),
        Precision::Quarter if whole_months && from.year == to.year && from.month % 3 == 1 && to.month == from.month + 2 => {
            format!("{}-Q{}", year(from), to.month / 3)
        }
        _ if whole_months && month(from) == month(to) => month(from),
        _ if whole_months && from.year == to.year => format!("{}/{:02}", month(from), to.month),
        _ if whole_months => format!("{}/{}", month(from), month(to)),
        _ if month(from) == month(to) => format!("{from}/{:02}", to.day),
        _ if from.year == to.year => format!("{from}/{:02}-{:02}", to.month, to.day),
        _ => format!("{from}/{to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(from: &str, to: &str, precision: Precision) -> String {
        range(&DateRange { from: Date::parse(from), to: Date::parse(to), precision, part: None, quote: None, span: None, counted_from: None })
    }

    #[test]
    fn a_date_is_no_more_exact_than_its_words() {
        assert_eq!(shown("2026-05-20", "2026-05-20", Precision::Day), "2026-05-20");
        assert_eq!(shown("2025-10-21", "2025-10-31", Precision::PartOfMonth), "2025-10-21/31");
        assert_eq!(shown("2026-11-01", "2026-11-30", Precision::Month), "2026-11");
        assert_eq!(shown("2001-01-01", "2001-12-31", Precision::Year), "2001");
        assert_eq!(shown("2023-01-01", "2025-12-31", Precision::Years), "2023/2025");
        assert_eq!(shown("1990-01-01", "1999-12-31", Precision::Decade), "1990s");
        assert_eq!(shown("2026-04-01", "2026-06-30", Precision::Quarter), "2026-Q2");
        assert_eq!(shown("2026-01-01", "2026-04-30", Precision::Months), "2026-01/04");
        assert_eq!(shown("", "2026-05-20", Precision::Day), "…/2026-05-20");
    }
}
