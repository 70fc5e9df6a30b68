//! Which drafts tell one happening, and what they come to together.
//!
//! In: drafts in order of place. Out: events with all their tellings. Two drafts are one happening where kind and status
//! agree, the sides fit, named persons do not differ, dates do not exclude each other and instruments are not others.

use std::collections::{BTreeMap, BTreeSet};

use chancery_knowledge::{Knowledge, Rank};
use chancery_model::{BlockRole, Date, DateRange, EntityKind, EventKind, InstrumentAction, Status};
use chancery_text::Span;

use super::Material;
use super::open::OpenDays;
use crate::cast::{Cast, Who};
use crate::context::Context;
use crate::frame::Draft;
use crate::passage::Passage;
use crate::phrase::Phrases;
use crate::segment::PartHit;

/// An event with its tellings.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    pub draft: Draft,
    /// (evidence, frame, trigger, date) of every telling.
    pub tellings: Vec<(Span, u32, Option<DateRange>)>,
    /// The days of a journey that a telling without its stations gives: 將於22日至30日對上述四國進行國事訪問.
    pub tour: Option<DateRange>,
    /// The days that it can be on, where the text has no day of publication.
    pub open: Option<OpenDays>,
}

/// How many events of a kind a draft is compared with.
const WINDOW: usize = 256;

/// How many tellings of a text without a day of publication are compared by their open times.
const OPEN: usize = 2000;

/// Kinds whose events are spoken words.
pub(crate) fn is_verbal(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(kind, Support | Request | Accuse | Reject | Threaten)
}

/// Joins the drafts.
pub(crate) fn merge(knowledge: &Knowledge, cast: &Cast, folded: &[char], drafts: &[Draft], published: Option<Date>) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    let mut by_kind: BTreeMap<EventKind, Vec<usize>> = BTreeMap::new();
    let told = told_sides(knowledge, cast, drafts);
    let mut opened = 0;
    for draft in drafts.iter().filter(|draft| !draft.echo && !covered(knowledge, cast, &told, draft)) {
        // A happening is told again soon or not at all: only the last ones of its kind are compared, so that cost stays linear.
        let recent = by_kind.entry(draft.kind).or_default();
        let open = draft.open.as_ref().filter(|_| opened < OPEN).map(|time| OpenDays::of(time, draft.status));
        opened += usize::from(open.is_some());
        let meets = |at: &usize| can_meet(merged[*at].open.as_ref(), open.as_ref());
        let found = recent.iter().copied().find(|at| same(knowledge, cast, &merged[*at].draft, draft, published) && meets(at));
        if found.is_none() {
            recent.push(merged.len());
            if recent.len() > WINDOW {
                recent.remove(0);
            }
        }
        match found.and_then(|at| merged.get_mut(at)) {
            Some(event) => {
                join(cast, event, draft);
                event.open = event.open.take().or(open);
            }
            None => {
                let tellings = vec![(draft.evidence, draft.frame, draft.date.clone())];
                merged.push(Merged { draft: draft.clone(), tellings, tour: tour(draft), open });
            }
        }
    }
    // A second look joins events that a later telling made alike (a state named first, its president later).
    let mut at = 0;
    while at < merged.len() && merged.len() <= 4 * WINDOW {
        let found = (at + 1..merged.len()).find(|other| {
            same(knowledge, cast, &merged[at].draft, &merged[*other].draft, published) && can_meet(merged[at].open.as_ref(), merged[*other].open.as_ref())
        });
        match found {
            Some(other) => {
                let event = merged.remove(other);
                join(cast, &mut merged[at], &event.draft);
                merged[at].open = merged[at].open.take().or(event.open);
                merged[at].tellings.pop();
                merged[at].tellings.extend(event.tellings);
            }
            None => at += 1,
        }
    }
    for draft in drafts.iter().filter(|draft| draft.echo).take(16 * WINDOW) {
        echo(cast, folded, &mut merged, draft);
    }
    merged
}

/// Kinds in which one happening can be told: an exchange of views is what an encounter consists of.
pub(super) fn family(kind: EventKind) -> EventKind {
    use EventKind::*;
    if matches!(kind, Meeting | Talks | Call | Conference | Negotiate) { Consultation } else { kind }
}

