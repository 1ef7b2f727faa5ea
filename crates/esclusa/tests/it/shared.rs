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
