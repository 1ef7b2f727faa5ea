//! A port published on every interface: `published_on_all_interfaces.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};
use esclusa_model::Origin;

use crate::port::{everywhere, is_datastore, unknown_address};
use crate::rule::{Rule, Subject, page};

static META: RuleMeta = RuleMeta {
    id: "published-on-all-interfaces",
    practice: Practice::Ports,
    severity: Severity::Medium,
    field: "HostConfig.PortBindings",
    standards: &[Standard::Cis("1.6.0", "5.14"), Standard::Cwe(668), Standard::Attack("T1133")],
    page: page!("published_on_all_interfaces"),
};

/// The rule.
pub(crate) struct PublishedOnAllInterfaces;

impl Rule for PublishedOnAllInterfaces {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, subject: &Subject<'_>, findings: &mut Findings) {
        let host = &subject.container.request.host;
        // With the host's network or none, the engine ignores what is published.
        if matches!(host.network_mode.get().map(String::as_str), Some("host" | "none")) {
            return;
        }
        let mut open: Vec<Open<'_>> = Vec::new();
        for (port, list) in &host.port_bindings.entries {
            let bindings = list.get().map_or(&[][..], |bindings| &bindings.items);
            for field in bindings {
                let Some(binding) = field.get() else { continue };
                if let (None, Some(symbol)) = (binding.host_ip.get(), binding.host_ip.unknown()) {
                    findings.add(unknown_address(&META, subject, (port, symbol), &list.origin));
                    continue;
                }
                if !everywhere(binding.host_ip.get().map_or("", String::as_str)) {
                    continue;
                }
                let (ip, host) = (&binding.host_ip.origin, &binding.host_port.origin);
                let origins = [ip, host, &field.origin];
                let origin = origins.into_iter().find(|o| o.place.is_some()).unwrap_or(&list.origin);
                // A range is one request: its ports come from one place.
                let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
                let number: Option<u16> = number.parse().ok();
                let same = |one: &&mut Open<'_>| {
                    number.is_some()
                        && one.protocol == protocol
                        && origin.place.is_some()
                        && one.origin.place == origin.place
                };
                match open.iter_mut().rev().find(same) {
                    Some(one) => {
                        one.first = one.first.min(number);
                        one.last = one.last.max(number);
                    }
                    None => open.push(Open { port, protocol, first: number, last: number, origin }),
                }
            }
        }
        for Open { port, protocol, first, last, origin } in open {
            let datastore = is_datastore(port);
            let port = match (first, last) {
                (Some(first), Some(last)) if first < last => format!("{first}–{last}/{protocol}"),
                _ => port.to_owned(),
            };
            let place = Place::of(origin, &subject.container.place);
            let mut finding = Finding::at(&META, subject.container, place).about(port.clone());
            if datastore {
                finding = finding.worded("published-on-all-interfaces-datastore").severity(Severity::High);
            }
            findings.add(finding.with("port", port).remedy("published-on-all-interfaces-fix"));
        }
    }
}

/// Ports that one request opens.
struct Open<'a> {
    port: &'a str,
    protocol: &'a str,
    first: Option<u16>,
    last: Option<u16>,
    origin: &'a Origin,
}
