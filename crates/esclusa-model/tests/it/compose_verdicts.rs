//! What the real Compose client refuses is refused, and what it takes is taken: every recorded verdict of the corpus.

#![expect(clippy::expect_used, reason = "a test that does not find what it needs fails loudly")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esclusa_model::dialect::compose::{LoadOptions, Loaded, Profiles, load};
use esclusa_model::{Context, Mode, Tree};
use esclusa_source::{DiskFiles, Files, ReadError, Sources};

use crate::shared::shared;

/// Where the corpus lay when its truth was recorded.
const MOUNT: &str = "/corpus/open";

/// Recorded verdicts that are not ours, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("compose/docker__compose__pkg__e2e__fixtures__build-test__ssh__compose.yaml", SSH_PRINTER),
    (
        "compose-cases/compose-spec__compose-go__loader__TestLoadSSHWithKeyValueInBuildConfig__1e0c4b.yaml",
        SSH_PRINTER,
    ),
    (
        "compose-cases/compose-spec__compose-go__loader__TestLoadSSHWithKeysValuesInBuildConfig__1f2ec9.yaml",
        SSH_PRINTER,
    ),
    ("compose-cases/compose-spec__compose-go__reset__TestAliasBombPrevented__1d8c68.yaml", SMALL_BOMB),
];

/// The client takes the project: it prints it as YAML, and builds it. Only its JSON printer fails on it.
const SSH_PRINTER: &str = "the client's JSON printer cannot print build.ssh with a path";
/// A bomb of 88,000 nodes: the client goes on for minutes, and we are done in less than a second.
const SMALL_BOMB: &str = "the client does not end";

/// The corpus as it was mounted for the client.
struct Mounted {
    corpus: PathBuf,
}

impl Mounted {
    fn on_disk(&self, path: &Path) -> PathBuf {
        path.strip_prefix(MOUNT).map_or_else(|_| PathBuf::from("/nowhere"), |rest| self.corpus.join(rest))
    }
}

impl Files for Mounted {
    fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        DiskFiles.read(&self.on_disk(path))
    }
    fn is_file(&self, path: &Path) -> bool {
        DiskFiles.is_file(&self.on_disk(path))
    }
    fn is_dir(&self, path: &Path) -> bool {
        DiskFiles.is_dir(&self.on_disk(path))
    }
    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        DiskFiles.real_path(&self.on_disk(path)).map(|_| path.to_owned())
    }
}

/// The project whose verdict without consistency was recorded without its files of variables too, which are not there.
const WITHOUT_ENV_FILES: &str = "compose/zavoloklom__docker-compose-linter__tests__mocks__docker-compose.yml";

/// One recorded verdict.
struct Record {
    /// What was loaded and how, to name it by.
    name: String,
    options: LoadOptions,
    folder: PathBuf,
    dummies: Vec<String>,
    /// What the client said, if it refused.
    refusal: Option<String>,
}

impl Record {
    fn new(file: &str, how: &str, refusal: Option<String>) -> Self {
        let path = Path::new(MOUNT).join(file);
        Self {
            name: format!("{file} {how}"),
            folder: path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
            options: LoadOptions { files: vec![path], profiles: Profiles::All, ..LoadOptions::default() },
            dummies: Vec::new(),
            refusal,
        }
    }

    fn load(&self, files: &Mounted, mode: Mode, sources: &mut Sources) -> Loaded {
        let environment: BTreeMap<String, String> =
            self.dummies.iter().map(|name| (name.clone(), "dummy".to_owned())).collect();
        load(&self.options, &Context { files, environment, working_dir: self.folder.clone(), mode }, sources)
    }
}

/// The refusals that were not written down, but without which the record beside them would not have been made.
const NOT_WRITTEN: &str = "(not recorded)";

/// The records of the table of real projects.
fn projects(corpus: &Path) -> Vec<Record> {
    let table = std::fs::read_to_string(corpus.join("TRUTH.tsv")).expect("the table of truths");
    let mut records = Vec::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, mode, result, dummies, _, uninterpolated, error] = columns[..] else { panic!("{line}") };
        if mode == "autodiscovery" {
            let folder = file.split('/').take(2).collect::<Vec<_>>().join("/");
            let mut record = Record::new(&format!("{folder}/."), mode, None);
            record.options.files.clear();
            record.folder = Path::new(MOUNT).join(folder);
            records.push(record);
            continue;
        }
        let refusal = (result == "fail").then(|| error.to_owned());
        let exists = |end: &str| corpus.join(format!("{file}{end}")).is_file();
        let mut record = Record::new(file, mode, refusal.clone());
        match mode {
            "dummy-env" => record.dummies = dummies.split(',').map(str::to_owned).collect(),
            "no-env-resolution" => record.options.resolve_env = false,
            _ => {}
        }
        records.push(record);
        if matches!(mode, "dummy-env" | "no-env-resolution") {
            records.push(Record::new(file, "plain", Some(NOT_WRITTEN.to_owned())));
        }
        if refusal.is_some() {
            let accepted = exists(".noconsistency.config.json");
            let mut record = Record::new(file, "no-consistency", (!accepted).then(|| error.to_owned()));
            record.options.consistency = false;
            record.options.resolve_env = file != WITHOUT_ENV_FILES;
            records.push(record);
        }
        if matches!(uninterpolated, "ok" | "fail") {
            let refusal = (uninterpolated == "fail").then(|| NOT_WRITTEN.to_owned());
            let mut record = Record::new(file, "no-interpolate", refusal);
            record.options.interpolate = false;
            records.push(record);
        }
    }
    records
}

