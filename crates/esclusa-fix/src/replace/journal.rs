//! What is written down before several files change, so that it can be taken back: in each folder a journal of the files
//! there. It believes nothing about other folders than that their own journals may be asked.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hash::BuildHasher as _;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::old::open_regular;
use super::{ReplaceError, temporary};

/// The first line: a later form has another number.
const FORM: &str = "esclusa journal 1";
/// The largest that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// What all our names begin with.
const BEGIN: &str = ".esclusa-";

/// The name of one change of several files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(String);

/// What a file of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The journal of a change that is not complete.
    Journal,
    /// The journal of one that is.
    Done,
    /// The new text of a file.
    New(usize),
    /// The old file.
    Old(usize),
}

impl Id {
    /// A name that nothing has.
    pub(super) fn random() -> Self {
        // Each state has keys of its own from the system's random numbers.
        Self(format!("{:016x}", RandomState::new().hash_one(std::process::id())))
    }

    /// The path of a part in a folder.
    pub(super) fn path(&self, folder: &Path, part: Part) -> PathBuf {
        let id = &self.0;
        folder.join(match part {
            Part::Journal => format!("{BEGIN}{id}.journal"),
            Part::Done => format!("{BEGIN}{id}.done"),
            Part::New(number) => format!("{BEGIN}{id}.{number}.new"),
            Part::Old(number) => format!("{BEGIN}{id}.{number}.old"),
        })
    }

    /// What of ours is in a folder.
    pub(super) fn all_in(folder: &Path) -> io::Result<BTreeMap<Self, Vec<Part>>> {
        let mut found: BTreeMap<Self, Vec<Part>> = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            if let Some((id, part)) = name.to_str().and_then(parse_name) {
                found.entry(id).or_default().push(part);
            }
        }
        Ok(found)
    }
}

fn parse_name(name: &str) -> Option<(Id, Part)> {
    let (id, rest) = name.strip_prefix(BEGIN)?.split_once('.')?;
    let is_ours = id.len() == 16 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let part = match rest {
        "journal" => Part::Journal,
        "done" => Part::Done,
        numbered => match numbered.split_once('.')? {
            (number, "new") => Part::New(number.parse().ok()?),
            (number, "old") => Part::Old(number.parse().ok()?),
            _ => return None,
        },
    };
    is_ours.then(|| (Id(id.to_owned()), part))
}

/// A hash of a text: enough to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum([u8; 32]);

impl Sum {
    pub(super) fn of(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// That of the file in a place; `None` where there is none.
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        if !temporary::is_there(path) {
            return Ok(None);
        }
        let mut hash = Sha256::new();
        io::copy(&mut open_regular(path, false)?, &mut hash)?;
        Ok(Some(Self(hash.finalize().into())))
    }

    fn hexadecimal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl FromStr for Sum {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut sum = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (at, byte) in sum.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2).ok_or(())?;
            *byte = u8::from_str_radix(digits, 16).map_err(drop)?;
        }
        Ok(Self(sum))
    }
}

/// One file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which of the files of the change.
    pub(super) number: usize,
    pub(super) name: OsString,
    /// Its text before; `None` if it is new.
    pub(super) before: Option<Sum>,
    pub(super) after: Sum,
}

/// The files of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    /// All folders of the change; the first one's journal says whether it is complete.
    pub(super) folders: Vec<PathBuf>,
    pub(super) entries: Vec<Entry>,
}

