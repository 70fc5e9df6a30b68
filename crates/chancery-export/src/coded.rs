//! What PLOVER and GDELT share: who does something to whom, in codes.
//!
//! In: events. Out: sides with codes. Codes come from the crosswalk of kinds and statuses (`chancery_model::crosswalk`) and from tables; what
//! they do not say stays empty.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chancery_model::{Codes, EventKind, Status};
use chancery_register::{EventRecord, Took};

use crate::countries::country;
use crate::known;

/// What PLOVER says of an event with its mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub quad: u8,
    pub scale: f64,
    /// Whether the manual requires a recipient.
    pub recipient: bool,
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

static PLOVER: LazyLock<BTreeMap<(&'static str, &'static str), Scale>> = LazyLock::new(|| {
    let scale = |row: Vec<&'static str>| {
        let [event, mode, quad, scale, recipient] = row[..] else { return None };
        Some(((event, mode), Scale { quad: quad.parse().ok()?, scale: scale.parse().ok()?, recipient: recipient == "yes" }))
    };
    rows(include_str!("../data/plover.tsv")).filter_map(scale).collect()
});

static CAMEO: LazyLock<BTreeMap<&'static str, (&'static str, f64)>> = LazyLock::new(|| {
    let code = |row: Vec<&'static str>| Some((*row.first()?, (*row.get(1)?, row.get(2)?.parse().ok()?)));
    rows(include_str!("../data/cameo.tsv")).filter_map(code).collect()
});

static BODIES: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../data/bodies.tsv")).filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect());

/// Quadrant and scale of a PLOVER event with its mode.
pub(crate) fn plover(event: &str, mode: &str) -> Option<Scale> {
    PLOVER.get(&(event, mode)).copied()
}

/// The value of a CAMEO code on the scale that GDELT publishes.
pub(crate) fn goldstein(code: &str) -> Option<f64> {
    CAMEO.get(code).map(|(_, value)| *value)
}

/// GDELT's quadrant of a CAMEO code: verbal cooperation, material cooperation, verbal conflict, material conflict.
pub(crate) fn quad_class(code: &str) -> Option<u8> {
    Some(match code.get(..2)?.parse::<u8>().ok()? {
        1..=5 => 1,
        6..=8 => 2,
        9..=13 => 3,
        14..=20 => 4,
        _ => return None,
    })
}

/// One who acts or is acted upon, in codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party<'a> {
    pub took: &'a Took,
    /// The state behind it, ISO 3166-1 alpha-3.
    pub state: Option<&'a str>,
    pub sector: Option<&'static str>,
    /// PLOVER's code of an international body.
    pub body: Option<&'static str>,
}

impl<'a> Party<'a> {
    pub fn of(took: &'a Took) -> Party<'a> {
        let own = country(&took.key).map(|_| took.key.as_str());
        let state = own.or(took.state.as_deref().filter(|state| country(state).is_some()));
        let body = BODIES.get(took.key.as_str()).copied().or((known::kind(&took.key) == Some("igo")).then_some("IGO"));
        Party { took, state, sector: known::sector(&took.key, took.office.as_deref()), body }
    }

    /// Those who act for one state or body are one side.
    pub fn side(&self) -> &'a str {
        self.state.or(self.took.state.as_deref()).unwrap_or(&self.took.key)
    }
}

/// The first of each side, in order of mention.
pub(crate) fn sides(list: &[Took]) -> Vec<Party<'_>> {
    let mut sides: Vec<Party<'_>> = Vec::new();
    for party in list.iter().map(Party::of) {
        if sides.iter().all(|other| other.side() != party.side()) {
            sides.push(party);
        }
    }
    sides
}

/// The codes of an event. What two sides held on the soil of a third has codes of its own, but nobody is said to have visited that third:
/// a place is not made an actor.
pub(crate) fn codes(event: &EventRecord) -> Option<Codes> {
    let codes = chancery_model::crosswalk(event.kind, event.status)?;
    let meets = matches!(event.kind, EventKind::Talks | EventKind::Meeting) && matches!(event.status, Status::Held | Status::Ongoing);
    let (sides, soil) = (sides(&event.actors), event.places.iter().find_map(|place| place.state.as_deref()));
    let abroad = meets && sides.len() == 2 && sides.iter().all(|party| party.state.is_some() && soil.is_some_and(|soil| party.state != Some(soil)));
    Some(if abroad { Codes { mode: "third-party", cameo: "044", cameo_back: "044", ..codes.clone() } } else { codes.clone() })
}

#[cfg(test)]
pub(crate) mod sample {
    use chancery_model::{EventKind, Status};
    use chancery_register::EventRecord;
    use serde_json::{Value, json};

    fn took(list: &[&str]) -> Vec<Value> {
        list.iter().map(|key| json!({"key": key, "state": key, "office": null, "items": []})).collect()
    }

    /// An event of a day between states.
    pub fn event(kind: EventKind, status: Status, actors: &[&str], recipients: &[&str]) -> EventRecord {
        let day = json!({"from": "2019-05-06", "to": "2019-05-06", "precision": "day", "part": null});
        let event = json!({"id": "ev-0", "bucket": "", "kind": kind, "status": status, "actors": took(actors), "recipients": took(recipients), "attendees": [],
            "witnesses": [], "mediators": [], "sides": actors, "date": day, "places": [], "level": null, "ordinal": null, "topic": null, "instruments": [],
            "report_count": 1, "source_count": 1, "reports": [], "history": [], "contested": [], "joins": [], "review": null, "decisions": []});
        serde_json::from_value(event).unwrap()
    }

    /// The same, as the kind has it: all sides act, or one acts upon the other.
    pub fn between(kind: EventKind, status: Status) -> EventRecord {
        if kind.is_symmetric() { event(kind, status, &["FRA", "DEU"], &[]) } else { event(kind, status, &["FRA"], &["DEU"]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::{EventKind, Status, crosswalk};

    #[test]
    fn every_row_of_the_crosswalk_has_its_codes_in_the_tables() {
        let mut rows = 0;
        for kind in EventKind::ALL {
            for status in Status::ALL {
                let Some(codes) = crosswalk(*kind, *status) else { continue };
                rows += 1;
                let scale = plover(codes.plover, codes.mode).unwrap_or_else(|| panic!("{kind} {status}: {} {} is not in plover.tsv", codes.plover, codes.mode));
                for code in [codes.cameo, codes.cameo_back].into_iter().filter(|code| !code.is_empty()) {
                    assert!(goldstein(code).is_some(), "{kind} {status}: {code} is not in cameo.tsv");
                    let quad = quad_class(code).unwrap();
                    // A cooperative code never stands beside a hostile event. REQUEST is verbal conflict in PLOVER, an appeal in CAMEO.
                    assert!((quad <= 2) == (scale.quad <= 2) || codes.plover == "REQUEST", "{kind} {status}: {code} and {}", codes.plover);
                }
            }
        }
        assert!(rows > 150, "{rows}");
    }
}
