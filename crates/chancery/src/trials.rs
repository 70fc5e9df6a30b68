//! What the reader tried on a document: every frame that a trigger in the text called up, and what became of it.

use chancery_knowledge::{Frame, Knowledge, Trigger};
use chancery_model::Document;
use chancery_reader::{Options, Reader};
use chancery_text::{Span, fold_text};

pub use chancery_reader::Attempt;

/// All attempts on a document, in order of place.
pub fn attempts(reader: &Reader<'_>, document: &Document) -> Vec<Attempt> {
    reader.attempts(document, &Options::default())
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
    trigger_parts(frame, words).iter().map(|part| part.len()).sum()
}

/// Where the parts of the frame's trigger stand in the words, in characters; of several ways to write it the longest.
pub fn trigger_parts(frame: &Frame, words: &str) -> Vec<Span> {
    let words: Vec<char> = fold_text(words).chars().collect();
    let ways = frame.triggers.iter().filter_map(|trigger| parts(trigger, &words));
    ways.max_by_key(|spans| spans.iter().map(|span| span.len()).sum::<usize>()).unwrap_or_default()
}

/// The parts of one way, looked for from the end, as the reader does: the last part is the anchor.
fn parts(trigger: &Trigger, words: &[char]) -> Option<Vec<Span>> {
    let mut end = words.len();
    let mut spans = Vec::new();
    for forms in trigger.parts.iter().rev() {
        let last = |form: &String| {
            let form: Vec<char> = form.chars().collect();
            let at = words[..end].windows(form.len().max(1)).rposition(|window| window == form)?;
            Some(Span::new(at, at + form.len()))
        };
        let found = forms.iter().filter_map(last).max_by_key(|span| (span.end, span.len()))?;
        end = found.start as usize;
        spans.push(found);
    }
    spans.reverse();
    Some(spans)
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
