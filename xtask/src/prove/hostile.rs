//! Containers that fight back: whatever runs in them cannot have the probe say that an attack was blocked which was not.

use std::path::Path;

use esclusa_prove::{Answered, Briefing, Outcome};

use super::battery::{exec, mount_of};
use super::images::TOOLS;
use super::said;

/// The container.
pub(super) const NAME: &str = "esclusa-hostile";

/// A container's own process, and whether it is to be noticed.
struct Fight {
    what: &'static str,
    script: &'static str,
    is_noticed: bool,
}

const FIGHTS: &[Fight] = &[
    Fight {
        what: "kills every probe that it sees",
        script: "while :; do for p in /proc/[0-9]*; do \
            case \"$(cat $p/cmdline 2>/dev/null)\" in /.esclusa/probe*) kill -9 ${p#/proc/};; esac; done; done",
        is_noticed: true,
    },
    Fight {
        what: "floods the probe's output with lines like its own",
        script: "while :; do for p in /proc/[0-9]*; do \
            case \"$(cat $p/cmdline 2>/dev/null)\" in /.esclusa/probe*) \
            yes '00000000000000000000000000000000 0 host-network-joined blocked 1 user' 2>/dev/null \
            | sed -n 1,2000p > $p/fd/1;; esac; done; done",
        // It cannot even open it.
        is_noticed: false,
    },
    Fight {
        what: "takes the tools of its image away and makes its list of users huge",
        script: "/bin/busybox cp /app/serve /etc/passwd; /bin/busybox rm /bin/sh /bin/cat /etc/service.conf; \
            while :; do /bin/busybox sleep 1; done",
        is_noticed: false,
    },
];

/// What is not as it must be.
pub(super) fn hold(planted: &Path, briefing: &Briefing) -> anyhow::Result<Vec<String>> {
    let quiet = fight("while :; do sleep 1; done", planted, briefing)?;
    let mut wrong = Vec::new();
    for Fight { what, script, is_noticed } in FIGHTS {
        let answered = fight(script, planted, briefing)?;
        let lost = answered.fault.is_some()
            || answered.outcomes.iter().any(|(_, one)| matches!(one, None | Some(Outcome::Unanswered(_))));
        if *is_noticed && !lost {
            wrong.push(format!("a process that {what} was not noticed"));
        }
        if !*is_noticed && answered.fault.is_some() {
            wrong.push(format!("a process that {what} got as far as {:?}", answered.fault));
        }
        for ((attack, alone), (_, fought)) in quiet.outcomes.iter().zip(&answered.outcomes) {
            if matches!((alone, fought), (Some(Outcome::Succeeded(_)), Some(Outcome::Blocked(..)))) {
                wrong.push(format!("a process that {what} had {} told as blocked", attack.id));
            }
        }
    }
    Ok(wrong)
}

fn fight(script: &str, planted: &Path, briefing: &Briefing) -> anyhow::Result<Answered> {
    let mount = mount_of(planted);
    said::run("docker", &["rm", "--force", NAME], None)?;
    let run = ["run", "--detach", "--name", NAME, &mount, TOOLS, "sh", "-c", script];
    said::expect("docker", &run)?;
    let answered = exec(NAME, briefing);
    said::run("docker", &["rm", "--force", NAME], None)?;
    answered
}
