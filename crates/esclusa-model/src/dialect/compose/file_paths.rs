//! Paths as Go's `filepath` handles them: by text alone, without asking the disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The path without `.`, `..` and doubled slashes, as far as text can tell.
pub(super) fn clean(path: &Path) -> PathBuf {
    let text = path.to_str().map_or_else(|| path.to_string_lossy(), Cow::Borrowed);
    if is_clean(&text) {
        return text.into_owned().into();
    }
    let rooted = text.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}").into(),
        (false, true) => ".".into(),
        (false, false) => joined.into(),
    }
}

/// Whether there is nothing to clean, which is nearly always.
fn is_clean(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if let [b'/', below @ ..] = rest {
        rest = below;
    }
    // Every part begins with something else than a dot or a slash; one that begins with a dot is looked at no further.
    let mut begins = true;
    for byte in rest {
        if begins && matches!(byte, b'/' | b'.') {
            return false;
        }
        begins = *byte == b'/';
    }
    !begins
}

/// `path` seen from `base`, clean; an absolute path stays itself.
pub(super) fn absolute(base: &Path, path: &Path) -> PathBuf {
    clean(&base.join(path))
}

/// The folder of a path, clean.
pub(super) fn folder(path: &Path) -> PathBuf {
    path.parent().map_or_else(|| clean(path), clean)
}

/// `target` as seen from `base`; `None` if one is absolute and the other is not.
pub(super) fn relative(base: &Path, target: &Path) -> Option<PathBuf> {
    let (base, target) = (clean(base), clean(target));
    if base.is_absolute() != target.is_absolute() {
        return None;
    }
    let parts = |path: &Path| -> Vec<String> {
        let text = path.to_string_lossy();
        text.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let (base, target) = (parts(&base), parts(&target));
    let shared = base.iter().zip(&target).take_while(|(one, other)| one == other).count();
    if base[shared..].iter().any(|part| part == "..") {
        return None;
    }
    let up = std::iter::repeat_n("..".to_owned(), base.len() - shared);
    let parts: Vec<String> = up.chain(target[shared..].iter().cloned()).collect();
    Some(if parts.is_empty() { ".".into() } else { parts.join("/").into() })
}

/// Whether a path is absolute on Windows: a drive and a separator, or a network share.
pub(super) fn is_windows_absolute(path: &str) -> bool {
    let separator = |byte: u8| matches!(byte, b'\\' | b'/');
    match path.as_bytes() {
        [drive, b':', slash, ..] => drive.is_ascii_alphabetic() && separator(*slash),
        [one, two, rest @ ..] if separator(*one) && separator(*two) => {
            // A share is a server and a name.
            let mut parts = rest.split(|byte| separator(*byte));
            parts.next().is_some_and(|server| !server.is_empty())
                && parts.next().is_some_and(|name| !name.is_empty())
        }
        _ => false,
    }
}

/// Whether Compose would fetch this from a Git repository or a registry instead of the disk.
pub(super) fn is_remote(path: &str) -> bool {
    let git = ["git://", "ssh://", "git@", "github.com/"].iter().any(|prefix| path.starts_with(prefix));
    let web = path.starts_with("http://") || path.starts_with("https://");
    let location = path.split('#').next().unwrap_or(path);
    git || path.starts_with("oci://") || (web && location.ends_with(".git"))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{absolute, clean, folder, relative};

    #[test]
    fn paths_are_cleaned_and_related_by_text() {
        for (path, expected) in
            [("a/./b/../c", "a/c"), ("", "."), ("/../a//b/", "/a/b"), ("../../a", "../../a"), ("a/..", ".")]
        {
            assert_eq!(clean(Path::new(path)), PathBuf::from(expected), "{path}");
        }
        assert_eq!(absolute(Path::new("/a/b"), Path::new("../c")), PathBuf::from("/a/c"));
        assert_eq!(folder(Path::new("/a/b.yml")), PathBuf::from("/a"));
        assert_eq!(folder(Path::new("b.yml")), PathBuf::from("."));
        for (base, target, expected) in [("/a/b", "/a/c", "../c"), ("/a", "/a", "."), ("/a", "/a/b/c", "b/c")]
        {
            assert_eq!(relative(Path::new(base), Path::new(target)), Some(expected.into()));
        }
        assert_eq!(relative(Path::new("/a"), Path::new("b")), None);
    }
}
