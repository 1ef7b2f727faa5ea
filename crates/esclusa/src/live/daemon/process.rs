//! The process of dockerd, as /proc shows it to everybody.

use std::fs;
use std::path::{Path, PathBuf};

use super::FILE;

/// So many bytes of a command line are read: more than the kernel gives to most.
const LONGEST: u64 = 1 << 20;

/// A running dockerd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Process {
    /// Its number.
    pub(super) pid: Option<u32>,
    /// Its command line, its own name first.
    pub(super) words: Vec<String>,
    /// Its home, which counts where it is rootless.
    home: Option<PathBuf>,
}

/// How many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// None that is seen: there is none, or /proc hides it.
    None,
    /// The one.
    One(Process),
    /// More than one, and nothing says which is meant.
    Several(usize),
}

/// The dockerd of this machine: the process that made the socket through which the engine was asked, if it is one (systemd
/// may have made it), else the only one.
pub(super) fn find(proc: &Path, asked: Option<u32>) -> Found {
    if let Some(folder) = asked.map(|pid| proc.join(pid.to_string()))
        && is_dockerd(&folder)
        && let Some(process) = read(&folder)
    {
        return Found::One(process);
    }
    let Ok(folders) = fs::read_dir(proc) else { return Found::None };
    let folders = folders.flatten().filter(|folder| {
        folder.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit) && is_dockerd(&folder.path())
    });
    let mut processes: Vec<Process> = folders.filter_map(|folder| read(&folder.path())).collect();
    match (processes.len(), processes.pop()) {
        (1, Some(process)) => Found::One(process),
        (0, _) => Found::None,
        (number, _) => Found::Several(number),
    }
}

fn is_dockerd(folder: &Path) -> bool {
    fs::read(folder.join("comm")).is_ok_and(|name| name.trim_ascii() == b"dockerd")
}

/// A process whose command line is shown; a zombie has none.
fn read(folder: &Path) -> Option<Process> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    fs::File::open(folder.join("cmdline")).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    let words: Vec<String> = bytes
        .split_inclusive(|byte| *byte == 0)
        .map(|word| String::from_utf8_lossy(word.strip_suffix(b"\0").unwrap_or(word)).into_owned())
        .collect();
    // Only its owner may read the environment: where it is hidden the home is not known.
    let environment = fs::read(folder.join("environ")).unwrap_or_default();
    let home = environment.split(|byte| *byte == 0).find_map(|word| word.strip_prefix(b"HOME="));
    let home = home.map(|home| PathBuf::from(String::from_utf8_lossy(home).into_owned()));
    let pid = folder.file_name().and_then(|name| name.to_str()?.parse().ok());
    (!words.is_empty()).then_some(Process { pid, words, home })
}

impl Process {
    /// The file that it was started with.
    pub(super) fn config_file(&self) -> PathBuf {
        let mut words = self.words.iter().skip(1);
        while let Some(word) = words.next() {
            match word.strip_prefix("--config-file") {
                Some("") => return words.next().map_or_else(|| PathBuf::from(FILE), PathBuf::from),
                Some(rest) if rest.starts_with('=') => return PathBuf::from(rest.trim_start_matches('=')),
                _ => {}
            }
        }
        let is_rootless = self.words.iter().any(|word| word == "--rootless" || word == "--rootless=true");
        match &self.home {
            Some(home) if is_rootless => home.join(".config/docker/daemon.json"),
            _ => PathBuf::from(FILE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A /proc of these processes, taken away at the end.
    struct Proc(PathBuf);

    impl Drop for Proc {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn proc(name: &str, processes: &[(&str, &str, &str)]) -> Proc {
        let proc = Proc(std::env::temp_dir().join(format!("esclusa-proc-{name}-{}", std::process::id())));
        for (pid, name, line) in processes {
            let folder = proc.0.join(pid);
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join("comm"), format!("{name}\n")).expect("a file");
            fs::write(folder.join("cmdline"), line).expect("a file");
        }
        proc
    }

    #[test]
    fn the_one_dockerd_is_found_with_its_file() {
        let found = |line: &str| {
            let proc =
                proc("one", &[("1", "init", "init\0"), ("42", "dockerd", line), ("self", "dockerd", line)]);
            match find(&proc.0, None) {
                Found::One(process) => process.config_file(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(found("/usr/bin/dockerd\0-H\0fd://\0"), Path::new(FILE));
        assert_eq!(found("dockerd\0--config-file\0/a.json\0"), Path::new("/a.json"));
        assert_eq!(found("dockerd\0--config-file=/b c.json\0"), Path::new("/b c.json"));
    }

    #[test]
    fn none_and_several_are_no_guess() {
        assert_eq!(find(&proc("none", &[("1", "init", "init\0")]).0, None), Found::None);
        // A zombie.
        assert_eq!(find(&proc("zombie", &[("1", "dockerd", "")]).0, None), Found::None);
        let two = proc("two", &[("1", "dockerd", "dockerd\0"), ("2", "dockerd", "dockerd\0")]);
        assert_eq!(find(&two.0, None), Found::Several(2));
        // The one that was asked, unless another program answered for it.
        assert!(matches!(find(&two.0, Some(2)), Found::One(_)));
        assert_eq!(find(&two.0, Some(7)), Found::Several(2));
    }
}
