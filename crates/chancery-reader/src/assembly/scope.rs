//! Scope: sport, weather, crime, shows and market reports yield nothing in any layer (codebook 10.1).
//!
//! In: the finds of a document. Out: the same without those of articles out of scope. An article is in scope where events
//! or states, officials and public bodies carry it, and words of sport and the like do not outweigh them.

use chancery_knowledge::{Knowledge, Rank};
use chancery_model::EntityKind;

use super::Material;
use crate::scan::Roles;

/// What speaks for and against an article.
#[derive(Clone, Default)]
struct Tally {
    public: usize,
    events: usize,
    within: usize,
    without: usize,
    length: usize,
}

/// Drops the finds of articles that are out of scope.
pub(crate) fn narrow(knowledge: &Knowledge, material: &mut Material) {
    let passage = &material.passage;
    let articles = passage.sections.iter().map(|section| section.article + 1).max().unwrap_or(0);
    let mut tallies = vec![Tally::default(); articles];
    for member in &material.cast.members {
        let counts = match member.kind {
            EntityKind::State => true,
            EntityKind::Person => {
                member.office.is_some_and(|office| !matches!(knowledge.offices[office as usize].rank, Rank::Expert | Rank::Media | Rank::Source))
                    || member.known.is_some_and(|row| !knowledge.entities[row as usize].tenures.is_empty())
            }
            EntityKind::Organization => member
                .known
                .is_some_and(|row| matches!(knowledge.entities[row as usize].class.as_str(), "igo" | "government" | "ministry" | "parliament" | "military")),
            _ => false,
        };
        if counts {
            for span in &member.mentions {
                tallies[passage.article_at(span.start)].public += 1;
            }
        }
    }
    for section in &passage.sections {
        let tally = &mut tallies[section.article];
        tally.within += material.scan.listed_apart(section.span, Roles::SCOPE_IN).count();
        tally.without += material.scan.listed_apart(section.span, Roles::SCOPE_OUT).count();
        tally.length += section.span.len();
    }
    for draft in material.drafts.iter().filter(|draft| !draft.echo) {
        tallies[passage.article_at(draft.evidence.start)].events += 1;
    }
    // A short passage (a brief, an example) is judged by its events and names alone.
    let out: Vec<bool> = tallies
        .iter()
        .map(|tally| tally.without >= 3 && tally.within * 2 < tally.without || tally.events == 0 && tally.length > 120 && tally.public < 2)
        .collect();
    let gone = |section: usize| material.passage.sections.get(section).is_some_and(|section| out[section.article]);
    material.drafts.retain(|draft| !gone(draft.section));
    material.utterances.retain(|utterance| !gone(utterance.section));
    material.figures.retain(|(section, _)| !gone(*section));
    material.relations.retain(|relation| !gone(relation.section));
    material.terms.retain(|term| !gone(term.section));
}
