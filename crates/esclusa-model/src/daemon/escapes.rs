//! Known faults of the engine's parts (`escapes.toml`), and which of them a daemon has.

use std::sync::LazyLock;

use serde::Deserialize;

use super::version::Version;
use crate::Daemon;
use crate::tree::Tree;

/// The table's text.
const TEXT: &str = include_str!("escapes.toml");

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// A dated table: the program's own, or a newer one in a file of the same form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The day until which it knows, `2026-11-25`.
    pub date: String,
    escape: Vec<Escape>,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim_end().replace('\n', " "))
    }

    /// The program's own.
    #[must_use]
    pub fn own() -> &'static Self {
        &TABLE
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escape {
    /// Its number.
    pub cve: String,
    /// The part that has it, by the name that the engine gives it: `Engine`, `containerd`, `runc`.
    pub part: String,
    /// The first version that has it; nothing if all have.
    from: Option<String>,
    /// The versions that mended it, one for each line of releases.
    pub fixed: Vec<String>,
    /// How bad it is, by the word.
    pub severity: String,
    /// Whether it only counts where an authorization plug-in is relied on.
    #[serde(default)]
    authorization: bool,
    /// Where it is written.
    pub source: String,
}

/// A fault that a daemon has, or may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The fault.
    pub escape: Escape,
    /// The version that has it, as the engine writes it.
    pub version: String,
    /// Whether a distribution built that version, which may have mended it without a new number.
    pub may_be_mended: bool,
}

/// The table that a daemon is held against.
#[must_use]
pub fn table(daemon: &Daemon) -> &Table {
    daemon.escapes.as_deref().unwrap_or(&TABLE)
}

/// The faults of the parts whose versions the engine says.
#[must_use]
pub fn known(daemon: &Daemon) -> Vec<Known> {
    let mut found = Vec::new();
    for escape in &table(daemon).escape {
        let Some(text) = part(daemon, &escape.part) else { continue };
        let Some(version) = Version::of(text) else { continue };
        let is_old = escape.from.as_deref().and_then(Version::of).is_some_and(|from| version < from);
        let fixed: Vec<Version> = escape.fixed.iter().filter_map(|text| Version::of(text)).collect();
        let counts = !escape.authorization || !daemon.items("authorization-plugins").is_empty();
        if counts && !is_old && version.lacks(&fixed) {
            found.push(Known {
                escape: escape.clone(),
                version: text.to_owned(),
                may_be_mended: version.is_of_distribution,
            });
        }
    }
    found
}

/// The version of a part.
fn part<'a>(daemon: &'a Daemon, name: &str) -> Option<&'a str> {
    let version = daemon.version.as_ref()?;
    let parts = version.get("Components").and_then(Tree::as_seq).unwrap_or_default();
    let part = |wanted: &str| {
        let named = parts.iter().find(|part| part.get("Name").and_then(Tree::as_str) == Some(wanted));
        named.and_then(|part| part.get("Version")).and_then(Tree::as_str)
    };
    if let Some(said) = part(name) {
        return Some(said);
    }
    // Podman says `OCI Runtime (runc)`, and what the program prints: `runc version 1.1.5`.
    let runtime = part(&format!("OCI Runtime ({name})"));
    if let Some(said) = runtime.and_then(|text| text.split_whitespace().nth(2)) {
        return Some(said);
    }
    // Of another engine's version the table says nothing.
    let is_docker = name == "Engine" && part("Podman Engine").is_none();
    version.get("Version").filter(|_| is_docker).and_then(Tree::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_each_of_its_versions_is_one() {
        let table: Table = toml::from_str(TEXT).expect("the table parses");
        assert_eq!(table.date.len(), 10);
        assert!(table.escape.len() > 25);
        for escape in &table.escape {
            assert!(escape.cve.starts_with("CVE-") && escape.source.starts_with("https://"), "{escape:?}");
            assert!(["Engine", "containerd", "runc"].contains(&escape.part.as_str()), "{escape:?}");
            for text in escape.fixed.iter().chain(&escape.from) {
                let version = Version::of(text).expect(text);
                assert!(!version.is_of_distribution, "{escape:?}");
            }
        }
    }

    #[test]
    fn a_version_lacks_what_its_line_has_not_mended() {
        let fixed: Vec<Version> =
            ["1.2.8", "1.3.3", "1.4.0-rc.3"].iter().filter_map(|text| Version::of(text)).collect();
        let lacks = |text: &str| Version::of(text).expect(text).lacks(&fixed);
        for old in
            ["1.0.0-rc95", "1.1.12", "1.2.7", "1.3.0", "1.3.3-rc.1", "1.4.0-rc.2", "v1.2.7", "1.1.5+ds1"]
        {
            assert!(lacks(old), "{old}");
        }
        for new in ["1.2.8", "1.2.10", "1.3.3", "1.4.0-rc.3", "1.4.0-rc.10", "1.4.0", "1.5.0-rc.1", "2.0.0"] {
            assert!(!lacks(new), "{new}");
        }
    }

    #[test]
    fn what_a_distribution_built_is_known_by_its_name() {
        for (text, expected) in [
            ("20.10.24+dfsg1", true),
            ("1.6.20~ds1", true),
            ("1.1.5+ds1", true),
            ("1.1.12-0ubuntu2~22.04.1", true),
            ("27.1.1", false),
            ("1.0.0-rc95", false),
            ("v1.7.27", false),
        ] {
            assert_eq!(Version::of(text).map(|version| version.is_of_distribution), Some(expected), "{text}");
        }
        assert_eq!(Version::of("library-import"), None);
        assert_eq!(Version::of(""), None);
        assert_eq!(Version::of("1.2.3.4"), None);
    }
}
