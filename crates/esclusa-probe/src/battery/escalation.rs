//! Practice 6, no new privileges: ways to become more than the process was started as.

use esclusa_kernel::{
    Access, Call, Capabilities, Errno, Namespace, capabilities, leave_namespace, open, set_capabilities,
    set_dumpable, set_user, status, volume,
};

use crate::attack::{Attack, attack};
use crate::battery::user::planted;
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::places::Path;
use crate::scene::{Scene, Suspects, capability};
use crate::stage::{Who, become_through};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("setuid-program-run", 6, "execve(04755 of root)", setuid),
    attack!("setgid-program-run", 6, "execve(02755 of group 0)", setgid),
    attack!("file-capability-run", 6, "execve(security.capability)", file_capability),
    attack!("capabilities-regained", 6, "capset(none), execve as root", regained),
    attack!("root-taken-back", 6, "setresuid(user), setresuid(0)", taken_back),
    attack!("own-namespace-ruled", 6, "unshare(CLONE_NEWUSER), write(uid_map)", own_namespace),
];

/// The capability of the planted program that has one: to bind low ports, which is of no use to it.
const PLANTED: u64 = capability::NET_BIND_SERVICE;

/// What it says that a program was run and brought nothing.
fn brought_nothing(scene: &Scene<'_>, path: &Path) -> Outcome {
    let is_nosuid = volume(path.as_c_str()).is_ok_and(|volume| volume.is_nosuid());
    let layers = Layers::NONE
        .and_if(scene.no_new_privileges, Layer::NoNewPrivileges)
        .and_if(is_nosuid, Layer::MountOption);
    Outcome::Blocked(Errno::of(0), layers)
}

/// Runs a planted copy of the probe; `bits` are what it must have, and `gained` whether it brought what it should.
fn run_planted(scene: &Scene<'_>, name: &[u8], bits: u32, gained: impl Fn(Who) -> bool) -> Outcome {
    let Some(path) = planted(scene, name) else { return Outcome::Inapplicable(Reason::NotTold) };
    // What is not as it was planted says nothing of the container.
    let seen = open(path.as_c_str(), Access::Path).and_then(|file| status(&file, c""));
    if !seen.is_ok_and(|seen| seen.mode & bits == bits && seen.user == 0 && seen.group == 0) {
        return Outcome::Inapplicable(Reason::NotTold);
    }
    match become_through(path.as_c_str(), || Ok(())) {
        Ok(who) if gained(who) => Outcome::counted(1),
        Ok(_) => brought_nothing(scene, &path),
        Err(Errno::EACCES) if volume(path.as_c_str()).is_ok_and(|volume| volume.is_noexec()) => {
            Outcome::Blocked(Errno::EACCES, Layers::one(Layer::MountOption))
        }
        // A program that may not have its capability is not run at all.
        Err(Errno::EPERM) => scene.refused(Errno::EPERM, Suspects::plain(PLANTED)),
        Err(error) => scene.refused(error, Suspects::plain(0)),
    }
}

fn setuid(scene: &Scene<'_>) -> Outcome {
    if scene.identity.effective_user == 0 {
        return Outcome::Inapplicable(Reason::AlreadyThere);
    }
    run_planted(scene, b"setuid", 0o4001, |who| who.user == 0)
}

fn setgid(scene: &Scene<'_>) -> Outcome {
    if scene.identity.effective_group == 0 {
        return Outcome::Inapplicable(Reason::AlreadyThere);
    }
    run_planted(scene, b"setgid", 0o2011, |who| who.group == 0)
}

fn file_capability(scene: &Scene<'_>) -> Outcome {
    if scene.permitted & PLANTED != 0 {
        return Outcome::Inapplicable(Reason::AlreadyThere);
    }
    match run_planted(scene, b"capable", 0o001, |who| who.permitted & PLANTED != 0) {
        // Never more than the container may have.
        Outcome::Blocked(error, _) if scene.bounding & PLANTED == 0 => {
            let layers = Layers::one(Layer::Capability);
            Outcome::Blocked(error, layers)
        }
        outcome => outcome,
    }
}

/// A service that dropped its capabilities and is still root gets them back by running any program.
fn regained(scene: &Scene<'_>) -> Outcome {
    if scene.identity.effective_user != 0 {
        return Outcome::Inapplicable(Reason::NotRoot);
    }
    let Some(path) = planted(scene, b"probe") else { return Outcome::Inapplicable(Reason::NotTold) };
    match become_through(path.as_c_str(), || set_capabilities(Capabilities::default())) {
        Ok(who) if who.permitted != 0 => Outcome::counted(who.permitted.count_ones().into()),
        // There is nothing to get back.
        Ok(_) if scene.bounding == 0 => Outcome::kept_out(Layer::Capability),
        Ok(_) => brought_nothing(scene, &path),
        Err(error) => scene.refused(error, Suspects::plain(0)),
    }
}

fn taken_back(scene: &Scene<'_>) -> Outcome {
    const OTHER: u32 = 65_534;
    if scene.identity.effective_user == 0 {
        // As a service does that acts as another user and means to come back.
        if let Err(error) = set_user(None, Some(OTHER), None) {
            return scene.refused(error, Suspects::call(capability::SETUID, Call::User));
        }
    }
    match set_user(Some(0), Some(0), Some(0)) {
        Ok(()) => Outcome::counted(1),
        Err(error) => scene.refused(error, Suspects::call(capability::SETUID, Call::User)),
    }
}

/// Root of a namespace of its own, with every capability in it: all of the kernel that only root reaches is open then.
fn own_namespace(scene: &Scene<'_>) -> Outcome {
    let before = capabilities().map_or(0, |sets| sets.effective);
    match leave_namespace(Namespace::Users) {
        Ok(()) => {}
        Err(Errno::ENOSPC) => return Outcome::Blocked(Errno::ENOSPC, Layers::one(Layer::Kernel)),
        Err(error) => {
            return scene.refused(error, Suspects::call(0, Call::Unshare).or_setting());
        }
    }
    let mut map = esclusa_kernel::Text::<32>::of(&[b"0 "]);
    map.push_number(scene.identity.effective_user.into()).push(b" 1\n");
    let _ = set_dumpable(true);
    let mapped = open(c"/proc/self/uid_map", Access::Write).and_then(|file| file.write(map.bytes()));
    let after = capabilities().map_or(0, |sets| sets.effective);
    if mapped.is_ok() || after & !before != 0 {
        return Outcome::counted(after.count_ones().into());
    }
    Outcome::Inapplicable(Reason::AlreadyThere)
}
