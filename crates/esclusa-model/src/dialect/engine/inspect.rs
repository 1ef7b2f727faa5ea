//! An inspect document as the create request that made it: what the engine filled in is taken away again.
//!
//! Where the document cannot tell the engine's choice from a request, there are two answers. What is harmless, or follows
//! from what is asked (`label=disable` of a container in the host's namespaces), counts as the engine's. What a rule could
//! want to know stays, with the origin of a default (`CgroupnsMode: host`, which engines on the first version of cgroups
//! choose by themselves). What comes from the image (`Env`, `Cmd`, `Labels`, `User`, …) cannot be told apart at all: it
//! is what runs, and stays.

use super::key::{CONFIG, HOST_CONFIG, NAME};
use crate::tree::{Tree, Value};
use crate::{Entries, Fact, FactSource, ImageFacts, Origin};

/// What engines hide of `/proc` and `/sys`, each at least since version 20.10 or added later.
const MASKED: &[&str] = &[
    "/proc/asound",
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
    "/proc/interrupts",
    "/sys/devices/virtual/powercap",
];
/// Those that every engine hides.
const ALWAYS_MASKED: &[&str] =
    &["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi", "/sys/firmware"];
/// What engines make read-only.
const READ_ONLY: &[&str] = &["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/// How many digits of the identifier make the host name.
const SHORT_ID: usize = 12;

/// A document taken apart.
#[derive(Default)]
pub(super) struct Inspected {
    /// The create request.
    pub(super) request: Tree,
    /// The container's name.
    pub(super) name: Option<Tree>,
    /// Everything else, facts of running: kept so that nothing is lost.
    pub(super) rest: Entries,
}

/// Whether a document is of a container that the engine has, rather than a request for one.
pub(super) fn is_document(map: &Entries) -> bool {
    let has = |key: &str| map.get(key).is_some_and(|tree| tree.as_map().is_some());
    has(CONFIG) && (has(HOST_CONFIG) || has("State")) && !map.contains_key("RootFS")
}

/// What the engine tells of the image by what it did not fill in: an empty `User` is one that the image leaves empty, too.
pub(super) fn image_facts(config: &Tree, image: &mut ImageFacts) {
    // The engine always writes these two keys; a document without them was written by somebody else.
    let Some(user) = config.get("User").and_then(Tree::as_str) else { return };
    let Some(entrypoint) = config.get("Entrypoint") else { return };
    if user.is_empty() {
        image.user = Fact::Known(String::new(), FactSource::Engine);
    }
    if entrypoint.is_null() {
        image.entrypoint = Fact::Known(Vec::new(), FactSource::Engine);
    }
    if config.get("Healthcheck").is_none_or(Tree::is_null) {
        image.healthcheck = Fact::Known(false, FactSource::Engine);
    }
}

/// The request in a document whose `Config` and `HostConfig` were decoded by their shapes.
pub(super) fn request(mut document: Tree) -> Inspected {
    let origin = document.origin.clone();
    let Some(map) = document.as_map_mut() else { return Inspected::default() };
    let take = |map: &mut Entries, key: &str| match map.shift_remove(key).map(|tree| tree.value) {
        Some(Value::Mapping(entries)) => entries,
        _ => Entries::new(),
    };
    let mut config = take(map, CONFIG);
    let host_origin = map.get(HOST_CONFIG).map(|tree| tree.origin.clone()).unwrap_or_default();
    let mut host = take(map, HOST_CONFIG);
    let mut name = map.shift_remove(NAME);
    if let Some(Value::String(text)) = name.as_mut().map(|tree| &mut tree.value) {
        *text = text.trim_start_matches('/').to_owned();
    }
    let said = name.as_ref().and_then(Tree::as_str).unwrap_or_default();
    let id = text(map, "Id").to_owned();
    let short = id.get(..SHORT_ID).unwrap_or(&id);
    quiet_process(&mut config, &host, short);
    quiet_host(&mut host, said);
    let mode = text(&host, "NetworkMode").to_owned();
    let endpoints = endpoints(map, &mode, short);
    if !host.is_empty() {
        config.insert(HOST_CONFIG.to_owned(), Tree::new(host, host_origin));
    }
    if !endpoints.is_empty() {
        let entries = Entries::from([("EndpointsConfig".to_owned(), Tree::bare(endpoints))]);
        config.insert("NetworkingConfig".to_owned(), Tree::bare(entries));
    }
    Inspected { request: Tree::new(config, origin), name, rest: std::mem::take(map) }
}

fn text<'a>(map: &'a Entries, key: &str) -> &'a str {
    map.get(key).and_then(Tree::as_str).unwrap_or_default()
}

/// Whether a value says nothing: `null`, an empty list or an empty object.
fn is_empty(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null => true,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
        _ => false,
    }
}

/// Marks a value as one that perhaps nobody asked for.
fn filled(map: &mut Entries, key: &str) {
    if let Some(tree) = map.get_mut(key) {
        tree.origin = Origin::default();
    }
}

/// The process: the host name that the engine made up.
fn quiet_process(config: &mut Entries, host: &Entries, short: &str) {
    config.retain(|_, tree| !is_empty(tree));
    if !short.is_empty() && text(config, "Hostname") == short {
        config.shift_remove("Hostname");
    }
    // In the host's network the name is the host's, unless another was asked for; in another container's it is that one's.
    if text(host, "NetworkMode") == "host" || text(host, "NetworkMode").starts_with("container:") {
        filled(config, "Hostname");
    }
}

