//! Dates that records lend each other: words take the day on which they are spoken, outcomes that of their meeting.
//!
//! In: drafts and statements, then merged events. Out: the same with dates where another record tells the day. What an event's own
//! clause says of its date was settled before and stays.

use chancery_knowledge::Knowledge;
use chancery_model::{DateRange, EventKind, Precision, Status};
use chancery_text::Span;
use chancery_values::Prefer;

use super::Material;
use super::events::{Merged, is_verbal};
use crate::cast::Who;
use crate::context::Context;
use crate::frame::Draft;
use crate::lists::Lists;
use crate::reader::utterance_at;
use crate::speech::Utterance;

/// How far before a speaker his clause is looked through.
const CLAUSE: u32 = 40;

/// Verbal acts happen when they are spoken, and so do acts that the speaker performs by announcing them (codebook 10.16):
/// they take the date of their statement's verb, or of the speaker's other one.
pub(super) fn date_by_speech(lists: &Lists, material: &mut Material) {
    use EventKind::*;
    let mut spoken: Vec<Option<DateRange>> = Vec::with_capacity(material.utterances.len());
    for utterance in &material.utterances {
        let date = day_of_cue(lists, material, utterance, &spoken);
        spoken.push(date.filter(|date| date.precision == Precision::Day));
    }
    for at in 0..material.drafts.len() {
        if let Some(date) = counted_from_words(material, &spoken, at) {
            material.drafts[at].date = Some(date);
        }
        let draft = &material.drafts[at];
        let performed = matches!(draft.kind, Sanction | LiftSanction | DowngradeRelations | EstablishRelations | Decide | Withdraw | Cooperate | Extend)
            && matches!(draft.status, Status::Held | Status::Cancelled);
        if draft.date.is_some() || !(is_verbal(draft.kind) && draft.status == Status::Held || performed) {
            continue;
        }
        let Some(utterance) = utterance_at(&material.utterances, draft.trigger) else {
            if is_verbal(draft.kind) && !draft.recalled {
                material.drafts[at].date = day_of_words(material, &spoken, draft);
            }
            continue;
        };
        let speaker = material.utterances[utterance].speaker;
        let own =
            draft.actors.iter().any(|who| *who == speaker || material.cast.side(*who).is_some() && material.cast.side(*who) == material.cast.side(speaker));
        // 他8日稱，土耳其最近譴責中國: another's words were not spoken on his day.
        if !own && !draft.actors.is_empty() {
            continue;
        }
        if draft.recalled {
            continue;
        }
        // 高級代表2日發表聲明說，歐方認定…: his side's view is told on his day.
        let around = || {
            let outer = |other: &&(usize, &Utterance)| {
                other.0 != utterance && other.1.content.contains(material.utterances[utterance].verb) && same_side(material, speaker, Some(other.1.speaker))
            };
            material
                .utterances
                .iter()
                .enumerate()
                .skip(utterance.saturating_sub(64))
                .take(128)
                .find(|other| outer(&other))
                .and_then(|(at, _)| spoken[at].clone())
        };
        let date = spoken[utterance].clone().or_else(|| around().filter(|_| is_verbal(draft.kind))).or_else(|| {
            material
                .utterances
                .iter()
                .zip(&spoken)
                .skip(utterance.saturating_sub(100))
                .take(200)
                .filter(|(other, _)| other.speaker == speaker)
                .filter_map(|(_, date)| date.clone())
                .find(|date| near(material, date))
        });
        material.drafts[at].date = date;
    }
}

