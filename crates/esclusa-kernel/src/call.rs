//! The one instruction that enters the kernel, for each architecture.

use core::arch::asm;
use core::ffi::CStr;

use crate::Errno;

/// The highest error that the kernel returns, as a negative number.
const MOST: usize = 4095;

/// A value as it stands in a register.
pub(crate) trait Register {
    /// The register's content.
    fn bits(self) -> usize;
}

impl Register for usize {
    fn bits(self) -> usize {
        self
    }
}

impl Register for i32 {
    fn bits(self) -> usize {
        // Sign-extended, as C passes an int.
        self as isize as usize
    }
}

impl Register for u32 {
    fn bits(self) -> usize {
        self as usize
    }
}

impl Register for &CStr {
    fn bits(self) -> usize {
        self.as_ptr() as usize
    }
}

impl<T> Register for *const T {
    fn bits(self) -> usize {
        self as usize
    }
}

impl<T> Register for *mut T {
    fn bits(self) -> usize {
        self as usize
    }
}

/// Calls the kernel by a number of [`number`], with up to six arguments.
///
/// # Safety
///
/// Every argument that the call takes for a place in memory must be valid for what the call does there, and the call must
/// not change memory that Rust holds otherwise.
macro_rules! call {
    ($number:ident) => { $crate::call::enter($crate::call::number::$number, [0; 6]) };
    ($number:ident, $($argument:expr),+) => {{
        use $crate::call::Register as _;
        let given = [$($argument.bits()),+];
        let mut all = [0_usize; 6];
        let mut at = 0;
        while at < given.len() {
            all[at] = given[at];
            at += 1;
        }
        $crate::call::enter($crate::call::number::$number, all)
    }};
}
pub(crate) use call;

/// Enters the kernel.
///
/// # Safety
///
/// As of [`call!`].
#[cfg(target_arch = "x86_64")]
pub(crate) unsafe fn enter(number: usize, a: [usize; 6]) -> Result<usize, Errno> {
    let given: usize;
    // SAFETY: the kernel keeps every register but rax, rcx and r11, and does not use this stack; what it does to memory the
    // caller answers for.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => given,
            in("rdi") a[0], in("rsi") a[1], in("rdx") a[2], in("r10") a[3], in("r8") a[4], in("r9") a[5],
            lateout("rcx") _, lateout("r11") _,
            options(nostack),
        );
    }
    answer(given)
}

/// Enters the kernel.
///
/// # Safety
///
/// As of [`call!`].
#[cfg(target_arch = "aarch64")]
pub(crate) unsafe fn enter(number: usize, a: [usize; 6]) -> Result<usize, Errno> {
    let given: usize;
    // SAFETY: the kernel keeps every register but x0, and does not use this stack; what it does to memory the caller
    // answers for.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a[0] => given,
            in("x1") a[1], in("x2") a[2], in("x3") a[3], in("x4") a[4], in("x5") a[5],
            options(nostack),
        );
    }
    answer(given)
}

const fn answer(given: usize) -> Result<usize, Errno> {
    let negated = given.wrapping_neg();
    if negated >= 1 && negated <= MOST { Err(Errno::of(negated as i32)) } else { Ok(given) }
}

/// A table of the calls: the name, and the number on each architecture.
macro_rules! numbers {
    ($($name:ident $x86_64:literal $aarch64:literal;)+) => {
        /// The numbers of the calls.
        pub(crate) mod number {
            $(
                #[cfg(target_arch = "x86_64")]
                pub(crate) const $name: usize = $x86_64;
                #[cfg(target_arch = "aarch64")]
                pub(crate) const $name: usize = $aarch64;
            )+
        }
    };
}

numbers! {
    READ 0 63; WRITE 1 64; CLOSE 3 57; LSEEK 8 62; MMAP 9 222; MUNMAP 11 215; IOCTL 16 29; SHMGET 29 194; SHMCTL 31 195;
    NANOSLEEP 35 101; SETITIMER 38 103; GETPID 39 172; SOCKET 41 198; CONNECT 42 203; BIND 49 200; CLONE 56 220;
    EXECVE 59 221; WAIT4 61 260; KILL 62 129; FCNTL 72 25; FCHMOD 91 52; FCHOWN 93 55; SYSINFO 99 179; PTRACE 101 117;
    GETUID 102 174; SYSLOG 103 116; GETGID 104 176; GETEUID 107 175; GETEGID 108 177; SETPGID 109 154; GETPPID 110 173;
    SETGROUPS 116 159; SETRESUID 117 147; GETSID 124 156; CAPGET 125 90; CAPSET 126 91; STATFS 137 43; GETPRIORITY 140 141;
    SETPRIORITY 141 140; PRCTL 157 167; ADJTIMEX 159 171; CHROOT 161 51; MOUNT 165 40; UMOUNT2 166 39; REBOOT 169 142;
    SETHOSTNAME 170 161; INIT_MODULE 175 105; SETXATTR 188 5; SCHED_GETAFFINITY 204 123; GETDENTS64 217 61;
    CLOCK_GETTIME 228 113; EXIT_GROUP 231 94; ADD_KEY 248 217; OPENAT 257 56; MKDIRAT 258 34; MKNODAT 259 33;
    UNLINKAT 263 35; SYMLINKAT 266 36; READLINKAT 267 78; FCHMODAT 268 53; PPOLL 271 73; UNSHARE 272 97; FALLOCATE 285 47;
    DUP3 292 24; PIPE2 293 59; PERF_EVENT_OPEN 298 241; PRLIMIT64 302 261; NAME_TO_HANDLE_AT 303 264;
    OPEN_BY_HANDLE_AT 304 265; SETNS 308 268; MEMFD_CREATE 319 279; BPF 321 280; STATX 332 291; UNAME 63 160;
    IO_URING_SETUP 425 425;
}
