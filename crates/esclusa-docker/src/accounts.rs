//! Who is who in a container: its own lists of users and groups, out of the archive that the engine gives.

use std::io::Read as _;

/// So many bytes of a list are read.
const LONGEST: u64 = 1 << 20;

/// The lists of users and groups of a container; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// `/etc/passwd`.
    pub users: Option<String>,
    /// `/etc/group`.
    pub groups: Option<String>,
}

impl Accounts {
    /// The numbers of `user[:group]` as the engine works them out: `1000:1000`. Nothing if a name is not in the lists.
    #[must_use]
    pub fn numbers(&self, user: &str) -> Option<String> {
        let (name, group) = user.split_once(':').unwrap_or((user, ""));
        let entry = self.users.as_deref().and_then(|users| find(users, name));
        let uid = match entry {
            Some(entry) => entry.get(2)?.parse::<u32>().ok()?,
            None if name.is_empty() => 0,
            None => name.parse().ok()?,
        };
        let gid = match (group, entry) {
            ("", Some(entry)) => entry.get(3)?.parse::<u32>().ok()?,
            // A list that could not be read may have an entry.
            ("", None) => self.users.as_ref().map(|_| 0)?,
            (group, _) => {
                let listed = self.groups.as_deref().and_then(|groups| find(groups, group));
                match listed {
                    Some(entry) => entry.get(2)?.parse().ok()?,
                    None => group.parse().ok()?,
                }
            }
        };
        Some(format!("{uid}:{gid}"))
    }
}

/// The fields of the entry of a name, or of a number. The first counts.
fn find<'a>(list: &'a str, wanted: &str) -> Option<[&'a str; 7]> {
    list.lines().find_map(|line| {
        let mut fields = [""; 7];
        for (slot, field) in fields.iter_mut().zip(line.trim().split(':')) {
            *slot = field;
        }
        let is_it = !wanted.is_empty() && (fields[0] == wanted || fields[2] == wanted);
        is_it.then_some(fields)
    })
}

/// The one file in an archive; nothing if it is a link or a folder, or no archive.
pub(crate) fn file_of(archive: &[u8]) -> Option<String> {
    let mut archive = tar::Archive::new(archive);
    let entry = archive.entries().ok()?.next()?.ok()?;
    if !entry.header().entry_type().is_file() {
        return None;
    }
    let mut text = Vec::new();
    entry.take(LONGEST).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_numbers_of_the_container() {
        let accounts = Accounts {
            users: Some(
                "root:x:0:0:root:/root:/bin/sh\napp:x:0:0::/:\nweb:x:101:102:a:/:/bin/false\n1x:y\n"
                    .to_owned(),
            ),
            groups: Some("root:x:0:\nwheel:x:10:web\n".to_owned()),
        };
        let numbers = |user: &str| accounts.numbers(user);
        // The name that hides root.
        assert_eq!(numbers("app").as_deref(), Some("0:0"));
        assert_eq!(numbers("web").as_deref(), Some("101:102"));
        assert_eq!(numbers("web:wheel").as_deref(), Some("101:10"));
        assert_eq!(numbers("101").as_deref(), Some("101:102"));
        assert_eq!(numbers("7").as_deref(), Some("7:0"));
        assert_eq!(numbers("7:8").as_deref(), Some("7:8"));
        assert_eq!(numbers(":10").as_deref(), Some("0:10"));
        assert_eq!(numbers("nobody"), None);
        assert_eq!(numbers("web:none"), None);
    }
}
