//! The body as the docker client sends it: every field that it always sends, in its order, whatever was asked for.
//!
//! The shapes of the records give the order; what stands in a field that nobody asked for is listed here. A field that
//! is not listed is sent only when it is asked for.

use serde_json::{Map, Value as Json, json};

use super::key::HOST_CONFIG;
use crate::container::Request;
use crate::field::Wire;
use crate::shape::Shape;

/// What the client sends in a field that nobody asked for.
#[derive(Clone, Copy)]
enum Unasked {
    Null,
    False,
    Number(i64),
    Text(&'static str),
    /// An empty list.
    List,
    /// An empty object, or a record of what it always sends.
    Object,
    /// The size of no terminal.
    Sizes,
}

use Unasked::{False, List, Null, Number, Object, Sizes, Text};

/// The fields of one record.
type Fields = &'static [(&'static str, Unasked)];

const BODY: Fields = &[
    ("Hostname", Text("")),
    ("Domainname", Text("")),
    ("User", Text("")),
    ("AttachStdin", False),
    ("AttachStdout", False),
    ("AttachStderr", False),
    ("Tty", False),
    ("OpenStdin", False),
    ("StdinOnce", False),
    ("Env", Null),
    ("Cmd", Null),
    ("Image", Text("")),
    ("Volumes", Object),
    ("WorkingDir", Text("")),
    ("Entrypoint", Null),
    ("OnBuild", Null),
    ("Labels", Object),
    ("HostConfig", Object),
    ("NetworkingConfig", Object),
];

const HOST: Fields = &[
    ("Binds", Null),
    ("ContainerIDFile", Text("")),
    ("LogConfig", Object),
    ("NetworkMode", Text("default")),
    ("PortBindings", Object),
    ("RestartPolicy", Object),
    ("AutoRemove", False),
    ("VolumeDriver", Text("")),
    ("VolumesFrom", Null),
    ("ConsoleSize", Sizes),
    ("CapAdd", Null),
    ("CapDrop", Null),
    ("CgroupnsMode", Text("")),
    ("Dns", List),
    ("DnsOptions", List),
    ("DnsSearch", List),
    ("ExtraHosts", Null),
    ("GroupAdd", Null),
    ("IpcMode", Text("")),
    ("Cgroup", Text("")),
    ("Links", Null),
    ("OomScoreAdj", Number(0)),
    ("PidMode", Text("")),
    ("Privileged", False),
    ("PublishAllPorts", False),
    ("ReadonlyRootfs", False),
    ("SecurityOpt", Null),
    ("UTSMode", Text("")),
    ("UsernsMode", Text("")),
    ("ShmSize", Number(0)),
    ("Isolation", Text("")),
    ("CpuShares", Number(0)),
    ("Memory", Number(0)),
    ("NanoCpus", Number(0)),
    ("CgroupParent", Text("")),
    ("BlkioWeight", Number(0)),
    ("BlkioWeightDevice", List),
    ("BlkioDeviceReadBps", List),
    ("BlkioDeviceWriteBps", List),
    ("BlkioDeviceReadIOps", List),
    ("BlkioDeviceWriteIOps", List),
    ("CpuPeriod", Number(0)),
    ("CpuQuota", Number(0)),
    ("CpuRealtimePeriod", Number(0)),
    ("CpuRealtimeRuntime", Number(0)),
    ("CpusetCpus", Text("")),
    ("CpusetMems", Text("")),
    ("Devices", List),
    ("DeviceCgroupRules", Null),
    ("DeviceRequests", Null),
    ("MemoryReservation", Number(0)),
    ("MemorySwap", Number(0)),
    ("MemorySwappiness", Number(-1)),
    ("OomKillDisable", False),
    ("PidsLimit", Number(0)),
    ("Ulimits", List),
    ("CpuCount", Number(0)),
    ("CpuPercent", Number(0)),
    ("IOMaximumIOps", Number(0)),
    ("IOMaximumBandwidth", Number(0)),
    ("MaskedPaths", Null),
    ("ReadonlyPaths", Null),
];

/// One network's settings; those that only the engine knows are sent empty.
const ENDPOINT: Fields = &[
    ("IPAMConfig", Null),
    ("Links", Null),
    ("Aliases", Null),
    ("MacAddress", Text("")),
    ("DriverOpts", Null),
    ("GwPriority", Number(0)),
    ("NetworkID", Text("")),
    ("EndpointID", Text("")),
    ("Gateway", Text("")),
    ("IPAddress", Text("")),
    ("IPPrefixLen", Number(0)),
    ("IPv6Gateway", Text("")),
    ("GlobalIPv6Address", Text("")),
    ("GlobalIPv6PrefixLen", Number(0)),
    ("DNSNames", Null),
];

