//! Two event items of one bucket: one happening, two, or not to be told.
//!
//! In: two views. Out: a verdict with the keys that agreed and the tolerances that were needed. Everything that makes two tellings
//! one happening stands here; [`super::cluster`] only puts verdicts together.

use chancery_model::{EventKind, Status};

use super::cluster::Verdict;
use super::view::{Group, Person, View};
use crate::item::Span;
use crate::item::{Time, is_ahead, slack};
use crate::{Agreement, Tolerance};

/// How far the principals agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Who {
    /// Sides on which the same persons or bodies are named.
    agreed: u32,
    /// Sides on which an office stands for the name.
    offices: u32,
    /// Sides on which one telling names somebody and the other nobody.
    unnamed: u32,
    /// Sides that neither telling goes beyond.
    bare: u32,
    /// One telling alone says whom it was done to.
    unaddressed: bool,
    /// On some side one telling names somebody, the other describes somebody else or nobody in particular.
    described: bool,
}

/// How far the times agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    /// The same stated days, or ranges that share one.
    Same,
    /// Stated days within the kind's tolerance.
    Near,
    /// A stated day, and a publication shortly after it (or before it, for what lies ahead).
    Published,
    /// A publication some days after the happening, when it is still spoken of.
    Late,
    /// Publications shortly after one another, and no day stated.
    Unstated,
    /// A stated day within a longer stated range, or equal ranges.
    Coarse,
    /// Too far apart to say.
    Apart,
    /// Stated, and not the same.
    Different,
}

/// Compares two items of one bucket.
pub(super) fn compare(a: &View<'_>, b: &View<'_>) -> Verdict {
    let days = days(a, b);
    if days == Days::Different || a.event.ordinal.zip(b.event.ordinal).is_some_and(|(a, b)| a != b) {
        return Verdict::Two;
    }
    let Some(who) = who(a, b) else { return Verdict::Two };
    // Where a visit goes is its recipient; the places told with it are those of its days.
    if a.kind() != EventKind::Visit && elsewhere(a, b) {
        return Verdict::Two;
    }
    let same_source = a.item.origin.source == b.item.origin.source;
    // The reader has joined the tellings within a source; what it left as two kinds, or on two days, is two.
    if same_source && (a.kind() != b.kind() || (days == Days::Near && !is_lasting(a.kind()))) {
        return Verdict::Two;
    }
    // An outlet keeps to its words: its 會見 of yesterday is not its 會談 of today.
    if a.kind() != b.kind() && days == Days::Published && a.item.origin.outlet == b.item.origin.outlet && !is_same_day(a, b) {
        return Verdict::Two;
    }
    let Some(object) = object(a, b) else { return Verdict::Two };
    if days == Days::Apart {
        return Verdict::Open;
    }
    let words = words(&a.event.words, &b.event.words);
    let strength = who.agreed * 1000
        + who.offices * 500
        + match days {
            Days::Same => 400,
            Days::Near => 250,
            Days::Published => 300,
            Days::Unstated => 200,
            _ => 0,
        }
        + u32::from(a.kind() == b.kind()) * 150
        + u32::from(shares_place(a, b)) * 100
        + object * 100
        + words / 5;
    let full = who.unnamed == 0 && !who.unaddressed;
    let named = who.agreed + who.offices > 0;
    let grade = grade(a, b, Facts { who, days, object, words, full, named });
    let grade = match days {
        Days::Coarse | Days::Late => grade.min(1),
        _ if who.offices > 0 => grade.min(1),
        _ if same_source && !full => 0,
        _ => grade,
    };
    match grade {
        0 => Verdict::Open,
        1 => Verdict::Likely(strength),
        _ => Verdict::One(strength),
    }
}

/// What the comparison of two tellings found.
struct Facts {
    who: Who,
    days: Days,
    object: u32,
    words: u32,
    /// Neither telling names a principal that the other leaves open.
    full: bool,
    /// Somebody is named in both.
    named: bool,
}

