//! Which fix a finding proposes, and how sure it is: every claim about safety stands in this folder.
//!
//! A fix is safe only if nothing that is known needs what it takes away: the lock, which says what the container was seen
//! to need; or the documentation of a known image that is started as it documents, with nothing in the file against it.
//! What somebody asked for by name (`privileged`, a device, a port) is needed until the lock says otherwise.

mod basis;
mod capabilities;
mod confinement;
mod devices;
mod escalation;
mod filesystem;
mod image;
mod mounts;
mod ports;
mod quotas;
mod secrets;
mod user;
mod words;

use std::cell::OnceCell;

use esclusa_finding::{Fix, Message, Safety};

use crate::Subject;
pub(crate) use basis::Basis;
pub(crate) use capabilities::{drop_all, drop_one, is_given_back, is_shown};
pub(crate) use confinement::{leave_namespace, private_namespace, privileged, remove_options, system_paths};
pub(crate) use devices::{remove_device, remove_device_rule};
pub(crate) use escalation::forbid_new_privileges;
pub(crate) use filesystem::read_only_root;
pub(crate) use image::{pin, pin_base, run_as_user, strip_setuid};
pub(crate) use mounts::{make_read_only, restrict, restrict_tmpfs, stop_propagation};
pub(crate) use ports::{bind_to_loopback, named_only, unpublish};
pub(crate) use quotas::{
    cpus, keep_logs, logs, memory, more_cpus, more_memory, more_processes, processes, restarts, swap,
};
pub(crate) use secrets::from_file;
pub(crate) use user::{leave_root_group, set_user};

/// What the claims about one container rest on, worked out when the first rule asks.
pub(crate) type Claims = OnceCell<Basis>;

/// What can be counted on of what the container does.
fn basis<'a>(subject: &Subject<'a>) -> &'a Basis {
    subject.once.claims.get_or_init(|| Basis::of(subject))
}

/// Safe, because the lock shows it.
fn shown() -> (Safety, Message) {
    (Safety::Safe, Message::new("fix-reason-lock"))
}

/// Risky, for a reason without arguments.
fn doubted(reason: &'static str) -> (Safety, Message) {
    (Safety::Risky, Message::new(reason))
}

/// A person must do it: the lock shows that what would be taken away is needed.
fn needed(title: &'static str) -> Fix {
    Fix::manual(Message::new(title)).because(Message::new("fix-reason-lock-needs"))
}

/// A setting goes that somebody asked for: what for is not known.
pub(crate) fn remove_setting(title: &'static str, setting: esclusa_model::Setting) -> Fix {
    let (safety, reason) = doubted("fix-reason-asked");
    Fix::of_container(safety, Message::new(title), reason, vec![esclusa_model::Change::Remove(setting)])
}

/// Words, and why a person must follow them.
pub(crate) fn in_words(title: &'static str, why: &'static str) -> Fix {
    Fix::manual(Message::new(title)).because(Message::new(why))
}

/// A variable says it, so that a person must: there is nothing to change where it is used.
pub(crate) fn say_variable(symbol: &str) -> Fix {
    let title = Message::new("variable-fix").with("symbol", symbol.to_owned());
    Fix::manual(title).because(Message::new("why-variable"))
}
