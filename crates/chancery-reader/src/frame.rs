//! Step 7: triggers and their roles: frames tried on a sentence give drafts of events.
//!
//! In: the syntax of a section, the trigger parts of a sentence, context. Out: drafts with roles, status and date.
//! Only frames whose anchor stands in the sentence are tried, so that the cost is flat in the number of frames.
//! Among drafts with overlapping triggers the longest trigger wins, then priority, then filled roles, then id.

mod dating;
mod detail;

use chancery_knowledge::{Case, Frame, Knowledge, MarkerKind, Meaning, OfficeRow, Rank, Requirement, Role};
use chancery_model::{Date, DateRange, EntityKind, EventKind, InstrumentAction, Level, Precision, Status};
use chancery_text::{Span, fold};
use chancery_values::Quantity;

use crate::cast::{Cast, Who};
use crate::clause::{Beyond, Scope, Syntax};
use crate::context::Context;
use crate::instrument::Instruments;
use crate::lists::FrameWords;
use crate::modality::{Modality, judge};
use crate::passage::touches;
use crate::phrase::{ItemKind, Noun, NounClass};
use crate::segment::PartHit;
use crate::timing::{self, TimeAt};

/// How many parts of a sentence are tried as anchors.
const MOST_ANCHORS: usize = 200;

/// How far before a trigger the words that a frame wants nearby may stand.
const NEARBY: u32 = 150;

/// An event as one sentence tells it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub frame: u32,
    pub kind: EventKind,
    pub status: Status,
    pub actors: Vec<Who>,
    pub recipients: Vec<Who>,
    pub attendees: Vec<Who>,
    pub witnesses: Vec<Who>,
    pub mediators: Vec<Who>,
    pub places: Vec<Who>,
    pub date: Option<DateRange>,
    pub level: Option<Level>,
    pub ordinal: Option<u32>,
    pub topic: Option<Span>,
    pub instruments: Vec<u32>,
    pub action: Option<InstrumentAction>,
    /// Words that tell it, in the flow.
    pub evidence: Span,
    pub trigger: Span,
    pub section: usize,
    /// The subject was carried over from another clause.
    pub carried: bool,
    pub echo: bool,
    /// Those whom each of the others, or who each, met alone (分別會見甲和乙); empty where all met together.
    pub apart: Vec<Who>,
    /// The clause says that it lies back (曾, 此前, 一再): it takes no date from its company.
    pub recalled: bool,
}

/// Why a frame gave nothing on a sentence: the first condition that failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub trigger: Span,
    pub reason: String,
}

/// A frame tried at one place, for `explain` and `why-not`; spans count in the flow.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub frame: u32,
    pub trigger: Span,
    pub sentence: Span,
    pub failure: Option<String>,
}

/// What a frame is tried on.
pub(crate) struct Stage<'a> {
    pub knowledge: &'a Knowledge,
    /// Per frame.
    pub frame_words: &'a [FrameWords],
    pub syntax: &'a Syntax<'a>,
    /// The flow as it was written.
    pub original: &'a [char],
    pub times: &'a [TimeAt],
    pub quantities: &'a [Quantity],
    pub muted: &'a [Span],
    pub instruments: &'a Instruments,
    pub sentence: Span,
    pub section: usize,
    pub title: bool,
    pub published: Option<Date>,
    pub last_dates: Option<(Date, Date)>,
    /// Whether failures say why; reading itself never asks.
    pub explain: bool,
}

/// The scope of an anchor, which most of the frames tried there share.
#[derive(Default)]
struct Scopes(Option<(Span, Scope)>);

impl Scopes {
    fn of(&mut self, syntax: &Syntax<'_>, first: Span, anchor: Span) -> Scope {
        match self.0 {
            Some((known, scope)) if known == first => scope,
            _ => {
                let scope = syntax.scope_from(first, anchor);
                self.0 = Some((first, scope));
                scope
            }
        }
    }
}

