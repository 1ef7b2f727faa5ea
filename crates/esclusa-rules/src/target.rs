//! What a target leaves out of what a Compose file asks for. Read in the targets' own sources, named beside each line.

use esclusa_model::container::HostConfig;
use esclusa_model::{Field, Origin, Tree, Workload};

use crate::origin::first_written;

/// A key that holds a container back where it is heeded.
pub(crate) struct Ignored {
    /// The key of a Compose service.
    pub(crate) key: &'static str,
    /// Where it was asked for, if it holds something back.
    pub(crate) asked: fn(&HostConfig) -> Option<&Origin>,
}

/// What `docker stack deploy` names as unsupported and goes on without: `UnsupportedProperties` in
/// `cli/compose/types/types.go` of docker/cli (28f7560). Those that give the container more (`privileged`, `devices`,
/// `pid`, `network_mode`, `userns_mode`) take nothing away when they are ignored.
pub(crate) const BY_SWARM: [Ignored; 3] = [
    Ignored { key: "security_opt", asked: confinement },
    Ignored { key: "ipc", asked: |host| word(&host.ipc_mode, &["none", "private"]) },
    Ignored { key: "cgroup_parent", asked: |host| word(&host.cgroup_parent, &[]) },
];

/// Keys of `deploy` that only Swarm heeds. Compose (docker/compose f729794, `pkg/compose/create.go` and
/// `convergence.go`) reads `replicas`, `resources` and `restart_policy`, and nothing else.
const FOR_SWARM: [&str; 4] = ["endpoint_mode", "placement", "rollback_config", "update_config"];

/// Modes that only Swarm knows.
const MODES: [&str; 3] = ["global", "global-job", "replicated-job"];

/// What `deploy` says that only Swarm heeds: the service is written for it.
pub(crate) fn written_for_swarm(workload: &Workload) -> Option<&'static str> {
    let deploy = workload.rest.get("deploy")?;
    if deploy.get("mode").and_then(Tree::as_str).is_some_and(|mode| MODES.contains(&mode)) {
        return Some("mode");
    }
    FOR_SWARM.into_iter().find(|key| {
        deploy.get(key).is_some_and(|tree| {
            tree.as_str().is_some_and(|text| !text.is_empty())
                || tree.as_map().is_some_and(|map| !map.is_empty())
        })
    })
}

/// The security options, if one of them confines.
fn confinement(host: &HostConfig) -> Option<&Origin> {
    let options = &host.security_opt;
    let confining = options.items.iter().find(|field| {
        let text = field.get().map_or("", String::as_str);
        let value = text.split_once('=').or_else(|| text.split_once(':')).map(|(_, value)| value);
        !matches!(value, Some("unconfined" | "disable" | "false" | "0"))
    })?;
    Some(first_written([&confining.origin], &options.origin))
}

/// Where a word was asked for: one of these, or any.
fn word<'a>(field: &'a Field<String>, wanted: &[&str]) -> Option<&'a Origin> {
    let text = field.get().filter(|_| field.unknown().is_none())?;
    (!text.is_empty() && (wanted.is_empty() || wanted.contains(&text.as_str()))).then_some(&field.origin)
}
