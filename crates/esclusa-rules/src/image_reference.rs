//! Image references taken apart, as far as they are known.

use esclusa_model::image::recipe::{Base, Part, Recipe, Stage};

use crate::Subject;

/// What a reference says beside the image's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version<'a> {
    /// A digest, or the image's own identifier: one image for ever.
    Pinned,
    /// The tag `latest`.
    Latest,
    /// Another tag.
    Tag(&'a str),
    /// Nothing: the engine takes `latest`.
    Unsaid,
}

/// The version of the image asked for, and the reference; `None` if it is not known, or is built here.
pub(crate) fn asked<'a>(subject: &Subject<'a>) -> Option<(Version<'a>, &'a str)> {
    let image = &subject.container.request.image;
    let text = image.unknown().or_else(|| image.get().map(String::as_str))?;
    // Of what is built here the reference only says the name.
    if text.is_empty() || subject.workload.rest.contains_key("build") {
        return None;
    }
    // A variable in the last part may hold a tag, a digest, or all of the reference.
    let last = text.rsplit('/').next().unwrap_or(text);
    let known = image.unknown().is_none() || !last.contains('$') || text.contains('@');
    known.then(|| (version(text), text))
}

/// The images that a Dockerfile takes something from, each with the stage that names it first.
pub(crate) fn bases(recipe: &Recipe) -> Vec<(Version<'_>, &str, &Stage)> {
    let mut found: Vec<(Version<'_>, &str, &Stage)> = Vec::new();
    for stage in recipe.stages.iter().filter(|stage| stage.part != Part::Unused) {
        if let Base::Image(Some(text)) = &stage.base
            && !found.iter().any(|(_, image, _)| image == text)
        {
            found.push((version(text), text, stage));
        }
    }
    found
}

fn version(reference: &str) -> Version<'_> {
    if reference.contains('@') || is_identifier(reference) {
        return Version::Pinned;
    }
    // A colon before the last slash is that of a registry's port.
    let last = reference.rsplit('/').next().unwrap_or(reference);
    match last.split_once(':') {
        Some((_, "latest")) => Version::Latest,
        Some((_, tag)) => Version::Tag(tag),
        None => Version::Unsaid,
    }
}

/// `sha256:…`, or its hexadecimal digits alone.
fn is_identifier(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
