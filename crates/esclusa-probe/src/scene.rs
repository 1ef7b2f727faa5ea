//! What the probe sees of itself, and what it concludes from a refusal: the layers that can have been behind it, never one
//! that could as well not have been.

use core::ffi::CStr;

use esclusa_kernel::{
    Access, Arguments, Call, Errno, Identity, SeccompMode, bounding_has, capabilities, identity,
    no_new_privileges, open, seccomp_mode, witness,
};

use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::setup::Setup;

/// Capabilities, by the bit that each is.
pub(crate) mod capability {
    pub(crate) const CHOWN: u64 = 1;
    pub(crate) const DAC_OVERRIDE: u64 = 1 << 1;
    pub(crate) const DAC_READ_SEARCH: u64 = 1 << 2;
    pub(crate) const KILL: u64 = 1 << 5;
    pub(crate) const SETGID: u64 = 1 << 6;
    pub(crate) const SETUID: u64 = 1 << 7;
    pub(crate) const NET_BIND_SERVICE: u64 = 1 << 10;
    pub(crate) const NET_ADMIN: u64 = 1 << 12;
    pub(crate) const NET_RAW: u64 = 1 << 13;
    pub(crate) const SYS_MODULE: u64 = 1 << 16;
    pub(crate) const SYS_CHROOT: u64 = 1 << 18;
    pub(crate) const SYS_PTRACE: u64 = 1 << 19;
    pub(crate) const SYS_ADMIN: u64 = 1 << 21;
    pub(crate) const SYS_BOOT: u64 = 1 << 22;
    pub(crate) const SYS_NICE: u64 = 1 << 23;
    pub(crate) const SYS_TIME: u64 = 1 << 25;
    pub(crate) const MKNOD: u64 = 1 << 27;
    pub(crate) const SYSLOG: u64 = 1 << 34;
    pub(crate) const PERFMON: u64 = 1 << 38;
    pub(crate) const BPF: u64 = 1 << 39;
}

/// Whether something holds, where that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Yes,
    No,
    Unseen,
}

/// What an attack has at hand.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) setup: Setup<'a>,
    pub(crate) arguments: Arguments,
    pub(crate) identity: Identity,
    pub(crate) effective: u64,
    pub(crate) permitted: u64,
    pub(crate) bounding: u64,
    pub(crate) no_new_privileges: bool,
    pub(crate) has_proc: bool,
    filter: SeccompMode,
    /// Whether a security module confines it.
    confined: Known,
    /// Whether its users are those of the machine.
    machine_users: Known,
}

/// What can be behind a refusal of a call: its capabilities, of which one is enough, and what is asked besides.
#[derive(Clone, Copy, Default)]
pub(crate) struct Suspects {
    pub(crate) needs: u64,
    /// How to ask whether a filter is behind it; without it that stays open, unless no filter looks at such calls.
    pub(crate) call: Option<Call>,
    /// No filter refuses such calls: to open a file is one.
    pub(crate) plain: bool,
    /// It is root's: root may without any capability.
    pub(crate) of_root: bool,
    /// The call reaches a device.
    pub(crate) device: bool,
    /// The kernel may be set so that it refuses.
    pub(crate) setting: bool,
}

impl Suspects {
    /// A capability, and a call whose filter can be asked about.
    pub(crate) const fn call(needs: u64, call: Call) -> Self {
        Self { needs, call: Some(call), plain: false, of_root: false, device: false, setting: false }
    }

    /// A capability, and a call that no filter refuses.
    pub(crate) const fn plain(needs: u64) -> Self {
        Self { needs, call: None, plain: true, of_root: false, device: false, setting: false }
    }

    /// The permissions of a file that is root's.
    pub(crate) const fn file_of_root() -> Self {
        Self { of_root: true, ..Self::plain(capability::DAC_OVERRIDE) }
    }

    /// A capability, and a call of which it stays open whether a filter refused it.
    pub(crate) const fn unsure(needs: u64) -> Self {
        Self { needs, call: None, plain: false, of_root: false, device: false, setting: false }
    }

    pub(crate) const fn or_setting(self) -> Self {
        Self { setting: true, ..self }
    }

    pub(crate) const fn of_device(self) -> Self {
        Self { device: true, ..self }
    }
}

impl<'a> Scene<'a> {
    /// Looks at this process.
    pub(crate) fn look(setup: Setup<'a>, arguments: Arguments) -> Self {
        let sets = capabilities().unwrap_or_default();
        let bounding = (0..64).filter(|bit| bounding_has(*bit)).fold(0, |set, bit| set | 1_u64 << bit);
        Self {
            setup,
            arguments,
            identity: identity(),
            effective: sets.effective,
            permitted: sets.permitted,
            bounding,
            no_new_privileges: no_new_privileges().unwrap_or(false),
            has_proc: open(c"/proc/self/status", Access::Read).is_ok(),
            filter: seccomp_mode(),
            confined: confined(),
            machine_users: machine_users(),
        }
    }

