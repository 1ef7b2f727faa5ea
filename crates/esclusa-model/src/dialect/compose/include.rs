//! `include`: whole models of other files, each loaded as a project of its own and taken into this one.

use std::path::{Path as FilePath, PathBuf};

use esclusa_source::{Detail, Problem, Span, detail};

use super::file_paths::{absolute, folder, is_remote, relative};
use super::load::{Loader, Scope};
use super::merge::merge;
use super::path::Path;
use super::reset::Resets;
use super::variables;
use crate::{Entries, Tree, Value, Via};

/// What is taken over from an included model.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// One entry under `include`.
struct Entry {
    paths: Vec<String>,
    project_directory: String,
    env_files: Vec<String>,
    place: Option<Span>,
}

/// Loads everything under `include` into the model.
pub(super) fn apply(
    loader: &mut Loader<'_>,
    scope: &Scope,
    included: &mut Vec<PathBuf>,
    model: &mut Tree,
    resets: &Resets,
) {
    let Some(include) = model.as_map_mut().and_then(|map| map.shift_remove("include")) else { return };
    if include.is_null() {
        return;
    }
    let Some(items) = include.as_seq() else {
        refuse(loader, include.origin.place, detail!("include-no-list", "include must be a list"));
        return;
    };
    for item in items {
        if item.is_null() {
            continue;
        }
        let Some(entry) = entry(loader, item) else { continue };
        let Some(imported) = load_entry(loader, scope, included, &entry) else { continue };
        take_over(loader, imported, model, resets);
    }
}

fn refuse(loader: &mut Loader<'_>, place: Option<Span>, detail: impl Into<Detail>) {
    loader.problems.push(Problem::new("compose-include", place, detail));
}

fn entry(loader: &mut Loader<'_>, item: &Tree) -> Option<Entry> {
    let place = item.origin.place;
    match &item.value {
        Value::String(path) => Some(Entry {
            paths: vec![path.clone()],
            project_directory: String::new(),
            env_files: Vec::new(),
            place,
        }),
        Value::Mapping(map) => {
            let mut texts = |key: &str| match map.get(key).map(|tree| &tree.value) {
                None | Some(Value::Null) => Some(Vec::new()),
                Some(Value::String(text)) => Some(vec![text.clone()]),
                Some(Value::Sequence(items)) if items.iter().all(|item| item.as_str().is_some()) => {
                    Some(items.iter().filter_map(Tree::as_str).map(str::to_owned).collect())
                }
                Some(_) => {
                    refuse(
                        loader,
                        place,
                        detail!("include-no-texts", "include.{key} must be text or a list of texts", key),
                    );
                    None
                }
            };
            let (paths, env_files) = (texts("path")?, texts("env_file")?);
            let project_directory = match map.get("project_directory").map(|tree| &tree.value) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(_) => {
                    refuse(
                        loader,
                        place,
                        detail!("include-directory-no-text", "include.project_directory must be text"),
                    );
                    return None;
                }
            };
            Some(Entry { paths, project_directory, env_files, place })
        }
        _ => {
            refuse(loader, place, detail!("include-no-path", "an include must be a path or a mapping"));
            None
        }
    }
}

