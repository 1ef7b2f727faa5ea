//! The Dockerfiles that services build: what they say of the image.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use esclusa_source::syntax::dockerfile::{self, Dockerfile};
use esclusa_source::{FileId, Problem, ReadError, Sources, Span, detail};
use indexmap::IndexMap;

use super::scalar::text_of;
use crate::dialect::compose::paths::is_remote_context;
use crate::dialect::dockerfile::{Build, facts, name_of, recipe};
use crate::{Context, Mode, Project, Tree, Value};

/// The most text of Dockerfiles that is gone through for one project; one Dockerfile may build many services.
const MAX_TEXT: usize = 64 * 1024 * 1024;

/// The most text of Dockerfiles that is judged for one project, each text as often as it builds another image.
const MAX_JUDGED: usize = 4 * 1024 * 1024;

/// A Dockerfile that was read.
#[derive(Clone)]
struct Read {
    file: FileId,
    dockerfile: Rc<Dockerfile>,
    text: Rc<str>,
    /// Its one place if it is written in the Compose file.
    inline: Option<Span>,
    /// What it is called.
    name: Rc<str>,
}

/// Which image is made, of which text: the same of several services is judged once.
type Made = (FileId, Option<Span>, Option<String>, Vec<(String, Option<String>)>, Vec<String>);

/// Fills the facts of the images that are built, and how they are made. A Dockerfile that is not there, or not on this
/// machine, leaves them unknown.
pub(super) fn fill(
    project: &mut Project,
    directory: &Path,
    context: &Context<'_>,
    sources: &mut Sources,
) -> Vec<Problem> {
    let mut reader =
        Reader { directory, context, sources, files: HashMap::new(), left: MAX_TEXT, problems: Vec::new() };
    let mut made: HashSet<Made> = HashSet::new();
    let mut judged = MAX_JUDGED;
    for workload in &mut project.workloads {
        let Some(tree) = workload.rest.get("build").filter(|tree| !tree.is_null()) else { continue };
        let Some(read) = reader.dockerfile(tree) else { continue };
        let Some(left) = reader.left.checked_sub(read.text.len()) else {
            reader.problems.push(too_large(tree));
            break;
        };
        reader.left = left;
        let build = asked(tree, read.inline);
        let (image, problems) = facts(&read.dockerfile, &build);
        reader.problems.extend(problems);
        for container in &mut workload.containers {
            container.image = image.clone();
        }
        // To a client that translates it is of no interest how an image is made.
        if context.mode == Mode::Exact || !made.insert(key(&read, &build)) {
            continue;
        }
        let Some(left) = judged.checked_sub(read.text.len()) else {
            reader.problems.push(too_large(tree));
            continue;
        };
        judged = left;
        let name = read.name.to_string();
        project.recipes.extend(recipe(
            &read.dockerfile,
            &build,
            &read.text,
            image,
            name,
            &mut reader.problems,
        ));
    }
    let mut seen = HashSet::new();
    reader.problems.retain(|problem| seen.insert((problem.span, problem.detail.clone())));
    reader.problems
}

fn too_large(build: &Tree) -> Problem {
    let detail = detail!("dockerfiles-too-large", "more text of Dockerfiles than is read");
    Problem::new("dockerfile-syntax", build.origin.place, detail)
}

fn key(read: &Read, build: &Build) -> Made {
    let mut arguments: Vec<_> =
        build.arguments.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    arguments.sort();
    (read.file, read.inline, build.target.clone(), arguments, build.contexts.clone())
}

/// How a service builds.
fn asked(tree: &Tree, inline: Option<Span>) -> Build {
    let known = |tree: &Tree| text_of(tree).filter(|_| tree.symbol.is_none());
    let mut arguments = IndexMap::new();
    match tree.get("args").map(|args| &args.value) {
        Some(Value::Mapping(map)) => {
            for (name, value) in map {
                arguments.insert(name.clone(), known(value).filter(|_| !value.is_null()));
            }
        }
        Some(Value::Sequence(items)) => {
            for (item, text) in items.iter().filter_map(|item| item.as_str().map(|text| (item, text))) {
                let (name, value) =
                    text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
                let value = value.filter(|_| item.symbol.is_none());
                arguments.insert(name.to_owned(), value.map(ToOwned::to_owned));
            }
        }
        _ => {}
    }
    let contexts = match tree.get("additional_contexts").map(|contexts| &contexts.value) {
        Some(Value::Mapping(map)) => map.keys().cloned().collect(),
        Some(Value::Sequence(items)) => {
            let names = items.iter().filter_map(|item| item.as_str()?.split_once('='));
            names.map(|(name, _)| name.to_owned()).collect()
        }
        _ => Vec::new(),
    };
    let target = tree.get("target").filter(|target| !target.is_null()).and_then(text_of);
    Build { target, arguments, contexts, asked: tree.key.or(tree.origin.place), inline }
}

struct Reader<'a, 'c> {
    directory: &'a Path,
    context: &'a Context<'c>,
    sources: &'a mut Sources,
    files: HashMap<PathBuf, Option<Read>>,
    left: usize,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// The Dockerfile of a service.
    fn dockerfile(&mut self, build: &Tree) -> Option<Read> {
        // With a variable in its path, or for its stage, it is not known what is built.
        let symbolic = |key: &str| build.get(key).is_some_and(|tree| tree.symbol.is_some());
        if build.symbol.is_some()
            || ["context", "dockerfile", "dockerfile_inline", "target"].into_iter().any(symbolic)
        {
            return None;
        }
        let said = |key: &str| build.get(key).and_then(Tree::as_str).filter(|text| !text.is_empty());
        if let Some(text) = said("dockerfile_inline") {
            let place = build.get("dockerfile_inline")?.origin.place?;
            let (dockerfile, problems) = dockerfile::parse(place.file, text);
            self.problems
                .extend(problems.into_iter().map(|problem| Problem { span: Some(place), ..problem }));
            let file = self.context.working_dir.join(self.sources.path(place.file));
            let name = name_of(&file, self.context.files);
            return Some(Read {
                file: place.file,
                dockerfile: Rc::new(dockerfile),
                text: text.into(),
                inline: Some(place),
                name: name.into(),
            });
        }
        let folder = build.as_str().or_else(|| said("context")).unwrap_or(".");
        if is_remote_context(folder) {
            return None;
        }
        let path = self.directory.join(folder).join(said("dockerfile").unwrap_or("Dockerfile"));
        if !self.files.contains_key(&path) {
            let read = self.open(&path, build.origin.place);
            self.files.insert(path.clone(), read);
        }
        self.files.get(&path)?.clone()
    }

    fn open(&mut self, path: &Path, place: Option<Span>) -> Option<Read> {
        match self.context.files.read(path) {
            Ok(text) => {
                let shown = path.strip_prefix(&self.context.working_dir).unwrap_or(path);
                let file = self.sources.add(shown, text.clone());
                let (dockerfile, problems) = dockerfile::parse(file, &text);
                self.problems.extend(problems);
                let name = name_of(path, self.context.files).into();
                Some(Read {
                    file,
                    dockerfile: Rc::new(dockerfile),
                    text: Rc::from(&*text),
                    inline: None,
                    name,
                })
            }
            Err(ReadError::NotFound(_)) => None,
            Err(error) => {
                self.problems.push(Problem::new("unreadable-file", place, &error));
                None
            }
        }
    }
}
