//! Inspect documents: the ask that made them, and nothing that the engine filled in.

use esclusa_model::Wire;
use esclusa_model::dialect::engine;
use serde_json::{Value, json};

use crate::engine::{container, read, request};

const MASKED: &[&str] = &[
    "/proc/asound",
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
];

/// What engine 20.10 reports of `docker create --name web a` (shortened), with changes laid over it.
fn document(config: &Value, host: &Value) -> Value {
    let mut document = json!({
        "Id": "b123ed881d921748762636df9f6560693f4743eface7720b3a0c0d2b1b8cdf9c",
        "Path": "sh",
        "State": { "Status": "created", "Pid": 0 },
        "Image": "sha256:c402787200586c275cd4449f4cc490fa08f5d1b4a8c23e09b18867049975e98e",
        "Name": "/web",
        "Platform": "linux",
        "HostConfig": {
            "Binds": null, "ContainerIDFile": "", "LogConfig": { "Type": "json-file", "Config": {} },
            "NetworkMode": "default", "PortBindings": {}, "RestartPolicy": { "Name": "no", "MaximumRetryCount": 0 },
            "CgroupnsMode": "private", "Dns": [], "IpcMode": "private", "Links": null, "Privileged": false,
            "SecurityOpt": null, "ShmSize": 67_108_864, "Runtime": "runc", "ConsoleSize": [0, 0], "Memory": 0,
            "MemorySwap": 0, "MemorySwappiness": null, "OomKillDisable": false, "PidsLimit": null,
            "MaskedPaths": MASKED,
            "ReadonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        },
        "GraphDriver": { "Name": "vfs" },
        "Mounts": [],
        "Config": { "Hostname": "b123ed881d92", "User": "", "Image": "a", "Env": null, "Labels": {}, "Tty": false },
        "NetworkSettings": { "Networks": { "bridge": { "Aliases": null, "MacAddress": "" } } },
    });
    for (part, over) in [("Config", config), ("HostConfig", host)] {
        for (key, value) in over.as_object().into_iter().flatten() {
            document[part][key] = value.clone();
        }
    }
    document
}

fn host(over: &Value) -> Value {
    let document = json!([document(&json!({}), over)]).to_string();
    request(&document).get("HostConfig").cloned().unwrap_or(Value::Null)
}

#[test]
fn what_the_engine_filled_in_is_no_request() {
    let (one, problems) = container(&document(&json!({}), &json!({})).to_string());
    assert!(problems.is_empty());
    assert_eq!(one.request.write().to_json(), json!({ "Image": "a" }));
    assert_eq!(one.identity.container.as_deref(), Some("web"));
    assert_eq!(one.identity.image.as_deref(), Some("a"));
}

#[test]
fn facts_of_running_are_kept_beside_it() {
    let (reading, _) = read(&document(&json!({}), &json!({})).to_string());
    let rest = &reading.projects[0].workloads[0].rest;
    let keys: Vec<&str> = rest.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["Id", "Path", "State", "Image", "Platform", "GraphDriver", "Mounts", "NetworkSettings"]
    );
    assert!(
        engine::write(&reading.projects[0]).unsaid.iter().all(|problem| problem.detail.starts_with("name"))
    );
}

#[test]
fn what_follows_from_the_ask_is_the_engines() {
    assert_eq!(
        host(
            &json!({ "Privileged": true, "SecurityOpt": ["label=disable"], "MaskedPaths": null, "ReadonlyPaths": null })
        ),
        json!({ "Privileged": true })
    );
    assert_eq!(
        host(&json!({ "PidMode": "host", "SecurityOpt": ["no-new-privileges", "label=disable"] })),
        json!({ "PidMode": "host", "SecurityOpt": ["no-new-privileges"] })
    );
    assert_eq!(host(&json!({ "Memory": 5, "MemorySwap": 10 })), json!({ "Memory": 5 }));
    assert_eq!(host(&json!({ "Memory": 5, "MemorySwap": -1 })), json!({ "Memory": 5, "MemorySwap": -1 }));
    assert_eq!(host(&json!({ "Links": ["/one:/web/uno"] })), json!({ "Links": ["one:uno"] }));
    assert_eq!(
        host(&json!({ "LogConfig": { "Type": "json-file", "Config": { "max-size": "1m" } } })),
        json!({ "LogConfig": { "Config": { "max-size": "1m" } } })
    );
}

