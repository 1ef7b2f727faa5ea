//! Files that are refused, each with its reason; and that nothing has happened then.

use std::fs;

use esclusa_fix::replace::{ReplaceError, Replacement, Steps, replace_all};

use crate::folder::{Folder, both_ways, change};

#[test]
fn a_file_that_changed_since_it_was_read_is_refused() {
    both_ways(|steps| {
        let folder = Folder::new();
        let (path, other) = (folder.with("a", "OLD"), folder.with("b", "old"));
        let before = folder.files();
        for all in [vec![change(&path)], vec![change(&other), change(&path)]] {
            assert_eq!(steps.replace_all(&all), Err(ReplaceError::Changed(path.clone())));
            assert_eq!(folder.files(), before);
        }
        let gone = folder.join("gone");
        assert_eq!(steps.replace_all(&[change(&gone)]), Err(ReplaceError::Changed(gone)));
    });
}

#[test]
fn a_file_that_changes_at_the_last_moment_is_refused() {
    for unnamed in [true, false] {
        for by_renaming in [true, false] {
            let folder = Folder::new();
            let path = folder.with("a", "old");
            let before = |step: &'static str| {
                if step == "synchronise" {
                    // The same text in another file is another file: its owner may be another.
                    let text = if by_renaming { "old" } else { "odd" };
                    let other = folder.with(if by_renaming { "other" } else { "a" }, text);
                    if by_renaming {
                        fs::rename(other, folder.join("a")).expect("it can be renamed");
                    }
                }
            };
            let result = Steps::watched(&before, unnamed).replace_all(&[change(&path)]);
            assert_eq!(result, Err(ReplaceError::Changed(path)));
            let text = if by_renaming { "old" } else { "odd" };
            assert_eq!(folder.files(), [("a".to_owned(), text.to_owned())].into());
        }
    }
}

#[test]
fn where_a_new_file_is_to_be_nothing_may_be() {
    let folder = Folder::new();
    let path = folder.with("a", "old");
    let new = Replacement::new_file(&path, "new", 0o644);
    assert_eq!(replace_all(&[new]), Err(ReplaceError::AlreadyThere(path)));
    let new = Replacement::new_file(folder.join("no such folder/a"), "new", 0o644);
    assert!(
        matches!(replace_all(&[new]), Err(ReplaceError::Io(path, _)) if path == folder.join("no such folder"))
    );
    assert_eq!(folder.files(), [("a".to_owned(), "old".to_owned())].into());
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new();
    let path = folder.path();
    assert_eq!(replace_all(&[change(path)]), Err(ReplaceError::Irregular(path.to_owned())));
    let nowhere = Replacement::new_file("..", "x", 0o644);
    assert_eq!(replace_all(&[nowhere]), Err(ReplaceError::Irregular("..".into())));
}

#[test]
fn the_same_file_twice_is_refused() {
    let folder = Folder::new();
    let path = folder.with("a", "old");
    let again = folder.path().join("./a");
    assert_eq!(replace_all(&[change(&path), change(&again)]), Err(ReplaceError::Twice(path)));
    assert_eq!(folder.files(), [("a".to_owned(), "old".to_owned())].into());
}

#[test]
fn a_refusal_names_the_file_and_says_why() {
    let text = |error: ReplaceError| error.to_string();
    assert_eq!(text(ReplaceError::Changed("a".into())), "a: changed since it was read: not overwritten");
    assert_eq!(text(ReplaceError::Io("a".into(), "no space left".into())), "a: no space left");
    assert_eq!(
        text(ReplaceError::Attribute("a".into(), "user.x".into())),
        "a: its extended attribute user.x cannot be kept: not replaced"
    );
    assert_eq!(
        esclusa_source::Detail::from(&ReplaceError::Twice("a".into())).as_str(),
        "a: named twice: not replaced"
    );
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use esclusa_fix::replace::recover;

    use super::*;
    use crate::process;

    #[test]
    fn a_fifo_and_a_link_to_nothing_are_refused() {
        let folder = Folder::new();
        let fifo = folder.join("fifo");
        let status = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(status.expect("mkfifo is there").success());
        assert_eq!(replace_all(&[change(&fifo)]), Err(ReplaceError::Irregular(fifo)));
        let link = folder.join("link");
        symlink("nothing", &link).expect("links can be made");
        assert_eq!(replace_all(&[change(&link)]), Err(ReplaceError::Changed(link.clone())));
        let new = Replacement::new_file(&link, "new", 0o644);
        assert_eq!(replace_all(&[new]), Err(ReplaceError::AlreadyThere(link)));
    }

    #[test]
    fn a_file_with_another_name_is_refused() {
        both_ways(|steps| {
            let folder = Folder::new();
            let path = folder.with("a", "old");
            fs::hard_link(&path, folder.join("b")).expect("links can be made");
            let before = folder.files();
            assert_eq!(steps.replace_all(&[change(&path)]), Err(ReplaceError::OtherNames(path)));
            assert_eq!(folder.files(), before);
        });
    }

    #[test]
    fn what_may_not_be_written_is_refused() {
        const ME: &str = "refused::on_unix::what_may_not_be_written_is_refused";
        if let Some(folder) = process::asked() {
            let (path, other) = (folder.join("a"), folder.join("closed/a"));
            assert_eq!(replace_all(&[change(&path)]), Err(ReplaceError::ReadOnly(path)));
            let result = replace_all(&[change(&other)]);
            let closed = folder.join("closed");
            assert!(matches!(&result, Err(ReplaceError::Io(path, _)) if *path == closed), "{result:?}");
            return;
        }
        let folder = Folder::new();
        let (path, _) = (folder.with("a", "old"), folder.with("closed/a", "old"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("they can be set");
        fs::set_permissions(folder.join("closed"), fs::Permissions::from_mode(0o555))
            .expect("they can be set");
        // Root may write everything.
        let before = folder.files();
        let done = process::again(ME, folder.path(), true, |_| ());
        assert_eq!(folder.files(), before);
        fs::set_permissions(folder.join("closed"), fs::Permissions::from_mode(0o755))
            .expect("they can be set");
        assert!(done.status.success(), "{done:?}");
    }

    #[test]
    fn a_journal_that_others_could_write_is_not_believed() {
        let folder = Folder::new();
        let journal = folder.with(".esclusa-0123456789abcdef.journal", "esclusa journal 1\nfolder /\n");
        for mode in [0o644, 0o660, 0o602] {
            fs::set_permissions(&journal, fs::Permissions::from_mode(mode)).expect("they can be set");
            assert_eq!(recover(folder.path()), Err(ReplaceError::Foreign(journal.clone())));
        }
        fs::set_permissions(&journal, fs::Permissions::from_mode(0o600)).expect("they can be set");
        fs::write(&journal, "something else").expect("it can be written");
        assert_eq!(recover(folder.path()), Err(ReplaceError::Foreign(journal.clone())));
        fs::remove_file(&journal).expect("it can be removed");
        symlink("elsewhere", &journal).expect("links can be made");
        assert_eq!(recover(folder.path()), Err(ReplaceError::Foreign(journal)));
    }
}
