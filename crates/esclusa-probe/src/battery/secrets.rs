//! Practice 8, secrets in a manager: where they are found by whoever is in the container.

use core::ffi::CStr;
use core::ops::ControlFlow;

use esclusa_kernel::{Access, Errno, Text, entries, open, parent, status, this_process};

use crate::attack::{Attack, attack};
use crate::outcome::{Outcome, Reason};
use crate::places::Path;
use crate::scene::{Scene, Suspects, beginning, capability, holds};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("own-environment-read", 8, "the process's own stack", environment),
    attack!("process-environment-read", 8, "open(/proc/PID/environ)", process_environment),
    attack!("command-line-read", 8, "open(/proc/PID/cmdline)", command_line),
    attack!("open-secret-file-read", 8, "statx, open(a secret's file, mode 0004)", secret_file),
    attack!("credentials-file-read", 8, "open(/root/.aws/credentials, /.env, …)", credentials),
];

/// The value that stands for every secret of the twin.
fn marker<'a>(scene: &Scene<'a>) -> Result<&'a [u8], Outcome> {
    scene.setup.value("secret").filter(|value| value.len() >= 8).ok_or(Outcome::Inapplicable(Reason::NotTold))
}

fn environment(scene: &Scene<'_>) -> Outcome {
    let marker = match marker(scene) {
        Ok(marker) => marker,
        Err(outcome) => return outcome,
    };
    match scene.arguments.environment().find(|text| holds(text.to_bytes(), marker)) {
        Some(text) => Outcome::at(text.to_bytes().split(|byte| *byte == b'=').next().unwrap_or_default()),
        None => Outcome::Inapplicable(Reason::NothingThere),
    }
}

/// Looks for the secret in a file of every process that is seen, but for those of the probe itself: they say nothing of
/// the service.
fn in_processes(scene: &Scene<'_>, file: &[u8]) -> Outcome {
    let marker = match marker(scene) {
        Ok(marker) => marker,
        Err(outcome) => return outcome,
    };
    if !scene.has_proc {
        return Outcome::Inapplicable(Reason::NoProc);
    }
    let own = [this_process().number(), parent().number()];
    let mut outcome = Outcome::Inapplicable(Reason::FirstProcess);
    let mut looked = 0;
    let _ = entries(c"/proc", |name, _| {
        let number = core::str::from_utf8(name.to_bytes()).ok().and_then(|name| name.parse::<i32>().ok());
        if number.is_none_or(|number| own.contains(&number)) {
            return ControlFlow::Continue(());
        }
        looked += 1;
        let path: Path = Text::of(&[b"/proc/", name.to_bytes(), b"/", file]);
        let mut bytes = [0; 16 * 1024];
        match beginning(path.as_c_str(), &mut bytes) {
            Ok(said) if holds(said, marker) => outcome = Outcome::at(path.bytes()),
            // A refusal says more than that nothing was found elsewhere.
            Err(error @ (Errno::EACCES | Errno::EPERM)) => {
                outcome = scene.refused(error, Suspects::plain(capability::SYS_PTRACE));
            }
            _ if outcome == Outcome::Inapplicable(Reason::FirstProcess) => {
                outcome = Outcome::Inapplicable(Reason::NothingThere);
            }
            _ => {}
        }
        let is_over = matches!(outcome, Outcome::Succeeded(_)) || looked == PROCESSES;
        if is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    outcome
}

/// How many processes are looked at.
const PROCESSES: usize = 256;

fn process_environment(scene: &Scene<'_>) -> Outcome {
    in_processes(scene, b"environ")
}

fn command_line(scene: &Scene<'_>) -> Outcome {
    in_processes(scene, b"cmdline")
}

/// A secret's file that everybody in the container may read, whoever needs it.
fn secret_file(scene: &Scene<'_>) -> Outcome {
    let marker = match marker(scene) {
        Ok(marker) => marker,
        Err(outcome) => return outcome,
    };
    let mut outcome = Outcome::Inapplicable(Reason::NotTold);
    for told in scene.setup.values("secret-file") {
        let path: Path = Text::of(&[told]);
        let mut bytes = [0; 4096];
        outcome = match open(path.as_c_str(), Access::Path).and_then(|file| status(&file, c"")) {
            Err(_) => Outcome::Inapplicable(Reason::NothingThere),
            Ok(seen) if !seen.is_file() => Outcome::Inapplicable(Reason::NothingThere),
            Ok(seen) => match beginning(path.as_c_str(), &mut bytes) {
                Ok(said) if holds(said, marker) && seen.mode & 0o004 != 0 => return Outcome::at(told),
                Ok(_) => Outcome::Inapplicable(Reason::MeantForIt),
                Err(error) => refused(scene, error),
            },
        };
    }
    outcome
}

fn refused(scene: &Scene<'_>, error: Errno) -> Outcome {
    scene.refused(error, Suspects::file_of_root())
}

/// Where tools keep what they log in with.
const CREDENTIALS: [&CStr; 9] = [
    c"/.env",
    c"/app/.env",
    c"/root/.env",
    c"/root/.aws/credentials",
    c"/root/.docker/config.json",
    c"/root/.git-credentials",
    c"/root/.kube/config",
    c"/root/.netrc",
    c"/root/.ssh/id_rsa",
];

fn credentials(scene: &Scene<'_>) -> Outcome {
    let mut refusal = None;
    for path in CREDENTIALS {
        let mut bytes = [0; 64];
        match beginning(path, &mut bytes) {
            Ok(said) if !said.is_empty() => return Outcome::at(path.to_bytes()),
            Ok(_) | Err(Errno::ENOENT | Errno::ENOTDIR) => {}
            Err(error) => refusal = Some(error),
        }
    }
    match refusal {
        None => Outcome::Inapplicable(Reason::NothingThere),
        Some(error) => refused(scene, error),
    }
}
