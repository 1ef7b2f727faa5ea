//! Which words are the command: past `sudo`, `env`, assignments, docker's own flags, `container`, up to `run`.

use esclusa_source::syntax::shell::Word;
use esclusa_source::{Client, client as client_of, starts_container};

use super::flags::Command;

/// A `run` or `create` command line.
pub(super) struct Invocation<'w> {
    /// The words after `run` or `create`.
    pub words: &'w [Word],
    /// `run` rather than `create`.
    pub runs: bool,
    /// Podman rather than docker.
    pub podman: bool,
}

impl Invocation<'_> {
    /// Whether a flag of that kind exists here.
    pub(super) fn accepts(&self, command: Command) -> bool {
        match command {
            Command::Both => true,
            Command::Run => self.runs,
            Command::Podman => self.podman,
        }
    }
}

/// Flags that take the next word as their value, by program.
const SUDO_VALUES: &[&str] =
    &["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group"];
const ENV_VALUES: &[&str] = &["-u", "--unset", "-C", "--chdir"];
const CLIENT_VALUES: &[&str] = &[
    "--config",
    "-c",
    "--context",
    "-H",
    "--host",
    "-l",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
    // Podman's
    "--connection",
    "--url",
    "--root",
    "--runroot",
    "--storage-driver",
    "--storage-opt",
    "--cgroup-manager",
    "--identity",
    "--module",
    "--runtime",
    "--tmpdir",
    "--events-backend",
    "--network-config-dir",
];

/// Finds the invocation in the words of one command; `None` if it runs no container.
pub(super) fn find(words: &[Word]) -> Option<Invocation<'_>> {
    let mut rest = words;
    let mut values: &[&str] = &[];
    loop {
        let (word, after) = rest.split_first()?;
        let text = word.text.as_str();
        if text.starts_with('-') && text.len() > 1 {
            rest = past_flag(text, after, values);
            continue;
        }
        if is_assignment(text) {
            rest = after;
            continue;
        }
        if let Some(name) = client_of(word) {
            return client(after, name == Client::Podman);
        }
        let program = text.rsplit(['/', '\\']).next().unwrap_or(text);
        match program.strip_suffix(".exe").unwrap_or(program) {
            "sudo" | "doas" => (rest, values) = (after, SUDO_VALUES),
            "env" => (rest, values) = (after, ENV_VALUES),
            "exec" | "time" | "nohup" | "command" | "nice" => (rest, values) = (after, &[]),
            "run" | "create" | "container" => return client(rest, false),
            _ => return behind_another(rest),
        }
    }
}

/// The client behind a program that starts another one: `timeout 5 docker run …`, as it is found in scripts.
fn behind_another(words: &[Word]) -> Option<Invocation<'_>> {
    if !starts_container(words) {
        return None;
    }
    let (at, name) = words.iter().enumerate().find_map(|(at, word)| Some((at, client_of(word)?)))?;
    client(words.get(at + 1..).unwrap_or_default(), name == Client::Podman)
}

/// The words after the client's own flags and sub-command.
fn client(words: &[Word], podman: bool) -> Option<Invocation<'_>> {
    let mut rest = words;
    loop {
        let (word, after) = rest.split_first()?;
        match word.text.as_str() {
            "container" => rest = after,
            "run" => return Some(Invocation { words: after, runs: true, podman }),
            "create" => return Some(Invocation { words: after, runs: false, podman }),
            text if text.starts_with('-') && text.len() > 1 => rest = past_flag(text, after, CLIENT_VALUES),
            _ => return None,
        }
    }
}

/// The words after a flag and, if it takes one, its value.
fn past_flag<'w>(flag: &str, after: &'w [Word], values: &[&str]) -> &'w [Word] {
    if values.contains(&flag) { after.get(1..).unwrap_or_default() } else { after }
}

/// `NAME=value` before a command.
fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
