//! What is asked for together: a project of workloads of containers, with networks, volumes, secrets and configs.

use std::path::PathBuf;

use esclusa_source::Problem;

use crate::field::Field;
use crate::image::recipe::Recipe;
use crate::{Container, Daemon, Entries, Host, Origin};

/// In which language it was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dialect {
    /// A `docker run` or `docker create` command line.
    Run,
    /// A Compose project.
    #[default]
    Compose,
    /// The Engine API's JSON.
    Engine,
    /// A Dockerfile: no container is asked for, an image is made.
    Dockerfile,
    /// `daemon.json`, dockerd's command line and the engine's own answers: how an engine is set up.
    Daemon,
    /// The machine that an engine runs on.
    Host,
}

/// Everything that one input asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The project's name, if the dialect has one.
    pub name: Field<String>,
    /// The language.
    pub dialect: Dialect,
    /// The folder that its relative paths start from; empty if it has none.
    pub directory: PathBuf,
    /// What is started together.
    pub workloads: Vec<Workload>,
    /// Networks by key: their definition in Compose's terms.
    pub networks: Entries,
    /// Volumes by key.
    pub volumes: Entries,
    /// Secrets by key.
    pub secrets: Entries,
    /// Configs by key.
    pub configs: Entries,
    /// The images that are made, if the input is how to make one.
    pub recipes: Vec<Recipe>,
    /// The engine's daemon, if it is what was asked about.
    pub daemon: Option<Box<Daemon>>,
    /// The engine's host, if it is what was asked about.
    pub host: Option<Box<Host>>,
    /// What the dialect says of the project beyond these (`models`, `jobs`), by its own keys.
    pub rest: Entries,
}

/// Containers that are started together: one for Docker; several, sharing namespaces, for a pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// The service, the command or the pod.
    pub name: String,
    /// Where it is written.
    pub origin: Origin,
    /// Containers that run to their end before the others start.
    pub init: Vec<Container>,
    /// The containers.
    pub containers: Vec<Container>,
    /// What the dialect says of this workload beyond the container (`build`, `deploy.replicas`, `depends_on`, …), by
    /// the dialect's own keys: kept so that nothing is lost.
    pub rest: Entries,
}

impl Project {
    /// Every container, init containers included.
    pub fn containers(&self) -> impl Iterator<Item = &Container> {
        self.workloads.iter().flat_map(|workload| workload.init.iter().chain(&workload.containers))
    }
}

/// A reading: what was understood, and what was not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The projects read: one for a Compose project, one for each command of a script or Markdown page.
    pub projects: Vec<Project>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}
