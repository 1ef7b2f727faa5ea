//! A published port behind which nothing listens: `published_port_unused.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Container;
use esclusa_model::running::Socket;

use crate::port::{openings, published};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "published-port-unused",
    practice: Practice::Ports,
    severity: Severity::Low,
    field: "HostConfig.PortBindings",
    standards: &[Standard::Cis("1.6.0", "5.9"), Standard::Cwe(1125)],
    fix: Safety::Risky,
    page: page!("published_port_unused"),
};

/// A service that has run so long, in seconds, has opened its ports.
const STARTED: u64 = 60;

/// The rule.
pub(crate) struct PublishedPortUnused;

impl Rule for PublishedPortUnused {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let Some(listening) = settled(container) else { return };
        let on = |number: Option<u16>, protocol: &str, loopback: bool| {
            let is_it =
                |socket: &&Socket| Some(socket.port) == number && socket.is_tcp == (protocol == "tcp");
            listening.iter().filter(is_it).any(|socket| loopback || !socket.is_loopback)
        };
        // Of SCTP there is no table that was read.
        let ports = published(container).into_iter().filter(|port| {
            port.number.is_some()
                && ["tcp", "udp"].contains(&port.protocol)
                && !on(port.number, port.protocol, false)
        });
        for opening in openings(ports) {
            let port = opening.name();
            let place = Place::of(opening.origin(), &container.place);
            let finding = Finding::at(&META, container, place).about(port.clone());
            let (number, protocol) = port.split_once('/').unwrap_or((&port, "tcp"));
            // It is there, and what comes from outside does not reach it.
            let finding = match on(number.parse().ok(), protocol, true) {
                true => finding.worded("published-port-unused-loopback"),
                false => finding,
            };
            let fix = remedy::unpublish(subject, opening.ports(), "published-port-unused-fix");
            findings.add(finding.with("port", port).fix(fix));
        }
    }
}

/// What listens in the network of a container that has had the time to open its ports.
fn settled(container: &Container) -> Option<&[Socket]> {
    let running = container.running.as_ref().filter(|running| running.seconds >= Some(STARTED))?;
    running.listening.as_deref()
}

/// Whether it is known what listens, so that nobody need guess.
pub(super) fn is_seen(container: &Container) -> bool {
    settled(container).is_some()
}
