//! Which files a project is made of, what it is called, and which variables it sees before any file is loaded.

use std::path::{Path, PathBuf};

use esclusa_source::{Detail, Node, Problem, Sources, detail};

use super::file_paths::{absolute, clean, folder};
use super::options::LoadOptions;
use super::template;
use super::variables::{self, Variables};
use crate::Context;

/// The names Compose looks for, the first found wins.
const DEFAULT_FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// The names of what is merged over it.
const DEFAULT_OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// What a project is loaded from.
#[derive(Debug, Default)]
pub(super) struct Discovered<'a> {
    /// The files, absolute, in the order in which they override each other.
    pub(super) files: Vec<PathBuf>,
    /// The project's folder, absolute.
    pub(super) folder: PathBuf,
    /// The process's environment and the `.env` files.
    pub(super) variables: Variables<'a>,
}

/// Finds the files and variables of a project.
pub(super) fn discover<'a>(
    options: &LoadOptions,
    context: &'a Context<'_>,
    sources: &mut Sources,
    problems: &mut Vec<Problem>,
) -> Discovered<'a> {
    let here = &context.working_dir;
    let mut found = Discovered {
        files: options.files.iter().map(|file| absolute(here, file)).collect(),
        folder: PathBuf::new(),
        variables: Variables::of_process(context),
    };
    found.folder = project_folder(options, &found.files, context);
    let explicit: Vec<PathBuf> = if options.env_files.is_empty() {
        let listed = context.environment.get("COMPOSE_ENV_FILES").map_or("", String::as_str);
        listed
            .split(',')
            .filter(|path| !path.is_empty())
            .map(|path| absolute(here, Path::new(path)))
            .collect()
    } else {
        options.env_files.iter().map(|path| absolute(here, path)).collect()
    };
    let mut env_files = explicit;
    let fixed = !env_files.is_empty();
    if !fixed {
        default_env_file(&found.folder, context, &mut env_files, problems);
    }
    let assignments = variables::read_files(&env_files, &found.variables, context, sources, problems);
    found.variables.merge(assignments);
    if found.files.is_empty() {
        from_environment(&mut found, context, problems);
    }
    if found.files.is_empty() {
        search_upwards(&mut found, context);
    }
    // The folder may be another one now, with a `.env` of its own; what is set stays.
    let before = std::mem::replace(&mut found.folder, PathBuf::new());
    found.folder = project_folder(options, &found.files, context);
    if !fixed && found.folder != before {
        default_env_file(&found.folder, context, &mut env_files, problems);
        let assignments = variables::read_files(&env_files, &found.variables, context, sources, problems);
        found.variables.merge(assignments);
    }
    if found.files.is_empty() {
        problems.push(Problem::new(
            "no-compose-file",
            None,
            detail!("no-configuration-file", "no configuration file provided: not found"),
        ));
    }
    found
}

fn project_folder(options: &LoadOptions, files: &[PathBuf], context: &Context<'_>) -> PathBuf {
    match (&options.project_directory, files.first()) {
        (Some(given), _) => absolute(&context.working_dir, given),
        (None, Some(file)) => folder(file),
        (None, None) => clean(&context.working_dir),
    }
}

/// The folder's `.env`, unless the environment says to leave it.
fn default_env_file(
    folder: &Path,
    context: &Context<'_>,
    env_files: &mut Vec<PathBuf>,
    problems: &mut Vec<Problem>,
) {
    if let Some(disabled) = context.environment.get("COMPOSE_DISABLE_ENV_FILE") {
        match parse_bool(disabled) {
            Some(true) => return,
            Some(false) => {}
            None => problems.push(Problem::new(
                "compose-invalid",
                None,
                detail!("disable-env-file-not-boolean", "COMPOSE_DISABLE_ENV_FILE is neither true nor false"),
            )),
        }
    }
    let path = folder.join(".env");
    // Whatever else than a folder it is, it is meant to be read.
    if context.files.exists(&path) && !context.files.is_dir(&path) {
        *env_files = vec![path];
    }
}

/// Go's `ParseBool`.
fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