/// Every record by its path; lists and maps have none of their own.
const RECORDS: &[(&str, Fields)] = &[
    ("", BODY),
    (HOST_CONFIG, HOST),
    ("HostConfig.LogConfig", &[("Type", Text("")), ("Config", Object)]),
    ("HostConfig.PortBindings", &[("HostIp", Text("")), ("HostPort", Text(""))]),
    ("HostConfig.RestartPolicy", &[("Name", Text("no")), ("MaximumRetryCount", Number(0))]),
    ("HostConfig.BlkioWeightDevice", &[("Path", Text("")), ("Weight", Number(0))]),
    ("HostConfig.BlkioDeviceReadBps", THROTTLE),
    ("HostConfig.BlkioDeviceWriteBps", THROTTLE),
    ("HostConfig.BlkioDeviceReadIOps", THROTTLE),
    ("HostConfig.BlkioDeviceWriteIOps", THROTTLE),
    (
        "HostConfig.Devices",
        &[("PathOnHost", Text("")), ("PathInContainer", Text("")), ("CgroupPermissions", Text(""))],
    ),
    (
        "HostConfig.DeviceRequests",
        &[
            ("Driver", Text("")),
            ("Count", Number(0)),
            ("DeviceIDs", Null),
            ("Capabilities", Null),
            ("Options", Null),
        ],
    ),
    ("HostConfig.Ulimits", &[("Name", Text("")), ("Hard", Number(0)), ("Soft", Number(0))]),
    ("HostConfig.Mounts.VolumeOptions", &[("DriverConfig", Object)]),
    ("NetworkingConfig", &[("EndpointsConfig", Object)]),
    ("NetworkingConfig.EndpointsConfig", ENDPOINT),
];

const THROTTLE: Fields = &[("Path", Text("")), ("Rate", Number(0))];

/// The network that a line without `--network` joins.
const DEFAULT_NETWORK: &str = "default";

/// The whole body that the docker client would send for what is asked.
pub(super) fn whole(mut asked: Map<String, Json>) -> Map<String, Json> {
    let mode = asked.get(HOST_CONFIG).and_then(|host| host.get("NetworkMode"));
    if mode.is_none() {
        join_default(&mut asked);
    }
    match completed(Json::Object(asked), <Request as Wire>::SHAPE, "") {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// A line that names no network joins the default one by name.
fn join_default(asked: &mut Map<String, Json>) {
    let networking = asked.entry("NetworkingConfig").or_insert_with(|| json!({}));
    let endpoints = networking.as_object_mut().map(|map| map.entry("EndpointsConfig"));
    let endpoints = endpoints.map(|entry| entry.or_insert_with(|| json!({})));
    if let Some(map) = endpoints.and_then(Json::as_object_mut) {
        map.entry(DEFAULT_NETWORK).or_insert_with(|| json!({}));
    }
}

/// What stands in one place, with what the client sends beside it.
fn completed(value: Json, shape: &Shape, path: &str) -> Json {
    match (shape, value) {
        (Shape::Record(_), Json::Object(asked)) => Json::Object(record(asked, shape, path)),
        (Shape::List(inner), Json::Array(items)) => {
            items.into_iter().map(|item| completed(item, inner, path)).collect()
        }
        (Shape::Map(inner), Json::Object(map)) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            // Go writes maps in the order of their keys.
            entries.sort_by(|(left, _), (right, _)| left.cmp(right));
            let entries = entries.into_iter().map(|(key, value)| (key, completed(value, inner, path)));
            Json::Object(entries.collect())
        }
        (_, value) => value,
    }
}

/// A record in the client's order.
fn record(mut asked: Map<String, Json>, shape: &Shape, path: &str) -> Map<String, Json> {
    let Shape::Record(keys) = shape else { return asked };
    let fields = RECORDS.iter().find(|(known, _)| *known == path).map_or(&[][..], |(_, fields)| fields);
    let mut whole = Map::new();
    for key in *keys {
        let inner = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        let always = fields.iter().find(|(name, _)| *name == key.name).map(|(_, unasked)| unasked.value());
        let said =
            asked.shift_remove(key.name).filter(|said| always.is_some() || key.pointer || !is_empty(said));
        if let Some(value) = said.or(always) {
            whole.insert(key.name.to_owned(), completed(value, key.shape, &inner));
        }
    }
    for (name, unasked) in fields {
        if !whole.contains_key(*name) {
            whole.insert((*name).to_owned(), unasked.value());
        }
    }
    whole.extend(asked);
    whole
}

/// Whether a list or an object says nothing.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.is_empty(),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}

impl Unasked {
    fn value(self) -> Json {
        match self {
            Null => Json::Null,
            False => json!(false),
            Number(number) => json!(number),
            Text(text) => json!(text),
            List => json!([]),
            Object => json!({}),
            Sizes => json!([0, 0]),
        }
    }
}
