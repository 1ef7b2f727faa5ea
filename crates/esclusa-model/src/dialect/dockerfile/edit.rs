//! Changes of images as byte edits of Dockerfiles.

use std::ops::Range;

use esclusa_source::syntax::dockerfile::{self, Dockerfile, Instruction, Layout};
use esclusa_source::{Detail, Edit, Sources, Span, detail};

use crate::dialect::{Lowered, Refusal, generated};
use crate::image::recipe::{Base, Does, Recipe, Stage};
use crate::{Fact, ImageChange, ImageFacts};

/// What takes setuid and setgid bits from every program of the image.
const STRIP: &str = "find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true";

/// Instructions that neither run nor copy anything: none of them minds the user.
const WORDS: &[&str] = &["CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "STOPSIGNAL"];

/// Flags that `ADD` and `COPY` have in common.
const SHARED_FLAGS: &[&str] = &["chown", "chmod", "link", "exclude"];

/// Endings of what `ADD` unpacks.
const ARCHIVES: &[&str] = &[".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz", ".zst"];

/// What stands in the way, and where.
type Obstacle = (Option<Span>, Detail);

/// A change as edits of the Dockerfile that a recipe was read from.
///
/// # Errors
/// Where the file is generated or a template, and where a variable says what would be written.
pub fn lower(recipe: &Recipe, change: &ImageChange, sources: &Sources) -> Lowered {
    let file = recipe.place.file;
    let text = &sources.file(file).text;
    let (dockerfile, problems) = dockerfile::parse(file, text);
    let layout = Layout::new(file, text, &dockerfile);
    let editor = Editor { recipe, dockerfile: &dockerfile, layout };
    // A heredoc without end holds all that is put behind it.
    let broken = problems
        .first()
        .map(|problem| (problem.span, detail!("recipe-edit-broken", "the file cannot be read to its end")));
    let edits = match broken.or_else(|| unfit(recipe, text)) {
        Some(obstacle) => Err(obstacle),
        None => match change {
            ImageChange::SetUser { user } => editor.set_user(user),
            ImageChange::PinImage { place, digest } => editor.pin(*place, digest),
            ImageChange::CopyInsteadOfAdd { place } => editor.copy(*place),
            ImageChange::RemoveSetuidBits => editor.strip(),
            ImageChange::RemoveInstruction { place } => editor.remove(*place),
        },
    };
    edits.map_err(|(place, why)| Refusal {
        place: place.or(Some(recipe.place)),
        why,
        by_hand: by_hand(recipe, change),
    })
}

/// What keeps a file from being edited.
fn unfit(recipe: &Recipe, text: &str) -> Option<Obstacle> {
    let file = recipe.place.file;
    if let Some(mark) = generated::mark(file, text) {
        return Some((Some(mark), detail!("recipe-edit-generated", "the file says that it is generated")));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("{{") || line.trim_start().starts_with("{%") {
            let place = Span::new(file, start..start + line.trim_end().len());
            return Some((Some(place), detail!("recipe-edit-template", "the file is a template")));
        }
        start += line.len();
    }
    None
}

/// What a person writes.
fn by_hand(recipe: &Recipe, change: &ImageChange) -> String {
    match change {
        ImageChange::SetUser { user } => format!("USER {user}"),
        ImageChange::PinImage { place, digest } => {
            let stage = recipe.stages.iter().find(|stage| stage.place == *place);
            match stage.map(|stage| &stage.base) {
                Some(Base::Image(Some(reference))) => format!("FROM {}", pinned(reference, digest)),
                _ => format!("@{digest}"),
            }
        }
        ImageChange::CopyInsteadOfAdd { .. } => "COPY".to_owned(),
        ImageChange::RemoveSetuidBits => format!("RUN {STRIP}"),
        ImageChange::RemoveInstruction { .. } => String::new(),
    }
}

/// A reference with a digest; one without a tag says which it had.
fn pinned(reference: &str, digest: &str) -> String {
    let name = reference.split('@').next().unwrap_or(reference);
    let is_tagged = name.rsplit('/').next().is_some_and(|last| last.contains(':'));
    format!("{name}{}@{digest}", if is_tagged { "" } else { ":latest" })
}

/// Whether a user is root.
fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or(user);
    name.is_empty() || name == "root" || name.parse::<i64>() == Ok(0)
}

struct Editor<'a> {
    recipe: &'a Recipe,
    dockerfile: &'a Dockerfile,
    layout: Layout<'a>,
}

