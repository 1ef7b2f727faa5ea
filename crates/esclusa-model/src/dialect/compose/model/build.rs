//! The Dockerfiles that services build: what they say of the image.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use esclusa_source::syntax::dockerfile::{self, Dockerfile};
use esclusa_source::{Problem, ReadError, Sources, Span, detail};
use indexmap::IndexMap;

use super::scalar::text_of;
use crate::dialect::compose::paths::is_remote_context;
use crate::dialect::dockerfile::{Build, facts};
use crate::{Context, Project, Tree, Value};

/// The most text of Dockerfiles that is gone through for one project; one Dockerfile may build many services.
const MAX_TEXT: usize = 64 * 1024 * 1024;

/// A Dockerfile that was read, and the length of its text.
type Read = Option<(Rc<Dockerfile>, usize)>;

/// Fills the facts of the images that are built. A Dockerfile that is not there, or not on this machine, leaves them
/// unknown.
pub(super) fn fill(
    project: &mut Project,
    directory: &Path,
    context: &Context<'_>,
    sources: &mut Sources,
) -> Vec<Problem> {
    let mut reader =
        Reader { directory, context, sources, files: HashMap::new(), left: MAX_TEXT, problems: Vec::new() };
    for workload in &mut project.workloads {
        let Some(tree) = workload.rest.get("build").filter(|tree| !tree.is_null()) else { continue };
        let Some((dockerfile, length, inline)) = reader.dockerfile(tree) else { continue };
        let Some(left) = reader.left.checked_sub(length) else {
            let detail = detail!("dockerfiles-too-large", "more text of Dockerfiles than is read");
            reader.problems.push(Problem::new("dockerfile-syntax", tree.origin.place, detail));
            break;
        };
        reader.left = left;
        let (image, problems) = facts(&dockerfile, &asked(tree, inline));
        reader.problems.extend(problems);
        for container in &mut workload.containers {
            container.image = image.clone();
        }
    }
    let mut seen = std::collections::HashSet::new();
    reader.problems.retain(|problem| seen.insert((problem.span, problem.detail.clone())));
    reader.problems
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
    files: HashMap<PathBuf, Read>,
    left: usize,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// The Dockerfile of a service, its length, and its one place if it is written in the Compose file.
    fn dockerfile(&mut self, build: &Tree) -> Option<(Rc<Dockerfile>, usize, Option<Span>)> {
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
            return Some((Rc::new(dockerfile), text.len(), Some(place)));
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
        let (dockerfile, length) = self.files.get(&path)?.clone()?;
        Some((dockerfile, length, None))
    }

    fn open(&mut self, path: &Path, place: Option<Span>) -> Read {
        match self.context.files.read(path) {
            Ok(text) => {
                let shown = path.strip_prefix(&self.context.working_dir).unwrap_or(path);
                let file = self.sources.add(shown, text.clone());
                let (dockerfile, problems) = dockerfile::parse(file, &text);
                self.problems.extend(problems);
                Some((Rc::new(dockerfile), text.len()))
            }
            Err(ReadError::NotFound(_)) => None,
            Err(error) => {
                self.problems.push(Problem::new("unreadable-file", place, &error));
                None
            }
        }
    }
}
