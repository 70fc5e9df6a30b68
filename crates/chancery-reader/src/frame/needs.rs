//! What a frame asks before it holds: words that must or must not stand near the trigger, and what must be there to act.
//!
//! In: a trigger with its scope and participants. Out: nothing where all holds, else the first condition that failed.

use chancery_knowledge::{Case, Frame, MarkerKind, Requirement};
use chancery_model::{EntityKind, Status};
use chancery_text::Span;

use super::participants::Participants;
use super::{Failure, NEARBY, Scopes, Stage};
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::context::Context;
use crate::lists::FrameWords;
use crate::phrase::ItemKind;
use crate::timing;

impl Stage<'_> {
    /// Words directly before, directly behind, in the clause and nearby. Gives the scope of the trigger.
    pub(super) fn words_hold(&self, frame: &Frame, words: &FrameWords, anchor: Span, first: Span, scopes: &mut Scopes) -> Result<Scope, Failure> {
        let syntax = self.syntax;
        let before = syntax.between(self.sentence.start, first.start);
        let after = syntax.between(anchor.end, self.sentence.end);
        let quoted = |word: &[char]| format!("{:?}", word.iter().collect::<String>());
        if let Some(word) = words.not_before.at_end(before) {
            return Err(self.failure(anchor, &|| format!("{} stands directly before the trigger", quoted(word))));
        }
        if let Some(word) = words.not_after.at_start(after) {
            return Err(self.failure(anchor, &|| format!("{} stands directly after the trigger", quoted(word))));
        }
        let scope = scopes.of(syntax, first, anchor);
        if !words.not_in_clause.is_empty() || !words.with_word.is_empty() {
            let clause = self.clause_span(&scope, anchor);
            if syntax.holds(&words.not_in_clause, clause.start, clause.end) {
                let first = || words.not_in_clause.first_within(syntax.between(clause.start, clause.end)).unwrap_or_default();
                return Err(self.failure(anchor, &|| format!("{} stands in the clause", quoted(first()))));
            }
            if !words.with_word.is_empty() && !syntax.holds(&words.with_word, clause.start, clause.end) {
                return Err(self.failure(anchor, &|| format!("none of {:?} stands in the clause", frame.with_word)));
            }
        }
        if !words.near_word.is_empty() {
            let clause = self.clause_span(&scope, anchor);
            let from = syntax.items.first().map_or(clause.start, |item| item.span.start).max(anchor.start.saturating_sub(NEARBY));
            if !syntax.holds(&words.near_word, from.min(clause.start), self.sentence.end.max(clause.end)) {
                return Err(self.failure(anchor, &|| format!("none of {:?} stands nearby", frame.near_word)));
            }
        }
        Ok(scope)
    }

    /// Whether a requirement is met.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn met(
        &self,
        need: Requirement,
        cast: &Cast,
        context: &Context,
        scope: &Scope,
        anchor: Span,
        status: Status,
        who: &Participants,
        instruments: &[u32],
    ) -> bool {
        let syntax = self.syntax;
        let Participants { actors, recipients, grouped, .. } = who;
        let sides = Context::sides(cast, actors);
        let recipient_sides = Context::sides(cast, recipients);
        match need {
            Requirement::Actors => !actors.is_empty(),
            Requirement::TwoActors => actors.len() >= 2,
            Requirement::Recipients => !recipients.is_empty(),
            Requirement::TwoSides => {
                // 他與軍方將領會晤, 特首會晤商界人士: a body or people of no named state are no other side.
                let organ = |row: u32| matches!(self.knowledge.entities[row as usize].class.as_str(), "military" | "ministry" | "parliament");
                let other = |who: &Who| cast.side(*who).is_none() && cast.members[*who as usize].known.map_or(self.named(cast, *who), |row| !organ(row));
                actors.len() >= 2 && (sides.len() >= 2 || actors.iter().any(other))
            }
            Requirement::Instrument => !instruments.is_empty() || self.names_document(scope, anchor),
            Requirement::Place => !syntax.pick(Case::At, scope, anchor, self.sentence, 0).is_empty(),
            Requirement::Date => timing::choose(syntax, self.times, scope, anchor, self.sentence, status).is_some(),
            Requirement::Person => actors.first().is_some_and(|who| cast.is_person(*who)),
            Requirement::Body => actors.first().is_some_and(|who| !cast.is_person(*who)),
            Requirement::Adjacent => {
                syntax.told(scope, anchor).is_some()
                    || syntax.items.get(scope.after).is_some_and(|item| item.span.start == anchor.end && matches!(item.kind, ItemKind::Noun(_)))
            }
            Requirement::Foreign => {
                // 荷兰首相要求外交部: a ministry of no named state is the actor's own.
                let ministry = |who: Who| cast.members[who as usize].known.is_some_and(|row| self.knowledge.entities[row as usize].class == "ministry");
                let body = |who: Who| cast.members[who as usize].kind == EntityKind::Organization;
                let sided = |list: &[Who], found: &[u32]| !found.is_empty() || list.iter().any(|who| body(*who));
                let within = recipient_sides.is_empty() && recipients.iter().all(|who| ministry(*who));
                !actors.is_empty()
                    && !recipients.is_empty()
                    && sided(actors, &sides)
                    && sided(recipients, &recipient_sides)
                    && !within
                    && (recipient_sides.is_empty() || recipient_sides.iter().any(|side| !sides.contains(side)))
            }
            // 在同安倍會談時，｜李克強｜表示: what stands behind a circumstance is its subject too.
            Requirement::OwnSubject => syntax.subject(scope, self.sentence, 0).is_some_and(|(at, own)| own || at >= scope.after),
            Requirement::Said => context.speaker.is_some(),
            Requirement::Main => !(scope.after..scope.end.min(scope.after + 4)).any(|at| syntax.marker(at, &[MarkerKind::Of]).is_some()),
            Requirement::Conference => self.conference(scope).is_some(),
            Requirement::Union => {
                let union = |side: &u32| self.knowledge.entities[*side as usize].class == "igo";
                *grouped || !sides.is_empty() && sides.iter().all(union)
            }
            Requirement::Several => sides.len() >= 3,
            Requirement::Diplomat => actors.first().is_some_and(|who| self.diplomat(cast, *who)),
            Requirement::Official => actors.first().is_some_and(|who| self.public(cast, *who)),
            Requirement::Figure => (scope.clause..scope.end).any(|at| matches!(syntax.items[at].kind, ItemKind::Quantity(_))),
        }
    }
}

pub(super) fn requirement_text(need: Requirement) -> &'static str {
    match need {
        Requirement::Actors => "somebody who acts",
        Requirement::TwoActors => "two who act",
        Requirement::Recipients => "somebody who is acted upon",
        Requirement::TwoSides => "actors of two sides",
        Requirement::Instrument => "an instrument",
        Requirement::Place => "a place",
        Requirement::Date => "a date in the sentence",
        Requirement::Person => "a person who acts",
        Requirement::Body => "a state or organization that acts",
        Requirement::Adjacent => "its object directly after the trigger",
        Requirement::Foreign => "an actor and a recipient of different sides",
        Requirement::OwnSubject => "a subject in the trigger's own clause",
        Requirement::Said => "to stand in reported speech",
        Requirement::Main => "the trigger to be the main verb, not an attribute with 的",
        Requirement::Conference => "the name of a conference",
        Requirement::Figure => "a figure in the clause",
        Requirement::Official => "a state, a public body, or somebody in office who acts",
        Requirement::Union => "a body of states that acts",
        Requirement::Several => "three sides that act",
        Requirement::Diplomat => "a state, its foreign ministry, or somebody who speaks for a state abroad",
    }
}