    /// Whether it has one of these capabilities.
    pub(crate) const fn may(&self, any: u64) -> bool {
        self.effective & any != 0
    }

    /// What a refusal says.
    pub(crate) fn refused(&self, errno: Errno, why: Suspects) -> Outcome {
        match errno {
            Errno::EROFS => Outcome::Blocked(errno, Layers::one(Layer::ReadOnly)),
            Errno::ENOSPC | Errno::EDQUOT | Errno::EMFILE | Errno::ENFILE | Errno::EAGAIN | Errno::ENOMEM => {
                Outcome::Blocked(errno, Layers::one(Layer::Quota))
            }
            Errno::ENOSYS if self.filter == SeccompMode::Off => {
                Outcome::Inapplicable(Reason::NoKernelSupport)
            }
            Errno::ENOSYS => Outcome::Blocked(errno, Layers::one(Layer::Seccomp).and(Layer::Kernel)),
            Errno::EPERM | Errno::EACCES => Outcome::Blocked(errno, self.permission(errno, why)),
            _ => Outcome::Blocked(errno, Layers::NONE),
        }
    }

    fn permission(&self, errno: Errno, why: Suspects) -> Layers {
        let filtered = match (self.filter, why.call) {
            (SeccompMode::Off, _) => Known::No,
            _ if why.plain => Known::No,
            (_, None) => Known::Unseen,
            (_, Some(call)) => match witness(call) {
                // Elder kernels ask for rights before they look at the request of these.
                Some(said) if said == errno && call == Call::Bpf => Known::Unseen,
                // The kernel would have said something else to what it cannot read.
                Some(said) if said == errno => Known::Yes,
                _ => Known::No,
            },
        };
        if filtered == Known::Yes {
            return Layers::one(Layer::Seccomp);
        }
        let lacks = why.needs != 0 && !self.may(why.needs);
        // What root has by itself in this container, another user lacks for being one.
        let has_as_root = why.of_root || why.needs & self.bounding != 0;
        let as_root = has_as_root && self.identity.effective_user != 0;
        let is_root_of_others = !lacks && self.machine_users != Known::Yes && why.needs != 0;
        Layers::NONE
            .and_if(filtered == Known::Unseen, Layer::Seccomp)
            .and_if(lacks && as_root, Layer::User)
            .and_if(lacks && !as_root, Layer::Capability)
            .and_if(is_root_of_others, Layer::Namespace)
            .and_if(why.device && !lacks && errno == Errno::EPERM, Layer::DeviceCgroup)
            .and_if(why.setting && !lacks, Layer::Kernel)
            .and_if(self.confined != Known::No, Layer::SecurityModule)
    }
}

/// Whether a security module confines this process: what it says of it in `/proc`.
fn confined() -> Known {
    let Ok(file) = open(c"/proc/self/attr/current", Access::Read) else {
        // Where `/proc` is there and this is not, the kernel has no module.
        let has_proc = open(c"/proc/self/status", Access::Read).is_ok();
        return if has_proc { Known::No } else { Known::Unseen };
    };
    let mut bytes = [0; 128];
    match file.read(&mut bytes) {
        // No module answers.
        Err(Errno::EINVAL) => Known::No,
        Err(_) => Known::Unseen,
        Ok(length) => {
            let said = bytes.get(..length).unwrap_or_default().trim_ascii_end();
            let free = [&b"unconfined"[..], b"kernel", b""].contains(&said);
            if free { Known::No } else { Known::Yes }
        }
    }
}

/// Whether the users of this namespace are those of the machine: all of them, each as itself.
fn machine_users() -> Known {
    let mut bytes = [0; 256];
    let Ok(length) = open(c"/proc/self/uid_map", Access::Read).and_then(|file| file.read(&mut bytes)) else {
        return Known::Unseen;
    };
    let words = bytes.get(..length).unwrap_or_default().split(|byte| byte.is_ascii_whitespace());
    let is_all = words.filter(|word| !word.is_empty()).eq([&b"0"[..], b"0", b"4294967295"]);
    if is_all { Known::Yes } else { Known::No }
}

/// Reads the beginning of a file.
pub(crate) fn beginning<'a>(path: &CStr, bytes: &'a mut [u8]) -> Result<&'a [u8], Errno> {
    let length = open(path, Access::Read)?.read_all(bytes)?;
    Ok(bytes.get(..length).unwrap_or_default())
}

