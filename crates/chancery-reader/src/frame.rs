//! Step 7: triggers and their roles: frames tried on a sentence give drafts of events.
//!
//! In: the syntax of a section, the trigger parts of a sentence, context. Out: drafts with roles, status and date.
//! Only frames whose anchor stands in the sentence are tried, so that the cost is flat in the number of frames.
//! Among drafts with overlapping triggers the longest trigger wins, then priority, then filled roles, then id.

mod anchors;
mod attempt;
mod counterpart;
mod dating;
mod detail;
mod excluded;
mod needs;
mod opposite;
mod participants;
mod roles;
mod standing;

use chancery_knowledge::{Frame, Knowledge};
use chancery_model::{Date, DateRange, EntityKind, EventKind, InstrumentAction, Level, Status};
use chancery_text::Span;
use chancery_values::{Quantity, TimeExpression};

use crate::cast::{Cast, Who};
use crate::clause::{Scope, Syntax};
use crate::context::Context;
use crate::instrument::Instruments;
use crate::lists::FrameWords;
use crate::modality::World;
use crate::passage::touches;
use crate::segment::PartHit;
use crate::timing::TimeAt;

pub(crate) use anchors::Anchors;
use anchors::Present;

/// How many parts of a sentence are tried as anchors.
const MOST_ANCHORS: usize = 200;

/// How far before a trigger the words that a frame wants nearby may stand.
const NEARBY: u32 = 150;

/// An event as one sentence tells it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub frame: u32,
    pub kind: EventKind,
    pub status: Status,
    pub actors: Vec<Who>,
    pub recipients: Vec<Who>,
    pub attendees: Vec<Who>,
    pub witnesses: Vec<Who>,
    pub mediators: Vec<Who>,
    pub places: Vec<Who>,
    pub date: Option<DateRange>,
    pub level: Option<Level>,
    pub ordinal: Option<u32>,
    pub topic: Option<Span>,
    pub instruments: Vec<u32>,
    pub action: Option<InstrumentAction>,
    /// Words that tell it, in the flow.
    pub evidence: Span,
    pub trigger: Span,
    pub section: usize,
    /// The subject was carried over from another clause.
    pub carried: bool,
    pub echo: bool,
    /// Those whom each of the others, or who each, met alone (分別會見甲和乙); empty where all met together.
    pub apart: Vec<Who>,
    /// Told in somebody's words, not by the text itself.
    pub said: bool,
    /// Told in a title.
    pub heading: bool,
    /// Told by the text itself in its title or first paragraph: what the article is about.
    pub own: bool,
    /// The clause says that it lies back (曾, 此前, 一再): it takes no date from its company.
    pub recalled: bool,
    /// The words that date it, where the text has no day of publication to read them against.
    pub open: Option<TimeExpression>,
}

/// Why a frame gave nothing on a sentence: the first condition that failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub trigger: Span,
    pub reason: String,
}

/// A frame tried at one place, for `explain` and `why-not`; spans count in the flow.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub frame: u32,
    pub trigger: Span,
    pub sentence: Span,
    pub failure: Option<String>,
}

/// What a frame is tried on.
pub(crate) struct Stage<'a> {
    pub knowledge: &'a Knowledge,
    /// Per frame.
    pub frame_words: &'a [FrameWords],
    /// Per part of a trigger.
    pub anchors: &'a Anchors,
    pub syntax: &'a Syntax<'a>,
    /// The flow as it was written.
    pub original: &'a [char],
    pub times: &'a [TimeAt],
    pub quantities: &'a [Quantity],
    pub muted: &'a [Span],
    pub instruments: &'a Instruments,
    pub sentence: Span,
    pub section: usize,
    pub title: bool,
    /// The article's first paragraph.
    pub lead: bool,
    pub published: Option<Date>,
    pub last_dates: Option<(Date, Date)>,
    /// The day of what the text itself told last, and the section that told it.
    pub told: Option<(usize, &'a DateRange)>,
    /// Whether failures say why; reading itself never asks.
    pub explain: bool,
}

