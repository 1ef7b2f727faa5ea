//! `harden` over the shared corpus: what holds of every file, whatever it says. A fixed third of the files, unless
//! `ESCLUSA_WHOLE` asks for all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::command::{Folder, Run};
use crate::shared::shared;

/// What was counted.
#[derive(Default)]
struct Counts {
    files: usize,
    applied: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
    failures: Vec<String>,
}

/// The files of a folder of the corpus with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            endings.iter().any(|ending| name.ends_with(ending)) && path.is_file()
        })
        .collect();
    files.sort();
    let whole = std::env::var_os("ESCLUSA_WHOLE").is_some();
    files.into_iter().enumerate().filter(|(at, _)| whole || at % 3 == 0).map(|(_, path)| path).collect()
}

fn json(run: &Run) -> Option<Value> {
    serde_json::from_str(&run.out).ok()
}

/// How often each finding that nobody accepted is made, by its name.
fn findings(report: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        let name = format!("{} {} {}", finding["rule"], finding["subject"], finding["fingerprint"]);
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// Hardens a copy of the file and holds the laws against it.
fn harden(name: &str, text: &[u8], counts: &Mutex<Counts>) {
    let folder = Folder::new().with(name, text);
    let mut wrong: Vec<String> = Vec::new();
    let before = folder.esclusa(&["audit", "--format", "json", name]);
    let run = folder.esclusa(&["harden", "--risky", "--write", "--format", "json", name]);
    let after_text = std::fs::read(folder.0.join(name)).unwrap_or_default();
    let (Some(before), Some(told)) = (json(&before), json(&run)) else {
        counts.lock().expect("counts").failures.push(format!("no report: {run:?}"));
        return;
    };
    let list = |key: &str| told[key].as_array().cloned().unwrap_or_default();
    let (applied, refused) = (list("applied"), list("refused"));
    if !applied.is_empty() {
        let after = folder.esclusa(&["audit", "--format", "json", name]);
        let after = json(&after).unwrap_or_default();
        let (old, new) = (findings(&before), findings(&after));
        for (finding, count) in &new {
            if old.get(finding).copied().unwrap_or_default() < *count {
                wrong.push(format!("new: {finding}"));
            }
        }
        let problems = |report: &Value| report["problems"].as_array().map_or(0, Vec::len);
        if problems(&after) > problems(&before) {
            wrong.push(format!("new problems: {}", after["problems"]));
        }
        for one in &applied {
            let name = format!("{} {} {}", one["rule"], one["subject"], one["fingerprint"]);
            let (old, new) = (old.get(&name).copied(), new.get(&name).copied().unwrap_or_default());
            if old.is_some_and(|old| new >= old) {
                wrong.push(format!("still there: {name}"));
            }
        }
        let again = folder.esclusa(&["harden", "--risky", "--write", name]);
        if std::fs::read(folder.0.join(name)).unwrap_or_default() != after_text {
            wrong.push(format!("a second run changes: {}", again.out));
        }
    } else if after_text != text {
        wrong.push("changed without a fix".to_owned());
    }
    let litter = std::fs::read_dir(&folder.0).into_iter().flatten().flatten();
    let litter = litter.filter(|entry| entry.file_name().to_string_lossy().starts_with(".esclusa"));
    wrong.extend(litter.map(|entry| format!("left behind: {:?}", entry.file_name())));
    let mut counts = counts.lock().expect("counts");
    counts.files += 1;
    for one in &applied {
        *counts.applied.entry(one["rule"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    for one in &refused {
        let why = format!(
            "{}: {}",
            one["rule"].as_str().unwrap_or_default(),
            one["why"].as_str().unwrap_or_default()
        );
        *counts.refused.entry(why).or_default() += 1;
    }
    counts.failures.extend(wrong);
}

/// What a fix may change in the canonical form: keys of a service, and definitions that it brings along.
const CHANGED_KEYS: &[&str] = &[
    "cap_add",
    "cap_drop",
    "cgroup",
    "cpus",
    "deploy",
    "device_cgroup_rules",
    "devices",
    "environment",
    "expose",
    "image",
    "ipc",
    "logging",
    "mem_limit",
    "memswap_limit",
    "network_mode",
    "networks",
    "pid",
    "pids_limit",
    "ports",
    "privileged",
    "read_only",
    "restart",
    "secrets",
    "security_opt",
    "tmpfs",
    "ulimits",
    "user",
    "userns_mode",
    "uts",
    "volumes",
];

/// What Compose derives from those: who joins a namespace depends on its owner, and a hook that runs before the start does
/// so with what the service asks for.
const DERIVED_KEYS: &[&str] = &["depends_on", "pre_start"];

/// What the real client prints of a file; nothing if it refuses it.
fn canonical(client: &str, folder: &Path) -> Option<Value> {
    let output = Command::new(client)
        .current_dir(folder)
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("DOCKER_HOST", "tcp://127.0.0.1:9")
        .args(["-f", "compose.yaml", "--profile", "*", "config", "--format", "json", "--no-env-resolution"])
        .output()
        .ok()?;
    output.status.success().then(|| serde_json::from_slice(&output.stdout).ok()).flatten()
}

/// Whether two canonical forms differ in nothing but what fixes change.
fn differs_elsewhere(old: &Value, new: &Value) -> Option<String> {
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    for key in keys(old).into_iter().chain(keys(new)) {
        let brought = matches!(key.as_str(), "networks" | "secrets" | "volumes");
        if key != "services" && !brought && old.get(&key) != new.get(&key) {
            return Some(key);
        }
    }
    let (old, new) = (&old["services"], &new["services"]);
    if keys(old) != keys(new) {
        return Some("services".to_owned());
    }
    for service in keys(old) {
        let (old, new) = (&old[&service], &new[&service]);
        for key in keys(old).into_iter().chain(keys(new)) {
            if !CHANGED_KEYS.contains(&key.as_str())
                && !DERIVED_KEYS.contains(&key.as_str())
                && old.get(&key) != new.get(&key)
            {
                return Some(format!("{service}.{key}"));
            }
        }
    }
    None
}

/// A hardened file is loaded by the real client if it was before, and says the same but for what fixes change.
fn loads_as_before(client: &str, text: &[u8], counts: &Mutex<Counts>) {
    let folder = Folder::new().with("compose.yaml", text);
    let Some(old) = canonical(client, &folder.0) else { return };
    folder.esclusa(&["harden", "--risky", "--write", "--quiet", "compose.yaml"]);
    let failure = match canonical(client, &folder.0) {
        None => "the client refuses it now".to_owned(),
        Some(new) => match differs_elsewhere(&old, &new) {
            Some(key) => format!("the client reads another {key}"),
            None => return,
        },
    };
    counts.lock().expect("counts").failures.push(failure);
}

/// The figures, for who asks with `--nocapture`.
#[expect(clippy::print_stderr, reason = "figures are read by people")]
fn tell(suite: &str, counts: &Counts) {
    let sum = |map: &BTreeMap<String, usize>| map.values().sum::<usize>();
    eprintln!(
        "{suite}: {} files, {} fixes, {} refused",
        counts.files,
        sum(&counts.applied),
        sum(&counts.refused)
    );
    for (what, map) in [("fixed", &counts.applied), ("refused", &counts.refused)] {
        for (name, count) in map {
            eprintln!("  {what} {count:>5} {name}");
        }
    }
}

/// Tries every file under the name that says what it is, on both cores.
fn try_all(suite: &str, paths: &[PathBuf], name: impl Fn(&Path) -> String + Sync) {
    let counts = Mutex::new(Counts::default());
    let next = AtomicUsize::new(0);
    let client = std::env::var("ESCLUSA_COMPOSE_CLIENT").ok();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let before = counts.lock().expect("counts").failures.len();
                    let (name, text) = (name(path), std::fs::read(path).unwrap_or_default());
                    harden(&name, &text, &counts);
                    if let Some(client) = client.as_deref().filter(|_| name == "compose.yaml") {
                        loads_as_before(client, &text, &counts);
                    }
                    for failure in counts.lock().expect("counts").failures.iter_mut().skip(before) {
                        if !failure.contains(" in ") {
                            failure.push_str(&format!(" in {}", path.display()));
                        }
                    }
                }
            });
        }
    });
    let counts = counts.into_inner().expect("counts");
    tell(suite, &counts);
    assert!(counts.files > 0 && !counts.applied.is_empty(), "{suite}: nothing was tried");
    assert!(
        counts.failures.is_empty(),
        "{suite}: {} failures\n{}",
        counts.failures.len(),
        counts.failures.join("\n")
    );
}

#[test]
fn every_compose_file_is_hardened_as_promised() {
    let Some(shared) = shared("harden of the corpus's Compose files") else { return };
    let paths = files(&shared.join("corpus/compose"), &[".yml", ".yaml"]);
    try_all("Compose files", &paths, |_| "compose.yaml".to_owned());
}

#[test]
fn every_command_line_is_hardened_as_promised() {
    let Some(shared) = shared("harden of the corpus's docker run lines") else { return };
    let paths = files(&shared.join("corpus/docker-run"), &[".txt"]);
    // Each file holds one command line.
    try_all("command lines", &paths, |_| "run.sh".to_owned());
}

#[test]
fn every_dockerfile_is_hardened_as_promised() {
    let Some(shared) = shared("harden of the corpus's Dockerfiles") else { return };
    let paths = files(&shared.join("corpus/dockerfiles"), &[""]);
    try_all("Dockerfiles", &paths, |_| "Dockerfile".to_owned());
}
