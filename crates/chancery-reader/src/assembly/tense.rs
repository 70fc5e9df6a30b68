//! Tellings without tense (美朝峰會, 【中美峰會】, 特朗普晤金正恩) take the tense of the article's other tellings.
//!
//! In: merged events. Out: the same, where an encounter that is only named, or only told by a title, is the one that the
//! article elsewhere says is still to come. One that is only named and that nothing tells or dates is no event.

use chancery_knowledge::{Case, Knowledge};
use chancery_model::{EventKind, Status};
use chancery_text::Span;

use super::Material;
use super::events::{Merged, family, is_verbal};
use crate::context::Context;
use crate::lists::Lists;

/// How much of a conference's name must be repeated: 杭州峰會.
const TAIL: usize = 4;

/// How the tellings of an event say when it happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    /// A verb in the text, or a day.
    Told,
    /// A title's verb, or one that explains what the sentence before it told.
    Title,
    /// A noun alone.
    Named,
}

/// Settles what untensed tellings mean.
pub(super) fn settle(knowledge: &Knowledge, lists: &Lists, material: &Material, merged: &mut Vec<Merged>) {
    let tenses: Vec<Tense> = merged.iter().map(|event| tense(knowledge, lists, material, event)).collect();
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
                    merged[other].draft.ordinal = merged[other].draft.ordinal.or(merged[at].draft.ordinal);
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

/// 會見來華出席峰會的總理，…預祝峰會圓滿成功: whoever is wished success with a conference has it before him.
pub(super) fn await_success(lists: &Lists, material: &Material, merged: &mut [Merged]) {
    const REACH: usize = 24;
    let held = |event: &Merged| event.draft.kind == EventKind::Conference && event.draft.status == Status::Held;
    if !merged.iter().any(held) {
        return;
    }
    let folded = material.passage.flow.folded();
    let whole = Span { start: 0, end: folded.len() as u32 };
    let wishes: Vec<(usize, &[char])> = material
        .scan
        .words_in(whole, &lists.success_wishes)
        .map(|word| {
            let behind = folded.get(word.span.end as usize..).unwrap_or_default();
            (material.passage.article_at(word.span.start), &behind[..behind.len().min(REACH)])
        })
        .take(100)
        .collect();
    for event in merged.iter_mut().filter(|event| held(event)) {
        let draft = &mut event.draft;
        let article = material.passage.sections[draft.section].article;
        let name = draft.topic.and_then(|span| folded.get(span.start as usize..span.end as usize)).unwrap_or_default();
        let tail = &name[name.len().saturating_sub(TAIL)..];
        let over = draft.date.as_ref().and_then(|date| date.to).zip(material.published).is_some_and(|(to, published)| to <= published);
        let meant = |(place, behind): &(usize, &[char])| *place == article && !tail.is_empty() && behind.windows(tail.len()).any(|words| words == tail);
        if !over && !draft.recalled && wishes.iter().any(meant) {
            draft.status = Status::Planned;
        }
    }
}

/// 會見來華出席論壇的總理: what somebody came for is held only where the text gives its day.
pub(super) fn leave_undated(knowledge: &Knowledge, merged: &mut Vec<Merged>) {
    let frame = |row: u32| &knowledge.frames[row as usize];
    let purpose = |event: &Merged| event.tellings.iter().all(|(_, row, _)| frame(*row).dated || frame(*row).echo);
    merged.retain(|event| event.draft.status != Status::Held || event.draft.date.is_some() || !purpose(event));
}

/// 將於8日來華。此訪…: what a later telling takes as done is still to come where its day is; words spoken have no day ahead.
pub(super) fn look_ahead(material: &Material, merged: &mut [Merged]) {
    use EventKind::*;
    for draft in merged.iter_mut().map(|event| &mut event.draft).filter(|draft| draft.status == Status::Held) {
        let ahead = draft.date.as_ref().and_then(|date| date.from).zip(material.published).is_some_and(|(from, published)| from > published);
        let arranged = !is_verbal(draft.kind) && !matches!(draft.kind, Agree | Message);
        match (ahead, arranged) {
            (true, true) => draft.status = Status::Planned,
            (true, false) => draft.date = None,
            (false, _) => {}
        }
    }
}

/// 這是他首次訪問…: whether the sentence of a telling only says what the one before it told.
fn explains(lists: &Lists, material: &Material, start: u32) -> bool {
    const LONGEST: usize = 60;
    let folded = material.passage.flow.folded();
    let before = folded.get((start as usize).saturating_sub(LONGEST)..start as usize).unwrap_or_default();
    let open = before.iter().rposition(|c| matches!(c, '。' | '!' | '?' | '\n'));
    open.is_some_and(|at| lists.pointing_openers.starts(&before[at + 1..]))
}

fn tense(knowledge: &Knowledge, lists: &Lists, material: &Material, event: &Merged) -> Tense {
    let draft = &event.draft;
    let encounter = matches!(draft.kind, EventKind::Talks | EventKind::Meeting | EventKind::Visit | EventKind::Conference);
    if !encounter || draft.status != Status::Held || draft.date.is_some() {
        return Tense::Told;
    }
    if event.tellings.iter().all(|(span, ..)| explains(lists, material, span.start)) {
        return Tense::Title;
    }
    if draft.ordinal.is_some() {
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
