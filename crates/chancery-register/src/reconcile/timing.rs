//! How far the times of two tellings agree: stated days, ranges, days of publication.
//!
//! In: two views, each with its time, status and kind. Out: one word for it. The tolerances stand in [`crate::item`], beside the
//! reach that they make.

use chancery_model::{EventKind, Status};

use super::view::View;
use crate::item::{Span, Time, is_ahead, slack};

/// How far the times agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
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

pub(super) fn days(a: &View<'_>, b: &View<'_>) -> Days {
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

pub(super) fn pick(near: bool, days: Days) -> Days {
    if near { days } else { Days::Apart }
}

/// Whether a telling without a date was published on a day of the other.
pub(super) fn is_same_day(a: &View<'_>, b: &View<'_>) -> bool {
    match (a.time, b.time) {
        (Time::Stated((from, to)), Time::Published(day)) | (Time::Published(day), Time::Stated((from, to))) => from <= day && day <= to,
        _ => true,
    }
}

/// Whether both were published on one day.
pub(super) fn is_of_one_day(a: &View<'_>, b: &View<'_>) -> bool {
    let day = |view: &View<'_>| view.item.origin.published.filter(|(from, to)| from == to);
    day(a).is_some() && day(a) == day(b)
}

/// Whether both were published on one day or on two days running.
pub(super) fn is_of_two_days(a: &View<'_>, b: &View<'_>) -> bool {
    let days = a.item.origin.published.zip(b.item.origin.published);
    days.is_some_and(|((a1, a2), (b1, b2))| b1.days() - a2.days() <= 1 && a1.days() - b2.days() <= 1)
}

/// Whether a telling without a date was published on the other's days or on the two after them.
pub(super) fn is_fresh(a: &View<'_>, b: &View<'_>) -> bool {
    match (a.time, b.time) {
        (Time::Stated((from, to)), Time::Published(day)) | (Time::Published(day), Time::Stated((from, to))) => from <= day && day <= to + 2,
        _ => false,
    }
}

/// Whether the time told is no longer than a month.
pub(super) fn is_short(view: &View<'_>) -> bool {
    match view.time {
        Time::Stated((from, to)) | Time::Coarse((from, to)) => to - from <= 31,
        _ => false,
    }
}
