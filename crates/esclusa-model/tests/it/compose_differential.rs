//! Mutated files of the corpus: the real Compose client and we take and refuse the same, and print the same.
//!
//! Needs the client's program in `ESCLUSA_COMPOSE_CLIENT`. About a hundred files are tried, or as many as
//! `ESCLUSA_SAMPLE` says, from the seed `ESCLUSA_SEED`.

#![expect(clippy::unwrap_used, reason = "a test that cannot work fails loudly")]

mod mutate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use esclusa_model::dialect::compose::{LoadOptions, canonical_json, load};
use esclusa_model::{Context, Mode};
use esclusa_source::{DiskFiles, Sources};
use serde_json::Value as Json;

use crate::compose_truth::{differences, grouped};
use crate::shared::shared;
use mutate::{Dice, Yaml, mutate, over, parse, typed};

/// The files of the corpus that stand alone.
fn seeds(corpus: &Path) -> Vec<Yaml> {
    let mut paths: Vec<PathBuf> = ["compose", "compose-cases"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(corpus.join(folder)).unwrap().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| parse(&std::fs::read_to_string(path).ok()?)).collect()
}

/// How a file is loaded.
#[derive(Clone, Copy, Debug)]
struct How {
    interpolate: bool,
    consistency: bool,
    resolve_env: bool,
    /// Whether a second file overrides the first.
    overridden: bool,
}

impl How {
    const fn files(self) -> &'static [&'static str] {
        if self.overridden { &["compose.yaml", "over.yaml"] } else { &["compose.yaml"] }
    }
}

/// What the client prints, or why it does not.
fn theirs(client: &str, folder: &Path, how: How) -> Result<Json, String> {
    let mut command = Command::new(client);
    command
        .current_dir(folder)
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("DOCKER_HOST", "tcp://127.0.0.1:9");
    for file in how.files() {
        command.args(["-f", file]);
    }
    command.args(["--profile", "*", "config", "--format", "json"]);
    for (flag, wanted) in [
        ("--no-interpolate", !how.interpolate),
        ("--no-consistency", !how.consistency),
        ("--no-env-resolution", !how.resolve_env),
    ] {
        if wanted {
            command.arg(flag);
        }
    }
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

/// What we print, or why we do not.
fn ours(folder: &Path, how: How) -> Result<Json, String> {
    let context = Context {
        files: &DiskFiles,
        environment: BTreeMap::from([("HOME".to_owned(), "/nonexistent".to_owned())]),
        working_dir: folder.to_owned(),
        mode: Mode::Exact,
    };
    let options = LoadOptions {
        files: how.files().iter().map(PathBuf::from).collect(),
        interpolate: how.interpolate,
        consistency: how.consistency,
        resolve_env: how.resolve_env,
        ..LoadOptions::default()
    };
    let loaded = load(&options, &context, &mut Sources::default());
    let details: Vec<_> = loaded.problems.iter().map(|problem| problem.detail.to_string()).collect();
    let tree = loaded.tree.ok_or_else(|| details.join("; "))?;
    canonical_json(&tree, how.interpolate).map_err(|error| error.to_string())
}

#[test]
fn mutated_files_are_taken_and_printed_as_by_the_client() {
    let Ok(client) = std::env::var("ESCLUSA_COMPOSE_CLIENT") else {
        eprintln!("skipped: no Compose client (set ESCLUSA_COMPOSE_CLIENT)");
        return;
    };
    let Some(shared) = shared("mutated Compose files") else { return };
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (count, seed) = (number("ESCLUSA_SAMPLE", 100), number("ESCLUSA_SEED", 1));
    let seeds = seeds(&shared.join("corpus"));
    let folder = std::env::temp_dir().join(format!("esclusa-differential-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (mut taken, mut refused, mut verdicts, mut values) = (0, 0, 0, 0);
    for case in seed..seed + count {
        let mut dice = Dice::new(case);
        let mut yaml =
            if dice.roll(2) == 0 { typed(&mut dice) } else { seeds[dice.roll(seeds.len())].clone() };
        for _ in 0..dice.roll(4) {
            mutate(&mut yaml, &mut dice);
        }
        let how = How {
            interpolate: dice.roll(4) != 0,
            consistency: dice.roll(4) == 0,
            resolve_env: dice.roll(3) == 0,
            overridden: dice.roll(3) == 0,
        };
        let mut text = yaml.text();
        std::fs::write(folder.join("compose.yaml"), &text).unwrap();
        if how.overridden {
            let over = over(&mut yaml, &mut dice).text();
            std::fs::write(folder.join("over.yaml"), &over).unwrap();
            text = format!("{text}\n{over}");
        }
        match (ours(&folder, how), theirs(&client, &folder, how)) {
            (Ok(ours), Ok(theirs)) => {
                taken += 1;
                let mut found = Vec::new();
                differences("", &ours, &theirs, &mut found);
                values += usize::from(!found.is_empty());
                for (path, detail) in found.iter().take(3) {
                    eprintln!("VALUE {case} {} {detail}", grouped(path));
                }
                if !found.is_empty() {
                    eprintln!("{how:?}\n{text}");
                }
            }
            (Err(_), Err(_)) => refused += 1,
            (Ok(_), Err(why)) => {
                verdicts += 1;
                let why = why.lines().next().unwrap_or_default();
                eprintln!("VERDICT {case} {how:?} they refuse: {why}\n{text}");
            }
            (Err(why), Ok(_)) => {
                verdicts += 1;
                eprintln!("VERDICT {case} {how:?} we refuse: {why}\n{text}");
            }
        }
    }
    drop(std::fs::remove_dir_all(&folder));
    eprintln!(
        "{taken} taken by both, {refused} refused by both; {verdicts} verdicts and {values} values differ"
    );
    assert_eq!((verdicts, values), (0, 0));
}
