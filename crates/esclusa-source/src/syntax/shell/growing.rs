//! A word as it grows: its text, and what in it is left to the shell.

use std::ops::Range;

/// A word as it grows.
#[derive(Default)]
pub(super) struct Growing {
    pub(super) text: String,
    pub(super) quoted: bool,
    pub(super) symbolic: bool,
    /// Whether an expansion in it may give several words or none.
    pub(super) splits: bool,
    /// Whether double quotes are open.
    pub(super) within_quotes: bool,
    /// What was left as written, by its bytes in the text.
    pub(super) symbols: Vec<Range<usize>>,
    /// Where parts of the text begin, here and in the passage, if somebody asks.
    pub(super) parts: Option<Vec<(usize, usize)>>,
}

impl Growing {
    /// Adds text that is written at `at`.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        if let Some(parts) = &mut self.parts {
            parts.push((self.text.len(), at));
        }
        self.text.push_str(text);
    }

    /// The text. Beside an expansion, what is not expanded is told from it by a backslash.
    pub(super) fn finished(self) -> String {
        if !self.symbolic {
            return self.text;
        }
        let mut finished = String::with_capacity(self.text.len());
        let mut at = 0;
        for symbol in self.symbols.iter().filter(|symbol| symbol.end <= self.text.len()) {
            escape(&self.text, at..symbol.start, &mut finished);
            finished.push_str(self.text.get(symbol.clone()).unwrap_or(""));
            at = symbol.end;
        }
        escape(&self.text, at..self.text.len(), &mut finished);
        finished
    }
}

/// Copies text that means itself, with a backslash before what would be taken for something else.
fn escape(text: &str, part: Range<usize>, into: &mut String) {
    let special = |character: char| matches!(character, '$' | '`' | '\\');
    let inside = text.get(part.clone()).unwrap_or("");
    for (at, character) in inside.char_indices() {
        let home = character == '~' && part.start + at == 0;
        // A backslash before an ordinary character stays alone.
        let after = text.get(part.start + at + character.len_utf8()..).unwrap_or("");
        let backslash = character == '\\' && after.starts_with(special);
        if home || backslash || matches!(character, '$' | '`') {
            into.push('\\');
        }
        into.push(character);
    }
}
