//! A Dockerfile's instructions with their places: lines joined as BuildKit joins them. What they mean is not known here.

mod edit;

use std::ops::Range;

use crate::{FileId, Problem, Span, detail};

pub use edit::Layout;

/// The most instructions that are read: the longest real Dockerfile of the corpus has a few hundred.
const MAX_INSTRUCTIONS: usize = 20_000;

/// A Dockerfile as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// The character that quotes the next one: a backslash, or a backtick if a directive says so.
    pub escape: char,
    /// The instructions in order.
    pub instructions: Vec<Instruction>,
}

/// One instruction: its keyword and the rest of its logical line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The keyword in upper case.
    pub keyword: String,
    /// The text behind the keyword, its lines joined, without comments and continuation marks.
    pub arguments: String,
    /// From the keyword to the end of the logical line, without heredocs.
    pub span: Span,
    /// Where each joined piece of the arguments begins, in the arguments and in the file.
    pieces: Vec<(usize, usize)>,
    /// The bodies of the heredocs that it begins, without their ends.
    pub heredocs: Vec<Span>,
}

impl Instruction {
    /// The place of a part of the arguments.
    #[must_use]
    pub fn place(&self, part: Range<usize>) -> Span {
        let start = self.offset(part.start);
        let end = if part.end > part.start { self.offset(part.end - 1) + 1 } else { start };
        Span::new(self.span.file, start..end)
    }

    /// Where a byte of the arguments stands in the file.
    fn offset(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, file) = self.pieces.get(piece.saturating_sub(1)).copied().unwrap_or_default();
        file + (at - start.min(at))
    }

    /// What an `ONBUILD` keeps for later.
    #[must_use]
    pub fn trigger(&self) -> Option<Self> {
        if self.keyword != "ONBUILD" {
            return None;
        }
        let end = self.arguments.find(char::is_whitespace).unwrap_or(self.arguments.len());
        let keyword = self.arguments.get(..end)?.to_ascii_uppercase();
        let behind = self.arguments.get(end..)?;
        let arguments = behind.trim_start();
        let pieces = shifted(&self.pieces, end + (behind.len() - arguments.len()));
        let heredocs = self.heredocs.clone();
        Some(Self { keyword, arguments: arguments.to_owned(), span: self.span, pieces, heredocs })
    }

    /// The words of the arguments as written, quotes and escapes kept, each with its bytes in the arguments.
    #[must_use]
    pub fn words(&self, escape: char) -> Vec<(Range<usize>, &str)> {
        let mut words = Vec::new();
        let mut start = None;
        let mut quote = None;
        let mut escaped = false;
        for (at, c) in self.arguments.char_indices() {
            if c.is_whitespace() && quote.is_none() && !escaped {
                if let Some(begin) = start.take() {
                    words.push(begin..at);
                }
                continue;
            }
            start.get_or_insert(at);
            match quote {
                _ if escaped => escaped = false,
                // In single quotes nothing is escaped.
                _ if c == escape && quote != Some('\'') => escaped = true,
                Some(open) if open == c => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
        }
        if let Some(begin) = start {
            words.push(begin..self.arguments.len());
        }
        words.into_iter().map(|part| (part.clone(), self.arguments.get(part).unwrap_or(""))).collect()
    }
}

/// Reads a Dockerfile. After a problem the rest is still read.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Dockerfile, Vec<Problem>) {
    let mut reader = Reader { file, lines: lines(text), next: 0, problems: Vec::new() };
    let mut dockerfile = Dockerfile { escape: reader.directives(), instructions: Vec::new() };
    while let Some(instruction) = reader.instruction(dockerfile.escape) {
        if dockerfile.instructions.len() == MAX_INSTRUCTIONS {
            let detail =
                detail!("too-many-instructions", "more than {most} instructions", most = MAX_INSTRUCTIONS);
            reader.problems.push(Problem::new("dockerfile-syntax", instruction.span, detail));
            break;
        }
        dockerfile.instructions.push(instruction);
    }
    (dockerfile, reader.problems)
}

/// The lines without their ends, each with its offset.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at.max(mark);
        let content = text.get(start..at + line.len()).unwrap_or("");
        lines.push((start, content.trim_end_matches('\n').trim_end_matches('\r')));
        at += line.len();
    }
    lines
}

