//! Quotes, escapes and expansions inside a word.

use super::growing::Growing;
use super::lexer::{Flavour, Lexer};
use super::substitution::{ansi_escape, end};
use crate::{Detail, detail};

/// The longest `<placeholder>` or `{{ template }}` of an example, in bytes.
const MAX_PLACEHOLDER: usize = 80;

impl Lexer<'_> {
    /// The length of a `<placeholder>` at hand, as people write it in examples; zero if it is something else.
    pub(super) fn placeholder(&self) -> usize {
        if self.flavour != Flavour::Example || self.peek() != Some(b'<') {
            return 0;
        }
        let inside = self.bytes[self.at + 1..].iter().take(MAX_PLACEHOLDER);
        let length = inside.take_while(|byte| !b"<>\n\r|&;'\"`".contains(byte)).count();
        let first = self.byte(1).is_some_and(|byte| byte.is_ascii_alphabetic() || byte >= 0x80);
        let last = self.byte(length).is_some_and(|byte| byte != b' ');
        let closed = self.byte(1 + length) == Some(b'>');
        if first && last && closed { length + 2 } else { 0 }
    }

    /// The length of a `{{ template }}` at hand in an example; zero if it is something else.
    pub(super) fn template(&self) -> usize {
        if self.flavour != Flavour::Example || self.byte(1) != Some(b'{') {
            return 0;
        }
        let inside = self.bytes[self.at..].iter().take(MAX_PLACEHOLDER);
        let line: Vec<u8> = inside.copied().take_while(|byte| *byte != b'\n').collect();
        line.windows(2).position(|pair| pair == b"}}").map_or(0, |end| end + 2)
    }

    pub(super) fn escaped(&mut self, word: &mut Growing) {
        match self.line_end(1) {
            0 => {
                self.at += 1;
                match self.slice(self.at..self.bytes.len()).chars().next() {
                    Some(character) => {
                        word.push(self.slice(self.at..self.at + character.len_utf8()), self.at);
                        self.at += character.len_utf8();
                    }
                    // A backslash at the very end stands for itself.
                    None => word.push("\\", self.at - 1),
                }
                word.quoted = true;
            }
            length => self.at += 1 + length,
        }
    }

    pub(super) fn single_quoted(&mut self, word: &mut Growing) {
        let start = self.at;
        word.quoted = true;
        match self.bytes[start + 1..].iter().position(|byte| *byte == b'\'') {
            Some(length) => {
                word.push(self.slice(start + 1..start + 1 + length), start + 1);
                self.at = start + length + 2;
            }
            None => self.unfinished(word, word.text.len(), start, detail!("shell-quote", "a quote")),
        }
    }

    pub(super) fn double_quoted(&mut self, word: &mut Growing) {
        let (start, before) = (self.at, word.text.len());
        word.quoted = true;
        word.within_quotes = true;
        self.at += 1;
        loop {
            let run = self.at;
            while self.peek().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | b'$' | b'`')) {
                self.at += 1;
            }
            word.push(self.slice(run..self.at), run);
            match (self.peek(), self.byte(1)) {
                (Some(b'"'), _) => {
                    self.at += 1;
                    word.within_quotes = false;
                    return;
                }
                (Some(b'\\'), Some(b'"' | b'\\' | b'$' | b'`')) => {
                    word.push(self.slice(self.at + 1..self.at + 2), self.at + 1);
                    self.at += 2;
                }
                (Some(b'\\'), _) if self.line_end(1) > 0 => self.at += 1 + self.line_end(1),
                (Some(b'\\'), _) => {
                    word.push("\\", self.at);
                    self.at += 1;
                }
                (Some(b'$'), _) => self.dollar(word),
                (Some(_), _) => self.backticks(word),
                (None, _) => {
                    word.within_quotes = false;
                    self.unfinished(word, before, start, detail!("shell-quote", "a quote"));
                    return;
                }
            }
        }
    }

    pub(super) fn ansi_quoted(&mut self, word: &mut Growing) {
        let (start, before) = (self.at, word.text.len());
        word.quoted = true;
        self.at += 2;
        loop {
            let run = self.at;
            while self.peek().is_some_and(|byte| byte != b'\'' && byte != b'\\') {
                self.at += 1;
            }
            word.push(self.slice(run..self.at), run);
            match self.peek() {
                Some(b'\'') => {
                    self.at += 1;
                    return;
                }
                Some(_) => {
                    let (text, length) = ansi_escape(self.slice(self.at + 1..self.bytes.len()));
                    word.push(&text, self.at);
                    self.at += 1 + length;
                }
                None => {
                    self.unfinished(word, before, start, detail!("shell-quote", "a quote"));
                    return;
                }
            }
        }
    }

    /// `$NAME`, `${…}`, `$(…)`, or a dollar sign that means itself.
    pub(super) fn dollar(&mut self, word: &mut Growing) {
        match self.byte(1) {
            Some(b'(') => {
                // Arithmetic gives one number.
                word.splits |= !word.within_quotes && self.byte(2) != Some(b'(');
                self.substitution(word, 2, b')', detail!("shell-substitution", "a substitution"), true);
            }
            Some(b'{') => {
                let start = self.at;
                self.substitution(word, 2, b'}', detail!("shell-substitution", "a substitution"), false);
                let written = self.slice(start..self.at);
                word.splits |= !word.within_quotes || written.contains("[@]") || written.starts_with("${@");
            }
            Some(first) if first.is_ascii_alphabetic() || first == b'_' => {
                let name = self.bytes[self.at + 1..].iter();
                let length = name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                word.splits |= !word.within_quotes;
                self.symbol(word, 1 + length);
            }
            Some(b'@') => {
                word.splits = true;
                self.symbol(word, 2);
            }
            Some(b'*' | b'0'..=b'9') => {
                word.splits |= !word.within_quotes;
                self.symbol(word, 2);
            }
            Some(b'#' | b'?' | b'-' | b'$' | b'!') => self.symbol(word, 2),
            _ => {
                word.push("$", self.at);
                self.at += 1;
            }
        }
    }

    /// `` `…` ``, left as written; one that holds only a comment gives nothing.
    pub(super) fn backticks(&mut self, word: &mut Growing) {
        let start = self.at;
        let Some(end) = end(self.bytes, start, 1, b'`') else {
            // In an example a lone backtick is a slip of the pen and stands for itself.
            if self.flavour == Flavour::Example {
                word.push("`", self.at);
                self.at += 1;
            } else {
                self.unfinished(
                    word,
                    word.text.len(),
                    start,
                    detail!("shell-substitution", "a substitution"),
                );
            }
            return;
        };
        let inside = self.slice(start + 1..end - 1);
        if inside.trim_start().starts_with('#') && !inside.contains('\n') {
            self.at = end;
            return;
        }
        self.nested.push(start + 1..end - 1);
        word.splits |= !word.within_quotes;
        self.symbol(word, end - start);
    }

    /// A construct of `opening` bytes that ends with `closer`, left as written.
    pub(super) fn substitution(
        &mut self,
        word: &mut Growing,
        opening: usize,
        closer: u8,
        what: impl Into<Detail>,
        commands: bool,
    ) {
        let start = self.at;
        let Some(end) = end(self.bytes, start, opening, closer) else {
            self.unfinished(word, word.text.len(), start, what);
            return;
        };
        if commands {
            self.nested.push(start + opening..end - 1);
        }
        self.symbol(word, end - start);
    }
}
