//! From the text of an `esclusa.lock` to evidence. Every mistake is a problem at its place; what is right is still read.

use std::collections::HashSet;
use std::ops::Range;

use esclusa_source::{Detail, FileId, Problem, Span, detail};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Evidence, Needs};
use crate::Identity;

/// The format that is read.
const VERSION: &str = "1";

/// The namespaces that a container can share with the host.
const NAMESPACES: [&str; 6] = ["pid", "ipc", "uts", "user", "cgroup", "network"];

impl Evidence {
    /// Reads an `esclusa.lock`. Of another version nothing is read: its words may mean something else.
    #[must_use]
    pub fn read(file: FileId, text: &str) -> (Self, Vec<Problem>) {
        let mut reader = Reader { file, named: HashSet::new(), problems: Vec::new() };
        let mut evidence = Self::default();
        match DeTable::parse(text) {
            Ok(table) => reader.lock(table.get_ref(), table.span(), &mut evidence),
            Err(error) => {
                // The parser's first line says what; the rest draws the place, which the problem itself carries.
                let what = error.message().lines().next().unwrap_or_default().to_owned();
                reader.wrong(error.span().unwrap_or(0..0), Detail::quote(what));
            }
        }
        // A table knows no order of its keys: the text's is a person's.
        reader.problems.sort_by_key(|problem| problem.span.map(|span| span.start));
        (evidence, reader.problems)
    }
}

/// What stands under a key, with both places.
type Entry<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

struct Reader {
    file: FileId,
    /// Who has an entry.
    named: HashSet<Identity>,
    problems: Vec<Problem>,
}

impl Reader {
    fn wrong(&mut self, range: Range<usize>, detail: impl Into<Detail>) {
        self.problems.push(Problem::new("lock-refused", Span::new(self.file, range), detail));
    }

    fn unknown(&mut self, key: &Spanned<DeString<'_>>) {
        let name = Detail::plain(key.get_ref().to_string());
        self.wrong(key.span(), detail!("lock-unknown-key", "{key}: a lock has no such key", key = name));
    }

    fn expected<T>(&mut self, (key, value): Entry<'_, '_>, what: Detail) -> Option<T> {
        let name = Detail::plain(key.get_ref().to_string());
        self.wrong(value.span(), detail!("lock-expected", "{key}: expected {what}", key = name, what = what));
        None
    }

    fn lock(&mut self, table: &DeTable<'_>, whole: Range<usize>, evidence: &mut Evidence) {
        let version = table.iter().find(|(key, _)| key.get_ref() == "version").map(|(_, value)| value);
        let is_ours = version.is_some_and(|value| integer(value.get_ref()) == VERSION.parse().ok());
        if !is_ours {
            let place = version.map_or(whole.start..whole.start, Spanned::span);
            self.wrong(place, detail!("lock-version", "expected version = 1"));
            return;
        }
        for entry in table {
            match entry.0.get_ref().as_ref() {
                "version" => {}
                "container" => {
                    let Some(containers) = entry.1.get_ref().as_array() else {
                        self.expected::<()>(entry, detail!("lock-tables", "tables ([[container]])"));
                        continue;
                    };
                    for container in containers.iter() {
                        self.container(entry.0, container, evidence);
                    }
                }
                _ => self.unknown(entry.0),
            }
        }
    }

    fn container(
        &mut self,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        evidence: &mut Evidence,
    ) {
        let Some(table) = value.get_ref().as_table() else {
            self.expected::<()>((name, value), detail!("lock-tables", "tables ([[container]])"));
            return;
        };
        let (mut identity, mut needs) = (Identity::default(), None);
        for entry in table {
            match entry.0.get_ref().as_ref() {
                "project" => identity.project = self.text(entry),
                "service" => identity.service = self.text(entry),
                "container" => identity.container = self.text(entry),
                // In whichever form it is written, it is compared in its familiar one.
                "image" => {
                    let image = self.text(entry).map(|text| Identity::default().with_image(&text));
                    identity.image = image.and_then(|named| named.image);
                }
                "digest" => identity.digest = self.digest(entry),
                "needs" => needs = self.needs(entry),
                _ => self.unknown(entry.0),
            }
        }
        if identity == Identity::default() {
            let what =
                detail!("lock-nobody", "an entry names a project, service, container, image or digest");
            self.wrong(value.span(), what);
            return;
        }
        if !self.named.insert(identity.clone()) {
            self.wrong(value.span(), detail!("lock-twice", "the same container has an entry already"));
            return;
        }
        evidence.entries.extend(needs.map(|needs| (identity, needs)));
    }

