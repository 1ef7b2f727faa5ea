//! The programs that a container is told to run: the words of its entry point and command, and a shell's own words.

use esclusa_model::{Container, List, Origin};

/// A program and where it is named.
pub(crate) struct Program<'a> {
    /// The last part of its path.
    pub(crate) name: &'a str,
    /// Where it is named.
    pub(crate) origin: &'a Origin,
}

/// Programs that run the text after `-c`.
const SHELLS: [&str; 6] = ["sh", "bash", "ash", "dash", "ksh", "zsh"];

/// Words before a program that runs in their place.
const BEFORE: [&str; 5] = ["exec", "sudo", "nohup", "env", "command"];

/// What the entry point and the command begin with, as far as the request says them; for a shell also what it runs.
pub(crate) fn programs(container: &Container) -> Vec<Program<'_>> {
    let mut programs = Vec::new();
    for list in [&container.request.entrypoint, &container.request.cmd] {
        words(list, &mut programs);
    }
    programs
}

fn words<'a>(list: &'a List<String>, programs: &mut Vec<Program<'a>>) {
    let mut words = list.items.iter().filter_map(|word| Some((word.get()?.as_str(), &word.origin)));
    let Some((first, origin)) = words.next() else { return };
    let place = |origin: &'a Origin| if origin.place.is_some() { origin } else { &list.origin };
    programs.push(Program { name: name(first), origin: place(origin) });
    if !SHELLS.contains(&name(first)) {
        return;
    }
    // The text is the first word after a flag that holds a `c`.
    let mut words = words.skip_while(|(word, _)| !(word.starts_with('-') && word.ends_with('c')));
    let Some((text, origin)) = words.nth(1) else { return };
    for command in text.split([';', '&', '|', '\n', '(', ')']) {
        let mut words =
            command.split_whitespace().skip_while(|word| BEFORE.contains(word) || word.contains('='));
        let Some(first) = words.next() else { continue };
        // `service ssh start`, as init scripts are called.
        let service = (name(first) == "service").then(|| words.next()).flatten();
        let name = match service.unwrap_or_else(|| name(first)) {
            "ssh" if service.is_some() || first.starts_with("/etc/init.d/") => "sshd",
            name => name,
        };
        programs.push(Program { name, origin: place(origin) });
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
