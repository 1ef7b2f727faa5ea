//! A port of a database, a broker or an administration published: `sensitive_port_published.md`.

use std::collections::BTreeMap;

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::known_service::{self, Gives};
use crate::port::{Published, Reach, published};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "sensitive-port-published",
    practice: Practice::Ports,
    severity: Severity::High,
    field: "HostConfig.PortBindings",
    standards: &[
        Standard::Cis("1.6.0", "5.9"),
        Standard::Cwe(668),
        Standard::Attack("T1133"),
        Standard::PodSecurity("baseline", "Host Ports"),
    ],
    fix: Safety::Risky,
    page: page!("sensitive_port_published"),
};

/// The rule.
pub(crate) struct SensitivePortPublished;

impl Rule for SensitivePortPublished {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let image = subject.container.identity.image.as_deref();
        // A port published on several addresses is one finding, as bad as the widest of them.
        let mut widest: BTreeMap<&str, Published<'_>> = BTreeMap::new();
        let ports = published(subject.container);
        for port in &ports {
            let known = widest.entry(port.port).or_insert(*port);
            if port.reach > known.reach {
                *known = *port;
            }
        }
        for port in widest.into_values() {
            let listens = port.number.and_then(|number| known_service::on(image, number, port.protocol));
            let Some((service, gives)) = listens else { continue };
            let (message, worst) = match gives {
                Gives::Data => ("sensitive-port-published", Severity::High),
                Gives::Administration => ("sensitive-port-published-admin", Severity::High),
                Gives::Engine => ("sensitive-port-published-engine", Severity::Critical),
            };
            let severity = match port.reach {
                Reach::Everybody => worst,
                Reach::Address | Reach::Unknown => worst.lower(),
                Reach::Loopback => worst.lower().lower(),
            };
            let place = Place::of(port.origin, &subject.container.place);
            let finding = Finding::at(&META, subject.container, place).worded(message).severity(severity);
            let finding =
                finding.about(port.port).with("port", port.port.to_owned()).with("service", service);
            findings.add(finding.fix(remedy::unpublish(
                subject,
                &[port.port],
                "sensitive-port-published-fix",
            )));
        }
    }
}
