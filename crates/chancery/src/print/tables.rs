//! The table of `chancery annotate`, and numbers with their thousands parted.

use chancery_model::{Annotation, DateRange, MentionRecord, MentionValue, TimeValue};

use super::dates;
use super::layout::{Text, Tone, clean};
use super::page::{Cell, Look, Page, Row};

/// Columns of a quotation in the table.
const QUOTE_COLUMNS: usize = 30;

/// An annotation as a table: where, type, words, what they are.
pub fn annotation(annotation: &Annotation, look: Look) -> String {
    let mut page = Page::new(look);
    let most = if look.full { usize::MAX } else { QUOTE_COLUMNS };
    let rows: Vec<Row> = annotation.mentions.iter().map(|mention| row(mention, most)).collect();
    page.rows(&rows, &[]);
    page.finish()
}

fn row(mention: &MentionRecord, most: usize) -> Row {
    let span = mention.span.0;
    let words = Text::new(Tone::Words, &clean(&mention.quote)).wrap(most, Some(1)).into_iter().next().unwrap_or_default();
    let cells = vec![Cell::new(Tone::Faint, &format!("{}–{}", span.start, span.end)), Cell::new(Tone::Kind, mention.kind.as_str()), Cell(words)];
    let mut text = Text::new(Tone::Id, mention.id.as_deref().unwrap_or(""));
    if let Some(value) = &mention.value {
        text.push(Tone::Plain, &shown(value));
    }
    Row { cells, text, below: Vec::new() }
}

fn shown(value: &MentionValue) -> String {
    match value {
        MentionValue::Time(time) => time_text(time),
        MentionValue::Quantity(quantity) => {
            let sign = if quantity.comparator.as_str() == "=" { String::new() } else { format!("{} ", quantity.comparator) };
            let unit = quantity.unit.as_deref().unwrap_or("");
            format!("{sign}{} {unit}{}", number(quantity.value), if quantity.ordinal { " (ordinal)" } else { "" })
        }
    }
}

fn time_text(time: &TimeValue) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(precision) = time.precision.filter(|_| time.from.is_some() || time.to.is_some()) {
        parts.push(dates::range(&DateRange { from: time.from, to: time.to, precision, part: time.part, quote: None, span: None, counted_from: None }));
        parts.push(format!("({precision})"));
    } else if let Some(part) = time.part {
        parts.push(part.to_string());
    }
    match (&time.time_from, &time.time_to) {
        (Some(from), Some(to)) if from != to => parts.push(format!("{from}–{to}")),
        (Some(from), _) => parts.push(from.clone()),
        (None, Some(to)) => parts.push(format!("–{to}")),
        (None, None) => {}
    }
    parts.extend(time.zone.clone());
    parts.extend(time.duration.clone());
    parts.extend(time.repeats.as_ref().map(|repeats| format!("every {repeats}")));
    if parts.is_empty() { "unresolved".into() } else { parts.join(" ") }
}

/// `200,000,000,000`, `19.5`.
pub fn number(value: f64) -> String {
    let text = format!("{value}");
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut parted = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 && c.is_ascii_digit() {
            parted.push(',');
        }
        parted.push(c);
    }
    match fraction {
        Some(fraction) => format!("{sign}{parted}.{fraction}"),
        None => format!("{sign}{parted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([number(200_000_000_000.0), number(0.5), number(-1234.5), number(25.0)], ["200,000,000,000", "0.5", "-1,234.5", "25"]);
    }
}
