//! The types that a service is made of.

use super::{Field, Kind, Print, field};

pub(super) const TEXTS: Kind = Kind::List(&Kind::Text);
pub(super) const TEXT_BY_NAME: Kind = Kind::Keyed(&Kind::Text);
pub(super) const ULIMITS: Kind = Kind::Keyed(&Kind::Limit);

pub(super) const BUILD: &[Field] = &[
    field("context", Kind::Text),
    field("dockerfile", Kind::Text),
    field("dockerfile_inline", Kind::Text),
    field("entitlements", TEXTS),
    field("args", Kind::Equals),
    field("provenance", Kind::Text),
    field("sbom", Kind::Text),
    field("ssh", Kind::Ssh),
    field("labels", Kind::Labels),
    field("cache_from", Kind::Texts),
    field("cache_to", Kind::Texts),
    field("no_cache", Kind::Flag),
    field("no_cache_filter", Kind::Texts),
    field("additional_contexts", Kind::Mapping),
    field("pull", Kind::Flag),
    field("extra_hosts", Kind::Hosts),
    field("isolation", Kind::Text),
    field("network", Kind::Text),
    field("target", Kind::Text),
    field("secrets", Kind::List(&Kind::Object(FILE_MOUNT))),
    field("shm_size", Kind::Bytes),
    field("tags", Kind::Texts),
    field("ulimits", ULIMITS),
    field("platforms", Kind::Texts),
    field("privileged", Kind::Flag),
];

pub(super) const FILE_MOUNT: &[Field] = &[
    field("source", Kind::Text),
    field("target", Kind::Text),
    field("uid", Kind::Text),
    field("gid", Kind::Text),
    field("mode", Kind::FileMode).print(Print::IfSaid),
];

pub(super) const DEVELOP: &[Field] = &[field("watch", Kind::List(&Kind::Object(TRIGGER)))];

const TRIGGER: &[Field] = &[
    field("path", Kind::Text).print(Print::Always),
    field("action", Kind::Text).print(Print::Always),
    field("target", Kind::Text),
    field("exec", Kind::Object(HOOK)).print(Print::Always),
    field("include", TEXTS),
    field("ignore", TEXTS),
    field("initial_sync", Kind::Flag),
];

pub(super) const HOOK: &[Field] = &[
    field("command", Kind::Words).print(Print::Always),
    field("user", Kind::Text),
    field("privileged", Kind::Flag),
    field("working_dir", Kind::Text),
    field("environment", Kind::Equals),
];

pub(super) const BLKIO: &[Field] = &[
    field("weight", Kind::Natural(16)),
    field("weight_device", Kind::List(&Kind::Object(WEIGHT_DEVICE))),
    field("device_read_bps", THROTTLES),
    field("device_read_iops", THROTTLES),
    field("device_write_bps", THROTTLES),
    field("device_write_iops", THROTTLES),
];

const WEIGHT_DEVICE: &[Field] = &[
    field("path", Kind::Text).print(Print::As("Path")),
    field("weight", Kind::Natural(16)).print(Print::As("Weight")),
];

const THROTTLES: Kind = Kind::List(&Kind::Object(&[
    field("path", Kind::Text).print(Print::As("Path")),
    field("rate", Kind::Bytes).print(Print::As("Rate")),
]));

pub(super) const CREDENTIALS: &[Field] =
    &[field("config", Kind::Text), field("file", Kind::Text), field("registry", Kind::Text)];

pub(super) const DEPENDENCY: &[Field] = &[
    field("condition", Kind::Text),
    field("restart", Kind::Flag),
    field("required", Kind::Flag).print(Print::Always),
];

pub(super) const DEPLOY: &[Field] = &[
    field("mode", Kind::Text),
    field("replicas", Kind::Whole).print(Print::IfSaid),
    field("labels", Kind::Labels),
    field("update_config", Kind::Object(UPDATE)).print(Print::IfSaid),
    field("rollback_config", Kind::Object(UPDATE)).print(Print::IfSaid),
    field("resources", Kind::Object(RESOURCES)).print(Print::Always),
    field("restart_policy", Kind::Object(RESTART)).print(Print::IfSaid),
    field("placement", Kind::Object(PLACEMENT)).print(Print::Always),
    field("endpoint_mode", Kind::Text),
];

const UPDATE: &[Field] = &[
    field("parallelism", Kind::Natural(64)).print(Print::IfSaid),
    field("delay", Kind::Duration),
    field("failure_action", Kind::Text),
    field("monitor", Kind::Duration),
    field("max_failure_ratio", Kind::Float),
    field("order", Kind::Text),
];

