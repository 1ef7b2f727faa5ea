//! Texts of bounded length, and errors.

use esclusa_kernel::{Errno, Text, wipe};

#[test]
fn what_is_too_long_is_cut_and_says_so() {
    let mut text = Text::<8>::of(&[b"ab", b"c\0d"]);
    assert_eq!((text.bytes(), text.is_cut()), (&b"abcd"[..], false));
    assert_eq!(text.as_c_str(), c"abcd");
    text.push_number(0).push_number(12);
    assert_eq!((text.bytes(), text.is_cut()), (&b"abcd012"[..], false));
    text.push(b"x");
    assert_eq!((text.as_c_str(), text.is_cut()), (c"abcd012", true));
    text.wipe();
    assert_eq!((text.bytes(), text.is_cut()), (&b""[..], false));
    let mut large = Text::<32>::new();
    large.push_number(u64::MAX);
    assert_eq!(large.bytes(), u64::MAX.to_string().as_bytes());
}

#[test]
fn nothing_is_left_of_what_is_wiped() {
    let mut bytes = [7; 100];
    wipe(&mut bytes);
    assert_eq!(bytes, [0; 100]);
}

#[test]
fn errors_have_the_numbers_of_the_system() {
    for (errno, kind) in [
        (Errno::ENOENT, std::io::ErrorKind::NotFound),
        (Errno::EACCES, std::io::ErrorKind::PermissionDenied),
        (Errno::EROFS, std::io::ErrorKind::ReadOnlyFilesystem),
        (Errno::EDQUOT, std::io::ErrorKind::QuotaExceeded),
        (Errno::ECONNREFUSED, std::io::ErrorKind::ConnectionRefused),
        (Errno::EHOSTUNREACH, std::io::ErrorKind::HostUnreachable),
        (Errno::ESTALE, std::io::ErrorKind::StaleNetworkFileHandle),
        (Errno::ETXTBSY, std::io::ErrorKind::ExecutableFileBusy),
    ] {
        assert_eq!(std::io::Error::from_raw_os_error(errno.number()).kind(), kind, "{:?}", errno.name());
    }
    assert_eq!((Errno::of(1).name(), Errno::of(999).name()), (Some("EPERM"), None));
}
