//! Namespaces and security options.

use super::{Namespace, made};
use crate::Field;
use crate::container::{HostConfig, Request};

/// The option that keeps a process from gaining privileges.
const NO_NEW_PRIVILEGES: &str = "no-new-privileges";

/// The name and the value of an option, whichever separator stands between them.
fn parts(option: &str) -> (&str, &str) {
    let at = option.find(['=', ':']);
    at.map_or((option, ""), |at| (&option[..at], &option[at + 1..]))
}

/// Takes an option away.
pub(super) fn remove_option(host: &mut HostConfig, option: &str) {
    host.security_opt.items.retain(|item| item.get().is_none_or(|text| parts(text) != parts(option)));
}

/// Sets the option once: the engine goes by the last.
pub(super) fn forbid_new_privileges(host: &mut HostConfig) {
    let text = format!("{NO_NEW_PRIVILEGES}:true");
    let is = |item: &Field<String>| item.get().is_some_and(|text| parts(text).0 == NO_NEW_PRIVILEGES);
    let mut said = host.security_opt.items.iter().filter(|item| is(item));
    if said.next().is_some_and(|item| item.get() == Some(&text) && item.symbol.is_none())
        && said.next().is_none()
    {
        return;
    }
    host.security_opt.items.retain(|item| !is(item));
    host.security_opt.items.push(made(text));
}

/// Gives a namespace of its own.
pub(super) fn private_namespace(request: &mut Request, namespace: Namespace) {
    let host = &mut request.host;
    let shared = |field: &Field<String>| {
        field.symbol.is_some()
            || field.get().is_some_and(|mode| mode == "host" || mode.starts_with("container:"))
    };
    match namespace {
        Namespace::Pid => host.pid_mode = Field::default(),
        Namespace::Ipc
            if shared(&host.ipc_mode) || host.ipc_mode.get().is_some_and(|mode| mode == "shareable") =>
        {
            host.ipc_mode = made("private".to_owned());
        }
        Namespace::Uts => host.uts_mode = Field::default(),
        Namespace::User => host.userns_mode = Field::default(),
        // Without a word, engines on the first version of cgroups share the host's.
        Namespace::Cgroup => super::set(&mut host.cgroupns_mode, "private"),
        Namespace::Network if shared(&host.network_mode) => {
            host.network_mode = made("bridge".to_owned());
            request.networking.endpoints = Default::default();
        }
        Namespace::Ipc | Namespace::Network => {}
    }
}
