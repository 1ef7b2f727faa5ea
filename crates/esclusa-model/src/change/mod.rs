//! What a fix does, said in the model: one change, whichever dialect it is then written in.
//!
//! A change is safe to apply twice, and does nothing to a container that does not need it. It says values in the one form
//! that every dialect keeps, so that `read(write(change(read(text))))` is `change(read(text))` in each of them.

mod asked;
mod capabilities;
mod environment;
mod image;
pub(crate) mod mounts;
mod ports;
mod resources;
mod security;

use crate::{Container, Field, Origin, Via};

pub use asked::Setting;
pub use image::ImageChange;

/// A namespace that a container can share with the host or with another container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Namespace {
    /// Processes.
    Pid,
    /// Shared memory and semaphores.
    Ipc,
    /// Host and domain name.
    Uts,
    /// Users.
    User,
    /// Control groups.
    Cgroup,
    /// The network.
    Network,
}

/// One change of what a container asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Practice 1: a published port (`80/tcp`) is reached from this host only.
    BindPortToLoopback {
        /// The port and its protocol.
        port: String,
    },
    /// Practice 1: ports that one text publishes (`8000-8003:8000-8003`) are reached from this host only, all of them.
    BindRangeToLoopback {
        /// The ports and their protocol.
        ports: Vec<String>,
    },
    /// Practice 1: a port is not published; it stays exposed to the container's networks.
    UnpublishPort {
        /// The port and its protocol.
        port: String,
    },
    /// Practice 1: not every exposed port is published.
    PublishNamedPortsOnly,
    /// Practice 2: not privileged.
    DropPrivileged,
    /// Practice 2: a namespace of its own.
    PrivateNamespace(Namespace),
    /// Practice 2: without a device of the host.
    RemoveDevice {
        /// Its path on the host.
        path: String,
    },
    /// Practice 2: with a device of the host, at the same path.
    AddDevice {
        /// Its path on the host.
        path: String,
    },
    /// Practice 2: without a rule that allows devices.
    RemoveDeviceRule {
        /// `c 1:3 rwm`.
        rule: String,
    },
    /// Practice 2: nothing is mounted here.
    RemoveMount {
        /// The path in the container.
        target: String,
    },
    /// Practice 2: what is mounted here cannot be written.
    MakeMountReadOnly {
        /// The path in the container.
        target: String,
    },
    /// Practice 2: what is mounted below this does not reach the host, which `shared` and `rshared` ask for; what the host
    /// mounts there is still seen.
    StopMountPropagation {
        /// The path in the container.
        target: String,
    },
    /// Practice 2: without a security option (`seccomp=unconfined`, with either separator).
    RemoveSecurityOption {
        /// The option.
        option: String,
    },
    /// Practice 2: the engine's own masked and read-only paths of `/proc` and `/sys`.
    RestoreSystemPaths,
    /// Practice 3: every capability is dropped, and these are given back.
    DropAllCapabilities {
        /// Those that are needed, with or without `CAP_`.
        keep: Vec<String>,
    },
    /// Practice 3: one capability is given.
    AddCapability {
        /// With or without `CAP_`.
        capability: String,
    },
    /// Practice 3: one capability is taken away.
    DropCapability {
        /// With or without `CAP_`.
        capability: String,
    },
    /// Practice 4: memory is limited, swap to the engine's default beside it.
    LimitMemory {
        /// Bytes.
        bytes: i64,
    },
    /// Practice 4: CPU time is limited.
    LimitCpus {
        /// Billionths of a CPU.
        nano_cpus: i64,
    },
    /// Practice 4: the number of processes is limited.
    LimitProcesses {
        /// At most.
        processes: i64,
    },
    /// Practice 4: log files are limited and rotated, where the driver writes files.
    LimitLogs {
        /// The most that one file holds, `10m`.
        max_size: String,
        /// How many files are kept.
        max_file: u32,
    },
    /// Practice 4: what happens when it ends.
    SetRestart {
        /// `no`, `on-failure`, `unless-stopped`, `always`.
        policy: String,
        /// Restarts at most, with `on-failure`; 0 is no limit.
        most: i64,
    },
    /// Practice 5: the user it runs as.
    SetUser {
        /// `uid:gid`.
        user: String,
    },
    /// Practice 6: no process gains privileges.
    ForbidNewPrivileges,
    /// Practice 7: the root filesystem is read-only.
    MakeRootReadOnly {
        /// Where it writes what need not last: a tmpfs each, unless something is mounted there. As the docker client
        /// says it, with options or without: `/run:size=64m,uid=1000`. The engine adds `noexec,nosuid,nodev`.
        tmpfs: Vec<String>,
    },
    /// Practice 7: the memory mounted here is `noexec,nosuid,nodev`, as the engine mounts it unasked.
    RestrictTmpfs {
        /// The path in the container.
        target: String,
    },
    /// Practice 8: a variable's value comes from a file, by the variable of the same name with `_FILE`.
    ReadSecretFromFile {
        /// The variable that holds the secret now.
        variable: String,
        /// The file on the host: an absolute path, when it is applied.
        source: String,
        /// Where it is mounted, read-only.
        target: String,
    },
    /// Practice 8: without a variable.
    RemoveVariable {
        /// Its name.
        variable: String,
    },
    /// The image asked for is pinned to a digest that is known.
    PinImage {
        /// `sha256:…`.
        digest: String,
    },
    /// A setting goes, and the engine's own holds.
    Remove(Setting),
}

