//! What listens in the network namespace of a process: its `/proc/PID/net` tables.

use std::collections::BTreeSet;
use std::path::Path;

use esclusa_model::running::Socket;

use super::text;

/// The state of a TCP socket that listens (`include/net/tcp_states.h`).
const LISTENS: &str = "0A";
/// The state of a UDP socket that has no peer.
const WAITS: &str = "07";

/// What listens there; nothing if the tables cannot be read, for which one must be root or own the process.
pub(super) fn listening(folder: &Path) -> Option<Vec<Socket>> {
    let mut sockets = BTreeSet::new();
    let mut seen = false;
    for (table, state, is_tcp) in
        [("tcp", LISTENS, true), ("tcp6", LISTENS, true), ("udp", WAITS, false), ("udp6", WAITS, false)]
    {
        // Where the kernel has no version 6, those tables are missing.
        let Some(text) = text(&folder.join("net").join(table)) else { continue };
        seen = true;
        sockets.extend(text.lines().skip(1).filter_map(|line| socket(line, state, is_tcp)));
    }
    seen.then(|| sockets.into_iter().collect())
}

/// `0: 0100007F:1F90 00000000:0000 0A …`: local address and port, the peer's, the state.
fn socket(line: &str, wanted: &str, is_tcp: bool) -> Option<Socket> {
    let mut fields = line.split_whitespace().skip(1);
    let (local, _, state) = (fields.next()?, fields.next()?, fields.next()?);
    let (address, port) = local.split_once(':')?;
    if state != wanted {
        return None;
    }
    // Words of 32 bits in the order of the machine, which is the little-endian one wherever engines run.
    let is_loopback = match address.len() {
        8 => address.ends_with("7F"),
        _ => {
            address == "00000000000000000000000001000000"
                || (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"))
        }
    };
    Some(Socket { is_tcp, port: u16::from_str_radix(port, 16).ok()?, is_loopback })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_that_listen_are_read() {
        let tcp = |line: &str| socket(line, LISTENS, true);
        let web =
            "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1";
        assert_eq!(tcp(web), Some(Socket { is_tcp: true, port: 8080, is_loopback: false }));
        assert_eq!(
            tcp(&web.replace(" 00000000:1F90", " 0100007F:1F90")).map(|one| one.is_loopback),
            Some(true)
        );
        let six = "   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0";
        assert_eq!(tcp(six), Some(Socket { is_tcp: true, port: 80, is_loopback: true }));
        let mapped = "   0: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 0";
        assert_eq!(tcp(mapped).map(|one| one.is_loopback), Some(true));
        assert_eq!(tcp(&web.replace(" 0A ", " 01 ")), None);
        assert_eq!(tcp("nonsense"), None);
    }
}
