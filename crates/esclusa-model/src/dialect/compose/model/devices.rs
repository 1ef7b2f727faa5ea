//! Devices, GPUs, block I/O and process limits.

use esclusa_source::detail;

use super::asking::Asking;
use super::saying::{Saying, entries, list, mapping, tree_of};
use super::scalar::{self, printed, whole_of};
use crate::Entries;
use crate::container::{DeviceMapping, DeviceRequest, ThrottleDevice, Ulimit, WeightDevice};
use crate::field::{Field, List, Slot};
use crate::tree::{Tree, Value};

/// `devices`: paths of the host, or names of the Container Device Interface.
pub(super) fn read_devices(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("devices") else { return };
    let mut mapped = List { items: Vec::new(), origin: tree.origin.clone() };
    let mut named = List { items: Vec::new(), origin: tree.origin.clone() };
    for item in tree.as_seq().unwrap_or_default() {
        let problems = &mut asking.problems;
        let source = scalar::text(item.get("source"), problems);
        let target = scalar::text(item.get("target"), problems);
        if source == target && source.get().is_some_and(|name| is_cdi_name(name)) {
            named.items.push(source);
            continue;
        }
        let device = DeviceMapping {
            path_on_host: source,
            path_in_container: target,
            cgroup_permissions: scalar::text(item.get("permissions"), problems),
            ..DeviceMapping::default()
        };
        mapped.push(device, item.origin.clone());
    }
    if !named.is_empty() {
        let origin = tree.origin.clone();
        let driver = Field::new("cdi".to_owned(), origin.clone());
        let request = DeviceRequest { driver, device_ids: named, ..DeviceRequest::default() };
        asking.container.request.host.device_requests.push(request, origin);
    }
    if !mapped.is_empty() {
        asking.container.request.host.devices = mapped;
    }
}

/// `vendor.com/class=name`, as the Container Device Interface writes it.
fn is_cdi_name(text: &str) -> bool {
    let Some((kind, name)) = text.split_once('=') else { return false };
    let Some((vendor, class)) = kind.split_once('/') else { return false };
    let word = |text: &str, inner: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || inner.contains(c))
    };
    let name_is_right = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c));
    word(vendor, "_-.") && word(class, "_-") && name_is_right
}

/// `devices`.
pub(super) fn write_devices(saying: &mut Saying<'_>) -> Option<Tree> {
    let host = &saying.container.request.host;
    let mut items = Vec::new();
    for item in &host.devices.items {
        if item.symbol.is_some() {
            items.push(tree_of(item, Value::Null));
            continue;
        }
        let Some(device) = item.get() else { continue };
        let source = device.path_on_host.get().map_or("", String::as_str);
        let target = device.path_in_container.get().map_or("", String::as_str);
        let permissions = device.cgroup_permissions.get().map_or("", String::as_str);
        let simple = !format!("{source}{target}{permissions}").contains(':')
            && target.starts_with('/')
            && permissions.chars().all(|c| "rwm".contains(c))
            && !permissions.is_empty();
        if simple {
            items.push(Tree::new(format!("{source}:{target}:{permissions}"), item.origin.clone()));
            continue;
        }
        let map = entries([
            ("source", Some(tree_of(&device.path_on_host, source))),
            ("target", Slot::write(&device.path_in_container)),
            ("permissions", Slot::write(&device.cgroup_permissions)),
        ]);
        items.push(Tree::new(map, item.origin.clone()));
    }
    for request in host.device_requests.values().filter(|request| is_cdi(request)) {
        items.extend(request.device_ids.items.iter().filter_map(Slot::write));
    }
    list(items)
}

/// Whether a request is for devices of the Container Device Interface.
fn is_cdi(request: &DeviceRequest) -> bool {
    request.driver.get().is_some_and(|driver| driver == "cdi")
        && request.capabilities.is_empty()
        && request.device_ids.values().all(|name| is_cdi_name(name))
}

