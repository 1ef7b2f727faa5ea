//! The shapes of a project's top-level elements.

use super::parts::{
    BOOL_OR_TEXT, LIST_OR_DICT, NAME_TO_ANY_NUMBER_OR_TEXT, STRING_OR_LIST, TEXT, TEXTS, closed,
};
use super::service::{JOB, SERVICE};
use super::shape::{
    BOOL, EMPTY, INTEGER, Object, Others, Repeats, STRING, Shape, is_name, is_one_line, named, object,
    optional, requiring,
};

const INCLUDE: Shape = Shape::Either(&[
    TEXT,
    closed(&[("path", &STRING_OR_LIST), ("env_file", &STRING_OR_LIST), ("project_directory", &TEXT)], &[]),
]);

const MODEL: Shape = requiring(
    &[
        ("name", &TEXT),
        ("model", &TEXT),
        ("context_size", &Shape::Scalar(INTEGER)),
        ("runtime_flags", &TEXTS),
    ],
    &["model"],
);

/// Whether a resource is somebody else's: yes or no, or (long deprecated) its name.
const EXTERNAL: Shape = Shape::Either(&[Shape::Scalar(BOOL | STRING), object(&[("name", &TEXT)])]);
/// The same, where the schema does not look at other keys.
const LAX_EXTERNAL: Shape = Shape::Either(&[
    Shape::Scalar(BOOL | STRING),
    Shape::Object(Object { keys: &[("name", &TEXT)], others: Others::Unchecked, ..EMPTY }),
]);

const ADDRESSES: Shape = object(&[
    ("subnet", &TEXT),
    ("ip_range", &TEXT),
    ("gateway", &TEXT),
    ("aux_addresses", &named(is_one_line, &TEXT, true)),
]);

const NETWORK: Shape = optional(&[
    ("name", &TEXT),
    ("driver", &TEXT),
    ("driver_opts", &NAME_TO_ANY_NUMBER_OR_TEXT),
    (
        "ipam",
        &object(&[
            ("driver", &TEXT),
            ("config", &Shape::List(&ADDRESSES, Repeats::Allowed)),
            ("options", &named(is_one_line, &TEXT, true)),
        ]),
    ),
    ("external", &EXTERNAL),
    ("internal", &BOOL_OR_TEXT),
    ("enable_ipv4", &BOOL_OR_TEXT),
    ("enable_ipv6", &BOOL_OR_TEXT),
    ("attachable", &BOOL_OR_TEXT),
    ("labels", &LIST_OR_DICT),
]);

const VOLUME: Shape = optional(&[
    ("name", &TEXT),
    ("driver", &TEXT),
    ("driver_opts", &NAME_TO_ANY_NUMBER_OR_TEXT),
    ("external", &EXTERNAL),
    ("labels", &LIST_OR_DICT),
]);

const SECRET: Shape = object(&[
    ("name", &TEXT),
    ("environment", &TEXT),
    ("file", &TEXT),
    ("external", &LAX_EXTERNAL),
    ("labels", &LIST_OR_DICT),
    ("driver", &TEXT),
    ("driver_opts", &NAME_TO_ANY_NUMBER_OR_TEXT),
    ("template_driver", &TEXT),
]);

const CONFIG: Shape = object(&[
    ("name", &TEXT),
    ("content", &TEXT),
    ("environment", &TEXT),
    ("file", &TEXT),
    ("external", &LAX_EXTERNAL),
    ("labels", &LIST_OR_DICT),
    ("template_driver", &TEXT),
]);

/// A whole project.
pub(super) static PROJECT: Shape = object(&[
    ("version", &TEXT),
    ("name", &TEXT),
    ("include", &Shape::List(&INCLUDE, Repeats::Allowed)),
    ("services", &named(is_name, &SERVICE, true)),
    ("models", &named(is_name, &MODEL, true)),
    ("networks", &named(is_name, &NETWORK, true)),
    ("volumes", &named(is_name, &VOLUME, true)),
    ("secrets", &named(is_name, &SECRET, true)),
    ("configs", &named(is_name, &CONFIG, true)),
    ("jobs", &named(is_name, &JOB, true)),
]);
