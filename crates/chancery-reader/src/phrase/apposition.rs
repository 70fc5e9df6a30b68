//! Several titles of one person, and names of groups that go on behind a state or body.
//!
//! In: nouns as they are gathered, with the items before them. Out: one noun for one person, whatever his titles are joined by
//! (本扬总书记、国家主席; 副总理兼国防部长某某; 中俄某委员会中方主席某某), and one for a group (西藏代表团, 艺术团).

use chancery_knowledge::{MarkerKind, Meaning};
use chancery_text::{Span, is_alphabetic};

use super::unit::Parts;
use super::{Item, ItemKind, NounClass, PhraseBuilder, Phrases, Token};
use crate::cast::Cast;
use crate::segment::Word;

/// The longest words between two titles of one person, or between a state and what its group is called.
const LONGEST: usize = 14;

impl PhraseBuilder<'_> {
    fn is_office(&self, span: Span) -> bool {
        let form = self.knowledge.lexicon.find(self.folded[span.range()].iter().copied());
        form.is_some_and(|form| {
            let office = self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Office(_)));
            office && self.knowledge.named_body(form).is_none()
        })
    }

    /// 本扬总书记、｜国家主席｜举行: an office alone behind a name with its title is a further title, unless a name follows it.
    pub(super) fn further_title(&self, words: &[Word], next: usize, cast: &Cast, out: &mut Phrases) -> bool {
        let word = &words[next];
        let [.., Item { span: first, kind: ItemKind::Noun(noun) }, Item { span: joint, kind: ItemKind::List | ItemKind::Stop(' ') }] = out.items[..] else {
            return false;
        };
        let touching = first.end == joint.start && joint.end == word.span.start;
        if !touching || !self.is_office(word.span) {
            return false;
        }
        let left = &out.nouns[noun as usize];
        let [(who, name)] = left.members[..] else { return false };
        let titled = cast.is_person(who) && !cast.members[who as usize].unnamed && name.end < first.end;
        // A name that the tables lack is no word: the title is alone where a word or a mark stands behind it.
        let alone = match words.get(next + 1).filter(|follower| follower.span.start == word.span.end) {
            Some(follower) => !matches!(self.token(follower, None), Some(Token::Person(_) | Token::Extra(_) | Token::Office(_) | Token::State(..))),
            None => self.folded.get(word.span.end as usize).is_none_or(|c| !is_alphabetic(*c)),
        };
        if !titled || !alone || !self.is_office(Span { start: name.end, end: first.end }) {
            return false;
        }
        out.items.pop();
        let span = first.join(word.span);
        out.nouns[noun as usize].span = span;
        if let Some(item) = out.items.last_mut() {
            item.span = span;
        }
        true
    }

    /// 泰国副总理兼国防部长｜巴威, 中俄能源合作委员会中方主席｜王岐山: what stands before a titled person says more of who he is.
    pub(super) fn fuller_title(&self, cast: &mut Cast, out: &mut Phrases) {
        const ITEMS: usize = 5;
        let n = out.items.len();
        let Some(Item { span: last, kind: ItemKind::Noun(right) }) = out.items.last().copied() else { return };
        let [(who, name)] = out.nouns[right as usize].members[..] else { return };
        if !cast.is_person(who) || cast.members[who as usize].unnamed || name.start == last.start {
            return;
        }
        let before = (n.saturating_sub(ITEMS)..n - 1).rev().find(|at| matches!(out.items[*at].kind, ItemKind::Noun(_) | ItemKind::Stop(_)));
        let Some((at, ItemKind::Noun(left))) = before.map(|at| (at, out.items[at].kind)) else { return };
        let noun = &out.nouns[left as usize];
        let gap = &self.folded[noun.span.end.min(last.start) as usize..last.start as usize];
        if noun.class != NounClass::Principal || gap.is_empty() || gap.len() > LONGEST || !gap.iter().all(|c| is_alphabetic(*c)) {
            return;
        }
        let title = |who| {
            let member = &cast.members[who as usize];
            cast.is_person(who) && (member.office.is_some() || member.unnamed)
        };
        let second = gap[0] == '兼' && noun.members.len() == 1 && title(noun.members[0].0) && noun.members[0].1 == noun.span;
        let marked = |k: usize| matches!(out.items[k].kind, ItemKind::Form(form) if self.has_marker(form, &[MarkerKind::And, MarkerKind::With, MarkerKind::Of]).is_some());
        let joint = noun.compact && noun.members.len() == 2 && !(at + 1..n - 1).any(marked) && self.lists.joint_bodies.ends(gap);
        // 中国｜经济社会理事会主席王刚: a body that the tables lack, of the state before it.
        let body = noun.members.len() == 1
            && !cast.is_person(noun.members[0].0)
            && noun.members[0].1 == noun.span
            && !noun.outlet
            && out.nouns[right as usize].state.is_none()
            && self.lists.joint_bodies.stands_within(&self.folded[noun.span.end as usize..name.start as usize])
            && !self.acts_within(Span { start: noun.span.end, end: last.start }, &[]);
        // 博茨瓦纳｜国际事务与合作｜部长道: a department with 与 or 和 in its name, of the state before it.
        let state = noun.members.len() == 1 && noun.members[0].1 == noun.span && noun.state.is_some() && !noun.compact && !cast.is_person(noun.members[0].0);
        let joins = |c: &char| matches!(c, '与' | '和' | '及');
        let department = state
            && self.lists.department_heads.contains(&self.folded[last.start as usize..name.start as usize])
            && gap.iter().filter(|c| joins(c)).count() == 1
            && !joins(&gap[0])
            && !joins(&gap[gap.len() - 1])
            && !self.acts_within(Span { start: noun.span.end, end: last.start }, &[MarkerKind::And, MarkerKind::With])
            && !(at + 1..n - 1).any(|k| matches!(out.items[k].kind, ItemKind::Time(_) | ItemKind::Quantity(_)));
        let (side, own) = (noun.state, cast.side(who));
        let alike = own.is_none_or(|own| side.is_none_or(|side| side == own));
        if !((second || body || department) && alike || joint) {
            return;
        }
        let start = noun.span;
        if second || body || department {
            cast.describe(who, side, None);
        }
        let whole = start.join(last);
        let mut person = out.nouns[right as usize].clone();
        person.span = whole;
        out.nouns[left as usize] = person;
        out.items.truncate(at);
        out.items.push(Item { span: whole, kind: ItemKind::Noun(left) });
    }

    /// Whether somebody says, wants or does something in a stretch, as far as closed words tell; words of the kinds `but` tell nothing.
    fn acts_within(&self, stretch: Span, but: &[MarkerKind]) -> bool {
        use MarkerKind::*;
        const KINDS: &[MarkerKind] = &[Speech, Opinion, Announce, Report, Control, Pivot, With, And, To, By, At, Of, Ba, For, About];
        let mut found = false;
        for at in stretch.start..stretch.end {
            self.knowledge.lexicon.each_at(self.folded, at as usize, |hit| {
                found |= at + hit.len <= stretch.end && self.has_marker(hit.form, KINDS).is_some_and(|kind| !but.contains(&kind));
            });
        }
        found
    }

    /// 全国人大｜西藏代表团, 台湾｜民意代表交流参访团: the words behind a state or body that go on to a group. The span with them.
    pub(super) fn group_beyond(&self, part: &mut Parts, words: &[Word], span: Span) -> Span {
        let side = !part.states.is_empty() || part.organization.is_some();
        if part.person.is_some() || part.heads.is_some() || part.office.is_some() || part.unnamed || !side {
            return span;
        }
        let end = span.end as usize;
        let text = &self.folded[end..self.limit.min(end + LONGEST).max(end)];
        let length = text.iter().take_while(|c| is_alphabetic(**c) && !c.is_ascii()).count();
        let Some((n, tail)) = (2..=length).find_map(|n| self.lists.group_tails.at_end(&text[..n]).map(|tail| (n, tail.len()))) else { return span };
        if self.lists.group_breaks.stands_within(&text[..n - tail]) {
            return span;
        }
        while part.at < words.len() && (words[part.at].span.start as usize) < end + n {
            part.at += 1;
        }
        part.places.clear();
        part.unnamed = true;
        part.end = end + n;
        Span::new(span.start as usize, part.end)
    }
}
