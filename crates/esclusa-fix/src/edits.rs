//! From a fix to the edits that it makes, through the dialect in which its container is asked for.

use std::collections::HashSet;

use esclusa_finding::{Cure, Finding};
use esclusa_model::dialect::{compose, dockerfile, engine, run};
use esclusa_model::image::recipe::Recipe;
use esclusa_model::{Change, Container, Dialect, Lowered, Project, Refusal};
use esclusa_source::{Edit, Sources, detail};

/// What a finding speaks of, by its place in the project: the same after an edit that does not add or remove one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Speaks {
    /// Of a container: its number among all of the project.
    Container(usize),
    /// Of how an image is made: its number among the project's recipes.
    Recipe(usize),
}

/// What of a project a finding speaks of.
#[must_use]
pub fn subject_of(project: &Project, finding: &Finding) -> Option<Speaks> {
    if let Some(at) = project.recipes.iter().position(|recipe| Some(recipe.place) == finding.home)
        && finding.identity.service.is_none()
    {
        return Some(Speaks::Recipe(at));
    }
    let at_home = |one: &Container| one.place.place == finding.home;
    let named = |one: &Container| one.identity.service == finding.identity.service;
    let position = |fits: &dyn Fn(&Container) -> bool| project.containers().position(fits);
    position(&|one| at_home(one) && named(one)).or_else(|| position(&at_home)).map(Speaks::Container)
}

/// The container of that number.
pub(crate) fn container(project: &Project, at: usize) -> Option<&Container> {
    project.containers().nth(at)
}

/// Writes changes into the texts of one project. What of the texts is read for the first is kept for the others.
pub struct Editor<'a> {
    project: &'a Project,
    sources: &'a Sources,
    compose: compose::Editor<'a>,
}

impl<'a> Editor<'a> {
    /// Of a project as it was read from these sources.
    #[must_use]
    pub const fn new(project: &'a Project, sources: &'a Sources) -> Self {
        Self { project, sources, compose: compose::Editor::new(project, sources) }
    }

    /// One change as edits of the texts that ask for the container.
    pub(crate) fn lower(&self, container: &Container, change: &Change) -> Lowered {
        match self.project.dialect {
            Dialect::Run => run::lower(self.project, container, change, self.sources),
            Dialect::Engine => engine::lower(self.project, container, change, self.sources),
            _ => self.compose.lower(container, change),
        }
    }

    /// The edits of a finding's fix, where they can be made at once: each of its changes of other fields than the rest.
    /// `None` if it has no changes, or they must be made one after another.
    #[must_use]
    pub fn edits_of(&self, finding: &Finding) -> Option<Vec<Edit>> {
        let project = self.project;
        let edits = match (&finding.fix.as_ref()?.cure, subject_of(project, finding)?) {
            (Cure::Image(changes), Speaks::Recipe(at)) => {
                lower_recipe(project.recipes.get(at)?, changes, self.sources).ok()?
            }
            (Cure::Container(changes), Speaks::Container(at)) => {
                let container = container(project, at)?;
                let mut used = HashSet::new();
                let mut edits = Vec::new();
                for change in changes {
                    if !change.fields().iter().all(|field| used.insert(*field)) {
                        return None;
                    }
                    edits.append(&mut self.lower(container, change).ok()?);
                }
                edits
            }
            _ => return None,
        };
        Some(edits).filter(|edits| !edits.is_empty())
    }
}

/// All changes of a recipe as edits of its file.
pub(crate) fn lower_recipe(
    recipe: &Recipe,
    changes: &[esclusa_model::ImageChange],
    sources: &Sources,
) -> Lowered {
    if recipe.inline {
        let why = detail!("fix-inline-recipe", "the Dockerfile is written inside another file");
        return Err(Refusal { place: Some(recipe.place), why, by_hand: String::new() });
    }
    let mut edits = Vec::new();
    for change in changes {
        edits.append(&mut dockerfile::lower(recipe, change, sources)?);
    }
    Ok(edits)
}
