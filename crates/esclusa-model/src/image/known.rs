//! The table of known images (`images.toml`), and how a reference finds its entry.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Fact, FactSource, Facts, ImageFacts};
use crate::Identity;

/// Parsed when the first image is looked up. A table that does not parse knows nothing; a test holds that it does.
static TABLE: LazyLock<Vec<KnownImage>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("images.toml")).map(|table| table.image).unwrap_or_default()
});

/// Registries that mirror Docker Hub, and where its images stand in them.
const MIRRORS: &[&str] = &["public.ecr.aws/docker/", "mirror.gcr.io/", "registry.hub.docker.com/"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    image: Vec<KnownImage>,
}

/// What an entry says; what it does not say is unknown.
#[derive(Deserialize)]
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
    runs_as: Option<String>,
    file_variables: Option<Vec<String>>,
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
    TABLE.iter().find(|known| {
        known.names.iter().any(|name| name == familiar)
            && (known.tags.is_empty() || known.tags.iter().any(|pattern| fits(pattern, tag)))
    })
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
            runs_as: fact(self.runs_as.as_ref(), &source),
            file_variables: seen(&self.file_variables),
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
        let table: Table = toml::from_str(include_str!("images.toml")).expect("the table parses");
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
            for variable in image.file_variables.iter().flatten() {
                assert!(!variable.ends_with("_FILE"), "{name}: {variable} is the name without _FILE");
            }
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
}
