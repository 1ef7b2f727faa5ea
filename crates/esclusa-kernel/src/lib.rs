//! System calls without a C library: safe wrappers over those that the probe needs.
//!
//! This is the only crate with `unsafe`. Every wrapper takes values that Rust holds valid (slices, strings that end in
//! zero, descriptors), so that no argument of a caller can make the kernel write where it must not. A wrapper says what
//! the kernel said: a number, or an [`Errno`]. Nothing is allocated. `program/start.rs` is what a program that is made of
//! this crate alone begins with.

#![no_std]
#![cfg(target_os = "linux")]

mod call;
mod descriptor;
mod errno;
mod file;
mod folder;
mod identity;
mod memory;
mod network;
mod process;
mod start;
mod system;
mod text;
mod time;
mod witness;

pub use descriptor::{Descriptor, pipe};
pub use errno::Errno;
pub use file::{
    Access, Handle, Status, Volume, chroot, handle_of, keep_mounts_private, link_text, make_folder,
    make_node, make_symbolic_link, mount, open, open_by_handle, remove, remove_folder, set_extended,
    set_mode, status, unmount, volume,
};
pub use folder::{Kind, entries};
pub use identity::{
    Capabilities, Identity, SeccompMode, bounding_has, capabilities, identity, no_new_privileges,
    seccomp_mode, set_capabilities, set_dumpable, set_groups, set_user,
};
pub use memory::{Region, Shared, memory_file, wipe};
pub use network::{Address, Family, Style, interface_up_again, socket};
pub use process::{
    Child, Ended, Forked, Process, allowed_open_files, allowed_processors, clone_into, exec, exit,
    exit_after, fork, group_of_its_own, niceness, parent, raise_open_files, reap_orphans, session_of,
    set_out_of_memory_first, signal, this_process, trace,
};
pub use start::Arguments;
pub use system::{
    Namespace, ask_to_restart, enter_namespace, free_memory, join_keyring, leave_namespace, load_module,
    make_bpf_map, open_performance_counter, read_kernel_log, rewrite_host_name, rewrite_tick, set_niceness,
    set_up_ring,
};
pub use text::Text;
pub use time::{Clock, now, pause};
pub use witness::{Call, witness};
