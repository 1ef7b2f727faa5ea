//! The table of known images (`images.toml`), and how a reference finds its entry.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::{Fact, FactSource, Facts, ImageFacts};
use crate::Identity;

/// The table's text.
const TEXT: &str = include_str!("images.toml");
/// What begins an entry.
const HEADER: &str = "[[image]]";

/// The entries by name. An entry itself is parsed when it is looked up: to parse them all would cost a run several
/// times what it takes to read a small file.
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(entries(TEXT)));

/// The entries, and which of them have a name.
struct Table {
    entries: Vec<Entry>,
    named: HashMap<&'static str, Vec<usize>>,
}

impl Table {
    fn new(entries: Vec<Entry>) -> Self {
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for name in &entry.names {
                named.entry(name).or_default().push(at);
            }
        }
        Self { entries, named }
    }

    /// The entries of a name, in order.
    fn named(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.named.get(name).into_iter().flatten().filter_map(|at| self.entries.get(*at))
    }
}

/// An entry of the table. One that does not parse knows nothing; a test holds that all do.
struct Entry {
    names: Vec<&'static str>,
    text: &'static str,
    parsed: OnceLock<Option<KnownImage>>,
}

impl Entry {
    fn image(&self) -> Option<&KnownImage> {
        self.parsed.get_or_init(|| toml::from_str(self.text).ok()).as_ref()
    }
}

/// The entries of a table; `names` is a list of plain texts.
fn entries(text: &'static str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = text;
    let mut open = false;
    while !rest.is_empty() {
        let end = rest.match_indices(HEADER).find(|(at, _)| line_begins(rest, *at));
        let (entry, after) = end.map_or((rest, ""), |(at, _)| {
            (rest.get(..at).unwrap_or(""), rest.get(at + HEADER.len()..).unwrap_or(""))
        });
        if open {
            let list = entry.split_once("names").and_then(|(_, list)| list.split_once('['));
            let list = list.and_then(|(_, list)| list.split_once(']')).map_or("", |(list, _)| list);
            let names = list.split('"').skip(1).step_by(2).collect();
            entries.push(Entry { names, text: entry, parsed: OnceLock::new() });
        }
        (rest, open) = (after, true);
    }
    entries
}

/// Whether a line begins at a byte.
fn line_begins(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n')
}

/// Registries that mirror Docker Hub, and where its images stand in them.
const MIRRORS: &[&str] = &["public.ecr.aws/docker/", "mirror.gcr.io/", "registry.hub.docker.com/"];

/// What an entry says; what it does not say is unknown.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownImage {
    names: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    source: String,
    user: Option<String>,
    exposed_ports: Option<Vec<String>>,
    volumes: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    healthcheck: Option<bool>,
    capabilities: Option<Vec<String>>,
    writable_paths: Option<Vec<String>>,
    scratch_paths: Option<Vec<String>>,
    commands: Option<Vec<String>>,
    runs_as: Option<String>,
    file_variables: Option<Vec<String>>,
    files_read_as: Option<String>,
}

/// The entry of an image reference. An image named by its digest alone may be any version, so that none fits.
pub(super) fn find(reference: &str) -> Option<&'static KnownImage> {
    let name = Identity::default().with_image(reference).image?;
    let mirrored = MIRRORS.iter().find_map(|mirror| name.strip_prefix(mirror)).unwrap_or(&name);
    let familiar = mirrored.strip_prefix("library/").unwrap_or(mirrored);
    let (before, digest) = match reference.split_once('@') {
        Some((before, digest)) => (before, Some(digest)),
        None => (reference, None),
    };
    let last = before.rsplit('/').next().unwrap_or(before);
    let tag = match (last.split_once(':'), digest) {
        (Some((_, tag)), _) => tag,
        (None, Some(_)) => return None,
        (None, None) => "latest",
    };
    TABLE
        .named(familiar)
        .filter_map(Entry::image)
        .find(|known| known.tags.is_empty() || known.tags.iter().any(|pattern| fits(pattern, tag)))
}

/// Whether a tag fits a pattern, in which `*` is anything.
fn fits(pattern: &str, tag: &str) -> bool {
    let mut rest = tag;
    let mut parts = pattern.split('*');
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    let mut open = false;
    let mut last = None;
    for part in parts {
        open = true;
        if let Some(previous) = last.replace(part) {
            let Some((_, after)) = rest.split_once(previous) else { return false };
            rest = after;
        }
    }
    if open { rest.ends_with(last.unwrap_or_default()) } else { rest.is_empty() }
}

