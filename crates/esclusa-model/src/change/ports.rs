//! Published ports.

use super::made;
use crate::container::{HostConfig, Request};

/// This host, as every dialect writes it.
const LOOPBACK: &str = "127.0.0.1";

/// Whether an address is reached from this host only.
fn is_loopback(address: &str) -> bool {
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Publishes a port on this host only.
pub(super) fn bind_to_loopback(host: &mut HostConfig, port: &str) {
    let Some(list) = host.port_bindings.entries.get_mut(port).and_then(|field| field.value.as_mut()) else {
        return;
    };
    for binding in list.items.iter_mut().filter_map(|item| item.value.as_mut()) {
        let local =
            binding.host_ip.symbol.is_none() && binding.host_ip.get().is_some_and(|ip| is_loopback(ip));
        if !local {
            binding.host_ip = made(LOOPBACK.to_owned());
        }
    }
    // What was bound to every address of two families is one binding now.
    let mut kept = Vec::with_capacity(list.items.len());
    for item in std::mem::take(&mut list.items) {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    list.items = kept;
}

/// Takes a port's publication away; that it listens stays said.
pub(super) fn unpublish(request: &mut Request, port: &str) {
    request.host.port_bindings.entries.shift_remove(port);
}
