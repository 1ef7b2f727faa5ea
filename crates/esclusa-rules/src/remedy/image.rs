//! Images: digests that are known, users and bits that a Dockerfile sets.

use esclusa_finding::{Fix, Message, Safety};
use esclusa_model::image::recipe::{Base, Does, Recipe, Stage};
use esclusa_model::{Change, ImageChange};

use super::{doubted, shown};
use crate::Subject;
use crate::build_step::{kept, program};
use crate::root::is_root;

/// Pins the image to a digest that the lock or another place of the project knows.
pub(crate) fn pin(subject: &Subject<'_>, manual: &'static str) -> Fix {
    let reference = subject.container.request.image.get().map_or("", String::as_str);
    let elsewhere = subject.project.containers().find_map(|other| {
        let image = other.request.image.get().filter(|_| other.request.image.unknown().is_none())?;
        image.split_once('@').filter(|(before, _)| *before == reference).map(|(_, digest)| digest)
    });
    let known = match subject.needs.and_then(|needs| needs.digest.as_deref()) {
        Some(digest) => Some((digest, shown())),
        None => elsewhere.map(|digest| (digest, doubted("fix-reason-pinned-elsewhere"))),
    };
    let known = known.filter(|_| subject.container.request.image.unknown().is_none());
    let Some((digest, (safety, reason))) = known else { return without_digest(manual) };
    let title = Message::new("fix-pin-image").with("digest", short(digest));
    Fix::of_container(safety, title, reason, vec![Change::PinImage { digest: digest.to_owned() }])
}

/// Pins the image that a stage begins with, if another stage has it pinned.
pub(crate) fn pin_base(recipe: &Recipe, stage: &Stage, manual: &'static str) -> Fix {
    let image = |stage: &Stage| match &stage.base {
        Base::Image(Some(image)) => Some(image.clone()),
        _ => None,
    };
    let Some(reference) = image(stage) else { return without_digest(manual) };
    let known = recipe.stages.iter().filter_map(image).find_map(|other| {
        other.split_once('@').filter(|(before, _)| *before == reference).map(|(_, digest)| digest.to_owned())
    });
    let Some(digest) = known else { return without_digest(manual) };
    let (safety, reason) = doubted("fix-reason-pinned-elsewhere");
    let title = Message::new("fix-pin-image").with("digest", short(&digest));
    Fix::of_image(safety, title, reason, vec![ImageChange::PinImage { place: stage.place, digest }])
}

fn without_digest(manual: &'static str) -> Fix {
    Fix::manual(Message::new(manual)).because(Message::new("why-digest"))
}

/// As much of a digest as tells it from others.
fn short(digest: &str) -> String {
    digest.chars().take("sha256:".len() + 12).collect()
}

/// Ends the Dockerfile with a user who is not root: one that it makes or takes itself, or a number.
pub(crate) fn run_as_user(recipe: &Recipe) -> Fix {
    let user = taken(recipe).or_else(|| made(recipe));
    let known = user.is_some();
    let base = recipe.facts.runs_as.known().filter(|user| !is_root(user)).cloned();
    let user = user.or(base).unwrap_or_else(|| "1000:1000".to_owned());
    let title = Message::new("fix-image-user").with("user", user.clone());
    let reason = if known { "fix-reason-image-user" } else { "fix-reason-image-files" };
    Fix::of_image(Safety::Risky, title, Message::new(reason), vec![ImageChange::SetUser { user }])
}

/// A user that an earlier `USER` names.
fn taken(recipe: &Recipe) -> Option<String> {
    kept(recipe).rev().find_map(|step| match &step.does {
        Does::User(Some(user)) if !user.is_empty() && !is_root(user) => Some(user.clone()),
        _ => None,
    })
}

/// The last user that a command makes: the word at its end.
fn made(recipe: &Recipe) -> Option<String> {
    kept(recipe).rev().find_map(|step| {
        let Does::Run { commands, .. } = &step.does else { return None };
        let adds = |name: &str| ["useradd", "adduser"].contains(&name);
        let command = commands.iter().rev().find(|command| adds(program(command)))?;
        let last = command.words.last()?;
        let plain = last.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        (plain && !last.starts_with('-') && !is_root(last)).then(|| last.clone())
    })
}

/// Takes setuid and setgid bits from the programs of the image.
pub(crate) fn strip_setuid() -> Fix {
    let (safety, reason) = doubted("fix-reason-setuid");
    Fix::of_image(safety, Message::new("fix-strip-setuid"), reason, vec![ImageChange::RemoveSetuidBits])
}