/// The sides of all events that stand on their own, by family.
fn told_sides(knowledge: &Knowledge, cast: &Cast, drafts: &[Draft]) -> BTreeSet<(EventKind, Vec<u32>)> {
    let own = |draft: &&Draft| !draft.echo && !knowledge.frames[draft.frame as usize].alone;
    drafts.iter().filter(own).map(|draft| (family(draft.kind), Context::sides(cast, &draft.actors).to_vec())).collect()
}

/// Whether a frame that stands only where nothing else tells the happening has company.
fn covered(knowledge: &Knowledge, cast: &Cast, told: &BTreeSet<(EventKind, Vec<u32>)>, draft: &Draft) -> bool {
    knowledge.frames[draft.frame as usize].alone && {
        let sides = Context::sides(cast, &draft.actors);
        told.iter().any(|(kind, other)| *kind == family(draft.kind) && sides.iter().all(|side| other.contains(side)))
    }
}

pub(super) fn status_group(status: Status) -> u8 {
    match status {
        Status::Held | Status::Ongoing => 0,
        Status::Planned => 1,
        Status::Possible => 2,
        Status::Proposed => 3,
        Status::Cancelled => 4,
        Status::Denied => 5,
    }
}

fn sides_fit(cast: &Cast, a: &[Who], b: &[Who]) -> bool {
    if a.is_empty() || b.is_empty() {
        return true;
    }
    let (sa, sb) = (Context::sides(cast, a), Context::sides(cast, b));
    if sa.is_empty() || sb.is_empty() {
        return a.iter().any(|who| b.contains(who));
    }
    sa.iter().all(|side| sb.contains(side)) || sb.iter().all(|side| sa.contains(side))
}

/// 會見日本前首相, and in the text 日本前首相村山富市: whether a person who is only described is one who is named with the same office.
pub(super) fn named_as(cast: &Cast, described: Who, named: Who) -> bool {
    let (a, b) = (&cast.members[described as usize], &cast.members[named as usize]);
    a.unnamed && !b.unnamed && a.office.is_some() && a.office == b.office && cast.side(described).is_some() && cast.side(described) == cast.side(named)
}

/// Persons of one side must be the same where both name some.
fn persons_fit(cast: &Cast, a: &[Who], b: &[Who]) -> bool {
    let persons = |list: &[Who]| list.iter().copied().filter(|who| cast.is_person(*who)).collect::<Vec<_>>();
    let (pa, pb) = (persons(a), persons(b));
    pa.iter().all(|x| {
        let rivals: Vec<&Who> = pb.iter().filter(|y| cast.side(**y) == cast.side(*x)).collect();
        rivals.is_empty()
            || rivals.iter().any(|y| **y == *x || named_as(cast, *x, **y) || named_as(cast, **y, *x))
            || pa.iter().any(|x2| cast.side(*x2) == cast.side(*x) && pb.contains(x2))
    })
}

pub(super) fn dates_fit(a: Option<&DateRange>, b: Option<&DateRange>) -> bool {
    match (a.and_then(|d| d.from.zip(d.to)), b.and_then(|d| d.from.zip(d.to))) {
        (Some((af, at)), Some((bf, bt))) => af <= bt && bf <= at,
        _ => true,
    }
}

/// Whether a day is that of publication or one of the days before it.
fn lately(date: &DateRange, published: Option<Date>) -> bool {
    const DAYS: i32 = 3;
    let day = date.from.filter(|from| date.to == Some(*from));
    day.zip(published).is_some_and(|(day, published)| (0..=DAYS).contains(&(published.days() - day.days())))
}

/// Whether two open times can be of one day; without one of them nothing speaks against it.
fn can_meet(a: Option<&OpenDays>, b: Option<&OpenDays>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.can_meet(b))
}

/// Both say where, and it was not in the same state.
fn elsewhere(cast: &Cast, a: &Draft, b: &Draft) -> bool {
    let states = |draft: &Draft| draft.places.iter().filter_map(|place| cast.side(*place)).collect::<Vec<_>>();
    let (left, right) = (states(a), states(b));
    !left.is_empty() && !right.is_empty() && !left.iter().any(|state| right.contains(state))
}