const RESOURCES: &[Field] = &[
    field("limits", Kind::Object(RESOURCE)).print(Print::IfSaid),
    field("reservations", Kind::Object(RESOURCE)).print(Print::IfSaid),
];

const RESOURCE: &[Field] = &[
    field("cpus", Kind::Cpus),
    field("memory", Kind::Bytes),
    field("pids", Kind::Whole),
    field("devices", Kind::List(&Kind::Object(DEVICE_REQUEST))),
    field("generic_resources", Kind::List(&Kind::Object(GENERIC))),
];

const GENERIC: &[Field] = &[field(
    "discrete_resource_spec",
    Kind::Object(&[
        field("kind", Kind::Text).print(Print::Always),
        field("value", Kind::Whole).print(Print::Always),
    ]),
)
.print(Print::IfSaid)];

const RESTART: &[Field] = &[
    field("condition", Kind::Text),
    field("delay", Kind::Duration).print(Print::IfSaid),
    field("max_attempts", Kind::Natural(64)).print(Print::IfSaid),
    field("window", Kind::Duration).print(Print::IfSaid),
];

const PLACEMENT: &[Field] = &[
    field("constraints", TEXTS),
    field("preferences", Kind::List(&Kind::Object(&[field("spread", Kind::Text)]))),
    field("max_replicas_per_node", Kind::Natural(64)),
];

pub(super) const DEVICE_REQUEST: &[Field] = &[
    field("capabilities", TEXTS),
    field("driver", Kind::Text),
    field("count", Kind::DeviceCount),
    field("device_ids", TEXTS),
    field("options", Kind::Mapping),
];

pub(super) const DEVICE: &[Field] =
    &[field("source", Kind::Text), field("target", Kind::Text), field("permissions", Kind::Text)];

pub(super) const PROVIDER: &[Field] = &[field("type", Kind::Text), field("options", Kind::MultiOptions)];

pub(super) const ENV_FILE: &[Field] = &[
    field("path", Kind::Text),
    field("required", Kind::Flag).print(Print::IfFalse),
    field("format", Kind::Text),
];

pub(super) const EXTENDS: &[Field] = &[field("file", Kind::Text), field("service", Kind::Text)];

pub(super) const HEALTHCHECK: &[Field] = &[
    field("test", Kind::Test),
    field("timeout", Kind::Duration).print(Print::IfSaid),
    field("interval", Kind::Duration).print(Print::IfSaid),
    field("retries", Kind::Natural(64)).print(Print::IfSaid),
    field("start_period", Kind::Duration).print(Print::IfSaid),
    field("start_interval", Kind::Duration).print(Print::IfSaid),
    field("disable", Kind::Flag),
];

pub(super) const LOGGING: &[Field] = &[field("driver", Kind::Text), field("options", Kind::Options)];

pub(super) const MODEL: &[Field] = &[field("endpoint_var", Kind::Text), field("model_var", Kind::Text)];

pub(super) const NETWORK: &[Field] = &[
    field("aliases", TEXTS),
    field("driver_opts", Kind::Options),
    field("gw_priority", Kind::Whole),
    field("interface_name", Kind::Text),
    field("ipv4_address", Kind::Text),
    field("ipv6_address", Kind::Text),
    field("link_local_ips", TEXTS),
    field("mac_address", Kind::Text),
    field("priority", Kind::Whole),
];

pub(super) const PORT: &[Field] = &[
    field("name", Kind::Text),
    field("mode", Kind::Text),
    field("host_ip", Kind::Text),
    field("target", Kind::Natural(32)),
    field("published", Kind::Text),
    field("protocol", Kind::Text),
    field("app_protocol", Kind::Text),
];

pub(super) const VOLUME: &[Field] = &[
    field("type", Kind::Text),
    field("source", Kind::Text),
    field("target", Kind::Text),
    field("read_only", Kind::Flag),
    field("consistency", Kind::Text),
    field(
        "bind",
        Kind::Object(&[
            field("selinux", Kind::Text),
            field("propagation", Kind::Text),
            field("create_host_path", Kind::Flag).print(Print::IfFalse),
            field("recursive", Kind::Text),
        ]),
    )
    .print(Print::IfSaid),
    field(
        "volume",
        Kind::Object(&[
            field("labels", Kind::Mapping),
            field("nocopy", Kind::Flag),
            field("subpath", Kind::Text),
        ]),
    )
    .print(Print::IfSaid),
    field("tmpfs", Kind::Object(&[field("size", Kind::Bytes), field("mode", Kind::Natural(32))]))
        .print(Print::IfSaid),
    field("image", Kind::Object(&[field("subpath", Kind::Text)])).print(Print::IfSaid),
];
