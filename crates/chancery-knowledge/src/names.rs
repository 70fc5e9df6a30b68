//! Names: states, persons with dated offices, organizations, places and offices, from `knowledge/names/**/*.tsv`.
//!
//! In: table rows. Out: entity and office rows plus folded forms. Columns are described in `knowledge/names/README.md`.

use chancery_model::{Date, EntityKind};
use chancery_text::fold_text;

use crate::tenure::{Tenure, body_id, earliest, latest};
use crate::{Diagnostic, Severity, tsv};

/// An entity of the knowledge.
#[derive(Clone, Debug, Default)]
pub struct EntityRow {
    /// `CHN`, `person:xi-jinping`, `org:un`, `place:beijing`.
    pub id: String,
    /// Kind; `None` only for the default value.
    pub kind: Option<EntityKind>,
    /// English name.
    pub english: String,
    /// Canonical Chinese name, as the table writes it first.
    pub name: String,
    /// State code or organization id that it belongs to; empty where it has none.
    pub state: String,
    /// Row of that state or organization, where the tables have it.
    pub state_row: Option<u32>,
    /// The table's own kind: igo, ministry, outlet, capital, venue …
    pub class: String,
    /// For a venue: id of the place that it lies in. For a state: its capital.
    pub within: String,
    /// Dated offices of a person.
    pub tenures: Vec<Tenure>,
    /// First and last day, for states of the past.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// File and line.
    pub place: (u16, u32),
}

/// Rank of an office, from highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// President, king.
    HeadOfState,
    /// Prime minister.
    HeadOfGovernment,
    /// Foreign minister.
    ForeignMinister,
    /// Ambassador, envoy.
    Envoy,
    /// Spokesperson.
    Spokesperson,
    /// Everybody else with a public office.
    Official,
    /// Scholars and experts.
    Expert,
    /// Journalists, hosts.
    Media,
    /// People without a name: 知情人士.
    Source,
}

/// An office or title.
#[derive(Clone, Debug)]
pub struct OfficeRow {
    /// Id.
    pub id: String,
    /// English.
    pub english: String,
    /// Rank.
    pub rank: Rank,
    /// Whether the word is a title only beside a body or a name (主席, 部长, 代表).
    pub dependent: bool,
    /// Who may hold it at a time.
    pub holders: Holders,
    /// Whether who holds it is a private person for all that (`private_offices`).
    pub private: bool,
}

/// How many persons may hold an office of one body at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holders {
    /// One.
    One,
    /// Any number.
    Many,
    /// Any number in these bodies, one elsewhere.
    ManyIn(Vec<String>),
}

impl Holders {
    fn parse(cell: &str) -> Holders {
        match cell {
            "" => Holders::One,
            "many" => Holders::Many,
            bodies => Holders::ManyIn(bodies.split('|').map(|body| body_id(body.trim())).collect()),
        }
    }

    /// Whether one body has one holder at a time.
    pub fn single(&self, body: &str) -> bool {
        match self {
            Holders::One => true,
            Holders::Many => false,
            Holders::ManyIn(bodies) => bodies.iter().all(|other| other != body),
        }
    }
}

/// Columns with forms that stand alone; those of `short` need a context.
pub(crate) const FORM_COLUMNS: [&str; 7] = ["tw", "hk", "cn", "names", "other", "demonyms", "government"];

/// Forms with what they name.
#[derive(Default)]
pub(crate) struct Names {
    pub entities: Vec<EntityRow>,
    pub offices: Vec<OfficeRow>,
    /// (folded form, entity, only in compounds)
    pub forms: Vec<(String, u32, bool)>,
    pub office_forms: Vec<(String, u32)>,
}

impl Names {
    pub fn load(&mut self, index: u16, file: &str, text: &str, found: &mut Vec<Diagnostic>) {
        let folder = file.split('/').nth(1).unwrap_or_default().to_owned();
        match folder.as_str() {
            "states" => self.entities(index, file, text, EntityKind::State, found),
            "persons" => self.entities(index, file, text, EntityKind::Person, found),
            "organizations" => self.entities(index, file, text, EntityKind::Organization, found),
            "places" => self.entities(index, file, text, EntityKind::Place, found),
            "offices" => self.offices(file, text, found),
            _ => {}
        }
    }

    fn entities(&mut self, index: u16, file: &str, text: &str, kind: EntityKind, found: &mut Vec<Diagnostic>) {
        let prefix = match kind {
            EntityKind::State => "",
            EntityKind::Person => "person:",
            EntityKind::Organization => "org:",
            _ => "place:",
        };
        tsv::read(file, text, &["id"], found, |row, found| {
            let id = row.cell("id");
            let at = self.entities.len() as u32;
            let mut forms: Vec<(&str, bool)> = Vec::new();
            for column in FORM_COLUMNS {
                forms.extend(row.list(column).map(|form| (form, false)));
            }
            forms.extend(row.list("short").map(|form| (form, true)));
            if kind == EntityKind::Person {
                forms.extend(row.list("latin").map(|form| (form, false)));
            }
            let Some((name, _)) = forms.first().copied() else {
                found.push(Diagnostic {
                    file: file.into(),
                    line: row.line,
                    column: 1,
                    severity: Severity::Error,
                    code: "no-form",
                    message: format!("expected at least one name for {id:?}, found none"),
                    hint: "fill one of cn, hk, tw, names".into(),
                });
                return;
            };
            for (form, short) in &forms {
                self.forms.push((fold_text(form), at, *short || form.chars().count() == 1));
            }
            let english = if kind == EntityKind::Person { row.list("latin").next().unwrap_or_default() } else { row.cell("english") };
            let state = if kind == EntityKind::State { id } else { row.cell("state") };
            self.entities.push(EntityRow {
                id: format!("{prefix}{id}"),
                kind: Some(kind),
                english: english.into(),
                name: row.list("cn").next().filter(|_| kind == EntityKind::Person).unwrap_or(name).into(),
                state: if kind == EntityKind::State { state.to_owned() } else { body_id(state) },
                state_row: None,
                class: row.cell("kind").into(),
                within: row.list(if kind == EntityKind::State { "capital" } else { "in" }).next().unwrap_or_default().into(),
                tenures: row.cell("tenures").split(';').filter_map(|text| Tenure::parse(text.trim())).collect(),
                from: earliest(row.cell("from")),
                to: latest(row.cell("to")),
                place: (index, row.line),
            });
        });
    }

    fn offices(&mut self, file: &str, text: &str, found: &mut Vec<Diagnostic>) {
        tsv::read(file, text, &["id", "rank", "names"], found, |row, _| {
            let at = self.offices.len() as u32;
            self.office_forms.extend(row.list("names").map(|form| (fold_text(form), at)));
            self.offices.push(OfficeRow {
                id: row.cell("id").into(),
                english: row.cell("english").into(),
                rank: rank(row.cell("rank")),
                dependent: row.cell("nouns_only") == "yes",
                holders: Holders::parse(row.cell("holders")),
                private: false,
            });
        });
    }
}

fn rank(cell: &str) -> Rank {
    match cell {
        "head-of-state" | "royal" => Rank::HeadOfState,
        "head-of-government" => Rank::HeadOfGovernment,
        "foreign-minister" => Rank::ForeignMinister,
        "envoy" => Rank::Envoy,
        "spokesperson" => Rank::Spokesperson,
        "expert" => Rank::Expert,
        "media" => Rank::Media,
        "source" => Rank::Source,
        _ => Rank::Official,
    }
}
