//! A port published on every interface: `published_on_all_interfaces.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Safety, Severity, Standard};

use crate::port::{Reach, openings, published};
use crate::remedy;
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "published-on-all-interfaces",
    practice: Practice::Ports,
    severity: Severity::Medium,
    field: "HostConfig.PortBindings",
    standards: &[Standard::Cis("1.6.0", "5.14"), Standard::Cwe(668), Standard::Attack("T1133")],
    fix: Safety::Safe,
    page: page!("published_on_all_interfaces"),
};

/// The rule.
pub(crate) struct PublishedOnAllInterfaces;

impl Rule for PublishedOnAllInterfaces {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let ports = published(subject.container).into_iter();
        for opening in openings(ports.filter(|port| port.reach >= Reach::Unknown)) {
            let port = opening.name();
            let place = Place::of(opening.origin(), &subject.container.place);
            let mut finding = Finding::at(&META, subject.container, place).about(port.clone());
            if let Some(symbol) = opening.symbol() {
                finding = finding.worded("published-on-all-interfaces-unknown").severity(Severity::Info);
                let fix = remedy::say_variable(symbol);
                findings.add(finding.with("port", port).with("symbol", symbol.to_owned()).fix(fix));
                continue;
            }
            let fix = remedy::bind_to_loopback(subject, opening.ports(), &port);
            findings.add(finding.with("port", port).fix(fix));
        }
    }
}
