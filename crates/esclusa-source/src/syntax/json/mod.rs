//! JSON (RFC 8259) with the tolerance of Go's `encoding/json`, as a located tree.
//!
//! What is tolerated: a byte order mark, `\u` escapes of lone surrogates (each becomes U+FFFD) and duplicate keys
//! (all kept, in order: Go lets the last win or merges, which is for the dialect to say). Strings come out as
//! [`Style::DoubleQuoted`]; numbers, `true`, `false` and `null` as [`Style::Plain`] text.

mod edit;

use std::sync::Arc;

use crate::{Detail, Entry, FileId, Kind, MAX_NODES, Node, Problem, Span, Style, detail};

pub use edit::{Value, Writer};

/// The deepest nesting that is read. Go stops at 10,000; a tree that deep could overflow the stack of whoever walks
/// it, and no request of the Engine API nests more than a dozen levels.
pub const MAX_DEPTH: usize = 512;

/// Reads one document that fills `text`. After a syntax error there is no node, only the problem.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Option<Node>, Vec<Problem>) {
    let mut reader = Reader::new(file, text);
    let read = reader.value().and_then(|node| {
        reader.skip_blanks();
        match reader.peek() {
            None => Ok(node),
            Some(_) => Err(reader.invalid("after top-level value")),
        }
    });
    match read {
        Ok(node) => (Some(node), Vec::new()),
        Err(problem) => (None, vec![problem]),
    }
}

/// Reads the value at a place of `text`; nothing if no value stands there.
#[must_use]
pub fn parse_at(text: &str, place: Span) -> Option<Node> {
    let mut reader = Reader::new(place.file, text.get(..place.range().end)?);
    reader.at = place.range().start;
    reader.value().ok().filter(|node| node.span == place)
}

/// Reads documents that follow each other (JSON lines, or what a decoder's loop accepts). On a syntax error the
/// documents before it are returned with the problem.
#[must_use]
pub fn parse_stream(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    let mut reader = Reader::new(file, text);
    let mut documents = Vec::new();
    loop {
        reader.skip_blanks();
        if reader.peek().is_none() {
            return (documents, Vec::new());
        }
        match reader.value() {
            Ok(node) => documents.push(node),
            Err(problem) => return (documents, vec![problem]),
        }
    }
}

/// An array or object whose end has not been seen.
enum Open {
    Array { start: usize, items: Vec<Node> },
    Object { start: usize, entries: Vec<Entry>, key: Node },
}

struct Reader<'text> {
    file: FileId,
    text: &'text str,
    bytes: &'text [u8],
    at: usize,
    nodes: usize,
}

impl<'text> Reader<'text> {
    fn new(file: FileId, text: &'text str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { file, text, bytes: text.as_bytes(), at, nodes: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn problem(&self, detail: impl Into<Detail>) -> Problem {
        let width = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Problem::new("json-syntax", Span::new(self.file, self.at..self.at + width), detail)
    }

