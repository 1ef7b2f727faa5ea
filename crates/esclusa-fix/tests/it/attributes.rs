//! What a file keeps besides its text, and the disks that have no room for it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use esclusa_fix::replace::{ReplaceError, Replacement, replace_all};

use crate::folder::{Folder, both_ways, change};
use crate::process;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o7777
}

#[test]
fn permissions_are_kept() {
    both_ways(|steps| {
        for wanted in [0o600, 0o644, 0o664, 0o755, 0o666, 0o4755] {
            let folder = Folder::new();
            let path = folder.with("a", "old");
            fs::set_permissions(&path, Permissions::from_mode(wanted)).expect("they can be set");
            assert_eq!(steps.replace_all(&[change(&path)]), Ok(()));
            assert_eq!(mode(&path), wanted);
        }
    });
}

#[test]
fn a_new_text_is_private_until_it_is_in_its_place() {
    let folder = Folder::new();
    let path = folder.with("a", "old");
    fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("they can be set");
    let before = |step: &'static str| {
        if step == "write" {
            let names =
                fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").path());
            let new: Vec<_> = names.filter(|path| path.extension().is_some_and(|end| end == "new")).collect();
            assert_eq!(new.iter().map(|path| mode(path)).collect::<Vec<_>>(), [0o600]);
        }
    };
    assert_eq!(esclusa_fix::replace::Steps::watched(&before, false).replace_all(&[change(&path)]), Ok(()));
    assert_eq!(mode(&path), 0o644);
}

#[test]
fn a_new_file_has_the_permissions_that_it_is_given() {
    both_ways(|steps| {
        let folder = Folder::new();
        let (secret, other) = (folder.join("secret"), folder.join("other"));
        for (path, wanted) in [(&secret, 0o600), (&other, 0o644)] {
            assert_eq!(steps.replace_all(&[Replacement::new_file(path, "new", wanted)]), Ok(()));
        }
        assert_eq!(mode(&secret), 0o600);
        assert_eq!(mode(&other) & 0o600, 0o600);
        assert_eq!(mode(&other) & !0o644, 0);
    });
}

#[test]
fn owner_and_group_are_kept() {
    if !process::is_root() {
        println!("skipped: only root can give files away");
        return;
    }
    both_ways(|steps| {
        let folder = Folder::new();
        let (path, other) = (folder.with("a", "old"), folder.with("b", "old"));
        chown(&path, Some(1234), Some(4321)).expect("root gives");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("they can be set");
        assert_eq!(steps.replace_all(&[change(&path), change(&other)]), Ok(()));
        let found = fs::metadata(&path).expect("it is there");
        assert_eq!((found.uid(), found.gid(), mode(&path)), (1234, 4321, 0o640));
        assert_eq!(fs::metadata(&other).expect("it is there").uid(), 0);
    });
}

#[test]
fn an_owner_that_cannot_be_kept_is_a_reason() {
    const ME: &str = "attributes::an_owner_that_cannot_be_kept_is_a_reason";
    if let Some(folder) = process::asked() {
        let path = folder.join("a");
        assert_eq!(replace_all(&[change(&path)]), Err(ReplaceError::Owner(path)));
        return;
    }
    if !process::is_root() {
        println!("skipped: only root can give files away");
        return;
    }
    let folder = Folder::new();
    let path = folder.with("a", "old");
    let done = process::again(ME, folder.path(), true, |_| {
        // In a folder of theirs, a file of root's that they may write.
        chown(&path, Some(0), Some(0)).expect("root takes");
        fs::set_permissions(&path, Permissions::from_mode(0o666)).expect("they can be set");
    });
    assert!(done.status.success(), "{done:?}");
    assert_eq!(folder.files(), [("a".to_owned(), "old".to_owned())].into());
}

#[cfg(target_os = "linux")]
#[test]
fn extended_attributes_are_kept_and_none_is_added() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};

    both_ways(|steps| {
        let folder = Folder::new();
        let path = folder.with("a", "old");
        if setxattr(&path, c"user.note", b"kept", XattrFlags::empty()).is_err() {
            println!("skipped: the file system has no extended attributes");
            return;
        }
        // An access list: read and write for the owner, read for user 1234, nothing for others.
        let acl: Vec<u8> = [
            &2_u32.to_le_bytes()[..],
            &entry(0x01, 6, u32::MAX),
            &entry(0x02, 4, 1234),
            &entry(0x04, 0, u32::MAX),
            &entry(0x10, 4, u32::MAX),
            &entry(0x20, 0, u32::MAX),
        ]
        .concat();
        let has_lists = setxattr(&path, c"system.posix_acl_access", &acl, XattrFlags::empty()).is_ok();
        // What the folder gives to new files is not the old file's.
        if has_lists {
            setxattr(folder.path(), c"system.posix_acl_default", &acl, XattrFlags::empty())
                .expect("as above");
        }
        let plain = folder.join("plain");
        fs::write(&plain, "old").expect("it can be written");
        if has_lists {
            rustix::fs::removexattr(&plain, c"system.posix_acl_access").expect("it has one");
        }
        fs::set_permissions(&plain, Permissions::from_mode(0o644)).expect("they can be set");
        assert_eq!(steps.replace_all(&[change(&path), change(&plain)]), Ok(()));
        let value = |path: &Path, name: &std::ffi::CStr| {
            let mut buffer = [0; 1024];
            getxattr(path, name, &mut buffer[..]).map(|length| buffer[..length].to_vec())
        };
        assert_eq!(value(&path, c"user.note"), Ok(b"kept".to_vec()));
        if has_lists {
            assert_eq!(value(&path, c"system.posix_acl_access"), Ok(acl));
            assert_eq!(value(&plain, c"system.posix_acl_access"), Err(rustix::io::Errno::NODATA));
        } else {
            println!("skipped: the file system has no access lists");
        }
        assert_eq!((mode(&path), mode(&plain)), (0o640, 0o644));
    });
}