/// 18日他會見時說，今天上午，我同總理會談: 今天 of somebody's own words is the day on which he speaks.
fn counted_from_words(material: &Material, spoken: &[Option<DateRange>], at: usize) -> Option<DateRange> {
    const ENCOUNTERS: &[EventKind] = &[EventKind::Meeting, EventKind::Talks, EventKind::Call, EventKind::Ceremony, EventKind::PressMeeting];
    let draft = &material.drafts[at];
    let (date, published) = draft.date.as_ref().filter(|date| draft.said && date.precision == Precision::Day).zip(material.published)?;
    let utterance = utterance_at(&material.utterances, draft.trigger)?;
    let (speaker, content, direct) = (material.utterances[utterance].speaker, material.utterances[utterance].content, material.utterances[utterance].direct);
    let before = material.passage.flow.folded().get(content.start as usize..draft.trigger.start as usize)?;
    // Words that are only reported may count from the day of the paper.
    if !direct && !before.contains(&'我') {
        return None;
    }
    let told = material.drafts[..at].iter().rev().take(100).find(|other| {
        let here = material.passage.sections[other.section].article == material.passage.sections[draft.section].article;
        here && !other.said && ENCOUNTERS.contains(&other.kind) && other.actors.contains(&speaker) && other.date.is_some()
    });
    let day = spoken[utterance].as_ref().or_else(|| told?.date.as_ref()).filter(|day| day.from == day.to && day.precision == Precision::Day)?.from?;
    let span = date.span?.0;
    let (_, expression) = material.times.iter().find(|(place, _)| *place == span)?;
    let time = crate::timing::TimeAt { span, expression: expression.clone() };
    let again = crate::timing::resolve(&time, Some(day), None, Prefer::Nearest)?;
    let moved = again.from.zip(date.from).is_some_and(|(new, old)| new.days() - old.days() == day.days() - published.days());
    (moved && day < published && near(material, &again)).then_some(again)
}

/// The day that the clause of a cue tells; 隨即發表聲明 falls on that of what was told before.
fn day_of_cue(lists: &Lists, material: &Material, utterance: &Utterance, spoken: &[Option<DateRange>]) -> Option<DateRange> {
    let opening = utterance.lead.min(utterance.verb.start);
    // 台灣外交部｜隨即｜發表聲明表示: the clause of the cue tells when, also before the speaker.
    let before = material.passage.flow.folded().get(opening.saturating_sub(CLAUSE) as usize..opening as usize).unwrap_or_default();
    let open = before.iter().rev().take_while(|c| !matches!(c, ',' | '。' | ';' | '「' | '」' | '“' | '”' | '\n')).count() as u32;
    let lead = Span { start: opening - open, end: utterance.verb.end };
    let last = material.times.partition_point(|(span, _)| span.start < lead.end);
    let told = material.times[..last].iter().rev().take(16).find(|(span, time)| lead.contains(*span) && !time.is_duration());
    if let Some((span, expression)) = told {
        let time = crate::timing::TimeAt { span: *span, expression: expression.clone() };
        return crate::timing::resolve(&time, material.published, None, Prefer::Past);
    }
    let lead = Span { start: lead.start.max(lead.end.saturating_sub(200)), end: lead.end };
    material.scan.words_in(lead, &lists.follow_words).next()?;
    let drafts = material.drafts.partition_point(|draft| draft.section <= utterance.section);
    let act = material.drafts[..drafts].iter().rev().take(100).find(|draft| draft.trigger.end <= lead.start && draft.date.is_some());
    let words = material.utterances.iter().zip(spoken).rev().take(100).find(|(other, date)| other.verb.end <= lead.start && date.is_some());
    match (act, words) {
        (Some(act), Some((other, date))) => {
            if act.trigger.end > other.verb.end {
                act.date.clone()
            } else {
                date.clone()
            }
        }
        (Some(act), None) => act.date.clone(),
        (None, words) => words.and_then(|(_, date)| date.clone()),
    }
}

/// Of a speaker's other statements only one of these days can be the same occasion.
fn near(material: &Material, date: &DateRange) -> bool {
    date.from.zip(material.published).is_some_and(|(from, published)| (0..=14).contains(&(published.days() - from.days())))
}

/// 「正告…」陳斌華說, and titles: the one day on which the actor is reported to have spoken; in a title also his side.
fn day_of_words(material: &Material, spoken: &[Option<DateRange>], draft: &Draft) -> Option<DateRange> {
    let section = &material.passage.sections[draft.section];
    let title = section.is_title();
    let theirs = |speaker: Who| draft.actors.iter().any(|who| *who == speaker || title && same_side(material, *who, Some(speaker)));
    let mut days = material
        .utterances
        .iter()
        .zip(spoken)
        .filter(|(utterance, _)| material.passage.sections[utterance.section].article == section.article && theirs(utterance.speaker))
        .filter_map(|(_, date)| date.as_ref())
        .filter(|date| near(material, date))
        .take(100);
    let day = days.next()?;
    days.all(|other| other.from == day.from).then(|| day.clone())
}

