//! The codebook's enumerations: kinds of events, statuses, types of instruments and the rest.
//!
//! Names in JSON are the codebook's own, lower case with underscores or hyphens. Section numbers refer to `docs/codebook.md`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares a closed list of words of the codebook with its text forms.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every code, in the codebook's order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The code as written in JSON, CSV and rule files.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The code with this text, if there is one.
            pub fn parse(text: &str) -> Option<$name> {
                Some(match text { $($text => $name::$variant,)+ _ => return None })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

codes! {
    /// Kinds of events (section 3).
    EventKind {
        /// A representative travels to another state or organization.
        Visit = "visit",
        /// Formal talks.
        Talks = "talks",
        /// Meets, receives, calls on.
        Meeting = "meeting",
        /// Telephone or video conversation.
        Call = "call",
        /// Letter, telegram, condolence, congratulation.
        Message = "message",
        /// Takes part in, hosts or convenes a multilateral meeting.
        Conference = "conference",
        /// Dialogue or consultation between bodies or officials.
        Consultation = "consultation",
        /// A third party mediates.
        Mediation = "mediation",
        /// Appear before the press together.
        PressMeeting = "press_meeting",
        /// Welcome, farewell, credentials, award, commemoration, banquet, opening of a mission.
        Ceremony = "ceremony",
        /// An instrument is signed or initialled.
        Sign = "sign",
        /// A statement, communiqué or list is issued by the parties.
        Issue = "issue",
        /// An agreement without a named instrument.
        Agree = "agree",
        /// An instrument is extended or renewed.
        Extend = "extend",
        /// Approved by the competent body.
        Ratify = "ratify",
        /// An instrument enters into force.
        EnterIntoForce = "enter_into_force",
        /// Negotiations on an instrument or a dispute.
        Negotiate = "negotiate",
        /// Accedes to an instrument or organization.
        Join = "join",
        /// Leaves, denounces or terminates.
        Withdraw = "withdraw",
        /// Diplomatic relations set up or restored.
        EstablishRelations = "establish_relations",
        /// A relationship gets a new designation.
        UpgradeRelations = "upgrade_relations",
        /// Recall of an envoy, expulsion, severing, closing of a mission.
        DowngradeRelations = "downgrade_relations",
        /// Names an envoy or office-holder.
        Appoint = "appoint",
        /// A joint project, exercise or programme.
        Cooperate = "cooperate",
        /// Assistance, loan, debt relief.
        Aid = "aid",
        /// A state's or body's own decision, law or resolution.
        Decide = "decide",
        /// Sale or purchase between states.
        Trade = "trade",
        /// Public backing, praise.
        Support = "support",
        /// Asks or calls on a party to act.
        Request = "request",
        /// Blames, condemns, protests, summons.
        Accuse = "accuse",
        /// Demonstration, boycott by the public.
        Protest = "protest",
        /// Refuses, opposes, vetoes.
        Reject = "reject",
        /// Announces a harmful step.
        Threaten = "threaten",
        /// Restriction of trade, assets, entry, flights, arms.
        Sanction = "sanction",
        /// A restriction is lifted.
        LiftSanction = "lift_sanction",
        /// Ceases fire, releases, withdraws forces, cedes, apologises.
        Yield = "yield",
        /// Moves or readies forces, tests weapons.
        Mobilize = "mobilize",
        /// Arrest, seizure, blockade, deportation.
        Coerce = "coerce",
        /// Armed force.
        Assault = "assault",
    }
}

impl EventKind {
    /// Symmetric kinds: the principals on all sides are `actors` (marked ↔ in the codebook).
    pub fn is_symmetric(self) -> bool {
        use EventKind::*;
        matches!(
            self,
            Talks
                | Meeting
                | Call
                | Consultation
                | PressMeeting
                | Sign
                | Issue
                | Agree
                | Extend
                | EnterIntoForce
                | Negotiate
                | EstablishRelations
                | UpgradeRelations
                | Cooperate
        )
    }
}

codes! {
    /// Whether and how far a thing has happened (section 1).
    Status {
        /// Done, in force.
        Held = "held",
        /// Going on.
        Ongoing = "ongoing",
        /// Announced, decided.
        Planned = "planned",
        /// Not excluded, likely, reported as intended.
        Possible = "possible",
        /// Called for, offered, invited.
        Proposed = "proposed",
        /// Called off, or postponed without a date.
        Cancelled = "cancelled",
        /// Said not to have happened or not to be going to.
        Denied = "denied",
    }
}

codes! {
    /// Kinds of entities (section 2).
    EntityKind {
        /// State.
        State = "state",
        /// Person.
        Person = "person",
        /// Organization.
        Organization = "organization",
        /// Place.
        Place = "place",
        /// Office.
        Office = "office",
    }
}

codes! {
    /// What a text says about how long an instrument holds (section 4).
    TermKind {
        /// It ends on a day: 到期, 失效, 有效期至.
        Expires = "expires",
        /// It holds for a length of time: 有效期十年.
        ValidFor = "valid_for",
        /// It was extended to a day.
        ExtendedTo = "extended_to",
        /// It was extended by a length of time.
        ExtendedBy = "extended_by",
        /// It is extended by itself unless a party objects.
        Renews = "renews",
    }
}

codes! {
    /// Types of instruments (section 4).
    InstrumentType {
        /// Treaty.
        Treaty = "treaty",
        /// Agreement.
        Agreement = "agreement",
        /// Protocol.
        Protocol = "protocol",
        /// Joint statement.
        JointStatement = "joint_statement",
        /// Declaration.
        Declaration = "declaration",
        /// Communique.
        Communique = "communique",
        /// Memorandum.
        Memorandum = "memorandum",
        /// Contract.
        Contract = "contract",
        /// Plan.
        Plan = "plan",
        /// List.
        List = "list",
        /// Law.
        Law = "law",
        /// Resolution.
        Resolution = "resolution",
        /// Exchange of notes.
        ExchangeOfNotes = "exchange_of_notes",
        /// Other.
        Other = "other",
    }
}

codes! {
    /// What happens to an instrument (section 4).
    InstrumentAction {
        /// Signed.
        Signed = "signed",
        /// Issued.
        Issued = "issued",
        /// Adopted.
        Adopted = "adopted",
        /// Extended.
        Extended = "extended",
        /// Ratified.
        Ratified = "ratified",
        /// In force.
        InForce = "in_force",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// Referred.
        Referred = "referred",
    }
}

codes! {
    /// What happens to a relation (section 7).
    RelationAction {
        /// Established.
        Established = "established",
        /// Raised.
        Raised = "raised",
        /// Lowered.
        Lowered = "lowered",
        /// Restored.
        Restored = "restored",
        /// Severed.
        Severed = "severed",
        /// Described.
        Described = "described",
    }
}

codes! {
    /// How a figure's value bounds the true one (section 6).
    Comparator {
        /// Equal.
        Equal = "=",
        /// More than (突破, 超过, 余, 多).
        More = ">",
        /// Less than (不足, 不到).
        Less = "<",
        /// About (近, 约).
        About = "≈",
        /// At least (至少, 以上).
        AtLeast = ">=",
        /// At most (至多, 以下).
        AtMost = "<=",
    }
}

codes! {
    /// Direction of a change (section 6).
    Trend {
        /// Up.
        Up = "up",
        /// Down.
        Down = "down",
        /// Level.
        Level = "level",
    }
}

codes! {
    /// Kinds of articles (section 9).
    ArticleKind {
        /// News.
        News = "news",
        /// Interview.
        Interview = "interview",
        /// Commentary.
        Commentary = "commentary",
        /// List.
        List = "list",
        /// Brief.
        Brief = "brief",
        /// Caption only.
        CaptionOnly = "caption-only",
    }
}

codes! {
    /// Roles of blocks (section 9).
    BlockRole {
        /// Kicker.
        Kicker = "kicker",
        /// Headline.
        Headline = "headline",
        /// Lead.
        Lead = "lead",
        /// Body.
        Body = "body",
        /// Subhead.
        Subhead = "subhead",
        /// Caption.
        Caption = "caption",
        /// List item.
        ListItem = "list_item",
        /// Source.
        Source = "source",
        /// Byline.
        Byline = "byline",
    }
}

codes! {
    /// How exact a date is (section 1).
    Precision {
        /// Day.
        Day = "day",
        /// Days.
        Days = "days",
        /// Week.
        Week = "week",
        /// Part of month.
        PartOfMonth = "part-of-month",
        /// Month.
        Month = "month",
        /// Months.
        Months = "months",
        /// Season.
        Season = "season",
        /// Quarter.
        Quarter = "quarter",
        /// Half year.
        HalfYear = "half-year",
        /// Year.
        Year = "year",
        /// Years.
        Years = "years",
        /// Decade.
        Decade = "decade",
        /// Century.
        Century = "century",
    }
}

codes! {
    /// Part of the day.
    Part {
        /// Dawn.
        Dawn = "dawn",
        /// Morning.
        Morning = "morning",
        /// Noon.
        Noon = "noon",
        /// Afternoon.
        Afternoon = "afternoon",
        /// Evening.
        Evening = "evening",
        /// Night.
        Night = "night",
    }
}

codes! {
    /// Level of a visit (section 3).
    Level {
        /// State.
        State = "state",
        /// Official.
        Official = "official",
        /// Working.
        Working = "working",
        /// Private.
        Private = "private",
        /// Transit.
        Transit = "transit",
        /// Inspection.
        Inspection = "inspection",
    }
}

codes! {
    /// Where the date of publication comes from.
    DateBasis {
        /// Given.
        Given = "given",
        /// Metadata.
        Metadata = "metadata",
        /// Text.
        Text = "text",
        /// Inferred.
        Inferred = "inferred",
        /// Unknown.
        Unknown = "unknown",
    }
}

codes! {
    /// Types of mentions that `annotate` prints.
    MentionType {
        /// Person.
        Person = "person",
        /// State.
        State = "state",
        /// Organization.
        Organization = "organization",
        /// Place.
        Place = "place",
        /// Office.
        Office = "office",
        /// Outlet.
        Outlet = "outlet",
        /// Instrument.
        Instrument = "instrument",
        /// Time.
        Time = "time",
        /// Quantity.
        Quantity = "quantity",
        /// Trigger.
        Trigger = "trigger",
    }
}
