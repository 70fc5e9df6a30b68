//! One role of a frame: which noun fills a case, and whom that noun means there.
//!
//! In: a case of a role at a trigger. Out: members of the cast that fit the role's types.

use chancery_knowledge::{Case, Frame, MarkerKind, Meaning};
use chancery_model::EventKind;
use chancery_text::{Span, fold};

use super::counterpart::Met;
use super::{Stage, spoken_act};
use crate::cast::{Cast, Who};
use crate::clause::{Beyond, Scope};
use crate::context::Context;
use crate::phrase::{ItemKind, Noun, NounClass};

/// Kinds in which persons of two sides meet.
pub(super) fn is_encounter(kind: EventKind) -> bool {
    matches!(kind, EventKind::Meeting | EventKind::Talks | EventKind::Call)
}

impl Stage<'_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn role(
        &self,
        cast: &mut Cast,
        context: &Context,
        case: Case,
        scope: &Scope,
        anchor: Span,
        types: &[String],
        kind: EventKind,
        used: &mut Vec<usize>,
        carried: &mut bool,
    ) -> Vec<Who> {
        if case == Case::Parties {
            let start = self.syntax.items.get(scope.clause).map_or(anchor.start, |item| item.span.start).min(anchor.start);
            let end = self.syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start).max(anchor.end);
            let parties: Vec<Who> = self
                .instruments
                .mentions_in(Span { start, end })
                .flat_map(|mention| self.instruments.drafts[mention.instrument as usize].parties.iter().copied())
                .filter(|who| !cast.is_person(*who))
                .collect();
            return if Context::sides(cast, &parties).len() >= 2 { parties } else { Vec::new() };
        }
        if case == Case::Speaker {
            return self.speaker(cast, context, anchor, types);
        }
        if case == Case::Named {
            return self.named_by(cast, anchor);
        }
        if case == Case::Inside {
            return self.state_inside(cast, anchor);
        }
        if case == Case::Pair {
            return context.pair(anchor).iter().map(|row| cast.known(self.knowledge, *row, None)).collect();
        }
        let section_start = 0;
        if case == Case::Before {
            let subject = self.syntax.subject(scope, self.sentence, section_start).and_then(|(at, _)| self.syntax.noun(at));
            // 當地外長和中國大使到機場｜迎接: the host is named first, the guest's own ambassador beside.
            let own = subject.and_then(|noun| cast.side(noun.members.first()?.0));
            let allowed = |who: &Who| types.is_empty() || types.iter().any(|name| name == cast.members[*who as usize].kind.as_str());
            let in_office = |who: &Who| {
                let member = &cast.members[*who as usize];
                !member.unnamed && member.office.is_some() || member.known.is_some_and(|row| !self.knowledge.entities[row as usize].tenures.is_empty())
            };
            let other = |who: &Who| cast.side(*who).is_some_and(|side| own.is_some_and(|own| side != own));
            return context.before.filter(|who| allowed(who) && other(who) && in_office(who)).into_iter().collect();
        }
        let led = if is_encounter(kind) && case == Case::Object { self.leaders(cast, scope) } else { None };
        let leading = led.as_ref().map(|(end, _)| *end);
        let mut members = led.map_or_else(Vec::new, |(_, leaders)| leaders);
        if case == Case::Subject
            && let Some(body) = self.definite(cast, scope, anchor)
        {
            let allowed = |who: &Who| types.is_empty() || types.iter().any(|name| name == cast.members[*who as usize].kind.as_str());
            return body.filter(allowed).into_iter().collect();
        }
        let mut picked = self.syntax.pick(case, scope, anchor, self.sentence, section_start);
        if matches!(case, Case::Subject | Case::To)
            && !spoken_act(kind)
            && let Some((outer, inner)) = self.syntax.nested(scope)
        {
            picked = [if case == Case::Subject { outer } else { inner }].into_iter().collect();
        }
        // 對｜某國政府｜同台灣斷交的決定表示讚賞: whose deed is spoken of.
        if case == Case::Subject
            && let Some(doer) = self.syntax.whose_deed(scope, anchor)
        {
            picked = [doer].into_iter().collect();
        }
        // 各界認為，｜習近平主席的｜訪問將…: whose visit it is.
        if case == Case::Subject
            && kind == EventKind::Visit
            && scope.first > scope.clause
            && self.syntax.marker(scope.first - 1, &[MarkerKind::Of]).is_some()
            && let Some(at) = self.syntax.pick(Case::Possessor, scope, anchor, self.sentence, section_start).first().copied()
            && self.syntax.noun(at).is_some_and(|noun| noun.members.len() == 1 && cast.is_person(noun.members[0].0))
        {
            picked = [at].into_iter().collect();
        }
        for mut at in picked {
            if used.contains(&at) {
                continue;
            }
            let Some(mut noun) = self.syntax.noun(at) else { continue };
            // 习近平特别代表，｜委员长某某: the person behind the comma is the one sent.
            if let Some((next, sent)) = self.sent_by(cast, at, noun) {
                (at, noun) = (next, sent);
            }
            // 祝賀您｜當選總統: an office that the text gives nobody.
            if kind == EventKind::Message && self.syntax.lists.elected_words.starts(self.syntax.words(at)) && self.nameless(cast, noun) {
                continue;
            }
            // 涉｜港｜法案: what something is about.
            if noun.span.len() == 1 && self.syntax.between(noun.span.start.saturating_sub(1), noun.span.start) == ['涉'] {
                continue;
            }
            // 擊敗｜對手｜當選: who was beaten was not elected.
            if kind == EventKind::Appoint && matches!(case, Case::Near | Case::Subject) && self.beaten(noun.span) {
                continue;
            }
            // 向遇难总统的｜亲属｜表示慰问: nobody known.
            if matches!(case, Case::To | Case::Object | Case::With) && self.of_kin(at) {
                continue;
            }
            let told = spoken_act(kind) || kind == EventKind::Message;
            if told
                && matches!(case, Case::To | Case::Object | Case::Subject | Case::Near)
                && (self.is_matter(cast, at, case) || kind != EventKind::Message && case == Case::To && self.befallen(noun))
            {
                continue;
            }
            let here = self.syntax.items[at].span.start >= self.syntax.items.get(scope.clause).map_or(0, |item| item.span.start);
            // 她說，｜剛簽署的｜韓中協定: the subject of another clause is not that of an attribute.
            if case == Case::Subject && !here && kind.is_symmetric() && !is_encounter(kind) && self.is_attribute(scope, anchor) {
                continue;
            }
            // 譴責中國在某事｜後，拘押兩人: who is blamed did it, not who blames.
            if case == Case::Subject
                && !here
                && matches!(kind, EventKind::Coerce | EventKind::Assault)
                && let Some(blame) = self.blame_between(at, scope)
            {
                let blamed = blame.and_then(|blamed| self.syntax.noun(blamed).map(|noun| (blamed, noun)));
                let Some((blamed, other)) = blamed else { continue };
                (at, noun) = (blamed, other);
            }
            // 轉達對｜某人｜的問候，祝賀｜某國｜成立: who is named behind the verb, not who was turned to before.
            let behind = || self.syntax.noun(scope.after).is_some_and(|noun| noun.class == NounClass::Principal && noun.span.start <= anchor.end + 1);
            let congratulates = || self.syntax.marker(scope.before, &[MarkerKind::Pivot]).is_some();
            if kind == EventKind::Message && case == Case::To && at < scope.clause && congratulates() && behind() {
                continue;
            }
            // 法院羈押的｜瑞典｜維權人士達林: who is named at the end of the phrase.
            if !is_encounter(kind)
                && !kind.is_symmetric()
                && kind != EventKind::Appoint
                && matches!(case, Case::Object | Case::Head)
                && types.iter().any(|name| name == "person")
                && let Some(person) = self.named_head(at).filter(|_| noun.members.iter().all(|(who, _)| !cast.is_person(*who)))
                && let Some(named) = self.syntax.noun(person)
                && named.members.iter().all(|(who, _)| self.named(cast, *who))
            {
                (at, noun) = (person, named);
            }
            // 支持｜中國｜舉辦成功的｜二十國集團｜峰會: who stands directly behind the verb acts in what is backed.
            if spoken_act(kind)
                && case == Case::Object
                && let Some((next, first)) = self.direct_object(anchor, at)
            {
                (at, noun) = (next, first);
            }
            if matches!(kind, EventKind::Message | EventKind::Support)
                && (case == Case::Object || case == Case::To && self.syntax.towards(at))
                && self.names_occasion(cast, at, noun, kind)
            {
                continue;
            }
            // 積極評價｜兩國｜關係: what both share is no act of either.
            if kind == EventKind::Support && case == Case::Object && self.is_relation(at, noun, anchor) {
                continue;
            }
            // 南韓｜自由聯盟: a body whose name a state opens.
            if matches!(case, Case::Subject | Case::Near)
                && here
                && let Some(body) = self.unread_body(cast, at, noun)
            {
                used.push(at);
                members.extend(body);
                continue;
            }
            // 向叙利亚｜反政府武装｜提供武器: those who fight the state are not it.
            if (kind == EventKind::Aid || spoken_act(kind))
                && matches!(case, Case::Object | Case::To)
                && self.fights(noun)
                && let Some(body) = self.unread_body(cast, at, noun)
            {
                used.push(at);
                members.extend(body);
                continue;
            }
            // Protests are made by people of all kinds.
            let spoken_to = spoken_act(kind) && kind != EventKind::Threaten && matches!(case, Case::Object | Case::To);
            if kind != EventKind::Protest && (spoken_to || matches!(case, Case::Subject | Case::Possessor | Case::Near)) && self.private_people(cast, at, noun)
            {
                continue;
            }
            // 在中歐訪問: two states are nowhere.
            if kind == EventKind::Visit && matches!(case, Case::At | Case::Possessor) && noun.compact && noun.members.len() > 1 {
                continue;
            }
            // 他們: several, whoever they are.
            if spoken_act(kind) && noun.class == NounClass::Pending(MarkerKind::Third) && self.syntax.between(noun.span.end, noun.span.end + 1) == ['们'] {
                continue;
            }
            if is_encounter(kind) && self.is_occasion(at, anchor) {
                continue;
            }
            if is_encounter(kind) && matches!(case, Case::Object | Case::With) && self.people_of(cast, at, noun) {
                continue;
            }
            if is_encounter(kind) && case == Case::Object {
                match self.counterpart(cast, anchor, at) {
                    Some(Met::Noun(head)) => {
                        at = head;
                        let Some(met) = self.syntax.noun(at).filter(|_| !used.contains(&at)) else { continue };
                        noun = met;
                    }
                    Some(Met::Words(opening, words)) => {
                        let Some(opens) = self.syntax.noun(opening) else { continue };
                        used.push(opening);
                        // 国际贸易促进会会长｜某某和他率领的…: a title of who leads.
                        if leading.is_some_and(|end| words.end <= end) {
                            continue;
                        }
                        members.push(self.unnamed(cast, words, opens));
                        continue;
                    }
                    Some(Met::Nobody) => continue,
                    None => {}
                }
            }
            if is_encounter(kind) && matches!(case, Case::Object | Case::With) && noun.class == NounClass::Principal {
                match self.syntax.phrase_beyond(at, self.sentence.end) {
                    Some(Beyond::Person(further)) => {
                        at = further;
                        let Some(person) = self.syntax.noun(at).filter(|_| !used.contains(&at)) else { continue };
                        noun = person;
                    }
                    Some(Beyond::Words(end)) if noun.members.iter().all(|(who, span)| !cast.is_person(*who) || self.ends_in_office(*span)) => {
                        // 會見瑞典客人: somebody of that side, not the state.
                        used.push(at);
                        if leading.is_none_or(|leading| end > leading) {
                            members.push(self.unnamed(cast, Span { start: noun.span.start, end }, noun));
                        }
                        continue;
                    }
                    _ => {}
                }
            }
            // 我們達成共識: the speaker and the hearer.
            let joint = matches!(kind, EventKind::Agree | EventKind::Meeting | EventKind::Talks | EventKind::Call) && case == Case::Subject;
            let we = joint && noun.class == NounClass::Pending(MarkerKind::FirstPlural) && self.syntax.words(at).last() == Some(&'们');
            if let Some(both) = context.together(cast, noun.span).filter(|_| we && types.is_empty()) {
                used.push(at);
                members.extend(both);
                continue;
            }
            let third = noun.class == NounClass::Pending(MarkerKind::Third) && matches!(case, Case::Object | Case::With | Case::To | Case::Ba);
            // 普京下令…，要求他們離境; 特朗普稱贊他: who acts is not whom he acts upon, but who was told of before may be.
            let subject = || self.syntax.subject(scope, self.sentence, section_start).and_then(|(at, _)| self.syntax.noun(at));
            let acts = |who: Who| subject().is_some_and(|noun| noun.members.iter().any(|(member, _)| *member == who));
            let mut another = if third { self.other_person(cast, scope, at) } else { None };
            if third && another.is_none() && context.third.is_some_and(|(last, _)| acts(last)) {
                another = context.before.filter(|who| !acts(*who));
                if another.is_none() {
                    continue;
                }
            }
            // 李克強向某人致電，祝賀｜他｜就任: whom somebody congratulates is not who does.
            let congratulated = noun.class == NounClass::Pending(MarkerKind::Third)
                && matches!(case, Case::Subject | Case::Near)
                && at > 0
                && self.syntax.marker(at - 1, &[MarkerKind::Pivot]).is_some()
                && self.syntax.items[at - 1].span.end == noun.span.start;
            if congratulated {
                another = self.other_person(cast, scope, at);
                if another.is_none() {
                    continue;
                }
            }
            let found = match another {
                Some(person) => vec![person],
                None => self.typed(cast, context, noun, types, case),
            };
            // 主持人某某採訪…，批評習近平: nor does a named one blame or back anybody for a side.
            let found = match spoken_act(kind) && matches!(case, Case::Subject | Case::Near | Case::Possessor) {
                true => found.into_iter().filter(|who| !self.of_the_media(cast, *who)).collect(),
                false => found,
            };
            // 陸慷表示，中方對此強烈不滿: who stood before on the same side is no target.
            let own = if case == Case::Prior { self.syntax.subject(scope, self.sentence, section_start).map(|(at, _)| at) } else { None };
            let found = match own.and_then(|at| self.syntax.noun(at)) {
                Some(noun) => {
                    let own = Context::sides(cast, &noun.members.iter().map(|(who, _)| *who).collect::<Vec<_>>());
                    found.into_iter().filter(|who| cast.side(*who).is_some_and(|side| !own.contains(&side))).collect()
                }
                None => found,
            };
            // 訪問華盛頓的｜甲國總統某某，以及｜乙國首相: behind the comma the attribute is over.
            // 正在朝鲜访问的｜某某与｜金正恩｜会见: nor does 與 join a visitor to the host.
            let whole = self.before_comma(noun).or_else(|| self.first_half(noun, &found).filter(|_| kind == EventKind::Visit));
            let found = match whole.filter(|_| case == Case::Head) {
                Some(count) if noun.members.len() == found.len() => found[..count].to_vec(),
                _ => found,
            };
            if found.is_empty() {
                continue;
            }
            if case == Case::Subject && !here {
                *carried = true;
            }
            // 美國與歐盟達成共識，與｜南韓｜簽署協議: of two joined by 與, the first goes on where the clause has a partner of its own.
            let found = match self.first_half(noun, &found).filter(|_| case == Case::Subject && !here) {
                Some(half) if !self.syntax.pick(Case::With, scope, anchor, self.sentence, section_start).is_empty() => found[..half].to_vec(),
                _ => found,
            };
            used.push(at);
            members.extend(found);
            // 支持｜歐亞經濟聯盟同｜中方｜對接: what two do together is backed.
            if kind == EventKind::Support
                && case == Case::Object
                && let Some(partner) = self.syntax.partner_behind(at).and_then(|partner| self.syntax.noun(partner))
            {
                members.extend(self.typed(cast, context, partner, types, Case::With));
            }
        }
        members
    }

    /// Whoever speaks the innermost words in which the anchor stands, or is named before the colon of a title.
    pub(super) fn speaker(&self, cast: &mut Cast, context: &Context, anchor: Span, types: &[String]) -> Vec<Who> {
        const OPENING: usize = 6;
        if self.title {
            let first = self.syntax.item_from(self.sentence.start);
            let colon = (first..first + OPENING).find(|at| self.syntax.items.get(*at).is_some_and(|item| item.kind == ItemKind::Stop(':')));
            let named = colon
                .filter(|at| self.syntax.items[*at].span.end <= anchor.start)
                .and_then(|at| at.checked_sub(1))
                .and_then(|at| self.syntax.noun(at).filter(|_| at >= first));
            return named.map(|noun| self.typed(cast, context, noun, types, Case::Subject)).unwrap_or_default();
        }
        context.innermost(anchor).map(|(_, who)| who).into_iter().collect()
    }

    /// Whether a group of fixed members stands beside one of them, or a pair (兩韓) alone.
    pub(super) fn names_member_of_group(&self, cast: &Cast, actors: &[Who]) -> bool {
        let sides = Context::sides(cast, actors);
        let members = |who: &Who| cast.members[*who as usize].known.map(|row| self.knowledge.group_members(row)).unwrap_or_default();
        matches!(actors, [one] if members(one).len() == 2) || actors.len() > 1 && actors.iter().any(|who| members(who).iter().any(|row| sides.contains(row)))
    }

    /// 六方會談通過共同聲明: a group of fixed members stands for the states that make it up. Whether one did.
    pub(super) fn open_groups(&self, cast: &mut Cast, actors: &mut Vec<Who>) -> bool {
        let groups: Vec<(usize, Vec<u32>)> = actors
            .iter()
            .enumerate()
            .filter_map(|(at, who)| cast.members[*who as usize].known.map(|row| (at, self.knowledge.group_members(row))))
            .filter(|(_, members)| !members.is_empty())
            .collect();
        for (at, members) in groups.iter().rev() {
            let states: Vec<Who> = members.iter().map(|row| cast.known(self.knowledge, *row, None)).collect();
            let others: Vec<Who> = actors.drain(*at..).skip(1).collect();
            actors.extend(states.into_iter().chain(others));
        }
        let mut seen = Vec::new();
        actors.retain(|who| {
            let new = !seen.contains(who);
            seen.push(*who);
            new
        });
        !groups.is_empty()
    }

    /// 拜習會: the persons whom the first two characters of a trigger name, those in office on the day first. Nobody where one is unknown.
    pub(super) fn named_by(&self, cast: &mut Cast, anchor: Span) -> Vec<Who> {
        let mut members = Vec::new();
        for at in anchor.start..anchor.start + 2 {
            let rows: Vec<u32> = self.syntax.folded.get(at as usize).into_iter().flat_map(|c| self.knowledge.person_short(*c)).collect();
            let tenures = |row: u32| &self.knowledge.entities[row as usize].tenures;
            let now = rows.iter().find(|row| self.published.is_some_and(|day| tenures(**row).iter().any(|tenure| tenure.holds_on(day))));
            let Some(row) = now.or(rows.first()) else { return Vec::new() };
            let who = cast.known(self.knowledge, *row, None);
            cast.members[who as usize].mentions.push(Span { start: at, end: at + 1 });
            members.push(who);
        }
        members
    }

    /// The verb of blaming that stands between a subject and the clause it is carried to; whom it blames where its clause is a circumstance.
    fn blame_between(&self, at: usize, scope: &Scope) -> Option<Option<usize>> {
        let syntax = self.syntax;
        let verb = (at + 1..scope.clause).rev().find(|k| syntax.marker(*k, &[MarkerKind::Pivot]).is_some())?;
        let touching = syntax.noun(verb + 1).is_some() && syntax.items[verb].span.end == syntax.items[verb + 1].span.start;
        Some(Some(verb + 1).filter(|blamed| touching && syntax.in_circumstance(*blamed)))
    }

    /// The titled person behind the comma whom the words for somebody sent stand before.
    fn sent_by(&self, cast: &Cast, at: usize, noun: &Noun) -> Option<(usize, &Noun)> {
        let syntax = self.syntax;
        let [(who, _)] = noun.members[..] else { return None };
        let stop = syntax.items.get(at + 1).filter(|item| item.kind == ItemKind::Stop(',') && item.span.start == noun.span.end)?;
        let next = syntax.noun(at + 2).filter(|next| next.span.start == stop.span.end)?;
        // 委员长某某｜与｜某国领导人｜会见: of those joined, the first.
        let (person, name) = next.members.first().copied().filter(|_| next.members.len() == 1 || next.joined_at == Some(1))?;
        let sent = cast.members[who as usize].unnamed && syntax.lists.sent_words.ends(syntax.between(noun.span.start, noun.span.end));
        (sent && self.named(cast, person) && name.start > next.span.start && cast.side(person) == cast.side(who)).then_some((at + 2, next))
    }

    /// How many of a noun's members stand before a comma within it.
    fn before_comma(&self, noun: &Noun) -> Option<usize> {
        (1..noun.members.len()).find(|at| self.syntax.between(noun.members[at - 1].1.end, noun.members[*at].1.start).contains(&','))
    }

    /// How many of a noun's members stand before the 與 that joins it.
    fn first_half(&self, noun: &Noun, found: &[Who]) -> Option<usize> {
        let half = noun.joined_at.filter(|half| *half > 0 && noun.members.len() == found.len() && *half < found.len())?;
        let joint = self.syntax.between(noun.members[half - 1].1.end, noun.members[half].1.start);
        joint.iter().any(|c| matches!(c, '与' | '同' | '跟')).then_some(half)
    }

    /// 公署已提出交涉: the body named last whose name ends in the words for a body that open the clause; nobody where none does.
    fn definite(&self, cast: &Cast, scope: &Scope, anchor: Span) -> Option<Option<Who>> {
        let syntax = self.syntax;
        let opening = |clause: usize| {
            let start = clause.checked_sub(1).map_or(0, |at| syntax.items[at].span.end);
            let word = syntax.lists.definite_bodies.at_start(syntax.between(start, start + 6))?;
            let noun = syntax
                .items
                .get(syntax.item_from(start))
                .is_some_and(|item| item.span.start < start + word.len() as u32 && matches!(item.kind, ItemKind::Noun(_)));
            (!noun).then_some(word)
        };
        // 公署已提出交涉，｜要求…: where the clause has nobody of its own, the one before goes on.
        let before = || {
            let stop =
                scope.clause.checked_sub(1).filter(|at| syntax.items[*at].kind == ItemKind::Stop(',') && syntax.items[*at].span.start > self.sentence.start)?;
            let own = (scope.clause..scope.first).any(|at| syntax.noun(at).is_some());
            Some(syntax.clause_start(stop)).filter(|_| !own)
        };
        let word = opening(scope.clause).or_else(|| before().and_then(opening))?;
        let named = |name: &String| {
            let length = name.chars().count();
            length > word.len() && name.chars().skip(length - word.len()).map(fold).eq(word.iter().copied())
        };
        let last = |at: usize| cast.members[at].mentions.iter().map(|span| span.start).filter(|place| *place < anchor.start).max();
        let bodies = (0..cast.members.len()).filter(|at| cast.members[*at].names.iter().any(named));
        Some(bodies.filter_map(|at| last(at).map(|place| (place, at as Who))).max().map(|(_, who)| who))
    }

    /// 一個｜中國｜政策, 一｜中｜原則: the first state that a trigger's own words name, in full before by one character.
    pub(super) fn state_inside(&self, cast: &mut Cast, anchor: Span) -> Vec<Who> {
        let named = |full: bool| {
            (anchor.start..anchor.end).find_map(|at| {
                let mut found = None;
                self.knowledge.lexicon.each_at(self.syntax.folded, at as usize, |hit| {
                    let state = |meaning: &Meaning| match meaning {
                        Meaning::Entity(row, short) if *short != full && self.knowledge.is_state(*row) => Some(*row),
                        _ => None,
                    };
                    if at + hit.len <= anchor.end {
                        found = self.knowledge.lexicon.meanings(hit.form).iter().find_map(state).or(found);
                    }
                });
                found
            })
        };
        named(true).or_else(|| named(false)).map(|row| cast.known(self.knowledge, row, None)).into_iter().collect()
    }

    /// 前往天安門廣場: a building or square, unless one arrives there from abroad.
    pub(super) fn is_venue(&self, cast: &Cast, who: Who) -> bool {
        let row = cast.members[who as usize].known.map(|row| &self.knowledge.entities[row as usize]);
        row.is_some_and(|row| {
            matches!(row.class.as_str(), "site" | "venue" | "residence")
                && !self.syntax.lists.arrival_tails.ends(&row.name.chars().map(fold).collect::<Vec<_>>())
        })
    }

    /// 在首相官邸｜会谈: the seat of a body of one of those who meet is where they do.
    pub(super) fn is_seat(&self, frame: &Frame, cast: &Cast, noun: &Noun, actors: &[Who]) -> bool {
        use EventKind::{Ceremony, Meeting, PressMeeting, Sign, Talks};
        if !matches!(frame.kind, Talks | Meeting | Ceremony | PressMeeting | Sign) || noun.class != NounClass::Principal || noun.members.is_empty() {
            return false;
        }
        let sides = Context::sides(cast, actors);
        let classes = self.knowledge.list("seats");
        noun.members.iter().all(|(who, _)| {
            let class = cast.members[*who as usize].known.map(|row| &self.knowledge.entities[row as usize].class);
            class.is_some_and(|class| classes.contains(class)) && cast.side(*who).is_some_and(|side| sides.contains(&side))
        })
    }

    /// Whether a stretch ends in an office: 法國總統 names nobody where 外事顧問 follows.
    pub(super) fn ends_in_office(&self, span: Span) -> bool {
        const LONGEST: usize = 4;
        let words = self.syntax.between(span.start, span.end);
        (2..=LONGEST.min(words.len())).any(|n| {
            let form = self.knowledge.lexicon.find(words[words.len() - n..].iter().copied());
            form.is_some_and(|form| self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Office(_))))
        })
    }

    /// 分別會見甲和乙, 甲、乙先後與丙會談: those who met one at a time. `one`: the first actor stands alone as the subject.
    pub(super) fn apart(&self, scope: &Scope, anchor: Span, kind: EventKind, actors: &[Who], recipients: &[Who], one: bool) -> Vec<Who> {
        if !is_encounter(kind) {
            return Vec::new();
        }
        let start = self.syntax.items.get(scope.clause).map_or(anchor.start, |item| item.span.start).min(anchor.start);
        if !self.enumerates(scope) && !self.syntax.holds(&self.syntax.lists.apart_words, start.saturating_sub(2).max(self.sentence.start), anchor.end) {
            return Vec::new();
        }
        match (actors.len(), recipients.len()) {
            (1, 2..) => recipients.to_vec(),
            (2.., 1) => actors.to_vec(),
            // 分別與甲、乙通電話: all behind the one subject.
            (3.., 0) if one => actors[1..].to_vec(),
            _ => Vec::new(),
        }
    }

    /// 擊敗民主黨的｜候選人: whether a verb of winning against somebody stands before a noun in its clause.
    fn beaten(&self, noun: Span) -> bool {
        const REACH: u32 = 12;
        let before = self.syntax.between(noun.start.saturating_sub(REACH).max(self.sentence.start), noun.start);
        let open = before.iter().rposition(|c| matches!(c, ',' | '。' | ';')).map_or(0, |at| at + 1);
        self.syntax.lists.beating_verbs.stands_within(&before[open..])
    }

    /// 會見甲國總理某某，乙國總理某某，丙國總理某某: guests told off by commas come one at a time.
    fn enumerates(&self, scope: &Scope) -> bool {
        let Some(noun) = self.syntax.noun(scope.after).filter(|noun| noun.class == NounClass::Principal) else { return false };
        noun.members.windows(2).any(|pair| self.syntax.between(pair[0].1.end, pair[1].1.start.max(pair[0].1.end)).contains(&','))
    }
}
