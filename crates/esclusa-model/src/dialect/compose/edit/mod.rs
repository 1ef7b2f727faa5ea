//! A change as byte edits of the service's own text.
//!
//! What somebody wrote is changed where it is written, if only this service is written there; what nobody wrote is put
//! beside its relatives. A value that comes through a merge key or from a base is said anew in the service's own text,
//! where Compose lets that count. A text that another service shares is never touched.

mod asked;
mod environment;
mod generated;
mod limits;
mod list;
mod mounts;
mod ports;
mod put;
mod security;
mod text;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use esclusa_source::syntax::yaml::surgery::Written;
use esclusa_source::{Edit, FileId, Sources, detail};

use self::list::ListChange;
use self::text::{Parsed, Service, refusal};
use crate::{Change, Container, Lowered, Namespace, Project, Refusal, Slot};

/// The change as edits of the texts that ask for the container.
///
/// # Errors
/// Where it cannot surely be written: what stands in the way, and the text to write by hand.
pub fn lower(project: &Project, container: &Container, change: &Change, sources: &Sources) -> Lowered {
    Editor::new(project, sources).lower(container, change)
}

/// A project and its texts, which are read once for all the changes that are to be written.
pub struct Editor<'a> {
    project: &'a Project,
    sources: &'a Sources,
    read: OnceCell<Read<'a>>,
}

/// The texts of a project.
struct Read<'a> {
    texts: HashMap<FileId, Parsed<'a>>,
    /// The files that override others.
    overriding: Vec<FileId>,
}

impl<'a> Editor<'a> {
    /// Of a project as it was read from these sources; nothing is read before a change asks for it.
    #[must_use]
    pub const fn new(project: &'a Project, sources: &'a Sources) -> Self {
        Self { project, sources, read: OnceCell::new() }
    }

    /// A change as [`lower`] gives it.
    ///
    /// # Errors
    /// As there.
    pub fn lower(&self, container: &Container, change: &Change) -> Lowered {
        let mut after = container.clone();
        change.apply(&mut after);
        if after == *container && unmasked(&after) == unmasked(container) {
            return Ok(Vec::new());
        }
        let lowered = || {
            let texts = self.texts(container)?;
            let service = Service::find(container, &texts)?;
            let (project, sources) = (self.project, self.sources);
            let lowering = Lowering { project, container, after: &after, service: &service, sources };
            lowering.edits(change)
        };
        lowered().map_err(|mut refused| {
            if refused.by_hand.is_empty() {
                refused.by_hand = by_hand(change);
            }
            refused
        })
    }

    /// The texts in which a container's service is written: that of its place, then those that override it.
    fn texts(&self, container: &Container) -> Result<Vec<&Parsed<'a>>, Refusal> {
        let Some(place) = container.place.place else {
            return Err(refusal(None, detail!("edit-no-place", "nobody wrote the service")));
        };
        let read = self.read.get_or_init(|| {
            let overriding = text::overriding(self.project);
            let own = self.project.containers().filter_map(|one| one.place.place).map(|place| place.file);
            let files: BTreeSet<FileId> = own.chain(overriding.iter().copied()).chain([place.file]).collect();
            let texts = files.into_iter().map(|file| (file, Parsed::of(file, self.sources))).collect();
            Read { texts, overriding }
        });
        let others = read.overriding.iter().filter(|file| **file != place.file);
        Ok([&place.file].into_iter().chain(others).filter_map(|file| read.texts.get(file)).collect())
    }
}

/// Whether an empty list of masked or read-only paths is asked for: it is equal to none, and is not the same.
fn unmasked(container: &Container) -> [bool; 2] {
    let host = &container.request.host;
    [&host.masked_paths, &host.readonly_paths].map(|list| Slot::write(list).is_some())
}

/// One change of one container on its way into the text.
struct Lowering<'a> {
    project: &'a Project,
    container: &'a Container,
    /// The container as it shall be.
    after: &'a Container,
    service: &'a Service<'a>,
    sources: &'a Sources,
}