/// Both tell a rite, and not the same: an award and the welcome before it.
fn other_rites(knowledge: &Knowledge, a: &Draft, b: &Draft) -> bool {
    let rite = |draft: &Draft| knowledge.frames[draft.frame as usize].rite.as_deref();
    rite(a).zip(rite(b)).is_some_and(|(a, b)| a != b)
}

/// 美俄峰會, and the talks of two foreign ministers: who is no head of a state or government holds no summit.
fn below_summit(knowledge: &Knowledge, cast: &Cast, a: &Draft, b: &Draft) -> bool {
    let summit = |draft: &Draft| knowledge.frames[draft.frame as usize].rite.as_deref() == Some("summit");
    let below = |who: &Who| {
        let office = cast.members[*who as usize].office.filter(|_| cast.is_person(*who));
        office.is_some_and(|row| !matches!(knowledge.offices[row as usize].rank, Rank::HeadOfState | Rank::HeadOfGovernment))
    };
    let lower = |draft: &Draft| !draft.actors.is_empty() && draft.actors.iter().all(below);
    summit(a) && lower(b) || summit(b) && lower(a)
}

fn same(knowledge: &Knowledge, cast: &Cast, a: &Draft, b: &Draft, published: Option<Date>) -> bool {
    if a.kind != b.kind || other_rites(knowledge, a, b) || below_summit(knowledge, cast, a, b) {
        return false;
    }
    let (ga, gb) = (status_group(a.status), status_group(b.status));
    let called_off = ga.max(gb) == 4 && matches!(ga.min(gb), 1 | 2);
    // 還將發表 in one article and 發表 in the next: the same instrument.
    let one_instrument = ga.min(gb) == 0 && ga.max(gb) == 1 && a.instruments.iter().any(|x| b.instruments.contains(x));
    let sooner_or_later = ga.min(gb) == 1 && ga.max(gb) == 2 || ga.min(gb) == 0 && ga.max(gb) == 1 && a.date.is_some() && b.date.is_some();
    if ga != gb && !(called_off || one_instrument || sooner_or_later) {
        return false;
    }
    if a.ordinal.zip(b.ordinal).is_some_and(|(x, y)| x != y) || !dates_fit(a.date.as_ref(), b.date.as_ref()) {
        return false;
    }
    if !a.instruments.is_empty() && !b.instruments.is_empty() && !a.instruments.iter().any(|x| b.instruments.contains(x)) {
        return false;
    }
    // One naming an instrument and one naming none: the same only where they stand together.
    if a.kind == EventKind::Sign && a.instruments.is_empty() != b.instruments.is_empty() {
        return false;
    }
    // 最早簽署文件的國家, and today's signing: one that is recalled and one that is told.
    if a.kind == EventKind::Sign && a.recalled != b.recalled && (a.date.is_none() || b.date.is_none()) && a.instruments.is_empty() {
        return false;
    }
    if a.kind == EventKind::Appoint && !(a.recipients.is_empty() || b.recipients.is_empty() || a.recipients.iter().any(|who| b.recipients.contains(who))) {
        return false;
    }
    if a.kind == EventKind::Visit && a.recipients.is_empty() != b.recipients.is_empty() && !a.actors.iter().any(|who| b.actors.contains(who)) {
        return false;
    }
    if matches!(a.kind, EventKind::Meeting | EventKind::Talks) && elsewhere(cast, a, b) {
        return false;
    }
    if a.kind == EventKind::Conference && !a.actors.iter().any(|who| b.actors.contains(who)) {
        return false;
    }
    // 今年9月，我同主席先生會面: a day that is recalled is not that of the meeting at which it is.
    let encounter = matches!(a.kind, EventKind::Meeting | EventKind::Talks | EventKind::Call);
    let (words, text) = if a.said { (a, b) } else { (b, a) };
    // 前不久，中蒙俄三國元首會晤: more sides than meet here.
    let (ours, theirs) = (Context::sides(cast, &text.actors), Context::sides(cast, &words.actors));
    if encounter && a.said != b.said && ours.len() >= 2 && theirs.len() > ours.len() {
        return false;
    }
    // 她曾於1979年訪華: not the visit on which it is said.
    let long_ago = |date: &DateRange| date.to.zip(published).is_some_and(|(to, published)| published.days() - to.days() > 31);
    let journey = a.kind == EventKind::Visit && a.status == Status::Held && b.status == Status::Held;
    if journey && a.said != b.said && text.date.is_none() && words.date.as_ref().is_some_and(long_ago) {
        return false;
    }
    if encounter && a.said != b.said && text.date.is_none() && words.date.as_ref().is_some_and(|date| !lately(date, published)) {
        return false;
    }
    sides_fit(cast, &a.actors, &b.actors)
        && persons_fit(cast, &a.actors, &b.actors)
        && sides_fit(cast, &a.recipients, &b.recipients)
        && persons_fit(cast, &a.recipients, &b.recipients)
}

