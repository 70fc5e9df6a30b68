//! Why reports were taken as one event, for people.
//!
//! In: an event's record, which holds its joins. Out: a line for each.

use crate::{EventRecord, Join};

impl EventRecord {
    /// A line for each join of two reports: which keys agreed, which tolerances were used, or which decision joined them. Empty for
    /// an event with one report.
    pub fn why_merged(&self) -> Vec<String> {
        self.joins.iter().map(line).collect()
    }
}

fn line(join: &Join) -> String {
    let mut text = format!("{} and {}", join.left, join.right);
    if let Some(decision) = &join.decision {
        text.push_str(&format!(": joined by decision {decision}"));
        return text;
    }
    let agreed: Vec<String> = join.agreed.iter().map(|agreement| format!("{} ({})", agreement.key, agreement.values.join(", "))).collect();
    text.push_str(&format!(" agree in {}", agreed.join(", ")));
    for tolerance in &join.tolerances {
        text.push_str(&format!("; tolerated ({}): {}", tolerance.kind, tolerance.note));
    }
    text
}
