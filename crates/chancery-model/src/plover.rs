//! PLOVER 0.8 event and mode of a kind and status. The kinds stay factored everywhere else; only the reading's `plover` field
//! and exports use this table. Its rows follow PLOVER's manual: what is announced is AGREE, what is refused REJECT, harm
//! that is announced THREATEN.

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

/// The PLOVER code of a kind and status; `None` for kinds that PLOVER does not code (appointments, own decisions).
pub fn plover(kind: EventKind, status: Status) -> Option<Plover> {
    use EventKind::*;
    let done = matches!(status, Status::Held | Status::Ongoing);
    let refused = matches!(status, Status::Cancelled | Status::Denied);
    let (event, mode) = match kind {
        Visit | Talks | Meeting | Call | Conference | Consultation | PressMeeting | Ceremony | Mediation | Negotiate => match (status, kind) {
            _ if refused => ("REJECT", Some("meet")),
            (Status::Proposed, _) => ("REQUEST", Some("meet")),
            _ if !done => ("AGREE", None),
            (_, Visit) => ("CONSULT", Some("visit")),
            (_, Call) => ("CONSULT", Some("phone")),
            (_, Conference) => ("CONSULT", Some("multilateral")),
            (_, Mediation) => ("CONSULT", Some("third-party")),
            _ => ("CONSULT", None),
        },
        Sign | Issue | Agree | Extend | Ratify | EnterIntoForce | Join => (if refused { "REJECT" } else { "AGREE" }, None),
        EstablishRelations | UpgradeRelations | Cooperate | Trade => (
            if refused {
                "REJECT"
            } else if done {
                "COOPERATE"
            } else {
                "AGREE"
            },
            None,
        ),
        Aid => (
            if refused {
                "REJECT"
            } else if done {
                "AID"
            } else {
                "AGREE"
            },
            None,
        ),
        Message | Support => ("SUPPORT", None),
        Request => ("REQUEST", None),
        Accuse => ("ACCUSE", None),
        Reject => ("REJECT", None),
        Threaten => ("THREATEN", None),
        Protest => ("PROTEST", None),
        Withdraw | DowngradeRelations => {
            if done {
                ("SANCTION", Some("withdraw"))
            } else {
                ("THREATEN", Some("relations"))
            }
        }
        Sanction => {
            if done {
                ("SANCTION", Some("discontinue"))
            } else {
                ("THREATEN", Some("restrict"))
            }
        }
        LiftSanction | Yield => ("CONCEDE", None),
        Mobilize => ("MOBILIZE", None),
        Coerce => (if done { "COERCE" } else { "THREATEN" }, None),
        Assault => (if done { "ASSAULT" } else { "THREATEN" }, None),
        Appoint | Decide => return None,
    };
    Some(Plover { event: event.into(), mode: mode.map(Into::into) })
}

#[cfg(test)]
mod tests {
    use super::*;

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