fn add(cast: &Cast, list: &mut Vec<Who>, more: &[Who]) {
    for who in more {
        if list.contains(who) {
            continue;
        }
        let side = cast.side(*who);
        let person = cast.is_person(*who);
        // 日本前首相 told once, and once with his name.
        if list.iter().any(|other| named_as(cast, *who, *other)) {
            continue;
        }
        if let Some(at) = list.iter().position(|other| named_as(cast, *other, *who)) {
            list[at] = *who;
            continue;
        }
        // 中國 told once, 習近平 told elsewhere: the person acts.
        if let Some(at) = list.iter().position(|other| {
            cast.side(*other) == side && side.is_some() && !cast.is_person(*other) && person && cast.members[*other as usize].kind == EntityKind::State
        }) {
            list[at] = *who;
        } else if !list.iter().any(|other| cast.side(*other) == side && side.is_some()) {
            list.push(*who);
        }
    }
}

/// The days of a visit whose stations another telling names.
fn tour(draft: &Draft) -> Option<DateRange> {
    draft.date.clone().filter(|date| draft.kind == EventKind::Visit && draft.recipients.is_empty() && date.from != date.to)
}

fn width(date: &DateRange) -> i32 {
    date.from.zip(date.to).map_or(i32::MAX, |(from, to)| to.days() - from.days())
}

pub(super) fn join(cast: &Cast, event: &mut Merged, draft: &Draft) {
    event.tour = event.tour.take().or_else(|| tour(draft));
    let target = &mut event.draft;
    add(cast, &mut target.actors, &draft.actors);
    add(cast, &mut target.recipients, &draft.recipients);
    target.said &= draft.said;
    target.own |= draft.own;
    for (list, more) in [
        (&mut target.attendees, &draft.attendees),
        (&mut target.witnesses, &draft.witnesses),
        (&mut target.mediators, &draft.mediators),
        (&mut target.places, &draft.places),
    ] {
        for who in more {
            if !list.contains(who) {
                list.push(*who);
            }
        }
    }
    for instrument in &draft.instruments {
        if !target.instruments.contains(instrument) {
            target.instruments.push(*instrument);
        }
    }
    target.level = target.level.or(draft.level);
    target.ordinal = target.ordinal.or(draft.ordinal);
    target.topic = target.topic.or(draft.topic);
    target.action = target.action.or(draft.action);
    let (a, b) = (status_group(target.status), status_group(draft.status));
    if a != b {
        // Called off beats planned; planned beats possible; held beats planned.
        target.status = match (a.min(b), a.max(b)) {
            (_, 4) => Status::Cancelled,
            (0, _) => Status::Held,
            (1, 2) => {
                // 擬加強制裁 in the title, 正考慮 in the text: a title sharpens, the text says it as it is.
                let keep = if target.heading == draft.heading { a == 1 } else { draft.heading };
                if keep { target.status } else { draft.status }
            }
            _ => target.status,
        };
    }
    target.heading &= draft.heading;
    target.date = match (target.date.take(), draft.date.clone()) {
        (Some(a), Some(b)) => Some(if width(&b) < width(&a) { b } else { a }),
        (a, b) => a.or(b),
    };
    event.tellings.push((draft.evidence, draft.frame, draft.date.clone()));
}

