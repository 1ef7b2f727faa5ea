//! What is written into a service's own text, and taken out of it.

use esclusa_source::syntax::yaml::surgery::{Cut, Written};
use esclusa_source::{Edit, Kind, Node, Span, Style, detail};

use super::text::{Held, Layer, Service, held, refusal};
use crate::{Lowered, Refusal};

/// The keys beside which a key is put, by what they are about.
const GROUPS: &[&[&str]] = &[
    &["image", "build", "container_name", "hostname", "user"],
    &["privileged", "cap_add", "cap_drop", "security_opt", "read_only", "tmpfs"],
    &["pid", "ipc", "uts", "userns_mode", "cgroup"],
    &[
        "mem_limit",
        "mem_reservation",
        "memswap_limit",
        "cpus",
        "cpu_shares",
        "cpuset",
        "pids_limit",
        "shm_size",
    ],
    &["ports", "expose"],
    &["environment", "env_file", "secrets", "configs"],
];

/// The keys behind which a key is put.
pub(super) fn related(key: &str) -> &'static [&'static str] {
    GROUPS.iter().find(|group| group.contains(&key)).copied().unwrap_or_default()
}

/// Surgery's answer as the dialect's.
pub(super) fn lowered(cut: Cut) -> Lowered {
    cut.map_err(|obstacle| refusal(Some(obstacle.place), obstacle.why))
}

/// Puts a value under a path of a mapping that is written out.
pub(super) fn put_into(written: &mut Written, path: &[&str], value: &Written) {
    let Some((key, rest)) = path.split_first() else {
        *written = value.clone();
        return;
    };
    if !matches!(written, Written::Mapping(_)) {
        *written = Written::Mapping(Vec::new());
    }
    let Written::Mapping(entries) = written else { return };
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some((_, inner)) => put_into(inner, rest, value),
        None => {
            let mut inner = Written::Mapping(Vec::new());
            put_into(&mut inner, rest, value);
            entries.push(((*key).to_owned(), inner));
        }
    }
}

pub(super) fn not_copied(node: &Node) -> Refusal {
    let why = detail!("edit-not-copied", "it comes from a text that cannot be repeated here");
    refusal(Some(node.span), why)
}

/// Whether a node says nothing: `key:`, `key: ~`.
pub(super) fn is_null(node: &Node) -> bool {
    matches!(node.scalar(), Some(("" | "~" | "null" | "Null" | "NULL", Style::Plain))) && node.tag.is_none()
}

impl<'a> Service<'a> {
    /// The text to change for a key, if only this service is written there.
    pub(super) fn own(&self, key: &str) -> Result<(usize, &Layer<'a>), Refusal> {
        let at = self.layer_for(key);
        let Some(layer) = self.layers.get(at) else {
            return Err(refusal(None, detail!("edit-service-not-found", "the service's text is not found")));
        };
        self.unshared(layer, key)?;
        Ok((at, layer))
    }

    /// Puts a value under a path of keys.
    pub(super) fn put(&self, path: &[&str], value: &Written) -> Lowered {
        let Some((last, path)) = path.split_last() else { return Ok(Vec::new()) };
        self.put_all(path, &[(last, value.clone())])
    }

    /// Puts values side by side under a path of keys.
    pub(super) fn put_all(&self, path: &[&str], values: &[(&str, Written)]) -> Lowered {
        let Some(key) = path.first().copied().or(values.first().map(|(key, _)| *key)) else {
            return Ok(Vec::new());
        };
        let (_, layer) = self.own(key)?;
        put_all(layer, layer.node, path, values)
    }

    /// Takes a key out. Where the value also comes from elsewhere, `neutral` is said instead.
    pub(super) fn take(&self, key: &str, neutral: Option<Written>) -> Lowered {
        let (at, layer) = self.own(key)?;
        if self.is_given_beside(at, key) {
            return match neutral {
                Some(neutral) => self.put(&[key], &neutral),
                None => Err(inherited(self.dig(&[key]))),
            };
        }
        take(layer, &[key])
    }

    /// Takes out what stands under a path below a key, if it is there; `neutral` as in [`Self::take`].
    pub(super) fn take_below(&self, path: &[&str], neutral: Option<Written>) -> Lowered {
        let Some(key) = path.first() else { return Ok(Vec::new()) };
        if self.dig(path).is_none() {
            return Ok(Vec::new());
        }
        let (at, layer) = self.own(key)?;
        match neutral {
            Some(neutral) if self.is_given_beside(at, key) => self.put(path, &neutral),
            None if self.is_given_beside(at, key) => Err(inherited(self.dig(path))),
            _ => take(layer, path),
        }
    }
}

/// What is said where this service cannot take it back.
pub(super) fn inherited(node: Option<&Node>) -> Refusal {
    let why = detail!("edit-inherited", "it is written in a text that the service takes over from elsewhere");
    refusal(node.map(|node| node.span), why)
}

