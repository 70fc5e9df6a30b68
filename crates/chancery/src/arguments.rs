//! The command line: what may be said, and the help that says so.

use std::path::PathBuf;

use crate::archive::arguments::{
    AddOptions, BackupOptions, ChoreOptions, CiteOptions, CountOptions, CoverageOptions, DecideOptions, DecisionsOptions, ExportOptions, FailedOptions,
    ListOptions, RestoreOptions, SearchOptions, ServeOptions, ShowOptions,
};
use chancery_model::Date;
use clap::{Args, Parser, Subcommand, ValueEnum};

const EXIT_CODES: &str = "Exit codes: 0 done, 1 nothing found, 2 usage, 3 some inputs failed (each is named, the others are read).";

/// Reads diplomatic news and prints a cited register: events, instruments, statements, figures and relations, each with
/// the words that it was read from.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, before_help = "Example: chancery read --published 2026-05-21 page.txt", after_help = EXIT_CODES, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Arguments {
    /// When to colour: auto (on a terminal; NO_COLOR, CLICOLOR_FORCE and TERM=dumb are respected), always, never
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN", hide_possible_values = true, hide_default_value = true)]
    pub color: ColorChoice,
    /// Folder with names and frames to read with, instead of those built in
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read files, folders or standard input and print the register
    #[command(before_help = "Example: chancery read --published 2026-05-21 page.txt", after_help = EXIT_CODES)]
    Read(ReadOptions),
    /// List all names, times and quantities of a file with their ids and values
    #[command(before_help = "Example: chancery annotate --json page.txt", after_help = EXIT_CODES)]
    Annotate(AnnotateOptions),
    /// Show how a record came about: its rule, the words, the names, what else matched
    #[command(before_help = "Example: chancery explain page.txt v3", after_help = EXIT_CODES)]
    Explain(ExplainOptions),
    /// Name the first condition of a rule that fails on a sentence
    #[command(before_help = "Example: chancery why-not zh/talks/hold '會談成果豐碩。'", after_help = EXIT_CODES)]
    WhyNot(WhyNotOptions),
    /// Name the holders of an office, or the offices of a person
    #[command(before_help = "Example: chancery who 美國國務卿 --on 2018-05-01", after_help = EXIT_CODES)]
    Who(WhoOptions),
    /// List the rules, look for faults in the knowledge, run the rules' examples
    #[command(before_help = "Example: chancery rules test zh/talks", after_help = EXIT_CODES)]
    Rules(RulesOptions),
    /// Add sources to an archive: what is there already is not added twice
    #[command(before_help = "Example: chancery add news.jsonl pages/", after_help = EXIT_CODES)]
    Add(AddOptions),
    /// Search the texts of an archive: phrases of any length, both scripts
    #[command(before_help = "Example: chancery search '外交部 \"战略协作伙伴\"' --from 2019-01-01", after_help = EXIT_CODES)]
    Search(SearchOptions),
    /// Open the archive in a browser: read, search, check, cite
    #[command(before_help = "Example: chancery serve --archive demo --add examples", after_help = EXIT_CODES)]
    Serve(ServeOptions),
    /// List events, newest first; reports and independent sources are both counted
    #[command(before_help = "Example: chancery events --pair CHN-RUS --kind visit,talks --from 2019-01-01", after_help = EXIT_CODES)]
    Events(ListOptions),
    /// List events, oldest first
    #[command(before_help = "Example: chancery timeline --who 普京 --with 習近平", after_help = EXIT_CODES)]
    Timeline(ListOptions),
    /// List treaties, statements, contracts … with what happened to them
    #[command(before_help = "Example: chancery instruments --pair CHN-RUS --kind treaty", after_help = EXIT_CODES)]
    Instruments(ListOptions),
    /// List what somebody is reported to say
    #[command(before_help = "Example: chancery statements --who 王毅 --from 2019-06-01", after_help = EXIT_CODES)]
    Statements(ListOptions),
    /// List numbers with what they count
    #[command(before_help = "Example: chancery figures --state RUS --text 貿易額", after_help = EXIT_CODES)]
    Figures(ListOptions),
    /// List relations with their ladder of designations
    #[command(before_help = "Example: chancery relations --state CHN", after_help = EXIT_CODES)]
    Relations(ListOptions),
    /// List persons and organizations, those told of most first
    #[command(before_help = "Example: chancery people --who 普京", after_help = EXIT_CODES)]
    People(ListOptions),
    /// List fixed wordings with first and last use
    #[command(before_help = "Example: chancery formulations --text 命运共同体", after_help = EXIT_CODES)]
    Formulations(ListOptions),
    /// Count events and their reports by kind, year, state, pair …
    #[command(before_help = "Example: chancery count --by year --pair CHN-RUS --kind visit", after_help = EXIT_CODES)]
    Count(CountOptions),
    /// Show everything known of a record, with every source's words; or a document
    #[command(before_help = "Example: chancery show ev-0123456789abcdef", after_help = EXIT_CODES)]
    Show(ShowOptions),
    /// Explain why reports were taken as one event
    #[command(before_help = "Example: chancery why-merged ev-0123456789abcdef", after_help = EXIT_CODES)]
    WhyMerged(ShowOptions),
    /// Print references to a document, or to all documents that tell a record
    #[command(before_help = "Example: chancery cite d-0123456789abcdef --style gb7714", after_help = EXIT_CODES)]
    Cite(CiteOptions),
    /// Write records in the formats of other tools
    #[command(before_help = "Example: chancery export --format csv --pair CHN-RUS --out tables", after_help = EXIT_CODES)]
    Export(ExportOptions),
    /// Count documents per outlet and name the days without any
    #[command(before_help = "Example: chancery coverage --from 2019-01-01 --to 2019-12-31", after_help = EXIT_CODES)]
    Coverage(CoverageOptions),
    /// Record a decision: accept, reject, correct, merge, split, same-person, undo
    #[command(before_help = "Example: chancery decide reject ev-0123456789abcdef --why 'a rehearsal'", after_help = EXIT_CODES)]
    Decide(DecideOptions),
    /// List decisions
    #[command(before_help = "Example: chancery decisions", after_help = EXIT_CODES)]
    Decisions(DecisionsOptions),
    /// Compare everything stored with what it was made of
    #[command(before_help = "Example: chancery verify", after_help = "Exit codes: 0 all is as it was given, 2 usage, 3 failed, 4 something is not.")]
    Verify(ChoreOptions),
    /// Make index and register anew from sources, readings and decisions
    #[command(before_help = "Example: chancery rebuild", after_help = EXIT_CODES)]
    Rebuild(ChoreOptions),
    /// Read all documents again with this program and its knowledge, and say which facts changed
    #[command(before_help = "Example: chancery reread", after_help = EXIT_CODES)]
    Reread(ChoreOptions),
    /// Copy the archive into another folder, while it may be in use
    #[command(before_help = "Example: chancery backup /media/disk/archive-2026-05", after_help = EXIT_CODES)]
    Backup(BackupOptions),
    /// Put a copy in the place of an archive
    #[command(before_help = "Example: chancery restore /media/disk/archive-2026-05 --archive archive", after_help = EXIT_CODES)]
    Restore(RestoreOptions),
    /// Say how the archive is: counts, version, faults
    #[command(before_help = "Example: chancery doctor", after_help = "Exit codes: 0 sound, 2 usage, 3 failed, 4 faults.")]
    Doctor(ChoreOptions),
    /// List what could not be added
    #[command(before_help = "Example: chancery failed", after_help = EXIT_CODES)]
    Failed(FailedOptions),
    /// Print the JSON Schema (draft 2020-12) of a reading
    #[command(before_help = "Example: chancery schema > reading.schema.json")]
    Schema(SchemaOptions),
    /// Print completions for a shell
    #[command(before_help = "Example: chancery completions bash > ~/.local/share/bash-completion/completions/chancery")]
    Completions(CompletionsOptions),
}

