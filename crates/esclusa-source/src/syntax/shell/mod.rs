//! Shell words, with the bytes that each came from; and the commands that a script or an example is made of.

mod carried;
mod growing;
mod heredoc;
mod layout;
mod lexer;
mod passage;
mod quote;
mod quoting;
mod structure;
mod substitution;

use std::ops::Range;

use crate::{FileId, Problem, Span};

pub use layout::Layout;
pub(crate) use lexer::Flavour;
use lexer::Lexer;
pub(crate) use passage::Passage;
pub use quote::quoted;

/// How deep commands are looked for.
#[derive(Clone, Copy)]
struct Nesting {
    /// In substitutions: `$(… $(…) …)`.
    substitutions: usize,
    /// In what is handed to another shell: `ssh host "bash -c '…'"`.
    scripts: usize,
}

/// What a script itself runs.
const OWN: Nesting = Nesting { substitutions: 8, scripts: 0 };

/// What it has other shells run as well.
const EVERYWHERE: Nesting = Nesting { substitutions: 8, scripts: 3 };

/// Whether what commands hand to other shells is looked into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// It is not.
    Left,
    /// `bash -c '…'`, `eval "…"`, `ssh host '…'`, here-documents.
    Followed,
}

impl Scripts {
    const fn nesting(self) -> Nesting {
        match self {
            Self::Left => OWN,
            Self::Followed => EVERYWHERE,
        }
    }
}

/// One word of a command line after the shell's quoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text the program receives; `$VAR`, `${VAR}` and `$(…)` stand in it as written. Beside them a backslash marks a
    /// dollar sign, backtick or backslash (and a `~` at the start) that means itself.
    pub text: String,
    /// Where it is written, quotes included; `None` for a word of this process's own arguments.
    pub span: Option<Span>,
    /// Whether it holds a variable or substitution that was left as written.
    pub symbolic: bool,
    /// Whether the shell may make several words of it, or none: an unquoted variable or substitution, `"$@"`, `"${a[@]}"`.
    pub splits: bool,
}

impl Word {
    /// A word that was given as such, by this process's own arguments.
    #[must_use]
    pub fn argument(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: None, symbolic: false, splits: false }
    }
}

/// A simple command: its words, leading `NAME=value` assignments included, redirections left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The words, in order; never empty.
    pub words: Vec<Word>,
    /// From the first word to the end of the last.
    pub span: Span,
    /// Why the words may not be what the author meant: a quote or substitution that never ends.
    pub problem: Option<Problem>,
}

/// Every simple command in `range` of a shell script, in the order of the text: inside lists, pipelines, compound
/// commands, functions, subshells and substitutions.
#[must_use]
pub fn commands(file: FileId, text: &str, range: Range<usize>) -> Vec<Command> {
    collected(file, text, range, OWN)
}

/// The same of a whole script, with or without what is handed to other shells.
pub(crate) fn script_commands(file: FileId, text: &str, scripts: Scripts) -> Vec<Command> {
    collected(file, text, 0..text.len(), scripts.nesting())
}

fn collected(file: FileId, text: &str, range: Range<usize>, nesting: Nesting) -> Vec<Command> {
    let Some(inside) = text.get(range.clone()) else { return Vec::new() };
    let passage = Passage::of_range(file, inside, range.start);
    let mut found = Vec::new();
    let all = 0..passage.text().len();
    commands_within(&passage, all, Flavour::Script, nesting, &mut found);
    found.sort_by_key(|command| (command.span.start, std::cmp::Reverse(command.span.end)));
    found
}

/// Collects the commands of a part of a passage, and of the substitutions in it.
fn commands_within(
    passage: &Passage<'_>,
    part: Range<usize>,
    flavour: Flavour,
    nesting: Nesting,
    found: &mut Vec<Command>,
) {
    let mut lexer = Lexer::new(passage, part, flavour);
    let first = found.len();
    while structure::line(&mut lexer, found) {}
    within(passage, lexer, first, nesting, found);
}

/// Collects the commands in what a lexer saw beside its own: in substitutions, and in what the commands from `first` on
/// hand to another shell.
fn within(passage: &Passage<'_>, lexer: Lexer<'_>, first: usize, nesting: Nesting, found: &mut Vec<Command>) {
    let flavour = lexer.flavour;
    within_scripts(passage, &lexer, first, nesting, found);
    within_substitutions(passage, lexer.nested, flavour, nesting, found);
}

fn within_scripts(
    passage: &Passage<'_>,
    lexer: &Lexer<'_>,
    first: usize,
    nesting: Nesting,
    found: &mut Vec<Command>,
) {
    if nesting.scripts == 0 {
        return;
    }
    let nesting = Nesting { scripts: nesting.scripts - 1, ..nesting };
    let own = found.get(first..).unwrap_or_default();
    let mut scripts: Vec<Passage<'static>> = own
        .iter()
        .filter_map(|command| carried::script(&command.words))
        .map(|words| carried::handed(passage, words, lexer.flavour))
        .collect();
    for body in lexer.bodies.iter().filter(|body| lexer.fed.contains(&body.number)) {
        if body.verbatim {
            commands_within(passage, body.range.clone(), lexer.flavour, nesting, found);
        } else {
            scripts.push(heredoc::unescaped(passage, body.range.clone()));
        }
    }
    for script in &scripts {
        commands_within(script, 0..script.text().len(), lexer.flavour, nesting, found);
    }
}

/// Whether a command hands its words to another shell, so that what it starts is found in there.
pub(crate) fn hands_on(words: &[Word]) -> bool {
    carried::script(words).is_some()
}

fn within_substitutions(
    passage: &Passage<'_>,
    nested: Vec<Range<usize>>,
    flavour: Flavour,
    nesting: Nesting,
    found: &mut Vec<Command>,
) {
    if nesting.substitutions == 0 {
        return;
    }
    let nesting = Nesting { substitutions: nesting.substitutions - 1, ..nesting };
    for part in nested {
        commands_within(passage, part, flavour, nesting, found);
    }
}

/// Collects the commands of one logical line (with its continuations) of an example in a document, which begins at
/// `start`. Gives the offset behind it, and whether a quote or substitution in it never ends.
pub(crate) fn example_line(
    passage: &Passage<'_>,
    start: usize,
    scripts: Scripts,
    found: &mut Vec<Command>,
) -> (usize, bool) {
    let mut lexer = Lexer::new(passage, start..passage.text().len(), Flavour::Example);
    let first = found.len();
    structure::line(&mut lexer, found);
    let (end, unfinished) = (lexer.at, lexer.unfinished > 0);
    within(passage, lexer, first, scripts.nesting(), found);
    (end, unfinished)
}
