//! `source:target:options` of a volume.

use esclusa_source::Detail;

use crate::{Entries, Tree};

/// A parsed volume.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Volume {
    source: String,
    target: String,
    read_only: bool,
    no_copy: bool,
    propagation: Option<String>,
    selinux: Option<String>,
    has_bind: bool,
    /// Too short to be more than a target.
    is_bare: bool,
}

/// Parses the short form. A letter before a colon is a drive, and colons inside `${…}` do not separate.
pub(super) fn parse(text: &str) -> Result<Volume, Detail> {
    let mut volume = Volume::default();
    match text.len() {
        0 => return Err("invalid empty volume spec".into()),
        1 | 2 => return Ok(Volume { target: text.to_owned(), is_bare: true, ..volume }),
        _ => {}
    }
    let sections = sections(text);
    let last = sections.len() - 1;
    for (index, section) in sections.iter().enumerate() {
        if section.is_empty() {
            return Err("empty section between colons".into());
        }
        if index == last && volume.source.is_empty() {
            volume.target = (*section).to_owned();
        } else if volume.source.is_empty() {
            volume.source = (*section).to_owned();
        } else if volume.target.is_empty() {
            volume.target = (*section).to_owned();
        } else if index == last {
            volume.options(section);
        } else {
            return Err("too many colons".into());
        }
    }
    Ok(volume)
}

/// The sections between the colons that separate something.
pub(in crate::dialect::compose) fn sections(text: &str) -> Vec<&str> {
    let mut sections = Vec::with_capacity(3);
    let mut begin = 0;
    let mut nested = 0_usize;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '$' if letters.peek().is_some_and(|(_, next)| *next == '{') => nested += 1,
            '}' if nested > 0 => nested -= 1,
            ':' if nested == 0 => {
                let section = text.get(begin..at).unwrap_or("");
                let mut only = section.chars();
                if only.next().is_some_and(char::is_alphabetic) && only.next().is_none() {
                    continue;
                }
                sections.push(section);
                begin = at + 1;
            }
            _ => {}
        }
    }
    sections.push(text.get(begin..).unwrap_or(""));
    sections
}

impl Volume {
    fn options(&mut self, options: &str) {
        for option in options.split(',') {
            match option {
                "ro" => self.read_only = true,
                "rw" => self.read_only = false,
                "nocopy" => self.no_copy = true,
                "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => {
                    self.propagation = Some(option.to_owned());
                    self.has_bind = true;
                }
                "z" | "Z" => {
                    self.selinux = Some(option.to_owned());
                    self.has_bind = true;
                }
                _ => {}
            }
        }
    }

    /// The long form, every part at the place of the short one.
    pub(super) fn tree(self, short: &Tree) -> Tree {
        let mut map = Entries::new();
        let part = |value: crate::Value| Tree { key: None, ..short.with_value(value) };
        let known = |value: crate::Value| Tree { symbol: None, ..part(value) };
        let is_bind = is_file_path(&self.source);
        map.insert("type".to_owned(), known(if is_bind { "bind" } else { "volume" }.into()));
        // Which section a variable stands in is told by the text before substitution.
        let symbols = short.symbol.as_deref().map(sections).unwrap_or_default();
        let at =
            |index: usize| symbols.get(index).filter(|text| text.contains('$')).map(|text| (*text).into());
        let only_target = self.source.is_empty();
        if !only_target {
            map.insert("source".to_owned(), Tree { symbol: at(0), ..known(self.source.into()) });
        }
        if !self.target.is_empty() {
            let symbol = at(usize::from(!only_target));
            map.insert("target".to_owned(), Tree { symbol, ..known(clean(&self.target).into()) });
        }
        if self.read_only {
            map.insert("read_only".to_owned(), known(true.into()));
        }
        if is_bind || self.has_bind {
            let mut bind = Entries::new();
            for (key, option) in [("selinux", self.selinux), ("propagation", self.propagation)] {
                if let Some(option) = option {
                    bind.insert(key.to_owned(), known(option.into()));
                }
            }
            if is_bind {
                bind.insert("create_host_path".to_owned(), known(true.into()));
            }
            map.insert("bind".to_owned(), known(bind.into()));
        }
        if (!is_bind && !self.is_bare) || self.no_copy {
            let mut volume = Entries::new();
            if self.no_copy {
                volume.insert("nocopy".to_owned(), known(true.into()));
            }
            map.insert("volume".to_owned(), known(volume.into()));
        }
        Tree { symbol: None, ..short.with_value(map) }
    }
}

fn clean(target: &str) -> String {
    crate::dialect::compose::file_paths::clean(target.as_ref()).to_string_lossy().into_owned()
}

/// Whether a source is a path of the host and not the name of a volume.
fn is_file_path(source: &str) -> bool {
    let mut letters = source.chars();
    match letters.next() {
        None => false,
        Some('.' | '/' | '~') => true,
        Some(_) if source.starts_with("\\\\") => true,
        Some(first) => first.is_alphabetic() && letters.next() == Some(':'),
    }
}

/// The target alone, by which volumes of a service are told apart.
pub(in crate::dialect::compose) fn target(text: &str) -> Result<String, Detail> {
    parse(text).map(|volume| volume.target)
}

#[cfg(test)]
mod tests {
    use super::{parse, target};
    use crate::Tree;

    #[test]
    fn short_forms_become_long_ones() {
        for (short, long) in [
            ("/data", r#"{"type":"volume","target":"/data","volume":{}}"#),
            ("/d", r#"{"type":"volume","target":"/d"}"#),
            ("db:/data/", r#"{"type":"volume","source":"db","target":"/data","volume":{}}"#),
            (
                "./a:/b:ro",
                r#"{"type":"bind","source":"./a","target":"/b","read_only":true,"bind":{"create_host_path":true}}"#,
            ),
            (
                "/a:/b:rslave,z",
                r#"{"type":"bind","source":"/a","target":"/b","bind":{"selinux":"z","propagation":"rslave","create_host_path":true}}"#,
            ),
            ("db:/b:nocopy", r#"{"type":"volume","source":"db","target":"/b","volume":{"nocopy":true}}"#),
            (
                "db:/b:z",
                r#"{"type":"volume","source":"db","target":"/b","bind":{"selinux":"z"},"volume":{}}"#,
            ),
            (
                "C:\\x:/b",
                r#"{"type":"bind","source":"C:\\x","target":"/b","bind":{"create_host_path":true}}"#,
            ),
        ] {
            let tree = parse(short).expect(short).tree(&Tree::bare(short));
            assert_eq!(tree.to_json().to_string(), long, "{short}");
        }
    }

    #[test]
    fn the_target_is_the_second_section_or_the_only_one() {
        for (volume, expected) in [
            ("/data", "/data"),
            ("data:/b", "/b"),
            ("a:/b", "a:/b"),
            ("data:/b:ro", "/b"),
            ("${A:-x}:/b", "/b"),
            ("ab", "ab"),
        ] {
            assert_eq!(target(volume), Ok(expected.to_owned()), "{volume}");
        }
        for volume in ["", ":/b", "data::b", "data:/b:cc:d"] {
            assert!(target(volume).is_err(), "{volume}");
        }
    }
}
