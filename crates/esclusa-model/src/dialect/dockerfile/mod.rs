//! Dockerfiles: what the image that they build says of itself.

mod edit;
mod expand;
mod flag;
mod instruction;
mod name;
mod recipe;
mod scope;
mod stages;

use esclusa_source::syntax::dockerfile::Dockerfile;
use esclusa_source::{Detail, Problem, Span, detail};
use indexmap::IndexMap;

pub use edit::lower;
pub use name::name_of;
pub use recipe::read;
pub(crate) use recipe::recipe;
pub use stages::facts;

use crate::{FactSource, Origin, Via};

/// How a Dockerfile is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Build {
    /// The stage that is wanted, by name or number; by default the last.
    pub target: Option<String>,
    /// Build arguments; without a value if it is not known.
    pub arguments: IndexMap<String, Option<String>>,
    /// Names that stand for something else than the image of that name (`additional_contexts`).
    pub contexts: Vec<String>,
    /// Where it is asked for.
    pub asked: Option<Span>,
    /// The one place of a Dockerfile that is written inside another file.
    pub inline: Option<Span>,
}

impl Build {
    /// The source of what stands at a place in the Dockerfile.
    fn source(&self, place: Span) -> FactSource {
        let origin = Origin::at(self.inline.unwrap_or(place));
        FactSource::Dockerfile(origin.through(Via::Dockerfile, self.asked))
    }
}

/// A Dockerfile that the builder would refuse, at a place. The text itself is not repeated: a path may lead to any file.
fn refused(build: &Build, place: Option<Span>, detail: impl Into<Detail>) -> Problem {
    Problem::new("dockerfile-syntax", build.inline.or(place), detail)
}

/// Words that begin an instruction.
const KEYWORDS: &[&str] = &[
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// What the builder would refuse in the whole file, whichever stage is wanted.
fn check(dockerfile: &Dockerfile, build: &Build, problems: &mut Vec<Problem>) {
    let mut begun = false;
    for instruction in &dockerfile.instructions {
        let place = Some(instruction.span);
        match instruction.keyword.as_str() {
            "FROM" => begun = true,
            "ARG" => {}
            keyword if !KEYWORDS.contains(&keyword) => {
                problems.push(refused(build, place, detail!("unknown-instruction", "unknown instruction")));
            }
            _ if !begun => problems.push(refused(
                build,
                place,
                detail!("instruction-before-from", "an instruction before the first FROM"),
            )),
            _ => {}
        }
        if KEYWORDS.contains(&instruction.keyword.as_str()) {
            flag::check(instruction, dockerfile.escape, build, problems);
        }
        if instruction.arguments.is_empty() {
            problems.push(refused(
                build,
                place,
                detail!("instruction-without-arguments", "an instruction without arguments"),
            ));
        }
    }
    if !begun {
        let place = dockerfile.instructions.first().map(|first| first.span);
        problems.push(refused(
            build,
            place.or(build.asked),
            detail!("no-from", "no FROM: it builds no image"),
        ));
    }
}