/// What is asked of the host.
fn quiet_host(host: &mut Entries, name: &str) {
    let privileged = host.get("Privileged").and_then(Tree::as_bool) == Some(true);
    quiet_paths(host, privileged);
    host.retain(|key, tree| !is_empty(tree) || matches!(key.as_str(), "MaskedPaths" | "ReadonlyPaths"));
    for (key, defaults) in [
        ("NetworkMode", ["default", "bridge"]),
        ("IpcMode", ["private", ""]),
        ("CgroupnsMode", ["private", ""]),
        ("Runtime", ["runc", ""]),
        ("Isolation", ["default", ""]),
    ] {
        if defaults.contains(&text(host, key)) {
            host.shift_remove(key);
        }
    }
    filled(host, "CgroupnsMode");
    if let Some(log) = host.get_mut("LogConfig").and_then(Tree::as_map_mut) {
        log.retain(|key, tree| {
            let is_default = key == "Type" && tree.as_str() == Some("json-file");
            !is_empty(tree) && !is_default
        });
    }
    if let Some(policy) = host.get_mut("RestartPolicy").and_then(Tree::as_map_mut)
        && text(policy, "Name") == "no"
    {
        policy.shift_remove("Name");
    }
    quiet_numbers(host);
    quiet_security(host, privileged);
    // A link is `/other:/own/alias`.
    let own = format!("/{name}/");
    for link in host.get_mut("Links").and_then(Tree::as_seq_mut).into_iter().flatten() {
        if let Value::String(text) = &mut link.value
            && let Some((other, alias)) = text.split_once(':')
            && let Some(alias) = alias.strip_prefix(&own)
        {
            *text = format!("{}:{alias}", other.trim_start_matches('/'));
        }
    }
}

/// Numbers and switches whose value is the engine's.
fn quiet_numbers(host: &mut Entries) {
    let number = |host: &Entries, key: &str| host.get(key).and_then(Tree::as_int);
    let memory = number(host, "Memory").unwrap_or(0);
    for (key, default) in [
        ("ShmSize", 64 << 20),
        ("MemorySwap", memory.saturating_mul(2)),
        ("MemorySwappiness", -1),
        ("PidsLimit", 0),
    ] {
        if number(host, key) == Some(default) {
            host.shift_remove(key);
        }
    }
    if host.get("OomKillDisable").and_then(Tree::as_bool) == Some(false) {
        host.shift_remove("OomKillDisable");
    }
    let size = host.get("ConsoleSize").and_then(Tree::as_seq);
    if size.is_some_and(|size| size.iter().all(|side| side.as_int() == Some(0))) {
        host.shift_remove("ConsoleSize");
    }
}

/// The paths that are hidden and read-only. A privileged container has none; in another an empty list was asked for.
fn quiet_paths(host: &mut Entries, privileged: bool) {
    for (key, every, known) in
        [("MaskedPaths", ALWAYS_MASKED, MASKED), ("ReadonlyPaths", READ_ONLY, READ_ONLY)]
    {
        let Some(tree) = host.get(key) else { continue };
        let paths: Vec<&str> = tree.as_seq().unwrap_or_default().iter().filter_map(Tree::as_str).collect();
        let is_known = |path: &&str| {
            known.contains(path)
                || (path.starts_with("/sys/devices/system/cpu/cpu") && path.ends_with("/thermal_throttle"))
        };
        let default = every.iter().all(|path| paths.contains(path)) && paths.iter().all(is_known);
        if default || tree.is_null() || (privileged && paths.is_empty()) {
            host.shift_remove(key);
        }
    }
}

/// `label=disable`, which the engine adds for a container that is in the host's namespaces or privileged.
fn quiet_security(host: &mut Entries, privileged: bool) {
    let free = privileged || text(host, "PidMode") == "host" || text(host, "IpcMode") == "host";
    let Some(options) = host.get_mut("SecurityOpt").and_then(Tree::as_seq_mut) else { return };
    let labels = options.iter().filter_map(Tree::as_str).filter(|option| option.starts_with("label"));
    if free && labels.count() == 1 && options.last().and_then(Tree::as_str) == Some("label=disable") {
        options.pop();
    }
    if options.is_empty() {
        host.shift_remove("SecurityOpt");
    }
}

/// The networks that were asked for, without what the engine made of them.
fn endpoints(document: &Entries, mode: &str, short: &str) -> Entries {
    let networks = document.get("NetworkSettings").and_then(|settings| settings.get("Networks"));
    let mut asked = Entries::new();
    for (name, network) in networks.and_then(Tree::as_map).into_iter().flatten() {
        let mut endpoint = Entries::new();
        for key in ["IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority"] {
            let Some(tree) = network.get(key).filter(|tree| !is_empty(tree)) else { continue };
            let mut tree = tree.clone();
            if let (Some(items), "Aliases") = (tree.as_seq_mut(), key) {
                // The container's own identifier is a name on every network.
                items.retain(|alias| short.is_empty() || alias.as_str() != Some(short));
            }
            if !is_empty(&tree) && tree.as_int() != Some(0) {
                endpoint.insert(key.to_owned(), tree);
            }
        }
        let modes = matches!(name.as_str(), "bridge" | "default" | "host" | "none");
        if !endpoint.is_empty() || !(modes || mode.starts_with("container:")) {
            asked.insert(name.clone(), network.with_value(endpoint));
        }
    }
    asked
}
