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

/// Programs that run the text after `-c`.
const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// Words before a program that runs in their place, or on their condition.
const BEFORE: [&str; 13] =
    ["!", "command", "do", "elif", "else", "env", "exec", "if", "nohup", "then", "time", "until", "while"];

/// The program of the entry point, the command or the health check that gains privileges, if there is one.
pub(super) fn raising(container: &Container) -> Option<String> {
    let is_raising = |word: &&str| RAISING.contains(&word.rsplit('/').next().unwrap_or_default());
    lists(container).into_iter().find_map(|list| programs(list).find(is_raising)).map(ToOwned::to_owned)
}

/// What one list of words starts: its first word, and for a shell every command of its text.
fn programs(list: &List<String>) -> impl Iterator<Item = &str> {
    let words: Vec<&str> = list.values().map(String::as_str).collect();
    let (is_shell, words) = match words.split_first() {
        Some((&"CMD", rest)) => (false, rest.to_vec()),
        Some((&"CMD-SHELL", rest)) => (true, rest.to_vec()),
        _ => (false, words),
    };
    let first = words.first().copied().filter(|_| !is_shell);
    let runs_text = first.is_some_and(|first| SHELLS.contains(&first.rsplit('/').next().unwrap_or_default()));
    let texts = words.into_iter().filter(move |_| is_shell || runs_text);
    let commands = texts.flat_map(|text| text.split([';', '&', '|', '\n', '(', ')', '`', '{', '}']));
    let in_text = commands.filter_map(|command| {
        command.split_whitespace().find(|word| !BEFORE.contains(word) && !word.contains('='))
    });
    first.into_iter().chain(in_text)
}

/// Whether a command reads a variable of the environment: a health check with a password, for one.
pub(super) fn name(container: &Container, variable: &str) -> bool {
    lists(container).into_iter().flat_map(List::values).any(|text| text.contains(variable))
}

/// Absolute paths that the commands or the environment name: what is configured to be elsewhere is there.
pub(super) fn paths(container: &Container) -> impl Iterator<Item = &str> {
    let commands = lists(container).into_iter().flat_map(List::values);
    // Where programs are looked for, nothing is written.
    let values = container.request.env.values().filter(|text| !text.starts_with("PATH="));
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
