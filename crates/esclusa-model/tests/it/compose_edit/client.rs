//! Edited files of the corpus, asked of the real Compose client: they still load, what it prints differs by the change
//! only, and we print the same.
//!
//! Needs the client's program in `ESCLUSA_COMPOSE_CLIENT`. As many edits are tried as `ESCLUSA_SAMPLE` says.

#![expect(clippy::unwrap_used, reason = "a test that cannot work fails loudly")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use esclusa_model::dialect::compose::{self, LoadOptions, canonical_json, load, lower};
use esclusa_model::{Change, Context, Mode};
use esclusa_source::{DiskFiles, Edits, Sources};
use serde_json::Value as Json;

use super::corpus;
use crate::change::changes::{changes_for, kind_of};
use crate::compose_truth::differences;

fn context(folder: &Path) -> Context<'_> {
    Context {
        files: &DiskFiles,
        environment: BTreeMap::from([("HOME".to_owned(), "/nonexistent".to_owned())]),
        working_dir: folder.to_owned(),
        mode: Mode::Exact,
    }
}

fn options(file: &Path, folder: &Path) -> LoadOptions {
    LoadOptions {
        files: vec![file.to_owned()],
        project_directory: Some(folder.to_owned()),
        ..LoadOptions::default()
    }
}

/// What the client prints of a file that stands in a folder, or why it does not.
fn theirs(client: &str, file: &Path, folder: &Path) -> Result<Json, String> {
    let mut command = Command::new(client);
    command
        .current_dir(folder)
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("DOCKER_HOST", "tcp://127.0.0.1:9");
    command.arg("-f").arg(file).arg("--project-directory").arg(folder);
    let output = command.args(["--profile", "*", "config", "--format", "json"]).output().unwrap();
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

fn ours(file: &Path, folder: &Path) -> Result<Json, String> {
    let loaded = load(&options(file, folder), &context(folder), &mut Sources::default());
    let tree = loaded.tree.ok_or_else(|| format!("{:?}", loaded.problems))?;
    canonical_json(&tree, true).map_err(|error| error.to_string())
}

/// Where a change of a service may show besides the service: what only it used, and what it uses now.
fn beside(change: &Change) -> &'static [&'static str] {
    match kind_of(change) {
        "ReadSecretFromFile" => &["/secrets", "/volumes", "/configs"],
        "RemoveMount" => &["/volumes", "/secrets", "/configs"],
        "PrivateNamespace" => &["/networks"],
        _ => &[],
    }
}

#[test]
fn edited_files_are_loaded_and_differ_by_the_change_for_the_client() {
    let Ok(client) = std::env::var("ESCLUSA_COMPOSE_CLIENT") else {
        eprintln!("skipped: no Compose client (set ESCLUSA_COMPOSE_CLIENT)");
        return;
    };
    let Some(shared) = crate::shared::shared("edits of Compose files, asked of the client") else { return };
    let wanted = std::env::var("ESCLUSA_SAMPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let mut paths = Vec::new();
    corpus::files(&shared.join("corpus/compose"), &mut paths);
    let temporary = std::env::temp_dir().join(format!("esclusa-edit-{}", std::process::id()));
    std::fs::create_dir_all(&temporary).unwrap();
    let (mut tried, mut wrong) = (0, Vec::new());
    let (mut at, mut unedited) = (0, 0);
    while tried < wanted && unedited < 5 * paths.len() {
        // Strides that meet every file and every kind of change.
        at += 1;
        unedited += 1;
        let path = &paths[at * 61 % paths.len()];
        let folder = path.parent().unwrap().canonicalize().unwrap();
        let Some((service, change, text)) = edited(path, &folder, at) else { continue };
        // Both stand where the project is not, so that what is named beside them is looked for alike.
        let file = temporary.join("compose.yaml");
        std::fs::copy(path, &file).unwrap();
        let Ok(before) = theirs(&client, &file, &folder) else { continue };
        unedited = 0;
        tried += 1;
        std::fs::write(&file, &text).unwrap();
        let told = |why: String| format!("{} {service} {change:?}: {why}\n", path.display());
        match (theirs(&client, &file, &folder), ours(&file, &folder)) {
            (Ok(theirs), Ok(ours)) => {
                let mut found = Vec::new();
                differences("", &ours, &theirs, &mut found);
                wrong.extend(found.iter().map(|(path, detail)| told(format!("{path} {detail}"))));
                let mut found = Vec::new();
                differences("", &before, &theirs, &mut found);
                let own = format!("/services/{service}/");
                let others = found.iter().filter(|(path, _)| {
                    !path.starts_with(&own) && !beside(&change).iter().any(|beside| path.starts_with(beside))
                });
                wrong.extend(others.map(|(path, detail)| told(format!("elsewhere: {path} {detail}"))));
                if found.is_empty() && kind_of(&change) != "PublishNamedPortsOnly" {
                    wrong.push(told("nothing differs".to_owned()));
                }
            }
            (theirs, ours) => wrong.push(told(format!("theirs {theirs:?}, ours {ours:?}\n{text}"))),
        }
    }
    drop(std::fs::remove_dir_all(&temporary));
    eprintln!("{tried} edits asked of the client, {} wrong", wrong.len());
    assert_eq!(tried, wanted);
    let count = wrong.len();
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{count} wrong\n{}", wrong.join("\n"));
}

/// One change of a file that is written, and the text afterwards.
fn edited(path: &Path, folder: &Path, number: usize) -> Option<(String, Change, String)> {
    let mut sources = Sources::default();
    let reading = compose::read(&options(path, folder), &context(folder), &mut sources);
    let project = reading.projects.first()?;
    let containers: Vec<_> = project.containers().collect();
    let container = containers.get(number % containers.len().max(1))?;
    let changes = changes_for(container);
    // The next of the list that does something.
    (0..changes.len()).find_map(|step| {
        let change = changes.get((number + step) % changes.len())?;
        let lowered = lower(project, container, change, &sources).ok().filter(|edits| !edits.is_empty())?;
        let mut edits = Edits::default();
        edits.add(&lowered).ok()?;
        // What stands in a file that this one includes is changed there.
        let file = edits.files().next().filter(|file| sources.path(*file).file_name() == path.file_name())?;
        let text = edits.apply(file, &sources.file(file).text)?;
        Some((container.identity.service.clone()?, change.clone(), text))
    })
}
