//! Charts and graphs as SVG, made on the server: they stand without scripts, print, and each has a table that says the same.
//!
//! In: numbers, names. Out: markup. Every mark has a title; nothing is told by colour alone. The layout of graphs is worked out from the names alone,
//! so that the same question always gives the same picture.

use std::collections::BTreeMap;

use chancery_archive::Counts;
use maud::{Markup, html};

use crate::call::Call;
use crate::parts;

mod calendar;
mod series;

pub(crate) use calendar::{days, months};
pub(crate) use series::{Point, series, shapes};

/// A bar.
pub(crate) struct Bar {
    pub label: String,
    pub value: f64,
    pub shown: String,
    pub to: String,
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 220.0;

/// A chart of bars; each leads somewhere.
pub(crate) fn bars(call: &Call<'_>, bars: &[Bar], label: &str) -> Markup {
    let most = bars.iter().map(|bar| bar.value).fold(1.0, f64::max);
    let step = WIDTH / bars.len().max(1) as f64;
    let every = bars.len().div_ceil(12).max(1);
    html! {
        @if bars.is_empty() { (parts::nothing(call)) } @else {
            svg.bars viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 26.0)) role="group" aria-label=(label) {
                (grid(call, most))
                @for (at, bar) in bars.iter().enumerate() {
                    @let height = if bar.value > 0.0 { (bar.value / most * HEIGHT * 0.92).max(1.5) } else { 0.0 };
                    @let x = at as f64 * step;
                    a href=(bar.to) aria-label={ (bar.label) ": " (bar.shown) } {
                        rect.hit x=(format!("{x:.1}")) y="0" width=(format!("{step:.1}")) height=(HEIGHT) {}
                        rect.bar x=(format!("{:.1}", x + step * 0.12)) y=(format!("{:.1}", HEIGHT - height)) width=(format!("{:.1}", (step * 0.76).max(0.6))) height=(format!("{height:.1}")) { title { (bar.label) ": " (bar.shown) } }
                        @if at % every == 0 { (below(x + step / 2.0, if bar.label.len() == 10 { &bar.label[5..] } else { &bar.label })) }
                    }
                }
                (far(call, most))
            }
        }
    }
}

/// Lines at the greatest value and at half of it, with their numbers.
fn grid(call: &Call<'_>, most: f64) -> Markup {
    html! {
        @for (value, y) in halves(most) {
            line.grid x1="0" x2=(WIDTH) y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
            text.tick x="2" y=(format!("{:.1}", y - 4.0)) { (call.count(value)) }
        }
    }
}

/// The same numbers at the other end, for screens on which a chart opens there.
fn far(call: &Call<'_>, most: f64) -> Markup {
    html! { @for (value, y) in halves(most) { text.tick.end.far aria-hidden="true" x=(WIDTH - 2.0) y=(format!("{:.1}", y - 4.0)) { (call.count(value)) } } }
}

fn halves(most: f64) -> [(usize, f64); 2] {
    [0.5, 1.0].map(|part| ((most * part) as usize, HEIGHT - HEIGHT * part * 0.92))
}

/// What stands below a bar, in the middle; at the edge of a chart, within it.
fn below(middle: f64, label: &str) -> Markup {
    let half = label.chars().count() as f64 * 4.0;
    let (class, x) = if middle < half { ("label first", 0.0) } else { ("label", middle) };
    html! { text class=(class) x=(format!("{x:.1}")) y=(format!("{:.1}", HEIGHT + 18.0)) { (label) } }
}

/// A bar of parts, one for each family of kinds.
pub(crate) struct Stack {
    pub label: String,
    pub parts: [usize; parts::FAMILIES.len()],
    pub to: String,
}

