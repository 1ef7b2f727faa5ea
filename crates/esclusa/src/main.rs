//! The binary: arguments become calls, and their answers exit codes. No judgement here.

mod asked;
mod audit;
mod cli;
mod cli_error;
mod detect;
mod exit;
mod explain;
mod harden;
mod input;
mod key;
mod language;
#[cfg(feature = "engine")]
mod live;
#[cfg(not(feature = "engine"))]
#[path = "live_without.rs"]
mod live;
mod lock;
mod model;
mod nearest;
mod output;
mod policy;
mod reading;
#[cfg(feature = "engine")]
mod run;
#[cfg(not(feature = "engine"))]
#[path = "run_without.rs"]
mod run;
mod secrets;
mod shown;
mod tell;
mod translate;
mod walk;

use std::process::ExitCode;

use esclusa_finding::{Catalogue, Language, Message};

use crate::exit::Exit;

/// Located trees are many small pieces: with the system's allocator a third of the time goes into handing them out.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let typed: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let sorted = run::sorted(typed);
    let arguments = sorted.as_ref().map_or(&[][..], |(arguments, _)| arguments);
    let choice = language::choose(arguments, |name| {
        std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
    });
    let catalogue = Catalogue::new(choice.language);
    if let Some(value) = choice.unknown {
        let values = Language::ALL.map(Language::tag).join(", ");
        let message = Message::new("cli-lang-unknown").with("value", value).with("values", values);
        output::complain(&catalogue.text(&message));
    }
    let is_run = match &sorted {
        Ok((_, is_run)) => *is_run,
        Err(()) => {
            output::complain(&catalogue.word("cli-not-text"));
            return Exit::NOT_RUN.into();
        }
    };
    let exit = match run(arguments, &catalogue) {
        Ok(exit) => exit,
        Err(error) => {
            output::complain(&esclusa_detect::redact(&format!("esclusa: {error:#}")));
            Exit::Trouble
        }
    };
    // Those who call `run` in the place of docker count on its codes.
    if is_run && exit == Exit::Trouble { Exit::NOT_RUN.into() } else { exit.into() }
}

fn run(arguments: &[std::ffi::OsString], catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let mut command = cli::command(catalogue);
    let matches = match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => return cli_error::show(&error, &mut command, catalogue),
    };
    match matches.subcommand() {
        Some(("audit", matches)) => audit::run(matches, catalogue),
        Some(("harden", matches)) => harden::run(matches, catalogue),
        Some(("run", matches)) => run::run(matches, catalogue),
        Some(("translate", matches)) => translate::run(matches, catalogue),
        Some(("model", matches)) => model::run(matches, catalogue),
        Some(("explain", matches)) => explain::page(matches, catalogue),
        Some(("rules", matches)) => match matches.subcommand() {
            Some(("test", matches)) => policy::test(matches, catalogue),
            Some(("schema", _)) => policy::schema(),
            _ => explain::list(matches, catalogue),
        },
        _ => Ok(Exit::Trouble),
    }
}
