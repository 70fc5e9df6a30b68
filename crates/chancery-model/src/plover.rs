//! Codes of PLOVER 0.8 and CAMEO for a kind and status. The kinds stay factored everywhere else; only the reading's `plover` field
//! and exports use this table. Its rows stand in `data/crosswalk.tsv` with the reasons where the manuals leave a choice.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EventKind, Status};

/// A PLOVER event with its mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plover {
    /// Event, in capitals.
    #[serde(rename = "type")]
    pub event: String,
    /// Mode, where PLOVER has one that the kind settles.
    pub mode: Option<String>,
}

/// Who does it to whom, in the eyes of other systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From actors to recipients.
    Forward,
    /// From each side to all others.
    Both,
    /// From recipients to actors.
    Back,
}

/// Codes of other systems; empty where they have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// PLOVER event.
    pub plover: &'static str,
    /// PLOVER mode.
    pub mode: &'static str,
    /// PLOVER contexts that the status sets.
    pub contexts: Vec<&'static str>,
    /// Direction.
    pub direction: Direction,
    /// CAMEO code in that direction.
    pub cameo: &'static str,
    /// CAMEO code of a second row the other way round.
    pub cameo_back: &'static str,
}

static TABLE: LazyLock<Vec<Vec<Option<Codes>>>> = LazyLock::new(|| {
    let mut table = vec![vec![None; Status::ALL.len()]; EventKind::ALL.len()];
    let rows = include_str!("../data/crosswalk.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    for row in rows {
        let cells: Vec<&'static str> = row.split('\t').collect();
        let [kinds, statuses, plover, mode, contexts, direction, cameo, cameo_back, _reason] = cells[..] else { continue };
        let direction = match direction {
            "both" => Direction::Both,
            "back" => Direction::Back,
            _ => Direction::Forward,
        };
        let contexts = contexts.split('|').filter(|context| !context.is_empty()).collect();
        let codes = Codes { plover, mode, contexts, direction, cameo, cameo_back };
        for kind in kinds.split('|').filter_map(EventKind::parse) {
            for status in statuses.split('|').filter_map(Status::parse) {
                if let Some(cell) = table.get_mut(kind as usize).and_then(|row| row.get_mut(status as usize)) {
                    *cell = Some(codes.clone());
                }
            }
        }
    }
    table
});

/// The codes of a kind and status; `None` for what neither system codes (appointments, own decisions, what was not done).
pub fn crosswalk(kind: EventKind, status: Status) -> Option<&'static Codes> {
    TABLE.get(kind as usize)?.get(status as usize)?.as_ref().filter(|codes| !codes.plover.is_empty() || !codes.cameo.is_empty())
}

/// The PLOVER code of a kind and status.
pub fn plover(kind: EventKind, status: Status) -> Option<Plover> {
    let codes = crosswalk(kind, status).filter(|codes| !codes.plover.is_empty())?;
    Some(Plover { event: codes.plover.into(), mode: Some(codes.mode.into()).filter(|mode: &String| !mode.is_empty()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_kind_with_every_status_once() {
        let mut seen = std::collections::BTreeSet::new();
        for row in include_str!("../data/crosswalk.tsv").lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 9, "{row}");
            assert!(["forward", "both", "back", ""].contains(&cells[5]), "{row}");
            assert!(!cells[2].is_empty() || !cells[8].is_empty(), "no code and no reason: {row}");
            for kind in cells[0].split('|') {
                for status in cells[1].split('|') {
                    let pair = (EventKind::parse(kind).expect(kind), Status::parse(status).expect(status));
                    assert!(seen.insert(pair), "twice: {kind} {status}");
                }
            }
        }
        assert_eq!(seen.len(), EventKind::ALL.len() * Status::ALL.len());
    }

    #[test]
    fn status_decides_the_code_together_with_the_kind() {
        let code = |kind, status| plover(kind, status).map(|code| (code.event, code.mode));
        let row = |event: &str, mode: Option<&str>| Some((event.to_owned(), mode.map(str::to_owned)));
        assert_eq!(code(EventKind::Visit, Status::Held), row("CONSULT", Some("visit")));
        assert_eq!(code(EventKind::Visit, Status::Planned), row("AGREE", None));
        assert_eq!(code(EventKind::Meeting, Status::Denied), row("REJECT", Some("meet")));
        assert_eq!(code(EventKind::Sanction, Status::Possible), row("THREATEN", Some("restrict")));
        assert_eq!(code(EventKind::Appoint, Status::Held), None);
    }
}
