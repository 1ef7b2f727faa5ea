//! What was seen of a container that runs, as rules put it.

use std::collections::BTreeSet;

use esclusa_finding::Finding;
use esclusa_model::Container;
use esclusa_model::running::{Process, Running, Socket};

/// So many names are said.
const NAMED: usize = 4;
/// From this one on, ports are those that the kernel hands out to whoever sends something (`ip_local_port_range`).
const HANDED_OUT: u16 = 32_768;

/// Up to four names, and dots for the rest.
pub(crate) fn named<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut text = String::new();
    for (at, name) in names.into_iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        if at == NAMED {
            text.push('…');
            break;
        }
        text.push_str(name.as_ref());
    }
    text
}

/// The names of the processes of which this is so.
pub(crate) fn programs(running: &Running, is_so: impl Fn(&Process) -> bool) -> BTreeSet<&str> {
    running.processes.iter().filter(|process| is_so(process)).map(|process| process.name.as_str()).collect()
}

/// A finding about a container that starts as root, which says what is still root now: worded by the first id where
/// something is, by the second, and less grave, where nothing is any more.
pub(crate) fn of_roots(
    finding: Finding,
    container: &Container,
    still: &'static str,
    no_more: &'static str,
) -> Finding {
    let seen = container.running.as_ref().filter(|running| !running.processes.is_empty());
    let Some(running) = seen else { return finding };
    let roots = programs(running, Process::is_root);
    if !roots.is_empty() {
        return finding.worded(still).with("programs", named(roots));
    }
    // One that was not looked at may be.
    if running.unlisted > 0 {
        return finding;
    }
    let severity = finding.severity.lower();
    finding.worded(no_more).severity(severity)
}

/// Whether none of the processes can gain privileges, though nothing is known of who saw to that.
pub(crate) fn gains_nothing(container: &Container) -> bool {
    container.running.as_ref().is_some_and(|running| {
        let is_all = running.unlisted == 0 && !running.processes.is_empty();
        is_all && running.processes.iter().all(|process| process.no_new_privileges)
    })
}

/// The ports on which a container waits for others: `80/tcp`.
pub(crate) fn ports(sockets: &[Socket]) -> BTreeSet<(u16, &'static str)> {
    let is_service = |socket: &&Socket| socket.is_tcp || socket.port < HANDED_OUT;
    let protocol = |socket: &Socket| if socket.is_tcp { "tcp" } else { "udp" };
    sockets.iter().filter(is_service).map(|socket| (socket.port, protocol(socket))).collect()
}
