//! Short forms become long ones, so that later stages know one form of everything.

mod forms;
mod ports;
mod volumes;

use esclusa_source::{Detail, Problem, detail};

use self::forms::{schedules, text_to_list, watch_lists, wrap};
use super::path::Path;
use super::scalar;
use crate::{Entries, Tree, Value};

pub(super) use forms::rename;
pub(super) use ports::split_outside_variables as port_sections;
pub(super) use volumes::{sections as volume_sections, target as volume_target};

type Map = Entries;

/// The most ports that the ranges of one model may stand for: one full range and some.
const MAX_PORTS: usize = 70_000;

/// Brings a model into canonical form. `lenient`: what cannot be parsed stays as it is, as without interpolation.
pub(super) fn apply(tree: &mut Tree, lenient: bool, problems: &mut Vec<Problem>) {
    let mut canonical = Canonical { lenient, problems, ports: MAX_PORTS };
    let Some(sections) = tree.as_map_mut() else { return };
    for (section, entries) in sections {
        let path = Path::ROOT.child(section);
        let Some(entries) = entries.as_map_mut() else { continue };
        for (name, entry) in entries {
            match section.as_str() {
                "services" | "jobs" => canonical.service(entry, &path.child(name)),
                "volumes" | "networks" | "secrets" | "configs" => {
                    canonical.external(entry, &path.child(name))
                }
                _ => {}
            }
        }
    }
}

struct Canonical<'a> {
    lenient: bool,
    problems: &'a mut Vec<Problem>,
    ports: usize,
}

