//! How a file differs after its repair, line by line, for people: without the secrets in it.

mod hide;

use std::ops::Range;
use std::path::PathBuf;

use esclusa_detect::Known;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// So many lines around a change are shown.
const CONTEXT: usize = 3;

/// How one file differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDiff {
    /// The path to show.
    pub path: PathBuf,
    /// Whether there was no file before.
    pub is_new: bool,
    /// Whether some lines end in CR LF and others in LF, so that how a line ends is to be shown.
    pub mixed_endings: bool,
    /// What differs, with the lines around it.
    pub hunks: Vec<Hunk>,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The old lines.
    pub old: Lines,
    /// The new lines.
    pub new: Lines,
    /// Both, in the order in which they are shown.
    pub lines: Vec<Line>,
}

/// Which lines of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The first, from one; the one before if there are none.
    pub first: usize,
    /// How many.
    pub count: usize,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What becomes of it.
    pub fate: Fate,
    /// Its number in the old text, from one.
    pub old: Option<usize>,
    /// Its number in the new text, from one.
    pub new: Option<usize>,
    /// Its text without what ends it, secrets hidden; other characters as they are in the file.
    pub text: String,
    /// What ends it.
    pub ending: Ending,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A line feed.
    Lf,
    /// A carriage return and a line feed.
    CrLf,
    /// The end of the file.
    EndOfFile,
}

impl FileDiff {
    /// How `new` differs from `old`, which is `None` where there was no file. What is a secret by itself or beside its name
    /// is hidden, and every value of `known`, wherever it stands.
    #[must_use]
    pub fn of(path: impl Into<PathBuf>, old: Option<&str>, new: &str, known: &Known) -> Self {
        let (before, after) = (lines(old.unwrap_or_default()), lines(new));
        let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
        let mut sides = [hide::Side::new(old.unwrap_or_default(), known), hide::Side::new(new, known)];
        let hunks = group_diff_ops(operations, CONTEXT)
            .iter()
            .filter_map(|group| hunk(group, &before, &after, &mut sides))
            .collect();
        let endings = before.iter().chain(&after).map(|line| ending(line).1);
        let (mut some, mut other) = (false, false);
        for one in endings {
            some |= one == Ending::Lf;
            other |= one == Ending::CrLf;
        }
        Self { path: path.into(), is_new: old.is_none(), mixed_endings: some && other, hunks }
    }

    /// A file that holds nothing but a secret: it is named, and no line of it shown.
    #[must_use]
    pub fn concealed(path: impl Into<PathBuf>) -> Self {
        let line = Line {
            fate: Fate::Added,
            old: None,
            new: Some(1),
            text: esclusa_detect::HIDDEN.to_owned(),
            ending: Ending::Lf,
        };
        let hunk =
            Hunk { old: Lines { first: 0, count: 0 }, new: Lines { first: 1, count: 1 }, lines: vec![line] };
        Self { path: path.into(), is_new: true, mixed_endings: false, hunks: vec![hunk] }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty()
    }
}

/// The lines of a text with what ends them.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A line without what ends it, and that.
fn ending(line: &str) -> (&str, Ending) {
    match line.strip_suffix('\n') {
        None => (line, Ending::EndOfFile),
        Some(line) => line.strip_suffix('\r').map_or((line, Ending::Lf), |line| (line, Ending::CrLf)),
    }
}

fn hunk(
    group: &[DiffOp],
    before: &[&str],
    after: &[&str],
    [old_side, new_side]: &mut [hide::Side<'_>; 2],
) -> Option<Hunk> {
    let (first, last) = (group.first()?, group.last()?);
    let old = first.old_range().start..last.old_range().end;
    let new = first.new_range().start..last.new_range().end;
    let mut shown = Vec::new();
    for operation in group {
        let (tag, removed, added) = operation.as_tag_tuple();
        if tag == similar::DiffTag::Equal {
            for (at, number) in removed.zip(added) {
                shown.extend(
                    line(Fate::Kept, before, at, old_side).map(|line| Line { new: Some(number + 1), ..line }),
                );
            }
            continue;
        }
        shown.extend(removed.filter_map(|at| line(Fate::Removed, before, at, old_side)));
        shown.extend(added.filter_map(|at| line(Fate::Added, after, at, new_side)));
    }
    Some(Hunk { old: numbered(&old), new: numbered(&new), lines: shown })
}

fn line(fate: Fate, lines: &[&str], at: usize, side: &mut hide::Side<'_>) -> Option<Line> {
    let (_, ending) = ending(lines.get(at)?);
    let text = side.shown(at);
    let number = Some(at + 1);
    let (old, new) = if fate == Fate::Added { (None, number) } else { (number, None) };
    Some(Line { fate, old, new, text, ending })
}

fn numbered(range: &Range<usize>) -> Lines {
    let count = range.len();
    Lines { first: if count == 0 { range.start } else { range.start + 1 }, count }
}
