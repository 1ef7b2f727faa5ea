//! Practice 2, not privileged: parts of the kernel that a service does not need and that its faults are often in.

use core::ffi::CStr;

use esclusa_kernel::{
    Access, Call, Errno, Forked, Namespace, clone_into, exit, join_keyring, load_module, make_bpf_map, open,
    open_performance_counter, set_up_ring,
};

use crate::attack::{Attack, attack};
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::scene::{Scene, Suspects, beginning, capability};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("bpf-map-made", 2, "bpf(BPF_MAP_CREATE)", bpf),
    attack!("key-added", 2, "add_key(KEY_SPEC_PROCESS_KEYRING)", key),
    attack!("user-namespace-cloned", 2, "clone(CLONE_NEWUSER)", users),
    attack!("ring-set-up", 2, "io_uring_setup", ring),
    attack!("processor-watched", 2, "perf_event_open(every process of a processor)", performance),
    attack!("module-loaded", 2, "init_module(one byte, no module)", module),
];

fn bpf(scene: &Scene<'_>) -> Outcome {
    match make_bpf_map() {
        Ok(_) => Outcome::counted(1),
        Err(error) => {
            let suspects = Suspects::call(capability::BPF | capability::SYS_ADMIN, Call::Bpf);
            scene.refused(error, suspects.or_setting())
        }
    }
}

fn key(scene: &Scene<'_>) -> Outcome {
    match join_keyring(b"esclusa") {
        Ok(()) => Outcome::counted(1),
        Err(error) => scene.refused(error, Suspects::call(0, Call::Key)),
    }
}

fn users(scene: &Scene<'_>) -> Outcome {
    match clone_into(Namespace::Users) {
        Ok(Forked::Child) => exit(0),
        Ok(Forked::Parent(_)) => Outcome::counted(1),
        // So many of them as are set may be made: none.
        Err(Errno::ENOSPC) => Outcome::Blocked(Errno::ENOSPC, Layers::one(Layer::Kernel)),
        Err(error) => scene.refused(error, Suspects::call(0, Call::CloneUsers).or_setting()),
    }
}

fn ring(scene: &Scene<'_>) -> Outcome {
    match set_up_ring() {
        Ok(_) => Outcome::counted(1),
        Err(error) => {
            let may_be_off = !is_zero(c"/proc/sys/kernel/io_uring_disabled");
            let suspects = Suspects { setting: may_be_off, ..Suspects::unsure(0) };
            scene.refused(error, suspects)
        }
    }
}

/// Whether a setting can be read and is off.
fn is_zero(path: &CStr) -> bool {
    let mut bytes = [0; 8];
    beginning(path, &mut bytes).is_ok_and(|said| said.trim_ascii() == b"0")
}

fn performance(scene: &Scene<'_>) -> Outcome {
    match open_performance_counter() {
        Ok(_) => Outcome::counted(1),
        Err(Errno::ENOENT | Errno::EOPNOTSUPP) => Outcome::Inapplicable(Reason::NoKernelSupport),
        Err(error) => {
            let suspects = Suspects::call(capability::PERFMON | capability::SYS_ADMIN, Call::Performance);
            scene.refused(error, suspects.or_setting())
        }
    }
}

fn module(scene: &Scene<'_>) -> Outcome {
    match load_module() {
        // It would load one.
        Err(Errno::ENOEXEC) | Ok(()) => Outcome::counted(1),
        // Who may not is told so before; a kernel without modules has no file of them.
        Err(error)
            if error == Errno::ENOSYS && scene.has_proc && open(c"/proc/modules", Access::Read).is_err() =>
        {
            Outcome::Inapplicable(Reason::NoKernelSupport)
        }
        Err(error) => scene.refused(error, Suspects::unsure(capability::SYS_MODULE).or_setting()),
    }
}
