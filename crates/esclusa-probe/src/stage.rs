//! The second stage of an attack: the probe run once more, which says who it has become.

use core::ffi::CStr;

use esclusa_kernel::{Child, Descriptor, Errno, Forked, capabilities, exec, exit, fork, identity, pipe};

/// The word that asks for it.
pub(crate) const WORD: &CStr = c"stage";
/// Where it says it.
const PLACE: i32 = 3;
const LENGTH: usize = 16;

/// Who a program became.
#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub(crate) user: u32,
    pub(crate) group: u32,
    pub(crate) permitted: u64,
}

/// Says it; the code to end with.
pub(crate) fn run() -> i32 {
    let _ = esclusa_kernel::set_dumpable(false);
    let identity = identity();
    let permitted = capabilities().map_or(0, |sets| sets.permitted);
    let mut said = [0; LENGTH];
    let all = identity.effective_user.to_le_bytes().into_iter();
    let all = all.chain(identity.effective_group.to_le_bytes()).chain(permitted.to_le_bytes());
    for (place, byte) in said.iter_mut().zip(all) {
        *place = byte;
    }
    Descriptor::inherited(PLACE).write_all(&said).map_or(2, |()| 0)
}

/// Runs a program that holds the probe, and tells who it became. `before` is done in the new process first.
pub(crate) fn become_through(path: &CStr, before: impl FnOnce() -> Result<(), Errno>) -> Result<Who, Errno> {
    let (reader, writer) = pipe()?;
    match fork()? {
        Forked::Child => {
            let prepared = before().and_then(|()| writer.duplicate_to(PLACE).map(|_| ()));
            let error = match prepared {
                Ok(()) => exec(path, &[c"probe", WORD], &[]),
                Err(error) => error,
            };
            // One byte is no answer of the second stage: it is why there is none.
            let _ = writer.write_all(&[error.number() as u8]);
            exit(1)
        }
        Forked::Parent(child) => {
            drop(writer);
            told(&reader, child)
        }
    }
}

fn told(reader: &Descriptor, child: Child) -> Result<Who, Errno> {
    let mut said = [0; LENGTH];
    let length = reader.read_all(&mut said)?;
    child.wait()?;
    let number = |at: usize| {
        u32::from_le_bytes(core::array::from_fn(|byte| said.get(at + byte).copied().unwrap_or_default()))
    };
    match length {
        LENGTH => Ok(Who {
            user: number(0),
            group: number(4),
            permitted: u64::from(number(8)) | u64::from(number(12)) << 32,
        }),
        1 => Err(Errno::of(said[0].into())),
        _ => Err(Errno::EIO),
    }
}
