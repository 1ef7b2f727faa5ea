//! `extends`: a service built on another one of this file or of a file elsewhere.

use std::collections::{BTreeSet, HashSet};
use std::path::Path as FilePath;

use esclusa_source::{Detail, Problem, Span, detail};

use super::file_paths::{absolute, folder, is_remote, relative};
use super::load::{FileRole, Loader, Scope};
use super::merge::merge;
use super::path::Path;
use super::paths;
use super::reset::Resets;
use crate::{Entries, Tree, Value, Via};

/// How many bases may stand on each other; Compose only stops at a circle, which a growing path can avoid.
const MAX_CHAIN: usize = 100;

type Services = Entries;

/// A service that extends another, and the file of that.
type Link = (String, String);

/// Resolves the `extends` of every service of a file.
pub(super) fn apply(
    loader: &mut Loader<'_>,
    scope: &Scope,
    file: &FilePath,
    model: &mut Tree,
    resets: &Resets,
) {
    let Some(section) = model.get_mut("services") else { return };
    let Value::Mapping(services) = &mut section.value else {
        loader.problems.push(Problem::new(
            "compose-invalid",
            section.origin.place,
            detail!("services-no-mapping", "services must be a mapping"),
        ));
        return;
    };
    let mut services = std::mem::take(services);
    let names: Vec<String> = services.keys().cloned().collect();
    let mut circles = HashSet::new();
    for name in names {
        let mut walk = Extending { loader, scope, file, chain: Vec::new(), circles: &mut circles };
        walk.service(&name, &mut services, resets);
    }
    if let Some(section) = model.get_mut("services") {
        section.value = services.into();
    }
}

struct Extending<'a, 'b> {
    loader: &'a mut Loader<'b>,
    scope: &'a Scope<'a>,
    file: &'a FilePath,
    /// The services on the way, each with its file, to find circles.
    chain: Vec<Link>,
    /// The circles that were named: every service that leads into one finds it again.
    circles: &'a mut HashSet<BTreeSet<Link>>,
}

/// What `extends` says.
struct Base {
    service: String,
    file: Option<String>,
    place: Option<Span>,
}

impl Extending<'_, '_> {
    fn refuse(&mut self, place: Option<Span>, detail: impl Into<Detail>) {
        self.loader.problems.push(Problem::new("compose-extends", place, detail));
    }

    /// Puts the service, merged onto its base, in the place of the service.
    fn service(&mut self, name: &str, services: &mut Services, resets: &Resets) {
        let Some(service) = services.get(name) else { return };
        if service.is_null() {
            return;
        }
        if service.as_map().is_none() {
            let place = service.origin.place;
            self.refuse(place, detail!("service-no-mapping", "services.{name} must be a mapping", name));
            return;
        }
        let Some(extends) = service.get("extends") else { return };
        let extends = extends.clone();
        let base = self.wanted(name, &extends).and_then(|base| {
            let tree = self.base(name, &base, services, resets)?;
            Some((base, tree))
        });
        let Some(service) = services.get_mut(name) else { return };
        let Some((base, mut tree)) = base else {
            // The rest of the service still says what it says.
            if let Some(map) = service.as_map_mut() {
                map.shift_remove("extends");
            }
            return;
        };
        if tree.is_null() {
            return;
        }
        let via = Via::Extends { service: base.service.as_str().into() };
        tree.for_each_origin(&mut |origin| *origin = origin.through(via.clone(), base.place));
        resets.apply_to_entry(&mut tree, "services", name);
        let services_path = Path::ROOT.child("services");
        let over = std::mem::take(service);
        let place = (over.origin.clone(), over.key);
        let mut merged = merge(tree, over, &services_path.child("x"), &mut self.loader.problems);
        (merged.origin, merged.key) = place;
        if let Some(map) = merged.as_map_mut() {
            map.shift_remove("extends");
        }
        *service = merged;
    }

