//! What came of an attack.

use esclusa_kernel::{Errno, Text};

/// What can stand between an attack and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Layer {
    /// The process lacks a capability, and could not have it as root either.
    Capability = 1,
    /// A filter of system calls.
    Seccomp = 1 << 1,
    /// No program that is run brings rights.
    NoNewPrivileges = 1 << 2,
    /// The file system cannot be written to.
    ReadOnly = 1 << 3,
    /// A limit of memory, processes, processor time, files or room.
    Quota = 1 << 4,
    /// It is not there in this namespace.
    Namespace = 1 << 5,
    /// The user is not root.
    User = 1 << 6,
    /// How the file system is mounted: nosuid, noexec, nodev.
    MountOption = 1 << 7,
    /// The control group of devices.
    DeviceCgroup = 1 << 8,
    /// AppArmor, SELinux or another security module.
    SecurityModule = 1 << 9,
    /// How the kernel is built or set.
    Kernel = 1 << 10,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 11] = [
        Self::Capability,
        Self::Seccomp,
        Self::NoNewPrivileges,
        Self::ReadOnly,
        Self::Quota,
        Self::Namespace,
        Self::User,
        Self::MountOption,
        Self::DeviceCgroup,
        Self::SecurityModule,
        Self::Kernel,
    ];

    /// Its word in lines and documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Capability => "capability",
            Self::Seccomp => "seccomp",
            Self::NoNewPrivileges => "no-new-privileges",
            Self::ReadOnly => "read-only",
            Self::Quota => "quota",
            Self::Namespace => "namespace",
            Self::User => "user",
            Self::MountOption => "mount-option",
            Self::DeviceCgroup => "device-cgroup",
            Self::SecurityModule => "security-module",
            Self::Kernel => "kernel",
        }
    }
}

/// The layers that can have stopped an attack. Of several it was one, which is not known; of none it is not known at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Layers(u16);

impl Layers {
    /// None.
    pub const NONE: Self = Self(0);

    /// One alone.
    #[must_use]
    pub const fn one(layer: Layer) -> Self {
        Self(layer as u16)
    }

    /// With another one.
    #[must_use]
    pub const fn and(self, layer: Layer) -> Self {
        Self(self.0 | layer as u16)
    }

    /// With another one, if it holds.
    #[must_use]
    pub const fn and_if(self, holds: bool, layer: Layer) -> Self {
        if holds { self.and(layer) } else { self }
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Layer> {
        Layer::ALL.into_iter().filter(move |layer| self.0 & *layer as u16 != 0)
    }

    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    pub(crate) const fn of_bits(bits: u16) -> Self {
        Self(bits & 0x7ff)
    }
}

/// Tables of the words that stand for a variant, in lines and in records.
macro_rules! words {
    ($(#[$about:meta])* $kind:ident { $($(#[$each:meta])* $variant:ident $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $kind { $($(#[$each])* $variant,)+ }

        impl $kind {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its word in lines and documents.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! {
    /// Why an attack says nothing of this container.
    Reason {
        /// It already has what the attack would bring.
        AlreadyThere "already-there",
        /// Only root could make it.
        NotRoot "not-root",
        /// The container has no `/proc`.
        NoProc "no-proc",
        /// The kernel does not have what is attacked.
        NoKernelSupport "no-kernel-support",
        /// The image has nothing of this kind.
        NothingThere "nothing-there",
        /// The probe is the container's first process itself.
        FirstProcess "first-process",
        /// The machine has too little room for it to be safe.
        MachineTooSmall "machine-too-small",
        /// It was not told of the decoy that it would reach.
        NotTold "not-told",
        /// What is read is meant for this process alone.
        MeantForIt "meant-for-it",
    }
}

words! {
    /// Why it is not known what came of an attack.
    Unanswered {
        /// It did not end in time.
        TooLate "too-late",
        /// Its process was ended by a signal: by whom is not known.
        Killed "killed",
        /// No process could be made for it.
        NoProcess "no-process",
        /// What it said cannot be understood.
        Garbled "garbled",
        /// It could not be told from a machine that is busy.
        Undecided "undecided",
    }
}

/// What was seen once an attack had succeeded: a number, and a text of letters, digits and `._/:+-`.
#[derive(Clone, Copy, Default)]
pub struct Observed {
    /// How much or how many.
    pub number: u64,
    pub(crate) text: Text<48>,
}

impl Observed {
    /// A number.
    #[must_use]
    pub fn number(number: u64) -> Self {
        Self { number, text: Text::new() }
    }

    /// A text; other characters than may stand there become `?`.
    #[must_use]
    pub fn text(bytes: &[u8]) -> Self {
        let mut text = Text::new();
        for byte in bytes {
            let plain = byte.is_ascii_alphanumeric() || b"._/:+-".contains(byte);
            text.push(&[if plain { *byte } else { b'?' }]);
        }
        Self { number: 0, text }
    }

    /// What it says.
    #[must_use]
    pub fn said(&self) -> &str {
        core::str::from_utf8(self.text.bytes()).unwrap_or_default()
    }
}

impl PartialEq for Observed {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && self.said() == other.said()
    }
}

impl Eq for Observed {}

impl core::fmt::Debug for Observed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Observed({} {:?})", self.number, self.said())
    }
}

/// What came of an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it says.
    Succeeded(Observed),
    /// It was stopped. Error 0: not by an error, but by the end of its process, or by no effect.
    Blocked(Errno, Layers),
    /// It says nothing of this container.
    Inapplicable(Reason),
    /// Nobody knows. Never to be taken for blocked.
    Unanswered(Unanswered),
}

impl Outcome {
    /// Blocked by one layer, without an error.
    pub(crate) const fn kept_out(layer: Layer) -> Self {
        Self::Blocked(Errno::of(0), Layers::one(layer))
    }

