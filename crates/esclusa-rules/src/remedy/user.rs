//! Another user than root: whose files it would still reach.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::Change;

use super::{basis, doubted, shown, words};
use crate::Subject;
use crate::root::is_root;

/// Runs it as the user that the lock or the image's documentation names; a person must choose one where none is.
pub(crate) fn set_user(subject: &Subject<'_>, manual: &'static str) -> Fix {
    let fix = |user: &str, (safety, reason): (Safety, Message)| {
        let title = Message::new("fix-set-user").with("user", user.to_owned());
        Fix::of_container(safety, title, reason, vec![Change::SetUser { user: user.to_owned() }])
    };
    if let Some(user) = subject.needs.and_then(|needs| needs.user.as_deref()) {
        return match is_root(user) {
            true => super::needed(manual),
            false => fix(user, shown()),
        };
    }
    match subject.container.image.runs_as.known() {
        Some(user) if !is_root(user) => fix(user, sure(subject)),
        _ => {
            let (_, reason) = basis(subject).judged(subject, false);
            Fix::manual(Message::new(manual)).because(reason)
        }
    }
}

/// How sure it is that the user can do all that root did.
fn sure(subject: &Subject<'_>) -> (Safety, Message) {
    let container = subject.container;
    let host = &container.request.host;
    let basis = basis(subject);
    let judged = basis.judged(subject, container.image.needs_capabilities.complete);
    if judged.0 != Safety::Safe {
        return judged;
    }
    let asked = container.request.user.get().is_some_and(|user| !user.is_empty());
    let rights = !host.cap_add.is_empty() || !host.devices.is_empty() || !host.volumes_from.is_empty();
    let shares = host.network_mode.get().is_some_and(|mode| mode == "host");
    if asked || rights || shares || host.privileged.get() == Some(&true) {
        return doubted("fix-reason-asked");
    }
    // A volume begins with the image's own folder and its owner, if the image has one there.
    let volumes = || container.image.volumes.values();
    let foreign = |target: &&super::mounts::Target| {
        target.bind || !(target.tmpfs || volumes().any(|volume| volume == target.path))
    };
    match basis.mounts.iter().find(foreign) {
        Some(target) => {
            let reason = Message::new("fix-reason-owner").with("path", words::shown(&target.path));
            (Safety::Risky, reason)
        }
        None => judged,
    }
}

/// Gives a user a group that is not root's: the one of the same number.
pub(crate) fn leave_root_group(user: &str) -> Fix {
    let name = user.split(':').next().unwrap_or(user);
    let (safety, reason) = doubted("fix-reason-group");
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    // The group of a name is the one in the image's `/etc/passwd`.
    let user = if is_number { format!("{name}:{name}") } else { name.to_owned() };
    let title = Message::new("fix-set-user").with("user", user.clone());
    Fix::of_container(safety, title, reason, vec![Change::SetUser { user }])
}
