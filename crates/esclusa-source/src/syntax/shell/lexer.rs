//! POSIX and bash tokens. Expansions are not made: they stay in the words as written.

use std::ops::Range;

use super::growing::Growing;
use super::heredoc::{Body, Heredoc};
use super::{Passage, Word};
use crate::{Detail, Problem, detail};

/// What kind of text holds the commands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// A shell script: the shell's rules and nothing else.
    Script,
    /// An example for people: `<placeholder>`, `{{ template }}`, and the line continuations of PowerShell (a backtick)
    /// and of Windows' command interpreter (`^`).
    Example,
}

/// What a script is made of.
pub(super) enum Token {
    /// A word, and whether it is bare of quotes, so that it may be a reserved word.
    Word { word: Word, bare: bool },
    /// `;`, `&`, `&&`, `||`, `|`, `|&`.
    Separator,
    /// `;;`, `;&`, `;;&`.
    CaseBreak,
    /// `(`
    Open,
    /// `)`
    Close,
    /// The end of a line.
    Newline,
    /// The end of the text.
    End,
}

/// After this many quotes or substitutions without end, the rest of the text is left alone.
const MAX_UNFINISHED: usize = 32;

pub(super) struct Lexer<'text> {
    passage: &'text Passage<'text>,
    pub(super) bytes: &'text [u8],
    text: &'text str,
    pub(super) at: usize,
    pub(super) flavour: Flavour,
    /// How many `case` are open.
    pub(super) cases: usize,
    /// Whether the line that begins is expected to be a pattern of `case`.
    pub(super) in_pattern: bool,
    /// The insides of the substitutions that were seen.
    pub(super) nested: Vec<Range<usize>>,
    pub(super) heredocs: Vec<Heredoc>,
    /// How many here-documents were announced.
    pub(super) announced: usize,
    /// Those of them whose text was seen.
    pub(super) bodies: Vec<Body>,
    /// The numbers of those that are fed to a shell.
    pub(super) fed: Vec<usize>,
    pub(super) unended_heredocs: usize,
    /// How many constructs never ended.
    pub(super) unfinished: usize,
    problem: Option<Problem>,
}

impl<'text> Lexer<'text> {
    pub(super) fn new(passage: &'text Passage<'text>, part: Range<usize>, flavour: Flavour) -> Self {
        let text = passage.text().get(..part.end).unwrap_or("");
        Self {
            passage,
            bytes: text.as_bytes(),
            text,
            at: part.start.min(text.len()),
            flavour,
            cases: 0,
            in_pattern: false,
            nested: Vec::new(),
            heredocs: Vec::new(),
            announced: 0,
            bodies: Vec::new(),
            fed: Vec::new(),
            unended_heredocs: 0,
            unfinished: 0,
            problem: None,
        }
    }

    pub(super) fn take_problem(&mut self) -> Option<Problem> {
        self.problem.take()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    pub(super) fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'text str {
        self.text.get(range).unwrap_or("")
    }

    /// The length of the line end `ahead` bytes on; zero if there is none.
    pub(super) fn line_end(&self, ahead: usize) -> usize {
        match (self.byte(ahead), self.byte(ahead + 1)) {
            (Some(b'\n'), _) => 1,
            (Some(b'\r'), Some(b'\n')) => 2,
            _ => 0,
        }
    }

    /// The length of a continuation at hand: an escaped line end, or what examples for Windows write.
    fn continuation(&self, after_blank: bool) -> usize {
        let marks = match self.peek() {
            Some(b'\\') => true,
            Some(b'`' | b'^') => self.flavour == Flavour::Example && after_blank,
            _ => false,
        };
        if !marks {
            return 0;
        }
        match self.line_end(1) {
            0 => 0,
            length => 1 + length,
        }
    }

    /// A construct that never ends: the rest of its line is the word as written, and the next line a new beginning.
    pub(super) fn unfinished(
        &mut self,
        word: &mut Growing,
        before: usize,
        start: usize,
        what: impl Into<Detail>,
    ) {
        if self.problem.is_none() {
            let span = self.passage.span(start..start + 1);
            let what = what.into();
            let detail = detail!("never-ends", "{what} never ends", what);
            self.problem = Some(Problem::new("shell-unfinished", span, detail));
        }
        self.unfinished += 1;
        let rest = self.slice(start..self.bytes.len());
        // Looking for the end took a walk to the end of the text; that is not repeated for ever.
        let on_line = if self.unfinished < MAX_UNFINISHED { rest.find('\n') } else { None };
        let rest = on_line.map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        word.text.truncate(before);
        let rest = rest.trim_end_matches('\r');
        word.push(rest, start);
        word.quoted = true;
        self.at = start + rest.len();
    }

