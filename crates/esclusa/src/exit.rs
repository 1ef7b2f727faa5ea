//! The exit codes, all of them.

use std::process::ExitCode;

/// How the process ends; the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing at or above the chosen severity; or the work is done.
    Clean,
    /// Findings at or above the chosen severity.
    Findings,
    /// Bad usage, or input that could not be read or understood. It outweighs findings.
    Trouble,
    /// Of `esclusa run`: what the container's command ended with, or one of the client's own codes.
    Command(u8),
}

impl Exit {
    /// Of `esclusa run`, as of the docker client: it did not come to a container that was started.
    pub(crate) const NOT_RUN: Self = Self::Command(125);
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
            Exit::Command(code) => code,
        })
    }
}
