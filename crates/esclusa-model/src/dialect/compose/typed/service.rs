//! The types of what describes a container: services, jobs, and hooks that run before a service.

use super::parts::{
    BLKIO, BUILD, CREDENTIALS, DEPENDENCY, DEPLOY, DEVELOP, DEVICE, DEVICE_REQUEST, ENV_FILE, EXTENDS,
    FILE_MOUNT, HEALTHCHECK, HOOK, LOGGING, MODEL, NETWORK, PORT, PROVIDER, TEXT_BY_NAME, TEXTS, ULIMITS,
    VOLUME,
};
use super::{Field, Kind, Print, field, join};

/// What every container may say.
pub(in crate::dialect::compose) const CONTAINER: [Field; 72] = [
    field("annotations", Kind::Mapping),
    field("blkio_config", Kind::Object(BLKIO)).print(Print::IfSaid),
    field("cap_add", TEXTS),
    field("cap_drop", TEXTS),
    field("cgroup", Kind::Text),
    field("cgroup_parent", Kind::Text),
    field("command", Kind::Words).print(Print::Always),
    field("configs", Kind::List(&Kind::Object(FILE_MOUNT))),
    field("cpu_count", Kind::Whole),
    field("cpu_percent", Kind::Float),
    field("cpu_period", Kind::Whole),
    field("cpu_quota", Kind::Whole),
    field("cpu_rt_period", Kind::Whole),
    field("cpu_rt_runtime", Kind::Whole),
    field("cpu_shares", Kind::Whole),
    field("cpus", Kind::Float),
    field("cpuset", Kind::Text),
    field("credential_spec", Kind::Object(CREDENTIALS)).print(Print::IfSaid),
    field("device_cgroup_rules", TEXTS),
    field("devices", Kind::List(&Kind::Object(DEVICE))),
    field("dns", Kind::Texts),
    field("dns_opt", TEXTS),
    field("dns_search", Kind::Texts),
    field("domainname", Kind::Text),
    field("entrypoint", Kind::Words).print(Print::Always),
    field("env_file", Kind::List(&Kind::Object(ENV_FILE))),
    field("environment", Kind::Equals),
    field("extra_hosts", Kind::Hosts),
    field("gpus", Kind::List(&Kind::Object(DEVICE_REQUEST))),
    field("group_add", TEXTS),
    field("hostname", Kind::Text),
    field("image", Kind::Text),
    field("init", Kind::Flag).print(Print::IfSaid),
    field("ipc", Kind::Text),
    field("isolation", Kind::Text),
    field("label_file", TEXTS),
    field("labels", Kind::Labels),
    field("logging", Kind::Object(LOGGING)).print(Print::IfSaid),
    field("mac_address", Kind::Text),
    field("mem_limit", Kind::Bytes),
    field("mem_reservation", Kind::Bytes),
    field("mem_swappiness", Kind::Bytes),
    field("memswap_limit", Kind::Bytes),
    field("models", Kind::Keyed(&Kind::Object(MODEL))),
    field("network_mode", Kind::Text),
    field("networks", Kind::Keyed(&Kind::Object(NETWORK))),
    field("oom_kill_disable", Kind::Flag),
    field("oom_score_adj", Kind::Whole),
    field("pid", Kind::Text),
    field("pids_limit", Kind::Whole),
    field("platform", Kind::Text),
    field("privileged", Kind::Flag),
    field("pull_policy", Kind::Text),
    field("pull_refresh_after", Kind::Text),
    field("read_only", Kind::Flag),
    field("runtime", Kind::Text),
    field("secrets", Kind::List(&Kind::Object(FILE_MOUNT))),
    field("security_opt", TEXTS),
    field("shm_size", Kind::Bytes),
    field("stop_grace_period", Kind::Duration).print(Print::IfSaid),
    field("stop_signal", Kind::Text),
    field("storage_opt", TEXT_BY_NAME),
    field("sysctls", Kind::Mapping),
    field("tmpfs", Kind::Texts),
    field("ulimits", ULIMITS),
    field("use_api_socket", Kind::Flag),
    field("user", Kind::Text),
    field("userns_mode", Kind::Text),
    field("uts", Kind::Text),
    field("volumes", Kind::List(&Kind::Object(VOLUME))),
    field("volumes_from", TEXTS),
    field("working_dir", Kind::Text),
];

/// What only a container that goes on running may say.
const WORKLOAD: [Field; 7] = [
    field("build", Kind::Object(BUILD)).print(Print::IfSaid),
    field("depends_on", Kind::Named(&Kind::Object(DEPENDENCY))),
    field("expose", Kind::TextsOrNumbers),
    field("healthcheck", Kind::Object(HEALTHCHECK)).print(Print::IfSaid),
    field("ports", Kind::List(&Kind::Object(PORT))),
    field("stdin_open", Kind::Flag),
    field("tty", Kind::Flag),
];

const RUNNING: [Field; 79] = join(&CONTAINER, &WORKLOAD);

const OWN: [Field; 14] = [
    field("profiles", TEXTS),
    field("attach", Kind::Flag).print(Print::IfSaid),
    field("develop", Kind::Object(DEVELOP)).print(Print::IfSaid),
    field("container_name", Kind::Text),
    field("deploy", Kind::Object(DEPLOY)).print(Print::IfSaid),
    field("provider", Kind::Object(PROVIDER)).print(Print::IfSaid),
    field("extends", Kind::Object(EXTENDS)).print(Print::IfSaid),
    field("external_links", TEXTS),
    field("links", TEXTS),
    field("restart", Kind::Text),
    field("scale", Kind::Whole).print(Print::IfSaid),
    field("pre_start", Kind::List(&Kind::Object(&PRE_START))),
    field("post_start", Kind::List(&Kind::Object(HOOK))),
    field("pre_stop", Kind::List(&Kind::Object(HOOK))),
];

/// One service.
pub(super) const SERVICE: &[Field] = &join::<79, 14, 93>(&RUNNING, &OWN);

/// A container that runs to its end before a service starts.
const PRE_START: [Field; 73] = join(&CONTAINER, &[field("per_replica", Kind::Flag)]);

const TRIGGERS: &[Field] = &[
    field("manual", Kind::Flag).print(Print::IfSaid),
    field("schedule", Kind::List(&Kind::Object(SCHEDULE))),
];

const SCHEDULE: &[Field] = &[
    field("cron", Kind::Text),
    field("timezone", Kind::Text),
    field("concurrency", Kind::Text),
    field("missed_fires", Kind::Text),
];

/// One job.
pub(super) const JOB: &[Field] = &join::<79, 2, 81>(
    &RUNNING,
    &[field("profiles", TEXTS), field("triggers", Kind::Object(TRIGGERS)).print(Print::IfSaid)],
);
