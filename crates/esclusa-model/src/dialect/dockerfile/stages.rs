//! The stages of a Dockerfile, and the facts of the one that is built.

use esclusa_source::syntax::dockerfile::{Dockerfile, Instruction};
use esclusa_source::{Problem, Span, detail};

use super::expand::expand;
use super::instruction::Image;
use super::scope::Scope;
use super::{Build, check, instruction, refused};
use crate::{Fact, FactSource, Facts, ImageFacts};

/// The most problems that are told of one Dockerfile: a path may lead to a text that is none.
const MAX_PROBLEMS: usize = 10;

/// What a stage begins with.
pub(super) enum Base {
    /// An earlier stage.
    Stage(usize),
    /// An image; `None` if it is not known which.
    Image(Option<String>),
}

/// One `FROM` and what follows it.
pub(super) struct Stage<'a> {
    pub(super) name: Option<String>,
    pub(super) base: Base,
    /// How the name of its base begins, in lower case, where a variable in it is not known: `base-$TARGETARCH`.
    pub(super) like: Option<String>,
    pub(super) from: Span,
    pub(super) instructions: &'a [Instruction],
}

/// What the image that is built says of itself. What its base says and it does not change shines through.
#[must_use]
pub fn facts(dockerfile: &Dockerfile, build: &Build) -> (ImageFacts, Vec<Problem>) {
    let mut problems = Vec::new();
    let image = image(dockerfile, build, &mut problems);
    problems.truncate(MAX_PROBLEMS);
    (image, problems)
}

fn image(dockerfile: &Dockerfile, build: &Build, problems: &mut Vec<Problem>) -> ImageFacts {
    check(dockerfile, build, problems);
    let (globals, stages) = stages(dockerfile, build, problems);
    let Some(mut at) = wanted(&stages, build, problems) else {
        return ImageFacts::default();
    };
    // The stages that lead to the one that is wanted, from that one back.
    let mut chain = Vec::new();
    let base = loop {
        let Some(stage) = stages.get(at) else { break None };
        chain.push(stage);
        match &stage.base {
            Base::Stage(earlier) => at = *earlier,
            Base::Image(reference) => break reference.as_deref(),
        }
    };
    let source = chain.last().map(|stage| build.source(stage.from));
    let mut image = Image::new(dockerfile.escape, build, globals.arguments);
    if let Some(source) = source {
        begin(&mut image, base, &source);
    }
    for stage in chain.into_iter().rev() {
        for trigger in std::mem::take(&mut image.triggers) {
            instruction::apply(&mut image, &trigger, problems);
        }
        for one in stage.instructions {
            instruction::apply(&mut image, one, problems);
        }
    }
    image.finish()
}

/// The stage that is wanted.
pub(super) fn wanted(stages: &[Stage<'_>], build: &Build, problems: &mut Vec<Problem>) -> Option<usize> {
    let Some(target) = build.target.as_deref().filter(|target| !target.is_empty()) else {
        return stages.len().checked_sub(1);
    };
    let named = stages
        .iter()
        .rposition(|stage| stage.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(target)));
    let found = named.or_else(|| target.parse().ok().filter(|at| *at < stages.len()));
    if found.is_none() && !stages.is_empty() {
        problems.push(refused(
            build,
            build.asked,
            detail!("stage-missing", "the stage that is asked for is not there"),
        ));
    }
    found
}

/// The arguments before the first stage, and the stages.
pub(super) fn stages<'a>(
    dockerfile: &'a Dockerfile,
    build: &Build,
    problems: &mut Vec<Problem>,
) -> (Scope, Vec<Stage<'a>>) {
    let mut globals = Scope::new();
    let mut stages: Vec<Stage<'a>> = Vec::new();
    let mut names = std::collections::HashMap::new();
    let all = &dockerfile.instructions;
    let escape = dockerfile.escape;
    let starts: Vec<usize> =
        (0..all.len()).filter(|at| all.get(*at).is_some_and(|one| one.keyword == "FROM")).collect();
    let first = starts.first().copied().unwrap_or(all.len());
    for argument in all.iter().take(first).filter(|one| one.keyword == "ARG") {
        for (name, default) in instruction::arguments(argument, escape) {
            let value = match (build.arguments.get(name), default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => expand(default, escape, &globals),
                (None, None) => None,
            };
            globals.arguments.insert(name.to_owned(), value);
        }
    }
    for (number, start) in starts.iter().copied().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(all.len());
        let Some((from, instructions)) = all.get(start..end).and_then(<[Instruction]>::split_first) else {
            continue;
        };
        let words = from.words(escape);
        let mut words = words.iter().map(|(_, word)| *word).skip_while(|word| word.starts_with("--"));
        let written = words.next();
        let name = match (words.next(), words.next(), words.next()) {
            (None, ..) => None,
            (Some(mark), Some(name), None) if mark.eq_ignore_ascii_case("as") => {
                Some(name.to_ascii_lowercase())
            }
            _ => {
                problems.push(refused(
                    build,
                    Some(from.span),
                    detail!("from-takes-image", "FROM takes an image, or an image AS a name"),
                ));
                None
            }
        };
        let reference = written.and_then(|word| expand(word, escape, &globals));
        let earlier = reference.as_ref().and_then(|name| names.get(&name.to_ascii_lowercase()).copied());
        let base = match (earlier, reference) {
            (Some(earlier), _) => Base::Stage(earlier),
            (None, Some(name)) if build.contexts.contains(&name) => Base::Image(None),
            (None, reference) => Base::Image(reference.filter(|name| !name.is_empty())),
        };
        let like = match (&base, written.and_then(|word| word.split_once('$'))) {
            (Base::Image(None), Some((begin, _))) if !begin.is_empty() => Some(begin.to_ascii_lowercase()),
            _ => None,
        };
        if let Some(name) = &name {
            names.insert(name.clone(), number);
        }
        stages.push(Stage { name, base, like, from: from.span, instructions });
    }
    (globals, stages)
}

/// The facts of the image that the first stage starts from.
pub(super) fn begin(image: &mut Image<'_>, base: Option<&str>, source: &FactSource) {
    match base {
        // Nothing at all: what is not said here is not there.
        Some("scratch") => {
            let none = Facts { items: Vec::new(), complete: true };
            image.scope.complete = true;
            image.start(ImageFacts {
                user: Fact::Known(String::new(), source.clone()),
                env: none.clone(),
                exposed_ports: none.clone(),
                volumes: none,
                entrypoint: Fact::Known(Vec::new(), source.clone()),
                healthcheck: Fact::Known(false, source.clone()),
                ..ImageFacts::default()
            });
        }
        Some(reference) => image.start(ImageFacts::of(reference)),
        None => {}
    }
}