/// 2: one happening; 1: likely; 0: not to be told.
fn grade(a: &View<'_>, b: &View<'_>, facts: Facts) -> u32 {
    use EventKind::*;
    let Facts { who, days, object, words, full, named } = facts;
    let same_persons = full && who.agreed > 0 && who.bare == 0;
    let same_kind = a.kind() == b.kind();
    // What is thought possible is seldom told so that it can be known again.
    let vague = |view: &View<'_>| matches!(view.event.status, Status::Possible | Status::Proposed);
    if vague(a) != vague(b) && !same_persons {
        return 0;
    }
    // That a thing has not happened is said of a day, or of all times.
    let denied = |view: &View<'_>| view.event.status == Status::Denied;
    if denied(a) != denied(b) && days != Days::Same {
        return 0;
    }
    if matches!(days, Days::Late) && !same_persons {
        return 0;
    }
    // Within a month told, only what is all but certain otherwise; within longer times, what happens once.
    if days == Days::Coarse && object < 2 && !(is_short(a) && is_short(b) && ((full && who.agreed > 0) || words >= 400)) && !happens_once(a.kind()) {
        return 0;
    }
    match a.kind() {
        Talks | Meeting | Consultation | Negotiate | Call | PressMeeting | Mediation => {
            let near_kind = same_kind || matches!((a.kind(), b.kind()), (Talks, Meeting) | (Meeting, Talks));
            if days == Days::Near || (!near_kind && days != Days::Same) {
                0
            } else if same_persons {
                2
            } else if who.described {
                0
            } else if named {
                u32::from(days == Days::Same || (who.bare == 0 && words >= 300))
            } else if names_nobody(a) && names_nobody(b) {
                u32::from((same_kind && matches!(days, Days::Same | Days::Published)) || words >= 400)
            } else if names_nobody(a) || names_nobody(b) {
                u32::from((same_kind && days == Days::Same && words >= 200) || (days != Days::Coarse && words >= 400))
            } else {
                0
            }
        }
        Visit => {
            if who.unaddressed {
                u32::from(who.agreed > 0 && (days == Days::Same || (days == Days::Published && is_fresh(a, b))))
            } else if recipients(a).next().is_none() {
                0
            } else if full && who.agreed > 0 {
                2
            } else {
                u32::from(named || (who.unnamed == 0 && words >= 300))
            }
        }
        Conference => {
            if object >= 2 && full && days != Days::Coarse {
                2
            } else {
                u32::from((object >= 2 && named) || (object >= 1 && full && who.agreed > 0))
            }
        }
        Message => {
            if full && named {
                1 + u32::from(words >= 150)
            } else {
                u32::from(words >= 400)
            }
        }
        // One person comes to several offices within weeks.
        Appoint => {
            if full && words >= 400 {
                2
            } else {
                u32::from(full && named && (words >= 200 || who.agreed >= 2 || days == Days::Same))
            }
        }
        Sign | Issue | Agree | Extend | Ratify | EnterIntoForce | Join | Withdraw | EstablishRelations | UpgradeRelations | DowngradeRelations => {
            if object >= 2 || (words >= 350 && full) {
                2
            } else {
                u32::from((words >= 200 && (full || named)) || (days == Days::Same && full && named) || (happens_once(a.kind()) && days != Days::Coarse))
            }
        }
        _ if !a.event.numbers.is_empty() && !b.event.numbers.is_empty() && !a.event.numbers.iter().any(|number| b.event.numbers.contains(number)) => 0,
        _ => {
            // One telling alone has the number that would tell this tariff from the last.
            let counted = a.event.numbers.is_empty() == b.event.numbers.is_empty();
            let (surely, likely) = if days == Days::Same { (400, 300) } else { (500, 400) };
            // States and their officials accuse, threaten and tax all day: who acts has to be as exact in both.
            if words >= surely && full && counted { 2 } else { u32::from(full && words >= if counted { likely } else { 600 }) }
        }
    }
}

/// Whether a telling without a date was published on a day of the other.
fn is_same_day(a: &View<'_>, b: &View<'_>) -> bool {
    match (a.time, b.time) {
        (Time::Stated((from, to)), Time::Published(day)) | (Time::Published(day), Time::Stated((from, to))) => from <= day && day <= to,
        _ => true,
    }
}

/// Whether a telling without a date was published on the other's days or on the two after them.
fn is_fresh(a: &View<'_>, b: &View<'_>) -> bool {
    match (a.time, b.time) {
        (Time::Stated((from, to)), Time::Published(day)) | (Time::Published(day), Time::Stated((from, to))) => from <= day && day <= to + 2,
        _ => false,
    }
}

/// Kinds that last for days.
fn is_lasting(kind: EventKind) -> bool {
    matches!(kind, EventKind::Visit | EventKind::Conference)
}

/// Whether a telling has states alone (中美會談).
fn names_nobody(view: &View<'_>) -> bool {
    view.groups.iter().all(|group| !group.names_somebody() && group.described.is_empty())
}

