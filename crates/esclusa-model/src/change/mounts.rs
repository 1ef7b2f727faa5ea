//! What is mounted.

use super::made;
use crate::container::{HostConfig, Request};
use crate::field::Field;

/// The parts of `source:target:options`. A colon inside `${…}` and that of a drive letter separate nothing.
fn parts(bind: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    let bytes = bind.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if at > 0 && bytes[at - 1] == b'$' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => {
                let drive = at == start + 1
                    && bytes[start].is_ascii_alphabetic()
                    && matches!(bytes.get(at + 1), Some(b'\\' | b'/'));
                if !drive {
                    parts.push(&bind[start..at]);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(&bind[start..]);
    parts
}

/// A path without the slashes at its end.
pub(crate) fn path(text: &str) -> &str {
    let trimmed = text.trim_end_matches('/');
    if trimmed.is_empty() { text } else { trimmed }
}

/// Whether a bind is mounted here.
pub(crate) fn is_at(bind: &str, target: &str) -> bool {
    let parts = parts(bind);
    parts.get(1).or_else(|| parts.first()).is_some_and(|own| path(own) == path(target))
}

/// Takes away what is mounted here.
pub(super) fn remove(request: &mut Request, target: &str) {
    let host = &mut request.host;
    host.binds.items.retain(|item| item.get().is_none_or(|bind| !is_at(bind, target)));
    host.mounts.items.retain(|item| {
        item.get().is_none_or(|mount| mount.target.get().is_none_or(|own| path(own) != path(target)))
    });
    host.tmpfs.entries.retain(|own, _| path(own) != path(target));
    request.volumes.entries.retain(|own, _| path(own) != path(target));
}

/// Makes what is mounted here read-only.
pub(super) fn make_read_only(host: &mut HostConfig, target: &str) {
    for item in &mut host.binds.items {
        let Some(bind) = item.value.as_ref().filter(|bind| is_at(bind, target)) else { continue };
        let Some(text) = read_only(bind) else { continue };
        let symbol =
            item.symbol.as_deref().map(|symbol| read_only(symbol).map_or_else(|| symbol.into(), Into::into));
        *item = Field { value: Some(text), symbol, ..made(String::new()) };
    }
    for mount in host.mounts.items.iter_mut().filter_map(|item| item.value.as_mut()) {
        let here = mount.target.get().is_some_and(|own| path(own) == path(target));
        if here && mount.kind.get().is_none_or(|kind| kind != "tmpfs") && mount.read_only.get() != Some(&true)
        {
            mount.read_only = made(true);
        }
    }
}

/// A bind with the option `ro`; nothing if it has it, or is no bind of something.
pub(crate) fn read_only(bind: &str) -> Option<String> {
    let parts = parts(bind);
    let (source, target) = (parts.first()?, parts.get(1)?);
    let options = parts.get(2..).unwrap_or_default().join(":");
    let words: Vec<&str> = options.split(',').filter(|word| !word.is_empty() && *word != "rw").collect();
    if words.contains(&"ro") {
        return None;
    }
    let words = std::iter::once("ro").chain(words).collect::<Vec<_>>().join(",");
    Some(format!("{source}:{target}:{words}"))
}

/// Keeps what is mounted below this from the host.
pub(super) fn stop_propagation(host: &mut HostConfig, target: &str) {
    for item in &mut host.binds.items {
        let Some(bind) = item.value.as_ref().filter(|bind| is_at(bind, target)) else { continue };
        let Some(text) = unspread(bind) else { continue };
        let symbol = item.symbol.as_deref().map(|symbol| unspread(symbol).unwrap_or_else(|| symbol.into()));
        *item = Field { value: Some(text), symbol: symbol.map(Into::into), ..made(String::new()) };
    }
    for mount in host.mounts.items.iter_mut().filter_map(|item| item.value.as_mut()) {
        let here = mount.target.get().is_some_and(|own| path(own) == path(target));
        let propagation = &mut mount.bind_options.propagation;
        if let Some(quiet) = propagation.get().and_then(|mode| quiet(mode)).filter(|_| here) {
            *propagation = made(quiet.to_owned());
        }
    }
}

/// The propagation that still shows what the host mounts, for one that also spreads to the host.
pub(crate) fn quiet(mode: &str) -> Option<&'static str> {
    match mode {
        "shared" => Some("slave"),
        "rshared" => Some("rslave"),
        _ => None,
    }
}

/// A bind that spreads nothing to the host; nothing if it does not.
pub(crate) fn unspread(bind: &str) -> Option<String> {
    let parts = parts(bind);
    let (source, target) = (parts.first()?, parts.get(1)?);
    let options = parts.get(2..).unwrap_or_default().join(":");
    Some(format!("{source}:{target}:{}", unspread_options(&options)?))
}

/// The options of a bind that spreads nothing to the host; nothing if it does not.
pub(crate) fn unspread_options(options: &str) -> Option<String> {
    let words: Vec<&str> = options.split(',').map(|word| quiet(word).unwrap_or(word)).collect();
    Some(words.join(",")).filter(|words| words != options)
}

/// Mounts the memory here as the engine does unasked.
pub(super) fn restrict_tmpfs(host: &mut HostConfig, target: &str) {
    for (_, field) in host.tmpfs.entries.iter_mut().filter(|(own, _)| path(own) == path(target)) {
        if let Some(options) = field.get().and_then(|options| restricted(options)) {
            *field = made(options);
        }
    }
    for mount in host.mounts.items.iter_mut().filter_map(|item| item.value.as_mut()) {
        if mount.target.get().is_some_and(|own| path(own) == path(target)) {
            let options = &mut mount.tmpfs_options.options.items;
            options.retain(|words| {
                let word = words.get().and_then(|words| words.items.first()).and_then(Field::get);
                word.is_none_or(|word| !LOOSE.contains(&word.as_str()))
            });
        }
    }
}

/// The options of a tmpfs that undo what the engine begins with.
const LOOSE: &[&str] = &["exec", "suid", "dev"];

/// The options of a tmpfs without those that undo the engine's own; nothing if there are none.
pub(crate) fn restricted(options: &str) -> Option<String> {
    let words: Vec<&str> = options.split(',').filter(|word| !LOOSE.contains(word)).collect();
    Some(words.join(",")).filter(|words| words != options)
}

/// Makes the root filesystem read-only, with memory where it is written.
pub(super) fn make_root_read_only(request: &mut Request, tmpfs: &[String]) {
    if request.host.readonly_rootfs.get() != Some(&true) {
        request.host.readonly_rootfs = made(true);
    }
    for one in tmpfs {
        let (target, options) = one.split_once(':').unwrap_or((one, ""));
        let host = &request.host;
        let taken = host.binds.values().any(|bind| is_at(bind, target))
            || host
                .mounts
                .values()
                .any(|mount| mount.target.get().is_some_and(|own| path(own) == path(target)))
            || host
                .tmpfs
                .entries
                .keys()
                .chain(request.volumes.entries.keys())
                .any(|own| path(own) == path(target));
        if !taken {
            request.host.tmpfs.entries.insert(target.to_owned(), made(options.to_owned()));
        }
    }
}