struct Reader<'text> {
    file: FileId,
    lines: Vec<(usize, &'text str)>,
    next: usize,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The escape character, from the directives that may only stand at the very top.
    fn directives(&mut self) -> char {
        let mut escape = '\\';
        for (_, line) in &self.lines {
            let Some((name, value)) = line.trim().strip_prefix('#').and_then(|text| text.split_once('='))
            else {
                break;
            };
            let name = name.trim();
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
                break;
            }
            match (name.to_ascii_lowercase().as_str(), value.trim()) {
                ("escape", "`") => escape = '`',
                ("escape" | "syntax" | "check", _) => {}
                _ => break,
            }
        }
        escape
    }

    /// The next instruction with its continuation lines and heredocs.
    fn instruction(&mut self, escape: char) -> Option<Instruction> {
        let (at, first) = loop {
            let (at, line) = *self.lines.get(self.next)?;
            self.next += 1;
            let content = line.trim_start();
            if !content.is_empty() && !content.starts_with('#') {
                break (at + (line.len() - content.len()), content);
            }
        };
        let mut joined = String::new();
        let mut pieces = Vec::new();
        let (mut offset, mut line) = (at, first);
        let mut end;
        loop {
            let (content, continued) = continuation(line, escape);
            pieces.push((joined.len(), offset));
            joined.push_str(content);
            end = offset + content.trim_end().len();
            if !continued {
                break;
            }
            // Comments and empty lines inside an instruction are not part of it, and do not end it.
            let following = loop {
                let Some(&(start, text)) = self.lines.get(self.next) else { break None };
                self.next += 1;
                if !text.trim().is_empty() && !text.trim_start().starts_with('#') {
                    break Some((start, text));
                }
            };
            let Some(following) = following else { break };
            (offset, line) = following;
        }
        let keyword_end = joined.find(char::is_whitespace).unwrap_or(joined.len());
        let keyword = joined.get(..keyword_end).unwrap_or("").to_ascii_uppercase();
        let behind = joined.get(keyword_end..).unwrap_or("");
        let arguments = behind.trim();
        let lead = keyword_end + (behind.len() - behind.trim_start().len());
        let pieces = shifted(&pieces, lead);
        let span = Span::new(self.file, at..end.max(at));
        let arguments = arguments.to_owned();
        let mut instruction = Instruction { keyword, arguments, span, pieces, heredocs: Vec::new() };
        instruction.heredocs = self.heredocs(&instruction, escape);
        Some(instruction)
    }

    /// Steps over the heredocs that an instruction begins, and says where they stand.
    fn heredocs(&mut self, instruction: &Instruction, escape: char) -> Vec<Span> {
        let mut bodies = Vec::new();
        let may = match instruction.keyword.as_str() {
            "RUN" | "COPY" | "ADD" => true,
            "ONBUILD" => instruction
                .arguments
                .split_whitespace()
                .next()
                .is_some_and(|word| matches!(word.to_ascii_uppercase().as_str(), "RUN" | "COPY" | "ADD")),
            _ => false,
        };
        if !may || !instruction.arguments.contains("<<") {
            return bodies;
        }
        for (part, word) in instruction.words(escape) {
            let Some((name, tabs)) = heredoc(word) else { continue };
            let ended = self.lines.get(self.next..).unwrap_or_default().iter().position(|(_, line)| {
                let line = if tabs { line.trim_start_matches('\t') } else { line };
                line == name
            });
            if let Some(lines) = ended {
                let offset = |at: usize| self.lines.get(at).map_or(0, |(start, _)| *start);
                bodies.push(Span::new(self.file, offset(self.next)..offset(self.next + lines)));
                self.next += lines + 1;
            } else {
                let detail = detail!("heredoc-unfinished", "the heredoc {name} does not end", name);
                self.problems.push(Problem::new("dockerfile-syntax", instruction.place(part), detail));
                self.next = self.lines.len();
                return bodies;
            }
        }
        bodies
    }
}

/// The pieces of a text of which the first `lead` bytes are taken away.
fn shifted(pieces: &[(usize, usize)], lead: usize) -> Vec<(usize, usize)> {
    let within = pieces.partition_point(|(start, _)| *start <= lead).saturating_sub(1);
    pieces
        .iter()
        .skip(within)
        .map(|(start, file)| (start.saturating_sub(lead), file + lead.saturating_sub(*start)))
        .collect()
}

/// A line without its continuation mark, and whether it has one: an escape character at its end that is not itself
/// escaped.
fn continuation(line: &str, escape: char) -> (&str, bool) {
    let trimmed = line.trim_end_matches([' ', '\t']);
    match trimmed.strip_suffix(escape) {
        Some(content) if !content.ends_with(escape) => (content, true),
        _ => (line, false),
    }
}

/// The name that ends a heredoc begun by a word, and whether leading tabs are taken away.
fn heredoc(word: &str) -> Option<(String, bool)> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    if rest.contains('<') {
        return None;
    }
    let name: String = rest.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    (!name.is_empty()).then_some((name, tabs))
}