    /// Succeeded, with a number.
    pub(crate) fn counted(number: u64) -> Self {
        Self::Succeeded(Observed::number(number))
    }

    /// Succeeded, with a text.
    pub(crate) fn at(text: &[u8]) -> Self {
        Self::Succeeded(Observed::text(text))
    }
}

/// How long a record is in which a process tells the one that made it what came of its attack.
pub(crate) const RECORD: usize = 64;

impl Outcome {
    pub(crate) fn record(&self) -> [u8; RECORD] {
        let (kind, number, layers, text): (u8, u64, u16, &[u8]) = match self {
            Self::Succeeded(observed) => (1, observed.number, 0, observed.text.bytes()),
            Self::Blocked(errno, layers) => (2, errno.number() as u64, layers.bits(), b""),
            Self::Inapplicable(reason) => (3, *reason as u64, 0, b""),
            Self::Unanswered(why) => (4, *why as u64, 0, b""),
        };
        let mut record = [0; RECORD];
        let length = [text.len() as u8];
        let all = [kind].into_iter().chain(number.to_le_bytes()).chain(layers.to_le_bytes()).chain(length);
        for (place, byte) in record.iter_mut().zip(all.chain(text.iter().copied())) {
            *place = byte;
        }
        record
    }

    pub(crate) fn of_record(record: &[u8]) -> Option<Self> {
        let record: &[u8; RECORD] = record.try_into().ok()?;
        let number = u64::from_le_bytes(record.get(1..9)?.try_into().ok()?);
        let layers = Layers::of_bits(u16::from_le_bytes([record[9], record[10]]));
        let text = record.get(12..12 + usize::from(record[11]))?;
        Some(match record[0] {
            1 => Self::Succeeded(Observed { number, ..Observed::text(text) }),
            2 => Self::Blocked(Errno::of(i32::try_from(number).ok()?), layers),
            3 => Self::Inapplicable(*Reason::ALL.get(usize::try_from(number).ok()?)?),
            4 => Self::Unanswered(*Unanswered::ALL.get(usize::try_from(number).ok()?)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_what_was_put_in() {
        for outcome in [
            Outcome::at(b"/bin/busybox"),
            Outcome::counted(u64::MAX),
            Outcome::Blocked(Errno::EPERM, Layers::one(Layer::Seccomp).and(Layer::Kernel)),
            Outcome::Inapplicable(Reason::MeantForIt),
            Outcome::Unanswered(Unanswered::Undecided),
        ] {
            assert_eq!(Outcome::of_record(&outcome.record()), Some(outcome));
        }
    }

    #[test]
    fn a_record_of_any_bytes_is_no_fault_and_never_a_text_that_is_not_plain() {
        let mut state = 1_u32;
        let mut understood = 0;
        for _ in 0..20_000 {
            let mut record = [0; RECORD];
            for byte in &mut record {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            record[0] %= 6;
            record[11] %= 60;
            if let Some(Outcome::Succeeded(observed)) = Outcome::of_record(&record) {
                understood += 1;
                assert!(observed.said().bytes().all(|byte| byte.is_ascii_graphic() && byte != b','));
            }
        }
        assert!(understood > 0);
        assert_eq!(Outcome::of_record(&[1; RECORD - 1]), None);
    }
}
