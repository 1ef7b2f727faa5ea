//! What can be counted on of what a container does: the documentation of its image, or why it cannot be.

use esclusa_finding::{Message, Safety};
use esclusa_model::{Container, FactSource, Facts, ImageFacts};

use super::{mounts, words};
use crate::Subject;
use crate::root::{is_root, is_root_by_number};

/// What the claims about a container rest on.
#[derive(Debug)]
pub(crate) struct Basis {
    /// The address of the documentation, or what stands against counting on it.
    pub(super) documentation: Result<&'static str, Doubt>,
    /// Whether it starts as root; nothing where that is not known.
    pub(super) root: Option<bool>,
    /// A program in its words that works by gaining privileges.
    pub(super) raises: Option<String>,
    /// Where something is mounted.
    pub(super) mounts: Vec<mounts::Target>,
}

/// Why the documentation of the image is not enough.
#[derive(Debug)]
pub(super) enum Doubt {
    /// The image is not in the table.
    Unknown,
    /// It is built here, so that more may be in it.
    Built,
    /// Another program is started.
    Program(String),
    /// What is mounted here stands in the place of its own programs.
    Mounted(String),
}

/// Where an image keeps what it starts.
const PROGRAMS: [&str; 10] = [
    "/bin",
    "/docker-entrypoint.d",
    "/docker-entrypoint.sh",
    "/entrypoint.sh",
    "/sbin",
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
];

impl Basis {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let container = subject.container;
        let mounts = mounts::targets(container);
        Self {
            documentation: documentation(subject, &mounts),
            root: root(container),
            raises: words::raising(container),
            mounts,
        }
    }

    /// Safe where the documentation holds and says this whole; else risky.
    pub(super) fn judged(&self, subject: &Subject<'_>, whole: bool) -> (Safety, Message) {
        match &self.documentation {
            Ok(address) if whole => {
                let reason = Message::new("fix-reason-documented").with("address", *address);
                (Safety::Safe, reason)
            }
            Ok(address) => {
                let reason = Message::new("fix-reason-undocumented").with("address", *address);
                (Safety::Risky, reason)
            }
            Err(doubt) => (Safety::Risky, doubt.reason(image_of(subject))),
        }
    }
}

impl Doubt {
    fn reason(&self, image: &str) -> Message {
        match self {
            Self::Unknown => Message::new("fix-reason-unknown").with("image", image.to_owned()),
            Self::Built => Message::new("fix-reason-built"),
            Self::Program(program) => {
                Message::new("fix-reason-program").with("program", words::shown(program))
            }
            Self::Mounted(path) => Message::new("fix-reason-mounted-program").with("path", path.clone()),
        }
    }
}

/// The image as a person calls it.
fn image_of<'a>(subject: &Subject<'a>) -> &'a str {
    let image = &subject.container.request.image;
    image.unknown().or_else(|| image.get().map(String::as_str)).unwrap_or("?")
}

fn documentation(subject: &Subject<'_>, mounts: &[mounts::Target]) -> Result<&'static str, Doubt> {
    let container = subject.container;
    if subject.workload.rest.contains_key("build") {
        return Err(Doubt::Built);
    }
    let address = address(&container.image).ok_or(Doubt::Unknown)?;
    if let Some(program) = other_program(container) {
        return Err(Doubt::Program(program.to_owned()));
    }
    // What Compose runs in the container beside its program.
    let mut hooks = ["post_start", "pre_stop"].into_iter();
    if let Some(key) = hooks.find(|key| subject.workload.rest.contains_key(key)) {
        return Err(Doubt::Program(key.to_owned()));
    }
    let covers = |target: &&mounts::Target| PROGRAMS.iter().any(|folder| target.is_in(folder));
    match mounts.iter().find(covers) {
        Some(target) => Err(Doubt::Mounted(target.path.clone())),
        None => Ok(address),
    }
}

/// The documentation of a known image.
fn address(image: &ImageFacts) -> Option<&'static str> {
    const fn of(source: &FactSource) -> Option<&'static str> {
        match source {
            FactSource::KnownImages(address) => Some(address),
            _ => None,
        }
    }
    fn first(facts: &Facts) -> Option<&'static str> {
        facts.items.first().and_then(|(_, source)| of(source))
    }
    fn one<T>(fact: &esclusa_model::Fact<T>) -> Option<&'static str> {
        match fact {
            esclusa_model::Fact::Known(_, source) => of(source),
            esclusa_model::Fact::Unknown => None,
        }
    }
    let lists = [&image.exposed_ports, &image.volumes, &image.needs_capabilities, &image.writable_paths];
    one(&image.user).or_else(|| one(&image.entrypoint)).or_else(|| lists.into_iter().find_map(first))
}

/// The program that is started in the place of the image's own, if there is one: arguments alone are for that.
fn other_program(container: &Container) -> Option<&str> {
    let request = &container.request;
    let own: &[String] = container.image.entrypoint.known().map_or(&[], Vec::as_slice);
    let asked = &request.entrypoint.items;
    if !asked.is_empty() && !request.entrypoint.values().eq(own) {
        let first = asked.first()?;
        return Some(first.unknown().or_else(|| first.get().map(String::as_str)).unwrap_or("?"));
    }
    let first = request.cmd.items.first()?;
    if let Some(symbol) = first.unknown() {
        return Some(symbol);
    }
    let first = first.get()?.as_str();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_own = container.image.commands.values().any(|own| own == first || own == name(first));
    let is_argument = first.starts_with('-') && !own.is_empty();
    (!is_own && !is_argument && !first.is_empty()).then_some(first)
}

/// Whether a container starts as root.
fn root(container: &Container) -> Option<bool> {
    let asked = &container.request.user;
    if asked.unknown().is_some() {
        return None;
    }
    if is_root_by_number(container) {
        return Some(true);
    }
    match asked.get().filter(|user| !user.is_empty()) {
        Some(user) => Some(is_root(user)),
        None => container.image.user.known().map(|user| user.is_empty() || is_root(user)),
    }
}
