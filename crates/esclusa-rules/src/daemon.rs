//! What several rules ask of a daemon.

use std::net::IpAddr;

use esclusa_model::{Daemon, Tree, Value};

/// Whether an address (`127.0.0.1:2375`, `[::1]`, `localhost:5000`, `127.0.0.0/8`) is the host itself.
pub(crate) fn is_loopback(address: &str) -> bool {
    let host = address.split('/').next().unwrap_or(address);
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if host.matches(':').count() == 1 => host.split(':').next().unwrap_or(host),
        None => host,
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether root in a container is root on the host: the engine's own word counts before its settings.
pub(crate) fn is_unmapped(daemon: &Daemon) -> bool {
    match (daemon.has_security("userns"), daemon.has_security("rootless")) {
        (Some(mapped), Some(rootless)) => !mapped && !rootless,
        _ => {
            daemon.text("userns-remap").is_none()
                && !daemon.is_partial
                && daemon.is_on("rootless", false) != Some(true)
        }
    }
}

/// Whether containers stop with the engine, where that could be otherwise.
pub(crate) fn lacks_live_restore(daemon: &Daemon) -> bool {
    let state = daemon.says("Swarm").and_then(|swarm| swarm.get("LocalNodeState"));
    if state.and_then(Tree::as_str).is_some_and(|state| state != "inactive") {
        return false;
    }
    let said = daemon.says("LiveRestoreEnabled").and_then(Tree::as_bool);
    said.or_else(|| daemon.is_on("live-restore", false)) == Some(false)
}

/// The driver of containers' logs; `None` if it is not known.
pub(crate) fn logging_driver(daemon: &Daemon) -> Option<&str> {
    let set = daemon.says("LoggingDriver").and_then(Tree::as_str).or_else(|| daemon.text("log-driver"));
    set.or_else(|| daemon.lacks("log-driver").then_some("json-file"))
}

/// Whether logs of containers grow without an end.
pub(crate) fn logs_grow(daemon: &Daemon) -> bool {
    let options = daemon.setting("log-opts").map(|tree| &tree.value);
    let is_bounded = match options {
        Some(Value::Mapping(options)) => options.contains_key("max-size"),
        // Of another type: what is meant is not known.
        Some(_) => true,
        None => daemon.is_partial,
    };
    logging_driver(daemon) == Some("json-file") && !is_bounded
}

/// The storage driver, if it is known.
pub(crate) fn storage_driver(daemon: &Daemon) -> Option<&str> {
    daemon.says("Driver").and_then(Tree::as_str).or_else(|| daemon.text("storage-driver"))
}
