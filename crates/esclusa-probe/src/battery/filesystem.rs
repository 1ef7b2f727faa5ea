//! Practice 7, read-only root: what an intruder changes so as to stay.

use core::ffi::CStr;
use core::ops::ControlFlow;

use esclusa_kernel::{
    Access, Errno, Kind, Text, entries, make_folder, make_symbolic_link, open, remove, remove_folder, status,
    volume,
};

use crate::attack::{Attack, attack};
use crate::battery::user::planted;
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::places::{Path, name_in, no_place, places, rewrite_beginning};
use crate::scene::{Scene, Suspects};
use crate::stage::become_through;

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("program-overwritten", 7, "open(O_RDWR), write, the byte read", program),
    attack!("configuration-overwritten", 7, "open(/etc/…, O_RDWR), write, the byte read", configuration),
    attack!("folder-made", 7, "mkdirat(/…)", folder),
    attack!("link-made", 7, "symlinkat(/…)", link),
    attack!("preload-planted", 7, "open(/etc/ld.so.preload, O_CREAT)", preload),
    attack!("dropped-program-run", 7, "open(O_CREAT), write, execve", dropped),
];

/// Where programs lie.
const PROGRAMS: [&CStr; 6] = [c"/usr/local/bin", c"/usr/bin", c"/bin", c"/usr/sbin", c"/sbin", c"/app"];
/// How many files are tried: a program that runs cannot be written to, whoever asks.
const TRIES: usize = 24;

/// Overwrites some plain file of these folders that is part of the image, and not mounted over it.
fn overwrite(scene: &Scene<'_>, folders: &[&CStr]) -> Outcome {
    let mut refusal = None;
    for folder in folders {
        let Ok(home) = open(folder, Access::Folder) else { continue };
        let Ok(home) = status(&home, c"") else { continue };
        let mut done = None;
        let mut tries = 0;
        let _ = entries(folder, |name, kind| {
            if ![Kind::File, Kind::Other].contains(&kind) || tries == TRIES {
                return ControlFlow::Continue(());
            }
            let path: Path = Text::of(&[folder.to_bytes(), b"/", name.to_bytes()]);
            let seen = open(path.as_c_str(), Access::Path).and_then(|file| status(&file, c""));
            if !seen.is_ok_and(|seen| seen.is_file() && seen.device == home.device) {
                return ControlFlow::Continue(());
            }
            tries += 1;
            match rewrite_beginning(path.as_c_str()) {
                Ok(()) => {
                    done = Some(path);
                    return ControlFlow::Break(());
                }
                Err(Errno::ETXTBSY) => {}
                Err(error) => refusal = Some(error),
            }
            ControlFlow::Continue(())
        });
        if let Some(path) = done {
            return Outcome::at(path.bytes());
        }
    }
    match refusal {
        None => Outcome::Inapplicable(Reason::NothingThere),
        Some(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

fn program(scene: &Scene<'_>) -> Outcome {
    overwrite(scene, &PROGRAMS)
}

fn configuration(scene: &Scene<'_>) -> Outcome {
    overwrite(scene, &[c"/etc"])
}

fn in_root(scene: &Scene<'_>, make: impl Fn(&CStr) -> Result<(), Errno>) -> Outcome {
    match make(name_in(&Text::new()).as_c_str()) {
        Ok(()) => Outcome::at(b"/"),
        Err(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

fn folder(scene: &Scene<'_>) -> Outcome {
    in_root(scene, |name| make_folder(name, 0o700).and_then(|()| remove_folder(name)))
}

fn link(scene: &Scene<'_>) -> Outcome {
    in_root(scene, |name| make_symbolic_link(c"/", name).and_then(|()| remove(name)))
}

/// The file whose libraries every program loads; an empty one, and gone at once.
fn preload(scene: &Scene<'_>) -> Outcome {
    let path = c"/etc/ld.so.preload";
    match open(path, Access::Create(0o600)).and_then(|_| remove(path)) {
        Ok(()) => Outcome::at(path.to_bytes()),
        Err(Errno::EEXIST | Errno::ENOENT) => Outcome::Inapplicable(Reason::NothingThere),
        Err(error) => scene.refused(error, Suspects::file_of_root()),
    }
}

/// Copies the probe to a place that can be written to, and runs the copy.
fn dropped(scene: &Scene<'_>) -> Outcome {
    let Some(probe) = planted(scene, b"readable") else { return Outcome::Inapplicable(Reason::NotTold) };
    let mut refusal = Errno::ENOENT;
    let mut not_run = None;
    for place in places(scene) {
        let name = name_in(&place);
        if let Err(error) = copy(probe.as_c_str(), name.as_c_str()) {
            if ![Errno::ENOENT, Errno::ENOTDIR].contains(&error) {
                refusal = error;
            }
            continue;
        }
        let run = become_through(name.as_c_str(), || Ok(()));
        let is_noexec = volume(place.as_c_str()).is_ok_and(|volume| volume.is_noexec());
        let _ = remove(name.as_c_str());
        match run {
            Ok(_) => return Outcome::at(place.bytes()),
            Err(Errno::EACCES) if is_noexec => {
                not_run = Some(Outcome::Blocked(Errno::EACCES, Layers::one(Layer::MountOption)));
            }
            Err(error) => not_run = Some(scene.refused(error, Suspects::plain(0))),
        }
    }
    not_run.unwrap_or_else(|| no_place(scene, refusal))
}

fn copy(from: &CStr, to: &CStr) -> Result<(), Errno> {
    let source = open(from, Access::Read)?;
    let target = open(to, Access::Create(0o700))?;
    let mut bytes = [0; 4096];
    let copied = loop {
        match source.read(&mut bytes) {
            Ok(0) => break Ok(()),
            Ok(length) => {
                if let Err(error) = target.write_all(bytes.get(..length).unwrap_or_default()) {
                    break Err(error);
                }
            }
            Err(error) => break Err(error),
        }
    };
    if copied.is_err() {
        let _ = remove(to);
    }
    copied
}
