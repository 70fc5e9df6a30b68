//! Tellings without tense (美朝峰會, 【中美峰會】, 特朗普晤金正恩) take the tense of the article's other tellings.
//!
//! In: merged events. Out: the same, where an encounter that is only named, or only told by a title, is the one that the
//! article elsewhere says is still to come. One that is only named and that nothing tells or dates is no event.

use chancery_knowledge::{Case, Knowledge};
use chancery_model::{EventKind, Status};

use super::Material;
use super::events::{Merged, family};
use crate::context::Context;

/// How the tellings of an event say when it happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    /// A verb in the text, or a day.
    Told,
    /// A title's verb.
    Title,
    /// A noun alone.
    Named,
}

/// Settles what untensed tellings mean.
pub(super) fn settle(knowledge: &Knowledge, material: &Material, merged: &mut Vec<Merged>) {
    let tenses: Vec<Tense> = merged.iter().map(|event| tense(knowledge, material, event)).collect();
    let place = |event: &Merged| (material.passage.sections[event.draft.section].article, family(event.draft.kind));
    let sides = |event: &Merged| {
        let mut sides = Context::sides(&material.cast, &event.draft.actors);
        sides.extend(Context::sides(&material.cast, &event.draft.recipients));
        sides.sort_unstable();
        sides
    };
    let mut gone = vec![false; merged.len()];
    for at in 0..merged.len() {
        if tenses[at] == Tense::Told {
            continue;
        }
        let (mine, here) = (sides(&merged[at]), place(&merged[at]));
        let mut others = merged
            .iter()
            .enumerate()
            .filter(|(other, event)| *other != at && tenses[*other] == Tense::Told && !event.draft.recalled && place(event) == here && sides(event) == mine);
        let ahead = |event: &Merged| matches!(event.draft.status, Status::Planned | Status::Possible | Status::Cancelled);
        let to_come = others.clone().find(|(_, event)| ahead(event)).map(|(other, _)| other);
        let held = others.any(|(_, event)| !ahead(event));
        match to_come.filter(|_| !held) {
            Some(other) => {
                gone[at] = true;
                if merged[other].draft.kind == merged[at].draft.kind {
                    let tellings = merged[at].tellings.clone();
                    merged[other].tellings.extend(tellings);
                }
            }
            None => gone[at] = tenses[at] == Tense::Named,
        }
    }
    let mut at = 0;
    merged.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

fn tense(knowledge: &Knowledge, material: &Material, event: &Merged) -> Tense {
    let draft = &event.draft;
    let encounter = matches!(draft.kind, EventKind::Talks | EventKind::Meeting | EventKind::Visit | EventKind::Conference);
    if !encounter || draft.status != Status::Held || draft.date.is_some() || draft.ordinal.is_some() {
        return Tense::Told;
    }
    let named = |frame: u32| {
        let picks = &knowledge.frames[frame as usize].actors.picks;
        !picks.is_empty() && picks.iter().all(|pick| pick.iter().all(|case| *case == Case::Possessor))
    };
    let title = |start: u32| material.passage.sections[material.passage.section_at(start)].is_title();
    if event.tellings.iter().all(|(_, frame, _)| named(*frame) || knowledge.frames[*frame as usize].echo) {
        Tense::Named
    } else if event.tellings.iter().all(|(span, frame, _)| named(*frame) || title(span.start)) {
        Tense::Title
    } else {
        Tense::Told
    }
}
