//! What each auditor costs: CPU time of the process and its children, interleaved, the least of the rounds.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeVal;

use super::files::Files;
use super::{Programs, Report};

/// How often each pair is measured; a short command more often.
const ROUNDS: u32 = 7;
const SHORT_ROUNDS: u32 = 30;

/// Prints the table of costs. The aims are those of the project; nothing is asserted: a busy machine is not a broken program.
pub(super) fn print(programs: &Programs, files: &Files) -> anyhow::Result<()> {
    use Report::{Json, Plain};
    let compose = Files::many(&files.compose);
    let dockerfiles = Files::many(&files.dockerfiles);
    let one = &middle(&compose);
    println!(
        "\nuser and system CPU of the process and its children, least of {ROUNDS} interleaved rounds ({SHORT_ROUNDS} of one file)\n"
    );
    println!("| files in one call | peer | peer, ms | esclusa, ms | ratio | aim |");
    println!("|---|---|---|---|---|---|");
    row("200 Compose files", "compose-lint", "10", &|| programs.compose_lint(Plain, &compose), &|| {
        programs.esclusa(Plain, &compose)
    })?;
    row("1 Compose file", "compose-lint", "25", &|| programs.compose_lint(Plain, one), &|| {
        programs.esclusa(Plain, one)
    })?;
    row("21 files", "checkov", "100", &|| programs.checkov(Plain, &files.mixed), &|| {
        programs.esclusa(Plain, &files.mixed_files)
    })?;
    row("200 Dockerfiles", "hadolint", "10", &|| programs.hadolint(Plain, &dockerfiles), &|| {
        programs.esclusa(Plain, &dockerfiles)
    })?;
    row(
        "200 Compose files, as JSON",
        "compose-lint",
        "",
        &|| programs.compose_lint(Json, &compose),
        &|| programs.esclusa(Json, &compose),
    )?;
    row("200 Dockerfiles, as JSON", "hadolint", "", &|| programs.hadolint(Json, &dockerfiles), &|| {
        programs.esclusa(Json, &dockerfiles)
    })
}

/// The file of middle length.
fn middle(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = files.to_vec();
    files.sort_by_key(|file| file.metadata().map_or(0, |metadata| metadata.len()));
    let middle = files.len() / 2;
    files.into_iter().nth(middle).into_iter().collect()
}

fn row(
    what: &str,
    peer: &str,
    aim: &str,
    theirs: &dyn Fn() -> Command,
    ours: &dyn Fn() -> Command,
) -> anyhow::Result<()> {
    let (mut least_theirs, mut least_ours) = (Duration::MAX, Duration::MAX);
    let rounds = if what.starts_with("1 ") { SHORT_ROUNDS } else { ROUNDS };
    for _ in 0..rounds {
        least_theirs = least_theirs.min(cpu(&mut theirs())?);
        least_ours = least_ours.min(cpu(&mut ours())?);
    }
    let ratio = least_theirs.as_secs_f64() / least_ours.as_secs_f64().max(1e-9);
    let (theirs, ours) = (least_theirs.as_secs_f64() * 1e3, least_ours.as_secs_f64() * 1e3);
    println!("| {what} | {peer} | {theirs:.1} | {ours:.1} | {ratio:.1} | {aim} |");
    Ok(())
}

/// The CPU time of a command. What it says is thrown away: a pipe's reader would not be counted, its writer would wait.
fn cpu(command: &mut Command) -> anyhow::Result<Duration> {
    let before = total(&getrusage(UsageWho::RUSAGE_CHILDREN)?);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(total(&getrusage(UsageWho::RUSAGE_CHILDREN)?).saturating_sub(before))
}

fn total(usage: &Usage) -> Duration {
    let micros = |time: TimeVal| {
        Duration::from_secs(time.tv_sec().unsigned_abs())
            + Duration::from_micros(time.tv_usec().unsigned_abs())
    };
    micros(usage.user_time()) + micros(usage.system_time())
}
