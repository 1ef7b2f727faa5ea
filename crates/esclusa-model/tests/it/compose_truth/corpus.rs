//! The recorded print-outs of the corpus, and the files that they were made from.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its ground truth fails loudly")]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esclusa_model::dialect::compose::{LoadOptions, canonical_json, load};
use esclusa_model::{Context, Mode};
use esclusa_source::{DiskFiles, Files, ReadError, Sources};
use serde_json::Value as Json;

use crate::shared::shared;

/// Where the corpus was when it was recorded.
const MOUNT: &str = "/corpus/open";

/// One recorded print-out.
pub(super) struct Record {
    /// The recorded file, below the corpus.
    pub(super) name: String,
    /// What the client printed.
    pub(super) truth: Json,
    options: LoadOptions,
    environment: BTreeMap<String, String>,
    corpus: PathBuf,
}

/// The corpus where it was mounted.
pub(super) struct Mounted(pub(super) PathBuf);

impl Mounted {
    fn real(&self, path: &Path) -> PathBuf {
        path.strip_prefix(MOUNT).map_or_else(|_| PathBuf::from("/nowhere"), |below| self.0.join(below))
    }
}

impl Files for Mounted {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        DiskFiles.read(&self.real(path))
    }

    fn is_file(&self, path: &Path) -> bool {
        DiskFiles.is_file(&self.real(path))
    }

    fn is_dir(&self, path: &Path) -> bool {
        DiskFiles.is_dir(&self.real(path))
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        DiskFiles.real_path(&self.real(path)).map(|_| path.to_owned())
    }
}

/// The lines of a table, by columns.
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Every recorded print-out.
pub(super) fn records() -> Vec<Record> {
    let Some(shared) = shared("Compose's print-outs") else { return Vec::new() };
    let corpus = shared.join("corpus");
    let modes: HashMap<String, Vec<String>> =
        table(&corpus.join("TRUTH.tsv")).into_iter().map(|row| (row[0].clone(), row)).collect();
    let merged: HashMap<String, Vec<String>> =
        table(&corpus.join("MERGED.tsv")).into_iter().map(|row| (row[1].clone(), row)).collect();
    let mut files = Vec::new();
    walk(&corpus, &mut files);
    files.sort();
    files.iter().filter_map(|path| record(&corpus, path, &modes, &merged)).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.to_string_lossy().ends_with(".json") && path.to_string_lossy().contains(".config.") {
            files.push(path);
        }
    }
}

fn record(
    corpus: &Path,
    path: &Path,
    modes: &HashMap<String, Vec<String>>,
    merged: &HashMap<String, Vec<String>>,
) -> Option<Record> {
    let name = path.strip_prefix(corpus).unwrap().to_string_lossy().into_owned();
    let mounted = |file: &str| PathBuf::from(format!("{MOUNT}/{file}"));
    let truth: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut options = LoadOptions::default();
    let column = |row: Option<&Vec<String>>, at: usize| row.and_then(|row| row.get(at)).cloned();
    let dummies;
    if let Some(folder) = name.strip_suffix("/WITH-OVERRIDE.config.json") {
        options.project_directory = Some(mounted(folder));
        dummies = None;
    } else if let Some(file) = name.strip_suffix(".merged.config.json") {
        options.files = vec![mounted(&merged[file][0]), mounted(file)];
        dummies = column(merged.get(file), 2);
    } else {
        let file = if let Some(file) = name.strip_suffix(".config.nointerp.json") {
            options.interpolate = false;
            file
        } else if let Some(file) = name.strip_suffix(".noconsistency.config.json") {
            options.consistency = false;
            file
        } else {
            name.strip_suffix(".config.json")?
        };
        let row = modes.get(file);
        let without_env_files = row.is_some_and(|row| row[1] == "no-env-resolution");
        // The table does not say it of projects that fail; their print-outs do.
        let unread = name.contains(".noconsistency.") && has_env_file(&truth);
        options.resolve_env = !without_env_files && !unread;
        options.files = vec![mounted(file)];
        dummies = column(row, 3);
    }
    let dummies = dummies.unwrap_or_default();
    let environment = dummies.split(',').filter(|name| !name.is_empty());
    Some(Record {
        truth,
        options,
        environment: std::iter::once(("HOME".to_owned(), "/nonexistent".to_owned()))
            .chain(environment.map(|name| (name.to_owned(), "dummy".to_owned())))
            .collect(),
        corpus: corpus.to_owned(),
        name,
    })
}

/// Whether a service was printed with its files of variables unread.
fn has_env_file(truth: &Json) -> bool {
    let services = truth["services"].as_object();
    services.into_iter().flatten().any(|(_, service)| service.get("env_file").is_some())
}

/// What we print of the same files.
pub(super) fn printed(record: &Record) -> Result<Json, String> {
    let files = Mounted(record.corpus.clone());
    let context = Context {
        files: &files,
        environment: record.environment.clone(),
        working_dir: "/".into(),
        mode: Mode::Exact,
    };
    let loaded = load(&record.options, &context, &mut Sources::default());
    let details: Vec<_> = loaded.problems.iter().map(|problem| problem.detail.to_string()).collect();
    let tree = loaded.tree.ok_or_else(|| details.join("; "))?;
    canonical_json(&tree, record.options.interpolate).map_err(|error| error.to_string())
}
