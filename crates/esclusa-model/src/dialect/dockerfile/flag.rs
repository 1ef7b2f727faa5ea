//! The flags of instructions (`COPY --from=…`), as BuildKit takes or refuses them (`frontend/dockerfile/instructions`).

use esclusa_source::syntax::dockerfile::Instruction;
use esclusa_source::{Detail, Problem, detail};

use super::{Build, refused};

/// What a flag takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing, `true` or `false`.
    Truth,
    /// A value, once.
    Text,
    /// A value, as often as one likes.
    Texts,
    /// One of these.
    One(&'static [&'static str]),
    /// A mount, as often as one likes.
    Mount,
}

use Takes::{Mount, One, Text, Texts, Truth};

/// The flags of each instruction that has any.
const FLAGS: &[(&str, &[(&str, Takes)])] = &[
    (
        "ADD",
        &[
            ("checksum", Text),
            ("chmod", Text),
            ("chown", Text),
            ("exclude", Texts),
            ("keep-git-dir", Truth),
            ("link", Truth),
            ("unpack", Truth),
        ],
    ),
    (
        "COPY",
        &[
            ("chmod", Text),
            ("chown", Text),
            ("exclude", Texts),
            ("from", Text),
            ("link", Truth),
            ("parents", Truth),
        ],
    ),
    ("FROM", &[("platform", Text)]),
    (
        "HEALTHCHECK",
        &[
            ("interval", Text),
            ("retries", Text),
            ("start-interval", Text),
            ("start-period", Text),
            ("timeout", Text),
        ],
    ),
    (
        "RUN",
        &[
            ("device", Texts),
            ("mount", Mount),
            ("network", One(&["default", "none", "host"])),
            ("security", One(&["insecure", "sandbox"])),
        ],
    ),
];

/// The kinds of mounts of `RUN`.
const MOUNTS: &[&str] = &["bind", "cache", "tmpfs", "secret", "ssh"];
/// The options of a mount that take a value.
const OPTIONS: &[&str] = &[
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];
/// Those that stand alone, too.
const SWITCHES: &[&str] = &["readonly", "ro", "readwrite", "rw", "required"];
/// How a cache is shared.
const SHARING: &[&str] = &["shared", "private", "locked"];

/// What BuildKit refuses in the flags of an instruction. Nothing of the text is repeated: a path may lead to any file.
pub(super) fn check(one: &Instruction, escape: char, build: &Build, problems: &mut Vec<Problem>) {
    let words = one.words(escape);
    let flags = words.iter().take_while(|(_, word)| word.starts_with("--") && *word != "--");
    let flags: Vec<_> = flags.map(|(part, word)| (part.clone(), plain(word, escape))).collect();
    if flags.is_empty() {
        return;
    }
    let next = words.get(flags.len()).map_or("", |(_, word)| *word);
    // Without a check there is nothing that they could say, and they are not looked at.
    if one.keyword == "HEALTHCHECK" && next.eq_ignore_ascii_case("NONE") {
        return;
    }
    let known =
        FLAGS.iter().find(|(keyword, _)| *keyword == one.keyword).map_or(&[][..], |(_, flags)| *flags);
    let mut seen: Vec<&str> = Vec::new();
    for (part, word) in flags {
        if let Err(detail) = flag(&word, &one.keyword, known, &mut seen) {
            problems.push(refused(build, Some(one.place(part)), detail));
        }
    }
}

/// A word without its quotes and escapes.
fn plain(word: &str, escape: char) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut quote = None;
    let mut characters = word.chars();
    while let Some(c) = characters.next() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ if c == escape => plain.extend(characters.next()),
            _ => plain.push(c),
        }
    }
    plain
}

fn flag(
    word: &str,
    keyword: &str,
    known: &'static [(&'static str, Takes)],
    seen: &mut Vec<&'static str>,
) -> Result<(), Detail> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let name = name.get(2..).unwrap_or_default();
    let Some((name, takes)) = known.iter().find(|(own, _)| *own == name) else {
        let keyword = keyword.to_owned();
        if known.is_empty() {
            return Err(detail!("dockerfile-no-flags", "{keyword} has no flags", keyword));
        }
        let flags = known.iter().map(|(name, _)| format!("--{name}")).collect::<Vec<_>>().join(", ");
        return Err(detail!(
            "dockerfile-unknown-flag",
            "{keyword} has only the flags {flags}",
            keyword,
            flags
        ));
    };
    let flag = format!("--{name}");
    if seen.contains(name) && !matches!(takes, Texts | Mount) {
        return Err(detail!("dockerfile-flag-twice", "{flag} is said twice", flag));
    }
    seen.push(name);
    match (takes, value) {
        (Truth, None) => Ok(()),
        (Truth, Some(value)) if ["true", "false"].contains(&value.to_ascii_lowercase().as_str()) => Ok(()),
        (Truth, Some(_)) => Err(of_these(flag, &["true", "false"])),
        (_, None) => Err(detail!("dockerfile-flag-without-value", "{flag} has no value", flag)),
        (Text | Texts, Some(_)) => Ok(()),
        (One(values), Some(value)) if values.contains(&value) => Ok(()),
        (One(values), Some(_)) => Err(of_these(flag, values)),
        (Mount, Some(value)) => mount(value),
    }
}

fn of_these(flag: String, values: &[&str]) -> Detail {
    let values = values.join(", ");
    detail!("dockerfile-flag-value", "{flag} takes one of {values}", flag, values)
}

/// The options of a mount; a value with a variable is only known when it is built.
fn mount(value: &str) -> Result<(), Detail> {
    for field in fields(value) {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (field.as_str(), None),
        };
        let key = key.to_ascii_lowercase();
        let is_known = match value {
            None => SWITCHES.contains(&key.as_str()),
            Some(_) => OPTIONS.contains(&key.as_str()),
        };
        if !is_known {
            let options = OPTIONS.join(", ");
            return Err(detail!(
                "dockerfile-mount-option",
                "a mount has only the options {options}",
                options
            ));
        }
        let value = value.unwrap_or_default();
        if value.contains('$') {
            continue;
        }
        let values = match key.as_str() {
            "type" => MOUNTS,
            "sharing" => SHARING,
            _ => continue,
        };
        if !values.contains(&value.to_ascii_lowercase().as_str()) {
            return Err(of_these(key, values));
        }
    }
    Ok(())
}

/// The fields of a line of CSV; a quote may hold a comma.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match (c, fields.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => fields.push(String::new()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    fields
}
