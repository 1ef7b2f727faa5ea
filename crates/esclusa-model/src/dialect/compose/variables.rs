//! The variables that interpolation sees: the process's environment first, then files of variables.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use esclusa_source::{Problem, Sources, Span};

use super::dotenv::{self, Assignment};
use super::template::Found;
use crate::{Context, Origin, Via};

/// One variable that the process's environment does not have.
#[derive(Clone, Debug)]
struct Variable {
    /// Its value.
    text: String,
    /// Where it is set, if in a file.
    place: Option<Span>,
    /// The value as written, if it was made from a variable that is not set.
    symbol: Option<Arc<str>>,
}

/// A variable as it is seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'v> {
    /// Its value.
    pub(super) text: &'v str,
    /// Where it is set; `None` for the process's environment.
    pub(super) place: Option<Span>,
    /// The value as written, if it was made from a variable that is not set.
    pub(super) symbol: Option<&'v Arc<str>>,
}

/// The variables of a project, or of an included part of it. The process's own are many, and not copied.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables<'e> {
    process: Option<&'e BTreeMap<String, String>>,
    map: BTreeMap<String, Variable>,
}

impl<'e> Variables<'e> {
    /// The environment of the process.
    pub(super) fn of_process(context: &'e Context<'_>) -> Self {
        let mut variables = Self { process: Some(&context.environment), map: BTreeMap::new() };
        // Compose fills this one in where the process that started it did not.
        if variables.get("PWD").is_none() {
            variables.set("PWD", &context.working_dir.to_string_lossy());
        }
        variables
    }

    /// A variable.
    pub(super) fn get(&self, name: &str) -> Option<Seen<'_>> {
        if let Some(Variable { text, place, symbol }) = self.map.get(name) {
            return Some(Seen { text, place: *place, symbol: symbol.as_ref() });
        }
        let text = self.process?.get(name)?;
        Some(Seen { text, place: None, symbol: None })
    }

    /// The text of a variable.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|variable| variable.text)
    }

    /// What a template finds.
    pub(super) fn found(&self, name: &str) -> Option<Found> {
        let variable = self.get(name)?;
        Some(Found { text: variable.text.to_owned(), unknown: variable.symbol.is_some() })
    }

    /// Sets a variable, whatever it was.
    pub(super) fn set(&mut self, name: &str, text: &str) {
        let variable = Variable { text: text.to_owned(), place: None, symbol: None };
        self.map.insert(name.to_owned(), variable);
    }

    /// Adds the variables of a file that are not set yet.
    pub(super) fn merge(&mut self, assignments: Vec<Assignment>) {
        let mut own = BTreeMap::new();
        for Assignment { key, text, span, symbol } in assignments {
            own.insert(key, Variable { text, place: Some(span), symbol });
        }
        for (key, variable) in own {
            if self.process.is_none_or(|process| !process.contains_key(&key)) {
                self.map.entry(key).or_insert(variable);
            }
        }
    }

    /// `origin`, reached by way of the variables named.
    pub(super) fn origin(&self, origin: &Origin, names: &[String]) -> Origin {
        names.iter().fold(origin.clone(), |origin, name| {
            let variable = self.get(name);
            let place = variable.and_then(|variable| variable.place);
            let origin = origin.through(Via::Variable(name.as_str().into()), place);
            match variable {
                Some(Seen { place: Some(_), .. }) => origin.through(Via::DotEnv, place),
                Some(_) => origin.through(Via::Environment, None),
                None => origin,
            }
        })
    }
}

/// Reads files of variables, each seeing those before it; what cannot be read is a problem.
pub(super) fn read_files(
    paths: &[std::path::PathBuf],
    variables: &Variables<'_>,
    context: &Context<'_>,
    sources: &mut Sources,
    problems: &mut Vec<Problem>,
) -> Vec<Assignment> {
    let mut all: Vec<Assignment> = Vec::new();
    let mut earlier = Variables::default();
    for path in paths {
        let Some((file, text)) = open(path, None, context, sources, problems) else { continue };
        match dotenv::parse(file, &text, &|name| variables.found(name), &|name| earlier.found(name)) {
            Ok(assignments) => {
                for Assignment { key, text, span, symbol } in &assignments {
                    let variable =
                        Variable { text: text.clone(), place: Some(*span), symbol: symbol.clone() };
                    earlier.map.insert(key.clone(), variable);
                }
                all.extend(assignments);
            }
            Err(error) => problems.push(Problem::new("env-file-syntax", error.span, error.detail)),
        }
    }
    all
}

/// Opens a file that something refers to, under the path to show for it.
pub(super) fn open(
    path: &Path,
    place: Option<Span>,
    context: &Context<'_>,
    sources: &mut Sources,
    problems: &mut Vec<Problem>,
) -> Option<(esclusa_source::FileId, Arc<str>)> {
    match context.files.read(path) {
        Ok(text) => {
            let shown = path.strip_prefix(&context.working_dir).unwrap_or(path);
            Some((sources.add(shown, text.clone()), text))
        }
        Err(error) => {
            problems.push(Problem::new("unreadable-file", place, &error));
            None
        }
    }
}
