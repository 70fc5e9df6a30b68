//! Two event items of one bucket: one happening, two, or not to be told.
//!
//! In: two views. Out: a verdict. What makes two tellings one happening stands here, kind by kind, over what [`super::who`],
//! [`super::timing`] and the words say; [`super::cluster`] only puts verdicts together.

use chancery_model::{EventKind, Status};

use super::cluster::Verdict;
use super::deeds::{counts_others, deed};
use super::timing::{Days, days, is_fresh, is_of_two_days, is_same_day, is_short};
use super::view::View;
use super::who::{Who, meet_as_heads, names_nobody, recipients, who};

/// Compares two items of one bucket.
pub(super) fn compare(a: &View<'_>, b: &View<'_>) -> Verdict {
    let days = days(a, b);
    if days == Days::Different || a.event.ordinal.zip(b.event.ordinal).is_some_and(|(a, b)| a != b) {
        return Verdict::Two;
    }
    let Some(who) = who(a, b) else { return Verdict::Two };
    // Where a visit goes is its recipient; the places told with it are those of its days. Two persons do not meet in two states on one day; they
    // do at a border (板門店南韓一方, 板門店北側).
    let meet_that_day = is_encounter(a.kind()) && is_encounter(b.kind()) && days == Days::Same && who.is_the_same();
    if a.kind() != EventKind::Visit && !meet_that_day && elsewhere(a, b) {
        return Verdict::Two;
    }
    let same_source = a.item.origin.source == b.item.origin.source;
    // The reader has joined the tellings within a source; what it left as two kinds, or on two days, is two. 會面 and 會談 of the same
    // persons on one day, told or that of the paper, may be one, if another source says so.
    let one_day = days == Days::Same || (days == Days::Published && is_same_day(a, b));
    if same_source && one_day && who.is_the_same() && is_encounter(a.kind()) && is_encounter(b.kind()) {
        return Verdict::Open;
    }
    if same_source && (a.kind() != b.kind() || (days == Days::Near && !is_lasting(a.kind()))) {
        return Verdict::Two;
    }
    // An outlet keeps to its words: its 會見 of yesterday is not its 會談 of today.
    if a.kind() != b.kind() && days == Days::Published && a.item.origin.outlet == b.item.origin.outlet && !is_same_day(a, b) {
        return Verdict::Two;
    }
    let Some(object) = object(a, b).filter(|_| !counts_others(a, b)) else { return Verdict::Two };
    if days == Days::Apart || a.event.loose || b.event.loose || meets_more(a, b) || meets_more(b, a) {
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
    let full = who.is_full();
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

/// 默克爾將會晤習近平和李克強 beside 李克強同默克爾會談: whether one telling has several persons of a state meet, and the other some of them
/// alone, so that it may be one of several meetings.
fn meets_more(more: &View<'_>, fewer: &View<'_>) -> bool {
    use EventKind::*;
    if !matches!(more.kind(), Talks | Meeting | Consultation | Negotiate | Call) {
        return false;
    }
    let of = |view: &View<'_>, state: &Option<String>| -> Vec<String> {
        let persons = view.event.actors.iter().filter(|one| one.named && one.key.starts_with("person:") && one.state == *state);
        persons.map(|one| one.key.clone()).collect()
    };
    more.event.actors.iter().filter(|one| one.state.is_some()).any(|one| {
        let (many, few) = (of(more, &one.state), of(fewer, &one.state));
        many.len() > few.len() && !few.is_empty() && few.iter().all(|person| many.contains(person))
    })
}

/// What the comparison of two tellings found.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub who: Who,
    pub days: Days,
    pub object: u32,
    pub words: u32,
    /// Neither telling names a principal that the other leaves open.
    pub full: bool,
    /// Somebody is named in both.
    pub named: bool,
}

