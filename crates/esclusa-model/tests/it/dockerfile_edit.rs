//! Changes of images as edits of Dockerfiles: what the file says afterwards, byte for byte.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its corpus fails loudly")]

use std::collections::BTreeMap;

use esclusa_model::dialect::dockerfile::{self, Build};
use esclusa_model::image::recipe::{Base, Does, Recipe};
use esclusa_model::{Fact, ImageChange, Refusal};
use esclusa_source::syntax::dockerfile::parse;
use esclusa_source::{Edits, FileId, Saying, Sources, Span};

use crate::shared::shared;

struct Page {
    sources: Sources,
    file: FileId,
    recipe: Recipe,
}

fn page(text: &str) -> Option<Page> {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let mut reading = dockerfile::read(file, &Build::default(), &sources);
    let recipe = reading.projects.pop()?.recipes.pop()?;
    Some(Page { sources, file, recipe })
}

impl Page {
    fn text(&self) -> &str {
        &self.sources.file(self.file).text
    }

    fn changed(&self, change: &ImageChange) -> Result<Option<String>, Refusal> {
        let edits = dockerfile::lower(&self.recipe, change, &self.sources)?;
        if edits.is_empty() {
            return Ok(None);
        }
        let mut all = Edits::default();
        assert_eq!(all.add(&edits), Ok(()), "{edits:?}");
        Ok(Some(all.apply(self.file, self.text()).unwrap()))
    }

    /// Keywords and arguments, heredocs after their instruction.
    fn instructions(&self) -> Vec<(String, String)> {
        let (dockerfile, _) = parse(self.file, self.text());
        let said = dockerfile.instructions.iter().map(|one| {
            let bodies: Vec<&str> = one.heredocs.iter().map(|body| self.sources.text(*body)).collect();
            (one.keyword.clone(), format!("{}\0{}", one.arguments, bodies.join("\0")))
        });
        said.collect()
    }

    /// The place of the first instruction that begins so.
    fn place(&self, start: &str) -> Span {
        let (dockerfile, _) = parse(self.file, self.text());
        let found = dockerfile.instructions.iter().find(|one| self.sources.text(one.span).starts_with(start));
        found.unwrap().span
    }
}

/// The text after a change, or why it is refused.
fn after(text: &str, change: impl FnOnce(&Page) -> ImageChange) -> String {
    let page = page(text).unwrap();
    let change = change(&page);
    match try_change(&page, &change) {
        Ok(Ok(Some(text))) => text,
        Ok(Ok(None)) => text.to_owned(),
        Ok(Err(refusal)) => format!("refused: {} [{}]", refusal.why, refusal.by_hand),
        Err(why) => panic!("{text}: {change:?}: {why}"),
    }
}