/// A device request of `gpus` or of `deploy.resources.reservations.devices`.
pub(super) fn read_request(asking: &mut Asking<'_>, tree: &Tree, extra: Option<&str>) {
    let problems = &mut asking.problems;
    let mut capabilities = scalar::texts(tree.get("capabilities"), problems);
    if let Some(extra) = extra {
        capabilities.push(extra.to_owned(), tree.origin.clone());
    }
    let count = tree.get("count").filter(|count| !count.is_null());
    let all = count.and_then(Tree::as_str).is_some_and(|text| text.eq_ignore_ascii_case("all"));
    let mut request = DeviceRequest {
        driver: scalar::text(tree.get("driver"), problems),
        count: match count {
            Some(count) if all => Field::new(-1, count.origin.clone()),
            count => scalar::whole(count, problems),
        },
        device_ids: scalar::texts(tree.get("device_ids"), problems),
        options: scalar::text_map(tree.get("options"), problems),
        ..DeviceRequest::default()
    };
    request.capabilities.push(capabilities, tree.origin.clone());
    asking.container.request.host.device_requests.push(request, tree.origin.clone());
}

/// `gpus`, after the devices that `deploy` reserves and the named devices, in the client's order.
pub(super) fn read_gpus(asking: &mut Asking<'_>) {
    let named = std::mem::take(&mut asking.container.request.host.device_requests);
    let reserved = asking.dig(&["deploy", "resources", "reservations", "devices"]);
    for tree in reserved.and_then(Tree::as_seq).unwrap_or_default() {
        read_request(asking, tree, None);
    }
    asking.container.request.host.device_requests.items.extend(named.items);
    for tree in asking.items("gpus") {
        read_request(asking, tree, Some("gpu"));
    }
}

/// Requests that are not of the Container Device Interface, in Compose's terms.
pub(super) fn write_requests(saying: &mut Saying<'_>) -> Vec<Tree> {
    let mut items = Vec::new();
    for item in &saying.container.request.host.device_requests.items {
        let Some(request) = item.get().filter(|request| !is_cdi(request)) else { continue };
        if request.capabilities.items.len() > 1 {
            saying.leave(
                &item.origin,
                detail!(
                    "unsaid-device-capabilities",
                    "DeviceRequests: Compose says one set of capabilities only"
                ),
            );
        }
        let mut capabilities = request.capabilities.values().next().and_then(Slot::write);
        // A set, of which Compose refuses what is said twice.
        if let Some(names) = capabilities.as_mut().and_then(Tree::as_seq_mut) {
            let mut seen: Vec<Tree> = Vec::new();
            names.retain(|name| {
                !seen.contains(name) && {
                    seen.push(name.clone());
                    true
                }
            });
        }
        let count = request.count.get().copied();
        let ids =
            Slot::write(&request.device_ids).filter(|ids| ids.as_seq().is_some_and(|ids| !ids.is_empty()));
        let map = entries([
            ("driver", Slot::write(&request.driver)),
            (
                "count",
                count.filter(|count| *count != 0).map(|count| match count {
                    -1 => tree_of(&request.count, "all"),
                    count => tree_of(&request.count, count),
                }),
            ),
            ("device_ids", ids),
            ("capabilities", Some(capabilities.unwrap_or_else(|| Tree::bare(Vec::new())))),
            (
                "options",
                Slot::write(&request.options).filter(|map| map.as_map().is_some_and(|m| !m.is_empty())),
            ),
        ]);
        items.push(Tree::new(map, item.origin.clone()));
    }
    items
}

/// Every request is written under `deploy`, which says the capabilities exactly.
pub(super) fn write_gpus(_: &mut Saying<'_>) -> Option<Tree> {
    None
}

/// An entry of a mapping whose keys the client prints with capitals.
fn any_case<'a>(tree: &'a Tree, key: &str) -> Option<&'a Tree> {
    tree.as_map()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// `blkio_config`.
