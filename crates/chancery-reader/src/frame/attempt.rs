//! One frame tried at one trigger: its words, the status, who takes part, what it needs, where and when; then the draft.
//!
//! In: a frame and the places of its trigger. Out: a draft, or the first condition that failed.

use chancery_knowledge::{Case, Frame, MarkerKind, Requirement};
use chancery_model::{EntityKind, EventKind, Status};
use chancery_text::{Span, is_alphabetic};

use super::needs::requirement_text;
use super::participants::Participants;
use super::roles::is_encounter;
use super::{Draft, Failure, Scopes, Stage, carried_speech, is_region};
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::context::Context;
use crate::modality::{Modality, judge};
use crate::phrase::{ItemKind, NounClass};

impl Stage<'_> {
    /// Why a frame does not hold, put into words only where somebody asks.
    pub(super) fn failure(&self, trigger: Span, reason: &dyn Fn() -> String) -> Failure {
        Failure { trigger, reason: if self.explain { reason() } else { String::new() } }
    }

    /// Tries one frame at one anchor; on failure says what failed first.
    pub(super) fn attempt(&self, cast: &mut Cast, context: &Context, index: u32, anchor: Span, first: Span, scopes: &mut Scopes) -> Result<Draft, Failure> {
        let frame = &self.knowledge.frames[index as usize];
        let syntax = self.syntax;
        let fail = |reason: &dyn Fn() -> String| Err(self.failure(anchor, reason));
        let scope = self.words_hold(frame, &self.frame_words[index as usize], anchor, first, scopes)?;
        if frame.headline_only && !self.title {
            return fail(&|| "the frame applies in titles only".into());
        }
        if carried_speech(frame) && self.describes_somebody(&scope) && !(frame.kind == EventKind::Request && self.asks(&scope)) {
            return fail(&|| "an attribute that says who is meant, not what is done".into());
        }
        let mut status = match judge(syntax, frame, scopes.world(syntax, &scope, self.sentence), &scope, anchor, self.sentence) {
            Modality::Status(status) => status,
            Modality::Nothing(why) => return fail(&|| why.into()),
        };
        if frame.kind != EventKind::Threaten && self.threatened(&scope) {
            return fail(&|| "what somebody threatens with is not done".into());
        }
        if self.content_of_document(frame, &scope) {
            return fail(&|| "what a bill, an order or a plan contains is not done by it".into());
        }
        if carried_speech(frame) && self.listed_as_matter(&scope, anchor) {
            return fail(&|| "one of the matters that something is about".into());
        }
        let Some(mut who) = self.participants(frame, cast, context, &scope, anchor) else {
            let need = frame.needs.iter().find(|need| matches!(need, Requirement::Recipients | Requirement::Foreign));
            return fail(&|| format!("needs {}", need.map_or("somebody who is acted upon", |need| requirement_text(*need))));
        };
        // 讚揚甲與乙的會面: whose a bare mention is.
        let owned = scope.first.checked_sub(1).is_some_and(|at| syntax.marker(at, &[MarkerKind::Of]).is_some());
        if owned && frame.echo && matches!(frame.kind, EventKind::Meeting | EventKind::Talks | EventKind::Call) {
            let owners = self.role(cast, context, Case::Possessor, &scope, anchor, &frame.actors.types, frame.kind, &mut Vec::new(), &mut false);
            if !owners.is_empty() {
                who.actors = owners;
            }
        }
        // 某國派部長前往鄰國，｜會晤總統: what somebody is sent for is to come.
        if is_encounter(frame.kind) && status == Status::Held && who.carried && self.sent_for(&scope) {
            status = Status::Planned;
        }
        if frame.kind == EventKind::Support && self.promised(&scope, anchor) {
            return fail(&|| "one of the things that somebody will do".into());
        }
        if frame.kind == EventKind::Support && self.thanked_for(&scope, first) {
            return fail(&|| "help for which somebody is thanked".into());
        }
        if self.at_home(frame, cast, &who, &scope, anchor) {
            return fail(&|| "a quarrel at home is nobody's diplomacy".into());
        }
        if matches!(frame.kind, EventKind::Visit | EventKind::Conference) && self.is_sender(&who, &scope, first) {
            return fail(&|| "the one named sends somebody, who goes".into());
        }
        let instruments = self.instruments_of(frame, &scope, anchor);
        // 百度與亞信簽署協議: companies and private persons among themselves are no diplomacy.
        // A visit is made by a representative: a journalist or a businessman travels on his own account.
        let visited: &[Who] = if frame.kind == EventKind::Visit && !who.actors.is_empty() { &[] } else { &who.recipients };
        let mut involved = who.actors.iter().chain(visited).peekable();
        if involved.peek().is_some() && !involved.any(|who| self.public(cast, *who)) {
            return fail(&|| "needs a state, a public body or somebody in office among those who act or are acted upon".into());
        }
        if let Some(need) = frame.needs.iter().find(|need| !self.met(**need, cast, context, &scope, anchor, status, &who, &instruments)) {
            return fail(&|| format!("needs {}", requirement_text(*need)));
        }
        // 在北京｜會見｜來京出席峰會的哈珀: where and when he is received is not where and when the summit is.
        let mut places = Vec::new();
        for at in syntax.pick(Case::At, &scope, anchor, self.sentence, 0) {
            if let Some(noun) = syntax.noun(at)
                && !self.of_another(frame, &scope, at)
                && !self.lends_its_name(frame, at, &scope)
                && !self.left_before(at, &scope)
                && (noun.class == NounClass::Place
                    || noun.members.iter().all(|(who, _)| cast.members[*who as usize].kind == EntityKind::State)
                    || self.is_seat(frame, cast, noun, &who.actors))
                && !who.nouns.contains(&at)
            {
                who.nouns.push(at);
                places.extend(noun.members.iter().map(|(who, _)| *who));
            }
        }
        if frame.recipients.types.iter().any(|kind| kind == "place")
            && let Some(at) = syntax.object(&scope, anchor)
            && let Some(noun) = syntax.noun(at).filter(|noun| noun.class == NounClass::Place)
        {
            places.extend(noun.members.iter().map(|(who, _)| *who));
        }
        if frame.kind == EventKind::Visit && !frame.echo && places.iter().any(|who| self.is_venue(cast, *who)) {
            return fail(&|| "a venue within the state is no visit".into());
        }
        if frame.kind == EventKind::Visit && self.arrives_at_building(&scope, anchor) {
            return fail(&|| "a building within the state is no visit".into());
        }
        places.retain(|who| !is_region(self.knowledge, cast, *who));
        let anniversary = self.own_anniversary(frame, &scope, anchor);
        let date = match &anniversary {
            Some(date) => Some(date.clone()),
            None => self.date_of(frame, context, &scope, anchor, status),
        };
        let date = date.filter(|date| anniversary.is_some() || date.span.is_none_or(|span| !self.of_a_remark(span.0, &scope, &who.nouns)));
        let date = self.worth_telling(frame, &scope, status, date);
        let open = if date.is_none() { self.open_time(&scope, anchor, status) } else { None };
        let mut evidence = Span { start: first.start, end: anchor.end };
        for at in &who.nouns {
            let span = syntax.items[*at].span;
            if self.sentence.contains(span) && span.start + 60 > evidence.start {
                evidence = evidence.join(span);
            }
        }
        if let Some(last) = self
            .instruments
            .mentions_in(
                evidence
                    .join(Span::new(anchor.start as usize, syntax.items.get(scope.end.saturating_sub(1)).map_or(anchor.end, |item| item.span.end) as usize)),
            )
            .filter(|mention| instruments.contains(&mention.instrument))
            .map(|mention| mention.span)
            .reduce(Span::join)
        {
            evidence = evidence.join(last);
        }
        let mut status = self.on_the_day(frame, &scope, status, date.as_ref());
        // 31日離開北京，對墨西哥進行國事訪問: the day of leaving is not that of the visit, which is to come.
        let mut date = date;
        if status == Status::Held
            && matches!(frame.kind, EventKind::Visit | EventKind::Conference | EventKind::Meeting | EventKind::Talks)
            && self.leaves_for(first)
        {
            status = Status::Planned;
            date = date.filter(|date| date.from != date.to);
            // 離京赴…: where one leaves from is home, not where the act will be.
            places.retain(|place| cast.side(*place).is_none_or(|side| !who.actors.iter().any(|actor| cast.side(*actor) == Some(side))));
        }
        if anniversary.is_some() {
            status = Status::Held;
            // 在盧克索出席建交60周年慶祝活動: the feast is there.
            places.clear();
            let parties: Vec<Who> = instruments
                .iter()
                .flat_map(|instrument| self.instruments.drafts[*instrument as usize].parties.iter().copied())
                .filter(|who| !cast.is_person(*who))
                .collect();
            if Context::sides(cast, &parties).len() >= 2 {
                who.actors = Context::sides(cast, &parties).into_iter().map(|row| cast.known(self.knowledge, row, None)).collect();
            } else if context.pair(anchor).len() >= 2
                && frame.kind.is_symmetric()
                && (Context::sides(cast, &who.actors).len() < 2 || who.actors.iter().any(|who| cast.is_person(*who)))
            {
                who.actors = context.pair(anchor).iter().map(|row| cast.known(self.knowledge, *row, None)).collect();
            }
        }
        let said = context.innermost(anchor).is_some();
        Ok(Draft {
            frame: index,
            kind: frame.kind,
            status,
            actors: who.actors,
            recipients: who.recipients,
            attendees: who.attendees,
            witnesses: who.witnesses,
            mediators: who.mediators,
            places,
            date,
            level: self.level(frame, &scope, anchor),
            ordinal: self.ordinal(frame, &scope, anchor),
            topic: if frame.kind == EventKind::Conference { self.conference(&scope) } else { None },
            instruments,
            action: frame.action,
            evidence,
            trigger: Span { start: first.start, end: anchor.end },
            section: self.section,
            carried: who.carried,
            apart: who.apart,
            echo: frame.echo,
            said,
            heading: self.title,
            own: (self.title || self.lead) && !said,
            recalled: self.recalled(&scope, anchor) || self.named_by_place(frame, &scope, first),
            open,
        })
    }

    /// 政府指責反對派策劃政變: what a government says against its own opponents, where nobody of another side is named.
    fn at_home(&self, frame: &Frame, cast: &Cast, who: &Participants, scope: &Scope, anchor: Span) -> bool {
        const OBJECT: u32 = 24;
        let quarrel = matches!(frame.kind, EventKind::Accuse | EventKind::Request | EventKind::Threaten | EventKind::Reject);
        let own = Context::sides(cast, &who.actors);
        if !quarrel || own.is_empty() || Context::sides(cast, &who.recipients).iter().any(|side| !own.contains(side)) {
            return false;
        }
        let syntax = self.syntax;
        let last = syntax.items.get(scope.end).map_or(self.sentence.end, |item| item.span.start).min(anchor.end + OBJECT);
        let foreign = |at: usize| {
            let members = syntax.noun(at).map(|noun| noun.members.iter().map(|(member, _)| *member).collect::<Vec<Who>>()).unwrap_or_default();
            Context::sides(cast, &members).iter().any(|side| !own.contains(side))
        };
        let opponents = syntax.lists.home_opponents.stands_within(syntax.between(anchor.end, last.max(anchor.end)));
        opponents && !(scope.clause..scope.end).any(foreign)
    }

    /// 李強｜派｜特使訪問埃及: whether the only one who acts is the one who sends.
    fn is_sender(&self, who: &Participants, scope: &Scope, trigger: Span) -> bool {
        let sends = |at: &usize| {
            let end = self.syntax.items[*at].span.end;
            end < trigger.start && self.syntax.lists.sending_words.at_start(self.syntax.between(end, trigger.start)).is_some()
        };
        let named = |at: usize| self.syntax.noun(at).is_some_and(|noun| noun.members.iter().any(|(member, _)| who.actors.contains(member)));
        (scope.clause..scope.first).rev().find(sends).is_some_and(|at| who.actors.len() == 1 && named(at))
    }

    /// 我同總統的｜海湖莊園｜會晤: a place that stands bare before an encounter in running text is its name; it is known from before.
    fn named_by_place(&self, frame: &Frame, scope: &Scope, trigger: Span) -> bool {
        let syntax = self.syntax;
        let Some(at) = scope.first.checked_sub(1).filter(|at| *at > scope.clause && !self.title) else { return false };
        let place = syntax.noun(at).is_some_and(|noun| noun.class == NounClass::Place && noun.span.end == trigger.start);
        let bare = syntax.items[at - 1].span.end == syntax.items[at].span.start
            && (syntax.noun(at - 1).is_some() || syntax.marker(at - 1, &[MarkerKind::Of]).is_some());
        matches!(frame.kind, EventKind::Meeting | EventKind::Talks) && place && bare
    }

    /// 支持伊朗核計劃的｜個人: the trigger and its object describe those who are named behind 的.
    fn describes_somebody(&self, scope: &Scope) -> bool {
        let syntax = self.syntax;
        (scope.after..scope.end.min(scope.after + 8)).filter(|at| syntax.marker(*at, &[MarkerKind::Of]).is_some()).any(|of| {
            let from = syntax.items[of].span.end;
            // 批評主辦國的｜美國｜女演員: of whatever state they are.
            let state = syntax.items.get(of + 1).filter(|item| item.span.start == from && syntax.noun(of + 1).is_some());
            let behind = state.map_or(from, |item| item.span.end);
            if state.is_some() && syntax.lists.private_people.starts(syntax.between(behind, behind + 4)) {
                return true;
            }
            let words = syntax.between(from, (from + 6).min(self.sentence.end));
            syntax.lists.agent_heads.at_start(words).is_some_and(|word| {
                // 人 is a head, that of 人權律師 is not.
                word.len() > 1
                    || words.get(1).is_none_or(|c| !is_alphabetic(*c))
                    || syntax.items.get(syntax.item_from(from + 1)).is_some_and(|item| item.span.start == from + 1)
            })
        })
    }

    /// 曾威脅，將對貨物加徵關稅: what a threat in this clause or the one before it announces.
    fn threatened(&self, scope: &Scope) -> bool {
        let syntax = self.syntax;
        let threat = |from: usize, to: usize| (from..to).any(|at| syntax.lists.threat_words.contains(syntax.words(at)) && !syntax.possessive(at));
        let before = scope.clause.checked_sub(1).filter(|at| matches!(syntax.items[*at].kind, ItemKind::Stop(',' | ':')));
        // The clause before ends in the threat: its words have nothing else to govern.
        let ends = before.is_some_and(|stop| stop > 0 && threat(stop - 1, stop));
        ends || threat(scope.segment, scope.first)
    }

    /// 禁止出口彈藥的｜《法案》, 簽署禁止設備進入的行政命令: the trigger stands in the attribute of a document that is no more than a text.
    fn content_of_document(&self, frame: &Frame, scope: &Scope) -> bool {
        use EventKind::*;
        const REACH: usize = 14;
        if !matches!(frame.kind, Sanction | LiftSanction | Request | Accuse | Mobilize | Coerce | DowngradeRelations) {
            return false;
        }
        let syntax = self.syntax;
        // 議員推動的制裁案追加制裁, 法案要求政府…: what acts is a text that nobody has passed yet.
        let subject = (scope.segment..scope.first).any(|at| syntax.noun(at).is_some() && syntax.case(at, scope.clause).0.is_none());
        let before = scope.clause.checked_sub(1).filter(|stop| !subject && syntax.items[*stop].kind == ItemKind::Stop(','));
        let opening = before.map_or(scope.segment, |stop| syntax.clause_start(stop));
        let start = syntax.items.get(opening).map_or(self.sentence.start, |item| item.span.start).max(self.sentence.start);
        let first = syntax.items.get(scope.first).map_or(start, |item| item.span.start.max(start));
        let words = syntax.between(start, first);
        if frame.modal && syntax.lists.draft_words.stands_within(words) && !syntax.lists.passed_words.stands_within(words) {
            return true;
        }
        (scope.after..scope.end.min(scope.after + REACH)).filter(|at| syntax.marker(*at, &[MarkerKind::Of]).is_some()).any(|of| {
            let from = syntax.items[of].span.end;
            let title = matches!(syntax.items.get(of + 1), Some(item) if item.span.start <= from + 1 && matches!(item.kind, ItemKind::Title(_)));
            title || syntax.lists.document_heads.starts(syntax.between(from, (from + 6).min(self.sentence.end)))
        })
    }

    /// 布林肯敦促｜中國釋放被扣押的人: somebody asks, and whom he asks stands directly behind.
    fn asks(&self, scope: &Scope) -> bool {
        let subject = scope.first.checked_sub(1).is_some_and(|at| at >= scope.segment && self.syntax.noun(at).is_some());
        subject && self.syntax.noun(scope.after).is_some() && self.syntax.marker(scope.after + 1, &[MarkerKind::Of]).is_none()
    }

    /// Whether the sentence, or the title, tells before the trigger that somebody leaves home, and nowhere of arriving or coming back.
    fn leaves_for(&self, trigger: Span) -> bool {
        let (syntax, lists) = (self.syntax, self.syntax.lists);
        // The parts of a title tell one journey: 離京赴甲出席峰會　並訪問乙.
        let opening = syntax.items.first().filter(|_| self.title).map_or(self.sentence.start, |item| item.span.start);
        lists.departure_words.stands_within(syntax.between(opening, trigger.start))
            && !lists.arrival_words.stands_within(syntax.between(opening, self.sentence.end))
    }
}