/// The scope of an anchor and the world of its clause, which most of the frames tried there share.
#[derive(Default)]
struct Scopes {
    scope: Option<(Span, Scope)>,
    world: Option<(Scope, World)>,
}

impl Scopes {
    fn of(&mut self, syntax: &Syntax<'_>, first: Span, anchor: Span) -> Scope {
        match self.scope {
            Some((known, scope)) if known == first => scope,
            _ => {
                let scope = syntax.scope_from(first, anchor);
                self.scope = Some((first, scope));
                scope
            }
        }
    }

    fn world(&mut self, syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> World {
        match self.world {
            Some((known, world)) if known == *scope => world,
            _ => {
                let world = World::of(syntax, scope, sentence);
                self.world = Some((*scope, world));
                world
            }
        }
    }
}

impl Stage<'_> {
    fn muted(&self, span: Span) -> bool {
        touches(self.muted, span)
    }

    /// Whether what mutes a place is a short quotation: 移出「白名單」 is meant all the same where the verb stands outside.
    fn quoted(&self, span: Span) -> bool {
        let before = self.syntax.between(span.start.saturating_sub(10), span.start);
        before
            .iter()
            .rposition(|c| matches!(c, '「' | '『' | '“' | '‘'))
            .is_some_and(|open| !before[open..].iter().any(|c| matches!(c, '」' | '』' | '”' | '’' | '(')))
    }

    /// Tries every frame that a part of the sentence anchors.
    pub fn drafts(&self, cast: &mut Cast, context: &Context, parts: &[PartHit], trials: &mut Vec<Trial>) -> Vec<Draft> {
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        // What stands there is looked at where a part anchors anything; the parts before one are passed in order.
        let mut present: Option<Present> = None;
        let mut passed = 0;
        for (at, part) in parts.iter().enumerate().take(MOST_ANCHORS) {
            let anchored = self.anchors.of(part.part);
            if anchored.is_empty() {
                continue;
            }
            let muted = self.muted(part.span);
            if muted && !self.quoted(part.span) {
                continue;
            }
            let present = present.get_or_insert_with(|| self.anchors.present(self.title));
            let words = || self.anchors.words(self.syntax.scan.listed_forms(self.sentence));
            parts[passed..at].iter().for_each(|before| present.pass(before.part));
            passed = at;
            let mut earlier: Option<&[PartHit]> = None;
            let mut scopes = Scopes::default();
            // Who asks why a frame failed is told of each.
            for candidate in anchored.iter().filter(|candidate| self.explain || candidate.may_hold(present, words)) {
                let (frame, trigger) = (candidate.frame, candidate.trigger);
                if muted && candidate.single {
                    continue;
                }
                let found = if candidate.single {
                    Some((part.span.len(), Span { start: part.span.start, end: part.span.start }))
                } else {
                    let earlier = *earlier.get_or_insert_with(|| self.in_reach(part, &parts[..at]));
                    self.earlier_parts(&self.knowledge.trigger_parts[frame as usize][trigger as usize], part, earlier)
                };
                let Some(length) = found else {
                    if self.explain {
                        trials.push(Trial {
                            frame,
                            trigger: part.span,
                            sentence: self.sentence,
                            failure: Some("the trigger's earlier parts do not stand before it in the clause".into()),
                        });
                    }
                    continue;
                };
                if muted && self.muted(length.1) {
                    continue;
                }
                let tried = self.attempt(cast, context, frame, part.span, length.1, &mut scopes);
                if self.explain {
                    let trigger = tried.as_ref().map_or_else(|failure| failure.trigger, |draft| draft.trigger);
                    trials.push(Trial { frame, trigger, sentence: self.sentence, failure: tried.as_ref().err().map(|failure| failure.reason.clone()) });
                }
                if let Ok(draft) = tried {
                    drafts.push((length.0, draft));
                }
            }
        }
        drafts.sort_by(|(la, a), (lb, b)| {
            let (fa, fb) = (&self.knowledge.frames[a.frame as usize], &self.knowledge.frames[b.frame as usize]);
            let filled = |draft: &Draft| draft.actors.len().min(2) + draft.recipients.len().min(1) + draft.instruments.len().min(1);
            (a.echo.cmp(&b.echo))
                .then(lb.cmp(la))
                .then(fb.priority.cmp(&fa.priority))
                .then(filled(b).cmp(&filled(a)))
                .then(fa.id.cmp(&fb.id))
                .then(a.trigger.cmp(&b.trigger))
        });
        let mut kept: Vec<Draft> = Vec::new();
        for (_, draft) in drafts {
            if !kept.iter().any(|other| other.trigger.overlaps(draft.trigger)) {
                kept.push(draft);
            }
        }
        kept.sort_by_key(|draft| draft.trigger);
        let yields = |draft: &Draft| self.knowledge.frames[draft.frame as usize].yields;
        let later: Vec<(Span, bool)> = kept.iter().map(|draft| (draft.trigger, draft.echo || yields(draft))).collect();
        kept.retain(|draft| {
            let end = self.syntax.scope(draft.trigger).end;
            let clause_end = self.syntax.items.get(end).map_or(self.sentence.end, |item| item.span.start);
            !(yields(draft) && later.iter().any(|(trigger, weak)| !weak && trigger.start >= draft.trigger.end && trigger.end <= clause_end))
        });
        kept
    }

