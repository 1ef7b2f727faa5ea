//! The shape of a service.

use super::parts::{
    ANY_MAPPING, BLKIO, BOOL_OR_TEXT, BOOLEAN, BUILD, COMMAND, DEPENDS_ON, DEPLOY, DEVELOP, DEVICES,
    ENV_FILE, EXTRA_HOSTS, FILE_MOUNTS, GPUS, HEALTHCHECK, HOOKS, INTEGER_OR_TEXT, LIST_OR_DICT, LOGGING,
    MODELS, NETWORKS, NUMBER_OR_TEXT, PORTS, PRE_START, PROVIDER, STRING_OR_LIST, TEXT, TEXTS, ULIMITS,
    UNIQUE_NUMBERS_OR_TEXTS, UNIQUE_TEXTS, VOLUMES, closed,
};
use super::shape::{NULL, STRING, Shape, object};

/// A name of a container: somewhere a letter or digit, and one more character after it.
fn has_container_name(text: &str) -> bool {
    let more = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    text.as_bytes().windows(2).any(|two| two[0].is_ascii_alphanumeric() && more(two[1]))
}

/// Somewhere the name of a pull policy.
fn has_pull_policy(text: &str) -> bool {
    const POLICIES: &[&str] =
        &["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];
    let every = |after: &str| {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && after.as_bytes().get(digits).is_some_and(|unit| b"wdhms".contains(unit))
    };
    POLICIES.iter().any(|policy| text.contains(policy))
        || text.match_indices("every_").any(|(at, word)| every(&text[at + word.len()..]))
}

/// One service.
pub(super) const SERVICE: Shape = object(&[
    ("develop", &DEVELOP),
    ("deploy", &DEPLOY),
    ("annotations", &LIST_OR_DICT),
    ("attach", &BOOL_OR_TEXT),
    ("build", &BUILD),
    ("blkio_config", &BLKIO),
    ("cap_add", &UNIQUE_TEXTS),
    ("cap_drop", &UNIQUE_TEXTS),
    ("cgroup", &Shape::OneOf(&["host", "private"])),
    ("cgroup_parent", &TEXT),
    ("command", &COMMAND),
    ("configs", &FILE_MOUNTS),
    ("container_name", &Shape::Fits(has_container_name, "a container name")),
    ("cpu_count", &Shape::Range(0, i128::MAX)),
    ("cpu_percent", &Shape::Range(0, 100)),
    ("cpu_shares", &NUMBER_OR_TEXT),
    ("cpu_quota", &NUMBER_OR_TEXT),
    ("cpu_period", &NUMBER_OR_TEXT),
    ("cpu_rt_period", &NUMBER_OR_TEXT),
    ("cpu_rt_runtime", &NUMBER_OR_TEXT),
    ("cpus", &NUMBER_OR_TEXT),
    ("cpuset", &TEXT),
    ("credential_spec", &object(&[("config", &TEXT), ("file", &TEXT), ("registry", &TEXT)])),
    ("depends_on", &DEPENDS_ON),
    ("device_cgroup_rules", &UNIQUE_TEXTS),
    ("devices", &DEVICES),
    ("dns", &STRING_OR_LIST),
    ("dns_opt", &UNIQUE_TEXTS),
    ("dns_search", &STRING_OR_LIST),
    ("domainname", &TEXT),
    ("entrypoint", &COMMAND),
    ("env_file", &ENV_FILE),
    ("label_file", &Shape::Either(&[TEXT, TEXTS])),
    ("environment", &LIST_OR_DICT),
    ("expose", &UNIQUE_NUMBERS_OR_TEXTS),
    ("extends", &Shape::Either(&[TEXT, closed(&[("service", &TEXT), ("file", &TEXT)], &["service"])])),
    ("provider", &PROVIDER),
    ("external_links", &UNIQUE_TEXTS),
    ("extra_hosts", &EXTRA_HOSTS),
    ("gpus", &GPUS),
    ("group_add", &UNIQUE_NUMBERS_OR_TEXTS),
    ("healthcheck", &HEALTHCHECK),
    ("hostname", &TEXT),
    ("image", &TEXT),
    ("init", &BOOL_OR_TEXT),
    ("ipc", &TEXT),
    ("isolation", &TEXT),
    ("labels", &LIST_OR_DICT),
    ("links", &UNIQUE_TEXTS),
    ("logging", &LOGGING),
    ("mac_address", &TEXT),
    ("mem_limit", &NUMBER_OR_TEXT),
    ("mem_reservation", &INTEGER_OR_TEXT),
    ("mem_swappiness", &INTEGER_OR_TEXT),
    ("memswap_limit", &NUMBER_OR_TEXT),
    ("network_mode", &TEXT),
    ("models", &MODELS),
    ("networks", &NETWORKS),
    ("oom_kill_disable", &BOOL_OR_TEXT),
    ("oom_score_adj", &Shape::Range(-1000, 1000)),
    ("pid", &Shape::Scalar(STRING | NULL)),
    ("pids_limit", &NUMBER_OR_TEXT),
    ("platform", &TEXT),
    ("ports", &PORTS),
    ("pre_start", &PRE_START),
    ("post_start", &HOOKS),
    ("pre_stop", &HOOKS),
    ("privileged", &BOOL_OR_TEXT),
    ("profiles", &UNIQUE_TEXTS),
    ("pull_policy", &Shape::Fits(has_pull_policy, "a pull policy")),
    ("pull_refresh_after", &TEXT),
    ("read_only", &BOOL_OR_TEXT),
    ("restart", &TEXT),
    ("runtime", &TEXT),
    ("scale", &INTEGER_OR_TEXT),
    ("security_opt", &UNIQUE_TEXTS),
    ("shm_size", &NUMBER_OR_TEXT),
    ("secrets", &FILE_MOUNTS),
    ("sysctls", &LIST_OR_DICT),
    ("stdin_open", &BOOL_OR_TEXT),
    ("stop_grace_period", &TEXT),
    ("stop_signal", &TEXT),
    ("storage_opt", &ANY_MAPPING),
    ("tmpfs", &STRING_OR_LIST),
    ("tty", &BOOL_OR_TEXT),
    ("ulimits", &ULIMITS),
    ("use_api_socket", &BOOLEAN),
    ("user", &TEXT),
    ("uts", &TEXT),
    ("userns_mode", &TEXT),
    ("volumes", &VOLUMES),
    ("volumes_from", &UNIQUE_TEXTS),
    ("working_dir", &TEXT),
]);
