//! The `engine` dialect against what the docker client sent, and what engine 20.10 made of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

use esclusa_model::dialect::engine;
use esclusa_model::{Container, Project, Tree, Value as Said, Wire};
use serde_json::{Map, Value, json};

use crate::engine::{asks, container, read};
use crate::shared::shared;
use crate::truth::{overlay, records};

fn recorded(name: &str) -> Option<Vec<Value>> {
    Some(records(&shared("engine_truth")?.join(name)))
}

/// Without what the API does not tell from absent; the zeros of its pointers stay.
fn pruned(value: &Value, key: &str) -> Value {
    let pointer = ["StopTimeout", "MemorySwappiness", "OomKillDisable", "PidsLimit", "Init", "Hard", "Soft"];
    match value {
        Value::Object(map) => {
            let kept = map.iter().map(|(key, value)| (key.clone(), pruned(value, key)));
            let empty = |key: &str, value: &Value| match value {
                Value::Null => true,
                Value::Bool(false) => !pointer.contains(&key),
                Value::Number(value) => value.as_f64() == Some(0.0) && !pointer.contains(&key),
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                Value::Bool(true) => false,
                Value::Object(map) => {
                    matches!(key, "DriverConfig" | "BindOptions" | "VolumeOptions") && map.is_empty()
                }
            };
            let map = matches!(
                key,
                "Labels" | "Config" | "Options" | "Tmpfs" | "Sysctls" | "StorageOpt" | "DriverOpts"
            );
            Value::Object(kept.filter(|(key, value)| map || !empty(key, value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| pruned(item, "")).collect()),
        other => other.clone(),
    }
}

/// Objects that say nothing are as good as absent, except in sets.
fn without_empty(mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.retain(|_, inner| {
            *inner = without_empty(inner.take());
            !matches!(inner, Value::Object(map) if map.is_empty())
        });
    }
    value
}

#[test]
fn recorded_requests_are_written_as_they_were_read() {
    let Some(mut cases) = recorded("docker-run-cases.jsonl") else { return };
    let baseline = cases.remove(0)["_meta"]["baseline_request"].clone();
    let mut compared = 0;
    for case in cases.iter().filter(|case| case["result"] == "request") {
        let mut body = baseline.clone();
        overlay(&mut body, &case["request"]);
        let (reading, _) = read(&body.to_string());
        assert!(reading.problems.is_empty(), "{}: {:?}", case["id"], reading.problems);
        let written = engine::write(&reading.projects[0]);
        assert!(written.unsaid.is_empty(), "{}: {:?}", case["id"], written.unsaid);
        let again: Value = serde_json::from_str(&written.text).unwrap();
        assert_eq!(pruned(&again, ""), pruned(&body, ""), "{}", case["id"]);
        assert_eq!(asks(&read(&written.text).0.projects[0]), asks(&reading.projects[0]), "{}", case["id"]);
        compared += 1;
    }
    assert_eq!(compared, 373);
}

/// A tree without the fields that nobody asked for.
fn asked(tree: &Tree) -> Value {
    match &tree.value {
        Said::Mapping(map) => {
            let kept = map.iter().filter(|(key, tree)| {
                !(tree.origin.is_default() && matches!(key.as_str(), "CgroupnsMode" | "Hostname"))
            });
            Value::Object(kept.map(|(key, tree)| (key.clone(), asked(tree))).collect())
        }
        _ => tree.to_json(),
    }
}

/// Fields that the recording of what the engine reports leaves out, or that this engine does not know.
const NOT_RECORDED: &[&str] = &[
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
    "StdinOnce",
    "Domainname",
    "BlkioDeviceReadBps",
    "BlkioWeight",
    "BlkioWeightDevice",
    "CgroupParent",
    "CpusetMems",
    "Init",
    "Links",
    "VolumeDriver",
    "StartInterval",
    "Annotations",
];

/// What is asked for as the engine's own default, and the values that this engine does not tell from it.
fn settled(mut request: Value, recorded: &Value) -> Value {
    let host = request["HostConfig"].as_object_mut().map(std::mem::take).unwrap_or_default();
    let mut kept = Map::new();
    for (key, value) in host {
        let default = match key.as_str() {
            "NetworkMode" => value == "default" || value == "bridge",
            "IpcMode" => value == "private",
            "CgroupnsMode" => true,
            "Runtime" => value == "runc",
            "Isolation" => value == "default",
            "ShmSize" => value == json!(67_108_864),
            "OomKillDisable" => value == false,
            "MemorySwappiness" => value == 0 || value == -1,
            "MemorySwap" => value == json!(recorded["Memory"].as_i64().unwrap_or(0) * 2),
            // The recording drops empty lists and what the engine turned into none.
            "PidsLimit" => recorded.get("PidsLimit").is_none(),
            "SecurityOpt" | "MaskedPaths" | "ReadonlyPaths" => value == json!([]),
            _ => false,
        };
        if !default {
            kept.insert(key, value);
        }
    }
    if kept.get("RestartPolicy").is_some_and(|policy| policy["Name"] == "no") {
        kept["RestartPolicy"].as_object_mut().unwrap().shift_remove("Name");
    }
    if kept.get("LogConfig").is_some_and(|log| log["Type"] == "json-file") {
        kept["LogConfig"].as_object_mut().unwrap().shift_remove("Type");
    }
    request["HostConfig"] = Value::Object(kept);
    request.as_object_mut().unwrap().shift_remove("NetworkingConfig");
    request.as_object_mut().unwrap().shift_remove("Image");
    drop_keys(&mut request);
    without_empty(pruned(&request, ""))
}

fn drop_keys(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|key, _| !NOT_RECORDED.contains(&key.as_str()));
        map.values_mut().for_each(drop_keys);
    }
}

