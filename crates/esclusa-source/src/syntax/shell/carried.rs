//! Commands that a command hands to another shell: `bash -c '…'`, `eval "…"`, `ssh host '…'`, here-documents.

use super::lexer::{Flavour, Lexer};
use super::{Passage, Word};

/// Programs that take the words of `-c`, or what they are fed, for a script.
const SHELLS: &[&str] = &["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// Programs that start a shell as somebody else.
const SWITCHES: &[&str] = &["runuser", "sg", "su"];

/// Flags of `ssh` that take the next word.
const SSH_VALUES: &str = "BbcDEeFIiJLlmOopQRSWw";

/// What a word is the name of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    Shell,
    Switch,
    Eval,
    Remote,
}

/// The first program that hands something to a shell, and the words after it.
fn program(words: &[Word]) -> Option<(Program, &[Word])> {
    for (at, word) in words.iter().enumerate() {
        // What stands behind a client of containers runs in a container.
        if crate::client(word).is_some() {
            return None;
        }
        if word.text.starts_with('-') || word.text.contains('=') {
            continue;
        }
        let name = word.text.rsplit('/').next().unwrap_or(&word.text);
        let found = match name {
            "eval" => Some(Program::Eval),
            "ssh" => Some(Program::Remote),
            name if SHELLS.contains(&name) => Some(Program::Shell),
            name if SWITCHES.contains(&name) => Some(Program::Switch),
            _ => None,
        };
        if let Some(program) = found {
            return Some((program, words.get(at + 1..).unwrap_or_default()));
        }
        if !crate::find_commands::may_precede(&word.text) {
            return None;
        }
    }
    None
}

/// The words that make a script for another shell, together.
pub(super) fn script(words: &[Word]) -> Option<&[Word]> {
    let (program, rest) = program(words)?;
    match program {
        Program::Shell => script_of_shell(rest),
        Program::Switch => {
            let flag = rest.iter().position(|word| matches!(word.text.as_str(), "-c" | "--command"))?;
            rest.get(flag + 1..flag + 2)
        }
        // Bare words are a command as they stand.
        Program::Eval => Some(rest).filter(|rest| rest.iter().any(|word| word.text.contains([' ', '\n']))),
        Program::Remote => Some(remote(rest)?).filter(|rest| !rest.is_empty()),
    }
}

/// Whether a command takes what it is fed for a script.
pub(super) fn reads_script(words: &[Word]) -> bool {
    let Some((program, rest)) = program(words) else { return false };
    match program {
        Program::Shell => {
            let first = rest.iter().find(|word| !word.text.starts_with('-') || word.text == "-s");
            script_of_shell(rest).is_none() && first.is_none_or(|word| word.text == "-s")
        }
        Program::Switch => script(words).is_none(),
        Program::Eval => false,
        Program::Remote => remote(rest).is_some_and(|rest| rest.is_empty() || reads_script(rest)),
    }
}

/// The word after `-c`, also in a cluster (`-lc`).
fn script_of_shell(words: &[Word]) -> Option<&[Word]> {
    let mut at = 0;
    let mut asked = false;
    while let Some(word) = words.get(at) {
        let text = word.text.as_str();
        let Some(flags) = text.strip_prefix(['-', '+']).filter(|flags| !flags.is_empty()) else {
            return asked.then(|| words.get(at..=at)).flatten();
        };
        at += 1;
        match flags {
            "-rcfile" | "-init-file" => at += 1,
            long if long.starts_with('-') => {}
            cluster => {
                asked |= text.starts_with('-') && cluster.contains('c');
                at += usize::from(cluster.ends_with(['o', 'O']));
            }
        }
    }
    None
}

/// What is behind the host of `ssh`.
fn remote(words: &[Word]) -> Option<&[Word]> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        match word.text.strip_prefix('-') {
            None => return words.get(at..),
            Some(flags) if flags.chars().last().is_some_and(|last| SSH_VALUES.contains(last)) => {
                at += usize::from(flags.len() == 1 || !flags.starts_with(|first| SSH_VALUES.contains(first)));
            }
            Some(_) => {}
        }
    }
    None
}

/// The script that words make, as the other shell is handed it: without their quotes, a blank between two.
pub(super) fn handed<'text>(passage: &Passage<'_>, words: &[Word], flavour: Flavour) -> Passage<'text> {
    let mut script = passage.emptied();
    for word in words {
        let Some(span) = word.span else { continue };
        let start = passage.position(span.range().start);
        if !script.text().is_empty() {
            script.push(" ", span.range().start.saturating_sub(1));
        }
        let mut lexer = Lexer::new(passage, start..passage.text().len(), flavour);
        let (text, parts) = lexer.traced_word();
        let ends = parts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
        for ((start, at), end) in parts.iter().zip(ends) {
            script.push_from(passage, text.get(*start..end).unwrap_or(""), *at);
        }
    }
    script
}
