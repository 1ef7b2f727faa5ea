//! Where the shared corpus is, if it is there.

use std::path::{Path, PathBuf};

/// The folder named by `ESCLUSA_SHARED`, or `shared` beside the checkout; `None`, said aloud, where there is none.
pub(crate) fn shared(suite: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("ESCLUSA_SHARED").map_or(beside, PathBuf::from);
    if folder.join("design.md").is_file() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "a skipped suite says so")]
    {
        eprintln!("skipped: {suite}: no shared corpus (set ESCLUSA_SHARED)");
    }
    None
}

/// One of how many is tried: a part of the corpus, or all of it if `ESCLUSA_WHOLE` asks for that.
pub(crate) fn one_of(part: usize) -> usize {
    if std::env::var_os("ESCLUSA_WHOLE").is_some() { 1 } else { part }
}