impl Editor<'_> {
    fn instruction(&self, number: usize) -> Option<&Instruction> {
        self.dockerfile.instructions.get(number)
    }

    /// The number of the instruction at a place.
    fn at(&self, place: Span) -> Result<usize, Obstacle> {
        let missing = || detail!("recipe-edit-missing", "the instruction is not found where it was read");
        self.layout.at(place).ok_or_else(|| (Some(place), missing()))
    }

    /// The instructions of the stage that becomes the image.
    fn last_stage(&self) -> Result<Range<usize>, Obstacle> {
        let from = self.at(self.recipe.place)?;
        let behind = self.dockerfile.instructions.iter().skip(from + 1);
        Ok(from + 1..from + 1 + behind.take_while(|one| one.keyword != "FROM").count())
    }

    fn is(&self, number: usize, keywords: &[&str]) -> bool {
        self.instruction(number).is_some_and(|one| keywords.contains(&one.keyword.as_str()))
    }

    /// Where the instructions begin at the end of a stage that do not mind the user.
    fn tail(&self, stage: &Range<usize>) -> usize {
        stage.clone().rev().take_while(|at| self.is(*at, WORDS)).last().unwrap_or(stage.end)
    }

    fn set_user(&self, user: &str) -> Result<Vec<Edit>, Obstacle> {
        if matches!(&self.recipe.facts.user, Fact::Known(known, _) if known == user) {
            return Ok(Vec::new());
        }
        let stage = self.last_stage()?;
        let tail = self.tail(&stage);
        let last = stage.clone().rev().find(|at| self.is(*at, &["USER"]));
        if let Some((at, one)) =
            last.filter(|at| *at + 1 >= tail).and_then(|at| Some((at, self.instruction(at)?)))
        {
            // Nothing behind it but words: it says who the image runs as.
            if one.arguments.contains('$') {
                let why = detail!("recipe-edit-variable", "a variable says it");
                return Err((Some(one.span), why));
            }
            let edit = self.layout.replace(at, 0..one.arguments.len(), user);
            return edit.map(|edit| vec![edit]).ok_or_else(|| continued(one.span));
        }
        let start = (tail..stage.end).find(|at| self.is(*at, &["CMD", "ENTRYPOINT"]));
        let edit = match start {
            Some(start) => self.layout.before(start, "USER", user),
            None => self.layout.behind(stage.end - 1, "USER", user),
        };
        edit.map(|edit| vec![edit]).ok_or_else(|| continued(self.recipe.place))
    }

    fn pin(&self, place: Span, digest: &str) -> Result<Vec<Edit>, Obstacle> {
        let at = self.at(place)?;
        let stage = self.recipe.stages.iter().find(|stage| stage.place == place);
        let is_image = |stage: &&Stage| matches!(stage.base, Base::Image(_));
        let words = self.instruction(at).map(|one| one.words(self.dockerfile.escape)).unwrap_or_default();
        let word = words.iter().find(|(_, word)| !word.starts_with("--"));
        let Some(((part, word), _)) = word.zip(stage.filter(is_image)) else {
            let why = detail!("recipe-edit-base", "the stage begins with no image that can be pinned");
            return Err((Some(place), why));
        };
        if word.contains(['$', '"', '\'', '{']) {
            return Err((Some(place), detail!("recipe-edit-variable", "a variable says it")));
        }
        let new = pinned(word, digest);
        if new == *word {
            return Ok(Vec::new());
        }
        let kept = word.split('@').next().map_or(0, str::len);
        let added = new.get(kept..).unwrap_or_default();
        let edit = self.layout.replace(at, part.start + kept..part.end, added);
        edit.map(|edit| vec![edit]).ok_or_else(|| continued(place))
    }

    fn copy(&self, place: Span) -> Result<Vec<Edit>, Obstacle> {
        let at = self.at(place)?;
        if !self.is(at, &["ADD"]) {
            return Ok(Vec::new());
        }
        let steps = self.recipe.stages.iter().flat_map(|stage| &stage.steps);
        let does = steps.filter(|step| step.place == place).find_map(|step| match &step.does {
            Does::Copy { sources, flags, .. } => Some((sources, flags)),
            _ => None,
        });
        let fits = does.is_some_and(|(sources, flags)| {
            let shared =
                |flag: &String| flag.split('=').next().is_some_and(|name| SHARED_FLAGS.contains(&name));
            flags.iter().all(shared) && sources.iter().all(|(source, _)| is_plain(source))
        });
        let edit = self.layout.rename(at, "COPY").filter(|_| fits);
        let why = || detail!("recipe-edit-add", "what is added is fetched or unpacked, or not known");
        edit.map(|edit| vec![edit]).ok_or_else(|| (Some(place), why()))
    }

    fn strip(&self) -> Result<Vec<Edit>, Obstacle> {
        let stage = self.last_stage()?;
        let own = self.recipe.stages.iter().find(|stage| stage.place == self.recipe.place);
        let no_shell = matches!(own.map(|stage| &stage.base), Some(Base::Scratch))
            || stage.clone().any(|at| {
                self.instruction(at)
                    .is_some_and(|one| one.keyword == "SHELL" && !one.arguments.contains("/bin/"))
            });
        if no_shell {
            let why = detail!("recipe-edit-shell", "the stage has no shell that runs it");
            return Err((Some(self.recipe.place), why));
        }
        let Some(part) = self.last_as_root(&stage) else {
            let why = detail!("recipe-edit-not-root", "nothing in the last stage runs as root");
            return Err((Some(self.recipe.place), why));
        };
        // What runs behind it as root may set such bits again.
        let last = part.clone().rev().find(|at| self.is(*at, &["RUN"]));
        if last.and_then(|at| self.instruction(at)).is_some_and(|one| one.arguments == STRIP) {
            return Ok(Vec::new());
        }
        let edit = self.layout.closely_behind(part.end - 1, "RUN", STRIP);
        edit.map(|edit| vec![edit]).ok_or_else(|| continued(self.recipe.place))
    }

    /// The last instructions that run as root, up to the next user or the words at the end of the stage.
    fn last_as_root(&self, stage: &Range<usize>) -> Option<Range<usize>> {
        let users: Vec<usize> = stage.clone().filter(|at| self.is(*at, &["USER"])).collect();
        let starts = std::iter::once(stage.start).chain(users.iter().map(|at| at + 1));
        let ends = users.iter().copied().chain([self.tail(stage)]);
        let is_root = |start: usize| match start.checked_sub(1).filter(|at| *at >= stage.start) {
            Some(user) => self.instruction(user).is_some_and(|one| is_root(&one.arguments)),
            None => self.begins_as_root(),
        };
        let parts: Vec<(usize, usize)> = starts.zip(ends).collect();
        parts.into_iter().rev().find(|(start, _)| is_root(*start)).map(|(start, end)| start..end.max(start))
    }

    /// Whether the last stage may begin as root: nobody says another user before it.
    fn begins_as_root(&self) -> bool {
        let mut stage = self.recipe.stages.iter().find(|stage| stage.place == self.recipe.place);
        let mut left = self.recipe.stages.len();
        while let Some(Base::Stage(earlier)) = stage.map(|stage| &stage.base) {
            stage = self.recipe.stages.get(*earlier);
            let said = stage.and_then(|stage| {
                stage.steps.iter().rev().find_map(|step| match &step.does {
                    Does::User(user) => Some(user),
                    _ => None,
                })
            });
            if let Some(user) = said {
                return user.as_deref().is_some_and(is_root);
            }
            left = left.saturating_sub(1);
            if left == 0 {
                return false;
            }
        }
        match stage.map(|stage| &stage.base) {
            Some(Base::Image(Some(reference))) => {
                !matches!(ImageFacts::of(reference).user, Fact::Known(user, _) if !is_root(&user))
            }
            _ => true,
        }
    }

    fn remove(&self, place: Span) -> Result<Vec<Edit>, Obstacle> {
        let at = self.at(place)?;
        if self.is(at, &["FROM"]) {
            return Err((Some(place), detail!("recipe-edit-from", "a stage cannot do without its FROM")));
        }
        self.layout.remove(at).map(|edit| vec![edit]).ok_or_else(|| continued(place))
    }
}

/// The obstacle of a line that goes on where something is to be written.
fn continued(place: Span) -> Obstacle {
    (
        Some(place),
        detail!("recipe-edit-continued", "the line goes on in a way that does not let it be written surely"),
    )
}

/// Whether a source is a file or folder of the context that is copied as it is.
fn is_plain(source: &str) -> bool {
    let lower = source.to_ascii_lowercase();
    let fetched = lower.contains("://") || lower.starts_with("git@");
    let unpacked = ARCHIVES.iter().any(|ending| lower.trim_end_matches('*').ends_with(ending));
    !fetched && !unpacked && !source.contains('$') && !source.ends_with('*')
}
