//! The paths of the host that a container can reach through its mounts, in every form in which they can be asked for.

use esclusa_model::{Container, Origin, Project, symbol};

use crate::Subject;

/// A path of the host and where it was asked for.
pub(crate) struct HostPath<'a> {
    /// The path, made plain: no `//`, `.` or `..`.
    pub(crate) path: String,
    /// Where it was asked for.
    pub(crate) origin: &'a Origin,
}

/// Every path of the host that is mounted: binds, bind mounts, and volumes that are binds in disguise.
pub(crate) fn mounted<'a>(subject: &Subject<'a>) -> Vec<HostPath<'a>> {
    let Subject { project, container, .. } = *subject;
    let mut paths = Vec::new();
    binds(project, container, &mut paths);
    mounts(project, container, &mut paths);
    paths
}

/// A mount whose source is not known.
pub(crate) struct UnknownSource<'a> {
    /// The source with its variables.
    pub(crate) symbol: &'a str,
    /// Where it is mounted in the container.
    pub(crate) target: &'a str,
    /// Where it was asked for.
    pub(crate) origin: &'a Origin,
}

/// Every mount whose source begins with a variable, so that only its target says what it is.
pub(crate) fn unknown<'a>(subject: &Subject<'a>) -> Vec<UnknownSource<'a>> {
    let host = &subject.container.request.host;
    let binds = host.binds.items.iter().filter_map(|bind| {
        let parts = symbol::split(bind.unknown()?, ':');
        let (symbol, target) = (parts.first().copied()?, parts.get(1).copied()?);
        Some(UnknownSource { symbol, target, origin: &bind.origin })
    });
    let mounts = host.mounts.items.iter().filter_map(|field| {
        let mount = field.get()?;
        let (symbol, target) = (mount.source.unknown()?, mount.target.get()?);
        Some(UnknownSource { symbol, target, origin: &field.origin })
    });
    let opaque = |mount: &UnknownSource<'_>| {
        mount.symbol.starts_with('$') && symbol::default_of(mount.symbol).is_none()
    };
    binds.chain(mounts).filter(opaque).collect()
}

fn binds<'a>(project: &'a Project, container: &'a Container, paths: &mut Vec<HostPath<'a>>) {
    let binds = &container.request.host.binds;
    for bind in &binds.items {
        let Some(text) = bind.get() else { continue };
        let source = match bind.unknown() {
            // Of a variable with a default the default is judged.
            Some(symbol) => {
                let source = symbol::split(symbol, ':').first().copied().unwrap_or("");
                symbol::default_of(source).unwrap_or(source)
            }
            None => source_of(text),
        };
        let origin = if bind.origin.place.is_some() { &bind.origin } else { &binds.origin };
        match volume_device(project, source) {
            Some(device) => paths.push(HostPath { path: plain(device), origin }),
            None if is_path(source) => paths.push(HostPath { path: plain(source), origin }),
            None => {}
        }
    }
}

fn mounts<'a>(project: &'a Project, container: &'a Container, paths: &mut Vec<HostPath<'a>>) {
    let mounts = &container.request.host.mounts;
    for field in &mounts.items {
        let Some(mount) = field.get() else { continue };
        let kind = mount.kind.get().map_or("", String::as_str);
        let source = mount.source.get().map_or("", String::as_str);
        let device = match kind {
            "bind" | "npipe" => Some(source),
            "volume" => mount
                .volume_options
                .driver_config
                .options
                .get("device")
                .map(String::as_str)
                .or_else(|| volume_device(project, source)),
            _ => None,
        };
        let origin = [&mount.source.origin, &field.origin, &mounts.origin]
            .into_iter()
            .find(|origin| origin.place.is_some())
            .unwrap_or(&field.origin);
        if let Some(device) = device.filter(|device| is_path(device)) {
            paths.push(HostPath { path: plain(device), origin });
        }
    }
}

/// What stands before the first colon of `source:target[:options]`; a drive's colon (`C:\`) belongs to the path.
pub(crate) fn source_of(bind: &str) -> &str {
    let drive = bind.len() > 2 && bind.as_bytes()[1] == b':' && matches!(bind.as_bytes()[2], b'\\' | b'/');
    let from = if drive && bind.as_bytes()[0].is_ascii_alphabetic() { 2 } else { 0 };
    match bind.bytes().skip(from).position(|byte| byte == b':') {
        Some(at) => &bind[..from + at],
        None => "",
    }
}

fn is_path(source: &str) -> bool {
    source.contains(['/', '\\']) || source.starts_with(['~', '.'])
}

/// The `device` of a volume that the project defines: the local driver's way to mount a path of the host.
fn volume_device<'a>(project: &'a Project, name: &str) -> Option<&'a str> {
    let mut volumes = project.volumes.iter();
    let (_, volume) = volumes.find(|(key, volume)| {
        // A bind says the key or, once Compose has made it whole, the volume's own name.
        *key == name || volume.get("name").and_then(|own| own.as_str()) == Some(name)
    })?;
    volume.get("driver_opts")?.get("device")?.as_str()
}

/// The path without `//`, `.` and `..`, as the kernel walks it if there are no links.
pub(crate) fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let slash = if path.starts_with('/') { "/" } else { "" };
    format!("{slash}{}", parts.join("/"))
}
