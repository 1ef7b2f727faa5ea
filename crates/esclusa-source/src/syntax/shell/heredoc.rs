//! Here-documents: stepped over, and kept for the shells that they are fed to.

use std::ops::Range;

use super::Passage;
use super::lexer::Lexer;

/// A here-document that a line announces.
pub(super) struct Heredoc {
    pub(super) delimiter: String,
    /// `<<-`: tabs before the delimiter are passed over.
    pub(super) indented: bool,
    /// A quote in the delimiter: the text is handed on as it is written.
    pub(super) verbatim: bool,
}

/// The text of a here-document.
pub(super) struct Body {
    /// Which one it is, counted from the first.
    pub(super) number: usize,
    /// The lines between the one that announces it and its delimiter.
    pub(super) range: Range<usize>,
    /// Whether it is handed on as it is written.
    pub(super) verbatim: bool,
}

/// After this many here-documents without end, `<<` is no longer believed (each costs a search to the end).
const MAX_UNENDED_HEREDOCS: usize = 16;

impl Lexer<'_> {
    /// Steps over the here-documents that the line before announced.
    pub(super) fn skip_heredocs(&mut self) {
        let pending = std::mem::take(&mut self.heredocs);
        let first = self.announced - pending.len();
        for (number, Heredoc { delimiter, indented, verbatim }) in (first..).zip(pending) {
            if self.unended_heredocs >= MAX_UNENDED_HEREDOCS {
                return;
            }
            let (start, mut at) = (self.at, self.at);
            let mut end = None;
            for line in self.slice(at..self.bytes.len()).split_inclusive('\n') {
                let before = at;
                at += line.len();
                let line = line.trim_end_matches(['\n', '\r']);
                let line = if indented { line.trim_start_matches('\t') } else { line };
                if line == delimiter {
                    end = Some(at);
                    self.bodies.push(Body { number, range: start..before, verbatim });
                    break;
                }
            }
            match end {
                Some(end) => self.at = end,
                None => self.unended_heredocs += 1,
            }
        }
    }
}

/// The text of a here-document as the command finds it: a backslash before what a shell would expand is gone.
pub(super) fn unescaped<'text>(passage: &Passage<'_>, range: Range<usize>) -> Passage<'text> {
    let text = passage.text().get(range.clone()).unwrap_or("");
    let mut body = passage.emptied();
    let mut start = 0;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let next = bytes.peek().map(|(_, next)| *next);
        if byte == b'\\' && matches!(next, Some(b'$' | b'`' | b'\\')) {
            body.push_from(passage, text.get(start..at).unwrap_or(""), range.start + start);
            start = at + 1;
            bytes.next();
        }
    }
    body.push_from(passage, text.get(start..).unwrap_or(""), range.start + start);
    body
}
