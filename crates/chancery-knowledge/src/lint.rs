//! Lint: what a loader can't see in one file. In: the knowledge. Out: diagnostics.

use std::collections::BTreeMap;

use crate::{Diagnostic, Knowledge, Severity};

/// Checks references between names and finds triggers with two results and offices with two holders at a time.
/// What needs running the examples (a frame that another always beats, one that its own examples never use) is
/// reported by `chancery rules test`.
pub fn lint(knowledge: &Knowledge) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut warn = |place: (u16, u32), code, message: String, hint: &str| {
        found.push(Diagnostic {
            file: knowledge.files[place.0 as usize].clone(),
            line: place.1,
            column: 1,
            severity: Severity::Warning,
            code,
            message,
            hint: hint.into(),
        });
    };
    for entity in &knowledge.entities {
        if !entity.state.is_empty() && knowledge.entity(&entity.state).is_none() {
            warn(
                entity.place,
                "unknown-state",
                format!("{:?} belongs to {:?}, which no table has", entity.id, entity.state),
                "add the state or organization, or mend the code",
            );
        }
        if !entity.within.is_empty() && knowledge.entity(&format!("place:{}", entity.within)).is_none() {
            warn(entity.place, "unknown-place", format!("{:?} lies in {:?}, which no table has", entity.id, entity.within), "add the place, or mend the id");
        }
        for tenure in &entity.tenures {
            if knowledge.office(&tenure.office).is_none() {
                warn(
                    entity.place,
                    "unknown-office",
                    format!("{:?} held the office {:?}, which no table has", entity.id, tenure.office),
                    "add it to names/offices, or mend the id",
                );
            }
        }
    }
    let mut seen: BTreeMap<&[Vec<String>], &crate::Frame> = BTreeMap::new();
    for frame in &knowledge.frames {
        for trigger in &frame.triggers {
            if let Some(other) = seen.insert(&trigger.parts, frame) {
                if other.id == frame.id {
                    warn(frame.place, "duplicate-trigger", format!("{} lists {:?} twice", frame.id, written(&trigger.parts)), "delete one");
                } else if other.kind != frame.kind
                    && other.needs == frame.needs
                    && other.with_word == frame.with_word
                    && other.priority == frame.priority
                    && other.actors == frame.actors
                    && other.recipients == frame.recipients
                {
                    warn(
                        frame.place,
                        "two-results",
                        format!("{:?} gives {} here and {} in {}", written(&trigger.parts), frame.kind, other.kind, other.id),
                        "give one of them a further condition or another priority",
                    );
                }
            }
        }
    }
    found.sort();
    found
}

/// A trigger as a rule file writes it.
fn written(parts: &[Vec<String>]) -> String {
    parts.iter().map(|forms| if forms.len() == 1 { forms[0].clone() } else { format!("({})", forms.join("|")) }).collect::<Vec<_>>().join("…")
}
