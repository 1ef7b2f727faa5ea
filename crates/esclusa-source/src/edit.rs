//! Byte edits of texts: what a fix does to a file, and how several of them go together.

use std::collections::BTreeMap;

use crate::{FileId, Span};

/// Bytes of a file that give way to a text. An empty span inserts before its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub place: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` before the byte at which `place` begins.
    #[must_use]
    pub fn insert(place: Span, text: impl Into<String>) -> Self {
        Self { place: Span { end: place.start, ..place }, text: text.into() }
    }

    /// Puts `text` in the place of these bytes.
    #[must_use]
    pub fn replace(place: Span, text: impl Into<String>) -> Self {
        Self { place, text: text.into() }
    }

    /// Takes these bytes away.
    #[must_use]
    pub fn delete(place: Span) -> Self {
        Self::replace(place, "")
    }

    /// Whether both cannot be done to one text. Insertions at one place follow each other in the order in which they
    /// were asked for; what goes may be followed or preceded by an insertion, but none may stand inside it.
    fn conflicts(&self, other: &Self) -> bool {
        let (a, b) = (self.place, other.place);
        let empty = |span: Span| span.start == span.end;
        match (empty(a), empty(b)) {
            (true, true) => false,
            (true, false) => b.start < a.start && a.start < b.end,
            (false, true) => a.start < b.start && b.start < a.end,
            (false, false) => a.start < b.end && b.start < a.end,
        }
    }
}

/// Edits that go together, of any number of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    files: BTreeMap<FileId, Vec<Edit>>,
}

impl Edits {
    /// Adds edits that belong together; nothing is added if one of them meets one that is there already.
    ///
    /// # Errors
    /// The edit that is there already.
    pub fn add(&mut self, edits: &[Edit]) -> Result<(), Edit> {
        for edit in edits {
            let there = self.files.get(&edit.place.file).into_iter().flatten();
            if let Some(met) = there.into_iter().find(|other| edit.conflicts(other) && edit != *other) {
                return Err(met.clone());
            }
        }
        for edit in edits {
            let there = self.files.entry(edit.place.file).or_default();
            // Two findings may ask for one and the same replacement; an insertion asked for twice is two insertions.
            if edit.place.start == edit.place.end || !there.contains(edit) {
                there.push(edit.clone());
            }
        }
        Ok(())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files that change.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.keys().copied()
    }

    /// The text of a file after its edits; nothing if an edit does not fit the text.
    #[must_use]
    pub fn apply(&self, file: FileId, text: &str) -> Option<String> {
        let mut edits: Vec<&Edit> = self.files.get(&file).into_iter().flatten().collect();
        // A stable order: insertions before what goes at the same byte, in the order in which they were added.
        edits.sort_by_key(|edit| (edit.place.start, edit.place.end));
        let mut out =
            String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
        let mut at = 0;
        for edit in edits {
            let range = edit.place.range();
            out.push_str(text.get(at..range.start)?);
            out.push_str(&edit.text);
            text.get(range.clone())?;
            at = range.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}