#[cfg(target_os = "linux")]
fn entry(tag: u16, permissions: u16, id: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..2].copy_from_slice(&tag.to_le_bytes());
    bytes[2..4].copy_from_slice(&permissions.to_le_bytes());
    bytes[4..].copy_from_slice(&id.to_le_bytes());
    bytes
}

/// Runs a test on a small disk of its own.
#[cfg(target_os = "linux")]
#[expect(clippy::print_stdout, reason = "why a test is skipped is told where its output is read")]
fn on_a_small_disk(kind: &[&str], test: impl Fn(&Folder)) {
    let place = Folder::new();
    let mounted = process::is_root()
        && std::process::Command::new("mount")
            .args(kind)
            .arg(place.path())
            .output()
            .is_ok_and(|done| done.status.success());
    if !mounted {
        println!("skipped: a disk cannot be mounted here");
        return;
    }
    let result =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&Folder::below(place.path()))));
    let unmounted = std::process::Command::new("umount").arg("-l").arg(place.path()).status();
    assert!(unmounted.expect("umount is there").success());
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_changes() {
    let tmpfs = ["-t", "tmpfs", "-o", "size=512k,mode=700", "esclusa-fix"];
    on_a_small_disk(&tmpfs, |folder| {
        both_ways(|steps| {
            let (small, large) = (folder.with("a", "old"), folder.with("b", "old"));
            let before = folder.files();
            let too_large = || Replacement::of(&large, "old", vec![b'x'; 1024 * 1024]);
            for all in [vec![too_large()], vec![change(&small), too_large()]] {
                let result = steps.replace_all(&all);
                assert!(matches!(&result, Err(ReplaceError::Io(path, _)) if *path == large), "{result:?}");
                assert_eq!(folder.files(), before);
            }
            assert_eq!(steps.replace_all(&[change(&small), change(&large)]), Ok(()));
            assert_eq!(folder.files().len(), 2);
        });
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_read_only_is_a_reason() {
    let tmpfs = ["-t", "tmpfs", "-o", "size=512k,mode=700", "esclusa-fix"];
    on_a_small_disk(&tmpfs, |folder| {
        let path = folder.with("a", "old");
        let mount = folder.path().parent().expect("its disk").to_owned();
        let again = |how: &str| {
            let done = std::process::Command::new("mount").args(["-o", how]).arg(&mount).status();
            assert!(done.expect("mount is there").success());
        };
        again("remount,ro");
        let result = replace_all(&[change(&path)]);
        let new = replace_all(&[Replacement::new_file(folder.join("b"), "new", 0o644)]);
        again("remount,rw");
        assert_eq!(result, Err(ReplaceError::ReadOnly(path)));
        assert!(matches!(new, Err(ReplaceError::Io(..))), "{new:?}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_mounted_by_itself_cannot_be_replaced_and_the_others_are_not() {
    let folder = Folder::new();
    let (path, other) = (folder.with("a", "old"), folder.with("b", "old"));
    let mount = std::process::Command::new("mount").arg("--bind").args([&path, &path]).output();
    if !process::is_root() || !mount.is_ok_and(|done| done.status.success()) {
        println!("skipped: a file cannot be mounted here");
        return;
    }
    both_ways(|steps| {
        let result = steps.replace_all(&[change(&other), change(&path)]);
        assert!(matches!(&result, Err(ReplaceError::Io(blamed, _)) if *blamed == path), "{result:?}");
        assert!(matches!(steps.replace_all(&[change(&path)]), Err(ReplaceError::Io(..))));
        assert_eq!(folder.files(), ["a", "b"].map(|name| (name.to_owned(), "old".to_owned())).into());
    });
    let unmounted = std::process::Command::new("umount").arg(&path).status();
    assert!(unmounted.expect("umount is there").success());
}
