//! The files that fixes move secrets into: of their owner alone, and kept out of version control and of images.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use esclusa_finding::Message;
use esclusa_fix::replace::Replacement;
use esclusa_fix::{Deposit, Repair};
use esclusa_source::{Detail, DiskFiles, Files as _, detail};

use super::judging::Hardening;

/// What is made beside the texts that change.
#[derive(Default)]
pub(super) struct SecretFiles {
    /// Files that are to be made.
    deposits: Vec<Deposit>,
    /// Lists of what is ignored, as they are and as they are to be.
    ignored: BTreeMap<PathBuf, (Option<String>, String)>,
}

/// The folders that were made, to be taken away again if the files could not be.
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    pub(super) fn remove(self) {
        // One that is not empty is somebody else's by now.
        for folder in self.0.iter().rev() {
            drop(fs::remove_dir(folder));
        }
    }
}

impl SecretFiles {
    /// What the fixes that were made count on. A file that is there and holds something else is never replaced.
    pub(super) fn of(repair: &Repair, hardening: &Hardening<'_>) -> Result<Self, Message> {
        let mut files = Self::default();
        for deposit in &repair.deposits {
            if !is_there(&deposit.path) {
                files.deposits.push(deposit.clone());
            }
            // Once more: it may be another by now.
            may_hold(deposit, hardening)
                .map_err(|why| Message::new("harden-refused").with("detail", &why))?;
            for list in lists(deposit) {
                files.ignore(deposit, list);
            }
        }
        Ok(files)
    }

    /// Adds the deposit to a list in the project's folder, unless a line of it names the file or its folder already.
    fn ignore(&mut self, deposit: &Deposit, path: PathBuf) {
        let Ok(inside) = deposit.path.strip_prefix(&deposit.folder) else { return };
        let (_, text) = self.ignored.entry(path).or_insert_with_key(|path| {
            let old = DiskFiles.read(path).ok().map(|text| text.to_string());
            (old.clone(), old.unwrap_or_default())
        });
        // The whole folder if it has one of its own, else the file. Both lists read a leading slash as "from here".
        let whole = match inside.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(folder) => format!("/{}/", folder.to_string_lossy()),
            None => format!("/{}", inside.to_string_lossy()),
        };
        let bare = whole.trim_matches('/');
        // What a line takes back, a later one may say again.
        let mut lines = text.lines().rev().map(str::trim).take_while(|line| !line.starts_with('!'));
        if lines.any(|line| line.trim_matches('/') == bare) {
            return;
        }
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(newline);
        }
        text.push_str(&whole);
        text.push_str(newline);
    }

    /// The variables, and the files that are to hold what they held.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.deposits.iter().map(|deposit| (deposit.variable.as_str(), deposit.path.as_path()))
    }

    /// The lists of what is ignored that change: what they are, if they are there, and what they are to be.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&Path, Option<&str>, &str)> {
        let lists =
            self.ignored.iter().map(|(path, (old, new))| (path.as_path(), old.as_deref(), new.as_str()));
        lists.filter(|(_, old, new)| *old != Some(*new))
    }

    /// Makes the folders of the files, for their owner alone.
    pub(super) fn make_folders(&self) -> anyhow::Result<Made> {
        let mut made = Made(Vec::new());
        for deposit in &self.deposits {
            let missing = deposit.path.ancestors().skip(1).take_while(|folder| !folder.exists());
            let mut missing: Vec<&Path> = missing.collect();
            missing.reverse();
            for folder in missing {
                if let Err(error) = make_folder(folder) {
                    made.remove();
                    return Err(error).with_context(|| folder.display().to_string());
                }
                made.0.push(folder.to_owned());
            }
        }
        Ok(made)
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.deposits.iter().map(|deposit| deposit.path.as_path());
        files.chain(self.ignored.keys().map(PathBuf::as_path)).filter_map(Path::parent).map(Path::to_owned)
    }

    /// The files as they are to be written.
    pub(super) fn replacements(&self) -> Vec<Replacement> {
        let secrets = self
            .deposits
            .iter()
            .map(|deposit| Replacement::new_file(&deposit.path, deposit.value.reveal(), 0o600));
        let lists = self.lists().map(|(path, old, new)| match old {
            Some(old) => Replacement::of(path, old.as_bytes(), new.as_bytes()),
            None => Replacement::new_file(path, new.as_bytes(), 0o644),
        });
        secrets.chain(lists).collect()
    }
}

/// Whether the file can be made that is to hold a secret, or is there and holds it.
///
/// # Errors
/// What stands in the way. Links are followed: a folder that was downloaded does not reach out of itself, neither with the
/// secret nor with the lists of what is ignored.
pub(super) fn may_hold(deposit: &Deposit, hardening: &Hardening<'_>) -> Result<(), Detail> {
    let shown = |path: &Path| hardening.shown(path).to_string_lossy().into_owned();
    let there = deposit.path.ancestors().find(|path| is_there(path)).unwrap_or(&deposit.path);
    if !hardening.surrounds(there) {
        let path = shown(there);
        return Err(detail!("fix-secret-outside", "{path} leads out of what was asked for", path));
    }
    let fits = if there == deposit.path {
        DiskFiles.read(there).is_ok_and(|text| *text == *deposit.value.reveal())
    } else {
        there.is_dir()
    };
    if !fits {
        let path = shown(there);
        return Err(detail!(
            "fix-secret-file-there",
            "{path} is there already and holds something else: move it away, or leave the secret where it is",
            path
        ));
    }
    for list in lists(deposit).filter(|list| is_there(list)) {
        if !hardening.surrounds(&list) || DiskFiles.read(&list).is_err() {
            let path = shown(&list);
            return Err(detail!(
                "fix-secret-list",
                "{path}, which is to keep the secret's file out, cannot be added to",
                path
            ));
        }
    }
    Ok(())
}

/// The lists in the project's folder that are to name the file.
fn lists(deposit: &Deposit) -> impl Iterator<Item = PathBuf> {
    let there = |name: &str| is_there(&deposit.folder.join(name));
    // What lies in the folder of a build reaches the image by `COPY .`.
    let built = [".dockerignore", "Dockerfile"].into_iter().any(there);
    let lists = [Some(".gitignore"), built.then_some(".dockerignore")];
    lists.into_iter().flatten().map(|name| deposit.folder.join(name))
}

/// Whether anything is there, be it a link that leads nowhere.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
