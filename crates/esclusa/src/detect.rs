//! Which dialect a file speaks: by its name, and where the name says nothing, by its content.

use std::path::Path;

use esclusa_source::{FileId, TextKind, docker_commands};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A Compose file.
    Compose,
    /// JSON of the Engine API.
    Engine,
    /// The configuration file of a daemon.
    Daemon,
    /// Command lines, in this kind of text.
    Commands(TextKind),
    /// A Dockerfile.
    Dockerfile,
}

/// The kind of a file; `None` if neither name nor content tells.
pub(crate) fn kind(path: &Path, file: FileId, text: &str) -> Option<Kind> {
    by_name(path, text).or_else(|| by_content(file, text))
}

fn by_name(path: &Path, text: &str) -> Option<Kind> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    if name == "dockerfile"
        || name == "containerfile"
        || name.starts_with("dockerfile.")
        || name.ends_with(".dockerfile")
    {
        return Some(Kind::Dockerfile);
    }
    if name == "daemon.json" {
        return Some(Kind::Daemon);
    }
    match name.rsplit_once('.').map(|(_, ending)| ending)? {
        "yaml" | "yml" => Some(Kind::Compose),
        "json" if is_compose_json(text) => Some(Kind::Compose),
        "json" => Some(Kind::Engine),
        _ => TextKind::by_name(path).map(Kind::Commands),
    }
}

fn by_content(file: FileId, text: &str) -> Option<Kind> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("#!") {
        return Some(Kind::Commands(TextKind::Script));
    }
    if start.starts_with(['{', '[']) {
        return Some(if is_compose_json(text) { Kind::Compose } else { Kind::Engine });
    }
    if is_dockerfile(text) {
        return Some(Kind::Dockerfile);
    }
    let keys = ["services:", "version:", "name:", "networks:", "volumes:", "include:", "x-"];
    let is_compose = text.lines().any(|line| line.starts_with("services:") || line.starts_with("include:"))
        && text.lines().any(|line| keys.iter().any(|key| line.starts_with(key)));
    if is_compose {
        return Some(Kind::Compose);
    }
    // A fence makes it Markdown; otherwise lines that begin with a command are commands.
    let text_kind = TextKind::by_content(text);
    (!docker_commands(file, text, text_kind).is_empty()).then_some(Kind::Commands(text_kind))
}

/// Whether a text is a Dockerfile: its first instruction is `FROM`, or `ARG`s and then `FROM`.
fn is_dockerfile(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keyword = |line: &str, word: &str| {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        first.eq_ignore_ascii_case(word) && !rest.trim().is_empty()
    };
    // Prose may begin with “From”, but not with one or three words and nothing else.
    let is_from = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        keyword(line, "FROM")
            && (words.len() == 2
                || (words.len() == 4 && words.get(2).is_some_and(|word| word.eq_ignore_ascii_case("as"))))
    };
    lines.find(|line| !keyword(line, "ARG")).is_some_and(is_from)
}

/// Whether JSON is a Compose file: an object in which `services` is a key before anything of the Engine API.
fn is_compose_json(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('{')
        && text.contains("\"services\"")
        && !["\"HostConfig\"", "\"Image\"", "\"Config\""].iter().any(|key| text.contains(key))
}
