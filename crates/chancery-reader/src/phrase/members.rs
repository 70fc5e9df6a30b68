//! Whom a gathered noun names: the person, the heads of several states, the body, the holder of an office, the place, the states.
//!
//! In: the parts of a noun. Out: the noun with its members in the cast, or none where nobody is named.

use chancery_knowledge::{MarkerKind, Rank};
use chancery_model::EntityKind;
use chancery_text::Span;

use super::unit::Parts;
use super::{Members, Noun, NounClass, PhraseBuilder, Token};
use crate::cast::{Cast, Who};
use crate::discovery::Edge;
use crate::segment::Word;

impl PhraseBuilder<'_> {
    /// 国家主席｜某某某: a name that the knowledge lacks, behind what was gathered. Returns the span of the noun with it.
    pub(super) fn unknown_name(&self, part: &mut Parts, words: &[Word], carried: Option<u32>, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) -> Span {
        let knowledge = self.knowledge;
        let mut span = Span::new(part.start, part.end);
        if part.person.is_none() && part.heads.is_none() && (part.office.is_some() || part.unnamed && part.places.is_empty()) && part.states.len() < 2 {
            let edge = |place: usize| self.edge(&words[part.at..], place);
            let skip = usize::from(self.folded.get(part.end) == Some(&' '));
            let word_here = words.get(part.at).filter(|word| word.span.start as usize == part.end + skip && self.edge_of(word) != Edge::Sound);
            let of_place = part.places.last().and_then(|(row, _)| knowledge.entities[*row as usize].state_row);
            let beside = self.own_side(&part.states, part.organization).or(part.own_side).or(of_place).or(carried);
            // 北美局長的｜崔康一: behind words that say that somebody holds the office.
            let named = |word: &Word| word.span.start as usize == part.end + 1 && matches!(self.token(word, None), Some(Token::Person(_)));
            let held = part.office.is_some() && self.folded.get(part.end) == Some(&'的') && self.holds_before(part.start, part.end);
            let particle = usize::from(held && !words[part.at..].iter().take(2).any(named));
            // 本傑明·｜內塔尼亞胡: a first name before a known one, unless that one is of another state (美國的吉姆·｜尼科爾森).
            if let Some((next, row)) = self.known_after_first_name(words, part.at, part.end, None, None).filter(|(next, row)| match beside {
                Some(side) if knowledge.is_state(side) && !self.of_side(*row, side) => false,
                _ => !self.elsewhere(*row, &words[*next], part.office),
            }) {
                let name = Span::new(part.end, words[next].span.end as usize);
                part.person = Some((cast.known(knowledge, row, None), name));
                span = span.join(name);
                part.end = name.end as usize;
                part.at = next + 1;
            } else if part.office.is_some()
                && let Some(name) = self.latin_name(part.end + skip)
            {
                let who = self.discover(cast, name, beside.or_else(|| self.side_of(&part.states, part.organization)), part.office);
                found.push((self.folded[name.range()].to_vec(), who));
                part.person = Some((who, name));
                span = span.join(name);
                part.end = name.end as usize;
                while part.at < words.len() && (words[part.at].span.start as usize) < part.end {
                    part.at += 1;
                }
            } else if part.end < self.limit
                && (particle > 0 || word_here.is_none_or(|word| self.edge_of(word) != Edge::Word))
                && let Some(name) = self.shapes.name_at(self.folded, part.end + skip + particle, self.limit, &edge)
                && word_here.is_none_or(|word| self.edge_of(word) == Edge::None || name.end > word.span.end)
            {
                // 昆士兰州｜州长｜纽曼
                let side = beside.or_else(|| self.side_of(&part.states, part.organization));
                let who = self.discover(cast, name, side, part.office);
                found.push((self.folded[name.range()].to_vec(), who));
                if let Some(dot) = self.folded[name.range()].iter().rposition(|c| *c == '·') {
                    let last = self.folded[name.start as usize + dot + 1..name.end as usize].to_vec();
                    if last.len() >= 2 {
                        cast.alias(EntityKind::Person, last.iter().collect(), who);
                        found.push((last, who));
                    }
                }
                part.person = Some((who, name));
                span = span.join(name);
                part.end = name.end as usize;
                while part.at < words.len() && (words[part.at].span.start as usize) < part.end {
                    part.at += 1;
                }
            }
        }
        span
    }

    /// 您｜當選總統: whether a title tells what somebody addressed or named before has become.
    fn elected(&self, title: Span) -> bool {
        let start = title.start as usize;
        self.lists.elected_words.starts(&self.folded[title.range()]) && self.lists.addressees.ends(&self.folded[start.saturating_sub(2)..start])
    }

    /// The noun of what was gathered, and the index of the word behind it.
    pub(super) fn members(&self, part: Parts, span: Span, cast: &mut Cast) -> Option<(Noun, usize)> {
        let knowledge = self.knowledge;
        let side = self.side_of(&part.states, part.organization);
        let mut noun = Noun {
            span,
            class: NounClass::Principal,
            members: Members::new(),
            joined_at: None,
            state: part.states.last().map(|state| state.0),
            accredited: part.accredited_to,
            compact: false,
            outlet: part.organization.is_some_and(|(row, _)| knowledge.entities[row as usize].class == "outlet") && part.person.is_none(),
            capital: part.places.last().is_some_and(|(row, _)| knowledge.entities[*row as usize].class == "capital"),
        };
        if let Some((who, name)) = part.person {
            cast.describe(who, side.or(part.own_side), part.office);
            cast.mention(who, name, self.written(name));
            if span != name {
                cast.surface(who, self.written(span));
            }
            if let Some(latin) = self.latin_after(part.end) {
                cast.surface(who, self.written(latin));
            }
            noun.members.push((who, name));
        } else if let Some(kind) = part.heads {
            for (row, at, _) in &part.states {
                // 中俄總理, 中俄總統: the office says of which rank.
                let office = part.office.map(|office| knowledge.offices[office as usize].rank);
                let ranks: &[Rank] = match (kind, office) {
                    (MarkerKind::HeadsOf, Some(Rank::HeadOfGovernment)) => &[Rank::HeadOfGovernment],
                    (MarkerKind::HeadsOf, Some(Rank::HeadOfState)) => &[Rank::HeadOfState],
                    (MarkerKind::HeadsOf, _) if self.lists.state_heads.ends(&self.folded[span.range()]) => &[Rank::HeadOfState],
                    (MarkerKind::HeadsOf, _) => &[Rank::HeadOfState, Rank::HeadOfGovernment],
                    _ => &[Rank::ForeignMinister],
                };
                let state = cast.known(knowledge, *row, None);
                let who = self.head(cast, *row, ranks).unwrap_or(state);
                if who == state {
                    cast.mention(state, *at, self.written(*at));
                }
                noun.members.push((who, *at));
            }
            noun.compact = true;
        } else if let Some((row, at)) = part.organization.filter(|(row, _)| part.person.is_none() && !part.accredited && self.joined_to(&part.states, *row)) {
            // 中｜俄海軍: the last state and the body are one form.
            noun.compact = true;
            let own = knowledge.entities[row as usize].state_row;
            for (row, at) in part.states.iter().map(|(row, at, _)| (*row, *at)).chain(own.map(|row| (row, at))) {
                let who = cast.known(knowledge, row, None);
                cast.mention(who, at, self.written(Span::new(at.start as usize, at.start as usize + 1)));
                noun.members.push((who, at));
            }
        } else if part.states.len() >= 2 && self.of_each(span, part.organization.map(|(row, _)| row)) {
            noun.compact = true;
            for (row, at, _) in &part.states {
                let who = match part.organization {
                    Some((body, _)) => cast.known(knowledge, body, Some(*row)),
                    None => cast.known(knowledge, *row, None),
                };
                if part.organization.is_some() {
                    cast.members[who as usize].mentions.push(*at);
                } else {
                    cast.mention(who, *at, self.written(*at));
                }
                noun.members.push((who, *at));
            }
        } else if part.unnamed || part.office.is_some() {
            let only_title = part.states.is_empty() && part.organization.is_none() && part.places.is_empty() && !part.sent;
            // 紐約市長: a place has mayors and governors, and lies in a state.
            let local = part.places.last().map(|(row, _)| *row);
            let body = local.or(side);
            // 外交部駐港公署發言人 says himself for whom he speaks.
            let side = side.or_else(|| local.and_then(|row| knowledge.entity(&knowledge.entities[row as usize].state))).or(part.own_side);
            let holder = part
                .office
                .filter(|_| !part.unnamed && !part.former && !part.sent)
                .and_then(|office| self.holder(cast, office, body, part.accredited_to, only_title));
            // 祝賀您｜當選總統: to whom the text gives the office.
            let elected = self.elected(span).then(|| part.office.and_then(|office| cast.with_office(office, side.filter(|_| !only_title)))).flatten();
            if let Some(who) = holder.or(elected) {
                cast.surface(who, self.written(span));
                noun.members.push((who, span));
            } else if only_title
                && !part.unnamed
                && (part.dependent && part.office.is_none_or(|office| knowledge.offices[office as usize].rank != Rank::Source)
                    || part.office.is_some_and(|office| !matches!(knowledge.offices[office as usize].rank, Rank::Source | Rank::Spokesperson | Rank::Media)))
            {
                return None;
            } else {
                let body = self.lists.body_words.ends(&self.folded[span.range()]);
                let kind = if body { EntityKind::Organization } else { EntityKind::Person };
                let who = cast.discovered(kind, &self.words_of(span), side, true);
                cast.mention(who, span, self.written(span));
                cast.describe(who, side, part.office);
                noun.members.push((who, span));
            }
        } else if let Some((row, at)) = part.organization {
            let who = cast.known(knowledge, row, part.states.last().map(|state| state.0).or(self.home));
            cast.mention(who, at, self.written(at));
            cast.surface(who, self.written(span));
            noun.members.push((who, span));
        } else if let Some((row, _)) = part.places.last() {
            noun.class = NounClass::Place;
            for (row, at) in &part.places {
                let who = cast.known(knowledge, *row, None);
                cast.mention(who, *at, self.written(*at));
                noun.members.push((who, *at));
            }
            noun.state = noun.state.or_else(|| knowledge.entities[*row as usize].state_row);
        } else {
            noun.compact = part.states.len() > 1;
            for (row, at, _) in &part.states {
                let who = cast.known(knowledge, *row, None);
                cast.mention(who, *at, self.written(*at));
                noun.members.push((who, *at));
            }
        }
        (!noun.members.is_empty()).then_some((noun, part.at))
    }
}
