//! What a container has written to its own layer: the upper folder of its overlay, read from the machine. The engine tells
//! the same (`GET /containers/ID/changes`), but compares whole images for it, a quarter of a second each.

use std::fs;
use std::path::Path;

/// So many entries are looked at.
const MOST: usize = 10_000;

/// The files and empty folders below the folder `upper` of the machine whose root is `root` (`/`), each as its path in the
/// container, sorted. Nothing if it is not there, cannot be read (which takes root), or holds more than is looked at. What
/// was taken away is there, too, as the mark that the kernel leaves.
#[must_use]
pub fn written(root: &Path, upper: &str) -> Option<Vec<String>> {
    let upper = root.join(upper.strip_prefix('/')?);
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        let mut is_empty = true;
        for entry in fs::read_dir(upper.join(folder.trim_start_matches('/'))).ok()? {
            let entry = entry.ok()?;
            is_empty = false;
            seen += 1;
            if seen > MOST {
                return None;
            }
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            // Of the entry itself: a link is not followed.
            if entry.file_type().ok()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
        if is_empty && !folder.is_empty() {
            found.push(folder);
        }
    }
    found.sort_unstable();
    Some(found)
}
