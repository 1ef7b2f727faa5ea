//! Variables, and secrets that leave them.

use super::{made, set};
use crate::container::{Mount, Request};
use crate::{Field, List};

/// The variable's name in `NAME=value`.
fn name_of(item: &Field<String>) -> &str {
    let text = item.get().map_or("", String::as_str);
    text.split_once('=').map_or(text, |(name, _)| name)
}

fn is_sorted(env: &List<String>) -> bool {
    env.items.is_sorted_by_key(name_of)
}

/// Takes a variable away.
pub(super) fn remove(request: &mut Request, variable: &str) {
    request.env.items.retain(|item| name_of(item) != variable);
}

/// Puts `NAME_FILE` in the place of `NAME`, and mounts the file.
pub(super) fn read_from_file(request: &mut Request, variable: &str, source: &str, target: &str) {
    let Some(at) = request.env.items.iter().position(|item| name_of(item) == variable) else { return };
    // A dialect that sorts them sorts the new one, too.
    let sorted = is_sorted(&request.env);
    remove(request, variable);
    let name = format!("{variable}_FILE");
    let text = format!("{name}={target}");
    if let Some(item) = request.env.items.iter_mut().find(|item| name_of(item) == name) {
        set(item, &text);
    } else {
        let at = at.min(request.env.items.len());
        request.env.items.insert(at, made(text));
    }
    if sorted {
        request.env.items.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    }
    super::mounts::remove(request, target);
    let mount = Mount {
        kind: made("bind".to_owned()),
        source: made(source.to_owned()),
        target: made(target.to_owned()),
        read_only: made(true),
        ..Mount::default()
    };
    // Before the rest: a dialect may have mounts of its own at the end (the files of Compose's secrets).
    request.host.mounts.items.insert(0, made(mount));
}
