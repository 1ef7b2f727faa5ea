//! What is mounted.

use esclusa_source::detail;

use super::line::Line;
use super::plan::Step;
use super::settings::switch_on;
use super::{Planned, Unplanned};
use crate::change::mounts::{is_at, path, quiet, read_only, restricted, unspread};
use crate::container::Mount;
use crate::dialect::run::write::record;
use crate::dialect::run::{csv, numbers};
use crate::{Container, Origin};

/// The flag that mounts the engine's socket without naming a path.
const SOCKET: &str = "use-api-socket";

/// The flags that mount something at a path.
pub(super) fn mounted(line: &Line<'_>, before: &Container, target: &str) -> Vec<usize> {
    let (request, host) = (&before.request, &before.request.host);
    let here = |own: &str| path(own) == path(target);
    let mut found = Vec::new();
    let mut take = |flags: &[&str], origin: &Origin| {
        found.extend(flags.iter().flat_map(|flag| line.from(flag, origin)));
    };
    for item in host.binds.items.iter().filter(|item| item.get().is_some_and(|bind| is_at(bind, target))) {
        take(&["volume"], &item.origin);
    }
    for item in &host.mounts.items {
        if item.get().is_some_and(|mount| mount.target.get().is_some_and(|own| here(own))) {
            take(&["mount", SOCKET], &item.origin);
        }
    }
    for (_, field) in request.volumes.entries.iter().filter(|(own, _)| here(own)) {
        take(&["volume"], &field.origin);
    }
    for (_, field) in host.tmpfs.entries.iter().filter(|(own, _)| here(own)) {
        take(&["tmpfs"], &field.origin);
    }
    // What is said twice is one item of the model.
    let again: Vec<usize> = line
        .all("volume")
        .chain(line.all("tmpfs"))
        .chain(line.all(SOCKET))
        .filter(|(at, one)| {
            let same = |other: &&usize| {
                line.said.get(**other).is_some_and(|other| {
                    let is_path = |value: &str| value.split(':').next().map(str::to_owned);
                    other.flag == one.flag
                        && (other.value == one.value
                            || (one.flag.name == "tmpfs" && is_path(&other.value) == is_path(&one.value)))
                })
            };
            !found.contains(at) && found.iter().any(|other| same(&other))
        })
        .map(|(at, _)| at)
        .collect();
    found.extend(again);
    found
}

pub(super) fn remove(line: &Line<'_>, before: &Container, target: &str) -> Planned {
    Ok(mounted(line, before, target).into_iter().map(Step::Remove).collect())
}

pub(super) fn make_read_only(line: &Line<'_>, before: &Container, target: &str) -> Planned {
    let mut steps = Vec::new();
    for at in mounted(line, before, target) {
        let Some(said) = line.said.get(at) else { continue };
        match said.flag.name {
            "volume" => steps.extend(read_only(&said.value).map(|value| Step::Say(at, value))),
            "mount" => steps.extend(read_only_mount(&said.value).map(|value| Step::Say(at, value))),
            SOCKET => {
                let why = detail!("line-edit-api-socket", "the flag mounts the socket as it is");
                return Err(Unplanned::at(said.place, why));
            }
            _ => {}
        }
    }
    Ok(steps)
}

/// The value of a `--mount` that is read-only; nothing if it is, or is of memory.
fn read_only_mount(value: &str) -> Option<String> {
    let fields = csv::record(value).ok()?;
    let pair = |field: &str| {
        let (key, value) = field.split_once('=').map_or((field, None), |(key, value)| (key, Some(value)));
        (key.to_lowercase(), value.map(str::to_owned))
    };
    let said = |field: &String| matches!(pair(field).0.as_str(), "readonly" | "ro");
    let kind = fields.iter().rev().map(|field| pair(field)).find(|(key, _)| key == "type");
    if kind.is_some_and(|(_, kind)| kind.is_some_and(|kind| kind.eq_ignore_ascii_case("tmpfs"))) {
        return None;
    }
    let last = fields.iter().rposition(said);
    if let Some(field) = last.and_then(|at| fields.get(at))
        && pair(field).1.is_none_or(|value| numbers::boolean(&value) == Ok(true))
    {
        return None;
    }
    // Without quotes the fields stand in the value as they are.
    if last.is_none() {
        return Some(format!("{},readonly", value.trim_end_matches(['\r', '\n'])));
    }
    let new: Vec<String> = fields
        .iter()
        .enumerate()
        .filter(|(at, field)| !said(field) || Some(*at) == last)
        .map(|(at, field)| if Some(at) == last { "readonly".to_owned() } else { field.clone() })
        .collect();
    Some(record(&new))
}

pub(super) fn stop_propagation(line: &Line<'_>, before: &Container, target: &str) -> Planned {
    let mut steps = Vec::new();
    for at in mounted(line, before, target) {
        let Some(said) = line.said.get(at) else { continue };
        match said.flag.name {
            "volume" => steps.extend(unspread(&said.value).map(|value| Step::Say(at, value))),
            "mount" => steps.extend(unspread_mount(&said.value).map(|value| Step::Say(at, value))),
            _ => {}
        }
    }
    Ok(steps)
}

/// The value of a `--mount` that spreads nothing to the host; nothing if it does not.
fn unspread_mount(value: &str) -> Option<String> {
    let mut fields = csv::record(value).ok()?;
    let mut changed = false;
    for field in &mut fields {
        let Some((key, mode)) = field.split_once('=') else { continue };
        let Some(mode) = quiet(mode).filter(|_| key.eq_ignore_ascii_case("bind-propagation")) else {
            continue;
        };
        *field = format!("{key}={mode}");
        changed = true;
    }
    changed.then(|| record(&fields))
}

pub(super) fn restrict_tmpfs(line: &Line<'_>, before: &Container, target: &str) -> Vec<Step> {
    let said = mounted(line, before, target).into_iter().filter_map(|at| Some((at, line.said.get(at)?)));
    let memory = said.filter(|(_, said)| said.flag.name == "tmpfs");
    let steps = memory.filter_map(|(at, said)| {
        let (target, options) = said.value.split_once(':')?;
        Some(Step::Say(at, self::memory(target, &restricted(options)?)))
    });
    steps.collect()
}

/// The value of a `--tmpfs`.
pub(super) fn memory(target: &str, options: &str) -> String {
    match options {
        "" => target.to_owned(),
        options => format!("{target}:{options}"),
    }
}

pub(super) fn make_root_read_only(line: &Line<'_>, before: &Container, after: &Container) -> Vec<Step> {
    let (old, new) = (&before.request.host, &after.request.host);
    let mut steps = Vec::new();
    if old.readonly_rootfs != new.readonly_rootfs {
        steps.push(switch_on(line, "read-only"));
    }
    let missing = new.tmpfs.entries.iter().filter(|(path, _)| !old.tmpfs.entries.contains_key(path));
    steps.extend(missing.map(|(path, options)| {
        Step::Add("tmpfs", Some(memory(path, options.get().map_or("", String::as_str))))
    }));
    steps
}

/// The value of a `--mount` that mounts a file read-only.
pub(super) fn file(source: &str, target: &str) -> String {
    let fields = ["type=bind", &format!("source={source}"), &format!("target={target}"), "readonly"];
    record(&fields.map(str::to_owned))
}

/// The value of a `--mount` as a person writes it.
pub(super) fn spoken(mount: &Mount) -> String {
    crate::dialect::run::write::mount(mount)
}
