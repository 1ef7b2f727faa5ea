//! What happens to a line's flags, and the bytes that it takes.

use esclusa_source::syntax::shell::quoted as quoted_word;
use esclusa_source::{Detail, Edit, Span, detail};

use super::line::{Line, Said};
use crate::symbol;

/// What happens to one flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The flag of this number goes.
    Remove(usize),
    /// It says something else.
    Say(usize, String),
    /// Another flag takes its place.
    Exchange(usize, &'static str, String),
    /// A new flag, behind all of its name.
    Add(&'static str, Option<String>),
    /// A new flag, before all of its name.
    AddFirst(&'static str, String),
    /// The image is this.
    Image(String),
}

/// What stands in the way of a step.
pub(super) struct Obstacle {
    pub(super) place: Option<Span>,
    pub(super) why: Detail,
}

/// The edits of steps.
pub(super) fn edits(line: &Line<'_>, steps: &[Step]) -> Result<Vec<Edit>, Obstacle> {
    let mut edits = Vec::new();
    removals(line, steps, &mut edits)?;
    for step in steps {
        match step {
            Step::Remove(_) => {}
            Step::Say(at, value) => edits.extend(say(line, *at, value)?),
            Step::Exchange(at, flag, value) => edits.extend(exchange(line, *at, flag, value)?),
            Step::Image(reference) => edits.push(image(line, reference)?),
            Step::Add(flag, value) => edits.push(add(line, line.place_for(flag), flag, value.as_deref())?),
            Step::AddFirst(flag, value) => {
                let first = line.all(flag).find_map(|(_, one)| one.written);
                let before = first.map(|first| first.name).or_else(|| line.place_for(flag));
                edits.push(add(line, before, flag, Some(value))?);
            }
        }
    }
    let mut places: Vec<Span> = edits.iter().map(|edit| edit.place).collect();
    places.sort_by_key(|place| (place.start, place.end));
    let apart = places.iter().zip(places.iter().skip(1)).all(|(one, next)| one.end <= next.start);
    if apart { Ok(edits) } else { Err(quoted(places.first().copied())) }
}

/// The flag of a number, if the line itself says it and no variable is all of its value.
fn own<'a>(line: &'a Line<'_>, at: usize) -> Result<&'a Said, Obstacle> {
    let Some(said) = line.said.get(at) else { return Err(quoted(None)) };
    let elsewhere = |name: &str| {
        let name = super::shown(name);
        Obstacle {
            place: said.place,
            why: detail!("line-edit-variable", "what {name} holds is said elsewhere", name),
        }
    };
    match (said.written, said.whole_variable()) {
        (None, _) => Err(elsewhere(&said.value)),
        (_, Some(name)) => Err(elsewhere(name)),
        _ => Ok(said),
    }
}

/// The obstacle of a place whose quotes do not let it be written.
fn quoted(place: Option<Span>) -> Obstacle {
    Obstacle {
        place,
        why: detail!("line-edit-quoting", "the quotes or the line around it do not let it be written surely"),
    }
}

/// Names the image anew; only what differs is written.
fn image(line: &Line<'_>, reference: &str) -> Result<Edit, Obstacle> {
    let named = line.named.and_then(|at| Some((at, line.layout.words().get(at)?)));
    let Some((at, word)) = named else { return Err(no_image()) };
    let (before, after) = common(&word.text, reference);
    let new = reference.get(before..reference.len() - after).unwrap_or("");
    let edit = line.layout.replace(at, before..word.text.len() - after, new);
    edit.ok_or_else(|| quoted(word.span))
}

fn no_image() -> Obstacle {
    Obstacle { place: None, why: detail!("line-edit-no-image", "the command names no image") }
}

fn add(line: &Line<'_>, before: Option<usize>, flag: &str, value: Option<&str>) -> Result<Edit, Obstacle> {
    let Some(before) = before else { return Err(no_image()) };
    let words = line.spelled(flag, value);
    let place = line.layout.words().get(before).and_then(|word| word.span);
    line.layout.insert(before, &words).ok_or_else(|| quoted(place))
}

/// Takes flags away: whole words, or letters of words that name several flags.
fn removals(line: &Line<'_>, steps: &[Step], edits: &mut Vec<Edit>) -> Result<(), Obstacle> {
    let (mut gone, mut whole) = (Vec::new(), Vec::new());
    for step in steps {
        let Step::Remove(at) = step else { continue };
        let said = own(line, *at)?;
        gone.extend(said.written.map(|written| (*at, said.place, written)));
    }
    for (at, place, written) in &gone {
        let sharing = line.said.iter().enumerate().filter(|(_, one)| {
            one.written.is_some_and(|one| one.name == written.name && one.letter.is_some())
        });
        let stays = sharing.clone().any(|(other, _)| !gone.iter().any(|(gone, ..)| *gone == other));
        if stays {
            edits.extend(letter(line, *at).ok_or_else(|| quoted(*place))?);
        } else if sharing.clone().map(|(other, _)| other).next().is_none_or(|first| first == *at) {
            // All of a cluster goes at once, with the value of its last letter.
            let words = sharing.filter_map(|(_, one)| one.written).map(|one| one.words().end).max();
            let words = written.name..words.unwrap_or_else(|| written.words().end);
            whole.push((words, *place));
        }
    }
    // Neighbours go at once: the blank between them is of both.
    whole.sort_by_key(|(words, _)| words.start);
    let mut rest = whole.into_iter().peekable();
    while let Some((mut words, place)) = rest.next() {
        while let Some((next, _)) = rest.next_if(|(next, _)| next.start == words.end) {
            words.end = next.end;
        }
        edits.push(line.layout.remove(words).ok_or_else(|| quoted(place))?);
    }
    Ok(())
}

/// Takes a letter out of a word that names other flags as well, and its value.
fn letter(line: &Line<'_>, at: usize) -> Option<Vec<Edit>> {
    let written = line.said.get(at)?.written?;
    let start = written.letter?;
    let name = line.layout.words().get(written.name)?;
    let width = name.text.get(start..)?.chars().next()?.len_utf8();
    match written.value {
        None => Some(vec![line.layout.replace(written.name, start..start + width, "")?]),
        Some((word, _)) if word == written.name => {
            Some(vec![line.layout.replace(written.name, start..name.text.len(), "")?])
        }
        Some((word, _)) => Some(vec![
            line.layout.replace(written.name, start..start + width, "")?,
            line.layout.remove(word..word + 1)?,
        ]),
    }
}

/// Makes a flag say something else; only what differs of its value is written.
fn say(line: &Line<'_>, at: usize, value: &str) -> Result<Option<Edit>, Obstacle> {
    let said = own(line, at)?;
    let obstacle = || quoted(said.place);
    if said.value == value {
        return Ok(None);
    }
    let (word, start) = said.written.and_then(|written| written.value).ok_or_else(obstacle)?;
    let (before, after) = common(&said.value, value);
    let old = start + before..start + said.value.len() - after;
    let new = value.get(before..value.len() - after).unwrap_or("");
    let whole = start..start + said.value.len();
    // What the shell knows of the old value cannot be quoted in the new one.
    let anew = !said.symbolic || symbol::literal(value).as_deref() == Some(value);
    let edit = line.layout.replace(word, old, new);
    let edit = edit.or_else(|| line.layout.replace(word, whole, value).filter(|_| anew));
    edit.map(Some).ok_or_else(obstacle)
}

/// How many bytes two texts have in common at their start, and then at their end.
fn common(one: &str, other: &str) -> (usize, usize) {
    let same = |pair: &((usize, char), char)| pair.0.1 == pair.1;
    let before: usize = one
        .char_indices()
        .zip(other.chars())
        .take_while(same)
        .map(|((_, character), _)| character.len_utf8())
        .sum();
    let (one, other) = (one.get(before..).unwrap_or(""), other.get(before..).unwrap_or(""));
    let after = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    (before, after.map(|(character, _)| character.len_utf8()).sum())
}

/// Puts another flag in the place of one; of a word that names several, its letter goes and the other stands last.
fn exchange(line: &Line<'_>, at: usize, flag: &str, value: &str) -> Result<Vec<Edit>, Obstacle> {
    let said = own(line, at)?;
    let Some(written) = said.written else { return Err(quoted(said.place)) };
    let alone = !line
        .said
        .iter()
        .enumerate()
        .any(|(other, one)| other != at && one.written.is_some_and(|one| one.name == written.name));
    let words = line.spelled(flag, Some(value));
    if alone && let Some(edit) = line.layout.exchange(written.words(), &words) {
        return Ok(vec![edit]);
    }
    let mut edits = Vec::new();
    removals(line, &[Step::Remove(at)], &mut edits)?;
    edits.push(add(line, line.place_for(flag), flag, Some(value))?);
    Ok(edits)
}

/// The flags that a person would write for steps.
pub(super) fn by_hand(line: &Line<'_>, steps: &[Step]) -> String {
    let said = steps.iter().filter_map(|step| {
        let words = match step {
            Step::Remove(_) => return None,
            Step::Image(reference) => vec![reference.clone()],
            Step::Say(at, value) => line.spelled(line.said.get(*at)?.flag.name, Some(value)),
            Step::Exchange(_, flag, value) | Step::AddFirst(flag, value) => line.spelled(flag, Some(value)),
            Step::Add(flag, value) => line.spelled(flag, value.as_deref()),
        };
        let words: Vec<String> = words.iter().map(|word| quoted_word(word)).collect();
        Some(words.join(" "))
    });
    said.collect::<Vec<_>>().join(" ")
}
