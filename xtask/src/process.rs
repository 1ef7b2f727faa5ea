//! Running other programs: what is run is printed, and what they say is passed on while it is kept.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

/// Runs a command in the root of the workspace; an error if it cannot be started or fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    announce(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| spoken(command))?;
    anyhow::ensure!(status.success(), "{}: {status}", spoken(command));
    Ok(())
}

/// Like [`run`], and gives back what the command printed on standard output and error.
pub(crate) fn run_and_read(command: &mut Command) -> anyhow::Result<(bool, String)> {
    announce(command);
    let (reader, writer) = std::io::pipe()?;
    let mut child = {
        let command = command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let child = command.spawn().with_context(|| spoken(command))?;
        // The parent's ends of the pipe, which would keep it open for ever.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        child
    };
    let mut said = String::new();
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        said.push_str(&text);
        line.clear();
    }
    Ok((child.wait()?.success(), said))
}

/// Whether a command is there and answers with success, in silence.
pub(crate) fn answers(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A cargo command in the root of the workspace.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(arguments);
    command
}

fn announce(command: &Command) {
    println!("\n> {}", spoken(command));
}

fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let mut words = vec![program.to_string_lossy()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy()));
    words.join(" ")
}
