//! Another user than root: whose files it would still reach.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::Change;

use super::capabilities::is_given_back;
use super::mounts::{Target, is_in};
use super::{basis, doubted, shown, words};
use crate::Subject;
use crate::capability::canonical;
use crate::root::is_root;
use crate::secret::{Carried, secrets};

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
        // Of the two fixes the one that moves the secret comes first, and both together would leave it unreadable.
        Some(user) if !is_root(user) && has_secret_file(subject) => {
            Fix::manual(Message::new("fix-set-user").with("user", user.clone()))
                .because(Message::new("fix-reason-secret-owner"))
        }
        Some(user) if !is_root(user) => fix(user, sure(subject)),
        _ => {
            let (_, reason) = basis(subject).judged(subject, false);
            Fix::manual(Message::new(manual)).because(reason)
        }
    }
}

/// Whether a secret lies in a file of its own, or would be moved there: it is readable for its owner alone, and for root.
fn has_secret_file(subject: &Subject<'_>) -> bool {
    let variables = &subject.container.image.file_variables;
    let moves = |one: &Carried| variables.values().any(|variable| variable == one.name);
    let lies = |target: &Target| target.bind && is_in(&target.path, "/run/secrets");
    secrets(subject).environment.iter().any(moves) || basis(subject).mounts.iter().any(lies)
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
    let needed = |name: &String| is_given_back(subject, &canonical(name));
    let more = host.cap_add.items.iter().any(|field| !field.get().is_some_and(needed));
    let rights = more || !host.devices.is_empty() || !host.volumes_from.is_empty();
    let shares = host.network_mode.get().is_some_and(|mode| mode == "host");
    if asked || rights || shares || host.privileged.get() == Some(&true) {
        return doubted("fix-reason-asked");
    }
    // A volume begins with the image's own folder and its owner, if the image has one there. Memory is root's: its user
    // writes where everybody may.
    let image = &container.image;
    let open = |path: &str| {
        image.scratch_paths.values().any(|own| is_in(path, own)) || ["/tmp", "/dev/shm"].contains(&path)
    };
    let foreign = |target: &&Target| match (target.tmpfs, target.bind) {
        (true, _) => !open(&target.path),
        (_, bind) => bind || !image.volumes.values().any(|volume| volume == target.path),
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
