//! The paths of the host that a container can reach through its mounts, in every form in which they can be asked for.

use esclusa_model::{Container, Field, Origin, symbol};

use crate::{Subject, local_volume};

/// A path of the host and how it is mounted.
#[derive(Debug)]
pub(crate) struct HostPath {
    /// The path, made plain: no `//`, `.` or `..`.
    pub(crate) path: String,
    /// The same behind the links that every host has: `/var/run` is `/run`, `/proc/1/root` is `/`.
    pub(crate) real: String,
    /// Whether the container may only read it.
    pub(crate) read_only: bool,
    /// How mounts made below it spread, if it is asked for.
    pub(crate) propagation: Option<String>,
    /// Where it is mounted in the container; nothing where that is not known, or the mount is a volume.
    pub(crate) target: Option<String>,
    /// Whether it is handed over as a secret, which is what those are for.
    pub(crate) is_secret: bool,
    /// Where it was asked for.
    pub(crate) origin: Origin,
}

impl HostPath {
    fn new(path: &str, options: &[&str], origin: Origin) -> Self {
        let says = |option: &&&str| {
            ["shared", "rshared", "slave", "rslave", "private", "rprivate"].contains(*option)
        };
        let path = plain(path);
        Self {
            real: real(&path),
            path,
            read_only: options.contains(&"ro") || options.contains(&"readonly"),
            propagation: options.iter().find(says).map(|option| (*option).to_owned()),
            target: None,
            is_secret: false,
            origin,
        }
    }
}

/// Every path of the host that is mounted: binds, bind mounts, and volumes that are binds in disguise.
pub(crate) fn mounted<'a>(subject: &Subject<'a>) -> &'a [HostPath] {
    subject.once.host_paths.get_or_init(|| all(subject))
}

fn all(subject: &Subject<'_>) -> Vec<HostPath> {
    let mut paths = Vec::new();
    binds(subject.container, &mut paths);
    mounts(subject.container, &mut paths);
    for volume in local_volume::mounted(subject) {
        let mut options: Vec<&str> = volume.options.iter().map(String::as_str).collect();
        if volume.read_only {
            options.push("ro");
        }
        if volume.is_bind() && is_path(&volume.device) {
            paths.push(HostPath::new(&volume.device, &options, volume.origin.clone()));
        }
        paths.extend(volume.layers().map(|layer| HostPath::new(layer, &options, volume.origin.clone())));
    }
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

/// Whether a file or folder of the host is mounted at all.
pub(crate) fn binds_anything(container: &Container) -> bool {
    let mut paths = Vec::new();
    binds(container, &mut paths);
    mounts(container, &mut paths);
    !paths.is_empty()
}

fn binds(container: &Container, paths: &mut Vec<HostPath>) {
    let binds = &container.request.host.binds;
    for bind in &binds.items {
        let Some((source, rest)) = bind_parts(bind) else { continue };
        if !is_path(source) {
            continue;
        }
        // Options follow the last colon; a target has none, but for a drive's.
        let options: Vec<&str> = match rest.rsplit_once(':') {
            Some((_, options)) => options.split(',').collect(),
            None => Vec::new(),
        };
        let origin = if bind.origin.place.is_some() { &bind.origin } else { &binds.origin };
        let target = rest.split(':').next().unwrap_or(rest);
        let target = bind.unknown().is_none().then(|| target.to_owned());
        paths.push(HostPath { target, ..HostPath::new(source, &options, origin.clone()) });
    }
}

fn mounts(container: &Container, paths: &mut Vec<HostPath>) {
    let mounts = &container.request.host.mounts;
    for field in &mounts.items {
        let Some(mount) = field.get() else { continue };
        let kind = mount.kind.get().map_or("", String::as_str);
        let source = said(&mount.source).unwrap_or_default();
        if !matches!(kind, "bind" | "npipe") || !is_path(source) {
            continue;
        }
        let mut options: Vec<&str> =
            mount.bind_options.propagation.get().map(String::as_str).into_iter().collect();
        if mount.read_only.get() == Some(&true) {
            options.push("ro");
        }
        let origin = [&mount.source.origin, &field.origin, &mounts.origin]
            .into_iter()
            .find(|origin| origin.place.is_some())
            .unwrap_or(&field.origin);
        let is_secret = mount.target.get().is_some_and(|target| target.starts_with("/run/secrets/"));
        let target = mount.target.get().filter(|_| mount.target.unknown().is_none()).cloned();
        paths.push(HostPath { is_secret, target, ..HostPath::new(source, &options, origin.clone()) });
    }
}

/// A text as it is written where a variable in it is not known: `${DATA}/etc` is not `/etc`, though an unset variable
/// would make it that. Of a variable with a default it is the default.
pub(crate) fn said(field: &Field<String>) -> Option<&str> {
    match field.unknown() {
        Some(symbol) => Some(symbol::default_of(symbol).unwrap_or(symbol)),
        None => field.get().map(String::as_str),
    }
}

/// The source of a bind, and what follows it.
pub(crate) fn bind_parts(bind: &Field<String>) -> Option<(&str, &str)> {
    let Some(symbol) = bind.unknown() else { return parts(bind.get()?) };
    let (source, rest) = symbol::split_once(symbol, ':')?;
    Some((symbol::default_of(source).unwrap_or(source), rest))
}

/// What stands before and after the first colon of `source:target[:options]`; a drive's colon (`C:\`) belongs to the
/// path.
fn parts(bind: &str) -> Option<(&str, &str)> {
    let bytes = bind.as_bytes();
    let drive = bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/');
    let from = if drive { 2 } else { 0 };
    let at = from + bind.get(from..)?.find(':')?;
    Some((bind.get(..at)?, bind.get(at + 1..)?))
}

/// What stands before the first colon of `source:target[:options]`; nothing if there is none.
pub(crate) fn source_of(bind: &str) -> &str {
    parts(bind).map_or("", |(source, _)| source)
}

fn is_path(source: &str) -> bool {
    source.contains(['/', '\\']) || source.starts_with(['~', '.'])
}

/// The path without `//`, `.` and `..`, as the kernel walks it if there are no links.
pub(crate) fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let slash = path.starts_with('/');
    // What stands before each part, to go back to it.
    let mut before: Vec<usize> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => plain.truncate(before.pop().unwrap_or(0)),
            part => {
                before.push(plain.len());
                if slash || !plain.is_empty() {
                    plain.push('/');
                }
                plain.push_str(part);
            }
        }
    }
    if slash && plain.is_empty() {
        plain.push('/');
    }
    plain
}

/// Where a plain path leads on a host as they all are.
fn real(path: &str) -> String {
    let mut rest = path;
    // What a process of the host calls its root is the host's root.
    while let Some((process, below)) = rest.strip_prefix("/proc/").and_then(|rest| rest.split_once('/')) {
        let is_process = matches!(process, "self" | "thread-self") || process.parse::<u32>().is_ok();
        let link = ["root", "cwd"].iter().find_map(|link| below.strip_prefix(*link));
        match link.filter(|below| is_process && (below.is_empty() || below.starts_with('/'))) {
            Some("") => return "/".to_owned(),
            Some(below) => rest = below,
            None => break,
        }
    }
    let linked = [("/var/run", "/run"), ("/var/lock", "/run/lock")].iter().find_map(|(link, target)| {
        let below = rest.strip_prefix(link)?;
        (below.is_empty() || below.starts_with('/')).then(|| format!("{target}{below}"))
    });
    linked.unwrap_or_else(|| rest.to_owned())
}
