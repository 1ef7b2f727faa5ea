//! Who a container is, in the same words in every dialect: the one key of waivers, baseline, lock and guard.

use std::fmt;

/// The identity of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The project, if there is one: Compose's project name.
    pub project: Option<String>,
    /// The service, if there is one.
    pub service: Option<String>,
    /// The container's name, if it was given one.
    pub container: Option<String>,
    /// The image without tag and digest, in its short familiar form (`nginx`, `ghcr.io/a/b`).
    pub image: Option<String>,
    /// The digest, `sha256:…`, if the reference has one.
    pub digest: Option<String>,
}

impl Identity {
    /// Sets image and digest from an image reference as a person writes it.
    #[must_use]
    pub fn with_image(mut self, reference: &str) -> Self {
        let (name, digest) = match reference.split_once('@') {
            Some((name, digest)) => (name, Some(digest.to_owned())),
            None => (reference, None),
        };
        // A colon after the last slash begins the tag; before it, a registry's port.
        let repository = match name.rfind(':') {
            Some(at) if !name[at..].contains('/') => &name[..at],
            _ => name,
        };
        let familiar = ["docker.io/", "index.docker.io/", "registry-1.docker.io/"]
            .iter()
            .find_map(|registry| repository.strip_prefix(registry))
            .unwrap_or(repository);
        let familiar =
            familiar.strip_prefix("library/").filter(|rest| !rest.contains('/')).unwrap_or(familiar);
        self.image = (!familiar.is_empty()).then(|| familiar.to_owned());
        self.digest = digest;
        self
    }
}

impl fmt::Display for Identity {
    /// `project/service` for Compose; the container's name or the image elsewhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.project, &self.service, &self.container, &self.image) {
            (Some(project), Some(service), ..) => write!(f, "{project}/{service}"),
            (None, Some(service), ..) => f.write_str(service),
            (_, _, Some(container), _) => f.write_str(container),
            (_, _, _, Some(image)) => f.write_str(image),
            _ => f.write_str("?"),
        }
    }
}