impl KnownImage {
    /// The facts, each with the entry as its source.
    pub(super) fn facts(&'static self) -> ImageFacts {
        let source = FactSource::KnownImages(&self.source);
        let many = |values: &Option<Vec<String>>| {
            let items = values.iter().flatten().map(|value| (value.clone(), source.clone())).collect();
            Facts { items, complete: values.is_some() }
        };
        // What a text was seen to write or to read: others may be written or read that it does not show.
        let seen = |values: &Option<Vec<String>>| Facts { complete: false, ..many(values) };
        ImageFacts {
            user: fact(self.user.as_ref(), &source),
            env: Facts::default(),
            exposed_ports: many(&self.exposed_ports),
            volumes: many(&self.volumes),
            entrypoint: fact(self.entrypoint.as_ref(), &source),
            healthcheck: fact(self.healthcheck.as_ref(), &source),
            setuid_files: Facts::default(),
            needs_capabilities: many(&self.capabilities),
            writable_paths: seen(&self.writable_paths),
            scratch_paths: many(&self.scratch_paths),
            commands: seen(&self.commands),
            runs_as: fact(self.runs_as.as_ref(), &source),
            user_numbers: Fact::Unknown,
            file_variables: seen(&self.file_variables),
            files_read_as: fact(self.files_read_as.as_ref(), &source),
        }
    }
}