#[test]
fn nothing_dangerous_is_taken_for_a_default() {
    assert_eq!(
        host(&json!({ "SecurityOpt": ["label=disable"] })),
        json!({ "SecurityOpt": ["label=disable"] })
    );
    assert_eq!(
        host(&json!({ "MaskedPaths": [], "ReadonlyPaths": [] })),
        json!({ "MaskedPaths": [], "ReadonlyPaths": [] })
    );
    let fewer: Vec<&&str> = MASKED.iter().filter(|path| **path != "/proc/kcore").collect();
    assert_eq!(host(&json!({ "MaskedPaths": fewer }))["MaskedPaths"].as_array().map(Vec::len), Some(9));
    assert_eq!(host(&json!({ "ReadonlyPaths": ["/proc/bus"] })), json!({ "ReadonlyPaths": ["/proc/bus"] }));
    for (key, value) in [
        ("IpcMode", json!("shareable")),
        ("IpcMode", json!("host")),
        ("NetworkMode", json!("host")),
        ("Runtime", json!("kata")),
        ("PidsLimit", json!(-1)),
        ("OomKillDisable", json!(true)),
        ("LogConfig", json!({ "Type": "none" })),
        ("MemorySwappiness", json!(0)),
    ] {
        assert_eq!(host(&json!({ key: value })), json!({ key: value }));
    }
}

#[test]
fn what_cannot_be_told_stays_as_a_default() {
    let (one, _) = container(&document(&json!({}), &json!({ "CgroupnsMode": "host" })).to_string());
    assert_eq!(one.request.host.cgroupns_mode.get().map(String::as_str), Some("host"));
    assert!(one.request.host.cgroupns_mode.origin.is_default());
    let (one, _) =
        container(&document(&json!({ "Hostname": "vm" }), &json!({ "NetworkMode": "host" })).to_string());
    assert!(one.request.hostname.origin.is_default() && !one.request.hostname.is_default());
    let (one, _) = container(&document(&json!({ "Hostname": "mine" }), &json!({})).to_string());
    assert!(!one.request.hostname.origin.is_default());
}

#[test]
fn networks_are_joined_without_the_engines_own_names() {
    let mut document = document(&json!({}), &json!({ "NetworkMode": "shop" }));
    document["NetworkSettings"]["Networks"] = json!({
        "shop": { "Aliases": ["b123ed881d92", "web"], "IPAMConfig": { "IPv4Address": "10.0.0.5" }, "IPAddress": "10.0.0.5", "MacAddress": "02:42:0a:00:00:05" },
        "other": { "Aliases": ["b123ed881d92"], "IPAMConfig": null },
    });
    assert_eq!(
        request(&document.to_string())["NetworkingConfig"],
        json!({ "EndpointsConfig": { "shop": { "IPAMConfig": { "IPv4Address": "10.0.0.5" }, "Aliases": ["web"] }, "other": {} } })
    );
}

#[test]
fn composes_labels_give_the_same_identity_as_its_files() {
    let labels = |project: &str| json!({ "Labels": { "com.docker.compose.project": project, "com.docker.compose.service": "web" } });
    let mut shop = document(&labels("shop"), &json!({}));
    shop["Name"] = json!("/shop-web-1");
    let mut named = document(&labels("shop"), &json!({}));
    named["Name"] = json!("/front");
    let other = document(&json!({}), &json!({}));
    let (reading, _) = read(&json!([shop, other, named]).to_string());
    let names: Vec<Option<&str>> =
        reading.projects.iter().map(|project| project.name.get().map(String::as_str)).collect();
    assert_eq!(names, [Some("shop"), None]);
    let shown: Vec<(String, Option<String>)> = reading.projects[0]
        .containers()
        .map(|one| (one.identity.to_string(), one.identity.container.clone()))
        .collect();
    assert_eq!(shown, [("shop/web".to_owned(), None), ("shop/web".to_owned(), Some("front".to_owned()))]);
}