/// Kinds of which the same parties see one in years.
fn happens_once(kind: EventKind) -> bool {
    matches!(kind, EventKind::EstablishRelations | EventKind::UpgradeRelations | EventKind::EnterIntoForce | EventKind::Join)
}

/// Whether the time told is no longer than a month.
fn is_short(view: &View<'_>) -> bool {
    match view.time {
        Time::Stated((from, to)) | Time::Coarse((from, to)) => to - from <= 31,
        _ => false,
    }
}

/// What agreed and what was tolerated, for whoever asks why.
pub(super) fn explain(a: &View<'_>, b: &View<'_>) -> (Vec<Agreement>, Vec<Tolerance>) {
    let mut agreed: Vec<Agreement> = Vec::new();
    let mut tolerances: Vec<Tolerance> = Vec::new();
    let mut agree = |key: &str, values: Vec<String>| agreed.push(Agreement { key: key.to_owned(), values });
    let mut tolerate = |kind: &str, note: String| tolerances.push(Tolerance { kind: kind.to_owned(), note });
    if a.kind() == b.kind() {
        agree("kind", vec![a.kind().to_string()]);
    } else {
        agree("family", vec![a.family.to_owned()]);
        tolerate("kind", format!("{} and {} tell one happening in other words", a.kind(), b.kind()));
    }
    agree("sides", a.event.sides.clone());
    let mut persons = Vec::new();
    let mut offices = Vec::new();
    for (left, right) in pairs(a, b) {
        let shared = shared(left, right);
        if !shared.is_empty() {
            persons.extend(shared.into_iter().map(str::to_owned));
        } else if let Some(office) = shared_office(left, right) {
            offices.push(format!("{office}@{}", left.side));
            tolerate("office", format!("the names for {} differ, the office {office} is the same", left.side));
        } else if left.names_somebody() != right.names_somebody() {
            tolerate("unnamed", format!("one telling names who acted for {}, the other does not", left.side));
        }
    }
    if !persons.is_empty() {
        agree("persons", persons);
    }
    if !offices.is_empty() {
        agree("offices", offices);
    }
    if recipients(a).next().is_some() != recipients(b).next().is_some() {
        tolerate("unaddressed", "one telling does not say whom it was done to".to_owned());
    }
    let said = |view: &View<'_>| view.event.date.map(|when| crate::item::range(&when)).unwrap_or_default();
    let published = |view: &View<'_>| view.item.origin.published.map(|(from, _)| from.to_string()).unwrap_or_default();
    match days(a, b) {
        Days::Same if said(a) == said(b) => agree("days", vec![said(a)]),
        Days::Same => agree("days", vec![said(a), said(b)]),
        Days::Near => tolerate("days", format!("{} and {} are within the {} days allowed for {}", said(a), said(b), slack(a.kind()).apart, a.kind())),
        Days::Published | Days::Late => {
            let (dated, undated) = if a.event.date.is_some() { (a, b) } else { (b, a) };
            tolerate("undated", format!("one telling has no date; it was published on {}, the other says {}", published(undated), said(dated)));
        }
        Days::Unstated => tolerate("undated", format!("neither telling has a date; they were published on {} and {}", published(a), published(b))),
        Days::Coarse => tolerate("precision", format!("{} and {} fit, and nothing else does", said(a), said(b))),
        Days::Apart | Days::Different => {}
    }
    let places: Vec<String> =
        a.event.places.iter().filter(|place| b.event.places.iter().any(|other| other.key == place.key)).map(|place| place.key.clone()).collect();
    if !places.is_empty() {
        agree("places", places);
    }
    if object(a, b).is_some_and(|object| object >= 2) {
        let mut about: Vec<String> = a.event.instruments.iter().chain(&b.event.instruments).chain(&a.event.topic).chain(&b.event.topic).cloned().collect();
        about.sort();
        about.dedup();
        agree("object", about);
    }
    if is_ahead(a.event.status) != is_ahead(b.event.status) {
        tolerate("status", format!("{} in one telling, {} in the other", a.event.status, b.event.status));
    }
    let alike = words(&a.event.words, &b.event.words);
    if alike > 0 {
        agree("words", vec![format!("{} %", alike / 10)]);
    }
    (agreed, tolerances)
}

impl Group<'_> {
    fn names_somebody(&self) -> bool {
        !self.persons.is_empty() || !self.bodies.is_empty()
    }
}

fn recipients<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Group<'v>> {
    view.groups.iter().filter(|group| group.recipient)
}

