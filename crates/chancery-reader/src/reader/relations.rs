//! Designations of relations in a sentence, with what an event of the sentence says of their parties.
//!
//! In: a sentence with its drafts. Out: drafts of relations.

use chancery_knowledge::MarkerKind;
use chancery_model::{Date, EventKind, RelationAction, Status};
use chancery_text::Span;
use chancery_values::Prefer;

use super::{Analysis, Reader};
use crate::assembly::Material;
use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::phrase::TitleSpan;
use crate::relation::{RelationDraft, parties};
use crate::scan::Scan;
use crate::timing;

impl Reader<'_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn relations(
        &self,
        syntax: &Syntax<'_>,
        scan: &Scan,
        analysis: &Analysis,
        cast: &mut Cast,
        context: &Context,
        sentence: Span,
        section: usize,
        published: Option<Date>,
        titles: &[TitleSpan],
        material: &mut Material,
    ) {
        let mut found: Vec<(Span, bool)> = Vec::new();
        self.relation_words.find(syntax, scan, sentence, |span, bare| found.push((span, bare)));
        for (span, bare) in found {
            if titles[..titles.partition_point(|title| title.inner.start < span.end)].iter().rev().take(4).any(|title| title.inner.overlaps(span)) {
                continue;
            }
            let action = self.relation_words.action(syntax, sentence, span);
            if bare && action.is_none() {
                continue;
            }
            // What an event of the sentence says of the parties counts: 古特雷斯對兩國復交表示歡迎.
            let told = action
                .and_then(|(_, word)| {
                    material.drafts.iter().rev().take_while(|draft| draft.section == section).find(|draft| {
                        use EventKind::*;
                        let kind = match action.map(|(action, _)| action) {
                            Some(RelationAction::Severed) => DowngradeRelations,
                            Some(RelationAction::Raised) => UpgradeRelations,
                            _ => EstablishRelations,
                        };
                        draft.kind == kind && draft.trigger.join(draft.evidence).overlaps(word.join(span))
                    })
                })
                .map(|draft| (draft.actors.iter().chain(&draft.recipients).copied().collect::<Vec<Who>>(), draft.date.clone(), draft.status));
            if bare && (told.is_none() || told.as_ref().is_some_and(|(_, _, status)| !matches!(status, Status::Held | Status::Ongoing))) {
                continue;
            }
            let sides = told.as_ref().map(|(members, _, _)| Context::sides(cast, members)).unwrap_or_default();
            // 希望建立良好的外交關係: nothing has happened.
            if told.is_none() && action.is_some_and(|(_, word)| self.wished(syntax, sentence, word)) {
                continue;
            }
            let parties = if sides.len() >= 2 {
                sides.into_iter().map(|row| cast.known(self.knowledge, row, None)).collect()
            } else {
                parties(self.knowledge, syntax, cast, context, sentence, span)
            };
            if parties.len() < 2 {
                continue;
            }
            let anchor = action.map_or(span, |(_, word)| word);
            let scope = syntax.scope(anchor);
            let date = if action.is_some() { timing::choose(syntax, &analysis.times, &scope, anchor, sentence, Status::Held) } else { None };
            let date = date.and_then(|at| timing::resolve(&analysis.times[at as usize], published, material.last_dates, Prefer::Past));
            let date = told.and_then(|(_, date, _)| date).or(date);
            let evidence = action.map_or(span, |(_, word)| span.join(word));
            material.relations.push(RelationDraft {
                designation: span,
                parties,
                action: action.map_or(RelationAction::Described, |(action, _)| action),
                date,
                evidence,
                section,
            });
        }
    }

    /// Whether a wish or a negation stands before a word in its clause.
    fn wished(&self, syntax: &Syntax<'_>, sentence: Span, word: Span) -> bool {
        let at = syntax.item_from(word.start);
        let start = syntax.clause_start(at).max(syntax.item_from(sentence.start));
        (start..at).any(|k| syntax.marker(k, &[MarkerKind::Denied]).is_some() || syntax.lists.running_wishes.contains(syntax.words(k)))
    }
}
