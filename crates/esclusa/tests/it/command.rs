//! Runs the binary with nothing of this machine's environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes away at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("esclusa-test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub(crate) fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn esclusa(&self, arguments: &[&str]) -> Run {
        run(&self.0, arguments, &[])
    }

    /// Runs the binary with a text as its standard input.
    pub(crate) fn piped(&self, arguments: &[&str], text: &str) -> Run {
        let path = self.0.join(".piped");
        std::fs::write(&path, text).expect("a file");
        run_with(&self.0, arguments, &[], std::fs::File::open(path).expect("the file").into())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the binary in a folder with these variables and no others.
pub(crate) fn run(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    run_with(folder, arguments, variables, Stdio::null())
}

/// The same with something to read.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)], input: Stdio) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_esclusa"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(input)
        .output()
        .expect("the binary runs");
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}
