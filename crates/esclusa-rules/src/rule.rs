//! What a rule is.

use std::cell::OnceCell;
use std::collections::HashMap;

use esclusa_finding::{Findings, RuleMeta, Thresholds};
use esclusa_model::image::recipe::Recipe;
use esclusa_model::{Container, Daemon, Host, Needs, Project, Workload};

use crate::host_path::HostPath;
use crate::remedy::Claims;
use crate::secret::Secrets;

/// What a rule looks at: a container and the project around it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The project, for what it defines beside the containers (volumes, networks).
    pub project: &'a Project,
    /// What is started together with the container, and what is said of that beyond it.
    pub workload: &'a Workload,
    /// The container.
    pub container: &'a Container,
    /// What it was seen or declared to need, if there is a lock that says so.
    pub needs: Option<&'a Needs>,
    /// From which amounts on something is too much.
    pub thresholds: &'a Thresholds,
    /// Where the project's volumes stand, by name; worked out when the first rule asks.
    pub(crate) volumes: &'a OnceCell<HashMap<String, usize>>,
    /// What several rules ask of the container.
    pub(crate) once: &'a Once,
}

/// What is looked for in a container when the first rule asks, and not again for the next.
#[derive(Debug, Default)]
pub(crate) struct Once {
    /// The secrets that it carries.
    pub(crate) secrets: OnceCell<Secrets>,
    /// The paths of the host that are mounted.
    pub(crate) host_paths: OnceCell<Vec<HostPath>>,
    /// What the safety of fixes rests on.
    pub(crate) claims: Claims,
}

impl Subject<'_> {
    /// Whether the project makes the container's image, by a Dockerfile that was read.
    pub(crate) fn is_built(&self) -> bool {
        let build = self.workload.rest.get("build");
        build.is_some_and(|build| !build.is_null()) && !self.project.recipes.is_empty()
    }
}

/// One rule: a unit struct in a file of its own.
pub trait Rule: Sync {
    /// What it says about itself.
    fn meta(&self) -> &'static RuleMeta;
    /// Adds what it finds about one container.
    fn check(&self, _subject: &Subject<'_>, _findings: &mut Findings) {}
    /// Adds what it finds about how an image is made.
    fn inspect(&self, _recipe: &Recipe, _findings: &mut Findings) {}
    /// Adds what it finds about how an engine is set up.
    fn check_daemon(&self, _daemon: &Daemon, _findings: &mut Findings) {}
    /// Adds what it finds about the machine that an engine runs on.
    fn check_host(&self, _host: &Host, _findings: &mut Findings) {}
}

/// The page beside a rule's file, in both languages.
macro_rules! page {
    ($path:literal) => {
        esclusa_finding::Page {
            english: include_str!(concat!($path, ".md")),
            spanish: include_str!(concat!($path, ".es.md")),
        }
    };
}
pub(crate) use page;
