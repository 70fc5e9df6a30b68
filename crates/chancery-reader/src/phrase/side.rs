//! Which side a noun belongs to, and which words stand so close that they are of one noun.

use chancery_knowledge::Meaning;
use chancery_model::EntityKind;
use chancery_text::Span;

use super::{EXTRA, PhraseBuilder};
use crate::segment::{Word, WordKind};

impl PhraseBuilder<'_> {
    /// Whether one-character states stand before a body of another state: 中｜俄海軍.
    pub(super) fn joined_to(&self, states: &[(u32, Span, bool)], body: u32) -> bool {
        let own = self.knowledge.entities[body as usize].state_row;
        let short = states.last().is_some_and(|(row, at, short)| *short && at.len() == 1 && own.is_some_and(|own| own != *row && self.knowledge.is_state(own)));
        short && self.knowledge.entities[body as usize].class == "military"
    }

    /// 中俄｜海軍, 俄烏｜代表團: a body or people in office that each of several states has.
    pub(super) fn of_each(&self, span: Span, organization: Option<u32>) -> bool {
        organization.map_or_else(|| self.lists.joint_heads.ends(&self.folded[span.range()]), |row| self.side_of_body(row).is_none())
    }

    pub(super) fn form_of(&self, word: &Word) -> Option<u32> {
        match word.kind {
            WordKind::Form(form) if form < EXTRA => Some(form),
            _ => None,
        }
    }

    pub(super) fn adjacent(&self, end: usize, start: usize) -> bool {
        if start <= end {
            return start == end;
        }
        let gap = &self.folded[end..start];
        // A space between Chinese names separates them (…俄羅斯 外交部…); beside Latin letters it does not.
        let latin = self.folded[end - 1].is_ascii_alphanumeric() || self.folded[start].is_ascii_alphanumeric() || self.folded[end - 1] == ')';
        gap.len() <= 2 && (gap.iter().all(|c| *c == '·' || *c == ' ' && latin) || gap == ['首', '都'] || gap == ['籍'])
    }

    pub(super) fn side_of(&self, states: &[(u32, Span, bool)], organization: Option<(u32, Span)>) -> Option<u32> {
        self.own_side(states, organization).or(organization.and(self.home))
    }

    /// The side that the words themselves name.
    pub(super) fn own_side(&self, states: &[(u32, Span, bool)], organization: Option<(u32, Span)>) -> Option<u32> {
        states.last().map(|state| state.0).or_else(|| organization.and_then(|(row, _)| self.side_of_body(row)))
    }

    /// The state of a body, or the body itself where it is one of states.
    pub(super) fn side_of_body(&self, row: u32) -> Option<u32> {
        let entity = &self.knowledge.entities[row as usize];
        entity.state_row.or(Some(row).filter(|_| matches!(entity.class.as_str(), "igo" | "group" | "union")))
    }

    /// The side that an office begins with: 联合国秘书长, 白宫发言人.
    pub(super) fn side_within(&self, office: Span) -> Option<u32> {
        let mut side = None;
        self.knowledge.lexicon.each_at(self.folded, office.start as usize, |hit| {
            if hit.len > 1 && (hit.len as usize) < office.len() {
                let body = |meaning: &Meaning| match meaning {
                    Meaning::Entity(row, false) if self.knowledge.is_state(*row) => Some(*row),
                    Meaning::Entity(row, _) if self.knowledge.entities[*row as usize].kind == Some(EntityKind::Organization) => self.side_of_body(*row),
                    _ => None,
                };
                side = self.knowledge.lexicon.meanings(hit.form).iter().find_map(body).or(side);
            }
        });
        side
    }
}
