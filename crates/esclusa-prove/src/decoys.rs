//! Decoys of the host: what the probe reaches only if it shares something with the host. They are gone with this program.

use std::io;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use esclusa_kernel::Shared;

use crate::briefing::{Briefing, Nonce};

/// As nice as no other process is by habit.
const NICE: i32 = 13;

/// The decoys, as long as they are wanted. Nobody takes their connections: that they can be made is enough.
#[derive(Debug)]
pub struct Decoys {
    _named: UnixListener,
    _of_root: UnixListener,
    _port: TcpListener,
    process: Child,
    memory: Shared,
    briefing: Briefing,
}

/// Sets them up; `planted` is the folder that the container sees, in which a socket is made that only root may use.
///
/// # Errors
///
/// If one cannot be made.
pub fn decoys(planted: &Path) -> io::Result<Decoys> {
    let random = Nonce::new()?;
    let name = [b"esclusa-", &random.digits()[..16]].concat();
    let named = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name)?)?;
    let port = TcpListener::bind(("127.0.0.1", 0))?;
    let place = planted.join("socket");
    let of_root = UnixListener::bind(&place)?;
    std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o600))?;
    let key = u32::from_le_bytes(std::array::from_fn(|at| random.digits()[16 + at])) & 0x7fff_ffff;
    let memory = Shared::create(key, 4096).map_err(|error| io::Error::from_raw_os_error(error.number()))?;
    let process = process().inspect_err(|_| _ = memory.remove())?;
    let briefing = Briefing::default()
        .with("host-socket", String::from_utf8_lossy(&name))
        .with("host-port", port.local_addr()?.port())
        .with("host-process", process.id())
        .with("host-process-nice", NICE)
        .with("host-memory-key", key);
    Ok(Decoys { _named: named, _of_root: of_root, _port: port, process, memory, briefing })
}

impl Decoys {
    /// What the probe is told of them.
    #[must_use]
    pub fn briefing(&self) -> Briefing {
        self.briefing.clone()
    }
}

impl Drop for Decoys {
    fn drop(&mut self) {
        let _ = self.memory.remove();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A process that leads its session and is as nice as no other: so it is told from one that has its number elsewhere.
fn process() -> io::Result<Child> {
    let mut command = Command::new("setsid");
    command.args(["nice", "-n", &NICE.to_string(), "cat"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}