/// 美朝峰會…。峰會: a bare mention of a conference whose nearest telling before it is a summit of two means that one.
fn of_another_occasion(merged: &[Merged], draft: &Draft) -> bool {
    let nearest = |kind: EventKind| {
        let tellings = merged.iter().filter(|event| event.draft.kind == kind).flat_map(|event| &event.tellings);
        tellings.map(|telling| telling.0.start).filter(|start| *start <= draft.trigger.start).max()
    };
    draft.kind == EventKind::Conference && draft.actors.is_empty() && nearest(EventKind::Talks) > nearest(EventKind::Conference)
}

/// 杭州峰會 and 難民問題會議: two conferences with names of which neither contains the other.
fn other_name(folded: &[char], event: &Draft, mention: &Draft) -> bool {
    let name = |draft: &Draft| -> Option<String> {
        let span = draft.topic.filter(|_| draft.kind == EventKind::Conference)?;
        Some(folded.get(span.start as usize..span.end as usize)?.iter().filter(|c| c.is_alphanumeric()).collect())
    };
    name(event).zip(name(mention)).is_some_and(|(a, b)| !a.contains(&b) && !b.contains(&a))
}

/// A bare mention (此訪, 會談) adds evidence to the event that it means.
fn echo(cast: &Cast, folded: &[char], merged: &mut [Merged], draft: &Draft) {
    if of_another_occasion(merged, draft) {
        return;
    }
    let fits = |event: &Merged| {
        let kind = event.draft.kind == draft.kind || matches!(event.draft.kind, EventKind::Talks | EventKind::Meeting) && !draft.attendees.is_empty();
        // 張平參加會見: those present were at the meeting that the text tells of, not at one that somebody recalls there.
        let told = draft.attendees.is_empty() || !event.draft.said;
        kind && told
            && !other_name(folded, &event.draft, draft)
            && event.draft.evidence != draft.evidence
            && (draft.actors.is_empty() || sides_fit(cast, &event.draft.actors, &draft.actors) && persons_fit(cast, &event.draft.actors, &draft.actors))
            && (draft.recipients.is_empty() || sides_fit(cast, &event.draft.recipients, &draft.recipients))
            && dates_fit(event.draft.date.as_ref(), draft.date.as_ref())
    };
    // Whoever acts first in what the article is about receives its guests.
    let hosts: Vec<Who> = merged.iter().filter(|event| event.draft.own).filter_map(|event| event.draft.actors.first().copied()).collect();
    let before = merged
        .iter()
        .enumerate()
        .filter(|(_, event)| fits(event) && event.draft.evidence.start <= draft.trigger.start)
        .max_by_key(|(_, event)| {
            (
                !draft.attendees.is_empty() && (event.draft.own || event.draft.actors.first().is_some_and(|who| hosts.contains(who))),
                !(draft.attendees.is_empty() || event.draft.recalled),
                status_group(event.draft.status) == status_group(draft.status),
                event.tellings.iter().map(|telling| telling.0.start).filter(|start| *start <= draft.trigger.start).max(),
            )
        })
        .map(|(at, _)| at);
    let found = before.or_else(|| merged.iter().position(fits));
    if let Some(at) = found {
        let event = &mut merged[at];
        for who in &draft.attendees {
            if !event.draft.attendees.contains(who) && !event.draft.actors.contains(who) {
                event.draft.attendees.push(*who);
            }
        }
        // 8月12日至19日的這次訪問: the bare mention may tell when and where.
        let named = !draft.actors.is_empty() && draft.actors.iter().any(|who| event.draft.actors.contains(who));
        if named && draft.attendees.is_empty() && !draft.recalled && status_group(event.draft.status) == status_group(draft.status) {
            event.tour = event.tour.take().or_else(|| tour(draft));
            event.draft.date = event.draft.date.take().or_else(|| draft.date.clone());
        }
        if draft.attendees.is_empty() {
            event.draft.ordinal = event.draft.ordinal.or(draft.ordinal);
            event.draft.level = event.draft.level.or(draft.level);
            if draft.status == Status::Cancelled && matches!(event.draft.status, Status::Planned | Status::Possible) {
                event.draft.status = Status::Cancelled;
            }
        }
        event.tellings.push((draft.evidence, draft.frame, draft.date.clone()));
    }
}

