//! An image reference taken apart, as far as it is known.

use crate::Subject;

/// What a reference says beside the image's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version<'a> {
    /// A digest, or the image's own identifier: one image for ever.
    Pinned,
    /// A tag.
    Tag(&'a str),
    /// Nothing: the engine takes `latest`.
    Unsaid,
    /// A variable that is not set.
    Unknown,
}

/// What is said of the version of the image asked for; `None` if none is asked for, or it is built here.
pub(crate) fn version<'a>(subject: &Subject<'a>) -> Option<Version<'a>> {
    let image = &subject.container.request.image;
    let text = image.unknown().or_else(|| image.get().map(String::as_str))?;
    // Of what is built here the reference only says the name.
    if text.is_empty() || subject.workload.rest.contains_key("build") {
        return None;
    }
    if text.contains('@') || is_identifier(text) {
        return Some(Version::Pinned);
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    // A variable may hold a tag, a digest, or all of the reference.
    if last.contains('$') && image.unknown().is_some() {
        return Some(Version::Unknown);
    }
    Some(match last.split_once(':') {
        Some((_, tag)) => Version::Tag(tag),
        None => Version::Unsaid,
    })
}

/// `sha256:…`, or its hexadecimal digits alone.
fn is_identifier(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
