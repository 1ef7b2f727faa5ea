//! The types of a project's top-level elements.

use super::service::{JOB, SERVICE};
use super::{Field, Kind, Print, field};

/// A whole project; extensions at its top are printed as well.
pub(in crate::dialect::compose) const PROJECT: &[Field] = &[
    field("name", Kind::Text).print(Print::Always),
    field("services", Kind::Named(&Kind::Object(SERVICE))).print(Print::Always),
    field("networks", Kind::Named(&Kind::Object(NETWORK))),
    field("volumes", Kind::Named(&Kind::Object(VOLUME))),
    field("secrets", Kind::Named(&Kind::Object(SECRET))),
    field("configs", Kind::Named(&Kind::Object(CONFIG))),
    field("models", Kind::Keyed(&Kind::Object(MODEL))).print(Print::Never),
    field("jobs", Kind::Keyed(&Kind::Object(JOB))),
];

const NETWORK: &[Field] = &[
    field("name", Kind::Text),
    field("driver", Kind::Text),
    field("driver_opts", Kind::Options),
    field("ipam", Kind::Object(IPAM)).print(Print::Always),
    field("external", Kind::Flag),
    field("internal", Kind::Flag),
    field("attachable", Kind::Flag),
    field("labels", Kind::Labels),
    field("enable_ipv4", Kind::Flag).print(Print::IfSaid),
    field("enable_ipv6", Kind::Flag).print(Print::IfSaid),
];

const IPAM: &[Field] = &[
    field("driver", Kind::Text),
    field("config", Kind::List(&Kind::Object(ADDRESSES))),
    field("options", Kind::Options),
];

const ADDRESSES: &[Field] = &[
    field("subnet", Kind::Text),
    field("gateway", Kind::Text),
    field("ip_range", Kind::Text),
    field("aux_addresses", Kind::Mapping),
];

const VOLUME: &[Field] = &[
    field("name", Kind::Text),
    field("driver", Kind::Text),
    field("driver_opts", Kind::Options),
    field("external", Kind::Flag),
    field("labels", Kind::Labels),
];

const SECRET: &[Field] = &[
    field("name", Kind::Text),
    field("file", Kind::Text),
    field("environment", Kind::Text),
    field("external", Kind::Flag),
    field("labels", Kind::Labels),
    field("driver", Kind::Text),
    field("driver_opts", Kind::Keyed(&Kind::Text)),
    field("template_driver", Kind::Text),
];

const CONFIG: &[Field] = &[
    field("name", Kind::Text),
    field("file", Kind::Text),
    field("environment", Kind::Text),
    // What was read from the environment is not printed.
    field("content", Kind::Text).print(Print::Without("environment")),
    field("external", Kind::Flag),
    field("labels", Kind::Labels),
    field("template_driver", Kind::Text),
];

const MODEL: &[Field] = &[
    field("name", Kind::Text),
    field("model", Kind::Text),
    field("context_size", Kind::Whole),
    field("runtime_flags", Kind::List(&Kind::Text)),
];
