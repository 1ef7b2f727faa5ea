//! A Compose project in memory, for tests.

#![expect(clippy::expect_used, reason = "a test that does not find what it needs fails loudly")]

use std::collections::BTreeMap;

use esclusa_model::dialect::compose::{LoadOptions, Loaded, load};
use esclusa_model::{Context, Mode, Origin, Tree, Via};
use esclusa_source::{MemoryFiles, Sources};

/// A project in memory, in the folder `/p`.
pub(crate) struct Project {
    files: MemoryFiles,
    environment: BTreeMap<String, String>,
    pub(crate) options: LoadOptions,
    mode: Mode,
    pub(crate) sources: Sources,
}

impl Project {
    pub(crate) fn new(compose: &str) -> Self {
        Self {
            files: MemoryFiles::default().with("/p/compose.yaml", compose),
            environment: BTreeMap::new(),
            options: LoadOptions::default(),
            mode: Mode::Exact,
            sources: Sources::default(),
        }
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files = self.files.with(format!("/p/{path}"), text);
        self
    }

    pub(crate) fn variable(mut self, name: &str, text: &str) -> Self {
        self.environment.insert(name.into(), text.into());
        self
    }

    pub(crate) fn tolerant(mut self) -> Self {
        self.mode = Mode::Tolerant;
        self
    }

    pub(crate) fn load(&mut self) -> Loaded {
        let context = Context {
            files: &self.files,
            environment: self.environment.clone(),
            working_dir: "/p".into(),
            mode: self.mode,
        };
        load(&self.options, &context, &mut self.sources)
    }

    /// The tree, which must be there.
    pub(crate) fn tree(&mut self) -> Tree {
        let loaded = self.load();
        loaded.tree.unwrap_or_else(|| panic!("{:?}", loaded.problems))
    }

    /// The first problem, which must be there, and nothing else.
    pub(crate) fn refusal(&mut self) -> String {
        let loaded = self.load();
        assert!(loaded.tree.is_none(), "Compose refuses this: {:?}", loaded.tree.map(|tree| tree.to_json()));
        loaded.problems.into_iter().next().expect("a problem").detail.to_string()
    }
}

/// The value at a path of keys and item numbers.
pub(crate) fn at<'a>(tree: &'a Tree, path: &str) -> &'a Tree {
    path.split('.').fold(tree, |tree, part| match part.parse::<usize>() {
        Ok(index) if tree.as_seq().is_some() => &tree.as_seq().expect("a list")[index],
        _ => tree.get(part).unwrap_or_else(|| panic!("no {part} of {path}")),
    })
}

/// The value at a path as JSON text.
pub(crate) fn text(tree: &Tree, path: &str) -> String {
    at(tree, path).to_json().to_string()
}

/// The steps of an origin as words.
pub(crate) fn steps(origin: &Origin) -> Vec<String> {
    let word = |via: &Via| match via {
        Via::Extends { service } => format!("extends {service}"),
        Via::Variable(name) => format!("variable {name}"),
        other => format!("{other:?}"),
    };
    origin.links().map(|link| word(&link.via)).collect()
}
