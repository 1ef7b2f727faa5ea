//! Practices 2 and 3: devices of the host.

use core::ops::ControlFlow;

use esclusa_kernel::{Access, Call, Descriptor, Errno, Text, entries, make_node, open, remove, volume};

use crate::attack::{Attack, attack};
use crate::battery::privilege::block_device;
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::places::{Path, in_some_place, name_in, no_place};
use crate::scene::{Scene, Suspects, beginning, capability};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("block-device-read", 2, "open(/dev/…), read", read_device),
    attack!("device-made", 3, "mknodat(S_IFCHR)", made),
    attack!("made-device-opened", 3, "mknodat(S_IFBLK), open, read", made_and_opened),
];

const CHARACTER: u32 = 0o020_600;
const BLOCK: u32 = 0o060_600;
/// What is read of a disk: nothing of it is told.
const SECTOR: usize = 512;
/// How many disks are tried.
const DISKS: usize = 32;

fn read_device(scene: &Scene<'_>) -> Outcome {
    let Some(path) = block_device(c"/dev") else { return Outcome::kept_out(Layer::Namespace) };
    let mut bytes = [0; SECTOR];
    match open(path.as_c_str(), Access::Read).and_then(|device| device.read(&mut bytes)) {
        Ok(_) => Outcome::at(path.bytes()),
        // A device without a disk in it was opened nevertheless.
        Err(Errno::EIO) => Outcome::at(path.bytes()),
        Err(Errno::ENXIO | Errno::ENODEV) => Outcome::Inapplicable(Reason::NothingThere),
        Err(error) => opened(scene, error, &path),
    }
}

/// Makes the device that swallows everything, under another name.
fn made(scene: &Scene<'_>) -> Outcome {
    const NULL: (u32, u32) = (1, 3);
    let attempt = |place: &Path| {
        let name = name_in(place);
        make_node(name.as_c_str(), CHARACTER, NULL)?;
        remove(name.as_c_str())
    };
    match in_some_place(scene, |_| true, attempt) {
        Ok((_, place)) => Outcome::at(place.bytes()),
        Err(error) => not_made(scene, error),
    }
}

fn not_made(scene: &Scene<'_>, error: Errno) -> Outcome {
    match error {
        Errno::EPERM => scene.refused(error, Suspects::call(capability::MKNOD, Call::Node).of_device()),
        error => no_place(scene, error),
    }
}

/// Makes a node for a disk of the machine and reads from it: of the first that lets itself be read.
fn made_and_opened(scene: &Scene<'_>) -> Outcome {
    let mut outcome = Outcome::Inapplicable(Reason::NothingThere);
    let mut tried = 0;
    let mut attempt = |disk| {
        tried += 1;
        outcome = match make_and_open(scene, disk) {
            // That a disk is not there says less than that one may not be opened.
            Outcome::Inapplicable(_) => outcome,
            other => other,
        };
        if matches!(outcome, Outcome::Succeeded(_)) || tried == DISKS {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let mut bytes = [0; 2048];
    let partitions = beginning(c"/proc/partitions", &mut bytes).unwrap_or_default();
    let mut disks = partitions.split(|byte| *byte == b'\n').filter_map(disk);
    if disks.try_for_each(&mut attempt).is_continue() {
        // Disks that have no room yet are listed here alone.
        let _ = entries(c"/sys/block", |name, _| {
            let path: Path = Text::of(&[b"/sys/block/", name.to_bytes(), b"/dev"]);
            let mut said = [0; 16];
            let numbers = beginning(path.as_c_str(), &mut said).unwrap_or_default();
            disk(numbers).map_or(ControlFlow::Continue(()), &mut attempt)
        });
    }
    outcome
}

fn make_and_open(scene: &Scene<'_>, disk: (u32, u32)) -> Outcome {
    let attempt = |place: &Path| -> Result<Result<(), Errno>, Errno> {
        let name = name_in(place);
        make_node(name.as_c_str(), BLOCK, disk)?;
        let mut bytes = [0; SECTOR];
        let read = |device: Descriptor| device.read(&mut bytes).map(|_| ());
        let answer = open(name.as_c_str(), Access::Read).and_then(read);
        remove(name.as_c_str())?;
        Ok(answer)
    };
    // Where devices cannot be opened they can still be made: a place where they can says more.
    match in_some_place(scene, |volume| !volume.is_nodev(), attempt) {
        Ok((Ok(()) | Err(Errno::EIO), place)) => Outcome::at(place.bytes()),
        Ok((Err(Errno::ENXIO | Errno::ENODEV), _)) => Outcome::Inapplicable(Reason::NothingThere),
        Ok((Err(error), place)) => opened(scene, error, &place),
        Err(error) => not_made(scene, error),
    }
}

/// What it says that a device could not be opened.
fn opened(scene: &Scene<'_>, error: Errno, path: &Path) -> Outcome {
    let is_nodev = volume(path.as_c_str()).is_ok_and(|volume| volume.is_nodev());
    match error {
        Errno::EACCES if is_nodev => Outcome::Blocked(error, Layers::one(Layer::MountOption)),
        // The permissions of a file refuse with the other error.
        Errno::EPERM => scene.refused(error, Suspects::plain(0).of_device()),
        error => scene.refused(error, Suspects::file_of_root()),
    }
}

/// The major and minor number that a line begins with: of `/proc/partitions`, whose head has none, or of `/sys`.
fn disk(line: &[u8]) -> Option<(u32, u32)> {
    let mut words = line.split(|byte| b" :\n".contains(byte)).filter(|word| !word.is_empty());
    let mut number = || core::str::from_utf8(words.next()?).ok()?.parse().ok();
    Some((number()?, number()?))
}