/// What is known of the inputs from elsewhere.
#[derive(Clone, Debug, Default, Args)]
pub struct SourceOptions {
    /// Date of publication (YYYY-MM-DD) for texts that state none; without it relative dates stay open
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub published: Option<Date>,
    /// Encoding of the files (utf-8, gb18030, big5, utf-16le …), instead of detecting it
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<String>,
}

/// `chancery read`.
#[derive(Debug, Args)]
pub struct ReadOptions {
    /// Files; folders, of which every .txt and .md file is read; - for standard input
    #[arg(value_name = "FILES|FOLDERS|-")]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub source: SourceOptions,
    /// One JSON object, for a single input
    #[arg(long, conflicts_with = "jsonl")]
    pub json: bool,
    /// One JSON object per line and input
    #[arg(long)]
    pub jsonl: bool,
    /// How many files to read at the same time (0: as many as there are processors)
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Print quotations at full length
    #[arg(long, conflicts_with_all = ["json", "jsonl"])]
    pub full: bool,
}

/// `chancery annotate`.
#[derive(Debug, Args)]
pub struct AnnotateOptions {
    /// A file, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    #[command(flatten)]
    pub source: SourceOptions,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `chancery explain`.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A file, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// Id of a record as `chancery read` prints it: v3, i2, s1, f4, r1
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub source: SourceOptions,
}

