//! The command line of the archive's commands.

use std::path::PathBuf;

use chancery_export::{Format, Style};
use chancery_model::Date;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::arguments::{SourceOptions, first_day, last_day};

/// Which archive.
#[derive(Clone, Debug, Default, Args)]
pub struct ArchiveOptions {
    /// Folder of the archive, instead of the one that CHANCERY_ARCHIVE names, else the user's data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub archive: Option<PathBuf>,
}

/// The shape of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// Columns for a person
    Table,
    /// One JSON array
    Json,
    /// One JSON object on a line
    Jsonl,
    /// Comma-separated values with a line of headings
    Csv,
    /// Parquet
    Parquet,
}

/// How an answer is printed.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputOptions {
    /// Shape: table, json, jsonl, csv, parquet
    #[arg(long, value_enum, value_name = "SHAPE", visible_alias = "format", conflicts_with_all = ["json", "jsonl", "csv"], hide_possible_values = true)]
    pub output: Option<Shape>,
    /// The same as --output json
    #[arg(long)]
    pub json: bool,
    /// The same as --output jsonl
    #[arg(long, conflicts_with = "json")]
    pub jsonl: bool,
    /// The same as --output csv
    #[arg(long, conflicts_with_all = ["json", "jsonl"])]
    pub csv: bool,
    /// At most so many results; without it all are printed
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

impl OutputOptions {
    /// The shape asked for.
    pub fn shape(&self) -> Shape {
        match self {
            OutputOptions { output: Some(shape), .. } => *shape,
            OutputOptions { json: true, .. } => Shape::Json,
            OutputOptions { jsonl: true, .. } => Shape::Jsonl,
            OutputOptions { csv: true, .. } => Shape::Csv,
            _ => Shape::Table,
        }
    }
}

/// `chancery add`.
#[derive(Debug, Default, Args)]
pub struct AddOptions {
    /// Files of text, HTML, PDF, DOCX, JSON, JSON Lines, CSV, RSS or Atom, WARC, gzip and zip files of these; folders of such files; - for standard input
    #[arg(value_name = "SOURCES", required_unless_present = "retry")]
    pub sources: Vec<PathBuf>,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub source: SourceOptions,
    /// Which column or field holds what: text=body, title=…, published=…, outlet=…, url=…; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Format of the sources, instead of finding it by their bytes (text, html, pdf, docx, json, json-lines, csv, feed, warc, zip …)
    #[arg(long, value_name = "NAME")]
    pub format: Option<String>,
    /// Raise or lower a limit: text=8M, item=32M, unpacked=…, ratio=…, seconds=…
    #[arg(long = "limit", value_name = "NAME=NUMBER")]
    pub limits: Vec<String>,
    /// Try again what failed before
    #[arg(long)]
    pub retry: bool,
    /// How many documents to read at the same time (0: as many as there are processors)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// One JSON object per document, printed once it is on the disk
    #[arg(long)]
    pub jsonl: bool,
}

/// `chancery serve`.
#[derive(Debug, Args)]
pub struct ServeOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// Sources to add first, as chancery add takes them; the archive is made if there is none
    #[arg(long, value_name = "SOURCES", num_args = 1..)]
    pub add: Vec<PathBuf>,
    /// Port to listen on; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8321)]
    pub port: u16,
    /// Do not open a browser
    #[arg(long)]
    pub no_open: bool,
    /// Serve several people: accounts with roles, tokens, a log
    #[arg(long)]
    pub team: bool,
    /// Address to listen on, with --team; else this machine alone can reach the server
    #[arg(long, value_name = "IP")]
    pub address: Option<std::net::IpAddr>,
    /// Name under which a proxy reaches the server; may be given several times
    #[arg(long, value_name = "NAME")]
    pub host_name: Vec<String>,
}

/// `chancery search`.
#[derive(Debug, Args)]
pub struct SearchOptions {
    /// Words that must all be there; a phrase in quotation marks; words that must not be there after a hyphen
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// First day of publication (YYYY-MM-DD, YYYY-MM or YYYY)
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub from: Option<Date>,
    /// Last day of publication
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub to: Option<Date>,
    /// Outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Language: zh, zh-Hant, zh-Hans, en …
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Order: newest first; or relevance: the words in the title, then most often for the text's length, then newest
    #[arg(long, value_enum, value_name = "ORDER", default_value = "newest", hide_possible_values = true)]
    pub order: Order,
    /// Only say how many documents there are
    #[arg(long)]
    pub count: bool,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// The order of documents found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// By day of publication
    Newest,
    /// By how well they fit
    Relevance,
}

/// `chancery failed`.
#[derive(Debug, Args)]
pub struct FailedOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `chancery verify`, `rebuild`, `doctor` and others that take no more than an archive.
#[derive(Debug, Args)]
pub struct ChoreOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// What a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct FilterOptions {
    /// Somebody who takes part: a name in any script or in English, or an id (person:xi-jinping)
    #[arg(long, value_name = "NAME")]
    pub who: Vec<String>,
    /// Somebody who takes part besides
    #[arg(long, value_name = "NAME")]
    pub with: Vec<String>,
    /// A state or organization: a name, an ISO code (CHN), an id
    #[arg(long, value_name = "STATE")]
    pub state: Vec<String>,
    /// Two states: CHN-RUS
    #[arg(long, value_name = "A-B")]
    pub pair: Option<String>,
    /// Kind of an event (visit, talks, sign …), type of an instrument, act of a relation
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Status: held, planned, cancelled …
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub status: Vec<String>,
    /// Not ended before this day (YYYY-MM-DD, YYYY-MM or YYYY); of statements and figures, the day of publication
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub from: Option<Date>,
    /// Not begun after this day
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub to: Option<Date>,
    /// Told by this outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// At this place
    #[arg(long, value_name = "PLACE")]
    pub place: Vec<String>,
    /// Told by documents with these words, as chancery search takes them
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
}

