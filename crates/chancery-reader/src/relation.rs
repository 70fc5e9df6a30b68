//! Relations: named designations (新時代全面戰略協作夥伴關係, 外交關係) and what happens to them.
//!
//! In: the syntax of a section and the context. Out: drafts. Generic friendship and partnership are none (codebook 10.13).

use chancery_knowledge::Knowledge;
use chancery_model::{DateRange, RelationAction};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::lists::{CharSet, WordSet};
use crate::phrase::NounClass;
use crate::scan::{Roles, Scan};

/// A relation as one sentence tells it.
#[derive(Clone, Debug)]
pub(crate) struct RelationDraft {
    pub designation: Span,
    pub parties: Vec<Who>,
    pub action: RelationAction,
    pub date: Option<DateRange>,
    pub evidence: Span,
    pub section: usize,
}

/// Words of designations, from `lists.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelationWords {
    modifiers: WordSet,
    actions: Vec<(Vec<char>, RelationAction)>,
    /// The characters that these begin with.
    action_firsts: CharSet,
    again: Vec<Vec<char>>,
    not_after_bare: Vec<char>,
}

impl RelationWords {
    pub fn new(knowledge: &Knowledge) -> RelationWords {
        let words = |name: &str| -> Vec<Vec<char>> {
            let mut words: Vec<Vec<char>> = knowledge.list(name).iter().map(|word| word.chars().collect()).collect();
            words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            words
        };
        let mut actions = Vec::new();
        for action in RelationAction::ALL {
            actions.extend(words(&format!("relation_{action}")).into_iter().map(|word| (word, *action)));
        }
        RelationWords {
            modifiers: WordSet::longest_first(knowledge, "relation_modifiers"),
            action_firsts: CharSet::new(actions.iter().filter_map(|(word, _)| word.first().copied())),
            actions,
            again: words("relation_again"),
            not_after_bare: words("relation_not_after_bare").into_iter().flatten().collect(),
        }
    }

    /// Finds designations in a sentence. `seen` keeps a stretch from being read twice.
    pub fn find(&self, syntax: &Syntax<'_>, scan: &Scan, sentence: Span, mut each: impl FnMut(Span, bool)) {
        let chars = syntax.folded;
        for hit in scan.listed_apart(sentence, Roles::RELATION_HEAD.or(Roles::RELATION_BARE)) {
            let (at, tail) = (hit.span.start as usize, hit.span.end as usize);
            if !hit.roles.meets(Roles::RELATION_HEAD) {
                // 建交國, 建交公報: no relation by themselves.
                if !chars.get(tail).is_some_and(|c| self.not_after_bare.contains(c)) {
                    each(hit.span, true);
                }
            } else {
                let mut start = at;
                while let Some(word) = self.modifiers.at_end(&chars[sentence.start as usize..start]) {
                    start -= word.len();
                }
                // 韩｜中战略合作伙伴关系: a designation does not begin inside a pair of states.
                if start < at && syntax.inside_noun(start as u32) {
                    start += 1;
                }
                if at - start >= 2 {
                    each(Span::new(start, tail), false);
                }
            }
        }
    }

    /// What happens to a designation: the nearest word of an action in its clause.
    pub fn action(&self, syntax: &Syntax<'_>, sentence: Span, designation: Span) -> Option<(RelationAction, Span)> {
        let chars = syntax.folded;
        // 建交, 斷交 say themselves what happens.
        let own = &chars[designation.range()];
        if let Some((_, action)) = self.actions.iter().find(|(word, _)| word.as_slice() == own) {
            let before = syntax.between(designation.start.saturating_sub(16).max(sentence.start), designation.start);
            let again =
                *action == RelationAction::Established && self.again.iter().any(|word| before.windows(word.len()).any(|window| window == word.as_slice()));
            return Some((if again { RelationAction::Restored } else { *action }, designation));
        }
        let from = sentence.start.max(designation.start.saturating_sub(30)) as usize;
        let to = sentence.end.min(designation.end + 12) as usize;
        let mut best: Option<(usize, RelationAction, Span)> = None;
        let places: Vec<usize> = (from..to).filter(|at| self.action_firsts.contains(chars[*at])).collect();
        for (word, action) in &self.actions {
            for at in places.iter().copied() {
                if at + word.len() <= to && chars[at..].starts_with(word) {
                    let span = Span::new(at, at + word.len());
                    let distance = if span.end <= designation.start {
                        (designation.start - span.end) as usize
                    } else {
                        (span.start.saturating_sub(designation.end)) as usize
                    };
                    let between =
                        if span.end <= designation.start { syntax.between(span.end, designation.start) } else { syntax.between(designation.end, span.start) };
                    if !designation.overlaps(span)
                        && !between.iter().any(|c| matches!(c, ',' | '。' | ';'))
                        && best.as_ref().is_none_or(|(least, ..)| distance < *least)
                    {
                        best = Some((distance, *action, span));
                    }
                }
            }
        }
        best.map(|(_, action, span)| (action, span))
    }
}

/// The parties of a designation: the states of its clause, else those of its sentence, else the pair.
pub(crate) fn parties(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, context: &Context, sentence: Span, designation: Span) -> Vec<Who> {
    let before = syntax.item_from(designation.end);
    let clause = syntax.clause_start(before.saturating_sub(1).max(syntax.item_from(designation.start)));
    let floor = syntax.item_from(sentence.start);
    for (from, to) in [(clause, before), (floor, before)] {
        let mut sides: Vec<u32> = Vec::new();
        for at in from..to.min(from + 40) {
            let Some(noun) = syntax.noun(at) else { continue };
            if noun.class == NounClass::Place {
                continue;
            }
            for who in context.members(knowledge, cast, noun, None) {
                if let Some(side) = cast.side(who)
                    && !sides.contains(&side)
                {
                    sides.push(side);
                }
            }
        }
        if sides.len() >= 2 {
            return sides.into_iter().map(|row| cast.known(knowledge, row, None)).collect();
        }
    }
    context.pair(designation).iter().map(|row| cast.known(knowledge, *row, None)).collect()
}