impl Stage<'_> {
    fn muted(&self, span: Span) -> bool {
        touches(self.muted, span)
    }

    /// Whether what mutes a place is a short quotation: 移出「白名單」 is meant all the same where the verb stands outside.
    fn quoted(&self, span: Span) -> bool {
        let before = self.syntax.between(span.start.saturating_sub(10), span.start);
        before
            .iter()
            .rposition(|c| matches!(c, '「' | '『' | '“' | '‘'))
            .is_some_and(|open| !before[open..].iter().any(|c| matches!(c, '」' | '』' | '”' | '’' | '(')))
    }

    /// Tries every frame that a part of the sentence anchors.
    pub fn drafts(&self, cast: &mut Cast, context: &Context, parts: &[PartHit], trials: &mut Vec<Trial>) -> Vec<Draft> {
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        for (at, part) in parts.iter().enumerate().take(MOST_ANCHORS) {
            let anchored = &self.knowledge.anchored[part.part as usize];
            if anchored.is_empty() {
                continue;
            }
            let muted = self.muted(part.span);
            if muted && !self.quoted(part.span) {
                continue;
            }
            let earlier = self.in_reach(part, &parts[..at]);
            let mut scopes = Scopes::default();
            for &(frame, trigger) in anchored {
                let ids = &self.knowledge.trigger_parts[frame as usize][trigger as usize];
                if muted && ids.len() == 1 {
                    continue;
                }
                let Some(length) = self.earlier_parts(ids, part, earlier) else {
                    if self.explain {
                        trials.push(Trial {
                            frame,
                            trigger: part.span,
                            sentence: self.sentence,
                            failure: Some("the trigger's earlier parts do not stand before it in the clause".into()),
                        });
                    }
                    continue;
                };
                if muted && self.muted(length.1) {
                    continue;
                }
                let tried = self.attempt(cast, context, frame, part.span, length.1, &mut scopes);
                if self.explain {
                    let trigger = tried.as_ref().map_or_else(|failure| failure.trigger, |draft| draft.trigger);
                    trials.push(Trial { frame, trigger, sentence: self.sentence, failure: tried.as_ref().err().map(|failure| failure.reason.clone()) });
                }
                if let Ok(draft) = tried {
                    drafts.push((length.0, draft));
                }
            }
        }
        drafts.sort_by(|(la, a), (lb, b)| {
            let (fa, fb) = (&self.knowledge.frames[a.frame as usize], &self.knowledge.frames[b.frame as usize]);
            let filled = |draft: &Draft| draft.actors.len().min(2) + draft.recipients.len().min(1) + draft.instruments.len().min(1);
            (a.echo.cmp(&b.echo))
                .then(lb.cmp(la))
                .then(fb.priority.cmp(&fa.priority))
                .then(filled(b).cmp(&filled(a)))
                .then(fa.id.cmp(&fb.id))
                .then(a.trigger.cmp(&b.trigger))
        });
        let mut kept: Vec<Draft> = Vec::new();
        for (_, draft) in drafts {
            if !kept.iter().any(|other| other.trigger.overlaps(draft.trigger)) {
                kept.push(draft);
            }
        }
        kept.sort_by_key(|draft| draft.trigger);
        let yields = |draft: &Draft| self.knowledge.frames[draft.frame as usize].yields;
        let later: Vec<(Span, bool)> = kept.iter().map(|draft| (draft.trigger, draft.echo || yields(draft))).collect();
        kept.retain(|draft| {
            let end = self.syntax.scope(draft.trigger).end;
            let clause_end = self.syntax.items.get(end).map_or(self.sentence.end, |item| item.span.start);
            !(yields(draft) && later.iter().any(|(trigger, weak)| !weak && trigger.start >= draft.trigger.end && trigger.end <= clause_end))
        });
        kept
    }

    /// The parts in the anchor's clause and before it.
    fn in_reach<'p>(&self, anchor: &PartHit, before: &'p [PartHit]) -> &'p [PartHit] {
        let floor = self.syntax.clause_start(self.syntax.item_from(anchor.span.start));
        let floor = self.syntax.items.get(floor).map_or(0, |item| item.span.start).min(anchor.span.start).max(self.sentence.start);
        // Text before the first item of a clause still belongs to it.
        let floor = floor.saturating_sub(12).max(self.sentence.start);
        &before[before.partition_point(|hit| hit.span.start < floor)..]
    }

    /// Finds the parts before the anchor, nearest first; gives the length of all and the first part (empty at the anchor where there is one part).
    fn earlier_parts(&self, slots: &[Vec<u32>], anchor: &PartHit, earlier: &[PartHit]) -> Option<(usize, Span)> {
        let mut length = anchor.span.len();
        let mut limit = anchor.span.start;
        let mut first = Span { start: limit, end: limit };
        for slot in slots[..slots.len() - 1].iter().rev() {
            let hit = earlier.iter().rev().find(|hit| hit.span.end <= limit && limit - hit.span.end <= 30 && slot.binary_search(&hit.part).is_ok())?;
            if self.syntax.between(hit.span.end, limit).iter().any(|c| matches!(c, ',' | '。' | ';')) {
                return None;
            }
            length += hit.span.len();
            limit = hit.span.start;
            first = hit.span;
        }
        Some((length, first))
    }

    /// Tries one frame at one anchor; on failure says what failed first.
    fn attempt(&self, cast: &mut Cast, context: &Context, index: u32, anchor: Span, first: Span, scopes: &mut Scopes) -> Result<Draft, Failure> {
        let frame = &self.knowledge.frames[index as usize];
        let syntax = self.syntax;
        let fail = |reason: &dyn Fn() -> String| Err(Failure { trigger: anchor, reason: if self.explain { reason() } else { String::new() } });
        let before = syntax.between(self.sentence.start, first.start);
        let after = syntax.between(anchor.end, self.sentence.end);
        let words = &self.frame_words[index as usize];
        let quoted = |word: &[char]| format!("{:?}", word.iter().collect::<String>());
        if let Some(word) = words.not_before.at_end(before) {
            return fail(&|| format!("{} stands directly before the trigger", quoted(word)));
        }
        if let Some(word) = words.not_after.at_start(after) {
            return fail(&|| format!("{} stands directly after the trigger", quoted(word)));
        }
        let scope = scopes.of(syntax, first, anchor);
        if !words.not_in_clause.is_empty() || !words.with_word.is_empty() {
            let clause = self.clause_span(&scope, anchor);
            if syntax.holds(&words.not_in_clause, clause.start, clause.end) {
                let first = || words.not_in_clause.first_within(syntax.between(clause.start, clause.end)).unwrap_or_default();
                return fail(&|| format!("{} stands in the clause", quoted(first())));
            }
            if !words.with_word.is_empty() && !syntax.holds(&words.with_word, clause.start, clause.end) {
                return fail(&|| format!("none of {:?} stands in the clause", frame.with_word));
            }
        }
        if !words.near_word.is_empty() {
            let clause = self.clause_span(&scope, anchor);
            let from = syntax.items.first().map_or(clause.start, |item| item.span.start).max(anchor.start.saturating_sub(NEARBY));
            if !syntax.holds(&words.near_word, from.min(clause.start), self.sentence.end.max(clause.end)) {
                return fail(&|| format!("none of {:?} stands nearby", frame.near_word));
            }
        }
        if frame.headline_only && !self.title {
            return fail(&|| "the frame applies in titles only".into());
        }
        if carried_speech(frame) && self.describes_somebody(&scope) && !(frame.kind == EventKind::Request && self.asks(&scope)) {
            return fail(&|| "an attribute that says who is meant, not what is done".into());
        }
        let status = match judge(syntax, frame, &scope, anchor, self.sentence) {
            Modality::Status(status) => status,
            Modality::Nothing(why) => return fail(&|| why.into()),
        };
        let encounter = matches!(frame.kind, EventKind::Meeting | EventKind::Talks | EventKind::Call);
        let mut nouns_used: Vec<usize> = Vec::new();
        let mut carried = false;
        let mut fill = |role: &Role, cast: &mut Cast, used: &mut Vec<usize>| -> Vec<Who> {
            let mut members = Vec::new();
            for pick in &role.picks {
                // The pair of the passage only fills what the sentence leaves open.
                let complete = members.len() >= 2 && Context::sides(cast, &members).len() >= 2;
                for case in pick {
                    if *case == Case::Pair && complete {
                        continue;
                    }
                    let found = self.role(cast, context, *case, &scope, anchor, &role.types, encounter, used, &mut carried);
                    if !found.is_empty() {
                        members.extend(found);
                        break;
                    }
                }
            }
            let mut seen = Vec::new();
            members.retain(|who| {
                !seen.contains(who) && {
                    seen.push(*who);
                    true
                }
            });
            members
        };
        let mut recipients = fill(&frame.recipients, cast, &mut nouns_used);
        // 李柱銘表示，向對方闡述修例損害法治: whom a speaker blames is named in his own words.
        let spoken = frame.actors.picks.iter().flatten().any(|case| *case == Case::Speaker).then(|| context.innermost(anchor)).flatten();
        if let Some((words, _)) = spoken
            && nouns_used.iter().any(|at| syntax.items[*at].span.start < words.start)
        {
            recipients.clear();
        }
        let recipient_nouns = nouns_used.len();
        let mut actors = fill(&frame.actors, cast, &mut nouns_used);
        let mut witnesses = fill(&frame.witnesses, cast, &mut nouns_used);
        witnesses.retain(|who| cast.is_person(*who));
        let mediators = fill(&frame.mediators, cast, &mut nouns_used);
        let attendees = fill(&frame.attendees, cast, &mut nouns_used);
        // 声明说，欧方颠倒黑白，敦促欧方…: who is asked does not ask; the subject that runs on is the speaker.
        if carried
            && carried_speech(frame)
            && !actors.is_empty()
            && let Some(speaker) = context.speaker.filter(|who| !recipients.contains(who))
        {
            let asked = Context::sides(cast, &recipients);
            let own = Context::sides(cast, &actors);
            let other = cast.side(speaker).is_none_or(|side| !asked.contains(&side));
            // 習近平強調，論壇圓滿落幕，感謝…: a body does not thank in somebody else's words.
            let bodies = cast.is_person(speaker)
                && actors.iter().all(|who| cast.members[*who as usize].kind == EntityKind::Organization)
                && own.iter().all(|side| cast.side(speaker) != Some(*side));
            if bodies && frame.kind == EventKind::Support
                || other && (actors.iter().all(|who| recipients.contains(who)) || !own.is_empty() && own.iter().all(|side| asked.contains(side)))
            {
                actors = vec![speaker];
            }
        }
        if recipients.is_empty() && frame.recipients.picks.iter().flatten().any(|case| *case == Case::Opposite) {
            recipients = self.opposite(cast, &scope, &actors);
        }
        let subject = nouns_used.get(recipient_nouns).and_then(|at| syntax.noun(*at)).is_some_and(|noun| noun.members.len() == 1);
        let apart = self.apart(&scope, anchor, encounter, &actors, &recipients, subject);
        if frame.kind.is_symmetric() || frame.kind == EventKind::Meeting {
            for who in recipients.drain(..) {
                if !actors.contains(&who) {
                    actors.push(who);
                }
            }
            self.drop_state_of_person(cast, &mut actors);
            // 普京與特朗普在APEC峰會期間會晤: the body lends its name to the occasion.
            if actors.iter().filter(|who| cast.is_person(**who)).count() >= 2 {
                actors.retain(|who| cast.members[*who as usize].known.is_none_or(|row| self.knowledge.entities[row as usize].class != "igo"));
            }
        } else {
            recipients.retain(|who| !actors.contains(who));
            // 孟建柱評價中埃合作: the actor's own side is no addressee beside another.
            let own = Context::sides(cast, &actors);
            if Context::sides(cast, &recipients).iter().any(|side| !own.contains(side)) {
                recipients.retain(|who| cast.side(*who).is_none_or(|side| !own.contains(&side)) || cast.is_person(*who));
            }
        }
        // 尼加拉瓜與台灣斷交: of two joined by 與 before a directed act, the second is acted upon.
        if recipients.is_empty()
            && !frame.kind.is_symmetric()
            && frame.kind != EventKind::Meeting
            && frame.recipients.picks.iter().flatten().any(|case| *case == Case::With)
            && let Some(joined) = nouns_used.get(recipient_nouns).and_then(|at| syntax.noun(*at)).and_then(|noun| noun.joined_at)
            && joined < actors.len()
        {
            recipients = actors.split_off(joined);
        }
        // A clause without a subject inside somebody's words is about the speaker.
        if actors.is_empty()
            && let Some(speaker) = context.speaker.filter(|_| frame.actors.picks.iter().flatten().any(|case| *case == Case::Subject) && carried_speech(frame))
        {
            actors.push(speaker);
            carried = true;
        }
        // 甲同乙會談，達成共識: who met agree.
        let companions = matches!(frame.kind, EventKind::Agree | EventKind::Issue | EventKind::Sign | EventKind::Extend | EventKind::UpgradeRelations);
        let together = companions || frame.kind == EventKind::Conference;
        if companions
            && Context::sides(cast, &actors).len() == 1
            && recipients.is_empty()
            && let Some((subject, false)) = syntax.subject(&scope, self.sentence, 0)
        {
            for noun in syntax.companions(subject).into_iter().filter_map(|at| syntax.noun(at)) {
                actors.extend(self.typed(cast, context, noun, &frame.actors.types, Case::With));
            }
        }
        let grouped = together && self.open_groups(cast, &mut actors);
        let instruments = self.instruments_of(frame, &scope, anchor);
        // 百度與亞信簽署協議: companies and private persons among themselves are no diplomacy.
        let mut involved = actors.iter().chain(&recipients).peekable();
        if involved.peek().is_some() && !involved.any(|who| self.public(cast, *who)) {
            return fail(&|| "needs a state, a public body or somebody in office among those who act or are acted upon".into());
        }
        let sides = Context::sides(cast, &actors);
        let recipient_sides = Context::sides(cast, &recipients);
        for need in &frame.needs {
            let met = match need {
                Requirement::Actors => !actors.is_empty(),
                Requirement::TwoActors => actors.len() >= 2,
                Requirement::Recipients => !recipients.is_empty(),
                Requirement::TwoSides => actors.len() >= 2 && (sides.len() >= 2 || actors.iter().any(|who| cast.side(*who).is_none())),
                Requirement::Instrument => !instruments.is_empty() || self.names_document(&scope, anchor),
                Requirement::Place => !syntax.pick(Case::At, &scope, anchor, self.sentence, 0).is_empty(),
                Requirement::Date => timing::choose(syntax, self.times, &scope, anchor, self.sentence, status).is_some(),
                Requirement::Person => actors.first().is_some_and(|who| cast.is_person(*who)),
                Requirement::Body => actors.first().is_some_and(|who| !cast.is_person(*who)),
                Requirement::Adjacent => {
                    syntax.told(&scope, anchor).is_some()
                        || syntax.items.get(scope.after).is_some_and(|item| item.span.start == anchor.end && matches!(item.kind, ItemKind::Noun(_)))
                }
                Requirement::Foreign => {
                    // 荷兰首相要求外交部: a ministry of no named state is the actor's own.
                    let ministry = |who: Who| cast.members[who as usize].known.is_some_and(|row| self.knowledge.entities[row as usize].class == "ministry");
                    let body = |who: Who| cast.members[who as usize].kind == EntityKind::Organization;
                    let sided = |list: &[Who], found: &[u32]| !found.is_empty() || list.iter().any(|who| body(*who));
                    let within = recipient_sides.is_empty() && recipients.iter().all(|who| ministry(*who));
                    !actors.is_empty()
                        && !recipients.is_empty()
                        && sided(&actors, &sides)
                        && sided(&recipients, &recipient_sides)
                        && !within
                        && (recipient_sides.is_empty() || recipient_sides.iter().any(|side| !sides.contains(side)))
                }
                Requirement::OwnSubject => syntax.subject(&scope, self.sentence, 0).is_some_and(|(_, own)| own),
                Requirement::Said => context.speaker.is_some(),
                Requirement::Main => !(scope.after..scope.end.min(scope.after + 4)).any(|at| syntax.marker(at, &[MarkerKind::Of]).is_some()),
                Requirement::Conference => self.conference(&scope).is_some(),
                Requirement::Union => {
                    let union = |side: &u32| self.knowledge.entities[*side as usize].class == "igo";
                    grouped || !sides.is_empty() && sides.iter().all(union)
                }
                Requirement::Several => sides.len() >= 3,
                Requirement::Diplomat => actors.first().is_some_and(|who| self.diplomat(cast, *who)),
                Requirement::Official => actors.first().is_some_and(|who| self.public(cast, *who)),
                Requirement::Figure => (scope.clause..scope.end).any(|at| matches!(syntax.items[at].kind, ItemKind::Quantity(_))),
            };
            if !met {
                return fail(&|| format!("needs {}", requirement_text(*need)));
            }
        }
        // 在北京｜會見｜來京出席峰會的哈珀: where and when he is received is not where and when the summit is.
        let attribute = frame.actors.picks.iter().flatten().any(|case| *case == Case::Head);
        let others = |at: usize| attribute && (at + 1..scope.first).any(|k| syntax.verbs[k] && syntax.marker(k, &[MarkerKind::At]).is_none());
        let mut places = Vec::new();
        for at in syntax.pick(Case::At, &scope, anchor, self.sentence, 0) {
            if let Some(noun) = syntax.noun(at)
                && !others(at)
                && (noun.class == NounClass::Place || noun.members.iter().all(|(who, _)| cast.members[*who as usize].kind == EntityKind::State))
                && !nouns_used.contains(&at)
            {
                nouns_used.push(at);
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
        places.retain(|who| !is_region(self.knowledge, cast, *who));
        // 紀念條約締結40周年的招待會: what is celebrated is dated so, not the feast.
        let feast = matches!(frame.kind, EventKind::Ceremony | EventKind::Message | EventKind::Conference);
        let anniversary = self.anniversary(&scope, anchor).filter(|_| !feast);
        let date = match &anniversary {
            Some(date) => Some(date.clone()),
            None => timing::choose(syntax, self.times, &scope, anchor, self.sentence, status)
                .filter(|index| {
                    // What is said in passing of a visit or a law dates no praise or blame: those take the day they are spoken.
                    let span = self.times[*index as usize].span;
                    !carried_speech(frame) || context.speaker.is_none() || !self.in_telling_clause(span, &scope)
                })
                .filter(|index| frame.kind == EventKind::Visit || !others(syntax.item_from(self.times[*index as usize].span.start)))
                .filter(|index| !self.dates_an_instrument(self.times[*index as usize].span, &scope, anchor))
                .and_then(|index| timing::resolve_at(self.times, index, self.published, self.last_dates, status))
                .or_else(|| self.then(&scope, anchor, status))
                .filter(|date| {
                    // A date far back in an attribute of an earlier clause is background: 於2018年9月22日簽署的協議屆滿後，雙方同意….
                    let earlier = date.span.is_some_and(|span| self.background(span.0, &scope));
                    !(earlier && date.to.zip(self.published).is_some_and(|(to, published)| published.days() - to.days() > 31))
                }),
        };
        let date = date.filter(|date| !matches!(date.precision, Precision::Century | Precision::Decade));
        // 支持巴方明年主辦, 56年來一貫支持: a period is what the words are about; an act of words has a day.
        let spoken = carried_speech(frame) || frame.kind == EventKind::Message;
        let date = date.filter(|date| !spoken || status != Status::Held || self.day_of_words(date, &scope));
        let mut evidence = Span { start: first.start, end: anchor.end };
        for at in &nouns_used {
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
        let mut status = status;
        if status == Status::Planned && date.as_ref().and_then(|date| date.to).zip(self.published).is_some_and(|(to, published)| to < published) {
            status = Status::Held;
        }
        // 決定明年舉辦: decided, not done yet.
        if status == Status::Held
            && frame.modal
            && let Some((date, published)) = date.as_ref().zip(self.published)
        {
            let decided = scope.opener.is_some_and(|(_, kind)| kind == MarkerKind::Announce);
            // 今年 and 本周 of something announced hold today as well; 今明兩年 go beyond.
            let beyond = date.from.zip(date.to).is_some_and(|(from, to)| to > published && to.days() - from.days() > 370);
            if date.from.is_some_and(|from| from > published) || decided && beyond {
                status = Status::Planned;
            }
        }
        if anniversary.is_some() {
            status = Status::Held;
            let parties: Vec<Who> = instruments
                .iter()
                .flat_map(|instrument| self.instruments.drafts[*instrument as usize].parties.iter().copied())
                .filter(|who| !cast.is_person(*who))
                .collect();
            if Context::sides(cast, &parties).len() >= 2 {
                actors = Context::sides(cast, &parties).into_iter().map(|row| cast.known(self.knowledge, row, None)).collect();
            } else if context.pair.len() >= 2 && frame.kind.is_symmetric() {
                actors = context.pair.iter().map(|row| cast.known(self.knowledge, *row, None)).collect();
            }
        }
        Ok(Draft {
            frame: index,
            kind: frame.kind,
            status,
            actors,
            recipients,
            attendees,
            witnesses,
            mediators,
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
            carried,
            apart,
            echo: frame.echo,
            recalled: self.recalled(&scope, anchor),
        })
    }

    /// 支持伊朗核計劃的｜個人: the trigger and its object describe those who are named behind 的.
    fn describes_somebody(&self, scope: &Scope) -> bool {
        let syntax = self.syntax;
        (scope.after..scope.end.min(scope.after + 8)).filter(|at| syntax.marker(*at, &[MarkerKind::Of]).is_some()).any(|of| {
            let from = syntax.items[of].span.end;
            let words = syntax.between(from, (from + 6).min(self.sentence.end));
            syntax.lists.agent_heads.at_start(words).is_some_and(|word| {
                // 人 is a head, that of 人權律師 is not.
                word.len() > 1
                    || words.get(1).is_none_or(|c| !c.is_alphabetic())
                    || syntax.items.get(syntax.item_from(from + 1)).is_some_and(|item| item.span.start == from + 1)
            })
        })
    }

    /// 布林肯敦促｜中國釋放被扣押的人: somebody asks, and whom he asks stands directly behind.
    fn asks(&self, scope: &Scope) -> bool {
        let subject = scope.first.checked_sub(1).is_some_and(|at| at >= scope.segment && self.syntax.noun(at).is_some());
        subject && self.syntax.noun(scope.after).is_some() && self.syntax.marker(scope.after + 1, &[MarkerKind::Of]).is_none()
    }

    /// Whether a date can be the day on which something was said: a day not after publication, or a period that opens the act's own clause.
    fn day_of_words(&self, date: &DateRange, scope: &Scope) -> bool {
        let later = date.from.zip(self.published).is_some_and(|(from, published)| from > published);
        let own = date.span.is_some_and(|span| (scope.clause..scope.first).contains(&self.syntax.item_from(span.0.start)));
        !later && (date.precision == Precision::Day || own && matches!(date.precision, Precision::Month | Precision::Days))
    }

    #[allow(clippy::too_many_arguments)]
    fn role(
        &self,
        cast: &mut Cast,
        context: &Context,
        case: Case,
        scope: &Scope,
        anchor: Span,
        types: &[String],
        encounter: bool,
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
        if case == Case::Pair {
            return if context.pair.len() >= 2 { context.pair.iter().map(|row| cast.known(self.knowledge, *row, None)).collect() } else { Vec::new() };
        }
        let section_start = 0;
        let mut members = Vec::new();
        for mut at in self.syntax.pick(case, scope, anchor, self.sentence, section_start) {
            if used.contains(&at) {
                continue;
            }
            let Some(mut noun) = self.syntax.noun(at) else { continue };
            if encounter && matches!(case, Case::Object | Case::With) && noun.class == NounClass::Principal {
                match self.syntax.phrase_beyond(at, self.sentence.end) {
                    Some(Beyond::Person(further)) => {
                        at = further;
                        let Some(person) = self.syntax.noun(at).filter(|_| !used.contains(&at)) else { continue };
                        noun = person;
                    }
                    Some(Beyond::Words(end)) if noun.members.iter().all(|(who, span)| !cast.is_person(*who) || self.ends_in_office(*span)) => {
                        // 會見瑞典客人: somebody of that side, not the state.
                        used.push(at);
                        members.push(self.unnamed(cast, Span { start: noun.span.start, end }, noun));
                        continue;
                    }
                    _ => {}
                }
            }
            let third = noun.class == NounClass::Pending(MarkerKind::Third) && matches!(case, Case::Object | Case::With | Case::To);
            let found = match self.other_person(cast, scope, at).filter(|_| third) {
                Some(person) => vec![person],
                None => self.typed(cast, context, noun, types, case),
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
            if found.is_empty() {
                continue;
            }
            if case == Case::Subject && self.syntax.items[at].span.start < self.syntax.items.get(scope.clause).map_or(0, |item| item.span.start) {
                *carried = true;
            }
            used.push(at);
            members.extend(found);
        }
        members
    }

    /// Whoever speaks the innermost words in which the anchor stands, or is named before the colon of a title.
    fn speaker(&self, cast: &mut Cast, context: &Context, anchor: Span, types: &[String]) -> Vec<Who> {
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

    /// 六方會談通過共同聲明: a group of fixed members stands for the states that make it up. Whether one did.
    fn open_groups(&self, cast: &mut Cast, actors: &mut Vec<Who>) -> bool {
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
    fn named_by(&self, cast: &mut Cast, anchor: Span) -> Vec<Who> {
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

    /// 如果｜美方｜执意，中方将反制: the one state or body of another side that the sentence names before the trigger.
    fn opposite(&self, cast: &Cast, scope: &Scope, actors: &[Who]) -> Vec<Who> {
        let own = Context::sides(cast, actors);
        if own.is_empty() {
            return Vec::new();
        }
        let from = self.syntax.item_from(self.sentence.start);
        let mut found: Vec<Who> = Vec::new();
        for noun in (from..scope.first).filter_map(|at| self.syntax.noun(at)).filter(|noun| noun.class == NounClass::Principal && !noun.outlet) {
            for (who, _) in &noun.members {
                match cast.side(*who) {
                    Some(side) if own.contains(&side) => {}
                    Some(side) if found.is_empty() || Context::sides(cast, &found).contains(&side) => {
                        // 美國 before 美國商務部: the first that is named stands for its side.
                        if found.is_empty() {
                            found.push(*who);
                        }
                    }
                    _ => return Vec::new(),
                }
            }
        }
        found
    }

    /// 布林肯訪華，習近平會見｜他: the person named last before the pronoun who is not the subject.
    fn other_person(&self, cast: &Cast, scope: &Scope, pronoun: usize) -> Option<Who> {
        const REACH: usize = 60;
        let syntax = self.syntax;
        let subject = syntax.subject(scope, self.sentence, 0).map(|(at, _)| at);
        let excluded: Vec<Who> = subject.and_then(|at| syntax.noun(at)).into_iter().flat_map(|noun| noun.members.iter().map(|(who, _)| *who)).collect();
        (pronoun.saturating_sub(REACH)..pronoun)
            .rev()
            .filter_map(|at| syntax.noun(at))
            .filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)
            .map(|noun| noun.members[0].0)
            .find(|who| !excluded.contains(who) && cast.is_person(*who))
    }

    /// 前往天安門廣場: a building or square, unless one arrives there from abroad.
    fn is_venue(&self, cast: &Cast, who: Who) -> bool {
        let row = cast.members[who as usize].known.map(|row| &self.knowledge.entities[row as usize]);
        row.is_some_and(|row| {
            matches!(row.class.as_str(), "site" | "venue" | "residence")
                && !self.syntax.lists.arrival_tails.ends(&row.name.chars().map(fold).collect::<Vec<_>>())
        })
    }

    /// Whether a stretch ends in an office: 法國總統 names nobody where 外事顧問 follows.
    fn ends_in_office(&self, span: Span) -> bool {
        const LONGEST: usize = 4;
        let words = self.syntax.between(span.start, span.end);
        (2..=LONGEST.min(words.len())).any(|n| {
            let form = self.knowledge.lexicon.find(words[words.len() - n..].iter().copied());
            form.is_some_and(|form| self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Office(_))))
        })
    }

    /// 分別會見甲和乙, 甲、乙先後與丙會談: those who met one at a time. `one`: the first actor stands alone as the subject.
    fn apart(&self, scope: &Scope, anchor: Span, encounter: bool, actors: &[Who], recipients: &[Who], one: bool) -> Vec<Who> {
        if !encounter {
            return Vec::new();
        }
        let start = self.syntax.items.get(scope.clause).map_or(anchor.start, |item| item.span.start).min(anchor.start);
        if !self.syntax.holds(&self.syntax.lists.apart_words, start.saturating_sub(2).max(self.sentence.start), anchor.end) {
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

    /// Somebody whom the text describes without a name that is known, on the side of the noun that opens the words.
    fn unnamed(&self, cast: &mut Cast, words: Span, noun: &Noun) -> Who {
        let surface = self.original.get(words.range()).unwrap_or_default();
        let side = noun.members.first().and_then(|(who, _)| cast.side(*who));
        let who = cast.discovered(EntityKind::Person, &surface.iter().collect::<String>(), side, true);
        cast.mention(who, words, surface);
        who
    }

    /// Whether somebody acts for a state or an international body.
    fn public(&self, cast: &Cast, who: Who) -> bool {
        let member = &cast.members[who as usize];
        let row = member.known.map(|row| &self.knowledge.entities[row as usize]);
        match member.kind {
            EntityKind::State => true,
            EntityKind::Organization => row.map_or_else(
                || {
                    let name = member.id.trim_end_matches("#src").chars().rev().map(chancery_text::fold);
                    !self.syntax.lists.private_tails.iter().any(|tail| name.clone().take(tail.len()).eq(tail.iter().rev().copied()))
                },
                |row| !matches!(row.class.as_str(), "company" | "outlet" | "university"),
            ),
            EntityKind::Person => {
                member.office.filter(|_| member.side.is_some()).map(|office| &self.knowledge.offices[office as usize]).is_some_and(|office| {
                    !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source) && !self.knowledge.list("private_offices").contains(&office.id)
                }) || row.is_some_and(|row| {
                    row.tenures.iter().any(|tenure| {
                        self.knowledge.office(&tenure.office).is_none_or(|office| {
                            let office = &self.knowledge.offices[office as usize];
                            !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source) && !self.knowledge.list("private_offices").contains(&office.id)
                        })
                    })
                })
            }
            _ => false,
        }
    }

    /// Whether somebody is a state, a foreign ministry, an international body, or speaks for one by his office.
    fn diplomat(&self, cast: &Cast, who: Who) -> bool {
        let member = &cast.members[who as usize];
        let speaks = |office: &OfficeRow| {
            let rank = matches!(office.rank, Rank::HeadOfState | Rank::HeadOfGovernment | Rank::ForeignMinister | Rank::Envoy | Rank::Spokesperson);
            rank && !self.knowledge.list("offices_without_state").contains(&office.id)
        };
        let row = member.known.map(|row| &self.knowledge.entities[row as usize]);
        match member.kind {
            EntityKind::State => true,
            EntityKind::Organization => {
                // A mission that the tables lack is known by its name (中國駐美使館).
                let id: String = row.map_or(&member.id, |row| &row.id).chars().map(fold).collect();
                row.is_some_and(|row| row.class == "igo") || self.knowledge.list("foreign_ministries").iter().any(|part| id.contains(part.as_str()))
            }
            EntityKind::Person => {
                let office = member.office.map(|office| &self.knowledge.offices[office as usize]);
                let body = cast.side(who).is_some_and(|side| self.knowledge.entities[side as usize].class == "igo");
                office.is_some_and(|office| speaks(office) || body && !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source))
                    || body && office.is_none() && row.is_some_and(|row| !row.tenures.is_empty())
                    || office.is_none()
                        && row.is_some_and(|row| {
                            row.tenures.iter().any(|tenure| {
                                self.published.is_some_and(|day| tenure.holds_on(day))
                                    && self.knowledge.office(&tenure.office).is_some_and(|office| speaks(&self.knowledge.offices[office as usize]))
                            })
                        })
            }
            _ => false,
        }
    }

    /// The members of a noun that a role takes.
    fn typed(&self, cast: &mut Cast, context: &Context, noun: &Noun, types: &[String], case: Case) -> Vec<Who> {
        let allowed = |kind: EntityKind| types.is_empty() && kind != EntityKind::Place || types.iter().any(|name| name == kind.as_str());
        if noun.class == NounClass::Place {
            let place = types.iter().any(|name| name == "place");
            let capital = noun
                .members
                .last()
                .is_some_and(|(who, _)| cast.members[*who as usize].known.is_some_and(|row| self.knowledge.entities[row as usize].class == "capital"));
            let government =
                capital && allowed(EntityKind::State) && noun.state.is_some() && matches!(case, Case::Subject | Case::By | Case::Object | Case::To);
            if !(place || government) {
                return Vec::new();
            }
            return noun.state.map(|row| cast.known(self.knowledge, row, None)).into_iter().collect();
        }
        let acts = matches!(case, Case::Subject | Case::Possessor | Case::Near | Case::Head | Case::By | Case::With);
        if acts && noun.outlet {
            return Vec::new();
        }
        let mut members = context.members(self.knowledge, cast, noun, self.published);
        // 記者 take part in nothing.
        members.retain(|who| {
            let member = &cast.members[*who as usize];
            !(acts && member.unnamed && member.office.is_some_and(|office| self.knowledge.offices[office as usize].rank == Rank::Media))
        });
        let found: Vec<Who> = members.iter().copied().filter(|who| allowed(cast.members[*who as usize].kind)).collect();
        if found.is_empty() && types.len() == 1 && types[0] == "state" {
            // 駐意大利大使, 俄羅斯外交官: the state behind the envoy.
            let states = noun.accredited.into_iter().chain(members.iter().filter(|_| noun.accredited.is_none()).filter_map(|who| cast.side(*who)));
            return states
                .filter(|row| self.knowledge.is_state(*row))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|row| cast.known(self.knowledge, row, None))
                .collect();
        }
        found
    }

    /// 中國、習近平 on the same side: the person acts.
    fn drop_state_of_person(&self, cast: &Cast, actors: &mut Vec<Who>) {
        let persons: Vec<Option<u32>> = actors.iter().filter(|who| cast.is_person(**who)).map(|who| cast.side(*who)).collect();
        actors.retain(|who| cast.is_person(*who) || cast.members[*who as usize].kind != EntityKind::State || !persons.contains(&cast.side(*who)));
    }
}

/// Verbal acts and announcements: what a speaker says without a subject is his own doing.
fn carried_speech(frame: &Frame) -> bool {
    use EventKind::*;
    matches!(frame.kind, Support | Request | Accuse | Reject | Threaten)
}

fn is_region(knowledge: &Knowledge, cast: &Cast, who: Who) -> bool {
    cast.members[who as usize].known.is_some_and(|row| {
        let entity = &knowledge.entities[row as usize];
        entity.kind == Some(EntityKind::Place) && entity.class == "region" && entity.state.is_empty()
    })
}

fn requirement_text(need: Requirement) -> &'static str {
    match need {
        Requirement::Actors => "somebody who acts",
        Requirement::TwoActors => "two who act",
        Requirement::Recipients => "somebody who is acted upon",
        Requirement::TwoSides => "actors of two sides",
        Requirement::Instrument => "an instrument",
        Requirement::Place => "a place",
        Requirement::Date => "a date in the sentence",
        Requirement::Person => "a person who acts",
        Requirement::Body => "a state or organization that acts",
        Requirement::Adjacent => "its object directly after the trigger",
        Requirement::Foreign => "an actor and a recipient of different sides",
        Requirement::OwnSubject => "a subject in the trigger's own clause",
        Requirement::Said => "to stand in reported speech",
        Requirement::Main => "the trigger to be the main verb, not an attribute with 的",
        Requirement::Conference => "the name of a conference",
        Requirement::Figure => "a figure in the clause",
        Requirement::Official => "a state, a public body, or somebody in office who acts",
        Requirement::Union => "a body of states that acts",
        Requirement::Several => "three sides that act",
        Requirement::Diplomat => "a state, its foreign ministry, or somebody who speaks for a state abroad",
    }
}
