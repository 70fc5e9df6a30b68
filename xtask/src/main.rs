//! The project's chores: `cargo xtask test | eval | bench | rules`.

mod eval;
mod rules;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    let done = match args.first().map(String::as_str) {
        Some("eval") => eval::run(&rest),
        Some("rules") => rules::run(&rest),
        Some("try") => rules::try_text(&rest),
        other => Err(format!("no chore {other:?}; one of eval, rules, try")),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
