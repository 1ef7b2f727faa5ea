//! Which programs a container starts, as far as the request and the image's facts tell.

use esclusa_model::Container;

use crate::host_path::plain;

/// Programs that start the file named by their first argument.
const INTERPRETERS: [&str; 14] = [
    "ash", "bash", "bun", "dash", "deno", "java", "node", "perl", "php", "pwsh", "python", "python3", "ruby",
    "sh",
];

/// The paths of programs, or of the scripts that interpreters are started with; empty where they are not known.
pub(crate) fn paths(container: &Container) -> Vec<String> {
    let request = &container.request;
    let command: Vec<&str> = request.cmd.values().map(String::as_str).collect();
    let asked: Vec<&str> = request.entrypoint.values().map(String::as_str).collect();
    let entrypoint = match container.image.entrypoint.known() {
        _ if !asked.is_empty() => asked,
        Some(known) => known.iter().map(String::as_str).collect(),
        // The command may be an argument of an entry point that is not known; of an interpreter's name that is not
        // likely.
        None if command.first().is_some_and(|first| is_interpreter(first)) => Vec::new(),
        None => return Vec::new(),
    };
    let hands_on = entrypoint.first().is_some_and(|first| hands_on(first));
    let whole: Vec<&str> = entrypoint.iter().chain(&command).copied().collect();
    let handed: &[&str] = if hands_on { &command } else { &[] };
    [whole.as_slice(), handed].into_iter().filter_map(|words| started(container, words)).collect()
}

/// Whether an entry point ends by starting its arguments.
fn hands_on(program: &str) -> bool {
    let name = last(program);
    name.ends_with("entrypoint.sh") || matches!(name, "tini" | "dumb-init")
}

fn is_interpreter(program: &str) -> bool {
    INTERPRETERS.contains(&last(program))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What one line of words starts.
fn started(container: &Container, words: &[&str]) -> Option<String> {
    let (first, arguments) = words.split_first()?;
    if !is_interpreter(first) {
        // Without a slash it is looked for in the image's `PATH`.
        return first.contains('/').then(|| absolute(container, first)).flatten();
    }
    let mut arguments = arguments.iter();
    if last(first) == "java" {
        arguments.find(|word| **word == "-jar")?;
    }
    // An option may take a value, or the program itself (`-c`): what follows is then not known.
    let script = arguments.next().filter(|word| !word.starts_with('-'))?;
    absolute(container, script)
}

/// The path, begun at the working folder that is asked for.
fn absolute(container: &Container, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(plain(path));
    }
    let folder = container.request.working_dir.get().filter(|folder| folder.starts_with('/'))?;
    Some(plain(&format!("{folder}/{path}")))
}
