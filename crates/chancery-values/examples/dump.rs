//! Prints the times and quantities of the lines of standard input, for looking at text: `dump [YYYY-MM-DD]`.

use std::io::BufRead;

use chancery_model::Date;
use chancery_text::fold_text;
use chancery_values::{Anchor, Region, find_quantities, find_times};

fn main() {
    let published = std::env::args().nth(1).and_then(|date| Date::parse(&date));
    let anchor = Anchor { published, context: published.map(|date| (date, date)), ..Anchor::default() };
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let text: Vec<char> = fold_text(&line).chars().collect();
        println!("{line}");
        let times = find_times(&text);
        for time in &times {
            let words: String = text[time.span.range()].iter().collect();
            let value = time.value(&anchor);
            let show = |date: Option<Date>| date.map_or(String::from("…"), |date| date.to_string());
            print!("  T {words}\t{}/{} {:?}", show(value.from), show(value.to), value.precision);
            for extra in
                [value.part.map(|part| format!("{part:?}")), value.time_from, value.time_to, value.zone, value.duration, value.repeats].into_iter().flatten()
            {
                print!(" {extra}");
            }
            println!();
        }
        for quantity in find_quantities(&text, &times, Region::Mainland) {
            let words: String = text[quantity.span.range()].iter().collect();
            println!("  Q {words}\t{:?} {} {:?} {:?}", quantity.comparator, quantity.value, quantity.unit, quantity.kind);
        }
    }
}
