//! Replacing: everything is made ready first, then put in place, and taken back if that fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::journal::{Entry, Id, Journal, Part, Sum};
use super::old::{Place, Target};
use super::recovery::{self, Change};
use super::temporary::{self, PRIVATE, Temporary};
use super::{ReplaceError, Replacement, Steps, attributes};

/// [`super::replace_all`].
pub(super) fn replace_all(steps: &Steps<'_>, replacements: &[Replacement]) -> Result<(), ReplaceError> {
    let due = replacements.iter().filter(|replacement| !replacement.is_idle());
    let targets = due.map(Target::find).collect::<Result<Vec<_>, _>>()?;
    let mut places = BTreeSet::new();
    if let Some(twice) = targets.iter().find(|target| !places.insert(target.path())) {
        return Err(ReplaceError::Twice(twice.path()));
    }
    // In the order of their first files: the first folder's journal is the one that counts.
    let mut folders: Vec<PathBuf> = Vec::new();
    for target in &targets {
        if !folders.contains(&target.folder) {
            folders.push(target.folder.clone());
        }
    }
    for folder in &folders {
        // What this puts back is another file than the one that was read, and so refused below.
        recovery::recover(steps, folder)?;
    }
    let id = Id::random();
    let mut ready = Vec::with_capacity(targets.len());
    for (number, target) in targets.iter().enumerate() {
        ready.push(prepare(steps, &id, number, target)?);
    }
    match (&targets[..], &mut ready[..]) {
        ([], _) => Ok(()),
        ([target], [temporary]) => one(steps, target, temporary),
        (_, ready) => several(steps, id, &targets, ready, &folders),
    }
}

/// Makes the new file ready, without a place.
fn prepare(
    steps: &Steps<'_>,
    id: &Id,
    number: usize,
    target: &Target<'_>,
) -> Result<Temporary, ReplaceError> {
    let mode = match target.place {
        Place::Taken(..) => PRIVATE,
        Place::Free(mode) => mode,
    };
    let path = id.path(&target.folder, Part::New(number));
    let temporary = Temporary::create(steps, path, mode).map_err(ReplaceError::io(&target.folder))?;
    temporary.fill(steps, target.after).map_err(target.failed())?;
    if let Place::Taken(old, _) = &target.place {
        steps.next("keep attributes");
        attributes::keep(old, &temporary.file, &target.path())?;
    }
    temporary.settle(steps).map_err(target.failed())?;
    Ok(temporary)
}

/// One file needs no journal: its renaming is all.
fn one(steps: &Steps<'_>, target: &Target<'_>, temporary: &mut Temporary) -> Result<(), ReplaceError> {
    target.unchanged()?;
    put(steps, target, temporary)?;
    // It is done, whether or not the disk has it yet.
    drop(temporary::settle_folder(steps, &target.folder));
    Ok(())
}

fn put(steps: &Steps<'_>, target: &Target<'_>, temporary: &mut Temporary) -> Result<(), ReplaceError> {
    let path = target.path();
    match target.place {
        Place::Taken(..) => temporary.put_over(steps, &path).map_err(target.failed()),
        Place::Free(_) => temporary.put_new(steps, &path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => ReplaceError::AlreadyThere(path),
            _ => target.failed()(error),
        }),
    }
}

