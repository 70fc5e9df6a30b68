//! Triggers with two results. In: the frames. Out: diagnostics.

use std::collections::BTreeMap;

use super::At;
use crate::{Diagnostic, Frame, Knowledge};

pub(super) fn check(knowledge: &Knowledge, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&[Vec<String>], &Frame> = BTreeMap::new();
    for frame in &knowledge.frames {
        let at = At { file: &knowledge.files[frame.place.0 as usize], line: frame.place.1, column: 1 };
        for trigger in &frame.triggers {
            let Some(other) = seen.insert(&trigger.parts, frame) else { continue };
            if other.id == frame.id {
                found.push(at.warning("duplicate-trigger", format!("{} lists {:?} twice", frame.id, written(&trigger.parts)), "delete one"));
            } else if other.kind != frame.kind
                && other.needs == frame.needs
                && other.with_word == frame.with_word
                && other.near_word == frame.near_word
                && other.priority == frame.priority
                && other.actors == frame.actors
                && other.recipients == frame.recipients
            {
                found.push(at.warning(
                    "two-results",
                    format!("{:?} gives {} here and {} in {}", written(&trigger.parts), frame.kind, other.kind, other.id),
                    "give one of them a further condition or another priority",
                ));
            }
        }
    }
}

/// A trigger as a rule file writes it.
fn written(parts: &[Vec<String>]) -> String {
    parts.iter().map(|forms| if forms.len() == 1 { forms[0].clone() } else { format!("({})", forms.join("|")) }).collect::<Vec<_>>().join("…")
}