/// 2: one happening; 1: likely; 0: not to be told.
fn grade(a: &View<'_>, b: &View<'_>, facts: Facts) -> u32 {
    use EventKind::*;
    let Facts { who, days, object, words, full, named } = facts;
    let same_persons = who.is_the_same();
    let same_kind = a.kind() == b.kind();
    // What is thought possible is seldom told so that it can be known again.
    let vague = |view: &View<'_>| matches!(view.event.status, Status::Possible | Status::Proposed);
    if vague(a) != vague(b) && !(same_persons && (names_a_person(a) || days == Days::Same)) {
        return 0;
    }
    // That a thing has not happened is said of a day, or of all times.
    let denied = |view: &View<'_>| view.event.status == Status::Denied;
    if denied(a) != denied(b) && days != Days::Same {
        return 0;
    }
    // Talks that were held are not the summit that was called off.
    let off = |view: &View<'_>| view.event.status == Status::Cancelled;
    let over = |view: &View<'_>| matches!(view.event.status, Status::Held | Status::Ongoing);
    if (off(a) && over(b) || off(b) && over(a)) && days != Days::Same && !same_persons {
        return 0;
    }
    if is_single(a, b) && !denied(a) && !denied(b) && (full || who.is_of_one_state()) {
        let soon = matches!(days, Days::Same | Days::Near | Days::Published) || (days == Days::Unstated && is_of_two_days(a, b));
        if soon || (days == Days::Late && (words >= 600 || (same_persons && names_a_person(a)))) {
            return 1 + u32::from(full && words >= 400 && days != Days::Late);
        }
    }
    if matches!(days, Days::Late) && !same_persons {
        return 0;
    }
    // Within a month told, only what is all but certain otherwise; within longer times, what happens once.
    if days == Days::Coarse
        && object < 2
        && !(is_short(a) && is_short(b) && ((full && who.agreed > 0) || (a.event.heads && b.event.heads) || words >= 400))
        && !happens_once(a.kind())
    {
        return 0;
    }
    match a.kind() {
        Talks | Meeting | Consultation | Negotiate | Call | PressMeeting | Mediation => {
            let near_kind = same_kind || (is_encounter(a.kind()) && is_encounter(b.kind()));
            if days == Days::Near || (!near_kind && days != Days::Same) {
                0
            } else if same_persons {
                // Consultations that two leaders' talks decided on are named after them too: talks to come are not those.
                if near_kind { 2 } else { u32::from(!(is_encounter(a.kind()) || is_encounter(b.kind())) || a.event.status == b.event.status) }
            } else if who.described {
                0
            } else if near_kind && (days == Days::Same || a.event.status == b.event.status) && are_heads(a, b, who) {
                1
            } else if named {
                u32::from(days == Days::Same || (who.bare == 0 && words >= 300))
            } else if names_nobody(a) && names_nobody(b) {
                u32::from((same_kind && matches!(days, Days::Same | Days::Published)) || words >= 400)
            } else if names_nobody(a) || names_nobody(b) {
                u32::from((near_kind && days == Days::Same && words >= 100) || (days != Days::Coarse && words >= 400))
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
                // 中國舉辦論壇 beside 習近平主持論壇.
                u32::from((object >= 2 && (named || who.is_full_by_organs())) || (object >= 1 && full && (who.agreed > 0 || is_of_body(a))))
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
                // What two persons were to sign is what they signed, and they do not sign twice in days.
                let came_true = a.kind() == Sign && same_persons && names_a_person(a) && matches!(days, Days::Same | Days::Published);
                // 兩國達成共識 beside 習近平同特朗普達成共識: a state agrees through its head.
                let through_heads = who.is_full_by_organs() && words >= 300 && matches!(days, Days::Same | Days::Published);
                // States agree on much in a week.
                let enough = if a.kind() == Agree && names_nobody(a) && names_nobody(b) && days != Days::Same { 350 } else { 200 };
                // What two outlets have two sides agree on in one day are points of one accord.
                let same_day = days == Days::Same || (days == Days::Published && is_same_day(a, b) && a.item.origin.outlet != b.item.origin.outlet);
                let told_alike = (words >= enough && (full || named)) || (full && ((days == Days::Same && named) || (same_day && a.kind() == Agree)));
                u32::from(told_alike || came_true || through_heads || (happens_once(a.kind()) && days != Days::Coarse))
            }
        }
        _ => deed(a, b, &facts),
    }
}

/// Whether an international body alone holds it: the summit of the Seven.
fn is_of_body(view: &View<'_>) -> bool {
    view.groups.iter().all(|group| group.side.starts_with("org:"))
}

/// Whether a person stands among those who act.
fn names_a_person(view: &View<'_>) -> bool {
    view.groups.iter().any(|group| !group.recipient && !group.persons.is_empty())
}

/// Kinds whose names are used for one another.
fn is_encounter(kind: EventKind) -> bool {
    matches!(kind, EventKind::Talks | EventKind::Meeting)
}

/// Whether heads of states meet in both: told by names in one, or in none.
fn are_heads(a: &View<'_>, b: &View<'_>, who: Who) -> bool {
    (who.is_full_by_organs() && meet_as_heads(a, b)) || (a.event.heads && b.event.heads && names_nobody(a) && names_nobody(b))
}

/// Whether both tell an act that one side does once in days.
fn is_single(a: &View<'_>, b: &View<'_>) -> bool {
    a.single.iter().any(|act| b.single.contains(act))
}

/// Kinds that last for days.
fn is_lasting(kind: EventKind) -> bool {
    matches!(kind, EventKind::Visit | EventKind::Conference)
}

/// Kinds of which the same parties see one in years.
fn happens_once(kind: EventKind) -> bool {
    matches!(kind, EventKind::EstablishRelations | EventKind::UpgradeRelations | EventKind::DowngradeRelations | EventKind::EnterIntoForce | EventKind::Join)
}

/// Whether both say where, and it was not in the same state.
fn elsewhere(a: &View<'_>, b: &View<'_>) -> bool {
    let states = |view: &View<'_>| view.event.places.iter().filter_map(|place| place.state.clone()).collect::<Vec<_>>();
    let (left, right) = (states(a), states(b));
    !left.is_empty() && !right.is_empty() && !left.iter().any(|state| right.contains(state))
}

pub(super) fn shares_place(a: &View<'_>, b: &View<'_>) -> bool {
    a.event.places.iter().any(|place| b.event.places.iter().any(|other| other.key == place.key))
}

/// What it is about: `None` where both say and it is not the same, 2 where it is, 1 where the words are too general, 0 where one does not say.
pub(super) fn object(a: &View<'_>, b: &View<'_>) -> Option<u32> {
    if !a.event.instruments.is_empty() && !b.event.instruments.is_empty() {
        let same =
            a.event.instruments.iter().any(|title| b.event.instruments.iter().any(|other| title.contains(other.as_str()) || other.contains(title.as_str())));
        return same.then_some(2);
    }
    if a.kind() != EventKind::Conference || a.topic.is_empty() || b.topic.is_empty() {
        return Some(0);
    }
    match a.conference.zip(b.conference) {
        Some((one, other)) if one != other => return None,
        // The body is a side, and one name has it, the other not (二十國集團峰會, 第十四次峰會).
        Some(_) if is_of_body(a) && is_of_body(b) => return Some(2),
        _ => {}
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
pub(super) fn words(a: &[u32], b: &[u32]) -> u32 {
    let (both, smaller) = (common(a, b), a.len().min(b.len()) as u32);
    if both < 3 || smaller == 0 { 0 } else { both * 1000 / smaller }
}

/// How many pairs of characters two sketches have in common.
pub(super) fn common(a: &[u32], b: &[u32]) -> u32 {
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
    both
}
