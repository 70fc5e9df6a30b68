//! Who heads the government where no prime minister does: `names/governments.tsv`.
//!
//! In: the table. Out: rows of state, office and days. A state without a row has a prime minister, whatever his office is called.

use chancery_model::Date;

use crate::tenure::{earliest, latest};
use crate::{SourceFile, tsv};

/// Where the table stands.
pub(crate) const TABLE: &str = "names/governments.tsv";

/// An office that heads the government of a state on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Government {
    /// ISO code.
    pub state: String,
    /// Office id.
    pub office: String,
    /// First day; `None` for always.
    pub from: Option<Date>,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
}

/// The rows of the table, in its order.
pub fn governments(files: &[SourceFile]) -> Vec<Government> {
    let mut rows = Vec::new();
    for file in files.iter().filter(|file| file.path == TABLE) {
        tsv::read(&file.path, &file.text, &["state", "office"], &mut Vec::new(), |row, _| {
            let (state, office) = (row.cell("state").to_owned(), row.cell("office").to_owned());
            rows.push(Government { state, office, from: earliest(row.cell("from")), to: latest(row.cell("to")) });
        });
    }
    rows
}
