//! One service tried: as people write it, with the safe fixes, and with the risky ones too.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::engine::{BASE, CLIENT};
use super::said;
use super::service::Service;

/// How long a service may take until it serves.
const PATIENCE: Duration = Duration::from_secs(45);
/// How much of a container's log tells why it broke.
const LOG_LINES: &str = "12";
/// The project as people write it, beside the one that is hardened.
const CARELESS: &str = "careless.yaml";
/// Who owns the project, and the secrets that a fix puts into files: people are seldom root.
const OWNER: &str = "1000:1000";
/// The project that is hardened.
const HARDENED: &str = "compose.yaml";

/// The programs that a trial needs.
pub(super) struct Tools {
    pub(super) compose: PathBuf,
    pub(super) esclusa: PathBuf,
}

/// What came of the trials of one service.
pub(super) struct Row {
    pub(super) service: &'static str,
    pub(super) before: Outcome,
    pub(super) safe: Form,
    /// Where it was asked for.
    pub(super) risky: Option<Form>,
}

impl Row {
    /// Whether the claim that a fix is safe, or the service itself, does not hold.
    pub(super) fn is_broken(&self) -> bool {
        [&self.before, &self.safe.outcome].iter().any(|outcome| matches!(outcome, Outcome::Broken { .. }))
    }
}

/// A hardened form of a project.
pub(super) struct Form {
    pub(super) outcome: Outcome,
    /// The findings that are gone, `service: rule`.
    pub(super) cured: Vec<String>,
    /// How many are left.
    pub(super) left: usize,
    /// What was changed in the file.
    pub(super) difference: String,
}

/// Whether a real client was served all along.
pub(super) enum Outcome {
    Served(Duration),
    /// Only who is in the project's network: the port is not published any more.
    ServedInside(Duration),
    Broken {
        at: String,
        why: String,
    },
}

/// Tries a service as it is, with the safe fixes and, if asked to, with the risky ones too, in copies of its project
/// below `folder`.
pub(super) fn try_service(
    service: &Service,
    tools: &Tools,
    folder: &Path,
    risky: bool,
) -> anyhow::Result<Row> {
    let project = Project { service, tools, folder: folder.join(service.name) };
    project.lay()?;
    project.down(CARELESS, true)?;
    let before = outcome(|| project.is_served(CARELESS))?;
    project.down(CARELESS, true)?;
    let safe = project.hardened(&[])?;
    let risky = risky.then(|| project.hardened(&["--risky"])).transpose()?;
    project.clear()?;
    Ok(Row { service: service.name, before, safe, risky })
}

/// Why something broke, as an error that is not ours.
#[derive(Debug)]
struct Broken {
    at: &'static str,
    why: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for Broken {}

/// From where a client was served.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Host,
    Inside,
}

/// An outcome, and an error only where the trial itself could not be made.
fn outcome(trial: impl FnOnce() -> anyhow::Result<From>) -> anyhow::Result<Outcome> {
    let since = Instant::now();
    match trial() {
        Ok(From::Host) => Ok(Outcome::Served(since.elapsed())),
        Ok(From::Inside) => Ok(Outcome::ServedInside(since.elapsed())),
        Err(error) => {
            let Broken { at, why } = error.downcast::<Broken>()?;
            Ok(Outcome::Broken { at: at.to_owned(), why })
        }
    }
}

/// A copy of a service's project.
struct Project<'a> {
    service: &'a Service,
    tools: &'a Tools,
    folder: PathBuf,
}

