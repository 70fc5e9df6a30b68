//! Scope: sport, weather, crime, shows and market reports yield nothing in any layer (codebook 10.1).
//!
//! In: the finds of a document. Out: the same without those of articles out of scope. An article is in scope where events
//! or states, officials and public bodies carry it, and words of sport and the like do not outweigh them.

use chancery_knowledge::{Knowledge, Rank};
use chancery_model::EntityKind;

use super::Material;
use crate::word_list::WordList;

/// Words of diplomacy and words of sport, shows and the like, from `lists.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScopeWords {
    within: WordList<()>,
    without: WordList<()>,
}

impl ScopeWords {
    pub fn new(knowledge: &Knowledge) -> ScopeWords {
        let list = |name: &str| WordList::new(knowledge.list(name).iter().map(|word| (word.chars().collect(), ())));
        ScopeWords { within: list("scope_in"), without: list("scope_out") }
    }
}

/// Drops the finds of articles that are out of scope.
pub(crate) fn narrow(knowledge: &Knowledge, words: &ScopeWords, material: &mut Material) {
    let articles = material.passage.sections.iter().map(|section| section.article + 1).max().unwrap_or(0);
    let mut out = vec![false; articles];
    for (article, out) in out.iter_mut().enumerate() {
        let spans: Vec<_> = material.passage.sections.iter().filter(|section| section.article == article).map(|section| section.span).collect();
        let inside = |place: u32| spans.iter().any(|span| span.start <= place && place < span.end);
        let mut public = 0;
        for member in &material.cast.members {
            let counts = match member.kind {
                EntityKind::State => true,
                EntityKind::Person => member.office.is_some_and(|office| !matches!(knowledge.offices[office as usize].rank, Rank::Expert | Rank::Media | Rank::Source)) || member.known.is_some_and(|row| !knowledge.entities[row as usize].tenures.is_empty()),
                EntityKind::Organization => member.known.is_some_and(|row| matches!(knowledge.entities[row as usize].class.as_str(), "igo" | "government" | "ministry" | "parliament" | "military")),
                _ => false,
            };
            if counts {
                public += member.mentions.iter().filter(|span| inside(span.start)).count();
            }
        }
        let (mut within, mut without) = (0, 0);
        for span in &spans {
            let text = &material.passage.flow.folded()[span.range()];
            within += words.within.count(text);
            without += words.without.count(text);
        }
        let events = material.drafts.iter().filter(|draft| !draft.echo && inside(draft.evidence.start)).count();
        // A short passage (a brief, an example) is judged by its events and names alone.
        let long = spans.iter().map(|span| span.len()).sum::<usize>() > 120;
        *out = without >= 3 && within * 2 < without || events == 0 && long && public < 2;
    }
    let gone = |section: usize| material.passage.sections.get(section).is_some_and(|section| out[section.article]);
    material.drafts.retain(|draft| !gone(draft.section));
    material.utterances.retain(|utterance| !gone(utterance.section));
    material.figures.retain(|(section, _)| !gone(*section));
    material.relations.retain(|relation| !gone(relation.section));
}

