//! The words of a container's commands, as far as a fix depends on them.

use esclusa_detect::redact;
use esclusa_model::{Container, List};

/// Programs that work by gaining privileges: setuid, setgid or with capabilities of their file. `gosu`, `su-exec` and
/// `setpriv`, which root starts, are none.
const RAISING: [&str; 22] = [
    "at",
    "chfn",
    "chsh",
    "crontab",
    "doas",
    "dumpcap",
    "fusermount",
    "fusermount3",
    "gpasswd",
    "mount",
    "newgidmap",
    "newgrp",
    "newuidmap",
    "passwd",
    "ping",
    "ping6",
    "pkexec",
    "sendmail",
    "su",
    "sudo",
    "traceroute",
    "umount",
];

/// The longest word that a reason repeats.
const MAX_WORD: usize = 64;

/// A word that may be shown.
pub(super) fn shown(word: &str) -> String {
    redact(word).chars().take(MAX_WORD).collect()
}

fn lists(container: &Container) -> [&List<String>; 3] {
    let request = &container.request;
    [&request.entrypoint, &request.cmd, &request.healthcheck.test]
}

/// A program among the words of the entry point, the command and the health check that gains privileges.
pub(super) fn raising(container: &Container) -> Option<String> {
    let texts = lists(container).into_iter().flat_map(List::values);
    let mut words = texts.flat_map(|text| text.split(|c: char| c.is_whitespace() || ";&|()`\"'".contains(c)));
    let name = |word: &str| word.rsplit('/').next().unwrap_or_default().to_owned();
    words.find(|word| RAISING.contains(&name(word).as_str())).map(ToOwned::to_owned)
}

/// Absolute paths that the commands or the environment name: what is configured to be elsewhere is there.
pub(super) fn paths(container: &Container) -> impl Iterator<Item = &str> {
    let commands = lists(container).into_iter().flat_map(List::values);
    let values = container.request.env.values();
    let texts = commands
        .chain(values)
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || "=,:;|&<>()`\"'".contains(c)));
    // What follows a scheme is no path: `//host/path`.
    texts.filter(|word| word.starts_with('/') && !word.starts_with("//") && word.len() > 1)
}

/// Whether there is a health check of the request's own: it runs as the container's user, beside the service.
pub(super) fn has_health_check(container: &Container) -> bool {
    let test = &container.request.healthcheck.test;
    test.values().next().is_some_and(|word| word != "NONE")
}