/// A chart of bars of parts; each bar leads somewhere. Parts differ by pattern as well as by colour.
pub(crate) fn stacks(call: &Call<'_>, stacks: &[Stack], label: &str) -> Markup {
    let most = stacks.iter().map(|stack| stack.parts.iter().sum::<usize>()).max().unwrap_or(1).max(1) as f64;
    let step = WIDTH / stacks.len().max(1) as f64;
    let every = stacks.len().div_ceil(12).max(1);
    let told = |stack: &Stack| {
        let named = parts::FAMILIES.iter().zip(stack.parts).filter(|(_, count)| *count > 0);
        named.map(|((family, _), count)| format!("{} {count}", call.code("family", family))).collect::<Vec<_>>().join(call.t("list.comma"))
    };
    html! {
        svg.bars viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 26.0)) role="group" aria-label=(label) {
            (grid(call, most))
            (patterns())
            @for (at, stack) in stacks.iter().enumerate() {
                @let x = at as f64 * step;
                a href=(stack.to) aria-label={ (stack.label) ": " (told(stack)) } {
                    rect.hit x=(format!("{x:.1}")) y="0" width=(format!("{step:.1}")) height=(HEIGHT) {}
                    @for ((family, _), (below, count)) in parts::FAMILIES.iter().zip(stack.parts.iter().scan(0usize, |below, count| { let from = *below; *below += count; Some((from, *count)) })) {
                        @let (from, height) = (below as f64 / most * HEIGHT * 0.92, count as f64 / most * HEIGHT * 0.92);
                        @if count > 0 { rect.part fill={ "url(#p-" (family) ")" } x=(format!("{:.1}", x + step * 0.12)) y=(format!("{:.1}", HEIGHT - from - height)) width=(format!("{:.1}", (step * 0.76).max(0.6))) height=(format!("{height:.1}")) { title { (stack.label) ": " (told(stack)) } } }
                    }
                    @if at % every == 0 { (below(x + step / 2.0, &stack.label)) }
                }
            }
            (far(call, most))
        }
    }
}

/// What tells the parts of stacks apart beside their colour: each family has strokes of its own.
fn patterns() -> Markup {
    let strokes = ["", "M0 8L8 0", "M0 4H8", "M4 0V8", "M0 0L8 8M0 8L8 0", "M2 2h1v1h-1zM6 6h1v1h-1z"];
    html! {
        defs {
            @for ((family, _), stroke) in parts::FAMILIES.iter().zip(strokes) {
                pattern id={ "p-" (family) } class={ "f-" (family) } width="8" height="8" patternUnits="userSpaceOnUse" { rect.ground width="8" height="8" {} @if !stroke.is_empty() { path.stroke d=(stroke) {} } }
            }
        }
    }
}

/// The same as a table.
pub(crate) fn table(heads: &[&str; 2], bars: &[Bar]) -> Markup {
    html! {
        table.narrow-table { thead { tr { th { (heads[0]) } th.number { (heads[1]) } } } tbody { @for bar in bars { tr { th scope="row" { a href=(bar.to) { (bar.label) } } td.number { (bar.shown) } } } } }
    }
}

/// A line between two of a graph.
pub(crate) struct Edge {
    pub left: usize,
    pub right: usize,
    pub count: usize,
    pub to: String,
}

/// A graph of names: nodes with how much they weigh, and lines between them.
pub(crate) fn graph(call: &Call<'_>, nodes: &[(String, String, usize)], edges: &[Edge]) -> Markup {
    let places = layout(nodes.len(), edges);
    let most = edges.iter().map(|edge| edge.count).max().unwrap_or(1).max(1) as f64;
    let heaviest = nodes.iter().map(|node| node.2).max().unwrap_or(1).max(1) as f64;
    html! {
        svg.graph viewBox="0 0 960 640" role="group" aria-label=(call.t("map.graph")) {
            @for edge in edges {
                @let (a, b) = (places[edge.left], places[edge.right]);
                a href=(edge.to) aria-label={ (nodes[edge.left].1) " – " (nodes[edge.right].1) ": " (edge.count) } {
                    line.edge x1=(format!("{:.0}", a.0)) y1=(format!("{:.0}", a.1)) x2=(format!("{:.0}", b.0)) y2=(format!("{:.0}", b.1)) stroke-width=(format!("{:.1}", 1.0 + 7.0 * (edge.count as f64 / most).sqrt())) { title { (nodes[edge.left].1) " – " (nodes[edge.right].1) ": " (edge.count) } }
                }
            }
            @for (at, (id, name, weight)) in nodes.iter().enumerate() {
                @let (x, y) = places[at];
                @let radius = 5.0 + 13.0 * (*weight as f64 / heaviest).sqrt();
                a href=(crate::call::record_address(id)) {
                    circle.node cx=(format!("{x:.0}")) cy=(format!("{y:.0}")) r=(format!("{radius:.1}")) { title { (name) ": " (weight) } }
                    text.node-label x=(format!("{:.0}", inside(x, name))) y=(format!("{:.0}", y + radius + 14.0)) { (name) }
                }
            }
        }
    }
}

