//! `chancery`: reads diplomatic news and prints a cited register.
//!
//! In: arguments, files, standard input. Out: data on standard output, messages on standard error, an exit code
//! ([`outcome::Outcome`]). All reading is done by the library crates; this one gathers inputs, hands them over and prints.

mod annotate;
mod archive;
mod arguments;
mod batch;
mod explain;
mod inputs;
mod knowledge;
mod outcome;
mod print;
mod read;
mod rules;
mod schema;
mod terminal;
mod trials;
mod why_not;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

fn main() -> ExitCode {
    batch::quiet_panics();
    let arguments = Arguments::parse();
    let mut terminal = Terminal::new(arguments.color);
    let done = batch::guarded("chancery", || run(&arguments, &mut terminal)).unwrap_or_else(|fault| Err(Stop::Failed(fault)));
    let done = done.and_then(|outcome| terminal.flush().map(|()| outcome));
    let outcome = done.unwrap_or_else(|stop| match stop {
        Stop::ReaderGone => Outcome::Done,
        Stop::Usage(message) => {
            terminal::complain("error", &message);
            Outcome::Usage
        }
        Stop::Failed(message) => {
            terminal::complain("error", &message);
            Outcome::SomeFailed
        }
    });
    ExitCode::from(outcome.code())
}

fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let folder = arguments.knowledge.as_deref();
    match &arguments.command {
        Command::Read(options) => read::run(options, folder, terminal),
        Command::Annotate(options) => annotate::run(options, folder, terminal),
        Command::Explain(options) => explain::run(options, folder, terminal),
        Command::WhyNot(options) => why_not::run(options, folder, terminal),
        Command::Rules(options) => rules::run(&options.action, folder, terminal),
        Command::Add(options) => archive::add::run(options, folder, terminal),
        Command::Search(options) => archive::search::run(options, terminal),
        Command::Failed(options) => archive::search::failed(options, terminal),
        Command::Schema(options) => schema::run(options, terminal),
        Command::Completions(options) => schema::completions(options, terminal),
    }
}
