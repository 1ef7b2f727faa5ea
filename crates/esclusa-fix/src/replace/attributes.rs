//! What a file is besides its text: permissions, owner, group, extended attributes. A new file in its place has the same.

use std::fs::File;
use std::path::Path;

use super::ReplaceError;

/// Makes `new` what `old`, which is at `path`, is.
#[cfg(unix)]
pub(super) fn keep(old: &File, new: &File, path: &Path) -> Result<(), ReplaceError> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let wanted = old.metadata().map_err(ReplaceError::io(path))?;
    let given = new.metadata().map_err(ReplaceError::io(path))?;
    let owner = (wanted.uid() != given.uid()).then_some(wanted.uid());
    let group = (wanted.gid() != given.gid()).then_some(wanted.gid());
    if (owner.is_some() || group.is_some()) && fchown(new, owner, group).is_err() {
        return Err(ReplaceError::Owner(path.to_owned()));
    }
    #[cfg(target_os = "linux")]
    extended::keep(old, new, path)?;
    // Last: a change of owner takes some permissions away, and an access list is one with them.
    new.set_permissions(wanted.permissions()).map_err(ReplaceError::io(path))
}

/// Makes `new` what `old`, which is at `path`, is.
#[cfg(not(unix))]
pub(super) fn keep(old: &File, new: &File, path: &Path) -> Result<(), ReplaceError> {
    let wanted = old.metadata().map_err(ReplaceError::io(path))?;
    new.set_permissions(wanted.permissions()).map_err(ReplaceError::io(path))
}

#[cfg(target_os = "linux")]
mod extended {
    //! Extended attributes; access lists are some of them.

    use std::collections::BTreeMap;
    use std::ffi::{CStr, CString};
    use std::fs::File;
    use std::path::Path;

    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
    use rustix::io::{Errno, Result};

    use super::ReplaceError;

    /// Seals over the file's text, which the system makes anew.
    const SEALS: [&CStr; 2] = [c"security.ima", c"security.evm"];

    /// So large may a list or a value be on Linux.
    const LARGEST: usize = 64 * 1024;

    pub(super) fn keep(old: &File, new: &File, path: &Path) -> std::result::Result<(), ReplaceError> {
        let read = |file| all(file).map_err(|error| ReplaceError::io(path)(error.into()));
        let (wanted, given) = (read(old)?, read(new)?);
        let lost =
            |name: &CStr| ReplaceError::Attribute(path.to_owned(), name.to_string_lossy().into_owned());
        // What the folder gave to the new file, the old one may not have had.
        for name in given.keys().filter(|name| !wanted.contains_key(*name)) {
            fremovexattr(new, name.as_c_str()).map_err(|_| lost(name))?;
        }
        for (name, value) in wanted.iter().filter(|(name, value)| given.get(*name) != Some(value)) {
            fsetxattr(new, name.as_c_str(), value, XattrFlags::empty()).map_err(|_| lost(name))?;
        }
        Ok(())
    }

    fn all(file: &File) -> Result<BTreeMap<CString, Vec<u8>>> {
        let mut buffer = vec![0; LARGEST];
        let length = match flistxattr(file, &mut buffer[..]) {
            // The file system has none.
            Err(Errno::OPNOTSUPP) => 0,
            other => other?,
        };
        let names = buffer.get(..length).unwrap_or_default().split_inclusive(|byte| *byte == 0);
        let names: Vec<CString> =
            names.filter_map(|name| CStr::from_bytes_with_nul(name).ok()).map(CStr::to_owned).collect();
        let mut found = BTreeMap::new();
        for name in names.into_iter().filter(|name| !SEALS.contains(&name.as_c_str())) {
            let length = fgetxattr(file, name.as_c_str(), &mut buffer[..])?;
            found.insert(name, buffer.get(..length).unwrap_or_default().to_vec());
        }
        Ok(found)
    }
}
