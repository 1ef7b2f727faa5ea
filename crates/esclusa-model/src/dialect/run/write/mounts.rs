//! Volumes, mounts and devices.

use super::host::text;
use super::line::{Line, record, size};
use crate::container::{DeviceMapping, DeviceRequest, HostConfig, Mount, Request};
use crate::dialect::run::devices::clean;
use crate::field::{Field, Map};

/// Binds, anonymous volumes, long mounts and what is mounted in memory.
pub(super) fn mounts(line: &mut Line, request: &Request) {
    let host = &request.host;
    line.texts("-v", &host.binds);
    for (path, field) in &request.volumes.entries {
        let spoken =
            Field { value: Some(path.clone()), origin: field.origin.clone(), symbol: field.symbol.clone() };
        line.text("-v", &spoken);
    }
    line.list("--mount", &host.mounts, mount);
    for (path, field) in &host.tmpfs.entries {
        line.value("--tmpfs", field, |options| {
            if options.is_empty() { path.clone() } else { format!("{path}:{options}") }
        });
    }
    line.texts("--volumes-from", &host.volumes_from);
    line.text("--volume-driver", &host.volume_driver);
}

/// One `--mount`.
pub(in crate::dialect::run) fn mount(mount: &Mount) -> String {
    let mut fields = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            fields.push(format!("{key}={value}"));
        }
    };
    let on = |field: &Field<bool>| field.get() == Some(&true);
    add("type", text(&mount.kind));
    add("source", text(&mount.source));
    add("target", text(&mount.target));
    if on(&mount.read_only) {
        fields.push("readonly".to_owned());
    }
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            fields.push(format!("{key}={value}"));
        }
    };
    add("consistency", text(&mount.consistency));
    let bind = &mount.bind_options;
    add("bind-propagation", text(&bind.propagation));
    for (asked, how) in [
        (&bind.non_recursive, "disabled"),
        (&bind.read_only_non_recursive, "writable"),
        (&bind.read_only_force_recursive, "readonly"),
    ] {
        if on(asked) {
            add("bind-recursive", how.to_owned());
        }
    }
    let volume = &mount.volume_options;
    if on(&volume.no_copy) {
        add("volume-nocopy", "true".to_owned());
    }
    add("volume-subpath", text(&volume.subpath));
    pairs(&volume.labels).for_each(|pair| add("volume-label", pair));
    add("volume-driver", text(&volume.driver_config.name));
    pairs(&volume.driver_config.options).for_each(|pair| add("volume-opt", pair));
    add("image-subpath", text(&mount.image_options.subpath));
    if let Some(bytes) = mount.tmpfs_options.size_bytes.get() {
        add("tmpfs-size", size(*bytes));
    }
    if let Some(mode) = mount.tmpfs_options.mode.get() {
        add("tmpfs-mode", format!("{mode:04o}"));
    }
    record(&fields)
}

/// `name=value` of every entry.
fn pairs(map: &Map<String>) -> impl Iterator<Item = String> {
    map.entries.iter().map(|(name, value)| format!("{name}={}", text(value)))
}

/// Devices by path, by name and by capability.
pub(super) fn devices(line: &mut Line, host: &HostConfig) {
    line.list("--device", &host.devices, device);
    line.texts("--device-cgroup-rule", &host.device_cgroup_rules);
    for item in &host.device_requests.items {
        match item.get() {
            Some(request) if request.driver.get().is_some_and(|driver| driver == "cdi") => {
                line.texts("--device", &request.device_ids);
            }
            _ => line.value("--gpus", item, gpus),
        }
    }
}

fn device(device: &DeviceMapping) -> String {
    let (host, container) = (text(&device.path_on_host), text(&device.path_in_container));
    let mode = text(&device.cgroup_permissions);
    // The client cleans the path inside only where no mode stands behind it.
    match (host == container, mode.as_str()) {
        (true, "rwm") if clean(&container) == container => host,
        (false, "rwm") if clean(&container) == container => format!("{host}:{container}"),
        _ => format!("{host}:{container}:{mode}"),
    }
}

/// One `--gpus`.
fn gpus(request: &DeviceRequest) -> String {
    let mut fields = Vec::new();
    let list = |items: Vec<&str>| items.join(",");
    let devices: Vec<&str> = request.device_ids.values().map(String::as_str).collect();
    match (request.count.get(), devices.as_slice()) {
        (Some(-1), _) => fields.push("all".to_owned()),
        (Some(count), _) => fields.push(count.to_string()),
        (None, []) => fields.push("0".to_owned()),
        (None, _) => {}
    }
    if !request.driver.is_default() {
        fields.push(format!("driver={}", text(&request.driver)));
    }
    if !devices.is_empty() {
        fields.push(format!("device={}", list(devices)));
    }
    // The client adds `gpu` to whatever is named.
    let alternatives: Vec<_> = request.capabilities.values().collect();
    if let [capabilities] = alternatives.as_slice() {
        let names: Vec<&str> = capabilities.values().map(String::as_str).collect();
        match names.as_slice() {
            ["gpu"] | [] => {}
            [names @ .., "gpu"] => fields.push(format!("capabilities={}", list(names.to_vec()))),
            names => fields.push(format!("capabilities={}", list(names.to_vec()))),
        }
    }
    if !request.options.is_empty() {
        let options: Vec<String> = pairs(&request.options).collect();
        fields.push(format!("options={}", record(&options)));
    }
    record(&fields)
}
