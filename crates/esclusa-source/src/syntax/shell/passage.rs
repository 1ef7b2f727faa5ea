//! Text cut out of a file, with the way back: an example in a list or quotation has a prefix on each of its lines.

use std::borrow::Cow;
use std::ops::Range;

use crate::{FileId, Span};

/// A run of text and the places in the file that its parts came from.
pub(crate) struct Passage<'text> {
    file: FileId,
    text: Cow<'text, str>,
    /// Where a part begins here, and where in the file; ascending.
    parts: Vec<(usize, usize)>,
}

impl<'text> Passage<'text> {
    /// Text that stands in the file as it is, from `start` on.
    pub(crate) fn of_range(file: FileId, text: &'text str, start: usize) -> Self {
        Self { file, text: Cow::Borrowed(text), parts: vec![(0, start)] }
    }

    /// An empty passage to push lines to.
    pub(crate) fn empty(file: FileId) -> Self {
        Self { file, text: Cow::Owned(String::new()), parts: Vec::new() }
    }

    /// Appends text that begins at `start` in the file.
    pub(crate) fn push(&mut self, text: &str, start: usize) {
        self.parts.push((self.text.len(), start));
        self.text.to_mut().push_str(text);
    }

    /// An empty passage of the same file.
    pub(crate) fn emptied<'other>(&self) -> Passage<'other> {
        Passage::empty(self.file)
    }

    /// Appends text that stands in `other` from `at` on, with the prefixes that it has there between its parts.
    pub(crate) fn push_from(&mut self, other: &Passage<'_>, text: &str, at: usize) {
        let (mut rest, mut at) = (text, at);
        while !rest.is_empty() {
            let next = other.parts.partition_point(|(start, _)| *start <= at);
            let room = other.parts.get(next).map_or(rest.len(), |(start, _)| start - at);
            let Some((piece, after)) = rest.split_at_checked(room) else { break };
            self.push(piece, other.offset(at));
            (rest, at) = (after, at + room);
        }
        if !rest.is_empty() {
            self.push(rest, other.offset(at));
        }
    }

    /// Where here a place of the file is.
    pub(crate) fn position(&self, offset: usize) -> usize {
        let part = self.parts.partition_point(|(_, origin)| *origin <= offset).saturating_sub(1);
        self.parts.get(part).map_or(offset, |(start, origin)| start + offset.saturating_sub(*origin))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the file of an offset here.
    pub(crate) fn offset(&self, at: usize) -> usize {
        let part = self.parts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.parts.get(part).map_or(at, |(start, origin)| origin + (at - start))
    }

    /// The bytes in the file of a range here; what lies between two parts in the file is inside.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        // The end belongs to the part of the last byte, not to the part that begins there.
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        Span::new(self.file, start..end.max(start))
    }
}
