//! What a Dockerfile is called, so that what is found in it is known again.

use std::path::Path;

use esclusa_source::Files;

/// What says that a folder is the root of a repository, the surest first.
const ROOTS: [&str; 2] = [".git", "esclusa.toml"];

/// The path of a file from the root of its repository; only its own name if it is in none. The same wherever the repository
/// lies, and from whichever folder it is looked at.
#[must_use]
pub fn name_of(path: &Path, files: &dyn Files) -> String {
    let real = files.real_path(path);
    let path = real.as_deref().unwrap_or(path);
    let roots = ROOTS
        .iter()
        .filter_map(|root| path.ancestors().skip(1).find(|folder| files.exists(&folder.join(root))));
    let below = roots.filter_map(|root| path.strip_prefix(root).ok()).next();
    let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
