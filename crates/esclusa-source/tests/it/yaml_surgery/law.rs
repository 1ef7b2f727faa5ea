//! What holds of every cut: what is read afterwards is what was read before and the change, and comments stay.

use esclusa_source::syntax::yaml;
use esclusa_source::syntax::yaml::surgery::{Cut, Surgeon, Written};
use esclusa_source::{Document, Edits, Kind, Node, Sources, Style};

use super::generated::{Choices, TEXTS};

/// A value without its place.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Text(String),
    List(Vec<Self>),
    /// Entries by their keys: where a new one stands is a matter of taste.
    Mapping(Vec<(String, Self)>),
}

fn plain(node: &Node, left: &mut usize) -> Option<Plain> {
    *left = left.checked_sub(1)?;
    Some(match &*node.kind {
        Kind::Scalar { text, .. } => Plain::Text(text.to_string()),
        Kind::Sequence { items, .. } => {
            Plain::List(items.iter().map(|item| plain(item, left)).collect::<Option<_>>()?)
        }
        Kind::Mapping { entries, .. } => {
            let mut plains = Vec::new();
            for entry in entries {
                plains.push((format!("{:?}", plain(&entry.key, left)?), plain(&entry.value, left)?));
            }
            plains.sort_by(|a, b| a.0.cmp(&b.0));
            Plain::Mapping(plains)
        }
        Kind::Alias(target) => plain(target, left)?,
        Kind::Cycle => return None,
    })
}

fn plain_written(written: &Written) -> Plain {
    match written {
        Written::Word(text) | Written::Text(text) | Written::Styled(text, _) => Plain::Text(text.clone()),
        Written::List(items) => Plain::List(items.iter().map(plain_written).collect()),
        Written::Mapping(entries) => {
            let mut plains: Vec<_> =
                entries.iter().map(|(key, value)| (shown(key), plain_written(value))).collect();
            plains.sort_by(|a, b| a.0.cmp(&b.0));
            Plain::Mapping(plains)
        }
        Written::Tagged(_, value) => plain_written(value),
    }
}

fn shown(key: &str) -> String {
    format!("{:?}", Plain::Text(key.to_owned()))
}

/// The tree with the node of this number, counted as `nodes` lists them, replaced.
fn replaced(node: &Node, wanted: &Node, with: &Plain, left: &mut usize) -> Option<Plain> {
    *left = left.checked_sub(1)?;
    if std::ptr::eq(node, wanted) {
        return Some(with.clone());
    }
    Some(match &*node.kind {
        Kind::Sequence { items, .. } => {
            Plain::List(items.iter().map(|item| replaced(item, wanted, with, left)).collect::<Option<_>>()?)
        }
        Kind::Mapping { entries, .. } => {
            let mut plains = Vec::new();
            for entry in entries {
                let key = replaced(&entry.key, wanted, with, left)?;
                plains.push((format!("{key:?}"), replaced(&entry.value, wanted, with, left)?));
            }
            plains.sort_by(|a, b| a.0.cmp(&b.0));
            Plain::Mapping(plains)
        }
        _ => plain(node, left)?,
    })
}

/// The nodes of a tree, aliases not followed.
fn nodes<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    found.push(node);
    for entry in node.entries().unwrap_or_default() {
        nodes(&entry.key, found);
        nodes(&entry.value, found);
    }
    node.items().unwrap_or_default().iter().for_each(|item| nodes(item, found));
}

fn written(choices: &mut Choices<'_>, depth: usize) -> Written {
    let text = |choices: &mut Choices<'_>| choices.of(TEXTS).to_owned();
    match choices.below(if depth > 1 { 3 } else { 6 }) {
        1 => Written::word(choices.of(&["true", "0.5", "80"])),
        2 => Written::Styled(
            text(choices),
            choices.of(&[Style::DoubleQuoted, Style::SingleQuoted, Style::Literal]),
        ),
        3 => Written::List((0..choices.below(3)).map(|_| written(choices, depth + 1)).collect()),
        4 => Written::Mapping(
            (0..choices.below(3))
                .map(|at| (format!("{}{at}", text(choices)), written(choices, depth + 1)))
                .collect(),
        ),
        5 => Written::texts([text(choices), text(choices)]),
        _ => Written::Text(text(choices)),
    }
}

