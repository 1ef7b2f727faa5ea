//! What the kernel says when it refuses.

/// The number of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Errno(i32);

/// The errors that are known by name: a constant each, and [`Errno::name`].
macro_rules! errors {
    ($($name:ident $number:literal;)+) => {
        impl Errno {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                pub const $name: Self = Self($number);
            )+

            /// Its name, if it is one of those that are told apart here.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some(stringify!($name)),)+
                    _ => None,
                }
            }
        }
    };
}

// The same on every architecture that is built for.
errors! {
    EPERM 1; ENOENT 2; ESRCH 3; EINTR 4; EIO 5; ENXIO 6; E2BIG 7; ENOEXEC 8; EBADF 9; ECHILD 10; EAGAIN 11; ENOMEM 12;
    EACCES 13; EFAULT 14; EBUSY 16; EEXIST 17; EXDEV 18; ENODEV 19; ENOTDIR 20; EISDIR 21; EINVAL 22; ENFILE 23; EMFILE 24;
    ENOTTY 25; ETXTBSY 26; EFBIG 27; ENOSPC 28; EROFS 30; EPIPE 32; ERANGE 34; ENAMETOOLONG 36; ENOSYS 38; ELOOP 40;
    EOVERFLOW 75; EOPNOTSUPP 95; EADDRINUSE 98; EADDRNOTAVAIL 99; EAFNOSUPPORT 97; ENETDOWN 100; ENETUNREACH 101;
    ECONNRESET 104; ETIMEDOUT 110; ECONNREFUSED 111; EHOSTUNREACH 113; EINPROGRESS 115; ESTALE 116; EDQUOT 122;
    EPROTONOSUPPORT 93; ESOCKTNOSUPPORT 94;
}

impl Errno {
    /// The error of a number.
    #[must_use]
    pub const fn of(number: i32) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }
}