impl Project<'_> {
    /// Lays the copy anew: the project as it is in the repository, without what makes its images.
    fn lay(&self) -> anyhow::Result<()> {
        self.clear()?;
        copy(&self.service.folder(), &self.folder)?;
        std::fs::copy(self.folder.join(HARDENED), self.folder.join(CARELESS))?;
        Ok(())
    }

    fn clear(&self) -> anyhow::Result<()> {
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder).with_context(|| self.folder.display().to_string())?;
        }
        Ok(())
    }

    /// The project hardened, and tried twice: over what the careless one has written, and from nothing.
    fn hardened(&self, flags: &[&str]) -> anyhow::Result<Form> {
        self.lay()?;
        let found = self.findings()?;
        let harden = [&["harden", HARDENED], flags, &["--write"]].concat();
        let done = self.esclusa(&harden)?;
        let compared = ["-U1", CARELESS, HARDENED].map(|name| match name {
            "-U1" => name.to_owned(),
            name => self.folder.join(name).to_string_lossy().into_owned(),
        });
        let compared = said::run("diff", &compared.each_ref().map(String::as_str), None)?.standard;
        let difference = compared.lines().skip(2).map(|line| format!("{line}\n")).collect();
        let mut left = self.findings()?;
        let remaining = left.len();
        let mut cured = Vec::new();
        for finding in found {
            match left.iter().position(|other| *other == finding) {
                Some(at) => drop(left.swap_remove(at)),
                None => cured.push(finding),
            }
        }
        let outcome = outcome(|| {
            if !done.success && !done.error.is_empty() && cured.is_empty() {
                return Err(Broken { at: "esclusa harden", why: done.error }.into());
            }
            said::expect("chown", &["-R", OWNER, &self.folder.to_string_lossy()])?;
            self.is_taken_over()?;
            self.down(HARDENED, true)?;
            self.is_served(HARDENED)
        })?;
        self.down(HARDENED, true)?;
        self.down(CARELESS, true)?;
        Ok(Form { outcome, cured, left: remaining, difference })
    }

    /// Whether the hardened project serves what the careless one has written.
    fn is_taken_over(&self) -> anyhow::Result<From> {
        self.up(CARELESS, "start as people write it")?;
        self.asked(CARELESS, "write", "first client as people write it")?;
        self.down(CARELESS, false)?;
        self.up(HARDENED, "start over the data from before")?;
        self.asked(HARDENED, "read", "client over the data from before")
    }

    /// Whether a project from nothing serves, keeps what it was given over a restart, and stops when it is told to.
    fn is_served(&self, file: &str) -> anyhow::Result<From> {
        self.up(file, "start")?;
        let from = self.asked(file, "write", "first client")?;
        self.compose(file, &["restart", "--timeout", "10"])?;
        self.asked(file, "read", "client after a restart")?;
        self.compose(file, &["stop", "--timeout", "10"])?;
        let states = self.containers("{{.Status}}")?;
        // 137: killed, since it did not stop by itself.
        if states.lines().any(|state| state.starts_with("Exited (137)")) {
            return Err(self.broken(file, "stop", &states)?.into());
        }
        Ok(from)
    }

    fn up(&self, file: &str, at: &'static str) -> anyhow::Result<()> {
        let said = self.compose(file, &["up", "--detach"])?;
        if said.success { Ok(()) } else { Err(self.broken(file, at, &said.error)?.into()) }
    }

    /// Ends the containers of a project; with what they have written, or not.
    fn down(&self, file: &str, with_volumes: bool) -> anyhow::Result<()> {
        let volumes: &[&str] = if with_volumes { &["--volumes"] } else { &[] };
        let down = [&["down", "--timeout", "10"], volumes].concat();
        let said = self.compose(file, &down)?;
        anyhow::ensure!(said.success, "{}: {}", self.service.name, said.error);
        // Folders of the host that the project mounts and the engine has made.
        if with_volumes {
            let made = self.folder.join("data");
            if made.exists() {
                std::fs::remove_dir_all(made)?;
            }
        }
        Ok(())
    }

    /// Runs the client until it is served: on the host, or, where the project publishes no port, in its network.
    fn asked(&self, file: &str, phase: &str, at: &'static str) -> anyhow::Result<From> {
        let script = std::fs::read_to_string(self.service.folder().join("client.sh"))?;
        let containers = self.containers("{{.ID}} {{.Ports}}")?;
        let published = containers.lines().any(|line| line.contains("->"));
        let first = containers.split_whitespace().next().unwrap_or_default();
        let network = format!("container:{first}");
        let (from, start) = if published || first.is_empty() {
            (From::Host, vec!["exec", "--interactive", CLIENT])
        } else {
            (From::Inside, vec!["run", "--rm", "--interactive", "--network", &network, BASE])
        };
        let words = [start, vec!["bash", "-s", "--", phase]].concat();
        let since = Instant::now();
        loop {
            let said = said::run("docker", &words, Some(&script))?;
            if said.success {
                return Ok(from);
            }
            if since.elapsed() > PATIENCE {
                return Err(self.broken(file, at, &said.error)?.into());
            }
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// What docker says of each container of the project.
    fn containers(&self, format: &str) -> anyhow::Result<String> {
        let label = format!("label=com.docker.compose.project={}", self.service.name);
        said::expect("docker", &["ps", "--all", "--filter", &label, "--format", format])
    }

    fn broken(&self, file: &str, at: &'static str, why: &str) -> anyhow::Result<Broken> {
        let log = self.compose(file, &["logs", "--no-color", "--tail", LOG_LINES])?.standard;
        Ok(Broken { at, why: format!("{}\n{}", why.trim(), log.trim_end()) })
    }

    fn compose(&self, file: &str, words: &[&str]) -> anyhow::Result<said::Said> {
        let (folder, file) = (self.folder.to_string_lossy(), self.folder.join(file));
        let file = file.to_string_lossy();
        let project = ["--project-name", self.service.name, "--project-directory", &folder, "--file", &file];
        said::run(&self.tools.compose, &[&project, words].concat(), None)
    }

    fn esclusa(&self, words: &[&str]) -> anyhow::Result<said::Said> {
        let program = self.tools.esclusa.to_string_lossy();
        let folder = format!("--chdir={}", self.folder.display());
        said::run("env", &[&[folder.as_str(), &program], words].concat(), None)
    }

    /// The findings of the project, `service: rule`.
    fn findings(&self) -> anyhow::Result<Vec<String>> {
        let said = self.esclusa(&["audit", "--lang", "en", "--format", "github", HARDENED])?;
        let of_line = |line: &str| {
            let (_, message) = line.strip_prefix("::")?.split_once("::")?;
            let (service, _) = message.split_once(": ")?;
            let rule = message.rsplit_once('[')?.1.strip_suffix(']')?;
            Some(format!("{service}: {rule}"))
        };
        Ok(said.standard.lines().filter_map(of_line).collect())
    }
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "image" || name == "client.sh" {
            continue;
        }
        let place = to.join(&name);
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else {
            std::fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