    fn needs(&mut self, entry: Entry<'_, '_>) -> Option<Needs> {
        let Some(table) = entry.1.get_ref().as_table() else {
            return self.expected(entry, detail!("lock-table", "a table"));
        };
        let mut needs = Needs::default();
        for entry in table {
            match entry.0.get_ref().as_ref() {
                "capabilities" => needs.capabilities = self.texts(entry, "CHOWN", is_capability),
                "user" => needs.user = self.checked(entry, "uid:gid", is_user),
                "new-privileges" => needs.new_privileges = self.truth(entry),
                "writable-paths" => needs.writable_paths = self.texts(entry, "/path", is_path),
                "ports" => needs.ports = self.texts(entry, "80/tcp", is_port),
                "devices" => needs.devices = self.texts(entry, "/path", is_path),
                "namespaces" => {
                    let shown = "pid, ipc, uts, user, cgroup, network";
                    needs.namespaces = self.texts(entry, shown, |text| NAMESPACES.contains(&text));
                }
                "memory" => needs.memory = self.positive(entry, bytes),
                "cpus" => needs.nano_cpus = self.positive(entry, nano_cpus),
                "processes" => needs.processes = self.positive(entry, integer),
                "digest" => needs.digest = self.digest(entry),
                _ => self.unknown(entry.0),
            }
        }
        Some(needs)
    }

    fn text(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        let text = entry.1.get_ref().as_str().filter(|text| !text.is_empty());
        text.map(ToOwned::to_owned).or_else(|| self.expected(entry, detail!("lock-text", "a text")))
    }

    /// A text of this form, which is shown by an example.
    fn checked(
        &mut self,
        entry: Entry<'_, '_>,
        form: &'static str,
        fits: fn(&str) -> bool,
    ) -> Option<String> {
        let text = entry.1.get_ref().as_str().filter(|text| fits(text));
        text.map(ToOwned::to_owned).or_else(|| self.expected(entry, Detail::plain(form)))
    }

    /// A list of texts of this form. If one is wrong nothing of it is known: the rest would claim to be all.
    fn texts(
        &mut self,
        entry: Entry<'_, '_>,
        form: &'static str,
        fits: fn(&str) -> bool,
    ) -> Option<Vec<String>> {
        let Some(items) = entry.1.get_ref().as_array() else {
            return self
                .expected(entry, detail!("lock-list", "a list of {form}", form = Detail::plain(form)));
        };
        let texts: Vec<Option<String>> =
            items.iter().map(|item| self.checked((entry.0, item), form, fits)).collect();
        texts.into_iter().collect()
    }

    fn digest(&mut self, entry: Entry<'_, '_>) -> Option<String> {
        self.checked(entry, "sha256:…", |text| {
            let digits = text.strip_prefix("sha256:").unwrap_or_default();
            digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    }

    fn truth(&mut self, entry: Entry<'_, '_>) -> Option<bool> {
        let value = entry.1.get_ref().as_bool();
        value.or_else(|| self.expected(entry, detail!("lock-truth", "true or false")))
    }

    fn positive(&mut self, entry: Entry<'_, '_>, number: fn(&DeValue<'_>) -> Option<i64>) -> Option<i64> {
        let value = number(entry.1.get_ref()).filter(|number| *number > 0);
        value.or_else(|| self.expected(entry, detail!("lock-positive", "a number above zero")))
    }
}

/// A whole number.
fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A size in bytes: a number, or one with a unit (`96m`), as the docker client counts them.
fn bytes(value: &DeValue<'_>) -> Option<i64> {
    let Some(text) = value.as_str() else { return integer(value) };
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..)?.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" => 10,
        "m" | "mb" => 20,
        "g" | "gb" => 30,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(1 << shift)
}

/// CPUs, whole or not, in billionths.
fn nano_cpus(value: &DeValue<'_>) -> Option<i64> {
    let cpus = match value.as_float() {
        Some(number) => number.as_str().parse::<f64>().ok()?,
        None => integer(value)? as f64,
    };
    // A float's cast saturates; more than this is no machine.
    (0.0..=1e6).contains(&cpus).then_some((cpus * 1e9).round() as i64)
}

fn is_capability(text: &str) -> bool {
    !text.is_empty() && text != "ALL" && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

fn is_user(text: &str) -> bool {
    let part =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    text.split_once(':').map_or_else(|| part(text), |(user, group)| part(user) && part(group))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.contains(':') && !text.contains(',')
}

fn is_port(text: &str) -> bool {
    text.split_once('/').is_some_and(|(port, protocol)| {
        port.parse::<u16>().is_ok_and(|port| port > 0) && matches!(protocol, "tcp" | "udp" | "sctp")
    })
}
