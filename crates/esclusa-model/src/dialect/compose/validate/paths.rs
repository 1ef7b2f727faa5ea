//! What values at certain paths may say, before their paths are resolved.

use std::net::IpAddr;

use esclusa_source::{Detail, Problem, detail};

use super::{place, unknown};
use crate::{Mode, Tree, Value};

/// Checks a model whose forms are canonical and whose defaults are filled in.
pub(in super::super) fn paths(model: &Tree, mode: Mode, problems: &mut Vec<Problem>) {
    let mut check = Check { mode, problems };
    let Some(sections) = model.as_map() else { return };
    for (section, entries) in sections {
        for (name, entry) in entries.as_map().into_iter().flatten() {
            match section.as_str() {
                // The client looks neither at jobs nor at hooks here.
                "services" => check.service(&format!("services.{name}"), entry),
                "volumes" => check.external(&format!("volumes.{name}"), entry),
                "configs" => {
                    check.source(&format!("configs.{name}"), entry, &["file", "environment", "content"])
                }
                "secrets" => check.source(&format!("secrets.{name}"), entry, &["file", "environment"]),
                _ => {}
            }
        }
    }
}

struct Check<'a> {
    mode: Mode,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn refuse(&mut self, at: &Tree, detail: impl Into<Detail>) {
        self.problems.push(Problem::new("compose-invalid", place(at), detail));
    }

    fn service(&mut self, path: &str, service: &Tree) {
        for port in items(service.get("ports")) {
            let Some(address) = port.get("host_ip") else { continue };
            let text = address.as_str().unwrap_or_default();
            // The short form may leave the address to a variable that is empty: then there is none.
            let left_out = text.is_empty() && address.origin.place == port.origin.place;
            if !left_out && !unknown(address, self.mode) && text.parse::<IpAddr>().is_err() {
                self.refuse(
                    address,
                    detail!("invalid-address", "{path}.ports: invalid IP address \"{text}\"", path, text),
                );
            }
        }
        for trigger in items(service.get("develop").and_then(|develop| develop.get("watch"))) {
            if let Some(watched) = trigger.get("path")
                && watched.as_str().is_none_or(str::is_empty)
                && !unknown(watched, self.mode)
            {
                self.refuse(
                    watched,
                    detail!("watch-path-blank", "{path}.develop.watch.path: value can't be blank", path),
                );
            }
        }
        for request in items(service.get("gpus")) {
            self.device_request(&format!("{path}.gpus"), request);
        }
        let resources = service.get("deploy").and_then(|deploy| deploy.get("resources"));
        let devices =
            resources.and_then(|tree| tree.get("reservations")).and_then(|tree| tree.get("devices"));
        for request in items(devices) {
            self.device_request(&format!("{path}.deploy.resources.reservations.devices"), request);
        }
    }

    fn device_request(&mut self, path: &str, request: &Tree) {
        if request.get("count").is_some()
            && let Some(devices) = request.get("device_ids")
        {
            self.refuse(
                devices,
                detail!(
                    "count-and-device-ids",
                    "{path}: count and device_ids exclude each other; keep one",
                    path
                ),
            );
        }
    }

    /// A resource of somebody else has a name and nothing that would make it.
    fn external(&mut self, path: &str, resource: &Tree) {
        let Some(map) = resource.as_map() else { return };
        let Some(external) = map.get("external") else { return };
        if external.as_str().is_some() && external.symbol.is_none() {
            self.refuse(
                external,
                detail!("external-not-boolean", "{path}.external must be true or false", path),
            );
        }
        if external.as_bool() != Some(true) {
            return;
        }
        for (key, tree) in map {
            if !matches!(key.as_str(), "name" | "external") && !key.starts_with("x-") {
                self.refuse(
                    tree,
                    detail!(
                        "external-with-more",
                        "{path}: an external resource can't have \"{key}\" too",
                        path,
                        key
                    ),
                );
            }
        }
    }

    /// The content comes from one place.
    fn source(&mut self, path: &str, resource: &Tree, keys: &[&str]) {
        let Some(map) = resource.as_map() else { return };
        let mut said = keys.iter().filter_map(|key| map.get(key));
        let listed = keys.join(", ");
        match (said.next(), said.next()) {
            (Some(_), Some(second)) => {
                self.refuse(
                    second,
                    detail!(
                        "exclude-each-other",
                        "{path}: {listed} exclude each other; keep one",
                        path,
                        listed
                    ),
                );
            }
            (None, _) if !map.contains_key("driver") && !map.contains_key("external") => {
                self.refuse(
                    resource,
                    detail!("one-must-be-set", "{path}: one of {listed} must be set", path, listed),
                );
            }
            _ => {}
        }
    }
}

/// The items of a list, or the entries of a mapping in its place.
fn items(tree: Option<&Tree>) -> Vec<&Tree> {
    match tree.map(|tree| &tree.value) {
        Some(Value::Sequence(items)) => items.iter().collect(),
        Some(Value::Mapping(map)) => map.values().collect(),
        _ => Vec::new(),
    }
}