/// Whether `wanted` stands somewhere in `bytes`.
pub(crate) fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Root with everything on a machine without filters and modules.
    fn scene() -> Scene<'static> {
        Scene {
            setup: Setup::new(b""),
            arguments: Arguments::none(),
            identity: Identity { user: 0, effective_user: 0, group: 0, effective_group: 0 },
            effective: u64::MAX,
            permitted: u64::MAX,
            bounding: u64::MAX,
            no_new_privileges: false,
            has_proc: true,
            filter: SeccompMode::Off,
            confined: Known::No,
            machine_users: Known::Yes,
        }
    }

    fn user() -> Scene<'static> {
        let identity = Identity { user: 1000, effective_user: 1000, group: 1000, effective_group: 1000 };
        Scene { identity, effective: 0, permitted: 0, ..scene() }
    }

    fn layers(scene: &Scene<'_>, errno: Errno, why: Suspects) -> Layers {
        match scene.refused(errno, why) {
            Outcome::Blocked(said, layers) if said == errno => layers,
            outcome => panic!("{outcome:?}"),
        }
    }

    const RAW: Suspects = Suspects::plain(capability::NET_RAW);

    #[test]
    fn what_root_would_have_is_lacking_for_the_user() {
        assert_eq!(layers(&user(), Errno::EPERM, RAW), Layers::one(Layer::User));
        // Nobody would have it.
        let dropped = Scene { bounding: 0, ..user() };
        assert_eq!(layers(&dropped, Errno::EPERM, RAW), Layers::one(Layer::Capability));
        assert_eq!(layers(&dropped, Errno::EACCES, Suspects::file_of_root()), Layers::one(Layer::User));
        let root = Scene { effective: 0, bounding: 0, ..scene() };
        assert_eq!(layers(&root, Errno::EPERM, RAW), Layers::one(Layer::Capability));
        assert_eq!(layers(&root, Errno::EACCES, Suspects::file_of_root()), Layers::one(Layer::Capability));
    }

    #[test]
    fn what_cannot_be_told_apart_is_told_as_both() {
        let confined = Scene { confined: Known::Yes, ..user() };
        assert_eq!(layers(&confined, Errno::EPERM, RAW), Layers::one(Layer::User).and(Layer::SecurityModule));
        let unseen = Scene { confined: Known::Unseen, ..scene() };
        assert_eq!(layers(&unseen, Errno::EPERM, RAW), Layers::one(Layer::SecurityModule));
        let filtered = Scene { filter: SeccompMode::Filter, ..user() };
        let unsure = Suspects::unsure(capability::SYSLOG);
        assert_eq!(layers(&filtered, Errno::EPERM, unsure), Layers::one(Layer::User).and(Layer::Seccomp));
        // Root of a namespace of users that is not the machine's.
        let remapped = Scene { machine_users: Known::No, ..scene() };
        assert_eq!(layers(&remapped, Errno::EPERM, RAW), Layers::one(Layer::Namespace));
        // Nothing that is known could have refused it.
        assert_eq!(layers(&scene(), Errno::EPERM, RAW), Layers::NONE);
    }

    #[test]
    fn a_filter_that_would_have_refused_the_unreadable_too_is_told_apart() {
        // There is none around this test: the kernel says what it would say.
        if seccomp_mode() != SeccompMode::Off {
            return;
        }
        let filtered = Scene { filter: SeccompMode::Filter, ..user() };
        let asked = Suspects::call(capability::SYS_ADMIN, Call::Mount);
        assert_eq!(layers(&filtered, Errno::EPERM, asked), Layers::one(Layer::User));
        // As if it had answered to the unreadable with the same.
        assert_eq!(witness(Call::Mount), Some(Errno::EFAULT));
    }

    #[test]
    fn some_errors_are_of_one_layer_only() {
        let any = Suspects::unsure(0);
        assert_eq!(layers(&scene(), Errno::EROFS, any), Layers::one(Layer::ReadOnly));
        for errno in [Errno::ENOSPC, Errno::EDQUOT, Errno::EMFILE, Errno::ENOMEM, Errno::EAGAIN] {
            assert_eq!(layers(&scene(), errno, any), Layers::one(Layer::Quota));
        }
        assert_eq!(scene().refused(Errno::ENOSYS, any), Outcome::Inapplicable(Reason::NoKernelSupport));
        let filtered = Scene { filter: SeccompMode::Filter, ..scene() };
        assert_eq!(layers(&filtered, Errno::ENOSYS, any), Layers::one(Layer::Seccomp).and(Layer::Kernel));
        let device = Suspects::plain(0).of_device();
        assert_eq!(layers(&scene(), Errno::EPERM, device), Layers::one(Layer::DeviceCgroup));
        assert_eq!(layers(&scene(), Errno::EACCES, device), Layers::NONE);
        assert_eq!(layers(&scene(), Errno::EPERM, any.or_setting()), Layers::one(Layer::Kernel));
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands() {
        assert!(holds(b"A=secret", b"secret") && holds(b"secret", b"secret"));
        assert!(!holds(b"secre", b"secret") && !holds(b"secret", b""));
    }
}
