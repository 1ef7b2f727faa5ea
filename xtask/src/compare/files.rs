//! The files of the comparison: fixed lists of the corpus, the Dockerfiles under names that every auditor knows.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// How many files one call of the larger measurements takes.
const MANY: usize = 200;

/// The lists.
pub(crate) struct Files {
    /// Every Compose file.
    pub(crate) compose: Vec<PathBuf>,
    /// The folder of all Dockerfiles.
    pub(crate) folder: PathBuf,
    /// Every Dockerfile in it, each in a folder of its own.
    pub(crate) dockerfiles: Vec<PathBuf>,
    /// A folder of 10 Compose files and 11 Dockerfiles.
    pub(crate) mixed: PathBuf,
    /// Its files.
    pub(crate) mixed_files: Vec<PathBuf>,
}

impl Files {
    /// Finds the files, and copies into `place` those that need another name.
    pub(crate) fn lay_out(corpus: &Path, place: &Path) -> anyhow::Result<Self> {
        let mut compose = Vec::new();
        collect(&corpus.join("compose"), &mut compose)?;
        compose.retain(|path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml"));
        let mut originals = Vec::new();
        collect(&corpus.join("dockerfiles"), &mut originals)?;
        anyhow::ensure!(compose.len() >= MANY && originals.len() >= MANY, "the corpus holds too few files");
        if place.exists() {
            fs::remove_dir_all(place).with_context(|| place.display().to_string())?;
        }
        let folder = place.join("dockerfiles");
        let dockerfiles = named(&originals, &folder)?;
        let mixed = place.join("mixed");
        let mut mixed_files = named(&spread(&originals, 11), &mixed)?;
        for file in spread(&compose, 10) {
            let copy = mixed.join(own_name(&file)).join("compose.yaml");
            copy_to(&file, &copy)?;
            mixed_files.push(copy);
        }
        Ok(Self { compose, folder, dockerfiles, mixed, mixed_files })
    }

    /// Two hundred of a list, from its whole length.
    pub(crate) fn many(list: &[PathBuf]) -> Vec<PathBuf> {
        spread(list, MANY)
    }
}

/// So many of a list, at equal distances.
fn spread(list: &[PathBuf], count: usize) -> Vec<PathBuf> {
    (0..count).filter_map(|at| list.get(at * list.len() / count)).cloned().collect()
}

/// Copies of Dockerfiles, each called `Dockerfile` in a folder called as the file was.
fn named(files: &[PathBuf], folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for file in files {
        let copy = folder.join(own_name(file)).join("Dockerfile");
        copy_to(file, &copy)?;
        copies.push(copy);
    }
    Ok(copies)
}

/// The name of a file, with that of its folder where that is not the corpus's own.
fn own_name(file: &Path) -> String {
    let parts: Vec<_> = file.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    match parts.as_slice() {
        [name, folder] if !["compose", "dockerfiles"].contains(&folder.as_ref()) => {
            format!("{folder}__{name}")
        }
        [name, ..] => name.to_string(),
        [] => String::new(),
    }
}

fn copy_to(file: &Path, copy: &Path) -> anyhow::Result<()> {
    if let Some(folder) = copy.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    // Read and written, not copied: the mode of the original may forbid to take the copy away.
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    fs::write(copy, text).with_context(|| copy.display().to_string())
}

/// Every file below a folder, by path.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