    /// The parts in the anchor's clause and before it.
    fn in_reach<'p>(&self, anchor: &PartHit, before: &'p [PartHit]) -> &'p [PartHit] {
        let floor = self.syntax.clause_start(self.syntax.item_from(anchor.span.start));
        let floor = self.syntax.items.get(floor).map_or(0, |item| item.span.start).min(anchor.span.start).max(self.sentence.start);
        // Text before the first item of a clause still belongs to it.
        let floor = floor.saturating_sub(12).max(self.sentence.start);
        &before[before.partition_point(|hit| hit.span.start < floor)..]
    }

    /// Finds the parts before the anchor, nearest first; gives the length of all and the first part (empty at the anchor where there is one part).
    fn earlier_parts(&self, slots: &[Vec<u32>], anchor: &PartHit, earlier: &[PartHit]) -> Option<(usize, Span)> {
        let mut length = anchor.span.len();
        let mut limit = anchor.span.start;
        let mut first = Span { start: limit, end: limit };
        for slot in slots[..slots.len() - 1].iter().rev() {
            let hit = earlier.iter().rev().find(|hit| hit.span.end <= limit && limit - hit.span.end <= 30 && slot.binary_search(&hit.part).is_ok())?;
            let gap = self.syntax.between(hit.span.end, limit);
            // 舉行會談｜並出席｜交流年開幕式: a second verb takes what follows it.
            if gap.iter().any(|c| matches!(c, ',' | '。' | ';' | ':')) || self.syntax.lists.second_verbs.stands_within(gap) {
                return None;
            }
            length += hit.span.len();
            limit = hit.span.start;
            first = hit.span;
        }
        Some((length, first))
    }
}

/// Verbal acts and announcements: what a speaker says without a subject is his own doing.
fn carried_speech(frame: &Frame) -> bool {
    spoken_act(frame.kind)
}

/// Kinds that are done by saying something.
fn spoken_act(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(kind, Support | Request | Accuse | Reject | Threaten)
}

fn is_region(knowledge: &Knowledge, cast: &Cast, who: Who) -> bool {
    cast.members[who as usize].known.is_some_and(|row| {
        let entity = &knowledge.entities[row as usize];
        entity.kind == Some(EntityKind::Place) && entity.class == "region" && entity.state.is_empty()
    })
}
