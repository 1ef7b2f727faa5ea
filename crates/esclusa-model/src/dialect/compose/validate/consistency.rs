//! Whether the services of a project fit together, and with the networks, volumes and files that they name.

use std::collections::HashMap;

use esclusa_source::{Detail, Problem, Span, detail};

use super::service::Service;
use super::{cycles, limits, place, unknown};
use crate::{Entries, Mode, Tree};

/// Under what the client puts names that begin like extensions.
const EXTENSIONS: &str = "#extensions";

/// Checks a whole normal project; `disabled` are the services that its profiles leave out.
pub(in super::super) fn consistency(
    project: &Tree,
    disabled: &[String],
    mode: Mode,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { project, disabled, mode, problems };
    let services = project.get("services").and_then(Tree::as_map);
    for (name, tree) in services.into_iter().flatten().filter(|(_, tree)| tree.as_map().is_some()) {
        check.service(&Service { name, tree, mode });
    }
    check.secrets();
    check.jobs();
    if let Some(services) = services {
        cycles::check(services, check.problems);
        container_names(services, mode, check.problems);
    }
}

struct Check<'a> {
    project: &'a Tree,
    disabled: &'a [String],
    mode: Mode,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn refuse(&mut self, place: Option<Span>, detail: impl Into<Detail>) {
        self.problems.push(Problem::new("compose-invalid", place, detail));
    }

    fn has(&self, section: &str, name: &str) -> bool {
        self.project.get(section).and_then(Tree::as_map).is_some_and(|map| map.contains_key(name))
    }

    fn service(&mut self, service: &Service<'_>) {
        self.image(service);
        self.build(service);
        self.networks(service);
        self.healthcheck(service);
        self.dependencies(service);
        self.volumes(service);
        for (key, section, what) in [
            ("configs", "configs", detail!("kind-config", "config")),
            ("secrets", "secrets", detail!("kind-secret", "secret")),
        ] {
            self.file_mounts(service, &[key], section, what);
        }
        self.file_mounts(
            service,
            &["build", "secrets"],
            "secrets",
            detail!("kind-build-secret", "build secret"),
        );
        self.models(service);
        limits::check(service, self.problems);
        self.watch(service);
        self.mount_targets(service);
    }

    fn undefined(&mut self, service: &Service<'_>, at: &Tree, what: Detail, name: &str, section: &str) {
        let detail = detail!(
            "undefined-reference",
            "service \"{service}\" refers to undefined {what} \"{name}\": define it under {section}",
            service = service.name,
            what,
            name,
            section
        );
        self.refuse(service.place(at), detail);
    }

    fn image(&mut self, service: &Service<'_>) {
        let says = |key: &str| service.tree.get(key).is_some_and(|tree| !tree.is_null());
        let image = service.tree.get("image");
        let image_said = image.is_some_and(|image| {
            unknown(image, self.mode) || image.as_str().is_some_and(|text| !text.is_empty())
        });
        if !image_said && !says("build") && !says("provider") {
            let detail = detail!(
                "service-without-image",
                "service \"{service}\" has neither an image nor a build context: add one of them",
                service = service.name
            );
            self.refuse(image.and_then(place).or_else(|| place(service.tree)), detail);
        }
    }

    fn build(&mut self, service: &Service<'_>) {
        let inline = service.get(&["build", "dockerfile_inline"]).filter(|tree| tree.as_str() != Some(""));
        if let Some(inline) = inline
            && service.text(&["build", "dockerfile"]).is_some()
        {
            let detail = detail!(
                "two-dockerfiles",
                "service \"{service}\": dockerfile and dockerfile_inline exclude each other; keep one",
                service = service.name
            );
            self.refuse(service.place(inline), detail);
        }
        for (context, tree) in service.entries(&["build", "additional_contexts"]) {
            let Some(target) = tree.as_str().and_then(|text| text.strip_prefix("service:")) else { continue };
            if unknown(tree, self.mode) {
                continue;
            }
            let other = self.project.get("services").and_then(|services| services.get(target));
            let wrong = match other {
                None => detail!("which-not-defined", "is not defined"),
                Some(other) if other.get("build").is_none_or(Tree::is_null) => {
                    detail!("which-not-built", "is not built")
                }
                Some(_) => continue,
            };
            let detail = detail!(
                "context-from-service",
                "service \"{service}\" takes build context \"{context}\" from service \"{target}\", which {wrong}",
                service = service.name,
                context,
                target,
                wrong
            );
            self.refuse(service.place(tree), detail);
        }
        let mut platforms = service.items(&["build", "platforms"]).peekable();
        if let Some(platform) = service.get(&["platform"])
            && let Some(text) = platform.as_str().filter(|text| !text.is_empty())
            && platforms.peek().is_some()
            && !platforms.any(|one| one.as_str() == Some(text) || unknown(one, self.mode))
        {
            let detail = detail!(
                "platform-not-built",
                "service \"{service}\": build.platforms must include platform \"{platform}\"",
                service = service.name,
                platform = text
            );
            self.refuse(service.place(platform), detail);
        }
    }

    fn networks(&mut self, service: &Service<'_>) {
        let own = service.entries(&["networks"]).next().is_some();
        if let Some(network_mode) = service.get(&["network_mode"]) {
            let text = network_mode.as_str().unwrap_or_default();
            if own && !text.is_empty() {
                let detail = detail!(
                    "network-mode-and-networks",
                    "service \"{service}\": network_mode and networks exclude each other; keep one",
                    service = service.name
                );
                self.refuse(service.place(network_mode), detail);
            }
        }
        for (network, tree) in service.entries(&["networks"]) {
            if network == EXTENSIONS || network.starts_with("x-") {
                // The client takes the name for an extension and does not find it, even where it is defined.
                let detail = detail!(
                    "network-named-like-extension",
                    "service \"{service}\": a network's name can't begin with x-, as extensions do",
                    service = service.name
                );
                self.refuse(service.place(tree), detail);
            } else if !self.has("networks", network) {
                self.undefined(service, tree, detail!("kind-network", "network"), network, "networks");
            }
        }
    }

    fn models(&mut self, service: &Service<'_>) {
        let extended = self.project.get("models").and_then(Tree::as_map);
        let extended = extended.is_some_and(|models| models.keys().any(|name| name.starts_with("x-")));
        for (model, tree) in service.entries(&["models"]) {
            // All names that begin like extensions are one for the client.
            let defined = if model.starts_with("x-") { extended } else { self.has("models", model) };
            if !defined {
                self.undefined(service, tree, detail!("kind-model", "model"), model, "models");
            }
        }
    }

    fn healthcheck(&mut self, service: &Service<'_>) {
        let Some(first) = service.items(&["healthcheck", "test"]).next() else { return };
        let known = matches!(first.as_str(), Some("CMD" | "CMD-SHELL" | "NONE"));
        if !known && !unknown(first, self.mode) {
            let detail = detail!(
                "healthcheck-test-start",
                "services.{service}.healthcheck.test: a list must start with \"CMD\", \"CMD-SHELL\" or \"NONE\"",
                service = service.name
            );
            self.refuse(service.place(first), detail);
        }
    }

    fn dependencies(&mut self, service: &Service<'_>) {
        for (name, tree) in service.entries(&["depends_on"]) {
            let required = tree.get("required").and_then(Tree::as_bool) != Some(false);
            let disabled = self.disabled.contains(name);
            if self.has("services", name) || (disabled && !required) {
                continue;
            }
            let wrong = if disabled {
                detail!("dependency-disabled", "that its profiles disable")
            } else {
                detail!("dependency-undefined", "that is not defined")
            };
            let detail = detail!(
                "bad-dependency",
                "service \"{service}\" depends on service \"{name}\", {wrong}",
                service = service.name,
                name,
                wrong
            );
            self.refuse(service.place(tree), detail);
        }
    }

    fn volumes(&mut self, service: &Service<'_>) {
        for volume in service.items(&["volumes"]) {
            let Some(source) = volume.get("source") else { continue };
            let name = source.as_str().unwrap_or_default();
            let named = volume.get("type").and_then(Tree::as_str) == Some("volume") && !name.is_empty();
            if named && !self.has("volumes", name) && !unknown(source, self.mode) {
                self.undefined(service, source, detail!("kind-volume", "volume"), name, "volumes");
            }
        }
    }

    fn file_mounts(&mut self, service: &Service<'_>, path: &[&str], section: &str, what: Detail) {
        for mount in service.items(path) {
            let source = mount.get("source");
            if source.is_some_and(|source| unknown(source, self.mode)) {
                continue;
            }
            let name = source.and_then(Tree::as_str).unwrap_or_default();
            if !self.has(section, name) {
                self.undefined(service, source.unwrap_or(mount), what.clone(), name, section);
            }
        }
    }

    fn watch(&mut self, service: &Service<'_>) {
        for trigger in service.items(&["develop", "watch"]) {
            let text = |key: &str| trigger.get(key).and_then(Tree::as_str).unwrap_or_default();
            let target = trigger.get("target").is_some_and(|target| unknown(target, self.mode));
            if !target && text("target").is_empty() && !matches!(text("action"), "rebuild" | "restart") {
                let detail = detail!(
                    "watch-without-target",
                    "services.{service}.develop.watch: action \"{action}\" needs a target",
                    service = service.name,
                    action = text("action")
                );
                self.refuse(service.place(trigger), detail);
            }
        }
    }

    /// Every path of a container has one mount.
    fn mount_targets(&mut self, service: &Service<'_>) {
        let mut taken: HashMap<&str, &str> = HashMap::new();
        let tmpfs = service.get(&["tmpfs"]);
        let alone = tmpfs.filter(|tree| tree.as_str().is_some());
        let listed = tmpfs.and_then(Tree::as_seq).unwrap_or_default();
        let of_tmpfs = alone
            .into_iter()
            .chain(listed)
            .filter_map(|tree| Some((tree.as_str()?.split(':').next().unwrap_or_default(), tree, "tmpfs")));
        let of_volumes = service.items(&["volumes"]).filter_map(|volume| {
            let target = volume.get("target").filter(|target| !unknown(target, self.mode));
            // A container that cannot be known is told apart from others by nothing.
            let mode = self.mode;
            let known = target.is_some() || !volume.get("target").is_some_and(|target| unknown(target, mode));
            known.then(|| (target.and_then(Tree::as_str).unwrap_or_default(), volume, "volumes"))
        });
        let mut twice = Vec::new();
        for (target, tree, key) in of_tmpfs.chain(of_volumes) {
            if unknown(tree, self.mode) {
                continue;
            }
            if let Some(first) = taken.insert(target, key) {
                twice.push((
                    tree,
                    detail!(
                        "mounted-twice",
                        "services.{service}.{key}: \"{target}\" is already mounted by {first}",
                        service = service.name,
                        key,
                        target,
                        first
                    ),
                ));
            }
        }
        for (tree, detail) in twice {
            self.refuse(service.place(tree), detail);
        }
    }

    /// Of jobs only the names are looked at: their own, and those of what they wait for.
    fn jobs(&mut self) {
        let jobs = self.project.get("jobs").and_then(Tree::as_map);
        for (name, tree) in jobs.into_iter().flatten() {
            if self.has("services", name) || self.disabled.contains(name) {
                self.refuse(
                    place(tree),
                    detail!("service-and-job", "\"{name}\" is both a service and a job: rename one", name),
                );
            }
            let job = Service { name, tree, mode: self.mode };
            for (other, at) in job.entries(&["depends_on"]) {
                if !self.has("services", other) && !self.has("jobs", other) {
                    let detail = detail!(
                        "bad-job-dependency",
                        "job \"{name}\" depends on \"{other}\", which is neither a service nor a job",
                        name,
                        other
                    );
                    self.refuse(job.place(at), detail);
                }
            }
        }
    }

    fn secrets(&mut self) {
        let secrets = self.project.get("secrets").and_then(Tree::as_map);
        for (name, secret) in secrets.into_iter().flatten() {
            let says = |key: &str| {
                secret.get(key).is_some_and(|tree| {
                    unknown(tree, self.mode) || tree.as_str().is_some_and(|text| !text.is_empty())
                })
            };
            let external = secret.get("external");
            let external =
                external.is_some_and(|tree| tree.as_bool() == Some(true) || unknown(tree, self.mode));
            if !external && !says("file") && !says("environment") {
                self.refuse(
                    place(secret),
                    detail!("secret-without-source", "secret \"{name}\" must have file or environment", name),
                );
            }
        }
    }
}

/// No two containers have the same name.
fn container_names(services: &Entries, mode: Mode, problems: &mut Vec<Problem>) {
    let mut taken: HashMap<&str, &str> = HashMap::new();
    for (name, tree) in services {
        let service = Service { name, tree, mode };
        let Some(container) = service.text(&["container_name"]) else { continue };
        if let Some(other) = taken.insert(container, name) {
            let detail = detail!(
                "container-name-twice",
                "services.{name}: service \"{other}\" has container name \"{container}\" too",
                name,
                other,
                container
            );
            let at = service.get(&["container_name"]).and_then(|tree| service.place(tree));
            problems.push(Problem::new("compose-invalid", at, detail));
        }
    }
}
