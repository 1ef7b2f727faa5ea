//! Variables, quotes and escapes in a Dockerfile's words.

use std::iter::Peekable;
use std::str::Chars;

use super::scope::{Scope, Variable};

/// Defaults within defaults are followed so deep.
const MAX_DEPTH: usize = 16;

/// A word as the builder sees it; `None` if a variable in it is not known.
pub(super) fn expand(word: &str, escape: char, scope: &Scope) -> Option<String> {
    let expanded = Expander { rest: word.chars().peekable(), escape, scope }.until(None, 0)?;
    scope.take(expanded.len()).then_some(expanded)
}

struct Expander<'a> {
    rest: Peekable<Chars<'a>>,
    escape: char,
    scope: &'a Scope,
}

impl Expander<'_> {
    /// The text up to a closing brace, or to the end. All of it is read, also if it is not known.
    fn until(&mut self, stop: Option<char>, depth: usize) -> Option<String> {
        let mut text = Some(String::new());
        let mut doubled = false;
        while let Some(c) = self.rest.next() {
            if Some(c) == stop && !doubled {
                return text;
            }
            match c {
                '"' => doubled = !doubled,
                '\'' if !doubled => {
                    for c in self.rest.by_ref().take_while(|c| *c != '\'') {
                        push(&mut text, c);
                    }
                }
                '$' => {
                    let value = self.variable(depth);
                    match (&mut text, value) {
                        (Some(text), Some(value)) if self.scope.take(value.len()) => text.push_str(&value),
                        _ => text = None,
                    }
                }
                c if c == self.escape => match self.rest.peek().copied() {
                    // In double quotes only what means something there is escaped.
                    Some(next) if doubled && next != '"' && next != '$' && next != self.escape => {
                        push(&mut text, c)
                    }
                    Some(next) => {
                        self.rest.next();
                        push(&mut text, next);
                    }
                    None => {}
                },
                c => push(&mut text, c),
            }
        }
        text.filter(|_| stop.is_none())
    }

    /// What stands behind a dollar sign.
    fn variable(&mut self, depth: usize) -> Option<String> {
        if self.rest.next_if_eq(&'{').is_none() {
            let name = self.name();
            // A dollar before anything else is a dollar.
            return if name.is_empty() { Some("$".to_owned()) } else { self.value(&name) };
        }
        let name = self.name();
        let mut form = self.rest.next()?;
        if form == '}' {
            return if name.is_empty() { None } else { self.value(&name) };
        }
        let or_empty = form == ':';
        if or_empty {
            form = self.rest.next()?;
        }
        if depth == MAX_DEPTH {
            // Nothing behind it is read: it is not known.
            self.rest = "".chars().peekable();
            return None;
        }
        let word = self.until(Some('}'), depth + 1);
        let scope = self.scope;
        let has_value = match scope.get(&name) {
            Variable::Set(value) => Some(!(or_empty && value.is_empty())),
            Variable::Unset => Some(false),
            Variable::Unknown => None,
        };
        match (form, has_value?) {
            ('-' | '?', true) => self.value(&name),
            ('-', false) | ('+', true) => word,
            ('+', false) => Some(String::new()),
            // An error of the builder, or a pattern taken away (`#`, `%`, `/`).
            _ => None,
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
        }
        name
    }

    fn value(&self, name: &str) -> Option<String> {
        match self.scope.get(name) {
            Variable::Set(value) => Some(value.to_owned()),
            Variable::Unset => Some(String::new()),
            Variable::Unknown => None,
        }
    }
}

fn push(text: &mut Option<String>, c: char) {
    if let Some(text) = text {
        text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_expanded_as_the_builder_does() {
        let mut scope = Scope::new();
        scope.env.insert("X".to_owned(), Some("x y".to_owned()));
        scope.env.insert("E".to_owned(), Some(String::new()));
        scope.arguments.insert("U".to_owned(), None);
        scope.complete = true;
        for (word, expanded) in [
            ("a$X", Some("ax y")),
            ("${X}b", Some("x yb")),
            ("'$X'", Some("$X")),
            ("\"$X\\$X\\a\"", Some("x y$X\\a")),
            ("\\$X", Some("$X")),
            ("a\\ b", Some("a b")),
            ("$U", None),
            ("${U:-d}", None),
            ("$N", Some("")),
            ("${N:-d$X}", Some("dx y")),
            ("${E:-d}", Some("d")),
            ("${E-d}", Some("")),
            ("${X:-$U}", Some("x y")),
            ("${X:+a}", Some("a")),
            ("${E:+a}", Some("")),
            ("${E+a}", Some("a")),
            ("${N:-${M:-z}}", Some("z")),
            ("${X", None),
            ("${X:?no}", Some("x y")),
            ("${N:?no}", None),
            ("${X%y}", None),
            ("a$", Some("a$")),
            ("é$X", Some("éx y")),
        ] {
            assert_eq!(expand(word, '\\', &scope).as_deref(), expanded, "{word}");
        }
        assert_eq!(expand("`$X\\", '`', &scope).as_deref(), Some("$X\\"));
        let deep = "${N:-".repeat(100_000);
        assert_eq!(expand(&deep, '\\', &scope), None);
    }

    #[test]
    fn doubling_comes_to_an_end() {
        let mut scope = Scope::new();
        scope.env.insert("A".to_owned(), Some("aaaaaaaa".to_owned()));
        for _ in 0..64 {
            let next = expand("$A$A", '\\', &scope);
            scope.env.insert("A".to_owned(), next);
        }
        assert_eq!(scope.get("A"), Variable::Unknown);
    }
}
