//! What a person writes by hand where a line cannot be edited surely.

use esclusa_source::syntax::shell::quoted;

use super::mounts;
use crate::container::HostConfig;
use crate::dialect::run::write::{cpus, size};
use crate::{Change, Container, Namespace};

/// The flags that say a change, without the values of secrets; empty where something is only taken away.
pub(in crate::dialect) fn by_hand(change: &Change, after: &Container) -> String {
    let host = &after.request.host;
    let words: Vec<String> = match change {
        Change::BindPortToLoopback { port } => loopback(host, port),
        Change::BindRangeToLoopback { ports } => ports.iter().flat_map(|port| loopback(host, port)).collect(),
        Change::UnpublishPort { port } => flag("expose", port.strip_suffix("/tcp").unwrap_or(port)),
        Change::PrivateNamespace(Namespace::Ipc) => flag("ipc", "private"),
        Change::PrivateNamespace(Namespace::Cgroup) => flag("cgroupns", "private"),
        Change::PrivateNamespace(Namespace::Network) => flag("network", "bridge"),
        Change::MakeMountReadOnly { target } | Change::StopMountPropagation { target } => {
            let mounts = host.mounts.values().filter(|mount| mount.target.get() == Some(target));
            mounts.flat_map(|mount| flag("mount", &mounts::spoken(mount))).collect()
        }
        Change::DropAllCapabilities { .. } | Change::AddCapability { .. } | Change::DropCapability { .. } => {
            let bare = |name: &String| name.strip_prefix("CAP_").unwrap_or(name).to_owned();
            let drop = host.cap_drop.values().flat_map(|name| flag("cap-drop", &bare(name)));
            drop.chain(host.cap_add.values().flat_map(|name| flag("cap-add", &bare(name)))).collect()
        }
        Change::LimitMemory { bytes } => flag("memory", &size(*bytes)),
        Change::LimitCpus { nano_cpus } => flag("cpus", &cpus(*nano_cpus)),
        Change::LimitProcesses { processes } => flag("pids-limit", &processes.to_string()),
        Change::LimitLogs { max_size, max_file } => {
            let options = [format!("max-size={max_size}"), format!("max-file={max_file}")];
            options.iter().flat_map(|option| flag("log-opt", option)).collect()
        }
        Change::SetRestart { policy, most } if policy == "on-failure" && *most > 0 => {
            flag("restart", &format!("{policy}:{most}"))
        }
        Change::SetRestart { policy, .. } => flag("restart", policy),
        Change::SetUser { user } => flag("user", user),
        Change::ForbidNewPrivileges => flag("security-opt", "no-new-privileges:true"),
        Change::MakeRootReadOnly { tmpfs } => {
            let mut words = vec!["--read-only".to_owned()];
            words.extend(tmpfs.iter().flat_map(|path| flag("tmpfs", path)));
            words
        }
        Change::RestrictTmpfs { target } => {
            let options = host.tmpfs.get(target).map_or("", String::as_str);
            flag("tmpfs", &mounts::memory(target, options))
        }
        Change::ReadSecretFromFile { variable, source, target } => {
            let mut words = flag("mount", &mounts::file(source, target));
            words.extend(flag("env", &format!("{variable}_FILE={target}")));
            words
        }
        Change::PublishNamedPortsOnly
        | Change::DropPrivileged
        | Change::PrivateNamespace(Namespace::Pid | Namespace::Uts | Namespace::User)
        | Change::RemoveDevice { .. }
        | Change::RemoveDeviceRule { .. }
        | Change::RemoveMount { .. }
        | Change::RemoveSecurityOption { .. }
        | Change::RestoreSystemPaths
        | Change::Remove(_)
        | Change::RemoveVariable { .. } => Vec::new(),
        Change::AddDevice { path } => flag("device", path),
        Change::PinImage { .. } => request_image(after),
    };
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it. A variable in a port is the person's own, and to be expanded.
fn shell_word(word: &str) -> String {
    let is_open = |word: &&str| word.starts_with("127.0.0.1:") && word.contains('$');
    match Some(word).filter(is_open) {
        Some(word) if !word.contains(['"', '\\', '`']) => format!("\"{word}\""),
        _ => quoted(word),
    }
}

/// The flags that publish a port on this host only.
fn loopback(host: &HostConfig, port: &str) -> Vec<String> {
    let bindings = host.port_bindings.get(port).into_iter().flat_map(|list| list.values());
    let text = port.strip_suffix("/tcp").unwrap_or(port);
    let said = bindings.flat_map(|binding| {
        let host_port = binding.host_port.get().map_or("", String::as_str);
        // The text of what a variable holds is the whole value.
        let value = match host.port_bindings.entries.get(port).and_then(|field| field.unknown()) {
            Some(symbol) => format!("127.0.0.1:{symbol}"),
            None => format!("127.0.0.1:{host_port}:{text}"),
        };
        ["-p".to_owned(), value]
    });
    said.collect()
}

/// The image reference itself.
fn request_image(after: &Container) -> Vec<String> {
    after.request.image.get().cloned().into_iter().collect()
}

fn flag(name: &str, value: &str) -> Vec<String> {
    vec![format!("--{name}"), value.to_owned()]
}
