//! Sockets, against listeners of the standard library.

use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};

use esclusa_kernel::{Address, Errno, Family, Style, socket};

use crate::files::Folder;

#[test]
fn a_listener_is_reached_by_address_path_and_name() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let reach = |family, address: &Address| {
        socket(family, Style::Stream, 0).and_then(|socket| socket.connect(address, 2000))
    };
    assert_eq!(reach(Family::Internet, &Address::internet([127, 0, 0, 1], port)), Ok(()));
    drop(listener);
    let refused = reach(Family::Internet, &Address::internet([127, 0, 0, 1], port));
    assert_eq!(refused, Err(Errno::ECONNREFUSED));

    let folder = Folder::new("socket");
    let path = folder.0.join("s");
    let by_path = Address::path(path.as_os_str().as_bytes()).unwrap();
    assert_eq!(reach(Family::Unix, &by_path), Err(Errno::ENOENT));
    let _listener = UnixListener::bind(&path).unwrap();
    assert_eq!(reach(Family::Unix, &by_path), Ok(()));

    let name = format!("esclusa-kernel-{}", std::process::id());
    let by_name = Address::name(name.as_bytes()).unwrap();
    assert_eq!(reach(Family::Unix, &by_name), Err(Errno::ECONNREFUSED));
    let _listener = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    assert_eq!(reach(Family::Unix, &by_name), Ok(()));
}

#[test]
fn a_name_that_does_not_fit_is_no_address() {
    assert!(Address::path(&[b'a'; 107]).is_some());
    assert!(Address::path(&[b'a'; 108]).is_none());
    assert!(Address::name(&[b'a'; 108]).is_none());
    assert!(Address::path(b"").is_none() && Address::name(b"").is_none());
}

#[test]
fn a_port_that_is_taken_is_not_taken_twice() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let mine = socket(Family::Internet, Style::Stream, 0).unwrap();
    assert_eq!(mine.bind(&Address::internet([127, 0, 0, 1], port)), Err(Errno::EADDRINUSE));
    assert_eq!(mine.bind(&Address::internet([127, 0, 0, 1], 0)), Ok(()));
}
