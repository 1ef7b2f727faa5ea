//! The shape of a service.

use super::parts::{
    ANY_MAPPING, BLKIO, BOOL_OR_TEXT, BOOLEAN, BUILD, COMMAND, DEPENDS_ON, DEPLOY, DEVELOP, DEVICES,
    ENV_FILE, EXTRA_HOSTS, FILE_MOUNTS, GPUS, HEALTHCHECK, HOOKS, INTEGER_OR_TEXT, LIST_OR_DICT, LOGGING,
    MODELS, NETWORKS, NUMBER_OR_TEXT, PORTS, PROVIDER, STRING_OR_LIST, TEXT, TEXTS, ULIMITS,
    UNIQUE_NUMBERS_OR_TEXTS, UNIQUE_TEXTS, VOLUMES, closed,
};
use super::shape::{EMPTY, Keys, NULL, Object, Repeats, STRING, Shape, object, requiring};
use esclusa_source::detail;

/// A name of a container: somewhere a letter or digit, and one more character after it.
pub(in super::super) fn has_container_name(text: &str) -> bool {
    let more = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    text.as_bytes().windows(2).any(|two| two[0].is_ascii_alphanumeric() && more(two[1]))
}

/// The name of a pull policy, or how often is pulled: `every_1w2d`.
fn is_pull_policy(text: &str) -> bool {
    const POLICIES: &[&str] =
        &["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];
    let spans = |text: &str| {
        let mut digits = false;
        let fits = text.bytes().all(|byte| {
            let unit = !byte.is_ascii_digit();
            let fits = !unit || (digits && b"wdhms".contains(&byte));
            digits = !unit;
            fits
        });
        fits && !digits && !text.is_empty()
    };
    POLICIES.contains(&text) || text.strip_prefix("every_").is_some_and(spans)
}

/// What every container may say: a service's, a job's, that of a hook that runs before a service.
const CONTAINER: Keys = &[
    ("annotations", &LIST_OR_DICT),
    ("blkio_config", &BLKIO),
    ("cap_add", &UNIQUE_TEXTS),
    ("cap_drop", &UNIQUE_TEXTS),
    ("cgroup", &Shape::OneOf(&["host", "private"])),
    ("cgroup_parent", &TEXT),
    ("command", &COMMAND),
    ("configs", &FILE_MOUNTS),
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
    ("extra_hosts", &EXTRA_HOSTS),
    ("gpus", &GPUS),
    ("group_add", &UNIQUE_NUMBERS_OR_TEXTS),
    ("hostname", &TEXT),
    ("image", &TEXT),
    ("init", &BOOL_OR_TEXT),
    ("ipc", &TEXT),
    ("isolation", &TEXT),
    ("labels", &LIST_OR_DICT),
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
    ("privileged", &BOOL_OR_TEXT),
    ("pull_policy", &Shape::Fits(is_pull_policy, || detail!("shape-pull-policy", "a pull policy"))),
    ("pull_refresh_after", &TEXT),
    ("read_only", &BOOL_OR_TEXT),
    ("runtime", &TEXT),
    ("security_opt", &UNIQUE_TEXTS),
    ("shm_size", &NUMBER_OR_TEXT),
    ("secrets", &FILE_MOUNTS),
    ("sysctls", &LIST_OR_DICT),
    ("stop_grace_period", &TEXT),
    ("stop_signal", &TEXT),
    ("storage_opt", &ANY_MAPPING),
    ("tmpfs", &STRING_OR_LIST),
    ("ulimits", &ULIMITS),
    ("use_api_socket", &BOOLEAN),
    ("user", &TEXT),
    ("uts", &TEXT),
    ("userns_mode", &TEXT),
    ("volumes", &VOLUMES),
    ("volumes_from", &UNIQUE_TEXTS),
    ("working_dir", &TEXT),
];

/// What services and jobs may say beyond that.
const WORKLOAD: Keys = &[
    ("build", &BUILD),
    ("depends_on", &DEPENDS_ON),
    ("healthcheck", &HEALTHCHECK),
    ("ports", &PORTS),
    ("expose", &UNIQUE_NUMBERS_OR_TEXTS),
    ("stdin_open", &BOOL_OR_TEXT),
    ("tty", &BOOL_OR_TEXT),
];

/// A container that runs to its end before the service starts.
const PRE_START: Shape =
    Shape::Object(Object { keys: &[("per_replica", &BOOL_OR_TEXT)], shared: &[CONTAINER], ..EMPTY });

/// One service.
pub(super) const SERVICE: Shape = Shape::Object(Object {
    keys: &[
        ("deploy", &DEPLOY),
        ("develop", &DEVELOP),
        ("profiles", &UNIQUE_TEXTS),
        ("restart", &TEXT),
        ("scale", &INTEGER_OR_TEXT),
        ("attach", &BOOL_OR_TEXT),
        (
            "container_name",
            &Shape::Fits(has_container_name, || detail!("shape-container-name", "a container name")),
        ),
        ("provider", &PROVIDER),
        ("extends", &Shape::Either(&[TEXT, closed(&[("service", &TEXT), ("file", &TEXT)], &["service"])])),
        ("links", &UNIQUE_TEXTS),
        ("external_links", &UNIQUE_TEXTS),
        ("pre_start", &Shape::List(&PRE_START, Repeats::Allowed)),
        ("post_start", &HOOKS),
        ("pre_stop", &HOOKS),
    ],
    shared: &[CONTAINER, WORKLOAD],
    ..EMPTY
});

/// When a job runs.
const SCHEDULE: Shape = requiring(
    &[
        ("cron", &TEXT),
        ("timezone", &TEXT),
        ("concurrency", &Shape::OneOf(&["forbid", "queue"])),
        ("missed_fires", &Shape::OneOf(&["one", "skip"])),
    ],
    &["cron"],
);
const TRIGGERS: Shape = Shape::Object(Object {
    keys: &[
        ("manual", &BOOL_OR_TEXT),
        ("schedule", &Shape::List(&Shape::Either(&[TEXT, SCHEDULE]), Repeats::Allowed)),
    ],
    one_of: &["manual", "schedule"],
    ..EMPTY
});

/// A container that is started on demand or at certain times.
pub(super) const JOB: Shape = Shape::Object(Object {
    keys: &[("profiles", &UNIQUE_TEXTS), ("triggers", &TRIGGERS)],
    shared: &[CONTAINER, WORKLOAD],
    required: &["triggers"],
    ..EMPTY
});