    pub(super) fn next_token(&mut self) -> Token {
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else { return Token::End };
            let next = self.byte(1);
            match (byte, next) {
                (b'#', _) => {
                    let rest = &self.bytes[self.at..];
                    self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                }
                (b'\n', _) | (b'\r', Some(b'\n')) => {
                    self.at += self.line_end(0);
                    self.skip_heredocs();
                    return Token::Newline;
                }
                (b'&', Some(b'>')) => self.redirection(),
                (b';', Some(b';' | b'&')) => {
                    self.at += 2;
                    if self.peek() == Some(b'&') {
                        self.at += 1;
                    }
                    return Token::CaseBreak;
                }
                (b';' | b'&' | b'|', _) => {
                    self.at += 1;
                    if byte != b';' && (next == Some(byte) || (byte == b'|' && next == Some(b'&'))) {
                        self.at += 1;
                    }
                    return Token::Separator;
                }
                (b'(', _) => {
                    self.at += 1;
                    return Token::Open;
                }
                (b')', _) => {
                    self.at += 1;
                    return Token::Close;
                }
                _ if self.at_redirection() => self.redirection(),
                _ => {
                    if let Some((word, bare)) = self.word() {
                        return Token::Word { word, bare };
                    }
                }
            }
        }
    }

    fn skip_blanks(&mut self) {
        let mut after_blank =
            self.at == 0 || self.bytes.get(self.at - 1).is_some_and(u8::is_ascii_whitespace);
        loop {
            let continuation = self.continuation(after_blank);
            if continuation > 0 {
                self.at += continuation;
            } else if matches!(self.peek(), Some(b' ' | b'\t')) {
                self.at += 1;
            } else {
                return;
            }
            after_blank = true;
        }
    }

    /// Whether `<` or `>` stand here, after a file descriptor or not, and are not a placeholder or `<(…)`.
    fn at_redirection(&self) -> bool {
        let digits = self.bytes[self.at..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        match self.byte(digits) {
            Some(b'<' | b'>') if digits == 0 => self.byte(1) != Some(b'(') && self.placeholder() == 0,
            Some(b'<' | b'>') => true,
            _ => false,
        }
    }

    /// Steps over a redirection and its target.
    fn redirection(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let start = self.at;
        let most = start + 3;
        while self.at < most && matches!(self.peek(), Some(b'<' | b'>' | b'&' | b'|')) {
            self.at += 1;
        }
        let operator = self.slice(start..self.at);
        let (heredoc, indented) = match operator {
            "<<" if self.peek() == Some(b'-') => (true, true),
            "<<" => (true, false),
            _ => (false, false),
        };
        if indented {
            self.at += 1;
        }
        self.skip_blanks();
        if self.line_end(0) > 0
            || matches!(self.peek(), None | Some(b'<' | b'>' | b'&' | b'|' | b';' | b'(' | b')'))
        {
            return;
        }
        let start = self.at;
        let target = self.word();
        if let (true, Some((word, _))) = (heredoc, target) {
            let verbatim = self.slice(start..self.at).contains(['\'', '"', '\\']);
            self.heredocs.push(Heredoc { delimiter: word.text, indented, verbatim });
            self.announced += 1;
        }
    }

    /// A word; `None` if it vanishes, as a substitution of only a comment does.
    fn word(&mut self) -> Option<(Word, bool)> {
        let start = self.at;
        let mut word = Growing::default();
        self.grow(&mut word);
        let bare = !word.quoted && !word.symbolic;
        if word.text.is_empty() && !word.quoted {
            return None;
        }
        let span = Some(self.passage.span(start..self.at));
        let (symbolic, splits) = (word.symbolic, word.splits);
        Some((Word { text: word.finished(), span, symbolic, splits }, bare))
    }

    /// The text of the word at hand as a shell that is handed it finds it, with where its parts are written.
    pub(super) fn traced_word(&mut self) -> (String, Vec<(usize, usize)>) {
        let mut word = Growing { parts: Some(Vec::new()), ..Growing::default() };
        self.grow(&mut word);
        (word.text, word.parts.unwrap_or_default())
    }

    fn grow(&mut self, word: &mut Growing) {
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b')' => break,
                b'\r' if self.line_end(0) > 0 => break,
                b'(' if word.text.ends_with('=') && !word.quoted => {
                    self.substitution(word, 1, b')', detail!("shell-array", "an array"), false);
                }
                b'(' => break,
                b'<' | b'>' => match (self.byte(1), self.placeholder()) {
                    (Some(b'('), _) if self.at == start => {
                        self.substitution(
                            word,
                            2,
                            b')',
                            detail!("shell-process-substitution", "a process substitution"),
                            true,
                        );
                    }
                    (_, 0) => break,
                    (_, length) => self.symbol(word, length),
                },
                b'{' if self.template() > 0 => {
                    let length = self.template();
                    self.symbol(word, length);
                }
                b'\\' => self.escaped(word),
                b'\'' => self.single_quoted(word),
                b'"' => self.double_quoted(word),
                b'$' if self.byte(1) == Some(b'\'') => self.ansi_quoted(word),
                b'$' if self.byte(1) == Some(b'"') => {
                    self.at += 1;
                    self.double_quoted(word);
                }
                b'$' => self.dollar(word),
                b'`' => self.backticks(word),
                b'~' if self.at == start => {
                    word.symbolic = true;
                    self.symbol(word, 1);
                }
                _ => self.copy_while(word, |byte| !b" \t\r\n;&|()<>{\\'\"$`".contains(&byte)),
            }
        }
    }

    /// Copies at least one character, and on while `wanted`.
    fn copy_while(&mut self, word: &mut Growing, wanted: impl Fn(u8) -> bool) {
        let start = self.at;
        self.at += self.slice(start..self.bytes.len()).chars().next().map_or(1, char::len_utf8);
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        word.push(self.slice(start..self.at), start);
    }

    /// Copies what the shell or the reader of the example would replace.
    pub(super) fn symbol(&mut self, word: &mut Growing, length: usize) {
        let start = word.text.len();
        word.push(self.slice(self.at..self.at + length), self.at);
        word.symbols.push(start..word.text.len());
        word.symbolic = true;
        self.at += length;
    }
}
