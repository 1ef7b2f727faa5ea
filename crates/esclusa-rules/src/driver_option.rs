//! The options that a container has drivers told: of its logs, and of the volumes that it mounts.

use esclusa_model::{Origin, Tree, Via};

use crate::Subject;
use crate::host_path::bind_parts;
use crate::secret::{Carried, entry, in_entries};

/// The secrets in options of drivers.
pub(crate) fn carried(subject: &Subject<'_>) -> Vec<Carried> {
    let host = &subject.container.request.host;
    let mut carried = in_entries(subject, &host.log_config.config);
    let mut named: Vec<(&str, &Origin)> = Vec::new();
    for bind in &host.binds.items {
        let place = if bind.origin.place.is_some() { &bind.origin } else { &host.binds.origin };
        named.extend(bind_parts(bind).map(|(source, _)| (source, place)));
    }
    for field in &host.mounts.items {
        let Some(mount) = field.get() else { continue };
        let place = if field.origin.place.is_some() { &field.origin } else { &host.mounts.origin };
        let options = &mount.volume_options.driver_config.options;
        for (name, value) in &options.entries {
            let origin = [&value.origin, &options.origin].into_iter().find(|one| one.place.is_some());
            let Some(text) = value.get() else { continue };
            carried.extend(option(subject, name, text, value.unknown().is_some(), origin.unwrap_or(place)));
        }
        named.extend(mount.source.get().map(|source| (source.as_str(), place)));
    }
    for (name, place) in named {
        defined(subject, name, place, &mut carried);
    }
    carried
}

/// Those of a volume that the project defines. Where it is mounted more than once it is told once.
fn defined(subject: &Subject<'_>, name: &str, mount: &Origin, carried: &mut Vec<Carried>) {
    let found = subject
        .project
        .volumes
        .iter()
        .find(|(key, volume)| *key == name || volume.get("name").and_then(Tree::as_str) == Some(name));
    let Some(options) = found.and_then(|(_, volume)| volume.get("driver_opts")) else { return };
    for (name, tree) in options.as_map().into_iter().flatten() {
        let Some(text) = tree.as_str() else { continue };
        let said = if tree.origin.place.is_some() { &tree.origin } else { &options.origin };
        let origin = match said.place {
            Some(_) => said.through(Via::Mount, mount.place),
            None => mount.clone(),
        };
        for one in option(subject, name, text, tree.symbol.is_some(), &origin) {
            if !carried.iter().any(|other| other.place.primary == one.place.primary && other.name == one.name)
            {
                carried.push(one);
            }
        }
    }
}

/// An option under its name; `o` is a list of the mount's own options, `username=a,password=b`.
fn option(subject: &Subject<'_>, name: &str, text: &str, unknown: bool, origin: &Origin) -> Vec<Carried> {
    let whole = entry(subject, &format!("{name}={text}"), unknown, origin);
    if whole.is_some() || name != "o" {
        return whole.into_iter().collect();
    }
    text.split(',').filter_map(|option| entry(subject, option.trim(), unknown, origin)).collect()
}
