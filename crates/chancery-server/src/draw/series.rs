//! Values over time as points: where each stands tells when and how much, its shape how exact it is; each leads to its source.
//!
//! In: points. Out: a chart. The table that says the same stands beside it, where whoever draws knows more of each value.

use chancery_model::{Comparator, Date};
use maud::{Markup, html};

use super::{HEIGHT, WIDTH};
use crate::call::Call;
use crate::parts;

/// A value of a time.
pub(crate) struct Point {
    pub day: Date,
    pub value: f64,
    pub comparator: Comparator,
    /// The value as it is written.
    pub shown: String,
    /// Who gives it.
    pub source: String,
    pub to: String,
}

/// Space behind the points.
const RIGHT: f64 = 40.0;

/// Shapes by how exact a value is: its key among the words, and its outline around a point.
const SHAPES: [(&str, &str); 4] = [
    ("exact", "M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0"),
    ("least", "M-6,5L0,-6.5L6,5Z"),
    ("most", "M-6,-5L0,6.5L6,-5Z"),
    ("about", "M-6.5,0L0,-6.5L6.5,0L0,6.5Z"),
];

fn shape(comparator: Comparator) -> usize {
    match comparator.as_str() {
        "=" => 0,
        sign if sign.contains('>') => 1,
        sign if sign.contains('<') => 2,
        _ => 3,
    }
}

/// Rounds a value up to one that is easily read.
fn ceiling(value: f64) -> f64 {
    let scale = 10f64.powf(value.abs().max(f64::MIN_POSITIVE).log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|step| step * scale).find(|step| *step >= value).unwrap_or(value)
}

/// A chart of points; nothing where there are not two of different times.
pub(crate) fn series(call: &Call<'_>, points: &[Point], unit: Option<&str>, label: &str) -> Markup {
    let (Some(first), Some(last)) = (points.iter().map(|point| point.day).min(), points.iter().map(|point| point.day).max()) else { return Markup::default() };
    if first == last {
        return Markup::default();
    }
    let (low, high) = (first.days(), last.days());
    let top = ceiling(points.iter().map(|point| point.value).fold(0.0, f64::max));
    let bottom = -ceiling(-points.iter().map(|point| point.value).fold(0.0, f64::min)).max(0.0);
    let bottom = if points.iter().any(|point| point.value < 0.0) { bottom } else { 0.0 };
    let lines: Vec<(f64, String)> = (0..=2)
        .map(|part| bottom + (top - bottom) * f64::from(part) / 2.0)
        .map(|value| (value, format!("{}{}", parts::short_number(call, value), unit.map_or_else(String::new, |unit| format!(" {unit}")))))
        .collect();
    // Space before the points, for what the axis says.
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 7.5 } else { 12.5 }).sum::<f64>();
    let left = lines.iter().map(|(_, text)| wide(text)).fold(0.0, f64::max) + 24.0;
    let x = |day: Date| left + f64::from(day.days() - low) / f64::from(high - low) * (WIDTH - left - RIGHT);
    let y = |value: f64| 12.0 + (top - value) / (top - bottom).max(f64::MIN_POSITIVE) * (HEIGHT - 12.0);
    // A line for each year, or for each few.
    let years: Vec<i16> = (first.year..=last.year).collect();
    let every = years.len().div_ceil(10).max(1);
    let ticks: Vec<(f64, String)> = years
        .iter()
        .step_by(every)
        .filter_map(|year| Some((Date::new(*year, 1, 1).filter(|day| (low..=high).contains(&day.days()))?, year)))
        .map(|(day, year)| (x(day), year.to_string()))
        .collect();
    let ticks = if ticks.len() > 1 { ticks } else { vec![(x(first), first.to_string()), (x(last), last.to_string())] };
    html! {
        svg.series viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 26.0)) role="group" aria-label=(label) {
            @for (value, text) in &lines { line.grid x1=(format!("{:.1}", left - 8.0)) x2=(WIDTH - RIGHT + 12.0) y1=(format!("{:.1}", y(*value))) y2=(format!("{:.1}", y(*value))) {} text.tick.end x=(format!("{:.1}", left - 14.0)) y=(format!("{:.1}", y(*value) + 4.0)) { (text) } }
            @for (at, year) in &ticks { line.grid x1=(format!("{at:.1}")) x2=(format!("{at:.1}")) y1=(HEIGHT) y2=(HEIGHT + 5.0) {} text.label x=(format!("{at:.1}")) y=(HEIGHT + 20.0) { (year) } }
            @for point in points {
                @let said = format!("{} · {} · {}", point.day, point.shown, point.source);
                a href=(point.to) aria-label=(said) {
                    line.stem x1=(format!("{:.1}", x(point.day))) x2=(format!("{:.1}", x(point.day))) y1=(format!("{:.1}", y(0.0_f64.clamp(bottom, top)))) y2=(format!("{:.1}", y(point.value))) {}
                    path.dot transform=(format!("translate({:.1},{:.1})", x(point.day), y(point.value))) d=(SHAPES[shape(point.comparator)].1) { title { (said) } }
                }
            }
        }
    }
}

/// What the shapes of some points mean; nothing where all are exact.
pub(crate) fn shapes(call: &Call<'_>, points: &[Point]) -> Markup {
    let used: Vec<&(&str, &str)> =
        SHAPES.iter().enumerate().filter(|(at, _)| points.iter().any(|point| shape(point.comparator) == *at)).map(|(_, one)| one).collect();
    html! {
        @if used.len() > 1 || used.iter().any(|(key, _)| *key != "exact") {
            ul.plain.legend.across { @for (key, path) in used { li { svg.swatch aria-hidden="true" viewBox="-8 -8 16 16" width="14" height="14" { path.dot d=(path) {} } " " (call.code("shape", key)) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_values_that_are_easily_read() {
        assert_eq!([107e9, 9.0, 3.0, 0.4, 1.0].map(ceiling), [200e9, 10.0, 5.0, 0.5, 1.0]);
        assert!(ceiling(0.0) < 1e-9);
    }
}