/// An event without a date of its own takes that of the meeting that the same principals hold, where the text tells one.
pub(super) fn date_by_company(lists: &Lists, material: &Material, merged: &mut [Merged]) {
    use EventKind::*;
    let article = |draft: &Draft| material.passage.sections[draft.section].article;
    let hosts: Vec<(EventKind, Vec<Who>, Vec<Who>, DateRange, usize)> = merged
        .iter()
        .filter(|event| {
            let summons = event.draft.kind == Accuse && event.draft.recipients.iter().any(|who| material.cast.is_person(*who));
            (summons || matches!(event.draft.kind, Talks | Meeting | Ceremony | PressMeeting | Sign | Call)) && event.draft.status == Status::Held
        })
        // 20年前，某某來華簽署公報: what somebody recalls is no company of what happens now.
        .filter(|event| !event.draft.said || event.draft.date.as_ref().is_some_and(|date| near(material, date)))
        .filter_map(|event| {
            let date = event.draft.date.clone()?;
            let mut all = event.draft.actors.clone();
            all.extend(&event.draft.recipients);
            (date.from == date.to).then_some((event.draft.kind, event.draft.actors.clone(), all, date, article(&event.draft)))
        })
        .take(400)
        .collect();
    let occasions: Vec<Occasion> = merged
        .iter()
        .filter(|event| {
            matches!(event.draft.kind, Visit | Talks | Meeting | Conference | Consultation) && event.draft.status == Status::Held && !event.draft.recalled
        })
        .filter_map(|event| {
            let mut all = event.draft.actors.clone();
            all.extend(&event.draft.recipients);
            let date = event.draft.date.clone()?;
            Some(Occasion { sides: Context::sides(&material.cast, &all).to_vec(), date, tellings: event.tellings.iter().map(|telling| telling.0).collect() })
        })
        .take(400)
        .collect();
    let conferences: Vec<(Span, DateRange)> = merged
        .iter()
        .filter(|event| event.draft.kind == Conference && !event.draft.recalled)
        .filter_map(|event| event.draft.date.clone().map(|date| (event, date)))
        .flat_map(|(event, date)| event.tellings.iter().map(move |telling| (telling.0, date.clone())))
        .take(400)
        .collect();
    for event in merged.iter_mut() {
        let draft = &event.draft;
        // 習近平指出，中哈建立起夥伴關係: what is told at the meeting came before it.
        let recounted = matches!(draft.kind, Sign | Issue | Agree | Extend | UpgradeRelations) && utterance_at(&material.utterances, draft.trigger).is_some();
        let spoken = is_verbal(draft.kind) || draft.kind == Message;
        let company = spoken || matches!(draft.kind, Talks | Meeting | Ceremony | PressMeeting | Sign | Issue | Agree | Extend | UpgradeRelations);
        if draft.date.is_some() || !company || draft.recalled {
            continue;
        }
        if let Some(date) = date_of_occasion(material, &occasions, draft).or_else(|| date_of_sidelines(lists, material, &conferences, draft)) {
            event.draft.date = Some(date);
            continue;
        }
        if draft.status != Status::Held || recounted {
            continue;
        }
        let mut principals = draft.actors.clone();
        principals.extend(&draft.recipients);
        principals.extend(&draft.witnesses);
        let sides = Context::sides(&material.cast, &principals);
        let mut found: Option<&DateRange> = None;
        let mut agree = true;
        for (host, actors, all, date, told) in &hosts {
            // 2018年簽署的協議延長兩年: not on the day of signing.
            if *host == Sign && draft.kind == Extend {
                continue;
            }
            let shared = principals.iter().filter(|who| material.cast.is_person(**who) && all.contains(who)).count();
            let host_sides = Context::sides(&material.cast, actors);
            let fits = match draft.kind {
                // 會見時表示支持…: said at the meeting by one of those who met.
                _ if spoken => {
                    let speaker = utterance_at(&material.utterances, draft.trigger).map(|at| material.utterances[at].speaker);
                    let present = |who: &Who| material.cast.is_person(*who) && all.contains(who);
                    article(draft) == *told
                        && speaker.is_none_or(|who| present(&who))
                        && (draft.actors.iter().any(|who| present(who) || speaker.is_some() && same_side(material, *who, speaker))
                            // 王毅轉達習近平對他的問候: passed on at the meeting.
                            || draft.kind == Message && draft.recipients.iter().any(present))
                }
                _ => {
                    shared >= 2
                        || !principals.iter().any(|who| material.cast.is_person(*who))
                            && sides.len() >= 2
                            && host_sides.len() >= 2
                            && sides.iter().all(|side| host_sides.contains(side))
                }
            };
            if fits {
                agree &= found.is_none_or(|other| other.from == date.from);
                found = found.or(Some(date));
            }
        }
        if agree {
            event.draft.date = found.cloned();
        }
    }
}

