//! Interpolation over the tree: variables in every text, and Compose's casts at the paths it knows.

use std::sync::LazyLock;

use esclusa_source::{Detail, Problem, detail};

use super::path::{Branch, Path};
use super::template::{self, TemplateError};
use super::typed::float;
use super::variables::Variables;
use crate::{Mode, Tree, Value};

/// What a text is cast to at a path.
#[derive(Clone, Copy)]
enum Cast {
    Bool,
    Int,
    Float,
}

const BOOLEANS: &[&str] = &[
    "services.*.init",
    "services.*.depends_on.*.required",
    "services.*.depends_on.*.restart",
    "services.*.healthcheck.disable",
    "services.*.oom_kill_disable",
    "services.*.privileged",
    "services.*.read_only",
    "services.*.stdin_open",
    "services.*.tty",
    "services.*.volumes.[].read_only",
    "services.*.volumes.[].volume.nocopy",
    "networks.*.external",
    "networks.*.internal",
    "networks.*.attachable",
    "networks.*.enable_ipv4",
    "networks.*.enable_ipv6",
    "volumes.*.external",
    "secrets.*.external",
    "configs.*.external",
];

const INTEGERS: &[&str] = &[
    "services.*.cpu_count",
    "services.*.cpu_period",
    "services.*.cpu_quota",
    "services.*.cpu_rt_period",
    "services.*.cpu_rt_runtime",
    "services.*.cpu_shares",
    "services.*.deploy.replicas",
    "services.*.deploy.update_config.parallelism",
    "services.*.deploy.rollback_config.parallelism",
    "services.*.deploy.restart_policy.max_attempts",
    "services.*.deploy.placement.max_replicas_per_node",
    "services.*.healthcheck.retries",
    "services.*.oom_score_adj",
    "services.*.pids_limit",
    "services.*.ports.[].target",
    "services.*.scale",
    "services.*.ulimits.*",
    "services.*.ulimits.*.hard",
    "services.*.ulimits.*.soft",
];

const FLOATS: &[&str] = &[
    "services.*.cpu_percent",
    "services.*.cpus",
    "services.*.deploy.update_config.max_failure_ratio",
    "services.*.deploy.rollback_config.max_failure_ratio",
];

static CASTS: LazyLock<Branch<Cast>> = LazyLock::new(|| {
    let at = |patterns: &'static [&'static str], cast| patterns.iter().map(move |pattern| (*pattern, cast));
    Branch::of_containers(
        at(BOOLEANS, Cast::Bool).chain(at(INTEGERS, Cast::Int)).chain(at(FLOATS, Cast::Float)),
    )
});

/// Interpolates every text of the tree.
pub(super) struct Interpolation<'a> {
    /// The variables.
    pub(super) variables: &'a Variables<'a>,
    /// How strict.
    pub(super) mode: Mode,
    /// Bytes of text that may still be made, against variables that multiply.
    pub(super) budget: &'a mut usize,
    /// What cannot be interpolated or cast.
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Interpolation<'_> {
    /// Interpolates a project.
    pub(super) fn apply(&mut self, tree: &mut Tree) {
        self.below(tree, &Path::ROOT, Some(&CASTS));
    }

    /// Interpolates `tree`, which stands at `path`; `casts` are those that it and what is below it may need.
    fn below(&mut self, tree: &mut Tree, path: &Path<'_>, casts: Option<&Branch<Cast>>) {
        let step = |key: &str| casts.and_then(|casts| casts.step(key));
        match &mut tree.value {
            Value::String(_) => self.text(tree, path, casts.and_then(|casts| casts.meaning)),
            Value::Sequence(items) => {
                let path = path.child("[]");
                let casts = step("[]");
                for item in items {
                    self.below(item, &path, casts);
                }
            }
            Value::Mapping(map) => {
                for (key, item) in map {
                    self.below(item, &path.child(key), step(key));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, tree: &mut Tree, path: &Path<'_>, cast: Option<Cast>) {
        let Value::String(text) = &tree.value else { return };
        if template::has_variable(text) {
            let template = text.clone();
            match template::substitute(&template, &|name| self.variables.found(name)) {
                Ok(done) => {
                    if done.text.len() > *self.budget {
                        self.refuse(
                            tree,
                            path,
                            detail!("interpolation-too-long", "interpolated text grows too long"),
                        );
                        return;
                    }
                    *self.budget -= done.text.len();
                    tree.origin = self.variables.origin(&tree.origin, &done.variables);
                    // Exactly, an unset variable is empty and that is the value; an auditor does not know it.
                    if done.unknown && self.mode == Mode::Tolerant {
                        tree.symbol = Some(template.into());
                    }
                    tree.value = done.text.into();
                }
                Err(TemplateError::Missing { name, .. }) if self.mode == Mode::Tolerant => {
                    // Whoever starts it must set the variable: nothing is wrong with the file, the value is unknown.
                    tree.origin = self.variables.origin(&tree.origin, &[name]);
                    tree.symbol = Some(template.into());
                    tree.value = "".into();
                }
                Err(error) => {
                    self.refuse(tree, path, &error);
                    return;
                }
            }
        }
        if let Some(cast) = cast {
            self.cast(tree, path, cast);
        }
    }

    fn refuse(&mut self, tree: &Tree, path: &Path<'_>, detail: impl Into<Detail>) {
        self.problems.push(Problem::new(
            "compose-interpolation",
            tree.origin.place,
            detail!("at-path", "{path}: {detail}", path, detail = detail.into()),
        ));
    }

    fn cast(&mut self, tree: &mut Tree, path: &Path<'_>, cast: Cast) {
        let Value::String(text) = &tree.value else { return };
        let value = match cast {
            Cast::Bool => boolean(text).map(Value::Bool),
            Cast::Int => text.parse::<i64>().ok().map(Value::from),
            Cast::Float => float(text).filter(|value| value.is_finite()).map(Value::Float),
        };
        match value {
            Some(value) => tree.value = value,
            // An unknown value is of the right kind as far as anyone can tell.
            None if tree.symbol.is_some() && self.mode == Mode::Tolerant => tree.value = Value::Null,
            None => {
                let kind = match cast {
                    Cast::Bool => detail!("shape-boolean", "boolean"),
                    Cast::Int => detail!("shape-integer", "integer"),
                    Cast::Float => detail!("shape-number", "number"),
                };
                self.refuse(tree, path, detail!("not-a-valid", "not a valid {kind}", kind));
            }
        }
    }
}

/// YAML 1.1's words for truth, in any case, quoted or not: `privileged: "YES"` is privileged.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "y" | "yes" | "on" => Some(true),
        "false" | "n" | "no" | "off" => Some(false),
        _ => None,
    }
}
