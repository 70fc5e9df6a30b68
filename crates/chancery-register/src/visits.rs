//! Visits in a row: which visit of somebody to somewhere it is, and whether the texts' own count fits.
//!
//! In: event records of any buckets. Out: a series for each visitor and host. The archive knows only what it holds: a text that
//! counts more visits than it says how many are missing; a text that counts fewer, or backwards, contradicts it.

use std::collections::BTreeMap;

use chancery_model::{Date, EventKind, Status};
use serde::{Deserialize, Serialize};

use crate::{EventRecord, Review};

/// The visits of one person to one state or organization, in order of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitSeries {
    /// Key of the visitor.
    pub visitor: String,
    /// Key of the host.
    pub host: String,
    /// The visits held, with a date.
    pub visits: Vec<CountedVisit>,
}

/// A visit with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedVisit {
    /// Id of the event.
    pub event: String,
    /// First day.
    pub day: Date,
    /// Its number among the visits that the archive holds, from 1.
    pub held: u32,
    /// Its number as the texts tell it.
    pub told: Option<u32>,
    /// What comparing the two says.
    pub check: OrdinalCheck,
}

/// Whether the texts' count fits the archive's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrdinalCheck {
    /// The texts do not count it.
    Untold,
    /// It fits: as many visits lie between it and the last one counted as the texts say, or none was counted before.
    Fits,
    /// The texts count so many visits more since the last one counted than the archive holds.
    Missing(u32),
    /// The texts count fewer visits than the archive holds, or two with one number.
    Contradicts,
}

/// The series of all visits that were held and not rejected, in order of visitor and host.
pub fn visit_series<'a>(events: impl IntoIterator<Item = &'a EventRecord>) -> Vec<VisitSeries> {
    let mut series: BTreeMap<(String, String), Vec<(Date, &EventRecord)>> = BTreeMap::new();
    for event in events {
        let counts = event.kind == EventKind::Visit && matches!(event.status, Status::Held | Status::Ongoing) && event.review != Some(Review::Rejected);
        let Some(day) = event.date.and_then(|date| date.from).filter(|_| counts) else { continue };
        for visitor in event.actors.iter().filter(|one| one.key.starts_with("person:")) {
            for host in &event.recipients {
                let host = host.state.as_ref().unwrap_or(&host.key);
                let visits = series.entry((visitor.key.clone(), host.clone())).or_default();
                if visits.last().is_none_or(|(_, last)| last.id != event.id) {
                    visits.push((day, event));
                }
            }
        }
    }
    series.into_iter().map(|((visitor, host), visits)| counted(visitor, host, visits)).collect()
}

fn counted(visitor: String, host: String, mut visits: Vec<(Date, &EventRecord)>) -> VisitSeries {
    visits.sort_by(|(a, left), (b, right)| (a, &left.id).cmp(&(b, &right.id)));
    // The number that the archive gives to the last visit that the texts counted, and theirs.
    let mut last: Option<(u32, u32)> = None;
    let visits = (1..).zip(visits).map(|(held, (day, event))| {
        let check = match (event.ordinal, last) {
            (None, _) => OrdinalCheck::Untold,
            (Some(_), None) => OrdinalCheck::Fits,
            (Some(told), Some((held_then, told_then))) => match told.checked_sub(told_then) {
                Some(between) if between == held - held_then => OrdinalCheck::Fits,
                Some(between) if between > held - held_then => OrdinalCheck::Missing(between - (held - held_then)),
                _ => OrdinalCheck::Contradicts,
            },
        };
        if let (Some(told), false) = (event.ordinal, check == OrdinalCheck::Contradicts) {
            last = Some((held, told));
        }
        CountedVisit { event: event.id.clone(), day, held, told: event.ordinal, check }
    });
    let visits = visits.collect();
    VisitSeries { visitor, host, visits }
}