fn several(
    steps: &Steps<'_>,
    id: Id,
    targets: &[Target<'_>],
    ready: &mut [Temporary],
    folders: &[PathBuf],
) -> Result<(), ReplaceError> {
    let change = change(id, targets, folders);
    // All that takes time comes before anything of it has a name: what follows is names alone, and soon over. The disk is
    // waited for at the end only: file systems that write down what they do keep the order of names by themselves.
    let mut journals = write_journals(steps, &change, targets.len())?;
    let mut done = 0;
    let result = begin(steps, &change, &mut journals)
        .and_then(|()| name_all(steps, &change, targets, ready))
        .and_then(|()| put_all(steps, targets, ready, &mut done))
        .and_then(|()| commit(steps, &change));
    match result {
        Ok(()) => {
            // It is done. The next run cleans what cannot be cleaned now.
            drop(change.clean(steps));
            for folder in folders {
                drop(temporary::settle_folder(steps, folder));
            }
            Ok(())
        }
        Err(error) => match change.take_back(steps, done) {
            Ok(_) => Err(error),
            Err(worse) => Err(ReplaceError::Unfinished(worse.path().to_owned(), worse.reason().to_string())),
        },
    }
}

/// The journals of a change, by folder.
fn change(id: Id, targets: &[Target<'_>], folders: &[PathBuf]) -> Change {
    let mut journals: Vec<(PathBuf, Journal)> = folders
        .iter()
        .map(|folder| (folder.clone(), Journal { folders: folders.to_vec(), entries: Vec::new() }))
        .collect();
    for (number, target) in targets.iter().enumerate() {
        let Some((_, journal)) = journals.iter_mut().find(|(folder, _)| *folder == target.folder) else {
            continue;
        };
        let before = match target.place {
            Place::Taken(_, before) => Some(Sum::of(before)),
            Place::Free(_) => None,
        };
        let name = target.name.clone();
        journal.entries.push(Entry { number, name, before, after: Sum::of(target.after) });
    }
    Change { id, journals }
}

/// Writes the journals, in the order of the folders. Open as long as the change lasts: their locks say that somebody is
/// at it.
fn write_journals(
    steps: &Steps<'_>,
    change: &Change,
    first_free: usize,
) -> Result<Vec<Temporary>, ReplaceError> {
    let write = |(at, (folder, journal)): (usize, &(PathBuf, Journal))| {
        let failed = ReplaceError::io(folder);
        let path = change.id.path(folder, Part::New(first_free + at));
        let temporary = Temporary::create(steps, path, PRIVATE).map_err(&failed)?;
        temporary.fill(steps, journal.text().as_bytes()).map_err(&failed)?;
        temporary.settle(steps).map_err(&failed)?;
        Ok(temporary)
    };
    change.journals.iter().enumerate().map(write).collect()
}

/// Puts the journals in their places. The first one last: from then on the change has begun.
fn begin(steps: &Steps<'_>, change: &Change, journals: &mut [Temporary]) -> Result<(), ReplaceError> {
    for ((folder, _), journal) in change.journals.iter().zip(journals).rev() {
        let path = change.id.path(folder, Part::Journal);
        journal.put_new(steps, &path).map_err(ReplaceError::io(folder))?;
    }
    Ok(())
}

/// Gives a name to every new file that replaces another, and a second one to that.
fn name_all(
    steps: &Steps<'_>,
    change: &Change,
    targets: &[Target<'_>],
    ready: &mut [Temporary],
) -> Result<(), ReplaceError> {
    for (number, (target, temporary)) in targets.iter().zip(ready).enumerate() {
        let Place::Taken(file, before) = &target.place else { continue };
        // In this order: an old file without a new one beside it says that the new one is in its place.
        temporary.name(steps).map_err(target.failed())?;
        let old = change.id.path(&target.folder, Part::Old(number));
        steps.next("link the old file");
        if fs::hard_link(target.path(), &old).is_err() {
            // Not every file system has links.
            let mut copy = Temporary::create(steps, old, PRIVATE).map_err(target.failed())?;
            copy.fill(steps, before).map_err(target.failed())?;
            attributes::keep(file, &copy.file, &target.path())?;
            copy.settle(steps).map_err(target.failed())?;
            copy.keep(steps).map_err(target.failed())?;
        }
    }
    Ok(())
}

fn put_all(
    steps: &Steps<'_>,
    targets: &[Target<'_>],
    ready: &mut [Temporary],
    done: &mut usize,
) -> Result<(), ReplaceError> {
    // Once more all of them, so that what somebody has changed is seen before anything is put anywhere.
    targets.iter().try_for_each(Target::unchanged)?;
    for (target, temporary) in targets.iter().zip(ready) {
        target.unchanged()?;
        put(steps, target, temporary)?;
        *done += 1;
    }
    Ok(())
}

/// The moment from which every file is new.
fn commit(steps: &Steps<'_>, change: &Change) -> Result<(), ReplaceError> {
    let Some((folder, _)) = change.journals.first() else { return Ok(()) };
    steps.next("commit");
    let journal = change.id.path(folder, Part::Journal);
    fs::rename(journal, change.id.path(folder, Part::Done)).map_err(ReplaceError::io(folder))
}