impl Lowering<'_> {
    fn edits(&self, change: &Change) -> Lowered {
        let service = self.service;
        match change {
            Change::BindPortToLoopback { port } => self.bind_to_loopback(port),
            Change::BindRangeToLoopback { ports } => self.bind_range_to_loopback(ports),
            Change::UnpublishPort { port } => self.unpublish(port),
            // Compose publishes no port that is not named.
            Change::PublishNamedPortsOnly => Ok(Vec::new()),
            Change::DropPrivileged => service.take("privileged", Some(Written::word(false))),
            Change::PrivateNamespace(namespace) => self.private_namespace(*namespace),
            Change::RemoveDevice { .. } => self.remove_devices(),
            Change::RemoveDeviceRule { .. } => {
                let rules = |one: &Container| one.request.host.device_cgroup_rules.clone();
                let remove = self.gone(&rules(self.container), &rules(self.after));
                service.change_list("device_cgroup_rules", &ListChange { remove, ..ListChange::default() })
            }
            Change::RemoveMount { target } => self.remove_mount(target),
            Change::MakeMountReadOnly { target } => self.make_mount_read_only(target),
            Change::StopMountPropagation { .. } => self.stop_mount_propagation(),
            Change::RestrictTmpfs { .. } => self.restrict_tmpfs(),
            Change::RemoveSecurityOption { .. } => self.remove_security_options(),
            Change::RestoreSystemPaths => self.restore_system_paths(),
            Change::DropAllCapabilities { .. }
            | Change::AddCapability { .. }
            | Change::DropCapability { .. } => self.change_capabilities(),
            Change::LimitMemory { bytes } => self.limit_memory(*bytes),
            Change::LimitCpus { nano_cpus } => self.limit_cpus(*nano_cpus),
            Change::LimitProcesses { processes } => self.limit_processes(*processes),
            Change::LimitLogs { max_size, max_file } => self.limit_logs(max_size, *max_file),
            Change::SetRestart { policy, most } => self.set_restart(policy, *most),
            Change::SetUser { user } => service.put(&["user"], &Written::text(escaped(user))),
            Change::ForbidNewPrivileges => self.forbid_new_privileges(),
            Change::MakeRootReadOnly { .. } => self.make_root_read_only(),
            Change::ReadSecretFromFile { variable, source, target } => {
                self.read_secret_from_file(variable, source, target)
            }
            Change::RemoveVariable { variable } => self.remove_variable(variable),
            Change::AddDevice { path } => self.add_device(path),
            Change::PinImage { .. } => self.pin_image(),
            Change::Remove(setting) => self.remove_setting(setting),
        }
    }

    fn private_namespace(&self, namespace: Namespace) -> Lowered {
        let service = self.service;
        match namespace {
            Namespace::Pid => service.take("pid", Some(Written::text(""))),
            Namespace::Uts => service.take("uts", Some(Written::text(""))),
            Namespace::User => service.take("userns_mode", Some(Written::text(""))),
            Namespace::Ipc => service.put(&["ipc"], &Written::text("private")),
            Namespace::Cgroup => service.put(&["cgroup"], &Written::text("private")),
            Namespace::Network => {
                if service.dig(&["network_mode"]).is_none() {
                    let place = self.container.place.place;
                    return Err(refusal(
                        place,
                        detail!("edit-network-default", "the network is not said by `network_mode`"),
                    ));
                }
                service.put(&["network_mode"], &Written::text("bridge"))
            }
        }
    }
}

/// A text in which Compose replaces nothing.
fn escaped(text: &str) -> String {
    text.replace('$', "$$")
}

/// Edits of several parts, or the first refusal.
fn together(parts: impl IntoIterator<Item = Lowered>) -> Lowered {
    let mut edits: Vec<Edit> = Vec::new();
    for part in parts {
        edits.extend(part?);
    }
    Ok(edits)
}

/// What a person writes into the service, where we cannot.
fn by_hand(change: &Change) -> String {
    match change {
        Change::DropPrivileged => "privileged: false".to_owned(),
        Change::PrivateNamespace(Namespace::Ipc) => "ipc: private".to_owned(),
        Change::PrivateNamespace(Namespace::Cgroup) => "cgroup: private".to_owned(),
        Change::PrivateNamespace(Namespace::Network) => "network_mode: bridge".to_owned(),
        Change::DropAllCapabilities { keep } if keep.is_empty() => "cap_drop: [ALL]".to_owned(),
        Change::DropAllCapabilities { keep } => format!("cap_drop: [ALL]\ncap_add: [{}]", keep.join(", ")),
        Change::AddCapability { capability } => format!("cap_add: [{capability}]"),
        Change::DropCapability { capability } => format!("cap_drop: [{capability}]"),
        Change::LimitMemory { bytes } => format!("mem_limit: {}", limits::size(*bytes)),
        Change::LimitCpus { nano_cpus } => format!("cpus: {}", limits::cpus(*nano_cpus)),
        Change::LimitProcesses { processes } => format!("pids_limit: {processes}"),
        Change::LimitLogs { max_size, max_file } => {
            format!("logging:\n  options:\n    max-size: \"{max_size}\"\n    max-file: \"{max_file}\"")
        }
        Change::SetRestart { policy, most } => format!("restart: \"{}\"", limits::restart(policy, *most)),
        Change::SetUser { user } => format!("user: \"{user}\""),
        Change::ForbidNewPrivileges => "security_opt: [\"no-new-privileges:true\"]".to_owned(),
        Change::MakeRootReadOnly { tmpfs } if tmpfs.is_empty() => "read_only: true".to_owned(),
        Change::MakeRootReadOnly { tmpfs } => format!("read_only: true\ntmpfs: [{}]", tmpfs.join(", ")),
        Change::ReadSecretFromFile { variable, target, .. } => {
            format!("environment:\n  {variable}_FILE: {target}")
        }
        Change::AddDevice { path } => format!("devices: [\"{path}:{path}\"]"),
        // What is taken away needs no text.
        _ => String::new(),
    }
}
