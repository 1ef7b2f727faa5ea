//! Mounts in memory, in both forms, with the options that are left once the engine has merged them.

use esclusa_model::container::HostConfig;
use esclusa_model::{Field, Origin};

use crate::origin::first_written;

/// A tmpfs that can be written.
pub(crate) struct Tmpfs<'a> {
    /// Where it is mounted.
    pub(crate) path: &'a str,
    /// Where it was asked for.
    pub(crate) origin: &'a Origin,
    /// Whether programs in it may be started.
    pub(crate) exec: bool,
    /// Whether setuid bits in it count.
    pub(crate) suid: bool,
    /// Whether device files in it are devices.
    pub(crate) dev: bool,
    /// Whether it has a size.
    pub(crate) sized: bool,
    read_only: bool,
}

/// Every tmpfs that can be written and whose options are known.
pub(crate) fn mounted(host: &HostConfig) -> Vec<Tmpfs<'_>> {
    let mut found = Vec::new();
    for (path, field) in &host.tmpfs.entries {
        if field.unknown().is_some() {
            continue;
        }
        let mut tmpfs = Tmpfs::new(path, first_written([&field.origin], &host.tmpfs.origin));
        for option in field.get().map_or("", String::as_str).split(',') {
            tmpfs.set(option);
        }
        found.push(tmpfs);
    }
    for field in &host.mounts.items {
        let Some(mount) = field.get() else { continue };
        let options = &mount.tmpfs_options;
        let unknown = options.size_bytes.unknown().is_some() || mount.target.unknown().is_some();
        if mount.kind.get().is_none_or(|kind| kind != "tmpfs") || unknown {
            continue;
        }
        let path = mount.target.get().map_or("", String::as_str);
        let mut tmpfs = Tmpfs::new(path, first_written([&field.origin], &mount.target.origin));
        tmpfs.sized = options.size_bytes.get().is_some_and(|bytes| *bytes > 0);
        tmpfs.read_only = mount.read_only.get() == Some(&true);
        for flag in options.options.values().filter_map(|words| words.items.first().and_then(Field::get)) {
            tmpfs.set(flag);
        }
        found.push(tmpfs);
    }
    found.retain(|tmpfs| !tmpfs.read_only);
    found
}

impl<'a> Tmpfs<'a> {
    /// The engine begins with `noexec,nosuid,nodev`.
    const fn new(path: &'a str, origin: &'a Origin) -> Self {
        Self { path, origin, exec: false, suid: false, dev: false, sized: false, read_only: false }
    }

    /// Of options that contradict each other the last one counts.
    fn set(&mut self, option: &str) {
        match option {
            "exec" | "noexec" => self.exec = option == "exec",
            "suid" | "nosuid" => self.suid = option == "suid",
            "dev" | "nodev" => self.dev = option == "dev",
            "ro" | "rw" => self.read_only = option == "ro",
            _ => {
                if let Some(("size" | "nr_blocks", size)) = option.split_once('=') {
                    // The kernel takes zero for no limit.
                    self.sized = size.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
                }
            }
        }
    }
}