pub(super) fn read_blkio(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("blkio_config") else { return };
    let problems = &mut asking.problems;
    let host = &mut asking.container.request.host;
    host.blkio_weight = scalar::whole(tree.get("weight"), problems);
    for item in tree.get("weight_device").and_then(Tree::as_seq).unwrap_or_default() {
        let device = WeightDevice {
            path: scalar::text(any_case(item, "path"), problems),
            weight: scalar::whole(any_case(item, "weight"), problems),
            ..WeightDevice::default()
        };
        host.blkio_weight_device.push(device, item.origin.clone());
    }
    for (key, list) in [
        ("device_read_bps", &mut host.blkio_device_read_bps),
        ("device_read_iops", &mut host.blkio_device_read_iops),
        ("device_write_bps", &mut host.blkio_device_write_bps),
        ("device_write_iops", &mut host.blkio_device_write_iops),
    ] {
        for item in tree.get(key).and_then(Tree::as_seq).unwrap_or_default() {
            let Field { value, origin, symbol } = scalar::bytes(any_case(item, "rate"), problems);
            let device = ThrottleDevice {
                path: scalar::text(any_case(item, "path"), problems),
                rate: Field { value: value.and_then(|rate| u64::try_from(rate).ok()), origin, symbol },
                ..ThrottleDevice::default()
            };
            list.push(device, item.origin.clone());
        }
    }
}

/// `blkio_config`.
pub(super) fn write_blkio(saying: &mut Saying<'_>) -> Option<Tree> {
    let host = &saying.container.request.host;
    let throttled = |devices: &List<ThrottleDevice>| {
        let items = devices.items.iter().filter_map(|item| {
            let device = item.get()?;
            let map = entries([("path", Slot::write(&device.path)), ("rate", Slot::write(&device.rate))]);
            Some(Tree::new(map, item.origin.clone()))
        });
        list(items.collect())
    };
    let weighted = host.blkio_weight_device.items.iter().filter_map(|item| {
        let device = item.get()?;
        let map = entries([("path", Slot::write(&device.path)), ("weight", Slot::write(&device.weight))]);
        Some(Tree::new(map, item.origin.clone()))
    });
    mapping(entries([
        ("weight", Slot::write(&host.blkio_weight)),
        ("weight_device", list(weighted.collect())),
        ("device_read_bps", throttled(&host.blkio_device_read_bps)),
        ("device_read_iops", throttled(&host.blkio_device_read_iops)),
        ("device_write_bps", throttled(&host.blkio_device_write_bps)),
        ("device_write_iops", throttled(&host.blkio_device_write_iops)),
    ]))
}

/// `ulimits`, sorted by name.
pub(super) fn read_ulimits(asking: &mut Asking<'_>) {
    let Some(tree) = asking.get("ulimits") else { return };
    let mut limits = List { items: Vec::new(), origin: tree.origin.clone() };
    let mut sorted: Vec<_> = tree.as_map().into_iter().flatten().collect();
    sorted.sort_by_key(|(name, _)| name.as_str());
    for (name, limit) in sorted {
        let side = |key: &str| {
            let said = limit.get(key).filter(|tree| whole_of(tree) != Some(0));
            let from = said.or_else(|| limit.get("single")).unwrap_or(limit);
            let value = if from.as_map().is_some() { Some(0) } else { whole_of(from) };
            Field { value, origin: from.origin.clone(), symbol: from.symbol.clone() }
        };
        let limit = Ulimit {
            name: Field::new(name.clone(), limit.origin.clone()),
            hard: side("hard"),
            soft: side("soft"),
            ..Ulimit::default()
        };
        let origin = limit.name.origin.clone();
        limits.push(limit, origin);
    }
    asking.container.request.host.ulimits = limits;
}

/// `ulimits`: one number where soft and hard agree.
pub(super) fn write_ulimits(saying: &mut Saying<'_>) -> Option<Tree> {
    let mut map = Entries::new();
    for item in &saying.container.request.host.ulimits.items {
        let Some(limit) = item.get() else { continue };
        let name = limit.name.get().map_or("", String::as_str);
        let tree = if limit.soft == limit.hard {
            Slot::write(&limit.soft).unwrap_or_else(|| Tree::bare(0))
        } else {
            Tree::bare(entries([("soft", Slot::write(&limit.soft)), ("hard", Slot::write(&limit.hard))]))
        };
        map.insert(name.to_owned(), Tree { origin: item.origin.clone(), ..tree });
    }
    mapping(map)
}

/// Whether a tree is text that says nothing.
pub(super) fn says_nothing(tree: &Tree) -> bool {
    match &tree.value {
        Value::Mapping(map) => map.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        Value::Null => true,
        _ => printed(tree).is_some_and(|text| text.is_empty()),
    }
}
