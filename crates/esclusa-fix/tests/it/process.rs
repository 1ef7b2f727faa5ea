//! A test in a process of its own: this program again, with one test and a folder to do it in.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const FOLDER: &str = "ESCLUSA_FIX_FOLDER";
/// Nobody, as root sees it.
const NOBODY: u32 = 65534;

/// The folder to work in, in the process that was started for it.
pub(crate) fn asked() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// This test again, in another process; as somebody who is not root, if `humble`.
pub(crate) fn command(test: &str, folder: &Path, humble: bool) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if humble && is_root() {
        give(folder);
        // The program may lie where only root looks.
        let copy = folder.with_extension("test");
        std::fs::copy(command.get_program(), &copy).expect("it can be copied");
        let mut other = Command::new(&copy);
        other.args(command.get_args()).env(FOLDER, folder).env("TMPDIR", "/tmp").current_dir("/");
        other.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        use std::os::unix::process::CommandExt as _;
        other.uid(NOBODY).gid(NOBODY);
        return other;
    }
    command
}

/// Does it and waits.
pub(crate) fn again(test: &str, folder: &Path, humble: bool, set: impl FnOnce(&mut Command)) -> Output {
    let mut command = command(test, folder, humble);
    set(&mut command);
    let done = command.output().expect("it can be started");
    if humble && is_root() {
        drop(std::fs::remove_file(folder.with_extension("test")));
    }
    done
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn give(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root gives");
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder") {
            give(&entry.expect("an entry").path());
        }
    }
}
