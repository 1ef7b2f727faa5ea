//! A published port on which nothing is known to listen: `unexposed_port_published.md`.

use std::collections::BTreeSet;

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};
use esclusa_model::Container;

use super::published_port_unused::is_seen;
use crate::host_path::binds_anything;
use crate::known_service::is_panel;
use crate::port::{openings, published};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "unexposed-port-published",
    practice: Practice::Ports,
    severity: Severity::Low,
    field: "HostConfig.PortBindings",
    standards: &[Standard::Cis("1.6.0", "5.9"), Standard::Cwe(1125)],
    fix: Safety::Risky,
    page: page!("unexposed_port_published"),
};

/// The rule.
pub(crate) struct UnexposedPortPublished;

impl Rule for UnexposedPortPublished {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let container = subject.container;
        let ports = published(container);
        // What is seen to listen is needed, and of what does not another rule speaks.
        if is_seen(container) {
            return;
        }
        let Some(exposed) = exposed(container).filter(|_| !ports.is_empty()) else { return };
        let named = named(container);
        let image = container.identity.image.as_deref().unwrap_or_default();
        let unknown = ports.into_iter().filter(|port| {
            let is_known =
                |number| exposed.contains(&number) || named.contains(&number) || is_panel(image, number);
            port.number.is_some_and(|number| !is_known(number))
        });
        // A file of the host may be the configuration that names it.
        let severity = if binds_anything(container) { Severity::Info } else { META.severity };
        for opening in openings(unknown) {
            let port = opening.name();
            let place = Place::of(opening.origin(), &container.place);
            let finding = Finding::at(&META, container, place).severity(severity).about(port.clone());
            let fix = remedy::unpublish(subject, opening.ports(), "unexposed-port-published-fix");
            findings.add(finding.with("port", port).fix(fix));
        }
    }
}

/// The ports that the image exposes, if they are known to be all; an image that exposes none says nothing.
fn exposed(container: &Container) -> Option<BTreeSet<u16>> {
    let facts = &container.image.exposed_ports;
    let mut ports = BTreeSet::new();
    for port in facts.values() {
        let range = port.split('/').next().unwrap_or(port);
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        ports.extend(first.parse::<u16>().ok()?..=last.parse().ok()?);
    }
    (facts.complete && !ports.is_empty()).then_some(ports)
}

/// The numbers that the command, the environment and the health check name.
fn named(container: &Container) -> BTreeSet<u16> {
    let request = &container.request;
    let lists = [&request.entrypoint, &request.cmd, &request.env, &request.healthcheck.test];
    let words = lists.into_iter().flat_map(esclusa_model::List::values);
    let words = words.map(String::as_str).chain(container.image.env.values());
    let numbers = words.flat_map(|word| word.split(|c: char| !c.is_ascii_digit()));
    numbers.filter_map(|number| number.parse().ok()).collect()
}