    fn wanted(&mut self, name: &str, extends: &Tree) -> Option<Base> {
        let place = extends.key.or(extends.origin.place);
        let (service, file) = match &extends.value {
            Value::Mapping(map) => {
                let Some(service) = map.get("service").and_then(Tree::as_str) else {
                    self.refuse(
                        place,
                        detail!(
                            "extends-service-required",
                            "services.{name}.extends.service is required",
                            name
                        ),
                    );
                    return None;
                };
                (service, map.get("file").filter(|file| !file.is_null()))
            }
            Value::String(service) => (service.as_str(), None),
            _ => {
                self.refuse(
                    place,
                    detail!("extends-no-service", "services.{name}.extends names no service", name),
                );
                return None;
            }
        };
        let file = match file.map(|file| file.as_str().map(str::to_owned)) {
            None => None,
            Some(Some(file)) => Some(file),
            Some(None) => {
                self.refuse(
                    place,
                    detail!("extends-file-no-text", "services.{name}.extends.file must be text", name),
                );
                return None;
            }
        };
        Some(Base { service: service.to_owned(), file, place })
    }

    /// The base, itself resolved, with origins as in its own file.
    fn base(&mut self, name: &str, base: &Base, services: &mut Services, resets: &Resets) -> Option<Tree> {
        let in_file = base.file.clone().unwrap_or_else(|| self.file.to_string_lossy().into_owned());
        let link = (in_file, name.to_owned());
        let mut elsewhere = match &base.file {
            Some(file) => Some(self.other_file(name, base, file)?),
            None => None,
        };
        if self.chain.len() >= MAX_CHAIN {
            self.refuse(
                base.place,
                detail!(
                    "extends-too-many",
                    "service \"{name}\": more than {most} services extend each other",
                    name,
                    most = MAX_CHAIN
                ),
            );
            return None;
        }
        if self.chain.contains(&link) {
            let circle = self.chain.iter().skip_while(|earlier| **earlier != link).cloned().collect();
            if self.circles.insert(circle) {
                self.refuse(
                    base.place,
                    detail!("extends-itself", "circular reference: service {name} extends itself", name),
                );
            }
            return None;
        }
        self.chain.push(link);
        let (services, resets) = match &mut elsewhere {
            Some((services, resets)) => (services, &*resets),
            None => (services, resets),
        };
        let found = services.contains_key(&base.service);
        if found {
            self.service(&base.service, services, resets);
        }
        self.chain.pop();
        let tree = if elsewhere_owned(&base.file) {
            services.shift_remove(&base.service)
        } else {
            services.get(&base.service).cloned()
        };
        let Some(tree) = tree else {
            let detail = match base.file.as_deref() {
                Some(file) => detail!(
                    "extends-not-found-in",
                    "cannot extend service \"{name}\": service \"{base}\" not found in {file}",
                    name,
                    base = base.service,
                    file
                ),
                None => detail!(
                    "extends-not-found",
                    "cannot extend service \"{name}\": service \"{base}\" not found",
                    name,
                    base = base.service
                ),
            };
            self.refuse(base.place, detail);
            return None;
        };
        self.loader.spend(&tree, base.place).then_some(tree)
    }

    /// The services of another file, their paths as seen from the project's folder.
    fn other_file(&mut self, name: &str, base: &Base, file: &str) -> Option<(Services, Resets)> {
        if is_remote(file) {
            self.refuse(
                base.place,
                detail!("extends-remote", "services.{name}.extends.file: remote files are not fetched", name),
            );
            return None;
        }
        let path = absolute(&self.scope.loader_folder, FilePath::new(file));
        let resource_folder = folder(&path);
        let seen_from = relative(&self.scope.loader_folder, &resource_folder).unwrap_or(resource_folder);
        let scope = Scope { folder: seen_from.clone(), ..self.scope.clone() };
        let before = self.loader.problems.len();
        let role = FileRole::Base;
        let (mut model, resets) =
            self.loader.file(&scope, &path, base.place, role, Tree::bare(Services::new()));
        let Some(section) = model.get("services") else {
            if self.loader.problems.len() == before {
                self.refuse(
                    base.place,
                    detail!(
                        "extends-file-empty",
                        "cannot extend service {name}: {file} has no services",
                        name,
                        file
                    ),
                );
            }
            return None;
        };
        if section.as_map().is_none() {
            self.refuse(
                base.place,
                detail!(
                    "extends-file-no-mapping",
                    "cannot extend service {name}: services of {file} must be a mapping",
                    name,
                    file
                ),
            );
            return None;
        }
        paths::resolve(&mut model, &seen_from, self.loader.home(), &mut self.loader.problems);
        match std::mem::take(model.get_mut("services")?).value {
            Value::Mapping(services) => Some((services, resets)),
            _ => None,
        }
    }
}

const fn elsewhere_owned(file: &Option<String>) -> bool {
    file.is_some()
}
