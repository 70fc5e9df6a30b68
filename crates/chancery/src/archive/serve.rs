//! `chancery serve`: the web application over an archive.
//!
//! In: an archive, and sources to add to it first. Out: the address to open, on standard output; then calls are answered until Ctrl-C.

use std::path::Path;
use std::process::{Command, Stdio};

use chancery_server::{App, Mode, Options};

use super::add;
use super::arguments::{AddOptions, ServeOptions};
use crate::knowledge;
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

impl From<chancery_server::Error> for Stop {
    fn from(error: chancery_server::Error) -> Stop {
        Stop::Failed(error.to_string())
    }
}

/// Runs the command.
pub fn run(options: &ServeOptions, folder: Option<&Path>, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    if options.address.is_some_and(|address| !address.is_loopback()) && !options.team {
        return Err(Stop::Usage(
            "--address: without --team the server has no accounts and is for this machine alone. Add --team, or leave --address out.".into(),
        ));
    }
    if !options.add.is_empty() {
        let sources = AddOptions { sources: options.add.clone(), archive: options.archive.clone(), ..AddOptions::default() };
        add::run(&sources, folder, terminal)?;
    }
    let user = ["CHANCERY_WHO", "USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok()).filter(|who| !who.is_empty());
    let app = App::open(Options {
        folder: super::folder(&options.archive)?,
        mode: if options.team { Mode::Team } else { Mode::Local },
        hosts: options.host_name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        knowledge: knowledge::files(folder)?,
        user: user.unwrap_or_else(|| "local".to_owned()),
    })?;
    let server = chancery_server::bind(app, options.address, options.port)?;
    let address = server.address();
    terminal.write(&format!("{address}\n"))?;
    terminal.flush()?;
    if !options.no_open {
        show(&address);
    }
    server.run()?;
    Ok(Outcome::Done)
}

/// Opens an address in the user's browser; where there is none, the address on standard output is what there is.
fn show(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "windows") {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let _ = Command::new(program).args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
