//! A port published on every interface: `published_on_all_interfaces.md`.

use esclusa_finding::{Finding, Findings, Place, Practice, RuleMeta, Severity, Standard};
use esclusa_model::Origin;

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
                if !everywhere(binding.host_ip.get().map_or("", String::as_str)) {
                    continue;
                }
                let origins =
                    [&binding.host_ip.origin, &binding.host_port.origin, &field.origin, &list.origin];
                let origin = origins.into_iter().find(|o| o.place.is_some()).unwrap_or(&list.origin);
                // A range is one request: its ports come from one place.
                match open
                    .iter_mut()
                    .rev()
                    .find(|one| origin.place.is_some() && one.origin.place == origin.place)
                {
                    Some(one) => one.last = port,
                    None => open.push(Open { first: port, last: port, origin }),
                }
            }
        }
        for Open { first, last, origin } in open {
            let port = if first == last { first.to_owned() } else { format!("{first}–{last}") };
            let place = Place::of(origin, &subject.container.place);
            let mut finding = Finding::at(&META, subject.container, place).about(port.clone());
            if is_datastore(first) {
                finding = finding.worded("published-on-all-interfaces-datastore").severity(Severity::High);
            }
            findings.add(finding.with("port", port).remedy("published-on-all-interfaces-fix"));
        }
    }
}

/// Ports that one request opens.
struct Open<'a> {
    first: &'a str,
    last: &'a str,
    origin: &'a Origin,
}

/// Whether an address of the host stands for all of them.
fn everywhere(address: &str) -> bool {
    let address = address.trim_start_matches('[').trim_end_matches(']');
    address.is_empty() || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_unspecified())
}

/// Data stores, brokers and control planes, which are rarely meant for strangers.
fn is_datastore(port: &str) -> bool {
    const PORTS: [&str; 17] = [
        "1433", "1521", "2375", "2379", "3306", "4222", "5432", "5672", "5984", "6379", "8086", "9042",
        "9092", "9200", "11211", "15672", "27017",
    ];
    PORTS.contains(&port.split('/').next().unwrap_or(port))
}
