//! `esclusa run`: a `docker run` line whose unsaid parts are filled in by the rules' own fixes, permitted, and run.

mod allow;
mod fill;
mod id_file;
mod plan;
mod pulling;
mod signals;
mod start;
mod streams;
mod tell;
mod terminal;
mod words;

use std::ffi::OsString;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_enforce::{Refusal, create};
use esclusa_finding::{Catalogue, Message};

use crate::exit::Exit;
use crate::input::Inputs;
use crate::output;
use crate::policy;
use crate::reading::all;
use crate::translate::tell_problems;

use fill::Level;
use plan::{Asked, NoPlan, Plan};
use start::Runner;
use tell::Teller;
pub(crate) use words::sorted;

/// Runs a line, or shows what would be run.
pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let words: Vec<OsString> = all(matches, "COMMAND");
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let allowances = match allow::allowances(matches) {
        Ok(allowances) => allowances,
        Err(message) => return Ok(refused(&message, catalogue)),
    };
    let inputs = Inputs::new(&here);
    let level = match matches.get_one::<String>("hardening").map(String::as_str) {
        Some("strict") => Level::Strict,
        _ => Level::Documented,
    };
    let asked = Asked { inputs: &inputs, here, matches, level, allowances, without: Vec::new() };
    let mut plan = match Plan::make(&words, &asked) {
        Ok(plan) => plan,
        Err(why) => return not_planned(&why, catalogue),
    };
    for unused in asked.allowances.iter().filter(|one| !plan.allowed.contains(one)) {
        let is_known = policy::metas().any(|meta| meta.id == unused.rule);
        let id = if is_known { "run-allow-unused" } else { "cli-rule-unknown" };
        let message = Message::new(id).with("rule", unused.rule.clone());
        if !is_known {
            return Ok(refused(&message, catalogue));
        }
        output::complain(&format!("esclusa: {}", catalogue.text(&message)));
    }
    if matches.get_flag("dry-run") {
        return shown(&mut plan, &asked, catalogue);
    }
    Runner { words: &words, matches, catalogue }.run(plan, asked)
}

/// What would be run, and whether it may be.
fn shown(plan: &mut Plan, asked: &Asked<'_>, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let permit = match plan.permitted(asked, None, create) {
        Ok(permit) => permit,
        Err(why) => return not_planned(&why, catalogue),
    };
    let teller = Teller { plan, catalogue };
    let (line, request) = tell::shown(plan);
    output::to_stdout(|out| writeln!(out, "{line}\n{request}"))?;
    teller.fixes();
    teller.notes();
    Ok(match permit {
        Ok(_) => Exit::Clean,
        Err(why) => not_permitted(&why, &teller),
    })
}

/// Why it may not be run.
fn not_permitted(why: &Refusal, teller: &Teller<'_>) -> Exit {
    match why {
        Refusal::Forbidden(findings) => teller.forbidden(findings),
        why => teller.line(&Message::new("run-not-permitted").with("detail", &why.reason())),
    }
    Exit::NOT_RUN
}

fn not_planned(why: &NoPlan, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    tell_problems(&why.problems, &why.sources, catalogue)?;
    Ok(Exit::NOT_RUN)
}

fn refused(message: &Message, catalogue: &Catalogue) -> Exit {
    output::complain(&format!("esclusa: {}", catalogue.text(message)));
    Exit::NOT_RUN
}