/// 21日抵達。…外長到機場迎接: a guest is met on the day on which he comes, and seen off on that on which he leaves.
pub(super) fn date_by_journey(knowledge: &Knowledge, lists: &Lists, material: &Material, merged: &mut [Merged]) {
    let folded = material.passage.flow.folded();
    let words = |span: Span| folded.get(span.range()).unwrap_or_default();
    let airport = |event: &Merged| event.tellings.iter().any(|telling| knowledge.frames[telling.1 as usize].arrival);
    let mut journeys: Vec<(Vec<Who>, Option<u32>, bool, DateRange)> = Vec::new();
    for event in merged.iter().filter(|event| event.draft.kind == EventKind::Visit && event.draft.status == Status::Held && !event.draft.recalled).take(100) {
        let host = event.draft.recipients.first().and_then(|who| material.cast.side(*who));
        for (span, _, date) in &event.tellings {
            let Some(date) = date.clone().filter(|date| date.from == date.to && date.precision == Precision::Day) else { continue };
            let leaves = lists.ended_words.stands_within(words(*span));
            if leaves || lists.arriving_verbs.stands_within(words(*span)) {
                journeys.push((event.draft.actors.clone(), host, leaves, date));
            }
        }
    }
    for event in merged.iter_mut().filter(|event| event.draft.date.is_none() && event.draft.status == Status::Held && airport(event)) {
        let draft = &event.draft;
        let leaves = lists.farewell_words.stands_within(words(draft.evidence));
        let hosts = Context::sides(&material.cast, &draft.actors);
        let mut days = journeys.iter().filter(|(guests, host, left, _)| {
            *left == leaves && draft.recipients.iter().any(|who| guests.contains(who)) && host.is_some_and(|host| hosts.contains(&host))
        });
        if let Some((_, _, _, day)) = days.next()
            && days.all(|(_, _, _, other)| other.from == day.from)
        {
            event.draft.date = Some(day.clone());
        }
    }
}

/// A visit or meeting with a date.
struct Occasion {
    sides: Vec<u32>,
    date: DateRange,
    tellings: Vec<Span>,
}

/// How far behind the words that tell a meeting those stand that tell what came of it, in characters.
const OUTCOME: u32 = 160;

/// 文在寅9月18日訪問平壤。雙方簽署…。會後未發表聲明: what two sides bring about is dated by the visit or meeting told before it.
fn date_of_occasion(material: &Material, occasions: &[Occasion], draft: &Draft) -> Option<DateRange> {
    use EventKind::*;
    let joint = is_verbal(draft.kind) || matches!(draft.kind, Sign | Issue | Agree | Extend | UpgradeRelations | PressMeeting);
    let outcome = joint && (draft.status == Status::Held || draft.status == Status::Denied && matches!(draft.kind, Sign | Issue));
    let sides = Context::sides(&material.cast, &draft.actors);
    if !outcome || sides.len() < 2 {
        return None;
    }
    let article = material.passage.sections[draft.section].article;
    let said = utterance_at(&material.utterances, draft.trigger);
    let before = |span: &Span| {
        utterance_at(&material.utterances, *span) == said
            && span.start <= draft.trigger.start
            && draft.trigger.start - span.start <= OUTCOME
            && material.passage.article_at(span.start) == article
    };
    occasions
        .iter()
        .filter(|occasion| sides.iter().all(|side| occasion.sides.contains(side)))
        .filter_map(|occasion| occasion.tellings.iter().filter(|span| before(span)).max().map(|span| (span.start, occasion)))
        .max_by_key(|(start, _)| *start)
        .map(|(_, occasion)| occasion.date.clone())
}

