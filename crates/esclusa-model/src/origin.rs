//! Where a value comes from: the place that asked, and the chain through which it arrived.

use std::sync::Arc;

use esclusa_source::Span;

/// One step between the place that wrote a value and the container that receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Via {
    /// A later file (`-f`, `compose.override.yaml`) changed what an earlier one said.
    Override,
    /// `extends` of a service; the base is shared by whoever extends it.
    Extends {
        /// The base service.
        service: Arc<str>,
    },
    /// A file named under `include`.
    Include,
    /// An alias `*name` of an anchor.
    Alias,
    /// A merge key `<<`.
    MergeKey,
    /// A file named under `env_file`, `--env-file` or `label_file`.
    EnvFile,
    /// The project's `.env` file.
    DotEnv,
    /// An interpolated variable.
    Variable(Arc<str>),
    /// The environment of the process that reads.
    Environment,
    /// The Dockerfile that the service builds.
    Dockerfile,
    /// Documentation of a known image (`images.toml`).
    KnownImage,
    /// A flag or word of a command line.
    CommandLine,
    /// The place of a service that mounts a volume, whose definition says what is mounted.
    Mount,
    /// A change that a fix made.
    Change,
}

/// A step and the place it was taken at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How.
    pub via: Via,
    /// The place of the step: the `extends` key, the `include` entry, the alias.
    pub place: Option<Span>,
    /// The next step outwards, towards the container.
    pub next: Option<Arc<Self>>,
}

/// A place and its chain. The default is "nobody asked: the engine's default".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Where the value itself is written.
    pub place: Option<Span>,
    /// Through what it came, innermost first.
    pub chain: Option<Arc<Link>>,
}

impl Origin {
    /// Written at `place`, directly.
    #[must_use]
    pub const fn at(place: Span) -> Self {
        Self { place: Some(place), chain: None }
    }

    /// Whether anybody asked.
    #[must_use]
    pub const fn is_default(&self) -> bool {
        self.place.is_none() && self.chain.is_none()
    }

    /// The same origin, reached through one more (outer) step.
    #[must_use]
    pub fn through(&self, via: Via, place: Option<Span>) -> Self {
        let outer = Arc::new(Link { via, place, next: None });
        Self { place: self.place, chain: Some(append(self.chain.as_deref(), outer)) }
    }

    /// The steps, innermost first.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.chain.as_deref(), |link| link.next.as_deref())
    }
}

/// `chain` with `outer` at its far end. Chains are short (one link per file, base or alias crossed).
fn append(chain: Option<&Link>, outer: Arc<Link>) -> Arc<Link> {
    match chain {
        None => outer,
        Some(link) => Arc::new(Link {
            via: link.via.clone(),
            place: link.place,
            next: Some(append(link.next.as_deref(), outer)),
        }),
    }
}