/// The model of one entry, its paths as seen from this model's folder.
fn load_entry(
    loader: &mut Loader<'_>,
    scope: &Scope,
    included: &mut Vec<PathBuf>,
    entry: &Entry,
) -> Option<Tree> {
    if let Some(remote) = entry.paths.iter().find(|path| is_remote(path)) {
        refuse(
            loader,
            entry.place,
            detail!("include-remote", "{remote}: remote files are not fetched", remote),
        );
        return None;
    }
    let files: Vec<PathBuf> =
        entry.paths.iter().map(|path| absolute(&scope.loader_folder, FilePath::new(path))).collect();
    // One without a path includes nothing.
    let main = files.first()?;
    if included.contains(main) {
        refuse(
            loader,
            entry.place,
            detail!(
                "include-itself",
                "include cycle detected: {path} includes itself",
                path = entry.paths[0]
            ),
        );
        return None;
    }
    let seen_from = |path: &FilePath| {
        let resource = absolute(&scope.loader_folder, path);
        let resource = if loader.context.files.is_dir(&resource) { resource } else { folder(&resource) };
        relative(&scope.loader_folder, &resource).unwrap_or(resource)
    };
    let given = FilePath::new(&entry.project_directory);
    let (seen_folder, own_folder) = if entry.project_directory.is_empty() {
        (seen_from(main), folder(main))
    } else if given.is_absolute() {
        (given.to_owned(), given.to_owned())
    } else {
        (seen_from(given), absolute(&scope.folder, given))
    };
    // A nested include's own folder is relative to this process's, as it is for Compose.
    let own_folder = absolute(&loader.context.working_dir, &own_folder);
    let mut variables = scope.variables.as_ref().clone();
    let env_files = env_files(loader, scope, entry, &own_folder)?;
    let assignments =
        variables::read_files(&env_files, &variables, loader.context, loader.sources, &mut loader.problems);
    variables.merge(assignments);
    let inner = Scope {
        folder: seen_folder,
        loader_folder: own_folder,
        variables: variables.into(),
        depth: scope.depth + 1,
    };
    if inner.depth > 100 {
        refuse(loader, entry.place, detail!("include-too-deep", "includes nest too deep"));
        return None;
    }
    let mut imported = loader.model(&inner, &files, entry.place, included)?;
    imported.for_each_origin(&mut |origin| *origin = origin.through(Via::Include, entry.place));
    Some(imported)
}

fn env_files(
    loader: &mut Loader<'_>,
    scope: &Scope,
    entry: &Entry,
    own_folder: &FilePath,
) -> Option<Vec<PathBuf>> {
    if entry.env_files.is_empty() {
        let default = own_folder.join(".env");
        return Some(if loader.context.files.is_file(&default) { vec![default] } else { Vec::new() });
    }
    let mut files = Vec::new();
    for file in entry.env_files.iter().filter(|file| *file != "/dev/null") {
        let path = absolute(&absolute(&loader.context.working_dir, &scope.folder), FilePath::new(file));
        if !loader.context.files.is_file(&path) {
            let what = if loader.context.files.is_dir(&path) {
                detail!("folder-not-file", "a folder, not a file")
            } else {
                detail!("no-such-file", "no such file")
            };
            refuse(
                loader,
                entry.place,
                detail!("include-env-file", "include.env_file: \"{file}\": {what}", file, what),
            );
            if loader.context.mode == crate::Mode::Exact {
                return None;
            }
            continue;
        }
        files.push(path);
    }
    Some(files)
}

/// Takes the resources of an included model over; what this model says of the same one overrides it.
fn take_over(loader: &mut Loader<'_>, mut imported: Tree, model: &mut Tree, resets: &Resets) {
    for section in SECTIONS {
        let Some(from) = imported.get_mut(section).map(std::mem::take) else { continue };
        let place = from.origin.clone();
        let Value::Mapping(from) = from.value else { continue };
        let Some(map) = model.as_map_mut() else { return };
        let to = map.entry(section.to_owned()).or_insert_with(|| Tree::new(Entries::new(), place));
        let to_place = to.origin.place;
        let Some(to) = to.as_map_mut() else {
            refuse(loader, to_place, detail!("no-mapping", "{path} must be a mapping", path = section));
            continue;
        };
        for (name, mut tree) in from {
            let Some(own) = to.get_mut(&name) else {
                to.insert(name, tree);
                continue;
            };
            resets.apply_to_entry(&mut tree, section, &name);
            let section = Path::ROOT.child(section);
            let over = std::mem::take(own);
            *own = merge(tree, over, &section.child(&name), &mut loader.problems);
        }
    }
}
