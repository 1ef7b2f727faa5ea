//! `esclusa model`: what every container asks for, and where it says so.

mod image;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::Catalogue;
use esclusa_model::Entries;
use esclusa_model::{Container, Dialect, Field, Mode, Origin, Project, Tree, Value, Via, Wire, Workload};
use esclusa_report::{Report, json as report_json};
use esclusa_source::Sources;
use serde_json::{Map, Value as Json, json};

use crate::exit::Exit;
use crate::input::Inputs;
use crate::output;
use crate::reading::Reader;
use crate::translate;

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here, Mode::Tolerant);
    translate::load_options(&mut reader, matches);
    let Some(reading) = translate::asked(&mut reader, matches) else {
        output::complain(&catalogue.word("cli-nothing-to-read"));
        return Ok(Exit::Trouble);
    };
    let sources = &reader.sources;
    let projects: Vec<Json> = reading.projects.iter().map(|one| project(one, sources)).collect();
    let report = Report { findings: &[], problems: &reading.problems, sources, catalogue };
    let problems: Vec<Json> =
        reading.problems.iter().map(|problem| report_json::problem(problem, &report)).collect();
    let value = json!({
        "schema_version": report_json::SCHEMA_VERSION,
        "projects": projects,
        "problems": problems,
    });
    output::to_stdout(|out| report_json::write_value(&value, out))?;
    Ok(if reading.problems.is_empty() { Exit::Clean } else { Exit::Trouble })
}

fn project(project: &Project, sources: &Sources) -> Json {
    let dialect = match project.dialect {
        Dialect::Run => "run",
        Dialect::Compose => "compose",
        Dialect::Engine => "engine",
        Dialect::Dockerfile => "dockerfile",
        _ => "unknown",
    };
    json!({
        "name": field(&project.name, sources),
        "dialect": dialect,
        "workloads": project.workloads.iter().map(|one| workload(one, sources)).collect::<Vec<_>>(),
        "networks": definitions(&project.networks, sources),
        "volumes": definitions(&project.volumes, sources),
        "secrets": definitions(&project.secrets, sources),
        "configs": definitions(&project.configs, sources),
    })
}

fn workload(workload: &Workload, sources: &Sources) -> Json {
    let containers = |list: &[Container]| list.iter().map(|one| container(one, sources)).collect::<Vec<_>>();
    json!({
        "name": workload.name,
        "origin": origin(&workload.origin, sources),
        "init": containers(&workload.init),
        "containers": containers(&workload.containers),
        "rest": definitions(&workload.rest, sources),
    })
}

fn container(container: &Container, sources: &Sources) -> Json {
    let identity = &container.identity;
    json!({
        "identity": {
            "project": identity.project,
            "service": identity.service,
            "container": identity.container,
            "image": identity.image,
            "digest": identity.digest,
        },
        "origin": origin(&container.place, sources),
        "name": field(&container.name, sources),
        "platform": field(&container.platform, sources),
        "pull": field(&container.pull, sources),
        "image": image::facts(&container.image, sources),
        "request": fields(&container.request.write(), sources),
    })
}

fn definitions(trees: &Entries, sources: &Sources) -> Json {
    trees
        .iter()
        .map(|(key, tree)| (key.clone(), Json::Array(fields(tree, sources))))
        .collect::<Map<_, _>>()
        .into()
}

fn field(field: &Field<String>, sources: &Sources) -> Json {
    match field.get() {
        None => Json::Null,
        Some(value) => json!({
            "value": value,
            "symbol": field.unknown(),
            "origin": origin(&field.origin, sources),
        }),
    }
}

/// Every value below a tree, each with its JSON pointer, its symbol and its origin.
fn fields(tree: &Tree, sources: &Sources) -> Vec<Json> {
    let mut found = Vec::new();
    collect(tree, &mut String::new(), &tree.origin, sources, &mut found);
    found
}

fn collect(tree: &Tree, pointer: &mut String, above: &Origin, sources: &Sources, found: &mut Vec<Json>) {
    // An item without a place of its own was written with what holds it.
    let own = if tree.origin.is_default() { above } else { &tree.origin };
    let length = pointer.len();
    match &tree.value {
        Value::Mapping(map) if !map.is_empty() => {
            for (key, value) in map {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                collect(value, pointer, own, sources, found);
                pointer.truncate(length);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            for (at, value) in items.iter().enumerate() {
                pointer.push_str(&format!("/{at}"));
                collect(value, pointer, own, sources, found);
                pointer.truncate(length);
            }
        }
        _ => {
            let (value, hidden) = shown(tree, pointer);
            // The symbol holds the text around the variable: as secret as the value, or the line of another file.
            let foreign = own.links().any(|link| link.via == Via::EnvFile);
            let symbol = tree
                .symbol
                .as_deref()
                .filter(|symbol| !hidden && !foreign && !shown(&Tree::bare(*symbol), pointer).1);
            let mut entry = json!({
                "field": pointer,
                "value": value,
                "symbol": symbol,
                "origin": origin(own, sources),
            });
            if hidden {
                entry["hidden"] = Json::Bool(true);
            }
            found.push(entry);
        }
    }
}

/// The value, unless it is a secret: of that only the variable's name is shown.
fn shown(tree: &Tree, pointer: &str) -> (Json, bool) {
    match tree.as_str() {
        Some(text) if esclusa_rules::is_secret(pointer.rsplit('/').next().unwrap_or_default(), text) => {
            let name = text.split_once(['=', ':']).map_or("", |(name, _)| name);
            let shown = if pointer.starts_with("/Env/") { Json::from(name) } else { Json::Null };
            (shown, true)
        }
        _ => (tree.to_json(), false),
    }
}

fn origin(origin: &Origin, sources: &Sources) -> Json {
    let chain: Vec<Json> = origin
        .links()
        .map(|link| {
            let (via, name) = step(&link.via);
            json!({ "via": via, "name": name, "location": report_json::location(link.place, sources) })
        })
        .collect();
    json!({ "location": report_json::location(origin.place, sources), "chain": chain })
}

/// The word for a step, and the name in it.
fn step(via: &Via) -> (&'static str, Option<&str>) {
    match via {
        Via::Override => ("override", None),
        Via::Extends { service } => ("extends", Some(service)),
        Via::Include => ("include", None),
        Via::Alias => ("alias", None),
        Via::MergeKey => ("merge-key", None),
        Via::EnvFile => ("env-file", None),
        Via::DotEnv => ("dot-env", None),
        Via::Variable(name) => ("variable", Some(name)),
        Via::Environment => ("environment", None),
        Via::Dockerfile => ("dockerfile", None),
        Via::KnownImage => ("known-image", None),
        Via::CommandLine => ("command-line", None),
        Via::Change => ("change", None),
        _ => ("other", None),
    }
}