impl Journal {
    pub(super) fn text(&self) -> String {
        let mut text = format!("{FORM}\n");
        for folder in &self.folders {
            let _ = writeln!(text, "folder {}", escaped(folder.as_os_str()));
        }
        for entry in &self.entries {
            let before = entry.before.map_or_else(|| "-".to_owned(), |sum| sum.hexadecimal());
            let (number, after, name) = (entry.number, entry.after.hexadecimal(), escaped(&entry.name));
            let _ = writeln!(text, "file {number} {before} {after} {name}");
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FORM) {
            return None;
        }
        let mut whole = Self { folders: Vec::new(), entries: Vec::new() };
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["folder", folder] => {
                    let folder = PathBuf::from(unescaped(folder)?);
                    if !folder.is_absolute() {
                        return None;
                    }
                    whole.folders.push(folder);
                }
                ["file", number, before, after, name] => {
                    let name = unescaped(name)?;
                    // A name in the folder, and nothing that leads out of it.
                    let mut parts = Path::new(&name).components();
                    let (Some(Component::Normal(only)), None) = (parts.next(), parts.next()) else {
                        return None;
                    };
                    if only != name {
                        return None;
                    }
                    whole.entries.push(Entry {
                        number: number.parse().ok()?,
                        name,
                        before: if before == "-" { None } else { Some(before.parse().ok()?) },
                        after: after.parse().ok()?,
                    });
                }
                _ => return None,
            }
        }
        (!whole.folders.is_empty()).then_some(whole)
    }

    /// Reads the journal in a place, and keeps others from it for as long as the file is open; `None` if there is none.
    pub(super) fn open(path: &Path) -> Result<Option<(Self, File)>, ReplaceError> {
        if !temporary::is_there(path) {
            return Ok(None);
        }
        let foreign = || ReplaceError::Foreign(path.to_owned());
        let file = match open_regular(path, true) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(foreign()),
        };
        if !is_own(&file) {
            return Err(foreign());
        }
        if file.try_lock().is_err() {
            return Err(ReplaceError::Busy(path.to_owned()));
        }
        if !temporary::is_there(path) {
            // Whoever held it has finished.
            return Ok(None);
        }
        let mut text = String::new();
        (&file).take(LARGEST).read_to_string(&mut text).map_err(ReplaceError::io(path))?;
        Ok(Some((Self::parse(&text).ok_or_else(foreign)?, file)))
    }
}

/// Whether a file is this user's, and nobody else's.
#[cfg(unix)]
fn is_own(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let user = rustix::process::geteuid().as_raw();
    file.metadata().is_ok_and(|found| found.uid() == user && found.mode() & 0o077 == 0)
}

/// Whether a file is this user's: where the system does not say, it is believed.
#[cfg(not(unix))]
fn is_own(_: &File) -> bool {
    true
}

/// A name as a word of ASCII: every other byte as `%` and two digits.
fn escaped(name: &OsStr) -> String {
    name.as_encoded_bytes().iter().fold(String::new(), |mut word, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                word.push(char::from(*byte))
            }
            other => drop(write!(word, "%{other:02x}")),
        }
        word
    })
}

fn unescaped(word: &str) -> Option<OsString> {
    let mut pieces = word.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend(piece.get(2..)?.bytes());
    }
    #[cfg(unix)]
    return Some(std::os::unix::ffi::OsStringExt::from_vec(bytes));
    #[cfg(not(unix))]
    return String::from_utf8(bytes).ok().map(OsString::from);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(name: &[u8]) -> Journal {
        Journal {
            folders: vec!["/a b/ñ%".into(), "/c\nd".into()],
            entries: vec![Entry {
                number: 7,
                name: unescaped(&escaped(OsStr::new(std::str::from_utf8(name).unwrap()))).unwrap(),
                before: None,
                after: Sum::of(b"x"),
            }],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut one = journal(b"compose file.yaml");
        one.entries.push(Entry { before: Some(Sum::of(b"old")), ..one.entries[0].clone() });
        assert_eq!(Journal::parse(&one.text()), Some(one));
    }

    #[test]
    fn a_name_that_leads_out_of_its_folder_is_refused() {
        for name in ["../x", "/etc/passwd", "a/b", "..", ".", "", "a/"] {
            let text = journal(b"NAME").text().replace("NAME", name);
            assert_eq!(Journal::parse(&text), None, "{name}");
        }
        let relative = journal(b"x").text().replace("folder /", "folder ");
        assert_eq!(Journal::parse(&relative), None);
    }

    #[test]
    fn anything_else_is_no_journal() {
        let text = journal(b"x").text();
        for wrong in ["", "esclusa journal 2\n", FORM, &text[..text.len() - 10], &format!("{text}\u{0}")] {
            assert_eq!(Journal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_of_ours_are_told_from_others() {
        let id = Id::random();
        for part in [Part::Journal, Part::Done, Part::New(12), Part::Old(0)] {
            let path = id.path(Path::new("/f"), part);
            assert_eq!(parse_name(path.file_name().unwrap().to_str().unwrap()), Some((id.clone(), part)));
        }
        for other in [
            ".esclusa-",
            ".esclusa-0123456789abcdef",
            ".esclusa-0123456789abcdeg.0.new",
            "esclusa.toml",
            ".esclusa-0123456789abcdef.x.new",
            ".esclusa-0123456789abcdef.0.txt",
            ".esclusa-abc.journal",
        ] {
            assert_eq!(parse_name(other), None, "{other}");
        }
    }
}
