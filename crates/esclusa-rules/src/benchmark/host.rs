//! What is asked of the host.

use esclusa_finding::State;
use esclusa_model::Host;
use esclusa_model::host::{HostFile, Role};

use super::{Seen, Verdict};

/// Why nothing can be said without it.
const ASK: &str = "benchmark-ask-host";
/// What was asked for and could not be read.
const UNREAD: &str = "benchmark-host-unread";

/// The files of a role, or what stands in the way of an answer about them.
fn files<'a>(role: Role, seen: &Seen<'a>) -> Result<Vec<&'a HostFile>, Verdict> {
    let Some(host) = seen.host() else { return Err(Verdict::because(State::NotSeen, ASK)) };
    let files: Vec<&HostFile> = host.files.iter().filter(|file| file.role == role).collect();
    if files.is_empty() {
        // Whether one is there is not known where a folder on the way could not be read.
        return Err(match host.gaps.is_empty() {
            true => Verdict::because(State::NotApplicable, "benchmark-no-file"),
            false => Verdict::because(State::NotSeen, UNREAD),
        });
    }
    Ok(files)
}

/// Owned by root and its group; the socket by the group docker.
pub(super) fn owner(role: Role, seen: &Seen<'_>) -> Verdict {
    let own = |file: &&HostFile| {
        let group = match role {
            Role::Socket => file.group.1.as_deref() == Some("docker") || file.group.0 == 0,
            _ => file.group.0 == 0,
        };
        file.owner == 0 && group
    };
    held(role, seen, own)
}

/// No wider than the benchmark says.
pub(super) fn mode(role: Role, seen: &Seen<'_>) -> Verdict {
    held(role, seen, |file| !file.allows_too_much())
}

fn held(role: Role, seen: &Seen<'_>, holds: impl Fn(&&HostFile) -> bool) -> Verdict {
    match files(role, seen) {
        Ok(files) => {
            let broken = files.iter().filter(|file| !holds(file));
            Verdict::unless(broken.map(|file| file.path.clone()).collect())
        }
        Err(verdict) => verdict,
    }
}

/// Watched by the audit rules, where it is there.
pub(super) fn audited(paths: &[&str], seen: &Seen<'_>) -> Verdict {
    let Some(host) = seen.host() else { return Verdict::because(State::NotSeen, ASK) };
    let Some(audit) = &host.audit else { return Verdict::because(State::NotSeen, UNREAD) };
    if !audit.wanted.iter().any(|path| paths.contains(&path.as_str())) {
        return Verdict::because(State::NotApplicable, "benchmark-no-file");
    }
    Verdict::unless(audit.missing().filter(|path| paths.contains(path)).map(str::to_owned).collect())
}

/// The engine's data on a file system of their own.
pub(super) fn apart(seen: &Seen<'_>) -> Verdict {
    known(seen, |host| host.data_is_apart.map(|apart| if apart { Vec::new() } else { vec!["/".to_owned()] }))
}

/// Nobody in the group docker.
pub(super) fn members(seen: &Seen<'_>) -> Verdict {
    known(seen, |host| host.engine_group.clone())
}

fn known(seen: &Seen<'_>, broken: impl Fn(&Host) -> Option<Vec<String>>) -> Verdict {
    match seen.host().map(broken) {
        None => Verdict::because(State::NotSeen, ASK),
        Some(None) => Verdict::because(State::NotSeen, UNREAD),
        Some(Some(subjects)) => Verdict::unless(subjects),
    }
}
