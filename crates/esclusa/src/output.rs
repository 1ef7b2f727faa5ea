//! Writing to the two standard streams. A reader who goes away (`| head`) is no error.

use std::io::{self, BufWriter, IsTerminal, Write};

use esclusa_report::{clean, terminal::Style};

/// Lets `write` write to standard output.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    settle(write(&mut out).and_then(|()| out.flush()))
}

/// Lets `write` write to standard error.
pub(crate) fn to_stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stderr().lock());
    settle(write(&mut out).and_then(|()| out.flush()))
}

/// A line on standard error, cleaned; a failure to write it has nowhere to be told.
pub(crate) fn complain(line: &str) {
    drop(writeln!(io::stderr().lock(), "{}", clean::line(line)));
}

fn settle(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// The manner of a stream: colours only on a terminal that wants them (`NO_COLOR`, `TERM=dumb`).
pub(crate) fn style(stream: &impl IsTerminal, quiet: bool) -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    Style { colour: stream.is_terminal() && !unwanted, quiet }
}