/// Groups of the same role and side.
fn pairs<'v, 'a>(a: &'v View<'a>, b: &'v View<'a>) -> impl Iterator<Item = (&'v Group<'a>, &'v Group<'a>)> {
    a.groups.iter().filter_map(|left| b.groups.iter().find(|right| right.recipient == left.recipient && right.side == left.side).map(|right| (left, right)))
}

/// Whether the principals can be the same, and how far they are known to be. `None`: somebody else.
fn who(a: &View<'_>, b: &View<'_>) -> Option<Who> {
    let mut who = Who { agreed: 0, offices: 0, unnamed: 0, bare: 0, unaddressed: false, described: false };
    let (told_a, told_b) = (recipients(a).next().is_some(), recipients(b).next().is_some());
    who.unaddressed = told_a != told_b;
    let mut met = false;
    for (left, right) in pairs(a, b) {
        met |= left.recipient;
        if !shared(left, right).is_empty() {
            who.agreed += 1;
        } else if shared_office(left, right).is_some() {
            who.offices += 1;
        } else if (!left.persons.is_empty() && !right.persons.is_empty()) || (only_bodies(left) && only_bodies(right)) {
            return None;
        } else if left.names_somebody() != right.names_somebody() || !left.described.is_empty() || !right.described.is_empty() {
            who.unnamed += 1;
            who.described |= !left.described.is_empty() || !right.described.is_empty();
        } else if left.names_somebody() {
            // A person in one telling, a body in the other.
            who.unnamed += 1;
        } else {
            who.bare += 1;
        }
    }
    // Somebody of a side that the other telling does not have.
    let alone = |one: &View<'_>, other: &View<'_>| {
        let lacks = |group: &&Group<'_>| {
            !group.recipient
                && (group.described.is_empty() || group.names_somebody())
                && !other.groups.iter().any(|same| !same.recipient && same.side == group.side)
        };
        one.groups.iter().filter(lacks).count() as u32
    };
    who.unnamed += alone(a, b) + alone(b, a);
    (met || !told_a || !told_b).then_some(who)
}

fn only_bodies(group: &Group<'_>) -> bool {
    group.persons.is_empty() && !group.bodies.is_empty()
}

/// Persons and bodies that both groups name.
fn shared<'a>(left: &Group<'a>, right: &Group<'a>) -> Vec<&'a str> {
    let persons = left.persons.iter().filter(|person| right.persons.iter().any(|other| same_person(**person, *other))).map(|person| person.key);
    let bodies = left.bodies.iter().copied().filter(|body| right.bodies.contains(body));
    persons.chain(bodies).collect()
}

/// The same key, or one of two discovered names within the other (卡斯特羅, 勞爾卡斯特羅): the side is the same already.
fn same_person(a: Person<'_>, b: Person<'_>) -> bool {
    a.key == b.key || (!a.known && !b.known && within(name(a.key), name(b.key)))
}

fn within(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 2 && (long.ends_with(short) || long.starts_with(short))
}

fn name(key: &str) -> &str {
    let name = key.split_once(':').map_or(key, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name)
}

/// An office that somebody in both groups holds, where at least one of the names is not the knowledge's: transliterations of one
/// name differ between regions. Some offices have many holders: this alone makes nothing certain.
fn shared_office<'a>(left: &Group<'a>, right: &Group<'a>) -> Option<&'a str> {
    let described = |group: &Group<'a>| group.described.iter().filter_map(|one| one.office.as_deref()).map(|office| (office, false)).collect::<Vec<_>>();
    let persons = |group: &Group<'a>| group.persons.iter().filter_map(|one| one.office.map(|office| (office, one.known))).collect::<Vec<_>>();
    let all = |group: &Group<'a>| [persons(group), described(group)].concat();
    let right = all(right);
    all(left)
        .into_iter()
        .find(|(office, known)| right.iter().any(|(other, other_known)| office == other && !(*known && *other_known)))
        .map(|(office, _)| office)
}