impl Change {
    /// The fields of the create request that it changes: two changes that share none can be written in one pass.
    #[must_use]
    pub const fn fields(&self) -> &'static [&'static str] {
        match self {
            Self::BindPortToLoopback { .. }
            | Self::BindRangeToLoopback { .. }
            | Self::UnpublishPort { .. } => &["PortBindings", "ExposedPorts"],
            Self::PublishNamedPortsOnly => &["PublishAllPorts"],
            Self::DropPrivileged => &["Privileged"],
            Self::PrivateNamespace(Namespace::Pid) => &["PidMode"],
            Self::PrivateNamespace(Namespace::Ipc) => &["IpcMode"],
            Self::PrivateNamespace(Namespace::Uts) => &["UTSMode"],
            Self::PrivateNamespace(Namespace::User) => &["UsernsMode"],
            Self::PrivateNamespace(Namespace::Cgroup) => &["CgroupnsMode"],
            Self::PrivateNamespace(Namespace::Network) => &["NetworkMode"],
            Self::RemoveDevice { .. } | Self::AddDevice { .. } => &["Devices"],
            Self::RemoveDeviceRule { .. } => &["DeviceCgroupRules"],
            Self::RemoveMount { .. }
            | Self::MakeMountReadOnly { .. }
            | Self::StopMountPropagation { .. }
            | Self::RestrictTmpfs { .. } => &["Mounts"],
            Self::RemoveSecurityOption { .. } | Self::ForbidNewPrivileges => &["SecurityOpt"],
            Self::RestoreSystemPaths => &["SecurityOpt", "MaskedPaths", "ReadonlyPaths"],
            Self::DropAllCapabilities { .. } | Self::AddCapability { .. } | Self::DropCapability { .. } => {
                &["CapAdd", "CapDrop"]
            }
            Self::LimitMemory { .. } => &["Memory"],
            Self::LimitCpus { .. } => &["NanoCpus"],
            Self::LimitProcesses { .. } => &["PidsLimit"],
            Self::LimitLogs { .. } => &["LogConfig"],
            Self::SetRestart { .. } => &["RestartPolicy"],
            Self::SetUser { .. } => &["User"],
            Self::MakeRootReadOnly { .. } => &["ReadonlyRootfs", "Mounts"],
            Self::ReadSecretFromFile { .. } => &["Env", "Mounts"],
            Self::RemoveVariable { .. } => &["Env"],
            Self::PinImage { .. } => &["Image"],
            Self::Remove(setting) => setting.fields(),
        }
    }

    /// Changes what the container asks for.
    pub fn apply(&self, container: &mut Container) {
        let request = &mut container.request;
        let host = &mut request.host;
        match self {
            Self::BindPortToLoopback { port } => ports::bind_to_loopback(host, port),
            Self::BindRangeToLoopback { ports } => {
                ports.iter().for_each(|port| ports::bind_to_loopback(host, port))
            }
            Self::UnpublishPort { port } => ports::unpublish(request, port),
            Self::PublishNamedPortsOnly => host.publish_all_ports = Field::default(),
            Self::DropPrivileged => host.privileged = Field::default(),
            Self::PrivateNamespace(namespace) => security::private_namespace(request, *namespace),
            Self::RemoveDevice { path } => {
                host.devices
                    .items
                    .retain(|item| item.get().is_none_or(|one| one.path_on_host.get() != Some(path)));
            }
            Self::AddDevice { path } => asked::add_device(host, path),
            Self::RemoveDeviceRule { rule } => {
                host.device_cgroup_rules.items.retain(|item| item.get() != Some(rule))
            }
            Self::RemoveMount { target } => mounts::remove(request, target),
            Self::MakeMountReadOnly { target } => mounts::make_read_only(host, target),
            Self::StopMountPropagation { target } => mounts::stop_propagation(host, target),
            Self::RestrictTmpfs { target } => mounts::restrict_tmpfs(host, target),
            Self::RemoveSecurityOption { option } => security::remove_option(host, option),
            Self::RestoreSystemPaths => {
                host.masked_paths = Default::default();
                host.readonly_paths = Default::default();
            }
            Self::DropAllCapabilities { keep } => capabilities::drop_all(host, keep),
            Self::AddCapability { capability } => capabilities::add(host, capability),
            Self::DropCapability { capability } => capabilities::drop_one(host, capability),
            Self::LimitMemory { bytes } => resources::limit_memory(host, *bytes),
            Self::LimitCpus { nano_cpus } => resources::limit_cpus(host, *nano_cpus),
            Self::LimitProcesses { processes } => host.pids_limit = made(*processes),
            Self::LimitLogs { max_size, max_file } => resources::limit_logs(host, max_size, *max_file),
            Self::SetRestart { policy, most } => resources::set_restart(host, policy, *most),
            Self::SetUser { user } => set(&mut request.user, user),
            Self::ForbidNewPrivileges => security::forbid_new_privileges(host),
            Self::MakeRootReadOnly { tmpfs } => mounts::make_root_read_only(request, tmpfs),
            Self::ReadSecretFromFile { variable, source, target } => {
                environment::read_from_file(request, variable, source, target);
            }
            Self::RemoveVariable { variable } => environment::remove(request, variable),
            Self::PinImage { digest } => asked::pin_image(container, digest),
            Self::Remove(setting) => setting.remove(request),
        }
    }
}

/// The origin of what a change made.
fn origin() -> Origin {
    Origin::default().through(Via::Change, None)
}

/// A value that a change made.
fn made<T>(value: T) -> Field<T> {
    Field::new(value, origin())
}

/// Sets a text, unless it is that already and is known.
fn set(field: &mut Field<String>, text: &str) {
    if field.get().map(String::as_str) != Some(text) || field.symbol.is_some() {
        *field = made(text.to_owned());
    }
}
