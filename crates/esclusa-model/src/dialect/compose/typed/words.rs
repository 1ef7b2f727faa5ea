//! A command line in one text, as Compose splits it into words: a shell's quotes, and nothing else of a shell.

/// The words. Compose stops at the first operator of a shell, without a word.
pub(super) fn split(text: &str) -> Result<Vec<String>, &'static str> {
    let mut splitter = Splitter::default();
    for letter in text.chars() {
        if !splitter.letter(letter)? {
            break;
        }
    }
    if splitter.begun {
        splitter.words.push(splitter.word);
    }
    if splitter.escaped || splitter.quote != Quote::None {
        return Err("invalid command line string");
    }
    Ok(splitter.words)
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Quote {
    #[default]
    None,
    Single,
    Double,
    /// Inside backticks, which stay as they are.
    Back,
    /// Inside `$(…)`, which stays as it is.
    Dollar,
    /// Quotes inside backticks.
    BackSingle,
    /// The same with double ones.
    BackDouble,
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: String,
    /// Whether the word is one, even if it is empty.
    begun: bool,
    escaped: bool,
    quote: Quote,
}

impl Splitter {
    /// Takes a letter; `false` at the end.
    fn letter(&mut self, letter: char) -> Result<bool, &'static str> {
        if self.escaped {
            self.escaped = false;
            self.push(match letter {
                't' => '\t',
                'n' => '\n',
                other => other,
            });
            return Ok(true);
        }
        match letter {
            '\\' if matches!(self.quote, Quote::Single | Quote::BackSingle) => self.word.push(letter),
            '\\' => self.escaped = true,
            ' ' | '\t' | '\r' | '\n' => self.blank(letter),
            '`' => {
                self.quote = match self.quote {
                    Quote::None => Quote::Back,
                    Quote::Back => Quote::None,
                    other => other,
                };
                self.push(letter);
            }
            '(' | ')' if matches!(self.quote, Quote::None | Quote::Dollar) => return self.bracket(letter),
            '"' => match self.quote {
                Quote::None => self.quote = Quote::Double,
                Quote::Back => self.quote = Quote::BackDouble,
                Quote::Double => self.close(Quote::None),
                Quote::BackDouble => self.close(Quote::Back),
                _ => self.push(letter),
            },
            '\'' => match self.quote {
                Quote::None => self.quote = Quote::Single,
                Quote::Back => self.quote = Quote::BackSingle,
                Quote::Single => self.close(Quote::None),
                Quote::BackSingle => self.close(Quote::Back),
                _ => self.push(letter),
            },
            ';' | '&' | '|' | '<' | '>' if self.quote == Quote::None => {
                // The number before `>` is a stream and no word.
                if letter == '>' && self.word.starts_with(|first: char| first.is_ascii_digit()) {
                    self.begun = false;
                }
                return Ok(false);
            }
            _ => self.push(letter),
        }
        Ok(true)
    }

    fn push(&mut self, letter: char) {
        self.begun = true;
        self.word.push(letter);
    }

    fn close(&mut self, outer: Quote) {
        self.begun = true;
        self.quote = outer;
    }

    fn blank(&mut self, letter: char) {
        if self.quote != Quote::None {
            self.word.push(letter);
        } else if self.begun {
            self.words.push(std::mem::take(&mut self.word));
            self.begun = false;
        }
    }

    fn bracket(&mut self, letter: char) -> Result<bool, &'static str> {
        match (letter, self.quote) {
            ('(', Quote::None) if self.word.ends_with('$') => {
                self.quote = Quote::Dollar;
                self.word.push(letter);
            }
            (')', Quote::Dollar) => {
                self.quote = Quote::None;
                self.push(letter);
            }
            _ => return Err("invalid command line string"),
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_split_as_compose_splits_them() {
        for (text, expected) in [
            ("", ""),
            ("a  b\tc", "a|b|c"),
            ("a 'b c' \"d e\" ''", "a|b c|d e|"),
            ("a\\ b \\n '\\n' \"\\\"\"", "a b|\n|\\n|\""),
            ("a && b", "a"),
            ("a 2>x", "a"),
            ("a b2>x", "a|b2"),
            ("a `b c` d", "a|`b c`|d"),
            ("a $(b c) d", "a|$(b c)|d"),
            ("a '(b)'", "a|(b)"),
        ] {
            assert_eq!(split(text).map(|words| words.join("|")).as_deref(), Ok(expected), "{text}");
        }
        for text in ["a 'b", "a \"b", "a \\", "a (b)", "a )", "a `b", "$(a"] {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
