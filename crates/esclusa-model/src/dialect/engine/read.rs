//! JSON of the Engine API as projects of the model.

use esclusa_source::syntax::json;
use esclusa_source::{FileId, Node, Problem, Sources, detail};
use indexmap::IndexMap;

use super::decode::Decoder;
use super::key::{CONFIG, HOST_CONFIG, NAME, PROJECT_LABEL, SERVICE_LABEL};
use super::{inspect, legacy};
use crate::container::{HostConfig, Request};
use crate::dialect::Budget;
use crate::field::{Field, Slot, Wire};
use crate::shape::same_key;
use crate::tree::Tree;
use crate::{Container, Context, Dialect, Entries, Identity, ImageFacts, Mode, Project, Reading, Workload};

/// Reads create requests and inspect documents: one, a list of them, or one after another.
///
/// In [`Mode::Exact`] a text with problems gives no project; in [`Mode::Tolerant`] the rest is read.
#[must_use]
pub fn read(file: FileId, context: &Context<'_>, sources: &Sources) -> Reading {
    let text = sources.file(file).text.clone();
    let (documents, mut problems) = json::parse_stream(file, &text);
    if documents.is_empty() && problems.is_empty() {
        problems.push(Problem::new("json-syntax", None, "unexpected end of JSON input"));
    }
    let mut projects: IndexMap<String, Project> = IndexMap::new();
    let mut budget = Budget::default();
    for document in &documents {
        let single = std::slice::from_ref(document);
        if document.items().is_some_and(<[Node]>::is_empty) {
            // What `docker inspect` prints of a container that is not there.
            let detail = detail!("empty-list", "an empty list asks for nothing");
            problems.push(Problem::new("not-a-container", document.span, detail));
        }
        for node in document.items().unwrap_or(single) {
            if let Err(problem) = budget.container(Some(node.span)) {
                problems.extend(problem);
                break;
            }
            let mut decoder = Decoder::default();
            let workload = workload(node, &mut decoder);
            problems.append(&mut decoder.problems);
            let Some(workload) = workload else { continue };
            let label =
                workload.containers.first().and_then(|one| one.request.labels.entries.get(PROJECT_LABEL));
            let key = label.and_then(Field::get).cloned().unwrap_or_default();
            let name = label.filter(|_| !key.is_empty()).cloned().unwrap_or_default();
            let project = projects.entry(key).or_insert_with(|| Project {
                name,
                dialect: Dialect::Engine,
                ..Project::default()
            });
            project.workloads.push(workload);
        }
    }
    let refused = context.mode == Mode::Exact && !problems.is_empty();
    Reading { projects: if refused { Vec::new() } else { projects.into_values().collect() }, problems }
}

/// One container.
fn workload(node: &Node, decoder: &mut Decoder) -> Option<Workload> {
    let Some(entries) = node.entries() else {
        decoder.problems.push(Problem::new(
            "wrong-type",
            node.span,
            detail!("expected-an-object", "expected an object"),
        ));
        return None;
    };
    let keys: Vec<&str> =
        entries.iter().filter_map(|entry| entry.key.scalar()).map(|(text, _)| text).collect();
    // Complaints set aside: it is decoded again by its shape.
    let plain = keys.contains(&CONFIG).then(|| Decoder::default().plain(node));
    let inspected = plain.as_ref().and_then(Tree::as_map).is_some_and(inspect::is_document);
    let (request, name, rest) = if inspected {
        let found = inspect::request(document(node, decoder));
        (found.request, found.name, found.rest)
    } else {
        // A `Config` is of an image, `Names` of a list that says too little; no request is without an image.
        let says = |name: &str| keys.iter().any(|key| same_key(name, key));
        let is_request = says("Image") || says(HOST_CONFIG);
        if plain.is_some() || keys.contains(&"Names") || !is_request {
            let detail =
                detail!("not-a-request", "neither a create request nor an inspect document of a container");
            decoder.problems.push(Problem::new("not-a-container", node.span, detail));
            return None;
        }
        let mut body = legacy::body(node, decoder);
        let name = body.as_map_mut().and_then(|map| map.shift_remove(NAME));
        (body, name, Entries::new())
    };
    let mut workload = assemble(&request, name.as_ref(), rest, decoder);
    if let Some(config) = plain.as_ref().filter(|_| inspected).and_then(|tree| tree.get(CONFIG)) {
        for container in &mut workload.containers {
            inspect::image_facts(config, &mut container.image);
        }
    }
    Some(workload)
}

/// An inspect document with the parts of known shape decoded as the engine does.
fn document(node: &Node, decoder: &mut Decoder) -> Tree {
    let mut map = Entries::new();
    for entry in node.entries().unwrap_or_default() {
        let key = decoder.key(&entry.key);
        if map.contains_key(&key) {
            decoder.duplicate(&entry.key, &key);
        }
        let shape = match key.as_str() {
            CONFIG => Some(<Request as Wire>::SHAPE),
            HOST_CONFIG => Some(<HostConfig as Wire>::SHAPE),
            _ => None,
        };
        let value = match shape {
            Some(shape) => {
                let before = map.get_mut(&key).map(std::mem::take);
                decoder.value(&entry.value, shape, before)
            }
            None => decoder.plain(&entry.value),
        };
        map.insert(key, Tree { key: Some(entry.key.span), ..value });
    }
    Tree::new(map, crate::Origin::at(node.span))
}

/// The workload of a request.
pub(super) fn assemble(
    request: &Tree,
    name: Option<&Tree>,
    rest: Entries,
    decoder: &mut Decoder,
) -> Workload {
    let place = request.origin.clone();
    let request = <Request as Wire>::read(request, &mut decoder.problems).unwrap_or_default();
    let label = |key: &str| request.labels.get(key).filter(|value| !value.is_empty()).cloned();
    let (project, service) = (label(PROJECT_LABEL), label(SERVICE_LABEL));
    let mut name: Field<String> =
        name.map_or_else(Field::default, |tree| Slot::read(tree, false, &mut decoder.problems));
    if let (Some(project), Some(service), Some(own)) = (&project, &service, name.get())
        && is_compose_name(own, project, service)
    {
        name = Field::default();
    }
    let identity = Identity { project, service, container: name.get().cloned(), ..Identity::default() };
    let reference = request.image.get().map_or("", String::as_str);
    let identity = identity.with_image(reference);
    let title = identity.service.clone().unwrap_or_else(|| identity.to_string());
    let image = ImageFacts::of_asked(&request.image);
    let container = Container {
        identity: identity.into(),
        place: place.clone(),
        name,
        image,
        request,
        ..Container::default()
    };
    Workload { name: title, origin: place, containers: vec![container], rest, ..Workload::default() }
}

/// Whether Compose gave the name by itself: project, service and number.
fn is_compose_name(name: &str, project: &str, service: &str) -> bool {
    ['-', '_'].iter().any(|joint| {
        let number = name
            .strip_prefix(project)
            .and_then(|rest| rest.strip_prefix(*joint))
            .and_then(|rest| rest.strip_prefix(service))
            .and_then(|rest| rest.strip_prefix(*joint));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}