fn from_environment(found: &mut Discovered, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let Some(listed) = found.variables.text("COMPOSE_FILE") else { return };
    let separator =
        found.variables.text("COMPOSE_PATH_SEPARATOR").filter(|text| !text.is_empty()).unwrap_or(":");
    let files: Vec<PathBuf> =
        listed.split(separator).map(|file| absolute(&context.working_dir, Path::new(file))).collect();
    for file in &files {
        if !exists(file, context) {
            let detail =
                detail!("compose-file-missing", "COMPOSE_FILE: {file}: no such file", file = file.display());
            problems.push(Problem::new("no-compose-file", None, detail));
        }
    }
    found.files = files;
}

fn exists(path: &Path, context: &Context<'_>) -> bool {
    context.files.is_file(path) || context.files.is_dir(path)
}

fn search_upwards(found: &mut Discovered, context: &Context<'_>) {
    let first = |folder: &Path, names: &[&str]| {
        names.iter().map(|name| folder.join(name)).find(|path| exists(path, context))
    };
    let start = found.folder.clone();
    for folder in start.ancestors() {
        if let Some(file) = first(folder, &DEFAULT_FILES) {
            found.files.push(file);
            found.files.extend(first(folder, &DEFAULT_OVERRIDES));
            return;
        }
    }
}

/// The name as Compose writes it: lower case, only letters, digits, `-` and `_`, not beginning with the latter two.
pub(super) fn normal_name(name: &str) -> String {
    let kept: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}

/// The project's name: what was given, `COMPOSE_PROJECT_NAME`, the files' `name`, the folder's name; in that order.
pub(super) fn project_name(
    options: &LoadOptions,
    found: &Discovered,
    documents: &[Vec<Node>],
    problems: &mut Vec<Problem>,
) -> String {
    let imposed = options
        .project_name
        .as_deref()
        .filter(|name| !name.is_empty())
        .or_else(|| found.variables.text("COMPOSE_PROJECT_NAME").filter(|name| !name.is_empty()));
    if let Some(name) = imposed {
        if normal_name(name) != name {
            let detail = detail!(
                "invalid-project-name",
                "invalid project name \"{name}\": must consist only of lowercase letters, digits, hyphens and underscores, and start with a letter or digit",
                name
            );
            problems.push(Problem::new("compose-invalid", None, detail));
            return normal_name(name);
        }
        return name.to_owned();
    }
    // A name in the first document of a file keeps the folder from being asked, even if it comes out empty.
    let named = documents.iter().filter_map(|roots| roots.first()).any(|root| written_name(root).is_some());
    let mut name = None;
    for root in documents.iter().flatten() {
        if let Some(text) = written_name(root) {
            name = Some((text, root));
        }
    }
    let written = name.map(|(text, root)| {
        if !options.interpolate {
            return text.to_owned();
        }
        match template::substitute(text, &|name| found.variables.found(name)) {
            Ok(done) => done.text,
            Err(error) => {
                let detail =
                    detail!("at-path", "{path}: {detail}", path = "name", detail = Detail::from(&error));
                problems.push(Problem::new("compose-interpolation", root.span, detail));
                String::new()
            }
        }
    });
    let written = written.map(|name| normal_name(&name)).filter(|name| !name.is_empty());
    let of_folder = || {
        let folder = found.folder.file_name().map(|name| name.to_string_lossy().into_owned());
        normal_name(&folder.unwrap_or_default())
    };
    written.unwrap_or_else(|| if named { String::new() } else { of_folder() })
}

fn written_name(root: &Node) -> Option<&str> {
    let entry =
        root.entries()?.iter().find(|entry| entry.key.scalar().is_some_and(|(key, _)| key == "name"))?;
    entry.value.scalar().map(|(text, _)| text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::normal_name;

    #[test]
    fn names_are_made_normal() {
        for (name, expected) in
            [("My Project_1", "myproject_1"), ("__x", "x"), ("-_a.b", "ab"), ("ÄÖ", ""), ("3-a", "3-a")]
        {
            assert_eq!(normal_name(name), expected);
        }
    }
}
