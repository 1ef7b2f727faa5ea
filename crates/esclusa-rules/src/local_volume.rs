//! Volumes of the engine's own driver with options: a way to ask for any mount that the kernel knows.

use std::collections::HashMap;

use esclusa_model::container::Mount;
use esclusa_model::{Origin, Project, Tree, Via};

use crate::Subject;
use crate::host_path::{bind_parts, said};

/// A volume whose driver is told what to mount.
pub(crate) struct LocalVolume {
    /// `type`: the kind of file system.
    pub(crate) kind: String,
    /// `device`: what is mounted.
    pub(crate) device: String,
    /// `o`: the options of the mount.
    pub(crate) options: Vec<String>,
    /// Whether the container mounts it read-only.
    pub(crate) read_only: bool,
    /// Where it is defined, and through which mount it comes.
    pub(crate) origin: Origin,
}

impl LocalVolume {
    /// Whether it stands for a folder of the host.
    pub(crate) fn is_bind(&self) -> bool {
        let says = |option: &str| self.options.iter().any(|one| one == option);
        says("bind") || says("rbind") || (self.kind == "none" && self.device.starts_with('/'))
    }

    /// Every folder of the host that it lays over others.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &str> {
        let overlay = self.kind == "overlay";
        let values =
            self.options.iter().filter(move |_| overlay).filter_map(|option| {
                ["lowerdir=", "upperdir="].iter().find_map(|key| option.strip_prefix(*key))
            });
        values.flat_map(|paths| paths.split(':'))
    }
}

/// The volumes of this kind that the container mounts.
pub(crate) fn mounted(subject: &Subject<'_>) -> Vec<LocalVolume> {
    let host = &subject.container.request.host;
    let mut volumes = Vec::new();
    for bind in &host.binds.items {
        let Some((source, rest)) = bind_parts(bind) else { continue };
        let place = if bind.origin.place.is_some() { &bind.origin } else { &host.binds.origin };
        let read_only = rest.rsplit(':').next().is_some_and(|last| last.split(',').any(|one| one == "ro"));
        volumes.extend(defined(subject, source, place, read_only));
    }
    for field in &host.mounts.items {
        let Some(mount) = field.get().filter(|mount| mount.kind.get().is_some_and(|kind| kind == "volume"))
        else {
            continue;
        };
        let place = if field.origin.place.is_some() { &field.origin } else { &host.mounts.origin };
        let source = mount.source.get().map_or("", String::as_str);
        let read_only = mount.read_only.get() == Some(&true);
        volumes.extend(asked(mount, place).or_else(|| defined(subject, source, place, read_only)));
    }
    volumes
}

/// A volume whose options stand in the mount itself.
fn asked(mount: &Mount, place: &Origin) -> Option<LocalVolume> {
    let driver = &mount.volume_options.driver_config;
    let local = driver.name.get().is_none_or(|name| name.is_empty() || name == "local");
    let option = |key: &str| driver.options.entries.get(key).and_then(said).unwrap_or_default().to_owned();
    (local && !driver.options.is_empty()).then(|| LocalVolume {
        kind: option("type"),
        device: option("device"),
        options: split(&option("o")),
        read_only: mount.read_only.get() == Some(&true),
        origin: place.clone(),
    })
}

/// Where each volume of a project stands among the others, by what a bind may say: the key or, once Compose has made it
/// whole, the volume's own name. The first of a name counts.
fn by_name(project: &Project) -> HashMap<String, usize> {
    let mut named = HashMap::with_capacity(2 * project.volumes.len());
    for (at, (key, volume)) in project.volumes.iter().enumerate() {
        let name = volume.get("name").and_then(Tree::as_str);
        for name in [Some(key.as_str()), name].into_iter().flatten() {
            named.entry(name.to_owned()).or_insert(at);
        }
    }
    named
}

/// A volume that the project defines with options of the engine's own driver.
fn defined(subject: &Subject<'_>, name: &str, mount: &Origin, read_only: bool) -> Option<LocalVolume> {
    let at = subject.volumes.get_or_init(|| by_name(subject.project)).get(name)?;
    let (_, volume) = subject.project.volumes.get_index(*at)?;
    let driver = volume.get("driver").and_then(Tree::as_str).unwrap_or_default();
    let options = volume.get("driver_opts").filter(|_| driver.is_empty() || driver == "local")?;
    let option = |key: &str| {
        let tree = options.get(key);
        let said = tree.and_then(|tree| tree.symbol.as_deref().or(tree.as_str()));
        said.unwrap_or_default().to_owned()
    };
    let said = options.get("device").or_else(|| options.get("type")).unwrap_or(options);
    Some(LocalVolume {
        kind: option("type"),
        device: option("device"),
        options: split(&option("o")),
        read_only,
        origin: match said.origin.place {
            Some(_) => said.origin.through(Via::Mount, mount.place),
            None => mount.clone(),
        },
    })
}

fn split(options: &str) -> Vec<String> {
    options.split(',').map(|option| option.trim().to_owned()).filter(|option| !option.is_empty()).collect()
}
