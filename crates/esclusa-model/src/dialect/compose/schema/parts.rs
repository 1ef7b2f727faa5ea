//! The shapes that a service is made of.

use super::shape::{
    BOOL, EMPTY, INTEGER, Keys, NULL, NUMBER, Object, Others, Repeats, STRING, Shape, is_name, is_one_line,
    is_some_text, named, object, optional, requiring,
};

pub(super) const TEXT: Shape = Shape::Scalar(STRING);
pub(super) const BOOL_OR_TEXT: Shape = Shape::Scalar(BOOL | STRING);
pub(super) const BOOLEAN: Shape = Shape::Scalar(BOOL);
pub(super) const INTEGER_OR_TEXT: Shape = Shape::Scalar(INTEGER | STRING);
pub(super) const NUMBER_OR_TEXT: Shape = Shape::Scalar(NUMBER | STRING);
pub(super) const TEXTS: Shape = Shape::List(&TEXT, Repeats::Allowed);
pub(super) const UNIQUE_TEXTS: Shape = Shape::List(&TEXT, Repeats::Refused);
pub(super) const UNIQUE_NUMBERS_OR_TEXTS: Shape = Shape::List(&NUMBER_OR_TEXT, Repeats::Refused);
pub(super) const STRING_OR_LIST: Shape = Shape::Either(&[TEXT, UNIQUE_TEXTS]);
pub(super) const LIST_OR_DICT: Shape =
    Shape::Either(&[named(is_some_text, &Shape::Scalar(STRING | NUMBER | BOOL | NULL), true), UNIQUE_TEXTS]);
pub(super) const NAME_TO_ANY_NUMBER_OR_TEXT: Shape = named(is_one_line, &NUMBER_OR_TEXT, false);
pub(super) const COMMAND: Shape = Shape::Either(&[Shape::Scalar(NULL | STRING), TEXTS]);
pub(super) const EXTRA_HOSTS: Shape =
    Shape::Either(&[named(is_some_text, &Shape::Either(&[TEXT, TEXTS]), true), UNIQUE_TEXTS]);

pub(super) const ULIMITS: Shape = named(
    |name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()),
    &Shape::Either(&[
        INTEGER_OR_TEXT,
        requiring(&[("hard", &INTEGER_OR_TEXT), ("soft", &INTEGER_OR_TEXT)], &["soft", "hard"]),
    ]),
    false,
);

pub(super) const ANY_MAPPING: Shape = Shape::Object(Object { others: Others::Unchecked, ..EMPTY });

/// A mapping of known keys only.
pub(super) const fn closed(keys: Keys, required: &'static [&'static str]) -> Shape {
    Shape::Object(Object { keys, required, others: Others::Refused, ..EMPTY })
}

pub(super) const FILE_MOUNTS: Shape = Shape::List(
    &Shape::Either(&[
        TEXT,
        object(&[
            ("source", &TEXT),
            ("target", &TEXT),
            ("uid", &TEXT),
            ("gid", &TEXT),
            ("mode", &NUMBER_OR_TEXT),
        ]),
    ]),
    Repeats::Allowed,
);

pub(super) const BUILD: Shape = Shape::Either(&[
    TEXT,
    object(&[
        ("context", &TEXT),
        ("dockerfile", &TEXT),
        ("dockerfile_inline", &TEXT),
        ("entitlements", &TEXTS),
        ("args", &LIST_OR_DICT),
        ("ssh", &LIST_OR_DICT),
        ("labels", &LIST_OR_DICT),
        ("cache_from", &TEXTS),
        ("cache_to", &TEXTS),
        ("no_cache", &BOOL_OR_TEXT),
        ("no_cache_filter", &STRING_OR_LIST),
        ("additional_contexts", &LIST_OR_DICT),
        ("network", &TEXT),
        ("provenance", &BOOL_OR_TEXT),
        ("sbom", &BOOL_OR_TEXT),
        ("pull", &BOOL_OR_TEXT),
        ("target", &TEXT),
        ("shm_size", &INTEGER_OR_TEXT),
        ("extra_hosts", &EXTRA_HOSTS),
        ("isolation", &TEXT),
        ("privileged", &BOOL_OR_TEXT),
        ("secrets", &FILE_MOUNTS),
        ("tags", &TEXTS),
        ("ulimits", &ULIMITS),
        ("platforms", &TEXTS),
    ]),
]);

