//! Programs run in silence, within a time, and what they said.

use std::process::{Command, Output, Stdio};

use anyhow::Context as _;

/// The longest that one command may take, in seconds.
const LONGEST: &str = "180";

/// What a program said and whether it succeeded.
pub(super) struct Said {
    pub(super) success: bool,
    /// The code it ended with; nothing if a signal ended it.
    pub(super) code: Option<i32>,
    pub(super) standard: String,
    pub(super) error: String,
}

/// Runs a program with its arguments and, if there is one, a text on its standard input.
pub(super) fn run(
    program: impl AsRef<std::ffi::OsStr>,
    arguments: &[&str],
    input: Option<&str>,
) -> anyhow::Result<Said> {
    let mut command = Command::new("timeout");
    command.arg("--kill-after=5").arg(LONGEST).arg(program).args(arguments);
    command.env("DOCKER_BUILDKIT", "0").env_remove("DOCKER_HOST").env_remove("DOCKER_CONTEXT");
    said(command, input)
}

/// The same, and an error with what it said where it fails.
pub(super) fn expect(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> anyhow::Result<String> {
    let name = program.as_ref().to_string_lossy().into_owned();
    let said = run(program, arguments, None)?;
    anyhow::ensure!(said.success, "{name} {}: {}{}", arguments.join(" "), said.standard, said.error);
    Ok(said.standard)
}

fn said(mut command: Command, input: Option<&str>) -> anyhow::Result<Said> {
    use std::io::Write as _;

    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| program.clone())?;
    if let (Some(mut pipe), Some(text)) = (child.stdin.take(), input) {
        // A program that ends before it has read everything says so by how it ends.
        let _ = pipe.write_all(text.as_bytes());
    }
    let Output { status, stdout, stderr } = child.wait_with_output().with_context(|| program)?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Said { success: status.success(), code: status.code(), standard: text(stdout), error: text(stderr) })
}
