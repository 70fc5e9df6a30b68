//! Calendars: documents per month of some years, per day of one.
//!
//! In: counts. Out: tables, the fuller a cell the more it stands out; each leads to its documents.

use std::collections::BTreeMap;

use chancery_model::Date;
use maud::{Markup, html};

use crate::call::Call;
use crate::parts;

/// Documents of an outlet per month: a row of twelve for each year, the darker the more, with the number in each.
pub(crate) fn months(call: &Call<'_>, months: &BTreeMap<(i16, u8), usize>, outlet: &str) -> Markup {
    let most = months.values().copied().max().unwrap_or(1).max(1);
    let (first, last) = (months.keys().next().map_or(0, |key| key.0), months.keys().next_back().map_or(0, |key| key.0));
    html! {
        div.scroll tabindex="0" role="region" aria-label={ (call.t("home.covers")) " " (parts::short(outlet)) } {
            table.months {
                thead { tr { th scope="col" { span.hidden { (call.t("facet.year")) } } @for month in 1..=12 { th scope="col" { (month) } } } }
                tbody {
                    @for year in (first.max(last - 9)..=last).rev() {
                        tr {
                            th scope="row" { (year) }
                            @for month in 1..=12u8 {
                                @let count = months.get(&(year, month)).copied().unwrap_or(0);
                                @let level = if count == 0 { 0 } else { 1 + (count * 4 - 1) / most };
                                td class={ "level-" (level.min(4)) } { @if count > 0 { a href=(format!("/documents?from={year:04}-{month:02}-01&to={year:04}-{month:02}-{:02}&outlet={}", chancery_model::Date::new(year, month, 1).map_or(28, |day| day.month_end().day), crate::route::encode(outlet))) { (count) } } @else { span.none { "·" } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Documents per day of a year; a day without any between the first and the last that the archive has is told apart.
pub(crate) fn days(call: &Call<'_>, counts: &BTreeMap<Date, usize>, year: i16, known: (Date, Date), outlet: &str) -> Markup {
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    html! {
        div.scroll tabindex="0" role="region" aria-label={ (call.t("coverage.title")) " " (year) " " (parts::short(outlet)) } {
            table.months.days {
                thead { tr { th scope="col" { span.hidden { (call.t("coverage.month")) } } @for day in 1..=31 { th scope="col" { (day) } } } }
                tbody {
                    @for month in 1..=12u8 {
                        tr {
                            th scope="row" { (month) }
                            @for day in 1..=31u8 {
                                @match Date::new(year, month, day) {
                                    None => { td.no {} },
                                    Some(date) => {
                                        @let count = counts.get(&date).copied().unwrap_or(0);
                                        @if count > 0 { td class=(format!("level-{}", (1 + (count * 4 - 1) / most).min(4))) { a href={ "/documents?from=" (date) "&to=" (date) "&outlet=" (crate::route::encode(outlet)) } { (count) } } }
                                        @else if known.0 <= date && date <= known.1 { td.gap title=(call.tf("coverage.none_on", &[&date])) { "×" } }
                                        @else { td { span.none { "·" } } }
                                    },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
