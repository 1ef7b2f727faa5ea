//! The model as a Compose file.

use esclusa_source::{Detail, Problem, detail};

use super::key::KEYS;
use super::saying::Saying;
use super::shell::SPEECH;
use super::yaml;
use crate::dialect::symbols::settled;
use crate::field::Slot;
use crate::tree::{Tree, Value};
use crate::{Container, Dialect, Entries, Origin, Project, Workload, Written};

/// Keys of a workload that are written before the container's own.
const FIRST: &[&str] = &["profiles", "build"];

/// The project as `compose.yaml`; what Compose cannot say is named.
#[must_use]
pub fn write(project: &Project) -> Written {
    let mut unsaid = Vec::new();
    let mut networks = project.networks.clone();
    let mut volumes = project.volumes.clone();
    let mut services = Entries::new();
    // Compose's own name for a project without one is its folder's; it does not matter here.
    let project_name = project.name.get().cloned().unwrap_or_default();
    for (at, workload) in project.workloads.iter().enumerate() {
        if workload.containers.len() > 1 || !workload.init.is_empty() {
            let detail = detail!(
                "unsaid-several-compose",
                "several containers in one workload: Compose starts each by itself"
            );
            unsaid.push(Problem::new("unsaid", workload.origin.place, detail));
        }
        if workload.containers.is_empty() {
            services.insert(workload.name.clone(), Tree::bare(workload.rest.clone()));
        }
        for (number, container) in workload.init.iter().chain(&workload.containers).enumerate() {
            let name = free_name(&services, &service_name(workload, container, at), number);
            // A command line's variables are the shell's.
            let said = (project.dialect == Dialect::Run).then(|| settled(container, &SPEECH));
            let container = said.as_ref().map_or(container, |(said, _)| said);
            unsaid.extend(said.iter().flat_map(|(_, unsaid)| unsaid.clone()));
            let mut saying = Saying {
                project,
                project_name: &project_name,
                name: &name,
                workload,
                container,
                networks: &mut networks,
                volumes: &mut volumes,
                unsaid: &mut unsaid,
            };
            let tree = write_service(&mut saying);
            services.insert(name, tree);
        }
    }
    let mut document = Entries::new();
    if let Some(tree) = Slot::write(&project.name) {
        document.insert("name".to_owned(), tree);
    }
    document.insert("services".to_owned(), Tree::bare(services));
    let kinds = [
        ("networks", &networks),
        ("volumes", &volumes),
        ("secrets", &project.secrets),
        ("configs", &project.configs),
    ];
    for (kind, map) in kinds {
        if !map.is_empty() {
            document.insert(kind.to_owned(), Tree::bare(map.clone()));
        }
    }
    document.extend(project.rest.clone());
    Written { text: yaml::document(&Tree::bare(document)), unsaid }
}

/// The key of a service: the workload's name, the container's, or the image's last word.
fn service_name(workload: &Workload, container: &Container, at: usize) -> String {
    let image = container.identity.image.as_deref().and_then(|image| image.rsplit('/').next());
    let service = container.identity.service.as_deref();
    let own = container.name.get().map(String::as_str);
    let candidates = [service, Some(workload.name.as_str()), own, image];
    let named = candidates.into_iter().flatten().find(|name| !name.is_empty());
    let name = named.map_or_else(|| format!("service-{}", at + 1), str::to_owned);
    // Of a variable its name.
    let name = name.replace(['$', '{', '}'], "");
    let name = name.split('@').next().unwrap_or("").split(':').next().filter(|name| !name.is_empty());
    let name = name.map_or_else(|| format!("service-{}", at + 1), str::to_owned);
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}

/// A name that no service has yet.
fn free_name(services: &Entries, name: &str, number: usize) -> String {
    if !services.contains_key(name) {
        return name.to_owned();
    }
    let mut number = number.max(1) + 1;
    while services.contains_key(&format!("{name}-{number}")) {
        number += 1;
    }
    format!("{name}-{number}")
}

/// One service: its keys in the order of the table, then what the workload keeps.
fn write_service(saying: &mut Saying<'_>) -> Tree {
    let mut map = Entries::new();
    for key in FIRST {
        if let Some(tree) = saying.rest(key) {
            map.insert((*key).to_owned(), tree.clone());
        }
    }
    for key in KEYS {
        if let Some(tree) = (key.write)(saying) {
            map.insert(key.name.to_owned(), tree);
        }
    }
    for (key, tree) in saying.kept() {
        if !map.contains_key(key) && !KEYS.iter().any(|known| known.name == key) {
            map.insert(key.clone(), tree.clone());
        }
    }
    name_unsaid(saying);
    Tree { value: Value::Mapping(map), ..Tree::new(Value::Null, saying.container.place.clone()) }
}

/// Names every field that the container asks for and no key of Compose says.
fn name_unsaid(saying: &mut Saying<'_>) {
    let request = &saying.container.request;
    let host = &request.host;
    let mut unsaid: Vec<(&str, Origin)> = Vec::new();
    macro_rules! check {
        ($($record:ident.$field:ident = $name:literal),* $(,)?) => {
            $(if !$record.$field.is_empty_or_default() {
                unsaid.push(($name, $record.$field.origin.clone()));
            })*
        };
    }
    check!(
        request.attach_stdin = "AttachStdin",
        request.stdin_once = "StdinOnce",
        request.on_build = "OnBuild",
        request.shell = "Shell",
        host.container_id_file = "ContainerIDFile",
        host.auto_remove = "AutoRemove",
        host.volume_driver = "VolumeDriver",
        host.console_size = "ConsoleSize",
        host.cgroup = "Cgroup",
        host.publish_all_ports = "PublishAllPorts",
        host.cpuset_mems = "CpusetMems",
        host.kernel_memory = "KernelMemory",
        host.kernel_memory_tcp = "KernelMemoryTCP",
        host.io_maximum_iops = "IOMaximumIOps",
        host.io_maximum_bandwidth = "IOMaximumBandwidth",
        host.masked_paths = "MaskedPaths",
        host.readonly_paths = "ReadonlyPaths",
    );
    let unread = request.unread.iter().chain(&host.unread).chain(&request.healthcheck.unread);
    for (key, tree) in unread {
        saying.unsaid.push(Problem::new("unsaid", tree.origin.place, Detail::plain(key.clone())));
    }
    for (name, origin) in unsaid {
        saying.leave(&origin, Detail::plain(name));
    }
}

/// Whether nothing is asked for, of a field or of a list.
trait Unasked {
    fn is_empty_or_default(&self) -> bool;
}

impl<T: crate::field::Wire> Unasked for crate::Field<T> {
    fn is_empty_or_default(&self) -> bool {
        self.symbol.is_none() && self.get().is_none_or(T::is_zero)
    }
}

impl<T> Unasked for crate::List<T> {
    fn is_empty_or_default(&self) -> bool {
        self.is_empty()
    }
}