fn fact<T: Clone>(value: Option<&T>, source: &FactSource) -> Fact<T> {
    value.map_or(Fact::Unknown, |value| Fact::Known(value.clone(), source.clone()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Table {
        image: Vec<KnownImage>,
    }

    /// The capabilities of Linux 6.x (`capability.h`).
    const CAPABILITIES: &[&str] = &[
        "AUDIT_CONTROL",
        "AUDIT_READ",
        "AUDIT_WRITE",
        "BLOCK_SUSPEND",
        "BPF",
        "CHECKPOINT_RESTORE",
        "CHOWN",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "FOWNER",
        "FSETID",
        "IPC_LOCK",
        "IPC_OWNER",
        "KILL",
        "LEASE",
        "LINUX_IMMUTABLE",
        "MAC_ADMIN",
        "MAC_OVERRIDE",
        "MKNOD",
        "NET_ADMIN",
        "NET_BIND_SERVICE",
        "NET_BROADCAST",
        "NET_RAW",
        "PERFMON",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYSLOG",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_CHROOT",
        "SYS_MODULE",
        "SYS_NICE",
        "SYS_PACCT",
        "SYS_PTRACE",
        "SYS_RAWIO",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "WAKE_ALARM",
    ];

    #[test]
    fn every_entry_parses_and_is_sound() {
        let table: Table = toml::from_str(TEXT).expect("the table parses");
        assert_eq!(TABLE.entries.len(), table.image.len());
        for (entry, image) in TABLE.entries.iter().zip(&table.image) {
            assert_eq!(entry.names, image.names, "the index");
            assert_eq!(entry.image(), Some(image));
        }
        let names: BTreeSet<&str> =
            table.image.iter().flat_map(|image| image.names.iter().map(String::as_str)).collect();
        assert!(names.len() >= 40, "{} images", names.len());
        let mut open = BTreeSet::new();
        for image in &table.image {
            let name = &image.names[0];
            assert!(image.source.starts_with("https://"), "{name} has no source");
            for name in &image.names {
                assert!(!open.contains(name), "{name}: an entry for every tag stands before this one");
                assert!(!image.tags.is_empty() || open.insert(name), "{name}: twice");
            }
            for port in image.exposed_ports.iter().flatten() {
                let (number, protocol) = port.split_once('/').expect("a protocol");
                assert!(number.parse::<u16>().is_ok() && matches!(protocol, "tcp" | "udp"), "{name}: {port}");
            }
            for capability in image.capabilities.iter().flatten() {
                assert!(CAPABILITIES.contains(&capability.as_str()), "{name}: {capability}");
            }
            for path in image.volumes.iter().chain(&image.writable_paths).flatten() {
                assert!(path.starts_with('/'), "{name}: {path}");
            }
            for path in image.scratch_paths.iter().flatten() {
                assert!(image.writable_paths.iter().flatten().any(|other| other == path), "{name}: {path}");
                assert!(!image.volumes.iter().flatten().any(|other| other == path), "{name}: {path} lasts");
            }
            for variable in image.file_variables.iter().flatten() {
                assert!(!variable.ends_with("_FILE"), "{name}: {variable} is the name without _FILE");
            }
            assert!(
                image.files_read_as.is_none() || image.file_variables.is_some(),
                "{name}: no file is read"
            );
        }
    }

    #[test]
    fn a_tag_finds_the_entry_of_its_version() {
        let volumes =
            |reference: &str| find(reference).and_then(|known| known.volumes.clone()).unwrap_or_default();
        for (reference, volume) in [
            ("postgres", "/var/lib/postgresql"),
            ("postgres:18.1-alpine", "/var/lib/postgresql"),
            ("postgres:alpine3.22", "/var/lib/postgresql"),
            ("postgres:19beta3-trixie", "/var/lib/postgresql"),
            ("docker.io/library/postgres:17-alpine3.22", "/var/lib/postgresql/data"),
            ("postgres:9.6", "/var/lib/postgresql/data"),
        ] {
            assert_eq!(volumes(reference), [volume], "{reference}");
        }
        for unknown in
            ["postgres:8", "postgres:20", "postgres:nightly", "postgres@sha256:00", "redis:5", "unheard-of"]
        {
            assert!(find(unknown).is_none(), "{unknown}");
        }
        let user = |reference: &str| find(reference).and_then(|known| known.user.as_deref());
        for (reference, expected) in [
            ("haproxy:2.3-alpine", Some("")),
            ("haproxy:2.4", Some("haproxy")),
            ("mariadb:11.8-ubi9", Some("mysql")),
            ("mariadb:11.8", Some("")),
            ("wordpress:cli-php8.4", Some("www-data")),
            ("influxdb:3-core", Some("influxdb3")),
            ("influxdb:2.9-alpine", Some("")),
            ("caddy:2.10-builder-alpine", None),
            ("traefik:v3.7-nanoserver-ltsc2025", None),
            ("prom/prometheus:v3.5.0-distroless", None),
        ] {
            assert_eq!(user(reference), expected, "{reference}");
        }
    }

    #[test]
    fn lists_of_what_was_seen_are_not_whole() {
        let facts = find("postgres:18").map(KnownImage::facts).expect("an entry");
        assert!(facts.volumes.complete && facts.needs_capabilities.complete);
        assert!(!facts.writable_paths.complete && facts.writable_paths.values().count() == 2);
        assert!(
            !facts.file_variables.complete
                && facts.file_variables.values().any(|name| name == "POSTGRES_PASSWORD")
        );
    }

    #[test]
    fn patterns_fit_as_a_whole() {
        for (pattern, tag, fit) in [
            ("18*", "18.1", true),
            ("18*", "17", false),
            ("latest", "latest", true),
            ("latest", "latest-x", false),
            ("*fpm*", "8.3-fpm-alpine", true),
            ("*fpm*", "fpm", true),
            ("*fpm*", "8.3", false),
            ("a*b*c", "axbyc", true),
            ("a*b*c", "axyc", false),
            ("a*", "a", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(fits(pattern, tag), fit, "{pattern} {tag}");
        }
    }

    #[test]
    fn an_entry_is_found_by_name_and_tag() {
        let user = |reference: &str| ImageFacts::of(reference).user.known().cloned();
        for reference in [
            "nginx",
            "nginx:1.29-alpine",
            "library/nginx",
            "docker.io/nginx:1",
            "docker.io/library/nginx",
            "index.docker.io/library/nginx:1",
            "public.ecr.aws/docker/library/nginx:1",
            "mirror.gcr.io/library/nginx",
            "nginx:1.29@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(user(reference).as_deref(), Some(""), "{reference}");
        }
        for reference in [
            "",
            ":",
            "@",
            "registry.example/nginx",
            "localhost:5000/nginx:1",
            "someone/nginx",
            "nginx/nginx",
            "nginx-project",
            // Any version at all.
            "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(ImageFacts::of(reference), ImageFacts::default(), "{reference}");
        }
    }

    #[test]
    fn the_first_entry_whose_tag_fits_is_taken() {
        let names = |tag: &str| find(&format!("postgres:{tag}")).map(|known| known.source.as_str());
        let newest = find("postgres").map(|known| known.source.as_str());
        assert!(newest.is_some());
        assert_eq!(names("latest"), newest);
        assert_eq!(names("18.1-alpine"), newest);
        assert!(names("16-alpine").is_some());
        assert_ne!(names("16-alpine"), newest);
    }

    #[test]
    fn every_fact_names_its_source() {
        let facts = ImageFacts::of("nginx");
        let Fact::Known(_, FactSource::KnownImages(source)) = facts.user else { panic!("{facts:?}") };
        assert!(source.starts_with("https://"));
        assert!(facts.exposed_ports.complete && facts.exposed_ports.values().eq(["80/tcp"]));
        assert!(facts.setuid_files.is_unknown(), "the table does not say");
    }
}
