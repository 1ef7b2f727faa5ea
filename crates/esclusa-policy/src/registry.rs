//! Images from registries that the policy does not list: `image_from_unlisted_registry.md`.

use esclusa_finding::{Finding, Place};
use esclusa_model::{Container, Project};

use crate::policy::Images;
use crate::rules::IMAGE_FROM_UNLISTED_REGISTRY as META;

/// Adds a finding for every container whose image comes from elsewhere. An image that the service builds comes from
/// nowhere; its base images are the Dockerfile's matter.
pub(crate) fn check(images: &Images, projects: &[Project], findings: &mut Vec<Finding>) {
    if images.allowed_registries.is_empty() {
        return;
    }
    let workloads = projects.iter().flat_map(|project| &project.workloads);
    for workload in workloads.filter(|workload| !workload.rest.contains_key("build")) {
        for container in workload.init.iter().chain(&workload.containers) {
            findings.extend(judge(images, container));
        }
    }
}

fn judge(images: &Images, container: &Container) -> Option<Finding> {
    let asked = &container.request.image;
    let familiar = container.identity.image.as_deref()?;
    let whole = whole_name(familiar);
    if images.allowed_registries.iter().any(|allowed| is_under(&whole, allowed)) {
        return None;
    }
    let place = Place::of_field(asked, &container.place);
    let finding = Finding::at(&META, container, place).about(whole.clone());
    Some(finding.with("image", whole).remedy("image-from-unlisted-registry-fix", "why-registry"))
}

/// A familiar name with its registry: `nginx` is `docker.io/library/nginx`, as the engine's reference rules say.
fn whole_name(familiar: &str) -> String {
    match familiar.split_once('/') {
        None => format!("docker.io/library/{familiar}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => familiar.to_owned(),
        Some(_) => format!("docker.io/{familiar}"),
    }
}

/// Whether a name is the listed one or below it; `ghcr.io/our` is not above `ghcr.io/ours`.
fn is_under(name: &str, allowed: &str) -> bool {
    let allowed = allowed.trim_end_matches('/');
    name.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
