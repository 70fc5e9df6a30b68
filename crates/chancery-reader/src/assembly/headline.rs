//! A headline tells in short what its article tells: its event is the one that the text below tells with names and day.
//!
//! In: merged events. Out: the same, where an event that titles alone tell is joined with the article's own event of its
//! kind. A title says 厄瓜多爾客人 for a person whom the text names, and 出席會晤 for what the text says is still to come;
//! what both name must be the same. The days of a journey are those of its stations. What is told twice in the text itself is left to `events`.

use std::collections::BTreeMap;

use chancery_model::{DateRange, EventKind, Status};

use super::Material;
use super::events::{Merged, dates_fit, join, named_as, status_group};
use crate::cast::{Cast, Who};
use crate::context::Context;
use crate::frame::Draft;

/// Joins what titles tell with what their articles tell.
pub(super) fn join_headlines(material: &Material, merged: &mut Vec<Merged>) {
    let place = |event: &Merged| {
        let section = event.draft.section;
        (material.passage.sections[section].article, event.draft.kind)
    };
    let in_title = |event: &Merged| event.tellings.iter().all(|telling| material.passage.sections[material.passage.section_at(telling.0.start)].is_title());
    let mut told: BTreeMap<(usize, EventKind), Vec<usize>> = BTreeMap::new();
    let mut titles: Vec<usize> = Vec::new();
    for (at, event) in merged.iter().enumerate() {
        let title = in_title(event);
        // Words that somebody speaks in the article recall other meetings.
        if title {
            titles.push(at);
        } else if !event.draft.recalled && !event.draft.said {
            told.entry(place(event)).or_default().push(at);
        }
    }
    let mut gone: Vec<usize> = Vec::new();
    for title in titles {
        let Some(candidates) = told.get(&place(&merged[title])) else { continue };
        let Some(text) = candidates.iter().copied().find(|text| means(&material.cast, &merged[title], &merged[*text])) else {
            if candidates.iter().any(|text| names_them(&material.cast, &merged[title].draft, &merged[*text].draft)) {
                gone.push(title);
            }
            continue;
        };
        let short = merged[title].clone();
        let full = &mut merged[text];
        let status = full.draft.status;
        let mut told = short.draft.clone();
        for (list, names) in [(&mut full.draft.actors, &mut told.actors), (&mut full.draft.recipients, &mut told.recipients)] {
            better_known(&material.cast, list, names);
        }
        join(&material.cast, full, &told);
        full.draft.status = status;
        full.tellings.pop();
        full.tellings.extend(short.tellings);
        gone.push(title);
    }
    let mut at = 0;
    merged.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// 將對俄羅斯、南非進行國事訪問 and 將於22日至30日對上述兩國進行國事訪問: the days are those of every station.
pub(super) fn share_tours(material: &Material, merged: &mut [Merged]) {
    let tours: Vec<(usize, Status, Vec<Who>, DateRange)> = merged
        .iter()
        .filter_map(|event| Some((material.passage.sections[event.draft.section].article, event.draft.status, event.draft.actors.clone(), event.tour.clone()?)))
        .collect();
    for event in merged.iter_mut().filter(|event| event.draft.kind == EventKind::Visit && event.draft.date.is_none() && !event.draft.recalled) {
        let article = material.passage.sections[event.draft.section].article;
        let mine = |(place, status, actors, _): &&(usize, Status, Vec<Who>, DateRange)| {
            *place == article && *status == event.draft.status && *actors == event.draft.actors
        };
        let mut days = tours.iter().filter(mine);
        if let Some((.., date)) = days.next()
            && days.next().is_none()
        {
            event.draft.date = Some(date.clone());
        }
    }
}

/// Whether a title's event is the one that the text tells.
fn means(cast: &Cast, title: &Merged, text: &Merged) -> bool {
    let (title, text) = (&title.draft, &text.draft);
    // A title has no tense: 離京出席峰會.
    let unmarked = title.status == Status::Held && matches!(text.status, Status::Planned | Status::Ongoing);
    if status_group(title.status) != status_group(text.status) && !unmarked {
        return false;
    }
    if title.ordinal.zip(text.ordinal).is_some_and(|(a, b)| a != b) || !dates_fit(title.date.as_ref(), text.date.as_ref()) {
        return false;
    }
    if title.actors.is_empty() && title.recipients.is_empty() || !title.instruments.iter().all(|instrument| text.instruments.contains(instrument)) {
        return false;
    }
    // Words and agreements are many in one article; encounters, visits and feasts of the same people are one.
    let encounter = matches!(
        title.kind,
        EventKind::Meeting
            | EventKind::Talks
            | EventKind::Call
            | EventKind::Visit
            | EventKind::Ceremony
            | EventKind::PressMeeting
            | EventKind::Consultation
            | EventKind::Message
            | EventKind::Appoint
    );
    encounter && covers(cast, &title.actors, &text.actors) && covers(cast, &title.recipients, &text.recipients)
}

/// 會見東盟國家領導人, and in the text 分別會見 the four of them by name: whether a title has no more than a word for whom the text names.
fn names_them(cast: &Cast, title: &Draft, text: &Draft) -> bool {
    let unnamed = |who: &&Who| cast.members[**who as usize].unnamed;
    let people = || title.actors.iter().chain(&title.recipients);
    let named = people().filter(|who| !unnamed(who)).count();
    let shared = people().filter(|who| !unnamed(who) && (text.actors.contains(who) || text.recipients.contains(who))).count();
    let status = status_group(title.status) == status_group(text.status) || title.status == Status::Held;
    people().any(|who| unnamed(&who)) && named > 0 && shared == named && status && text.date.is_some()
}

/// Whether the text names everybody for whom the title has a word, and nobody of another side.
fn covers(cast: &Cast, title: &[Who], text: &[Who]) -> bool {
    let named = title.iter().all(|short| text.iter().any(|full| stands_for(cast, *short, *full)));
    let sides = Context::sides(cast, title);
    named && Context::sides(cast, text).iter().all(|side| sides.contains(side))
}

/// Of a title's 萨勒曼 and the text's 萨勒曼·本·阿卜杜勒阿齐兹 the one whom the knowledge has stays; nobody is named twice.
fn better_known(cast: &Cast, text: &mut [Who], title: &mut Vec<Who>) {
    title.retain(|short| {
        let Some(full) = text.iter_mut().find(|full| short_name(cast, *short, **full)) else { return true };
        if cast.members[*full as usize].known.is_none() {
            *full = *short;
        }
        false
    });
}

/// Whether a title's word can mean whom the text names: himself, his delegation or state, or 日本客人 without a name.
fn stands_for(cast: &Cast, short: Who, full: Who) -> bool {
    let one_side = cast.side(short).is_some() && cast.side(short) == cast.side(full);
    let named = |who: Who| cast.is_person(who) && !cast.members[who as usize].unnamed;
    short == full || named_as(cast, short, full) || one_side && !(named(short) && named(full)) || short_name(cast, short, full)
}

/// 帕内塔 and 莱昂-帕内塔, 巴基斯坦新任总统 and 阿里夫·阿尔维: a title's short name or bare office for a person whose long name the text writes
/// out, where nothing says that they are of two sides.
fn short_name(cast: &Cast, short: Who, full: Who) -> bool {
    let (a, b) = (&cast.members[short as usize], &cast.members[full as usize]);
    let apart = cast.side(short).zip(cast.side(full)).is_some_and(|(a, b)| a != b);
    let within = || {
        let (short, full) = (chancery_text::fold_text(a.name()), chancery_text::fold_text(b.name()));
        full.split(|c: char| !c.is_alphanumeric()).count() > 1 && full.contains(short.as_str())
    };
    let bare = || a.unnamed && a.office.is_some() && cast.side(full).is_none();
    short != full && cast.is_person(short) && cast.is_person(full) && !b.unnamed && !apart && (within() || bare())
}
