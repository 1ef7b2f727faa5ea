//! What is mounted where in the container, in every form in which it can be asked for.

use esclusa_model::Origin;
use esclusa_model::container::HostConfig;

use crate::host_path::{plain, source_of};
use crate::origin::first_written;

/// A folder of the host, or a volume, in the container.
pub(crate) struct Mounted<'a> {
    /// Where it is mounted, made plain.
    pub(crate) target: String,
    /// Whether it is of the host, not a volume.
    pub(crate) bind: bool,
    /// Whether it is memory.
    pub(crate) tmpfs: bool,
    /// Whether it is known that it can be written.
    pub(crate) writable: bool,
    /// Where it was asked for.
    pub(crate) origin: &'a Origin,
}

/// Folders of the host and volumes that can be written.
pub(crate) fn writable(host: &HostConfig) -> impl Iterator<Item = Mounted<'_>> {
    all(host).into_iter().filter(|mounted| mounted.writable && !mounted.tmpfs)
}

/// Everything that is mounted: binds, volumes, and mounts of every kind.
pub(crate) fn all(host: &HostConfig) -> Vec<Mounted<'_>> {
    let mut found = Vec::new();
    for bind in &host.binds.items {
        let Some(text) = bind.get() else { continue };
        // A volume's name may be one letter, as a drive is; a bind of one part is a volume without a name.
        let source = match source_of(text) {
            "" => text.split_once(':').map_or("", |(name, _)| name),
            source => source,
        };
        let rest = text.get(source.len()..).unwrap_or("");
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let (target, options) = rest.split_once(':').unwrap_or((rest, ""));
        let writable = !options.split(',').any(|option| option == "ro");
        let origin = first_written([&bind.origin], &host.binds.origin);
        let (target, bind) = (plain(target), source.contains('/'));
        found.push(Mounted { target, bind, tmpfs: false, writable, origin });
    }
    for field in &host.mounts.items {
        let Some(mount) = field.get() else { continue };
        let kind = mount.kind.get().map_or("", String::as_str);
        let known = mount.read_only.unknown().is_none() && mount.target.unknown().is_none();
        let writable = matches!(kind, "bind" | "volume") && mount.read_only.get() != Some(&true) && known;
        let target = plain(mount.target.get().map_or("", String::as_str));
        let origin = first_written([&mount.target.origin, &field.origin], &host.mounts.origin);
        found.push(Mounted { target, bind: kind == "bind", tmpfs: kind == "tmpfs", writable, origin });
    }
    found
}
