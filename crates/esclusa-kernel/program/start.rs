//! What the freestanding program begins and ends with: the build script of the probe makes it the root of the program, and
//! `esclusa_probe` what it runs. There is no C library: what the compiler takes from one is here.

#![no_std]
#![no_main]

use core::arch::global_asm;
use core::panic::PanicInfo;

use esclusa_kernel::{Arguments, exit};

// The kernel leaves the stack aligned, as `begin` needs it after a call.
#[cfg(target_arch = "x86_64")]
global_asm!(".global _start", "_start:", "xor ebp, ebp", "mov rdi, rsp", "and rsp, -16", "call {begin}", "ud2", begin = sym begin);

#[cfg(target_arch = "aarch64")]
global_asm!(".global _start", "_start:", "mov x29, 0", "mov x0, sp", "bl {begin}", "brk 1", begin = sym begin);

extern "C" fn begin(stack: *const usize) -> ! {
    // SAFETY: `_start` hands on the stack as the kernel left it.
    let arguments = unsafe { Arguments::of_stack(stack) };
    exit(esclusa_probe::run(arguments))
}

/// A fault of the program itself: its own code of exit, and no word.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    exit(101)
}

/// The compiler's own crates name it; nothing unwinds.
// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

// Written byte by byte and volatile, since the compiler would make each of these a call of itself.

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    for at in 0..count {
        // SAFETY: the caller answers for `count` bytes at both places.
        unsafe { to.add(at).write_volatile(from.add(at).read()) };
    }
    to
}

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    let move_one = |at: usize| {
        // SAFETY: the caller answers for `count` bytes at both places.
        unsafe { to.add(at).write_volatile(from.add(at).read()) };
    };
    // From the end that is not overwritten before it is read.
    if (to as usize) < from as usize { (0..count).for_each(move_one) } else { (0..count).rev().for_each(move_one) }
    to
}

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    for at in 0..count {
        // SAFETY: the caller answers for `count` bytes.
        unsafe { to.add(at).write_volatile(byte as u8) };
    }
    to
}

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    for at in 0..count {
        // SAFETY: the caller answers for `count` bytes at both places.
        let (a, b) = unsafe { (one.add(at).read_volatile(), other.add(at).read_volatile()) };
        if a != b {
            return i32::from(a) - i32::from(b);
        }
    }
    0
}

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(one: *const u8, other: *const u8, count: usize) -> i32 {
    // SAFETY: as of `memcmp`, which the caller answers for.
    unsafe { memcmp(one, other, count) }
}

// SAFETY: nothing else of the program has this name.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let mut length = 0;
    // SAFETY: the caller answers for a zero at the end, at which this stops.
    while unsafe { text.add(length).read_volatile() } != 0 {
        length += 1;
    }
    length
}
