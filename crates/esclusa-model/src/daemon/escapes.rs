//! Known faults of the engine's parts (`escapes.toml`), and which of them a daemon has.

use std::sync::LazyLock;

use serde::Deserialize;

use super::debian;
use super::version::Version;
use crate::Daemon;
use crate::tree::Tree;

/// The table's text.
const TEXT: &str = include_str!("escapes.toml");

/// What is said of itself by an engine that comes in a virtual machine of its own.
const DESKTOP: &str = "Docker Desktop";

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
    /// Its number: `CVE-…`, or that of the advisory (`GHSA-…`).
    pub cve: String,
    /// The part that has it, by the name that the engine gives it: `Engine`, `containerd`, `runc`, `Docker Desktop`.
    pub part: String,
    /// The first versions that have it, of each line of releases where they differ; none if all have.
    #[serde(default)]
    from: Vec<String>,
    /// The versions that mended it, one for each line of releases.
    pub fixed: Vec<String>,
    /// The revisions of Debian's and Ubuntu's packages that mended it without a new version.
    #[serde(default)]
    packages: Vec<String>,
    /// How bad it is, by the word.
    pub severity: String,
    /// Whether it only counts where an authorization plug-in is relied on.
    #[serde(default)]
    authorization: bool,
    /// Whether it only counts where the engine is in a Swarm.
    #[serde(default)]
    swarm: bool,
    /// Where it is written.
    pub source: String,
}

/// A fault that a daemon has, or may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The fault.
    pub escape: Escape,
    /// The version that has it, as the engine writes it, or the revision of its package where that is known.
    pub version: String,
    /// What mended it: versions, or revisions of that package.
    pub fixed: Vec<String>,
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
        let fixed: Vec<Version> = versions(&escape.fixed);
        if !escape.counts(daemon) || version.precedes(&versions(&escape.from)) || !version.lacks(&fixed) {
            continue;
        }
        let Some(package) = package(daemon, &escape.part, text) else {
            let may_be_mended = version.is_of_distribution;
            let (version, fixed) = (text.to_owned(), escape.fixed.clone());
            found.push(Known { escape: escape.clone(), version, fixed, may_be_mended });
            continue;
        };
        let told = escape.packages.iter().filter(|mended| debian::speaks_of(mended, package));
        let told: Vec<String> = told.cloned().collect();
        if !told.iter().any(|mended| debian::has(package, mended)) {
            let may_be_mended = told.is_empty();
            let fixed = if may_be_mended { escape.fixed.clone() } else { told };
            found.push(Known { escape: escape.clone(), version: package.to_owned(), fixed, may_be_mended });
        }
    }
    found
}

impl Escape {
    /// Whether a daemon has what the fault needs.
    fn counts(&self, daemon: &Daemon) -> bool {
        // What the engine was not asked for may be.
        let state = daemon.says("Swarm").and_then(|swarm| swarm.get("LocalNodeState")).and_then(Tree::as_str);
        (!self.authorization || !daemon.items("authorization-plugins").is_empty())
            && (!self.swarm || state != Some("inactive"))
    }
}

fn versions(texts: &[String]) -> Vec<Version> {
    texts.iter().filter_map(|text| Version::of(text)).collect()
}

/// The revision of Debian's or Ubuntu's package that a part is of: what the part says itself, else what dpkg says of
/// this machine. One that is not of the version that runs says nothing of it.
fn package<'a>(daemon: &'a Daemon, name: &str, version: &'a str) -> Option<&'a str> {
    let plain = version.strip_prefix('v').unwrap_or(version);
    let is_its = |revision: &&str| revision.len() > plain.len() && debian::upstream(revision) == plain;
    // Debian's containerd and runc give it where others give a commit; Ubuntu's runc as its version.
    let commit = component(daemon, name).and_then(|part| part.get("Details")?.get("GitCommit")?.as_str());
    let whole = Some(plain)
        .filter(|text| text.contains("-") && Version::of(text).is_some_and(|own| own.is_of_distribution));
    let installed = daemon.packages.get(name).map(String::as_str);
    commit.filter(is_its).or(whole).or(installed.filter(is_its))
}

/// What the engine says of a part.
fn component<'a>(daemon: &'a Daemon, name: &str) -> Option<&'a Tree> {
    let parts = daemon.version.as_ref()?.get("Components")?.as_seq()?;
    parts.iter().find(|part| part.get("Name").and_then(Tree::as_str) == Some(name))
}

/// The version of a part.
fn part<'a>(daemon: &'a Daemon, name: &str) -> Option<&'a str> {
    let version = daemon.version.as_ref()?;
    let part = |wanted: &str| component(daemon, wanted)?.get("Version").and_then(Tree::as_str);
    if name == DESKTOP {
        // `Docker Desktop 4.44.3 (202357)`
        let platform = version.get("Platform")?.get("Name").and_then(Tree::as_str)?;
        return platform.strip_prefix(DESKTOP)?.split_whitespace().next();
    }
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
        assert!(table.escape.len() > 70);
        let mut seen = std::collections::BTreeSet::new();
        for escape in &table.escape {
            assert!(seen.insert((&escape.cve, &escape.part)), "{escape:?} is there twice");
            let is_number = escape.cve.starts_with("CVE-") || escape.cve.starts_with("GHSA-");
            assert!(is_number && escape.source.starts_with("https://"), "{escape:?}");
            assert!(["low", "medium", "high", "critical"].contains(&escape.severity.as_str()), "{escape:?}");
            assert!(["Engine", "containerd", "runc", DESKTOP].contains(&escape.part.as_str()), "{escape:?}");
            for text in escape.fixed.iter().chain(&escape.from) {
                let version = Version::of(text).expect(text);
                assert!(!version.is_of_distribution, "{escape:?}");
            }
            for revision in &escape.packages {
                // It adds something: the version alone would not do.
                let version = Version::of(debian::upstream(revision)).expect(revision);
                assert!(version.lacks(&versions(&escape.fixed)), "{escape:?} {revision}");
                assert!(debian::has(revision, revision), "{revision}");
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
