//! What is planted for the attacks, in a folder that is mounted read-only: the probe, copies of it that bring rights, and
//! files that are root's.
//!
//! Only root can plant it: that is who must own it. A twin's folder is filled through the engine, by an archive, since who
//! may ask an engine need not be root.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;

use esclusa_kernel::Text;

use crate::PROBE;

/// A capability of a file, version 2, effective: to bind low ports (number 10), which is of no use to the probe.
const CAPABILITY: [u8; 20] = {
    let mut bytes = [0; 20];
    bytes[0] = 1;
    bytes[3] = 2;
    bytes[5] = 1 << 2;
    bytes
};

/// Fills a folder, which must be empty and is root's afterwards.
///
/// # Errors
///
/// If a file cannot be made: only root may give files away and set what they bring.
pub fn plant(folder: &Path) -> io::Result<()> {
    // Who runs a program that it may not read has a process from its first instant that others of its user cannot look into.
    let programs =
        [("probe", 0o111), ("setuid", 0o4111), ("setgid", 0o2111), ("capable", 0o111), ("readable", 0o555)];
    for (name, mode) in programs {
        file(&folder.join(name), PROBE, mode)?;
    }
    file(&folder.join("of-root"), b"of root alone\n", 0o400)?;
    file(&folder.join("of-group"), b"of the group of root\n", 0o440)?;
    let path = Text::<512>::of(&[folder.as_os_str().as_bytes(), b"/capable"]);
    esclusa_kernel::set_extended(path.as_c_str(), c"security.capability", &CAPABILITY)
        .map_err(|error| io::Error::from_raw_os_error(error.number()))?;
    fs::set_permissions(folder, Permissions::from_mode(0o755))
}

fn file(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    fs::write(path, bytes)?;
    // The owner first: to give a file away takes from it what it brings.
    chown(path, Some(0), Some(0))?;
    fs::set_permissions(path, Permissions::from_mode(mode))
}