/// What is wrong with a change.
fn try_change(page: &Page, change: &ImageChange) -> Result<Result<Option<String>, Refusal>, String> {
    let text = match page.changed(change) {
        Ok(Some(text)) => text,
        Ok(None) => return Ok(Ok(None)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(again) = self::page(&text) else { return Err(format!("no recipe:\n{text}")) };
    let (old, new) = (page.instructions(), again.instructions());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail =
        old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (gone, come) = (&old[same..old.len() - tail], &new[same..new.len() - tail]);
    let keywords =
        |list: &[(String, String)]| list.iter().map(|one| one.0.clone()).collect::<Vec<_>>().join(" ");
    let moved = (keywords(gone), keywords(come));
    let right = match change {
        ImageChange::SetUser { user } => {
            matches!(&again.recipe.facts.user, Fact::Known(known, _) if known == user)
                && matches!((moved.0.as_str(), moved.1.as_str()), ("" | "USER", "USER"))
        }
        ImageChange::PinImage { digest, .. } => {
            let bases = again.recipe.stages.iter().filter_map(|stage| match &stage.base {
                Base::Image(Some(reference)) => Some(reference.ends_with(&format!("@{digest}"))),
                _ => None,
            });
            bases.clone().any(|pinned| pinned) && moved == ("FROM".to_owned(), "FROM".to_owned())
        }
        ImageChange::CopyInsteadOfAdd { .. } => {
            moved == ("ADD".to_owned(), "COPY".to_owned()) && gone[0].1 == come[0].1
        }
        ImageChange::RemoveSetuidBits => moved == (String::new(), "RUN".to_owned()),
        ImageChange::RemoveInstruction { .. } => gone.len() == 1 && come.is_empty(),
        _ => false,
    };
    if !right {
        return Err(format!("{moved:?} {:?}\n{text}", again.recipe.facts.user));
    }
    // A place is another one afterwards.
    let twice = match change {
        ImageChange::PinImage { place, digest } => {
            let at = page.recipe.stages.iter().position(|stage| stage.place == *place).unwrap();
            let place = again.recipe.stages[at].place;
            Some(ImageChange::PinImage { place, digest: digest.clone() })
        }
        ImageChange::SetUser { .. } | ImageChange::RemoveSetuidBits => Some(change.clone()),
        _ => None,
    };
    match twice.map(|twice| again.changed(&twice)) {
        None | Some(Ok(None)) => {}
        Some(other) => return Err(format!("a second time: {other:?}\n{text}")),
    }
    Ok(Ok(Some(text)))
}

#[test]
fn the_user_is_said_where_the_image_ends() {
    for (text, expected) in [
        ("FROM a\nRUN b\nCMD c\n", "FROM a\nRUN b\nUSER 1:1\nCMD c\n"),
        ("FROM a\r\nRUN b\r\nCMD c", "FROM a\r\nRUN b\r\nUSER 1:1\r\nCMD c"),
        ("FROM a", "FROM a\nUSER 1:1"),
        ("FROM a\nRUN b\n", "FROM a\nRUN b\nUSER 1:1\n"),
        ("from a\nrun b\ncmd c\n", "from a\nrun b\nuser 1:1\ncmd c\n"),
        (
            "FROM a\n\nRUN b\n\n# starts it\nENTRYPOINT [\"c\"]\n\nCMD [\"d\"]\n",
            "FROM a\n\nRUN b\n\nUSER 1:1\n\n# starts it\nENTRYPOINT [\"c\"]\n\nCMD [\"d\"]\n",
        ),
        ("FROM a\nUSER root\nEXPOSE 80\nCMD c\n", "FROM a\nUSER 1:1\nEXPOSE 80\nCMD c\n"),
        ("FROM a\nUSER x\nRUN b\n", "FROM a\nUSER x\nRUN b\nUSER 1:1\n"),
        ("FROM a\nUSER root\nRUN b\nCMD c\n", "FROM a\nUSER root\nRUN b\nUSER 1:1\nCMD c\n"),
        ("FROM a\nCMD c\nRUN b \\\n  # why\n  d\n", "FROM a\nCMD c\nRUN b \\\n  # why\n  d\nUSER 1:1\n"),
        (
            "FROM a AS x\nRUN b\nFROM x\nCOPY --from=x /a /b\n",
            "FROM a AS x\nRUN b\nFROM x\nCOPY --from=x /a /b\nUSER 1:1\n",
        ),
        ("FROM a\nRUN <<EOF\nb\nEOF\n", "FROM a\nRUN <<EOF\nb\nEOF\nUSER 1:1\n"),
        ("FROM a\nUSER 1:1\nCMD c\n", "FROM a\nUSER 1:1\nCMD c\n"),
        ("# escape=`\nFROM a\nRUN b `\n  c\nCMD d\n", "# escape=`\nFROM a\nRUN b `\n  c\nUSER 1:1\nCMD d\n"),
        (
            "FROM a\nRUN b \\\n",
            "refused: the line goes on in a way that does not let it be written surely [USER 1:1]",
        ),
        ("FROM a\nARG U=root\nUSER $U\n", "refused: a variable says it [USER 1:1]"),
        (
            "# PLEASE DO NOT EDIT IT DIRECTLY.\nFROM a\n",
            "refused: the file says that it is generated [USER 1:1]",
        ),
        ("FROM a\n{{ if x }}\n", "refused: the file is a template [USER 1:1]"),
        ("FROM a\nRUN <<E\nb\n", "refused: the file cannot be read to its end [USER 1:1]"),
        ("\u{feff}FROM a\nCMD b\n", "\u{feff}FROM a\nUSER 1:1\nCMD b\n"),
    ] {
        assert_eq!(after(text, |_| ImageChange::SetUser { user: "1:1".to_owned() }), expected, "{text}");
    }
}

#[test]
fn images_are_pinned_and_keep_their_tags() {
    let pin = |page: &Page| ImageChange::PinImage {
        place: page.recipe.stages[0].place,
        digest: "sha256:00".to_owned(),
    };
    for (text, expected) in [
        ("FROM a:1\n", "FROM a:1@sha256:00\n"),
        (
            "FROM --platform=linux/amd64 r:5/a AS x # no\n",
            "FROM --platform=linux/amd64 r:5/a:latest@sha256:00 AS x # no\n",
        ),
        ("FROM --platform=$P a:1 as x\n", "FROM --platform=$P a:1@sha256:00 as x\n"),
        ("FROM \\\n  a:1\n", "FROM \\\n  a:1@sha256:00\n"),
        ("FROM a:1@sha256:11 AS x\n", "FROM a:1@sha256:00 AS x\n"),
        ("FROM a:1@sha256:00\n", "FROM a:1@sha256:00\n"),
        ("ARG T=1\nFROM a:$T\n", "refused: a variable says it [FROM a:1@sha256:00]"),
        ("FROM scratch\n", "refused: the stage begins with no image that can be pinned [@sha256:00]"),
    ] {
        let text = text.replace(" # no", "");
        assert_eq!(after(&text, pin), expected.replace(" # no", ""), "{text}");
    }
}

#[test]
fn files_are_copied_and_instructions_go() {
    let copy = |page: &Page| {
        let (dockerfile, _) = parse(page.file, page.text());
        let add = dockerfile.instructions.iter().find(|one| matches!(one.keyword.as_str(), "ADD" | "COPY"));
        ImageChange::CopyInsteadOfAdd { place: add.unwrap().span }
    };
    for (text, expected) in [
        ("FROM a\nADD b /c\n", "FROM a\nCOPY b /c\n"),
        ("from a\nadd --chown=1 b /c\n", "from a\ncopy --chown=1 b /c\n"),
        ("FROM a\nADD [\"b c\", \"/d\"]\n", "FROM a\nCOPY [\"b c\", \"/d\"]\n"),
        ("FROM a\nADD <<EOF /c\nb\nEOF\n", "FROM a\nCOPY <<EOF /c\nb\nEOF\n"),
        ("FROM a\nCOPY b /c\n", "FROM a\nCOPY b /c\n"),
        (
            "FROM a\nADD https://b/c /c\n",
            "refused: what is added is fetched or unpacked, or not known [COPY]",
        ),
        ("FROM a\nADD b.tar.gz /c\n", "refused: what is added is fetched or unpacked, or not known [COPY]"),
        ("FROM a\nADD $B /c\n", "refused: what is added is fetched or unpacked, or not known [COPY]"),
        (
            "FROM a\nADD --checksum=x b /c\n",
            "refused: what is added is fetched or unpacked, or not known [COPY]",
        ),
    ] {
        assert_eq!(after(text, copy), expected, "{text}");
    }
    for (text, start, expected) in [
        ("FROM a\n# why\nENV B=c \\\n    D=e\nCMD f\n", "ENV", "FROM a\n# why\nCMD f\n"),
        ("FROM a\nCMD b\nCMD c", "CMD b", "FROM a\nCMD c"),
        ("FROM a\n  RUN <<E\nx\nE\nCMD c\n", "RUN", "FROM a\nCMD c\n"),
        ("FROM a\n", "FROM", "refused: a stage cannot do without its FROM []"),
    ] {
        let remove = |page: &Page| ImageChange::RemoveInstruction { place: page.place(start) };
        assert_eq!(after(text, remove), expected, "{text}");
    }
}

#[test]
fn setuid_bits_are_taken_as_root_and_before_the_user() {
    let strip = "RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true";
    for (text, expected) in [
        ("FROM a\nRUN b\nCMD c\n", "FROM a\nRUN b\n@\nCMD c\n"),
        ("FROM a\nRUN b\nUSER x\nCMD c\n", "FROM a\nRUN b\n@\nUSER x\nCMD c\n"),
        (
            "FROM a\nUSER x\nRUN b\nUSER root\nRUN c\nUSER x\n",
            "FROM a\nUSER x\nRUN b\nUSER root\nRUN c\n@\nUSER x\n",
        ),
        ("FROM a\nRUN b", "FROM a\nRUN b\n@"),
        ("FROM a\nRUN b\n@\nUSER x\n", "FROM a\nRUN b\n@\nUSER x\n"),
        ("FROM a AS x\nUSER y\nFROM x\nRUN b\n", "refused: nothing in the last stage runs as root [@]"),
        ("FROM scratch\nCOPY a b\n", "refused: the stage has no shell that runs it [@]"),
        ("FROM a\nSHELL [\"powershell\"]\nRUN b\n", "refused: the stage has no shell that runs it [@]"),
    ] {
        let (text, expected) = (text.replace('@', strip), expected.replace('@', strip));
        assert_eq!(after(&text, |_| ImageChange::RemoveSetuidBits), expected, "{text}");
    }
}

#[test]
fn bits_go_before_the_user_comes_whichever_is_first() {
    let strip = "RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true";
    for (text, expected) in [
        ("FROM a\nRUN b\nCMD c\n", "FROM a\nRUN b\n@\nUSER 1:1\nCMD c\n"),
        ("FROM a\nRUN b\n", "FROM a\nRUN b\n@\nUSER 1:1\n"),
        ("FROM a\nRUN b", "FROM a\nRUN b\n@\nUSER 1:1"),
    ] {
        let page = page(text).unwrap();
        let changes = [ImageChange::SetUser { user: "1:1".to_owned() }, ImageChange::RemoveSetuidBits];
        for order in [[0, 1], [1, 0]] {
            let mut all = Edits::default();
            for at in order {
                let edits = dockerfile::lower(&page.recipe, &changes[at], &page.sources).unwrap();
                assert_eq!(all.add(&edits), Ok(()));
            }
            assert_eq!(all.apply(page.file, text).unwrap(), expected.replace('@', strip));
        }
    }
}

/// Changes that could be wanted of an image.
fn changes_for(recipe: &Recipe) -> Vec<ImageChange> {
    let mut changes =
        vec![ImageChange::SetUser { user: "1000:1000".to_owned() }, ImageChange::RemoveSetuidBits];
    for stage in &recipe.stages {
        let digest = format!("sha256:{}", "0a".repeat(32));
        changes.push(ImageChange::PinImage { place: stage.place, digest });
        for step in &stage.steps {
            if matches!(step.does, Does::Copy { add: true, .. }) {
                changes.push(ImageChange::CopyInsteadOfAdd { place: step.place });
            }
            if matches!(step.does, Does::Set { .. } | Does::Start(..) | Does::Run { .. }) {
                changes.push(ImageChange::RemoveInstruction { place: step.place });
            }
        }
    }
    changes
}

#[test]
fn every_change_of_the_corpus_says_what_it_changes_and_no_more() {
    let Some(shared) = shared("dockerfile_edit") else { return };
    let (mut edited, mut said) = (0, 0);
    let (mut refused, mut failures) = (BTreeMap::<String, usize>::new(), Vec::new());
    let mut paths: Vec<_> = std::fs::read_dir(shared.join("corpus/dockerfiles"))
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Some(page) = page(&text) else { continue };
        for change in changes_for(&page.recipe) {
            match try_change(&page, &change) {
                Ok(Ok(Some(_))) => edited += 1,
                Ok(Ok(None)) => said += 1,
                Ok(Err(refusal)) => {
                    let Saying::Words(id, _) = refusal.why.said() else { panic!("{refusal:?}") };
                    *refused.entry((*id).to_owned()).or_default() += 1;
                }
                Err(why) => failures.push(format!("{}: {change:?}: {why}", path.display())),
            }
        }
    }
    eprintln!("dockerfiles: {edited} edited, {said} said already, refused: {refused:?}");
    let count = failures.len();
    failures.truncate(10);
    assert!(failures.is_empty(), "{count} failures:\n{}", failures.join("\n\n"));
    assert!(edited > 2000, "{edited}");
}
