//! Every recorded project of the corpus.

use std::path::{Path, PathBuf};

use std::collections::BTreeMap;

use esclusa_model::dialect::compose::{LoadOptions, load, project, write};
use esclusa_model::{Context, Mode, Project, Wire};
use esclusa_source::{MemoryFiles, Sources};
use serde_json::{Value as Json, json};

use super::project_of;

/// Every `*.config.json` of the corpus.
pub(crate) fn configs() -> Vec<(PathBuf, Json)> {
    let Some(shared) = crate::shared::shared("the mapping of Compose") else { return Vec::new() };
    let mut files = Vec::new();
    walk(&shared.join("corpus"), &mut files);
    files.sort();
    files
        .into_iter()
        .filter_map(|path| {
            let json = serde_json::from_str(&std::fs::read_to_string(&path).ok()?).ok()?;
            Some((path, json))
        })
        .collect()
}

/// The files below a folder.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.to_string_lossy().ends_with(".config.json") {
            files.push(path);
        }
    }
}

/// The values of a printed project: the client doubles dollar signs, so that its output can be read again.
pub(crate) fn plain(json: &Json) -> Json {
    match json {
        Json::String(text) => text.replace("$$", "$").into(),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

/// What a written project is read as, or why it is not.
fn read_again(text: &str, consistency: bool) -> Result<Project, String> {
    let files = MemoryFiles::default().with("/p/compose.yaml", text);
    let environment = BTreeMap::new();
    let context = Context { files: &files, environment, working_dir: "/p".into(), mode: Mode::Exact };
    let options =
        LoadOptions { files: vec!["/p/compose.yaml".into()], consistency, ..LoadOptions::default() };
    let loaded = load(&options, &context, &mut Sources::default());
    match loaded.tree {
        Some(tree) => Ok(project(&tree, &loaded.name)),
        None => Err(format!("{:?}", loaded.problems)),
    }
}

/// What is compared of a project: every field of the model, without places.
fn said(project: &Project) -> Json {
    let trees = |map: &esclusa_model::Entries| {
        let mut map: Vec<_> = map.iter().map(|(key, tree)| (key.clone(), tree.to_json())).collect();
        map.sort_by(|a, b| a.0.cmp(&b.0));
        map.into_iter().collect::<serde_json::Map<_, _>>()
    };
    let workloads = project.workloads.iter().map(|workload| {
        let containers = workload.containers.iter().map(|container| {
            json!({
                "name": container.name.get(), "platform": container.platform.get(), "pull": container.pull.get(),
                "identity": format!("{:?}", container.identity), "request": container.request.write().to_json(),
            })
        });
        let containers: Vec<_> = containers.collect();
        (workload.name.clone(), json!({"containers": containers, "rest": trees(&workload.rest)}))
    });
    let workloads: serde_json::Map<_, _> = workloads.collect();
    json!({
        "name": project.name.get(), "workloads": workloads, "networks": trees(&project.networks),
        "volumes": trees(&project.volumes), "secrets": trees(&project.secrets), "configs": trees(&project.configs),
        "rest": trees(&project.rest),
    })
}

/// Where the print-out of the client is not the tree that it prints: its text for `build.ssh`, defaults that it leaves out
/// of a file that it was told not to normalise, the name of an external volume, a network beside a network mode, which
/// it prints only if it does not check the project.
const PRINTED: &[&str] =
    &["/build/ssh", "/build/dockerfile", "/build/context", "/volumes/my_vol/name", "/networks/gratheon"];

/// Print-outs that the client itself refuses to read, each with the reason.
const REFUSED: &[(&str, &str)] = &[
    ("TestVolumesFrom__389c8f", "prints `volumes_from` with the same service twice, whose items must differ"),
    (
        "TestMergeExtraLinksSequence__",
        "prints `depends_on` of a link with its alias, which is no service's name",
    ),
];

/// The first places where two values differ.
fn differences(path: &str, a: &Json, b: &Json, found: &mut Vec<String>) {
    if let (Json::Object(a), Json::Object(b)) = (a, b) {
        for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
            let null = Json::Null;
            differences(
                &format!("{path}/{key}"),
                a.get(key).unwrap_or(&null),
                b.get(key).unwrap_or(&null),
                found,
            );
        }
    } else if let (Json::Array(a), Json::Array(b), true) =
        (a, b, a.as_array().map(Vec::len) == b.as_array().map(Vec::len))
    {
        for (at, (a, b)) in a.iter().zip(b).enumerate() {
            differences(&format!("{path}/{at}"), a, b, found);
        }
    } else if a != b && !PRINTED.iter().any(|end| path.ends_with(end)) {
        found.push(format!("{path}: {a} != {b}"));
    }
}

/// Values that a JSON print-out has and that are not said: what the client prints of absent keys.
fn without_nothing(json: &mut Json) {
    match json {
        Json::Object(map) => {
            map.values_mut().for_each(without_nothing);
            map.retain(|key, value| {
                // The client prints an empty hook for every watch rule, which it refuses to read.
                let hook = key == "exec" && value.as_object().is_some_and(serde_json::Map::is_empty);
                let absent = value.is_null() && matches!(key.as_str(), "command" | "entrypoint");
                key != "env_file" && !hook && !absent
            });
        }
        Json::Array(items) => items.iter_mut().for_each(without_nothing),
        _ => {}
    }
}

#[test]
fn what_is_written_is_read_as_the_same_project() {
    let (mut compared, mut different, mut unreadable) = (0, 0, 0);
    for (path, mut config) in configs() {
        without_nothing(&mut config);
        if REFUSED.iter().any(|(case, _)| path.to_string_lossy().contains(case)) {
            continue;
        }
        // The client's print-out leaves out the models that services refer to.
        let mut services = config["services"].as_object().into_iter().flat_map(|map| map.values());
        let complete = !services.any(|service| service.get("models").is_some());
        let consistency = complete && !path.to_string_lossy().contains("noconsistency");
        let project = project_of(&plain(&config));
        let written = write(&project);
        let again = match read_again(&written.text, consistency) {
            Ok(again) => again,
            Err(problems) => {
                unreadable += 1;
                eprintln!("{}: {problems}\n{}", path.display(), written.text);
                continue;
            }
        };
        compared += 1;
        let mut found = Vec::new();
        differences("", &said(&project), &said(&again), &mut found);
        found.extend(written.unsaid.iter().map(|problem| format!("unsaid: {}", problem.detail)));
        if !found.is_empty() {
            different += 1;
            eprintln!("{}\n  {}", path.display(), found.join("\n  "));
        }
    }
    eprintln!("{compared} compared, {different} different, {unreadable} unreadable");
    assert_eq!((different, unreadable), (0, 0));
}
