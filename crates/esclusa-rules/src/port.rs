//! Published ports: for whom they are open, and what is known to listen on them.

use esclusa_finding::{Finding, Place, RuleMeta, Severity};
use esclusa_model::Origin;

use crate::Subject;

/// What is said of a port whose address on the host is not known, and of the symbol of that.
pub(crate) fn unknown_address(
    meta: &'static RuleMeta,
    subject: &Subject<'_>,
    (port, symbol): (&str, &str),
    origin: &Origin,
) -> Finding {
    let finding = Finding::at(meta, subject.container, Place::of(origin, &subject.container.place));
    let finding = finding.worded("published-on-all-interfaces-unknown").severity(Severity::Info).about(port);
    finding.with("port", port.to_owned()).with("symbol", symbol.to_owned())
}

/// Whether an address of the host stands for all of them.
pub(crate) fn everywhere(address: &str) -> bool {
    let address = address.trim_start_matches('[').trim_end_matches(']');
    address.is_empty() || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_unspecified())
}

/// Data stores, brokers and control planes, which are rarely meant for strangers.
pub(crate) fn is_datastore(port: &str) -> bool {
    const PORTS: [&str; 17] = [
        "1433", "1521", "2375", "2379", "3306", "4222", "5432", "5672", "5984", "6379", "8086", "9042",
        "9092", "9200", "11211", "15672", "27017",
    ];
    // Of a mapping in which a variable stands, the container's port is the last part.
    let port = port.rsplit(':').next().unwrap_or(port);
    PORTS.contains(&port.split('/').next().unwrap_or(port))
}
