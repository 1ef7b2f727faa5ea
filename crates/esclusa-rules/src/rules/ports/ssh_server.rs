//! A way into the container by SSH: `ssh_server.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::FactSource;
use esclusa_model::image::recipe::Recipe;

use crate::port::{Reach, published};
use crate::remedy;
use crate::rule::{Rule, Subject, page};
use crate::started_program::programs;

static META: RuleMeta = RuleMeta {
    id: "ssh-server",
    practice: Practice::Ports,
    severity: Severity::Medium,
    field: "HostConfig.PortBindings",
    standards: &[Standard::Cis("1.6.0", "5.7"), Standard::Cwe(1125), Standard::Attack("T1021.004")],
    fix: Safety::Risky,
    page: page!("ssh_server"),
};

/// Images that are nothing but an SSH server, and the port that it listens on.
const IMAGES: [(&str, u16); 3] = [
    ("linuxserver/openssh-server", 2222),
    ("lscr.io/linuxserver/openssh-server", 2222),
    ("ghcr.io/linuxserver/openssh-server", 2222),
];

/// Programs that are one.
const DAEMONS: [&str; 2] = ["sshd", "dropbear"];

/// The rule.
pub(crate) struct SshServer;

impl Rule for SshServer {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let image = container.identity.image.as_deref().unwrap_or_default();
        let daemon = programs(container).into_iter().find(|program| DAEMONS.contains(&program.name));
        let ports = published(container);
        let ssh = |number: u16| {
            number == 22 || IMAGES.contains(&(image, number)) || (number == 2222 && daemon.is_some())
        };
        let doors = ports.iter().filter(|port| port.protocol == "tcp" && port.number.is_some_and(ssh));
        let fix = "ssh-server-fix";
        if let Some(port) = doors.max_by_key(|port| port.reach) {
            let place = Place::of(port.origin, &container.place);
            let severity = if port.reach == Reach::Loopback { Severity::Low } else { META.severity };
            let finding = Finding::at(&META, container, place).severity(severity).about(port.port);
            let finding = finding.with("port", port.port.to_owned());
            findings.add(finding.fix(remedy::unpublish(subject, &[port.port], fix)));
        } else {
            let running = container.running.iter().flat_map(|running| &running.processes);
            let running = running.map(|process| process.name.as_str()).find(|name| DAEMONS.contains(name));
            let said = daemon.map(|daemon| (daemon.name, daemon.origin));
            let Some((name, origin)) = said.or(running.map(|name| (name, &container.place))) else { return };
            let finding = Finding::at(&META, container, Place::of(origin, &container.place));
            let finding = finding.worded("ssh-server-daemon").severity(Severity::Low).about(name);
            findings.add(finding.with("program", name.to_owned()).remedy(fix, "why-program"));
        }
    }

    fn inspect(&self, recipe: &Recipe, findings: &mut Findings) {
        for (port, source) in &recipe.facts.exposed_ports.items {
            let FactSource::Dockerfile(origin) = source else { continue };
            if let (Some(place), "22/tcp") = (origin.place, port.as_str()) {
                let finding = Finding::of_image(&META, recipe, place).worded("ssh-server-image");
                let finding = finding.severity(Severity::Low).about(port.clone());
                findings.add(finding.with("port", port.clone()).remedy("ssh-server-fix", "why-program"));
            }
        }
    }
}
