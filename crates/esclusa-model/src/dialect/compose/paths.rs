//! Relative paths become paths from the project's folder.

use std::path::Path as FilePath;

use esclusa_source::{Problem, detail};

use super::containers;
use super::file_paths::{clean, is_windows_absolute};
use super::path::Path;
use crate::{Tree, Value};

/// Resolves the paths of a model against `base`, which for an include is relative itself.
pub(super) fn resolve(
    model: &mut Tree,
    base: &FilePath,
    home: Option<&FilePath>,
    problems: &mut Vec<Problem>,
) {
    let mut resolver = Resolver { base, home, problems };
    let Some(sections) = model.as_map_mut() else { return };
    for (section, entries) in sections {
        let path = Path::ROOT.child(section);
        let Some(entries) = entries.as_map_mut() else { continue };
        for (name, entry) in entries {
            let path = path.child(name);
            match section.as_str() {
                "services" | "jobs" => {
                    resolver.service(entry, &path);
                    let hooks = path.child("pre_start");
                    containers::hooks(entry, |hook| resolver.service(hook, &hooks));
                }
                "configs" | "secrets" => {
                    if let Some(file) = entry.get_mut("file") {
                        resolver.host_path(file);
                    }
                }
                "volumes" => resolver.volume_device(entry),
                _ => {}
            }
        }
    }
}

struct Resolver<'a> {
    base: &'a FilePath,
    home: Option<&'a FilePath>,
    problems: &'a mut Vec<Problem>,
}

/// Git repositories and addresses that the builder fetches itself.
const REMOTE_CONTEXTS: [&str; 6] = ["https://", "http://", "git://", "ssh://", "github.com/", "git@"];

/// Whether a build's context is not a folder of this machine.
pub(super) fn is_remote_context(text: &str) -> bool {
    text.contains("://")
        || text.starts_with("service:")
        || REMOTE_CONTEXTS.iter().any(|prefix| text.starts_with(prefix))
}

impl Resolver<'_> {
    fn service(&mut self, service: &mut Tree, path: &Path<'_>) {
        if let Some(build) = service.get_mut("build") {
            if let Some(context) = build.get_mut("context") {
                self.context(context);
            }
            if let Some(contexts) = build.get_mut("additional_contexts").and_then(Tree::as_map_mut) {
                let path = path.child("build");
                for (name, context) in contexts {
                    if context.as_str().is_none() && context.symbol.is_none() {
                        let detail = detail!(
                            "context-no-text",
                            "{path}.additional_contexts.{name} must be text",
                            path,
                            name
                        );
                        let place = context.key.or(context.origin.place);
                        self.problems.push(Problem::new("compose-invalid", place, detail));
                    }
                    self.context(context);
                }
            }
            // A list that is left as it is, because no variable in it was replaced, is one of paths.
            if let Some(contexts) = build.get_mut("additional_contexts").and_then(Tree::as_seq_mut) {
                contexts.iter_mut().for_each(|context| self.context(context));
            }
            if let Some(keys) = build.get_mut("ssh").and_then(Tree::as_map_mut) {
                keys.values_mut().for_each(|key| self.host_path(key));
            }
        }
        each(service.get_mut("env_file"), |file| {
            if let Some(file) = file.get_mut("path") {
                self.path(file);
            }
        });
        each(service.get_mut("label_file"), |file| self.path(file));
        if let Some(file) = service.get_mut("extends").and_then(|extends| extends.get_mut("file"))
            && !file.as_str().is_some_and(super::file_paths::is_remote)
        {
            self.path(file);
        }
        each(service.get_mut("develop").and_then(|develop| develop.get_mut("watch")), |trigger| {
            if let Some(watched) = trigger.get_mut("path") {
                self.path(watched);
            }
        });
        let volumes = path.child("volumes");
        each(service.get_mut("volumes"), |volume| self.volume(volume, &volumes));
    }

    fn volume(&mut self, volume: &mut Tree, path: &Path<'_>) {
        if volume.get("type").and_then(Tree::as_str) != Some("bind") {
            return;
        }
        let place = volume.origin.place;
        match volume.get_mut("source") {
            Some(source) => self.host_path(source),
            None => {
                let detail = detail!(
                    "bind-source-empty",
                    "{path}: invalid mount of type bind: source must not be empty",
                    path
                );
                self.problems.push(Problem::new("compose-invalid", place, detail));
            }
        }
    }

    /// A local volume that is a bind mount in disguise.
    fn volume_device(&self, volume: &mut Tree) {
        if volume.get("driver").and_then(Tree::as_str) != Some("local") {
            return;
        }
        let Some(options) = volume.get_mut("driver_opts") else { return };
        if options.get("o").and_then(Tree::as_str) == Some("bind")
            && let Some(device) = options.get_mut("device")
        {
            self.host_path(device);
        }
    }

    fn context(&self, context: &mut Tree) {
        let Some(text) = context.as_str() else { return };
        if !is_remote_context(text) {
            self.path(context);
        }
    }

    /// A path of this machine; an empty one stays empty.
    fn path(&self, tree: &mut Tree) {
        if let Value::Sequence(items) = &mut tree.value {
            items.iter_mut().for_each(|item| self.path(item));
        }
        let Some(text) = tree.as_str().map(|text| self.expand(text)) else { return };
        let relative = !text.starts_with('/') && !text.is_empty();
        tree.value = if relative { self.join(&text).into() } else { text.into() };
    }

    /// A path of the engine's machine, which may be another system's.
    fn host_path(&self, tree: &mut Tree) {
        let Some(text) = tree.as_str().map(|text| self.expand(text)) else { return };
        let absolute = text.starts_with('/') || is_windows_absolute(&text);
        tree.value = if absolute { text.into() } else { self.join(&text).into() };
    }

    fn join(&self, text: &str) -> String {
        clean(&self.base.join(text)).to_string_lossy().into_owned()
    }

    fn expand(&self, text: &str) -> String {
        match (text.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => {
                let joined = format!("{}/{rest}", home.display());
                clean(FilePath::new(&joined)).to_string_lossy().into_owned()
            }
            _ => text.to_owned(),
        }
    }
}

fn each(list: Option<&mut Tree>, change: impl FnMut(&mut Tree)) {
    match list.map(|list| &mut list.value) {
        Some(Value::Sequence(items)) => items.iter_mut().for_each(change),
        Some(Value::Mapping(map)) => map.values_mut().for_each(change),
        _ => {}
    }
}