pub(super) const BLKIO_LIMITS: Shape =
    Shape::List(&closed(&[("path", &TEXT), ("rate", &INTEGER_OR_TEXT)], &[]), Repeats::Allowed);

pub(super) const BLKIO: Shape = closed(
    &[
        ("device_read_bps", &BLKIO_LIMITS),
        ("device_read_iops", &BLKIO_LIMITS),
        ("device_write_bps", &BLKIO_LIMITS),
        ("device_write_iops", &BLKIO_LIMITS),
        ("weight", &INTEGER_OR_TEXT),
        (
            "weight_device",
            &Shape::List(&closed(&[("path", &TEXT), ("weight", &INTEGER_OR_TEXT)], &[]), Repeats::Allowed),
        ),
    ],
    &[],
);

pub(super) const DEPENDS_ON: Shape = Shape::Either(&[
    UNIQUE_TEXTS,
    named(
        is_name,
        &requiring(
            &[
                ("restart", &BOOL_OR_TEXT),
                ("required", &BOOLEAN),
                (
                    "condition",
                    &Shape::OneOf(&["service_started", "service_healthy", "service_completed_successfully"]),
                ),
            ],
            &["condition"],
        ),
        true,
    ),
]);

pub(super) const DEVICES: Shape = Shape::List(
    &Shape::Either(&[
        TEXT,
        requiring(&[("source", &TEXT), ("target", &TEXT), ("permissions", &TEXT)], &["source"]),
    ]),
    Repeats::Allowed,
);

pub(super) const ENV_FILE: Shape = Shape::Either(&[
    TEXT,
    Shape::List(
        &Shape::Either(&[
            TEXT,
            closed(&[("path", &TEXT), ("format", &TEXT), ("required", &BOOL_OR_TEXT)], &["path"]),
        ]),
        Repeats::Allowed,
    ),
]);

pub(super) const PROVIDER_VALUE: Shape = Shape::Scalar(STRING | NUMBER | BOOL);
pub(super) const PROVIDER: Shape = requiring(
    &[
        ("type", &TEXT),
        (
            "options",
            &named(
                is_one_line,
                &Shape::Either(&[PROVIDER_VALUE, Shape::List(&PROVIDER_VALUE, Repeats::Allowed)]),
                false,
            ),
        ),
    ],
    &["type"],
);

pub(super) const DEVICE_REQUEST: Keys = &[
    ("capabilities", &UNIQUE_TEXTS),
    ("count", &INTEGER_OR_TEXT),
    ("device_ids", &UNIQUE_TEXTS),
    ("driver", &TEXT),
    ("options", &LIST_OR_DICT),
];

pub(super) const GPUS: Shape = Shape::Either(&[
    Shape::OneOf(&["all"]),
    Shape::List(
        &Shape::Object(Object { keys: DEVICE_REQUEST, others: Others::Unchecked, ..EMPTY }),
        Repeats::Allowed,
    ),
]);

pub(super) const HEALTHCHECK: Shape = object(&[
    ("disable", &BOOL_OR_TEXT),
    ("interval", &TEXT),
    ("retries", &NUMBER_OR_TEXT),
    ("test", &Shape::Either(&[TEXT, TEXTS])),
    ("timeout", &TEXT),
    ("start_period", &TEXT),
    ("start_interval", &TEXT),
]);

pub(super) const LOGGING: Shape = object(&[
    ("driver", &TEXT),
    ("options", &named(is_one_line, &Shape::Scalar(STRING | NUMBER | NULL), false)),
]);

pub(super) const MODELS: Shape = Shape::Either(&[
    UNIQUE_TEXTS,
    named(is_name, &optional(&[("endpoint_var", &TEXT), ("model_var", &TEXT)]), false),
]);

pub(super) const NETWORKS: Shape = Shape::Either(&[
    UNIQUE_TEXTS,
    named(
        is_name,
        &optional(&[
            ("aliases", &UNIQUE_TEXTS),
            ("interface_name", &TEXT),
            ("ipv4_address", &TEXT),
            ("ipv6_address", &TEXT),
            ("link_local_ips", &UNIQUE_TEXTS),
            ("mac_address", &TEXT),
            ("driver_opts", &NAME_TO_ANY_NUMBER_OR_TEXT),
            ("priority", &Shape::Scalar(NUMBER)),
            ("gw_priority", &Shape::Scalar(NUMBER)),
        ]),
        true,
    ),
]);