/// Records of which the document cannot say what was asked, each with the reason.
const FORGOTTEN: &[(&str, &str)] =
    &[("net-404", "in the host's network the host name may be the host's: it is kept as a default")];

#[test]
fn recorded_inspections_read_as_the_recorded_request() {
    let Some(cases) = recorded("docker-run-cases.jsonl") else { return };
    let (mut compared, mut failures) = (0, Vec::new());
    for case in cases.iter().skip(1).filter(|case| case["engine"]["status"] == 201) {
        let recorded = &case["engine"];
        let mut config = recorded["Config"].clone();
        if config["Hostname"] == "<generated>" {
            config["Hostname"] = json!("0123456789ab");
        }
        let document = json!({
            "Id": "0123456789abcdef", "Name": "/x", "State": {}, "Config": config, "HostConfig": recorded["HostConfig"],
        });
        let (inspected, problems) = container(&document.to_string());
        assert!(problems.is_empty(), "{problems:?}");
        let ours = settled(asked(&inspected.request.write()), &recorded["HostConfig"]);
        let (made, _) = container(&overlaid(&case["request"]).to_string());
        let expected = settled(made.request.write().to_json(), &recorded["HostConfig"]);
        let forgotten = FORGOTTEN.iter().any(|(id, _)| case["id"] == *id);
        if (ours == expected) == forgotten {
            failures.push(format!("{}:\n  inspect {ours}\n  request {expected}", case["id"]));
        }
        compared += 1;
    }
    assert!(failures.is_empty(), "{} of {compared}:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(compared, 298);
}

fn overlaid(request: &Value) -> Value {
    let mut body = json!({ "Image": "busybox:local" });
    overlay(&mut body, request);
    body
}

/// Bodies that we read otherwise than engine 20.10, each with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("GB-025", "a byte order mark is tolerated in a file; the engine refuses the call"),
    ("GB-022", "what follows the first document is read as one more; engines from 23.0 refuse it"),
];

#[test]
fn recorded_evasions_are_read_as_the_engine_reads_them() {
    let Some(cases) = recorded("guard-bypasses.jsonl") else { return };
    let mut compared = 0;
    for case in &cases {
        let (path, body) = (case["path"].as_str().unwrap_or(""), case["body"].as_str().unwrap_or(""));
        let id = case["id"].as_str().unwrap_or("");
        if !path.contains("containers/create")
            || body.is_empty()
            || OTHERWISE.iter().any(|(other, _)| *other == id)
        {
            continue;
        }
        let effect = case["engine_effect"].as_str().unwrap_or("");
        let (reading, _) = read(body);
        let containers: Vec<&Container> = reading.projects.iter().flat_map(Project::containers).collect();
        if effect.contains("500 invalid character") {
            assert_eq!(reading.problems[0].id, "json-syntax", "{id}");
            continue;
        }
        assert_eq!(containers.len(), 1, "{id}: {:?}", reading.problems);
        let host = &containers[0].request.host;
        if effect.contains("500 cannot unmarshal") {
            assert_eq!(reading.problems[0].id, "wrong-type", "{id}");
        }
        for (word, privileged) in [("Privileged=true", true), ("Privileged=false", false)] {
            if effect.contains(word) {
                assert_eq!(host.privileged.get() == Some(&true), privileged, "{id}: {body}");
                compared += 1;
            }
        }
        match id {
            "GB-019" => assert_eq!(host.binds.values().next().unwrap(), "/:/h"),
            "GB-020" => {
                assert_eq!(host.memory.get(), Some(&67_108_864));
                assert_eq!(host.volume_driver.get().map(String::as_str), Some("evil"));
            }
            "GB-137" => assert_eq!(host.mounts.values().next().unwrap().source.get().unwrap(), "/"),
            "GB-142" | "GB-143" | "GB-144" => {
                let mount = host.mounts.values().next().unwrap();
                assert!(!mount.volume_options.driver_config.options.is_empty());
            }
            _ => {}
        }
        let written = engine::write(&reading.projects[0]);
        assert_eq!(asks(&read(&written.text).0.projects[0]), asks(&reading.projects[0]), "{id}");
    }
    assert!(compared >= 16, "{compared} bodies with a recorded effect on Privileged");
}
