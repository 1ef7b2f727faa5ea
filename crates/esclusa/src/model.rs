//! `esclusa model`: what every container asks for, and where it says so.

mod image;
mod shown;

use anyhow::Context as _;
use clap::ArgMatches;
use esclusa_finding::Catalogue;
use esclusa_model::{Container, Dialect, Entries, Field, Mode, Origin, Project, Tree, Via, Wire, Workload};
use esclusa_report::{Report, json as report_json};
use esclusa_source::Sources;
use serde_json::{Map, Value as Json, json};

use crate::exit::Exit;
use crate::input::Inputs;
use crate::output;
use crate::reading::Reader;
use crate::secrets;
use crate::translate;

pub(crate) fn run(matches: &ArgMatches, catalogue: &Catalogue) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().context("current folder")?;
    let inputs = Inputs::new(&here);
    let mut reader = Reader::new(&inputs, here, Mode::Tolerant);
    translate::load_options(&mut reader, matches);
    let Some(mut reading) = translate::asked(&mut reader, matches) else {
        output::complain(&catalogue.word("cli-nothing-to-read"));
        return Ok(Exit::Trouble);
    };
    let mut known = std::mem::take(&mut reader.known);
    reading.projects.iter().for_each(|project| secrets::collect(project, &mut known));
    secrets::hide(&mut reading.problems, &[], &mut known);
    let sources = &reader.sources;
    let mut projects: Vec<Json> = reading.projects.iter().map(|one| project(one, sources)).collect();
    // The same value may stand where nothing says that it is a secret: in an alias, a label, another variable.
    projects.iter_mut().for_each(|project| shown::hide(project, &known));
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
        Dialect::Daemon => "daemon",
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
    shown::fields(tree, sources)
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
        Via::Mount => ("mount", None),
        Via::Change => ("change", None),
        _ => ("other", None),
    }
}
