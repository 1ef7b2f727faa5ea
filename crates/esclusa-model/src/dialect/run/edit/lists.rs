//! Lists of the host's: capabilities, security options, devices.

use super::line::Line;
use super::plan::Step;
use crate::dialect::run::host::capability;
use crate::field::List;
use crate::{Container, Field, symbol};

/// The option that unmasks the system's paths.
pub(super) const UNMASKED: &str = "systempaths=unconfined";

/// The option that forbids new privileges, and how it is written.
const NO_NEW_PRIVILEGES: &str = "no-new-privileges";
const FORBIDDEN: &str = "no-new-privileges:true";

/// Every flag with this value goes.
pub(super) fn remove_value(line: &Line<'_>, target: &str, value: &str) -> Vec<Step> {
    line.all(target).filter(|(_, one)| one.value == value).map(|(at, _)| Step::Remove(at)).collect()
}

/// The flags of items that are in one list and not in the other go.
fn remove_missing(line: &Line<'_>, target: &str, old: &List<String>, new: &List<String>) -> Vec<Step> {
    let gone = old.items.iter().filter(|item| !new.items.contains(item));
    let mut numbers: Vec<usize> = gone.flat_map(|item| line.from(target, &item.origin)).collect();
    numbers.dedup();
    numbers.into_iter().map(Step::Remove).collect()
}

pub(super) fn remove_options(line: &Line<'_>, before: &Container, after: &Container) -> Vec<Step> {
    remove_missing(line, "security-opt", &before.request.host.security_opt, &after.request.host.security_opt)
}

pub(super) fn forbid_new_privileges(line: &Line<'_>) -> Vec<Step> {
    let is = |value: &str| value.split(['=', ':']).next() == Some(NO_NEW_PRIVILEGES);
    let listed: Vec<_> = line.all("security-opt").filter(|(_, one)| one.value != UNMASKED).collect();
    // The engine goes by the last, and so does the model: an option that stands there already is said anew.
    let last = listed.last().filter(|(_, one)| is(&one.value)).map(|(at, _)| *at);
    let mut steps: Vec<Step> = listed
        .iter()
        .filter(|(at, one)| is(&one.value) && Some(*at) != last)
        .map(|(at, _)| Step::Remove(*at))
        .collect();
    steps.push(match last {
        Some(at) => Step::Say(at, FORBIDDEN.to_owned()),
        None => Step::Add("security-opt", Some(FORBIDDEN.to_owned())),
    });
    steps
}

pub(super) fn remove_device(line: &Line<'_>, before: &Container, path: &str) -> Vec<Step> {
    let gone =
        before.request.host.devices.items.iter().filter(|item| {
            item.get().is_some_and(|one| one.path_on_host.get().is_some_and(|own| own == path))
        });
    let mut numbers: Vec<usize> = gone.flat_map(|item| line.from("device", &item.origin)).collect();
    numbers.dedup();
    numbers.into_iter().map(Step::Remove).collect()
}

/// Capabilities by their flags: what is dropped and what is given.
pub(super) fn capabilities(line: &Line<'_>, after: &Container) -> Vec<Step> {
    let host = &after.request.host;
    let mut steps = wanted(line, "cap-drop", &host.cap_drop);
    steps.extend(wanted(line, "cap-add", &host.cap_add));
    steps
}

/// The flags of a name say these capabilities and no others: one that is not wanted says one that is missing, or goes.
fn wanted(line: &Line<'_>, target: &'static str, list: &List<String>) -> Vec<Step> {
    let is = |item: &Field<String>, value: &str| item.get().is_some_and(|name| *name == capability(value));
    let mut missing: Vec<&String> = list
        .items
        .iter()
        .filter(|item| !line.all(target).any(|(_, one)| is(item, &one.value)))
        .filter_map(Field::get)
        .collect();
    let mut steps = Vec::new();
    for (at, one) in line.all(target) {
        if list.items.iter().any(|item| is(item, &one.value)) {
            continue;
        }
        let instead = missing.first().copied().filter(|_| !symbol::is_symbolic(&one.value));
        match instead {
            Some(name) => {
                missing.remove(0);
                steps.push(Step::Say(at, spelled(line, name)));
            }
            None => steps.push(Step::Remove(at)),
        }
    }
    steps.extend(missing.into_iter().map(|name| Step::Add(target, Some(spelled(line, name)))));
    steps
}

/// A capability as the line writes them: with or without `CAP_`, in capitals or not.
fn spelled(line: &Line<'_>, name: &str) -> String {
    let said: Vec<&str> =
        line.all("cap-add").chain(line.all("cap-drop")).map(|(_, one)| one.value.as_str()).collect();
    let prefixed = said.iter().any(|value| value.to_ascii_uppercase().starts_with("CAP_"));
    let lower = !said.is_empty() && said.iter().all(|value| !value.contains(char::is_uppercase));
    let bare = name.strip_prefix("CAP_").filter(|_| !prefixed).unwrap_or(name);
    if lower { bare.to_ascii_lowercase() } else { bare.to_owned() }
}
