//! Files that are replaced: what they are after it, and what is left of it.

use std::cell::{Cell, RefCell};
use std::fs;

use esclusa_fix::replace::{ReplaceError, Replacement, Steps, recover, replace_all};

use crate::folder::{Folder, both_ways, change};

#[test]
fn one_file_is_replaced_and_nothing_is_left() {
    both_ways(|steps| {
        let folder = Folder::new();
        let path = folder.with("a.yaml", "old");
        assert_eq!(steps.replace_all(&[change(&path)]), Ok(()));
        assert_eq!(folder.files(), [("a.yaml".to_owned(), "new".to_owned())].into());
    });
}

#[test]
fn several_files_in_several_folders_are_replaced_and_nothing_is_left() {
    both_ways(|steps| {
        let folder = Folder::new();
        let (one, two, three) =
            (folder.with("a.yaml", "old"), folder.with("b/b.yaml", "old"), folder.with("c/c.yaml", "old"));
        let secret = Replacement::new_file(folder.join("b/secret.txt"), "s", 0o600);
        assert_eq!(steps.replace_all(&[change(&one), change(&two), secret, change(&three)]), Ok(()));
        let expected = [("a.yaml", "new"), ("b/b.yaml", "new"), ("b/secret.txt", "s"), ("c/c.yaml", "new")];
        assert_eq!(folder.files(), expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
    });
}

#[test]
fn nothing_to_do_is_done() {
    let folder = Folder::new();
    let path = folder.with("a", "same");
    let before = fs::metadata(&path).expect("it is there").modified().expect("a time");
    assert_eq!(replace_all(&[]), Ok(()));
    assert_eq!(replace_all(&[Replacement::of(&path, "same", "same")]), Ok(()));
    assert_eq!(fs::metadata(&path).expect("it is there").modified().expect("a time"), before);
}

#[test]
fn an_empty_text_is_a_text() {
    let folder = Folder::new();
    let path = folder.with("a", "");
    assert_eq!(replace_all(&[Replacement::of(&path, "", "new")]), Ok(()));
    assert_eq!(replace_all(&[Replacement::of(&path, "new", "")]), Ok(()));
    assert_eq!(fs::read(&path).expect("it is there"), b"");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    use std::os::unix::fs::symlink;

    both_ways(|steps| {
        let (folder, outside) = (Folder::new(), Folder::new());
        let target = outside.with("real.yaml", "old");
        symlink(&target, folder.join("link")).expect("links can be made");
        symlink("link", folder.join("link of link")).expect("links can be made");
        assert_eq!(steps.replace_all(&[change(&folder.join("link of link"))]), Ok(()));
        assert_eq!(fs::read_link(folder.join("link")).expect("a link"), target);
        assert_eq!(fs::read_link(folder.join("link of link")).expect("a link"), std::path::Path::new("link"));
        assert_eq!(outside.files(), [("real.yaml".to_owned(), "new".to_owned())].into());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_text_is_a_name() {
    use std::os::unix::ffi::OsStrExt as _;

    both_ways(|steps| {
        let folder = Folder::new();
        let strange = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe 100%\n.yaml"));
        fs::write(&strange, "old").expect("it can be written");
        let other = folder.with("b.yaml", "old");
        // What fails, fails at the last one, so that the journal is asked for the strange name.
        let without_journal = |step: &'static str| {
            if step == "commit" {
                for entry in fs::read_dir(folder.path()).expect("a folder") {
                    let path = entry.expect("an entry").path();
                    if path.extension().is_some_and(|extension| extension == "journal") {
                        fs::remove_file(path).expect("it can be removed");
                    }
                }
            }
        };
        let both = [change(&strange), change(&other)];
        let failed = Steps::watched(&without_journal, true).replace_all(&both);
        assert!(matches!(failed, Err(ReplaceError::Io(..))));
        assert_eq!(fs::read(&strange).expect("it is there"), b"old");
        assert_eq!(steps.replace_all(&both), Ok(()));
        assert_eq!(fs::read(&strange).expect("it is there"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    });
}

#[test]
fn what_fails_midway_is_taken_back() {
    for unnamed in [true, false] {
        // Another program changes each of the files in turn, just before it is replaced.
        for victim in 0..3 {
            let folder = Folder::new();
            let paths = ["a", "b/b", "c"].map(|name| folder.with(name, "old"));
            let new = folder.join("b/new");
            let count = Cell::new(0);
            let before = |step: &'static str| {
                if step == "link the old file" {
                    if count.get() == victim {
                        fs::write(&paths[victim], "other").expect("it can be written");
                    }
                    count.set(count.get() + 1);
                }
            };
            let steps = Steps::watched(&before, unnamed);
            let mut all = vec![Replacement::new_file(&new, "n", 0o644)];
            all.extend(paths.iter().map(|path| change(path)));
            assert_eq!(steps.replace_all(&all), Err(ReplaceError::Changed(paths[victim].clone())));
            let texts = paths.iter().map(|path| fs::read_to_string(path).expect("it is there"));
            let expected = (0..3).map(|at| if at == victim { "other" } else { "old" });
            assert!(texts.eq(expected), "{:?}", folder.files());
            assert_eq!(folder.files().len(), 3, "{:?}", folder.files());
        }
    }
}

#[test]
fn a_new_file_that_somebody_else_makes_first_is_theirs() {
    for unnamed in [true, false] {
        let folder = Folder::new();
        let (old, new) = (folder.with("a", "old"), folder.join("b"));
        let before = |step: &'static str| {
            if matches!(step, "name in place" | "link in place") && folder.join("a").exists() {
                let texts = folder.files();
                if texts.get("a").is_some_and(|text| text == "new") {
                    folder.with("b", "theirs");
                }
            }
        };
        let all = [change(&old), Replacement::new_file(&new, "mine", 0o644)];
        let result = Steps::watched(&before, unnamed).replace_all(&all);
        assert_eq!(result, Err(ReplaceError::AlreadyThere(new)));
        let expected = [("a", "old"), ("b", "theirs")];
        assert_eq!(folder.files(), expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
    }
}

#[test]
fn while_a_change_lasts_nobody_else_takes_it_back() {
    let folder = Folder::new();
    let paths = ["a", "b/b"].map(|name| folder.with(name, "old"));
    let answers = RefCell::new(Vec::new());
    let before = |step: &'static str| {
        if step == "commit" {
            answers.borrow_mut().push(recover(folder.path()));
            answers.borrow_mut().push(recover(&folder.join("b")));
            answers
                .borrow_mut()
                .push(replace_all(&[Replacement::of(&paths[0], "new", "newer")]).map(|()| vec![]));
        }
    };
    let all = paths.each_ref().map(|path| change(path));
    assert_eq!(Steps::watched(&before, true).replace_all(&all), Ok(()));
    let answers = answers.into_inner();
    assert_eq!(answers.len(), 3);
    assert!(answers.iter().all(|answer| matches!(answer, Err(ReplaceError::Busy(_)))), "{answers:?}");
    assert_eq!(folder.files().len(), 2);
}
