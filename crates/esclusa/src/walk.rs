//! What lies below a folder and can be judged: Compose projects, files that overlay them, pages and scripts that start
//! containers, JSON of the engine. Ignored files (`.gitignore`) and links are left alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use esclusa_source::{FileId, Files, Node, ReadError, Sources, syntax};
use ignore::WalkBuilder;

use crate::detect::{self, Kind};
use crate::reading::COMPOSE_FILES;

/// What Compose adds to a project of its folder by itself.
const OVERRIDE_FILES: [&str; 4] = [
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// The Compose project of a folder, and its file.
    Project(PathBuf, PathBuf),
    /// A Compose file, and one that only says what is to be different in it.
    Overlay(PathBuf, PathBuf),
    /// A file that stands for itself.
    File(PathBuf),
    /// A Dockerfile: what a project that builds it has judged is not judged again.
    Dockerfile(PathBuf),
}

impl Job {
    /// The file, if another project that reads it makes this job superfluous.
    pub(crate) fn compose_file(&self) -> Option<&Path> {
        match self {
            Self::Project(_, path) | Self::Overlay(_, path) | Self::File(path) => Some(path),
            Self::Dockerfile(_) => None,
        }
    }
}

/// Everything below `folder`, projects before the files beside them, Dockerfiles last, outer folders before inner ones; and the folders
/// that could not be entered.
pub(crate) fn jobs(folder: &Path, files: &dyn Files) -> (Vec<Job>, Vec<String>) {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).require_git(false).follow_links(false).parents(true);
    walk.filter_entry(|entry| entry.file_name() != ".git");
    let mut found = BTreeSet::new();
    let mut unreadable = Vec::new();
    for entry in walk.build() {
        match entry {
            // A link to a file is read as Compose reads it; a FIFO or a broken link of such a name is told when it is read.
            Ok(entry)
                if entry.file_type().is_some_and(|kind| !kind.is_dir()) && !files.is_dir(entry.path()) =>
            {
                found.insert((entry.depth(), entry.into_path()));
            }
            Ok(_) => {}
            Err(error) => unreadable.push(error.to_string()),
        }
    }
    let mut projects = Vec::new();
    let mut rest = Vec::new();
    for (_, path) in &found {
        // A name that is no text is compared as far as it is.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(folder);
        let base = COMPOSE_FILES.iter().map(|name| folder.join(name)).find(|base| files.is_file(base));
        if base.as_ref() == Some(path) {
            projects.push(Job::Project(folder.to_owned(), path.clone()));
        } else if base.is_some() && OVERRIDE_FILES.contains(&&*name) {
            // Part of the project.
        } else if is_candidate(&name) {
            rest.extend(job(path, base, files));
        }
    }
    // A Dockerfile after everything that may build it.
    rest.sort_by_key(|job| matches!(job, Job::Dockerfile(_)));
    projects.append(&mut rest);
    (projects, unreadable)
}

/// Whether a name may be that of something to judge, so that other files are not read at all.
fn is_candidate(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if name == "dockerfile" || name == "containerfile" || name.starts_with("dockerfile.") {
        return true;
    }
    let endings = ["yaml", "yml", "json", "md", "markdown", "mdx", "sh", "bash", "zsh", "ksh", "dockerfile"];
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Whether a name alone says that docker reads the file.
fn is_for_docker(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    name.contains("compose") || name.contains("dockerfile") || name == "containerfile"
}

/// The job of a file, if it is one.
fn job(path: &Path, base: Option<PathBuf>, files: &dyn Files) -> Option<Job> {
    let text = match files.read(path) {
        Ok(text) => text,
        // A file that may hold something and cannot be read is told, as it is where it is named. A broken link by the name
        // of a page or a script asks for nothing.
        Err(ReadError::NotFound(_)) if !is_for_docker(path) => return None,
        Err(_) => return Some(Job::File(path.to_owned())),
    };
    let mut scratch = Sources::default();
    let file = scratch.add(path, "");
    match detect::kind(path, file, &text)? {
        Kind::Compose => compose(path, base, file, &text),
        Kind::Engine => text.contains("\"HostConfig\"").then(|| Job::File(path.to_owned())),
        // Elsewhere a file of that name may be anything.
        Kind::Daemon => {
            let folder = path.parent()?;
            let is_docker = folder.ends_with("etc/docker") || folder.ends_with(".config/docker");
            is_docker.then(|| Job::File(path.to_owned()))
        }
        Kind::Commands(kind) => {
            let commands = esclusa_source::docker_commands(file, &text, kind);
            (!commands.is_empty()).then(|| Job::File(path.to_owned()))
        }
        Kind::Dockerfile => Some(Job::Dockerfile(path.to_owned())),
    }
}

/// The job of YAML or JSON that may be a Compose file. Other YAML (a workflow, a chart) is none; what says that it is one and
/// cannot be understood is read, so that it is told.
fn compose(path: &Path, base: Option<PathBuf>, file: FileId, text: &str) -> Option<Job> {
    let whole = || Job::File(path.to_owned());
    let (documents, _) = syntax::yaml::parse(file, text);
    let Some(root) = documents.into_iter().next().and_then(|document| document.root) else {
        let says = text.lines().any(|line| line.starts_with("services:"));
        return (says || is_for_docker(path)).then(whole);
    };
    let services = value(&root, "services");
    let Some(services) = services.as_ref().and_then(Node::entries) else {
        let includes = value(&root, "include").is_some_and(|files| files.items().is_some());
        return (includes || is_for_docker(path)).then(whole);
    };
    let stands = |service: &Node| {
        ["image", "build", "extends", "provider", "<<"].iter().any(|key| value(service, key).is_some())
    };
    match base {
        Some(base) if services.iter().any(|entry| !stands(&entry.value)) => {
            Some(Job::Overlay(base, path.to_owned()))
        }
        _ => (!services.is_empty()).then(whole),
    }
}

/// What stands under a key.
fn value(node: &Node, key: &str) -> Option<Node> {
    let mut entries = node.entries()?.iter();
    let entry = entries.find(|entry| entry.key.scalar().is_some_and(|(text, _)| text == key))?;
    Some(entry.value.clone())
}
