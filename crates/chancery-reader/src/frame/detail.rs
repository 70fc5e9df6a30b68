//! What a draft says beside who and when: its instruments, a conference's name, the level of a visit, which in a row.
//!
//! In: a trigger's scope. Out: the detail, or none.

use chancery_knowledge::{Frame, MarkerKind, Requirement};
use chancery_model::{EventKind, Level};
use chancery_text::{Span, is_alphabetic};

use super::Stage;
use crate::clause::Scope;
use crate::lists::WordSet;
use crate::phrase::ItemKind;

impl Stage<'_> {
    pub(super) fn instruments_of(&self, frame: &Frame, scope: &Scope, anchor: Span) -> Vec<u32> {
        if frame.action.is_none() && !frame.needs.contains(&Requirement::Instrument) {
            return Vec::new();
        }
        let start = self.syntax.items.get(scope.clause).map_or(anchor.start, |item| item.span.start).min(anchor.start).max(self.sentence.start);
        let mut end = self.syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start).max(anchor.end);
        // 签署《A》、《B》和《C》 may run over several clauses of titles.
        let mut at = scope.end;
        while at < self.syntax.items.len() && at < scope.end + 12 && self.syntax.items[at].span.end <= self.sentence.end {
            // 《甲》，落实《乙》: other words between the titles end the row.
            if at > scope.end
                && self.syntax.between(self.syntax.items[at - 1].span.end, self.syntax.items[at].span.start).iter().filter(|c| is_alphabetic(**c)).count() > 1
            {
                break;
            }
            match self.syntax.items[at].kind {
                ItemKind::Title(_) => end = self.syntax.items[at].span.end,
                ItemKind::Stop(',') | ItemKind::List => {}
                ItemKind::Form(_) if self.syntax.marker(at, &[MarkerKind::And, MarkerKind::Of]).is_some() => {}
                _ => break,
            }
            at += 1;
        }
        let named =
            |start: u32| -> Vec<u32> { self.instruments.mentions_in(Span::new(start as usize, end as usize)).map(|mention| mention.instrument).collect() };
        let mut found = named(start);
        // 《協議》，雙方今簽署: named in the clause before, where the verb's own names none.
        if found.is_empty() {
            found = named(start.saturating_sub(20).max(self.sentence.start));
        }
        found.dedup();
        found
    }

    /// 簽署兩份協議: a document without a name behind the trigger, or before it after 將.
    pub(super) fn names_document(&self, scope: &Scope, anchor: Span) -> bool {
        let end = self.syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start).min(anchor.end + 40).max(anchor.end);
        self.syntax.holds(&self.syntax.lists.document_words, anchor.end, end)
    }

    /// The words of a conference's name in the clause: up to 峰會, 大會, 論壇 ….
    pub(super) fn conference(&self, scope: &Scope) -> Option<Span> {
        let start = self.syntax.items.get(scope.clause)?.span.start;
        let end = self.syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start);
        // The last of the words, of several that end there the one that the list names first.
        let conferences = &self.syntax.lists.conferences;
        let tail = self.syntax.scan.words_in(Span { start, end }, conferences).map(|hit| hit.span.end).max()?;
        let text = self.syntax.between(start, tail);
        let mut head = tail - conferences.iter().find(|word| text.ends_with(word))?.len() as u32;
        // The name reaches back over bodies, ordinals and plain words to the verb or preposition before it.
        let mut item = self.syntax.item_from(head);
        while item > scope.clause {
            let before = &self.syntax.items[item - 1];
            let part = match before.kind {
                ItemKind::Noun(_) | ItemKind::Quantity(_) => true,
                ItemKind::Form(_) => {
                    self.syntax
                        .marker(item - 1, &[MarkerKind::Word, MarkerKind::HeadsOf, MarkerKind::Anonymous, MarkerKind::ShortAfter, MarkerKind::And])
                        .is_some()
                        && self.syntax.marker(item - 1, &[MarkerKind::Of, MarkerKind::At]).is_none()
                        && !self.syntax.verbs[item - 1]
                }
                ItemKind::Open => true,
                // 博鰲亞洲論壇2018年年會: the year stands within the name.
                ItemKind::Time(_) => {
                    let year = self.syntax.between(before.span.end - 1, before.span.end).first() == Some(&'年');
                    let body = item >= scope.clause + 2
                        && matches!(self.syntax.items[item - 2].kind, ItemKind::Noun(_))
                        && self.syntax.items[item - 2].span.end == before.span.start;
                    year && body && before.span.end == head
                }
                _ => false,
            };
            if !part || head > before.span.end + 10 {
                break;
            }
            head = before.span.start;
            item -= 1;
        }
        if item > scope.clause {
            head = head.min(self.syntax.items[item - 1].span.end.max(head.saturating_sub(10)));
        }
        Some(Span { start: head, end: tail })
    }

    pub(super) fn level(&self, frame: &Frame, scope: &Scope, anchor: Span) -> Option<Level> {
        if frame.kind != EventKind::Visit {
            return None;
        }
        let named = self.syntax.lists.levels.iter().find(|(_, words)| self.clause_holds(words, scope, anchor));
        named.map(|(level, _)| *level).or(frame.level)
    }

    pub(super) fn ordinal(&self, frame: &Frame, scope: &Scope, anchor: Span) -> Option<u32> {
        let encounter = matches!(
            frame.kind,
            EventKind::Visit
                | EventKind::Talks
                | EventKind::Meeting
                | EventKind::Conference
                | EventKind::Consultation
                | EventKind::DowngradeRelations
                | EventKind::Aid
                | EventKind::Cooperate
        );
        if !encounter {
            return None;
        }
        // 出席｜第七次領導人會議｜並訪問日本: the number is that of what the other verb takes.
        let of_another = |at: usize| {
            let (from, to) = if at < scope.first { (at + 1, scope.first) } else { (scope.after, at) };
            frame.kind == EventKind::Visit && (from..to).any(|k| self.syntax.verbs[k])
        };
        let near = |at: &usize| self.syntax.items[*at].span.start < anchor.end + 12 && !of_another(*at);
        for at in (scope.segment..scope.end).filter(near) {
            match self.syntax.items[at].kind {
                ItemKind::Quantity(index) => {
                    let quantity = &self.quantities[index as usize];
                    if quantity.ordinal
                        && quantity.unit.as_deref().is_some_and(|unit| matches!(unit, "次" | "届" | "度" | "轮" | "个"))
                        && quantity.value < 1000.0
                    {
                        return Some(quantity.value as u32);
                    }
                }
                ItemKind::Form(_)
                    if self.syntax.items[at].span.end <= anchor.start
                        && anchor.start - self.syntax.items[at].span.end <= 12
                        && self.syntax.marker(at, &[MarkerKind::Ordinal]).is_some() =>
                {
                    return match self.syntax.words(at) {
                        ['首', '次' | '度' | '访'] | ['第', '一', '次'] => Some(1),
                        ['二', '度'] => Some(2),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        None
    }

    /// Whether a word of a set stands in the trigger's clause.
    pub(super) fn clause_holds(&self, set: &WordSet, scope: &Scope, anchor: Span) -> bool {
        let clause = self.clause_span(scope, anchor);
        self.syntax.holds(set, clause.start, clause.end)
    }

    /// The words of the trigger's clause, as far as they matter to it.
    pub(super) fn clause_span(&self, scope: &Scope, anchor: Span) -> Span {
        /// How far a clause is looked at on each side: the list of what two presidents watched being signed is long.
        const CLAUSE: u32 = 160;
        let start = scope
            .clause
            .checked_sub(1)
            .and_then(|at| self.syntax.items.get(at))
            .map_or(self.sentence.start, |item| item.span.end)
            .max(self.sentence.start)
            .max(anchor.start.saturating_sub(CLAUSE));
        let end =
            self.syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start).min(self.sentence.end).min(anchor.end + CLAUSE).max(anchor.end);
        Span { start: start.min(anchor.start), end }
    }
}
