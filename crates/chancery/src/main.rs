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
mod who;
mod why_not;

use std::process::ExitCode;

use clap::Parser;

use crate::archive::records::List;
use crate::archive::{keep, records};
use crate::arguments::{Arguments, Command};
use crate::outcome::{Outcome, Stop};

/// A reading is made of many small things that live no longer than it: an allocator that keeps them together is a sixth faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
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
        Command::Who(options) => who::run(options, folder, terminal),
        Command::Rules(options) => rules::run(&options.action, folder, terminal),
        Command::Add(options) => archive::add::run(options, folder, terminal),
        Command::Search(options) => archive::search::run(options, terminal),
        Command::Events(options) => records::run(List::Events, options, folder, terminal),
        Command::Timeline(options) => records::run(List::Timeline, options, folder, terminal),
        Command::Instruments(options) => records::run(List::Instruments, options, folder, terminal),
        Command::Statements(options) => records::run(List::Statements, options, folder, terminal),
        Command::Figures(options) => records::run(List::Figures, options, folder, terminal),
        Command::Relations(options) => records::run(List::Relations, options, folder, terminal),
        Command::People(options) => records::run(List::People, options, folder, terminal),
        Command::Formulations(options) => records::run(List::Formulations, options, folder, terminal),
        Command::Count(options) => records::count(options, folder, terminal),
        Command::Coverage(options) => records::coverage(options, terminal),
        Command::Serve(options) => archive::serve::run(options, folder, terminal),
        Command::Cite(options) => archive::cite::run(options, terminal),
        Command::Export(options) => archive::export::run(options, folder, terminal),
        Command::Show(options) => archive::show::run(options, terminal),
        Command::WhyMerged(options) => archive::show::why_merged(options, terminal),
        Command::Decide(options) => keep::decide(options, terminal),
        Command::Decisions(options) => keep::decisions(options, terminal),
        Command::Verify(options) => keep::verify(options, terminal),
        Command::Rebuild(options) => keep::rebuild(options, terminal),
        Command::Reread(options) => keep::reread(options, folder, terminal),
        Command::Backup(options) => keep::backup(options, terminal),
        Command::Restore(options) => keep::restore(options, terminal),
        Command::Doctor(options) => keep::doctor(options, terminal),
        Command::Failed(options) => archive::search::failed(options, terminal),
        Command::Schema(options) => schema::run(options, terminal),
        Command::Completions(options) => schema::completions(options, terminal),
    }
}
