//! How a file writes: the quotes, the indentation and the lists that its author uses.

use super::lines;
use crate::{Kind, Node, Style};

/// How many nodes are looked at.
const MAX_LOOKED_AT: usize = 20_000;

/// How lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lists {
    /// `[a, b]`.
    Flow,
    /// A line each, the dash so many columns behind its key.
    Lines(usize),
}

/// What is counted.
#[derive(Default)]
struct Counts {
    double: usize,
    single: usize,
    /// Lists of texts in brackets.
    flow: usize,
    /// Lists in lines, by how far the dash stands behind its key.
    lines: [usize; 9],
    /// Mappings, by how far they stand behind their key.
    steps: [usize; 9],
    left: usize,
}

/// The habits of one text.
pub(super) struct Habits {
    /// The quotes that are used where there must be some.
    pub(super) quote: Style,
    lists: Option<Lists>,
    step: Option<usize>,
}

impl Habits {
    /// Those of a whole document.
    pub(super) fn of(root: &Node, text: &str) -> Self {
        let counts = count(root, text, usize::MAX);
        let quote = if counts.single > counts.double { Style::SingleQuoted } else { Style::DoubleQuoted };
        Self { quote, lists: counts.lists(), step: counts.step() }
    }

    /// How lists are written near a mapping: in it, else anywhere.
    pub(super) fn lists(&self, near: &Node, text: &str) -> Lists {
        let own = count(near, text, 1);
        // One list in brackets, such as a command, is no habit.
        let own = if own.flow == 1 { None } else { own.lists() };
        own.or(self.lists).unwrap_or_else(|| Lists::Lines(self.step(near, text)))
    }

    /// How deep a mapping stands below its key.
    pub(super) fn step(&self, near: &Node, text: &str) -> usize {
        count(near, text, 1).step().or(self.step).unwrap_or(2)
    }
}

impl Counts {
    fn lists(&self) -> Option<Lists> {
        let (offset, most) = most(&self.lines)?;
        if self.flow > most {
            return Some(Lists::Flow);
        }
        (most > 0).then_some(Lists::Lines(offset))
    }

    fn step(&self) -> Option<usize> {
        most(&self.steps).filter(|(step, count)| *count > 0 && *step > 0).map(|(step, _)| step)
    }
}

/// What was counted most often, and how often.
fn most(counts: &[usize]) -> Option<(usize, usize)> {
    counts.iter().copied().enumerate().max_by_key(|(at, count)| (*count, usize::MAX - at))
}

fn count(root: &Node, text: &str, depth: usize) -> Counts {
    let mut counts = Counts { left: MAX_LOOKED_AT, ..Counts::default() };
    below(root, text, depth, &mut counts);
    counts
}

fn below(node: &Node, text: &str, depth: usize, counts: &mut Counts) {
    let Some(left) = counts.left.checked_sub(1) else { return };
    counts.left = left;
    match &*node.kind {
        Kind::Scalar { style: Style::DoubleQuoted, .. } => counts.double += 1,
        Kind::Scalar { style: Style::SingleQuoted, .. } => counts.single += 1,
        Kind::Mapping { entries, .. } if depth > 0 => {
            for entry in entries {
                shape(&entry.key, &entry.value, text, counts);
                below(&entry.value, text, depth - 1, counts);
            }
        }
        Kind::Sequence { items, .. } if depth > 0 => {
            items.iter().for_each(|item| below(item, text, depth - 1, counts));
        }
        _ => {}
    }
}

/// Counts how a value stands below its key.
fn shape(key: &Node, value: &Node, text: &str, counts: &mut Counts) {
    let own = lines::column(text, key.span.range().start);
    let behind = lines::column(text, value.span.range().start).checked_sub(own);
    let slot = |counts: &mut [usize; 9]| {
        if let Some(count) = behind.and_then(|behind| counts.get_mut(behind)) {
            *count += 1;
        }
    };
    match &*value.kind {
        Kind::Sequence { items, flow: true } if !items.is_empty() => counts.flow += 1,
        Kind::Sequence { flow: false, .. } => slot(&mut counts.lines),
        Kind::Mapping { flow: false, .. } => slot(&mut counts.steps),
        _ => {}
    }
}
