//! `chancery why-not`: the first condition of a rule that fails on a sentence.

use std::path::Path;

use chancery_knowledge::{Frame, Knowledge, Trigger};
use chancery_reader::{Options, Reader, examples};
use chancery_text::fold_text;

use crate::arguments::WhyNotOptions;
use crate::outcome::{Outcome, Stop};
use crate::print::layout::{Text, Tone};
use crate::print::{Look, Page};
use crate::terminal::Terminal;
use crate::trials::{self, attempts};
use crate::{batch, explain, knowledge};

/// Runs the command.
pub fn run(options: &WhyNotOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    if options.sentence.trim().is_empty() {
        return Err(Stop::Usage("the sentence is empty. Give it in quotation marks, for example: chancery why-not zh/talks/hold '會談成果豐碩。'".into()));
    }
    let knowledge = knowledge::load(folder)?;
    let frame = trials::frame(&knowledge, &options.rule).ok_or_else(|| Stop::Usage(unknown(&knowledge, &options.rule)))?;
    let reader = Reader::new(&knowledge);
    let document = examples::passage(&options.sentence, options.published);
    let (reading, tried) =
        batch::guarded("the sentence", || (reader.read(&document, &Options::default()), attempts(&reader, &document))).map_err(Stop::Failed)?;
    let mut page = Page::new(Look { color: terminal.color, width: terminal.width, full: true });
    let file = knowledge.files.get(usize::from(frame.place.0)).map_or("?", String::as_str);
    page.paragraph(0, Text::new(Tone::Strong, &frame.id).with(Tone::Faint, &format!("  {}/{file}:{}", explain::root(folder), frame.place.1)), None);
    let made: Vec<_> = reading.events.iter().filter(|event| event.evidence.iter().any(|evidence| evidence.rule == frame.id)).collect();
    let mine: Vec<_> = tried.iter().filter(|attempt| attempt.rule == frame.id).collect();
    for event in &made {
        page.paragraph(2, Text::new(Tone::Done, "It applies: ").with(Tone::Plain, &examples::describe(&reading, event)), None);
    }
    if mine.is_empty() && made.is_empty() {
        page.paragraph(2, Text::new(Tone::Bad, "Its trigger does not stand in the sentence: ").with(Tone::Plain, &absent(frame, &options.sentence)), None);
    }
    for attempt in &mine {
        let at = Text::new(Tone::Faint, &format!("on {} {}–{}: ", document.text.slice(attempt.trigger), attempt.trigger.start, attempt.trigger.end));
        let rival = || tried.iter().find(|other| other.rule != frame.id && other.outcome.is_ok() && other.trigger.overlaps(attempt.trigger));
        let reason = match &attempt.outcome {
            Err(reason) => at.with(Tone::Bad, "fails: ").with(Tone::Plain, reason),
            Ok(()) if !made.is_empty() => continue,
            Ok(()) => match rival().and_then(|other| trials::frame(&knowledge, &other.rule).map(|winner| (winner, other))) {
                Some((winner, other)) => {
                    let length = |frame: &Frame, span| trials::trigger_length(frame, document.text.slice(span));
                    let why = trials::why_lost((winner, length(winner, other.trigger)), (frame, length(frame, attempt.trigger)));
                    at.with(Tone::Open, &format!("all its conditions hold, but {} was preferred: ", winner.id)).with(Tone::Plain, &why)
                }
                None if frame.echo => at.with(Tone::Open, "all its conditions hold, but it only adds evidence to an event that is told elsewhere, and none is"),
                None => at.with(Tone::Open, "all its conditions hold, but its event was joined with another or dropped when the tellings were put together"),
            },
        };
        page.paragraph(2, reason, None);
    }
    terminal.write(&page.finish())?;
    Ok(Outcome::Done)
}

/// Which triggers there are, and what of the nearest one is missing.
fn absent(frame: &Frame, sentence: &str) -> String {
    let sentence = fold_text(sentence);
    let stands = |forms: &[String]| forms.iter().any(|form| sentence.contains(form.as_str()));
    let present = |trigger: &Trigger| trigger.parts.iter().filter(|forms| stands(forms)).count();
    let nearest = frame.triggers.iter().filter(|trigger| present(trigger) > 0).max_by_key(|trigger| present(trigger));
    match nearest {
        Some(trigger) if present(trigger) == trigger.parts.len() => {
            format!("the parts of {} are there, but not as words of their own, in this order, in one clause", trials::written(trigger))
        }
        Some(trigger) => {
            let missing: Vec<String> = trigger.parts.iter().filter(|forms| !stands(forms)).map(|forms| forms.join(" or ")).collect();
            format!("of {} it lacks {}", trials::written(trigger), missing.join(", "))
        }
        None => format!("none of {}", trials::triggers(frame, 12)),
    }
}

/// Says that there is no such rule, and which ids come near.
pub fn unknown(knowledge: &Knowledge, rule: &str) -> String {
    let last = rule.rsplit('/').next().unwrap_or(rule);
    let shared = |id: &str| id.chars().zip(rule.chars()).take_while(|(a, b)| a == b).count();
    let mut near: Vec<&str> =
        knowledge.frames.iter().map(|frame| frame.id.as_str()).filter(|id| id.rsplit('/').next() == Some(last) || shared(id) > 3).collect();
    near.sort_by_key(|id| std::cmp::Reverse((id.rsplit('/').next() == Some(last), shared(id))));
    near.truncate(5);
    let hint = if near.is_empty() { String::new() } else { format!(" Near: {}.", near.join(", ")) };
    format!("no rule {rule:?}.{hint} See all with: chancery rules list")
}
