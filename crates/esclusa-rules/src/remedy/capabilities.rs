//! Capabilities: which of them are given back when all are dropped.

use std::collections::BTreeSet;

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::{Change, Field};

use super::mounts::Target;
use super::{basis, doubted, needed, shown, words};
use crate::Subject;
use crate::capability::canonical;
use crate::port::published;

/// What only a process of root holds without a file's capabilities: useless to another user.
const OF_ROOT: [&str; 7] = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"];

/// Drops all and gives back what is needed.
pub(crate) fn drop_all(subject: &Subject<'_>) -> Fix {
    let host = &subject.container.request.host;
    let added = &host.cap_add.items;
    if let Some(symbol) = added.iter().find_map(Field::unknown) {
        return super::say_variable(symbol);
    }
    let names = || added.iter().filter_map(Field::get).map(|name| canonical(name));
    let (mut keep, mut safety, mut reason) = needs(subject);
    // What was added by name was added for something.
    keep.extend(names().filter(|name| name != "ALL"));
    let is_shown = subject.needs.is_some_and(|needs| needs.capabilities.is_some());
    if names().any(|name| name == "ALL") && !is_shown {
        (safety, reason) = doubted("fix-reason-asked");
    }
    Fix::of_container(safety, title(&keep), reason, vec![change(keep)])
}

/// What it does.
fn title(keep: &BTreeSet<String>) -> Message {
    if keep.is_empty() {
        return Message::new("fix-drop-capabilities");
    }
    let kept: Vec<&str> = keep.iter().map(String::as_str).collect();
    Message::new("fix-drop-capabilities-but").with("kept", kept.join(", "))
}

/// The change that drops all but these.
pub(super) fn change(keep: BTreeSet<String>) -> Change {
    Change::DropAllCapabilities { keep: keep.into_iter().collect() }
}

/// The capabilities that are known to be needed, and how sure it is that there are no more.
pub(super) fn needs(subject: &Subject<'_>) -> (BTreeSet<String>, Safety, Message) {
    let basis = basis(subject);
    let image = &subject.container.image.needs_capabilities;
    let whole = image.complete && basis.root.is_some();
    let (safety, reason) = basis.judged(subject, whole);
    let mut keep = documented(subject);
    match subject.needs.and_then(|needs| needs.capabilities.as_ref()) {
        Some(seen) => {
            // Of the documentation only what holds: the lock itself is whole.
            if safety != Safety::Safe {
                keep.clear();
            }
            keep.extend(seen.iter().map(|name| canonical(name)));
            let (safety, reason) = shown();
            (keep, safety, reason)
        }
        None => (keep, safety, reason),
    }
}

/// Whether the image, as it is used here, is known to need a capability.
pub(crate) fn is_given_back(subject: &Subject<'_>, name: &str) -> bool {
    // Whoever runs it as another user may have given it back before: it is nothing to that user.
    let image = &subject.container.image.needs_capabilities;
    let is_idle = image.complete && basis(subject).root == Some(false) && OF_ROOT.contains(&name);
    is_idle || image.values().any(|needed| canonical(needed) == name) || documented(subject).contains(name)
}

/// Whether a lock shows that a capability is needed.
pub(crate) fn is_shown(subject: &Subject<'_>, name: &str) -> bool {
    let seen = subject.needs.and_then(|needs| needs.capabilities.as_ref());
    seen.is_some_and(|seen| seen.iter().any(|needed| canonical(needed) == name))
}

/// What the image is documented to need, and what the file adds to that.
fn documented(subject: &Subject<'_>) -> BTreeSet<String> {
    let container = subject.container;
    let host = &container.request.host;
    let basis = basis(subject);
    let mut keep: BTreeSet<String> = container.image.needs_capabilities.values().map(canonical).collect();
    if basis.root == Some(false) {
        keep.retain(|name| !OF_ROOT.contains(&name.as_str()));
    }
    if basis.root == Some(true) && container.image.needs_capabilities.complete {
        let image = &container.image;
        let is_own = |target: &Target| target.tmpfs || image.volumes.values().any(|own| own == target.path);
        // What is mounted belongs to others; so do the service's own folders when root goes through them at the next
        // start, and its files when a health check reads them.
        let others = basis.mounts.iter().any(|target| !is_own(target))
            || !host.volumes_from.is_empty()
            || image.volumes.values().next().is_some() && keep.contains("CHOWN")
            || image.file_variables.values().next().is_some()
            || words::has_health_check(container);
        if others {
            keep.insert("DAC_OVERRIDE".to_owned());
        }
        // The init process is root's, and passes signals on to what has become another user.
        if host.init.get() == Some(&true) && keep.contains("SETUID") {
            keep.insert("KILL".to_owned());
        }
    }
    // Outside of the engine's own networks, and in engines before 20.10, nobody else opens ports below 1024.
    let mode = host.network_mode.get().map_or("", String::as_str);
    let foreign = mode == "host" || mode.starts_with("container:");
    if basis.root != Some(false) && (foreign || listens_low(subject)) {
        keep.insert("NET_BIND_SERVICE".to_owned());
    }
    // What the file drops already is not missed.
    let dropped: Vec<String> = host.cap_drop.values().map(|name| canonical(name)).collect();
    keep.retain(|name| !dropped.contains(name));
    keep
}

/// Whether it listens on a port below 1024.
fn listens_low(subject: &Subject<'_>) -> bool {
    let container = subject.container;
    let exposed = container.image.exposed_ports.values();
    let asked = container.request.exposed_ports.entries.keys().map(String::as_str);
    let low = |port: &str| {
        let number = port.split(['/', '-']).next().unwrap_or(port);
        number.parse::<u16>().is_ok_and(|number| number < 1024)
    };
    exposed.chain(asked).any(low)
        || published(container).iter().any(|port| port.number.is_some_and(|number| number < 1024))
}

/// Takes one away that was added.
pub(crate) fn drop_one(subject: &Subject<'_>, name: &str) -> Fix {
    if name == "ALL" {
        return drop_all(subject);
    }
    let title = Message::new("fix-drop-capability").with("capability", name.to_owned());
    let seen = subject.needs.and_then(|needs| needs.capabilities.as_ref());
    let (safety, reason) = match seen {
        Some(seen) if seen.iter().any(|one| canonical(one) == name) => {
            return needed("dangerous-capability-added-fix");
        }
        Some(_) => shown(),
        None => doubted("fix-reason-asked"),
    };
    Fix::of_container(safety, title, reason, vec![Change::DropCapability { capability: name.to_owned() }])
}
