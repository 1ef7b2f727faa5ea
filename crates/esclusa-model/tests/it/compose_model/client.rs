//! The truth of the mapping: what the real Compose client asks of an engine that only records.
//!
//! Needs the client's program in `ESCLUSA_COMPOSE_CLIENT` and Python 3; one file of the corpus in ten is tried,
//! or one in `ESCLUSA_SAMPLE`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use super::corpus::{configs, plain};
use super::project_of;
use esclusa_model::Wire;

/// What the client adds or says in its own way.
fn normal(body: Json) -> Json {
    let mut body = pruned(body).unwrap_or(Json::Null);
    if let Some(labels) = body.get_mut("Labels").and_then(Json::as_object_mut) {
        labels.retain(|key, _| !key.starts_with("com.docker.compose."));
        if labels.is_empty() {
            body.as_object_mut().map(|body| body.remove("Labels"));
        }
    }
    let endpoints = body.pointer_mut("/NetworkingConfig/EndpointsConfig").and_then(Json::as_object_mut);
    for endpoint in endpoints.into_iter().flat_map(|map| map.values_mut()).filter_map(Json::as_object_mut) {
        // The client says fixed addresses twice: as settings, and as results, which the engine ignores.
        endpoint.remove("IPAddress");
        endpoint.remove("IPv6Gateway");
        sort(endpoint.get_mut("Links"));
    }
    sort(body.get_mut("Env"));
    for key in ["Binds", "ExtraHosts", "Links", "Ulimits", "Mounts"] {
        sort(body.pointer_mut(&format!("/HostConfig/{key}")));
    }
    body
}

/// The client walks maps in no order.
fn sort(list: Option<&mut Json>) {
    if let Some(list) = list.and_then(Json::as_array_mut) {
        list.sort_by_key(ToString::to_string);
    }
}

/// Maps of the user's own texts, where an empty text is a value.
const TEXTS: &[&str] = &[
    "Labels",
    "Options",
    "Sysctls",
    "Tmpfs",
    "Annotations",
    "Config",
    "DriverOpts",
    "StorageOpt",
    "ExposedPorts",
];
/// Lists of which an empty one is not the same as none.
const CLEARED: &[&str] = &["MaskedPaths", "ReadonlyPaths", "Entrypoint", "Cmd"];

/// Without what says nothing: nulls, zeros, empty texts and collections.
pub(crate) fn pruned(json: Json) -> Option<Json> {
    Some(match json {
        Json::Null | Json::Bool(false) => return None,
        Json::Number(number) if number.as_f64() == Some(0.0) => return None,
        Json::String(text) if text.is_empty() => return None,
        Json::Array(items) if items.is_empty() || items.iter().all(|item| *item == json!(0)) => return None,
        Json::Array(items) => items
            .into_iter()
            .map(|item| if item.is_object() { pruned(item).unwrap_or(json!({})) } else { item })
            .collect(),
        Json::Object(map) if map.is_empty() => return None,
        Json::Object(map) => {
            let mut sorted: Vec<_> = map.into_iter().collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            let kept = sorted.into_iter().filter_map(|(key, value)| {
                let list = value.as_array().is_some_and(Vec::is_empty);
                if (CLEARED.contains(&key.as_str()) && list)
                    || (TEXTS.contains(&key.as_str()) && value != json!({}))
                {
                    return Some((key, value)).filter(|(_, value)| !value.is_null());
                }
                Some((key, pruned(value)?))
            });
            let kept: serde_json::Map<_, _> = kept.collect();
            if kept.is_empty() {
                return None;
            }
            Json::Object(kept)
        }
        other => other,
    })
}

/// A project that the client can load from its own print-out.
fn loadable(mut config: Json) -> Json {
    for service in config.get_mut("services").and_then(Json::as_object_mut).into_iter().flatten() {
        let Some(service) = service.1.as_object_mut() else { continue };
        // Files that are not here, and models, which need an engine that runs them.
        service.remove("env_file");
        service.remove("models");
        // The client prints these keys with capitals that it does not read.
        for devices in service.get_mut("blkio_config").and_then(Json::as_object_mut).into_iter().flatten() {
            for device in devices.1.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
                *device = std::mem::take(device)
                    .into_iter()
                    .map(|(key, value)| (key.to_lowercase(), value))
                    .collect();
            }
        }
    }
    config
}

#[test]
fn every_service_asks_what_the_real_client_asks() {
    let Some(client) = std::env::var_os("ESCLUSA_COMPOSE_CLIENT") else {
        eprintln!("skipped: no Compose client (set ESCLUSA_COMPOSE_CLIENT)");
        return;
    };
    let step = std::env::var("ESCLUSA_SAMPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compose_client/fake_engine.py");
    let mut engine = Command::new("python3")
        .arg(script)
        .arg(client)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = engine.stdin.take().unwrap();
    let mut answers = BufReader::new(engine.stdout.take().unwrap()).lines();
    let folder = std::env::temp_dir().join(format!("esclusa-client-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("compose.json");
    let (mut compared, mut refused, mut different) = (0, 0, 0);
    for (path, config) in configs().into_iter().step_by(step) {
        let config = loadable(config);
        std::fs::write(&file, config.to_string()).unwrap();
        writeln!(questions, "{}", file.display()).unwrap();
        let answer: Json = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        if answer["ok"] == false {
            refused += 1;
            eprintln!("refused {}: {}", path.display(), answer["error"]);
        }
        let project = project_of(&plain(&config));
        let name = project.name.get().cloned().unwrap_or_default();
        for workload in &project.workloads {
            let Some(container) = workload.containers.first() else { continue };
            let default = format!("{name}-{}-1", workload.name);
            let named = container.name.get().cloned().unwrap_or(default);
            let Some(real) = answer["containers"].get(&named) else { continue };
            compared += 1;
            let ours = normal(container.request.write().to_json());
            let theirs = normal(real.clone());
            if ours != theirs {
                different += 1;
                eprintln!("{} {}:\n  ours   {ours}\n  theirs {theirs}", path.display(), workload.name);
            }
        }
    }
    drop(questions);
    engine.wait().unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    eprintln!("compared {compared} containers, {refused} files refused, {different} differences");
    assert_eq!(different, 0);
}
