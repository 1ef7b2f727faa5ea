//! Words as a shell reads them: quoted no more than they need, variables left to be replaced.

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Means itself.
    Plain(String),
    /// Holds variables or substitutions as they are written.
    Symbolic(String),
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

    /// This word and another one as one.
    pub(super) fn then(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }

    pub(super) fn is_symbolic(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Symbolic(_)))
    }

    /// The text without quotes.
    pub(super) fn text(&self) -> String {
        let texts = self.0.iter().map(|part| match part {
            Part::Plain(text) | Part::Symbolic(text) => text.as_str(),
        });
        texts.collect()
    }

    /// The text as a shell is to read it.
    pub(super) fn quoted(&self) -> String {
        if self.is_symbolic() { self.double_quoted() } else { quoted(&self.text()) }
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
                Part::Symbolic(text) => symbols(text, &mut inside),
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
    let mut rest = text;
    while let Some(at) = rest.find(['$', '`']) {
        escape(&rest[..at], false, into);
        let length = substitution(&rest[at..]);
        into.push_str(&rest[at..at + length]);
        rest = &rest[at + length..];
    }
    escape(rest, false, into);
}

/// The length of what stands at a dollar sign or backtick: up to the end of a substitution, else that one character.
fn substitution(text: &str) -> usize {
    let mut closers: Vec<char> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            _ if closers.last() == Some(&character) => {
                closers.pop();
                if closers.is_empty() {
                    return at + character.len_utf8();
                }
            }
            '`' => closers.push('`'),
            '$' => match characters.peek() {
                Some((_, '(')) => {
                    closers.push(')');
                    characters.next();
                }
                Some((_, '{')) => {
                    closers.push('}');
                    characters.next();
                }
                _ => {}
            },
            _ => {}
        }
        if closers.is_empty() {
            return 1;
        }
    }
    1
}

/// A word that means itself.
fn quoted(text: &str) -> String {
    let bare = |character: char| character.is_ascii_alphanumeric() || "_-./:,=@%+".contains(character);
    if !text.is_empty() && text.chars().all(bare) {
        return text.to_owned();
    }
    let control = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    if text.contains(control) {
        return ansi_quoted(text);
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// `$'…'`, so that no control character reaches a terminal.
fn ansi_quoted(text: &str) -> String {
    let mut word = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => word.extend(['\\', character]),
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            '\r' => word.push_str("\\r"),
            character if character.is_control() => word.push_str(&format!("\\u{:04x}", u32::from(character))),
            character => word.push(character),
        }
    }
    word.push('\'');
    word
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
        let word = Spoken::plain("A=$5 ").then(Spoken::symbolic("${X}"));
        assert_eq!(word.quoted(), r#""A=\$5 ${X}""#);
    }
}
