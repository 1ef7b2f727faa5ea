//! Taking back what was begun, and removing what was left.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::{Entry, Id, Journal, Part, Sum};
use super::old::open_regular;
use super::temporary::{is_there, settle_folder};
use super::{ReplaceError, Steps};

/// A change of several files, with the journal of each folder; the first is the one that counts.
pub(super) struct Change {
    pub(super) id: Id,
    pub(super) journals: Vec<(PathBuf, Journal)>,
}

/// What takes one file back.
enum Undo {
    /// The old file gets its name again.
    Restore(PathBuf, PathBuf),
    /// The new file goes.
    Remove(PathBuf),
}

impl Change {
    /// Takes back those of the first `done` files that are in their places, all or none; and removes all else. The files
    /// that are old again.
    pub(super) fn take_back(&self, steps: &Steps<'_>, done: usize) -> Result<Vec<PathBuf>, ReplaceError> {
        let mut due = Vec::new();
        for (folder, journal) in &self.journals {
            for entry in journal.entries.iter().filter(|entry| entry.number < done) {
                due.extend(self.undo(folder, entry)?);
            }
        }
        let mut files = Vec::with_capacity(due.len());
        for undo in due {
            steps.next("take back");
            let (result, path) = match undo {
                Undo::Restore(old, path) => (fs::rename(&old, &path), path),
                Undo::Remove(path) => (fs::remove_file(&path), path),
            };
            result.map_err(ReplaceError::io(&path))?;
            files.push(path);
        }
        for (folder, _) in &self.journals {
            settle_folder(steps, folder).map_err(ReplaceError::io(folder))?;
        }
        self.clean(steps)?;
        Ok(files)
    }

    /// What takes a file back; nothing where the new one never came to its place, or the old one is there again.
    fn undo(&self, folder: &Path, entry: &Entry) -> Result<Option<Undo>, ReplaceError> {
        let path = folder.join(&entry.name);
        let interrupted = || ReplaceError::Interrupted(path.clone());
        let now = Sum::at(&path).map_err(|_| interrupted())?;
        let Some(before) = entry.before else {
            // Another text there is somebody else's.
            return Ok((now == Some(entry.after)).then(|| Undo::Remove(path.clone())));
        };
        let new = self.id.path(folder, Part::New(entry.number));
        let old = self.id.path(folder, Part::Old(entry.number));
        if is_there(&new) || !is_there(&old) || now == Some(before) {
            return Ok(None);
        }
        if now != Some(entry.after) || Sum::at(&old).map_err(|_| interrupted())? != Some(before) {
            return Err(interrupted());
        }
        Ok(Some(Undo::Restore(old, path)))
    }

    /// Removes all that is ours. The journal that counts goes last: without it the others say that all is done.
    pub(super) fn clean(&self, steps: &Steps<'_>) -> Result<(), ReplaceError> {
        for (folder, _) in &self.journals {
            let failed = ReplaceError::io(folder);
            let parts = Id::all_in(folder).map_err(&failed)?.remove(&self.id).unwrap_or_default();
            // The old ones first: alone, they would say that the new ones are in their places.
            let (old, new): (Vec<Part>, Vec<Part>) =
                parts.into_iter().partition(|part| matches!(part, Part::Old(_)));
            let new = new.into_iter().filter(|part| matches!(part, Part::New(_)));
            for part in old.into_iter().chain(new) {
                steps.next("remove what was needed");
                remove(&self.id.path(folder, part)).map_err(&failed)?;
            }
        }
        for (folder, _) in self.journals.iter().rev() {
            for part in [Part::Journal, Part::Done] {
                steps.next("remove the journal");
                remove(&self.id.path(folder, part)).map_err(ReplaceError::io(folder))?;
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// [`super::recover`].
pub(super) fn recover(steps: &Steps<'_>, folder: &Path) -> Result<Vec<PathBuf>, ReplaceError> {
    let failed = ReplaceError::io(folder);
    let real = match fs::canonicalize(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(&failed)?,
    };
    let mut files = Vec::new();
    for (id, parts) in Id::all_in(&real).map_err(&failed)? {
        if parts.contains(&Part::Journal) || parts.contains(&Part::Done) {
            files.append(&mut recover_change(steps, &real, id)?);
            continue;
        }
        for part in parts {
            // An old file without a journal may be the only one: whoever removed the journal decides.
            if let Part::New(_) = part {
                remove_abandoned(steps, &id.path(&real, part)).map_err(&failed)?;
            }
        }
    }
    Ok(files)
}

/// Takes a change back, or cleans up after it if it was complete.
fn recover_change(steps: &Steps<'_>, folder: &Path, id: Id) -> Result<Vec<PathBuf>, ReplaceError> {
    // Open until the end, so that nobody else recovers the same.
    let mut locks = Vec::new();
    let mut complete = false;
    let mut own = Journal::open(&id.path(folder, Part::Journal))?;
    if own.is_none() {
        own = Journal::open(&id.path(folder, Part::Done))?;
        complete = true;
    }
    let Some((mut own, lock)) = own else { return Ok(Vec::new()) };
    locks.push(lock);
    match &mut own.folders[..] {
        // It may have been moved since.
        [only] => folder.clone_into(only),
        all if all.iter().any(|one| one == folder) => (),
        _ => return Err(ReplaceError::Foreign(id.path(folder, Part::Journal))),
    }
    let mut journals = Vec::with_capacity(own.folders.len());
    for (at, other) in own.folders.iter().enumerate() {
        if other == folder {
            journals.push((other.clone(), own.clone()));
            continue;
        }
        let found = Journal::open(&id.path(other, Part::Journal))?;
        if at == 0 && found.is_none() {
            // Never begun, or complete: so says the journal that counts by not being there.
            complete = true;
        }
        let found = if found.is_none() { Journal::open(&id.path(other, Part::Done))? } else { found };
        if let Some((journal, lock)) = found {
            locks.push(lock);
            journals.push((other.clone(), journal));
        }
    }
    let change = Change { id, journals };
    if complete {
        change.clean(steps)?;
        return Ok(Vec::new());
    }
    change.take_back(steps, usize::MAX)
}

/// Removes a new text that never came to its place and is nobody's any more.
fn remove_abandoned(steps: &Steps<'_>, path: &Path) -> io::Result<()> {
    let Ok(file) = open_regular(path, false) else { return Ok(()) };
    if file.try_lock().is_ok() {
        steps.next("remove what was abandoned");
        remove(path)?;
    }
    Ok(())
}