/// `chancery events` and the other lists.
#[derive(Debug, Args)]
pub struct ListOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub filter: FilterOptions,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What events are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CountBy {
    /// Kind
    Kind,
    /// Status
    Status,
    /// Year
    Year,
    /// Month
    Month,
    /// State or organization
    State,
    /// Two of them
    Pair,
    /// Outlet
    Outlet,
}

/// `chancery count`.
#[derive(Debug, Args)]
pub struct CountOptions {
    /// What to count by
    #[arg(long, value_enum, default_value = "kind")]
    pub by: CountBy,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub filter: FilterOptions,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `chancery coverage`.
#[derive(Debug, Args)]
pub struct CoverageOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// From this day on (YYYY-MM-DD, YYYY-MM or YYYY); else from each outlet's first document
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub from: Option<Date>,
    /// To this day; else to each outlet's last document
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub to: Option<Date>,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `chancery show` and `chancery why-merged`.
#[derive(Debug, Args)]
pub struct ShowOptions {
    /// Id of a record, a report, a person, a document
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
    /// Of a document, the text alone
    #[arg(long, conflicts_with = "json")]
    pub text: bool,
}

/// `chancery decide`.
#[derive(Debug, Args)]
pub struct DecideOptions {
    /// What is decided
    #[command(subcommand)]
    pub verdict: Verdict,
    /// Why
    #[arg(long, global = true, default_value = "", value_name = "REASON")]
    pub why: String,
    /// Who decides, instead of CHANCERY_WHO or the user's name
    #[arg(long, global = true, value_name = "NAME")]
    pub who: Option<String>,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// One JSON object
    #[arg(long, global = true)]
    pub json: bool,
}

/// What can be decided.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Verdict {
    /// A record is right
    Accept {
        /// Id of the record
        id: String,
    },
    /// A record is no fact: it is kept, marked
    Reject {
        /// Id of the record
        id: String,
    },
    /// A field has another value
    Correct {
        /// Id of the record
        id: String,
        /// Field: kind, status, date, actors, sides, places …
        field: String,
        /// Value; empty clears the field
        value: String,
    },
    /// Records are one
    Merge {
        /// Ids of the records
        #[arg(required = true, num_args = 2..)]
        ids: Vec<String>,
    },
    /// Reports leave a record
    Split {
        /// Id of the record
        id: String,
        /// Ids of the reports that leave it together, as chancery why-merged prints them
        #[arg(required = true)]
        items: Vec<String>,
    },
    /// Names are one person or organization
    SamePerson {
        /// Ids, the one to be used first
        #[arg(required = true, num_args = 2..)]
        ids: Vec<String>,
    },
    /// A decision is taken back
    Undo {
        /// Its id, as chancery decisions prints it
        decision: String,
    },
}

/// `chancery decisions`.
#[derive(Debug, Args)]
pub struct DecisionsOptions {
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub output: OutputOptions,
}

/// `chancery backup`.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// Folder for the copy, without an archive
    #[arg(value_name = "FOLDER")]
    pub to: PathBuf,
    #[command(flatten)]
    pub archive: ArchiveOptions,
}

/// `chancery restore`.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// Folder of the copy
    #[arg(value_name = "FOLDER")]
    pub from: PathBuf,
    #[command(flatten)]
    pub archive: ArchiveOptions,
}

/// How `cite` writes: a style, or a format of lists of references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Citation {
    /// A reference as a text.
    Style(Style),
    /// Data for a program.
    Format(Format),
}

/// Formats that hold references.
const REFERENCES: [Format; 3] = [Format::Bibtex, Format::Ris, Format::Csl];

fn citations() -> impl TypedValueParser<Value = Citation> {
    let styles = Style::ALL.iter().map(|style| PossibleValue::new(style.name()).help(style.about()));
    let formats = REFERENCES.iter().map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(styles.chain(formats)).try_map(|name| {
        let format = || Format::parse(&name).map(Citation::Format);
        Style::parse(&name).map(Citation::Style).or_else(format).ok_or("no such style")
    })
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let all = Format::ALL.iter().map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(all).try_map(|name| Format::parse(&name).ok_or("no such format"))
}

/// `chancery cite`.
#[derive(Debug, Args)]
pub struct CiteOptions {
    /// Ids of documents, or of records to cite all documents that tell them; an instrument is cited itself besides
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Style of the reference
    #[arg(long, value_parser = citations(), default_value = "chicago")]
    pub style: Citation,
    #[command(flatten)]
    pub archive: ArchiveOptions,
}

/// `chancery export`.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// Ids of records; without any, all records that fit
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Format
    #[arg(long, value_parser = formats(), value_name = "FORMAT")]
    pub format: Format,
    /// File or, of formats with several files, a folder (made where there is none) or a .zip file; else standard output
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Of csv and parquet, this table alone: events, reports, evidence, claims, instruments, steps, terms, relations, designations, statements, figures, persons, documents
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// Of csv, put an apostrophe before texts that a spreadsheet would take for a formula
    #[arg(long)]
    pub excel_safe: bool,
    /// Of csv, begin with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub bom: bool,
    /// At most so many characters of a quotation; places and digests are always whole
    #[arg(long, value_name = "N")]
    pub quote: Option<usize>,
    /// Of gdelt, a row for each pair of a gathering of more than two sides
    #[arg(long)]
    pub pairs: bool,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    #[command(flatten)]
    pub filter: FilterOptions,
}
