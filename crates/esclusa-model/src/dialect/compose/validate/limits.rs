//! Numbers that a service says in two places: its own keys, and those under `deploy`.

use esclusa_source::{Detail, Problem, detail};

use super::super::model::{bytes_of, float_of, whole_of};
use super::service::Service;
use crate::Tree;

/// A key of the service, what the same is called under `deploy`, the group there, and whether both differ.
type Pair = (&'static str, [&'static str; 3], fn(&Tree, Option<&Tree>) -> bool);

const PAIRS: &[Pair] = &[
    ("cpus", ["resources", "limits", "cpus"], |own, deploy| differ(float_of(own), deploy.and_then(float_of))),
    ("mem_limit", ["resources", "limits", "memory"], |own, deploy| {
        differ(bytes_of(own), deploy.and_then(bytes_of))
    }),
    ("mem_reservation", ["resources", "reservations", "memory"], |own, deploy| {
        differ(bytes_of(own), deploy.and_then(bytes_of))
    }),
    ("pids_limit", ["resources", "limits", "pids"], |own, deploy| {
        differ(whole_of(own), deploy.and_then(whole_of))
    }),
];

/// Nothing said is zero, and zero of the service's own says nothing.
fn differ<T: PartialEq + Default>(own: Option<T>, deploy: Option<T>) -> bool {
    let own = own.unwrap_or_default();
    own != T::default() && own != deploy.unwrap_or_default()
}

/// Reports numbers that contradict each other.
pub(super) fn check(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let mut refuse = |at: &Tree, detail: Detail| {
        problems.push(Problem::new("compose-invalid", service.place(at), detail));
    };
    let name = service.name;
    for (key, [resources, group, number], differ) in PAIRS {
        let (Some(own), Some(_)) = (service.get(&[key]), service.get(&["deploy", resources, group])) else {
            continue;
        };
        let unread =
            service.tree.get("deploy").and_then(|deploy| deploy.get(resources)?.get(group)?.get(number));
        let deploy = service.get(&["deploy", resources, group, number]);
        if (deploy.is_some() || unread.is_none()) && differ(own, deploy) {
            refuse(
                own,
                detail!(
                    "limits-differ",
                    "services.{name}: {key} and deploy.{resources}.{group}.{number} must be the same",
                    name,
                    key,
                    resources,
                    group,
                    number
                ),
            );
        }
    }
    let scale = service.get(&["scale"]).and_then(|tree| Some((tree, whole_of(tree)?)));
    let replicas = service.get(&["deploy", "replicas"]).and_then(|tree| Some((tree, whole_of(tree)?)));
    if let (Some((at, scale)), Some((_, replicas))) = (scale, replicas)
        && scale != replicas
    {
        refuse(
            at,
            detail!("replicas-differ", "services.{name}: scale and deploy.replicas must be the same", name),
        );
    }
    for (key, number) in [("scale", scale), ("deploy.replicas", replicas)] {
        if let Some((at, number)) = number
            && number < 0
        {
            refuse(at, detail!("replicas-negative", "services.{name}.{key}: must be 0 or more", name, key));
        }
    }
    let container = service.get(&["container_name"]).filter(|tree| tree.as_str() != Some(""));
    if let (Some(at), Some((_, 2..))) = (container, scale.or(replicas)) {
        let key = if scale.is_some() { "scale" } else { "deploy.replicas" };
        refuse(
            at,
            detail!(
                "container-name-shared",
                "services.{name}: several containers ({key}) can't share one container_name",
                name,
                key
            ),
        );
    }
}
