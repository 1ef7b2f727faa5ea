//! Practice 5, not as root: what root may without any capability, since so many files are its own.

use esclusa_kernel::{
    Access, Address, Descriptor, Errno, Family, Status, Style, Text, open, set_mode, socket, status,
};

use crate::attack::{Attack, attack};
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::places::{Path, in_some_place, nameless_file, no_place};
use crate::scene::{Scene, Suspects};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("root-file-read", 5, "open(mode 0400 of root)", file),
    attack!("root-group-file-read", 5, "open(mode 0040 of group 0)", group_file),
    attack!("root-socket-connected", 5, "connect(AF_UNIX, mode 0600 of root)", root_socket),
    attack!("setuid-root-file-made", 5, "open(O_CREAT), fchmod(04755)", setuid_file),
    attack!("root-folder-mode-set", 5, "fchmodat(/), the value read", folder_mode),
];

/// The path of something that the host has planted.
pub(crate) fn planted(scene: &Scene<'_>, name: &[u8]) -> Option<Path> {
    scene.setup.value("planted").map(|folder| Text::of(&[folder, b"/", name]))
}

/// Who a file belongs to lets root in, or who may override permissions.
fn refused(scene: &Scene<'_>, error: Errno) -> Outcome {
    scene.refused(error, Suspects::file_of_root())
}

fn read_planted(scene: &Scene<'_>, name: &[u8]) -> Outcome {
    let Some(path) = planted(scene, name) else { return Outcome::Inapplicable(Reason::NotTold) };
    match open(path.as_c_str(), Access::Read).and_then(|file| file.read(&mut [0; 16])) {
        Ok(_) => Outcome::counted(1),
        Err(Errno::ENOENT) => Outcome::Inapplicable(Reason::NotTold),
        Err(error) => refused(scene, error),
    }
}

fn file(scene: &Scene<'_>) -> Outcome {
    read_planted(scene, b"of-root")
}

fn group_file(scene: &Scene<'_>) -> Outcome {
    match read_planted(scene, b"of-group") {
        // That root itself may not is because nothing overrides its permissions: it is not of the group.
        Outcome::Blocked(error, _) if scene.identity.effective_group != 0 => {
            Outcome::Blocked(error, Layers::one(Layer::User))
        }
        outcome => outcome,
    }
}

fn root_socket(scene: &Scene<'_>) -> Outcome {
    let address = planted(scene, b"socket").and_then(|path| Address::path(path.bytes()));
    let Some(address) = address else { return Outcome::Inapplicable(Reason::NotTold) };
    let connect = |socket: Descriptor| socket.connect(&address, 1000);
    match socket(Family::Unix, Style::Stream, 0).and_then(connect) {
        Ok(()) => Outcome::counted(1),
        Err(Errno::ENOENT | Errno::ECONNREFUSED) => Outcome::Inapplicable(Reason::NotTold),
        Err(error) => refused(scene, error),
    }
}

/// In a volume such a file would give root to a user of the host.
fn setuid_file(scene: &Scene<'_>) -> Outcome {
    let attempt = |place: &Path| {
        let file = nameless_file(place, 0o600)?;
        file.set_mode(0o4755)?;
        status(&file, c"")
    };
    match in_some_place(scene, |_| true, attempt) {
        Ok((Status { user: 0, mode, .. }, place)) if mode & 0o4000 != 0 => Outcome::at(place.bytes()),
        // The file is of who made it.
        Ok(_) => Outcome::kept_out(Layer::User),
        Err(error) => no_place(scene, error),
    }
}

fn folder_mode(scene: &Scene<'_>) -> Outcome {
    let mode =
        open(c"/", Access::Folder).and_then(|folder| status(&folder, c"")).map(|seen| seen.mode & 0o7777);
    match mode.and_then(|mode| set_mode(c"/", mode)) {
        Ok(()) => Outcome::counted(1),
        Err(error) => scene.refused(error, Suspects::file_of_root()),
    }
}