fn days(a: &View<'_>, b: &View<'_>) -> Days {
    let slack = slack(if a.kind() == EventKind::Visit { a.kind() } else { b.kind() });
    let (ahead_a, ahead_b) = (is_ahead(a.event.status), is_ahead(b.event.status));
    let published = |status: Status, day: i32, (from, to): Span| {
        let near = match status {
            Status::Denied | Status::Cancelled => (from - day).abs() <= slack.before,
            status if is_ahead(status) => to >= day - slack.before && from <= day + slack.ahead,
            _ => from <= day + slack.soon && to >= day - slack.before,
        };
        let late = !is_ahead(status) && from <= day && to >= day - slack.late;
        if near {
            Days::Published
        } else if matches!(status, Status::Held | Status::Ongoing) && from > day + slack.soon {
            // Told as done before the day on which the other has it done.
            Days::Different
        } else if late {
            Days::Late
        } else {
            Days::Apart
        }
    };
    match (a.time, b.time) {
        (Time::Unknown, _) | (_, Time::Unknown) => Days::Apart,
        (Time::Stated((a1, a2)), Time::Stated((b1, b2))) => {
            if a1 <= b2 && b1 <= a2 {
                Days::Same
            } else if (a1 - b2).max(b1 - a2) <= slack.apart {
                Days::Near
            } else {
                Days::Different
            }
        }
        (Time::Stated(span), Time::Published(day)) => published(b.event.status, day, span),
        (Time::Published(day), Time::Stated(span)) => published(a.event.status, day, span),
        (Time::Published(day_a), Time::Published(day_b)) => {
            let apart = (day_a - day_b).abs();
            let settled = |status: Status| matches!(status, Status::Denied | Status::Cancelled);
            if settled(a.event.status) || settled(b.event.status) {
                return pick(apart <= slack.before, Days::Unstated);
            }
            let near = match (ahead_a, ahead_b) {
                (false, false) => apart <= slack.before.max(1),
                (true, true) => apart <= slack.ahead / 2,
                (true, false) => (-slack.before..=slack.ahead).contains(&(day_b - day_a)),
                (false, true) => (-slack.before..=slack.ahead).contains(&(day_a - day_b)),
            };
            pick(near, Days::Unstated)
        }
        (Time::Coarse((a1, a2)), Time::Stated((b1, b2))) | (Time::Stated((b1, b2)), Time::Coarse((a1, a2))) => {
            if b1 >= a1 && b2 <= a2 {
                Days::Coarse
            } else {
                Days::Different
            }
        }
        (Time::Coarse(a), Time::Coarse(b)) => {
            if a == b {
                Days::Coarse
            } else if a.0 <= b.1 && b.0 <= a.1 {
                Days::Apart
            } else {
                Days::Different
            }
        }
        (Time::Coarse(_), Time::Published(_)) | (Time::Published(_), Time::Coarse(_)) => Days::Apart,
    }
}

fn pick(near: bool, days: Days) -> Days {
    if near { days } else { Days::Apart }
}

/// Whether both say where, and it was not in the same state.
fn elsewhere(a: &View<'_>, b: &View<'_>) -> bool {
    let states = |view: &View<'_>| view.event.places.iter().filter_map(|place| place.state.clone()).collect::<Vec<_>>();
    let (left, right) = (states(a), states(b));
    !left.is_empty() && !right.is_empty() && !left.iter().any(|state| right.contains(state))
}

fn shares_place(a: &View<'_>, b: &View<'_>) -> bool {
    a.event.places.iter().any(|place| b.event.places.iter().any(|other| other.key == place.key))
}

/// What it is about: `None` where both say and it is not the same, 2 where it is, 1 where the words are too general, 0 where one does not say.
fn object(a: &View<'_>, b: &View<'_>) -> Option<u32> {
    if !a.event.instruments.is_empty() && !b.event.instruments.is_empty() {
        let same =
            a.event.instruments.iter().any(|title| b.event.instruments.iter().any(|other| title.contains(other.as_str()) || other.contains(title.as_str())));
        return same.then_some(2);
    }
    if a.kind() != EventKind::Conference || a.topic.is_empty() || b.topic.is_empty() {
        return Some(0);
    }
    let (short, long) = if a.topic.len() <= b.topic.len() { (&a.topic, &b.topic) } else { (&b.topic, &a.topic) };
    let pairs = short.windows(2).filter(|pair| long.windows(2).any(|other| other == *pair)).count();
    match short.len() {
        0..=3 => long.windows(short.len()).any(|part| part == short.as_slice()).then_some(1),
        length if pairs * 2 >= length => Some(2),
        _ => None,
    }
}

/// How alike two sketches are, in thousandths of the smaller; few words in common say nothing.
fn words(a: &[u32], b: &[u32]) -> u32 {
    let (mut i, mut j, mut both) = (0, 0, 0u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let smaller = a.len().min(b.len()) as u32;
    if both < 3 || smaller == 0 { 0 } else { both * 1000 / smaller }
}
