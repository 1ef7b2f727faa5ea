//! Devices of the host by their path or number: what each of them gives.

/// What a device gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What every container has anyway, or a graphics card.
    Harmless,
    /// A disk below its file system.
    Disk,
    /// The memory of the machine, its ports or registers.
    Memory,
    /// Keyboards and terminals, to listen to or to forge.
    Input,
    /// The machine itself: its log, its watchdog, direct access to its bus.
    Machine,
    /// Every device.
    Everything,
    /// Another: a serial port, KVM, FUSE.
    Other,
}

/// Names below `/dev` that end there, or go on with a number or a folder.
const NAMES: &[(&str, Kind)] = &[
    ("block", Kind::Disk),
    ("bsg", Kind::Disk),
    ("console", Kind::Input),
    ("cpu", Kind::Memory),
    ("disk", Kind::Disk),
    ("dm-", Kind::Disk),
    ("drbd", Kind::Disk),
    ("dri", Kind::Harmless),
    ("full", Kind::Harmless),
    ("hidraw", Kind::Input),
    ("input", Kind::Input),
    ("kfd", Kind::Harmless),
    ("kmem", Kind::Memory),
    ("kmsg", Kind::Machine),
    ("loop", Kind::Disk),
    ("loop-control", Kind::Disk),
    ("mapper", Kind::Disk),
    ("md", Kind::Disk),
    ("mem", Kind::Memory),
    ("mmcblk", Kind::Disk),
    ("nbd", Kind::Disk),
    ("null", Kind::Harmless),
    ("nvidia", Kind::Harmless),
    ("nvidia-caps", Kind::Harmless),
    ("nvidia-modeset", Kind::Harmless),
    ("nvidia-uvm", Kind::Harmless),
    ("nvidia-uvm-tools", Kind::Harmless),
    ("nvidiactl", Kind::Harmless),
    ("nvme", Kind::Disk),
    ("port", Kind::Memory),
    ("random", Kind::Harmless),
    ("rbd", Kind::Disk),
    ("sg", Kind::Disk),
    ("tty", Kind::Input),
    ("uinput", Kind::Input),
    ("urandom", Kind::Harmless),
    ("vcs", Kind::Input),
    ("vcsa", Kind::Input),
    ("vfio", Kind::Machine),
    ("watchdog", Kind::Machine),
    ("zero", Kind::Harmless),
    ("zvol", Kind::Disk),
];

/// What a plain path of a device gives.
pub(crate) fn kind(path: &str) -> Kind {
    let Some(name) = path.strip_prefix("/dev") else { return Kind::Other };
    let name = match name.strip_prefix('/') {
        None if name.is_empty() => return Kind::Everything,
        None => return Kind::Other,
        Some("tty") => return Kind::Harmless,
        Some(name) => name,
    };
    if is_lettered_disk(name) {
        return Kind::Disk;
    }
    let fits = |(known, _): &&(&str, Kind)| {
        name.strip_prefix(known).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('/') || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    NAMES.iter().find(fits).map_or(Kind::Other, |(_, kind)| *kind)
}

/// `sda`, `vdb1`, `xvda`: letters that say the driver, letters of the disk, the number of a part.
fn is_lettered_disk(name: &str) -> bool {
    let rest = ["sd", "hd", "vd", "xvd"].iter().find_map(|driver| name.strip_prefix(*driver));
    rest.is_some_and(|rest| {
        let disk = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        !disk.is_empty() && disk.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// What a rule of the device cgroup allows (`c 1:3 rwm`), and which access; nothing if it is not one.
pub(crate) fn numbered(rule: &str) -> Option<(Kind, &str)> {
    let mut parts = rule.split(' ');
    let (kind, numbers, access) = (parts.next()?, parts.next()?, parts.next()?);
    let (major, minor) = numbers.split_once(':')?;
    let major: Option<u32> = if major == "*" { None } else { Some(major.parse().ok()?) };
    let minor: Option<u32> = if minor == "*" { None } else { Some(minor.parse().ok()?) };
    let kind = match (kind, major, minor) {
        // The kernel does not look at the numbers of a rule for all.
        ("a", ..) => Kind::Everything,
        ("b", None, _) => Kind::Disk,
        ("b", Some(major), _) if is_disk(major) => Kind::Disk,
        ("b", ..) => Kind::Machine,
        ("c", None, _) | ("c", Some(1), None | Some(1 | 2 | 4)) => Kind::Memory,
        ("c", Some(1), Some(11)) => Kind::Machine,
        ("c", Some(1), _) | ("c", Some(5), Some(0 | 2)) | ("c", Some(136), _) => Kind::Harmless,
        // Graphics cards.
        ("c", Some(195 | 226), _) => Kind::Harmless,
        ("c", Some(4 | 7 | 13), _) => Kind::Input,
        ("c", ..) => Kind::Other,
        _ => return None,
    };
    Some((kind, access))
}

/// Majors of disks: IDE, SCSI, loop, RAID, the device mapper, memory cards, Xen, virtio, NVMe.
fn is_disk(major: u32) -> bool {
    matches!(major, 3 | 7..=9 | 22 | 65..=71 | 128..=135 | 179 | 202 | 252..=254 | 259)
}