/// 雙方21日會談。其後…發表聯合聲明: what follows on something dated without a day of its own happened on that day.
pub(super) fn date_by_sequel(lists: &Lists, material: &Material, merged: &mut [Merged]) {
    use EventKind::*;
    let acts = |kind: EventKind| {
        is_verbal(kind) || matches!(kind, Talks | Meeting | Call | Message | PressMeeting | Ceremony | Sign | Issue | Agree | Decide | Sanction | Consultation)
    };
    let mut days: Vec<(Span, DateRange)> = merged
        .iter()
        .filter(|event| event.draft.status == Status::Held && !event.draft.recalled)
        .flat_map(|event| event.tellings.iter().map(move |(span, _, date)| (*span, date.as_ref().or(event.draft.date.as_ref()))))
        .filter_map(|(span, date)| Some((span, date?.clone())))
        .collect();
    days.sort_by_key(|(span, _)| (span.end, span.start));
    for event in merged.iter_mut() {
        let draft = &event.draft;
        if draft.date.is_some() || draft.recalled || draft.status != Status::Held || !acts(draft.kind) {
            continue;
        }
        // The clause of the act, and the one that opens it: 會談結束後，….
        let reach = draft.trigger.start.saturating_sub(CLAUSE).max(material.passage.sections[draft.section].span.start);
        let before = material.passage.flow.folded().get(reach as usize..draft.trigger.start as usize).unwrap_or_default();
        let open = before.iter().rposition(|c| matches!(c, '。' | ';' | '!' | '?' | '「' | '“')).map_or(0, |at| at + 1);
        let opening = Span { start: reach + open as u32, end: draft.trigger.start };
        let Some(place) = material.scan.words_in(opening, &lists.sequel_words).next() else { continue };
        let said = utterance_at(&material.utterances, draft.trigger);
        let last = days.partition_point(|(span, _)| span.end <= place.span.start);
        let told = days[..last].iter().rev().take(1).find(|(span, _)| {
            draft.trigger.start - span.end <= OUTCOME
                && material.passage.article_at(span.start) == material.passage.article_at(draft.trigger.start)
                && utterance_at(&material.utterances, *span) == said
        });
        if let Some((_, date)) = told.filter(|(_, date)| date.from == date.to && near(material, date)) {
            event.draft.date = Some(date.clone());
        }
    }
}

/// 就九月召開的東協峰會場邊，安排會談: an encounter beside a conference that the same sentence dates.
fn date_of_sidelines(lists: &Lists, material: &Material, conferences: &[(Span, DateRange)], draft: &Draft) -> Option<DateRange> {
    if !matches!(draft.kind, EventKind::Talks | EventKind::Meeting | EventKind::Consultation) {
        return None;
    }
    let near = |span: &Span| {
        span.end <= draft.trigger.start && draft.trigger.start - span.end <= CLAUSE && material.passage.sections[draft.section].span.contains(*span)
    };
    let (span, date) = conferences.iter().filter(|(span, _)| near(span)).max_by_key(|(span, _)| span.end)?;
    // 峰會期間 may itself be a telling.
    let between = material.passage.flow.folded().get(span.start as usize..draft.trigger.start as usize)?;
    let beside = !between.contains(&'。') && (0..between.len()).any(|at| lists.sidelines.starts(&between[at..]));
    beside.then(|| date.clone())
}

/// Whether somebody is the speaker or stands on his side.
fn same_side(material: &Material, who: Who, speaker: Option<Who>) -> bool {
    speaker.is_some_and(|speaker| who == speaker || material.cast.side(who).is_some() && material.cast.side(who) == material.cast.side(speaker))
}
