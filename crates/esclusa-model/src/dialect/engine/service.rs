//! A service of a Swarm (`GET /services`) as the create request of its tasks: the same fields under other names.

use esclusa_source::syntax::json;
use esclusa_source::{FileId, Problem, Sources, detail};

use super::decode::Decoder;
use super::read::assemble;
use crate::tree::{Tree, Value};
use crate::{Dialect, Entries, Identity, Origin, Project, Reading};

/// In which stack a service was deployed.
const STACK: &str = "com.docker.stack.namespace";

/// Fields of the specification of a container that a request has under another name.
const CONFIG: &[(&str, &str)] = &[
    ("Image", "Image"),
    ("Labels", "Labels"),
    ("Command", "Entrypoint"),
    ("Args", "Cmd"),
    ("Hostname", "Hostname"),
    ("Env", "Env"),
    ("Dir", "WorkingDir"),
    ("User", "User"),
    ("TTY", "Tty"),
    ("OpenStdin", "OpenStdin"),
    ("StopSignal", "StopSignal"),
    ("Healthcheck", "Healthcheck"),
    ("HealthCheck", "Healthcheck"),
];
/// The same of what it asks of its host.
const HOST: &[(&str, &str)] = &[
    ("Groups", "GroupAdd"),
    ("ReadOnly", "ReadonlyRootfs"),
    ("Mounts", "Mounts"),
    ("CapabilityAdd", "CapAdd"),
    ("CapabilityDrop", "CapDrop"),
    ("Sysctls", "Sysctls"),
    ("Ulimits", "Ulimits"),
    ("Init", "Init"),
    ("Isolation", "Isolation"),
];

/// Reads what `docker service inspect` prints.
#[must_use]
pub fn services(file: FileId, sources: &Sources) -> Reading {
    let text = sources.file(file).text.clone();
    let (documents, mut problems) = json::parse_stream(file, &text);
    let mut reading = Reading::default();
    for document in &documents {
        let single = std::slice::from_ref(document);
        for node in document.items().unwrap_or(single) {
            let mut decoder = Decoder::default();
            let tree = decoder.plain(node);
            let project = project(&tree, &mut decoder);
            problems.append(&mut decoder.problems);
            match project {
                Some(project) => reading.projects.push(project),
                None => {
                    let detail = detail!("not-a-service", "no service of a Swarm");
                    problems.push(Problem::new("not-a-container", node.span, detail));
                }
            }
        }
    }
    reading.problems = problems;
    reading
}

fn project(tree: &Tree, decoder: &mut Decoder) -> Option<Project> {
    let spec = tree.get("Spec")?;
    let task = spec.get("TaskTemplate")?;
    let container = task.get("ContainerSpec")?;
    let name = spec.get("Name").and_then(Tree::as_str).unwrap_or_default();
    let stack = spec.get("Labels").and_then(|labels| labels.get(STACK)).and_then(Tree::as_str);
    let request = request(spec, task, container, &tree.origin);
    let mut workload = assemble(&request, None, Entries::new(), decoder);
    let own = stack.and_then(|stack| name.strip_prefix(stack)?.strip_prefix('_')).unwrap_or(name);
    own.clone_into(&mut workload.name);
    for container in &mut workload.containers {
        let reference = container.request.image.get().map_or("", String::as_str);
        let identity = Identity {
            project: stack.map(str::to_owned),
            service: Some(own.to_owned()),
            ..Identity::default()
        };
        container.identity = identity.with_image(reference).into();
    }
    Some(Project { dialect: Dialect::Engine, workloads: vec![workload], ..Project::default() })
}

