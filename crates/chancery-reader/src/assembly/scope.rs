//! Scope: sport, weather, crime, shows and market reports yield nothing in any layer (codebook 10.1).
//!
//! In: the finds of a document. Out: the same without those of articles out of scope. An article is in scope where events
//! or states, officials and public bodies carry it, and words of sport and the like do not outweigh them. Those words are
//! counted first: of an article that they outweigh, nothing is read but whose it is.

use chancery_knowledge::{Knowledge, Rank};
use chancery_model::EntityKind;
use chancery_text::Span;

use super::Material;
use crate::passage::Passage;
use crate::scan::{Roles, Scan};

/// What speaks for and against an article.
#[derive(Clone, Default)]
struct Tally {
    public: usize,
    events: usize,
    length: usize,
}

/// For each article, whether words of sport and the like outweigh those of diplomacy.
pub(crate) fn outweighed(passage: &Passage, scan: &Scan) -> Vec<bool> {
    let articles = passage.sections.last().map_or(0, |section| section.article + 1);
    let whole = Span::new(0, passage.flow.len());
    let count = |roles: Roles| {
        let mut counts = vec![0; articles];
        scan.listed_apart(whole, roles).for_each(|word| counts[passage.article_at(word.span.start)] += 1);
        counts
    };
    const LEAST: usize = 3;
    let without = count(Roles::SCOPE_OUT);
    if without.iter().all(|words| *words < LEAST) {
        return vec![false; articles];
    }
    let within = count(Roles::SCOPE_IN);
    within.iter().zip(&without).map(|(within, without)| *without >= LEAST && within * 2 < *without).collect()
}

/// Drops the finds of articles that are out of scope.
pub(crate) fn narrow(knowledge: &Knowledge, material: &mut Material) {
    let passage = &material.passage;
    let mut tallies = vec![Tally::default(); material.outweighed.len()];
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
        tallies[section.article].length += section.span.len();
    }
    for draft in material.drafts.iter().filter(|draft| !draft.echo) {
        tallies[passage.article_at(draft.evidence.start)].events += 1;
    }
    // A short passage (a brief, an example) is judged by its events and names alone.
    let out = |(tally, outweighed): (&Tally, &bool)| *outweighed || tally.events == 0 && tally.length > 120 && tally.public < 2;
    let out: Vec<bool> = tallies.iter().zip(&material.outweighed).map(out).collect();
    let gone = |section: usize| material.passage.sections.get(section).is_some_and(|section| out[section.article]);
    material.drafts.retain(|draft| !gone(draft.section));
    material.utterances.retain(|utterance| !gone(utterance.section));
    material.figures.retain(|(section, _)| !gone(*section));
    material.relations.retain(|relation| !gone(relation.section));
    material.terms.retain(|term| !gone(term.section));
}