/// One cut and what the cut node is to be.
fn cut(surgeon: &Surgeon<'_>, node: &Node, choices: &mut Choices<'_>) -> Option<(Cut, Plain)> {
    let mut left = 10_000;
    let some = |choices: &mut Choices<'_>, count: usize| -> Vec<usize> {
        (0..count).filter(|_| choices.below(2) == 1).collect()
    };
    let own = plain(node, &mut left)?;
    match (&*node.kind, own) {
        (Kind::Mapping { entries, .. }, Plain::Mapping(plains)) => match choices.below(3) {
            0 => {
                let new: Vec<(String, Written)> =
                    (0..=choices.below(2)).map(|at| (format!("new{at}"), written(choices, 0))).collect();
                let said: Vec<(&str, Written)> =
                    new.iter().map(|(key, value)| (&**key, value.clone())).collect();
                let mut after = plains;
                after.extend(new.iter().map(|(key, value)| (shown(key), plain_written(value))));
                after.sort_by(|a, b| a.0.cmp(&b.0));
                let behind =
                    entries.get(choices.below(entries.len() + 1)).and_then(|entry| entry.key.scalar());
                Some((surgeon.insert(node, &said, &[behind?.0]), Plain::Mapping(after)))
            }
            1 => {
                let which = some(choices, entries.len());
                let mut after = Vec::new();
                for (at, entry) in entries.iter().enumerate().filter(|(at, _)| !which.contains(at)) {
                    let _ = at;
                    let key = format!("{:?}", plain(&entry.key, &mut left)?);
                    after.push((key, plain(&entry.value, &mut left)?));
                }
                after.sort_by(|a, b| a.0.cmp(&b.0));
                (which.len() < entries.len())
                    .then(|| (surgeon.remove_entries(node, &which), Plain::Mapping(after)))
            }
            _ => {
                let at = choices.below(entries.len());
                let value = written(choices, 0);
                let mut after = Vec::new();
                for (number, entry) in entries.iter().enumerate() {
                    let key = format!("{:?}", plain(&entry.key, &mut left)?);
                    let own = plain(&entry.value, &mut left)?;
                    after.push((key, if number == at { plain_written(&value) } else { own }));
                }
                after.sort_by(|a, b| a.0.cmp(&b.0));
                Some((surgeon.set(node, at, &value), Plain::Mapping(after)))
            }
        },
        (Kind::Sequence { items, .. }, Plain::List(mut after)) => match choices.below(2) {
            0 => {
                let new: Vec<Written> = (0..=choices.below(2)).map(|_| written(choices, 0)).collect();
                after.extend(new.iter().map(plain_written));
                Some((surgeon.append(node, &new), Plain::List(after)))
            }
            _ => {
                let which = some(choices, items.len());
                let mut at = 0;
                after.retain(|_| {
                    at += 1;
                    !which.contains(&(at - 1))
                });
                (!after.is_empty()).then(|| (surgeon.remove_items(node, &which), Plain::List(after)))
            }
        },
        _ => {
            let value = written(choices, 0);
            let after = plain_written(&value);
            Some((surgeon.replace(node, &value), after))
        }
    }
}

fn comments(documents: &[Document], text: &str) -> Vec<(usize, String)> {
    let comments = documents.iter().flat_map(|document| &document.comments);
    comments.map(|one| (one.span.range().start, text[one.span.range()].trim_end().to_owned())).collect()
}

/// Cuts a text once, and says what is wrong if something is; `None` if nothing was cut.
pub(crate) fn broken(text: &str, choices: &mut Choices<'_>) -> Option<Result<(), String>> {
    let mut sources = Sources::default();
    let file = sources.add("x", text);
    let (documents, problems) = yaml::parse(file, text);
    if !problems.is_empty() || documents.is_empty() {
        return None;
    }
    let number = choices.below(documents.len());
    let document = &documents[number];
    let surgeon = Surgeon::new(file, text, document).ok()?;
    let root = document.root.as_ref()?;
    let mut all = Vec::new();
    nodes(root, &mut all);
    // More than a byte counts.
    let at = choices.below(256) * 256 + choices.below(256);
    let node = all[at % all.len()];
    let (cut, after) = cut(&surgeon, node, choices)?;
    let edits = cut.ok()?;
    let mut together = Edits::default();
    if let Err(met) = together.add(&edits) {
        return Some(Err(format!("edits meet at {met:?}: {edits:?}\n{text:?}")));
    }
    let Some(new) = together.apply(file, text) else {
        return Some(Err(format!("edits do not fit: {edits:?}\n{text:?}")));
    };
    let wrong = |what: &str| Some(Err(format!("{what}\n{edits:?}\n{text:?}\n{new:?}\n{text}\n=====\n{new}")));
    let (again, problems) = yaml::parse(file, &new);
    if !problems.is_empty() || again.len() != documents.len() {
        return wrong(&format!("{problems:?}, {} documents", again.len()));
    }
    for (at, (old, new)) in documents.iter().zip(&again).enumerate() {
        let expected = match &old.root {
            Some(root) if at == number => Some(replaced(root, node, &after, &mut 10_000)?),
            Some(root) => Some(plain(root, &mut 10_000)?),
            None => None,
        };
        let found = match &new.root {
            Some(root) => Some(plain(root, &mut 20_000)?),
            None => None,
        };
        if found != expected {
            return wrong(&format!("read {found:?}\nnot  {expected:?}"));
        }
    }
    let gone = |at: usize| edits.iter().any(|edit| edit.place.range().contains(&at));
    let kept: Vec<String> =
        comments(&documents, text).into_iter().filter(|(at, _)| !gone(*at)).map(|(_, text)| text).collect();
    let left: Vec<String> = comments(&again, &new).into_iter().map(|(_, text)| text).collect();
    if kept != left {
        return wrong(&format!("comments {left:?}, not {kept:?}"));
    }
    Some(Ok(()))
}
