//! Words as a shell reads them: quoted no more than they need, variables left to be replaced.

use esclusa_source::syntax::shell::quoted;

use crate::symbol::{self, Piece};

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Means itself.
    Plain(String),
    /// Holds variables or substitutions as they are written.
    Symbolic(String),
    /// The same, and the shell makes as many words of them as they hold.
    Split(String),
}

/// One word of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spoken(Vec<Part>);

impl Spoken {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self(vec![Part::Plain(text.into())])
    }

    pub(super) fn symbolic(text: impl Into<String>) -> Self {
        Self(vec![Part::Symbolic(text.into())])
    }

    pub(super) fn split(text: impl Into<String>) -> Self {
        Self(vec![Part::Split(text.into())])
    }

    /// This word and another one as one.
    pub(super) fn then(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }

    pub(super) fn is_symbolic(&self) -> bool {
        self.0.iter().any(|part| !matches!(part, Part::Plain(_)))
    }

    /// The text without quotes.
    pub(super) fn text(&self) -> String {
        let texts = self.0.iter().map(|part| match part {
            Part::Plain(text) | Part::Symbolic(text) | Part::Split(text) => text.as_str(),
        });
        texts.collect()
    }

    /// The text as a shell is to read it.
    pub(super) fn quoted(&self) -> String {
        match self.0.as_slice() {
            [Part::Split(text)] => unquoted(text),
            _ if self.is_symbolic() => self.double_quoted(),
            _ => quoted(&self.text()),
        }
    }

    fn double_quoted(&self) -> String {
        let mut parts = self.0.as_slice();
        let mut word = String::new();
        // A home folder is only replaced where no quote stands before it.
        let home = match parts {
            [Part::Symbolic(text), rest @ ..] if text.starts_with('~') => {
                let end = text.find('/').map_or(text.len(), |at| at + 1);
                word.push_str(&text[..end]);
                parts = rest;
                Some(Part::Symbolic(text[end..].to_owned()))
            }
            _ => None,
        };
        let mut inside = String::new();
        for part in home.iter().chain(parts) {
            match part {
                Part::Plain(text) => escape(text, true, &mut inside),
                Part::Symbolic(text) | Part::Split(text) => symbols(text, &mut inside),
            }
        }
        if !inside.is_empty() || word.is_empty() {
            word.push('"');
            word.push_str(&inside);
            word.push('"');
        }
        word
    }
}

/// Text between double quotes; its variables too are to mean themselves if `all`.
fn escape(text: &str, all: bool, into: &mut String) {
    for character in text.chars() {
        if matches!(character, '"' | '\\') || (all && matches!(character, '$' | '`')) {
            into.push('\\');
        }
        into.push(character);
    }
}

/// Text whose substitutions stay as they are written, between double quotes.
fn symbols(text: &str, into: &mut String) {
    for piece in symbol::pieces(text) {
        match piece {
            Piece::Text(text) => escape(text, false, into),
            Piece::Escaped('~') => into.push('~'),
            Piece::Escaped(character) => into.extend(['\\', character]),
            Piece::Symbol(text) => into.push_str(text),
        }
    }
}

/// Substitutions without quotes, everything else with those that it needs.
fn unquoted(text: &str) -> String {
    let pieces = symbol::pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => quoted(text),
        Piece::Escaped(character) => quoted(&character.to_string()),
        Piece::Symbol(text) => text.to_owned(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_they_need() {
        for (text, expected) in [
            ("nginx:1.27", "nginx:1.27"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$A", "'$A'"),
            ("~/a", "'~/a'"),
            ("#a", "'#a'"),
            ("a\nb", "'a\nb'"),
            ("a\u{1b}[1m", r"$'a\u001b[1m'"),
        ] {
            assert_eq!(Spoken::plain(text).quoted(), expected);
        }
    }

    #[test]
    fn variables_stay_variables() {
        for (text, expected) in [
            ("$A", "\"$A\""),
            ("~/a b", "~/\"a b\""),
            ("~", "~"),
            ("$(pwd)/\"x\\", r#""$(pwd)/\"x\\""#),
            ("${B:-\"x y\"}", "\"${B:-\"x y\"}\""),
            ("`id -u`:$", "\"`id -u`:$\""),
        ] {
            assert_eq!(Spoken::symbolic(text).quoted(), expected);
        }
        for (text, expected) in [(r"\$A$B", r#""\$A$B""#), (r"\~/$B", "\"~/$B\""), (r"\\$B", r#""\\$B""#)] {
            assert_eq!(Spoken::symbolic(text).quoted(), expected);
        }
        assert_eq!(Spoken::split(r"$A b\$$(c)").quoted(), "$A' b''$'$(c)");
        let word = Spoken::plain("A=$5 ").then(Spoken::symbolic("${X}"));
        assert_eq!(word.quoted(), r#""A=\$5 ${X}""#);
    }
}