/// Places for nodes: those with lines between them near each other, all others apart. Starts from a circle, so that it needs no chance.
fn layout(count: usize, edges: &[Edge]) -> Vec<(f64, f64)> {
    let mut places: Vec<(f64, f64)> = (0..count)
        .map(|at| {
            let angle = at as f64 * 2.399_963;
            let far = 40.0 + 230.0 * ((at as f64 + 0.5) / count.max(1) as f64).sqrt();
            (480.0 + far * 1.5 * angle.cos(), 320.0 + far * angle.sin())
        })
        .collect();
    let ideal = (960.0 * 640.0 / count.max(1) as f64).sqrt() * 0.8;
    for round in 0..200 {
        let heat = 40.0 * (1.0 - f64::from(round) / 200.0);
        let mut moves = vec![(0.0, 0.0); count];
        for a in 0..count {
            for b in 0..count {
                let (dx, dy) = (places[a].0 - places[b].0, places[a].1 - places[b].1);
                if a != b {
                    let far = (dx * dx + dy * dy).max(1.0);
                    moves[a].0 += dx / far * ideal * ideal / 2.5;
                    moves[a].1 += dy / far * ideal * ideal / 2.5;
                }
            }
            moves[a].0 += (480.0 - places[a].0) * 0.3;
            moves[a].1 += (320.0 - places[a].1) * 0.45;
        }
        for edge in edges {
            let (dx, dy) = (places[edge.right].0 - places[edge.left].0, places[edge.right].1 - places[edge.left].1);
            let far = (dx * dx + dy * dy).sqrt().max(1.0);
            let pull = (far - ideal) / far * 0.06 * (1.0 + edge.count as f64).ln();
            moves[edge.left] = (moves[edge.left].0 + dx * pull, moves[edge.left].1 + dy * pull);
            moves[edge.right] = (moves[edge.right].0 - dx * pull, moves[edge.right].1 - dy * pull);
        }
        for (place, step) in places.iter_mut().zip(&moves) {
            let far = (step.0 * step.0 + step.1 * step.1).sqrt().max(1e-9);
            let scale = heat.min(far) / far;
            *place = (place.0 + step.0 * scale, place.1 + step.1 * scale);
        }
    }
    // The picture fills its frame whatever the graph is.
    let fill = |values: Vec<f64>, low: f64, high: f64| {
        let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(*value), most.max(*value)));
        let scale = (high - low) / (most - least).max(1.0);
        values.into_iter().map(move |value| if most - least < 1.0 { (low + high) / 2.0 } else { low + (value - least) * scale }).collect::<Vec<f64>>()
    };
    let (xs, ys) = places.iter().copied().unzip();
    fill(xs, 60.0, 900.0).into_iter().zip(fill(ys, 30.0, 590.0)).collect()
}

/// Where the middle of a node's name stands so that the name stays within the picture.
fn inside(x: f64, name: &str) -> f64 {
    let half: f64 = name.chars().map(|c| if c.is_ascii() { 4.2 } else { 7.2 }).sum();
    x.max(half.min(480.0)).min((WIDTH - half).max(480.0))
}