    /// The problem of the character at hand, in the words of Go's scanner.
    fn invalid(&self, context: &str) -> Problem {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => self.problem("unexpected end of JSON input"),
            Some('"') => self.problem(format!("invalid character '\"' {context}")),
            Some(other) => self.problem(format!("invalid character '{}' {context}", other.escape_debug())),
        }
    }

    fn node(&mut self, start: usize, kind: Kind) -> Node {
        self.nodes += 1;
        Node { span: Span::new(self.file, start..self.at), tag: None, anchor: None, kind: Arc::new(kind) }
    }

    /// Reads a value of any depth. Nesting is kept on the heap, so that no text can overflow the stack.
    fn value(&mut self) -> Result<Node, Problem> {
        let mut stack: Vec<Open> = Vec::new();
        loop {
            self.skip_blanks();
            let mut done = match self.peek() {
                Some(b'{' | b'[') => match self.open(&mut stack)? {
                    Some(empty) => empty,
                    None => continue,
                },
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.literal("true")?,
                Some(b'f') => self.literal("false")?,
                Some(b'n') => self.literal("null")?,
                _ => return Err(self.invalid("looking for beginning of value")),
            };
            if self.nodes > MAX_NODES {
                return Err(Problem::new("too-many-nodes", done.span, Detail::plain(MAX_NODES.to_string())));
            }
            // A finished value may finish the arrays and objects around it.
            loop {
                let Some(open) = stack.pop() else { return Ok(done) };
                match self.after_value(open, done, &mut stack)? {
                    Some(closed) => done = closed,
                    None => break,
                }
            }
        }
    }

    /// Begins an array or object; an empty one is finished at once.
    fn open(&mut self, stack: &mut Vec<Open>) -> Result<Option<Node>, Problem> {
        if stack.len() >= MAX_DEPTH {
            return Err(self.problem(detail!(
                "json-too-deep",
                "nested more than {most} levels deep",
                most = MAX_DEPTH
            )));
        }
        let start = self.at;
        let object = self.peek() == Some(b'{');
        self.at += 1;
        self.skip_blanks();
        if object {
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Some(self.node(start, Kind::Mapping { entries: Vec::new(), flow: true })));
            }
            let key = self.key()?;
            stack.push(Open::Object { start, entries: Vec::new(), key });
        } else {
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Some(self.node(start, Kind::Sequence { items: Vec::new(), flow: true })));
            }
            stack.push(Open::Array { start, items: Vec::new() });
        }
        Ok(None)
    }

    /// Puts a value into what is open around it; gives that back as a node if it ends here.
    fn after_value(
        &mut self,
        open: Open,
        value: Node,
        stack: &mut Vec<Open>,
    ) -> Result<Option<Node>, Problem> {
        self.skip_blanks();
        match open {
            Open::Array { start, mut items } => {
                items.push(value);
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        stack.push(Open::Array { start, items });
                        Ok(None)
                    }
                    Some(b']') => {
                        self.at += 1;
                        Ok(Some(self.node(start, Kind::Sequence { items, flow: true })))
                    }
                    _ => Err(self.invalid("after array element")),
                }
            }
            Open::Object { start, mut entries, key } => {
                entries.push(Entry { key, value });
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        self.skip_blanks();
                        let key = self.key()?;
                        stack.push(Open::Object { start, entries, key });
                        Ok(None)
                    }
                    Some(b'}') => {
                        self.at += 1;
                        Ok(Some(self.node(start, Kind::Mapping { entries, flow: true })))
                    }
                    _ => Err(self.invalid("after object key:value pair")),
                }
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<Node, Problem> {
        if self.peek() != Some(b'"') {
            return Err(self.invalid("looking for beginning of object key string"));
        }
        let key = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.invalid("after object key"));
        }
        self.at += 1;
        Ok(key)
    }

    fn literal(&mut self, word: &'static str) -> Result<Node, Problem> {
        let start = self.at;
        let mut before = "";
        for (index, expected) in word.bytes().enumerate() {
            if self.peek() != Some(expected) {
                before = word.get(index..=index).unwrap_or("");
                break;
            }
            self.at += 1;
        }
        if before.is_empty() {
            return Ok(self.plain(start));
        }
        Err(self.invalid(&format!("in literal {word} (expecting '{before}')")))
    }

    fn plain(&mut self, start: usize) -> Node {
        let text = self.text.get(start..self.at).unwrap_or("").into();
        self.node(start, Kind::Scalar { text, style: Style::Plain })
    }

    fn digits(&mut self, context: &str) -> Result<(), Problem> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.invalid(context));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Node, Problem> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(self.plain(start))
    }

    fn string(&mut self) -> Result<Node, Problem> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let run = self.at;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            text.push_str(self.text.get(run..self.at).unwrap_or(""));
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape(&mut text)?,
                _ => return Err(self.invalid("in string literal")),
            }
        }
        self.at += 1;
        Ok(self.node(start, Kind::Scalar { text: text.into(), style: Style::DoubleQuoted }))
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Problem> {
        self.at += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hexadecimal()?;
                text.push(self.joined(unit)?);
                return Ok(());
            }
            _ => return Err(self.invalid("in string escape code")),
        };
        self.at += 1;
        text.push(plain);
        Ok(())
    }

    /// The character of a UTF-16 unit, joined with the escape of a low surrogate that follows a high one.
    fn joined(&mut self, unit: u32) -> Result<char, Problem> {
        if (0xd800..0xdc00).contains(&unit) && self.bytes.get(self.at..self.at + 2) == Some(br"\u") {
            let before = self.at;
            self.at += 2;
            let low = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&low) {
                let joined = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            // Not a pair: the second escape stands for itself.
            self.at = before;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hexadecimal(&mut self) -> Result<u32, Problem> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.invalid("in \\u hexadecimal character escape"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }
}
