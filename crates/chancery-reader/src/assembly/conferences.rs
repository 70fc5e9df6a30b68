//! Conferences of which an article tells more than once: who attends in one sentence, when and where it is held in another.
//!
//! In: merged events, and drafts that tell a conference alone. Out: events with the day and place that another telling of
//! the same conference gives. Whether two events are one is left to `events`.

use chancery_knowledge::Knowledge;
use chancery_model::{DateRange, EntityKind, EventKind, Status};
use chancery_text::Span;

use super::Material;
use super::events::{Merged, status_group};
use crate::cast::Who;
use crate::frame::Draft;

/// How far before a conference's name the body stands that holds it, in characters: 在印度舉行的20國集團（G20）領袖峰會.
const HOLDER: u32 = 14;

/// A telling of a conference in an article: an event, or a bare 第三屆峰會24日在海牙舉行 that tells only when and where.
struct Session {
    event: Option<usize>,
    article: usize,
    name: Vec<char>,
    body: Option<Who>,
    status: u8,
    date: Option<DateRange>,
    places: Vec<Who>,
}

/// One article's tellings of one conference (習近平出席第三屆核安全峰會; 24日，第三屆核安全峰會在海牙舉行) share its day and place.
pub(super) fn conferences_share(knowledge: &Knowledge, material: &Material, merged: &mut [Merged]) {
    let session = |event: Option<usize>, draft: &Draft| -> Option<Session> {
        let topic = draft.topic.filter(|_| draft.kind == EventKind::Conference && !draft.recalled)?;
        let section = &material.passage.sections[draft.section];
        let reach = Span { start: topic.start.saturating_sub(HOLDER).max(section.span.start), end: topic.end };
        let members = material.cast.members.iter().enumerate().take(2000);
        let body = members
            .filter(|(_, member)| member.kind == EntityKind::Organization)
            .filter_map(|(who, member)| member.mentions.iter().filter(|span| reach.contains(**span)).map(|span| span.end).max().map(|end| (end, who as Who)))
            .max()
            .map(|(_, who)| who);
        let name = material.passage.flow.folded().get(topic.start as usize..topic.end as usize)?;
        Some(Session {
            event,
            article: section.article,
            name: name.iter().copied().filter(|c| c.is_alphanumeric()).collect(),
            body,
            status: status_group(draft.status),
            date: draft.date.clone(),
            places: draft.places.clone(),
        })
    };
    // A telling with a verb of its own: its frame leaves the status to the words. 峰會 alone in another act's clause dates nothing.
    let verb = |draft: &&Draft| draft.echo && draft.date.is_some() && knowledge.frames[draft.frame as usize].status.is_none();
    let bare = material.drafts.iter().filter(verb).filter_map(|draft| session(None, draft));
    let told: Vec<Session> = merged.iter().enumerate().filter_map(|(at, event)| session(Some(at), &event.draft)).chain(bare).take(100).collect();
    for (at, mine) in told.iter().enumerate() {
        let Some(event) = mine.event.filter(|event| merged[*event].draft.date.is_none()) else { continue };
        let mut twins = told.iter().enumerate().filter(|(other, twin)| *other != at && twin.date.is_some() && one_conference(mine, twin)).map(|(_, twin)| twin);
        let Some(twin) = twins.next() else { continue };
        let day = |session: &Session| session.date.as_ref().map(|date| date.from);
        if twins.all(|other| day(other) == day(twin)) {
            let draft = &mut merged[event].draft;
            draft.date = twin.date.clone();
            if draft.places.is_empty() {
                draft.places = twin.places.clone();
            }
        }
    }
}

/// Whether two tellings name one conference: the same body's, or one name within the other, and not the fifth and the sixth.
fn one_conference(a: &Session, b: &Session) -> bool {
    // Who stays away is told of the same conference as who comes; the one that was held is not the next one.
    let apart = [a.status, b.status].contains(&status_group(Status::Held)) && [a.status, b.status].contains(&status_group(Status::Planned));
    if a.article != b.article || apart {
        return false;
    }
    let number = |name: &[char]| -> Option<(usize, usize)> {
        let start = name.iter().position(|c| *c == '第')?;
        let end = name[start..].iter().position(|c| matches!(c, '次' | '届'))?;
        Some((start, start + end + 1))
    };
    let (na, nb) = (number(&a.name), number(&b.name));
    if let (Some(x), Some(y)) = (na, nb)
        && a.name[x.0..x.1] != b.name[y.0..y.1]
    {
        return false;
    }
    let plain = |name: &[char], number: Option<(usize, usize)>| -> String {
        name.iter().enumerate().filter(|(at, _)| number.is_none_or(|(from, to)| *at < from || *at >= to)).map(|(_, c)| c).collect()
    };
    let (pa, pb) = (plain(&a.name, na), plain(&b.name, nb));
    a.body.is_some() && a.body == b.body || pa.contains(&pb) || pb.contains(&pa)
}
