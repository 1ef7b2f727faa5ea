//! Published ports: for whom they are open, and what is known to listen on them.

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