/// One item of a list of documents: an event with the verb of the list's heading.
#[allow(clippy::too_many_arguments)]
pub(crate) fn list_item(
    knowledge: &Knowledge,
    phrases: &Phrases,
    heading_parts: &[PartHit],
    passage: &Passage,
    heading: usize,
    item: usize,
    told: usize,
    cast: &mut Cast,
    material: &mut Material,
) {
    let span = passage.sections[item].span;
    let first = phrases.titles.partition_point(|title| title.inner.start < span.start);
    let Some(title) = phrases.titles.get(first).filter(|title| span.contains(title.inner)) else { return };
    let Some(mention) = material.instruments.mentions_in(title.inner).next().copied() else { return };
    let head_span = passage.sections[heading].span;
    if passage.sections[heading].role == BlockRole::Body && head_span.len() > 40 {
        return;
    }
    let action = |part: &PartHit| {
        knowledge.anchored[part.part as usize].iter().find_map(|(frame, _)| {
            let frame_row = &knowledge.frames[*frame as usize];
            let plain = frame_row.with_word.is_empty() && !frame_row.echo && frame_row.needs.contains(&chancery_knowledge::Requirement::Instrument);
            (plain && matches!(frame_row.action, Some(InstrumentAction::Signed | InstrumentAction::Issued))).then_some((
                *frame,
                frame_row.kind,
                frame_row.action,
            ))
        })
    };
    let mut found: Vec<(PartHit, (u32, EventKind, Option<InstrumentAction>))> =
        heading_parts.iter().filter_map(|part| action(part).map(|found| (*part, found))).collect();
    found.dedup_by_key(|(_, (_, kind, _))| *kind);
    // Drafts of the text come in order of sections; those of list items are appended behind them.
    let first = material.drafts[..told].partition_point(|draft| draft.section < heading);
    let heading_draft = material.drafts[first..told].iter().take_while(|draft| draft.section == heading).find(|draft| draft.action.is_some()).cloned();
    let heading_nouns: Vec<Who> = heading_draft.as_ref().map(|draft| draft.actors.clone()).unwrap_or_default();
    let from = phrases.items.partition_point(|entry| entry.span.start < head_span.start);
    let heading_people: Vec<Who> = phrases.items[from..]
        .iter()
        .take_while(|entry| head_span.contains(entry.span))
        .filter_map(|entry| match entry.kind {
            crate::phrase::ItemKind::Noun(noun) => Some(&phrases.nouns[noun as usize]),
            _ => None,
        })
        .flat_map(|noun| noun.members.iter().map(|(who, _)| *who))
        .collect();
    let witnessed = knowledge.list("witness_words").iter().any(|word| passage.flow.folded_words(head_span).contains(word.as_str()));
    let mut parties: Vec<Who> = Vec::new();
    for who in &title.members {
        let body = !cast.is_person(*who) && cast.members[*who as usize].kind != EntityKind::Place;
        if body && !parties.contains(who) {
            parties.push(*who);
        }
    }
    for (part, (frame, kind, action)) in found {
        let signers = if witnessed || heading_nouns.len() < 2 { parties.clone() } else { heading_nouns.clone() };
        if signers.is_empty() {
            continue;
        }
        material.drafts.push(Draft {
            frame,
            kind,
            status: Status::Held,
            actors: signers,
            recipients: Vec::new(),
            attendees: Vec::new(),
            witnesses: if witnessed { heading_people.clone() } else { Vec::new() },
            mediators: Vec::new(),
            places: Vec::new(),
            date: None,
            level: None,
            ordinal: None,
            topic: None,
            instruments: vec![mention.instrument],
            action,
            evidence: title.inner,
            trigger: part.span,
            section: item,
            carried: false,
            apart: Vec::new(),
            echo: false,
            said: false,
            heading: false,
            own: false,
            recalled: false,
            open: None,
        });
    }
}
