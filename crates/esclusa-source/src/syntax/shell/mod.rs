//! Shell words, with the bytes that each came from; and the commands that a script or an example is made of.

mod lexer;
mod passage;
mod quoting;
mod structure;
mod substitution;

use std::ops::Range;

use crate::{FileId, Problem, Span};

pub(crate) use lexer::Flavour;
use lexer::Lexer;
pub(crate) use passage::Passage;

/// How deep commands are looked for in substitutions: `$(… $(…) …)`.
const MAX_NESTING: usize = 8;

/// One word of a command line after the shell's quoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text the program receives; `$VAR`, `${VAR}` and `$(…)` stand in it as written.
    pub text: String,
    /// Where it is written, quotes included; `None` for a word of this process's own arguments.
    pub span: Option<Span>,
    /// Whether it holds a variable or substitution that was left as written.
    pub symbolic: bool,
}

impl Word {
    /// A word that was given as such, by this process's own arguments.
    #[must_use]
    pub fn argument(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: None, symbolic: false }
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
    let Some(inside) = text.get(range.clone()) else { return Vec::new() };
    let passage = Passage::of_range(file, inside, range.start);
    let mut found = Vec::new();
    let all = 0..passage.text().len();
    commands_within(&passage, all, Flavour::Script, MAX_NESTING, &mut found);
    found.sort_by_key(|command| (command.span.start, std::cmp::Reverse(command.span.end)));
    found
}

/// Collects the commands of a part of a passage, and of the substitutions in it.
fn commands_within(
    passage: &Passage<'_>,
    part: Range<usize>,
    flavour: Flavour,
    nesting: usize,
    found: &mut Vec<Command>,
) {
    let mut lexer = Lexer::new(passage, part, flavour);
    while structure::line(&mut lexer, found) {}
    within_substitutions(passage, lexer.nested, flavour, nesting, found);
}

fn within_substitutions(
    passage: &Passage<'_>,
    nested: Vec<Range<usize>>,
    flavour: Flavour,
    nesting: usize,
    found: &mut Vec<Command>,
) {
    if nesting == 0 {
        return;
    }
    for part in nested {
        commands_within(passage, part, flavour, nesting - 1, found);
    }
}

/// Collects the commands of one logical line (with its continuations) of an example in a document, which begins at
/// `start`. Gives the offset behind it, and whether a quote or substitution in it never ends.
pub(crate) fn example_line(passage: &Passage<'_>, start: usize, found: &mut Vec<Command>) -> (usize, bool) {
    let mut lexer = Lexer::new(passage, start..passage.text().len(), Flavour::Example);
    structure::line(&mut lexer, found);
    let (end, unfinished) = (lexer.at, lexer.unfinished > 0);
    within_substitutions(passage, lexer.nested, Flavour::Example, MAX_NESTING, found);
    (end, unfinished)
}
