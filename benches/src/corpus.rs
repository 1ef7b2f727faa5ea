//! The Compose files of the shared corpus.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

/// A file and its text.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: Arc<str>,
}

/// Every YAML file under the corpus's folder `compose` that is text, by path.
pub(crate) fn compose_files() -> anyhow::Result<Vec<File>> {
    let shared = std::env::var_os("ESCLUSA_SHARED").context("set ESCLUSA_SHARED to the shared corpus")?;
    let mut files = Vec::new();
    collect(&Path::new(&shared).join("corpus/compose"), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    anyhow::ensure!(!files.is_empty(), "the corpus holds no Compose file");
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<File>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
            continue;
        }
        let yaml = path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml");
        if yaml && let Ok(text) = std::fs::read_to_string(&path) {
            files.push(File { path, text: text.into() });
        }
    }
    Ok(())
}