/// The records of files that override others.
fn merged(corpus: &Path) -> Vec<Record> {
    let table = std::fs::read_to_string(corpus.join("MERGED.tsv")).expect("the table of overrides");
    table
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [base, over, dummies] = columns[..] else { panic!("{line}") };
            let mut record = Record::new(base, &format!("merged with {over}"), None);
            record.options.files.push(Path::new(MOUNT).join(over));
            record.dummies = dummies.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            record
        })
        .collect()
}

/// The records of the cases of Compose's own tests.
fn cases(corpus: &Path) -> Vec<Record> {
    let mut records = Vec::new();
    let folder = corpus.join("compose-cases");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    for name in names {
        let file = format!("compose-cases/{name}");
        if folder.join(format!("{name}.config.json")).is_file() {
            records.push(Record::new(&file, "plain", None));
            continue;
        }
        let error = std::fs::read_to_string(folder.join(format!("{name}.config.err"))).expect("an error");
        let error = error.trim().to_owned();
        let accepted = folder.join(format!("{name}.noconsistency.config.json")).is_file();
        records.push(Record::new(&file, "plain", Some(error.clone())));
        let mut record = Record::new(&file, "no-consistency", (!accepted).then_some(error));
        record.options.consistency = false;
        records.push(record);
    }
    records
}

fn excepted(record: &Record) -> bool {
    EXCEPTIONS.iter().any(|(file, _)| record.name.starts_with(file))
}

fn records(corpus: &Path) -> Vec<Record> {
    let mut all = projects(corpus);
    all.extend(merged(corpus));
    all.extend(cases(corpus));
    all
}

#[test]
fn every_recorded_verdict_is_ours() {
    let Some(shared) = shared("the verdicts of Compose") else { return };
    let files = Mounted { corpus: shared.join("corpus") };
    let records = records(&files.corpus);
    assert!(records.len() > 1_500, "{} records are read", records.len());
    let mut differences = Vec::new();
    let mut exceptions = std::collections::BTreeSet::new();
    for record in &records {
        let loaded = record.load(&files, Mode::Exact, &mut Sources::default());
        let ours = loaded.problems.first().map(|problem| problem.detail.as_str());
        assert_eq!(loaded.tree.is_none(), ours.is_some(), "{}", record.name);
        if ours.is_some() == record.refusal.is_some() {
            continue;
        }
        if excepted(record) {
            exceptions.insert(record.options.files.clone());
            continue;
        }
        let said =
            |refusal: Option<&str>| refusal.map_or("accepts".to_owned(), |why| format!("refuses: {why}"));
        differences.push(format!(
            "{}\n  client {}\n  we     {}",
            record.name,
            said(record.refusal.as_deref()),
            said(ours)
        ));
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    assert_eq!(exceptions.len(), EXCEPTIONS.len(), "every exception is one");
}

/// Whether services could be read of a file that is refused: if it has any, in YAML.
fn can_be_read(refusal: &str, text: &str) -> bool {
    let unreadable = ["go-yaml load error", "top-level object", "services must be a mapping", "timeout"];
    let services = text.lines().any(|line| {
        line.trim_end() == "services:" || line.starts_with("services: {") && !line.ends_with("{}")
    });
    services && !unreadable.iter().any(|part| refusal.contains(part))
}

#[test]
fn an_auditor_reads_what_compose_refuses() {
    let Some(shared) = shared("the refused projects of Compose") else { return };
    let files = Mounted { corpus: shared.join("corpus") };
    let (mut read, mut empty, mut unplaced) = (0, Vec::new(), Vec::new());
    for record in records(&files.corpus) {
        let whole = record.options.consistency && record.options.interpolate;
        let Some(refusal) = record.refusal.as_deref().filter(|_| whole) else { continue };
        let text = files.read(&record.options.files[0]).unwrap_or_default();
        let loaded = record.load(&files, Mode::Tolerant, &mut Sources::default());
        read += 1;
        let services = loaded.tree.as_ref().and_then(|tree| tree.get("services")).and_then(Tree::as_map);
        if services.is_none_or(esclusa_model::Entries::is_empty) && can_be_read(refusal, &text) {
            empty.push(record.name.clone());
        }
        // A value that is unset here may be one that the client takes.
        let refused = !loaded.problems.is_empty() || text.contains('$') || excepted(&record);
        assert!(refused || refusal == NOT_WRITTEN, "{}", record.name);
        if let Some(problem) = loaded.problems.iter().find(|problem| problem.span.is_none()) {
            unplaced.push(format!("{}: {}", record.name, problem.detail));
        }
    }
    assert!(read > 300, "{read} refused projects are read");
    assert!(empty.is_empty(), "nothing is read of\n{}", empty.join("\n"));
    assert!(unplaced.is_empty(), "a problem has no place\n{}", unplaced.join("\n"));
}
