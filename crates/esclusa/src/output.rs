//! Writing to the two standard streams. A reader who goes away (`| head`) is no error.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;
use esclusa_report::{clean, terminal::Style};

/// How much is written at once: what is told of many files is long, and each writing a call of the system.
const AT_ONCE: usize = 64 * 1024;

/// Lets `write` write to standard output.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(AT_ONCE, io::stdout().lock());
    settle(write(&mut out).and_then(|()| out.flush()))
}

/// Lets `write` write to standard error.
pub(crate) fn to_stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(AT_ONCE, io::stderr().lock());
    settle(write(&mut out).and_then(|()| out.flush()))
}

/// Lets `write` write a file: whole, or not at all. A reader of the old file never sees half of the new one.
pub(crate) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let shown = || path.display().to_string();
    // A link stays a link: what it points at is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        // A device or a FIFO (`/dev/stdout`) is written to; it must not become a file.
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&target).with_context(shown)?);
        return settle(write(&mut out).and_then(|()| out.flush())).with_context(shown);
    }
    let name = target.file_name().with_context(shown)?;
    let temporary = target.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = File::create_new(&temporary).and_then(|file| {
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.into_inner()?.sync_all()?;
        fs::rename(&temporary, &target)
    });
    if written.is_err() {
        drop(fs::remove_file(&temporary));
    }
    written.with_context(shown)
}

/// A line on standard error, cleaned; a failure to write it has nowhere to be told.
pub(crate) fn complain(line: &str) {
    drop(writeln!(io::stderr().lock(), "{}", clean::line(line)));
}

/// A question on standard error, which waits for its answer on the same line.
pub(crate) fn prompt(question: &str) {
    let mut stderr = io::stderr().lock();
    drop(write!(stderr, "{question} ").and_then(|()| stderr.flush()));
}

fn settle(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// The manner of a stream: colours only on a terminal that wants them (`NO_COLOR`, `TERM=dumb`), more than ASCII where
/// the locale says that it is shown.
pub(crate) fn style(stream: &impl IsTerminal, quiet: bool) -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    Style { colour: stream.is_terminal() && !unwanted, unicode: shows_unicode(), quiet }
}

/// Of the locale's variables the first that is set decides, as everywhere.
fn shows_unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let charset = locale.split_once('.').map_or("", |(_, charset)| charset).to_ascii_lowercase();
    charset.starts_with("utf-8") || charset.starts_with("utf8")
}