impl Canonical<'_> {
    fn refuse(&mut self, tree: &Tree, path: &Path<'_>, detail: impl Into<Detail>) {
        self.problems.push(Problem::new(
            "compose-invalid",
            tree.origin.place,
            detail!("at-path", "{path}: {detail}", path, detail = detail.into()),
        ));
    }

    /// Refuses a value of the wrong kind; where the schema already did, or the value is unknown, that is enough.
    fn wrong(&mut self, tree: &Tree, path: &Path<'_>) {
        if tree.symbol.is_none() {
            self.refuse(tree, path, detail!("invalid-type", "invalid type"));
        }
    }

    fn service(&mut self, service: &mut Tree, path: &Path<'_>) {
        let Some(map) = service.as_map_mut() else { return };
        for (key, tree) in map {
            let path = path.child(key);
            match key.as_str() {
                "build" => self.build(tree, &path),
                "depends_on" => self.depends_on(tree, &path),
                "env_file" => self.env_file(tree, &path),
                "label_file" | "dns" => text_to_list(tree),
                "extends" => self.extends(tree, &path),
                "gpus" => self.gpus(tree, &path),
                "networks" | "models" => self.names(tree, &path),
                "volumes" => self.each(tree, &path, Self::volume),
                "devices" => self.each(tree, &path, Self::device),
                "secrets" | "configs" => self.each(tree, &path, Self::file_mount),
                "ports" => self.ports(tree, &path),
                "ulimits" => self.ulimits(tree, &path),
                "develop" => watch_lists(tree),
                "pre_start" => self.each(tree, &path, Self::service),
                "triggers" => schedules(tree),
                _ => {}
            }
        }
    }

    fn each(&mut self, list: &mut Tree, path: &Path<'_>, change: fn(&mut Self, &mut Tree, &Path<'_>)) {
        match &mut list.value {
            Value::Sequence(items) => {
                // Under the list's own path, as all that is said of it: what two steps refuse is then said once.
                for item in items {
                    change(self, item, path);
                }
            }
            Value::Mapping(map) => {
                for (key, item) in map {
                    change(self, item, &path.child(key));
                }
            }
            _ => {}
        }
    }

    fn build(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::String(_) => {
                let context = std::mem::take(tree);
                *tree = Tree { key: context.key, ..Tree::new(Map::new(), context.origin.clone()) };
                if let Some(map) = tree.as_map_mut() {
                    map.insert("context".to_owned(), context);
                }
            }
            Value::Mapping(_) => {}
            _ => return self.wrong(&tree.clone(), path),
        }
        let Some(map) = tree.as_map_mut() else { return };
        for (key, tree) in map {
            let path = path.child(key);
            match key.as_str() {
                "secrets" => self.each(tree, &path, Self::file_mount),
                "provenance" | "sbom" if tree.as_str().is_none() => {
                    tree.value = scalar::printed(&tree.value).into()
                }
                "additional_contexts" => self.key_values(tree, &path),
                "ssh" => self.ssh(tree, &path),
                "ulimits" => self.ulimits(tree, &path),
                _ => {}
            }
        }
    }

    fn key_values(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Value::Sequence(items) = &tree.value else {
            if tree.as_map().is_none() {
                self.wrong(&tree.clone(), path);
            }
            return;
        };
        let mut map = Map::new();
        for item in items {
            let Some((key, value)) = item.as_str().and_then(|text| text.split_once('=')) else {
                if !self.lenient {
                    let item = item.clone();
                    self.refuse(&item, path, detail!("expected-pair", "expected key=value"));
                }
                return;
            };
            map.insert(key.to_owned(), item.with_value(value));
        }
        tree.value = map.into();
    }

    fn ssh(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Value::Sequence(items) = &tree.value else {
            if tree.as_map().is_none() {
                self.wrong(&tree.clone(), path);
            }
            return;
        };
        let mut map = Map::new();
        let mut wrong = None;
        for item in items {
            match item.as_str().map(|text| (text, text.split_once('='))) {
                Some((_, Some((id, file)))) => drop(map.insert(id.to_owned(), item.with_value(file))),
                Some(("default", None)) => {
                    drop(map.insert("default".to_owned(), item.with_value(Value::Null)))
                }
                _ => wrong = Some(item.clone()),
            }
        }
        if let Some(item) = wrong {
            self.refuse(&item, path, detail!("invalid-ssh-key", "invalid ssh key"));
        }
        tree.value = map.into();
    }

    fn depends_on(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let started = |at: &Tree| {
            let mut map = Map::new();
            map.insert("condition".to_owned(), Tree::new("service_started", at.origin.clone()));
            map.insert("required".to_owned(), Tree::new(true, at.origin.clone()));
            map
        };
        match &mut tree.value {
            Value::Mapping(map) => {
                for (name, entry) in map {
                    let defaults = started(entry);
                    match entry.as_map_mut() {
                        Some(map) => {
                            for (key, tree) in defaults {
                                map.entry(key).or_insert(tree);
                            }
                        }
                        None => self.wrong(&entry.clone(), &path.child(name)),
                    }
                }
            }
            Value::Sequence(items) => {
                let mut map = Map::new();
                for item in std::mem::take(items) {
                    match item.as_str() {
                        Some(name) => drop(map.insert(name.to_owned(), item.with_value(started(&item)))),
                        None => self.wrong(&item, path),
                    }
                }
                tree.value = map.into();
            }
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn env_file(&mut self, tree: &mut Tree, path: &Path<'_>) {
        if tree.as_str().is_some() {
            text_to_list(tree);
        }
        let Value::Sequence(items) = &mut tree.value else { return self.wrong(&tree.clone(), path) };
        for item in items {
            if item.as_str().is_some() {
                let file = std::mem::take(item);
                *item = Tree::new(Map::new(), file.origin.clone());
                if let Some(map) = item.as_map_mut() {
                    map.insert("path".to_owned(), file);
                }
            }
            let required = Tree::new(true, item.origin.clone());
            match item.as_map_mut() {
                Some(map) => drop(map.entry("required".to_owned()).or_insert(required)),
                None => item.value = Value::Null,
            }
        }
    }

    fn extends(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::Mapping(_) => {}
            Value::String(_) => wrap(tree, "service"),
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn gpus(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::Sequence(_) => {}
            Value::String(_) => {
                wrap(tree, "count");
                if let Some(count) = tree.get_mut("count") {
                    count.value = "all".into();
                }
                let item = Tree { key: None, ..tree.clone() };
                tree.value = vec![item].into();
            }
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn names(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Value::Sequence(items) = &mut tree.value else { return };
        let mut map = Map::new();
        for item in std::mem::take(items) {
            match item.as_str() {
                Some(name) => drop(map.insert(name.to_owned(), item.with_value(Value::Null))),
                None => self.wrong(&item, path),
            }
        }
        tree.value = map.into();
    }

    fn volume(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::Mapping(_) => {}
            Value::String(text) => match volumes::parse(text) {
                Ok(volume) => *tree = volume.tree(tree),
                Err(_) if self.lenient => {}
                Err(detail) => match tree.symbol.as_deref().and_then(|symbol| volumes::parse(symbol).ok()) {
                    // Unset variables made it unreadable: what stands around them can still be told.
                    Some(volume) => {
                        self.refuse(&tree.clone(), path, detail);
                        *tree = volume.tree(tree);
                    }
                    None => self.refuse(&tree.clone(), path, detail),
                },
            },
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn device(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::Mapping(_) => {}
            Value::String(text) => {
                let parts: Vec<&str> = text.split(':').collect();
                let (source, target, permissions) = match parts[..] {
                    [source] => (source, source, "rwm"),
                    [source, target] => (source, target, "rwm"),
                    [source, target, permissions] => (source, target, permissions),
                    _ => {
                        if !self.lenient {
                            self.refuse(
                                &tree.clone(),
                                path,
                                detail!("confusing-device", "confusing device mapping, use the long form"),
                            );
                        }
                        ("", "", "rwm")
                    }
                };
                let target = if target.is_empty() { source } else { target };
                let mut map = Map::new();
                for (key, text) in [("source", source), ("target", target), ("permissions", permissions)] {
                    map.insert(key.to_owned(), Tree { key: None, ..tree.with_value(text) });
                }
                tree.value = map.into();
            }
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn file_mount(&mut self, tree: &mut Tree, path: &Path<'_>) {
        match &tree.value {
            Value::Mapping(_) => {}
            Value::String(_) => wrap(tree, "source"),
            _ => self.wrong(&tree.clone(), path),
        }
    }

    fn ports(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Value::Sequence(items) = &tree.value else { return self.wrong(&tree.clone(), path) };
        let mut made = Vec::with_capacity(items.len());
        let mut wrong = Vec::new();
        for item in items {
            let text = match &item.value {
                Value::Mapping(_) => {
                    made.push(item.clone());
                    continue;
                }
                Value::Int(number) if i64::try_from(*number).is_ok() => number.to_string(),
                Value::String(text) => text.clone(),
                _ => {
                    wrong.push((item.clone(), detail!("invalid-type", "invalid type")));
                    continue;
                }
            };
            match ports::parse(&text, self.ports) {
                Ok(ports) => {
                    self.ports -= ports.len();
                    made.extend(ports.into_iter().map(|port| port.tree(item)));
                }
                // One that cannot be read leaves the whole list as it is.
                Err(_) if self.lenient => return,
                Err(detail) => wrong.push((item.clone(), detail)),
            }
        }
        for (item, detail) in wrong {
            self.refuse(&item, path, detail);
        }
        tree.value = made.into();
    }

    fn ulimits(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Some(map) = tree.as_map() else { return };
        // A text is a variable that was not replaced: elsewhere it is cast before.
        let fits = |value: &Value| match value {
            Value::Int(number) => i64::try_from(*number).is_ok(),
            value => matches!(value, Value::Mapping(_) | Value::String(_)),
        };
        let wrong = map.iter().find(|(_, limit)| !fits(&limit.value));
        if let Some((name, limit)) = wrong.map(|(name, limit)| (name.clone(), limit.clone())) {
            self.wrong(&limit, &path.child(&name));
        }
    }

    /// `external: {name: …}` of old files is `external: true` and a name.
    fn external(&mut self, tree: &mut Tree, path: &Path<'_>) {
        let Some(map) = tree.as_map_mut() else { return };
        let Some(external) = map.get_mut("external") else { return };
        if external.as_map().is_none() {
            return;
        }
        let inner = external.get_mut("name").map(std::mem::take);
        external.value = true.into();
        let Some(inner) = inner else { return };
        match map.get("name") {
            None => drop(map.insert("name".to_owned(), inner)),
            Some(name) if *name == inner => {}
            Some(_) => self.refuse(
                &inner,
                path,
                detail!("two-names", "name and external.name conflict; use name alone"),
            ),
        }
    }
}
