//! Files, folders and descriptors.

use std::ffi::CString;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use esclusa_kernel::{Access, Errno, Kind, entries, open, pipe, remove, status, volume};

/// A folder of a test's own, gone afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("esclusa-kernel-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn c_string(path: &Path) -> CString {
    CString::new(path.as_os_str().as_bytes()).expect("no zero")
}

#[test]
fn a_file_is_what_the_standard_library_sees() {
    let folder = Folder::new("file");
    let path = folder.0.join("a");
    let file = open(&c_string(&path), Access::Create(0o640)).unwrap();
    file.write_all(b"some text").unwrap();
    file.set_mode(0o604).unwrap();
    let seen = status(&file, c"").unwrap();
    let known = std::fs::metadata(&path).unwrap();
    assert_eq!((seen.size, seen.inode), (9, known.ino()));
    assert_eq!((seen.user, seen.group), (known.uid(), known.gid()));
    assert_eq!((seen.mode & 0o7777, known.permissions().mode() & 0o7777), (0o604, 0o604));
    assert!(seen.is_file());
    // One that is there is not made.
    assert_eq!(open(&c_string(&path), Access::Create(0o640)).unwrap_err(), Errno::EEXIST);

    let file = open(&c_string(&path), Access::ReadWrite).unwrap();
    let mut bytes = [0; 64];
    assert_eq!(file.read_all(&mut bytes).unwrap(), 9);
    assert_eq!(&bytes[..9], b"some text");
    assert_eq!(file.seek(5).unwrap(), 5);
    file.write_all(b"word").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"some word");
    let both = file.duplicate().unwrap();
    drop(file);
    assert_eq!(both.seek(0).unwrap(), 0);
    both.allocate(4096).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 4096);
    remove(&c_string(&path)).unwrap();
    assert!(!path.exists());
    assert_eq!(open(&c_string(&path), Access::Read).unwrap_err(), Errno::ENOENT);
}

#[test]
fn a_descriptor_is_closed_when_it_is_dropped() {
    let (reader, writer) = pipe().unwrap();
    let number = reader.number();
    assert!(!reader.is_readable_within(10).unwrap());
    writer.write_all(b"x").unwrap();
    assert!(reader.is_readable_within(1000).unwrap());
    drop(writer);
    let mut bytes = [0; 8];
    assert_eq!(reader.read_all(&mut bytes).unwrap(), 1);
    drop(reader);
    assert!(!Path::new(&format!("/proc/self/fd/{number}")).exists() || number_is_reused(number));
}

/// Another test of this process may have opened something under the same number.
fn number_is_reused(number: i32) -> bool {
    let link = std::fs::read_link(format!("/proc/self/fd/{number}"));
    link.is_ok_and(|link| !link.to_string_lossy().starts_with("pipe:"))
}

#[test]
fn a_folder_of_many_entries_is_listed_whole() {
    let folder = Folder::new("entries");
    for number in 0..300 {
        std::fs::write(folder.0.join(format!("a-long-enough-name-{number}")), b"").unwrap();
    }
    std::fs::create_dir(folder.0.join("folder")).unwrap();
    let (mut files, mut folders, mut shown) = (0, 0, 0);
    entries(&c_string(&folder.0), |_, kind| {
        files += usize::from(kind == Kind::File);
        folders += usize::from(kind == Kind::Folder);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((files, folders), (300, 1));
    entries(&c_string(&folder.0), |_, _| {
        shown += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(shown, 1);
    assert_eq!(entries(c"/etc/hostname", |_, _| ControlFlow::Continue(())).unwrap_err(), Errno::ENOTDIR);
}

#[test]
fn a_volume_says_how_it_is_mounted() {
    let options = std::fs::read_to_string("/proc/self/mounts").unwrap();
    let proc = options.lines().find(|line| line.split(' ').nth(1) == Some("/proc")).expect("/proc");
    let options: Vec<&str> = proc.split(' ').nth(3).expect("options").split(',').collect();
    let seen = volume(c"/proc").unwrap();
    assert_eq!(seen.is_nosuid(), options.contains(&"nosuid"));
    assert_eq!(seen.is_noexec(), options.contains(&"noexec"));
    assert_eq!(seen.is_nodev(), options.contains(&"nodev"));
    assert_eq!(seen.is_read_only(), options.contains(&"ro"));
    assert_ne!(seen.kind, esclusa_kernel::Volume::IN_MEMORY);
    assert_eq!(volume(c"/nowhere").unwrap_err(), Errno::ENOENT);
}
