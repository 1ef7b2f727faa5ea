//! Instructions put into a Dockerfile and taken out of it, so that the file keeps its shape.

use std::ops::Range;

use super::{Dockerfile, Instruction};
use crate::{Edit, FileId, Span};

/// A Dockerfile and the text that it was read from.
pub struct Layout<'text> {
    text: &'text str,
    file: FileId,
    instructions: &'text [Instruction],
    escape: char,
    newline: &'static str,
    /// Whether most keywords are in lower case.
    lower: bool,
}

impl<'text> Layout<'text> {
    /// Of a Dockerfile that was read from `text`.
    #[must_use]
    pub fn new(file: FileId, text: &'text str, dockerfile: &'text Dockerfile) -> Self {
        let instructions = dockerfile.instructions.as_slice();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let lower = |one: &Instruction| {
            let start = one.span.range().start;
            text.get(start..start + one.keyword.len())
                .is_some_and(|written| written.bytes().all(|byte| !byte.is_ascii_uppercase()))
        };
        let count = instructions.iter().filter(|one| lower(one)).count();
        let lower = count * 2 > instructions.len();
        Self { text, file, instructions, escape: dockerfile.escape, newline, lower }
    }

    /// The number of the instruction at a place.
    #[must_use]
    pub fn at(&self, place: Span) -> Option<usize> {
        self.instructions.iter().position(|one| one.span == place)
    }

    /// Puts an instruction on a line before another one, above the comments that belong to that.
    #[must_use]
    pub fn before(&self, number: usize, keyword: &str, arguments: &str) -> Option<Edit> {
        let place = self.instructions.get(number)?.span.range().start;
        let start = self.line(place).start;
        let above = number.checked_sub(1).and_then(|above| self.end(above)).unwrap_or(0);
        let mut at = start;
        while at > above {
            let line = self.line(at.checked_sub(1)?);
            if line.start < above || !self.slice(line.clone()).trim_start().starts_with('#') {
                break;
            }
            at = line.start;
        }
        let indentation = self.slice(start..place);
        // Where a blank line stands between instructions, one stands between these two.
        let apart = at > above && at > 0 && self.slice(self.line(at - 1)).trim().is_empty();
        let (newline, gap) = (self.newline, if apart { self.newline } else { "" });
        let text = format!("{indentation}{} {arguments}{newline}{gap}", self.keyword(keyword));
        Some(Edit::insert(self.span(at..at), text))
    }

    /// Puts an instruction on a line behind another one. Nothing if that one's last line goes on.
    #[must_use]
    pub fn behind(&self, number: usize, keyword: &str, arguments: &str) -> Option<Edit> {
        let one = self.instructions.get(number)?;
        let place = one.span.range().start;
        let indentation = self.slice(self.line(place).start..place);
        let last = self.slice(0..self.end(number)?).trim_end_matches(['\n', '\r']);
        if one.heredocs.is_empty() && last.trim_end().ends_with(self.escape) {
            return None;
        }
        let text = format!("{}{indentation}{} {arguments}", self.newline, self.keyword(keyword));
        Some(Edit::insert(self.span(last.len()..last.len()), text))
    }

    /// The same, before anything else that is put behind it.
    #[must_use]
    pub fn closely_behind(&self, number: usize, keyword: &str, arguments: &str) -> Option<Edit> {
        let Edit { place, text } = self.behind(number, keyword, arguments)?;
        let end = place.range().end;
        let last = self.slice(0..end).chars().next_back()?;
        Some(Edit::replace(self.span(end - last.len_utf8()..end), format!("{last}{text}")))
    }

    /// Takes an instruction away with its lines and heredocs.
    #[must_use]
    pub fn remove(&self, number: usize) -> Option<Edit> {
        let start = self.line(self.instructions.get(number)?.span.range().start).start;
        Some(Edit::delete(self.span(start..self.end(number)?)))
    }

    /// Names the instruction anew.
    #[must_use]
    pub fn rename(&self, number: usize, keyword: &str) -> Option<Edit> {
        let one = self.instructions.get(number)?;
        let start = one.span.range().start;
        let range = start..start + one.keyword.len();
        let written = self.text.get(range.clone())?;
        let lower = written.bytes().all(|byte| !byte.is_ascii_uppercase());
        let keyword = if lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
        Some(Edit::replace(self.span(range), keyword))
    }

    /// Puts a text in the place of a part of an instruction's arguments that is written as it reads.
    #[must_use]
    pub fn replace(&self, number: usize, part: Range<usize>, text: &str) -> Option<Edit> {
        let one = self.instructions.get(number)?;
        let place = one.place(part.clone());
        let same = self.text.get(place.range())? == one.arguments.get(part)?;
        same.then(|| Edit::replace(place, text))
    }

    /// A keyword as most are written here.
    fn keyword(&self, keyword: &str) -> String {
        if self.lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() }
    }

    /// Behind the last line of an instruction, its heredocs among them.
    fn end(&self, number: usize) -> Option<usize> {
        let one = self.instructions.get(number)?;
        match one.heredocs.last() {
            // The line behind the last heredoc is its end.
            Some(body) => Some(self.line(body.range().end).end),
            None => Some(self.line(one.span.range().end).end),
        }
    }

    /// The line around a place, its end included.
    fn line(&self, at: usize) -> Range<usize> {
        let start = self.slice(0..at).rfind('\n').map_or(self.mark(), |before| before + 1);
        let end = self.slice(at..self.text.len()).find('\n').map_or(self.text.len(), |after| at + after + 1);
        start..end
    }

    /// The length of a byte order mark.
    fn mark(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    fn slice(&self, range: Range<usize>) -> &'text str {
        self.text.get(range).unwrap_or("")
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }
}