pub(super) const PORTS: Shape = Shape::List(
    &Shape::Either(&[
        NUMBER_OR_TEXT,
        object(&[
            ("name", &TEXT),
            ("mode", &TEXT),
            ("host_ip", &TEXT),
            ("target", &INTEGER_OR_TEXT),
            ("published", &INTEGER_OR_TEXT),
            ("protocol", &TEXT),
            ("app_protocol", &TEXT),
        ]),
    ]),
    Repeats::Refused,
);

pub(super) const HOOK: Shape = requiring(
    &[
        ("command", &COMMAND),
        ("user", &TEXT),
        ("privileged", &BOOL_OR_TEXT),
        ("working_dir", &TEXT),
        ("environment", &LIST_OR_DICT),
    ],
    &["command"],
);
pub(super) const HOOKS: Shape = Shape::List(&HOOK, Repeats::Allowed);
pub(super) const DEVELOP: Shape = optional(&[(
    "watch",
    &Shape::List(
        &requiring(
            &[
                ("ignore", &STRING_OR_LIST),
                ("include", &STRING_OR_LIST),
                ("path", &TEXT),
                ("action", &Shape::OneOf(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"])),
                ("target", &TEXT),
                ("exec", &HOOK),
                ("initial_sync", &BOOLEAN),
            ],
            &["path", "action"],
        ),
        Repeats::Allowed,
    ),
)]);

pub(super) const UPDATE: Shape = object(&[
    ("parallelism", &INTEGER_OR_TEXT),
    ("delay", &TEXT),
    ("failure_action", &TEXT),
    ("monitor", &TEXT),
    ("max_failure_ratio", &NUMBER_OR_TEXT),
    ("order", &Shape::OneOf(&["start-first", "stop-first"])),
]);

pub(super) const RESOURCES: Shape = object(&[
    ("limits", &object(&[("cpus", &NUMBER_OR_TEXT), ("memory", &TEXT), ("pids", &INTEGER_OR_TEXT)])),
    (
        "reservations",
        &object(&[
            ("cpus", &NUMBER_OR_TEXT),
            ("memory", &TEXT),
            (
                "generic_resources",
                &Shape::List(
                    &object(&[(
                        "discrete_resource_spec",
                        &object(&[("kind", &TEXT), ("value", &NUMBER_OR_TEXT)]),
                    )]),
                    Repeats::Allowed,
                ),
            ),
            ("devices", &Shape::List(&requiring(DEVICE_REQUEST, &["capabilities"]), Repeats::Allowed)),
        ]),
    ),
]);

pub(super) const DEPLOY: Shape = optional(&[
    ("mode", &TEXT),
    ("endpoint_mode", &TEXT),
    ("replicas", &INTEGER_OR_TEXT),
    ("labels", &LIST_OR_DICT),
    ("rollback_config", &UPDATE),
    ("update_config", &UPDATE),
    ("resources", &RESOURCES),
    (
        "restart_policy",
        &object(&[
            ("condition", &TEXT),
            ("delay", &TEXT),
            ("max_attempts", &INTEGER_OR_TEXT),
            ("window", &TEXT),
        ]),
    ),
    (
        "placement",
        &object(&[
            ("constraints", &TEXTS),
            ("preferences", &Shape::List(&object(&[("spread", &TEXT)]), Repeats::Allowed)),
            ("max_replicas_per_node", &INTEGER_OR_TEXT),
        ]),
    ),
]);

pub(super) const VOLUMES: Shape = Shape::List(
    &Shape::Either(&[
        TEXT,
        requiring(
            &[
                ("type", &Shape::OneOf(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"])),
                ("source", &TEXT),
                ("target", &TEXT),
                ("read_only", &BOOL_OR_TEXT),
                ("consistency", &TEXT),
                (
                    "bind",
                    &object(&[
                        ("propagation", &TEXT),
                        ("create_host_path", &BOOL_OR_TEXT),
                        ("recursive", &Shape::OneOf(&["enabled", "disabled", "writable", "readonly"])),
                        ("selinux", &Shape::OneOf(&["z", "Z"])),
                    ]),
                ),
                (
                    "volume",
                    &object(&[("labels", &LIST_OR_DICT), ("nocopy", &BOOL_OR_TEXT), ("subpath", &TEXT)]),
                ),
                ("tmpfs", &object(&[("size", &Shape::Range(0, i128::MAX)), ("mode", &NUMBER_OR_TEXT)])),
                ("image", &object(&[("subpath", &TEXT)])),
            ],
            &["type"],
        ),
    ]),
    Repeats::Refused,
);