fn request(spec: &Tree, task: &Tree, container: &Tree, origin: &Origin) -> Tree {
    let taken = |from: &Tree, names: &[(&str, &str)]| {
        let mut entries = Entries::new();
        for (own, name) in names {
            if let Some(tree) = from.get(own).filter(|tree| !tree.is_null()) {
                entries.insert((*name).to_owned(), tree.clone());
            }
        }
        entries
    };
    let mut config = taken(container, CONFIG);
    let mut host = taken(container, HOST);
    let limits = task.get("Resources").and_then(|resources| resources.get("Limits"));
    let names = [("NanoCPUs", "NanoCpus"), ("MemoryBytes", "Memory"), ("Pids", "PidsLimit")];
    for (key, tree) in limits.map(|limits| taken(limits, &names)).unwrap_or_default().iter() {
        host.insert(key.clone(), tree.clone());
    }
    if let Some(driver) = task.get("LogDriver").filter(|driver| !driver.is_null()) {
        let log = taken(driver, &[("Name", "Type"), ("Options", "Config")]);
        host.insert("LogConfig".to_owned(), Tree::new(Value::Mapping(log), driver.origin.clone()));
    }
    let published = spec.get("EndpointSpec").and_then(|endpoint| endpoint.get("Ports"));
    for (key, tree) in [
        ("RestartPolicy", task.get("RestartPolicy").map(restart)),
        ("SecurityOpt", container.get("Privileges").and_then(options)),
        ("PortBindings", published.map(ports)),
    ] {
        if let Some(tree) = tree {
            host.insert(key.to_owned(), tree);
        }
    }
    config.insert("HostConfig".to_owned(), Tree::new(Value::Mapping(host), origin.clone()));
    Tree::new(Value::Mapping(config), origin.clone())
}

fn text(tree: &Tree, value: impl Into<String>) -> Tree {
    Tree::new(Value::String(value.into()), tree.origin.clone())
}

/// `{"Condition": "any", "MaxAttempts": 0}`: a Swarm starts a task anew unless told otherwise.
fn restart(policy: &Tree) -> Tree {
    let name = match policy.get("Condition").and_then(Tree::as_str) {
        Some("none") => "no",
        Some("on-failure") => "on-failure",
        _ => "always",
    };
    let mut entries = Entries::new();
    entries.insert("Name".to_owned(), text(policy.get("Condition").unwrap_or(policy), name));
    if let Some(most) = policy.get("MaxAttempts").filter(|most| name == "on-failure" && !most.is_null()) {
        entries.insert("MaximumRetryCount".to_owned(), most.clone());
    }
    Tree::new(Value::Mapping(entries), policy.origin.clone())
}

/// What a request says under `SecurityOpt`.
fn options(privileges: &Tree) -> Option<Tree> {
    let mut options = Vec::new();
    let mode = |key: &str| privileges.get(key)?.get("Mode");
    if let Some(on) = privileges.get("NoNewPrivileges").filter(|on| on.as_bool() == Some(true)) {
        options.push(text(on, "no-new-privileges"));
    }
    if let Some(mode) = mode("Seccomp").filter(|mode| mode.as_str() == Some("unconfined")) {
        options.push(text(mode, "seccomp=unconfined"));
    }
    if let Some(mode) = mode("AppArmor").filter(|mode| mode.as_str() == Some("disabled")) {
        options.push(text(mode, "apparmor=unconfined"));
    }
    let labels = privileges.get("SELinuxContext").and_then(|context| context.get("Disable"));
    if let Some(off) = labels.filter(|off| off.as_bool() == Some(true)) {
        options.push(text(off, "label=disable"));
    }
    (!options.is_empty()).then(|| Tree::new(Value::Sequence(options), privileges.origin.clone()))
}

/// `[{"Protocol": "tcp", "TargetPort": 80, "PublishedPort": 8080}]`: open on every node, on every address.
fn ports(ports: &Tree) -> Tree {
    let mut bindings = Entries::new();
    for port in ports.as_seq().unwrap_or_default() {
        let Some(target) = port.get("TargetPort").and_then(Tree::as_int) else { continue };
        let protocol = port.get("Protocol").and_then(Tree::as_str).unwrap_or("tcp");
        let published = port.get("PublishedPort").filter(|port| port.as_int() != Some(0));
        let number = published.and_then(Tree::as_int).map_or_else(String::new, |number| number.to_string());
        let mut binding = Entries::new();
        binding.insert("HostPort".to_owned(), text(published.unwrap_or(port), number));
        let binding = Tree::new(Value::Mapping(binding), port.origin.clone());
        let list = Tree::new(Value::Sequence(vec![binding]), port.origin.clone());
        bindings.insert(format!("{target}/{protocol}"), list);
    }
    Tree::new(Value::Mapping(bindings), ports.origin.clone())
}
