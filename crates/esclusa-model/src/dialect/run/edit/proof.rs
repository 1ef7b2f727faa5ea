//! What was edited, read again: the words that come out are those that were meant, and no others.

use esclusa_source::{Edit, Edits, Span};

use super::line::Line;
use super::plan::Step;
use crate::dialect::run::flags;

/// Whether a line says after its edits what the steps make of it. A variable may be read otherwise when another word
/// stands behind it, and a quote may mean something else than it seemed.
pub(super) fn holds(text: &str, place: Span, line: &Line<'_>, steps: &[Step], edits: &[Edit]) -> bool {
    let mut all = Edits::default();
    if all.add(edits).is_err() {
        return false;
    }
    let Some(after) = all.apply(place.file, text) else { return false };
    let Some(end) = (place.range().end + after.len()).checked_sub(text.len()) else { return false };
    let Ok(again) = Line::find_in(line.kind, &after, Span::new(place.file, place.range().start..end)) else {
        return false;
    };
    flags_of(&again) == meant(line, steps) && rest(&again) == rest_meant(line, steps)
}

type Flags = Vec<(&'static str, String)>;

/// The flags with their values, in no order: that of a list is kept by where its flags are put.
fn flags_of(line: &Line<'_>) -> Flags {
    let mut all: Flags = line.said.iter().map(|one| (one.flag.target, one.value.clone())).collect();
    all.sort();
    all
}

/// The flags that the steps make of a line's.
fn meant(line: &Line<'_>, steps: &[Step]) -> Flags {
    let target = |name: &str| flags::FLAGS.iter().find(|flag| flag.name == name).map(|flag| flag.target);
    let mut all: Vec<Option<(&'static str, String)>> =
        line.said.iter().map(|one| Some((one.flag.target, one.value.clone()))).collect();
    for step in steps {
        match step {
            Step::Remove(at) => all.get_mut(*at).into_iter().for_each(|one| *one = None),
            Step::Say(at, value) => {
                if let Some(Some((_, own))) = all.get_mut(*at) {
                    own.clone_from(value);
                }
            }
            Step::Exchange(at, flag, value) => {
                all.get_mut(*at)
                    .into_iter()
                    .for_each(|one| *one = target(flag).map(|target| (target, value.clone())));
            }
            Step::Add(flag, value) => {
                let value = value.clone().unwrap_or_else(|| "true".to_owned());
                all.push(target(flag).map(|target| (target, value)));
            }
            Step::AddFirst(flag, value) => all.push(target(flag).map(|target| (target, value.clone()))),
            Step::Image(_) => {}
        }
    }
    let mut all: Flags = all.into_iter().flatten().collect();
    all.sort();
    all
}

/// The image and the command.
fn rest(line: &Line<'_>) -> Vec<String> {
    let words = line.layout.words().iter();
    let skipped = line.named.unwrap_or(line.layout.words().len());
    words.skip(skipped).map(|word| word.text.clone()).collect()
}

fn rest_meant(line: &Line<'_>, steps: &[Step]) -> Vec<String> {
    let mut words = rest(line);
    let image = steps.iter().find_map(|step| match step {
        Step::Image(reference) => Some(reference),
        _ => None,
    });
    if let (Some(first), Some(image)) = (words.first_mut(), image) {
        first.clone_from(image);
    }
    words
}
