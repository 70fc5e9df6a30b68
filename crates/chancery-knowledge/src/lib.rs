//! Knowledge as data: names and frames, loaded, checked and compiled.
//!
//! In: the files of `knowledge/` as (path, text) pairs; nothing here reads a disk. Out: a [`Knowledge`] with
//! every name, marker and trigger in one [`Lexicon`], and [`Diagnostic`]s that name file, line and column,
//! many at a time. Knows nothing of documents; trying frames on text belongs to `chancery-reader`.

mod bodies;
mod diagnostic;
mod frames;
mod governments;
mod knowledge;
mod lexicon;
mod lint;
mod markers;
mod names;
mod packed;
mod per_form;
mod tenure;
mod tsv;

pub use diagnostic::{Diagnostic, Severity};
pub use frames::{Case, Example, Frame, Pick, Requirement, Role, Trigger};
pub use governments::{Government, governments};
pub use knowledge::{Knowledge, SourceFile};
pub use lexicon::{Found, Hit, Lexicon, Meaning, Tagged};
pub use lint::lint;
pub use markers::{Marker, MarkerKind, MarkerSet};
pub use names::{EntityRow, Holders, OfficeRow, Rank};
pub use packed::packed_files;
pub use per_form::PerForm;
pub use tenure::{Tenure, Title};
