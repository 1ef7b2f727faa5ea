//! `harden container:NAME --apply`: what can be changed of a container where it stands is changed, after a question.

mod plan;
mod tell;

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use clap::ArgMatches;
use esclusa_docker::{Changer, Error, Wanted};
use esclusa_enforce::{Permit, permit};
use esclusa_finding::{Catalogue, Message};
use esclusa_model::{Container, Project};
use esclusa_source::Problem;

use super::engine::{looked_at, not_read, open, understood};
use crate::exit::Exit;
use crate::lock::Locks;
use crate::output;
use crate::policy::Courts;
use crate::reading::{Reader, all};
use crate::translate::tell_problems;

use plan::{Plan, Wish};
use tell::Teller;

/// Changes the container that an argument names. `mended` are the rules that the line of a new container satisfies.
pub(crate) fn run(
    name: &str,
    mended: &[&'static str],
    reader: &mut Reader<'_>,
    matches: &ArgMatches,
    catalogue: &Catalogue,
) -> anyhow::Result<Exit> {
    let (plan, problems) = match planned(name, reader, matches) {
        Ok(planned) => planned,
        Err(problems) => (None, problems),
    };
    tell_problems(&problems, &reader.sources, catalogue)?;
    // A policy or a lock that is not understood could have said no.
    let Some(plan) = plan.filter(|_| problems.is_empty()) else { return Ok(Exit::Trouble) };
    let quiet = matches.get_flag("quiet");
    if !quiet {
        reader.notes.iter().for_each(|note| output::complain(&catalogue.text(note)));
    }
    let teller = Teller { plan: &plan, catalogue };
    let answered = matches.get_flag("yes");
    // Who is asked has to see what about.
    if !quiet || !answered {
        teller.plan(mended);
    }
    teller.refused();
    if plan.steps.is_empty() {
        return Ok(plan.exit());
    }
    if !answered && !io::stdin().is_terminal() {
        output::complain(&catalogue.word("harden-apply-nobody"));
        return Ok(Exit::Trouble);
    }
    if !answered && !asked(catalogue) {
        output::complain(&catalogue.word("harden-apply-declined"));
        return Ok(Exit::Findings);
    }
    match permitted(name, &plan, reader) {
        Ok(permit) => change(permit, &teller, reader),
        Err(why) => {
            output::complain(&catalogue.text(&why.with("name", plan.name.clone())));
            Ok(Exit::Trouble)
        }
    }
}

/// Asks until one of the answers is given, in either language. Nobody's answer is no.
fn asked(catalogue: &Catalogue) -> bool {
    loop {
        output::prompt(&catalogue.word("harden-apply-question"));
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer).unwrap_or_default() == 0 {
            return false;
        }
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "s" | "si" | "sí" => return true,
            "" | "n" | "no" => return false,
            _ => {}
        }
    }
}

/// A container in its effective configuration, as it is at this moment.
fn look(name: &str, reader: &mut Reader<'_>) -> Result<(Project, Vec<Problem>), Error> {
    let engine = open(reader)?;
    let inventory = looked_at(&engine, Wanted::Named(name))?;
    let mut reading = understood(&inventory, engine.endpoint().is_local(), reader);
    let project = reading.projects.pop().ok_or_else(|| Error::Shape(format!("/containers/{name}/json")))?;
    Ok((project, reading.problems))
}

/// What is to be changed, and what was not understood on the way.
fn planned(
    name: &str,
    reader: &mut Reader<'_>,
    matches: &ArgMatches,
) -> Result<(Option<Plan>, Vec<Problem>), Vec<Problem>> {
    let argument = format!("container:{name}");
    let (project, mut problems) = match look(name, reader) {
        Ok(looked) => looked,
        Err(error) => {
            let id = if error.is_absent() { "container-not-found" } else { "engine-not-read" };
            return Err(vec![not_read(id, &argument, &error, reader)]);
        }
    };
    let mut courts = Courts::new(matches, reader, &mut problems);
    let mut locks = Locks::new(matches, reader);
    let (findings, _) = courts.judge(Path::new(&argument), &project, &mut locks, reader, &mut problems);
    let wish = Wish { risky: matches.get_flag("risky"), only: all(matches, "only") };
    Ok((Plan::of(project, &findings, &wish), problems))
}

/// The permit for what was shown, of the container as it is now: while somebody thinks about an answer it may be taken away,
/// replaced, changed, or use more than before. Why not, if not.
fn permitted(name: &str, plan: &Plan, reader: &mut Reader<'_>) -> Result<Permit, Message> {
    let (now, problems) = match look(name, reader) {
        Ok(looked) => looked,
        Err(error) if error.is_absent() => return Err(Message::new("harden-apply-gone")),
        Err(error) => return Err(Message::new("harden-apply-failed").with("detail", &error.reason())),
    };
    let refused =
        |why: &esclusa_enforce::Refusal| Message::new("harden-apply-failed").with("detail", &why.reason());
    let permit = permit(&now, &plan.changes()).map_err(|why| match plan::id(&now) == plan.id {
        true => refused(&why),
        false => Message::new("harden-apply-replaced"),
    })?;
    if permit.container() != plan.id {
        return Err(Message::new("harden-apply-replaced"));
    }
    let asks = |project: &Project| project.containers().next().map(|one| one.request.host.clone());
    if !problems.is_empty() || asks(&now) != asks(&plan.project) || *permit.update() != plan.update {
        return Err(Message::new("harden-apply-meanwhile"));
    }
    Ok(permit)
}

/// Uses the permit, and looks whether the engine did it.
fn change(permit: Permit, teller: &Teller<'_>, reader: &mut Reader<'_>) -> anyhow::Result<Exit> {
    let engine = match open(reader) {
        Ok(engine) => engine,
        Err(error) => {
            teller.failed(&error);
            return Ok(Exit::Trouble);
        }
    };
    let told = Changer::beside(&engine).update(permit);
    match &told {
        Ok(warnings) => warnings.iter().for_each(|warning| teller.warning(warning)),
        // Who refused did nothing; who did not answer may have.
        Err(error @ (Error::Refused { .. } | Error::Unreachable(..) | Error::Forbidden(_))) => {
            teller.failed(error);
            return Ok(Exit::Trouble);
        }
        Err(error) => teller.unclear(error),
    }
    let after = look(&teller.plan.id, reader);
    let after: Option<&Container> = match &after {
        Ok((project, _)) => project.containers().next(),
        Err(error) => {
            teller.unclear(error);
            None
        }
    };
    let Some(after) = after else { return Ok(Exit::Trouble) };
    let is_whole = teller.done(after);
    Ok(if is_whole && told.is_ok() { teller.plan.exit() } else { Exit::Trouble })
}
