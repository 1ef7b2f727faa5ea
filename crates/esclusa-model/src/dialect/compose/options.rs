//! What is loaded and how far, and what comes of it.

use std::path::PathBuf;

use esclusa_source::Problem;

use crate::Tree;

/// Which services of a project are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Profiles {
    /// All of them, whatever their profiles.
    #[default]
    All,
    /// Those without profiles and those of the named ones; none named: those of `COMPOSE_PROFILES`.
    Only(Vec<String>),
}

/// What is loaded, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// The files, each overriding those before it; none: what Compose finds in the project's folder.
    pub files: Vec<PathBuf>,
    /// The project's folder; by default that of the first file, or the current one.
    pub project_directory: Option<PathBuf>,
    /// The project's name; by default what Compose makes of the files and the folder.
    pub project_name: Option<String>,
    /// Files of variables instead of the folder's `.env`.
    pub env_files: Vec<PathBuf>,
    /// The services that are read.
    pub profiles: Profiles,
    /// Whether variables are replaced.
    pub interpolate: bool,
    /// Whether it is checked that services fit together.
    pub consistency: bool,
    /// Whether `env_file` is read into `environment`.
    pub resolve_env: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            project_directory: None,
            project_name: None,
            env_files: Vec::new(),
            profiles: Profiles::All,
            interpolate: true,
            consistency: true,
            resolve_env: true,
        }
    }
}

/// A loaded project.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The whole project in canonical form; `None` if nothing could be read, or if reading exactly and Compose refuses.
    pub tree: Option<Tree>,
    /// The project's name.
    pub name: String,
    /// The project's folder.
    pub directory: PathBuf,
    /// What could not be understood or would be refused.
    pub problems: Vec<Problem>,
}