/// `chancery why-not`.
#[derive(Debug, Args)]
pub struct WhyNotOptions {
    /// Id of a rule, as `chancery rules list` prints it
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// A sentence or a short passage
    #[arg(value_name = "SENTENCE")]
    pub sentence: String,
    /// Date of publication (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub published: Option<Date>,
}

/// `chancery who`.
#[derive(Debug, Args)]
pub struct WhoOptions {
    /// A title with its state or body (美國國務卿, 中国驻法国大使, 联合国秘书长), or a person's name
    #[arg(value_name = "TITLE|NAME")]
    pub query: String,
    /// Only who held it, or what was held, on this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Date>,
}

/// `chancery rules`.
#[derive(Debug, Args)]
pub struct RulesOptions {
    /// What to do with the rules
    #[command(subcommand)]
    pub action: RulesAction,
}

/// Chores about rules.
#[derive(Debug, Subcommand)]
pub enum RulesAction {
    /// List rules with their kinds, triggers and places
    #[command(before_help = "Example: chancery rules list zh/talks")]
    List {
        /// Beginning of the ids
        #[arg(default_value = "")]
        prefix: String,
    },
    /// Report faults of the knowledge, each with file, line, column and remedy
    #[command(before_help = "Example: chancery rules lint --knowledge knowledge")]
    Lint,
    /// Run the examples of rules
    #[command(before_help = "Example: chancery rules test zh/talks")]
    Test {
        /// Beginning of the ids
        #[arg(default_value = "")]
        prefix: String,
    },
}

/// `chancery schema`.
#[derive(Debug, Args)]
pub struct SchemaOptions {
    /// The schema of `chancery annotate --json` instead
    #[arg(long)]
    pub mentions: bool,
}

/// `chancery completions`.
#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

pub fn day(text: &str) -> Result<Date, String> {
    Date::parse(text.trim()).ok_or_else(|| "expected a day of the calendar as YYYY-MM-DD, for example 2026-05-21".to_owned())
}

/// The first day of a day, month or year.
pub fn first_day(text: &str) -> Result<Date, String> {
    span(text).map(|(first, _)| first)
}

/// The last day of a day, month or year.
pub fn last_day(text: &str) -> Result<Date, String> {
    span(text).map(|(_, last)| last)
}

fn span(text: &str) -> Result<(Date, Date), String> {
    let text = text.trim();
    let day = || Date::parse(text).map(|day| (day, day));
    let month = || Date::parse(&format!("{text}-01")).map(|first| (first, first.month_end()));
    let year = || Date::parse(&format!("{text}-01-01")).zip(Date::parse(&format!("{text}-12-31")));
    day().or_else(month).or_else(year).ok_or_else(|| "expected a day, month or year as YYYY-MM-DD, YYYY-MM or YYYY, for example 2026-05".to_owned())
}
