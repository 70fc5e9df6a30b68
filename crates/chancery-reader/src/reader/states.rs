//! Which states a document is about, and whose it is: told by its words before anything else is read.
//!
//! In: the scan and the words of a document. Out: the outlet's state, states by how often they are named, the opening pair,
//! surnames that stand for persons named in full.

use std::collections::BTreeMap;

use chancery_knowledge::Meaning;
use chancery_model::{BlockRole, Date, EntityKind};
use chancery_text::Span;

use super::{Analysis, Reader};
use crate::cast::{Cast, Who};
use crate::context::Context;
use crate::passage::Passage;
use crate::phrase::{ItemKind, NounClass, PhraseBuilder, Phrases};
use crate::scan::{Roles, Scan};
use crate::segment::{Word, WordKind};

impl Reader<'_> {
    /// The outlet's own state, as far as the words tell it (新華社, 我國; 中央社): whose ministries are meant where none is
    /// named. The script tells nothing: both scripts must give the same facts.
    pub(super) fn home(&self, scan: &Scan) -> Option<u32> {
        match (scan.holds(Roles::HOME_CHN), scan.holds(Roles::HOME_TWN)) {
            (true, false) => self.knowledge.entity("CHN"),
            (false, true) => self.knowledge.entity("TWN"),
            _ => None,
        }
    }

    /// The state of the outlet that the text tells first.
    pub(super) fn outlet(&self, scan: &Scan) -> Option<u32> {
        let first = scan.first_listed(Roles::HOME_CHN.or(Roles::HOME_TWN))?;
        let state = if first.roles.meets(Roles::HOME_CHN) { "CHN" } else { "TWN" };
        self.knowledge.entity(state)
    }

    /// How often the document names each state, in full or by one character.
    pub(super) fn state_counts(&self, analyses: &[Analysis], folded: &[char]) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        let strong = |word: &Word| self.short.is_strong(folded[word.span.start as usize]);
        for word in analyses.iter().flat_map(|analysis| &analysis.words) {
            let WordKind::Form(form) = word.kind else { continue };
            if !word.traits.is_state() {
                continue;
            }
            let mut states = self.knowledge.lexicon.meanings(form).iter().filter_map(|meaning| match meaning {
                Meaning::Entity(row, short) if self.knowledge.is_state(*row) && (!short || strong(word)) => Some(*row),
                _ => None,
            });
            if let (Some(only), None) = (states.next(), states.next()) {
                *counts.entry(only).or_default() += 1;
            }
        }
        counts
    }

    /// States that the document names in full.
    pub(super) fn named_states(&self, analyses: &[Analysis]) -> Vec<u32> {
        let mut rows: Vec<u32> = Vec::new();
        for word in analyses.iter().flat_map(|analysis| &analysis.words) {
            let WordKind::Form(form) = word.kind else { continue };
            if word.span.len() < 2 || !word.traits.is_full_state() {
                continue;
            }
            for meaning in self.knowledge.lexicon.meanings(form) {
                if let Meaning::Entity(row, false) = *meaning
                    && self.knowledge.is_state(row)
                {
                    rows.push(row);
                }
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// 山口那津男 is 山口 for the rest: two-character surnames of persons whom the document names in full.
    pub(super) fn surnames(&self, cast: &Cast, folded: &[char]) -> Vec<(Vec<char>, Who)> {
        let states = self.knowledge.list("surname_states");
        let mut found: Vec<(Vec<char>, Who)> = Vec::new();
        for (who, member) in cast.members.iter().enumerate() {
            let local = member.side.is_some_and(|side| states.iter().any(|state| self.knowledge.entities[side as usize].id.eq_ignore_ascii_case(state)));
            let full = member.mentions.iter().find(|span| (4..=5).contains(&span.len()));
            if let Some(full) = full.filter(|_| local && member.kind == EntityKind::Person) {
                let surname = folded[full.range()][..2].to_vec();
                if !found.iter().any(|(name, _)| *name == surname)
                    && self
                        .knowledge
                        .lexicon
                        .find(surname.iter().copied())
                        .is_none_or(|form| !self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Word)))
                {
                    found.push((surname, who as Who));
                }
            }
        }
        found
    }

    pub(super) fn builder<'a>(
        &'a self,
        folded: &'a [char],
        original: &'a [char],
        section: Span,
        day: Option<Date>,
        home: Option<u32>,
        named: &'a [u32],
        counts: &'a BTreeMap<u32, usize>,
    ) -> PhraseBuilder<'a> {
        PhraseBuilder {
            knowledge: self.knowledge,
            lists: &self.lists,
            shapes: &self.shapes,
            sides: &self.sides,
            shared: &self.shared,
            day,
            home,
            named,
            counts,
            folded,
            original,
            limit: section.end as usize,
        }
    }

    /// The two states that the first sentences of an article name most.
    pub(super) fn opening_pair(&self, passage: &Passage, phrases: &Phrases, analyses: &[Analysis], cast: &Cast, article: usize) -> Vec<u32> {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let first = passage.sections.partition_point(|section| section.article < article);
        let sections = passage
            .sections
            .iter()
            .enumerate()
            .skip(first)
            .take_while(|(_, section)| section.article == article)
            .filter(|(_, section)| section.role != BlockRole::Caption);
        for (index, _) in sections.take(4) {
            for item in &phrases.items[analyses[index].items.clone()] {
                let ItemKind::Noun(noun) = item.kind else { continue };
                let noun = &phrases.nouns[noun as usize];
                if noun.class != NounClass::Principal {
                    continue;
                }
                for side in Context::sides(cast, &noun.members.iter().map(|(who, _)| *who).collect::<Vec<_>>()) {
                    if !self.knowledge.is_state(side) {
                        continue;
                    }
                    match counts.iter_mut().find(|(row, _)| *row == side) {
                        Some((_, count)) => *count += 1,
                        None => counts.push((side, 1)),
                    }
                }
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().take(2).map(|(row, _)| row).collect()
    }
}