/// Ties new lines to what stands before them: another change may put a key of the service at the same place, and what
/// is deeper comes first.
pub(super) fn tied(edits: Vec<Edit>, text: &str) -> Vec<Edit> {
    let is_lines = |edit: &Edit| edit.place.start == edit.place.end && edit.text.starts_with(['\n', '\r']);
    let (lines, mut edits): (Vec<Edit>, Vec<Edit>) = edits.into_iter().partition(is_lines);
    for edit in lines {
        let place = edit.place;
        let mut before =
            edits.iter_mut().filter(|one| one.place.start < one.place.end || !one.text.is_empty());
        if let Some(one) = before.find(|one| one.place.end == place.start) {
            one.text.push_str(&edit.text);
            continue;
        }
        let last = text.get(..place.range().start).and_then(|before| before.chars().next_back());
        edits.push(match last {
            Some(last) => {
                let start = place.range().start - last.len_utf8();
                Edit::replace(
                    Span::new(place.file, start..place.range().start),
                    format!("{last}{}", edit.text),
                )
            }
            None => edit,
        });
    }
    edits
}

/// Puts values under a path below a mapping.
pub(super) fn put_all(
    layer: &Layer<'_>,
    mapping: &Node,
    path: &[&str],
    values: &[(&str, Written)],
) -> Lowered {
    let edits = put_below(layer, mapping, path, values)?;
    // Keys of the service itself, or of the project, may stand in any order.
    let free = |node: &Node| node.span == layer.node.span || node.span == layer.root.span;
    let first = path.first().or(values.first().map(|(key, _)| key));
    let is_new = values.len() == 1 || !path.is_empty();
    let inserted = first.is_some_and(|key| !matches!(held(mapping, key), Held::Entry(..)));
    Ok(if free(mapping) && inserted && is_new { edits } else { tied(edits, layer.text) })
}

fn put_below(layer: &Layer<'_>, mapping: &Node, path: &[&str], values: &[(&str, Written)]) -> Lowered {
    let surgeon = &layer.surgeon;
    let Some((key, rest)) = path.split_first() else {
        let mut edits = Vec::new();
        let mut new: Vec<(&str, Written)> = Vec::new();
        for (key, value) in values {
            match held(mapping, key) {
                Held::Entry(at, _) => edits.extend(lowered(surgeon.set(mapping, at, value))?),
                Held::Absent | Held::Merged(_) => new.push((key, value.clone())),
            }
        }
        if let Some((first, _)) = new.first() {
            edits.extend(lowered(surgeon.insert(mapping, &new, related(first)))?);
        }
        return Ok(edits);
    };
    // A text that is not the service's own is said anew with the change.
    let anew = |there: Option<&Node>| {
        let mut whole = match there {
            Some(there) => Written::copy(there).ok_or_else(|| not_copied(there))?,
            None => Written::Mapping(Vec::new()),
        };
        for (name, value) in values {
            put_into(&mut whole, &[rest, &[name]].concat(), value);
        }
        Ok::<_, Refusal>(whole)
    };
    match held(mapping, key) {
        Held::Absent => lowered(surgeon.insert(mapping, &[(key, anew(None)?)], related(key))),
        Held::Merged(there) => lowered(surgeon.insert(mapping, &[(key, anew(Some(there))?)], related(key))),
        Held::Entry(at, entry) => match &*entry.value.kind {
            Kind::Mapping { entries, .. } if !entries.is_empty() => {
                put_all(layer, &entry.value, rest, values)
            }
            Kind::Alias(target) => lowered(surgeon.set(mapping, at, &anew(Some(target))?)),
            _ => lowered(surgeon.set(mapping, at, &anew(None)?)),
        },
    }
}

/// Takes out what stands under a path of a service, and the keys above it that would be left with nothing.
pub(super) fn take(layer: &Layer<'_>, path: &[&str]) -> Lowered {
    let mut mapping = layer.node;
    let mut cut: Option<(&Node, usize)> = None;
    for (depth, key) in path.iter().enumerate() {
        let Held::Entry(at, entry) = held(mapping, key) else { return Err(inherited(Some(mapping))) };
        let alone = mapping.entries().is_some_and(|entries| entries.len() == 1);
        if depth == 0 || !alone || cut.is_none() {
            cut = Some((mapping, at));
        }
        mapping = &entry.value;
        if depth + 1 < path.len() && matches!(&*mapping.kind, Kind::Alias(_)) {
            return Err(inherited(Some(mapping)));
        }
    }
    let Some((mapping, at)) = cut else { return Ok(Vec::new()) };
    if mapping.entries().is_some_and(|entries| entries.len() == 1) {
        let why = detail!("edit-nothing-left", "nothing would be left of it");
        return Err(refusal(Some(mapping.span), why));
    }
    lowered(layer.surgeon.remove_entries(mapping, &[at]))
}

/// An insertion that cannot be made twice in one pass, and stands behind all others at its place: it takes the line end
/// along that follows. Nothing if none follows.
pub(super) fn alone(edit: &Edit, text: &str) -> Option<Edit> {
    let rest = text.get(edit.place.range().start..)?;
    let newline = ["\r\n", "\n"].into_iter().find(|newline| rest.starts_with(newline))?;
    let start = edit.place.range().start;
    let place = Span::new(edit.place.file, start..start + newline.len());
    Some(Edit::replace(place, format!("{}{newline}", edit.text)))
}
