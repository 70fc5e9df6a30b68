//! The command line of the archive's commands.

use std::path::PathBuf;

use chancery_model::Date;
use clap::{Args, ValueEnum};

use crate::arguments::{SourceOptions, day};

/// Which archive.
#[derive(Clone, Debug, Default, Args)]
pub struct ArchiveOptions {
    /// Folder of the archive, instead of the one that CHANCERY_ARCHIVE names, else the user's data folder
    #[arg(long, value_name = "DIR")]
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
    /// Apache Parquet
    Parquet,
}

/// How an answer is printed.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputOptions {
    /// Shape: table, json, jsonl, csv, parquet
    #[arg(long, value_enum, value_name = "SHAPE", conflicts_with_all = ["json", "jsonl", "csv"], hide_possible_values = true)]
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
#[derive(Debug, Args)]
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
    /// Raise or lower a limit: item=32M, unpacked=…, ratio=…, seconds=…
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

/// `chancery search`.
#[derive(Debug, Args)]
pub struct SearchOptions {
    /// Words that must all be there; a phrase in quotation marks; words that must not be there after a hyphen
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub archive: ArchiveOptions,
    /// First day of publication (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<Date>,
    /// Last day of publication
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub to: Option<Date>,
    /// Outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Language: zh, zh-Hant, zh-Hans, en …
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Only say how many documents there are
    #[arg(long)]
    pub count: bool,
    #[command(flatten)]
    pub output: OutputOptions,
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
