//! Published ports: who would no longer come through.

use esclusa_finding::{Fix, Message};
use esclusa_model::Change;

use super::{doubted, needed, shown};
use crate::Subject;

/// Ports of web servers.
const PUBLIC: [&str; 3] = ["80/tcp", "443/tcp", "443/udp"];

/// Publishes ports that one place asks for, called `name` together, on this host only.
pub(crate) fn bind_to_loopback(subject: &Subject<'_>, ports: &[&str], name: &str) -> Fix {
    let title = Message::new("fix-bind-to-loopback").with("port", name.to_owned());
    let (safety, reason) = match subject.needs.and_then(|needs| needs.ports.as_ref()) {
        Some(seen) if seen.iter().any(|one| ports.contains(&one.as_str())) => {
            return needed("published-on-all-interfaces-fix");
        }
        Some(_) => shown(),
        // Others are whom a web server is for.
        None if ports.iter().any(|port| PUBLIC.contains(port)) => {
            let title = Message::new("published-on-all-interfaces-fix");
            return Fix::manual(title).because(Message::new("why-public"));
        }
        None => doubted("fix-reason-clients"),
    };
    let change = match ports {
        [port] => Change::BindPortToLoopback { port: (*port).to_owned() },
        // A range is one text.
        _ => Change::BindRangeToLoopback { ports: ports.iter().map(|port| (*port).to_owned()).collect() },
    };
    Fix::of_container(safety, title, reason, vec![change])
}

/// Does not publish ports that one place asks for.
pub(crate) fn unpublish(subject: &Subject<'_>, ports: &[&str], title: &'static str) -> Fix {
    let [port] = ports else {
        return Fix::manual(Message::new(title)).because(Message::new("why-range"));
    };
    let seen = subject.needs.and_then(|needs| needs.ports.as_ref());
    if seen.is_some_and(|seen| seen.iter().any(|one| one == port)) {
        return needed(title);
    }
    // That nobody else comes through says nothing of this host's own programs.
    let (safety, reason) = doubted("fix-reason-clients");
    let title = Message::new("fix-unpublish").with("port", (*port).to_owned());
    Fix::of_container(safety, title, reason, vec![Change::UnpublishPort { port: (*port).to_owned() }])
}

/// Publishes only what is named.
pub(crate) fn named_only() -> Fix {
    let (safety, reason) = doubted("fix-reason-clients");
    let title = Message::new("fix-publish-named-only");
    Fix::of_container(safety, title, reason, vec![Change::PublishNamedPortsOnly])
}