/// The first and the last year to be shown, of counts in order of years: those at either end that hold together no more than so many hundredths are left out.
pub(crate) fn bulk(years: &[(i16, usize)], before: usize, after: usize) -> Option<(i16, i16)> {
    let all: usize = years.iter().map(|(_, count)| count).sum();
    let edge = |mut order: Box<dyn Iterator<Item = &(i16, usize)> + '_>, hundredths: usize| {
        let mut seen = 0;
        let first = order.find(|(_, count)| {
            seen += count;
            seen * 100 > all * hundredths
        });
        first.map(|(year, _)| *year)
    };
    let (low, high) = (edge(Box::new(years.iter()), before)?, edge(Box::new(years.iter().rev()), after)?);
    // Few years are no crowd.
    Some((low.min(years.first()?.0.max(high - 7)), high))
}

/// Counts per year without holes: years at both ends that hold next to nothing are put together; `before` hundredths of all at the beginning.
pub(crate) fn years(call: &Call<'_>, tally: &Counts, before: usize, to: impl Fn(Option<i16>, Option<i16>) -> String) -> Vec<Bar> {
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for ((year, _), count) in &tally.months {
        *years.entry(*year).or_default() += count;
    }
    let order: Vec<(i16, usize)> = years.iter().map(|(year, count)| (*year, *count)).collect();
    let Some((low, high)) = bulk(&order, before, 1) else { return Vec::new() };
    let low = low.max(high - 59);
    let bar = |label: String, count: usize, to: String| Bar { label, value: count as f64, shown: call.count(count), to };
    let before: usize = years.range(..low).map(|(_, count)| count).sum();
    let after: usize = years.range(high + 1..).map(|(_, count)| count).sum();
    let mut bars = Vec::new();
    if before > 0 {
        bars.push(bar(format!("≤{}", low - 1), before, to(None, Some(low - 1))));
    }
    bars.extend((low..=high).map(|year| bar(format!("{year}"), years.get(&year).copied().unwrap_or(0), to(Some(year), Some(year)))));
    if after > 0 {
        bars.push(bar(format!("≥{}", high + 1), after, to(Some(high + 1), None)));
    }
    bars
}

/// The days of a range of years, as parameters of an address.
pub(crate) fn within(from: Option<i16>, to: Option<i16>) -> String {
    from.map_or_else(String::new, |year| format!("&from={year:04}-01-01")) + &to.map_or_else(String::new, |year| format!("&to={year:04}-12-31"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_is_the_same_each_time_and_stays_inside() {
        let edges: Vec<Edge> = (1..12).map(|at| Edge { left: 0, right: at, count: at, to: String::new() }).collect();
        let places = layout(12, &edges);
        assert_eq!(places, layout(12, &edges));
        assert!(places.iter().all(|(x, y)| (0.0..=960.0).contains(x) && (0.0..=640.0).contains(y)));
    }

    #[test]
    fn years_with_next_to_nothing_are_left_out_at_either_end() {
        let mut years: Vec<(i16, usize)> = (2012..2020).map(|year| (year, 60)).collect();
        years.extend([(1949, 1), (2059, 1)]);
        years.sort_unstable();
        assert_eq!(bulk(&years, 1, 1), Some((2012, 2019)));
        assert_eq!(bulk(&[(2013, 2), (2019, 1)], 5, 1), Some((2013, 2019)));
        assert_eq!(bulk(&[(2010, 1), (2013, 1), (2018, 90), (2019, 90)], 5, 1), Some((2012, 2019)));
        assert_eq!(bulk(&[], 1, 1), None);
    }

    #[test]
    fn a_name_at_the_edge_of_a_graph_stays_inside() {
        assert_eq!(inside(480.0, "中國"), 480.0);
        assert!(inside(60.0, "International Monetary Fund") > 100.0 && inside(950.0, "國際貨幣基金組織") < 910.0);
    }
}
