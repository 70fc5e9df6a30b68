//! The project's chores: `cargo xtask test | eval | bench | crash | sweep | sample | reconcile | rules | try | mine | ablation | mentions | coverage`.

mod ablation;
mod archive;
mod bench;
mod browser;
mod corpus;
mod coverage;
mod eval;
mod mentions;
mod mine;
mod persons;
mod reconcile;
mod rules;
mod sweep;
mod test;
mod web;

/// The allocator of the program, so that the chores measure what it does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    let done = match args.first().map(String::as_str) {
        Some("eval") => eval::run(&rest),
        Some("test") => test::run(&rest),
        Some("crash") => archive::crash(&rest),
        Some("hostile") => archive::hostile(&rest),
        Some("orders") => archive::orders(&rest),
        Some("bench") => bench::run(&rest),
        Some("sweep") => sweep::run(&rest),
        Some("sample") => sweep::sample(&rest),
        Some("ablation") => ablation::run(&rest),
        Some("mine") => mine::run(&rest),
        Some("mentions") => mentions::run(&rest),
        Some("coverage") => coverage::run(&rest),
        Some("reconcile") => reconcile::run(&rest),
        Some("rules") => rules::run(&rest),
        Some("try") => rules::try_text(&rest),
        other => Err(format!(
            "no chore {other:?}; one of test, eval, bench, crash, hostile, orders, sweep, sample, reconcile, rules, try, mine, ablation, mentions, coverage"
        )),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
