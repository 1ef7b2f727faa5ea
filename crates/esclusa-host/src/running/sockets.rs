//! What listens in a network namespace, and which processes hold those sockets: `/proc/PID/net` and `/proc/PID/fd`.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use esclusa_model::running::Socket;

use super::text;

/// The state of a TCP socket that listens (`include/net/tcp_states.h`).
const LISTENS: &str = "0A";
/// The state of a UDP socket that has no peer.
const WAITS: &str = "07";
/// So many open files of a container are looked at.
const MOST: usize = 65_536;

/// The sockets that wait in one network namespace, each with its number.
#[derive(Debug)]
pub(super) struct Table(Vec<(Socket, u64)>);

impl Table {
    /// Those of the namespace that a process is in, which everybody may read; nothing if the tables are not there.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let folder = folder.join("net");
        let counts = [text(&folder.join("sockstat")), text(&folder.join("sockstat6"))];
        let mut sockets = Vec::new();
        let mut seen = false;
        for (table, counted, state, is_tcp) in [
            ("tcp", "TCP:", LISTENS, true),
            ("tcp6", "TCP6:", LISTENS, true),
            ("udp", "UDP:", WAITS, false),
            ("udp6", "UDP6:", WAITS, false),
        ] {
            // To list the connections of a namespace, the kernel goes through those of all: some milliseconds, even where
            // there are none. How many there are it knows.
            if counts.iter().flatten().any(|counts| is_empty(counts, counted)) {
                seen = true;
                continue;
            }
            // Where the kernel has no version 6, those tables are missing.
            let Some(text) = text(&folder.join(table)) else { continue };
            seen = true;
            sockets.extend(text.lines().skip(1).filter_map(|line| socket(line, state, is_tcp)));
        }
        seen.then_some(Self(sockets))
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<Socket> {
        let sockets: BTreeSet<Socket> = self.0.iter().map(|(socket, _)| *socket).collect();
        sockets.into_iter().collect()
    }

    /// Those that these processes hold.
    pub(super) fn held_by(&self, holders: &Holders) -> Vec<Socket> {
        let held = self.0.iter().filter(|(_, number)| holders.0.contains(number));
        let sockets: BTreeSet<Socket> = held.map(|(socket, _)| *socket).collect();
        sockets.into_iter().collect()
    }
}

/// Whether `/proc/PID/net/sockstat` says that no socket of a kind is in use: `TCP: inuse 0 orphan 0 …`.
fn is_empty(counts: &str, kind: &str) -> bool {
    let mut lines = counts.lines().filter_map(|line| line.strip_prefix(kind));
    lines.any(|line| line.split_whitespace().take(2).eq(["inuse", "0"]))
}

/// The numbers of the sockets that processes hold.
pub(super) struct Holders(HashSet<u64>);

impl Holders {
    /// Those of the processes in these folders; nothing if one of them may not be looked at.
    pub(super) fn read(folders: impl Iterator<Item = PathBuf>) -> Option<Self> {
        let mut numbers = HashSet::new();
        let mut files = 0;
        for folder in folders {
            let entries = match fs::read_dir(folder.join("fd")) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::PermissionDenied => return None,
                // It has ended meanwhile.
                Err(_) => continue,
            };
            for entry in entries.flatten() {
                files += 1;
                if files > MOST {
                    return None;
                }
                let Ok(target) = fs::read_link(entry.path()) else { continue };
                let number: Option<u64> = target
                    .to_str()
                    .and_then(|target| target.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok());
                numbers.extend(number);
            }
        }
        Some(Self(numbers))
    }
}

/// `0: 0100007F:1F90 00000000:0000 0A … INODE`: local address and port, the peer's, the state; the number is the tenth.
fn socket(line: &str, wanted: &str, is_tcp: bool) -> Option<(Socket, u64)> {
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
    let number = fields.nth(5).and_then(|number| number.parse().ok()).unwrap_or(0);
    Some((Socket { is_tcp, port: u16::from_str_radix(port, 16).ok()?, is_loopback }, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_that_listen_are_read() {
        let tcp = |line: &str| socket(line, LISTENS, true);
        let web = "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1";
        assert_eq!(tcp(web), Some((Socket { is_tcp: true, port: 8080, is_loopback: false }, 4242)));
        let is_loopback = |line: &str| tcp(line).map(|(one, _)| one.is_loopback);
        assert_eq!(is_loopback(&web.replace(" 00000000:1F90", " 0100007F:1F90")), Some(true));
        let six = "   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0";
        assert_eq!(tcp(six), Some((Socket { is_tcp: true, port: 80, is_loopback: true }, 0)));
        let mapped = "   0: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 0";
        assert_eq!(is_loopback(mapped), Some(true));
        assert_eq!(tcp(&web.replace(" 0A ", " 01 ")), None);
        assert_eq!(tcp("nonsense"), None);
    }

    #[test]
    fn what_the_kernel_counts_as_none_is_none() {
        let counts = "sockets: used 4\nTCP: inuse 0 orphan 0 tw 3 alloc 12 mem 0\nUDP: inuse 10 mem 0\nUDPLITE: inuse 0\n";
        assert!(is_empty(counts, "TCP:"));
        assert!(!is_empty(counts, "UDP:") && !is_empty(counts, "TCP6:") && !is_empty("TCP: inuse", "TCP:"));
    }
}
