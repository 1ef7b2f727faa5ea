//! Networks, volumes, secrets, configs and models that no service uses are not part of a project that is run.

use std::collections::BTreeSet;

use crate::{Tree, Value};

/// Takes out what no service uses.
pub(super) fn remove(project: &mut Tree) {
    let mut used = Used::default();
    for service in project.get("services").and_then(Tree::as_map).into_iter().flat_map(|map| map.values()) {
        used.by(service);
    }
    let Used { networks, volumes, secrets, configs, models } = used;
    let sections = [
        ("networks", networks),
        ("volumes", volumes),
        ("secrets", secrets),
        ("configs", configs),
        ("models", models),
    ];
    // Names are only borrowed from the services, so what goes is told before anything changes.
    let unused = sections.map(|(section, used)| {
        let entries = project.get(section).and_then(Tree::as_map);
        let names = entries.into_iter().flat_map(|map| map.keys());
        (section, names.filter(|name| !used.contains(name.as_str())).cloned().collect::<BTreeSet<_>>())
    });
    for (section, names) in unused {
        if let Some(map) = project.get_mut(section).and_then(Tree::as_map_mut)
            && !names.is_empty()
        {
            map.retain(|name, _| !names.contains(name));
        }
    }
}

/// The names that services use.
#[derive(Default)]
struct Used<'a> {
    networks: BTreeSet<&'a str>,
    volumes: BTreeSet<&'a str>,
    secrets: BTreeSet<&'a str>,
    configs: BTreeSet<&'a str>,
    models: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn by(&mut self, service: &'a Tree) {
        self.networks.extend(names(service.get("networks")));
        self.models.extend(names(service.get("models")));
        let volumes = service.get("volumes").and_then(Tree::as_seq).unwrap_or_default();
        let named = volumes.iter().filter(|volume| {
            let kind = volume.get("type");
            kind.is_none_or(|kind| kind.symbol.is_some() || kind.as_str() == Some("volume"))
        });
        self.volumes.extend(named.filter_map(|volume| volume.get("source")?.as_str()));
        self.configs.extend(sources(service.get("configs")));
        self.secrets.extend(sources(service.get("secrets")));
        self.secrets.extend(sources(service.get("build").and_then(|build| build.get("secrets"))));
    }
}

fn names(tree: Option<&Tree>) -> impl Iterator<Item = &str> {
    tree.and_then(Tree::as_map).into_iter().flat_map(|map| map.keys()).map(String::as_str)
}

fn sources(tree: Option<&Tree>) -> impl Iterator<Item = &str> {
    let mounts = tree.map(|tree| match &tree.value {
        Value::Sequence(items) => items.as_slice(),
        _ => &[],
    });
    mounts.unwrap_or_default().iter().filter_map(|mount| mount.get("source")?.as_str())
}
