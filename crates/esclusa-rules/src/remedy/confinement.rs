//! What holds a container back: namespaces, security options, and all of it where it is privileged.

use esclusa_finding::{Fix, Message};
use esclusa_model::{Change, Namespace};

use super::{basis, capabilities, doubted, needed, shown};
use crate::Subject;
use crate::device::{Kind, kind};
use crate::security_option::options;

/// Gives a namespace of its own in the place of the host's.
pub(crate) fn private_namespace(subject: &Subject<'_>, namespace: Namespace, title: &'static str) -> Fix {
    let name = match namespace {
        Namespace::Pid => "pid",
        Namespace::Ipc => "ipc",
        Namespace::Uts => "uts",
        Namespace::User => "user",
        Namespace::Cgroup => "cgroup",
        Namespace::Network => "network",
    };
    let (safety, reason) = match subject.needs.and_then(|needs| needs.namespaces.as_ref()) {
        Some(seen) if seen.iter().any(|one| one == name) => return needed(title),
        // With a network of its own its ports must be published: which, nobody says.
        Some(_) if namespace != Namespace::Network => shown(),
        _ => doubted("fix-reason-asked"),
    };
    Fix::of_container(safety, Message::new(title), reason, vec![Change::PrivateNamespace(namespace)])
}

/// Leaves the namespace of another container. Ports that are published come into force with a network of its own: who
/// is to reach them, a person must say.
pub(crate) fn leave_namespace(subject: &Subject<'_>, namespace: Namespace, title: &'static str) -> Fix {
    let publishes = !subject.container.request.host.port_bindings.is_empty();
    if namespace == Namespace::Network && publishes {
        return super::in_words(title, "why-ports");
    }
    let (safety, reason) = doubted("fix-reason-asked");
    Fix::of_container(safety, Message::new(title), reason, vec![Change::PrivateNamespace(namespace)])
}

/// Takes security options away, as they are written.
pub(crate) fn remove_options<'a>(title: &'static str, asked: impl IntoIterator<Item = &'a String>) -> Fix {
    let remove = |option: &String| Change::RemoveSecurityOption { option: option.clone() };
    let (safety, reason) = doubted("fix-reason-asked");
    Fix::of_container(safety, Message::new(title), reason, asked.into_iter().map(remove).collect())
}

/// Lets the engine cover its paths again.
pub(crate) fn system_paths(subject: &Subject<'_>) -> Fix {
    let said = options(&subject.container.request.host.security_opt);
    let uncovers = said.filter(|(name, ..)| ["systempaths", "unmask"].contains(name));
    let option = uncovers.filter_map(|(.., field)| field.get().cloned());
    let mut changes = vec![Change::RestoreSystemPaths];
    changes.extend(option.map(|option| Change::RemoveSecurityOption { option }));
    let (safety, reason) = doubted("fix-reason-asked");
    Fix::of_container(safety, Message::new("system-paths-unconfined-fix"), reason, changes)
}

/// Not privileged, but with the devices and capabilities for which there is evidence.
pub(crate) fn privileged(subject: &Subject<'_>) -> Fix {
    let (mut keep, ..) = capabilities::needs(subject);
    let host = &subject.container.request.host;
    let asked = host.cap_add.values().map(|name| crate::capability::canonical(name));
    keep.extend(asked.filter(|name| name != "ALL"));
    let seen = subject.needs.and_then(|needs| needs.devices.as_ref());
    let devices: Vec<String> = match seen {
        Some(seen) => seen.clone(),
        // A device that is only mounted is opened by privilege.
        None => basis(subject).mounts.iter().filter_map(device).collect(),
    };
    if devices.iter().any(|path| path == "/dev/net/tun") && seen.is_none() {
        keep.insert("NET_ADMIN".to_owned());
    }
    let given: Vec<String> = keep.iter().chain(&devices).cloned().collect();
    let title = match given.as_slice() {
        [] => Message::new("fix-drop-privileged"),
        given => Message::new("fix-drop-privileged-but").with("given", given.join(", ")),
    };
    let is_whole = subject.needs.is_some_and(|needs| needs.capabilities.is_some() && needs.devices.is_some());
    let (safety, reason) = if is_whole { shown() } else { doubted("fix-reason-asked") };
    let mut changes = vec![Change::DropPrivileged, capabilities::change(keep)];
    changes.extend(devices.into_iter().map(|path| Change::AddDevice { path }));
    Fix::of_container(safety, title, reason, changes)
}

/// The device that is mounted here, if it is one that gives no more than itself.
fn device(target: &super::mounts::Target) -> Option<String> {
    let path = target.path.as_str();
    let below = path.strip_prefix("/dev/").filter(|_| target.bind)?;
    // Folders of devices, and what is memory.
    let is_folder = ["bus", "bus/usb", "mqueue", "net", "pts", "serial", "shm", "snd"].contains(&below);
    let is_one = matches!(kind(path), Kind::Harmless | Kind::Other) && below != "dri";
    (is_one && !is_folder).then(|| path.to_owned())
}
